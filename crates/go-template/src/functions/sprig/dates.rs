//! Sprig's functions on dates, with UTC for the local zone.

use super::Answer;
use crate::duration::Duration;
use crate::functions::{Context, Cost, Function, Param, arg, text};
use crate::number::{NotInt, parse_int};
use crate::time::Time;
use crate::value::{IntType, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("date", &[Param::Str, Param::Any], |_, args| shown(text(args, 0)?, arg(args, 1), "UTC"))
        .costs(Cost::Whole(20)),
    Function::new("dateInZone", &[Param::Str, Param::Any, Param::Str], date_in_zone).costs(Cost::Whole(20)),
    Function::new("date_in_zone", &[Param::Str, Param::Any, Param::Str], date_in_zone).costs(Cost::Whole(20)),
    Function::new("htmlDate", &[Param::Any], |_, args| shown("2006-01-02", arg(args, 0), "UTC")),
    Function::new("htmlDateInZone", &[Param::Any, Param::Str], |_, args| {
        shown("2006-01-02", arg(args, 0), text(args, 1)?)
    }),
    Function::new("toDate", &[Param::Str, Param::Str], |_, args| {
        Ok(Time::parse(text(args, 0)?, text(args, 1)?).unwrap_or(zero()).value())
    })
    .costs(Cost::Whole(20)),
    Function::new("mustToDate", &[Param::Str, Param::Str], |_, args| {
        Ok(Time::parse(text(args, 0)?, text(args, 1)?)?.value())
    })
    .costs(Cost::Whole(20)),
    Function::new("dateModify", &[Param::Str, TIME], date_modify),
    Function::new("date_modify", &[Param::Str, TIME], date_modify),
    Function::new("mustDateModify", &[Param::Str, TIME], must_date_modify),
    Function::new("must_date_modify", &[Param::Str, TIME], must_date_modify),
    Function::new("unixEpoch", &[TIME], |_, args| Ok(Value::from(time(args, 0)?.unix().to_string()))),
    Function::new("duration", &[Param::Any], duration),
    Function::new("durationRound", &[Param::Any], duration_round),
];

const TIME: Param = Param::Named("time.Time");

fn zero() -> Time {
    Time::ZERO.in_utc()
}

fn time(args: &[Value<'_>], index: usize) -> Result<Time, String> {
    let value = arg(args, index);
    Time::of(value).ok_or_else(|| format!("expected time.Time; got {}", value.type_name()))
}

fn date_in_zone<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    shown(text(args, 0)?, arg(args, 1), text(args, 2)?)
}

/// A time, or whole seconds since 1970, by the layout. Sprig takes anything else for now.
fn shown<'a>(layout: &str, date: &Value<'_>, zone: &str) -> Answer<'a> {
    let date = match date {
        Value::Int(seconds, IntType::Int | IntType::Int32 | IntType::Int64) => Some(Time::utc(*seconds, 0)),
        other => Time::of(other),
    };
    let date = date.ok_or("needs a clock when not given a time: the same input must give the same bytes")?;
    if !matches!(zone, "" | "UTC" | "Local") {
        return Err(format!("needs the time zone database for {zone:?}: only UTC is known"));
    }
    Ok(Value::from(date.in_utc().format(layout)))
}

/// A bad duration changes nothing.
fn date_modify<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let date = time(args, 1)?;
    Ok(match text(args, 0)?.parse() {
        Ok(Duration(nanoseconds)) => date.plus(nanoseconds).value(),
        Err(_) => args[1].clone(),
    })
}

fn must_date_modify<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let Duration(nanoseconds) = text(args, 0)?.parse()?;
    Ok(time(args, 1)?.plus(nanoseconds).value())
}

/// Seconds as `1h2m3s`.
fn duration<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let seconds = match arg(args, 0) {
        Value::Str(text) => match parse_int(text, 10) {
            Ok(seconds) | Err(NotInt::Range(seconds)) => seconds,
            Err(NotInt::Syntax) => 0,
        },
        Value::Int(seconds, IntType::Int64) => *seconds,
        _ => 0,
    };
    Ok(Value::from(Duration(seconds.wrapping_mul(1_000_000_000)).to_string()))
}

/// A duration in its largest unit alone: `2y`, `3mo`, `4d`, `5h`, `6m`, `7s`.
fn duration_round<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let nanoseconds = match arg(args, 0) {
        Value::Str(text) => text.parse().map_or(0, |Duration(nanoseconds)| nanoseconds),
        Value::Int(nanoseconds, IntType::Int64) => *nanoseconds,
        other if Time::of(other).is_some() => {
            return Err(
                "needs a clock for the time since: the same input must give the same bytes".to_owned()
            );
        }
        _ => 0,
    };
    const UNITS: [(u64, &str); 6] =
        [(31_536_000, "y"), (2_592_000, "mo"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    let size = nanoseconds.unsigned_abs();
    let unit = UNITS.iter().find(|(seconds, _)| size > seconds * 1_000_000_000);
    let rounded = unit.map(|(seconds, name)| format!("{}{name}", size / (seconds * 1_000_000_000)));
    Ok(Value::from(rounded.unwrap_or_else(|| "0s".to_owned())))
}
