//! Numeric constants: Go's untyped constants and the types that can hold them.

use super::ast::Number;
use crate::number::{parse_float, parse_int, parse_uint};
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
        number.uint = parse_uint(text);
        number.int = parse_int(text, 0).ok();
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
