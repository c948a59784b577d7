//! One document through all stages.

mod edited;
mod first;
mod listed;
mod replace;
mod written;

use std::io::{self, Read};

use crate::compat;
use crate::pool::{Crew, Threads};
use crate::processed::{Outlet, Processed, Source};
use crate::secrets::Shown;
use crate::settings::{Compat, Settings};
use kube_yaml::Result;
use kube_yaml::split::{self, Document};

/// The documents of a stream.
pub fn documents<R>(compat: Compat, reader: R) -> Box<dyn Iterator<Item = io::Result<Document>> + Send>
where
    R: Read + Send + 'static,
{
    match compat {
        Compat::Off => Box::new(split::documents(reader)),
        Compat::Istioctl => Box::new(compat::documents(reader)),
    }
}

/// Injects one document of `file`.
///
/// One that carries the comment of an earlier injection is taken back by it first.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub fn process(settings: &Settings, file: &str, document: &Document) -> Result<Processed> {
    process_with(settings, &Crew::new(Threads::new(1)), file, document)
}

/// The same, with the threads of a crew where the document is a List of many objects.
///
/// # Errors
/// As [`process`].
pub fn process_with(settings: &Settings, crew: &Crew, file: &str, document: &Document) -> Result<Processed> {
    process_passing_on(settings, crew, file, document, None)
}

/// The same, where the new text need not be held as a whole: of a List that is injected object by object, the outlet takes what
/// is done. What it has taken counts only when [`Processed::passed_on`] says so.
///
/// # Errors
/// As [`process`].
pub fn process_passing_on(
    settings: &Settings,
    crew: &Crew,
    file: &str,
    document: &Document,
    outlet: Option<Outlet<'_>>,
) -> Result<Processed> {
    let first_line = document.first_line;
    let text = document.text().map_err(|error| error.in_text(file, first_line, ""))?;
    let lines = Shown::new(text);
    let source = Source::new(file, first_line, &lines);
    match settings.compat() {
        Compat::Off => {
            split::check_separators(text).map_err(|error| source.place(error))?;
            match first::inject(settings, crew, &source, document.separator, outlet)? {
                Some(done) => Ok(done),
                None => replace::inject(settings, crew, &source, document.separator),
            }
        }
        Compat::Istioctl => compat::process(settings, &source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    /// What a template that adds one label makes of a document of `file.yaml` that begins on line 7.
    fn processed(text: &str, compat: Compat) -> Result<Processed> {
        let template = "metadata: {labels: {mesh: 'yes'}}";
        let inject_config = Some(("inject-config", template));
        let settings = Settings::load(Sources { inject_config, compat, ..Sources::default() }).unwrap();
        let mut documents: Vec<Document> =
            documents(compat, io::Cursor::new(text.to_owned())).map(|d| d.unwrap()).collect();
        documents[0].first_line = 7;
        process(&settings, "file.yaml", &documents[0])
    }

    #[test]
    fn nothing_to_inject_is_no_new_text() {
        for (text, objects) in [
            ("{apiVersion: v1,   kind: Service}\n", 0),
            ("# a comment\n", 0),
            ("{apiVersion: v1, kind: Pod, spec: {hostNetwork: true, containers: []}}\n", 1),
        ] {
            let done = processed(text, Compat::Off).unwrap();
            assert_eq!((done.text, done.undo, done.objects.len()), (None, None, objects), "{text}");
        }
    }

    #[test]
    fn nothing_but_the_pod_that_is_injected_changes() {
        let skipped = "{apiVersion: v1, kind: Pod, spec: {hostNetwork:   true}}";
        let text = format!(
            "apiVersion: v1\nkind: List   # of two\nitems:\n- {skipped}\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    labels: {{a:  b}}\n  spec: {{containers:   [{{name: a}}]}}\n"
        );
        let done = processed(&text, Compat::Off).unwrap();
        let new = done.text.unwrap();
        for kept in ["kind: List   # of two", skipped, "a:  b", "[{name: a}]"] {
            assert!(new.contains(kept), "{kept}:\n{new}");
        }
        assert!(new.contains("mesh: 'yes'") || new.contains("mesh: \"yes\""), "{new}");
        let (outcomes, lines): (Vec<_>, Vec<_>) =
            done.objects.iter().map(|object| (object.outcome.code(), object.line)).unzip();
        assert_eq!((outcomes, lines), (vec!["skipped", "injected"], vec![10, 11]));
    }

    #[test]
    fn what_was_injected_before_makes_no_difference() {
        let load = || Settings::load(Sources::default()).unwrap();
        let injected = |settings: &Settings, name: &str, label: &str| {
            let text = format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {label}}}}}\nspec: {{containers: [{{name: {name}}}]}}\n"
            );
            let document = documents(Compat::Off, io::Cursor::new(text)).next().unwrap().unwrap();
            process(settings, "-", &document).map(|done| done.text)
        };
        let shared = load();
        for name in ["tea", "kettle-12", "'true'", "'1'", "'a # b'", "\"a\\nb\"", "'{a: b}'", "tea"] {
            for label in ["tea", "v1", "'yes'", "'12'", "''", "\"a\\\"b\"", "é"] {
                let told =
                    [&shared, &load()].map(|settings| format!("{:?}", injected(settings, name, label)));
                assert_eq!(told[0], told[1], "{name} {label}");
            }
        }
    }

    #[test]
    fn json_carries_no_undo_comment() {
        let json = r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a"}]}}"#;
        let yaml = format!("{}\n", json.replace('"', ""));
        let undo = |text: &str| processed(text, Compat::Off).unwrap().undo.is_some();
        assert_eq!((undo(json), undo(&yaml)), (false, true));
    }

    #[test]
    fn err_says_the_file_the_line_and_the_object() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: {a: b}\n";
        let error = processed(text, Compat::Off).unwrap_err();
        let place = error.location().map(|l| (l.file.as_str(), l.line));
        assert_eq!((place, error.object_name()), (Some(("file.yaml", 11)), Some("Pod p")));
    }

    #[test]
    fn compatible_output_is_written_anew_whatever_the_kind() {
        let text = |text| processed(text, Compat::Istioctl).unwrap().text.unwrap();
        assert_eq!(text("kind:  Service\n"), "kind:  Service\n---\n");
        assert!(text("{kind: Pod, apiVersion: v1}\n").starts_with("apiVersion: v1\nkind: Pod\n"));
    }
}
