//! Go structs as templates see them: a tree and a type, looked at together.

mod scalars;

use std::rc::Rc;

use super::{OBJECT_META, Struct, Type, ZeroTime, marshal};
use go_template::value::{Dict, Elem, IntType, List, Object, Overlay, Str, Value};
use kube_yaml::{self as yaml, Map, Node, same};
use scalars::{IntOrString, QuantityView, Raw, TimeView, integer, named, no_arguments};

/// `node` as a struct of type `ty`; nothing and null are the zero struct.
#[must_use]
pub fn view<'a>(ty: &'static Struct, node: Option<&'a Node>) -> Value<'a> {
    struct_view(ty, node, false)
}

/// `node` as a pointer to a struct of type `ty`; nothing and null are nil.
#[must_use]
pub fn pointer_view<'a>(ty: &'static Struct, node: Option<&'a Node>) -> Value<'a> {
    struct_view(ty, node, true)
}

/// `node` as a slice of structs of type `ty`; nothing and null are nil.
#[must_use]
pub fn list_view<'a>(ty: &'static Struct, node: Option<&'a Node>) -> Value<'a> {
    match node.and_then(Node::as_seq) {
        None => Value::List(List::nil(Elem::Named(ty.name))),
        Some(items) => {
            let views = items.iter().map(|item| struct_view(ty, Some(item), false)).collect();
            Value::List(List::typed(Elem::Named(ty.name), views))
        }
    }
}

fn struct_view<'a>(ty: &'static Struct, node: Option<&'a Node>, pointer: bool) -> Value<'a> {
    Value::Object(Rc::new(View { ty, node, pointer }))
}

/// A struct, or a pointer to one.
#[derive(Debug)]
struct View<'a> {
    ty: &'static Struct,
    node: Option<&'a Node>,
    pointer: bool,
}

impl<'a> View<'a> {
    fn map(&self) -> Option<&'a Map> {
        self.node.and_then(Node::as_map)
    }

    /// The object metadata of this struct: itself, or what it embeds.
    fn meta(&self) -> Option<Option<&'a Map>> {
        if std::ptr::eq(self.ty, &raw const OBJECT_META) {
            return Some(self.map());
        }
        let field = self.ty.fields.iter().find(|f| f.embedded && f.go == "ObjectMeta")?;
        Some(self.map().and_then(|m| m.get(field.json)).and_then(Node::as_map))
    }
}

/// The field `name` of the struct, its own or one it has from an embedded struct.
fn select<'a>(ty: &'static Struct, node: Option<&'a Node>, name: &str) -> Option<Value<'a>> {
    let inside = |json: &str| {
        if json.is_empty() { node } else { node.and_then(|n| n.get(json)) }
    };
    if let Some(field) = ty.fields.iter().find(|f| same(f.go, name)) {
        return Some(value_of(&field.ty, inside(field.json)));
    }
    ty.fields.iter().filter(|f| f.embedded).find_map(|f| match f.ty {
        Type::One(inner) => select(inner, inside(f.json), name),
        _ => None,
    })
}

/// What a template sees of a value of type `ty`.
fn value_of<'a>(ty: &'static Type, node: Option<&'a Node>) -> Value<'a> {
    let node = node.filter(|n| !n.is_null());
    match ty {
        Type::Str("string") => Value::Str(Str::Borrowed(node.and_then(Node::as_str).unwrap_or_default())),
        Type::Str(name) => {
            named(name, Value::Str(Str::Borrowed(node.and_then(Node::as_str).unwrap_or_default())))
        }
        Type::Bool => Value::Bool(node.and_then(Node::as_bool).unwrap_or_default()),
        Type::Int32 => Value::Int(integer(node), IntType::Int32),
        Type::Int64 => Value::Int(integer(node), IntType::Int64),
        Type::Quantity => Value::Object(Rc::new(QuantityView::new(node))),
        Type::IntOrString => Value::Object(Rc::new(IntOrString(node))),
        Type::Time => Value::Object(Rc::new(TimeView { node, pointer: false })),
        Type::Raw(name) => Value::Object(Rc::new(Raw { name, node })),
        Type::One(inner) => struct_view(inner, node, false),
        Type::Nullable(inner) => struct_view(inner, node, true),
        Type::Pointer(name, inner) => match (inner, node) {
            (Type::Time, _) => Value::Object(Rc::new(TimeView { node, pointer: true })),
            (_, None) => Value::nil_pointer(name),
            (_, Some(_)) => Value::pointer_to(name, value_of(inner, node)),
        },
        Type::List(inner) => list(inner, node.and_then(Node::as_seq)),
        Type::Map(name, inner) => dict(name, inner, node.and_then(Node::as_map)),
    }
}

fn list<'a>(ty: &'static Type, items: Option<&'a [Node]>) -> Value<'a> {
    let elem = elem(ty);
    Value::List(match items {
        None => List::nil(elem),
        Some(items) => List::typed(elem, items.iter().map(|item| value_of(ty, Some(item))).collect()),
    })
}

fn dict<'a>(name: &'static str, ty: &'static Type, map: Option<&'a Map>) -> Value<'a> {
    let elem = elem(ty);
    let dict = match map {
        None => Dict::nil(elem),
        Some(map) if elem == Elem::Str => return Value::strings_of(map, &Overlay::default()),
        Some(map) => Dict::typed(
            elem,
            map.entries.iter().map(|e| (Str::Borrowed(&e.key), value_of(ty, Some(&e.value)))),
        ),
    };
    Value::Dict(if elem == Elem::Str { dict } else { dict.named(name) })
}

fn elem(ty: &'static Type) -> Elem {
    match ty {
        Type::Str("string") => Elem::Str,
        Type::Str(name) | Type::Raw(name) | Type::Pointer(name, _) | Type::Map(name, _) => Elem::Named(name),
        Type::Bool => Elem::Named("bool"),
        Type::Int32 => Elem::Named("int32"),
        Type::Int64 => Elem::Named("int64"),
        Type::Quantity => Elem::Named("resource.Quantity"),
        Type::IntOrString => Elem::Named("intstr.IntOrString"),
        Type::Time => Elem::Named("v1.Time"),
        Type::One(inner) | Type::Nullable(inner) => Elem::Named(inner.name),
        Type::List(_) => Elem::Any,
    }
}

impl<'a> Object<'a> for View<'a> {
    fn type_name(&self) -> String {
        if self.pointer { format!("*{}", self.ty.name) } else { self.ty.name.to_owned() }
    }

    fn is_type(&self, name: &str) -> bool {
        let pointed_to = if self.pointer { name.strip_prefix('*') } else { Some(name) };
        pointed_to == Some(self.ty.name)
    }

    fn is_nil(&self) -> bool {
        self.pointer && self.node.is_none_or(Node::is_null)
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        select(self.ty, self.node, name)
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        // The metadata has a getter for every field.
        let name = method.strip_prefix("Get")?;
        let meta = self.meta()?;
        let field = OBJECT_META.fields.iter().find(|f| same(f.go, name))?;
        let value = value_of(&field.ty, meta.and_then(|m| m.get(field.json)));
        Some(no_arguments(method, arguments).map(|()| value))
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        let value =
            |json: &str| if json.is_empty() { self.node } else { self.node.and_then(|n| n.get(json)) };
        self.ty.fields.iter().map(|f| (f.go, value_of(&f.ty, value(f.json)))).collect()
    }

    fn json(&self) -> Node {
        if self.is_nil() {
            return Node::made(yaml::Value::Null);
        }
        let nothing = Node::made(yaml::Value::Null);
        marshal(self.node.unwrap_or(&nothing), self.ty, ZeroTime::Omit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{CONTAINER, POD, POD_SPEC};

    fn map<const N: usize>(pairs: [(&str, Node); N]) -> Node {
        Node::made(yaml::Value::Map(pairs.into_iter().collect()))
    }

    fn object<'a>(value: &Value<'a>) -> Rc<dyn Object<'a> + 'a> {
        match value {
            Value::Object(object) => Rc::clone(object),
            other => panic!("{other:?} is no object"),
        }
    }

    fn get<'a>(value: &Value<'a>, name: &str) -> Value<'a> {
        object(value).field(name).expect("is a field")
    }

    #[test]
    fn times_have_the_methods_of_go() {
        let meta = map([("creationTimestamp", Node::made("2024-02-29T23:30:00.5-02:00"))]);
        let pod = map([("metadata", meta)]);
        let time = get(&get(&view(&POD, Some(&pod)), "ObjectMeta"), "CreationTimestamp");
        fn answer<'a>(time: &Value<'a>, method: &str, arguments: &[Value<'a>]) -> String {
            let value = object(time).call(method, arguments).expect("is a method").expect("answers");
            go_template::format::sprint(&[value])
        }
        assert_eq!(answer(&time, "Format", &["Jan 2 15:04".into()]), "Mar 1 01:30");
        assert_eq!(
            (answer(&time, "Unix", &[]), answer(&time, "IsZero", &[])),
            ("1709256600".to_owned(), "false".to_owned())
        );
        assert_eq!(object(&time).stringer().as_deref(), Some("2024-03-01 01:30:00.5 +0000 UTC"));
        assert_eq!(object(&time).json(), Node::made("2024-03-01T01:30:00Z"));
    }

    #[test]
    fn absent_fields_are_the_zero_of_their_type() {
        let spec = pointer_view(&POD_SPEC, None);
        assert!(object(&spec).is_nil());
        let spec = view(&POD_SPEC, None);
        assert_eq!(get(&spec, "ServiceAccountName").as_str(), Some(""));
        assert!(matches!(get(&spec, "HostNetwork"), Value::Bool(false)));
        assert!(
            get(&spec, "Containers").is_nil()
                && get(&spec, "SecurityContext").is_nil()
                && get(&spec, "Priority").is_nil()
        );
        assert_eq!(get(&spec, "Priority").type_name(), "*int32");
        assert!(object(&spec).field("Nonsense").is_none());
    }

    #[test]
    fn fields_of_embedded_structs_are_promoted() {
        let node = map([("kind", Node::made("Pod")), ("metadata", map([("name", Node::made("p"))]))]);
        let pod = view(&POD, Some(&node));
        assert_eq!(get(&pod, "Kind").as_str(), Some("Pod"));
        assert_eq!(get(&pod, "Name").as_str(), Some("p"));
        assert_eq!(get(&get(&pod, "ObjectMeta"), "Name").as_str(), Some("p"));
        let name = object(&pod).call("GetName", &[]).expect("is a method").expect("answers");
        assert_eq!(name.as_str(), Some("p"));
        assert!(object(&pod).call("GetSpec", &[]).is_none());
    }

    #[test]
    fn labels_are_string_maps_and_lists_hold_views() {
        let node = map([
            ("name", Node::made("a")),
            (
                "ports",
                Node::made(vec![map([("containerPort", Node::made(80)), ("protocol", Node::made("TCP"))])]),
            ),
            ("resources", map([("limits", map([("cpu", Node::made("0.5"))]))])),
        ]);
        let container = view(&CONTAINER, Some(&node));
        let ports = get(&container, "Ports");
        assert_eq!(ports.type_name(), "[]v1.ContainerPort");
        let port = ports.as_list().and_then(|l| l.get(0)).expect("has a port");
        assert!(matches!(get(&port, "ContainerPort"), Value::Int(80, IntType::Int32)));
        let protocol = get(&port, "Protocol");
        assert_eq!(protocol.type_name(), "v1.Protocol");
        assert_eq!(
            object(&protocol).underlying().and_then(|v| v.as_str().map(str::to_owned)).as_deref(),
            Some("TCP")
        );
        let limits = get(&get(&container, "Resources"), "Limits");
        assert_eq!(limits.type_name(), "v1.ResourceList");
        let cpu = limits.as_dict().and_then(|d| d.get("cpu")).expect("has cpu");
        assert_eq!(object(&cpu).stringer().as_deref(), Some("500m"));
        assert!(matches!(object(&cpu).call("MilliValue", &[]), Some(Ok(Value::Int(500, IntType::Int64)))));
    }

    #[test]
    fn json_is_the_typed_round_trip() {
        let node = map([("zz", Node::made(1)), ("name", Node::made("a"))]);
        let json = object(&view(&CONTAINER, Some(&node))).json();
        assert_eq!(json, map([("name", Node::made("a")), ("resources", map([]))]));
        assert!(object(&pointer_view(&CONTAINER, None)).json().is_null());
    }
}
