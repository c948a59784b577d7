//! What the documentation says of a code, and where.

use crate::cli::catalogue;
use kube_inject::ErrorCode;
use serde_json::{Value, json};

/// The code as a rule of SARIF.
pub(super) fn described(code: ErrorCode) -> Value {
    let text =
        section(code).map(|(_, text)| text.trim()).filter(|text| !text.is_empty()).unwrap_or(code.meaning());
    json!({
        "id": code.word(),
        "shortDescription": { "text": code.meaning().replace('`', "") },
        "help": { "text": text, "markdown": text },
        "helpUri": address(code),
    })
}

/// The address of the documentation of a code.
pub(super) fn address(code: ErrorCode) -> String {
    let page = format!("{}/blob/v{}/docs", env!("CARGO_PKG_REPOSITORY"), env!("CARGO_PKG_VERSION"));
    match section(code).and_then(|(heading, _)| heading.strip_prefix("### ")) {
        Some(heading) => format!("{page}/errors.md#{}", anchor(heading)),
        None => format!("{page}/reports.md#findings"),
    }
}

/// The heading of a code's section, and what is below it.
fn section(code: ErrorCode) -> Option<(&'static str, &'static str)> {
    catalogue::section(code.word())?.split_once('\n')
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_help() {
        for code in kube_inject::code::all().chain(kube_inject::Code::all().map(ErrorCode::from)) {
            let rule = described(code);
            assert!(address(code).contains("errors.md#"), "{rule:#}");
            assert_ne!(rule["help"]["text"], code.meaning(), "{rule:#}");
        }
    }
}
