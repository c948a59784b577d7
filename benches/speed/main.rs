//! How fast the program is, and how much memory it takes: whole runs as multiples of the least that any such program does.
//!
//! ```sh
//! cargo bench --bench speed                         # to standard output
//! cargo bench --bench speed -- --all                # streams of 100,000 documents, too
//! UPDATE_SNAPSHOTS=1 cargo bench --bench speed      # into docs/performance.md
//! ```
//!
//! The floors are measured in the same run: reading the input with the scanner once, and copying the output to a file. So the
//! multiples hold from machine to machine, as seconds do not.

#[path = "../inputs/mod.rs"]
mod inputs;
mod runs;
mod usage;

use kube_yaml::{parse, split};
use runs::{Kind, Run};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How often each run is measured, all the others in between: what else the machine does only adds to what a run takes, and for a
/// while.
const ROUNDS: usize = 4;

/// The page that has the figures, and the lines around them.
const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- Written from benches/speed by cargo bench, see CONTRIBUTING.md -->\n";
const END: &str = "<!-- end -->\n";

fn main() -> Result<()> {
    let all = std::env::args().any(|argument| argument == "--all");
    let mut report = String::new();
    say(&mut report, &format!("Built with the profile `{}`.\n", profile()));
    speed(&mut report)?;
    start(&mut report)?;
    memory(&mut report, if all { 100_000 } else { 10_000 })?;
    if std::env::var_os("UPDATE_SNAPSHOTS").is_none() {
        return Ok(());
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("the page has no place for the figures")?;
    let (_, after) = rest.split_once(END).ok_or("the figures have no end")?;
    fs::write(page, format!("{before}{BEGIN}\n{report}\n{END}{after}"))?;
    Ok(())
}

/// The profile that the program was built with, as the directory it is in tells.
fn profile() -> String {
    let directory = Path::new(env!("CARGO_BIN_EXE_kube-inject")).parent().and_then(Path::file_name);
    directory.unwrap_or_default().to_string_lossy().into_owned()
}

/// Adds a line to the report, and shows it.
fn say(report: &mut String, line: &str) {
    let _ = writeln!(report, "{line}");
    let _ = writeln!(io::stdout(), "{line}");
}

/// Whole runs on one thread, against their floors.
fn speed(report: &mut String) -> Result<()> {
    say(report, "| run | objects | input | CPU time | an object | input a second | multiple of the floors |");
    say(report, "| --- | --- | --- | --- | --- | --- | --- |");
    let runs = runs::all()?;
    for (run, [taken, floor]) in runs.iter().zip(least(&runs, |run| Ok([taken(run)?, floor(run)?]))?) {
        let (size, count) = (run.input.len(), run.objects);
        let line = format!(
            "| {} | {count} | {} | {:.0} ms | {:.0} µs | {:.0} MB | {:.1} |",
            run.name,
            bytes(size),
            taken * 1e3,
            taken * 1e6 / as_float(count),
            as_float(size) / taken / 1e6,
            taken / floor
        );
        say(report, &line);
    }
    say(report, "");
    Ok(())
}

/// The seconds that reading a run's input and writing its output take.
fn floor(run: &Run) -> Result<f64> {
    Ok(scanning(&run.input)? + copying(&run.manifests()?)?)
}

/// The seconds of processor time that a run takes on one thread.
fn taken(run: &Run) -> Result<f64> {
    usage::of_child(|| run.start(1))
}

/// The least of what was measured of each run in all rounds.
fn least<const N: usize>(runs: &[Run], measure: impl Fn(&Run) -> Result<[f64; N]>) -> Result<Vec<[f64; N]>> {
    let mut least = vec![[f64::INFINITY; N]; runs.len()];
    for _ in 0..ROUNDS {
        for (run, least) in runs.iter().zip(&mut least) {
            for (least, measured) in least.iter_mut().zip(measure(run)?) {
                *least = least.min(measured);
            }
        }
    }
    Ok(least)
}

/// One Pod, from start to exit.
fn start(report: &mut String) -> Result<()> {
    say(report, "| one Pod | CPU time |");
    say(report, "| --- | --- |");
    let run = |name| Run::new(name, Kind::Manifests, inputs::POD.to_owned(), 1);
    let runs = [run("exported templates"), run("embedded default").embedded()];
    for (run, [taken]) in runs.iter().zip(least(&runs, |run| Ok([taken(run)?]))?) {
        say(report, &format!("| {} | {:.1} ms |", run.name, taken * 1e3));
    }
    say(report, "");
    Ok(())
}

/// The most memory that runs take, few documents and many.
fn memory(report: &mut String, many: usize) -> Result<()> {
    const WORKERS: [usize; 4] = [1, 2, 16, 64];
    say(report, "| peak memory | documents | `--jobs 1` | `--jobs 2` | `--jobs 16` | `--jobs 64` |");
    say(report, "| --- | --- | --- | --- | --- | --- |");
    let documents = |count| inputs::stream(count, inputs::deployment);
    for kind in Kind::ALL {
        for count in [1_000, many] {
            let run = Run::new(kind.name(), kind, documents(count), count);
            say(report, &peaks(&run, &WORKERS)?);
        }
    }
    for count in [1_000, 10_000] {
        let list = inputs::list(count, inputs::deployment);
        for kind in [Kind::Manifests, Kind::Diff] {
            let name = format!("a List{}", if kind == Kind::Diff { ", `--diff`" } else { "" });
            say(report, &peaks(&Run::new(&name, kind, list.clone(), count), &WORKERS)?);
        }
    }
    Ok(())
}

/// The row of a run.
fn peaks(run: &Run, workers: &[usize]) -> Result<String> {
    let mut row = format!("| {} | {} |", run.name, run.objects);
    for workers in workers {
        match usage::peak(run.start(*workers)?)? {
            Some(peak) => write!(row, " {} |", bytes(peak))?,
            None => row.push_str(" not known |"),
        }
    }
    Ok(row)
}

/// How long it takes to read all documents of a text into trees.
fn scanning(input: &str) -> Result<f64> {
    let documents: Vec<_> = split::documents(input.as_bytes()).collect::<io::Result<_>>()?;
    usage::of_this(|| {
        for document in &documents {
            std::hint::black_box(parse(document.text()?)?);
        }
        Ok(())
    })
}

/// How long it takes to write a text to a file.
fn copying(output: &[u8]) -> Result<f64> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copied");
    let taken = usage::of_this(|| Ok(fs::write(&path, output)?));
    fs::remove_file(path)?;
    taken
}

fn bytes(count: usize) -> String {
    format!("{:.1} MB", as_float(count) / 1e6)
}

#[expect(clippy::cast_precision_loss, reason = "figures are shown with a few digits")]
fn as_float(count: usize) -> f64 {
    count as f64
}
