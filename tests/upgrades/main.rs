//! Holds upgrades to fresh injections: whoever injected a manifest before, injecting it with 1.31 means what injecting its
//! input with 1.31 means, but for what no record tells of.

#[path = "../oracle/mod.rs"]
mod oracle;

use kube_inject::kinds::{self, Kinds};
use kube_inject::{Release, Settings, Sources};
use kube_schema::{self as schema, ZeroTime};
use kube_yaml::split;
use kube_yaml::{self as yaml, Node, json};
use oracle::{Case, Oracle, tell};
use std::collections::{BTreeMap, HashSet};

/// An inject-config as Istio 1.4 had them, in our words.
const APPENDED: &str = include_str!("inject-config-1.4.yaml");

/// What no record tells of, so that an upgrade cannot know it: the former configuration (` ` is any), what the input
/// has, and what then differs.
const UNKNOWN: &[(&str, &str, &str)] = &[
    // The group that those releases set themselves, and without a word in the place of another.
    ("1.4", "fsGroup", "fsGroup"),
    ("1.11", "fsGroup", "fsGroup"),
    // The group, where no image tells of which release it is.
    ("1.11", "proxyImage", "fsGroup"),
    ("1.11", "istio-proxy", "fsGroup"),
    // A name that the former configuration uses, too.
    ("tuned", "regcred", "imagePullSecrets"),
    // A network that values name, too, where the labels are sorted or no proxy was told of it.
    ("tuned", "topology.istio.io/network", "topology.istio.io/network"),
    ("recorded", "topology.istio.io/network", "topology.istio.io/network"),
    ("tuned", "grpc-simple", "topology.istio.io/network"),
    // Where in which list the author's own proxy stood, which is not last now and had ports, or was an init container.
    (" ", "istio-proxy", "containerPort"),
    ("native", "istio-proxy", "overrides"),
    ("native", "istio-proxy", "containers["),
    // The user of the proxy, which an author's own init container was told.
    ("cni", "name: istio-init", "overrides"),
    // What the plugin's annotations say, normalised or taken from the proxy config.
    (" ", "22, 23", "excludeInboundPorts"),
    ("cni", "TPROXY", "interceptionMode"),
    // An author's value that is the default.
    ("1.4", "interceptionMode", "interceptionMode"),
    ("recorded", "includeInboundPorts", "includeInboundPorts"),
    // What those templates take away: init containers without interception, the gateway's default container.
    (" ", "interceptionMode: NONE", "initContainers"),
    (" ", "default-container", "default-container"),
    // What the release's types did not know or print.
    ("recorded", "grpc", "Probe"),
    ("recorded", "name: istio-", "overrides"),
];

/// The configurations that inject first.
fn former(oracle: &Oracle) -> Vec<(&'static str, Settings)> {
    let load = |name: &str, native| oracle.settings(name, None, native);
    let appended = Sources {
        inject_config: Some(("inject-config-1.4.yaml", APPENDED)),
        mesh_config: Some(("mesh.yaml", "sdsUdsPath: unix:/var/run/sds/uds_path\n")),
        values: Some(("values.json", "{\"global\": {\"tag\": \"1.4.10\"}}")),
        release: Some(Release::new(4)),
        ..Sources::default()
    };
    vec![
        ("1.0", load("1.0-default", false)),
        ("1.4", Settings::load(appended).expect("our own configuration is valid")),
        ("1.11", load("1.11-default", false)),
        ("1.20", load("1.20-default", false)),
        ("1.30", load("1.30-default", false)),
        ("tuned", load("1.30-tuned", false)),
        ("cni", load("1.30-cni", false)),
        ("hold", load("1.30-hold", false)),
        ("native", load("1.30-default", true)),
    ]
}

#[test]
fn an_upgrade_means_what_a_fresh_injection_means() {
    let Some(oracle) = Oracle::find() else { return };
    let new = oracle.settings("1.31-default", None, false);
    let former = former(&oracle);
    let mut table: BTreeMap<(&str, &str), [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for case in
        oracle.cases(&["features", "upstream", "random", "release-1.11", "release-1.20", "release-1.31"])
    {
        let input = case.input();
        if input.contains("sidecar.istio.io/status") || input.contains("%YAML") {
            continue;
        }
        let Ok(fresh) = inject(&new, &input, false) else { continue };
        if let Some(recorded) = case.expected().filter(|_| !differs(&input)) {
            let row = table.entry(("recorded", group_of(&case))).or_default();
            let upgrade = Upgrade { input: &input, fresh: &fresh, typed: true };
            wrong.extend(upgrade.compare(&new, &recorded, &format!("{} recorded", case.name()), row));
        }
        if !seen.insert(input.clone()) {
            continue;
        }
        for (name, settings) in &former {
            let Ok(injected) = inject(settings, &input, false) else { continue };
            let commented = inject(settings, &input, true).unwrap_or_default();
            let edited = format!("# edited\n{commented}");
            let as_json = to_json(&injected);
            let forms = [
                ("commented", Some(commented)),
                ("bare", Some(injected)),
                ("edited", Some(edited)),
                ("json", as_json),
            ];
            for (how, text) in forms {
                let Some(text) = text else { continue };
                let row = table.entry((how, name)).or_default();
                let title = format!("{} {name} {how}", case.name());
                let upgrade = Upgrade { input: &input, fresh: &fresh, typed: false };
                wrong.extend(upgrade.compare(&new, &text, &title, row));
            }
        }
    }
    for ((how, from), [right, all]) in &table {
        tell(&format!("{how} {from}: {right}/{all}"));
    }
    for line in &wrong {
        tell(line);
    }
    assert!(wrong.is_empty(), "{} upgrades are wrong", wrong.len());
}

fn group_of(case: &Case) -> &'static str {
    match case.config() {
        "1.11-default" => "1.11",
        "1.20-default" => "1.20",
        "1.31-default" => "1.31",
        _ => "1.30",
    }
}

/// Whether the reference does something else with the input, on purpose.
fn differs(input: &str) -> bool {
    ["CronJob", "kube-", "local-path-storage", "v1beta1", "v1beta2", "v2alpha1", "kind: List", "\"List\""]
        .iter()
        .any(|word| input.contains(word))
}

/// An input, and what a fresh injection makes of it.
struct Upgrade<'a> {
    input: &'a str,
    fresh: &'a str,
    /// Whether what was injected before was printed by Go's types.
    typed: bool,
}

impl Upgrade<'_> {
    /// Counts whether injecting what was injected `before` comes to the same; says why not.
    fn compare(&self, new: &Settings, before: &str, title: &str, row: &mut [usize; 2]) -> Option<String> {
        row[1] += 1;
        let why = match inject(new, before, false) {
            Err(error) => Some(error),
            Ok(again) => difference(&again, self.fresh, self.typed),
        };
        let unknown = |why: &String| {
            let row = |(from, word, differs): &(&str, &str, &str)| {
                title.contains(from) && self.input.contains(word) && why.contains(differs)
            };
            UNKNOWN.iter().any(row)
        };
        let why = why.filter(|why| !unknown(why));
        row[0] += usize::from(why.is_none());
        why.map(|why| format!("{title}: {why}"))
    }
}

/// The first difference in what two streams mean.
fn difference(got: &str, want: &str, typed: bool) -> Option<String> {
    let (got, want) = (objects(got, typed), objects(want, typed));
    if got.len() != want.len() {
        return Some(format!("{} objects, want {}", got.len(), want.len()));
    }
    // What is skipped now stays as it came.
    let injected = |object: &Node| json::to_json(object).contains("sidecar.istio.io/status");
    let mut pairs = got.iter().zip(&want).filter(|(_, want)| injected(want));
    pairs.find_map(|(got, want)| differ(got, want, ""))
}

fn objects(text: &str, typed: bool) -> Vec<Node> {
    let mut found = Vec::new();
    for document in split::documents(text.as_bytes()) {
        let document = document.expect("memory can be read");
        let Ok(Some(tree)) = yaml::parse(document.text().expect("it is text")) else { continue };
        for workload in kinds::find(&tree, &Kinds::ISTIOCTL).unwrap_or_default() {
            let mut object = kinds::object(&tree, &workload.route).expect("it was found there").clone();
            if schema::read(&mut object, workload.ty, &mut Vec::new()).is_ok() && typed {
                object = schema::marshal(&object, workload.ty, ZeroTime::Omit);
            }
            found.push(object);
        }
    }
    found
}

fn differ(got: &Node, want: &Node, at: &str) -> Option<String> {
    use yaml::Value;
    let nothing = |node: &Node| match &node.value {
        Value::Null => true,
        Value::Map(map) => map.is_empty(),
        Value::Seq(items) => items.is_empty(),
        _ => false,
    };
    match (&got.value, &want.value) {
        (Value::Map(a), Value::Map(b)) => {
            let extra = a.iter().find(|(key, value)| !b.contains(key) && !nothing(value));
            let missing = b.iter().find(|(key, value)| !a.contains(key) && !nothing(value));
            let inner = || b.iter().find_map(|(key, want)| differ(a.get(key)?, want, &format!("{at}.{key}")));
            extra
                .map(|(key, value)| format!("{at}.{key}: got {}", short(value)))
                .or_else(|| missing.map(|(key, value)| format!("{at}.{key}: want {}", short(value))))
                .or_else(inner)
        }
        (Value::Seq(a), Value::Seq(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(i, (a, b))| differ(a, b, &format!("{at}[{i}]")))
        }
        _ if got == want => None,
        _ => Some(format!("{at}: got {} want {}", short(got), short(want))),
    }
}

fn short(node: &Node) -> String {
    json::to_json(node).chars().take(150).collect()
}

/// Every document of a stream as JSON; `None` where one has none.
fn to_json(text: &str) -> Option<String> {
    let mut out = String::new();
    for document in split::documents(text.as_bytes()) {
        let document = document.ok()?;
        let Some(tree) = yaml::parse(document.text().ok()?).ok()? else { continue };
        out.push_str(&format!("---\n{}\n", json::to_json(&tree)));
    }
    Some(out)
}

fn inject(settings: &Settings, text: &str, comment: bool) -> Result<String, String> {
    let mut out = String::new();
    for document in split::documents(text.as_bytes()) {
        let document = document.map_err(|e| e.to_string())?;
        let mut done = kube_inject::process(settings, "-", &document).map_err(|e| e.to_string())?;
        if comment {
            done = done.with_undo_comment();
        }
        out.push_str(done.text.as_deref().unwrap_or(document.text().map_err(|e| e.to_string())?));
    }
    Ok(out)
}
