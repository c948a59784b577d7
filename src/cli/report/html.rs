//! The HTML report: one page that needs nothing else, made for the artifact of a pull request.

mod diff;
mod drawing;
mod kept;
mod row;
mod summary;
mod upgrade;

pub(crate) use kept::Kept;
pub(crate) use upgrade::page as upgrade;

use super::record::{Examines, Finding, Level, Record};
use super::rule;
use crate::failure::Failure;
use crate::terminal;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use drawing::Drawing;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, escape_formatter};
use row::Row;
use serde::Serialize;
use sha2::{Digest, Sha256};
use summary::{Figure, Filter};
use upgrade::{Group, Workload};

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// What a page shows.
#[derive(Serialize, Default)]
struct Page {
    headline: String,
    figures: Vec<Figure>,
    configuration: Vec<Pair>,
    /// The name of each part of two configurations, and where it comes from in both.
    sides: Vec<[String; 3]>,
    settings: Vec<[String; 3]>,
    left_alone: Vec<String>,
    /// Findings about no object.
    outside: Vec<View>,
    drawings: Vec<Drawing>,
    filters: Vec<Filter>,
    objects: Vec<Row>,
    groups: Vec<Group>,
    compared: Vec<Workload>,
    /// What is said where there is nothing to show.
    nothing: &'static str,
}

/// A name and what it stands for.
#[derive(Serialize, Clone, Debug)]
struct Pair {
    name: String,
    value: String,
}

/// A finding as it is shown.
#[derive(Serialize)]
struct View {
    level: &'static str,
    bad: bool,
    code: &'static str,
    /// The page about its code.
    address: String,
    cause: String,
    place: String,
    excerpt: Option<Excerpt>,
    help: Option<String>,
}

/// The line that a finding is in, and what is marked of it.
#[derive(Serialize)]
struct Excerpt {
    before: String,
    marked: String,
    after: String,
}

/// The page of a run.
///
/// # Errors
/// When the diffs that were kept for it cannot be read.
pub(super) fn write(record: &Record, kept: Kept) -> Result<String, Failure> {
    let Kept { configuration, given, left_alone, diffs, details, drawings, totals, versions } = kept;
    let mut objects = row::rows(record, details, &diffs.finish()?);
    let outside = row::give_findings(&mut objects, record);
    let pair = |(name, value): (&str, String)| Pair { name: name.to_owned(), value };
    Ok(rendered(&Page {
        headline: summary::headline(record, &objects),
        figures: summary::figures(record, &objects, &totals, &versions),
        configuration: configuration.into_iter().map(pair).collect(),
        settings: given,
        left_alone,
        outside,
        drawings,
        filters: summary::filters(record, &objects),
        objects,
        nothing: match record.examines {
            Examines::Configuration => "Nothing is wrong with the configuration.",
            Examines::Nothing | Examines::Objects => "No object with a pod was found.",
        },
        ..Page::default()
    }))
}

/// The text of a page. Text is escaped, and has no characters that steer; only our own markup is not.
fn rendered(page: &Page) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if value.kind() == ValueKind::String && !value.is_safe() => {
            escape_formatter(out, state, &Value::from(terminal::lines(text)))
        }
        _ => escape_formatter(out, state, value),
    });
    let own = |text: &str| Value::from_safe_string(text.to_owned());
    let hash = |text: &str| own(&format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text))));
    let context = minijinja::context! {
        version => env!("CARGO_PKG_VERSION"),
        repository => env!("CARGO_PKG_REPOSITORY"),
        style => own(STYLE),
        style_hash => hash(STYLE),
        script => own(SCRIPT),
        script_hash => hash(SCRIPT),
        ..Value::from(Serde(page))
    };
    environment.render_str(PAGE, context).expect("the page's template is right, and memory can be written")
}

/// The name of an object with its namespace, of what messages call the object.
fn name_of(title: &str, kind: &str) -> String {
    title.strip_prefix(kind).unwrap_or(title).trim_start().to_owned()
}

impl View {
    fn of(finding: &Finding) -> Self {
        View {
            level: finding.level.word(),
            bad: finding.level == Level::Error,
            code: finding.code.word(),
            address: rule::address(finding.code),
            cause: finding.cause.clone(),
            place: finding.at.as_ref().map(ToString::to_string).unwrap_or_default(),
            excerpt: finding.excerpt.as_ref().map(|[before, marked, after]| Excerpt {
                before: terminal::excerpt(before),
                marked: terminal::excerpt(marked),
                after: terminal::excerpt(after),
            }),
            help: finding.help.clone(),
        }
    }
}
