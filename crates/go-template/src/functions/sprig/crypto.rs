//! Digests.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::functions::{Cost, Function, Param, text};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("sha1sum", &[Param::Str], |_, args| Ok(hex(&Sha1::digest(text(args, 0)?))))
        .costs(Cost::Whole(4)),
    Function::new("sha256sum", &[Param::Str], |_, args| Ok(hex(&Sha256::digest(text(args, 0)?))))
        .costs(Cost::Whole(6)),
    Function::new("sha512sum", &[Param::Str], |_, args| Ok(hex(&Sha512::digest(text(args, 0)?))))
        .costs(Cost::Whole(6)),
    Function::new("adler32sum", &[Param::Str], |_, args| {
        Ok(Value::from(adler32(text(args, 0)?).to_string()))
    })
    .costs(Cost::Whole(4)),
];

fn hex<'a>(bytes: &[u8]) -> Value<'a> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |four_bits: u8| char::from(DIGITS[usize::from(four_bits)]);
    Value::from(bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect::<String>())
}

fn adler32(text: &str) -> u32 {
    const MODULUS: u32 = 65521;
    let (mut a, mut b) = (1, 0);
    for byte in text.bytes() {
        a = (a + u32::from(byte)) % MODULUS;
        b = (b + a) % MODULUS;
    }
    b << 16 | a
}
