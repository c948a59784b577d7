//! What Go's typed round trip does to an object: its meaning ([`normalize`]) and its whole text ([`marshal`]).

use super::quantity::{self, Quantity};
use super::{Field, Omit, Struct, Type, time};
use kube_yaml::{Entry, Fate, Known, Map, Node, Note, Style, Text, Value, float};

/// Leaves what the program made in `node` as Go's typed round trip would: what the author wrote stands.
///
/// Scalars at their zero value go where the field has `omitempty`; in maps, scalars that Go always prints come where
/// they are absent or null, also inside structs that are absent; a null in a list or map becomes its type's zero value.
/// Unknown fields, nulls, empty collections and the spelling of values stay. `node` must have been
/// [`read`](super::read) as `ty`.
pub fn normalize(node: &mut Node, ty: &'static Struct) {
    if let Some(value) = settled(node, ty) {
        node.value = value;
    }
}

/// The note of items, or of values of a map, that stay as they are.
fn is_settled(ty: &'static Type) -> Note {
    Note::new(Known::Settled, ty)
}

/// What the value of a struct becomes; `None` where it stays as it is.
fn settled(node: &Node, ty: &'static Struct) -> Option<Value> {
    let map = node.as_map()?;
    let is_settled = Note::new(Known::Settled, ty);
    if map.entries.has(is_settled) {
        return None;
    }
    let entries = map.entries.changed(|entry| match ty.find(&entry.key) {
        Some((field, _)) => settled_field(entry, field),
        None => Fate::Stays,
    });
    let mut settled = entries.map(|entries| Map { entries });
    let made = node.style == Style::Made;
    if made && ty.prints {
        complete(&mut settled, map, ty);
    }
    // What an author wrote is not made complete, but would be where it had no style.
    if settled.is_none() && (made || !ty.prints) {
        map.entries.note(is_settled);
    }
    settled.map(Value::Map)
}

fn settled_field(entry: &Entry, field: &'static Field) -> Fate<Entry> {
    let node = &entry.value;
    let made = node.style == Style::Made;
    let becomes = match (&field.ty, field.omit) {
        (Type::Str(_) | Type::Bool | Type::Int32 | Type::Int64, _) if !made => None,
        (ty @ (Type::Str(_) | Type::Bool | Type::Int32 | Type::Int64), Omit::Never) => {
            node.is_null().then(|| zero(ty))
        }
        (Type::Str(_) | Type::Bool | Type::Int32 | Type::Int64, Omit::Empty | Omit::Zero) => {
            if !node.is_null() && is_zero(&node.value) {
                return Fate::Goes;
            }
            None
        }
        (ty, _) if made && node.is_null() && field.prints() => Some(full_zero(ty)),
        (ty, _) => settled_inside(node, ty),
    };
    entry.becoming(becomes)
}

fn settled_inside(node: &Node, ty: &'static Type) -> Option<Value> {
    match (ty, &node.value) {
        (Type::One(inner) | Type::Nullable(inner), Value::Map(_)) => settled(node, inner),
        (Type::Pointer(_, inner), _) => settled_inside(node, inner),
        (Type::List(inner), Value::Seq(items)) => items
            .changed_unless(is_settled(inner), |item| item.becoming(settled_element(item, inner)))
            .map(Value::Seq),
        (Type::Map(_, inner), Value::Map(map)) => map
            .entries
            .changed_unless(is_settled(inner), |entry| entry.becoming(settled_element(&entry.value, inner)))
            .map(|entries| Value::Map(Map { entries })),
        _ => None,
    }
}

fn settled_element(node: &Node, ty: &'static Type) -> Option<Value> {
    match node.is_null() && node.style == Style::Made {
        true => Some(full_zero(ty)),
        false => settled_inside(node, ty),
    }
}

/// A type's zero value, with what Go prints in it.
fn full_zero(ty: &'static Type) -> Value {
    let zero = Node::made(zero(ty));
    settled_inside(&zero, ty).unwrap_or(zero.value)
}

/// Adds what Go prints of absent fields to what a map becomes, which may be the map as it is.
fn complete(settled: &mut Option<Map>, map: &Map, ty: &'static Struct) {
    for field in ty.fields.iter().filter(|field| field.prints()) {
        if let Some(inner) = field.inlined() {
            complete(settled, map, inner);
        } else if !settled.as_ref().unwrap_or(map).contains(field.json) {
            let value = Node::made(full_zero(&field.ty));
            let settled = settled.get_or_insert_with(|| map.clone());
            settled.entries.push(Entry::made(field.json, value));
        }
    }
}

fn zero(ty: &Type) -> Value {
    match ty {
        Type::Str(_) => Value::Str(Text::const_new("")),
        Type::Bool => Value::Bool(false),
        Type::Int32 | Type::Int64 | Type::IntOrString => Value::Int(0),
        Type::Quantity => Value::Str(Text::const_new("0")),
        Type::One(_) => Value::Map(Map::default()),
        _ => Value::Null,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(b) => !b,
        Value::Int(i) => *i == 0,
        Value::Uint(u) => *u == 0,
        Value::Float(f) => *f == 0.0,
        Value::Str(s) => s.is_empty(),
        Value::Seq(_) | Value::Map(_) => false,
    }
}

/// What becomes of `creationTimestamp` when it is not set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ZeroTime {
    /// It is left out, as apimachinery does since release 0.34.
    Omit,
    /// It is null, as before.
    Null,
}

/// `node` after Go's typed round trip, as `encoding/json` prints the struct: fields in declaration order, unknown ones
/// dropped, structs that are not pointers always there, quantities and times in canonical form, maps sorted.
///
/// `node` must have been [`read`](super::read) as `ty`; null and anything but a map stand for the zero struct.
#[must_use]
pub fn marshal(node: &Node, ty: &'static Struct, zero_time: ZeroTime) -> Node {
    let mut map = Map::default();
    print_struct(&mut map, node.as_map(), ty, zero_time);
    Node::made(Value::Map(map))
}

fn print_struct(out: &mut Map, map: Option<&Map>, ty: &'static Struct, zero_time: ZeroTime) {
    for field in ty.fields {
        if let Some(inner) = field.inlined() {
            print_struct(out, map, inner, zero_time);
            continue;
        }
        let node = map.and_then(|m| m.get(field.json)).filter(|n| !n.is_null());
        let value = print(node, &field.ty, zero_time);
        let left_out = match field.omit {
            Omit::Never => false,
            Omit::Empty => omitted(node, &value, &field.ty),
            Omit::Zero => zero_time == ZeroTime::Omit && value == Value::Null,
        };
        if !left_out {
            let entry = Entry { key: Text::const_new(field.json), ..Entry::made("", Node::made(value)) };
            out.entries.push(entry);
        }
    }
}

/// Whether `omitempty` leaves out what `node` prints as `value`; a pointer to a zero time is no nil pointer.
fn omitted(node: Option<&Node>, value: &Value, ty: &Type) -> bool {
    match ty {
        Type::One(_) | Type::Quantity | Type::IntOrString | Type::Time | Type::Raw(_) => false,
        Type::Nullable(_) | Type::Pointer(..) => node.is_none(),
        Type::List(_) | Type::Map(..) => is_empty(value),
        Type::Str(_) | Type::Bool | Type::Int32 | Type::Int64 => is_zero(value),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Seq(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// The value of a type as it is printed; nothing (or null) stands for the zero value.
fn print(node: Option<&Node>, ty: &'static Type, zero_time: ZeroTime) -> Value {
    let Some(node) = node.filter(|n| !n.is_null()) else {
        return match ty {
            Type::One(inner) => print_one(None, inner, zero_time),
            ty => zero(ty),
        };
    };
    match (ty, &node.value) {
        (Type::One(inner) | Type::Nullable(inner), value) => {
            let map = if let Value::Map(map) = value { Some(map) } else { None };
            print_one(map, inner, zero_time)
        }
        (Type::Pointer(_, inner), _) => print(Some(node), inner, zero_time),
        (Type::List(inner), Value::Seq(items)) => {
            Value::Seq(items.iter().map(|i| Node::made(print(Some(i), inner, zero_time))).collect())
        }
        (Type::Map(_, inner), Value::Map(map)) => {
            let element = |e: &Entry| made(e, Node::made(print(Some(&e.value), inner, zero_time)));
            Value::Map(sorted(map.entries.iter().map(element).collect()))
        }
        (Type::Raw(_), value) => raw(value),
        (Type::Time, Value::Str(text)) => match time::parse(text) {
            Some(at) if !at.is_zero() => Value::from(time::spelled(&at)),
            _ => Value::Null,
        },
        (Type::Quantity, value) => quantity(value),
        (_, Value::Float(f)) => whole(*f),
        (_, value) => value.clone(),
    }
}

fn print_one(map: Option<&Map>, ty: &'static Struct, zero_time: ZeroTime) -> Value {
    let mut out = Map::default();
    print_struct(&mut out, map, ty, zero_time);
    Value::Map(out)
}

fn made(entry: &Entry, value: Node) -> Entry {
    Entry { key: entry.key.clone(), ..Entry::made("", value) }
}

fn sorted(mut entries: Vec<Entry>) -> Map {
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    Map::from(entries)
}

/// JSON that came from a Go map: its keys are sorted.
fn raw(value: &Value) -> Value {
    match value {
        Value::Seq(items) => Value::Seq(items.iter().map(|i| Node::made(raw(&i.value))).collect()),
        Value::Map(map) => {
            let element = |e: &Entry| made(e, Node::made(raw(&e.value.value)));
            Value::Map(sorted(map.entries.iter().map(element).collect()))
        }
        // JSON has a negative zero, which integers do not.
        Value::Float(f) if *f != 0.0 => whole(*f),
        other => other.clone(),
    }
}

fn whole(f: f64) -> Value {
    match float::integral(f).and_then(|i| i64::try_from(i).ok()) {
        Some(i) => Value::Int(i),
        None => Value::Float(f),
    }
}

fn quantity(value: &Value) -> Value {
    match quantity::text_of(value) {
        Some(text) => Value::from(Quantity::parse(&text).map_or_else(|_| text.into_owned(), |q| q.text())),
        None => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{CONTAINER, DEPLOYMENT, POD, REPLICA_SET, read};
    use kube_yaml::json::to_json;

    fn map<const N: usize>(pairs: [(&str, Node); N]) -> Node {
        Node::made(Value::Map(pairs.into_iter().collect()))
    }

    fn settled(mut node: Node, ty: &'static Struct) -> String {
        read(&mut node, ty, &mut Vec::new()).expect("is read");
        normalize(&mut node, ty);
        to_json(&node)
    }

    #[test]
    fn zero_scalars_go_where_they_are_omitted_and_pointers_stay() {
        let env = map([("name", Node::made("A")), ("value", Node::made(""))]);
        let security = map([("runAsUser", Node::made(0)), ("privileged", Node::made(false))]);
        let container = map([
            ("name", Node::made("a")),
            ("env", Node::made(vec![env])),
            ("stdin", Node::made(false)),
            ("securityContext", security),
        ]);
        assert_eq!(
            settled(container, &CONTAINER),
            r#"{"name":"a","env":[{"name":"A"}],"securityContext":{"runAsUser":0,"privileged":false}}"#
        );
    }

    #[test]
    fn scalars_that_go_always_prints_are_added() {
        assert_eq!(
            settled(map([("kind", Node::made("ReplicaSet"))]), &REPLICA_SET),
            r#"{"kind":"ReplicaSet","status":{"replicas":0}}"#
        );
        let null = || Node::made(Value::Null);
        let container = map([
            ("ports", Node::made(vec![map([("containerPort", null())])])),
            ("args", Node::made(vec![null()])),
        ]);
        assert_eq!(
            settled(container, &CONTAINER),
            r#"{"ports":[{"containerPort":0}],"args":[""],"name":""}"#
        );
    }

    #[test]
    fn a_divisor_is_zero_when_it_is_not_there() {
        let source = map([("resourceFieldRef", map([("resource", Node::made("limits.cpu"))]))]);
        let env = map([("name", Node::made("A")), ("valueFrom", source)]);
        let container = map([("name", Node::made("a")), ("env", Node::made(vec![env]))]);
        assert!(settled(container, &CONTAINER).contains(r#""resource":"limits.cpu","divisor":"0""#));
    }

    #[test]
    fn nothing_changes_in_what_is_settled() {
        let text = || {
            map([(
                "spec",
                map([(
                    "containers",
                    Node::made(vec![map([("name", Node::made("a")), ("x", Node::made(0))])]),
                )]),
            )])
        };
        assert_eq!(settled(text(), &POD), to_json(&text()));
    }

    #[test]
    fn typed_prints_structs_and_drops_what_it_does_not_know() {
        let deployment = map([
            ("metadata", map([("name", Node::made("d"))])),
            ("zz", Node::made(1)),
            ("kind", Node::made("Deployment")),
        ]);
        let want = |created: &str| {
            let template = format!(r#"{{"metadata":{{{created}}},"spec":{{"containers":null}}}}"#);
            let comma = if created.is_empty() { "" } else { "," };
            format!(
                r#"{{"kind":"Deployment","metadata":{{"name":"d"{comma}{created}}},"spec":{{"selector":null,"template":{template},"strategy":{{}}}},"status":{{}}}}"#
            )
        };
        assert_eq!(to_json(&marshal(&deployment, &DEPLOYMENT, ZeroTime::Omit)), want(""));
        assert_eq!(
            to_json(&marshal(&deployment, &DEPLOYMENT, ZeroTime::Null)),
            want(r#""creationTimestamp":null"#)
        );
    }

    #[test]
    fn typed_sorts_maps_and_spells_quantities_canonically() {
        let limits = map([("memory", Node::made("1024Mi")), ("cpu", Node::made(Value::Float(0.5)))]);
        let container = map([("resources", map([("limits", limits)])), ("name", Node::made("a"))]);
        assert_eq!(
            to_json(&marshal(&container, &CONTAINER, ZeroTime::Omit)),
            r#"{"name":"a","resources":{"limits":{"cpu":"500m","memory":"1Gi"}}}"#
        );
    }
}
