//! Holds the way back to the recorded inputs: what was injected comes back byte for byte, document by document.

mod oracle;

use kube_inject::{Settings, uninject};
use kube_yaml::split::{self, Document};
use oracle::{Oracle, tell};
use std::collections::HashMap;

#[test]
fn recorded_inputs_come_back_byte_for_byte() {
    let Some(oracle) = Oracle::find() else { return };
    let mut loaded = HashMap::new();
    let (mut count, mut wrong, mut sizes) = (0, Vec::new(), Vec::new());
    let groups = ["features", "upstream", "random", "release-1.11", "release-1.20", "release-1.31"];
    for case in oracle.cases(&groups) {
        // What a template of one's own adds to the metadata is in no record that could bear the comment out.
        if case.config() == "1.30-custom-template" {
            continue;
        }
        let key = (case.config().to_owned(), case.native_sidecars());
        let settings =
            loaded.entry(key).or_insert_with(|| oracle.settings(case.config(), None, case.native_sidecars()));
        let input = case.input_bytes();
        for document in split::documents(&*input) {
            let document = document.expect("memory can be read");
            // What was injected before does not come back with its sidecar.
            if document.text().unwrap_or_default().contains("sidecar.istio.io/status") {
                continue;
            }
            match there_and_back(settings, &document, &mut sizes) {
                Ok(injected) => count += usize::from(injected),
                Err(why) => wrong.push(format!("{}#{}: {why}", case.name(), document.index)),
            }
        }
    }
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    tell(&format!("{count} injected documents, the comment's median {median} bytes"));
    assert!(wrong.is_empty(), "{} documents:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 0 && median < 300, "comments of {median} bytes are not short");
}

/// Injects a document, again, and back; false when there was nothing to do, or it has no comment.
fn there_and_back(settings: &Settings, document: &Document, sizes: &mut Vec<usize>) -> Result<bool, String> {
    let Ok(done) = kube_inject::process(settings, "-", document) else { return Ok(false) };
    let Some(comment) = &done.undo else { return Ok(false) };
    sizes.push(comment.len());
    let injected = of_text(&done.with_undo_comment().text.ok_or("a comment without a text")?);
    let again =
        kube_inject::process(settings, "-", &injected).map_err(|e| format!("the second time: {e}"))?;
    if again.with_undo_comment().text.is_some_and(|text| Ok(&*text) != injected.text()) {
        return Err("injecting twice differs from injecting once".to_owned());
    }
    let back = uninject("-", &injected).map_err(|e| e.to_string())?.text;
    if back.as_deref() != document.text().ok() {
        return Err(format!("came back as\n{}", back.unwrap_or_default()));
    }
    // Somebody has changed it: the records in the object still give a document without a sidecar.
    let changed = of_text(&format!("# changed\n{}", injected.text().map_err(|e| e.to_string())?));
    let back = uninject("-", &changed).map_err(|e| format!("by the records: {e}"))?.text;
    match back.is_some_and(|text| text.contains("sidecar.istio.io/status")) {
        true => Err("the records leave the status".to_owned()),
        false => Ok(true),
    }
}

fn of_text(text: &str) -> Document {
    let mut documents = split::documents(text.as_bytes());
    documents.next().expect("there is one").expect("memory can be read")
}
