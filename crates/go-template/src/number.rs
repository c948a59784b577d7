//! Numbers as Go's strconv reads them.
//!
//! YAML's plain scalars are kube-yaml's to read: go-yaml drops all underscores first and has floats of a narrower grammar.

/// Why text is not an integer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotInt {
    /// It is not written as one.
    Syntax,
    /// It is too large; the nearest that fits.
    Range(i64),
}

/// `strconv.ParseInt(s, base, 64)`; base 0 reads the prefix and allows `_` between digits.
pub(crate) fn parse_int(s: &str, base: u32) -> Result<i64, NotInt> {
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

/// `strconv.ParseUint(s, 0, 64)`.
pub(crate) fn parse_uint(s: &str) -> Option<u64> {
    parse_magnitude(s, 0).ok()
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
pub(crate) fn parse_float(s: &str) -> Option<f64> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_gos_prefixes_and_underscores() {
        for (text, value) in
            [("0x1F", 31), ("-0b11", -3), ("0o17", 15), ("017", 15), ("1_000", 1000), ("+0x_f", 15)]
        {
            assert_eq!(parse_int(text, 0), Ok(value), "{text}");
        }
        for text in ["", "-", "08", "0x", "1__0", "_1", "1_", "0xg", "--1", "1.0"] {
            assert_eq!(parse_int(text, 0), Err(NotInt::Syntax), "{text}");
        }
        assert_eq!(parse_int("1_000", 10), Err(NotInt::Syntax));
        assert_eq!(parse_int("-9223372036854775808", 10), Ok(i64::MIN));
        assert_eq!(parse_int("9223372036854775808", 10), Err(NotInt::Range(i64::MAX)));
        assert_eq!((parse_uint("18446744073709551615"), parse_uint("+1")), (Some(u64::MAX), None));
    }

    #[test]
    fn floats_may_be_hexadecimal() {
        for (text, value) in
            [("0x1.8p3", 12.0), ("-0X.8p-1", -0.25), ("1_0.5e1", 105.0), (".5", 0.5), ("5.", 5.0)]
        {
            assert_eq!(parse_float(text), Some(value), "{text}");
        }
        for text in ["", ".", "e1", "1e400", "0x1.8", "0xp1", "1_.5", "1e", "+nan"] {
            assert_eq!(parse_float(text), None, "{text}");
        }
        assert_eq!(parse_float("-inf"), Some(f64::NEG_INFINITY));
    }
}
