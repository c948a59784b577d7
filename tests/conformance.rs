//! Runs the recorded answers of the real istioctl through the library: those in testdata/recorded/, which every clone has, and those of
//! Istio's own installations, where they are at hand.
//!
//! An injected document must mean the same as the reference's: equal after dropping nulls and empty maps and lists, with
//! quantities compared as numbers, and with what its author wrote and the reference's types drop. One that the reference
//! does not inject must be what the input has, to the letter. Documents where we differ on purpose are left out. With
//! `--compat istioctl` the output must be the recorded one to the byte. The embedded templates must do what those of the
//! recorded releases do. What the reference refuses must be refused.

mod meaning;
mod oracle;

use kube_inject::{Compat, Release, Settings, Sources};
use kube_yaml::{Node, json};
use meaning::{documents, first_difference, we_differ};
use oracle::{Case, Oracle, tell};
use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The groups of Istio's installations that are right.
const GROUPS: [&str; 6] = ["features", "upstream", "random", "release-1.31", "release-1.20", "release-1.11"];
/// Those of the releases whose bytes `--compat istioctl` writes.
const GROUPS_IN_BYTES: [&str; 4] = ["features", "upstream", "random", "release-1.31"];
/// Default installations whose recorded answers the embedded configuration gives by itself: the name of the configuration, the
/// release, and the tag of the recorded images.
const DEFAULTS: [(&str, u16, &str); 4] = [
    ("1.11-default", 11, "1.11.4"),
    ("1.20-default", 20, "1.20.8"),
    ("1.30-default", 30, "1.30.3"),
    ("1.31-default", 31, "1.31.0"),
];
/// Configurations with templates of somebody's own.
const OWN_TEMPLATES: [&str; 3] =
    ["1.30-custom-template", "1.30-hello-template-in-values", "1.30-spire-template"];
/// Configurations of releases whose types did not know all that an author writes today.
const OLD: [&str; 2] = ["1.11-default", "1.20-default"];

/// Legal YAML that the reference cannot read.
const ANY_ANSWER: [&str; 1] = ["yaml-directive"];

/// Cases whose whole point is a difference on purpose.
const DIFFERENT: [&str; 2] = ["unknown-fields", "skip-template-ns"];

#[test]
fn documents_mean_what_the_reference_makes_of_them() {
    let own = Oracle::own();
    hold_cases(own.cases(&own.groups()), &own, AS_RECORDED, judge);
}

#[test]
fn compatible_output_is_the_references_to_the_byte() {
    let own = Oracle::own();
    hold_cases(own.cases(&own.groups()), &own, COMPATIBLE, judge_bytes);
}

#[test]
fn documents_of_installations_mean_what_the_reference_makes_of_them() {
    let Some(oracle) = Oracle::find() else { return };
    hold_cases(oracle.cases(&GROUPS), &oracle, AS_RECORDED, judge);
}

#[test]
fn compatible_output_of_installations_is_the_references_to_the_byte() {
    let Some(oracle) = Oracle::find() else { return };
    hold_cases(oracle.cases(&GROUPS_IN_BYTES), &oracle, COMPATIBLE, judge_bytes);
}

#[test]
fn embedded_templates_do_what_the_references_do() {
    let Some(oracle) = Oracle::find() else { return };
    let mut cases = oracle.cases(&GROUPS);
    cases.retain(|case| !OWN_TEMPLATES.contains(&case.config()));
    hold_cases(cases, &oracle, |sources| sources.inject_config = None, judge);
}

#[test]
fn embedded_default_of_a_release_does_what_its_istioctl_did() {
    let Some(oracle) = Oracle::find() else { return };
    for (config, minor, tag) in DEFAULTS {
        let mut cases = oracle.cases(&GROUPS);
        cases.retain(|case| case.config() == config);
        hold_cases(
            cases,
            &oracle,
            |sources| {
                (sources.inject_config, sources.values, sources.mesh_config) = (None, None, None);
                sources.release = Some(Release::new(minor));
                sources.set_values.push_text("--tag", &["global", "tag"], tag);
            },
            judge,
        );
    }
}

/// What is right and wrong about an answer, part by part.
type Answers = Vec<Result<(), String>>;

/// Changes nothing in the recorded configuration.
const AS_RECORDED: fn(&mut Sources<'_>) = |_| {};
const COMPATIBLE: fn(&mut Sources<'_>) = |sources| sources.compat = Compat::Istioctl;

/// Holds our answers to cases to the recorded ones, with a `change` in their configuration.
fn hold_cases(
    cases: Vec<Case>,
    oracle: &Oracle,
    change: impl Fn(&mut Sources<'_>),
    judge: fn(&Settings, &Case) -> Answers,
) {
    let mut settings = HashMap::new();
    let (mut right, mut wrong) = (0, Vec::new());
    for case in cases {
        let key = (case.config().to_owned(), case.native_sidecars(), case.revision());
        let settings = settings.entry(key).or_insert_with(|| {
            oracle.settings_of(case.config(), case.native_sidecars(), |sources| {
                sources.revision = case.revision();
                change(sources);
            })
        });
        match catch_unwind(AssertUnwindSafe(|| judge(settings, &case))) {
            Ok(answers) => answers.into_iter().for_each(|answer| match answer {
                Ok(()) => right += 1,
                Err(why) => wrong.push(format!("{}: {why}", case.name())),
            }),
            Err(_) => wrong.push(format!("{}: panicked", case.name())),
        }
    }
    for line in &wrong {
        tell(line);
    }
    tell(&format!("{right}/{} right", right + wrong.len()));
    assert!(wrong.is_empty(), "{} are wrong", wrong.len());
    assert!(right > 50, "only {right} were compared");
}

/// What is right and wrong about our answer to a case, document by document.
fn judge(settings: &Settings, case: &Case) -> Answers {
    let input = case.input();
    // Istio 1.11 lost what follows a comment behind a separator.
    let lost = case.config() == "1.11-default"
        && input.lines().any(|line| line.starts_with("--- ") && line.contains('#'));
    if is_one_of(case, &ANY_ANSWER) || lost {
        return Vec::new();
    }
    let ours = match (inject(settings, &input), case.is_accepted()) {
        (Ok(_), false) => return vec![Err("accepted".to_owned())],
        (Err(_), false) => return vec![Ok(())],
        (Err(error), true) => return vec![Err(format!("refused: {error}"))],
        (Ok(_), true) if is_one_of(case, &DIFFERENT) => return Vec::new(),
        (Ok(ours), true) => ours,
    };
    let expected = case.expected().expect("an accepted case has an answer");
    let (ours, expected, input) = match (documents(&ours), documents(&expected), documents(&input)) {
        (Ok(ours), Ok(expected), Ok(input)) => (ours, expected, input),
        (Err(error), ..) => return vec![Err(format!("our output is not YAML: {error}"))],
        (_, Err(error), _) | (.., Err(error)) => {
            return vec![Err(format!("a recorded text is not read: {error}"))];
        }
    };
    if ours.len() != expected.len() {
        return vec![Err(format!("{} documents, want {}", ours.len(), expected.len()))];
    }
    let pairs = ours.iter().zip(&expected).enumerate().filter(|(_, (_, want))| !we_differ(want));
    pairs
        .filter_map(|(i, (got, want))| {
            let source = input.get(i).filter(|_| input.len() == expected.len());
            let why = match source {
                // What was injected before is replaced here, and merged onto there.
                Some(source) if has_status(source) => return None,
                Some(source) if !has_status(want) => same_as_input(got, source),
                source => first_difference(got, want, source, OLD.contains(&case.config())),
            };
            Some(why.map_or(Ok(()), |why| Err(format!("document {i}: {why}"))))
        })
        .collect()
}

fn has_status(document: &Node) -> bool {
    json::to_json(document).contains("sidecar.istio.io/status")
}

fn is_one_of(case: &Case, names: &[&str]) -> bool {
    names.contains(&case.name().split('@').next().unwrap_or_default())
}

/// Whether our answer to a case is the reference's, byte for byte.
fn judge_bytes(settings: &Settings, case: &Case) -> Answers {
    let answer = match (inject(settings, &case.input()), case.is_accepted()) {
        (Ok(_), false) => Err("accepted".to_owned()),
        (Err(_), false) => Ok(()),
        (Err(error), true) => Err(format!("refused: {error}")),
        (Ok(ours), true) => {
            let expected = case.expected().expect("an accepted case has an answer");
            let line = || ours.lines().zip(expected.lines()).position(|(ours, theirs)| ours != theirs);
            if ours == expected { Ok(()) } else { Err(format!("differs after {:?} lines", line())) }
        }
    };
    vec![answer]
}

fn inject(settings: &Settings, input: &str) -> Result<String, String> {
    let mut output = String::new();
    for document in kube_inject::documents(settings.compat(), Cursor::new(input.as_bytes().to_vec())) {
        let document = document.map_err(|e| e.to_string())?;
        let processed = kube_inject::process(settings, "-", &document).map_err(|e| e.to_string())?;
        let read = || document.text().map(str::to_owned).map_err(|e| e.to_string());
        output.push_str(&processed.text.map_or_else(read, Ok)?);
    }
    Ok(output)
}

/// The first place where a document that is not injected says something else than the input.
fn same_as_input(got: &Node, input: &Node) -> Option<String> {
    (got != input).then(|| "it is not injected, but differs from the input".to_owned())
}
