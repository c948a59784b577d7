//! Statements: blocks and what stands in their tags.

use super::expression::Level;
use super::{Block, Reader, Result};
use minijinja::machinery::Token;

impl Reader<'_> {
    /// The whole template.
    pub(super) fn template(&mut self) -> Result<()> {
        while let Some(token) = self.peek() {
            match token {
                Token::TemplateData(text) => {
                    let size = text.len();
                    // Loops inside loops count for themselves.
                    if let Some((_, written)) = self.blocks.iter_mut().rev().find_map(|b| b.round.as_mut()) {
                        *written += size;
                    }
                    self.at += 1;
                }
                Token::VariableStart => {
                    self.at += 1;
                    self.expression()?;
                    self.expect(|token| matches!(token, Token::VariableEnd))?;
                }
                Token::BlockStart => {
                    self.at += 1;
                    self.statement()?;
                    self.expect(|token| matches!(token, Token::BlockEnd))?;
                }
                _ => return Err(self.unreadable()),
            }
        }
        Ok(())
    }

    fn statement(&mut self) -> Result<()> {
        match self.name()? {
            "for" => self.for_loop(),
            "if" => {
                self.level(Level::Or)?;
                self.open()
            }
            "elif" => {
                self.level(Level::Or)?;
                if let Some(block) = self.blocks.last_mut() {
                    block.depth += 1;
                }
                self.check_depth(0)
            }
            "with" => self.with(),
            "set" => self.set(),
            "filter" => {
                self.filter_chain()?;
                self.open()
            }
            "autoescape" => {
                self.expression()?;
                self.open()
            }
            "block" => {
                self.rest_of_tag();
                self.open()
            }
            "macro" => {
                self.name()?;
                self.parameters()?;
                self.open()
            }
            "call" => {
                if self.is(|token| matches!(token, Token::ParenOpen)) {
                    self.parameters()?;
                }
                self.expression()?;
                self.open()
            }
            "include" | "extends" | "import" | "from" => self.other_template(),
            "do" => self.expression().map(drop),
            "endfor" | "endif" | "endwith" | "endset" | "endfilter" | "endautoescape" | "endblock"
            | "endmacro" | "endcall" => self.close(),
            "else" => Ok(()),
            _ => Err(self.unreadable()),
        }
    }

    fn open(&mut self) -> Result<()> {
        self.blocks.push(Block { depth: 1, round: None });
        self.check_depth(0)
    }

    fn close(&mut self) -> Result<()> {
        self.rest_of_tag();
        let block = self.blocks.pop().ok_or_else(|| self.unreadable())?;
        if let Some((mark, written)) = block.round
            && let Some((_, text)) = self.marks.get_mut(mark)
        {
            text.push_str(&format!("({written})"));
        }
        Ok(())
    }

    /// Goes to the end of the tag, where nothing that is left can cost anything.
    fn rest_of_tag(&mut self) {
        while self.peek().is_some() && !self.is(|token| matches!(token, Token::BlockEnd)) {
            self.at += 1;
        }
    }

    fn for_loop(&mut self) -> Result<()> {
        self.targets()?;
        if !self.take_word("in") {
            return Err(self.unreadable());
        }
        let items = self.level(Level::Or)?;
        self.mark(&items.range, "each");
        let mark = self.marks.len() - 1;
        if self.take_word("if") {
            self.expression()?;
        }
        self.take_word("recursive");
        self.blocks.push(Block { depth: 1, round: Some((mark, 0)) });
        self.check_depth(0)
    }

    /// The names that a value is given, in parentheses or not; says whether one is a field.
    fn targets(&mut self) -> Result<bool> {
        let (mut open, mut dotted) = (0_usize, false);
        loop {
            match self.peek() {
                Some(Token::Ident("in")) if open == 0 => return Ok(dotted),
                Some(Token::Ident(_) | Token::Comma) => {}
                Some(Token::Dot) => dotted = true,
                Some(Token::ParenOpen) => open += 1,
                Some(Token::ParenClose) if open > 0 => open -= 1,
                _ => return Ok(dotted),
            }
            self.at += 1;
            self.check_depth(open)?;
        }
    }

    fn set(&mut self) -> Result<()> {
        let dotted = self.targets()?;
        if !self.take(|token| matches!(token, Token::Assign)) {
            if self.take(|token| matches!(token, Token::Pipe)) {
                self.filter_chain()?;
            }
            return self.open();
        }
        let start = self.start();
        self.expression()?;
        while self.take(|token| matches!(token, Token::Comma)) {
            if !self.is(|token| matches!(token, Token::BlockEnd)) {
                self.expression()?;
            }
        }
        if dotted {
            // A namespace outlives the round of a loop: only through one can a value grow from round to round.
            self.mark(&(start..self.end()), "kept");
        }
        Ok(())
    }

    fn with(&mut self) -> Result<()> {
        while !self.is(|token| matches!(token, Token::BlockEnd)) {
            self.targets()?;
            self.expect(|token| matches!(token, Token::Assign))?;
            self.expression()?;
            if !self.take(|token| matches!(token, Token::Comma)) {
                break;
            }
        }
        self.open()
    }

    /// Filters that are given what the block writes.
    fn filter_chain(&mut self) -> Result<()> {
        let mut depth = 1;
        loop {
            self.filter_name()?;
            depth = depth.max(self.arguments_if_any(None)?) + 1;
            self.check_depth(depth)?;
            if !self.take(|token| matches!(token, Token::Pipe)) {
                return Ok(());
            }
        }
    }

    /// The parameters of a macro, with their defaults.
    fn parameters(&mut self) -> Result<()> {
        self.expect(|token| matches!(token, Token::ParenOpen))?;
        while !self.take(|token| matches!(token, Token::ParenClose)) {
            self.name()?;
            if self.take(|token| matches!(token, Token::Assign)) {
                self.expression()?;
            }
            if !self.take(|token| matches!(token, Token::Comma)) {
                self.expect(|token| matches!(token, Token::ParenClose))?;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Another template, all of which may be written.
    fn other_template(&mut self) -> Result<()> {
        let name = self.expression()?;
        self.mark(&name.range, "whole");
        if self.take_word("as") {
            self.expression()?;
        }
        self.rest_of_tag();
        Ok(())
    }
}
