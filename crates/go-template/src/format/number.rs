//! Verbs on booleans and numbers.

use super::Printer;
use crate::value::Value;
use crate::{float, quote};

impl Printer {
    /// Writes a signed or unsigned integer; `arg` is what a complaint names.
    pub(super) fn integer(
        &mut self,
        magnitude: u64,
        negative: bool,
        signed: bool,
        arg: &Value<'_>,
        verb: char,
    ) {
        match verb {
            'v' if self.flags.sharp_v && !signed => {
                let sharp = std::mem::replace(&mut self.flags.sharp, true);
                self.digits(magnitude, negative, 16, verb);
                self.flags.sharp = sharp;
            }
            'v' | 'd' => self.digits(magnitude, negative, 10, verb),
            'b' => self.digits(magnitude, negative, 2, verb),
            'o' | 'O' => self.digits(magnitude, negative, 8, verb),
            'x' | 'X' => self.digits(magnitude, negative, 16, verb),
            'c' | 'q' | 'U' => self.code_point(magnitude, negative, verb),
            _ => self.bad_verb(arg, verb),
        }
    }

    fn code_point(&mut self, magnitude: u64, negative: bool, verb: char) {
        let bits = if negative { magnitude.wrapping_neg() } else { magnitude };
        let found = u32::try_from(bits).ok().and_then(char::from_u32);
        let c = found.unwrap_or(char::REPLACEMENT_CHARACTER);
        match verb {
            'c' => self.pad(c.encode_utf8(&mut [0; 4])),
            'q' => self.pad(&quote::quote_rune(c, self.flags.plus)),
            _ => {
                let digits = self.flags.precision.unwrap_or(0).max(4);
                let mut text = format!("U+{}", leading_zeros(&format!("{bits:X}"), digits));
                if let Some(c) = found.filter(|c| self.flags.sharp && quote::prints(*c)) {
                    text.push_str(" '");
                    text.push(c);
                    text.push('\'');
                }
                self.pad_spaces(&text);
            }
        }
    }

    fn digits(&mut self, magnitude: u64, negative: bool, base: u32, verb: char) {
        let signed = negative || self.flags.plus || self.flags.space;
        let mut wanted = 0;
        if let Some(precision) = self.flags.precision {
            if precision == 0 && magnitude == 0 {
                return self.pad_spaces("");
            }
            wanted = precision;
        } else if self.flags.zero && !self.flags.minus {
            wanted = self.flags.width.unwrap_or(0).saturating_sub(usize::from(signed));
        }
        let digits = match (base, verb) {
            (2, _) => format!("{magnitude:b}"),
            (8, _) => format!("{magnitude:o}"),
            (16, 'X') => format!("{magnitude:X}"),
            (16, _) => format!("{magnitude:x}"),
            _ => magnitude.to_string(),
        };
        let digits = leading_zeros(&digits, wanted);
        let prefix = match (base, verb) {
            _ if verb == 'O' => "0o",
            (2, _) if self.flags.sharp => "0b",
            (8, _) if self.flags.sharp && !digits.starts_with('0') => "0",
            (16, 'X') if self.flags.sharp => "0X",
            (16, _) if self.flags.sharp => "0x",
            _ => "",
        };
        let sign = match negative {
            true => "-",
            false if self.flags.plus => "+",
            false if self.flags.space => " ",
            false => "",
        };
        self.pad_spaces(&format!("{sign}{prefix}{digits}"));
    }

    /// Writes a float; `arg` is what a complaint names.
    pub(super) fn float(&mut self, v: f64, single: bool, arg: &Value<'_>, verb: char) {
        match verb {
            'v' => self.float_as(v, single, 'g', None),
            'g' | 'G' => self.float_as(v, single, verb, None),
            'e' | 'E' | 'f' => self.float_as(v, single, verb, Some(6)),
            'F' => self.float_as(v, single, 'f', Some(6)),
            'b' | 'x' | 'X' => self.float_as(v, single, verb, None),
            _ => self.bad_verb(arg, verb),
        }
    }

    fn float_as(&mut self, v: f64, single: bool, format: char, default: Option<usize>) {
        let precision = self.flags.precision.or(default);
        let text = float::format_float(v, format, precision, single);
        let (negative, number) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (text.starts_with('-'), rest.to_owned()),
            None => (false, text),
        };
        let sign = match negative {
            true => "-",
            false if self.flags.plus => "+",
            false if self.flags.space => " ",
            // An infinity keeps its sign.
            false if v.is_infinite() => "+",
            false => "",
        };
        if !v.is_finite() {
            return self.pad_spaces(&format!("{sign}{number}"));
        }
        let number =
            if self.flags.sharp && format != 'b' { keep_point(number, format, precision) } else { number };
        let width = self.flags.width.unwrap_or(0);
        if self.flags.zero && !self.flags.minus && !sign.is_empty() && width > number.len() + 1 {
            self.out.push_str(sign);
            self.fill(width - number.len() - 1);
            self.out.push_str(&number);
        } else {
            self.pad(&format!("{sign}{number}"));
        }
    }

    /// Writes a complex number as `(re+imi)`.
    pub(super) fn complex(&mut self, re: f64, im: f64, arg: &Value<'_>, verb: char) {
        if !"vbgGxXfFeE".contains(verb) {
            return self.bad_verb(arg, verb);
        }
        let plus = self.flags.plus;
        self.out.push('(');
        self.float(re, false, arg, verb);
        self.flags.plus = true;
        self.float(im, false, arg, verb);
        self.out.push_str("i)");
        self.flags.plus = plus;
    }
}

fn leading_zeros(digits: &str, wanted: usize) -> String {
    let mut text = "0".repeat(wanted.saturating_sub(digits.len()));
    text.push_str(digits);
    text
}

/// The `#` flag: always a decimal point, and for `%g` the zeros at the end.
fn keep_point(number: String, format: char, precision: Option<usize>) -> String {
    let (mantissa, tail) = match number.find(['e', 'E', 'p', 'P']) {
        Some(at) => number.split_at(at),
        None => (number.as_str(), ""),
    };
    let mut wanted = if matches!(format, 'g' | 'G') { precision.unwrap_or(6) } else { 0 };
    let significant = mantissa.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count();
    wanted = wanted.saturating_sub(significant);
    let mut text = mantissa.to_owned();
    if !text.contains('.') {
        if text == "0" {
            wanted = wanted.saturating_sub(1);
        }
        text.push('.');
    }
    text.extend(std::iter::repeat_n('0', wanted));
    text.push_str(tail);
    text
}
