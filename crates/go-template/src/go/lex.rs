//! Template text into tokens, with trim markers and comments already dealt with.

/// A token and the bytes it stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Text,
    LeftDelim,
    RightDelim,
    Space,
    /// `=`
    Assign,
    /// `:=`
    Declare,
    Pipe,
    LeftParen,
    RightParen,
    /// Any other printing ASCII character, such as a comma.
    Char,
    Bool,
    CharConstant,
    Complex,
    Number,
    String,
    RawString,
    Identifier,
    /// `.name`
    Field,
    /// `$` or `$name`
    Variable,
    Keyword(Keyword),
    Eof,
    /// The text cannot be read any further.
    Error(LexError),
}

/// The words that are not functions, and the dot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Dot,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// Why the text cannot be read any further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LexError {
    UnclosedComment,
    CommentEndsEarly,
    UnclosedAction,
    UnclosedParen,
    UnexpectedParen,
    ExpectedDeclare,
    UnterminatedChar,
    UnterminatedString,
    UnterminatedRawString,
    BadNumber,
    BadCharacter(Option<char>),
    UnrecognizedCharacter(char),
}

impl LexError {
    /// The cause, about the token's `text`.
    pub(crate) fn message(self, text: &str) -> String {
        match self {
            LexError::UnclosedComment => "unclosed comment".to_owned(),
            LexError::CommentEndsEarly => "comment ends before closing delimiter".to_owned(),
            LexError::UnclosedAction => "unclosed action".to_owned(),
            LexError::UnclosedParen => "unclosed left paren".to_owned(),
            LexError::UnexpectedParen => "unexpected right paren".to_owned(),
            LexError::ExpectedDeclare => "expected :=".to_owned(),
            LexError::UnterminatedChar => "unterminated character constant".to_owned(),
            LexError::UnterminatedString => "unterminated quoted string".to_owned(),
            LexError::UnterminatedRawString => "unterminated raw quoted string".to_owned(),
            LexError::BadNumber => format!("bad number syntax: {}", crate::quote::quote(text, false)),
            LexError::BadCharacter(Some(c)) => format!("bad character {}", code_point(c)),
            LexError::BadCharacter(None) => "bad character at the end".to_owned(),
            LexError::UnrecognizedCharacter(c) => {
                format!("unrecognized character in action: {}", code_point(c))
            }
        }
    }
}

fn code_point(c: char) -> String {
    if crate::quote::prints(c) {
        format!("U+{:04X} '{c}'", u32::from(c))
    } else {
        format!("U+{:04X}", u32::from(c))
    }
}

/// All tokens of `text`; the last one is an end or an error.
pub(crate) fn lex(text: &str, left: &str, right: &str) -> Vec<Token> {
    let tokens = Vec::with_capacity(text.len() / 8);
    let mut lexer = Lexer { text, left, right, start: 0, at: 0, parens: 0, tokens };
    let last = match lexer.run() {
        Ok(()) => Kind::Eof,
        Err(error) => Kind::Error(error),
    };
    let token = Token { kind: last, start: lexer.start.min(text.len()), end: lexer.at.min(text.len()) };
    lexer.tokens.push(token);
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    left: &'t str,
    right: &'t str,
    start: usize,
    at: usize,
    parens: usize,
    tokens: Vec<Token>,
}

const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn emit(&mut self, kind: Kind) {
        self.tokens.push(Token { kind, start: self.start, end: self.at });
        self.start = self.at;
    }

    fn run(&mut self) -> Result<(), LexError> {
        while let Some(found) = self.rest().find(self.left) {
            let text_end = self.at + found;
            self.at = text_end + self.left.len();
            let trim = has_left_trim(self.rest());
            let text = &self.text[self.start..text_end];
            let kept = if trim { text.trim_end_matches(SPACES).len() } else { text.len() };
            if kept > 0 {
                self.tokens.push(Token { kind: Kind::Text, start: self.start, end: self.start + kept });
            }
            self.start = text_end;
            let marker = if trim { 2 } else { 0 };
            if self.text[self.at + marker..].starts_with("/*") {
                self.at += marker;
                self.comment()?;
            } else {
                self.emit(Kind::LeftDelim);
                self.at += marker;
                self.start = self.at;
                self.parens = 0;
                self.action()?;
            }
        }
        self.at = self.text.len();
        if self.start < self.at {
            self.emit(Kind::Text);
        }
        Ok(())
    }

    fn comment(&mut self) -> Result<(), LexError> {
        let end = self.rest()[2..].find("*/").ok_or(LexError::UnclosedComment)?;
        self.at += 2 + end + 2;
        let trim = self.right_delim().ok_or(LexError::CommentEndsEarly)?;
        self.close(trim);
        Ok(())
    }

    /// Whether a right delimiter stands here, and if so whether it has a trim marker.
    fn right_delim(&self) -> Option<bool> {
        let rest = self.rest();
        if has_right_trim(rest) && rest[2..].starts_with(self.right) {
            return Some(true);
        }
        rest.starts_with(self.right).then_some(false)
    }

    /// Goes past the right delimiter that stands here, and past the space it trims.
    fn close(&mut self, trim: bool) {
        self.at += self.right.len() + if trim { 2 } else { 0 };
        if trim {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(SPACES).len();
        }
        self.start = self.at;
    }

    fn action(&mut self) -> Result<(), LexError> {
        loop {
            if let Some(trim) = self.right_delim() {
                if self.parens > 0 {
                    return Err(LexError::UnclosedParen);
                }
                let start = self.at + if trim { 2 } else { 0 };
                self.tokens.push(Token { kind: Kind::RightDelim, start, end: start + self.right.len() });
                self.close(trim);
                return Ok(());
            }
            let c = self.bump().ok_or(LexError::UnclosedAction)?;
            match c {
                ' ' | '\t' | '\r' | '\n' => self.space(),
                '=' => self.emit(Kind::Assign),
                ':' => match self.bump() {
                    Some('=') => self.emit(Kind::Declare),
                    _ => return Err(LexError::ExpectedDeclare),
                },
                '|' => self.emit(Kind::Pipe),
                '"' => self.quoted('"', Kind::String, LexError::UnterminatedString)?,
                '\'' => self.quoted('\'', Kind::CharConstant, LexError::UnterminatedChar)?,
                '`' => {
                    let end = self.rest().find('`').ok_or(LexError::UnterminatedRawString)?;
                    self.at += end + 1;
                    self.emit(Kind::RawString);
                }
                '$' => self.name(Kind::Variable)?,
                '.' if !self.peek().is_none_or(|c| c.is_ascii_digit()) => self.name(Kind::Field)?,
                '.' | '+' | '-' | '0'..='9' => {
                    self.at -= 1;
                    self.number()?;
                }
                '(' => {
                    self.parens += 1;
                    self.emit(Kind::LeftParen);
                }
                ')' => {
                    self.parens = self.parens.checked_sub(1).ok_or(LexError::UnexpectedParen)?;
                    self.emit(Kind::RightParen);
                }
                _ if is_alphanumeric(c) => self.word()?,
                _ if (' '..='~').contains(&c) => self.emit(Kind::Char),
                _ => return Err(LexError::UnrecognizedCharacter(c)),
            }
        }
    }

    /// A run of spaces, but for one that belongs to a trim marker.
    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(SPACES).len();
        let before_last = &self.text[self.at - 1..];
        if has_right_trim(before_last) && before_last[2..].starts_with(self.right) {
            self.at -= 1;
        }
        if self.at > self.start {
            self.emit(Kind::Space);
        }
    }

    fn quoted(&mut self, quote: char, kind: Kind, unterminated: LexError) -> Result<(), LexError> {
        loop {
            match self.bump() {
                Some('\\') => match self.bump() {
                    Some(c) if c != '\n' => {}
                    _ => return Err(unterminated),
                },
                None | Some('\n') => return Err(unterminated),
                Some(c) if c == quote => break,
                Some(_) => {}
            }
        }
        self.emit(kind);
        Ok(())
    }

    /// The rest of a field or variable, whose first character is read; a dot alone is the cursor.
    fn name(&mut self, kind: Kind) -> Result<(), LexError> {
        if self.at_terminator() {
            self.emit(if kind == Kind::Variable { kind } else { Kind::Keyword(Keyword::Dot) });
            return Ok(());
        }
        self.skip_alphanumeric();
        if !self.at_terminator() {
            return Err(LexError::BadCharacter(self.peek()));
        }
        self.emit(kind);
        Ok(())
    }

    fn word(&mut self) -> Result<(), LexError> {
        self.skip_alphanumeric();
        if !self.at_terminator() {
            return Err(LexError::BadCharacter(self.peek()));
        }
        let kind = match &self.text[self.start..self.at] {
            "true" | "false" => Kind::Bool,
            "block" => Kind::Keyword(Keyword::Block),
            "break" => Kind::Keyword(Keyword::Break),
            "continue" => Kind::Keyword(Keyword::Continue),
            "define" => Kind::Keyword(Keyword::Define),
            "else" => Kind::Keyword(Keyword::Else),
            "end" => Kind::Keyword(Keyword::End),
            "if" => Kind::Keyword(Keyword::If),
            "nil" => Kind::Keyword(Keyword::Nil),
            "range" => Kind::Keyword(Keyword::Range),
            "template" => Kind::Keyword(Keyword::Template),
            "with" => Kind::Keyword(Keyword::With),
            _ => Kind::Identifier,
        };
        self.emit(kind);
        Ok(())
    }

    fn skip_alphanumeric(&mut self) {
        let rest = self.rest();
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let ascii = rest.as_bytes().iter().position(|byte| !is_word(byte)).unwrap_or(rest.len());
        // Letters beyond ASCII are rare.
        let beyond = &rest[ascii..];
        self.at += match beyond.as_bytes().first() {
            Some(byte) if !byte.is_ascii() => {
                ascii + beyond.find(|c| !is_alphanumeric(c)).unwrap_or(beyond.len())
            }
            _ => ascii,
        };
    }

    /// Whether a name may end here.
    fn at_terminator(&self) -> bool {
        match self.peek() {
            None => true,
            Some(c) => {
                matches!(c, ' ' | '\t' | '\r' | '\n' | '.' | ',' | '|' | ':' | ')' | '(')
                    || self.rest().starts_with(self.right)
            }
        }
    }

    fn number(&mut self) -> Result<(), LexError> {
        self.scan_number()?;
        if matches!(self.peek(), Some('+' | '-')) {
            self.scan_number()?;
            if !self.text[..self.at].ends_with('i') {
                return Err(LexError::BadNumber);
            }
            self.emit(Kind::Complex);
        } else {
            self.emit(Kind::Number);
        }
        Ok(())
    }

    /// Decimal, octal, hex, binary, float or imaginary; what slips through is refused when it is converted.
    fn scan_number(&mut self) -> Result<(), LexError> {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        if digits.len() == 11 && self.accept("eE") || digits.len() == 23 && self.accept("pP") {
            self.accept("+-");
            self.accept_run("0123456789_");
        }
        self.accept("i");
        if self.peek().is_some_and(is_alphanumeric) {
            self.bump();
            return Err(LexError::BadNumber);
        }
        Ok(())
    }

    fn accept(&mut self, set: &str) -> bool {
        let found = self.peek().is_some_and(|c| set.contains(c));
        self.at += usize::from(found);
        found
    }

    fn accept_run(&mut self, set: &str) {
        while self.accept(set) {}
    }
}

fn has_left_trim(text: &str) -> bool {
    matches!(text.as_bytes(), [b'-', b' ' | b'\t' | b'\r' | b'\n', ..])
}

fn has_right_trim(text: &str) -> bool {
    matches!(text.as_bytes(), [b' ' | b'\t' | b'\r' | b'\n', b'-', ..])
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
