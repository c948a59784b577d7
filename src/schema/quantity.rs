//! `resource.Quantity`: numbers with units, read and written as Kubernetes does.
//!
//! Amounts are decimal digits and a power of ten; whatever fits into 64 bits is never spelled out in digits.

use std::cmp::Ordering;

/// A quantity.
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

#[derive(Clone, Debug, Default)]
struct Digits {
    negative: bool,
    digits: Vec<u8>,
    scale: i64,
}

/// The largest power of ten that a quantity of many digits may have; Kubernetes would compute for hours.
const SCALE_LIMIT: i32 = 10_000;

/// The parts of a spelling.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    base: Base,
    exponent: i32,
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Two,
    Ten,
}

/// Whether `text` is a quantity, without making one.
///
/// # Errors
/// What is wrong with it.
pub fn check(text: &str) -> Result<(), &'static str> {
    let parts = split(trim(text))?;
    too_large(&parts)
}

fn too_large(parts: &Parts<'_>) -> Result<(), &'static str> {
    let fits = parts.precision() >= 0;
    if !fits && parts.base == Base::Ten && parts.exponent.unsigned_abs() > SCALE_LIMIT.unsigned_abs() {
        return Err("the exponent is too large");
    }
    Ok(())
}

/// JSON spells control characters as escapes, which no quantity has, so only other blanks are trimmed.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() && c >= ' ' && !matches!(c, '\u{2028}' | '\u{2029}'))
}

impl Parts<'_> {
    /// How many digits are left before an `int64` may overflow; below 0 a decimal is needed.
    fn precision(&self) -> i32 {
        let digits = |s: &str| i32::try_from(s.len()).unwrap_or(i32::MAX / 4);
        match self.base {
            Base::Ten => 18 - digits(self.whole) - digits(self.fraction),
            Base::Two if self.fraction.is_empty() => 15 - digits(self.whole) - self.exponent * 3 / 10 - 1,
            Base::Two => -1,
        }
    }
}

/// Takes a spelling apart; of a spelling that is only a sign and zeros the digits are `0`.
fn split(text: &str) -> Result<Parts<'_>, &'static str> {
    const WRONG: &str = "it must be a number and perhaps a unit";
    if text.is_empty() {
        return Err("it is empty");
    }
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text).trim_start_matches('0');
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
    let (base, exponent, format) = unit(rest).ok_or("its unit is unknown")?;
    Ok(Parts {
        negative,
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
        too_large(&parts)?;
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
    let fraction = i32::try_from(parts.fraction.len()).ok()?;
    let scale = if parts.base == Base::Ten { parts.exponent.checked_sub(fraction)? } else { 0 };
    if scale < -9 {
        return None;
    }
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

impl Parts<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes()).map(|b| b - b'0')
    }
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

impl Digits {
    /// How many digits stand before the point; 0 or less for what is smaller than one.
    fn size(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX / 4) + self.scale
    }

    /// Takes leading zeros away.
    fn strip(&mut self) {
        let zeros = self.digits.iter().take_while(|d| **d == 0).count();
        self.digits.drain(..zeros);
    }

    /// Multiplies by 2^`bits`, at most 60.
    fn shift_left(&mut self, bits: u32) {
        let mut carry = 0u128;
        for digit in self.digits.iter_mut().rev() {
            let n = (u128::from(*digit) << bits) + carry;
            *digit = u8::try_from(n % 10).unwrap_or(0);
            carry = n / 10;
        }
        let mut head = Vec::new();
        while carry > 0 {
            head.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
        head.reverse();
        self.digits.splice(..0, head);
    }

    /// Cuts what is below 10^`scale`, away from zero.
    fn round_up(&mut self, scale: i64) {
        if self.scale >= scale || self.digits.is_empty() {
            return;
        }
        let cut = usize::try_from(scale - self.scale).unwrap_or(usize::MAX);
        let keep = self.digits.len().saturating_sub(cut);
        let up = self.digits[keep..].iter().any(|d| *d != 0);
        self.digits.truncate(keep);
        self.scale = scale;
        if up {
            self.increment();
        }
    }

    fn increment(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
    }

    /// Mantissa and a power of ten that is a multiple of three, with as few digits as that allows.
    fn decimal(&self, format: Format) -> String {
        let end = self.digits.iter().rposition(|d| *d != 0).map_or(0, |i| i + 1);
        let zeros = i64::try_from(self.digits.len() - end).unwrap_or(0);
        let power = self.scale + zeros;
        let padding = usize::try_from(power.rem_euclid(3)).unwrap_or(0);
        let power = power - power.rem_euclid(3);
        let mut text = String::with_capacity(end + padding + 6);
        if self.negative {
            text.push('-');
        }
        text.extend(self.digits[..end].iter().map(|d| char::from(b'0' + d)));
        text.extend(std::iter::repeat_n('0', padding));
        if format == Format::DecimalExponent {
            if power != 0 {
                text.push('e');
                text.push_str(&power.to_string());
            }
            return text;
        }
        // A power without a unit (below nano or above exa) prints none, as in Kubernetes.
        let unit = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
        text.push_str(usize::try_from(power / 3 + 3).ok().and_then(|i| unit.get(i)).unwrap_or(&""));
        text
    }

    /// The spelling in powers of 1024; `None` for fractions and for what is below 1024.
    fn binary(&self) -> Option<String> {
        if self.scale < 0 && self.digits.iter().rev().zip(self.scale..0).any(|(d, _)| *d != 0) {
            return None;
        }
        let cut = usize::try_from(-self.scale).unwrap_or(0).min(self.digits.len());
        let zeros = usize::try_from(self.scale).unwrap_or(0);
        let kept = self.digits[..self.digits.len() - cut].iter().copied();
        let mut size = kept
            .chain(std::iter::repeat_n(0, zeros))
            .try_fold(0u128, |n, d| n.checked_mul(10)?.checked_add(u128::from(d)))?;
        if size < 1024 {
            return None;
        }
        let mut power = 0;
        while size % 1024 == 0 {
            size /= 1024;
            power += 1;
        }
        let unit = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].get(power).copied().unwrap_or("");
        Some(format!("{}{size}{unit}", if self.negative { "-" } else { "" }))
    }
}
