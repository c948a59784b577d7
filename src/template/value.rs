//! Values as Go templates see them.

use std::fmt::Debug;

use crate::yaml::Node;

/// A Go struct, message or named type that lives outside the template: the pod, the mesh config.
///
/// Fields are asked for by their Go names. A view is cheap to make: it points into a tree and a table.
pub trait Object<'a>: Debug {
    /// The Go type as `%T` prints it, such as `v1.PodSpec` or `*v1alpha1.ProxyConfig`.
    fn type_name(&self) -> String;

    /// Whether this is a nil pointer: false in conditions, and reading a field of it is an error.
    fn is_nil(&self) -> bool {
        false
    }

    /// The field of that name, or `None` when the type has no such field.
    fn field(&self, name: &str) -> Option<Value<'a>>;

    /// Calls the method of that name, or `None` when the type has no such method.
    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>>;

    /// What `%v` prints, when the type is a Stringer (an enum prints its name, a quantity its text).
    fn stringer(&self) -> Option<String> {
        None
    }

    /// The basic value under a named type (an enum's number), for comparing and for numeric verbs.
    fn underlying(&self) -> Option<Value<'a>> {
        None
    }

    /// The fields in declaration order, for `%v`.
    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        Vec::new()
    }

    /// What `encoding/json` makes of it, keys in declaration order.
    fn json(&self) -> Node;
}

/// One value.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// Nil.
    Nil,
    /// An external object.
    Object(std::rc::Rc<dyn Object<'a> + 'a>),
}
