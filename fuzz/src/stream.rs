//! The whole program but its files: every document of a stream through injection, patches, explanation and the way back.

use kube_inject::{
    Compat, Document, Outcome, PatchForm, Settings, Sources, documents, explain, patches, process, uninject,
};
use std::io::Cursor;

thread_local! {
    static DEFAULT: Settings = load(Compat::Off);
    static COMPATIBLE: Settings = load(Compat::Istioctl);
    static FOR_PATCHES: Settings = load(Compat::Off).for_patches();
}

/// Injects the documents of a stream.
pub fn run(data: &[u8]) {
    let read = documents(Compat::Off, Cursor::new(data.to_vec()));
    for document in read.map(|document| document.expect("memory can be read")) {
        with_default(|settings| inject(settings, &document));
    }
    let read = documents(Compat::Istioctl, Cursor::new(data.to_vec()));
    for document in read.map(|document| document.expect("memory can be read")) {
        COMPATIBLE.with(|settings| drop(process(settings, "-", &document)));
    }
}

/// The embedded default.
pub(crate) fn with_default(work: impl FnOnce(&Settings)) {
    DEFAULT.with(work);
}

fn load(compat: Compat) -> Settings {
    Settings::load(Sources { compat, ..Sources::default() }).expect("the embedded default is valid")
}

fn inject(settings: &Settings, document: &Document) {
    let explained = explain(settings, "-", document);
    let done = match process(settings, "-", document) {
        Ok(done) => done,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert!(explained.is_ok(), "injected, and not explained: {explained:?}");
    let unwritten = FOR_PATCHES.with(|settings| process(settings, "-", document));
    let unwritten = unwritten.expect("it has been injected");
    for form in [PatchForm::Strategic, PatchForm::Json6902] {
        let of = |done| patches(done, document, form).expect("what was injected has patches").patches;
        assert_eq!(of(unwritten.clone()), of(done.clone()), "patches of trees and of texts");
    }
    // Damaged records of an earlier injection are told of, and taken for the author's; the injection after that has whole ones.
    let read = document.text().expect("it has been read");
    let records = ["sidecar.istio.io/status", "proxy.istio.io/overrides", "ISTIO_KUBE_APP_PROBERS"];
    let damaged = records.iter().any(|record| read.contains(record))
        && (!done.warnings.is_empty()
            || done.objects.iter().any(|object| object.outcome == Outcome::Injected));
    // Of two proxies, which the API server refuses, the second becomes the first of the next injection.
    let doubled = read.matches("istio-proxy").count() > 1 && !done.warnings.is_empty();
    let Some(text) = done.with_undo_comment().text else { return };
    let [injected] = &super::documents(&text)[..] else { panic!("injection makes documents:\n{text}") };
    let again = process(settings, "-", injected).expect("what was injected is valid");
    let again = again.with_undo_comment().text;
    assert!(
        damaged || doubled || again.as_ref().is_none_or(|again| *again == text),
        "injected twice:\n{}",
        again.unwrap_or_default()
    );
    uninject("-", injected).expect("what was injected can be taken back");
}
