//! Reading a time by a layout, as Go's `time.Parse` does.

use super::layout::{Pad, Shape, Token, next_token};
use super::{MONTHS, Time, WEEKDAYS, days_before, unix};

impl Time {
    /// `time.ParseInLocation` with UTC for the location.
    ///
    /// # Errors
    /// What in `value` does not follow the layout.
    pub fn parse(layout: &str, value: &str) -> Result<Time, String> {
        let bad = |why: &str| format!("cannot parse {value:?} as {layout:?}{why}");
        let mut reader = Reader { rest: value, parts: Parts::default() };
        let mut layout_rest = layout;
        loop {
            let (before, token, after) = next_token(layout_rest);
            reader.skip(before).ok_or_else(|| bad(""))?;
            let Some(token) = token else { break };
            let in_range = reader.token(token, after).ok_or_else(|| bad(""))?;
            if !in_range {
                return Err(bad(": out of range"));
            }
            layout_rest = after;
        }
        if !reader.rest.is_empty() {
            return Err(bad(": extra text"));
        }
        reader.parts.time().ok_or_else(|| bad(": day out of range"))
    }
}

#[derive(Default)]
struct Parts {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
    half: Option<Half>,
    utc: bool,
    offset: Option<i32>,
    zone: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

struct Reader<'v> {
    rest: &'v str,
    parts: Parts,
}

impl<'v> Reader<'v> {
    /// Literal text; runs of blanks match each other.
    fn skip(&mut self, prefix: &str) -> Option<()> {
        let mut prefix = prefix;
        while let Some(c) = prefix.chars().next() {
            if c == ' ' {
                if !self.rest.is_empty() && !self.rest.starts_with(' ') {
                    return None;
                }
                prefix = prefix.trim_start_matches(' ');
                self.rest = self.rest.trim_start_matches(' ');
            } else {
                self.rest = self.rest.strip_prefix(c)?;
                prefix = &prefix[c.len_utf8()..];
            }
        }
        Some(())
    }

    /// The part a token stands for; whether it is in its range.
    fn token(&mut self, token: Token, after: &str) -> Option<bool> {
        match token {
            Token::ShortYear => {
                let year: i64 = signed(self.take(2)?)?;
                self.parts.year = if year >= 69 { year + 1900 } else { year + 2000 };
            }
            Token::LongYear => {
                if !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
                    return None;
                }
                self.parts.year = signed(self.take(4)?)?;
            }
            Token::ShortMonth => self.parts.month = Some(self.name(&MONTHS, 3)?),
            Token::LongMonth => self.parts.month = Some(self.name(&MONTHS, usize::MAX)?),
            Token::ShortWeekday => return self.name(&WEEKDAYS, 3).map(|_| true),
            Token::LongWeekday => return self.name(&WEEKDAYS, usize::MAX).map(|_| true),
            Token::Month(pad) => {
                let month = self.number(pad)?;
                self.parts.month = Some(month);
                return Some((1..=12).contains(&month));
            }
            Token::Day(pad) => {
                if pad == Pad::Space {
                    self.rest = self.rest.strip_prefix(' ').unwrap_or(self.rest);
                }
                self.parts.day = Some(self.number(pad)?);
            }
            Token::YearDay(pad) => self.parts.year_day = Some(self.year_day(pad)?),
            Token::Hour => {
                self.parts.hour = self.number(Pad::None)?;
                return Some(self.parts.hour < 24);
            }
            Token::Hour12(pad) => {
                self.parts.hour = self.number(pad)?;
                return Some(self.parts.hour <= 12);
            }
            Token::Minute(pad) => {
                self.parts.minute = self.number(pad)?;
                return Some(self.parts.minute < 60);
            }
            Token::Second(pad) => return self.second(pad, after),
            Token::Half { upper } => {
                let half = self.take(2)?;
                self.parts.half = Some(match (half, upper) {
                    ("AM", true) | ("am", false) => Half::Am,
                    ("PM", true) | ("pm", false) => Half::Pm,
                    _ => return None,
                });
            }
            Token::ZoneName => self.zone_name()?,
            Token::Offset { zulu, shape } => return self.offset(zulu, shape),
            Token::Fraction { digits, trim: false, .. } => self.parts.nanos = self.fraction(digits)?,
            Token::Fraction { .. } => {
                if let Some(digits) = self.fraction_size() {
                    self.parts.nanos = self.fraction(digits)?;
                }
            }
        }
        Some(true)
    }

    fn take(&mut self, bytes: usize) -> Option<&'v str> {
        let (taken, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(taken)
    }

    /// One or two digits, two when padded with zeros.
    fn number(&mut self, pad: Pad) -> Option<i64> {
        let digits = self.rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        if digits == 0 || pad == Pad::Zero && digits != 2 {
            return None;
        }
        self.take(digits)?.parse().ok()
    }

    fn year_day(&mut self, pad: Pad) -> Option<i64> {
        if pad == Pad::Space {
            for _ in 0..2 {
                self.rest = self.rest.strip_prefix(' ').unwrap_or(self.rest);
            }
        }
        let digits = self.rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        if digits == 0 || pad == Pad::Zero && digits != 3 {
            return None;
        }
        self.take(digits)?.parse().ok()
    }

    /// A name in any case; its number from 1.
    fn name(&mut self, names: &[&str], size: usize) -> Option<i64> {
        let found = names.iter().position(|name| {
            let name = &name[..size.min(name.len())];
            self.rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        })?;
        self.take(size.min(names[found].len()))?;
        i64::try_from(found + 1).ok()
    }

    /// Seconds, with a fraction that the layout need not mention.
    fn second(&mut self, pad: Pad, after: &str) -> Option<bool> {
        self.parts.second = self.number(pad)?;
        if self.parts.second >= 60 {
            return Some(false);
        }
        if !matches!(next_token(after).1, Some(Token::Fraction { .. }))
            && let Some(digits) = self.fraction_size()
        {
            self.parts.nanos = self.fraction(digits)?;
        }
        Some(true)
    }

    /// How many digits follow a point or comma that comes next.
    fn fraction_size(&self) -> Option<usize> {
        let digits = self.rest.strip_prefix(['.', ','])?.bytes().take_while(u8::is_ascii_digit).count();
        (digits > 0).then_some(digits)
    }

    fn fraction(&mut self, digits: usize) -> Option<u32> {
        let text = self.take(1 + digits)?.strip_prefix(['.', ','])?;
        let known = text.get(..digits.min(9))?;
        if !known.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        format!("{known:0<9}").parse().ok()
    }

    fn offset(&mut self, zulu: bool, shape: Shape) -> Option<bool> {
        if zulu && self.rest.starts_with('Z') {
            self.take(1)?;
            self.parts.utc = true;
            return Some(true);
        }
        let (size, places): (usize, [usize; 2]) = match shape {
            Shape::Hours => (3, [0, 0]),
            Shape::Minutes => (5, [3, 0]),
            Shape::ColonMinutes => (6, [4, 0]),
            Shape::Seconds => (7, [3, 5]),
            Shape::ColonSeconds => (9, [4, 7]),
        };
        let text = self.take(size)?;
        let colon = |at: usize| text.as_bytes().get(at) == Some(&b':');
        if places[0] == 4 && !colon(3) || places[1] == 7 && !colon(6) {
            return None;
        }
        let two = |at: usize| -> Option<i32> {
            let digits = text.get(at..at + 2)?;
            if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
        };
        let at = |place: usize| if place == 0 { Some(0) } else { two(place) };
        let (hours, minutes, seconds) = (two(1)?, at(places[0])?, at(places[1])?);
        let total = (hours * 60 + minutes) * 60 + seconds;
        self.parts.offset = Some(match text.as_bytes()[0] {
            b'+' => total,
            b'-' => -total,
            _ => return None,
        });
        Some(hours <= 24 && minutes <= 60 && seconds <= 60)
    }

    fn zone_name(&mut self) -> Option<()> {
        if let Some(rest) = self.rest.strip_prefix("UTC") {
            self.rest = rest;
            self.parts.utc = true;
            return Some(());
        }
        let size = zone_size(self.rest)?;
        self.parts.zone = self.take(size)?.to_owned();
        Some(())
    }
}

/// How long a zone's name at the beginning of the text is: three capitals, four or five that end in `T`, `WITA`, `GMT+3`, `+03`.
fn zone_size(text: &str) -> Option<usize> {
    if text.starts_with("ChST") || text.starts_with("MeST") {
        return Some(4);
    }
    if let Some(hours) = text.strip_prefix("GMT") {
        return Some(3 + signed_hours(hours).unwrap_or(0));
    }
    if text.starts_with(['+', '-']) {
        return if text.len() < 3 { None } else { signed_hours(text) };
    }
    let capitals = text.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    match capitals {
        3 => Some(3),
        4 if text.as_bytes()[3] == b'T' || text.starts_with("WITA") => Some(4),
        5 if text.as_bytes()[4] == b'T' => Some(5),
        _ => None,
    }
}

fn signed_hours(text: &str) -> Option<usize> {
    let digits = text.strip_prefix(['+', '-'])?;
    let size = digits.bytes().take_while(u8::is_ascii_digit).count();
    let hours: u64 = digits[..size].parse().ok()?;
    (hours <= 23).then_some(1 + size)
}

/// `atoi`: a sign is allowed, as Go's parser lets it through in two-digit years.
fn signed(text: &str) -> Option<i64> {
    text.parse().ok()
}

impl Parts {
    fn time(mut self) -> Option<Time> {
        match self.half {
            Some(Half::Pm) if self.hour < 12 => self.hour += 12,
            Some(Half::Am) if self.hour == 12 => self.hour = 0,
            _ => {}
        }
        let (month, day) = self.month_and_day()?;
        let seconds = unix(self.year, month, day, self.hour * 3600 + self.minute * 60 + self.second);
        let Some(offset) = self.offset.filter(|_| !self.utc) else {
            return Some(self.in_named_zone(seconds));
        };
        let mut time = Time::utc(seconds - i64::from(offset), self.nanos);
        if !(offset == 0 && (self.zone.is_empty() || self.zone == "UTC")) {
            (time.offset, time.zone) = (offset, self.zone);
        }
        Some(time)
    }

    /// Of a zone only the name is known, but for `GMT+3`; the clock is taken to be right in UTC.
    fn in_named_zone(self, seconds: i64) -> Time {
        let mut time = Time::utc(seconds, self.nanos);
        if !self.utc && !self.zone.is_empty() {
            let hours = self.zone.strip_prefix("GMT").and_then(|hours| hours.parse::<i32>().ok());
            time.offset = hours.unwrap_or(0) * 3600;
            // Go leaves the clock as it was read in UTC and moves what is shown.
            time.zone = self.zone;
        }
        time
    }

    fn month_and_day(&self) -> Option<(i64, i64)> {
        let (month, day) = match self.year_day {
            None => (self.month.unwrap_or(1), self.day.unwrap_or(1)),
            Some(year_day) => {
                let start = days_before(self.year, 1, 1);
                let found = (1..=12).rev().find(|m| days_before(self.year, *m, 1) - start < year_day)?;
                let day = year_day - (days_before(self.year, found, 1) - start);
                if self.month.is_some_and(|month| month != found) || self.day.is_some_and(|d| d != day) {
                    return None;
                }
                (found, day)
            }
        };
        let next =
            if month == 12 { days_before(self.year + 1, 1, 1) } else { days_before(self.year, month + 1, 1) };
        (1..=next - days_before(self.year, month, 1)).contains(&day).then_some((month, day))
    }
}
