//! The codes of errors in templates.

kube_yaml::error_codes! {
    PARSE = "E0301", "a template cannot be parsed";
    EXECUTE = "E0302", "a template fails while it is rendered";
}
