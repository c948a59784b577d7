//! Semantic versions as Masterminds/semver 3.5 reads and orders them: `semver` and `semverCompare`.

mod range;

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use super::Answer;
use crate::functions::{Cost, Function, Param, text};
use crate::value::{Object, UintType, Value};
use kube_yaml::{self as yaml, Node};
use range::Constraints;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("semver", &[Param::Str], |_, args| {
        let version = Version::parse(text(args, 0)?)?;
        Ok(Value::Object(Rc::new(Handle { version, pointer: true })))
    })
    .costs(Cost::Whole(50)),
    Function::new("semverCompare", &[Param::Str, Param::Str], |_, args| {
        let constraints = Constraints::parse(text(args, 0)?)?;
        Ok(Value::Bool(constraints.allow(&Version::parse(text(args, 1)?)?)))
    })
    .costs(Cost::Whole(200)),
];

/// A version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Version {
    pub(super) major: u64,
    pub(super) minor: u64,
    pub(super) patch: u64,
    /// Empty when it is a release.
    pub(super) prerelease: String,
    metadata: String,
    original: String,
}

const MAX_LENGTH: usize = 256;

/// Dot-separated identifiers, as a prerelease or metadata has.
pub(super) const IDENTIFIERS: &str = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*";

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern =
        format!(r"\Av?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({IDENTIFIERS}))?(?:\+({IDENTIFIERS}))?\z");
    Regex::new(&pattern).ok()
});

impl Version {
    /// `NewVersion`: minor and patch may be missing, leading zeros and a `v` are allowed.
    pub(super) fn parse(original: &str) -> Result<Self, String> {
        if original.len() > MAX_LENGTH {
            return Err(format!("version string is too long (max {MAX_LENGTH} bytes)"));
        }
        let found = PATTERN.as_ref().and_then(|pattern| pattern.captures(original));
        let found = found.ok_or("invalid semantic version")?;
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let number = |index: usize| match part(index) {
            "" => Ok(0),
            digits => digits.parse::<u64>().map_err(|e| format!("error parsing version segment: {e}")),
        };
        let (major, minor, patch) = (number(1)?, number(2)?, number(3)?);
        check_prerelease(part(4))?;
        let (prerelease, metadata) = (part(4).to_owned(), part(5).to_owned());
        Ok(Version { major, minor, patch, prerelease, metadata, original: original.to_owned() })
    }

    fn incremented(&self, part: Part) -> Self {
        let mut next = Version { prerelease: String::new(), metadata: String::new(), ..self.clone() };
        match part {
            Part::Major => (next.major, next.minor, next.patch) = (self.major.wrapping_add(1), 0, 0),
            Part::Minor => (next.minor, next.patch) = (self.minor.wrapping_add(1), 0),
            // Of a prerelease the release itself is the next patch.
            Part::Patch if self.prerelease.is_empty() => next.patch = self.patch.wrapping_add(1),
            Part::Patch => {}
        }
        next.renamed(&self.original)
    }

    fn renamed(mut self, old: &str) -> Self {
        self.original = format!("{}{self}", if old.starts_with('v') { "v" } else { "" });
        self
    }
}

enum Part {
    Major,
    Minor,
    Patch,
}

/// A number in a prerelease has no leading zero.
fn check_prerelease(prerelease: &str) -> Result<(), String> {
    let zero =
        |part: &str| part.len() > 1 && part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit());
    if prerelease.split('.').any(zero) { Err("version segment starts with 0".to_owned()) } else { Ok(()) }
}

fn check_identifiers(text: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if text.chars().all(legal) { Ok(()) } else { Err("invalid characters in version".to_owned()) }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

/// By precedence; metadata does not count.
pub(super) fn compare(a: &Version, b: &Version) -> Ordering {
    let numbers = (a.major, a.minor, a.patch).cmp(&(b.major, b.minor, b.patch));
    numbers.then_with(|| match (a.prerelease.is_empty(), b.prerelease.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => compare_prereleases(&a.prerelease, &b.prerelease),
    })
}

/// Part by part: a missing part is least, numbers are less than words.
pub(super) fn compare_prereleases(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let (left, right) = (a.next(), b.next());
        if left.is_none() && right.is_none() {
            return Ordering::Equal;
        }
        let order = compare_parts(left.unwrap_or(""), right.unwrap_or(""));
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn compare_parts(a: &str, b: &str) -> Ordering {
    if a == b || a.is_empty() || b.is_empty() {
        return a.len().cmp(&b.len());
    }
    let number = |s: &str| s.parse::<u64>().ok().filter(|_| !s.starts_with('+'));
    match (number(a), number(b)) {
        // Unequal texts are never equal: Go's comparison then says less.
        (Some(a), Some(b)) => {
            if a > b {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

/// A `*semver.Version`, or the `semver.Version` that the methods which count up answer.
#[derive(Debug)]
struct Handle {
    version: Version,
    pointer: bool,
}

impl<'a> Object<'a> for Handle {
    fn type_name(&self) -> String {
        if self.pointer { "*semver.Version" } else { "semver.Version" }.to_owned()
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Answer<'a>> {
        let v = &self.version;
        Some(match (method, arguments) {
            ("String", []) => Ok(Value::from(v.to_string())),
            ("Major", []) => Ok(Value::Uint(v.major, UintType::Uint64)),
            ("Minor", []) => Ok(Value::Uint(v.minor, UintType::Uint64)),
            ("Patch", []) => Ok(Value::Uint(v.patch, UintType::Uint64)),
            ("Prerelease", []) => Ok(Value::from(v.prerelease.as_str())),
            ("Metadata", []) => Ok(Value::from(v.metadata.as_str())),
            ("IncMajor", []) => Ok(plain(v.incremented(Part::Major))),
            ("IncMinor", []) => Ok(plain(v.incremented(Part::Minor))),
            ("IncPatch", []) => Ok(plain(v.incremented(Part::Patch))),
            ("SetPrerelease", [Value::Str(text)]) => check_identifiers(text).and_then(|()| {
                check_prerelease(text)?;
                Ok(plain(Version { prerelease: text.to_string(), ..v.clone() }.renamed(&v.original)))
            }),
            ("SetMetadata", [Value::Str(text)]) => check_identifiers(text)
                .map(|()| plain(Version { metadata: text.to_string(), ..v.clone() }.renamed(&v.original))),
            _ if !self.pointer => return None,
            ("Original", []) => Ok(Value::from(v.original.as_str())),
            ("Compare", [other]) => version_of(other).map(|o| Value::int(compare(v, &o) as i64)),
            ("Equal", [other]) => version_of(other).map(|o| Value::Bool(compare(v, &o).is_eq())),
            ("LessThan", [other]) => version_of(other).map(|o| Value::Bool(compare(v, &o).is_lt())),
            ("LessThanEqual", [other]) => version_of(other).map(|o| Value::Bool(compare(v, &o).is_le())),
            ("GreaterThan", [other]) => version_of(other).map(|o| Value::Bool(compare(v, &o).is_gt())),
            ("GreaterThanEqual", [other]) => version_of(other).map(|o| Value::Bool(compare(v, &o).is_ge())),
            (
                "String" | "Major" | "Minor" | "Patch" | "Prerelease" | "Metadata" | "IncMajor" | "IncMinor"
                | "IncPatch" | "SetPrerelease" | "SetMetadata" | "Original" | "Compare" | "Equal"
                | "LessThan" | "LessThanEqual" | "GreaterThan" | "GreaterThanEqual",
                _,
            ) => Err(format!("wrong arguments for {method}")),
            _ => return None,
        })
    }

    fn stringer(&self) -> Option<String> {
        Some(self.version.to_string())
    }

    fn json(&self) -> Node {
        Node::made(yaml::Value::from(self.version.to_string()))
    }
}

fn plain<'a>(version: Version) -> Value<'a> {
    Value::Object(Rc::new(Handle { version, pointer: false }))
}

/// The version behind an argument of the type `*semver.Version`.
fn version_of(value: &Value<'_>) -> Result<Version, String> {
    let Value::Object(object) = value else {
        return Err(format!("expected *semver.Version; got {}", value.type_name()));
    };
    match object.call("Original", &[]) {
        Some(Ok(original)) if object.type_name() == "*semver.Version" => {
            Version::parse(original.as_str().unwrap_or_default())
        }
        _ => Err(format!("expected *semver.Version; got {}", value.type_name())),
    }
}
