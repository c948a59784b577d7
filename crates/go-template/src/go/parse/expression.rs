//! Pipelines, commands, operands and terms.

use super::{MAX_NAMES, Parser, Result};
use crate::functions::Callee;
use crate::go::ast::{Command, Number, Operand, Pipe, Term, Variable};
use crate::go::lex::{Keyword, Kind, Token};
use crate::quote;

impl Parser<'_> {
    /// `declarations? command ('|' command)*` up to and with `end`.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe> {
        let at = self.peek_non_space().start;
        let mut pipe =
            Pipe { at, variables: Vec::new(), assigns: false, commands: Vec::new(), settled: None };
        let names = self.declarations(context, &mut pipe)?;
        loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen
                | Kind::Keyword(Keyword::Dot | Keyword::Nil) => {
                    self.at -= 1;
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return Err(self.unexpected(token, context)),
            }
        }
        if pipe.commands.is_empty() {
            return Err(self.error(format!("missing value for {context}")));
        }
        for (index, command) in pipe.commands.iter().enumerate().skip(1) {
            if matches!(
                command.word.term,
                Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(_) | Term::String { .. }
            ) {
                return Err(self.error(format!("non executable command in pipeline stage {}", index + 1)));
            }
        }
        pipe.variables = names.into_iter().map(|name| self.target(name, pipe.assigns)).collect();
        Ok(pipe)
    }

    /// The variables before `:=` or `=`, if there are any.
    fn declarations(&mut self, context: &str, pipe: &mut Pipe) -> Result<Vec<String>> {
        let mut names = Vec::new();
        while self.peek_non_space().kind == Kind::Variable {
            let mark = self.at;
            let token = self.next();
            let name = self.text_of(token).to_owned();
            let next = self.peek_non_space();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    self.next();
                    pipe.assigns = next.kind == Kind::Assign;
                    self.know(&name)?;
                    names.push(name);
                    break;
                }
                Kind::Char if self.text_of(next) == "," => {
                    self.next();
                    self.know(&name)?;
                    names.push(name);
                    if context != "range" || names.len() > 1 {
                        return Err(self.error(format!("too many declarations in {context}")));
                    }
                    match self.peek_non_space().kind {
                        Kind::Variable | Kind::RightDelim | Kind::RightParen => {}
                        _ => return Err(self.error("range can only initialize variables")),
                    }
                }
                _ => {
                    self.at = mark;
                    break;
                }
            }
        }
        Ok(names)
    }

    /// Lets the text mention a variable from here on.
    fn know(&mut self, name: &str) -> Result<()> {
        if self.scope.known.len() >= MAX_NAMES {
            return Err(self.error(format!("more than {MAX_NAMES} variables")));
        }
        self.scope.known.push(name.to_owned());
        Ok(())
    }

    /// The slot a pipeline's value goes to.
    fn target(&mut self, name: String, assigns: bool) -> Variable {
        if assigns {
            let slot = self.scope.live.iter().rposition(|live| *live == name);
            return Variable { name, slot };
        }
        self.scope.live.push(name.clone());
        self.scope.slots = self.scope.slots.max(self.scope.live.len());
        Variable { name, slot: Some(self.scope.live.len() - 1) }
    }

    /// Operands with spaces between; a pipe after them is read, a closing delimiter is not.
    fn command(&mut self) -> Result<Command> {
        let mut word = None;
        let mut arguments = Vec::new();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                match word {
                    None => word = Some(operand),
                    Some(_) => arguments.push(operand),
                }
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.at -= 1,
                Kind::Pipe => {}
                _ => return Err(self.unexpected(token, "operand")),
            }
            break;
        }
        match word {
            Some(word) => Ok(Command { word, arguments }),
            None => Err(self.error("empty command")),
        }
    }

    /// A term and the fields taken of it.
    fn operand(&mut self) -> Result<Option<Operand>> {
        let token = self.peek_non_space();
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        let mut operand = Operand { at: token.start, term, settled: None };
        if self.peek().kind != Kind::Field {
            return Ok(Some(operand));
        }
        let mut more = Vec::new();
        while self.peek().kind == Kind::Field {
            let field = self.next();
            more.push(self.text_of(field)[1..].to_owned());
        }
        match &mut operand.term {
            Term::Field(fields) | Term::Variable(_, fields) => fields.append(&mut more),
            Term::Bool(_) | Term::String { .. } | Term::Number(_) | Term::Nil | Term::Dot => {
                let term = quote::quote(&operand.to_string(), false);
                return Err(self.error(format!("unexpected . after term {term}")));
            }
            _ => {
                let at = operand.at;
                operand = Operand { at, term: Term::Chain(Box::new(operand), more), settled: None };
            }
        }
        Ok(Some(operand))
    }

    fn term(&mut self) -> Result<Option<Term>> {
        let token = self.next_non_space();
        let text = self.text_of(token);
        let term = match token.kind {
            Kind::Identifier => Term::Function(self.function(token)?),
            Kind::Keyword(Keyword::Dot) => Term::Dot,
            Kind::Keyword(Keyword::Nil) => Term::Nil,
            Kind::Variable => self.variable(token)?,
            Kind::Field => Term::Field(vec![text[1..].to_owned()]),
            Kind::Bool => Term::Bool(text == "true"),
            Kind::CharConstant => self.number(Number::of_char(text))?,
            Kind::Complex => self.number(Number::of_complex(text))?,
            Kind::Number => self.number(Number::of_text(text))?,
            Kind::LeftParen => Term::Pipe(Box::new(
                self.nested(|parser| parser.pipeline("parenthesized pipeline", Kind::RightParen))?,
            )),
            Kind::String | Kind::RawString => {
                let quoted = text.to_owned();
                let text = quote::unquote(&quoted).map_err(|cause| self.error(cause))?;
                Term::String { text, quoted }
            }
            _ => {
                self.at -= 1;
                return Ok(None);
            }
        };
        Ok(Some(term))
    }

    fn number(&self, number: Result<Number, String>) -> Result<Term> {
        number.map(|number| Term::Number(Box::new(number))).map_err(|cause| self.error(cause))
    }

    fn function(&self, token: Token) -> Result<Callee> {
        let name = self.text_of(token);
        self.library
            .find(name)
            .ok_or_else(|| self.error(format!("function {} not defined", quote::quote(name, false))))
    }

    fn variable(&self, token: Token) -> Result<Term> {
        let name = self.text_of(token);
        if !self.scope.known.iter().any(|known| known == name) {
            return Err(self.error(format!("undefined variable {}", quote::quote(name, false))));
        }
        let slot = self.scope.live.iter().rposition(|live| live == name);
        Ok(Term::Variable(Variable { name: name.to_owned(), slot }, Vec::new()))
    }
}
