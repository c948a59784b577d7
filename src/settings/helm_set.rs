//! Changes to a configuration file from the command line, written as Helm's `--set` has them.
//!
//! `a.b=x,c[0].d=1,e={x,y}` sets `a.b` to a string, `d` of the first item of `c` to a number and `e` to a list. `true`, `false`,
//! `null` and whole numbers have their own types, except for one that begins with a superfluous zero. A backslash takes the
//! meaning from the character behind it. Where the file's schema has a string, the value is one whatever it looks like.

use super::proto::descriptor::MessageType;
use super::proto::path::Slot;
use crate::code;
use kube_yaml::{Error, Result};
use kube_yaml::{Map, Node, Value};

/// The deepest path, as in Helm.
const MAX_DEPTH: usize = 30;
/// The largest index, as in Helm.
const MAX_INDEX: usize = 65_536;
/// The most empty items that all changes together may put in front of those they are about.
const MAX_FILLED: usize = 1_000_000;

/// Changes, in the order in which they are made.
#[derive(Clone, Debug, Default)]
pub struct Assignments(Vec<Assignment>);

#[derive(Clone, Debug)]
struct Assignment {
    flag: &'static str,
    text: String,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    /// The text says what is changed.
    Parsed(Typing),
    /// The text is what stands at this path afterwards.
    Text(&'static [&'static str]),
}

/// What becomes of an unquoted value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    /// Booleans, null and whole numbers have their types, unless a string belongs there.
    Guessed,
    /// Everything is a string.
    Text,
}

impl Assignments {
    /// Adds what the argument of `flag` says.
    pub fn push(&mut self, flag: &'static str, text: &str, typing: Typing) {
        self.0.push(Assignment { flag, text: text.to_owned(), change: Change::Parsed(typing) });
    }

    /// Adds the argument of `flag` itself, as the string at a path.
    pub fn push_text(&mut self, flag: &'static str, path: &'static [&'static str], text: &str) {
        self.0.push(Assignment { flag, text: text.to_owned(), change: Change::Text(path) });
    }

    /// What `read` makes of `base`, a message of type `schema`, with the changes made to it.
    ///
    /// # Errors
    /// When an assignment cannot be read, goes through what is no map or list, or makes the tree one that cannot be read: then
    /// the error names the flag. What is wrong with the base itself is said as `locate` has it.
    pub(super) fn over<T>(
        &self,
        base: Node,
        schema: &'static MessageType,
        read: impl Fn(Node) -> Result<T>,
        locate: impl Fn(Error) -> Error,
    ) -> Result<T> {
        if self.0.is_empty() {
            return read(base).map_err(locate);
        }
        let mut tree = base.clone();
        let mut room = MAX_FILLED;
        self.0.iter().try_for_each(|assignment| assignment.apply(&mut tree, schema, &mut room))?;
        read(tree).map_err(|error| match self.guilty(base, schema, &read) {
            Some(assignment) => assignment.blame(&error),
            None => locate(error),
        })
    }

    /// The assignment after which `base` cannot be read any more.
    fn guilty<T>(
        &self,
        base: Node,
        schema: &'static MessageType,
        read: impl Fn(Node) -> Result<T>,
    ) -> Option<&Assignment> {
        let (mut tree, mut guilty, mut room) = (base, None, MAX_FILLED);
        let mut last = read(tree.clone()).err();
        for assignment in &self.0 {
            assignment.apply(&mut tree, schema, &mut room).ok()?;
            let now = read(tree.clone()).err();
            guilty = match (&last, &now) {
                (_, None) => None,
                (Some(last), Some(now)) if last.cause() == now.cause() => guilty,
                _ => Some(assignment),
            };
            last = now;
        }
        guilty
    }

    /// Each assignment, as the flag and its argument, and what it makes of an empty map.
    pub(crate) fn each(&self, schema: &'static MessageType) -> impl Iterator<Item = (String, Node)> {
        let mut room = MAX_FILLED;
        self.0.iter().filter_map(move |assignment| {
            let mut tree = Node::made(Map::default());
            assignment.apply(&mut tree, schema, &mut room).ok()?;
            Some((assignment.words(), tree))
        })
    }
}

impl Assignment {
    /// Makes the change; the empty items that it puts in are taken from `room`.
    fn apply(&self, tree: &mut Node, schema: &'static MessageType, room: &mut usize) -> Result<()> {
        match self.change {
            Change::Parsed(typing) => {
                let mut parser = Parser { rest: &self.text, typing, path: String::new(), room };
                parser.all(tree, Slot::message(schema)).map_err(|error| error.context(self.words()))
            }
            Change::Text(path) => put(tree, path, &self.text).map_err(|error| error.context(self.words())),
        }
    }

    /// The flag and its argument, as they stand on the command line.
    fn words(&self) -> String {
        format!("{} {}", self.flag, self.text)
    }

    /// The error as this assignment's: its place is none in a file.
    fn blame(&self, error: &Error) -> Error {
        let blamed = Error::new(error.code(), error.cause()).context(self.words());
        match error.help_text() {
            Some(help) => blamed.help(help),
            None => blamed,
        }
    }
}

fn put(tree: &mut Node, path: &[&str], text: &str) -> Result<()> {
    let Some((last, parents)) = path.split_last() else { return Ok(()) };
    let mut node = tree;
    for (depth, key) in parents.iter().enumerate() {
        node = map_of(node, &path[..depth].join("."))?.entry_or(key, || Node::made(Map::default()));
    }
    map_of(node, &parents.join("."))?.set(last, Node::made(text));
    Ok(())
}

struct Parser<'t> {
    rest: &'t str,
    typing: Typing,
    /// Where it is, for errors.
    path: String,
    /// How many more empty items may be put in.
    room: &'t mut usize,
}

impl Parser<'_> {
    fn all(&mut self, tree: &mut Node, slot: Slot) -> Result<()> {
        while !self.rest.is_empty() {
            self.path.clear();
            self.key(tree, slot, 0)?;
        }
        Ok(())
    }

    /// A key and what is behind it, set in the map `node`, which belongs in `slot`.
    fn key(&mut self, node: &mut Node, slot: Slot, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::new(code::ASSIGNMENT, format!("the path is deeper than {MAX_DEPTH}")));
        }
        let at = self.path.clone();
        let (key, end) = self.until(&['=', '[', ',', '.']);
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(&key);
        let below = slot.at(&key);
        match end {
            None | Some(',') => Err(Error::new(code::ASSIGNMENT, format!("{} has no value", self.named()))
                .help("expected PATH=VALUE, separated by commas")),
            _ if key.is_empty() => {
                Err(Error::new(code::ASSIGNMENT, format!("{} has an empty key", self.named())))
            }
            Some('=') => {
                let value = self.value(below)?;
                map_of(node, &at)?.set(&key, value);
                Ok(())
            }
            Some('[') => {
                let list = map_of(node, &at)?.entry_or(&key, || Node::made(Value::Null));
                self.item(list, below, depth)
            }
            Some(_) => {
                let inner = map_of(node, &at)?.entry_or(&key, || Node::made(Map::default()));
                self.key(inner, below, depth + 1)
            }
        }
    }

    /// An index and what is behind it, set in the list `node`, which belongs in `slot`.
    fn item(&mut self, node: &mut Node, slot: Slot, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::new(code::ASSIGNMENT, format!("the path is deeper than {MAX_DEPTH}")));
        }
        let (index, end) = self.until(&[']']);
        let Some(index) = index.parse::<usize>().ok().filter(|i| end.is_some() && *i <= MAX_INDEX) else {
            let cause = format!("{}: an index must be a number up to {MAX_INDEX}", self.named());
            return Err(Error::new(code::ASSIGNMENT, cause));
        };
        let list = list_of(node, &self.path)?;
        self.path.push_str(&format!("[{index}]"));
        let missing = (index + 1).saturating_sub(list.len());
        let Some(left) = self.room.checked_sub(missing) else {
            return Err(Error::new(
                code::ASSIGNMENT,
                format!("{}: more than {MAX_FILLED} empty items", self.path),
            ));
        };
        *self.room = left;
        list.extend(std::iter::repeat_n(Node::made(Value::Null), missing));
        let (item, slot) = (&mut list[index], slot.item());
        let (junk, end) = self.until(&['=', '[', '.']);
        match end {
            Some('=') if junk.is_empty() => {
                *item = self.value(slot)?;
                Ok(())
            }
            Some('[') if junk.is_empty() => self.item(item, slot, depth + 1),
            Some('.') if junk.is_empty() => self.key(item, slot, depth + 1),
            _ => Err(Error::new(code::ASSIGNMENT, format!("{}: expected =, . or [ next", self.named()))),
        }
    }

    fn value(&mut self, slot: Slot) -> Result<Node> {
        let Some(list) = self.rest.strip_prefix('{') else {
            let (text, _) = self.until(&[',']);
            return Ok(self.typed(&text, slot));
        };
        self.rest = list;
        let mut items = Vec::new();
        loop {
            let (text, end) = self.until(&[',', '}']);
            match end {
                None => {
                    return Err(Error::new(
                        code::ASSIGNMENT,
                        format!("{}: unclosed list, expected }}", self.named()),
                    ));
                }
                Some('}') if items.is_empty() && text.is_empty() => break,
                Some(end) => {
                    items.push(self.typed(&text, slot.item()));
                    if end == '}' {
                        break;
                    }
                }
            }
        }
        self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
        Ok(Node::made(items))
    }

    fn typed(&self, text: &str, slot: Slot) -> Node {
        if self.typing == Typing::Text {
            return Node::made(text);
        }
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        // Null takes out what is there, of whatever type it is.
        if is("null") {
            return Node::made(Value::Null);
        }
        if slot.is_text() {
            return Node::made(text);
        }
        if is("true") || is("false") {
            return Node::made(is("true"));
        }
        let number = text.parse::<i64>().ok().filter(|_| text == "0" || !text.starts_with('0'));
        number.map_or_else(|| Node::made(text), Node::made)
    }

    /// The text up to one of `stops`, without its escapes, and which one it was.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            if c == '\\' {
                text.extend(chars.next().map(|(_, escaped)| escaped));
            } else if stops.contains(&c) {
                self.rest = &self.rest[at + c.len_utf8()..];
                return (text, Some(c));
            } else {
                text.push(c);
            }
        }
        self.rest = "";
        (text, None)
    }

    fn named(&self) -> &str {
        if self.path.is_empty() { "it" } else { &self.path }
    }
}

/// The map in `node`, which null may become.
fn map_of<'n>(node: &'n mut Node, path: &str) -> Result<&'n mut Map> {
    if node.is_null() {
        *node = Node::made(Map::default());
    }
    node.as_map_mut().ok_or_else(|| Error::new(code::ASSIGNMENT, format!("{path} is not a map")))
}

/// The list in `node`, which null may become.
fn list_of<'n>(node: &'n mut Node, path: &str) -> Result<&'n mut Vec<Node>> {
    if node.is_null() {
        *node = Node::made(Vec::new());
    }
    node.as_seq_mut().ok_or_else(|| Error::new(code::ASSIGNMENT, format!("{path} is not a list")))
}

#[cfg(test)]
mod tests;
