//! What fixed runs of the program cost, in instructions and allocations: what a clock is too coarse for, and a guard.
//!
//! valgrind counts them. Nothing may grow by more than 5 % over what `benches/cost.txt` records, unless the same commit
//! records it anew:
//!
//! ```sh
//! UPDATE_SNAPSHOTS=1 cargo bench --profile fast --bench cost
//! ```
//!
//! Counts of another compiler, target or profile say nothing about those of the record, and are only shown.

mod inputs;

use inputs::Configuration::{self, Embedded, Exported};
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_kube-inject");
/// How many percent a count may grow without a new record.
const MOST_GROWTH: u64 = 5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What a run cost.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Cost {
    instructions: u64,
    allocations: u64,
}

/// A run of the program.
struct Run {
    name: &'static str,
    configuration: Configuration,
    input: String,
}

fn main() -> ExitCode {
    match hold() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("cost: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Counts all runs and holds them to the record; whether none has grown.
fn hold() -> Result<bool> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        say("SKIPPED: the cost of fixed runs is not counted, since valgrind is not installed");
        return Ok(env::var_os("CI").is_none() || env::var_os("KUBE_INJECT_ALLOW_SKIPS").is_some());
    }
    let path = Path::new(ROOT).join("benches/cost.txt");
    let updates = env::var_os("UPDATE_SNAPSHOTS").is_some();
    let record =
        fs::read_to_string(&path).or_else(|error| if updates { Ok(String::new()) } else { Err(error) });
    let record = record.map_err(|error| format!("{}: {error}", path.display()))?;
    let toolchain = toolchain()?;
    let mut now = format!("{toolchain}\n");
    let mut grown = Vec::new();
    for run in runs()? {
        let cost = count(&run)?;
        let line = line(run.name, cost);
        let before = record.lines().find_map(|line| recorded(line, run.name));
        say(&format!("{line}{}", before.map_or(String::new(), |before| change(before, cost))));
        grown.extend(before.filter(|before| has_grown(*before, cost)).map(|_| run.name));
        writeln!(now, "{line}")?;
    }
    if updates {
        fs::write(path, now)?;
        return Ok(true);
    }
    if record.lines().next() != Some(&toolchain) {
        let other = record.lines().next().unwrap_or("nothing");
        say(&format!("SKIPPED: this is {toolchain}, and benches/cost.txt records {other}"));
        return Ok(true);
    }
    if !grown.is_empty() {
        say(&format!("grown by more than {MOST_GROWTH} %: {}", grown.join("; ")));
        say("where that is worth it: UPDATE_SNAPSHOTS=1 cargo bench --profile fast --bench cost");
    }
    Ok(grown.is_empty())
}

/// The fixed runs: starting up, documents with pods, documents without, and documents that have been injected.
fn runs() -> Result<Vec<Run>> {
    let documents = |document: fn(usize) -> String| inputs::stream(60, document);
    let deployments = documents(inputs::deployment);
    let run = |name, configuration, input: &str| Run { name, configuration, input: input.to_owned() };
    let injected = output(&mut program(Exported), &deployments)?;
    Ok(vec![
        run("one pod, exported templates", Exported, inputs::POD),
        run("one pod, embedded default", Embedded, inputs::POD),
        run("60 Deployments, exported templates", Exported, &deployments),
        run("60 Deployments, embedded default", Embedded, &deployments),
        run("60 Deployments again, exported templates", Exported, &injected),
        run("60 Deployments in a List", Exported, &inputs::list(60, inputs::deployment)),
        run("60 Services, exported templates", Exported, &documents(inputs::service)),
        run("60 CustomResourceDefinitions", Exported, &documents(inputs::definition)),
    ])
}

fn count(run: &Run) -> Result<Cost> {
    let counted = |tool: &str, out: &str, label: &str| -> Result<u64> {
        let mut valgrind = Command::new("valgrind");
        valgrind.args([tool, out]).arg(PROGRAM).args(arguments(run.configuration));
        let told = finish(&mut valgrind, &run.input)?.1;
        number_behind(&told, label).ok_or_else(|| format!("valgrind does not say {label:?}: {told}").into())
    };
    Ok(Cost {
        instructions: counted("--tool=callgrind", "--callgrind-out-file=/dev/null", "Collected : ")?,
        allocations: counted("--tool=dhat", "--dhat-out-file=/dev/null", " bytes in ")?,
    })
}

/// The number behind the first `label` of a text, which may have commas in it.
fn number_behind(text: &str, label: &str) -> Option<u64> {
    let rest = text.split(label).nth(1)?;
    let digits = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',');
    digits.collect::<String>().parse().ok()
}

fn program(configuration: Configuration) -> Command {
    let mut program = Command::new(PROGRAM);
    program.args(arguments(configuration));
    program
}

fn arguments(configuration: Configuration) -> Vec<String> {
    let input = ["-q", "-f", "-"].map(str::to_owned);
    inputs::arguments(configuration).into_iter().chain(input).collect()
}

fn output(program: &mut Command, input: &str) -> Result<String> {
    finish(program, input).map(|(out, _)| out)
}

/// Runs a command to its end: what it writes, and what it tells.
fn finish(command: &mut Command, input: &str) -> Result<(String, String)> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or("there is no standard input")?;
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let done = child.wait_with_output()?;
    writer.join().map_err(|_| "writing the input has panicked")??;
    let told = String::from_utf8(done.stderr)?;
    match done.status.success() {
        true => Ok((String::from_utf8(done.stdout)?, told)),
        false => Err(format!("{}: {told}", done.status).into()),
    }
}

/// The compiler, the target and the profile that the counts are of.
fn toolchain() -> Result<String> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let told = output(Command::new(rustc).arg("-vV"), "")?;
    let field = |name| told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("unknown");
    let profile = Path::new(PROGRAM).parent().and_then(Path::file_name).unwrap_or_default();
    let profile = profile.to_string_lossy();
    Ok(format!("rustc {}, {}, profile {profile}", field("release: "), field("host: ")))
}

fn line(name: &str, cost: Cost) -> String {
    format!("{name:<42}{:>12} instructions {:>9} allocations", cost.instructions, cost.allocations)
}

/// What a line of the record says of the run `name`.
fn recorded(line: &str, name: &str) -> Option<Cost> {
    let mut words = line.strip_prefix(name)?.split_whitespace();
    let instructions = words.next()?.parse().ok()?;
    let allocations = words.nth(1)?.parse().ok()?;
    Some(Cost { instructions, allocations })
}

fn has_grown(before: Cost, now: Cost) -> bool {
    let grown = |before: u64, now: u64| now * 100 > before * (100 + MOST_GROWTH);
    grown(before.instructions, now.instructions) || grown(before.allocations, now.allocations)
}

fn change(before: Cost, now: Cost) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with a digit behind the point")]
    let percent = |before: u64, now: u64| (now as f64 / before.max(1) as f64 - 1.0) * 100.0;
    let (instructions, allocations) =
        (percent(before.instructions, now.instructions), percent(before.allocations, now.allocations));
    format!("   {instructions:+.1} % {allocations:+.1} %")
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
