//! Digests, and the parts of Sprig's cryptography that need no randomness.

use aes::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::NoPadding};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::base_n::decode64;
use super::{Answer, made};
use crate::template::functions::{Context, Function, Param, arg, text};
use crate::template::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("sha1sum", &[Param::Str], |_, args| Ok(hex(&Sha1::digest(text(args, 0)?)))),
    Function::new("sha256sum", &[Param::Str], |_, args| Ok(hex(&Sha256::digest(text(args, 0)?)))),
    Function::new("sha512sum", &[Param::Str], |_, args| Ok(hex(&Sha512::digest(text(args, 0)?)))),
    Function::new("adler32sum", &[Param::Str], |_, args| {
        Ok(Value::from(adler32(text(args, 0)?).to_string()))
    }),
    Function::new(
        "derivePassword",
        &[Param::Uint32, Param::Str, Param::Str, Param::Str, Param::Str],
        derive_password,
    ),
    Function::new("decryptAES", &[Param::Str, Param::Str], decrypt_aes),
];

fn hex<'a>(bytes: &[u8]) -> Value<'a> {
    Value::from(bytes.iter().map(|b| format!("{b:02x}")).collect::<String>())
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

/// The shapes of the Master Password algorithm's passwords, a letter a character class.
const SHAPES: &[(&str, &[&str])] = &[
    ("maximum", &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]),
    (
        "long",
        &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
    ),
    ("medium", &["CvcnoCvc", "CvcCvcno"]),
    ("short", &["Cvcn"]),
    ("basic", &["aaanaaan", "aannaaan", "aaannaaa"]),
    ("pin", &["nnnn"]),
];

fn class(letter: char) -> &'static [u8] {
    match letter {
        'V' => b"AEIOU",
        'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        'v' => b"aeiou",
        'c' => b"bcdfghjklmnpqrstvwxyz",
        'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        'n' => b"0123456789",
        'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// The Master Password algorithm: counter, kind, password, user, site.
fn derive_password<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    const SEED: &[u8] = b"com.lyndir.masterpassword";
    let counter = match arg(args, 0) {
        Value::Uint(counter, _) => u32::try_from(*counter).map_err(|e| e.to_string())?,
        Value::Int(counter, _) => u32::try_from(*counter).map_err(|e| e.to_string())?,
        other => return Err(format!("expected uint32; got {}", other.type_name())),
    };
    let (kind, password, user, site) = (text(args, 1)?, text(args, 2)?, text(args, 3)?, text(args, 4)?);
    let Some((_, shapes)) = SHAPES.iter().find(|(name, _)| *name == kind) else {
        return Ok(Value::from(format!("cannot find password template {kind}")));
    };
    let sized = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    let salt = [SEED, &sized(user), user.as_bytes()].concat();
    // A derivation takes 32 MiB and a tenth of a second on purpose; a loop of them has to end.
    context.spend(1 << 20)?;
    let mut key = [0; 64];
    let params = scrypt::Params::new(15, 8, 2).map_err(|e| e.to_string())?;
    scrypt::scrypt(password.as_bytes(), &salt, &params, &mut key).map_err(|e| e.to_string())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|e| e.to_string())?;
    mac.update(&[SEED, &sized(site), site.as_bytes(), &counter.to_be_bytes()].concat());
    let seed = mac.finalize().into_bytes();
    let shape = shapes[usize::from(seed[0]) % shapes.len()];
    let characters = shape.chars().zip(&seed[1..]).map(|(letter, byte)| {
        let class = class(letter);
        char::from(class[usize::from(*byte) % class.len()])
    });
    Ok(Value::from(characters.collect::<String>()))
}

/// AES-256 in CBC mode under the password padded with zeros; the first block is the initialisation vector.
fn decrypt_aes<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (password, sealed) = (text(args, 0)?, text(args, 1)?);
    if sealed.is_empty() {
        return Ok(Value::from(""));
    }
    let mut key = [0; 32];
    let size = password.len().min(key.len());
    key[..size].copy_from_slice(&password.as_bytes()[..size]);
    let mut sealed = decode64(sealed).map_err(|at| format!("illegal base64 data at input byte {at}"))?;
    let Some((vector, blocks)) = sealed.split_at_mut_checked(16) else {
        return Err("the encrypted text is shorter than a block".to_owned());
    };
    let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(&key, vector).map_err(|e| e.to_string())?;
    let plain =
        cipher.decrypt_padded::<NoPadding>(blocks).map_err(|_| "the encrypted text ends within a block")?;
    let padding = usize::from(plain.last().copied().ok_or("there is nothing encrypted")?);
    let end = plain.len().checked_sub(padding).ok_or("the padding is longer than the text")?;
    match std::str::from_utf8(&plain[..end]) {
        Ok(text) => made(context, text.to_owned()),
        Err(_) => Err("the decrypted bytes are not UTF-8 text: probably the password is wrong".to_owned()),
    }
}
