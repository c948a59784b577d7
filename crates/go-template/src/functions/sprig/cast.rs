//! Anything to a number, as spf13/cast 1.10 and Go's strconv do it.

use crate::value::Value;

/// Why text is not an integer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NotInt {
    /// It is not written as one.
    Syntax,
    /// It is too large; the nearest that fits.
    Range(i64),
}

/// `cast.ToInt64`: 0 for what is no number.
pub(super) fn to_int(value: &Value<'_>) -> i64 {
    match value {
        Value::Bool(b) => i64::from(*b),
        Value::Int(i, _) => *i,
        Value::Uint(u, _) => u.cast_signed(),
        Value::Float(f) | Value::Float32(f) => truncated(*f),
        Value::Str(s) => parse_int(without_decimals(s), 0).unwrap_or(0),
        Value::Pointer(pointer) => pointer.target.as_deref().map_or(0, to_int),
        Value::Object(object) => object.underlying().map_or(0, |v| to_int(&v)),
        _ => 0,
    }
}

/// `cast.ToFloat64`: 0 for what is no number.
#[expect(clippy::cast_precision_loss, reason = "as Go converts")]
pub(super) fn to_float(value: &Value<'_>) -> f64 {
    match value {
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::Int(i, _) => *i as f64,
        Value::Uint(u, _) => *u as f64,
        Value::Float(f) | Value::Float32(f) => *f,
        Value::Str(s) => parse_float(s).unwrap_or(0.0),
        Value::Pointer(pointer) => pointer.target.as_deref().map_or(0.0, to_float),
        Value::Object(object) => object.underlying().map_or(0.0, |v| to_float(&v)),
        _ => 0.0,
    }
}

/// `strconv.ParseInt(s, base, 64)`; base 0 reads the prefix and allows `_` between digits.
pub(super) fn parse_int(s: &str, base: u32) -> Result<i64, NotInt> {
    let (negative, digits) = match s.as_bytes().first() {
        Some(b'-') => (true, &s[1..]),
        Some(b'+') => (false, &s[1..]),
        _ => (false, s),
    };
    let limit = if negative { i64::MIN } else { i64::MAX };
    let magnitude = parse_magnitude(digits, base).map_err(|e| match e {
        NotInt::Range(_) => NotInt::Range(limit),
        NotInt::Syntax => NotInt::Syntax,
    })?;
    let signed = if negative { -i128::from(magnitude) } else { i128::from(magnitude) };
    i64::try_from(signed).map_err(|_| NotInt::Range(limit))
}

fn parse_magnitude(s: &str, base: u32) -> Result<u64, NotInt> {
    let prefix = s.get(..2).filter(|_| s.len() > 2).map(str::to_ascii_lowercase);
    let (radix, digits) = match (base, prefix.as_deref()) {
        (0, Some("0x")) => (16, &s[2..]),
        (0, Some("0o")) => (8, &s[2..]),
        (0, Some("0b")) => (2, &s[2..]),
        (0, _) if s.starts_with('0') => (8, &s[1..]),
        (0, _) => (10, s),
        _ => (base, s),
    };
    if s.is_empty() {
        return Err(NotInt::Syntax);
    }
    let mut value: u64 = 0;
    for c in digits.chars() {
        if c == '_' && base == 0 {
            continue;
        }
        let digit = c.to_digit(radix).ok_or(NotInt::Syntax)?;
        let next = value.checked_mul(u64::from(radix)).and_then(|v| v.checked_add(u64::from(digit)));
        value = next.ok_or(NotInt::Range(0))?;
    }
    if base == 0 && !underscores_part_digits(s) { Err(NotInt::Syntax) } else { Ok(value) }
}

/// Go's rule: `_` stands between digits, or between a base prefix and a digit.
fn underscores_part_digits(s: &str) -> bool {
    if !s.contains('_') {
        return true;
    }
    let lower = s.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let hex = lower.starts_with("0x");
    let prefixed = hex || lower.starts_with("0b") || lower.starts_with("0o");
    let mut before = if prefixed { '0' } else { '^' };
    for c in lower[if prefixed { 2 } else { 0 }..].chars() {
        before = match c {
            '0'..='9' => '0',
            'a'..='f' if hex => '0',
            '_' if before != '0' => return false,
            '_' => '_',
            _ if before == '_' => return false,
            _ => '!',
        };
    }
    before != '_'
}

/// `strconv.ParseFloat(s, 64)`; what is too large is refused.
pub(super) fn parse_float(s: &str) -> Option<f64> {
    let bare = s.strip_prefix(['+', '-']).unwrap_or(s);
    let lower = bare.to_ascii_lowercase();
    match lower.as_str() {
        "inf" | "infinity" => return s.parse().ok(),
        "nan" if bare.len() == s.len() => return Some(f64::NAN),
        _ => {}
    }
    if !lower.starts_with(|c: char| c.is_ascii_digit() || c == '.') || !underscores_part_digits(s) {
        return None;
    }
    let digits = lower.replace('_', "");
    let magnitude = match digits.strip_prefix("0x") {
        Some(hex) => parse_hex_float(hex)?,
        None => digits.parse::<f64>().ok()?,
    };
    let value = if s.starts_with('-') { -magnitude } else { magnitude };
    value.is_finite().then_some(value)
}

/// `1.8p3`: hexadecimal digits and a power of two, which must be there.
#[expect(clippy::cast_precision_loss, reason = "rounding is the point")]
fn parse_hex_float(s: &str) -> Option<f64> {
    let (mantissa, power) = s.split_once('p')?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let unsigned = power.strip_prefix(['+', '-']).unwrap_or(power);
    if whole.len() + part.len() == 0 || unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut power: i64 =
        power.parse::<i64>().unwrap_or(if power.starts_with('-') { -99_999 } else { 99_999 });
    power = power.clamp(-99_999, 99_999) - 4 * i64::try_from(part.len()).ok()?;
    let mut value: u128 = 0;
    for c in whole.chars().chain(part.chars()) {
        let digit = u128::from(c.to_digit(16)?);
        if value >> 120 == 0 {
            value = value << 4 | digit;
        } else {
            value |= u128::from(digit != 0);
            power += 4;
        }
    }
    let mut result = value as f64;
    while power != 0 && result != 0.0 && result.is_finite() {
        let step = power.clamp(-1000, 1000);
        result *= 2f64.powi(i32::try_from(step).ok()?);
        power -= step;
    }
    Some(result)
}

/// `3.7` is 3 for cast, and `-.5` is 0; other text stays for the integer parser to judge.
fn without_decimals(s: &str) -> &str {
    let Some((whole, part)) = s.split_once('.') else { return s };
    let digits = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    if !digits.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return s;
    }
    if digits.is_empty() { "0" } else { whole }
}

/// Go's conversion on amd64: toward zero, and the smallest integer for what does not fit.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn truncated(f: f64) -> i64 {
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f) { f as i64 } else { i64::MIN }
}
