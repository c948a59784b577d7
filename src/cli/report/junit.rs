//! JUnit XML: a suite for each file, and in it a test case for each object and for each finding about no object.

use super::record::{self, Examines, Finding, Level, Record};
use crate::terminal;
use kube_inject::{ObjectReport, Outcome};
use quick_xml::Writer;
use quick_xml::events::BytesText;
use std::collections::HashMap;
use std::io;

/// The name of the suite of what has no file.
const NO_FILE: &str = "kube-inject";

/// The test cases of a file.
struct Suite<'a> {
    name: &'a str,
    cases: Vec<Case<'a>>,
}

/// An object, or findings about none.
struct Case<'a> {
    name: String,
    line: usize,
    /// Why it is skipped.
    skipped: Option<String>,
    findings: Vec<&'a Finding>,
}

/// What a test case failed with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Skipped,
    /// A check found something.
    Failure,
    /// It could not be done.
    Error,
}

/// The report of a run.
pub(super) fn write(record: &Record) -> String {
    let suites = suites(record);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = document(&mut writer, record.examines, &suites);
    written.expect("memory can be written");
    let body = String::from_utf8(writer.into_inner()).expect("it is made of text");
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n")
}

/// The suites, in the order of their files.
fn suites(record: &Record) -> Vec<Suite<'_>> {
    let mut suites: Vec<Suite<'_>> = Vec::new();
    let mut of_objects = vec![false; record.findings.len()];
    let names: Vec<String> = record.objects.iter().map(ObjectReport::object).collect();
    // Names may be there twice; only what a check finds tells the line of its object.
    let mut by_object: HashMap<(&str, &str, usize), Vec<usize>> = HashMap::new();
    for (index, finding) in record.findings.iter().enumerate() {
        if let (Some(file), Some(object)) = (finding.file_of_object(), &finding.object) {
            let line = finding.at.as_ref().filter(|_| finding.checked).map_or(0, |at| at.line);
            by_object.entry((file, object, line)).or_default().push(index);
        }
    }
    for (object, name) in record.objects.iter().zip(&names) {
        let mut about = Vec::new();
        for line in [object.line, 0] {
            about.extend(by_object.remove(&(object.file.as_str(), name.as_str(), line)).unwrap_or_default());
        }
        about.iter().for_each(|index| of_objects[*index] = true);
        let findings = about.into_iter().map(|index| &record.findings[index]).collect();
        suite(&mut suites, &object.file).cases.push(Case {
            name: name.clone(),
            line: object.line,
            skipped: skipped(object),
            findings,
        });
    }
    for (finding, _) in record.findings.iter().zip(of_objects).filter(|(_, is_of_object)| !is_of_object) {
        let file = finding.at.as_ref().map_or(NO_FILE, |at| &at.file);
        let line = finding.at.as_ref().map_or(0, |at| at.line);
        let name = finding.object.clone().unwrap_or_else(|| match line {
            0 => finding.code.to_string(),
            line => format!("line {line}: {}", finding.code),
        });
        suite(&mut suites, file).cases.push(Case { name, line, skipped: None, findings: vec![finding] });
    }
    suites
}

fn suite<'s, 'a>(suites: &'s mut Vec<Suite<'a>>, name: &'a str) -> &'s mut Suite<'a> {
    let at = suites.iter().rposition(|suite| suite.name == name).unwrap_or_else(|| {
        suites.push(Suite { name, cases: Vec::new() });
        suites.len() - 1
    });
    &mut suites[at]
}

fn skipped(object: &ObjectReport) -> Option<String> {
    match &object.outcome {
        Outcome::Skipped(reason) => Some(reason.to_string()),
        _ => None,
    }
}

impl Case<'_> {
    fn verdict(&self, examines: Examines) -> Verdict {
        let verdicts = self.findings.iter().map(|finding| match finding.level {
            Level::Error if finding.checked || examines == Examines::Configuration => Verdict::Failure,
            Level::Error => Verdict::Error,
            Level::Warning if examines == Examines::Configuration => Verdict::Failure,
            Level::Warning => Verdict::Passed,
        });
        let mut worst = if self.skipped.is_some() { Verdict::Skipped } else { Verdict::Passed };
        for verdict in verdicts {
            worst = match (worst, verdict) {
                (_, Verdict::Error) | (Verdict::Error, _) => Verdict::Error,
                (_, Verdict::Failure) | (Verdict::Failure, _) => Verdict::Failure,
                (worst, _) => worst,
            };
        }
        worst
    }
}

type Xml = Writer<Vec<u8>>;

fn document(xml: &mut Xml, examines: Examines, suites: &[Suite<'_>]) -> io::Result<()> {
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    let mut element = xml.create_element("testsuites").with_attribute(("name", "kube-inject"));
    for (name, count) in counts(cases(), examines) {
        element = element.with_attribute((name, count.as_str()));
    }
    if suites.is_empty() {
        return element.write_empty().map(drop);
    }
    let written = element.write_inner_content(|xml| {
        suites.iter().try_for_each(|suite| {
            let name = text(&path(suite.name));
            let mut element = xml.create_element("testsuite").with_attribute(("name", name.as_str()));
            for (name, count) in counts(suite.cases.iter(), examines) {
                element = element.with_attribute((name, count.as_str()));
            }
            let written = element.write_inner_content(|xml| {
                suite.cases.iter().try_for_each(|one| case(xml, suite.name, one, examines))
            });
            written.map(drop)
        })
    });
    written.map(drop)
}

fn counts<'c>(
    cases: impl Iterator<Item = &'c Case<'c>> + Clone,
    examines: Examines,
) -> [(&'static str, String); 4] {
    let count = |of: Verdict| cases.clone().filter(|case| case.verdict(examines) == of).count().to_string();
    [
        ("tests", cases.clone().count().to_string()),
        ("failures", count(Verdict::Failure)),
        ("errors", count(Verdict::Error)),
        ("skipped", count(Verdict::Skipped)),
    ]
}

fn case(xml: &mut Xml, file: &str, case: &Case<'_>, examines: Examines) -> io::Result<()> {
    let (name, file, line) = (text(&case.name), text(&path(file)), case.line.to_string());
    let mut element = xml
        .create_element("testcase")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("classname", file.as_str()))
        .with_attribute(("file", file.as_str()));
    if case.line > 0 {
        element = element.with_attribute(("line", line.as_str()));
    }
    if case.skipped.is_none() && case.findings.is_empty() {
        return element.write_empty().map(drop);
    }
    let verdict = case.verdict(examines);
    let is_aside = |finding: &&&Finding| finding.level == Level::Warning && verdict != Verdict::Failure;
    let written = element.write_inner_content(|xml| {
        match verdict {
            Verdict::Passed => {}
            Verdict::Skipped => {
                let reason = text(case.skipped.as_deref().unwrap_or_default());
                xml.create_element("skipped").with_attribute(("message", reason.as_str())).write_empty()?;
            }
            Verdict::Failure | Verdict::Error => {
                let name = if verdict == Verdict::Error { "error" } else { "failure" };
                let told: Vec<_> = case.findings.iter().filter(|finding| !is_aside(finding)).collect();
                let Some(first) = told.first() else { return Ok(()) };
                let cause = text(&first.cause);
                let all: Vec<String> = told.iter().map(|finding| words(finding)).collect();
                xml.create_element(name)
                    .with_attribute(("type", first.code.word()))
                    .with_attribute(("message", cause.as_str()))
                    .write_text_content(BytesText::new(&all.join("\n")))?;
            }
        }
        let warnings: Vec<String> =
            case.findings.iter().filter(is_aside).map(|finding| words(finding)).collect();
        if !warnings.is_empty() {
            xml.create_element("system-err").write_text_content(BytesText::new(&warnings.join("\n")))?;
        }
        Ok(())
    });
    written.map(drop)
}

/// A finding with its place.
fn words(finding: &Finding) -> String {
    let level = finding.level.word();
    let place = finding.at.as_ref().map(|at| format!("{at}: ")).unwrap_or_default();
    let words = format!("{level}[{}]: {place}{}", finding.code, finding.all_words());
    terminal::lines(&words)
}

/// A file by its path in the repository.
fn path(file: &str) -> String {
    record::path(file).unwrap_or_else(|| file.to_owned())
}

/// A stranger's text without characters that XML cannot have.
fn text(text: &str) -> String {
    terminal::line(text)
}
