//! What of a file is configuration: ConfigMaps, those in Lists too, webhooks that tag a revision, and bare data known by its keys.

use super::{DEFAULT, File, Part};
use crate::code;
use crate::kinds::title;
use crate::settings::operator::is_installation;
use crate::settings::proto::tables::MESH_CONFIG;
use crate::settings::recognized::{self, KINDS};
use kube_yaml::split;
use kube_yaml::{self as yaml, Node};
use kube_yaml::{Location, Result};

/// The label that names the revision an object belongs to.
const REVISION: &str = "istio.io/rev";
/// The label that names a tag of a revision.
const TAG: &str = "istio.io/tag";
/// What the names of the ConfigMaps begin with; the revision follows.
const NAMES: [&str; 3] = ["istio-sidecar-injector", SHARED, "istio"];
/// The ConfigMap in which users of AKS keep their part of the mesh-config.
const SHARED: &str = "istio-shared-configmap";
/// How deep Lists nest.
const MAX_LIST_DEPTH: usize = 16;

/// A part of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    InjectConfig,
    Values,
    MeshConfig,
    /// What lies below the mesh-config of a revision (istiod: SHARED_MESH_CONFIG).
    SharedMeshConfig,
    /// An object that describes an installation, from which an operator or a chart makes the others.
    Installation,
}

/// Everything that was seen.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) items: Vec<Item>,
    pub(super) tags: Vec<Tag>,
}

/// A ConfigMap or a file of bare data.
pub(super) struct Item {
    pub(super) pieces: Vec<Piece>,
    node: Node,
    file: String,
    line: usize,
    text: String,
    kind: String,
    name: String,
    pub(super) namespace: String,
    /// `None` for bare data, which does not say.
    pub(super) revision: Option<String>,
}

/// A webhook that makes a tag point to a revision.
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) revision: String,
    place: String,
}

/// Where in the file a document is.
struct DocumentText<'t> {
    file: &'t str,
    first_line: usize,
    text: &'t str,
}

/// Looks through every document of a file.
pub(super) fn into(file: &File<'_>, seen: &mut Seen) -> Result<()> {
    let mut bare = Vec::new();
    // Reading from memory does not fail.
    for document in split::documents(file.text.as_bytes()).flatten() {
        let Ok(text) = document.text() else { continue };
        let place = DocumentText { file: file.name, first_line: document.first_line, text };
        if document.may_bear(&KINDS) {
            let Some(node) = yaml::parse(text).map_err(|error| place.locate(error))? else { continue };
            if node.get("kind").is_some() {
                objects(&node, &place, &[], seen);
                continue;
            }
        }
        bare.push(document.first_line);
    }
    // Bare data is the whole of its file.
    if let [line] = bare[..]
        && seen.items.iter().all(|item| item.file != file.name)
        && let Ok(Some(node)) = yaml::parse(file.text)
        && let Some(piece) = shape(&node)
    {
        seen.items.push(Item {
            pieces: vec![piece],
            node,
            file: file.name.to_owned(),
            line,
            text: file.text.to_owned(),
            name: String::new(),
            namespace: String::new(),
            revision: None,
            kind: String::new(),
        });
    }
    Ok(())
}

/// Takes in an object, or those of a List. `within` are the Lists around it.
fn objects(node: &Node, place: &DocumentText<'_>, within: &[&Node], seen: &mut Seen) {
    let kind = node.str_at("kind").unwrap_or_default();
    if kind.ends_with("List") {
        let items = node.get("items").and_then(Node::as_seq).unwrap_or_default();
        if within.len() < MAX_LIST_DEPTH {
            let within = [within, &[node]].concat();
            items.iter().for_each(|item| objects(item, place, &within, seen));
        }
        return;
    }
    let meta = |key: &str| node.at(&["metadata", key]).and_then(Node::as_str).unwrap_or_default().to_owned();
    let label = |key: &str| node.at(&["metadata", "labels", key]).and_then(Node::as_str);
    if kind == "MutatingWebhookConfiguration" {
        if let (Some(name), Some(revision)) = (label(TAG), label(REVISION)) {
            let place = format!("{}:{}", place.file, place.line(node));
            seen.tags.push(Tag { name: name.to_owned(), revision: revision.to_owned(), place });
        }
        return;
    }
    let has = |key: &str| node.at(&["data", key]).is_some();
    let mut pieces = Vec::new();
    if is_installation(node) {
        pieces.push(Piece::Installation);
    }
    if kind == "ConfigMap" && has("config") && (has("values") || meta("name").contains("injector")) {
        pieces.push(Piece::InjectConfig);
        pieces.extend(has("values").then_some(Piece::Values));
    } else if kind == "ConfigMap" && has("mesh") {
        let shared = meta("name").starts_with(SHARED);
        pieces.push(if shared { Piece::SharedMeshConfig } else { Piece::MeshConfig });
    }
    if pieces.is_empty() {
        return;
    }
    let name = meta("name");
    let revision = label(REVISION).map_or_else(|| revision_in(&name), str::to_owned);
    let revision = match pieces[..] {
        [Piece::Installation] => None,
        _ => Some(if revision.is_empty() { DEFAULT.to_owned() } else { revision }),
    };
    seen.items.push(Item {
        pieces,
        kind: kind.to_owned(),
        node: node.clone(),
        file: place.file.to_owned(),
        line: place.line(node),
        text: place.cut(node, !within.is_empty()),
        namespace: meta("namespace"),
        revision,
        name,
    });
}

/// The revision that a ConfigMap's name ends in.
fn revision_in(name: &str) -> String {
    let rest = NAMES.iter().find_map(|known| name.strip_prefix(known)).unwrap_or_default();
    rest.strip_prefix('-').unwrap_or(DEFAULT).to_owned()
}

/// What bare data is, by its keys.
pub(super) fn shape(node: &Node) -> Option<Piece> {
    let map = node.as_map().filter(|map| !map.is_empty())?;
    let text = |key: &str| map.get(key).and_then(Node::as_str).is_some();
    if map.get("templates").is_some_and(|t| t.as_map().is_some())
        || (text("template") && map.contains("policy"))
    {
        return Some(Piece::InjectConfig);
    }
    if map.get("istiod").is_some_and(|values| values.as_map().is_some()) {
        return Some(Piece::Installation);
    }
    if ["global", "sidecarInjectorWebhook"]
        .iter()
        .any(|key| map.get(key).is_some_and(|v| v.as_map().is_some()))
    {
        return Some(Piece::Values);
    }
    let known =
        map.iter().filter(|(key, _)| MESH_CONFIG.fields.iter().any(|field| field.json == *key)).count();
    (known > 0 && known * 2 >= map.len()).then_some(Piece::MeshConfig)
}

impl DocumentText<'_> {
    fn locate(&self, error: kube_yaml::Error) -> kube_yaml::Error {
        // The templates of a chart look like manifests until they are read.
        let error = match self.text.contains("{{") {
            true => error
                .recoded(code::UNRENDERED)
                .better_help("render templates first, for example with `helm template`"),
            false => error,
        };
        recognized::place(error, self.file, self.first_line, self.text)
    }

    fn line(&self, node: &Node) -> usize {
        Location::of(self.file, self.first_line, self.text, node.span).line
    }

    /// The node's text, with empty lines and blanks before it, so that it stands where it stands in the file.
    fn cut(&self, node: &Node, in_list: bool) -> String {
        let span = node.span.range();
        // What stands in no text (an alias) or is the whole document needs no cut.
        let (first_line, column, text) = match self.text.get(span).filter(|_| in_list) {
            Some(text) => {
                let at = Location::of(self.file, self.first_line, self.text, node.span);
                (at.line, at.column, text)
            }
            None => (self.first_line, 1, self.text),
        };
        let mut cut = String::with_capacity(first_line + column + text.len() + 1);
        cut.extend(std::iter::repeat_n('\n', first_line - 1));
        cut.extend(std::iter::repeat_n(' ', column.saturating_sub(1)));
        cut.push_str(text);
        // A block scalar's last line ends with the item, and keeps its line break.
        cut.push('\n');
        cut
    }
}

impl Item {
    pub(super) fn part(&self) -> Part {
        Part { file: self.file.clone(), text: self.text.clone(), what: self.title() }
    }

    /// Whether another item holds the same data.
    pub(super) fn says_the_same(&self, other: &Item, piece: Piece) -> bool {
        match (self.revision.is_some(), other.revision.is_some()) {
            (true, true) => {
                let data = |item: &Item| item.node.at(&["data", piece.key()]).cloned();
                data(self) == data(other) && self.namespace == other.namespace
            }
            _ => self.node == other.node,
        }
    }

    /// What it is and where.
    pub(super) fn title(&self) -> String {
        let place = format!("{}:{}", self.file, self.line);
        match self.name.as_str() {
            "" => place,
            name => format!("{} ({place})", title(&self.kind, &self.namespace, name)),
        }
    }

    /// The line that tells of it.
    pub(super) fn line(&self) -> String {
        let pieces: Vec<&str> = self.pieces.iter().map(|piece| piece.words()).collect();
        let of =
            self.revision.as_ref().map(|revision| format!(" of revision {revision}")).unwrap_or_default();
        format!("{}: {}{of}", self.title(), pieces.join(" and "))
    }
}

impl Tag {
    pub(super) fn line(&self) -> String {
        format!(
            "MutatingWebhookConfiguration ({}): tag {} of revision {}",
            self.place, self.name, self.revision
        )
    }
}

impl Piece {
    pub(super) fn words(self) -> &'static str {
        match self {
            Piece::InjectConfig => "inject-config",
            Piece::Values => "values",
            Piece::MeshConfig => "mesh-config",
            Piece::SharedMeshConfig => "shared mesh-config",
            Piece::Installation => "installation",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Piece::InjectConfig => "config",
            Piece::Values => "values",
            Piece::MeshConfig | Piece::SharedMeshConfig => "mesh",
            Piece::Installation => "spec",
        }
    }
}
