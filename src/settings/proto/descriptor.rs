//! What a message is made of: names, kinds and the releases that knew each field.

/// A minor release of Istio: 30 is 1.30.
pub(crate) type Minor = u16;

/// A message type.
#[derive(Debug)]
pub struct MessageType {
    /// The Go type of a pointer to it, such as `*v1alpha1.ProxyConfig`.
    pub go: &'static str,
    /// How JSON spells it.
    pub form: Form,
    /// The fields in declaration order. Where a field changed its type, it has a row for each of them.
    pub fields: &'static [Field],
}

/// How JSON spells a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// An object with a key a field.
    Plain,
    /// `"1.5s"`
    Duration,
    /// The bare value of its only field.
    Wrapper,
    /// Any object.
    Struct,
    /// Any list.
    ListValue,
    /// Any value.
    Value,
    /// A number or a string, as Kubernetes has it.
    IntOrString,
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    /// The name in Go.
    pub go: &'static str,
    /// The name in JSON.
    pub json: &'static str,
    /// The name in the proto file, which JSON may use too.
    pub proto: &'static str,
    /// The number on the wire.
    pub number: u16,
    /// How many values it holds.
    pub shape: Shape,
    /// What it holds.
    pub kind: Kind,
    /// The oneof it belongs to, if any.
    pub oneof: Option<Oneof>,
    /// The first release that had it.
    pub since: Minor,
    /// The last release that had it.
    pub until: Minor,
}

/// How many values a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One.
    One,
    /// A list.
    Many,
    /// A map with string keys.
    Map,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Str,
    Bool,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Double,
    Enum(&'static EnumType),
    Message(&'static MessageType),
}

/// The choice a field is one of.
#[derive(Debug)]
pub struct Oneof {
    /// The Go field that holds the choice, such as `ClusterName`.
    pub go: &'static str,
    /// The Go type that wraps this member, such as `*v1alpha1.ProxyConfig_ServiceCluster`.
    pub wrapper: &'static str,
}

/// An enumeration.
#[derive(Debug)]
pub struct EnumType {
    /// The Go type, such as `v1alpha1.AuthenticationPolicy`.
    pub go: &'static str,
    /// The names and their numbers.
    pub values: &'static [(&'static str, i32)],
}

impl MessageType {
    /// The row that stands for `field`'s name in `release`: the one of that release, else the latest there is.
    #[must_use]
    pub fn current(&self, release: Minor, named: impl Fn(&Field) -> bool) -> Option<usize> {
        let rows = || self.fields.iter().enumerate().filter(|(_, field)| named(field));
        let live = rows().find(|(_, field)| field.is_in(release));
        live.or_else(|| rows().max_by_key(|(_, field)| field.until)).map(|(index, _)| index)
    }

    /// The same type with a JSON form of its own.
    pub(in crate::settings::proto) const fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }
}

impl Field {
    /// Whether `release` had the field.
    #[must_use]
    pub fn is_in(&self, release: Minor) -> bool {
        (self.since..=self.until).contains(&release)
    }

    pub(in crate::settings::proto) const fn since(mut self, release: Minor) -> Self {
        self.since = release;
        self
    }

    pub(in crate::settings::proto) const fn until(mut self, release: Minor) -> Self {
        self.until = release;
        self
    }

    pub(in crate::settings::proto) const fn of(mut self, go: &'static str, wrapper: &'static str) -> Self {
        self.oneof = Some(Oneof { go, wrapper });
        self
    }
}

impl EnumType {
    /// The name of `number`.
    #[must_use]
    pub fn name(&self, number: i32) -> Option<&'static str> {
        self.values.iter().find(|(_, n)| *n == number).map(|(name, _)| *name)
    }

    /// The number of `name`.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i32> {
        self.values.iter().find(|(n, _)| *n == name).map(|(_, number)| *number)
    }
}

pub(in crate::settings::proto) const fn message(go: &'static str, fields: &'static [Field]) -> MessageType {
    MessageType { go, form: Form::Plain, fields }
}

pub(in crate::settings::proto) const fn enumeration(
    go: &'static str,
    values: &'static [(&'static str, i32)],
) -> EnumType {
    EnumType { go, values }
}

pub(in crate::settings::proto) const fn one(
    go: &'static str,
    json: &'static str,
    proto: &'static str,
    number: u16,
    kind: Kind,
) -> Field {
    let shape = Shape::One;
    Field { go, json, proto, number, shape, kind, oneof: None, since: 0, until: Minor::MAX }
}

pub(in crate::settings::proto) const fn many(
    go: &'static str,
    json: &'static str,
    proto: &'static str,
    number: u16,
    kind: Kind,
) -> Field {
    let mut field = one(go, json, proto, number, kind);
    field.shape = Shape::Many;
    field
}

pub(in crate::settings::proto) const fn map(
    go: &'static str,
    json: &'static str,
    proto: &'static str,
    number: u16,
    kind: Kind,
) -> Field {
    let mut field = one(go, json, proto, number, kind);
    field.shape = Shape::Map;
    field
}
