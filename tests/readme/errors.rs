//! The catalogue of errors and warnings: a section for each code, in order, with an example that is run where its files are.

use crate::commands;
use crate::pages::ROOT;
use kube_inject::{Code, ErrorCode, code};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The catalogue's page.
pub(crate) const PAGE: &str = "docs/errors.md";

/// A bug is nothing that an example can show.
const WITHOUT_EXAMPLE: [ErrorCode; 1] = [code::BUG];

fn page() -> PathBuf {
    Path::new(ROOT).join(PAGE)
}

fn codes() -> Vec<ErrorCode> {
    code::all().chain(Code::all().map(ErrorCode::from)).collect()
}

#[test]
fn examples_give_their_code_and_the_output_that_is_shown() {
    let shown = fs::read_to_string(page()).expect("the page is there");
    let mut codes = codes().into_iter();
    let mut wrong = Vec::new();
    let real: String = sections(&shown)
        .into_iter()
        .map(|section| match section.strip_prefix("### ") {
            None => section.to_owned(),
            Some(rest) => {
                let code = codes.next().unwrap_or_else(|| panic!("no code is left for {section}"));
                let word = rest.split(':').next().unwrap_or_default();
                assert_eq!(word, code.word(), "the sections are those of the codes, in order");
                let real = with_real_example(section, code);
                if !real.contains(&format!("[{code}]")) && !WITHOUT_EXAMPLE.contains(&code) {
                    wrong.push(real.clone());
                }
                real
            }
        })
        .collect();
    assert_eq!(codes.next(), None, "every code has a section");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(page(), &real).expect("the page can be written");
    } else {
        let diff = similar::TextDiff::from_lines(&shown, &real);
        assert!(shown == real, "{}", diff.unified_diff().header(PAGE, "now"));
    }
    assert!(wrong.is_empty(), "{} examples do not give their code:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn explain_prints_the_section_of_each_code() {
    let page = fs::read_to_string(page()).expect("the page is there");
    for code in codes() {
        let (status, told) = explain(&[code.word()]);
        assert_eq!(status, Some(0), "{code}");
        assert!(told.starts_with(&format!("### {code}: {}\n", code.meaning())), "{told}");
        assert!(page.contains(told.trim_end()) && told.matches("\n### ").count() == 0, "{told}");
    }
    let (_, both) = explain(&["E0101", "dns-policy"]);
    assert!(both.contains("### E0101: ") && both.contains("\n\n### dns-policy: "), "{both}");
}

#[test]
fn err_explain_of_what_is_no_code() {
    let (status, told) = explain(&["E0199"]);
    assert_eq!(status, Some(3));
    assert!(told.contains("error[E0604]: there is no error E0199"), "{told}");
    let (status, told) = explain(&["nonesuch.yaml"]);
    assert_eq!(status, Some(4), "{told}");
}

fn explain(words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kube-inject"));
    let output = command.arg("explain").args(words).output().expect("the binary runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).expect("it writes text"))
}

/// The text in pieces, each beginning with a heading.
fn sections(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> =
        text.match_indices("\n## ").chain(text.match_indices("\n### ")).map(|(at, _)| at + 1).collect();
    starts.extend([0, text.len()]);
    starts.sort_unstable();
    starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// The section with the heading of its code, and what its commands print in a directory with its files.
fn with_real_example(section: &str, code: ErrorCode) -> String {
    let (_, body) = section.split_once('\n').expect("there is something below the heading");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    for (name, text) in files(body) {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("it is below the directory"))
            .expect("directories can be made");
        fs::write(path, text).expect("files can be written");
    }
    format!("### {code}: {}\n{}", code.meaning(), commands::with_real_output(body, directory.path()))
}

/// The files of a section: blocks whose language is followed by a name.
fn files(section: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut lines = section.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("```yaml ") {
            let text = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            found.push((name.trim_end(), text));
        }
    }
    found
}
