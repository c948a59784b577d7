//! Write-back: whatever changes in the tree, the new text says it, and what does not change keeps the text.

use super::changes::change;
use super::choices::Choices;
use kube_yaml::writeback::write;
use kube_yaml::{Node, parse};

/// Changes the tree of a text, writes it into the text, and takes it back.
pub fn run(data: &[u8]) {
    let Some((text, rest)) = super::parts(data) else { return };
    let Ok(Some(tree)) = parse(text) else { return };
    assert_eq!(write(text, &tree, &tree.clone()), None, "changed without a change");
    let mut wanted = tree.clone();
    change(&mut Choices::new(super::steering(text, rest)), &mut wanted);
    let out = written(text, &tree, &wanted);
    let read = parse(&out).expect("it has been read").expect("it has been read");
    written(&out, &read, &tree);
}

fn written(text: &str, tree: &Node, wanted: &Node) -> String {
    let out = write(text, tree, wanted).unwrap_or_else(|| text.to_owned());
    let got = parse(&out);
    assert!(
        matches!(&got, Ok(Some(got)) if got == wanted),
        "--- from\n{text}\n--- came\n{out}\n--- wanted {wanted:#?}\n--- got {got:?}"
    );
    out
}
