//! What is wrong with a set of configuration files, also where a run would not notice.

mod changes;
mod keys;
mod mistaken;
mod operator;
mod selectors;
mod templates;
mod unpaired;

use crate::settings::inject_config::{InjectConfig, is_jinja};
use crate::settings::operator::Operator;
use crate::settings::proto::tables::MESH_CONFIG;
use crate::settings::recognized;
use crate::settings::source::Source;
use crate::settings::{self, MeshConfig, Release, Rule, Settings, Sources, Values, origin};
use kube_yaml::Node;
use kube_yaml::{Error, Result};
use mistaken::Part;

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

/// What is wrong with the files and changes that `sources` name, as far as a run would not notice by itself: files in each
/// other's places, parts that do not belong together, and keys that nobody reads. What has been read for that stays in them.
#[must_use]
pub fn look(sources: &mut Sources<'_>) -> Vec<Finding> {
    let (mut findings, _, read) = files(sources);
    sources.read.inject_config = read;
    if !findings.broken() {
        findings.0.extend(unpaired::values(sources).map(fatal));
    }
    findings.0
}

/// Looks at what is given; and the release that the values' tag tells, and the inject-config.
fn files(sources: &Sources<'_>) -> (Findings, Option<Release>, Option<InjectConfig>) {
    let mut findings = Findings::default();
    let mut read = None;
    let values = sources.values.and_then(|(file, text)| {
        let keys = if sources.inject_config.is_some() { keys::whole_values } else { keys::values };
        findings.look(Part::Values, file, text, |_, node, errors| keys(node, errors))
    });
    let tagged = values.and_then(|node| Values::of_node(node).tag().parse().ok());
    let release = sources.release.or(tagged).map(Release::known);
    let minor = release.map(Release::minor);
    for (file, text) in [sources.mesh_config, sources.shared_mesh_config].into_iter().flatten() {
        findings.look(Part::MeshConfig, file, text, |_, node, errors| {
            settings::keys::message(node, &MESH_CONFIG, minor, errors);
        });
    }
    if let Some((file, text)) = sources.inject_config {
        findings.look(Part::InjectConfig, file, text, |source, node, errors| {
            // The name alone says that a file is one template in Jinja, whatever it reads as.
            read = inject_config(source, node, errors).filter(|_| !is_jinja(file));
        });
    }
    if let Some((file, text)) = sources.operator {
        findings.look(Part::Operator, file, text, |_, _, _| {});
        if let Ok(operator) = Operator::read(text, file) {
            let mut errors = Vec::new();
            operator::keys(&operator, minor, &mut errors);
            findings.0.extend(errors.into_iter().map(|error| warning(&operator.source, error)));
        }
    }
    findings.0.extend(changes::keys(sources, minor).into_iter().map(told));
    (findings, tagged, read)
}

/// Checks the files that `sources` name; a part that is not given is not missed.
#[must_use]
pub fn check(sources: &Sources<'_>) -> Vec<Finding> {
    let (mut findings, tagged, _) = files(sources);
    if let Some((file, text)) = sources.values {
        // Up to Istio 1.7 values had no types.
        let typed = tagged.is_none_or(|release| release.has(Rule::TypesValues));
        findings.take(
            Values::load(text, file).map(drop).or_else(|error| if typed { Err(error) } else { Ok(()) }),
        );
    }
    for (file, text) in [sources.mesh_config, sources.shared_mesh_config].into_iter().flatten() {
        let release = sources.release.or(tagged).map_or(Release::NEWEST, Release::known);
        findings.take(MeshConfig::load(text, file, release.minor()));
    }
    if let Some((file, text)) = sources.inject_config
        && let Some(config) = findings.take(InjectConfig::load(text, file))
    {
        compile(&config, file, tagged.or(sources.release), &mut findings.0);
    }
    // Rendering needs everything to be readable.
    if !findings.broken() && sources.inject_config.is_some() {
        match Settings::load(sources.clone()) {
            Ok(settings) => {
                findings.0.extend(settings.warnings().into_iter().map(told));
                templates::render(&settings, sources, &mut findings.0);
            }
            Err(error) => findings.0.push(fatal(error)),
        }
    } else if !findings.broken()
        && let Some((file, text)) = sources.operator
    {
        findings.take(Operator::read(text, file));
    }
    findings.0
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        // What cannot be read is known from looking at it.
        result
            .map_err(|error| (!self.0.contains(&fatal(error.clone()))).then(|| self.0.push(fatal(error))))
            .ok()
    }

    fn broken(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Looks at a file: whether it is the part it is given as, and at its keys. Gives what was read.
    fn look(
        &mut self,
        part: Part,
        file: &str,
        text: &str,
        keys: impl FnOnce(&Source<'_>, &Node, &mut Vec<Error>),
    ) -> Option<Node> {
        if let Some(error) = mistaken::file(part, text) {
            self.0.push(fatal(recognized::place(error, file, 1, text)));
            return None;
        }
        let (source, node) = match Source::read(text, file, part.key()) {
            Ok(read) => read,
            Err(error) => {
                let told = match part {
                    Part::MeshConfig | Part::Values => Some(error),
                    // A template need not be YAML.
                    Part::InjectConfig => mistaken::unreadable(text, recognized::is_configuration(text)),
                    // It is for whoever reads it to say.
                    Part::Operator => None,
                };
                self.0.extend(told.map(|error| fatal(recognized::place(error, file, 1, text))));
                return None;
            }
        };
        let node = node?;
        if let Some(error) = mistaken::tree(part, &node) {
            self.0.push(fatal(source.locate(error)));
        } else {
            let mut errors = Vec::new();
            keys(&source, &node, &mut errors);
            self.0.extend(errors.into_iter().map(|error| warning(&source, error)));
        }
        Some(node)
    }
}

fn inject_config(source: &Source<'_>, node: &Node, errors: &mut Vec<Error>) -> Option<InjectConfig> {
    let config = InjectConfig::of_tree(source.clone(), Some(node)).ok()?;
    keys::inject_config(node, &config, errors);
    templates::names(node, &config, errors);
    selectors::check(node, &config, errors);
    Some(config)
}

fn compile(config: &InjectConfig, file: &str, from: Option<Release>, found: &mut Vec<Finding>) {
    let mut compiled = Vec::new();
    templates::compile(config, file, &mut compiled);
    templates::compile_library(config, file, &mut compiled);
    found.extend(compiled.into_iter().map(|f| Finding { error: origin::blame(f.error, from), ..f }));
}

fn told(error: Error) -> Finding {
    Finding { severity: Severity::Warning, error }
}

fn warning(source: &Source<'_>, error: Error) -> Finding {
    Finding { severity: Severity::Warning, error: source.locate(error) }
}

fn fatal(error: Error) -> Finding {
    Finding { severity: Severity::Error, error }
}

#[cfg(test)]
mod tests;
