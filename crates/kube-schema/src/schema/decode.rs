//! Reads a tree as a Go type: what fits stays, what has text for a string becomes that text, the rest is an error.

use std::fmt::{self, Write};

use super::coercion::{Coerced, Coercion};
use super::{Field, Struct, Type, quantity, time};
use crate::code;
use crate::suggest::nearest;
use kube_yaml::{Entry, Fate, Known, Map, Node, Note, Shared, Text, Value};
use kube_yaml::{Error, Result, Span, float, json};

/// Reads `node` as `ty`, as `sigs.k8s.io/yaml.Unmarshal` does into the Go struct.
///
/// Where a string belongs, a number or a boolean becomes its text; a key that differs from a field's name in case
/// only is renamed to it, the last in byte order winning over others for the same field. Both are noted in `coerced`.
/// Fields the type does not know and nulls stay as they are.
///
/// A field that comes from an embedded struct (`name` of a `secretKeyRef`, everything below a volume's source or a
/// probe's handler) takes no text for numbers: the library looks the embedded struct up instead of the field and finds no string.
///
/// # Errors
/// When a value is of the wrong kind or outside its type's range, with its path and span.
pub fn read(node: &mut Node, ty: &'static Struct, coerced: &mut Vec<Coerced>) -> Result<()> {
    read_at(node, ty, &Path::Root, coerced)
}

/// The same for a part of an object that has no type as a whole; `place` is the way to the part, such as
/// `spec.template`, and what is told of it begins there. It is empty where the part is the object.
///
/// # Errors
/// As [`read`].
pub fn read_part(
    node: &mut Node,
    ty: &'static Struct,
    place: &str,
    coerced: &mut Vec<Coerced>,
) -> Result<()> {
    let path = if place.is_empty() { Path::Root } else { Path::Below(place) };
    read_at(node, ty, &path, coerced)
}

fn read_at(node: &mut Node, ty: &'static Struct, path: &Path<'_>, coerced: &mut Vec<Coerced>) -> Result<()> {
    if let Some(value) = (Decoder { coerced, odd: 0 }).object(node, ty, path, Strings::Lenient)? {
        node.value = value;
    }
    Ok(())
}

/// The note of entries that were read as those of this struct, with nothing to say of them.
pub(super) fn read_in(ty: &'static Struct) -> Note {
    Note::new(Known::Read, ty)
}

/// The same of items, or of values of a map, that are of this type.
pub(super) fn read_as(ty: &'static Type) -> Note {
    Note::new(Known::Read, ty)
}

/// Whether numbers and booleans are taken for strings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    Lenient,
    Strict,
}

/// The way from the object to a value, kept on the stack so that reading a clean tree allocates nothing.
enum Path<'a> {
    Root,
    /// The way to the part that is read.
    Below(&'a str),
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

struct Decoder<'a> {
    coerced: &'a mut Vec<Coerced>,
    /// How many keys there were that are not a field's name.
    odd: usize,
}

/// What a value becomes; `None` where it stays as it is.
type Read = Result<Option<Value>>;

impl Decoder<'_> {
    /// What becomes of members that have not been read yet; `None` where all stay as they are.
    fn members<T: Clone>(
        &mut self,
        members: &Shared<T>,
        read: Note,
        mut fate: impl FnMut(&mut Self, &T) -> Result<Fate<T>>,
    ) -> Result<Option<Shared<T>>> {
        if members.has(read) {
            return Ok(None);
        }
        let before = (self.coerced.len(), self.odd);
        let changed = members.try_changed(|member| fate(self, member))?;
        if changed.is_none() && before == (self.coerced.len(), self.odd) {
            members.note(read);
        }
        Ok(changed)
    }

    fn object(&mut self, node: &Node, ty: &'static Struct, path: &Path<'_>, strings: Strings) -> Read {
        let map = match &node.value {
            Value::Null => return Ok(None),
            Value::Map(map) => map,
            other => return Err(mismatch("a map", other, path, node.span)),
        };
        let mut folded = false;
        let changed = self.members(&map.entries, read_in(ty), |this, entry| {
            let exact = ty.find(&entry.key);
            let Some((field, embedded)) = exact.or_else(|| ty.find_folded(&entry.key)) else {
                this.unknown(entry, ty, path);
                return Ok(Fate::Stays);
            };
            if exact.is_none() {
                folded = true;
                this.odd += 1;
            }
            let strings = if embedded { Strings::Strict } else { strings };
            let read = this.value(&entry.value, &field.ty, &Path::Key(path, &entry.key), strings)?;
            Ok(entry.becoming(read))
        })?;
        let mut changed = changed.map(|entries| Map { entries });
        if folded {
            self.rename(changed.get_or_insert_with(|| map.clone()), ty, path);
        }
        Ok(changed.map(Value::Map))
    }

    fn value(&mut self, node: &Node, ty: &'static Type, path: &Path<'_>, strings: Strings) -> Read {
        if node.is_null() {
            return Ok(None);
        }
        match (ty, &node.value) {
            (Type::One(inner) | Type::Nullable(inner), _) => self.object(node, inner, path, strings),
            (Type::Pointer(_, inner), _) => self.value(node, inner, path, strings),
            (Type::List(inner), Value::Seq(items)) => {
                let mut index = 0..;
                let changed = self.members(items, read_as(inner), |this, item| {
                    let path = Path::Index(path, index.next().unwrap_or_default());
                    let read = this.value(item, inner, &path, strings)?;
                    Ok(item.becoming(read))
                })?;
                Ok(changed.map(Value::Seq))
            }
            (Type::List(_), other) => Err(mismatch("a list", other, path, node.span)),
            (Type::Map(_, inner), Value::Map(map)) => {
                let changed = self.members(&map.entries, read_as(inner), |this, entry| {
                    let read = this.value(&entry.value, inner, &Path::Key(path, &entry.key), strings)?;
                    Ok(entry.becoming(read))
                })?;
                Ok(changed.map(|entries| Value::Map(Map { entries })))
            }
            (Type::Map(..), other) => Err(mismatch("a map", other, path, node.span)),
            (Type::Str(_), _) => self.string(node, path, strings),
            (_, value) => check(value, ty, path).map(|()| None).map_err(|e| e.at(node.span)),
        }
    }

    fn string(&mut self, node: &Node, path: &Path<'_>, strings: Strings) -> Read {
        if node.as_str().is_some() {
            return Ok(None);
        }
        let text = match node.scalar_text() {
            Some(text) if strings == Strings::Lenient => text.into_owned(),
            _ => return Err(mismatch("a string", &node.value, path, node.span)),
        };
        self.coerced.push(Coerced {
            what: Coercion::Text,
            span: node.span,
            path: path.to_string(),
            was: json::to_json(node),
            became: text.clone(),
        });
        Ok(Some(Value::from(text)))
    }

    /// Notes a key that the type does not know when it is near one that it does.
    fn unknown(&mut self, entry: &Entry, ty: &'static Struct, path: &Path<'_>) {
        self.odd += 1;
        let Some(meant) = nearest(&entry.key, ty.names()) else { return };
        self.coerced.push(Coerced {
            what: Coercion::Unknown,
            span: entry.key_span,
            path: Path::Key(path, &entry.key).to_string(),
            was: entry.key.to_string(),
            became: meant.to_owned(),
        });
    }

    /// Gives the keys that name a field but for case the field's name.
    fn rename(&mut self, map: &mut Map, ty: &'static Struct, path: &Path<'_>) {
        // The library's JSON has its keys in byte order and a later value replaces an earlier one, unless it is null.
        let mut winners: Vec<(&'static Field, usize)> = Vec::new();
        let mut losers = vec![false; map.entries.len()];
        let rank = |map: &Map, i: usize| (!map.entries[i].value.is_null(), map.entries[i].key.clone());
        for i in 0..map.entries.len() {
            let key = map.entries[i].key.as_str();
            let Some(field) = ty.field(key) else { continue };
            match winners.iter_mut().find(|(f, _)| std::ptr::eq(*f, field)) {
                Some((_, best)) if rank(map, i) > rank(map, *best) => {
                    losers[*best] = true;
                    *best = i;
                }
                Some(_) => losers[i] = true,
                None => winners.push((field, i)),
            }
        }
        for (field, i) in winners {
            let entry = &mut map.entries[i];
            if entry.key == field.json {
                continue;
            }
            self.coerced.push(Coerced {
                what: Coercion::Key,
                span: entry.key_span,
                path: Path::Key(path, &entry.key).to_string(),
                was: entry.key.to_string(),
                became: field.json.to_owned(),
            });
            entry.key = Text::const_new(field.json);
        }
        let mut losers = losers.into_iter();
        map.entries.retain(|_| !losers.next().unwrap_or(false));
    }
}

/// Checks a value whose text stays as it is.
fn check(value: &Value, ty: &'static Type, path: &Path<'_>) -> Result<()> {
    let none = Span::NONE;
    match (ty, value) {
        (Type::Bool, Value::Bool(_)) | (Type::Raw(_), _) | (Type::IntOrString, Value::Str(_)) => Ok(()),
        (Type::Bool, other) => Err(mismatch("a boolean", other, path, none)),
        (Type::Int32 | Type::IntOrString, number) => integer(
            number,
            path,
            32,
            if matches!(ty, Type::Int32) { "an integer" } else { "an integer or a string" },
        ),
        (Type::Int64, number) => integer(number, path, 64, "an integer"),
        (Type::Time, Value::Str(text)) => time::parse(text).map(|_| ()).ok_or_else(|| {
            let cause = format!("{path}: {text:?} is not a time");
            Error::new(code::FORMAT, cause).help("expected a time such as 2006-01-02T15:04:05Z")
        }),
        (Type::Time, other) => Err(mismatch("a time", other, path, none)),
        (Type::Quantity, value) => quantity_of(value, path),
        _ => Ok(()),
    }
}

fn integer(value: &Value, path: &Path<'_>, bits: u32, wanted: &str) -> Result<()> {
    let whole = match value {
        Value::Int(i) => i128::from(*i),
        Value::Uint(u) => i128::from(*u),
        Value::Float(f) => match float::integral(*f) {
            Some(whole) => whole,
            None => {
                return Err(Error::new(
                    code::TYPE,
                    format!("{path}: expected {wanted}, found {}", float::json(*f)),
                ));
            }
        },
        other => return Err(mismatch(wanted, other, path, Span::NONE)),
    };
    let limit = 1i128 << (bits - 1);
    if (-limit..limit).contains(&whole) {
        return Ok(());
    }
    Err(Error::new(code::RANGE, format!("{path}: {whole} does not fit into {bits} bits")))
}

fn quantity_of(value: &Value, path: &Path<'_>) -> Result<()> {
    let text = quantity::text_of(value).ok_or_else(|| mismatch("a quantity", value, path, Span::NONE))?;
    quantity::check(&text).map_err(|cause| {
        let error = Error::new(code::FORMAT, format!("{path}: {text:?} is not a quantity: {cause}"));
        error.help("expected a number with an optional unit, such as 500m, 2 or 1.5Gi")
    })
}

fn mismatch(wanted: &str, found: &Value, path: &Path<'_>, span: Span) -> Error {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Uint(_) => "an integer",
        Value::Float(_) => "a number",
        Value::Str(_) => "a string",
        Value::Seq(_) => "a list",
        Value::Map(_) => "a map",
    };
    let error = Error::new(code::TYPE, format!("{path}: expected {wanted}, found {found}")).at(span);
    let quotes = wanted == "a string" && !matches!(found, "a list" | "a map");
    if quotes { error.help("quote it") } else { error }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => f.write_str("the object"),
            Path::Below(place) => f.write_str(place),
            Path::Key(Path::Root, key) => f.write_str(key),
            Path::Key(parent, key) => {
                parent.fmt(f)?;
                let plain = !key.is_empty()
                    && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
                if plain {
                    f.write_char('.')?;
                    f.write_str(key)
                } else {
                    write!(f, "[{key:?}]")
                }
            }
            Path::Index(parent, i) => write!(f, "{parent}[{i}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::POD;

    fn map(pairs: Vec<(&str, Node)>) -> Node {
        Node::made(Value::Map(pairs.into_iter().collect()))
    }

    fn list(items: Vec<Node>) -> Node {
        Node::made(items)
    }

    fn container(fields: Vec<(&str, Node)>) -> Node {
        map(vec![("spec", map(vec![("containers", list(vec![map(fields)]))]))])
    }

    fn cause(mut node: Node) -> String {
        read(&mut node, &POD, &mut Vec::new()).expect_err("is refused").cause().to_owned()
    }

    #[test]
    fn numbers_and_booleans_become_text_where_a_string_belongs() {
        let env = map(vec![("name", Node::made(5)), ("value", Node::made(true))]);
        let mut pod = container(vec![("env", list(vec![env]))]);
        let mut coerced = Vec::new();
        read(&mut pod, &POD, &mut coerced).expect("is read");
        let paths: Vec<_> = coerced.iter().map(|c| (c.path.as_str(), c.became.as_str())).collect();
        assert_eq!(
            paths,
            [("spec.containers[0].env[0].name", "5"), ("spec.containers[0].env[0].value", "true")]
        );
        let env = &pod.at(&["spec", "containers"]).and_then(Node::as_seq).expect("containers")[0];
        assert_eq!(env.get("env").and_then(Node::as_seq).expect("env")[0].str_at("value"), Some("true"));
    }

    #[test]
    fn annotations_become_text_and_name_their_place() {
        let annotations = map(vec![("a.b/c", Node::made(Value::Float(1.5)))]);
        let mut pod = map(vec![("metadata", map(vec![("annotations", annotations)]))]);
        let mut coerced = Vec::new();
        read(&mut pod, &POD, &mut coerced).expect("is read");
        assert_eq!(coerced[0].path, r#"metadata.annotations["a.b/c"]"#);
    }

    #[test]
    fn fields_of_embedded_structs_take_no_numbers_for_strings() {
        let handler = map(vec![("httpGet", map(vec![("path", Node::made(5))]))]);
        assert_eq!(
            cause(container(vec![("livenessProbe", handler)])),
            "spec.containers[0].livenessProbe.httpGet.path: expected a string, found an integer"
        );
    }

    #[test]
    fn wrong_kinds_are_named_with_their_path() {
        let ports = list(vec![map(vec![("containerPort", Node::made("x"))])]);
        assert_eq!(
            cause(container(vec![("ports", ports)])),
            "spec.containers[0].ports[0].containerPort: expected an integer, found a string"
        );
        assert_eq!(cause(map(vec![("spec", list(vec![]))])), "spec: expected a map, found a list");
        assert_eq!(cause(list(vec![])), "the object: expected a map, found a list");
    }

    #[test]
    fn whole_floats_are_integers_and_others_are_not() {
        let port = |f| {
            container(vec![("ports", list(vec![map(vec![("containerPort", Node::made(Value::Float(f)))])]))])
        };
        read(&mut port(80.0), &POD, &mut Vec::new()).expect("is read");
        assert_eq!(
            cause(port(1.5)),
            "spec.containers[0].ports[0].containerPort: expected an integer, found 1.5"
        );
        assert_eq!(
            cause(port(1e10)),
            "spec.containers[0].ports[0].containerPort: 10000000000 does not fit into 32 bits"
        );
    }

    #[test]
    fn what_is_shared_is_read_again_as_it_was_read_before() {
        let folded = vec![("SecurityContext", map(vec![("RunAsUser", Node::made(1))]))];
        let known = vec![("name", Node::made("a")), ("args", list(vec![Node::made("b")]))];
        let unknown = vec![("nane", Node::made("a"))];
        let number = vec![("name", Node::made(1))];
        for pod in [folded, known, unknown, number].map(container) {
            let mut told = Vec::new();
            let mut once = || {
                let (mut shared, mut coerced) = (pod.clone(), Vec::new());
                read(&mut shared, &POD, &mut coerced).expect("is read");
                told.push(format!(
                    "{} {:?}",
                    json::to_json(&shared),
                    coerced.iter().map(|c| &c.path).collect::<Vec<_>>()
                ));
            };
            once();
            once();
            assert_eq!(told[0], told[1]);
        }
    }

    #[test]
    fn keys_match_without_case_and_the_last_in_byte_order_wins() {
        let spec =
            map(vec![("nodeName", Node::made("a")), ("nodename", Node::made("b")), ("other", Node::made(1))]);
        let mut pod = map(vec![("SPEC", spec)]);
        let mut coerced = Vec::new();
        read(&mut pod, &POD, &mut coerced).expect("is read");
        assert_eq!(pod.at(&["spec", "nodeName"]).and_then(Node::as_str), Some("b"));
        assert_eq!(pod.get("spec").and_then(Node::as_map).map(Map::len), Some(2));
        assert!(coerced.iter().all(|c| c.what == Coercion::Key));
    }
}
