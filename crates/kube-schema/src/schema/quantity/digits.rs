//! Decimal numbers of any size, and how quantities of them are spelled.

use super::Format;

/// A sign, digits with the most significant first, and the power of ten they are multiplied by.
#[derive(Clone, Debug, Default)]
pub(super) struct Digits {
    pub(super) negative: bool,
    pub(super) digits: Vec<u8>,
    pub(super) scale: i64,
}

impl Digits {
    /// How many digits stand before the point; 0 or less for what is smaller than one.
    pub(super) fn size(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX / 4) + self.scale
    }

    /// Takes leading zeros away.
    pub(super) fn strip(&mut self) {
        let zeros = self.digits.iter().take_while(|d| **d == 0).count();
        self.digits.drain(..zeros);
    }

    /// Multiplies by 2^`bits`, at most 60.
    pub(super) fn shift_left(&mut self, bits: u32) {
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
    pub(super) fn round_up(&mut self, scale: i64) {
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
    pub(super) fn decimal(&self, format: Format) -> String {
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
    pub(super) fn binary(&self) -> Option<String> {
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
