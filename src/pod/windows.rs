//! Pods for Windows nodes.

use super::Pod;
use kube_yaml::Node;

/// The labels by which nodes tell their operating system; the second is that of Kubernetes before 1.14.
const OS_LABELS: [&str; 2] = ["kubernetes.io/os", "beta.kubernetes.io/os"];
const WINDOWS: &str = "windows";

impl Pod {
    /// Whether it can run on Windows nodes only: it says so, or selects them.
    #[must_use]
    pub(crate) fn is_for_windows(&self) -> bool {
        let os = self.spec.at(&["os", "name"]).and_then(Node::as_str);
        let selector = self.spec.get("nodeSelector");
        let selects = |label| selector.and_then(|selector| selector.str_at(label)) == Some(WINDOWS);
        os == Some(WINDOWS) || OS_LABELS.into_iter().any(selects) || requires(self)
    }
}

/// Whether every way in which its node affinity can be met is a Windows node.
fn requires(pod: &Pod) -> bool {
    let required = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    let terms = pod.spec.at(&required).and_then(|required| required.get("nodeSelectorTerms"));
    let terms = terms.and_then(Node::as_seq).unwrap_or_default();
    let asks = |term: &Node| {
        let expressions = term.get("matchExpressions").and_then(Node::as_seq).unwrap_or_default();
        expressions.iter().any(|expression| {
            let values = expression.get("values").and_then(Node::as_seq).unwrap_or_default();
            expression.str_at("key").is_some_and(|key| OS_LABELS.contains(&key))
                && expression.str_at("operator") == Some("In")
                && matches!(values, [only] if only.as_str() == Some(WINDOWS))
        })
    };
    !terms.is_empty() && terms.iter().all(asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_is_what_can_run_nowhere_else() {
        let term = |values: &str| {
            format!("{{matchExpressions: [{{key: kubernetes.io/os, operator: In, values: [{values}]}}]}}")
        };
        let affinity = |terms: String| {
            format!(
                "affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{terms}]}}}}}}"
            )
        };
        for (spec, windows) in [
            ("os: {name: windows}".to_owned(), true),
            ("os: {name: linux}".to_owned(), false),
            ("nodeSelector: {kubernetes.io/os: windows}".to_owned(), true),
            ("nodeSelector: {beta.kubernetes.io/os: windows}".to_owned(), true),
            ("nodeSelector: {kubernetes.io/os: linux}".to_owned(), false),
            ("tolerations: [{key: os, value: windows}]".to_owned(), false),
            (affinity(term("windows")), true),
            (affinity(term("windows, linux")), false),
            (affinity(format!("{}, {{matchFields: []}}", term("windows"))), false),
            (String::new(), false),
        ] {
            assert_eq!(Pod::of_text(&format!("{{spec: {{{spec}}}}}")).is_for_windows(), windows, "{spec}");
        }
    }
}
