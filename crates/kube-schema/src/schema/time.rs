//! Times as Go's `time.Parse(time.RFC3339, …)` reads them and `metav1.Time` writes them.

/// A moment in UTC, to the second, and whether a fraction was cut off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Time {
    days: i64,
    seconds: i64,
    fraction: bool,
}

impl Time {
    /// Reads what Go accepts: an hour may have one digit, the fraction may follow a comma, and the offset may be as
    /// large as 24:60.
    pub(super) fn parse(text: &str) -> Option<Time> {
        let mut rest = text.as_bytes();
        let year = i64::from(digits(&mut rest, 4)?);
        byte(&mut rest, b'-')?;
        let month = digits(&mut rest, 2).filter(|m| (1..=12).contains(m))?;
        byte(&mut rest, b'-')?;
        let day = digits(&mut rest, 2)?;
        byte(&mut rest, b'T')?;
        let wide = rest.get(1).is_some_and(u8::is_ascii_digit);
        let hour = digits(&mut rest, if wide { 2 } else { 1 }).filter(|h| *h < 24)?;
        byte(&mut rest, b':')?;
        let minute = digits(&mut rest, 2).filter(|m| *m < 60)?;
        byte(&mut rest, b':')?;
        let second = digits(&mut rest, 2).filter(|s| *s < 60)?;
        let fraction = fraction(&mut rest);
        let offset = offset(rest)?;
        if day < 1 || day > days_in(year, month) {
            return None;
        }
        let at = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second) - offset;
        let days = day_number(year, month, day) + at.div_euclid(86400);
        Some(Time { days, seconds: at.rem_euclid(86400), fraction })
    }

    /// Whether it is Go's zero time, which prints as null.
    pub(super) fn is_zero(self) -> bool {
        self == Time { days: day_number(1, 1, 1), seconds: 0, fraction: false }
    }

    /// Seconds since 1970 of the zero time.
    pub(super) const ZERO_UNIX: i64 = -62_135_596_800;

    /// Seconds since 1970.
    pub(super) fn unix(self) -> i64 {
        (self.days - day_number(1970, 1, 1)) * 86400 + self.seconds
    }

    /// As `metav1.Time` writes it: UTC, whole seconds.
    pub(super) fn text(self) -> String {
        let (year, month, day) = date(self.days);
        let (hour, minute, second) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
        let sign = if year < 0 { "-" } else { "" };
        format!("{sign}{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", year.abs())
    }
}

fn byte(rest: &mut &[u8], want: u8) -> Option<()> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    (*first == want).then_some(())
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    head.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(*b - b'0')))
}

/// Takes a fraction and says whether it has a digit within a nanosecond that is not 0.
fn fraction(rest: &mut &[u8]) -> bool {
    let is_fraction = matches!(rest, [b'.' | b',', d, ..] if d.is_ascii_digit());
    if !is_fraction {
        return false;
    }
    let end = rest[1..].iter().position(|b| !b.is_ascii_digit()).map_or(rest.len(), |i| i + 1);
    let (head, tail) = rest.split_at(end);
    *rest = tail;
    head[1..].iter().take(9).any(|b| *b != b'0')
}

/// The zone's offset in seconds.
fn offset(rest: &[u8]) -> Option<i64> {
    match rest {
        b"Z" => Some(0),
        [sign @ (b'+' | b'-'), tail @ ..] => {
            let mut tail = tail;
            let hours = digits(&mut tail, 2).filter(|h| *h <= 24)?;
            byte(&mut tail, b':')?;
            let minutes = digits(&mut tail, 2).filter(|m| *m <= 60)?;
            let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            tail.is_empty().then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn days_in(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 March of year 0, by years that begin in March so that the leap day is the last.
fn day_number(year: i64, month: u32, day: u32) -> i64 {
    let month = i64::from(month);
    let year = if month <= 2 { year - 1 } else { year };
    let days = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + days
}

fn date(days: i64) -> (i64, i64, i64) {
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
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
            assert_eq!(Time::parse(text).map(Time::text).as_deref(), Some(want), "{text}");
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
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_moment_of_year_one_is_zero() {
        assert!(Time::parse("0001-01-01T01:00:00+01:00").is_some_and(Time::is_zero));
    }
}
