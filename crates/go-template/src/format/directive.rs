//! Format strings: finding directives, their flags, widths, precisions and argument indexes.

use super::{Flags, Printer};
use crate::value::Value;

/// Widths, precisions and indexes beyond this are refused.
const TOO_LARGE: i64 = 1_000_000;

/// Where reading a format string is.
struct Cursor<'f, 'v, 'a> {
    format: &'f str,
    at: usize,
    args: &'v [Value<'a>],
    next: usize,
    reordered: bool,
    /// The last item read was an index such as `[3]`.
    after_index: bool,
    good_index: bool,
}

impl Printer {
    pub(super) fn format(&mut self, format: &str, args: &[Value<'_>]) {
        let mut cursor =
            Cursor { format, at: 0, args, next: 0, reordered: false, after_index: false, good_index: true };
        while let Some(percent) = format[cursor.at..].find('%').filter(|_| !self.is_full()) {
            self.out.push_str(&format[cursor.at..cursor.at + percent]);
            cursor.at += percent + 1;
            self.directive(&mut cursor);
        }
        self.out.push_str(&format[cursor.at..]);
        if !cursor.reordered && cursor.next < args.len() {
            self.extra(&args[cursor.next..]);
        }
    }

    fn directive(&mut self, cursor: &mut Cursor<'_, '_, '_>) {
        cursor.good_index = true;
        cursor.after_index = false;
        self.flags = cursor.flags();
        cursor.index();
        self.width(cursor);
        self.precision(cursor);
        if !cursor.after_index {
            cursor.index();
        }
        let Some(verb) = cursor.format[cursor.at..].chars().next() else {
            return self.out.push_str("%!(NOVERB)");
        };
        cursor.at += verb.len_utf8();
        match cursor.args.get(cursor.next) {
            _ if verb == '%' => self.out.push('%'),
            _ if !cursor.good_index => self.complain(verb, "BADINDEX"),
            None => self.complain(verb, "MISSING"),
            Some(arg) => {
                if matches!(verb, 'v' | 'w') {
                    self.flags.sharp_v = std::mem::take(&mut self.flags.sharp);
                    self.flags.plus_v = std::mem::take(&mut self.flags.plus);
                }
                cursor.next += 1;
                self.operand(arg, verb);
            }
        }
    }

    fn width(&mut self, cursor: &mut Cursor<'_, '_, '_>) {
        if cursor.take('*') {
            match cursor.integer() {
                Some(width) => {
                    self.flags.width = usize::try_from(width.unsigned_abs()).ok();
                    if width < 0 {
                        self.flags.minus = true;
                        self.flags.zero = false;
                    }
                }
                None => self.out.push_str("%!(BADWIDTH)"),
            }
            cursor.after_index = false;
        } else {
            self.flags.width = cursor.number();
            if cursor.after_index && self.flags.width.is_some() {
                cursor.good_index = false;
            }
        }
    }

    fn precision(&mut self, cursor: &mut Cursor<'_, '_, '_>) {
        // A point that ends the format string is a verb, not a precision.
        if cursor.at + 1 >= cursor.format.len() || !cursor.take('.') {
            return;
        }
        if cursor.after_index {
            cursor.good_index = false;
        }
        cursor.index();
        if cursor.take('*') {
            self.flags.precision = cursor.integer().and_then(|p| usize::try_from(p).ok());
            if self.flags.precision.is_none() {
                self.out.push_str("%!(BADPREC)");
            }
            cursor.after_index = false;
        } else {
            self.flags.precision = Some(cursor.number().unwrap_or(0));
        }
    }

    fn complain(&mut self, verb: char, what: &str) {
        self.out.push_str("%!");
        self.out.push(verb);
        self.out.push('(');
        self.out.push_str(what);
        self.out.push(')');
    }

    fn extra(&mut self, args: &[Value<'_>]) {
        self.flags = Flags::default();
        self.out.push_str("%!(EXTRA ");
        for (index, arg) in args.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            self.typed(arg);
        }
        self.out.push(')');
    }
}

impl Cursor<'_, '_, '_> {
    fn peek(&self) -> Option<u8> {
        self.format.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.format[self.at..].starts_with(c);
        self.at += usize::from(found);
        found
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        loop {
            match self.peek() {
                Some(b'#') => flags.sharp = true,
                Some(b'0') => flags.zero = true,
                Some(b'+') => flags.plus = true,
                Some(b'-') => flags.minus = true,
                Some(b' ') => flags.space = true,
                _ => return flags,
            }
            self.at += 1;
        }
    }

    /// Reads a decimal number, none when it is absent or too large.
    fn number(&mut self) -> Option<usize> {
        let rest = &self.format[self.at..];
        let digits = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
        let number = digits.parse::<i64>().ok().filter(|n| *n <= TOO_LARGE);
        if number.is_some() || digits.is_empty() {
            self.at += digits.len();
        } else {
            // As in Go, the digits of a number that is too large are not part of the directive any more.
            self.at = self.format.len();
        }
        number.and_then(|n| usize::try_from(n).ok())
    }

    /// Takes the next argument as a width or precision.
    fn integer(&mut self) -> Option<i64> {
        let arg = self.args.get(self.next)?;
        self.next += 1;
        let number = match arg {
            Value::Int(i, _) => Some(*i),
            Value::Uint(u, _) => i64::try_from(*u).ok(),
            Value::Object(object) => match object.underlying() {
                Some(Value::Int(i, _)) => Some(i),
                _ => None,
            },
            _ => None,
        };
        number.filter(|n| (-TOO_LARGE..=TOO_LARGE).contains(n))
    }

    /// Reads an argument index such as `[2]`.
    fn index(&mut self) {
        self.after_index = false;
        if self.peek() != Some(b'[') {
            return;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let Some(close) = rest.find(']') else {
            self.good_index = false;
            self.at += 1;
            return;
        };
        let index = rest[1..close].parse::<usize>().ok().filter(|_| !rest[1..close].starts_with('+'));
        self.at += close + 1;
        match index {
            Some(index) if (1..=self.args.len()).contains(&index) => {
                self.next = index - 1;
                self.after_index = true;
            }
            found => {
                self.good_index = false;
                self.after_index = found.is_some();
            }
        }
    }
}
