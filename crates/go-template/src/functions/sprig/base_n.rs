//! Base64 and base32; what does not decode becomes the message that says so, as in Sprig.

use super::Answer;
use crate::functions::{Cost, Function, Param, text};
use crate::value::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("b64enc", &[Param::Str], |_, args| Ok(STANDARD.encode(text(args, 0)?).into()))
        .costs(Cost::Whole(4)),
    Function::new("b64dec", &[Param::Str], |_, args| decoded("base64", decode64(text(args, 0)?)))
        .costs(Cost::Whole(40)),
    Function::new("b32enc", &[Param::Str], |_, args| Ok(encode(&BASE32, text(args, 0)?.as_bytes()).into()))
        .costs(Cost::Whole(10)),
    Function::new("b32dec", &[Param::Str], |_, args| decoded("base32", decode32(text(args, 0)?)))
        .costs(Cost::Whole(40)),
];

/// An alphabet whose characters stand for so many bits each, so many of them a group.
struct Base {
    alphabet: &'static [u8],
    bits: usize,
    group: usize,
}

const BASE64: Base =
    Base { alphabet: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, group: 4 };
const BASE32: Base = Base { alphabet: b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: 8 };

/// Standard base64, line breaks skipped; otherwise the position that Go complains of.
pub(super) fn decode64(text: &str) -> Result<Vec<u8>, usize> {
    let mut bytes = text.bytes().enumerate().filter(|(_, b)| !matches!(b, b'\r' | b'\n'));
    let mut out = Bits::new(text.len());
    let mut digits = 0;
    while let Some((at, byte)) = bytes.next() {
        if byte != b'=' {
            out.push(&BASE64, byte).ok_or(at)?;
            digits = (digits + 1) % BASE64.group;
            continue;
        }
        if digits < 2 {
            return Err(at);
        }
        if digits == 2 {
            match bytes.next() {
                Some((_, b'=')) => {}
                Some((next, _)) => return Err(next - 1),
                None => return Err(text.len()),
            }
        }
        return bytes.next().map_or(Ok(out.bytes), |(at, _)| Err(at));
    }
    if digits == 0 { Ok(out.bytes) } else { Err(text.len() - digits) }
}

/// Standard base32; line breaks do not count, and what follows the padding is not looked at.
fn decode32(text: &str) -> Result<Vec<u8>, usize> {
    let text: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    let mut out = Bits::new(text.len());
    for (at, byte) in text.iter().enumerate() {
        let (digits, left) = (at % BASE32.group, text.len() - at - 1);
        if *byte != b'=' || digits < 2 || left >= BASE32.group {
            out.push(&BASE32, *byte).ok_or(at)?;
            continue;
        }
        if left + digits < BASE32.group - 1 {
            return Err(text.len());
        }
        let padding = &text[at + 1..at + BASE32.group - digits];
        if let Some(wrong) = padding.iter().position(|b| *b != b'=') {
            return Err(at + wrong);
        }
        // Three or six digits end within a byte.
        return if matches!(digits, 3 | 6) { Err(at) } else { Ok(out.bytes) };
    }
    match text.len() % BASE32.group {
        0 => Ok(out.bytes),
        digits => Err(text.len() - digits),
    }
}

/// Bytes under construction, and the bits that do not make one yet.
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: usize,
}

impl Bits {
    fn new(room: usize) -> Self {
        Bits { bytes: Vec::with_capacity(room), held: 0, count: 0 }
    }

    fn push(&mut self, base: &Base, byte: u8) -> Option<()> {
        let digit = base.alphabet.iter().position(|known| *known == byte)?;
        self.held = ((self.held << base.bits) | u32::try_from(digit).ok()?) & 0xffff;
        self.count += base.bits;
        if self.count >= 8 {
            self.count -= 8;
            self.bytes.push(u8::try_from((self.held >> self.count) & 0xff).ok()?);
        }
        Some(())
    }
}

fn decoded<'a>(name: &str, bytes: Result<Vec<u8>, usize>) -> Answer<'a> {
    match bytes {
        Err(at) => Ok(Value::from(format!("illegal {name} data at input byte {at}"))),
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(format!("the {name} data is not UTF-8 text")),
        },
    }
}

fn encode(base: &Base, bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    let (mut held, mut count) = (0u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        count += 8;
        while count >= base.bits {
            count -= base.bits;
            out.push(char::from(base.alphabet[(held >> count) as usize & (base.alphabet.len() - 1)]));
        }
        held &= 0xffff;
    }
    if count > 0 {
        out.push(char::from(
            base.alphabet[(held << (base.bits - count)) as usize & (base.alphabet.len() - 1)],
        ));
    }
    while !out.len().is_multiple_of(base.group) {
        out.push('=');
    }
    out
}
