//! The runs of the program that are measured.

use crate::Result;
use crate::inputs::{self, Configuration};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kube-inject");

/// What a run writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Manifests,
    Commentless,
    Compatible,
    Diff,
    Check,
    Patches,
    Report,
    /// The input is split into files of a directory, which are replaced.
    Files,
}

impl Kind {
    /// Those whose memory is measured.
    pub(crate) const ALL: [Kind; 6] =
        [Kind::Manifests, Kind::Diff, Kind::Check, Kind::Patches, Kind::Report, Kind::Files];

    /// The flags that ask for it.
    fn flags(self) -> &'static [&'static str] {
        match self {
            Kind::Manifests => &[],
            Kind::Commentless => &["--no-undo-comment"],
            Kind::Compatible => &["--compat", "istioctl"],
            Kind::Diff => &["--diff"],
            Kind::Check => &["--check"],
            Kind::Patches => &["--emit", "patch"],
            Kind::Report => &["--report", "json"],
            Kind::Files => &["--in-place", "--no-sync"],
        }
    }

    /// What tables call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Manifests => "a stream",
            Kind::Commentless => "`--no-undo-comment`",
            Kind::Compatible => "`--compat istioctl`",
            Kind::Diff => "`--diff`",
            Kind::Check => "`--check`",
            Kind::Patches => "`--emit patch`",
            Kind::Report => "`--report json`",
            Kind::Files => "`--in-place`, a file each",
        }
    }
}

/// A run of the program.
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) input: String,
    /// How many objects the input has.
    pub(crate) objects: usize,
    configuration: Configuration,
    kind: Kind,
}

impl Run {
    /// A run with the exported configuration.
    pub(crate) fn new(name: &str, kind: Kind, input: String, objects: usize) -> Run {
        Run { name: name.to_owned(), input, objects, configuration: Configuration::Exported, kind }
    }

    /// The same with the embedded default.
    pub(crate) fn embedded(self) -> Run {
        Run { configuration: Configuration::Embedded, ..self }
    }

    /// Starts the program, which works on so many documents at once; what it writes is thrown away.
    pub(crate) fn start(&self, workers: usize) -> Result<Child> {
        let from = self.put()?;
        Ok(self.command(&from, workers).args(self.kind.flags()).stdout(Stdio::null()).spawn()?)
    }

    /// The manifests that come of the input.
    pub(crate) fn manifests(&self) -> Result<Vec<u8>> {
        let from = self.put()?;
        Ok(self.command(&from, 1).stdout(Stdio::piped()).output()?.stdout)
    }

    /// Writes the input to where the program reads it.
    fn put(&self) -> Result<PathBuf> {
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        if self.kind != Kind::Files {
            let file = scratch.join("input.yaml");
            fs::write(&file, &self.input)?;
            return Ok(file);
        }
        let directory = scratch.join("inputs");
        fs::create_dir_all(&directory)?;
        for (number, document) in self.input.split("---\n").enumerate() {
            fs::write(directory.join(format!("{number:05}.yaml")), document)?;
        }
        Ok(directory)
    }

    fn command(&self, from: &Path, workers: usize) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(inputs::arguments(self.configuration)).args(["--jobs", &workers.to_string()]);
        command.args((self.kind != Kind::Report).then_some("-q")).arg("-f").arg(from);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// The runs whose speed is measured.
pub(crate) fn all() -> Result<Vec<Run>> {
    const COUNT: usize = 1_000;
    let deployments = |count| inputs::stream(count, inputs::deployment);
    let list = |count| inputs::list(count, inputs::deployment);
    let run = |name: &str, kind, input| Run::new(name, kind, input, COUNT);
    let stream = |count| Run::new("a stream", Kind::Manifests, deployments(count), count);
    let injected = String::from_utf8(stream(COUNT).manifests()?)?;
    let plain = run("", Kind::Commentless, deployments(COUNT));
    let plain = String::from_utf8(plain.command(&plain.put()?, 1).args(plain.kind.flags()).output()?.stdout)?;
    let json = inputs::json_stream(COUNT, inputs::deployment);
    let mut all = vec![stream(100), stream(COUNT), stream(10 * COUNT)];
    all.extend([10, COUNT, 10 * COUNT].map(|count| Run::new("a List", Kind::Manifests, list(count), count)));
    all.extend([
        run("a stream, embedded default", Kind::Manifests, deployments(COUNT)).embedded(),
        run("a stream of JSON", Kind::Manifests, json),
        run("injected before", Kind::Manifests, injected),
        run("injected before, no comment", Kind::Manifests, plain),
    ]);
    let others = [Kind::Commentless, Kind::Diff, Kind::Check, Kind::Patches, Kind::Report, Kind::Compatible];
    all.extend(others.map(|kind| run(kind.name(), kind, deployments(COUNT))));
    all.push(Run::new(Kind::Files.name(), Kind::Files, deployments(5 * COUNT), 5 * COUNT));
    all.push(run("Services", Kind::Manifests, inputs::stream(COUNT, inputs::service)));
    all.push(run("CustomResourceDefinitions", Kind::Manifests, inputs::stream(COUNT, inputs::definition)));
    Ok(all)
}
