//! Durations as Go spells them (`1m30s`) and as proto3 JSON does (`90s`).

const SECOND: i64 = 1_000_000_000;

/// Reads a duration as Go's `time.ParseDuration` does, into nanoseconds.
///
/// # Errors
/// What Go refuses: no unit, an unknown unit, more than about 292 years.
pub(crate) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("{text:?} is not a duration such as 45s or 1m30s");
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (nanos, tail) = term(rest).ok_or_else(invalid)?;
        rest = tail;
        total = total.checked_add(nanos).filter(|t| *t <= 1 << 63).ok_or_else(invalid)?;
    }
    match (negative, i64::try_from(total)) {
        (false, Ok(nanos)) => Ok(nanos),
        (true, Ok(nanos)) => Ok(-nanos),
        (true, Err(_)) => Ok(i64::MIN),
        (false, Err(_)) => Err(invalid()),
    }
}

/// One `number unit` at the start of `text`, in nanoseconds, and what follows it.
fn term(text: &str) -> Option<(u64, &str)> {
    let (whole, rest, digits) = leading_digits(text)?;
    let (fraction, scale, rest, fraction_digits) = match rest.strip_prefix('.') {
        Some(rest) => leading_fraction(rest),
        None => (0, 1.0, rest, 0),
    };
    if digits + fraction_digits == 0 {
        return None;
    }
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let unit = match &rest[..end] {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000_u64,
        _ => return None,
    };
    let mut nanos = whole.checked_mul(unit).filter(|n| *n <= 1 << 63)?;
    if fraction > 0 {
        // Go computes the fraction in floating point, too.
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let part = (fraction as f64 * (unit as f64 / scale)) as u64;
        nanos = nanos.checked_add(part).filter(|n| *n <= 1 << 63)?;
    }
    Some((nanos, &rest[end..]))
}

fn leading_digits(text: &str) -> Option<(u64, &str, usize)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut number: u64 = 0;
    for digit in text.bytes().take(count) {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0')).filter(|n| *n <= 1 << 63)?;
    }
    Some((number, &text[count..], count))
}

/// The digits after the point; those that no longer fit are dropped, as in Go.
fn leading_fraction(text: &str) -> (u64, f64, &str, usize) {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (mut number, mut scale, mut full) = (0_u64, 1.0, false);
    for digit in text.bytes().take(count) {
        let next = number.checked_mul(10).and_then(|n| n.checked_add(u64::from(digit - b'0')));
        match next.filter(|n| !full && *n <= i64::MAX as u64) {
            Some(next) => {
                number = next;
                scale *= 10.0;
            }
            None => full = true,
        }
    }
    (number, scale, &text[count..], count)
}

/// Spells nanoseconds as Go's `time.Duration` prints itself: `1m30s`, `1.5s`, `10ms`, `0s`.
#[must_use]
pub(crate) fn go(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let n = nanos.unsigned_abs();
    let second = SECOND.unsigned_abs();
    match n {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{n}ns"),
        1_000..1_000_000 => format!("{sign}{}µs", decimal(n, 1_000, 3)),
        1_000_000..1_000_000_000 => format!("{sign}{}ms", decimal(n, 1_000_000, 6)),
        _ => {
            let (minutes, rest) = (n / (60 * second), n % (60 * second));
            let seconds = decimal(rest, second, 9);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{sign}{seconds}s"),
                (0, m) => format!("{sign}{m}m{seconds}s"),
                (h, m) => format!("{sign}{h}h{m}m{seconds}s"),
            }
        }
    }
}

fn decimal(n: u64, unit: u64, digits: usize) -> String {
    let fraction = format!("{:0digits$}", n % unit);
    match fraction.trim_end_matches('0') {
        "" => (n / unit).to_string(),
        fraction => format!("{}.{fraction}", n / unit),
    }
}

/// Spells seconds and nanoseconds as proto3 JSON does: in seconds, with 0, 3, 6 or 9 digits after the point.
#[must_use]
pub(crate) fn json(seconds: i64, nanos: i64) -> String {
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:09}", seconds.unsigned_abs(), nanos.unsigned_abs());
    let text = text.strip_suffix("000").unwrap_or(&text);
    let text = text.strip_suffix("000").unwrap_or(text);
    format!("{}s", text.strip_suffix(".000").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_as_go_does() {
        for (text, printed, proto) in [
            ("45s", "45s", "45s"),
            ("1m30s", "1m30s", "90s"),
            ("1.5s", "1.5s", "1.500s"),
            ("-2h", "-2h0m0s", "-7200s"),
            ("10ms", "10ms", "0.010s"),
            ("1500us", "1.5ms", "0.001500s"),
            (".5m", "30s", "30s"),
            ("0", "0s", "0s"),
        ] {
            let nanos = parse(text).expect(text);
            assert_eq!((go(nanos).as_str(), json(nanos / SECOND, nanos % SECOND).as_str()), (printed, proto));
        }
    }

    #[test]
    fn refuses_what_go_refuses() {
        for text in ["", "5", "s", "1x", "1.s.", "-", "9223372036854775808ns", "1 s", "10d", "+-1s"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
