//! `resource.Quantity`: numbers with units, read and written as Kubernetes does.
//!
//! Amounts are decimal digits and a power of ten; whatever fits into 64 bits is never spelled out in digits.

mod digits;
mod parse;

use std::borrow::Cow;
use std::cmp::Ordering;

use digits::Digits;
use kube_yaml::{Value, float};
use parse::{Base, Parts, large, split, trim};

/// A `resource.Quantity`, such as `100m` or `1.5Gi`.
#[derive(Clone, Debug)]
pub struct Quantity {
    amount: Amount,
    format: Format,
    /// The spelling, when it is kept as it came.
    text: Option<String>,
}

/// How a quantity is spelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `12e6`
    DecimalExponent,
    /// `12Mi`
    BinarySi,
    /// `12M`
    DecimalSi,
}

/// `digits` × 10^`scale`.
#[derive(Clone, Debug)]
enum Amount {
    /// What Kubernetes holds in an `int64`.
    Small(i64, i32),
    /// What it holds as a decimal of any size: sign, digits (most significant first, no leading zeros), power of ten.
    Big(Digits),
}

/// Whether `text` is a quantity, without making one.
///
/// # Errors
/// What is wrong with it.
pub fn check(text: &str) -> Result<(), &'static str> {
    let parts = split(trim(text))?;
    large(&parts)
}

/// The text of what is a quantity in JSON, a string or a number; `None` of anything else.
#[must_use]
pub fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Str(text) => Cow::Borrowed(text.as_str()),
        Value::Int(i) => Cow::Owned(i.to_string()),
        Value::Uint(u) => Cow::Owned(u.to_string()),
        Value::Float(f) => Cow::Owned(float::json(*f)),
        _ => return None,
    })
}

impl Quantity {
    /// The zero quantity, which Kubernetes makes of null.
    #[must_use]
    pub fn zero() -> Self {
        Quantity { amount: Amount::Small(0, 0), format: Format::DecimalSi, text: None }
    }

    /// Reads a quantity, in a string or a JSON number's text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = trim(text);
        let parts = split(text)?;
        large(&parts)?;
        Ok(small(text, &parts).unwrap_or_else(|| big(&parts)))
    }

    /// How it is spelled.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match &self.amount {
            Amount::Small(value, _) => *value == 0,
            Amount::Big(d) => d.digits.is_empty(),
        }
    }

    /// 1, 0 or -1.
    #[must_use]
    pub fn sign(&self) -> i64 {
        match &self.amount {
            Amount::Small(value, _) => value.signum(),
            Amount::Big(d) if d.digits.is_empty() => 0,
            Amount::Big(d) => {
                if d.negative {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// The integer at or, away from zero, next to the quantity; the nearest there is when it fits no `int64`.
    #[must_use]
    pub fn value(&self) -> i64 {
        self.scaled(0)
    }

    /// The same of a thousand times the quantity.
    #[must_use]
    pub fn milli_value(&self) -> i64 {
        self.scaled(-3)
    }

    /// The thousandths rounded up to whole ones, as the number of threads that so much cpu is good for.
    #[must_use]
    pub fn whole_threads(&self) -> i64 {
        let milli = self.milli_value();
        milli.div_euclid(1000) + i64::from(milli.rem_euclid(1000) > 0)
    }

    fn scaled(&self, scale: i64) -> i64 {
        let mut digits = self.digits();
        if digits.digits.is_empty() {
            return 0;
        }
        digits.round_up(scale);
        let zeros = usize::try_from(digits.scale - scale).unwrap_or(0).min(20);
        digits.digits.resize(digits.digits.len() + zeros, 0);
        let size =
            digits.digits.iter().try_fold(0i128, |n, d| n.checked_mul(10)?.checked_add(i128::from(*d)));
        let size = size.unwrap_or(i128::MAX);
        let limit = if digits.negative { i64::MIN } else { i64::MAX };
        i64::try_from(if digits.negative { -size } else { size }).unwrap_or(limit)
    }

    /// The quantity as a float, as near as Kubernetes comes to it.
    #[must_use]
    pub fn approximate(&self) -> f64 {
        let digits = self.digits();
        let text: String = digits.digits.iter().map(|d| char::from(b'0' + d)).collect();
        let size: f64 =
            format!("{}e{}", if text.is_empty() { "0" } else { &text }, digits.scale).parse().unwrap_or(0.0);
        if digits.negative { -size } else { size }
    }

    fn digits(&self) -> Digits {
        match &self.amount {
            Amount::Big(digits) => digits.clone(),
            Amount::Small(value, scale) => {
                let mut digits = Vec::new();
                let mut rest = value.unsigned_abs();
                while rest > 0 {
                    digits.push(u8::try_from(rest % 10).unwrap_or(0));
                    rest /= 10;
                }
                digits.reverse();
                Digits { negative: *value < 0, digits, scale: i64::from(*scale) }
            }
        }
    }

    /// The spelling Kubernetes prints: as it came when that is canonical enough, else the canonical form.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.clone().unwrap_or_else(|| self.canonical())
    }

    fn canonical(&self) -> String {
        if self.is_zero() {
            return "0".to_owned();
        }
        let digits = self.digits();
        match self.format {
            Format::BinarySi => digits.binary().unwrap_or_else(|| digits.decimal(Format::DecimalSi)),
            format => digits.decimal(format),
        }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.sign().cmp(&other.sign());
        if signs != Ordering::Equal || self.sign() == 0 {
            return signs;
        }
        let (a, b) = (self.digits(), other.digits());
        let size = a.size().cmp(&b.size()).then_with(|| {
            let trim = |d: &Digits| d.digits.iter().rposition(|d| *d != 0).map_or(0, |i| i + 1);
            a.digits[..trim(&a)].cmp(&b.digits[..trim(&b)])
        });
        if self.sign() < 0 { size.reverse() } else { size }
    }
}

/// The quantity when it fits into an `int64`.
fn small(text: &str, parts: &Parts<'_>) -> Option<Quantity> {
    if parts.precision() < 0 {
        return None;
    }
    let scale = parts.scale().filter(|s| *s >= -9)?;
    let value = parts.digits().try_fold(0i64, |n, d| n.checked_mul(10)?.checked_add(i64::from(d)))?;
    let unit = if parts.base == Base::Two { 1i64.checked_shl(parts.exponent.unsigned_abs())? } else { 1 };
    let size = value.checked_mul(unit)?;
    let kept = match parts.format {
        Format::BinarySi => value & 7 != 0,
        _ => {
            let digits = || parts.whole.bytes().chain(parts.fraction.bytes());
            let zeros = digits().count() >= 3 && digits().rev().take(3).all(|b| b == b'0');
            scale % 3 == 0 && !zeros && digits().next() != Some(b'0')
        }
    };
    Some(Quantity {
        amount: Amount::Small(if parts.negative { -size } else { size }, scale),
        format: parts.format,
        text: kept.then(|| text.to_owned()),
    })
}

/// The quantity as a decimal: rounded up to a nano, binary ones no larger than an `int64`.
fn big(parts: &Parts<'_>) -> Quantity {
    let fraction = i64::try_from(parts.fraction.len()).unwrap_or(i64::MAX / 4);
    let mut amount = Digits { negative: parts.negative, digits: parts.digits().collect(), scale: -fraction };
    match parts.base {
        Base::Ten => amount.scale += i64::from(parts.exponent),
        Base::Two => amount.shift_left(parts.exponent.unsigned_abs()),
    }
    amount.strip();
    amount.round_up(-9);
    let mut format = parts.format;
    if format == Format::BinarySi && !amount.digits.is_empty() {
        let magnitude = Quantity {
            amount: Amount::Big(Digits { negative: false, ..amount.clone() }),
            format,
            text: None,
        };
        let largest = Quantity { amount: Amount::Small(i64::MAX, 0), format, text: None };
        if magnitude > largest {
            let negative = amount.negative;
            amount = Digits { negative, ..largest.digits() };
        }
        if amount.size() <= 0 {
            format = Format::DecimalSi;
        }
    }
    Quantity { amount: Amount::Big(amount), format, text: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(spelling: &str) -> String {
        Quantity::parse(spelling).map_or_else(|e| format!("error: {e}"), |q| q.text())
    }

    #[test]
    fn spellings_become_canonical_as_in_kubernetes() {
        let cases = [
            ("0.5", "500m"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("1E", "1E"),
            ("1e3", "1e3"),
            ("12e-3", "12e-3"),
            ("1000k", "1M"),
            ("007", "007"),
            ("+5", "+5"),
            ("1.500", "1.500"),
            (".5Ki", "512"),
            ("0.1Ki", "102400m"),
            ("1e-12", "1e-9"),
            ("0.3n", "1n"),
            ("-0.3n", "-1n"),
            ("100Ei", "9223372036854775807"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (" 1 ", "1"),
            ("-", "0"),
        ];
        for (spelling, want) in cases {
            assert_eq!(text(spelling), want, "{spelling}");
        }
    }

    #[test]
    fn refuses_what_kubernetes_refuses() {
        for spelling in ["", "1_000", "1Kii", "1e", "abc", "1 Gi", "1\n", "1.2.3", "e-20", "1mi", "0x10"] {
            assert!(Quantity::parse(spelling).is_err(), "{spelling}");
            assert!(check(spelling).is_err(), "{spelling}");
        }
    }

    #[test]
    fn values_round_up_and_compare_across_units() {
        let of = |s| Quantity::parse(s).expect("is a quantity");
        assert_eq!(of("1.5").value(), 2);
        assert_eq!(of("100m").milli_value(), 100);
        assert_eq!(of("1Ki").value(), 1024);
        assert!(of("1Gi") > of("1G") && of("1000m") == of("1") && of("-1") < of("0"));
        assert!((of("1.5Gi").approximate() - 1_610_612_736.0).abs() < 1.0);
    }

    #[test]
    fn huge_exponents_cost_nothing() {
        assert_eq!(of_size("1e2147483646").cmp(&of_size("1")), Ordering::Greater);
        assert_eq!(of_size("12345678901234567890e2000000000").value(), i64::MAX);
        assert_eq!(text("1e-2000000000"), "1e-9");
    }

    fn of_size(spelling: &str) -> Quantity {
        Quantity::parse(spelling).expect("is a quantity")
    }
}
