//! What is wrong with a set of configuration files, also where a run would not notice.

mod keys;
mod selectors;
mod templates;

use crate::settings::inject_config::InjectConfig;
use crate::settings::proto::tables::MESH_CONFIG;
use crate::settings::source::Source;
use crate::settings::{MeshConfig, Release, Settings, Sources, Values, discover, origin};
use kube_yaml::Node;
use kube_yaml::{Error, Result};

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is, where, and the way out.
    pub error: Error,
}

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// A run with this configuration fails.
    Error,
    /// Injection works, but not as somebody meant it.
    Warning,
}

/// Checks the files that `sources` name; a part that is not given is not missed.
#[must_use]
pub fn check(sources: &Sources<'_>) -> Vec<Finding> {
    let (mut findings, mut found) = (Findings::default(), Vec::new());
    let release = sources.values.and_then(|(file, text)| findings.take(values(file, text, &mut found)));
    let tagged = release.flatten();
    let release = sources.release.or(tagged).map(Release::known);
    if let Some((file, text)) = sources.mesh_config {
        findings.take(mesh_config(file, text, release, &mut found));
    }
    if let Some((file, text)) = sources.inject_config {
        let from = tagged.or(sources.release);
        findings.take(inject_config(file, text, from, &mut found));
    }
    findings.0.append(&mut found);
    // Rendering needs everything to be readable.
    let broken = findings.0.iter().any(|finding| finding.severity == Severity::Error);
    if !broken && sources.inject_config.is_some() {
        match Settings::load(sources.clone()) {
            Ok(settings) => {
                let words = settings.warnings().into_iter();
                findings.0.extend(words.map(|error| Finding { severity: Severity::Warning, error }));
                templates::render(&settings, sources, &mut findings.0);
            }
            Err(error) => findings.0.push(fatal(error)),
        }
    } else if !broken && let Some((file, text)) = sources.operator {
        findings.take(crate::settings::operator::Operator::read(text, file).map(drop));
    }
    findings.0
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.0.push(fatal(error))).ok()
    }
}

/// The release that the values' tag tells.
fn values(file: &str, text: &str, found: &mut Vec<Finding>) -> Result<Option<Release>> {
    let (source, node) = Source::read(text, file, "values")?;
    let mut errors = Vec::new();
    if let Some(node) = &node {
        if let Some(error) = mixed_up(node, "values") {
            found.push(warning(&source, error));
        } else {
            keys::values(node, &mut errors);
        }
    }
    found.extend(errors.into_iter().map(|error| warning(&source, error)));
    let values = Values::load(text, file)?;
    Ok(values.tag().parse().ok())
}

fn mesh_config(file: &str, text: &str, release: Option<Release>, found: &mut Vec<Finding>) -> Result<()> {
    let (source, node) = Source::read(text, file, "mesh")?;
    let mut errors = Vec::new();
    if let Some(node) = &node {
        match mixed_up(node, "mesh-config") {
            Some(error) => errors.push(error),
            None => keys::message(node, &MESH_CONFIG, release.map(Release::minor), &mut errors),
        }
    }
    found.extend(errors.into_iter().map(|error| warning(&source, error)));
    MeshConfig::load(text, file, release.unwrap_or(Release::NEWEST).minor()).map(drop)
}

fn inject_config(file: &str, text: &str, from: Option<Release>, found: &mut Vec<Finding>) -> Result<()> {
    let config = InjectConfig::load(text, file)?;
    let mut compiled = Vec::new();
    templates::compile(&config, file, &mut compiled);
    templates::compile_library(&config, file, &mut compiled);
    found.extend(compiled.into_iter().map(|f| Finding { error: origin::blame(f.error, from), ..f }));
    let Ok((source, Some(node))) = Source::read(text, file, "config") else { return Ok(()) };
    if let Some(error) = mixed_up(&node, "inject-config") {
        found.push(warning(&source, error));
        return Ok(());
    }
    let mut errors = Vec::new();
    keys::inject_config(&node, &config, &mut errors);
    templates::names(&node, &config, &mut errors);
    selectors::check(&node, &config, &mut errors);
    found.extend(errors.into_iter().map(|error| warning(&source, error)));
    Ok(())
}

/// The error of one part that stands where another belongs.
fn mixed_up(node: &Node, expected: &str) -> Option<Error> {
    let found = discover::shape_of(node).filter(|found| *found != expected)?;
    let flag = match found {
        "values" => "--valuesFile",
        "mesh-config" => "--meshConfigFile",
        _ => "--injectConfigFile",
    };
    let cause = format!("expected {expected}, but this looks like {found}");
    Some(Error::new(cause).at(node.span).help(format!("pass it with {flag}")))
}

fn warning(source: &Source<'_>, error: Error) -> Finding {
    Finding { severity: Severity::Warning, error: source.locate(error) }
}

fn fatal(error: Error) -> Finding {
    Finding { severity: Severity::Error, error }
}

#[cfg(test)]
mod tests;
