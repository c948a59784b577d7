//! The inject-config in its three spellings: templates by name, the one template of Istio 1.0 to 1.7, and a bare template.

use crate::code;
use std::borrow::Cow;

use super::fields::{pairs, text, texts};
use super::selector::{self, Selector};
use super::source::Source;
use kube_yaml::Node;
use kube_yaml::{Error, Result};

/// What templates there are, and which apply.
#[derive(Clone, PartialEq, Debug)]
pub struct InjectConfig {
    /// How it is spelled, which says what the templates render.
    pub format: Format,
    /// The templates in the order of the file; in the older formats one, named `sidecar`.
    pub templates: Vec<Template>,
    /// The templates of a pod that names none.
    pub default_templates: Vec<String>,
    /// Names that stand for several templates.
    pub aliases: Vec<(String, Vec<String>)>,
    /// What the webhook does with pods that say nothing.
    pub policy: Policy,
    /// Pods that the webhook injects whatever the policy.
    pub always_inject: Vec<Selector>,
    /// Pods that the webhook never injects; they win over the others.
    pub never_inject: Vec<Selector>,
    /// Annotations that every injected pod gets.
    pub injected_annotations: Vec<(String, String)>,
    /// What the templates are written in.
    pub language: Language,
    /// What stands around a template's actions.
    pub delimiters: Delimiters,
}

/// How an inject-config is spelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `templates`, each of which renders a patch of the pod.
    Current,
    /// `template`, which renders lists to append to the pod's.
    Legacy,
    /// The file is the template, which renders a patch of the pod.
    Bare,
}

/// A template of an inject-config.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    /// Its key under `templates`; `sidecar` for a single template.
    pub name: Cow<'static, str>,
    /// The template's text, not compiled yet.
    pub text: Cow<'static, str>,
    /// The line of the file at which the text begins, from 1.
    pub first_line: usize,
}

/// What the webhook does with pods that say nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    /// Injects pods that do not say anything.
    Enabled,
    /// Injects only pods that opt in.
    Disabled,
    /// Neither word: leaves every pod, also those that ask for a sidecar.
    Unknown,
}

/// What templates are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Go's text/template, as in every inject-config of Istio's own.
    Go,
    /// Jinja: an inject-config with `engine: jinja`, or a file whose name ends in `.j2`, `.jinja` or `.jinja2`. Of its templates
    /// those whose names begin with `_` are there for the others to include and import.
    Jinja,
}

/// What stands around a template's actions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delimiters {
    /// `{{ }}`
    Braces,
    /// `[[ ]]`, as in Istio 1.0.
    Brackets,
}

/// The name of the template that pods get when nobody says otherwise.
pub(crate) const SIDECAR: &str = "sidecar";

/// The keys by which a file is known to be an inject-config and not a template.
const KEYS: [&str; 4] = ["templates", "template", "defaultTemplates", "policy"];

/// How the name of a template in Jinja ends.
const JINJA_FILES: [&str; 3] = [".j2", ".jinja", ".jinja2"];

impl InjectConfig {
    /// Reads an inject-config, or a ConfigMap with one under `data.config`.
    ///
    /// # Errors
    /// When an inject-config is not YAML or a field is of the wrong type; with its place in `file`. A text that is no inject-config
    /// is a bare template.
    pub fn load(text: &str, file: &str) -> Result<Self> {
        if is_jinja(file) {
            return InjectConfig::of_tree(Source::file(text, file), None);
        }
        let outer = Source::file(text, file);
        let whole = outer.parse();
        let part = match &whole {
            Ok(Some(node)) => outer.part(node, "config").map(|part| part.map_err(|e| outer.locate(e))),
            _ => None,
        };
        let (source, read) = match part.transpose()? {
            Some(part) => {
                let read = part.parse();
                (part, read)
            }
            None => (outer, whole),
        };
        match read {
            Err(error) if is_spelled_as_config(&source.text) => Err(error),
            read => InjectConfig::of_tree(source, read.ok().flatten().as_ref()),
        }
    }

    /// The inject-config that a text is which reads as `node`; one that is no inject-config is a bare template.
    ///
    /// # Errors
    /// When a field is of the wrong type; with its place in the file.
    pub(crate) fn of_tree(source: Source<'_>, node: Option<&Node>) -> Result<Self> {
        if is_jinja(source.file) {
            return Ok(InjectConfig { language: Language::Jinja, ..bare(source) });
        }
        match node.filter(|node| KEYS.iter().any(|key| node.get(key).is_some())) {
            Some(node) => {
                let known = ConfigReader { source: &source }.config(node);
                known.map_err(|error| source.locate(error))
            }
            None => Ok(bare(source)),
        }
    }

    /// The template of that name.
    #[must_use]
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.name == name)
    }

    /// The names that `name` stands for: an alias's, else itself. Aliases of aliases stay as they are.
    pub fn expand<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c str> {
        let alias = self.aliases.iter().find(|(alias, _)| alias == name);
        let names = alias.map_or(&[] as &[String], |(_, names)| names).iter().map(String::as_str);
        names.chain(alias.is_none().then_some(name))
    }

    fn of(format: Format, templates: Vec<Template>) -> Self {
        let brackets = format == Format::Legacy
            && templates.iter().any(|t| t.text.contains("[[") && !t.text.contains("{{"));
        InjectConfig {
            format,
            templates,
            default_templates: vec![SIDECAR.to_owned()],
            aliases: Vec::new(),
            policy: Policy::Unknown,
            always_inject: Vec::new(),
            never_inject: Vec::new(),
            injected_annotations: Vec::new(),
            language: Language::Go,
            delimiters: if brackets { Delimiters::Brackets } else { Delimiters::Braces },
        }
    }
}

/// Whether a file is one template in Jinja, by its name.
pub(crate) fn is_jinja(file: &str) -> bool {
    JINJA_FILES.iter().any(|ending| file.ends_with(ending))
}

/// Whether a text that is not YAML was meant as an inject-config all the same.
fn is_spelled_as_config(text: &str) -> bool {
    let starts = |line: &str| {
        ["templates:", "template:"].iter().any(|key| {
            line.strip_prefix(key).is_some_and(|rest| {
                let rest = rest.trim();
                rest.is_empty() || rest.starts_with(['|', '>', '#', '"', '\''])
            })
        })
    };
    text.lines().any(starts)
}

fn bare(source: Source<'_>) -> InjectConfig {
    let first_line = source.first_line;
    let text = match source.text {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    };
    InjectConfig::of(Format::Bare, vec![Template { name: SIDECAR.into(), text: text.into(), first_line }])
}

struct ConfigReader<'s> {
    source: &'s Source<'s>,
}

impl ConfigReader<'_> {
    fn config(&self, node: &Node) -> Result<InjectConfig> {
        let set = |key: &str| node.get(key).filter(|value| !value.is_null());
        let mut templates = Vec::new();
        for (name, value) in pairs(set("templates"), "templates")? {
            templates.push(self.template(name, value)?);
        }
        // A current config carries a decoy `template` to stop older injectors.
        let mut config = match set("template") {
            Some(value) if templates.is_empty() && set("templates").is_none() => {
                InjectConfig::of(Format::Legacy, vec![self.template(SIDECAR, value)?])
            }
            _ => InjectConfig::of(Format::Current, templates),
        };
        let names = texts(set("defaultTemplates"), "defaultTemplates")?;
        if !names.is_empty() {
            config.default_templates = names;
        }
        for (alias, names) in pairs(set("aliases"), "aliases")? {
            config.aliases.push((alias.to_owned(), texts(Some(names), "aliases")?));
        }
        config.language = match set("engine").map(|engine| (engine, engine.as_str())) {
            None | Some((_, Some("go"))) => Language::Go,
            Some((_, Some("jinja"))) => Language::Jinja,
            Some((engine, _)) => {
                return Err(Error::new(code::FIELD, "engine: expected go or jinja").at(engine.span));
            }
        };
        config.policy = match set("policy").and_then(Node::as_str) {
            Some("enabled") => Policy::Enabled,
            Some("disabled") => Policy::Disabled,
            _ => Policy::Unknown,
        };
        config.always_inject = selector::read_all(set("alwaysInjectSelector"), "alwaysInjectSelector")?;
        config.never_inject = selector::read_all(set("neverInjectSelector"), "neverInjectSelector")?;
        for (name, value) in pairs(set("injectedAnnotations"), "injectedAnnotations")? {
            config
                .injected_annotations
                .push((name.to_owned(), text(value, "injectedAnnotations")?.to_owned()));
        }
        Ok(config)
    }

    fn template(&self, name: &str, node: &Node) -> Result<Template> {
        let text = match node.is_null() {
            true => "",
            false => text(node, "templates")?,
        };
        let first_line = self.source.line_of_text(node);
        Ok(Template { name: name.to_owned().into(), text: text.to_owned().into(), first_line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_wins_over_its_decoy_and_knows_its_lines() {
        let text = "policy: enabled\ntemplate: \"{{ Decoy }}\"\naliases: {a: [sidecar, x]}\ntemplates:\n  sidecar: |\n    b: {{ .X }}\n";
        let config = InjectConfig::load(text, "f").unwrap();
        assert_eq!((config.format, config.policy), (Format::Current, Policy::Enabled));
        let template = config.template("sidecar").unwrap();
        assert_eq!((&*template.text, template.first_line), ("b: {{ .X }}\n", 6));
        assert_eq!(config.expand("a").collect::<Vec<_>>(), ["sidecar", "x"]);
        assert_eq!(config.expand("b").collect::<Vec<_>>(), ["b"]);
        assert_eq!(config.default_templates, ["sidecar"]);
    }

    #[test]
    fn legacy_is_one_template_with_either_delimiters() {
        let brackets = InjectConfig::load("policy: enabled\ntemplate: |\n  a: [[ .X ]]\n", "f").unwrap();
        assert_eq!((brackets.format, brackets.delimiters), (Format::Legacy, Delimiters::Brackets));
        let braces = InjectConfig::load("policy: enabled\ntemplate: |\n  a: {{ .X }}\n", "f").unwrap();
        assert_eq!((braces.format, braces.delimiters), (Format::Legacy, Delimiters::Braces));
    }

    #[test]
    fn anything_else_is_a_bare_template() {
        for text in ["{{- $x := 1 }}\nspec:\n  a: {{ $x }}\n", "spec: {}\n", ""] {
            let config = InjectConfig::load(text, "f").unwrap();
            assert_eq!((config.format, &*config.templates[0].text), (Format::Bare, text));
        }
    }

    #[test]
    fn config_map_holds_it_and_errors_stand_in_the_file() {
        let map = "kind: ConfigMap\ndata:\n  config: |\n    templates:\n      sidecar: |\n        x\n    aliases: 5\n";
        let error = InjectConfig::load(map, "f").unwrap_err();
        assert_eq!(error.location().map(|at| at.line), Some(7), "{error}");
        let list = format!(
            "kind: List\nitems:\n- kind: ConfigMap\n  data: {{mesh: x}}\n- {}",
            map.replace("aliases: 5", "policy: x").replace('\n', "\n  ")
        );
        let config = InjectConfig::load(&list, "f").unwrap();
        assert_eq!((&*config.templates[0].text, config.templates[0].first_line), ("x\n", 10));
        assert!(InjectConfig::load("kind: ConfigMap\ndata: {mesh: x}\n", "f").is_err());
    }

    #[test]
    fn err_broken_yaml_that_was_meant_as_a_config() {
        assert!(InjectConfig::load("templates:\n  a: [\n", "f").is_err());
    }
}
