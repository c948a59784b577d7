//! Reads a template before minijinja does: what nests too deep for its parser is refused, and what costs more than a step is marked
//! with the filters of [`charges`](super::charges), which take it from the budget.
//!
//! `a ~ b` becomes `(a)|__part(1) ~ (b)|__part(1)`: nothing but parentheses and filters is put in, so that the template means the same.

use std::ops::Range;

use minijinja::machinery::{Token, Tokenizer};
use minijinja::syntax::SyntaxConfig;

use super::charges::PREFIX;

mod expression;
mod statement;

/// How deep expressions may nest in each other.
const MAX_NESTING: usize = 64;

/// How many operators, filters, conditions and blocks may lie around each other: minijinja's compiler goes through them recursively.
const MAX_DEPTH: usize = 300;

/// A template's text with marks, and where they are.
#[derive(Debug)]
pub(super) struct Guarded {
    pub(super) text: String,
    /// Where in the original text something is put in, and how many bytes, in order.
    marks: Vec<(usize, usize)>,
}

/// Why a template is not read, and at which byte.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) at: usize,
    /// What is wrong; none when the text is no template, which minijinja says better.
    pub(super) cause: Option<String>,
}

impl Refusal {
    /// What is wrong, in a word or two.
    pub(super) fn words(&self) -> &str {
        self.cause.as_deref().unwrap_or("cannot be read")
    }
}

type Result<T> = std::result::Result<T, Refusal>;

impl Guarded {
    /// The same text, for a template that is not marked.
    pub(super) fn unmarked(text: &str) -> Self {
        Guarded { text: text.to_owned(), marks: Vec::new() }
    }

    /// The byte of the original text that is at `at` in the text with marks.
    pub(super) fn original(&self, at: usize) -> usize {
        let mut put_in = 0;
        for (place, size) in &self.marks {
            if place + put_in >= at {
                break;
            }
            // A byte of a mark stands for the place where it is put in.
            put_in += (*size).min(at - place - put_in);
        }
        at - put_in
    }
}

/// Reads and marks a template.
///
/// # Errors
/// When it nests too deep, uses the names of marks, or is no template.
pub(super) fn guard(name: &str, text: &str, syntax: SyntaxConfig) -> Result<Guarded> {
    let mut reader =
        Reader { text, tokens: Vec::new(), at: 0, nesting: 0, marks: Vec::new(), blocks: Vec::new() };
    let mut tokenizer = Tokenizer::new(text, name, false, syntax);
    let broken = loop {
        match tokenizer.next_token() {
            Ok(Some((token, span))) => {
                let range = span.start_offset as usize..span.end_offset as usize;
                reader.tokens.push((token, range));
            }
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    // What stands before an error is read all the same: minijinja is to say what is wrong, and reads it too.
    reader.template()?;
    if broken { Err(reader.unreadable()) } else { Ok(reader.marked()) }
}

/// Where reading a template is.
struct Reader<'t> {
    text: &'t str,
    tokens: Vec<(Token<'t>, Range<usize>)>,
    at: usize,
    /// How many expressions are open.
    nesting: usize,
    /// What is put in at which byte.
    marks: Vec<(usize, String)>,
    /// The blocks that are open.
    blocks: Vec<Block>,
}

/// A block of statements.
struct Block {
    /// How many conditions lie around what comes next: one, and one for each `elif`.
    depth: usize,
    /// Of a loop, the mark that is to say how much text a round may write, and how much that is.
    round: Option<(usize, usize)>,
}

/// What is known of an expression that was read.
#[derive(Clone)]
struct Expression {
    range: Range<usize>,
    depth: usize,
    constant: Option<Constant>,
}

/// What a constant is, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Constant {
    /// A whole number.
    Int(u64),
    Other,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn is(&self, wanted: fn(&Token<'_>) -> bool) -> bool {
        self.peek().is_some_and(wanted)
    }

    /// Takes the next token when it is the one that is wanted.
    fn take(&mut self, wanted: fn(&Token<'_>) -> bool) -> bool {
        let found = self.is(wanted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: fn(&Token<'_>) -> bool) -> Result<()> {
        if self.take(wanted) { Ok(()) } else { Err(self.unreadable()) }
    }

    fn word(&self) -> Option<&'t str> {
        match self.peek() {
            Some(Token::Ident(word)) => Some(word),
            _ => None,
        }
    }

    fn is_word(&self, wanted: &str) -> bool {
        self.word() == Some(wanted)
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = self.is_word(wanted);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self) -> Result<&'t str> {
        let name = self.word().ok_or_else(|| self.unreadable())?;
        self.at += 1;
        Ok(name)
    }

    /// Where the next token begins.
    fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |(_, range)| range.start)
    }

    /// Where the last token ended.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |(_, range)| range.end)
    }

    fn unreadable(&self) -> Refusal {
        Refusal { at: self.start(), cause: None }
    }

    fn refuse(&self, cause: impl Into<String>) -> Refusal {
        Refusal { at: self.start().min(self.text.len()), cause: Some(cause.into()) }
    }

    /// Checks that what lies so deep inside the blocks that are open does not lie too deep.
    fn check_depth(&self, depth: usize) -> Result<()> {
        let around: usize = self.blocks.iter().map(|block| block.depth).sum();
        if depth + around > MAX_DEPTH {
            return Err(self.refuse(format!(
                "more than {MAX_DEPTH} operators, filters, conditions and blocks lie around each other"
            )));
        }
        Ok(())
    }

    /// Puts what is at `range` into parentheses, with a filter behind.
    fn mark(&mut self, range: &Range<usize>, filter: &str) {
        self.marks.push((range.start, "(".to_owned()));
        self.marks.push((range.end, format!(")|{PREFIX}{filter}")));
    }

    /// The same with parentheses around it all, where a call or index may follow.
    fn mark_whole(&mut self, range: &Range<usize>, filter: &str) {
        self.marks.push((range.start, "(".to_owned()));
        self.marks.push((range.end, format!("|{PREFIX}{filter})")));
    }

    fn marked(mut self) -> Guarded {
        // At one place, what belongs to inner expressions was put in first, and stays so.
        self.marks.sort_by_key(|(at, _)| *at);
        let mut text = String::with_capacity(self.text.len() + self.marks.len() * 12);
        let mut from = 0;
        for (at, mark) in &self.marks {
            text.push_str(&self.text[from..*at]);
            text.push_str(mark);
            from = *at;
        }
        text.push_str(&self.text[from..]);
        Guarded { text, marks: self.marks.iter().map(|(at, mark)| (*at, mark.len())).collect() }
    }
}
