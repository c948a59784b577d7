//! Runs the recorded answers of `istioctl kube-inject` 1.30.3 through the library, where they are at hand.
//!
//! Each document must mean the same as the reference's: equal after dropping nulls and empty maps and lists, with
//! quantities compared as numbers; documents where we differ on purpose are left out. With `--compat istioctl` the
//! output must be the recorded one to the byte. What the reference refuses must be refused.

mod meaning;

use kube_inject::pipeline;
use kube_inject::settings::{Compat, Settings, Sources};
use meaning::{documents, first_difference, we_differ};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const GROUPS: [&str; 3] = ["features", "upstream", "random"];

/// Legal YAML that the reference cannot read.
const ANY_ANSWER: [&str; 1] = ["yaml-directive"];

/// Cases whose whole point is a difference on purpose.
const DIFFERENT: [&str; 2] = ["unknown-fields", "skip-template-ns"];

/// One run of the reference.
struct Case {
    name: String,
    directory: PathBuf,
    config: String,
    native_sidecars: bool,
    revision: Option<String>,
    accepted: bool,
}

#[test]
fn documents_mean_what_the_reference_makes_of_them() {
    hold_cases_to(Compat::Off, judge);
}

#[test]
fn compatible_output_is_the_references_to_the_byte() {
    hold_cases_to(Compat::Istioctl, |settings, case| vec![judge_bytes(settings, case)]);
}

/// What is right and wrong about an answer, part by part.
type Answers = Vec<Result<(), String>>;

fn hold_cases_to(compat: Compat, judge: impl Fn(&Settings, &Case) -> Answers) {
    let Some(oracle) = oracle() else {
        return tell(
            "skipped: the recorded answers are not at hand (set KUBE_INJECT_ORACLE to their folder)",
        );
    };
    let mut settings = HashMap::new();
    let (mut right, mut wrong) = (0, Vec::new());
    for case in cases(&oracle) {
        let key = (case.config.clone(), case.native_sidecars, case.revision.clone());
        let settings = settings.entry(key).or_insert_with(|| load(&oracle, &case, compat));
        match catch_unwind(AssertUnwindSafe(|| judge(settings, &case))) {
            Ok(answers) => answers.into_iter().for_each(|answer| match answer {
                Ok(()) => right += 1,
                Err(why) => wrong.push(format!("{}: {why}", case.name)),
            }),
            Err(_) => wrong.push(format!("{}: panicked", case.name)),
        }
    }
    for line in &wrong {
        tell(line);
    }
    tell(&format!("{right}/{} right", right + wrong.len()));
    assert!(wrong.is_empty(), "{} are wrong", wrong.len());
}

/// The folder of recorded answers.
fn oracle() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle");
    let path = std::env::var_os("KUBE_INJECT_ORACLE").map_or_else(beside, PathBuf::from);
    path.join("cases").is_dir().then_some(path)
}

fn cases(oracle: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for group in GROUPS {
        let Ok(entries) = fs::read_dir(oracle.join("cases").join(group)) else { continue };
        cases.extend(entries.flatten().map(|entry| Case::read(entry.path())));
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

impl Case {
    fn read(directory: PathBuf) -> Case {
        let text = fs::read_to_string(directory.join("case.json")).expect("a case has its description");
        let case: Value = serde_json::from_str(&text).expect("the description is JSON");
        let args: Vec<&str> =
            case["args"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let revision = match args[..] {
            [] => None,
            ["--revision", name] => Some(name.to_owned()),
            _ => panic!("{}: {args:?} is not understood", directory.display()),
        };
        let name = directory.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        Case {
            name,
            config: case["config"].as_str().expect("a case names its configuration").to_owned(),
            native_sidecars: case["native_sidecars"] == true,
            revision,
            accepted: case["exit"] == 0,
            directory,
        }
    }

    fn is_one_of(&self, names: &[&str]) -> bool {
        names.contains(&self.name.split('@').next().unwrap_or_default())
    }
}

fn load(oracle: &Path, case: &Case, compat: Compat) -> Settings {
    let read = |file| {
        let path = oracle.join("configs").join(&case.config).join(file);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let (inject_config, mesh_config, values) =
        (read("inject-config.yaml"), read("mesh.yaml"), read("values.json"));
    let sources = Sources {
        inject_config: Some(("inject-config.yaml", &inject_config)),
        mesh_config: Some(("mesh.yaml", &mesh_config)),
        values: Some(("values.json", &values)),
        revision: case.revision.clone(),
        native_sidecars: case.native_sidecars,
        compat,
        ..Sources::default()
    };
    Settings::load(sources).unwrap_or_else(|e| panic!("{}: {e}", case.config))
}

/// What is right and wrong about our answer to a case, document by document.
fn judge(settings: &Settings, case: &Case) -> Answers {
    if case.is_one_of(&ANY_ANSWER) {
        return Vec::new();
    }
    let input = fs::read(case.directory.join("input.yaml")).expect("a case has an input");
    let ours = match (inject(settings, &input), case.accepted) {
        (Ok(_), false) => return vec![Err("accepted".to_owned())],
        (Err(_), false) => return vec![Ok(())],
        (Err(error), true) => return vec![Err(format!("refused: {error}"))],
        (Ok(_), true) if case.is_one_of(&DIFFERENT) => return Vec::new(),
        (Ok(ours), true) => ours,
    };
    let expected =
        fs::read_to_string(case.directory.join("expected.yaml")).expect("an accepted case has an answer");
    let (ours, expected) = match (documents(&ours), documents(&expected)) {
        (Ok(ours), Ok(expected)) => (ours, expected),
        (Err(error), _) => return vec![Err(format!("our output is not YAML: {error}"))],
        (_, Err(error)) => return vec![Err(format!("the expected output is not read: {error}"))],
    };
    if ours.len() != expected.len() {
        return vec![Err(format!("{} documents, want {}", ours.len(), expected.len()))];
    }
    let pairs = ours.iter().zip(&expected).enumerate().filter(|(_, (_, want))| !we_differ(want));
    pairs
        .map(|(i, (got, want))| match first_difference(got, want) {
            None => Ok(()),
            Some(why) => Err(format!("document {i}: {why}")),
        })
        .collect()
}

/// Whether our answer to a case is the reference's, byte for byte.
fn judge_bytes(settings: &Settings, case: &Case) -> Result<(), String> {
    let input = fs::read(case.directory.join("input.yaml")).expect("a case has an input");
    match (inject(settings, &input), case.accepted) {
        (Ok(_), false) => Err("accepted".to_owned()),
        (Err(_), false) => Ok(()),
        (Err(error), true) => Err(format!("refused: {error}")),
        (Ok(ours), true) => {
            let expected = fs::read_to_string(case.directory.join("expected.yaml"))
                .expect("an accepted case has an answer");
            let line = || ours.lines().zip(expected.lines()).position(|(ours, theirs)| ours != theirs);
            if ours == expected { Ok(()) } else { Err(format!("differs after {:?} lines", line())) }
        }
    }
}

fn inject(settings: &Settings, input: &[u8]) -> Result<String, String> {
    let mut output = String::new();
    for document in pipeline::documents(settings.compat(), Cursor::new(input.to_vec())) {
        let document = document.map_err(|e| e.to_string())?;
        let processed = pipeline::process(settings, "-", &document).map_err(|e| e.to_string())?;
        let read = || document.text().map(str::to_owned).map_err(|e| e.to_string());
        output.push_str(&processed.text.map_or_else(read, Ok)?);
    }
    Ok(output)
}

/// Tells it even when the test passes, which `println!` would not.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
