//! The library as another program uses it: `examples/inject.rs` gives what the binary gives.

#[path = "../examples/inject.rs"]
#[expect(dead_code, reason = "the test has its own main function")]
mod example;

use std::io::Cursor;
use std::process::Command;

const MANIFESTS: &str = include_str!("../examples/tea-shop.yaml");

#[test]
fn the_example_program_gives_what_the_binary_gives() {
    let binary = Command::new(env!("CARGO_BIN_EXE_kube-inject"))
        .args(["-f", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/tea-shop.yaml")])
        .output()
        .expect("the binary runs");
    let example = example::inject(Cursor::new(MANIFESTS)).expect("the example is right");
    let example = String::from_utf8(example).expect("YAML is text");
    assert!(example.contains("name: istio-proxy"), "{example}");
    assert_eq!(example, String::from_utf8_lossy(&binary.stdout));
}

#[test]
fn the_example_program_refuses_bad_input_with_its_place() {
    let broken = format!("{MANIFESTS}---\nkind: Pod\nspec: [\n");
    let line = broken.lines().count();
    let error = example::inject(Cursor::new(broken)).expect_err("the list has no end").to_string();
    assert!(error.starts_with(&format!("stdin:{}:", line + 1)), "{error}");
}
