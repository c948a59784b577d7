//! Runs the binary on every case below `testdata/` and compares what it writes and tells with `snapshots/`.
//!
//! A case is a folder `testdata/<area>/<case>/` with an `input.yaml` (or `input.json`, or a directory `input/`), and where it
//! wants its own: `inject-config.yaml`, `mesh.yaml`, `values.yaml` (else those in `examples/`), and `flags`, one argument a
//! line; the line `without --valuesFile` leaves that file out. `INSTA_UPDATE=always cargo test --test snapshots` records the
//! answers; read the difference before you commit it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// One folder of testdata.
struct Case {
    /// `area/case`.
    name: String,
    directory: PathBuf,
    flags: Vec<String>,
}

/// What the binary answered.
#[derive(PartialEq)]
struct Answer {
    /// Standard output; `None` where there is none because it failed.
    output: Option<String>,
    /// The exit status, and standard error.
    report: String,
}

impl Case {
    fn all() -> Vec<Case> {
        let mut cases = Vec::new();
        for area in directories(&Path::new(ROOT).join("testdata")) {
            // The answers there are istioctl's, which tests/conformance.rs has, and charts are rendered by Helm in tests/integrations/.
            if ["recorded", "charts"].contains(&file_name(&area).as_str()) {
                continue;
            }
            for directory in directories(&area) {
                let name = format!("{}/{}", file_name(&area), file_name(&directory));
                let flags = fs::read_to_string(directory.join("flags")).unwrap_or_default();
                let flags = flags.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect();
                cases.push(Case { name, directory, flags });
            }
        }
        cases
    }

    fn input(&self) -> &'static str {
        let inputs = ["input.yaml", "input.json", "input"];
        let found = inputs.into_iter().find(|name| self.directory.join(name).exists());
        found.unwrap_or_else(|| panic!("{} has no input", self.name))
    }

    /// The binary with the case's flags and configuration, but no input yet.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kube-inject"));
        command.current_dir(&self.directory).env("NO_COLOR", "1");
        for (flag, own, example) in [
            ("--injectConfigFile", "inject-config.yaml", "inject-config.yaml"),
            ("--meshConfigFile", "mesh.yaml", "mesh-config.yaml"),
            ("--valuesFile", "values.yaml", "values.yaml"),
        ] {
            if !self.flags.iter().any(|f| f == &format!("without {flag}")) {
                let own_exists = self.directory.join(own).exists();
                let example = format!("../../../examples/{example}");
                command.arg(flag).arg(if own_exists { own } else { &example });
            }
        }
        // What the comment holds follows from the rest, and would only make every difference longer.
        command.arg("--no-undo-comment");
        command.args(self.flags.iter().filter(|f| !f.starts_with("without ")));
        command
    }

    fn answer(&self) -> Answer {
        Answer::of(self.command().arg("-v").args(["-f", self.input()]).output().expect("the binary runs"))
    }

    /// The answer to `text` on standard input.
    fn answer_to(&self, text: &str) -> Answer {
        let mut command = self.command();
        command.args(["-f", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // A usage error ends the binary before it reads anything, so this may fail.
        let _ = child.stdin.take().expect("it is piped").write_all(text.as_bytes());
        Answer::of(child.wait_with_output().expect("the binary ends"))
    }
}

impl Answer {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is text");
        let status = output.status.code().map_or("killed".to_owned(), |code| code.to_string());
        Answer {
            output: output.status.success().then(|| text(output.stdout)),
            report: format!("exit {status}\n{}", text(output.stderr)),
        }
    }
}

#[test]
fn answers_are_as_recorded() {
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    for case in Case::all() {
        let answer = case.answer();
        assert!(!answer.report.contains("panicked"), "{}: {}", case.name, answer.report);
        let (area, name) = case.name.split_once('/').expect("a case lies in an area");
        let folder = Path::new(ROOT).join("snapshots").join(area);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            settings.bind(|| {
                insta::assert_snapshot!(format!("{name}.report"), answer.report);
                // The output is compared to the byte, line endings and all.
                if let Some(output) = &answer.output {
                    insta::assert_binary_snapshot!(&format!("{name}.yaml"), output.clone().into_bytes());
                }
            });
        }));
        if compared.is_err() {
            wrong.push(case.name.clone());
        }
        known.insert(folder.join(format!("{name}.report.snap")));
        if answer.output.is_some() {
            known.extend(["snap", "snap.yaml"].map(|end| folder.join(format!("{name}.{end}"))));
        }
    }
    let recorded = recorded();
    let orphans =
        recorded.difference(&known).map(|path| format!("{}: no case answers like this", path.display()));
    wrong.extend(orphans);
    assert!(
        wrong.is_empty(),
        "{}\nINSTA_UPDATE=always records the answers if they are right",
        wrong.join("\n")
    );
}

#[test]
fn injecting_twice_is_injecting_once() {
    let mut wrong = Vec::new();
    for case in Case::all().iter().filter(|case| case.input() == "input.yaml") {
        let text = fs::read_to_string(case.directory.join("input.yaml")).unwrap_or_default();
        let Some(once) = case.answer_to(&text).output else { continue };
        let twice = case.answer_to(&once);
        match twice.output {
            Some(twice) if twice == once => {}
            Some(twice) => wrong.push(difference(Path::new(&case.name), &once, &twice)),
            None => wrong.push(format!("{}: {}", case.name, twice.report)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_injected_is_not_touched() {
    for case in Case::all().iter().filter(|case| case.input() == "input.yaml") {
        if case.flags.iter().any(|flag| flag == "--compat") {
            continue;
        }
        let text = fs::read_to_string(case.directory.join("input.yaml")).unwrap_or_default();
        let answer = case.answer();
        let injected = answer
            .report
            .lines()
            .any(|l| ["injected", "up to date", "outdated"].iter().any(|word| l.starts_with(word)));
        if let Some(output) = answer.output.filter(|_| !injected) {
            assert!(output == text, "{}", difference(Path::new(&case.name), &text, &output));
        }
    }
}

/// Every snapshot there is.
fn recorded() -> BTreeSet<PathBuf> {
    let areas = directories(&Path::new(ROOT).join("snapshots"));
    areas.iter().flat_map(|area| entries(area)).filter(|path| !path.ends_with(".new")).collect()
}

fn difference(path: &Path, old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    let diff = diff.unified_diff().header("recorded", "now").to_string();
    format!("{}\n{diff}", path.strip_prefix(ROOT).unwrap_or(path).display())
}

fn directories(path: &Path) -> Vec<PathBuf> {
    entries(path).into_iter().filter(|entry| entry.is_dir()).collect()
}

fn entries(path: &Path) -> BTreeSet<PathBuf> {
    let read = fs::read_dir(path).into_iter().flatten();
    read.map(|entry| entry.expect("the folder can be listed").path()).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("an entry has a name").to_string_lossy().into_owned()
}
