//! Base64 and base32; what does not decode becomes the message that says so, as in Sprig.

use super::{Answer, made};
use crate::template::functions::{Context, Function, Param, text};
use crate::template::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("b64enc", &[Param::Str], |context, args| made(context, encode64(text(args, 0)?.as_bytes()))),
    Function::new("b64dec", &[Param::Str], |context, args| decoded(context, "base64", decode64(text(args, 0)?))),
    Function::new("b32enc", &[Param::Str], |context, args| {
        made(context, encode(&BASE32, text(args, 0)?.as_bytes()))
    }),
    Function::new("b32dec", &[Param::Str], |context, args| {
        decoded(context, "base32", decode(&BASE32, text(args, 0)?))
    }),
];

/// An alphabet whose characters stand for so many bits each, so many of them a group.
struct Base {
    alphabet: &'static [u8],
    bits: usize,
    group: usize,
    /// The paddings a group may end in.
    paddings: &'static [usize],
}

const BASE64: Base = Base {
    alphabet: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    bits: 6,
    group: 4,
    paddings: &[1, 2],
};
const BASE32: Base =
    Base { alphabet: b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: 8, paddings: &[1, 3, 4, 6] };

/// Standard base64, padded.
pub(super) fn encode64(bytes: &[u8]) -> String {
    encode(&BASE64, bytes)
}

/// Standard base64; the position of the byte that is wrong otherwise.
pub(super) fn decode64(text: &str) -> Result<Vec<u8>, usize> {
    decode(&BASE64, text)
}

fn decoded<'a>(context: &mut Context<'a>, name: &str, bytes: Result<Vec<u8>, usize>) -> Answer<'a> {
    match bytes {
        Err(at) => Ok(Value::from(format!("illegal {name} data at input byte {at}"))),
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => made(context, text),
            Err(_) => Err(format!("the {name} data is not UTF-8 text")),
        },
    }
}

fn encode(base: &Base, bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    let (mut held, mut count) = (0u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        count += 8;
        while count >= base.bits {
            count -= base.bits;
            out.push(char::from(base.alphabet[(held >> count) as usize & (base.alphabet.len() - 1)]));
        }
        held &= 0xffff;
    }
    if count > 0 {
        out.push(char::from(base.alphabet[(held << (base.bits - count)) as usize & (base.alphabet.len() - 1)]));
    }
    while out.len() % base.group != 0 {
        out.push('=');
    }
    out
}

/// Line breaks are skipped; the last group is padded, and nothing follows it.
fn decode(base: &Base, text: &str) -> Result<Vec<u8>, usize> {
    let mut bytes = text.bytes().enumerate().filter(|(_, b)| !matches!(b, b'\r' | b'\n'));
    let mut out = Vec::with_capacity(text.len());
    let (mut held, mut count, mut digits) = (0u32, 0, 0);
    while let Some((at, byte)) = bytes.next() {
        if byte == b'=' {
            let wanted = base.group - digits;
            if !base.paddings.contains(&wanted) {
                return Err(at);
            }
            for _ in 1..wanted {
                match bytes.next() {
                    Some((_, b'=')) => {}
                    Some((at, _)) => return Err(at),
                    None => return Err(text.len()),
                }
            }
            return bytes.next().map_or(Ok(out), |(at, _)| Err(at));
        }
        let digit = base.alphabet.iter().position(|known| *known == byte).ok_or(at)?;
        held = (held << base.bits | u32::try_from(digit).unwrap_or(0)) & 0xffff;
        count += base.bits;
        digits = (digits + 1) % base.group;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(held >> count & 0xff).unwrap_or(0));
        }
    }
    if digits == 0 { Ok(out) } else { Err(text.len()) }
}
