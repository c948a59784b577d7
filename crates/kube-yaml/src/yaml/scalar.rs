//! What a plain scalar means in YAML 1.1 as Kubernetes reads it, and how go-yaml spells floats.

use base64::alphabet;
use base64::engine::{Engine, GeneralPurpose, GeneralPurposeConfig};

use crate::code;
use crate::error::{Error, Result};
use crate::yaml::float;
use crate::yaml::tree::{Text, Value};

/// Go's standard encoding: padded, bits behind the last byte not looked at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The prefix of the tags that `!!` stands for.
pub(crate) const CORE: &str = "tag:yaml.org,2002:";

/// What an untagged plain scalar resolves to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Plain {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, in any of YAML 1.1's spellings.
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// A float, infinities and NaN included.
    Float(f64),
    /// A date or a time; Kubernetes keeps its text.
    Time,
    /// A string: any scalar that is nothing else.
    Str,
}

/// What the plain scalar `text` means.
#[must_use]
pub(crate) fn resolve(text: &str) -> Plain {
    resolve_hinted(text, true)
}

fn resolve_hinted(text: &str, times: bool) -> Plain {
    match text.as_bytes().first() {
        None => Plain::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(b'.') => match word(text) {
            Plain::Str => go_float(text),
            float => float,
        },
        Some(b'+' | b'-' | b'0'..=b'9') => match word(text) {
            Plain::Str if times && is_time(text) => Plain::Time,
            Plain::Str => number(text),
            float => float,
        },
        Some(_) => Plain::Str,
    }
}

/// The bytes that mean nothing in YAML wherever they stand in a scalar: of most keys, names, paths and images.
pub(crate) const IN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
        byte += 1;
    }
    table
};

fn word(text: &str) -> Plain {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Plain::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Plain::Bool(false)
        }
        "" | "~" | "null" | "Null" | "NULL" => Plain::Null,
        ".nan" | ".NaN" | ".NAN" => Plain::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Plain::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Plain::Float(f64::NEG_INFINITY),
        _ => Plain::Str,
    }
}

/// A scalar with the tag `tag` (empty: none), written plain or not.
pub(crate) fn tagged(tag: &str, text: &str, plain: bool) -> Result<Value> {
    if tag.is_empty() {
        return Ok(if plain { value(resolve(text), text) } else { Value::from(text) });
    }
    let Some(kind) = tag.strip_prefix(CORE) else { return Ok(Value::from(text)) };
    let plain = match kind {
        "binary" => return binary(text),
        "bool" | "int" | "float" | "null" => resolve_hinted(text, false),
        "timestamp" => resolve(text),
        _ => return Ok(Value::from(text)),
    };
    match (kind, plain) {
        ("bool", Plain::Bool(_))
        | ("int", Plain::Int(_) | Plain::Uint(_))
        | ("float", Plain::Float(_))
        | ("null", Plain::Null)
        | ("timestamp", Plain::Time) => Ok(value(plain, text)),
        #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
        ("float", Plain::Int(i)) => Ok(Value::Float(i as f64)),
        _ => Err(Error::new(code::VALUE, format!("cannot decode {text:?} as a !!{kind}"))),
    }
}

fn value(plain: Plain, text: &str) -> Value {
    match plain {
        Plain::Null => Value::Null,
        Plain::Bool(b) => Value::Bool(b),
        Plain::Int(i) => Value::Int(i),
        Plain::Uint(u) => Value::Uint(u),
        Plain::Float(f) => Value::Float(f),
        Plain::Time | Plain::Str => Value::Str(Text::from(text)),
    }
}

/// Integers in Go's bases and YAML's floats, underscores ignored.
fn number(text: &str) -> Plain {
    let without;
    let plain = if text.contains('_') {
        without = text.replace('_', "");
        without.as_str()
    } else {
        text
    };
    // go-yaml tries binary once more behind the prefix, where a sign may stand.
    let binary = || i64::from_str_radix(plain.strip_prefix("0b")?, 2).ok().map(Plain::Int);
    integer(plain).or_else(|| yaml_float(plain)).or_else(binary).unwrap_or(Plain::Str)
}

fn integer(text: &str) -> Option<Plain> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (false, true, &text[1..]),
        _ => (false, false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
        [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
        [b'0'] => return Some(Plain::Int(0)),
        [b'0', ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match (negative, i64::try_from(magnitude)) {
        (false, Ok(i)) => Some(Plain::Int(i)),
        (false, Err(_)) => (!signed).then_some(Plain::Uint(magnitude)),
        (true, _) => 0i64.checked_sub_unsigned(magnitude).map(Plain::Int),
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, when finite.
fn yaml_float(text: &str) -> Option<Plain> {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = digits(rest);
    let mut rest = &rest[whole..];
    if let Some(after) = rest.strip_prefix('.') {
        let fraction = digits(after);
        if whole + fraction == 0 {
            return None;
        }
        rest = &after[fraction..];
    } else if whole == 0 {
        return None;
    }
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        let exponent = after.strip_prefix(['+', '-']).unwrap_or(after);
        if exponent.is_empty() || digits(exponent) != exponent.len() {
            return None;
        }
    } else if !rest.is_empty() {
        return None;
    }
    text.parse().ok().filter(|f: &f64| f.is_finite()).map(Plain::Float)
}

/// A number that begins with a point, as Go's `ParseFloat` has it: underscores may stand between digits.
fn go_float(text: &str) -> Plain {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !text.contains('_') {
        return yaml_float(text).unwrap_or(Plain::Str);
    }
    let between = |(at, _): (usize, &str)| at > 0 && digit(at - 1) && digit(at + 1);
    let proper = text.match_indices('_').all(between);
    proper.then(|| yaml_float(&text.replace('_', ""))).flatten().unwrap_or(Plain::Str)
}

fn binary(text: &str) -> Result<Value> {
    let symbols: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    let invalid = |_| Error::new(code::VALUE, "!!binary value contains invalid base64 data");
    let bytes = BASE64.decode(symbols).map_err(invalid)?;
    // Go's JSON has one replacement character for every byte that is not UTF-8.
    let mut decoded = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        decoded.push_str(chunk.valid());
        decoded.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Ok(Value::from(decoded))
}

/// Whether `text` is a date or a time by the four layouts that go-yaml 2 knows. No instant is made of it: the text is kept.
fn is_time(text: &str) -> bool {
    let year = text.bytes().take_while(u8::is_ascii_digit).count();
    year == 4 && time_after_year(text).is_some()
}

fn time_after_year(text: &str) -> Option<()> {
    let year: u32 = text[..4].parse().ok()?;
    let (month, rest) = short_number(text[4..].strip_prefix('-')?)?;
    let (day, rest) = short_number(rest.strip_prefix('-')?)?;
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > days {
        return None;
    }
    let (zoned, rest) = match rest.as_bytes().first() {
        None => return Some(()),
        Some(b'T' | b't') => (true, &rest[1..]),
        Some(b' ') => (false, rest.trim_start_matches(' ')),
        Some(_) => return None,
    };
    let (hour, rest) = short_number(rest)?;
    let (minute, rest) = short_number(rest.strip_prefix(':')?)?;
    let (second, rest) = short_number(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => rest,
    };
    let complete = if zoned { is_zone(rest) } else { rest.is_empty() };
    complete.then_some(())
}

/// `Z` or `+hh:mm`.
fn is_zone(text: &str) -> bool {
    let pair = |tens: u8, ones: u8, max: u8| {
        tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') <= max
    };
    match text.as_bytes() {
        b"Z" => true,
        [b'+' | b'-', h, hh, b':', m, mm] => pair(*h, *hh, 24) && pair(*m, *mm, 60),
        _ => false,
    }
}

/// A number of one or two digits, and what follows.
fn short_number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    Some((number.parse().ok()?, rest))
}

/// A float as go-yaml prints it: shortest, as strconv has it, but for infinities and NaN.
#[must_use]
pub(crate) fn float_text(v: f64) -> String {
    in_yaml(float::general(v, false))
}

/// The same at 32 bits: how a float key becomes a string in sigs.k8s.io/yaml.
pub(crate) fn float_key(v: f64) -> String {
    in_yaml(float::general(v, true))
}

fn in_yaml(number: String) -> String {
    let word = match number.as_str() {
        "NaN" => ".nan",
        "+Inf" => ".inf",
        "-Inf" => "-.inf",
        _ => return number,
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_times_only_when_the_calendar_has_them() {
        for text in ["2020-02-29", "2020-1-2T3:4:5Z", "2020-01-02 03:04:05.5", "2020-01-02t03:04:05+01:00"] {
            assert_eq!(resolve(text), Plain::Time, "{text}");
        }
        for text in
            ["2021-02-29", "2020-13-01", "2020-01-02T03:04:05", "2020-01-02 24:00:00", "2020-01", "20-01-01"]
        {
            assert_eq!(resolve(text), Plain::Str, "{text}");
        }
    }

    #[test]
    fn numbers_have_gos_bases_and_loose_underscores() {
        assert_eq!(resolve("0777"), Plain::Int(511));
        assert_eq!(resolve("08"), Plain::Float(8.0));
        assert_eq!(resolve("-0b_11"), Plain::Int(-3));
        assert_eq!(resolve("0b-1"), Plain::Int(-1));
        assert_eq!(resolve("18446744073709551615"), Plain::Uint(u64::MAX));
        assert_eq!(resolve("-9223372036854775808"), Plain::Int(i64::MIN));
        assert_eq!(resolve("1e400"), Plain::Str);
        assert_eq!(resolve(".2_6"), Plain::Float(0.26));
        assert_eq!(resolve("._26"), Plain::Str);
    }

    #[test]
    fn binary_is_read_as_go_reads_base64() {
        for text in ["aGk=", "aGl=", "a\nGk\r=\n"] {
            assert_eq!(binary(text).unwrap(), Value::from("hi"), "{text:?}");
        }
        for text in ["aGk", "aGk==", "a===", "aGk=aGk=", "a-k=", "aGk ="] {
            assert!(binary(text).is_err(), "{text:?}");
        }
        assert_eq!(binary("/w==").unwrap(), Value::from("\u{FFFD}"));
    }

    #[test]
    fn err_tags_that_do_not_fit() {
        for (tag, text) in
            [("int", "x"), ("bool", "1"), ("null", "a"), ("float", "~"), ("timestamp", "1"), ("binary", "a")]
        {
            assert!(tagged(&format!("{CORE}{tag}"), text, true).is_err(), "{tag}");
        }
    }
}
