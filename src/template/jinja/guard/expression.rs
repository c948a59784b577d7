//! Expressions: the grammar of minijinja's parser, as far as it decides where an operand begins and ends.

use super::{Constant, Expression, MAX_NESTING, Reader, Result};
use crate::template::jinja::charges::PREFIX;
use minijinja::machinery::Token;
use std::ops::Range;

/// The operators of one binding strength, weakest first; `not` stands between `and` and comparisons, and the unary minus after the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Compare,
    Add,
    Concat,
    Multiply,
    Power,
}

/// An operator between two operands, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// `+` and `~`: what is left and right is put together.
    Joins,
    /// `*`: one may be repeated as often as the other says.
    Repeats,
    /// What is left and right is looked at.
    Compares,
    /// What is on the right is searched.
    Searches,
    /// On numbers and truth only.
    Computes,
}

impl<'t> Reader<'t> {
    /// An expression, a conditional one too.
    pub(super) fn expression(&mut self) -> Result<Expression> {
        self.nested(|reader| {
            let mut whole = reader.level(Level::Or)?;
            while reader.take_word("if") {
                let mut parts = vec![reader.level(Level::Or)?];
                if reader.take_word("else") {
                    parts.push(reader.expression()?);
                }
                parts.push(whole.clone());
                let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0) + 1;
                whole = Expression { range: whole.range.start..reader.end(), depth, constant: None };
                reader.check_depth(depth)?;
            }
            Ok(whole)
        })
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.nesting >= MAX_NESTING {
            return Err(self.refuse(format!("more than {MAX_NESTING} expressions nest in each other")));
        }
        self.nesting += 1;
        let found = read(self);
        self.nesting -= 1;
        found
    }

    /// Operands with operators of this strength, or a stronger one, between them.
    pub(super) fn level(&mut self, level: Level) -> Result<Expression> {
        let start = self.start();
        let mut found = match level <= Level::Not && self.is_word("not") {
            false => self.unary()?,
            true => {
                let mut negations = 0;
                while self.take_word("not") {
                    negations += 1;
                    self.check_depth(negations)?;
                }
                let inner = self.level(Level::Compare)?;
                self.check_depth(inner.depth + negations)?;
                Expression { range: start..self.end(), depth: inner.depth + negations, constant: None }
            }
        };
        // What binds strongest comes first; each chain takes all operators of its strength.
        while let Some(strength) = self.strength().filter(|strength| *strength >= level) {
            found = self.chain(strength, found)?;
        }
        Ok(found)
    }

    /// The rest of a chain of operators of one strength, whose first operand is read.
    fn chain(&mut self, level: Level, first: Expression) -> Result<Expression> {
        let start = first.range.start;
        let mut operands = vec![first];
        let mut operators = Vec::new();
        while self.strength() == Some(level) {
            operators.push(self.operator()?);
            operands.push(self.operand_of(level)?);
            self.check_depth(operators.len())?;
        }
        self.mark_operands(&operands, &operators);
        let depth = operands.iter().map(|operand| operand.depth).max().unwrap_or(0) + operators.len();
        self.check_depth(depth)?;
        Ok(Expression { range: start..self.end(), depth, constant: None })
    }

    fn operand_of(&mut self, level: Level) -> Result<Expression> {
        match level {
            Level::Or => self.level(Level::And),
            Level::And => self.level(Level::Not),
            Level::Not => self.level(Level::Compare),
            Level::Compare => self.level(Level::Add),
            Level::Add => self.level(Level::Concat),
            Level::Concat => self.level(Level::Multiply),
            Level::Multiply => self.level(Level::Power),
            Level::Power => self.unary(),
        }
    }

    /// The strength of the operator that comes next.
    fn strength(&self) -> Option<Level> {
        Some(match self.peek()? {
            Token::Ident("or") => Level::Or,
            Token::Ident("and") => Level::And,
            Token::Eq | Token::Ne | Token::Lt | Token::Lte | Token::Gt | Token::Gte => Level::Compare,
            Token::Ident("in" | "not") => Level::Compare,
            Token::Plus | Token::Minus => Level::Add,
            Token::Tilde => Level::Concat,
            Token::Mul | Token::Div | Token::FloorDiv | Token::Mod => Level::Multiply,
            Token::Pow => Level::Power,
            _ => return None,
        })
    }

    /// Takes the operator that comes next.
    fn operator(&mut self) -> Result<Operator> {
        let found = match self.peek() {
            Some(Token::Eq | Token::Ne | Token::Lt | Token::Lte | Token::Gt | Token::Gte) => {
                Operator::Compares
            }
            Some(Token::Ident("in")) => Operator::Searches,
            Some(Token::Ident("not")) => {
                self.at += 1;
                if !self.is_word("in") {
                    return Err(self.unreadable());
                }
                Operator::Searches
            }
            Some(Token::Plus | Token::Tilde) => Operator::Joins,
            Some(Token::Mul) => Operator::Repeats,
            _ => Operator::Computes,
        };
        self.at += 1;
        Ok(found)
    }

    /// Marks operands whose operators cost more than a step.
    fn mark_operands(&mut self, operands: &[Expression], operators: &[Operator]) {
        let has = |wanted| operators.contains(&wanted);
        let unknown = |operand: &&Expression| operand.constant.is_none();
        if has(Operator::Joins) {
            // The first two are copied by every operator, each other one by those from its own on.
            for (index, operand) in operands.iter().enumerate().filter(|(_, operand)| unknown(operand)) {
                let copies = operators.len() + 1 - index.max(1);
                self.mark(&operand.range, &format!("part({copies})"));
            }
        } else if has(Operator::Repeats) {
            self.mark_factors(operands, operators);
        } else if let ([_, right], [Operator::Searches]) = (operands, operators) {
            if unknown(&right) {
                self.mark(&right.range, "look");
            }
        } else if has(Operator::Searches) || has(Operator::Compares) && operands.iter().all(|o| unknown(&o)) {
            // Comparing with a constant ends where the constant does.
            operands.iter().filter(unknown).for_each(|operand| self.mark(&operand.range, "look"));
        }
    }

    fn mark_factors(&mut self, operands: &[Expression], operators: &[Operator]) {
        let number = |operand: &Expression| matches!(operand.constant, Some(Constant::Int(_)));
        match operands {
            [left, right] if number(left) && number(right) => {}
            [one, other] | [other, one] if number(one) => {
                if let Some(Constant::Int(times)) = one.constant {
                    self.mark(&other.range, &format!("part({times})"));
                }
            }
            [first, ..] => {
                for (index, _) in operators.iter().enumerate().filter(|(_, o)| **o == Operator::Repeats) {
                    self.mark(&(first.range.start..operands[index].range.end), "first");
                    self.mark(&operands[index + 1].range, "last");
                }
            }
            [] => {}
        }
    }

    /// An operand with minus signs before it, and fields, calls, filters and tests behind.
    fn unary(&mut self) -> Result<Expression> {
        let start = self.start();
        let signed = self.signed()?;
        let mut depth = signed.depth;
        let mut plain = true;
        loop {
            if self.take(|token| matches!(token, Token::Pipe)) {
                self.filter_name()?;
                depth = depth.max(self.arguments_if_any(None)?) + 1;
            } else if self.take_word("is") {
                self.take_word("not");
                self.filter_name()?;
                depth = depth.max(self.test_argument()?) + 2;
            } else {
                break;
            }
            plain = false;
            self.check_depth(depth)?;
        }
        Ok(Expression { range: start..self.end(), depth, constant: signed.constant.filter(|_| plain) })
    }

    fn signed(&mut self) -> Result<Expression> {
        let start = self.start();
        let mut signs = 0;
        while self.take(|token| matches!(token, Token::Minus)) {
            signs += 1;
            self.check_depth(signs)?;
        }
        let operand = self.postfix()?;
        self.check_depth(operand.depth + signs)?;
        let constant = match operand.constant {
            Some(Constant::Int(_)) if signs > 0 => Some(Constant::Other),
            constant => constant,
        };
        Ok(Expression { range: start..self.end(), depth: operand.depth + signs, constant })
    }

    /// The name of a filter or test, which is none of the marks'.
    pub(super) fn filter_name(&mut self) -> Result<()> {
        if self.word().is_some_and(|word| word.starts_with(PREFIX)) {
            return Err(self.refuse(format!("names of filters do not begin with {PREFIX}")));
        }
        self.name()?;
        while self.take(|token| matches!(token, Token::Dot)) {
            self.name()?;
        }
        Ok(())
    }

    /// What a test is given, with or without parentheses.
    fn test_argument(&mut self) -> Result<usize> {
        let bare = match self.peek() {
            Some(Token::Ident(word)) => !matches!(*word, "and" | "or" | "else" | "is"),
            Some(
                Token::Str(_)
                | Token::String(_)
                | Token::Int(_)
                | Token::Int128(_)
                | Token::Float(_)
                | Token::Plus
                | Token::Minus
                | Token::BracketOpen
                | Token::BraceOpen,
            ) => true,
            _ => false,
        };
        if bare {
            self.nested(|reader| reader.signed().map(|e| e.depth))
        } else {
            self.arguments_if_any(None)
        }
    }

    /// A primary expression and the fields, items and calls behind it.
    fn postfix(&mut self) -> Result<Expression> {
        let recurses = self.is_word("loop");
        let start = self.start();
        let mut found = self.primary()?;
        loop {
            let base = start..self.end();
            if self.take(|token| matches!(token, Token::Dot)) {
                match self.peek() {
                    Some(Token::Ident(_) | Token::Int(_) | Token::Int128(_)) => self.at += 1,
                    _ => return Err(self.unreadable()),
                }
                found.depth += 1;
            } else if self.is(|token| matches!(token, Token::BracketOpen)) {
                let inside = self.subscript(&base)?;
                found.depth = found.depth.max(inside) + 1;
            } else if self.is(|token| matches!(token, Token::ParenOpen)) {
                let written = (recurses && base.len() == "loop".len()).then_some(self.text.len());
                found.depth = found.depth.max(self.arguments_if_any(written)?) + 1;
            } else {
                return Ok(Expression { range: base, ..found });
            }
            found.constant = None;
            self.check_depth(found.depth)?;
        }
    }

    /// `[index]` or a slice, which goes through what it is taken of.
    fn subscript(&mut self, base: &Range<usize>) -> Result<usize> {
        self.at += 1;
        let (mut depth, mut slices) = (0, false);
        while !self.take(|token| matches!(token, Token::BracketClose)) {
            if self.take(|token| matches!(token, Token::Colon)) {
                slices = true;
            } else {
                depth = depth.max(self.expression()?.depth);
            }
        }
        if slices {
            self.mark_whole(base, "look");
        }
        Ok(depth)
    }

    /// Arguments in parentheses, when there are some; those of `loop` begin a loop whose rounds write so much.
    pub(super) fn arguments_if_any(&mut self, written: Option<usize>) -> Result<usize> {
        let mut depth = 0;
        if !self.take(|token| matches!(token, Token::ParenOpen)) {
            return Ok(depth);
        }
        let mut first = true;
        while !self.take(|token| matches!(token, Token::ParenClose)) {
            if !std::mem::take(&mut first) {
                self.expect(|token| matches!(token, Token::Comma))?;
                if self.take(|token| matches!(token, Token::ParenClose)) {
                    break;
                }
            }
            self.take(|token| matches!(token, Token::Mul | Token::Pow));
            let mut argument = self.expression()?;
            if self.take(|token| matches!(token, Token::Assign)) {
                argument = self.expression()?;
            }
            if let Some(written) = written {
                self.mark(&argument.range, &format!("each({written})"));
            }
            depth = depth.max(argument.depth);
        }
        Ok(depth)
    }

    fn primary(&mut self) -> Result<Expression> {
        let start = self.start();
        let constant = match self.peek() {
            Some(Token::Ident("true" | "True" | "false" | "False" | "none" | "None")) => {
                Some(Constant::Other)
            }
            Some(Token::Ident(_)) => None,
            Some(Token::Int(value)) => Some(Constant::Int(*value)),
            Some(Token::Int128(_) | Token::Float(_)) => Some(Constant::Other),
            Some(Token::Str(_) | Token::String(_)) => {
                while self.take(|token| matches!(token, Token::Str(_) | Token::String(_))) {}
                return Ok(Expression {
                    range: start..self.end(),
                    depth: 1,
                    constant: Some(Constant::Other),
                });
            }
            Some(Token::ParenOpen) => return self.items(|token| matches!(token, Token::ParenClose)),
            Some(Token::BracketOpen) => return self.items(|token| matches!(token, Token::BracketClose)),
            Some(Token::BraceOpen) => return self.items(|token| matches!(token, Token::BraceClose)),
            _ => return Err(self.unreadable()),
        };
        self.at += 1;
        Ok(Expression { range: start..self.end(), depth: 1, constant })
    }

    /// A list, tuple or map, or an expression in parentheses. One whose items are not all constants is marked.
    fn items(&mut self, closes: fn(&Token<'_>) -> bool) -> Result<Expression> {
        let start = self.start();
        let group = self.is(|token| matches!(token, Token::ParenOpen));
        self.at += 1;
        let (mut depth, mut constant, mut separated) = (0, true, !group);
        while !self.take(closes) {
            let item = self.expression()?;
            depth = depth.max(item.depth);
            constant &= item.constant.is_some();
            let between = self.take(|token| matches!(token, Token::Comma | Token::Colon));
            if !between && !self.is(closes) {
                return Err(self.unreadable());
            }
            separated |= between;
            if !separated {
                self.expect(closes)?;
                let constant = item.constant.map(|_| Constant::Other);
                return Ok(Expression { range: start..self.end(), depth: depth + 1, constant });
            }
        }
        let range = start..self.end();
        if !constant {
            self.mark_whole(&range, "made");
        }
        Ok(Expression { range, depth: depth + 1, constant: constant.then_some(Constant::Other) })
    }
}
