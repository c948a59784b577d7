//! Verbs on values: strings, maps, slices, structs and the complaint about a verb that does not fit.

use super::Printer;
use crate::quote;
use crate::value::{Dict, List, MAX_DEPTH, Object, Pointer, Value};

impl Printer {
    /// Writes a value as `fmt` formats it for the verb.
    pub(super) fn operand(&mut self, value: &Value<'_>, verb: char) {
        match (value, verb) {
            (Value::Nil | Value::Missing, 'T' | 'v') => self.pad("<nil>"),
            (Value::Nil | Value::Missing, _) => self.bad_verb(value, verb),
            (_, 'T') => self.string(&value.type_name(), value, 's'),
            _ => self.value(value, verb, 0),
        }
    }

    pub(super) fn value(&mut self, value: &Value<'_>, verb: char, depth: usize) {
        if depth > MAX_DEPTH || self.is_full() {
            return self.out.push_str("...");
        }
        match value {
            Value::Nil | Value::Missing if self.flags.sharp_v => self.out.push_str("interface {}(nil)"),
            Value::Nil | Value::Missing => self.out.push_str("<nil>"),
            Value::Bool(b) => match verb {
                'v' | 't' => self.pad(if *b { "true" } else { "false" }),
                _ => self.bad_verb(value, verb),
            },
            Value::Int(i, _) => self.integer(i.unsigned_abs(), *i < 0, true, value, verb),
            Value::Uint(u, _) => self.integer(*u, false, false, value, verb),
            Value::Float(f) => self.float(*f, false, value, verb),
            Value::Float32(f) => self.float(*f, true, value, verb),
            Value::Complex(re, im) => self.complex(*re, *im, value, verb),
            Value::Str(text) => self.string(text, value, verb),
            Value::List(list) => self.list(list, verb, depth),
            Value::Dict(dict) => self.dict(dict, verb, depth),
            Value::Pointer(pointer) => self.pointer(pointer, value, verb, depth),
            Value::Object(object) => self.object(object.as_ref(), value, verb, depth),
        }
    }

    fn string(&mut self, text: &str, arg: &Value<'_>, verb: char) {
        match verb {
            'v' if !self.flags.sharp_v => self.pad(self.truncated(text)),
            's' => self.pad(self.truncated(text)),
            'v' | 'q' => {
                let text = self.truncated(text);
                let quoted = if self.flags.sharp && quote::can_backquote(text) {
                    format!("`{text}`")
                } else {
                    quote::quote(text, self.flags.plus)
                };
                self.pad(&quoted);
            }
            'x' | 'X' => self.hex(text.as_bytes(), verb),
            _ => self.bad_verb(arg, verb),
        }
    }

    fn truncated<'t>(&self, text: &'t str) -> &'t str {
        match self.flags.precision.and_then(|p| text.char_indices().nth(p)) {
            Some((end, _)) => &text[..end],
            None => text,
        }
    }

    fn hex(&mut self, bytes: &[u8], verb: char) {
        let bytes = &bytes[..self.flags.precision.map_or(bytes.len(), |p| p.min(bytes.len()))];
        let prefix = match verb {
            _ if !self.flags.sharp || bytes.is_empty() => "",
            'x' => "0x",
            _ => "0X",
        };
        let mut text = String::with_capacity(bytes.len() * 2 + 2);
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 && self.flags.space {
                text.push(' ');
            }
            if index == 0 || self.flags.space {
                text.push_str(prefix);
            }
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                text.push(if verb == 'X' { digit.to_ascii_uppercase() } else { digit });
            }
        }
        self.pad(&text);
    }

    fn list(&mut self, list: &List<'_>, verb: char, depth: usize) {
        if matches!(verb, 's' | 'q' | 'x' | 'X')
            && let Some(bytes) = list.bytes()
        {
            return match verb {
                'x' | 'X' => self.hex(&bytes, verb),
                _ => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    self.string(&text, &Value::Nil, verb);
                }
            };
        }
        let (open, separator, close) = if self.flags.sharp_v { ("{", ", ", "}") } else { ("[", " ", "]") };
        if self.flags.sharp_v {
            self.out.push_str(&list.type_name());
            if list.is_nil() {
                return self.out.push_str("(nil)");
            }
        }
        self.out.push_str(open);
        for (index, item) in list.iter().enumerate() {
            if index > 0 {
                self.out.push_str(separator);
            }
            self.value(&item, verb, depth + 1);
        }
        self.out.push_str(close);
    }

    fn dict(&mut self, dict: &Dict<'_>, verb: char, depth: usize) {
        let (open, separator, close) = if self.flags.sharp_v { ("{", ", ", "}") } else { ("map[", " ", "]") };
        if self.flags.sharp_v {
            self.out.push_str(&dict.type_name());
            if dict.is_nil() {
                return self.out.push_str("(nil)");
            }
        }
        self.out.push_str(open);
        for (index, (key, item)) in dict.entries().into_iter().enumerate() {
            if index > 0 {
                self.out.push_str(separator);
            }
            self.value(&Value::Str(key), verb, depth + 1);
            self.out.push(':');
            self.value(&item, verb, depth + 1);
        }
        self.out.push_str(close);
    }

    fn pointer(&mut self, pointer: &Pointer<'_>, arg: &Value<'_>, verb: char, depth: usize) {
        match &pointer.target {
            None => self.nil_pointer(pointer.type_name, arg, verb),
            Some(target) => match **target {
                Value::List(_) | Value::Dict(_) if depth == 0 => {
                    self.out.push('&');
                    self.value(target, verb, depth + 1);
                }
                // Go prints an address, which is no use to anybody.
                _ => self.address(arg, verb),
            },
        }
    }

    fn object<'a>(&mut self, object: &(dyn Object<'a> + 'a), arg: &Value<'_>, verb: char, depth: usize) {
        let type_name = object.type_name();
        let is_pointer = type_name.starts_with('*');
        if matches!(verb, 'v' | 's' | 'x' | 'X' | 'q')
            && !self.flags.sharp_v
            && !self.erroring
            && let Some(text) = object.stringer()
        {
            return self.string(&text, arg, verb);
        }
        if object.is_nil() {
            return self.nil_pointer(&type_name, arg, verb);
        }
        if let Some(value) = object.underlying() {
            return match value {
                Value::Str(text) => self.string(&text, arg, verb),
                Value::Int(i, _) => self.integer(i.unsigned_abs(), i < 0, true, arg, verb),
                Value::Uint(u, _) => self.integer(u, false, false, arg, verb),
                other => self.value(&other, verb, depth),
            };
        }
        if is_pointer && depth > 0 {
            return self.address(arg, verb);
        }
        if is_pointer {
            self.out.push('&');
        }
        self.structure(object, type_name.trim_start_matches('*'), verb, depth + usize::from(is_pointer));
    }

    /// Writes an object as `%v`, without the `&` of a pointer.
    pub(super) fn pointee<'a>(&mut self, object: &(dyn Object<'a> + 'a), arg: &Value<'_>) {
        let type_name = object.type_name();
        if type_name.starts_with('*') && object.stringer().is_none() && object.underlying().is_none() {
            self.structure(object, type_name.trim_start_matches('*'), 'v', 0);
        } else {
            self.object(object, arg, 'v', 0);
        }
    }

    fn structure<'a>(&mut self, object: &(dyn Object<'a> + 'a), type_name: &str, verb: char, depth: usize) {
        if self.flags.sharp_v {
            self.out.push_str(type_name);
        }
        self.out.push('{');
        for (index, (name, field)) in object.fields().into_iter().enumerate() {
            if index > 0 {
                self.out.push_str(if self.flags.sharp_v { ", " } else { " " });
            }
            if self.flags.plus_v || self.flags.sharp_v {
                self.out.push_str(name);
                self.out.push(':');
            }
            self.value(&field, verb, depth + 1);
        }
        self.out.push('}');
    }

    fn nil_pointer(&mut self, type_name: &str, arg: &Value<'_>, verb: char) {
        match verb {
            'v' if self.flags.sharp_v => {
                self.out.push('(');
                self.out.push_str(type_name);
                self.out.push_str(")(nil)");
            }
            'v' => self.pad("<nil>"),
            'p' if self.flags.sharp => self.out.push('0'),
            'p' => self.out.push_str("0x0"),
            'b' | 'o' | 'd' | 'x' | 'X' => self.integer(0, false, false, arg, verb),
            _ => self.bad_verb(arg, verb),
        }
    }

    /// Stands for the address of a pointer, the same every time.
    fn address(&mut self, arg: &Value<'_>, verb: char) {
        const ADDRESS: u64 = 0xc0_0000_0000;
        match verb {
            'v' | 'p' => self.out.push_str("0xc000000000"),
            'b' | 'o' | 'd' | 'x' | 'X' => self.integer(ADDRESS, false, false, arg, verb),
            _ => self.bad_verb(arg, verb),
        }
    }

    /// Writes `%!verb(type=value)`.
    pub(super) fn bad_verb(&mut self, arg: &Value<'_>, verb: char) {
        let outer = std::mem::replace(&mut self.erroring, true);
        self.out.push_str("%!");
        self.out.push(verb);
        self.out.push('(');
        self.typed(arg);
        self.out.push(')');
        self.erroring = outer;
    }

    /// What complaints name: `type=value`, or `<nil>`.
    pub(super) fn typed(&mut self, arg: &Value<'_>) {
        self.out.push_str(&arg.type_name());
        if !matches!(arg, Value::Nil | Value::Missing) {
            self.out.push('=');
            self.operand(arg, 'v');
        }
    }
}
