//! Floating-point numbers as Go's strconv writes them in every format and precision.

use kube_yaml::float as shortest;

/// More decimals than any `f64` has; what is asked for beyond is zeros.
const MAX_EXACT: usize = 1100;

/// `strconv.FormatFloat(v, format, precision, bits)` for the formats `b e E f g G x X`; no precision is the shortest that
/// reads back. `single` says that the value came from a `float32`.
#[must_use]
pub fn format_float(v: f64, format: char, precision: Option<usize>, single: bool) -> String {
    if !v.is_finite() {
        return shortest::general(v, single);
    }
    let text = match (format, precision) {
        ('b', _) => return binary(v, single),
        ('x', _) => return hexadecimal(v, precision),
        ('X', _) => return hexadecimal(v, precision).to_uppercase(),
        ('f' | 'F', None) => shortest::decimal(v, single),
        ('f' | 'F', Some(p)) => fixed(v, p),
        ('g' | 'G', None) => shortest::general(v, single),
        ('g' | 'G', Some(p)) => general(v, p),
        (_, None) => shortest::scientific(v, single),
        (_, Some(p)) => scientific(v, p),
    };
    if format.is_ascii_uppercase() { text.replace('e', "E") } else { text }
}

fn fixed(v: f64, precision: usize) -> String {
    let mut text = format!("{v:.*}", precision.min(MAX_EXACT));
    text.extend(std::iter::repeat_n('0', precision.saturating_sub(MAX_EXACT)));
    text
}

fn scientific(v: f64, precision: usize) -> String {
    let mut text = format!("{v:.*e}", precision.min(MAX_EXACT));
    let zeros = "0".repeat(precision.saturating_sub(MAX_EXACT));
    text.insert_str(text.find('e').unwrap_or(text.len()), &zeros);
    shortest::respelled(&text, 2)
}

fn general(v: f64, precision: usize) -> String {
    if v == 0.0 {
        return if v.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let precision = precision.max(1);
    let digits = scientific(v, precision - 1);
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let mantissa = trim_zeros(mantissa);
    let count = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let (power, digits) = (exponent.parse().unwrap_or(0_i64), count as i64);
    let limit = if precision > count && digits > power { count } else { precision };
    if power < -4 || power >= i64::try_from(limit).unwrap_or(i64::MAX) {
        return format!("{mantissa}e{exponent}");
    }
    fixed(v, usize::try_from(digits - power - 1).unwrap_or(0))
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
