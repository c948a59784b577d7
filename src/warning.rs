//! What deserves a word but stops nothing: every warning by its code, a stable word by which people silence it or make it an error.

use crate::code;
use kube_schema::Coercion;
use kube_yaml::{Error, ErrorCode};
use std::fmt;
use std::str::FromStr;

/// What a warning is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// A Job's sidecar keeps it from ending.
    JobNeverEnds,
    /// The pod's `dnsPolicy` may not find the control plane.
    DnsPolicy,
    /// The label or annotation that steers injection stands on the workload.
    MisplacedOptOut,
    /// A container's image waits for an injection that does not come.
    ImageAuto,
    /// A pod for Windows nodes is injected.
    WindowsPod,
    /// A container listens on a port of the sidecar's.
    IstioPort,
    /// A container runs as the proxy's user.
    ProxyUid,
    /// Another mesh's proxy is in the pod.
    OtherMesh,
    /// The API server refuses the injected object, and took it before.
    InvalidPod,
    /// An object that did not opt out is skipped.
    Skipped,
    /// An object holds a pod, and its kind is not injected.
    UnknownKind,
    /// A field that no type has, near one that it has.
    UnknownField,
    /// A field of another kind.
    MisplacedField,
    /// A field in the wrong case.
    FieldCase,
    /// A number or boolean in the place of a string.
    NotAString,
    /// The label or annotation that steers injection is neither true nor false.
    InjectValue,
    /// A CronJob's pod has an annotation that is not valid.
    CronjobAnnotation,
    /// The targets to scrape cannot be read.
    ScrapeTargets,
    /// An undo comment is not what injection wrote.
    UndoComment,
    /// A status annotation is not what injection wrote.
    StatusAnnotation,
    /// Something of the original cannot be brought back.
    NotRestored,
    /// No patch can be written for an object without a name.
    UnnamedObject,
    /// An annotation, label or field that nobody reads.
    WithoutEffect,
    /// A key that stands twice.
    DuplicateKey,
    /// A template that renders no container, no image or no value.
    IncompleteTemplate,
    /// Something in the configuration that `config check` would find.
    Configuration,
    /// A file that has to be rendered first.
    Template,
    /// A file that kustomize changes when it builds.
    Kustomize,
    /// A JSON patch takes the place of a strategic one.
    JsonPatch,
    /// The Istio release is newer than all known ones.
    UnknownRelease,
    /// There is nothing on standard input.
    EmptyInput,
    /// A flag of istioctl's that does nothing here.
    IgnoredFlag,
}

/// Every code, its word, and when it is given.
const TABLE: [(Code, &str, &str); 32] = [
    (Code::JobNeverEnds, "job-never-ends", "the sidecar of a Job or CronJob keeps it from completing"),
    (
        Code::DnsPolicy,
        "dns-policy",
        "`dnsPolicy` is `Default` or `None`, and the sidecar may not find istiod",
    ),
    (
        Code::MisplacedOptOut,
        "misplaced-opt-out",
        "`sidecar.istio.io/inject` is on the workload, not on its pod template, and has no effect",
    ),
    (Code::ImageAuto, "image-auto", "a container has `image: auto`, and injection does not replace it"),
    (
        Code::WindowsPod,
        "windows-pod",
        "a pod for Windows nodes is injected (`--compat` only, else it is skipped)",
    ),
    (Code::IstioPort, "istio-port", "a container listens on a port that the sidecar uses"),
    (
        Code::ProxyUid,
        "proxy-uid",
        "a container runs as the sidecar's user, so its traffic bypasses the sidecar",
    ),
    (Code::OtherMesh, "other-mesh", "the pod has the proxy of another mesh"),
    (Code::InvalidPod, "invalid-pod", "the API server accepts the object, but not once it is injected"),
    (
        Code::Skipped,
        "skipped",
        "an object is skipped for another reason than an opt-out; only reported with `--deny skipped`",
    ),
    (
        Code::UnknownKind,
        "unknown-kind",
        "an object has a pod, but its kind is not injected; only reported with `--check`",
    ),
    (Code::UnknownField, "unknown-field", "a field is probably misspelled"),
    (Code::MisplacedField, "misplaced-field", "a field belongs to another kind"),
    (Code::FieldCase, "field-case", "a field is written in the wrong case"),
    (Code::NotAString, "not-a-string", "a number or boolean is where a string is expected"),
    (Code::InjectValue, "inject-value", "`sidecar.istio.io/inject` is neither `true` nor `false`"),
    (
        Code::CronjobAnnotation,
        "cronjob-annotation",
        "an annotation of a CronJob's pod is invalid, and istioctl ignores it",
    ),
    (Code::ScrapeTargets, "scrape-targets", "`prometheus.istio.io/scrape-targets` cannot be read"),
    (Code::UndoComment, "undo-comment", "an undo comment does not match its document"),
    (
        Code::StatusAnnotation,
        "status-annotation",
        "`sidecar.istio.io/status` does not list what was injected",
    ),
    (Code::NotRestored, "not-restored", "part of the original cannot be restored"),
    (Code::UnnamedObject, "unnamed-object", "an object without a name gets no patch"),
    (
        Code::WithoutEffect,
        "without-effect",
        "an annotation, a label or a field of `proxy.istio.io/config` has no effect",
    ),
    (Code::DuplicateKey, "duplicate-key", "a key is there twice; the last one counts"),
    (
        Code::IncompleteTemplate,
        "incomplete-template",
        "a template renders no container, no image, or `<no value>`",
    ),
    (Code::Configuration, "configuration", "the configuration has a finding of `config check`"),
    (Code::Template, "template", "a file in a directory looks like a template and is passed over"),
    (Code::Kustomize, "kustomize", "a named file is changed by a kustomization when it is built"),
    (
        Code::JsonPatch,
        "json-patch",
        "a JSON patch is written because kustomize would not merge a strategic one correctly",
    ),
    (Code::UnknownRelease, "unknown-release", "the Istio release is newer than the newest known one"),
    (Code::EmptyInput, "empty-input", "standard input is empty"),
    (Code::IgnoredFlag, "ignored-flag", "a flag of istioctl is about a connection, and none is made"),
];

impl Code {
    /// Every code.
    pub fn all() -> impl Iterator<Item = Code> {
        TABLE.iter().map(|(code, ..)| *code)
    }

    /// The stable word, in kebab case.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().1
    }

    /// When the warning is given, as a clause in Markdown.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.row().2
    }

    /// A warning of this code.
    #[must_use]
    pub fn warn(self, cause: impl Into<String>) -> Error {
        Error::new(self.into(), cause)
    }

    /// The same error as a warning of this code.
    #[must_use]
    pub fn given(self, error: Error) -> Error {
        error.recoded(self.into())
    }

    /// What is said of a value that was taken for something else.
    #[must_use]
    pub(crate) fn of(coercion: Coercion) -> Code {
        match coercion {
            Coercion::Text => Code::NotAString,
            Coercion::Key => Code::FieldCase,
            Coercion::Unknown => Code::UnknownField,
        }
    }

    fn row(self) -> &'static (Code, &'static str, &'static str) {
        TABLE.iter().find(|(code, ..)| *code == self).expect("every code has a row")
    }
}

impl From<Code> for ErrorCode {
    fn from(code: Code) -> Self {
        ErrorCode::new(code.word(), code.meaning())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Code {
    type Err = Error;

    /// Reads a code's word.
    fn from_str(word: &str) -> Result<Self, Error> {
        let words = || TABLE.iter().map(|(_, word, _)| *word);
        let found = TABLE.iter().find(|(_, known, _)| *known == word);
        found.map(|(code, ..)| *code).ok_or_else(|| {
            let error = Error::new(code::WARNING, format!("there is no warning {word}"));
            match kube_schema::suggest::nearest(word, words()) {
                Some(meant) => error.help(format!("did you mean {meant}?")),
                None => error.help(format!("the warnings are {}", words().collect::<Vec<_>>().join(", "))),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kebab_case_and_read_back() {
        for code in Code::all() {
            assert!(code.word().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
            assert_eq!(code.word().parse(), Ok(code));
        }
    }

    #[test]
    fn err_says_what_was_meant() {
        let error = "job-never-end".parse::<Code>().unwrap_err();
        assert_eq!(error.help_text(), Some("did you mean job-never-ends?"));
    }
}
