//! Numeric constants: Go's untyped constants and the types that can hold them.

use super::ast::Number;
use crate::quote;

/// Just beyond the largest `i64`.
const TWO_63: f64 = (1_u64 << 63) as f64;

impl Number {
    /// A character constant, quotes included.
    pub(crate) fn of_char(text: &str) -> Result<Number, String> {
        let code = quote::unquote_rune(text)?;
        Ok(Number {
            text: text.to_owned(),
            int: Some(i64::from(code)),
            uint: Some(u64::from(code)),
            float: Some(f64::from(code)),
            complex: None,
        })
    }

    /// A complex constant of two parts, such as `1+2i`.
    pub(crate) fn of_complex(text: &str) -> Result<Number, String> {
        let illegal = || format!("illegal number syntax: {}", quote::quote(text, false));
        let number = text.strip_suffix('i').ok_or_else(illegal)?;
        let split = (number.char_indices().rev())
            .find(|(at, c)| {
                *at > 0 && matches!(c, '+' | '-') && !number[..*at].ends_with(['e', 'E', 'p', 'P'])
            })
            .map(|(at, _)| at)
            .ok_or_else(illegal)?;
        let re = parse_float(&number[..split]).ok_or_else(illegal)?;
        let im = parse_float(&number[split..]).ok_or_else(illegal)?;
        Ok(Number::complex(text, re, im))
    }

    /// Any other constant.
    pub(crate) fn of_text(text: &str) -> Result<Number, String> {
        if let Some(im) = text.strip_suffix('i').and_then(parse_float) {
            return Ok(Number::complex(text, 0.0, im));
        }
        let mut number = Number { text: text.to_owned(), ..Number::default() };
        number.uint = if text.starts_with(['+', '-']) { None } else { parse_magnitude(text) };
        number.int = parse_signed(text);
        if number.int == Some(0) {
            number.uint = Some(0);
        }
        #[expect(clippy::cast_precision_loss, reason = "as Go does")]
        let promoted = number.int.map(|i| i as f64).or(number.uint.map(|u| u as f64));
        number.float = promoted;
        if promoted.is_none() {
            let float = parse_float(text)
                .ok_or_else(|| format!("illegal number syntax: {}", quote::quote(text, false)))?;
            if !text.contains(['.', 'e', 'E', 'p', 'P']) {
                return Err(format!("integer overflow: {}", quote::quote(text, false)));
            }
            number.hold(float);
        }
        Ok(number)
    }

    fn complex(text: &str, re: f64, im: f64) -> Number {
        let mut number = Number { text: text.to_owned(), complex: Some((re, im)), ..Number::default() };
        if im == 0.0 {
            number.hold(re);
        }
        number
    }

    fn hold(&mut self, float: f64) {
        self.float = Some(float);
        if float.fract() == 0.0 {
            self.int = (-TWO_63..TWO_63).contains(&float).then_some(float as i64);
            self.uint = (0.0..2.0 * TWO_63).contains(&float).then_some(float as u64);
        }
    }
}

fn parse_signed(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = parse_magnitude(digits)?;
    if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

fn parse_magnitude(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        _ if lower.len() > 1 && lower.starts_with('0') => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if digits.starts_with('+') || !underscores_separate(&lower) {
        return None;
    }
    u64::from_str_radix(&digits.replace('_', ""), radix).ok()
}

/// Underscores stand only between digits, or between a base prefix and a digit.
fn underscores_separate(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '-']);
    let mut digit_before = false;
    let mut underscore_before = false;
    for c in text.chars() {
        let digit = c.is_ascii_alphanumeric();
        if c == '_' && !digit_before || !digit && c != '_' && underscore_before {
            return false;
        }
        digit_before = digit;
        underscore_before = c == '_';
    }
    !underscore_before
}

fn parse_float(text: &str) -> Option<f64> {
    if !underscores_separate(text) {
        return None;
    }
    let plain = text.replace('_', "").to_ascii_lowercase();
    let unsigned = plain.trim_start_matches(['+', '-']);
    let float = match unsigned.strip_prefix("0x") {
        Some(hex) => {
            let magnitude = parse_hex_float(hex)?;
            if plain.starts_with('-') { -magnitude } else { magnitude }
        }
        None => plain.parse().ok()?,
    };
    float.is_finite().then_some(float)
}

fn parse_hex_float(hex: &str) -> Option<f64> {
    let (mantissa, exponent) = hex.split_once('p')?;
    let mut exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut value = 0.0_f64;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16)?);
    }
    exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?.checked_mul(4)?)?;
    (!mantissa.is_empty() && mantissa != ".").then(|| value * 2.0_f64.powi(exponent))
}
