//! Go's fmt package: `Sprint`, `Sprintln` and `Sprintf` with their verbs, flags and complaints.

mod directive;
mod number;
mod value;

use crate::value::Value;

/// The longest text; what is longer is cut where it is printed.
pub(crate) const LONGEST: usize = 64 << 20;

/// What a `fmt` verb is spelled with: flags, width and precision.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Flags {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    plus_v: bool,
    sharp_v: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// The text under construction and how the current operand is to be written.
pub(crate) struct Printer {
    out: String,
    /// Where what is written begins.
    from: usize,
    flags: Flags,
    /// A complaint about a verb is being written; Stringers are not asked then.
    erroring: bool,
}

/// `fmt.Sprint`: a space between operands when neither is a string.
#[must_use]
pub fn sprint(args: &[Value<'_>]) -> String {
    let mut printer = Printer::new();
    let mut after_string = true;
    for (index, arg) in args.iter().enumerate() {
        let is_string = arg.kind_name() == "string";
        if index > 0 && !is_string && !after_string {
            printer.out.push(' ');
        }
        printer.operand(arg, 'v');
        after_string = is_string;
    }
    printer.out
}

/// The same of values as actions print them: nothing is `<no value>`, and a pointer is what it points to.
#[must_use]
pub(crate) fn sprint_results(args: &[Value<'_>]) -> String {
    let mut out = String::new();
    let mut after_string = true;
    for (index, arg) in args.iter().enumerate() {
        let is_string = match arg {
            Value::Missing | Value::Nil => true,
            Value::Pointer(pointer) => pointer.target.as_ref().is_some_and(|t| t.kind_name() == "string"),
            _ => arg.kind_name() == "string",
        };
        if index > 0 && !is_string && !after_string {
            out.push(' ');
        }
        print_result(&mut out, arg);
        after_string = is_string;
    }
    out
}

/// `fmt.Sprintln`: a space between all operands, and a new line.
#[must_use]
pub fn sprintln(args: &[Value<'_>]) -> String {
    let mut printer = Printer::new();
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            printer.out.push(' ');
        }
        printer.operand(arg, 'v');
    }
    printer.out.push('\n');
    printer.out
}

/// `fmt.Sprintf`.
#[must_use]
pub fn sprintf(format: &str, args: &[Value<'_>]) -> String {
    let mut printer = Printer::new();
    printer.format(format, args);
    printer.out
}

/// Appends what `%v` makes of the value.
pub fn print_to(out: &mut String, value: &Value<'_>) {
    match value {
        Value::Str(text) => out.push_str(text),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        _ => {
            let mut printer = Printer::onto(std::mem::take(out));
            printer.operand(value, 'v');
            *out = printer.out;
        }
    }
}

/// Appends what an action prints: nothing at all is `<no value>`, and a pointer is what it points to.
pub(crate) fn print_result(out: &mut String, value: &Value<'_>) {
    match value {
        Value::Missing | Value::Nil => out.push_str("<no value>"),
        Value::Pointer(pointer) => match &pointer.target {
            Some(target) => print_result(out, target),
            None => out.push_str("<nil>"),
        },
        Value::Object(object) if object.is_nil() && object.stringer().is_none() => out.push_str("<nil>"),
        Value::Object(object) => {
            let mut printer = Printer::onto(std::mem::take(out));
            printer.pointee(object.as_ref(), value);
            *out = printer.out;
        }
        _ => print_to(out, value),
    }
}

impl Printer {
    fn new() -> Self {
        Printer::onto(String::new())
    }

    fn onto(out: String) -> Self {
        Printer { from: out.len(), out, flags: Flags::default(), erroring: false }
    }

    /// Whether what is written has become so long that it ends here: a list may be in another many times over.
    fn is_full(&self) -> bool {
        self.out.len() - self.from > LONGEST
    }

    /// Writes `text` at the width asked for.
    fn pad(&mut self, text: &str) {
        let width = self.flags.width.unwrap_or(0).saturating_sub(text.chars().count());
        if self.flags.minus {
            self.out.push_str(text);
            self.fill(width);
        } else {
            self.fill(width);
            self.out.push_str(text);
        }
    }

    /// Writes `text` at the width asked for, never with zeros.
    fn pad_spaces(&mut self, text: &str) {
        let zero = std::mem::take(&mut self.flags.zero);
        self.pad(text);
        self.flags.zero = zero;
    }

    fn fill(&mut self, count: usize) {
        let with = if self.flags.zero && !self.flags.minus { '0' } else { ' ' };
        self.out.extend(std::iter::repeat_n(with, count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Dict, List};

    #[test]
    fn sprint_spaces_only_between_non_strings() {
        let args = [Value::int(1), Value::int(2), Value::from("a"), Value::int(3), Value::Nil];
        assert_eq!(sprint(&args), "1 2a3 <nil>");
    }

    #[test]
    fn maps_print_sorted() {
        let map = Dict::new([("b", Value::int(1)), ("a", Value::Nil)]);
        assert_eq!(sprint(&[map.into()]), "map[a:<nil> b:1]");
    }

    #[test]
    fn verbs_complain_as_go_does() {
        assert_eq!(sprintf("%d", &["x".into()]), "%!d(string=x)");
        assert_eq!(sprintf("%d %d", &[Value::int(1)]), "1 %!d(MISSING)");
        assert_eq!(sprintf("%d", &[Value::int(1), Value::int(2)]), "1%!(EXTRA int=2)");
        assert_eq!(sprintf("%", &[]), "%!(NOVERB)");
        assert_eq!(sprintf("%[3]d", &[Value::int(1)]), "%!d(BADINDEX)");
        assert_eq!(sprintf("%z", &[Value::int(1)]), "%!z(int=1)");
        assert_eq!(sprintf("%s", &[Value::Nil]), "%!s(<nil>)");
    }

    #[test]
    fn widths_and_flags() {
        assert_eq!(sprintf("%5d|%-5d|%05d|%+d|% d", &vec![Value::int(42); 5]), "   42|42   |00042|+42| 42");
        assert_eq!(sprintf("%6.2f|%e|%g", &vec![Value::Float(1234.5); 3]), "1234.50|1.234500e+03|1234.5");
        assert_eq!(
            sprintf("%5s|%-5s|%.2s|%q|%x", &vec![Value::from("héy"); 5]),
            "  héy|héy  |hé|\"héy\"|68c3a979"
        );
        assert_eq!(sprintf("%*d", &[Value::int(4), Value::int(1)]), "   1");
    }

    #[test]
    fn go_syntax() {
        let list = List::new(vec![Value::int(1), "a".into(), Value::Nil]);
        assert_eq!(sprintf("%#v", &[list.into()]), "[]interface {}{1, \"a\", interface {}(nil)}");
        assert_eq!(
            sprintf("%T %T", &[Value::Float(1.0), Dict::strings([("a", "b")]).into()]),
            "float64 map[string]string"
        );
    }
}
