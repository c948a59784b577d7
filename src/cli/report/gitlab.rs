//! GitLab's code quality report: a list of findings, each with a fingerprint by which two reports are compared.

use super::fingerprints::fingerprints;
use super::record::{Finding, Level, Record};
use crate::terminal;
use serde_json::{Value, json};

/// The report of a run. Findings without a file have no place in it.
pub(super) fn write(record: &Record) -> String {
    let findings = record.findings.iter().zip(fingerprints(&record.findings));
    let issues: Vec<Value> = findings.filter_map(|(finding, print)| issue(finding, &print)).collect();
    terminal::json(&format!("{:#}\n", Value::from(issues)))
}

fn issue(finding: &Finding, fingerprint: &str) -> Option<Value> {
    let at = finding.at.as_ref()?;
    Some(json!({
        "description": finding.all_words(),
        "check_name": finding.code.word(),
        "fingerprint": fingerprint,
        "severity": match finding.level {
            Level::Error => "major",
            Level::Warning => "minor",
        },
        "location": { "path": at.path()?, "lines": { "begin": at.line.max(1) } },
    }))
}
