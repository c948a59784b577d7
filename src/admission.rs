//! An AdmissionReview, answered as the injector's webhook answers it (pkg/kube/inject: Webhook.inject).

use crate::code;
use crate::patch::operations;
use crate::pipeline;
use crate::processed::Processed;
use crate::settings::Settings;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kube_yaml::split::{self, Document};
use kube_yaml::{self as yaml, Error, Map, Node, Result, json};
use memchr::memmem;

/// The versions of AdmissionReview, and whether their responses have warnings.
const VERSIONS: [(&str, bool); 2] = [("admission.k8s.io/v1", true), ("admission.k8s.io/v1beta1", false)];

/// The answer to the AdmissionReview in a document of `file`: an AdmissionReview with the response, in JSON.
///
/// The pod's namespace is the request's where it names none. A pod that is not injected is allowed as it is, and one that
/// cannot be is refused with the reason, as istiod does.
///
/// # Errors
/// When the document is no AdmissionReview of a pod.
pub fn answer(settings: &Settings, file: &str, document: &Document) -> Result<String> {
    let text = document.text().map_err(|error| error.in_text(file, document.first_line, ""))?;
    let placed = |error: Error| error.in_text(file, document.first_line, text);
    let review = yaml::parse(text)
        .map_err(placed)?
        .ok_or_else(|| placed(Error::new(code::REVIEW, "the document is empty")))?;
    let request = Request::of(&review).map_err(placed)?;
    let response = match pipeline::process(settings, file, &request.document()?) {
        Ok(done) => allowed(&request, &done)?,
        Err(error) => refused(&request, &error),
    };
    let whole = map([
        ("kind", Node::made("AdmissionReview")),
        ("apiVersion", Node::made(request.version)),
        ("response", map(response)),
    ]);
    Ok(json::to_json(&whole))
}

/// Whether a document is an AdmissionReview.
#[must_use]
pub fn is_review(document: &Document) -> bool {
    if memmem::find(&document.bytes, b"AdmissionReview").is_none() {
        return false;
    }
    let read = document.text().ok().and_then(|text| yaml::parse(text).ok().flatten());
    read.is_some_and(|root| {
        let group = root.str_at("apiVersion").and_then(|version| version.split_once('/'));
        root.str_at("kind") == Some("AdmissionReview")
            && group.is_some_and(|(group, _)| group == "admission.k8s.io")
    })
}

/// What the API server asks.
struct Request<'a> {
    version: &'static str,
    has_warnings: bool,
    uid: &'a str,
    /// The pod, with what the request says of it.
    pod: Node,
}

impl<'a> Request<'a> {
    fn of(review: &'a Node) -> Result<Self> {
        let (version, has_warnings) =
            version_of(review).filter(|_| review.str_at("kind") == Some("AdmissionReview")).ok_or_else(
                || Error::new(code::REVIEW, "this is no AdmissionReview of admission.k8s.io").at(review.span),
            )?;
        let request = review
            .get("request")
            .filter(|request| request.as_map().is_some())
            .ok_or_else(|| Error::new(code::REVIEW, "the AdmissionReview has no request").at(review.span))?;
        let object = request.get("object").filter(|object| object.as_map().is_some()).ok_or_else(|| {
            Error::new(code::REVIEW, "the request has no object")
                .at(request.span)
                .help("the webhook is called when a pod is created")
        })?;
        let kind = object.str_at("kind").or_else(|| request.get("kind")?.str_at("kind")).unwrap_or("Pod");
        if kind != "Pod" {
            let cause = format!("the object is a {kind}: the webhook is called for pods alone");
            return Err(Error::new(code::REVIEW, cause)
                .at(object.span)
                .help("kube-inject -f injects what has a pod template"));
        }
        let namespace = request.str_at("namespace").unwrap_or_default();
        Ok(Request {
            version,
            has_warnings,
            uid: request.str_at("uid").unwrap_or_default(),
            pod: pod_in(object, namespace),
        })
    }

    /// The pod as a document of its own.
    fn document(&self) -> Result<Document> {
        let text = json::to_json(&self.pod);
        let read = split::documents(std::io::Cursor::new(text)).next();
        read.and_then(std::result::Result::ok)
            .ok_or_else(|| Error::new(code::REVIEW, "the request has no object"))
    }
}

fn version_of(review: &Node) -> Option<(&'static str, bool)> {
    let version = review.str_at("apiVersion")?;
    VERSIONS.into_iter().find(|(known, _)| *known == version)
}

/// The pod of a request in a namespace, as an object that is whole.
fn pod_in(object: &Node, namespace: &str) -> Node {
    let mut pod = object.clone().detach();
    let Some(map) = pod.as_map_mut() else { return pod };
    for (key, value) in [("apiVersion", "v1"), ("kind", "Pod")] {
        map.entry_or(key, || Node::made(value));
    }
    let meta = map.entry_or("metadata", || Node::made(Map::default()));
    if !namespace.is_empty()
        && meta.str_at("namespace").unwrap_or_default().is_empty()
        && let Some(meta) = meta.as_map_mut()
    {
        meta.set("namespace", Node::made(namespace));
    }
    pod
}

fn allowed(request: &Request<'_>, done: &Processed) -> Result<Vec<(&'static str, Node)>> {
    let mut response = vec![("uid", Node::made(request.uid)), ("allowed", Node::made(true))];
    let after = done.text.as_deref().map(yaml::parse).transpose()?.flatten();
    if let Some(after) = after.filter(|after| *after != request.pod) {
        let patch = json::to_json(&Node::made(operations(&request.pod, &after)));
        response.push(("patch", Node::made(STANDARD.encode(patch))));
        response.push(("patchType", Node::made("JSONPatch")));
    }
    if request.has_warnings && !done.warnings.is_empty() {
        let warnings: Vec<Node> =
            done.warnings.iter().map(|warning| Node::made(warning.cause().to_owned())).collect();
        response.push(("warnings", Node::made(warnings)));
    }
    Ok(response)
}

fn refused(request: &Request<'_>, error: &Error) -> Vec<(&'static str, Node)> {
    let status = map([("message", Node::made(error.cause().to_owned()))]);
    vec![("uid", Node::made(request.uid)), ("allowed", Node::made(false)), ("status", status)]
}

fn map(entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    Node::made(entries.into_iter().collect::<Map>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;
    use crate::settings::webhook::WebhookOptions;

    /// The answer to a request about a pod with a template that adds one label.
    fn answered(version: &str, request: &str) -> Result<Node> {
        let inject_config = Some((
            "inject-config",
            "policy: enabled\ntemplates: {sidecar: 'metadata: {labels: {mesh: on-it}}'}",
        ));
        let webhook = Some(WebhookOptions { called: true, ..WebhookOptions::default() });
        let settings = Settings::load(Sources { inject_config, webhook, ..Sources::default() }).unwrap();
        let text = format!("{{apiVersion: {version}, kind: AdmissionReview, request: {request}}}");
        let document = split::documents(std::io::Cursor::new(text)).next().unwrap().unwrap();
        let answer = answer(&settings, "review.yaml", &document)?;
        Ok(json::from_json(&answer).unwrap().get("response").unwrap().clone())
    }

    #[test]
    fn patch_makes_the_injected_pod() {
        let object = "{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}";
        let response =
            answered("admission.k8s.io/v1", &format!("{{uid: u-1, namespace: shop, object: {object}}}"))
                .unwrap();
        assert_eq!((response.str_at("uid"), response.str_at("patchType")), (Some("u-1"), Some("JSONPatch")));
        let patch = String::from_utf8(STANDARD.decode(response.str_at("patch").unwrap()).unwrap()).unwrap();
        assert!(patch.contains(r#"{"op":"add","path":"/metadata/labels/mesh","value":"on-it"}"#), "{patch}");
        assert!(!patch.contains("namespace\""), "{patch}");
    }

    #[test]
    fn pod_that_opts_out_is_allowed_as_it_is() {
        let object =
            "{metadata: {labels: {sidecar.istio.io/inject: 'false'}}, spec: {containers: [{name: c}]}}";
        let response =
            answered("admission.k8s.io/v1beta1", &format!("{{uid: u, object: {object}}}")).unwrap();
        assert_eq!(json::to_json(&response), r#"{"uid":"u","allowed":true}"#);
    }

    #[test]
    fn pod_that_cannot_be_injected_is_refused() {
        let object = "{metadata: {annotations: {status.sidecar.istio.io/port: many}}, spec: {containers: [{name: c}]}}";
        let response = answered("admission.k8s.io/v1", &format!("{{uid: u, object: {object}}}")).unwrap();
        assert_eq!(response.get("allowed").and_then(Node::as_bool), Some(false));
        assert!(response.at(&["status", "message"]).and_then(Node::as_str).unwrap().contains("port"));
    }

    #[test]
    fn err_what_is_no_request_about_a_pod() {
        for (version, request, why) in [
            ("v1", "{object: {}}", "this is no AdmissionReview"),
            ("admission.k8s.io/v1", "", "has no request"),
            ("admission.k8s.io/v1", "{uid: u}", "has no object"),
            ("admission.k8s.io/v1", "{object: {kind: Deployment}}", "is a Deployment"),
        ] {
            let error = answered(version, request).unwrap_err();
            assert!(error.cause().contains(why) && error.location().is_some(), "{error}");
        }
    }
}
