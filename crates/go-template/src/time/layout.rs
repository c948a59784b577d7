//! Go's time layouts: the reference time `Mon Jan 2 15:04:05 MST 2006` spelled as one wants it, and writing by them.

use super::{MONTHS, Time, WEEKDAYS};

/// A piece of a layout that stands for a part of the time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token {
    LongMonth,
    ShortMonth,
    Month(Pad),
    LongWeekday,
    ShortWeekday,
    Day(Pad),
    YearDay(Pad),
    Hour,
    Hour12(Pad),
    Minute(Pad),
    Second(Pad),
    LongYear,
    ShortYear,
    /// `PM` or `pm`.
    Half {
        upper: bool,
    },
    ZoneName,
    /// `-0700` and its like; `zulu` writes `Z` for no offset.
    Offset {
        zulu: bool,
        shape: Shape,
    },
    /// `.000` or `,999`: so many digits, trailing zeros dropped or not.
    Fraction {
        comma: bool,
        digits: usize,
        trim: bool,
    },
}

/// How a number is filled up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pad {
    None,
    Space,
    Zero,
}

/// `-07`, `-0700`, `-07:00`, `-070000`, `-07:00:00`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Hours,
    Minutes,
    ColonMinutes,
    Seconds,
    ColonSeconds,
}

/// The longer spellings come before those they begin with.
const TOKENS: &[(&str, Token)] = &[
    ("January", Token::LongMonth),
    ("Jan", Token::ShortMonth),
    ("Monday", Token::LongWeekday),
    ("Mon", Token::ShortWeekday),
    ("MST", Token::ZoneName),
    ("01", Token::Month(Pad::Zero)),
    ("002", Token::YearDay(Pad::Zero)),
    ("02", Token::Day(Pad::Zero)),
    ("03", Token::Hour12(Pad::Zero)),
    ("04", Token::Minute(Pad::Zero)),
    ("05", Token::Second(Pad::Zero)),
    ("06", Token::ShortYear),
    ("15", Token::Hour),
    ("1", Token::Month(Pad::None)),
    ("2006", Token::LongYear),
    ("2", Token::Day(Pad::None)),
    ("__2", Token::YearDay(Pad::Space)),
    ("_2", Token::Day(Pad::Space)),
    ("3", Token::Hour12(Pad::None)),
    ("4", Token::Minute(Pad::None)),
    ("5", Token::Second(Pad::None)),
    ("PM", Token::Half { upper: true }),
    ("pm", Token::Half { upper: false }),
    ("-070000", Token::Offset { zulu: false, shape: Shape::Seconds }),
    ("-07:00:00", Token::Offset { zulu: false, shape: Shape::ColonSeconds }),
    ("-0700", Token::Offset { zulu: false, shape: Shape::Minutes }),
    ("-07:00", Token::Offset { zulu: false, shape: Shape::ColonMinutes }),
    ("-07", Token::Offset { zulu: false, shape: Shape::Hours }),
    ("Z070000", Token::Offset { zulu: true, shape: Shape::Seconds }),
    ("Z07:00:00", Token::Offset { zulu: true, shape: Shape::ColonSeconds }),
    ("Z0700", Token::Offset { zulu: true, shape: Shape::Minutes }),
    ("Z07:00", Token::Offset { zulu: true, shape: Shape::ColonMinutes }),
    ("Z07", Token::Offset { zulu: true, shape: Shape::Hours }),
];

/// The text before the first token, the token, and what follows; no token at the end.
pub(super) fn next_token(layout: &str) -> (&str, Option<Token>, &str) {
    for (at, c) in layout.char_indices() {
        if c.is_ascii()
            && let Some((skipped, token, size)) = token_at(&layout[at..])
        {
            return (&layout[..at + skipped], Some(token), &layout[at + skipped + size..]);
        }
    }
    (layout, None, "")
}

/// A token the text begins with: how much before it is literal, what it is and how long.
fn token_at(text: &str) -> Option<(usize, Token, usize)> {
    if text.starts_with("_2006") {
        return Some((1, Token::LongYear, 4));
    }
    if text.starts_with(['.', ',']) {
        return fraction_at(text).map(|(token, size)| (0, token, size));
    }
    let known = TOKENS.iter().find(|(spelling, _)| text.starts_with(spelling));
    let (spelling, token) = known?;
    // `Janitor` and `Month` are words, not dates.
    let word = matches!(token, Token::ShortMonth | Token::ShortWeekday)
        && text[spelling.len()..].starts_with(|c: char| c.is_ascii_lowercase());
    (!word).then_some((0, *token, spelling.len()))
}

fn fraction_at(text: &str) -> Option<(Token, usize)> {
    let digit = text[1..].chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let digits = text[1..].bytes().take_while(|b| char::from(*b) == digit).count();
    if text[1 + digits..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let token = Token::Fraction { comma: text.starts_with(','), digits, trim: digit == '9' };
    Some((token, 1 + digits))
}

impl Time {
    /// The time as the layout has it, such as `Mon Jan 2 15:04:05 2006`: Go's `Time.Format`.
    #[must_use]
    pub fn format(&self, layout: &str) -> String {
        let mut out = String::with_capacity(layout.len() + 10);
        let mut rest = layout;
        loop {
            let (before, token, after) = next_token(rest);
            out.push_str(before);
            let Some(token) = token else { return out };
            write(&mut out, self, token);
            rest = after;
        }
    }
}

fn write(out: &mut String, time: &Time, token: Token) {
    let (date, clock) = (time.date(), time.clock());
    let twelve = if clock.hour.is_multiple_of(12) { 12 } else { clock.hour % 12 };
    match token {
        Token::LongMonth => out.push_str(MONTHS[date.month as usize - 1]),
        Token::ShortMonth => out.push_str(&MONTHS[date.month as usize - 1][..3]),
        Token::Month(pad) => padded(out, date.month, pad, 2),
        Token::LongWeekday => out.push_str(WEEKDAYS[time.weekday()]),
        Token::ShortWeekday => out.push_str(&WEEKDAYS[time.weekday()][..3]),
        Token::Day(pad) => padded(out, date.day, pad, 2),
        Token::YearDay(pad) => padded(out, date.year_day, pad, 3),
        Token::Hour => padded(out, clock.hour, Pad::Zero, 2),
        Token::Hour12(pad) => padded(out, twelve, pad, 2),
        Token::Minute(pad) => padded(out, clock.minute, pad, 2),
        Token::Second(pad) => padded(out, clock.second, pad, 2),
        Token::LongYear if date.year < 0 => out.push_str(&format!("-{:04}", -date.year)),
        Token::LongYear => out.push_str(&format!("{:04}", date.year)),
        Token::ShortYear => out.push_str(&format!("{:02}", date.year.unsigned_abs() % 100)),
        Token::Half { upper } => out.push_str(match (clock.hour >= 12, upper) {
            (true, true) => "PM",
            (true, false) => "pm",
            (false, true) => "AM",
            (false, false) => "am",
        }),
        Token::ZoneName if time.zone.is_empty() => {
            let minutes = time.offset / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            out.push_str(&format!(
                "{sign}{:02}{:02}",
                minutes.unsigned_abs() / 60,
                minutes.unsigned_abs() % 60
            ));
        }
        Token::ZoneName => out.push_str(&time.zone),
        Token::Offset { zulu: true, .. } if time.offset == 0 => out.push('Z'),
        Token::Offset { shape, .. } => offset(out, time.offset, shape),
        Token::Fraction { comma, digits, trim } => fraction(out, time.nanos, comma, digits, trim),
    }
}

fn padded(out: &mut String, value: u32, pad: Pad, width: usize) {
    out.push_str(&match pad {
        Pad::None => value.to_string(),
        Pad::Space => format!("{value:width$}"),
        Pad::Zero => format!("{value:0width$}"),
    });
}

fn offset(out: &mut String, seconds: i32, shape: Shape) {
    let total = seconds.unsigned_abs();
    let (hours, minutes, seconds_left) = (total / 3600, total / 60 % 60, total % 60);
    // Go looks at whole minutes for the sign.
    out.push(if seconds <= -60 { '-' } else { '+' });
    out.push_str(&match shape {
        Shape::Hours => format!("{hours:02}"),
        Shape::Minutes => format!("{hours:02}{minutes:02}"),
        Shape::ColonMinutes => format!("{hours:02}:{minutes:02}"),
        Shape::Seconds => format!("{hours:02}{minutes:02}{seconds_left:02}"),
        Shape::ColonSeconds => format!("{hours:02}:{minutes:02}:{seconds_left:02}"),
    });
}

fn fraction(out: &mut String, nanos: u32, comma: bool, digits: usize, trim: bool) {
    let mut text = format!("{nanos:09}");
    text.truncate(digits);
    text.extend(std::iter::repeat_n('0', digits.saturating_sub(9).min(1 << 12)));
    if trim {
        text.truncate(text.trim_end_matches('0').len());
        if text.is_empty() {
            return;
        }
    }
    out.push(if comma { ',' } else { '.' });
    out.push_str(&text);
}
