//! An IstioOperator, or values for Helm's istiod chart: the values and the mesh-config of the installation it describes.

mod wrapped;

pub(crate) use wrapped::is_installation;

use super::coalesce::over;
use super::compatibility::turned_back;
use super::source::Source;
use crate::code;
use crate::pod::{empty_map, map_at};
use kube_yaml::split;
use kube_yaml::{self as yaml, Map, Node};
use kube_yaml::{Error, Result};

/// What an IstioOperator or a Helm values file says.
#[derive(Clone, Debug)]
pub(crate) struct Operator<'t> {
    /// Where the file's text came from.
    pub source: Source<'t>,
    /// The values, `meshConfig` included.
    pub values: Node,
    /// The mesh-config, where one is said.
    pub mesh_config: Option<Node>,
    /// The revision, where one is said.
    pub revision: Option<String>,
}

/// The keys under which newer charts keep their own defaults, so that a profile fits between them and what users say.
pub(crate) const CHART_DEFAULTS: [&str; 2] = ["_internal_defaults_do_not_set", "defaults"];

/// What in an IstioOperator's spec is a value by another name (operator/pkg/render: translateIstioOperatorToHelm).
const TRANSLATED: [(&str, &[&str]); 4] = [
    ("hub", &["global", "hub"]),
    ("tag", &["global", "tag"]),
    ("revision", &["revision"]),
    ("compatibilityVersion", &["compatibilityVersion"]),
];

/// What the profiles of Istio 1.31 change about a sidecar (manifests/profiles and manifests/helm-profiles), as values.
const PROFILES: [(&str, &str); 10] = [
    ("default", ""),
    ("minimal", ""),
    ("empty", ""),
    ("stable", "profile: stable"),
    ("preview", "profile: preview"),
    ("remote", "profile: remote"),
    (
        "demo",
        "{profile: demo, meshConfig: {accessLogFile: /dev/stdout}, \
         global: {proxy: {resources: {requests: {cpu: 10m, memory: 40Mi}}}}}",
    ),
    ("ambient", "{profile: ambient, pilot: {cni: {enabled: true}}, global: {variant: distroless}}"),
    ("openshift", "{global: {platform: openshift}, pilot: {cni: {enabled: true, provider: multus}}}"),
    (
        "openshift-ambient",
        "{profile: ambient, global: {platform: openshift, variant: distroless}, \
         pilot: {cni: {enabled: true, provider: multus}}}",
    ),
];

/// The revision that an IstioOperator or a Helm values file says it is of; `None` also where it cannot be read.
#[must_use]
pub fn operator_revision(text: &str, file: &str) -> Option<String> {
    Operator::read(text, file).ok()?.revision
}

impl<'t> Operator<'t> {
    /// Reads an IstioOperator or a Helm values file.
    ///
    /// # Errors
    /// When the text is not YAML, is another kind of object, or holds several IstioOperators; with its place in `file`.
    pub(crate) fn read(text: &'t str, file: &'t str) -> Result<Self> {
        let whole = Source::file(text, file);
        let mut found: Option<(Source<'t>, Node)> = None;
        let documents = split::documents(text.as_bytes()).flatten();
        for document in documents {
            let part =
                document.text().map_err(|error| error.in_text(file, document.first_line, ""))?.to_owned();
            let mut source = whole.clone();
            source.first_line = document.first_line;
            source.text = part.into();
            let Some(node) = source.parse()?.filter(|node| !node.is_null()) else { continue };
            if found.is_some() {
                let error = Error::new(code::AMBIGUOUS, "the file has more than one document").at(node.span);
                return Err(source.locate(error.help("use one IstioOperator per file")));
            }
            found = Some((source, node));
        }
        let (source, node) = found.unwrap_or_else(|| (whole, empty_map()));
        match of_node(node) {
            Ok((values, mesh_config)) => {
                let revision = values.get("revision").and_then(Node::as_str).filter(|name| !name.is_empty());
                let revision = revision.map(str::to_owned);
                Ok(Operator { source, values, mesh_config, revision })
            }
            Err(error) => Err(source.locate(error)),
        }
    }

    /// The values over those that hold where it says nothing.
    #[must_use]
    pub(crate) fn values_over(&self, base: &Node) -> Node {
        over(base.clone(), self.values.clone())
    }

    /// The mesh-config as the chart completes it for the revision that it is of.
    #[must_use]
    pub(crate) fn mesh_config(&self) -> Option<Node> {
        let address = address_of(self.revision.as_deref().unwrap_or_default(), &self.values);
        match (address, &self.mesh_config) {
            (Some(base), Some(said)) => Some(over(base, said.clone())),
            (base, said) => base.or_else(|| said.clone()),
        }
    }
}

/// What a chart writes into the mesh-config of a control plane that has a revision, or another namespace by its values: it has
/// another address.
pub(super) fn address_of(revision: &str, values: &Node) -> Option<Node> {
    let namespace = values.at(&["global", "istioNamespace"]).and_then(Node::as_str);
    let namespace = namespace.filter(|name| !name.is_empty()).unwrap_or("istio-system");
    let revision = Some(revision).filter(|name| !matches!(*name, "" | "default"));
    if namespace == "istio-system" && revision.is_none() {
        return None;
    }
    let suffix = revision.map(|name| format!("-{name}")).unwrap_or_default();
    let address = Node::made(format!("istiod{suffix}.{namespace}.svc:15012"));
    let config: Map = [("discoveryAddress", address)].into_iter().collect();
    let mesh: Map = [("rootNamespace", Node::made(namespace)), ("defaultConfig", Node::made(config))]
        .into_iter()
        .collect();
    Some(Node::made(mesh))
}

/// The values and the mesh-config of the one document.
fn of_node(node: Node) -> Result<(Node, Option<Node>)> {
    if node.as_map().is_none() {
        return Err(Error::new(code::INSTALLATION, "neither an IstioOperator nor Helm values").at(node.span));
    }
    if let Some(values) = wrapped::values_of(&node) {
        return of_chart(values?);
    }
    let kind = node.str_at("kind");
    match kind {
        Some("IstioOperator") => {}
        Some(kind) if node.get("apiVersion").is_some() => {
            let help = "use --from for ConfigMaps and install manifests";
            return Err(Error::new(
                code::INSTALLATION,
                format!("{kind} is neither an IstioOperator nor Helm values"),
            )
            .help(help)
            .at(node.span));
        }
        _ if node.get("spec").is_none() => return of_chart(wrapped::of_umbrella(node)),
        _ => {}
    }
    let spec = node.get("spec").cloned().filter(|spec| !spec.is_null()).unwrap_or_else(empty_map);
    if spec.as_map().is_none() {
        return Err(Error::new(code::INSTALLATION, "spec: expected a map").at(spec.span));
    }
    of_spec(&spec)
}

/// The values of a chart: those of a profile and of a compatibility version over the chart's own, and what is said over all.
fn of_chart(mut values: Node) -> Result<(Node, Option<Node>)> {
    let mut base = empty_map();
    if let Some(map) = values.as_map_mut() {
        for key in CHART_DEFAULTS {
            base = map
                .remove(key)
                .filter(|defaults| defaults.as_map().is_some())
                .map_or(base.clone(), |d| over(base, d));
        }
    }
    if let Some(profile) = values.str_at("profile").or_else(|| base.str_at("profile")).and_then(profile) {
        base = over(base, profile);
    }
    let turned_back = turned_back(&over(base.clone(), values.clone()))?;
    let values = over(over(base, turned_back), values);
    let mesh = values.get("meshConfig").filter(|mesh| !mesh.is_null()).cloned();
    Ok((values, mesh))
}

/// The values of an IstioOperator: profile, what the spec says beside them, and its own values last.
fn of_spec(spec: &Node) -> Result<(Node, Option<Node>)> {
    let own = spec.get("values").cloned().filter(|values| !values.is_null()).unwrap_or_else(empty_map);
    if own.as_map().is_none() {
        return Err(Error::new(code::INSTALLATION, "spec.values: expected a map").at(own.span));
    }
    let mut values = match spec.get("profile").filter(|name| !name.is_null()) {
        None => empty_map(),
        Some(name) => name.as_str().and_then(profile).ok_or_else(|| unknown_profile(name))?,
    };
    for (key, path) in TRANSLATED {
        let Some(said) = spec.get(key).filter(|said| !said.is_null()) else { continue };
        let (last, parents) = path.split_last().expect("no path is empty");
        let mut at = &mut values;
        for parent in parents {
            map_at(at, parent);
            at = at.get_mut(parent).expect("map_at has just made it");
        }
        if let Some(map) = at.as_map_mut() {
            map.set(last, said.clone());
        }
    }
    let turned_back = turned_back(&over(values.clone(), own.clone()))?;
    values = over(values, turned_back);
    if let Some(cni) = spec.at(&["components", "cni", "enabled"]).and_then(Node::as_bool) {
        let enabled: Map = [("enabled", Node::made(cni))].into_iter().collect();
        let cni: Map = [("cni", Node::made(enabled))].into_iter().collect();
        values = over(values, Node::made([("pilot", Node::made(cni))].into_iter().collect::<Map>()));
    }
    if let Some(mesh) = spec.get("meshConfig").filter(|mesh| !mesh.is_null()) {
        let mesh: Map = [("meshConfig", mesh.clone())].into_iter().collect();
        values = over(values, Node::made(mesh));
    }
    let values = over(values, own);
    let mesh = values.get("meshConfig").filter(|mesh| !mesh.is_null()).cloned();
    Ok((values, mesh))
}

fn profile(name: &str) -> Option<Node> {
    let (_, text) = PROFILES.iter().find(|(known, _)| *known == name)?;
    Some(yaml::parse(text).ok().flatten().map_or_else(empty_map, Node::detach))
}

fn unknown_profile(name: &Node) -> Error {
    let names: Vec<&str> = PROFILES.iter().map(|(name, _)| *name).collect();
    let given = name.as_str().unwrap_or("this");
    Error::new(code::INSTALLATION, format!("spec.profile: unknown profile {given}")).at(name.span).help(
        format!("known profiles: {}; for others, put their settings into spec.values", names.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Operator<'_> {
        Operator::read(text, "iop.yaml").unwrap()
    }

    fn text_at<'n>(node: &'n Node, path: &[&str]) -> &'n str {
        node.at(path).and_then(Node::as_str).unwrap_or("nothing")
    }

    #[test]
    fn operator_says_values_mesh_and_what_stands_beside_them() {
        let operator = read(
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  hub: h\n  tag: t\n  revision: canary\n  \
             meshConfig: {accessLogFile: /a}\n  values:\n    global: {tag: own}\n    meshConfig: {trustDomain: td}\n",
        );
        assert_eq!(text_at(&operator.values, &["global", "hub"]), "h");
        assert_eq!(text_at(&operator.values, &["global", "tag"]), "own");
        assert_eq!(operator.revision.as_deref(), Some("canary"));
        let mesh = operator.mesh_config().unwrap();
        assert_eq!(text_at(&mesh, &["accessLogFile"]), "/a");
        assert_eq!(text_at(&mesh, &["trustDomain"]), "td");
        assert_eq!(
            text_at(&mesh, &["defaultConfig", "discoveryAddress"]),
            "istiod-canary.istio-system.svc:15012"
        );
    }

    #[test]
    fn profile_stands_below_what_is_said() {
        let operator =
            read("spec: {profile: demo, values: {global: {proxy: {resources: {requests: {cpu: 1m}}}}}}");
        let requests = ["global", "proxy", "resources", "requests"];
        let requests = operator.values.at(&requests).unwrap();
        assert_eq!((requests.str_at("cpu"), requests.str_at("memory")), (Some("1m"), Some("40Mi")));
        assert_eq!(text_at(&operator.mesh_config.unwrap(), &["accessLogFile"]), "/dev/stdout");
    }

    #[test]
    fn compatibility_version_stands_between_the_profile_and_what_is_said() {
        for text in [
            "{compatibilityVersion: '1.23', meshConfig: {defaultConfig: {proxyMetadata: {ENABLE_DEFERRED_STATS_CREATION: 'x'}}}}",
            "spec: {compatibilityVersion: '1.23', meshConfig: {defaultConfig: {proxyMetadata: {ENABLE_DEFERRED_STATS_CREATION: 'x'}}}}",
        ] {
            let mesh = read(text).mesh_config.unwrap();
            let metadata = mesh.at(&["defaultConfig", "proxyMetadata"]).unwrap();
            assert_eq!(metadata.str_at("ENABLE_DEFERRED_STATS_CREATION"), Some("x"), "{text}");
            assert_eq!(
                metadata.str_at("BYPASS_OVERLOAD_MANAGER_FOR_STATIC_LISTENERS"),
                Some("false"),
                "{text}"
            );
        }
    }

    #[test]
    fn component_cni_reaches_the_values_that_templates_read() {
        let operator = read("kind: IstioOperator\nspec: {components: {cni: {enabled: true}}}\n");
        assert_eq!(operator.values.at(&["pilot", "cni", "enabled"]).and_then(Node::as_bool), Some(true));
    }

    #[test]
    fn chart_values_have_their_mesh_config_beside_global() {
        let operator = read("global: {hub: h}\nmeshConfig: {trustDomain: td}\n");
        assert_eq!(text_at(&operator.values, &["global", "hub"]), "h");
        assert_eq!(text_at(&operator.mesh_config.unwrap(), &["trustDomain"]), "td");
    }

    #[test]
    fn chart_defaults_stand_below_what_is_said() {
        for key in CHART_DEFAULTS {
            let text = format!("{key}: {{global: {{hub: h, tag: t}}}}\nglobal: {{tag: own}}\n");
            let operator = read(&text);
            assert_eq!(text_at(&operator.values, &["global", "hub"]), "h");
            assert_eq!(text_at(&operator.values, &["global", "tag"]), "own");
            assert!(operator.values.get(key).is_none());
        }
    }

    #[test]
    fn every_profile_is_a_map() {
        for (name, _) in PROFILES {
            assert!(profile(name).is_some_and(|values| values.as_map().is_some()), "{name}");
        }
    }

    #[test]
    fn err_other_objects_several_documents_and_unknown_profiles() {
        for (text, line, words) in [
            ("apiVersion: v1\nkind: ConfigMap\n", 1, "ConfigMap is neither"),
            ("spec: {}\n---\nspec: {}\n", 3, "more than one document"),
            ("spec:\n  profile: nope\n", 2, "spec.profile: unknown profile nope"),
            ("spec:\n  values: [x]\n", 2, "spec.values"),
            ("spec:\n  compatibilityVersion: '1.99'\n", 2, "compatibilityVersion"),
            ("compatibilityVersion: latest\n", 1, "compatibilityVersion"),
            ("- a\n", 1, "neither an IstioOperator"),
        ] {
            let error = Operator::read(text, "f").unwrap_err();
            assert!(error.cause().contains(words), "{error}");
            assert_eq!(error.location().map(|at| at.line), Some(line), "{error}");
        }
    }

    #[test]
    fn empty_file_and_empty_spec_say_nothing() {
        for text in ["", "kind: IstioOperator\nspec:\n"] {
            let operator = read(text);
            assert!(operator.mesh_config().is_none() && operator.values.as_map().is_some_and(Map::is_empty));
        }
    }
}
