//! Durations as proto3 JSON spells them: `90s`, where Go has `1m30s`.

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
    fn has_as_many_digits_as_it_needs() {
        for (seconds, nanos, text) in [
            (45, 0, "45s"),
            (1, 500_000_000, "1.500s"),
            (-7200, 0, "-7200s"),
            (0, 10_000_000, "0.010s"),
            (0, 1_500_000, "0.001500s"),
            (0, -1, "-0.000000001s"),
        ] {
            assert_eq!(json(seconds, nanos), text);
        }
    }
}
