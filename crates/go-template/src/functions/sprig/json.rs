//! JSON as Go's encoding/json writes it, and Sprig's functions about it.

use super::json_parse::from_json;
use super::reflect::MAX_DEPTH;
use super::{Answer, made};
use crate::float::format_float;
use crate::functions::{Context, Function, Param, arg, text};
use crate::value::{Dict, Elem, List, Object, Value};
use kube_yaml::{self as yaml, Node};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toJson", &[Param::Any], |context, args| lenient(context, arg(args, 0), Spelling::Compact)),
    Function::new("mustToJson", &[Param::Any], |context, args| {
        strict(context, arg(args, 0), Spelling::Compact)
    }),
    Function::new("toPrettyJson", &[Param::Any], |context, args| {
        lenient(context, arg(args, 0), Spelling::Pretty)
    }),
    Function::new("mustToPrettyJson", &[Param::Any], |context, args| {
        strict(context, arg(args, 0), Spelling::Pretty)
    }),
    Function::new("toRawJson", &[Param::Any], |context, args| strict(context, arg(args, 0), Spelling::Raw)),
    Function::new("mustToRawJson", &[Param::Any], |context, args| {
        strict(context, arg(args, 0), Spelling::Raw)
    }),
    Function::new("fromJson", &[Param::Str], |context, args| {
        let json = text(args, 0)?;
        context.spend(json.len())?;
        Ok(from_json(json).unwrap_or(Value::Nil))
    }),
    Function::new("mustFromJson", &[Param::Str], |context, args| {
        let json = text(args, 0)?;
        context.spend(json.len())?;
        from_json(json)
    }),
];

/// How JSON is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// On one line, `<`, `>` and `&` escaped: `json.Marshal`.
    Compact,
    /// Indented by two spaces, escaped likewise.
    Pretty,
    /// On one line, nothing escaped that need not be but the line separators.
    Raw,
}

fn strict<'a>(context: &mut Context<'a>, value: &Value<'a>, spelling: Spelling) -> Answer<'a> {
    made(context, to_json(value, spelling)?)
}

/// What cannot be written is the empty string.
fn lenient<'a>(context: &mut Context<'a>, value: &Value<'a>, spelling: Spelling) -> Answer<'a> {
    made(context, to_json(value, spelling).unwrap_or_default())
}

/// The value as JSON: maps by sorted keys, objects by their fields' order, nil slices and maps `null`.
pub fn to_json(value: &Value<'_>, spelling: Spelling) -> Result<String, String> {
    let mut writer = Writer { out: String::new(), spelling, depth: 0 };
    writer.value(value)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    spelling: Spelling,
    depth: usize,
}

impl Writer {
    fn value(&mut self, value: &Value<'_>) -> Result<(), String> {
        match value {
            Value::Missing | Value::Nil => self.out.push_str("null"),
            Value::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            Value::Int(i, _) => self.out.push_str(&i.to_string()),
            Value::Uint(u, _) => self.out.push_str(&u.to_string()),
            Value::Float(f) => self.float(*f, false)?,
            Value::Float32(f) => self.float(*f, true)?,
            Value::Complex(..) => return Err("unsupported type: complex128".to_owned()),
            Value::Str(text) => self.string(text),
            Value::List(list) if list.is_nil() => self.out.push_str("null"),
            Value::List(list) => self.list(list)?,
            Value::Dict(dict) if dict.is_nil() => self.out.push_str("null"),
            Value::Dict(dict) => self.dict(dict)?,
            Value::Pointer(pointer) => match &pointer.target {
                Some(target) => self.value(target)?,
                None => self.out.push_str("null"),
            },
            Value::Object(object) => self.object(object.as_ref())?,
        }
        Ok(())
    }

    fn object<'a>(&mut self, object: &(dyn Object<'a> + 'a)) -> Result<(), String> {
        if object.is_nil() {
            self.out.push_str("null");
            return Ok(());
        }
        self.node(&object.json())
    }

    fn list(&mut self, list: &List<'_>) -> Result<(), String> {
        if list.elem() == Elem::Uint8 {
            let bytes: Vec<u8> = list.iter().filter_map(|item| byte(&item)).collect();
            self.string(&super::base_n::encode64(&bytes));
            return Ok(());
        }
        self.open('[')?;
        for (index, item) in list.iter().enumerate() {
            self.next(index);
            self.value(&item)?;
        }
        self.close(']', list.is_empty());
        Ok(())
    }

    fn dict(&mut self, dict: &Dict<'_>) -> Result<(), String> {
        self.open('{')?;
        for (index, (key, value)) in dict.entries().iter().enumerate() {
            self.next(index);
            self.key(key);
            self.value(value)?;
        }
        self.close('}', dict.is_empty());
        Ok(())
    }

    fn node(&mut self, node: &Node) -> Result<(), String> {
        match &node.value {
            yaml::Value::Null => self.out.push_str("null"),
            yaml::Value::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            yaml::Value::Int(i) => self.out.push_str(&i.to_string()),
            yaml::Value::Uint(u) => self.out.push_str(&u.to_string()),
            yaml::Value::Float(f) => self.float(*f, false)?,
            yaml::Value::Str(text) => self.string(text),
            yaml::Value::Seq(items) => {
                self.open('[')?;
                for (index, item) in items.iter().enumerate() {
                    self.next(index);
                    self.node(item)?;
                }
                self.close(']', items.is_empty());
            }
            yaml::Value::Map(map) => {
                self.open('{')?;
                for (index, (key, value)) in map.iter().enumerate() {
                    self.next(index);
                    self.key(key);
                    self.node(value)?;
                }
                self.close('}', map.is_empty());
            }
        }
        Ok(())
    }

    fn open(&mut self, bracket: char) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("unsupported value: nested too deep, or a map that holds itself".to_owned());
        }
        self.out.push(bracket);
        Ok(())
    }

    fn next(&mut self, index: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line();
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push_str(if self.spelling == Spelling::Pretty { ": " } else { ":" });
    }

    fn close(&mut self, bracket: char, empty: bool) {
        self.depth -= 1;
        if !empty {
            self.line();
        }
        self.out.push(bracket);
    }

    fn line(&mut self) {
        if self.spelling == Spelling::Pretty {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", self.depth));
        }
    }

    /// Very small and very large numbers get an exponent, without leading zeros.
    fn float(&mut self, f: f64, single: bool) -> Result<(), String> {
        if !f.is_finite() {
            return Err(format!("unsupported value: {}", format_float(f, 'g', None, single)));
        }
        let size = f.abs();
        if size != 0.0 && !(1e-6..1e21).contains(&size) {
            let text = format_float(f, 'e', None, single);
            self.out.push_str(&text.replace("e-0", "e-"));
        } else {
            self.out.push_str(&format_float(f, 'f', None, single));
        }
        Ok(())
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '<' | '>' | '&' if self.spelling != Spelling::Raw => self.escaped(c),
                '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => self.escaped(c),
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    fn escaped(&mut self, c: char) {
        self.out.push_str(&format!("\\u{:04x}", c as u32));
    }
}

fn byte(value: &Value<'_>) -> Option<u8> {
    match value {
        Value::Uint(byte, _) => u8::try_from(*byte).ok(),
        _ => None,
    }
}
