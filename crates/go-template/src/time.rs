//! `time.Time`: reading and writing by Go's layouts, and the value templates see. There is no local zone but UTC.

mod layout;
mod parse;

use std::rc::Rc;

use crate::duration::{Duration, duration_of};
use crate::value::{IntType, Object, Value};
use kube_yaml::{self as yaml, Node};

/// An instant: seconds since 1970 and nanoseconds, shown `offset` seconds east of Greenwich.
///
/// ```
/// use go_template::time::{RFC3339, Time};
///
/// let time = Time::parse(RFC3339, "2024-02-29T23:30:00-02:00")?;
/// assert_eq!(time.in_utc().format("Mon Jan 2 15:04 2006"), "Fri Mar 1 01:30 2024");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Time {
    seconds: i64,
    nanos: u32,
    offset: i32,
    /// The zone's name; empty for a bare offset.
    zone: String,
}

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug)]
struct Date {
    year: i64,
    month: u32,
    day: u32,
    year_day: u32,
}

/// A time of day.
#[derive(Clone, Copy, Debug)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const DAY: i64 = 86_400;

/// The layout of times on the internet, as in Kubernetes' objects.
pub const RFC3339: &str = "2006-01-02T15:04:05Z07:00";

impl Time {
    /// Go's zero time: the first of January of year 1.
    pub const ZERO: Time = Time { seconds: -62_135_596_800, nanos: 0, offset: 0, zone: String::new() };

    /// An instant in UTC.
    #[must_use]
    pub fn utc(seconds: i64, nanos: u32) -> Self {
        Time { seconds, nanos, offset: 0, zone: "UTC".to_owned() }
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn unix(&self) -> i64 {
        self.seconds
    }

    /// Whether it is Go's zero time.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        (self.seconds, self.nanos) == (Time::ZERO.seconds, 0)
    }

    /// The instant shown in UTC.
    #[must_use]
    pub fn in_utc(&self) -> Self {
        Time::utc(self.seconds, self.nanos)
    }

    /// The instant `nanoseconds` later.
    #[must_use]
    pub fn plus(&self, nanoseconds: i64) -> Self {
        let nanos = i64::from(self.nanos) + nanoseconds.rem_euclid(1_000_000_000);
        let seconds = self
            .seconds
            .wrapping_add(nanoseconds.div_euclid(1_000_000_000))
            .wrapping_add(nanos / 1_000_000_000);
        Time { seconds, nanos: u32::try_from(nanos % 1_000_000_000).unwrap_or(0), ..self.clone() }
    }

    fn shown(&self) -> i64 {
        self.seconds.saturating_add(i64::from(self.offset))
    }

    /// The day, by counting from the first of March of year 0, after which the months have a regular pattern.
    fn date(&self) -> Date {
        let days = self.shown().div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        let year_day = days - days_before(year, 1, 1) + 1;
        let narrow = |value: i64| u32::try_from(value).unwrap_or(0);
        Date { year, month: narrow(month), day: narrow(day), year_day: narrow(year_day) }
    }

    fn clock(&self) -> Clock {
        let second = u32::try_from(self.shown().rem_euclid(DAY)).unwrap_or(0);
        Clock { hour: second / 3600, minute: second / 60 % 60, second: second % 60 }
    }

    /// Days since Sunday; the first of January 1970 was a Thursday.
    fn weekday(&self) -> usize {
        usize::try_from((self.shown().div_euclid(DAY) + 4).rem_euclid(7)).unwrap_or(0)
    }

    /// The value templates see.
    #[must_use]
    pub fn value<'a>(self) -> Value<'a> {
        Value::Object(Rc::new(self))
    }

    /// The time behind a value of the type `time.Time`.
    #[must_use]
    pub fn of(value: &Value<'_>) -> Option<Self> {
        let Value::Object(object) = value else { return None };
        if object.type_name() != "time.Time" {
            return None;
        }
        let number = |method: &str| match object.call(method, &[]) {
            Some(Ok(Value::Int(i, _))) => Some(i),
            _ => None,
        };
        let shown = object.call("Format", &[Value::from("-07:00:00 MST")])?.ok()?;
        let (offset, zone) = shown.as_str()?.split_once(' ')?;
        let part = |range: std::ops::Range<usize>| {
            offset.get(range).and_then(|s| s.parse::<i32>().ok()).unwrap_or(0)
        };
        let size = part(1..3) * 3600 + part(4..6) * 60 + part(7..9);
        let zone = if zone.starts_with(['+', '-']) { "" } else { zone };
        Some(Time {
            seconds: number("Unix")?,
            nanos: u32::try_from(number("Nanosecond")?).ok()?,
            offset: if offset.starts_with('-') { -size } else { size },
            zone: zone.to_owned(),
        })
    }

    fn add_date(&self, years: i64, months: i64, days: i64) -> Self {
        let date = self.date();
        let month = (i64::from(date.month) - 1).saturating_add(months);
        let year =
            date.year.saturating_add(years).saturating_add(month.div_euclid(12)).clamp(-1_000_000, 1_000_000);
        let first = days_before(year, month.rem_euclid(12) + 1, 1) - 719_468;
        let day = first.saturating_add(i64::from(date.day) - 1).saturating_add(days);
        let second = self.shown().rem_euclid(DAY);
        let seconds = day.saturating_mul(DAY).saturating_add(second).saturating_sub(i64::from(self.offset));
        Time { seconds, ..self.clone() }
    }
}

/// Days from the first of March of year 0 to the date.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let march_month = (month + 9) % 12;
    year.div_euclid(400) * 146_097
        + {
            let year = year.rem_euclid(400);
            year * 365 + year / 4 - year / 100
        }
        + (153 * march_month + 2) / 5
        + day
        - 1
}

/// Seconds since 1970 of a date and time in UTC.
fn unix(year: i64, month: i64, day: i64, second_of_day: i64) -> i64 {
    (days_before(year, month, day) - 719_468) * DAY + second_of_day
}

impl<'a> Object<'a> for Time {
    fn type_name(&self) -> String {
        "time.Time".to_owned()
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let (date, clock) = (self.date(), self.clock());
        let int64 = |value: i64| Ok(Value::Int(value, IntType::Int64));
        let key = (self.seconds, self.nanos);
        let wanted = |value: &Value<'_>| {
            Time::of(value)
                .map(|t| (t.seconds, t.nanos))
                .ok_or_else(|| format!("expected time.Time; got {}", value.type_name()))
        };
        Some(match (method, arguments) {
            ("Year", []) => Ok(Value::int(date.year)),
            ("Month", []) => Ok(named("time.Month", date.month, MONTHS[date.month as usize - 1])),
            ("Day", []) => Ok(Value::int(date.day.into())),
            ("YearDay", []) => Ok(Value::int(date.year_day.into())),
            ("Weekday", []) => {
                let day = self.weekday();
                Ok(named("time.Weekday", u32::try_from(day).unwrap_or(0), WEEKDAYS[day]))
            }
            ("Hour", []) => Ok(Value::int(clock.hour.into())),
            ("Minute", []) => Ok(Value::int(clock.minute.into())),
            ("Second", []) => Ok(Value::int(clock.second.into())),
            ("Nanosecond", []) => Ok(Value::int(self.nanos.into())),
            ("Unix", []) => int64(self.seconds),
            ("UnixMilli", []) => {
                int64(self.seconds.wrapping_mul(1000).wrapping_add((self.nanos / 1_000_000).into()))
            }
            ("UnixMicro", []) => {
                int64(self.seconds.wrapping_mul(1_000_000).wrapping_add((self.nanos / 1000).into()))
            }
            ("UnixNano", []) => {
                int64(self.seconds.wrapping_mul(1_000_000_000).wrapping_add(self.nanos.into()))
            }
            ("UTC" | "Local", []) => Ok(self.in_utc().value()),
            ("String", []) => Ok(Value::from(self.to_string())),
            ("IsZero", []) => Ok(Value::Bool(self.is_zero())),
            ("Format", [Value::Str(layout)]) => Ok(Value::from(self.format(layout))),
            ("Equal", [other]) => wanted(other).map(|o| Value::Bool(key == o)),
            ("Before", [other]) => wanted(other).map(|o| Value::Bool(key < o)),
            ("After", [other]) => wanted(other).map(|o| Value::Bool(key > o)),
            ("Compare", [other]) => wanted(other).map(|o| Value::int(key.cmp(&o) as i64)),
            ("Sub", [other]) => wanted(other).map(|o| {
                let apart = i128::from(key.0) - i128::from(o.0);
                let apart = apart * 1_000_000_000 + i128::from(key.1) - i128::from(o.1);
                Duration(i64::try_from(apart).unwrap_or(if apart < 0 { i64::MIN } else { i64::MAX })).value()
            }),
            ("Add", [by]) => duration_of(by).map(|nanoseconds| self.plus(nanoseconds).value()),
            ("AddDate", [Value::Int(years, _), Value::Int(months, _), Value::Int(days, _)]) => {
                Ok(self.add_date(*years, *months, *days).value())
            }
            _ => return None,
        })
    }

    fn stringer(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn json(&self) -> Node {
        Node::made(yaml::Value::from(self.format("2006-01-02T15:04:05.999999999Z07:00")))
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.format("2006-01-02 15:04:05.999999999 -0700 MST"))
    }
}

/// A number with a name: a month, a weekday.
#[derive(Debug)]
struct Named {
    type_name: &'static str,
    number: u32,
    name: &'static str,
}

fn named<'a>(type_name: &'static str, number: u32, name: &'static str) -> Value<'a> {
    Value::Object(Rc::new(Named { type_name, number, name }))
}

impl<'a> Object<'a> for Named {
    fn type_name(&self) -> String {
        self.type_name.to_owned()
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        (method == "String" && arguments.is_empty()).then(|| Ok(Value::from(self.name)))
    }

    fn stringer(&self) -> Option<String> {
        Some(self.name.to_owned())
    }

    fn underlying(&self) -> Option<Value<'a>> {
        Some(Value::int(self.number.into()))
    }

    fn json(&self) -> Node {
        Node::made(yaml::Value::Int(self.number.into()))
    }
}
