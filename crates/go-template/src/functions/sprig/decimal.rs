//! Exact decimal arithmetic on floats, as shopspring/decimal does it for `addf` and its like.

use num_bigint::{BigInt, Sign};

/// `coefficient × 10^exponent`.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    coefficient: BigInt,
    exponent: i32,
}

/// Digits after the point of a quotient.
const DIVISION_PRECISION: i32 = 16;

impl Decimal {
    /// The shortest decimal that reads back as `f`.
    pub(super) fn new(f: f64) -> Result<Self, String> {
        if !f.is_finite() {
            return Err("cannot create a decimal from an infinite number or none".to_owned());
        }
        let text = format!("{f:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let decimals = mantissa.split_once('.').map_or(0, |(_, part)| part.len());
        let coefficient = mantissa.replace('.', "").parse().unwrap_or_default();
        let exponent = exponent.parse::<i32>().unwrap_or(0) - i32::try_from(decimals).unwrap_or(0);
        Ok(Decimal { coefficient, exponent })
    }

    /// How many bits it has.
    pub(super) fn size(&self) -> u64 {
        self.coefficient.bits()
    }

    /// The nearest float.
    pub(super) fn to_float(&self) -> f64 {
        format!("{}e{}", self.coefficient, self.exponent).parse().unwrap_or(f64::NAN)
    }

    pub(super) fn add(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Decimal { coefficient: a + b, exponent }
    }

    pub(super) fn sub(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Decimal { coefficient: a - b, exponent }
    }

    pub(super) fn mul(&self, other: &Self) -> Self {
        let coefficient = &self.coefficient * &other.coefficient;
        Decimal { coefficient, exponent: self.exponent.saturating_add(other.exponent) }
    }

    /// The quotient to 16 digits after the point, halves away from zero.
    pub(super) fn div(&self, other: &Self) -> Result<Self, String> {
        if other.coefficient.sign() == Sign::NoSign {
            return Err("decimal division by 0".to_owned());
        }
        let shift = self.exponent - other.exponent + DIVISION_PRECISION;
        let (dividend, divisor) = if shift < 0 {
            (self.coefficient.clone(), &other.coefficient * power_of_ten(shift))
        } else {
            (&self.coefficient * power_of_ten(shift), other.coefficient.clone())
        };
        let quotient = &dividend / &divisor;
        let twice_rest = (&dividend - &quotient * &divisor).magnitude() * 2u32;
        let coefficient = if twice_rest < *divisor.magnitude() {
            quotient
        } else if (dividend.sign() == Sign::Minus) == (divisor.sign() == Sign::Minus) {
            quotient + 1
        } else {
            quotient - 1
        };
        Ok(Decimal { coefficient, exponent: -DIVISION_PRECISION })
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i32) {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |d: &Self| &d.coefficient * power_of_ten(d.exponent - exponent);
        (scaled(self), scaled(other), exponent)
    }
}

fn power_of_ten(exponent: i32) -> BigInt {
    BigInt::from(10).pow(exponent.unsigned_abs())
}
