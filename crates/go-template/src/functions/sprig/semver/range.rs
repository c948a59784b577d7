//! Version constraints such as `>=1.2, <2 || ~3.1`, as Masterminds/semver 3.5 reads them.

use std::sync::LazyLock;

use regex::Regex;

use super::{IDENTIFIERS, Version, compare, compare_prereleases};

/// Alternatives of conditions that must all hold.
#[derive(Debug)]
pub(super) struct Constraints(Vec<Vec<Constraint>>);

/// One condition: `>=1.2.x`.
#[derive(Debug)]
struct Constraint {
    operator: Operator,
    version: Version,
    open: Open,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    TildeOrEqual,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

/// The first part of the version that is missing or an `x`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Open {
    Nothing,
    Major,
    Minor,
    Patch,
}

const MAX_LENGTH: usize = 512;
const MAX_ALTERNATIVES: usize = 32;

const SPACE: &str = r"[\t\n\f\r ]";
const OPERATORS: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";

struct Patterns {
    range: Regex,
    valid: Regex,
    each: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let number = r"[0-9|xX*]+";
    let version = format!(r"v?{number}(?:\.{number})?(?:\.{number})?(?:-{IDENTIFIERS})?(?:\+{IDENTIFIERS})?");
    let one = format!(r"(?:{OPERATORS}){SPACE}*{version}{SPACE}*");
    let parts =
        format!(r"v?({number})(?:\.({number}))?(?:\.({number}))?(-{IDENTIFIERS})?(?:\+{IDENTIFIERS})?");
    Some(Patterns {
        range: Regex::new(&format!(r"{SPACE}*({version}){SPACE}+-{SPACE}+({version}){SPACE}*")).ok()?,
        valid: Regex::new(&format!(r"\A{SPACE}*{one}(?:(?:{SPACE}+|,{SPACE}*){one})*\z")).ok()?,
        each: Regex::new(&format!(r"({OPERATORS}){SPACE}*{parts}")).ok()?,
    })
});

impl Constraints {
    /// `NewConstraint`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_LENGTH {
            return Err(format!("constraint string is too long (max {MAX_LENGTH} bytes)"));
        }
        let patterns = PATTERNS.as_ref().ok_or("no patterns for constraints")?;
        let mut text = text.to_owned();
        let ranges: Vec<(String, String)> = (patterns.range.captures_iter(&text))
            .map(|range| (range[0].to_owned(), format!(">= {}, <= {} ", &range[1], &range[2])))
            .collect();
        for (range, spelled_out) in ranges {
            text = text.replacen(&range, &spelled_out, 1);
        }
        let alternatives: Vec<&str> = text.split("||").collect();
        if alternatives.len() > MAX_ALTERNATIVES {
            return Err(format!("too many constraint groups (max {MAX_ALTERNATIVES})"));
        }
        let parsed = alternatives.into_iter().map(|group| {
            if !patterns.valid.is_match(group) {
                return Err(format!("improper constraint: {group:?}"));
            }
            patterns.each.captures_iter(group).map(|found| Constraint::of(&found)).collect()
        });
        Ok(Constraints(parsed.collect::<Result<_, _>>()?))
    }

    /// Whether some alternative holds. A prerelease is only allowed where the alternative names one.
    pub(super) fn allow(&self, v: &Version) -> bool {
        self.0.iter().any(|group| {
            let prereleases = group.iter().any(|c| !c.version.prerelease.is_empty());
            (v.prerelease.is_empty() || prereleases) && group.iter().all(|c| c.allows(v))
        })
    }
}

impl Constraint {
    fn of(found: &regex::Captures<'_>) -> Result<Self, String> {
        let operator = match &found[1] {
            "" | "=" => Operator::TildeOrEqual,
            "!=" => Operator::NotEqual,
            ">" => Operator::Greater,
            "<" => Operator::Less,
            ">=" | "=>" => Operator::GreaterEqual,
            "<=" | "=<" => Operator::LessEqual,
            "~" | "~>" => Operator::Tilde,
            _ => Operator::Caret,
        };
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let any = |part: &str| matches!(part, "" | "x" | "X" | "*");
        let (major, minor, patch, prerelease) = (part(2), part(3), part(4), part(5));
        let (open, text) = if any(major) {
            (Open::Major, format!("0.0.0{prerelease}"))
        } else if any(minor) {
            (Open::Minor, format!("{major}.0.0{prerelease}"))
        } else if any(patch) {
            (Open::Patch, format!("{major}.{minor}.0{prerelease}"))
        } else {
            (Open::Nothing, format!("{major}.{minor}.{patch}{prerelease}"))
        };
        let version = Version::parse(&text).map_err(|_| "constraint parser error".to_owned())?;
        Ok(Constraint { operator, version, open })
    }

    fn allows(&self, v: &Version) -> bool {
        let c = &self.version;
        let order = compare(v, c);
        match self.operator {
            Operator::TildeOrEqual if self.open == Open::Nothing => order.is_eq(),
            Operator::TildeOrEqual | Operator::Tilde => self.allows_tilde(v),
            Operator::Caret => self.allows_caret(v),
            Operator::NotEqual => self.allows_other(v),
            Operator::Less => order.is_lt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::LessEqual if self.open == Open::Nothing => order.is_le(),
            Operator::LessEqual => {
                v.major < c.major || v.major == c.major && (v.minor <= c.minor || self.open == Open::Minor)
            }
            // More than 11 is 12, more than 11.1 is 11.2.
            Operator::Greater if v.major != c.major && self.open != Open::Nothing => v.major > c.major,
            Operator::Greater if self.open == Open::Minor => false,
            Operator::Greater if self.open == Open::Patch => v.minor > c.minor,
            Operator::Greater => order.is_gt(),
        }
    }

    /// `!=`: of an open version all that it covers is excluded.
    fn allows_other(&self, v: &Version) -> bool {
        let c = &self.version;
        match self.open {
            Open::Minor => v.major != c.major,
            Open::Patch if (v.major, v.minor) != (c.major, c.minor) => true,
            Open::Patch if v.prerelease.is_empty() && c.prerelease.is_empty() => false,
            Open::Patch => compare_prereleases(&v.prerelease, &c.prerelease).is_ne(),
            Open::Nothing | Open::Major => compare(v, c).is_ne(),
        }
    }

    /// | | is at least that and below |
    /// | --- | --- |
    /// | `~*`, `~0.0.0` | anything |
    /// | `~2` | 3.0.0 |
    /// | `~2.1`, `~2.1.3` | 2.2.0 |
    fn allows_tilde(&self, v: &Version) -> bool {
        let c = &self.version;
        if compare(v, c).is_lt() {
            return false;
        }
        let zero = (c.major, c.minor, c.patch) == (0, 0, 0);
        zero && matches!(self.open, Open::Nothing | Open::Major)
            || v.major == c.major && (v.minor == c.minor || self.open == Open::Minor)
    }

    /// | | is at least that and below |
    /// | --- | --- |
    /// | `^1.2.3`, `^1.2`, `^1` | 2.0.0 |
    /// | `^0` | 1.0.0 |
    /// | `^0.2.3`, `^0.2` | 0.3.0 |
    /// | `^0.0` | 0.1.0 |
    /// | `^0.0.3` | 0.0.4 |
    fn allows_caret(&self, v: &Version) -> bool {
        let c = &self.version;
        if compare(v, c).is_lt() || v.major != c.major {
            return false;
        }
        if c.major > 0 || self.open == Open::Minor {
            true
        } else if c.minor > 0 || self.open == Open::Patch {
            v.minor == c.minor
        } else {
            v.minor == 0 && v.patch == c.patch
        }
    }
}
