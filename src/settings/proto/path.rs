//! Where a path leads in a message: what is to stand there.

use super::descriptor::{Form, Kind, MessageType, Minor, Shape};

/// What is to stand at the end of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    /// What a field of this shape and kind holds.
    Known(Shape, Kind),
    /// Anything: nobody knows of such a place.
    Unknown,
}

impl Slot {
    /// The whole of a message.
    pub(crate) fn message(kind: &'static MessageType) -> Self {
        Slot::Known(Shape::One, Kind::Message(kind))
    }

    /// What stands below it at a key. Of a field that had several types the latest counts.
    pub(crate) fn at(self, key: &str) -> Self {
        match self {
            Slot::Known(Shape::Map, kind) => Slot::Known(Shape::One, kind),
            Slot::Known(Shape::One, Kind::Message(kind)) if kind.form == Form::Plain => {
                let row = kind.current(Minor::MAX, |field| field.json == key || field.proto == key);
                row.map_or(Slot::Unknown, |row| Slot::Known(kind.fields[row].shape, kind.fields[row].kind))
            }
            _ => Slot::Unknown,
        }
    }

    /// What an item of it is.
    pub(crate) fn item(self) -> Self {
        match self {
            Slot::Known(Shape::Many, kind) => Slot::Known(Shape::One, kind),
            _ => Slot::Unknown,
        }
    }

    /// Whether it is a string and nothing else.
    pub(crate) fn is_text(self) -> bool {
        match self {
            Slot::Known(Shape::One, Kind::Str) => true,
            Slot::Known(Shape::One, Kind::Message(kind)) if kind.form == Form::Wrapper => {
                matches!(kind.fields, [field] if matches!(field.kind, Kind::Str))
            }
            _ => false,
        }
    }
}
