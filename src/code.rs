//! The codes of errors in manifests, in configuration, and of runs; those of their text, types and templates are the crates' below.

use kube_yaml::ErrorCode;

kube_yaml::error_codes! {
    OBJECT = "E0401", "a document is not a Kubernetes object";
    POD_TEMPLATE = "E0402", "a workload has no pod template";
    ANNOTATION = "E0403", "an annotation has an invalid value";
    RECORD = "E0404", "the record of an earlier injection cannot be read";
    TEMPLATE_NAME = "E0405", "a pod asks for a template that the configuration does not have";
    ISTIOCTL = "E0406", "istioctl cannot read a document, and so neither does `--compat istioctl`";
    UNRENDERED = "E0407", "a file is a template that has to be rendered first";
    REVIEW = "E0408", "a document is not an AdmissionReview about a pod";
    WRONG_FILE = "E0501", "a file is not the part of the configuration that it is given as";
    INCOMPLETE = "E0502", "a part of the configuration is missing";
    AMBIGUOUS = "E0503", "there are several revisions or installations to choose from";
    REVISION = "E0504", "a revision does not exist, or is not the one of the run";
    FIELD = "E0505", "a field of the configuration has a wrong value";
    INSTALLATION = "E0506", "the description of an installation cannot be used";
    ASSIGNMENT = "E0507", "a value of `--set`, or of a flag like it, cannot be set";
    TEMPLATES = "E0508", "an inject-config has no templates";
    RENDERED = "E0509", "a template renders something that is not part of a pod";
    CLUSTER = "E0510", "a part of the configuration would have to come from a cluster";
    RELEASE = "E0511", "there is no built-in configuration of a release";
    SETTINGS = "E0601", "a setting is unknown, has a wrong value, or contradicts another";
    OUTSIDE = "E0602", "`kube-inject.yaml` names a file outside of its repository";
    NOT_A_FILE = "E0603", "a file that the repository names is not a regular file, or is too large";
    WARNING = "E0604", "there is no error or warning of this name";
    KIND = "E0605", "a kind in `kube-inject.yaml` is not written as GROUP/KIND or GROUP/KIND=PATH";
    NO_MANIFESTS = "E0606", "a directory has no manifests";
    EXISTS = "E0607", "a file that would be written exists already";
    IO = "E0608", "a file cannot be read or written";
    KUSTOMIZATION = "E0609", "the output directory has a `kustomization.yaml` that is none";
    FUNCTION = "E0610", "the input of a KRM function is not one ResourceList";
    BUG = "E0699", "kube-inject itself failed";
}

/// The codes of all errors that a run can give, in order.
pub fn all() -> impl Iterator<Item = ErrorCode> {
    [kube_yaml::code::ALL, kube_schema::code::ALL, go_template::code::ALL, ALL].into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_each_has_four_digits() {
        let words: Vec<&str> = all().map(ErrorCode::word).collect();
        assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
        let four = |word: &&str| {
            word.strip_prefix('E').is_some_and(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()))
        };
        assert!(words.iter().all(four), "{words:?}");
    }
}
