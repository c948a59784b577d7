//! Who calls: people, or a program that gives standard input and settings of its own.

mod settings;

use crate::failure::Failure;
use crate::options::Options;
use crate::sources::{self, Begun, Input};
use kube_inject::ResourceList;
use kube_yaml::split::Document;
use kube_yaml::{self as yaml, Error, Node};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What a call brings besides its arguments.
#[derive(Default)]
pub(crate) struct Call {
    begun: Option<Begun>,
    /// Whether standard input begins with an AdmissionReview.
    review: bool,
    list: Option<ResourceList>,
    plugin: Option<Plugin>,
}

/// The configuration of a plugin as kustomize called them before KRM functions: a file, whose path is the first argument.
pub(crate) struct Plugin {
    name: String,
    text: String,
}

impl Call {
    /// Begins to read standard input where it is an input; what cannot be read as a ResourceList is none.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub(crate) fn begin(named: &[PathBuf]) -> Result<Self, Failure> {
        let look =
            |first: &Document| (kube_inject::is_review(first), ResourceList::of("-", first).ok().flatten());
        let (begun, seen) = sources::begin(named, look)?.unzip();
        let (review, list) = seen.flatten().unwrap_or_default();
        Ok(Call { begun, review, list, plugin: None })
    }

    /// The same with a plugin's configuration.
    pub(crate) fn of(mut self, plugin: Option<Plugin>) -> Self {
        self.plugin = plugin;
        self
    }

    /// Whether kustomize calls a plugin.
    pub(crate) fn is_plugins(&self) -> bool {
        self.plugin.is_some()
    }

    /// The ResourceList on standard input.
    pub(crate) fn list(&self) -> Option<&ResourceList> {
        self.list.as_ref()
    }

    /// Whether standard input begins with an AdmissionReview.
    pub(crate) fn is_review(&self) -> bool {
        self.review
    }

    /// An input as it is to be read from here on.
    pub(crate) fn resume(&self, input: Input) -> Input {
        match &self.begun {
            Some(begun) => input.resumed(begun),
            None => input,
        }
    }

    /// The settings of the call.
    ///
    /// # Errors
    /// When they are no settings; with their place.
    pub(crate) fn options(&self) -> Result<Option<Options>, Error> {
        if let Some(Plugin { name, text }) = &self.plugin {
            let place = |error: Error| error.in_text(name, 1, text);
            let config = yaml::parse(text).map_err(place)?;
            return config.map(|config| settings::read(&config, text)).transpose().map_err(place);
        }
        let Some(list) = &self.list else { return Ok(None) };
        let document = list.document();
        let text = document.text()?;
        let read = |config: &Node| settings::read(config, text);
        let options = list.function_config().map(read).transpose();
        options.map_err(|error| error.in_text("-", document.first_line, text))
    }
}

impl Plugin {
    /// The most bytes of a configuration that is looked for in a file: the first argument is a manifest most of the time.
    const MOST: u64 = 64 << 10;

    /// The plugin's configuration, which is taken out of the arguments: the first names a file, and the environment has what it says,
    /// or at least the directory that kustomize builds.
    ///
    /// # Errors
    /// When the file has a KubeInject, and kustomize does not call: a manifest must not turn into settings.
    pub(crate) fn of(args: &mut Vec<OsString>) -> Result<Option<Self>, Failure> {
        let first = args.get(1).filter(|arg| !arg.as_encoded_bytes().starts_with(b"-"));
        let Some((name, text)) = first.and_then(|first| Self::read(Path::new(first))) else {
            return Ok(None);
        };
        let said = |name: &str| std::env::var(format!("KUSTOMIZE_PLUGIN_CONFIG_{name}")).ok();
        let is_named = match (said("STRING"), said("ROOT")) {
            (Some(config), _) => config.trim() == text.trim(),
            (None, Some(_)) => settings::is_kube_inject(&text),
            (None, None) if settings::is_kube_inject(&text) => {
                let cause = "a KubeInject is the configuration of a function, and no manifest";
                return Err(Failure::usage(format!("{name}: {cause}")));
            }
            (None, None) => false,
        };
        Ok(is_named.then(|| {
            args.remove(1);
            Plugin { name, text }
        }))
    }

    /// The name and the text of a file that is small enough for a configuration.
    fn read(path: &Path) -> Option<(String, String)> {
        path.metadata().ok().filter(|file| file.is_file() && file.len() <= Self::MOST)?;
        Some((path.display().to_string(), fs::read_to_string(path).ok()?))
    }
}
