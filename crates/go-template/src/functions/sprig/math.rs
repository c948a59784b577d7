//! Sprig's arithmetic: integers that wrap around, decimals for the functions on floats.

use super::Answer;
use super::cast::{to_float, to_int};
use super::decimal::Decimal;
use crate::functions::{Context, Function, Param, arg, float, int};
use crate::value::{Elem, IntType, List, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("add1", &[Param::Any], |_, args| Ok(int64(to_int(arg(args, 0)).wrapping_add(1)))),
    Function::variadic("add", &[], Param::Any, |_, args| {
        Ok(int64(args.iter().map(to_int).fold(0, i64::wrapping_add)))
    }),
    Function::new("sub", &[Param::Any, Param::Any], |_, args| {
        Ok(int64(to_int(arg(args, 0)).wrapping_sub(to_int(arg(args, 1)))))
    }),
    Function::new("div", &[Param::Any, Param::Any], |_, args| {
        let divisor = divisor(args)?;
        Ok(int64(to_int(arg(args, 0)).wrapping_div(divisor)))
    }),
    Function::new("mod", &[Param::Any, Param::Any], |_, args| {
        let divisor = divisor(args)?;
        Ok(int64(to_int(arg(args, 0)).wrapping_rem(divisor)))
    }),
    Function::variadic("mul", &[Param::Any], Param::Any, |_, args| {
        Ok(int64(args.iter().map(to_int).fold(1, i64::wrapping_mul)))
    }),
    Function::new("add1f", &[Param::Any], |context, args| {
        decimals(context, to_float(arg(args, 0)), &[Value::int(1)], add)
    }),
    Function::variadic("addf", &[], Param::Any, |context, args| decimals(context, 0.0, args, add)),
    Function::variadic("subf", &[Param::Any], Param::Any, |context, args| {
        decimals(context, to_float(arg(args, 0)), args.get(1..).unwrap_or_default(), |a, b| Ok(a.sub(b)))
    }),
    Function::variadic("mulf", &[Param::Any], Param::Any, |context, args| {
        decimals(context, to_float(arg(args, 0)), args.get(1..).unwrap_or_default(), |a, b| Ok(a.mul(b)))
    }),
    Function::variadic("divf", &[Param::Any], Param::Any, |context, args| {
        decimals(context, to_float(arg(args, 0)), args.get(1..).unwrap_or_default(), Decimal::div)
    }),
    Function::variadic("max", &[Param::Any], Param::Any, largest),
    Function::variadic("biggest", &[Param::Any], Param::Any, largest),
    Function::variadic("min", &[Param::Any], Param::Any, |_, args| {
        Ok(int64(args.iter().map(to_int).min().unwrap_or(0)))
    }),
    Function::variadic("maxf", &[Param::Any], Param::Any, |_, args| {
        Ok(extreme(args, f64::max, f64::INFINITY))
    }),
    Function::variadic("minf", &[Param::Any], Param::Any, |_, args| {
        Ok(extreme(args, f64::min, f64::NEG_INFINITY))
    }),
    Function::new("floor", &[Param::Any], |_, args| Ok(Value::Float(to_float(arg(args, 0)).floor()))),
    Function::new("ceil", &[Param::Any], |_, args| Ok(Value::Float(to_float(arg(args, 0)).ceil()))),
    Function::variadic("round", &[Param::Any, Param::Int], Param::Float64, round),
    Function::new("until", &[Param::Int], |context, args| {
        let count = int(args, 0)?;
        ints(context, 0, count, if count < 0 { -1 } else { 1 })
    }),
    Function::new("untilStep", &[Param::Int, Param::Int, Param::Int], |context, args| {
        ints(context, int(args, 0)?, int(args, 1)?, int(args, 2)?)
    }),
    Function::variadic("seq", &[], Param::Int, seq),
];

/// What an operation on decimals costs, whose exponents may be hundreds apart.
const DECIMAL: u64 = 2_000;

fn int64<'a>(value: i64) -> Value<'a> {
    Value::Int(value, IntType::Int64)
}

fn divisor(args: &[Value<'_>]) -> Result<i64, String> {
    match to_int(arg(args, 1)) {
        0 => Err("integer divide by zero".to_owned()),
        divisor => Ok(divisor),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "one of the operations")]
fn add(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    Ok(a.add(b))
}

fn decimals<'a>(
    context: &mut Context<'a>,
    first: f64,
    rest: &[Value<'a>],
    operation: fn(&Decimal, &Decimal) -> Result<Decimal, String>,
) -> Answer<'a> {
    let mut result = Decimal::new(first)?;
    for value in rest {
        context.budget.work(DECIMAL + 4 * result.size())?;
        result = operation(&result, &Decimal::new(to_float(value))?)?;
    }
    Ok(Value::Float(result.to_float()))
}

fn largest<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    Ok(int64(args.iter().map(to_int).max().unwrap_or(0)))
}

/// Go's `math.Max` and `Min`: the infinity in question wins, then NaN.
fn extreme<'a>(args: &[Value<'_>], pick: fn(f64, f64) -> f64, wins: f64) -> Value<'a> {
    let mut numbers = args.iter().map(to_float);
    let first = numbers.next().unwrap_or(0.0);
    Value::Float(numbers.fold(first, |a, b| match (a, b) {
        _ if a == wins || b == wins => wins,
        _ if a.is_nan() || b.is_nan() => f64::NAN,
        // Of the two zeros the one that has the sign of the infinity.
        _ if a == 0.0 && b == 0.0 => {
            if a.is_sign_negative() == (wins < 0.0) {
                a
            } else {
                b
            }
        }
        _ => pick(a, b),
    }))
}

/// Half up by default, or up from the given part of a unit on; what is below zero rounds as it comes.
fn round<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let on = if args.len() > 2 { float(args, 2)? } else { 0.5 };
    #[expect(clippy::cast_precision_loss, reason = "as Go converts")]
    let power = 10f64.powf(int(args, 1)? as f64);
    let digits = power * to_float(arg(args, 0));
    let part = if digits.is_infinite() { f64::NAN } else { digits.fract() };
    let rounded = if part >= on { digits.ceil() } else { digits.floor() };
    Ok(Value::Float(rounded / power))
}

/// The numbers from `start` to before `stop`; none when the step leads away.
fn sequence(context: &mut Context<'_>, start: i64, stop: i64, step: i64) -> Result<Vec<i64>, String> {
    let down = stop < start;
    if down && step >= 0 || !down && step <= 0 {
        return Ok(Vec::new());
    }
    let distance = i128::from(stop) - i128::from(start);
    let count = distance.unsigned_abs().div_ceil(i128::from(step).unsigned_abs());
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    context.budget.work((count as u64).saturating_mul(20))?;
    context.budget.afford(count.saturating_mul(size_of::<Value<'_>>()))?;
    Ok(std::iter::successors(Some(start), |i| i.checked_add(step)).take(count).collect())
}

fn ints<'a>(context: &mut Context<'a>, start: i64, stop: i64, step: i64) -> Answer<'a> {
    let items = sequence(context, start, stop, step)?.into_iter().map(Value::int).collect();
    Ok(Value::List(List::typed(Elem::Int, items)))
}

/// As the command of that name: `seq last`, `seq first last`, `seq first step last`.
fn seq<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (start, step, end) = match args.len() {
        1 => (1, None, int(args, 0)?),
        2 => (int(args, 0)?, None, int(args, 1)?),
        3 => (int(args, 0)?, Some(int(args, 1)?), int(args, 2)?),
        _ => return Ok(Value::from("")),
    };
    let unit = if end < start { -1 } else { 1 };
    if end < start && step.is_some_and(|step| step > 0) {
        return Ok(Value::from(""));
    }
    // Each is a text before they are joined.
    let numbers = sequence(context, start, end.wrapping_add(unit), step.unwrap_or(unit))?;
    Ok(Value::from(numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")))
}
