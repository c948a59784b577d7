//! Holds the way back to the recorded inputs: what was injected comes back byte for byte, document by document.

use kube_inject::uninject;
use kube_inject::{Settings, Sources};
use kube_yaml::split::{self, Document};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

#[test]
fn recorded_inputs_come_back_byte_for_byte() {
    let Some(oracle) = oracle() else {
        return tell(
            "skipped: the recorded answers are not at hand (set KUBE_INJECT_ORACLE to their folder)",
        );
    };
    let mut loaded = HashMap::new();
    let (mut count, mut wrong, mut sizes) = (0, Vec::new(), Vec::new());
    for directory in cases(&oracle) {
        let text = fs::read_to_string(directory.join("case.json")).expect("a case has its description");
        let case: Value = serde_json::from_str(&text).expect("the description is JSON");
        let key = (case["config"].to_string(), case["native_sidecars"] == true);
        let settings = loaded.entry(key).or_insert_with(|| load(&oracle, &case));
        let input = fs::read(directory.join("input.yaml")).expect("a case has an input");
        for document in split::documents(&*input) {
            let document = document.expect("memory can be read");
            // What was injected before does not come back with its sidecar, and what a template of one's own adds to the
            // metadata is in no record that could bear the comment out.
            let text = document.text().unwrap_or_default();
            if text.contains("sidecar.istio.io/status") || case["config"] == "1.30-custom-template" {
                continue;
            }
            match there_and_back(settings, &document, &mut sizes) {
                Ok(injected) => count += usize::from(injected),
                Err(why) => wrong.push(format!("{}#{}: {why}", directory.display(), document.index)),
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

fn oracle() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle");
    let path = std::env::var_os("KUBE_INJECT_ORACLE").map_or_else(beside, PathBuf::from);
    path.join("cases").is_dir().then_some(path)
}

fn cases(oracle: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| {
        fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect::<Vec<_>>()
    };
    let mut cases: Vec<PathBuf> = below(oracle.join("cases")).into_iter().flat_map(below).collect();
    cases.sort();
    cases
}

fn load(oracle: &Path, case: &Value) -> Settings {
    let directory =
        oracle.join("configs").join(case["config"].as_str().expect("a case names its configuration"));
    let read = |file| fs::read_to_string(directory.join(file)).expect("a configuration has three files");
    let (inject_config, mesh_config, values) =
        (read("inject-config.yaml"), read("mesh.yaml"), read("values.json"));
    let sources = Sources {
        inject_config: Some(("inject-config.yaml", &inject_config)),
        mesh_config: Some(("mesh.yaml", &mesh_config)),
        values: Some(("values.json", &values)),
        native_sidecars: case["native_sidecars"] == true,
        ..Sources::default()
    };
    Settings::load(sources).expect("a recorded configuration is valid")
}

/// Tells it even when the test passes, which `println!` would not.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
