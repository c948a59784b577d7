//! Changes to a configuration file from the command line, written as Helm's `--set` has them.
//!
//! `a.b=x,c[0].d=1,e={x,y}` sets `a.b` to a string, `d` of the first item of `c` to a number and `e` to a list. `true`, `false`,
//! `null` and whole numbers have their own types, except for one that begins with a superfluous zero. A backslash takes the
//! meaning from the character behind it.

use kube_yaml::{Error, Result};
use kube_yaml::{Map, Node, Value};

/// The deepest path, as in Helm.
const MAX_DEPTH: usize = 30;
/// The largest index, as in Helm.
const MAX_INDEX: usize = 65_536;

/// Changes, in the order in which they are made.
#[derive(Clone, Debug, Default)]
pub struct Assignments(Vec<Assignment>);

#[derive(Clone, Debug)]
enum Assignment {
    Parsed { flag: &'static str, text: String, typing: Typing },
    Text { path: &'static [&'static str], text: String },
}

/// What becomes of an unquoted value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    /// Booleans, null and whole numbers have their types.
    Guessed,
    /// Everything is a string.
    Text,
}

impl Assignments {
    /// Adds what the argument of `flag` says.
    pub fn push(&mut self, flag: &'static str, text: &str, typing: Typing) {
        self.0.push(Assignment::Parsed { flag, text: text.to_owned(), typing });
    }

    /// Adds a string at a path.
    pub fn push_text(&mut self, path: &'static [&'static str], text: &str) {
        self.0.push(Assignment::Text { path, text: text.to_owned() });
    }

    /// Makes the changes to a map.
    ///
    /// # Errors
    /// When an assignment cannot be read, or goes through what is no map or list; the error names the path.
    pub fn apply(&self, tree: &mut Node) -> Result<()> {
        for assignment in &self.0 {
            match assignment {
                Assignment::Parsed { flag, text, typing } => {
                    let mut parser = Parser { rest: text, typing: *typing, path: String::new() };
                    parser.all(tree).map_err(|e| e.context(format!("{flag} {text}")))?;
                }
                Assignment::Text { path, text } => put(tree, path, text)?,
            }
        }
        Ok(())
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
}

impl Parser<'_> {
    fn all(&mut self, tree: &mut Node) -> Result<()> {
        while !self.rest.is_empty() {
            self.path.clear();
            self.key(tree, 0)?;
        }
        Ok(())
    }

    /// A key and what is behind it, set in the map `node`.
    fn key(&mut self, node: &mut Node, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::new(format!("the path is deeper than {MAX_DEPTH}")));
        }
        let at = self.path.clone();
        let (key, end) = self.until(&['=', '[', ',', '.']);
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(&key);
        match end {
            None | Some(',') => Err(Error::new(format!("{} has no value", self.named()))
                .help("expected PATH=VALUE, separated by commas")),
            _ if key.is_empty() => Err(Error::new(format!("{} has an empty key", self.named()))),
            Some('=') => {
                let value = self.value()?;
                map_of(node, &at)?.set(&key, value);
                Ok(())
            }
            Some('[') => {
                let slot = map_of(node, &at)?.entry_or(&key, || Node::made(Value::Null));
                self.item(slot, depth)
            }
            Some(_) => {
                let inner = map_of(node, &at)?.entry_or(&key, || Node::made(Map::default()));
                self.key(inner, depth + 1)
            }
        }
    }

    /// An index and what is behind it, set in the list `node`.
    fn item(&mut self, node: &mut Node, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::new(format!("the path is deeper than {MAX_DEPTH}")));
        }
        let (index, end) = self.until(&[']']);
        let Some(index) = index.parse::<usize>().ok().filter(|i| end.is_some() && *i <= MAX_INDEX) else {
            let cause = format!("{}: an index must be a number up to {MAX_INDEX}", self.named());
            return Err(Error::new(cause));
        };
        let list = list_of(node, &self.path)?;
        self.path.push_str(&format!("[{index}]"));
        while list.len() <= index {
            list.push(Node::made(Value::Null));
        }
        let slot = &mut list[index];
        let (junk, end) = self.until(&['=', '[', '.']);
        match end {
            Some('=') if junk.is_empty() => {
                *slot = self.value()?;
                Ok(())
            }
            Some('[') if junk.is_empty() => self.item(slot, depth + 1),
            Some('.') if junk.is_empty() => self.key(slot, depth + 1),
            _ => Err(Error::new(format!("{}: expected =, . or [ next", self.named()))),
        }
    }

    fn value(&mut self) -> Result<Node> {
        let Some(list) = self.rest.strip_prefix('{') else {
            let (text, _) = self.until(&[',']);
            return Ok(self.typed(&text));
        };
        self.rest = list;
        let mut items = Vec::new();
        loop {
            let (text, end) = self.until(&[',', '}']);
            match end {
                None => return Err(Error::new(format!("{}: unclosed list, expected }}", self.named()))),
                Some('}') if items.is_empty() && text.is_empty() => break,
                Some(end) => {
                    items.push(self.typed(&text));
                    if end == '}' {
                        break;
                    }
                }
            }
        }
        self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
        Ok(Node::made(items))
    }

    fn typed(&self, text: &str) -> Node {
        if self.typing == Typing::Text {
            return Node::made(text);
        }
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") || is("false") {
            return Node::made(is("true"));
        }
        if is("null") {
            return Node::made(Value::Null);
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
    node.as_map_mut().ok_or_else(|| Error::new(format!("{path} is not a map")))
}

/// The list in `node`, which null may become.
fn list_of<'n>(node: &'n mut Node, path: &str) -> Result<&'n mut Vec<Node>> {
    if node.is_null() {
        *node = Node::made(Vec::new());
    }
    node.as_seq_mut().ok_or_else(|| Error::new(format!("{path} is not a list")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::{json, parse};

    fn set(tree: &str, text: &str, typing: Typing) -> Result<String> {
        let mut tree = parse(tree).unwrap().unwrap();
        let mut assignments = Assignments::default();
        assignments.push("--set", text, typing);
        assignments.apply(&mut tree)?;
        Ok(json::to_json(&tree))
    }

    #[test]
    fn values_are_typed_as_in_helm() {
        for (text, expected) in [
            ("a=x", r#"{"a":"x"}"#),
            ("a=", r#"{"a":""}"#),
            ("a=1,b=-1,c=0,d=01,e=1.5", r#"{"a":1,"b":-1,"c":0,"d":"01","e":"1.5"}"#),
            ("a=true,b=FALSE,c=null", r#"{"a":true,"b":false,"c":null}"#),
            ("a={x,1,true},b={}", r#"{"a":["x",1,true],"b":[]}"#),
            (r"a\.b=x\,y,c=x=y", r#"{"a.b":"x,y","c":"x=y"}"#),
            ("a.b.c=1,a.b.d=2", r#"{"a":{"b":{"c":1,"d":2}}}"#),
            ("a[1].b=1,a[0]=x,c[0][1]=2", r#"{"a":["x",{"b":1}],"c":[[null,2]]}"#),
        ] {
            assert_eq!(set("{}", text, Typing::Guessed).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn strings_stay_strings() {
        assert_eq!(set("{}", "a=1,b=true", Typing::Text).unwrap(), r#"{"a":"1","b":"true"}"#);
    }

    #[test]
    fn what_is_there_is_changed_in_place() {
        let tree = "{a: {b: 1, c: [x, y]}}";
        assert_eq!(set(tree, "a.c[1]=z", Typing::Guessed).unwrap(), r#"{"a":{"b":1,"c":["x","z"]}}"#);
    }

    #[test]
    fn errors_name_the_path() {
        for (text, part) in [
            ("a.b", "a.b has no value"),
            ("a.b.c=1", "a.b is not a map"),
            ("a.b[0]=1", "a.b is not a list"),
            ("a.c[x]=1", "a.c: an index must be"),
            ("a.c[-1]=1", "a.c: an index must be"),
            ("a.c[0]x=1", "a.c[0]: expected"),
            ("a.c={x", "a.c: unclosed list"),
        ] {
            let error = set("{a: {b: 1, c: []}}", text, Typing::Guessed).unwrap_err();
            assert!(error.cause().contains(part), "{text}: {error}");
            assert!(error.cause().starts_with("--set "), "{error}");
        }
    }
}
