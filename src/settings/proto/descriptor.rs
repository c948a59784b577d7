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
    /// Their places, in the order of their names in Go.
    pub by_go: &'static [u16],
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
    /// The releases that had it.
    pub releases: Releases,
}

/// The releases that had something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Releases {
    /// The first.
    pub since: Minor,
    /// The last.
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
    /// Its values. Where a name changed its number, it has a row for each of them.
    pub values: &'static [EnumValue],
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct EnumValue {
    /// The name.
    pub name: &'static str,
    /// The number.
    pub number: i32,
    /// The releases that had it.
    pub releases: Releases,
}

impl MessageType {
    /// The row that stands for `field`'s name in `release`: the one of that release, else the latest there is.
    #[must_use]
    pub fn current(&self, release: Minor, named: impl Fn(&Field) -> bool) -> Option<usize> {
        self.latest(release, || (0..self.fields.len()).filter(|place| named(&self.fields[*place])))
    }

    /// The same of the rows with a name in Go that are `wanted`.
    #[must_use]
    pub fn named(&self, release: Minor, go: &str, wanted: impl Fn(&Field) -> bool) -> Option<usize> {
        let field = |place: &u16| &self.fields[usize::from(*place)];
        let first = self.by_go.partition_point(|place| field(place).go < go);
        let rows = || self.by_go[first..].iter().take_while(|place| field(place).go == go);
        self.latest(release, || rows().filter(|place| wanted(field(place))).map(|place| usize::from(*place)))
    }

    fn latest<I: Iterator<Item = usize>>(&self, release: Minor, rows: impl Fn() -> I) -> Option<usize> {
        let live = rows().find(|place| self.fields[*place].is_in(release));
        live.or_else(|| rows().max_by_key(|place| self.fields[*place].releases.until))
    }
}

impl Field {
    /// Whether `release` had the field.
    #[must_use]
    pub fn is_in(&self, release: Minor) -> bool {
        self.releases.have(release)
    }
}

impl Releases {
    /// Whether `release` is among them.
    #[must_use]
    pub fn have(self, release: Minor) -> bool {
        (self.since..=self.until).contains(&release)
    }
}

impl EnumType {
    /// The name of `number` in `release`, else the latest that it had.
    #[must_use]
    pub fn name(&self, number: i32, release: Minor) -> Option<&'static str> {
        self.current(release, |value| value.number == number).map(|value| value.name)
    }

    /// The number of `name` in `release`, else the latest that it had.
    #[must_use]
    pub fn number(&self, name: &str, release: Minor) -> Option<i32> {
        self.current(release, |value| value.name == name).map(|value| value.number)
    }

    fn current(&self, release: Minor, wanted: impl Fn(&EnumValue) -> bool) -> Option<&'static EnumValue> {
        let rows = || self.values.iter().filter(|value| wanted(value));
        let live = rows().find(|value| value.releases.have(release));
        live.or_else(|| rows().max_by_key(|value| value.releases.until))
    }
}
