//! `metav1.Time`, which is a `time.Time` that is in JSON as RFC 3339 has it.

use go_template::time::{RFC3339, Time};

/// Reads what Go accepts, with the zone set to UTC: an hour may have one digit, the fraction may follow a comma, and the
/// offset may be as large as 24:60.
pub(super) fn parse(text: &str) -> Option<Time> {
    Time::parse(RFC3339, text).ok().map(|time| time.in_utc())
}

/// As `metav1.Time` writes it: UTC, whole seconds.
pub(super) fn spelled(time: &Time) -> String {
    time.in_utc().format(RFC3339)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        let cases = [
            ("2024-02-29T12:30:00Z", "2024-02-29T12:30:00Z"),
            ("2024-02-29T23:30:00-02:00", "2024-03-01T01:30:00Z"),
            ("2023-12-31T1:00:00.5+02:00", "2023-12-30T23:00:00Z"),
            ("1600-02-29T00:00:00,25Z", "1600-02-29T00:00:00Z"),
        ];
        for (text, want) in cases {
            assert_eq!(parse(text).map(|t| spelled(&t)).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_rfc3339() {
        for text in [
            "",
            "2024-01-01",
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_moment_of_year_one_is_zero() {
        assert!(parse("0001-01-01T01:00:00+01:00").is_some_and(|t| t.is_zero()));
    }
}
