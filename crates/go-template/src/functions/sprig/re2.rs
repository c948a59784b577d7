//! Go's regular expressions (RE2) spelled for the regex crate.
//!
//! The two agree on what matches and differ in spelling: `\d`, `\s`, `\w` and `\b` are ASCII in Go, `\Q…\E` and octal
//! escapes exist only there, `[`, `&&`, `--` and `~~` mean nothing in a Go class, and a brace that begins no repetition
//! is itself. What only the crate knows (the flags `x`, `u`, `R`, named boundaries, doubled repetitions) Go refuses.

/// The pattern as the regex crate wants it.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let mut parser =
        Parser { rest: pattern, out: String::with_capacity(pattern.len() + 8), after: After::Nothing };
    while !parser.rest.is_empty() {
        parser.item()?;
    }
    Ok(parser.out)
}

/// Repetitions beyond this are refused by Go.
const MAX_REPEAT: u32 = 1000;

/// What stands before, for the repetition that may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Atom,
    Repetition,
}

struct Parser<'p> {
    rest: &'p str,
    out: String,
    after: After,
}

impl Parser<'_> {
    fn item(&mut self) -> Result<(), String> {
        let Some(c) = self.rest.chars().next() else { return Ok(()) };
        match c {
            '\\' => return self.escape(),
            '[' => return self.class(),
            '(' => return self.group(),
            '*' | '+' | '?' => {
                self.advance(1);
                return self.repetition(&c.to_string());
            }
            '{' => match self.counted()? {
                Some(count) => return self.repetition(&count),
                None => self.out.push_str("\\{"),
            },
            '}' => self.out.push_str("\\}"),
            ']' => self.out.push_str("\\]"),
            _ => self.out.push(c),
        }
        self.advance(c.len_utf8());
        self.after = if c == '|' { After::Nothing } else { After::Atom };
        Ok(())
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn repetition(&mut self, operator: &str) -> Result<(), String> {
        match self.after {
            After::Nothing => return Err(format!("missing argument to repetition operator: {operator}")),
            After::Repetition => return Err(format!("invalid nested repetition operator: {operator}")),
            After::Atom => {}
        }
        self.out.push_str(operator);
        if self.rest.starts_with('?') {
            self.advance(1);
            self.out.push('?');
        }
        self.after = After::Repetition;
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`, taken; any other brace stays where it is.
    fn counted(&mut self) -> Result<Option<String>, String> {
        let Some((inside, _)) = self.rest[1..].split_once('}') else { return Ok(None) };
        let (low, high) = inside.split_once(',').unwrap_or((inside, inside));
        let number = |s: &str| {
            !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && (s == "0" || !s.starts_with('0'))
        };
        if !number(low) || !(number(high) || high.is_empty() && inside.contains(',')) {
            return Ok(None);
        }
        let size = |s: &str| s.parse::<u32>().unwrap_or(u32::MAX);
        let (from, to) = (size(low), if high.is_empty() { size(low) } else { size(high) });
        let operator = format!("{{{inside}}}");
        if from > MAX_REPEAT || to > MAX_REPEAT || from > to {
            return Err(format!("invalid repeat count: {operator}"));
        }
        self.advance(operator.len());
        Ok(Some(operator))
    }

    fn group(&mut self) -> Result<(), String> {
        self.after = After::Nothing;
        let Some(inside) = self.rest.strip_prefix("(?") else {
            self.advance(1);
            self.out.push('(');
            return Ok(());
        };
        if inside.starts_with("P<") || inside.starts_with('<') {
            let name = inside.trim_start_matches('P')[1..].split('>').next().unwrap_or_default();
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(format!("invalid named capture: (?{inside}"));
            }
            // Go lets a name begin with a digit, which the crate refuses.
            let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
            self.out.push_str(&self.rest[..end]);
            self.advance(end);
            return Ok(());
        }
        let end = inside.find([':', ')']).ok_or("missing closing )")?;
        let (flags, close) = (&inside[..end], &inside[end..=end]);
        let letters = flags.bytes().all(|b| b"imsU-".contains(&b));
        if !letters || flags.matches('-').count() > 1 || flags.ends_with('-') {
            return Err(format!("invalid or unsupported Perl syntax: (?{flags}{close}"));
        }
        if !flags.is_empty() || close == ":" {
            self.out.push_str("(?");
            self.out.push_str(flags);
            self.out.push_str(close);
        }
        self.advance(2 + end + 1);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        self.after = After::Atom;
        if let Some(quoted) = self.rest.strip_prefix("\\Q") {
            let (text, rest) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            self.out.push_str(&regex::escape(text));
            self.rest = rest;
            return Ok(());
        }
        let next = self.rest[1..].chars().next().ok_or("trailing backslash at end of expression")?;
        match next {
            'A' | 'z' => self.push_escape(&format!("\\{next}")),
            'b' | 'B' => self.push_escape(&format!("(?-u:\\{next})")),
            'E' => {
                // An end of quoting that was not begun is nothing.
                self.after = if self.out.is_empty() { After::Nothing } else { After::Atom };
                self.advance(2);
            }
            'd' | 's' | 'w' | 'D' | 'S' | 'W' => {
                let class = perl_class(next);
                let negated = if next.is_ascii_uppercase() { "^" } else { "" };
                self.push_escape(&format!("[{negated}{class}]"));
            }
            'p' | 'P' => {
                let class = self.property()?;
                self.out.push_str(&class);
            }
            'C' => return Err("\\C matches a single byte, which text here cannot hold".to_owned()),
            _ => {
                let c = self.literal_escape()?;
                self.out.push_str(&literal(c));
            }
        }
        Ok(())
    }

    fn push_escape(&mut self, spelled: &str) {
        self.out.push_str(spelled);
        self.advance(2);
    }

    /// `\pL`, `\p{Greek}`, `\P{^Greek}`, taken.
    fn property(&mut self) -> Result<String, String> {
        let after = self.rest[2..].chars().next().ok_or("invalid character class range: \\p")?;
        let size = if after == '{' {
            2 + self.rest[2..].find('}').ok_or("invalid character class range: \\p")? + 1
        } else {
            2 + after.len_utf8()
        };
        let spelled = &self.rest[..size];
        let name = spelled[2..].trim_matches(['{', '}']);
        let negated = spelled.starts_with("\\P") != name.starts_with('^');
        let name = name.trim_start_matches('^');
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic() || b"_- ".contains(&b)) {
            return Err(format!("invalid character class range: {spelled}"));
        }
        let class = if name == "Any" {
            if negated { "[^\\x{0}-\\x{10FFFF}]".to_owned() } else { "[\\x{0}-\\x{10FFFF}]".to_owned() }
        } else {
            format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' })
        };
        self.advance(size);
        Ok(class)
    }

    /// The character an escape stands for, taken: `\n`, `\x41`, `\x{1F600}`, `\101`, `\.`.
    fn literal_escape(&mut self) -> Result<char, String> {
        let bad =
            |rest: &str| format!("invalid escape sequence: {}", rest.chars().take(2).collect::<String>());
        let next = self.rest[1..].chars().next().ok_or("trailing backslash at end of expression")?;
        let code = match next {
            'a' => 7,
            'f' => 12,
            't' => 9,
            'n' => 10,
            'r' => 13,
            'v' => 11,
            'x' => return self.hex_escape().ok_or_else(|| bad(self.rest)),
            '0'..='7' => {
                let digits: String =
                    self.rest[1..].chars().take(3).take_while(|c| ('0'..='7').contains(c)).collect();
                if next != '0' && digits.len() < 2 {
                    return Err(bad(self.rest));
                }
                self.advance(1 + digits.len());
                return u32::from_str_radix(&digits, 8)
                    .ok()
                    .and_then(char::from_u32)
                    .ok_or_else(|| bad("\\0"));
            }
            c if c.is_ascii_punctuation() || c.is_ascii() && !c.is_ascii_alphanumeric() => c as u32,
            _ => return Err(bad(self.rest)),
        };
        self.advance(2);
        char::from_u32(code).ok_or_else(|| bad("\\x"))
    }

    fn hex_escape(&mut self) -> Option<char> {
        let digits = &self.rest[2..];
        let (digits, size) = match digits.strip_prefix('{') {
            Some(braced) => {
                let (inside, _) = braced.split_once('}')?;
                (inside, inside.len() + 2)
            }
            None => (digits.get(..2)?, 2),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
        self.advance(2 + size);
        Some(c)
    }

    /// `[…]`, item by item, so that nothing in it means more than in Go.
    fn class(&mut self) -> Result<(), String> {
        self.after = After::Atom;
        self.advance(1);
        self.out.push('[');
        if self.rest.starts_with('^') {
            self.advance(1);
            self.out.push('^');
        }
        let mut first = true;
        loop {
            if self.rest.is_empty() {
                return Err("missing closing ]".to_owned());
            }
            if self.rest.starts_with(']') && !first {
                self.advance(1);
                self.out.push(']');
                return Ok(());
            }
            first = false;
            self.class_item()?;
        }
    }

    fn class_item(&mut self) -> Result<(), String> {
        if self.rest.starts_with("[:")
            && let Some(end) = self.rest.find(":]")
        {
            self.out.push_str(&self.rest[..end + 2]);
            self.advance(end + 2);
            return Ok(());
        }
        match self.rest.strip_prefix('\\').and_then(|rest| rest.chars().next()) {
            Some(c @ ('d' | 's' | 'w')) => {
                self.push_escape(perl_class(c));
                return Ok(());
            }
            Some(c @ ('D' | 'S' | 'W')) => {
                self.push_escape(&format!("[^{}]", perl_class(c)));
                return Ok(());
            }
            Some('p' | 'P') => {
                let class = self.property()?;
                self.out.push_str(&class);
                return Ok(());
            }
            _ => {}
        }
        let low = self.class_char()?;
        self.out.push_str(&literal(low));
        if self.rest.starts_with('-') && !self.rest.starts_with("-]") && self.rest.len() > 1 {
            self.advance(1);
            let high = self.class_char()?;
            if high < low {
                return Err(format!("invalid character class range: {low}-{high}"));
            }
            self.out.push('-');
            self.out.push_str(&literal(high));
        }
        Ok(())
    }

    fn class_char(&mut self) -> Result<char, String> {
        if self.rest.starts_with('\\') {
            return self.literal_escape();
        }
        let c = self.rest.chars().next().ok_or("missing closing ]")?;
        self.advance(c.len_utf8());
        Ok(c)
    }
}

fn perl_class(letter: char) -> &'static str {
    match letter.to_ascii_lowercase() {
        'd' => "0-9",
        's' => "\\t\\n\\x0C\\r\\x20",
        _ => "0-9A-Za-z_",
    }
}

/// A character that means itself, in a class and out of it.
fn literal(c: char) -> String {
    if c.is_alphanumeric() || c == '_' { c.to_string() } else { format!("\\x{{{:X}}}", c as u32) }
}
