//! `time.Duration`: reading `1h30m`, writing `1h30m0s`, and the value templates see.

use std::rc::Rc;
use std::str::FromStr;

use crate::value::{IntType, Object, Value};
use kube_yaml::{self as yaml, Node};

/// A span of time in nanoseconds: read as Go's `time.ParseDuration` reads it, printed as Go prints it.
///
/// ```
/// use go_template::duration::Duration;
///
/// let duration: Duration = "90m".parse()?;
/// assert_eq!(duration.to_string(), "1h30m0s");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Duration(pub i64);

const SECOND: u64 = 1_000_000_000;

impl Duration {
    /// The value templates see, with Go's methods.
    #[must_use]
    pub fn value<'a>(self) -> Value<'a> {
        Value::Object(Rc::new(self))
    }
}

/// The nanoseconds of an argument that is a duration or an untyped number.
pub(crate) fn duration_of(value: &Value<'_>) -> Result<i64, String> {
    match value {
        Value::Int(nanoseconds, _) => Ok(*nanoseconds),
        Value::Object(object) if object.type_name() == "time.Duration" => match object.underlying() {
            Some(Value::Int(nanoseconds, _)) => Ok(nanoseconds),
            _ => Err("expected time.Duration".to_owned()),
        },
        other => Err(format!("expected time.Duration; got {}", other.type_name())),
    }
}

/// `time.ParseDuration`, with its error.
impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("time: invalid duration {text:?}");
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if rest == "0" {
            return Ok(Duration(0));
        }
        if rest.is_empty() {
            return Err(bad());
        }
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let (whole, after) = digits(rest);
            let (part, after_part) = match after.strip_prefix('.') {
                Some(after) => digits(after),
                None => ("", after),
            };
            let unit_end =
                after_part.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after_part.len());
            if whole.is_empty() && part.is_empty() {
                return Err(bad());
            }
            let unit = unit(&after_part[..unit_end]).ok_or_else(bad)?;
            let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| bad())? };
            let whole = whole.checked_mul(unit).filter(|v| *v <= 1 << 63).ok_or_else(bad)?;
            let sum = total.checked_add(whole).and_then(|v| v.checked_add(fraction(part, unit)));
            total = sum.filter(|v| *v <= 1 << 63).ok_or_else(bad)?;
            rest = &after_part[unit_end..];
        }
        let signed = if negative { -i128::from(total) } else { i128::from(total) };
        i64::try_from(signed).map(Duration).map_err(|_| bad())
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// The nanoseconds of `.part` units, through a float as Go computes them.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as Go computes it"
)]
fn fraction(part: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0u64, 1.0);
    for digit in part.bytes() {
        // Digits beyond what fits do not count.
        let next = value.checked_mul(10).and_then(|value| value.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next <= 1 << 63) else { break };
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "ns" => 1,
        // The micro sign and the Greek letter.
        "us" | "\u{b5}s" | "\u{3bc}s" => 1000,
        "ms" => 1_000_000,
        "s" => SECOND,
        "m" => 60 * SECOND,
        "h" => 3600 * SECOND,
        _ => return None,
    })
}

/// As Go prints it: `1h0m0s`, `1.5s`, `20ms`, `0s`.
impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let in_unit = |unit: u64| {
            let width = unit.ilog10() as usize;
            let part = format!("{:0width$}", size % unit);
            let part = part.trim_end_matches('0');
            if part.is_empty() { (size / unit).to_string() } else { format!("{}.{part}", size / unit) }
        };
        match size {
            0 => f.write_str("0s"),
            1..1000 => write!(f, "{size}ns"),
            1000..1_000_000 => write!(f, "{}µs", in_unit(1000)),
            1_000_000..SECOND => write!(f, "{}ms", in_unit(1_000_000)),
            _ => {
                let seconds = size / SECOND;
                let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
                if hours > 0 {
                    write!(f, "{hours}h")?;
                }
                if seconds >= 60 {
                    write!(f, "{minutes}m")?;
                }
                let rest = format!("{:09}", size % SECOND);
                let rest = rest.trim_end_matches('0');
                let point = if rest.is_empty() { "" } else { "." };
                write!(f, "{}{point}{rest}s", seconds % 60)
            }
        }
    }
}

impl<'a> Object<'a> for Duration {
    fn type_name(&self) -> String {
        "time.Duration".to_owned()
    }

    #[expect(clippy::cast_precision_loss, reason = "as Go computes it")]
    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let int64 = |value: i64| Value::Int(value, IntType::Int64);
        let in_unit = |unit: i64| Value::Float((self.0 / unit) as f64 + (self.0 % unit) as f64 / unit as f64);
        if !arguments.is_empty() {
            return None;
        }
        Some(Ok(match method {
            "String" => Value::from(self.to_string()),
            "Nanoseconds" => int64(self.0),
            "Microseconds" => int64(self.0 / 1000),
            "Milliseconds" => int64(self.0 / 1_000_000),
            "Seconds" => in_unit(1_000_000_000),
            "Minutes" => in_unit(60_000_000_000),
            "Hours" => in_unit(3_600_000_000_000),
            "Abs" => Duration(self.0.saturating_abs()).value(),
            _ => return None,
        }))
    }

    fn stringer(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn underlying(&self) -> Option<Value<'a>> {
        Some(Value::Int(self.0, IntType::Int64))
    }

    fn json(&self) -> Node {
        Node::made(yaml::Value::Int(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_as_go_does() {
        for (text, printed) in [
            ("45s", "45s"),
            ("1m30s", "1m30s"),
            ("1.5s", "1.5s"),
            ("-2h", "-2h0m0s"),
            ("10ms", "10ms"),
            ("1500us", "1.5ms"),
            (".5m", "30s"),
            ("0", "0s"),
            ("-9223372036854775808ns", "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(text.parse::<Duration>().expect(text).to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_go_refuses() {
        for text in ["", "5", "s", "1x", "1.s.", "-", "9223372036854775808ns", "1 s", "10d", "+-1s"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
