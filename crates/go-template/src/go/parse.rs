//! Tokens into a tree: control structures and definitions.

use super::ast::{Branches, Definition, Invocation, Node, Pipe, Range};
use super::error::TemplateError;
use super::lex::{Keyword, Kind, Token, lex};
use crate::functions::Library;
use crate::quote;

mod expression;

/// How deep actions and parentheses may nest.
const MAX_NESTING: usize = 150;

/// How many variables or definitions there may be; each is looked for among them all.
const MAX_NAMES: usize = 5_000;

/// Parses `text` into its definitions, the one named `name` (the text itself, as a rule) among them.
pub(crate) fn parse(
    name: &str,
    text: &str,
    delimiters: (&str, &str),
    library: Library,
) -> Result<Vec<Definition>, TemplateError> {
    let tokens = lex(text, delimiters.0, delimiters.1);
    let mut parser = Parser {
        name,
        text,
        tokens,
        at: 0,
        library,
        scope: Scope::new(),
        range_depth: 0,
        nesting: 0,
        definitions: Vec::new(),
    };
    let root = parser.top_level()?;
    parser.add(root)?;
    Ok(parser.definitions)
}

struct Parser<'t> {
    name: &'t str,
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    library: Library,
    scope: Scope,
    range_depth: usize,
    nesting: usize,
    definitions: Vec<Definition>,
}

/// The variables of the definition that is being read.
struct Scope {
    /// Those the text may mention; the ones of a taken-or-not branch stay mentionable in its `else`.
    known: Vec<String>,
    /// Those that have a value here, by their slots.
    live: Vec<String>,
    /// The most there have been.
    slots: usize,
}

impl Scope {
    fn new() -> Self {
        Scope { known: vec!["$".to_owned()], live: vec!["$".to_owned()], slots: 1 }
    }
}

/// What ends a list of nodes.
enum Terminator {
    End,
    Else,
}

type Result<T, E = TemplateError> = std::result::Result<T, E>;

impl Parser<'_> {
    fn top_level(&mut self) -> Result<Definition> {
        let mut body = Vec::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let mark = self.at;
                self.next();
                if self.next_non_space().kind == Kind::Keyword(Keyword::Define) {
                    self.definition()?;
                    continue;
                }
                self.at = mark;
            }
            match self.text_or_action()? {
                Ok(node) => body.push(node),
                Err(Terminator::End) => return Err(self.error("unexpected {{end}}")),
                Err(Terminator::Else) => return Err(self.error("unexpected {{else}}")),
            }
        }
        Ok(Definition { name: self.name.to_owned(), body, slots: self.scope.slots })
    }

    /// `{{define "name"}} … {{end}}`, whose keyword is read.
    fn definition(&mut self) -> Result<()> {
        const CONTEXT: &str = "define clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        self.defined_body(name, CONTEXT)
    }

    /// The body of `define` and `block`, with variables of its own.
    fn defined_body(&mut self, name: String, context: &str) -> Result<()> {
        let outer = std::mem::replace(&mut self.scope, Scope::new());
        let outer_range = std::mem::take(&mut self.range_depth);
        let (body, terminator) = self.nested(Self::item_list)?;
        if matches!(terminator, Terminator::Else) {
            return Err(self.error(format!("unexpected {{{{else}}}} in {context}")));
        }
        let inner = std::mem::replace(&mut self.scope, outer);
        self.range_depth = outer_range;
        self.add(Definition { name, body, slots: inner.slots })
    }

    /// Keeps a definition; an empty one gives way.
    fn add(&mut self, definition: Definition) -> Result<()> {
        let empty = |d: &Definition| {
            d.body
                .iter()
                .all(|n| matches!(n, Node::Text(range) if self.text[range.clone()].trim().is_empty()))
        };
        let definition_empty = empty(&definition);
        match self.definitions.iter().position(|d| d.name == definition.name) {
            None if self.definitions.len() >= MAX_NAMES => {
                return Err(self.error(format!("more than {MAX_NAMES} definitions")));
            }
            None => self.definitions.push(definition),
            Some(index) if empty(&self.definitions[index]) => self.definitions[index] = definition,
            Some(_) if definition_empty => {}
            Some(_) => {
                let name = quote::quote(&definition.name, false);
                return Err(self.error(format!("multiple definition of template {name}")));
            }
        }
        Ok(())
    }

    fn item_list(&mut self) -> Result<(Vec<Node>, Terminator)> {
        let mut body = Vec::new();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Ok(node) => body.push(node),
                Err(terminator) => return Ok((body, terminator)),
            }
        }
        Err(self.error("unexpected EOF").help("an {{end}} is missing"))
    }

    fn text_or_action(&mut self) -> Result<Result<Node, Terminator>> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => Ok(Ok(Node::Text(token.start..token.end))),
            Kind::LeftDelim => self.action(),
            _ => Err(self.unexpected(token, "input")),
        }
    }

    fn action(&mut self) -> Result<Result<Node, Terminator>> {
        let mark = self.at;
        let token = self.next_non_space();
        let Kind::Keyword(keyword) = token.kind else {
            self.at = mark;
            return Ok(Ok(Node::Action(self.pipeline("command", Kind::RightDelim)?)));
        };
        let node = match keyword {
            Keyword::Block => self.block()?,
            Keyword::Break => self.leave_loop("{{break}}", Node::Break)?,
            Keyword::Continue => self.leave_loop("{{continue}}", Node::Continue)?,
            Keyword::Else => {
                // `else if` leaves its `if` to the structure that asked.
                if !matches!(self.peek_non_space().kind, Kind::Keyword(Keyword::If | Keyword::With)) {
                    self.expect(Kind::RightDelim, "else")?;
                }
                return Ok(Err(Terminator::Else));
            }
            Keyword::End => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Err(Terminator::End));
            }
            Keyword::If => Node::If(self.nested(|p| p.branches(Keyword::If, "if"))?),
            Keyword::With => Node::With(self.nested(|p| p.branches(Keyword::With, "with"))?),
            Keyword::Range => Node::Range(Box::new(self.nested(Self::range)?)),
            Keyword::Template => self.template_call()?,
            Keyword::Define | Keyword::Dot | Keyword::Nil => {
                self.at = mark;
                Node::Action(self.pipeline("command", Kind::RightDelim)?)
            }
        };
        Ok(Ok(node))
    }

    fn leave_loop(&mut self, what: &str, node: Node) -> Result<Node> {
        let token = self.next_non_space();
        if token.kind != Kind::RightDelim {
            return Err(self.unexpected(token, what));
        }
        if self.range_depth == 0 {
            return Err(self.error(format!("{what} outside {{{{range}}}}")));
        }
        Ok(node)
    }

    fn branches(&mut self, keyword: Keyword, context: &str) -> Result<Branches> {
        let known = self.scope.known.len();
        let live = self.scope.live.len();
        let mut found = Branches { branches: Vec::new(), otherwise: Vec::new() };
        loop {
            let pipe = self.pipeline(context, Kind::RightDelim)?;
            let after_pipe = self.scope.live.len();
            let (body, terminator) = self.item_list()?;
            found.branches.push((pipe, body));
            // What a branch declares does not live in its else.
            self.scope.live.truncate(after_pipe);
            if matches!(terminator, Terminator::End) {
                break;
            }
            if self.peek().kind == Kind::Space {
                self.next();
            }
            if self.peek().kind == Kind::Keyword(keyword) {
                self.next();
                continue;
            }
            found.otherwise = self.else_body()?;
            break;
        }
        self.scope.known.truncate(known);
        self.scope.live.truncate(live);
        Ok(found)
    }

    fn range(&mut self) -> Result<Range> {
        let known = self.scope.known.len();
        let live = self.scope.live.len();
        let pipe = self.pipeline("range", Kind::RightDelim)?;
        let after_pipe = self.scope.live.len();
        self.range_depth += 1;
        let (body, terminator) = self.item_list()?;
        self.range_depth -= 1;
        self.scope.live.truncate(after_pipe);
        let otherwise = match terminator {
            Terminator::End => Vec::new(),
            Terminator::Else => self.else_body()?,
        };
        self.scope.known.truncate(known);
        self.scope.live.truncate(live);
        Ok(Range { pipe, body, otherwise })
    }

    fn else_body(&mut self) -> Result<Vec<Node>> {
        let (body, terminator) = self.item_list()?;
        match terminator {
            Terminator::End => Ok(body),
            Terminator::Else => Err(self.error("expected end; found {{else}}")),
        }
    }

    /// `{{block "name" pipeline}} … {{end}}`: a definition, called where it stands.
    fn block(&mut self) -> Result<Node> {
        const CONTEXT: &str = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        self.defined_body(name.clone(), CONTEXT)?;
        Ok(Node::Call(Box::new(Invocation { at: token.start, name, pipe: Some(pipe) })))
    }

    fn template_call(&mut self) -> Result<Node> {
        const CONTEXT: &str = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        let mark = self.at;
        let mut pipe: Option<Pipe> = None;
        if self.next_non_space().kind != Kind::RightDelim {
            self.at = mark;
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelim)?);
        }
        Ok(Node::Call(Box::new(Invocation { at: token.start, name, pipe })))
    }

    fn template_name(&mut self, token: Token, context: &str) -> Result<String> {
        match token.kind {
            Kind::String | Kind::RawString => {
                quote::unquote(self.text_of(token)).map_err(|cause| self.error(cause))
            }
            _ => Err(self.unexpected(token, context)),
        }
    }

    /// Reads something that may hold itself, to a bounded depth.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.nesting >= MAX_NESTING {
            return Err(self.error("max expression depth exceeded"));
        }
        self.nesting += 1;
        let found = read(self);
        self.nesting -= 1;
        found
    }

    fn text_of(&self, token: Token) -> &str {
        &self.text[token.start..token.end]
    }

    fn peek(&self) -> Token {
        // The last token, an end or an error, is never gone past.
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn peek_non_space(&mut self) -> Token {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
        self.peek()
    }

    fn next_non_space(&mut self) -> Token {
        self.peek_non_space();
        self.next()
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { Err(self.unexpected(token, context)) }
    }

    fn unexpected(&self, token: Token, context: &str) -> TemplateError {
        let text = self.text_of(token);
        let cause = match token.kind {
            Kind::Error(error) => error.message(text),
            Kind::Eof => format!("unexpected EOF in {context}"),
            Kind::Keyword(_) => format!("unexpected <{text}> in {context}"),
            _ => {
                let short: String = text.chars().take(10).collect();
                let more = if short.len() < text.len() { "..." } else { "" };
                format!("unexpected {}{more} in {context}", quote::quote(&short, false))
            }
        };
        TemplateError::parse(self.name, self.text, token.start, cause)
    }

    /// An error at the token read last.
    fn error(&self, cause: impl Into<String>) -> TemplateError {
        let last = self.at.saturating_sub(1).min(self.tokens.len() - 1);
        TemplateError::parse(self.name, self.text, self.tokens[last].start, cause.into())
    }
}
