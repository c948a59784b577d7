//! What an option of `kube-inject.yaml` should have been: serde is asked what there is, and what it expects.

use crate::options::Options;
use kube_inject::code;
use kube_schema::suggest;
use kube_yaml::Error;
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{self, Deserializer, Expected, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_path_to_error::{Path, Segment};
use std::fmt;
use std::iter;

/// The error of an option that cannot be read, by the path of what is wrong with it.
pub(crate) fn explain(path: &Path) -> Error {
    let Some(Segment::Map { key: name }) = path.iter().next() else {
        return Error::new(code::SETTINGS, "expected a map of settings");
    };
    let file = MapDeserializer::new(iter::once((name.as_str(), Anything)));
    match Options::deserialize(file).expect_err("no value can be read from `Anything`") {
        Answer::Unknown(known) => {
            let error = Error::new(code::SETTINGS, format!("unknown setting {name}"));
            match suggest::nearest(name, known.iter().copied()) {
                Some(meant) => error.help(format!("did you mean {meant}?")),
                None => error.help(format!("the settings are {}", known.join(", "))),
            }
        }
        Answer::Expected(what) => Error::new(code::SETTINGS, format!("{name}: expected {what}")),
    }
}

/// What stands where a value would: whoever wants one is told what it wanted.
struct Anything;

/// What a type that cannot be read says of itself.
#[derive(Debug)]
enum Answer {
    /// There is no such field; these there are.
    Unknown(&'static [&'static str]),
    /// What the value should be.
    Expected(String),
}

impl<'de> Deserializer<'de> for Anything {
    type Error = Answer;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Answer> {
        Err(Answer::Expected((&visitor as &dyn Expected).to_string()))
    }

    /// Of a path, too: it is written as one.
    fn deserialize_string<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Answer> {
        Err(Answer::Expected("a string".to_owned()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Answer> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer::Expected(words.join(" or ")))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Answer> for Anything {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl de::Error for Answer {
    fn custom<T: fmt::Display>(cause: T) -> Self {
        Answer::Expected(cause.to_string())
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Answer::Unknown(known)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Answer {}
