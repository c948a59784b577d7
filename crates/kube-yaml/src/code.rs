//! The codes of errors in the text of YAML and JSON.

crate::error_codes! {
    SYNTAX = "E0101", "the text is not valid YAML or JSON";
    TAB = "E0102", "a line is indented with a tab";
    INDENTATION = "E0103", "a line is not indented like the lines that it belongs to";
    QUOTE = "E0104", "a quoted string is not closed";
    ALIAS = "E0105", "an alias (`*name`) has no anchor (`&name`), or is part of what it stands for";
    TOO_LARGE = "E0106", "a document is nested too deep, too large, or repeats too much by aliases";
    ENCODING = "E0107", "the text is not UTF-8, or has control characters";
    DIRECTIVE = "E0108", "a directive (`%YAML`, `%TAG`) or the handle of a tag cannot be used";
    VALUE = "E0109", "a value does not fit its tag, or cannot be represented in JSON";
    KEY = "E0110", "a key is not a string, or a merge key (`<<`) has no map";
    SEPARATOR = "E0111", "something follows a document separator without a space";
}
