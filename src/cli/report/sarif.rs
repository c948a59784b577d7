//! SARIF 2.1.0: findings as results, which code scanning shows, with the documentation of each code as its rule.

use super::fingerprints::fingerprints;
use super::record::{At, Finding, Record};
use super::rule;
use crate::terminal;
use kube_inject::ErrorCode;
use serde_json::{Value, json};

/// The name of our fingerprints, with their version.
const FINGERPRINT: &str = "kubeInject/v1";

/// The report of a run.
pub(super) fn write(record: &Record) -> String {
    let mut rules: Vec<ErrorCode> = Vec::new();
    let mut index = |code: ErrorCode| match rules.iter().position(|known| *known == code) {
        Some(at) => at,
        None => {
            rules.push(code);
            rules.len() - 1
        }
    };
    let mut results = Vec::new();
    let mut notifications = Vec::new();
    for (finding, print) in record.findings.iter().zip(fingerprints(&record.findings)) {
        let rule = index(finding.code);
        match finding.at.as_ref().and_then(location) {
            Some(location) => results.push(result(finding, rule, location, &print)),
            // A result needs a file.
            None => notifications.push(notification(finding, rule)),
        }
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "kube-inject",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.into_iter().map(rule::described).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": !record.failed(),
                "exitCode": record.exit_code,
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    terminal::json(&format!("{log:#}\n"))
}

fn result(finding: &Finding, rule: usize, mut location: Value, print: &str) -> Value {
    if let Some(object) = &finding.object {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": object, "kind": "object" }]);
    }
    let mut result = json!({
        "ruleId": finding.code.word(),
        "ruleIndex": rule,
        "level": finding.level.word(),
        "message": { "text": finding.all_words() },
        "locations": [location],
        "partialFingerprints": { FINGERPRINT: print },
    });
    let input = finding.input.as_ref().map(|(file, line)| At {
        file: file.clone(),
        line: *line,
        column: 0,
        width: 0,
    });
    if let Some(mut input) = input.as_ref().and_then(self::location) {
        input["message"] = json!({ "text": "the object" });
        result["relatedLocations"] = json!([input]);
    }
    result
}

/// What has no file to point at: standard input, a setting.
fn notification(finding: &Finding, rule: usize) -> Value {
    let place = finding.at.as_ref().filter(|at| at.line > 0);
    let place = place.map(|at| format!("{}:{}: ", at.file, at.line)).unwrap_or_default();
    json!({
        "descriptor": { "id": finding.code.word(), "index": rule },
        "level": finding.level.word(),
        "message": { "text": format!("{place}{}", finding.all_words()) },
    })
}

/// A place in a file; `None` for standard input.
fn location(at: &At) -> Option<Value> {
    let path = at.path()?;
    let mut artifact = json!({ "uri": uri(&path) });
    if !path.starts_with('/') && !path.starts_with("..") {
        artifact["uriBaseId"] = "%SRCROOT%".into();
    }
    let mut place = json!({ "artifactLocation": artifact });
    if at.line > 0 {
        place["region"] = json!({ "startLine": at.line });
        if at.column > 0 {
            place["region"]["startColumn"] = at.column.into();
            place["region"]["endColumn"] = (at.column + at.width).into();
        }
    }
    Some(json!({ "physicalLocation": place }))
}

/// A path as a URI: relative, or of a file.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match plain(byte) {
            true => uri.push(char::from(byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("app/a b#ß.yaml"), "app/a%20b%23%C3%9F.yaml");
        assert_eq!(uri("/app/a.yaml"), "file:///app/a.yaml");
    }
}
