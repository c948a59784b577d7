//! Floating-point numbers as Go's strconv writes them.

/// More decimals than any `f64` has; what is asked for beyond is zeros.
const MAX_EXACT: usize = 1100;

/// `strconv.FormatFloat(v, format, precision, bits)` for the formats `b e E f g G x X`; no precision is the shortest that
/// reads back. `single` says that the value came from a `float32`.
#[must_use]
pub fn format_float(v: f64, format: char, precision: Option<usize>, single: bool) -> String {
    if v.is_nan() {
        return "NaN".to_owned();
    }
    if v.is_infinite() {
        return if v > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let text = match format {
        'b' => return binary(v, single),
        'x' | 'X' => {
            let text = hexadecimal(v, precision);
            return if format == 'X' { text.to_uppercase() } else { text };
        }
        'f' | 'F' => fixed(v, precision, single),
        'g' | 'G' => general(v, precision, single),
        _ => scientific(v, precision, single),
    };
    if format.is_ascii_uppercase() { text.replace('e', "E") } else { text }
}

fn fixed(v: f64, precision: Option<usize>, single: bool) -> String {
    match precision {
        None if single => format!("{}", narrow(v)),
        None => format!("{v}"),
        Some(p) => {
            let mut text = format!("{v:.*}", p.min(MAX_EXACT));
            text.extend(std::iter::repeat_n('0', p.saturating_sub(MAX_EXACT)));
            text
        }
    }
}

fn scientific(v: f64, precision: Option<usize>, single: bool) -> String {
    let text = match precision {
        None if single => format!("{:e}", narrow(v)),
        None => format!("{v:e}"),
        Some(p) => format!("{v:.*e}", p.min(MAX_EXACT)),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let zeros = "0".repeat(precision.unwrap_or(0).saturating_sub(MAX_EXACT));
    format!("{mantissa}{zeros}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs())
}

fn general(v: f64, precision: Option<usize>, single: bool) -> String {
    if v == 0.0 {
        return if v.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let digits = match precision {
        None => scientific(v, None, single),
        Some(p) => scientific(v, Some(p.max(1) - 1), single),
    };
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = trim_zeros(mantissa);
    let count = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let limit = match precision {
        None => 6,
        Some(p) => {
            i32::try_from(if p > count && count as i64 > i64::from(exponent) { count } else { p.max(1) })
                .unwrap_or(i32::MAX)
        }
    };
    if exponent < -4 || exponent >= limit {
        return format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs());
    }
    let decimals = (count as i64 - i64::from(exponent) - 1).max(0);
    match precision {
        None => fixed(v, None, single),
        Some(_) => fixed(v, usize::try_from(decimals).ok(), single),
    }
}

/// The mantissa as an integer, and the power of two it is multiplied with.
fn parts(v: f64) -> (u64, i32) {
    let bits = v.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// An integer times a power of two, such as `5629499534213120p-50`.
fn binary(v: f64, single: bool) -> String {
    let (mut mantissa, mut exponent) = parts(v);
    if single {
        mantissa >>= 29;
        exponent += 29;
    }
    format!("{}{mantissa}p{exponent:+}", if v.is_sign_negative() { "-" } else { "" })
}

/// A hexadecimal mantissa and a power of two, such as `0x1.4p+02`.
fn hexadecimal(v: f64, precision: Option<usize>) -> String {
    let (mut mantissa, mut exponent) = parts(v);
    if mantissa == 0 {
        exponent = 0;
    } else {
        let shift = mantissa.leading_zeros() - 11;
        mantissa <<= shift;
        exponent += 52 - i32::try_from(shift).unwrap_or(0);
    }
    if let Some(dropped) = precision.and_then(|p| 13_usize.checked_sub(p)).filter(|dropped| *dropped > 0) {
        let unit = 1_u64 << (4 * dropped);
        let (kept, rest) = (mantissa / unit, mantissa % unit);
        let up = rest > unit / 2 || rest == unit / 2 && kept % 2 == 1;
        mantissa = (kept + u64::from(up)) * unit;
        if mantissa >> 53 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let digits = format!("{:013x}", mantissa & ((1 << 52) - 1));
    let fraction = match precision {
        None => digits.trim_end_matches('0').to_owned(),
        Some(p) if p <= 13 => digits[..p].to_owned(),
        Some(p) => format!("{digits}{}", "0".repeat(p - 13)),
    };
    let sign = if v.is_sign_negative() { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}0x{}{point}{fraction}p{exponent_sign}{:02}", mantissa >> 52, exponent.unsigned_abs())
}

fn trim_zeros(mantissa: &str) -> &str {
    if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa }
}

#[expect(clippy::cast_possible_truncation, reason = "the value was widened from one")]
fn narrow(v: f64) -> f32 {
    v as f32
}
