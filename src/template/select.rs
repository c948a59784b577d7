//! Which templates a pod gets: those its annotation names, or the default ones.

use crate::error::{Error, Result};

/// The names a pod's `inject.istio.io/templates` annotation lists, separated by commas, or `defaults` without one.
///
/// `known` are the names there are templates for.
///
/// # Errors
/// A name that is not known; the error lists those that are, sorted.
pub fn select<'n>(annotation: Option<&'n str>, defaults: &[&'n str], known: &[&str]) -> Result<Vec<&'n str>> {
    let names: Vec<&str> = match annotation {
        Some(list) => list.split(',').map(str::trim).collect(),
        None => defaults.to_vec(),
    };
    match names.iter().find(|name| !known.contains(name)) {
        None => Ok(names),
        Some(unknown) => {
            let mut sorted = known.to_vec();
            sorted.sort_unstable();
            let error = Error::new(format!("requested template {unknown:?} not found"));
            Err(error.help(format!("the known templates are {}", sorted.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotation_wins_over_defaults() {
        let known = ["sidecar", "gateway", "custom"];
        assert_eq!(select(None, &["sidecar"], &known).unwrap(), ["sidecar"]);
        assert_eq!(select(Some("gateway, custom "), &["sidecar"], &known).unwrap(), ["gateway", "custom"]);
    }

    #[test]
    fn err_unknown_template() {
        let error = select(Some("nope"), &["sidecar"], &["sidecar", "gateway"]).unwrap_err();
        assert_eq!(error.cause(), "requested template \"nope\" not found");
        assert_eq!(error.help_text(), Some("the known templates are gateway, sidecar"));
    }
}
