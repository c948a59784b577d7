//! The Go types behind Kubernetes objects, as tables, and what follows from them.
//!
//! What a typed reader accepts ([`read`]), what an object means after a typed round trip ([`normalize`]), what that round
//! trip prints ([`marshal`]), and what a template sees ([`view`]).

mod round_trip;
mod coercion;
mod decode;
mod prune;
mod restore;
pub mod old_kubernetes;
pub mod quantity;
mod tables;
mod time;
mod unknown;
mod view;

use kube_yaml::same;

pub use coercion::{Coerced, Coercion};
pub use decode::{read, read_part};
pub use prune::prune;
pub use restore::restore_keys;
pub use round_trip::{ZeroTime, marshal, normalize};
pub use tables::*;
pub use unknown::{Unknown, unknown};
pub use view::{list_view, pointer_view, view};

/// A Go struct.
#[derive(Debug)]
pub struct Struct {
    /// The type as `%T` prints it, such as `v1.PodSpec`.
    pub name: &'static str,
    /// Its fields, in declaration order.
    pub fields: &'static [Field],
    /// Whether the zero value prints anything but nulls and empty collections.
    pub prints: bool,
}

/// A field of a Go struct.
#[derive(Debug)]
pub struct Field {
    /// Its name in Go.
    pub go: &'static str,
    /// Its name in JSON; empty when the fields of this embedded struct stand in the parent's object.
    pub json: &'static str,
    /// Its type.
    pub ty: Type,
    /// When it is left out of the JSON.
    pub omit: Omit,
    /// Whether the struct is embedded, so that its fields can be reached through the parent in Go.
    pub embedded: bool,
    /// How it merges with a patch's, where it is a list.
    pub merge: Merge,
}

/// The type of a field or an element.
#[derive(Debug)]
pub enum Type {
    /// A string type, by its Go name.
    Str(&'static str),
    /// `bool`
    Bool,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `resource.Quantity`
    Quantity,
    /// `intstr.IntOrString`
    IntOrString,
    /// `v1.Time` of the metadata package.
    Time,
    /// JSON kept as it came, by its Go name.
    Raw(&'static str),
    /// A struct.
    One(&'static Struct),
    /// A pointer to a struct.
    Nullable(&'static Struct),
    /// A pointer to anything else, by its Go name.
    Pointer(&'static str, &'static Type),
    /// A slice.
    List(&'static Type),
    /// A map with string keys, by its Go name.
    Map(&'static str, &'static Type),
}

/// When `encoding/json` leaves a field out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Omit {
    /// Never.
    Never,
    /// `omitempty`: when false, 0, "", nil or an empty collection; never a struct.
    Empty,
    /// `omitzero`: when the zero value, structs included.
    Zero,
}

/// How a field's list merges with one of a strategic merge patch (`patchStrategy` and `patchMergeKey`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Merge {
    /// The patch's takes its place.
    Replace,
    /// As a set of scalars.
    Set,
    /// Its items merge where the field of that name is equal.
    By(&'static str),
}

impl Struct {
    const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        let mut prints = false;
        let mut i = 0;
        while i < fields.len() {
            prints |= fields[i].prints();
            i += 1;
        }
        Struct { name, fields, prints }
    }

    /// The field that `key` names exactly, and whether it is one of an embedded struct's that stand in the object.
    #[must_use]
    pub fn find(&'static self, key: &str) -> Option<(&'static Field, bool)> {
        for field in self.fields {
            if same(field.json, key) && !key.is_empty() {
                return Some((field, false));
            }
            if let Some(inner) = field.inlined()
                && let Some((found, _)) = inner.find(key)
            {
                return Some((found, true));
            }
        }
        None
    }

    /// The field that `key` names to `encoding/json`: exactly, or else when case does not count.
    #[must_use]
    pub fn field(&'static self, key: &str) -> Option<&'static Field> {
        self.find(key).or_else(|| self.find_folded(key)).map(|(field, _)| field)
    }

    /// The names of its fields in JSON.
    pub fn names(&'static self) -> Vec<&'static str> {
        self.fields
            .iter()
            .flat_map(|field| match field.inlined() {
                Some(inner) => inner.names(),
                None => vec![field.json],
            })
            .collect()
    }

    /// The field that `key` names when case does not count, as `encoding/json` looks when no name fits exactly.
    #[must_use]
    pub fn find_folded(&'static self, key: &str) -> Option<(&'static Field, bool)> {
        for field in self.fields {
            if !field.json.is_empty() && folds_to(key, field.json) {
                return Some((field, false));
            }
            if let Some(inner) = field.inlined()
                && let Some((found, _)) = inner.find_folded(key)
            {
                return Some((found, true));
            }
        }
        None
    }
}

impl Type {
    /// The struct that it is or points to.
    #[must_use]
    pub fn structure(&self) -> Option<&'static Struct> {
        match self {
            Type::One(structure) | Type::Nullable(structure) => Some(structure),
            _ => None,
        }
    }
}

impl Field {
    /// The embedded struct whose fields stand in the parent's object.
    #[must_use]
    pub fn inlined(&self) -> Option<&'static Struct> {
        match self.ty {
            Type::One(inner) if self.json.is_empty() => Some(inner),
            _ => None,
        }
    }

    /// Whether an absent field prints anything but null and empty collections.
    const fn prints(&self) -> bool {
        match self.ty {
            Type::Str(_) | Type::Bool | Type::Int32 | Type::Int64 => matches!(self.omit, Omit::Never),
            Type::Quantity | Type::IntOrString => true,
            Type::One(inner) => inner.prints,
            _ => false,
        }
    }
}

/// Whether `key` is the ASCII `name` under Go's `bytes.EqualFold`: case does not count, and the long s and the Kelvin
/// sign fold too.
pub(crate) fn folds_to(key: &str, name: &str) -> bool {
    if key.is_ascii() {
        return key.eq_ignore_ascii_case(name);
    }
    let folded = key.chars().map(|c| match c {
        'ſ' => 's',
        '\u{212A}' => 'k',
        c => c.to_ascii_lowercase(),
    });
    folded.eq(name.chars().map(|c| c.to_ascii_lowercase()))
}
