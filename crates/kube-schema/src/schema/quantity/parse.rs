//! Takes the spelling of a quantity apart.

use super::Format;

/// The parts of a spelling.
pub(super) struct Parts<'a> {
    pub(super) negative: bool,
    /// Whether there is no digit at all, not even a zero.
    pub(super) bare: bool,
    pub(super) whole: &'a str,
    pub(super) fraction: &'a str,
    pub(super) base: Base,
    pub(super) exponent: i32,
    pub(super) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Two,
    Ten,
}

/// What Kubernetes refuses only when the amount fits no `int64`.
pub(super) fn large(parts: &Parts<'_>) -> Result<(), &'static str> {
    if parts.precision() >= 0 && parts.scale().is_some_and(|s| s >= -9) {
        return Ok(());
    }
    if parts.bare { Err("no digits") } else { Ok(()) }
}

/// JSON spells control characters as escapes, which no quantity has, so only other blanks are trimmed.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() && c >= ' ' && !matches!(c, '\u{2028}' | '\u{2029}'))
}

impl Parts<'_> {
    /// How many digits are left before an `int64` may overflow; below 0 a decimal is needed.
    pub(super) fn precision(&self) -> i32 {
        let digits = |s: &str| i32::try_from(s.len()).unwrap_or(i32::MAX / 4);
        match self.base {
            Base::Ten => 18 - digits(self.whole) - digits(self.fraction),
            Base::Two if self.fraction.is_empty() => 15 - digits(self.whole) - self.exponent * 3 / 10 - 1,
            Base::Two => -1,
        }
    }

    /// The power of ten that the digits are multiplied by.
    pub(super) fn scale(&self) -> Option<i32> {
        let fraction = i32::try_from(self.fraction.len()).ok()?;
        if self.base == Base::Ten { self.exponent.checked_sub(fraction) } else { Some(0) }
    }
}

/// Takes a spelling apart; of a spelling that is only a sign and zeros the digits are `0`.
pub(super) fn split(text: &str) -> Result<Parts<'_>, &'static str> {
    const WRONG: &str = "expected a number with an optional unit";
    if text.is_empty() {
        return Err("it is empty");
    }
    let negative = text.starts_with('-');
    let signed = text.strip_prefix(['+', '-']).unwrap_or(text);
    let unsigned = signed.trim_start_matches('0');
    let end = unsigned.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(unsigned.len());
    let (whole, mut rest) = unsigned.split_at(end);
    let mut fraction = "";
    if let Some(tail) = rest.strip_prefix('.') {
        let end = tail.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(tail.len());
        (fraction, rest) = tail.split_at(end);
    }
    let letters = rest.trim_start_matches(['e', 'E', 'i', 'n', 'u', 'm', 'k', 'K', 'M', 'G', 'T', 'P']);
    let number = letters.strip_prefix(['+', '-']).unwrap_or(letters);
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(WRONG);
    }
    let (base, exponent, format) = unit(rest).ok_or("unknown unit")?;
    let bare = fraction.is_empty() && !signed.starts_with(|c: char| c.is_ascii_digit());
    Ok(Parts {
        negative,
        bare,
        whole: if whole.is_empty() { "0" } else { whole },
        fraction,
        base,
        exponent,
        format,
    })
}

fn unit(suffix: &str) -> Option<(Base, i32, Format)> {
    let decimal = |power| Some((Base::Ten, power, Format::DecimalSi));
    let binary = |power| Some((Base::Two, power, Format::BinarySi));
    match suffix {
        "" => decimal(0),
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            #[expect(clippy::cast_possible_truncation, reason = "Kubernetes keeps the low 32 bits")]
            let low = exponent as i32;
            Some((Base::Ten, low, Format::DecimalExponent))
        }
    }
}

impl Parts<'_> {
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes()).map(|b| b - b'0')
    }
}
