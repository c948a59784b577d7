//! The codes of errors about values and types, and about merging.

kube_yaml::error_codes! {
    TYPE = "E0201", "a field has a value of another type";
    FORMAT = "E0202", "a time or a quantity is not written like one";
    RANGE = "E0203", "a number is too large for its field";
    MERGE = "E0204", "two values cannot be merged by the rules of strategic merge patches";
    DIRECTIVE = "E0205", "a directive of a strategic merge patch (`$patch`, `$retainKeys`, `$setElementOrder`) is wrong";
}
