//! The way back: what was injected comes back byte for byte, and a forged comment brings back no other meaning.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kube_inject::{Document, Settings, process, uninject};
use kube_yaml::{Node, parse};
use sha2::{Digest, Sha256};

/// Injects a text and takes it back, with the true comment and with one that the bytes behind the text forge.
pub fn run(data: &[u8]) {
    let Some((text, rest)) = super::parts(data) else { return };
    super::stream::with_default(|settings| {
        for document in super::documents(text) {
            there_and_back(settings, &document, rest);
        }
    });
}

fn there_and_back(settings: &Settings, document: &Document, delta: &[u8]) {
    let _ = uninject("-", document);
    let Ok(text) = document.text() else { return };
    forge(text, delta);
    let Ok(done) = process(settings, "-", document) else { return };
    if done.undo.is_none() || text.contains("sidecar.istio.io/status") || text.contains("kube-inject: undo") {
        return;
    }
    // Istio records no probe that points at an agent, also where the injection changes its port.
    let odd =
        ["istio-proxy", "/app-health/"].iter().any(|word| text.contains(word)) || !done.warnings.is_empty();
    forge(done.text.as_deref().expect("a comment has a text"), delta);
    let injected = done.with_undo_comment().text.expect("a comment has a text");
    let [injected] = &super::documents(&injected)[..] else { panic!("injection makes documents") };
    let back = uninject("-", injected).expect("what was injected can be taken back");
    // Of an author's own proxy a record has only what its type knows; then the comment does not count, and that is said.
    if back.text.as_deref() != Some(text) {
        assert!(odd && !back.warnings.is_empty(), "came back as\n{}", back.text.unwrap_or_default());
    }
}

/// Puts a comment with this delta below a document; what comes back has to mean the same as without it.
fn forge(shown: &str, delta: &[u8]) {
    if !shown.ends_with('\n') {
        return;
    }
    let mut packed = vec![1];
    packed.extend_from_slice(&Sha256::digest(shown.as_bytes())[..8]);
    packed.extend_from_slice(delta);
    let forged = format!("{shown}# kube-inject: undo {}\n", STANDARD_NO_PAD.encode(packed));
    let (Some(without), Some(with)) = (taken_back(shown), taken_back(&forged)) else { return };
    assert_eq!(with, without, "{forged}");
}

/// What a text that is one document means when its injection is taken back; `None` when it cannot be.
fn taken_back(text: &str) -> Option<Option<Node>> {
    let [document] = &super::documents(text)[..] else { return None };
    let done = uninject("-", document).ok()?;
    Some(parse(done.text.as_deref().unwrap_or(text)).expect("what was written is YAML"))
}
