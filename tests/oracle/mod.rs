//! The recorded answers of the real istioctl: the project's own, and those of Istio's installations where they are at hand.
#![allow(dead_code, unused_imports, reason = "every test uses its part")]

mod folder;

use kube_inject::{Settings, Sources};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use folder::tell;

/// The folder of recorded answers.
pub(crate) struct Oracle(PathBuf);

/// One run of the reference.
pub(crate) struct Case {
    directory: PathBuf,
    description: Value,
}

impl Oracle {
    /// The project's own answers, to manifests and configurations of its own.
    pub(crate) fn own() -> Oracle {
        Oracle(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recorded"))
    }

    /// The answers to Istio's own inputs and configurations; `None` where they are not at hand and need not be.
    pub(crate) fn find() -> Option<Oracle> {
        folder::folder().map(Oracle)
    }

    /// The names of all groups.
    pub(crate) fn groups(&self) -> Vec<String> {
        let folders = fs::read_dir(self.0.join("cases")).expect("the folder has cases");
        folders.map(|group| group.expect("it is read").file_name().to_string_lossy().into_owned()).collect()
    }

    /// The runs of the groups, by name.
    pub(crate) fn cases(&self, groups: &[impl AsRef<str>]) -> Vec<Case> {
        let below = |group: &_| {
            let group = self.0.join("cases").join(AsRef::<str>::as_ref(group));
            fs::read_dir(group).into_iter().flatten().flatten()
        };
        let mut cases: Vec<Case> =
            groups.iter().flat_map(below).map(|entry| Case::read(entry.path())).collect();
        cases.sort_by(|a, b| a.directory.cmp(&b.directory));
        cases
    }

    /// A recorded configuration.
    pub(crate) fn settings(&self, config: &str, revision: Option<String>, native_sidecars: bool) -> Settings {
        self.settings_of(config, native_sidecars, |sources| sources.revision = revision)
    }

    /// A recorded configuration, changed.
    pub(crate) fn settings_of(
        &self,
        config: &str,
        native_sidecars: bool,
        change: impl FnOnce(&mut Sources<'_>),
    ) -> Settings {
        // Releases up to 1.0 had no values.
        let read = |file| fs::read_to_string(self.0.join("configs").join(config).join(file)).ok();
        let (inject_config, mesh_config) =
            (read("inject-config.yaml").unwrap_or_default(), read("mesh.yaml"));
        let values = read("values.json");
        let mut sources = Sources {
            inject_config: Some(("inject-config.yaml", &inject_config)),
            mesh_config: mesh_config.as_deref().map(|text| ("mesh.yaml", text)),
            values: values.as_deref().map(|text| ("values.json", text)),
            native_sidecars,
            ..Sources::default()
        };
        change(&mut sources);
        Settings::load(sources).unwrap_or_else(|e| panic!("{config}: {e}"))
    }
}

impl Case {
    fn read(directory: PathBuf) -> Case {
        let text = fs::read_to_string(directory.join("case.json")).expect("a case has its description");
        Case { directory, description: serde_json::from_str(&text).expect("the description is JSON") }
    }

    /// Its folder's name.
    pub(crate) fn name(&self) -> String {
        self.directory.file_name().expect("a folder has a name").to_string_lossy().into_owned()
    }

    /// The configuration's name.
    pub(crate) fn config(&self) -> &str {
        self.description["config"].as_str().expect("a case names its configuration")
    }

    /// Whether native sidecars were on.
    pub(crate) fn native_sidecars(&self) -> bool {
        self.description["native_sidecars"] == true
    }

    /// The revision asked for.
    pub(crate) fn revision(&self) -> Option<String> {
        let args: Vec<&str> =
            self.description["args"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        match args[..] {
            [] => None,
            ["--revision", name] => Some(name.to_owned()),
            _ => panic!("{}: {args:?} is not understood", self.directory.display()),
        }
    }

    /// Whether the reference took the input.
    pub(crate) fn is_accepted(&self) -> bool {
        self.description["exit"] == 0
    }

    /// What the reference was given.
    pub(crate) fn input(&self) -> String {
        String::from_utf8_lossy(&self.input_bytes()).into_owned()
    }

    /// What the reference was given, which may be no text.
    pub(crate) fn input_bytes(&self) -> Vec<u8> {
        fs::read(self.directory.join("input.yaml")).expect("a case has an input")
    }

    /// What the reference wrote; `None` where it refused.
    pub(crate) fn expected(&self) -> Option<String> {
        fs::read_to_string(self.directory.join("expected.yaml")).ok()
    }
}
