//! Whether templates parse, are named where they are looked for, and render on a small Deployment.

use super::{Finding, Severity, fatal};
use crate::code;
use crate::pipeline;
use crate::settings::inject_config::{Format, InjectConfig, Language, SIDECAR, Template};
use crate::settings::templates::Templates;
use crate::settings::{Release, Settings, Sources, Values};
use crate::template::jinja::Authors;
use crate::template::select::FOR_GATEWAYS;
use crate::warning::Code;
use go_template::Budget;
use kube_schema::suggest::nearest;
use kube_yaml::Error;
use kube_yaml::Node;
use kube_yaml::split;

/// What in a template's text is there to stop injectors of other releases.
const DECOYS: [&str; 2] =
    ["Template_Version_And_Istio_Version_Mismatched", "Required_Template_And_Version_Mismatched"];

/// The Deployment that templates are tried on.
const SAMPLE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: sample
  namespace: sample
spec:
  selector: {matchLabels: {app: sample}}
  template:
    metadata:
      labels: {app: sample, version: v1}
      annotations: {inject.istio.io/templates: 'TEMPLATES'}
    spec:
      containers:
      - name: app
        image: example.com/app:1
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /ready, port: http}}
";

/// The container that a gateway's Deployment leaves to its template.
const GATEWAY: &str = "      - {name: istio-proxy, image: auto}\n";

/// Compiles each template by itself, so that one broken one does not hide another.
pub(super) fn compile(config: &InjectConfig, file: &str, found: &mut Vec<Finding>) {
    if config.templates.is_empty() {
        let error = Error::new(code::TEMPLATES, "the inject-config has no templates");
        found.push(fatal(error.help("put templates under templates, by name").in_text(file, 1, "")));
    }
    for template in &config.templates {
        if DECOYS.iter().any(|decoy| template.text.contains(decoy)) {
            let cause = "templates is missing; template only holds the placeholder for older injectors";
            found.push(fatal(place(
                Error::new(code::TEMPLATES, cause).help("export the whole ConfigMap again"),
                template,
                file,
            )));
            continue;
        }
        if template.text.trim().is_empty() {
            let error = Code::Configuration.warn(format!("template {} is empty", template.name));
            let error = place(error.help("fill it in or remove it"), template, file);
            found.push(Finding { severity: Severity::Warning, error });
        }
        if config.language == Language::Go {
            found.extend(compiled(config, vec![template.clone()], file).err().map(fatal));
        }
    }
}

/// Compiles those that include each other.
pub(super) fn compile_library(config: &InjectConfig, file: &str, found: &mut Vec<Finding>) {
    if config.language == Language::Jinja {
        found.extend(compiled(config, config.templates.clone(), file).err().map(fatal));
    }
}

fn compiled(config: &InjectConfig, templates: Vec<Template>, file: &str) -> Result<(), Error> {
    let (budget, authors) = (Budget::default(), Authors::Strangers);
    Templates::new(config, templates, file, Release::NEWEST, budget, authors).compile_all(&Values::empty())
}

/// Looks for names that no template has.
pub(super) fn names(node: &Node, config: &InjectConfig, errors: &mut Vec<Error>) {
    if config.format != Format::Current {
        return;
    }
    let known = || config.templates.iter().map(|template| &*template.name);
    let aliases = || config.aliases.iter().map(|(alias, _)| alias.as_str());
    let mut missing = |item: &Node, place: &str, known: Vec<&str>| {
        let Some(name) = item.as_str().filter(|name| !known.contains(name)) else { return };
        let error = Code::Configuration.warn(format!("{place}: unknown template {name:?}")).at(item.span);
        errors.push(match nearest(name, known.iter().copied()) {
            Some(meant) => error.help(format!("did you mean {meant}?")),
            None => error.help(format!("known templates: {}", known.join(", "))),
        });
    };
    for item in node.get("defaultTemplates").and_then(Node::as_seq).unwrap_or_default() {
        missing(item, "defaultTemplates", known().chain(aliases()).collect());
    }
    let lists = node.get("aliases").and_then(Node::as_map);
    for (alias, items) in lists.into_iter().flat_map(|map| map.iter()) {
        for item in items.as_seq().unwrap_or_default() {
            missing(item, &format!("aliases: {alias}"), known().collect());
        }
    }
}

/// Renders every template that is a pod's.
pub(super) fn render(settings: &Settings, sources: &Sources<'_>, found: &mut Vec<Finding>) {
    let Some((file, text)) = sources.inject_config else { return };
    let Ok(config) = InjectConfig::load(text, file) else { return };
    let names = config.templates.iter().map(|template| &*template.name);
    for name in names.filter(|name| !FOR_GATEWAYS.contains(name) && !name.starts_with('_')) {
        let Err(error) = try_on_sample(settings, name) else { continue };
        // A template may be there to go on top of the sidecar's.
        if name != SIDECAR && try_on_sample(settings, &format!("{SIDECAR},{name}")).is_ok() {
            continue;
        }
        let mut told = Error::new(error.code(), format!("on a small Deployment: {}", error.cause()));
        if let Some(help) = error.help_text() {
            told = told.help(help);
        }
        let template = config.template(name);
        found.push(fatal(match (error.location(), template) {
            // What is wrong with the template has its place already; the sample's places mean nothing to anybody.
            (Some(at), _) if at.file != SAMPLE_NAME => error.clone(),
            (_, Some(template)) => place(told.context(format!("template {name}")), template, file),
            (_, None) => told,
        }));
    }
}

const SAMPLE_NAME: &str = "a small Deployment";

fn try_on_sample(settings: &Settings, names: &str) -> Result<(), Error> {
    let mut text = SAMPLE.replace("TEMPLATES", names);
    if names.contains("gateway") {
        text.push_str(GATEWAY);
    }
    for document in split::documents(text.as_bytes()).flatten() {
        pipeline::process(settings, SAMPLE_NAME, &document)?;
    }
    Ok(())
}

fn place(error: Error, template: &Template, file: &str) -> Error {
    error.at(kube_yaml::Span::new(0, 0)).in_text(file, template.first_line, &template.text)
}
