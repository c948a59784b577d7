//! Reads the configuration that the arguments name and makes the settings of the run.

use super::call::Call;
use super::files::{Files, borrow};
use super::given::{self, Given};
use super::levels::Levels;
use super::messages::Messages;
use super::{config_file, offline};
use crate::args::{Cluster, Config, Connection};
use crate::failure::Failure;
use crate::options::{
    self, ConfigPath, KubeVersion, KustomizeFiles, NativeSidecars, Options, Place, PolicyOf,
};
use crate::sources::{self, Found, Input, Kustomize, Search};
use kube_inject::Namespaces;
use kube_inject::code;
use kube_inject::config::{self, File, Severity, Wanted};
use kube_inject::kinds::Kind;
use kube_inject::{Assignments, Typing};
use kube_inject::{Budget, Code, WebhookOptions};
use kube_inject::{Compat, Settings, Sources};
use kube_yaml::Error;
use std::path::{Path, PathBuf};

/// The settings of a run, where they come from, and what they apply to.
pub(crate) struct Loaded {
    pub(crate) settings: Settings,
    /// The same with the policy of the cluster's webhook, where both are asked for.
    pub(crate) in_cluster: Option<Settings>,
    pub(crate) files: Files,
    pub(crate) inputs: Vec<Input>,
    /// What is set by flags, callers and `kube-inject.yaml`, where it is to be explained.
    pub(crate) given: Vec<Given>,
}

/// What a run does with the settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// It writes, or tells, what injection makes of the inputs.
    Inject,
    /// It only tells whether they are injected.
    Check,
    /// It tells what injection makes of them, and why.
    Explain,
    /// It answers for the webhook, which the API server has called unless labels of namespaces say that it would not.
    Answer,
}

/// Reads everything that the arguments, the call, the repository of the first input and the inputs' namespaces say.
///
/// # Errors
/// When a file cannot be read or is not valid, a part would have to come from a cluster, or there are no inputs.
pub(crate) fn for_run(
    mut config: Config,
    cluster: &Cluster,
    named: Vec<PathBuf>,
    purpose: Purpose,
    call: &Call,
    messages: &mut Messages,
) -> Result<Loaded, Failure> {
    let labelled = !config.options.namespace_labels.is_empty();
    let budget = config.limits.budget();
    let flags = config.options.clone();
    let mut call_options = None;
    if let Some(given) = call.options().map_err(Failure::Invalid)? {
        // What configures a function is part of the repository that kustomize builds.
        let here = Path::new(".").canonicalize().map_err(|cause| Failure::reading(Path::new("."), cause))?;
        let root = sources::repository(&here).unwrap_or(here);
        config.options = config.options.over(given, &Place { directory: Path::new(""), root: Some(&root) });
        call_options = Some(config.options.clone());
    }
    let options_files = config_file::find(&config.file, named.first().map(PathBuf::as_path), messages)?;
    let given = match purpose == Purpose::Explain || messages.explains() {
        true => given::all(&flags, call_options.as_ref(), &options_files),
        false => Vec::new(),
    };
    let options = options_files.iter().fold(config.options, |options, file| file.under(options));
    messages.set_levels(Levels::of(&options)?);
    if labelled && !matches!(options.policy, Some(PolicyOf::Webhook | PolicyOf::Both)) {
        return Err(Failure::usage("--namespace-label is for --policy webhook"));
    }
    tell_ignored(&cluster.connection, messages)?;
    let inputs = inputs(named, search(&options), purpose == Purpose::Check, messages)?;
    let mut inputs = inputs.into_iter().map(|input| call.resume(input)).collect();
    let (settings, files) = settings(&options, budget, cluster, purpose, &mut inputs, messages)?;
    messages.configuration(files.origins(settings.revision()));
    files.seen.iter().for_each(|line| messages.note(&format!("seen: {line}")));
    let in_cluster = match options.policy {
        Some(PolicyOf::Both) => Some(settings_of_webhook(&options, &files, &mut inputs)?),
        _ => None,
    };
    if messages.explains() {
        let all = given.iter().chain(&given::in_files(&files)).map(Given::parts).collect();
        messages.given(all);
    }
    Ok(Loaded { settings, in_cluster, files, inputs, given })
}

/// Two configurations, and what they apply to.
pub(crate) struct Sides {
    pub(crate) settings: [Settings; 2],
    pub(crate) files: [Files; 2],
    pub(crate) inputs: Vec<Input>,
}

/// Reads two configurations for the same inputs, by their options.
///
/// # Errors
/// As [`for_run`].
pub(crate) fn for_both(
    sides: [Options; 2],
    budget: Budget,
    cluster: &Cluster,
    named: Vec<PathBuf>,
    call: &Call,
    messages: &mut Messages,
) -> Result<Sides, Failure> {
    let [old, new] = sides;
    messages.set_levels(Levels::of(&new)?);
    tell_ignored(&cluster.connection, messages)?;
    let inputs = inputs(named, search(&new), false, messages)?;
    let mut inputs = inputs.into_iter().map(|input| call.resume(input)).collect();
    let (old_settings, old_files) = settings(&old, budget, cluster, Purpose::Inject, &mut inputs, messages)?;
    let (new_settings, new_files) = settings(&new, budget, cluster, Purpose::Inject, &mut inputs, messages)?;
    Ok(Sides { settings: [old_settings, new_settings], files: [old_files, new_files], inputs })
}

/// The settings that the options ask for, and the files that they come from.
fn settings(
    options: &Options,
    budget: Budget,
    cluster: &Cluster,
    purpose: Purpose,
    inputs: &mut Vec<Input>,
    messages: &mut Messages,
) -> Result<(Settings, Files), Failure> {
    if options.policy == Some(PolicyOf::Both) && purpose != Purpose::Explain {
        return Err(Failure::usage("--policy both is for explain"));
    }
    let files = files(options, cluster)?;
    files.paths().try_for_each(|path| messages.spare(path))?;
    let mut sources = sources(options, &files)?;
    sources.budget = budget;
    look(&mut sources, messages)?;
    if options.policy == Some(PolicyOf::Webhook) {
        let known = in_cluster(inputs, options, &files)?;
        let called = purpose == Purpose::Answer && options.namespace_labels.is_empty();
        sources.webhook = Some(WebhookOptions { called, ..known });
    }
    let settings = Settings::load(sources).map_err(Failure::Invalid)?;
    settings.warnings().iter().try_for_each(|warning| messages.warning(warning))?;
    Ok((settings, files))
}

/// The same with the policy of the cluster's webhook.
fn settings_of_webhook(
    options: &Options,
    files: &Files,
    inputs: &mut Vec<Input>,
) -> Result<Settings, Failure> {
    let webhook = Some(in_cluster(inputs, options, files)?);
    Settings::load(Sources { webhook, ..sources(options, files)? }).map_err(Failure::Invalid)
}

/// Tells which flags do nothing.
fn tell_ignored(connection: &Connection, messages: &mut Messages) -> Result<(), Failure> {
    match &connection.given()[..] {
        [] => Ok(()),
        flags => {
            let cause = format!("no connection is made, so these flags have no effect: {}", flags.join(", "));
            messages.warning(&Code::IgnoredFlag.warn(cause))
        }
    }
}

/// How the options search directories.
fn search(options: &Options) -> Search<'_> {
    let kustomize = match options.kustomize {
        None | Some(KustomizeFiles::Skip) => Kustomize::Leave,
        Some(KustomizeFiles::Inject) => Kustomize::Inject,
    };
    Search { exclude: &options.exclude, kustomize }
}

/// The inputs that the arguments name; what is left alone in directories is told, in the words of a run that `checks` or not.
///
/// # Errors
/// As [`sources::expand`].
pub(crate) fn inputs(
    named: Vec<PathBuf>,
    search: Search<'_>,
    checks: bool,
    messages: &mut Messages,
) -> Result<Vec<Input>, Failure> {
    let Found { inputs, left_alone, .. } = sources::expand(named, search)?;
    inputs.iter().filter_map(Input::path).try_for_each(|path| messages.spare(path))?;
    left_alone.iter().try_for_each(|what| messages.left_alone(what, checks))?;
    Ok(inputs)
}

/// Tells what is wrong with the configuration, also where reading it would not show it.
fn look(sources: &mut Sources<'_>, messages: &mut Messages) -> Result<(), Failure> {
    let mut result = Ok(());
    for finding in config::look(sources) {
        match finding.severity {
            Severity::Warning => messages.warning(&finding.error)?,
            Severity::Error => {
                messages.error(&finding.error);
                result = Err(Failure::Reported);
            }
        }
    }
    result
}

/// Reads all files that the arguments name.
///
/// # Errors
/// When a file cannot be read, what was to be found is not there, or a part would have to come from a cluster.
fn files(options: &Options, cluster: &Cluster) -> Result<Files, Failure> {
    let files = read(options)?;
    if !options.from.is_empty() {
        complete(&files, options).map_err(Failure::Invalid)?;
    }
    match offline::cluster_required(cluster, options, &files) {
        Some(error) => Err(Failure::Invalid(error)),
        None => Ok(files),
    }
}

/// The same without a look at what is missing.
pub(crate) fn read(options: &Options) -> Result<Files, Failure> {
    let mut result = Ok(());
    let mut named = |path: &Option<ConfigPath>| {
        let read = path.as_ref().map(sources::text).transpose();
        read.unwrap_or_else(|failure| {
            result = Failure::both(std::mem::replace(&mut result, Ok(())), Err(failure));
            None
        })
    };
    let mut files = Files {
        inject_config: named(&options.inject_config_file),
        mesh_config: named(&options.mesh_config_file),
        values: named(&options.values_file),
        operator: named(&options.operator_file_name),
        revision: options.revision.clone(),
        ..Files::default()
    };
    result?;
    // The run is of the operator's revision, and so is what is looked for.
    let of_operator = files.operator.as_ref().and_then(|(name, text)| config::operator_revision(text, name));
    let revision = options.revision.clone().or(of_operator);
    let wanted = Wanted { revision: revision.as_deref(), namespace: options.istio_namespace.as_deref() };
    if !options.from.is_empty() {
        let texts = sources::texts(&options.from)?;
        let texts: Vec<File<'_>> = texts.iter().map(|(name, text)| File { name, text }).collect();
        files.take(config::find(&texts, wanted).map_err(Failure::Invalid)?);
    }
    if let (Some((name, text)), None) = (&files.inject_config, &files.values)
        && let Ok(found) = config::find(&[File { name, text }], wanted)
    {
        files.take_values(found);
    }
    Ok(files)
}

/// Everything that `--from` promises must be there.
fn complete(files: &Files, options: &Options) -> Result<(), Error> {
    let operator = files.operator.is_some();
    let described = operator && options.operator_file_name.is_none();
    let missing: Vec<&str> = [
        // The built-in templates serve an installation that is only described.
        ("inject-config", files.inject_config.is_none() && !described),
        ("values", files.values.is_none() && !operator && !files.is_legacy()),
        ("mesh-config", files.mesh_config.is_none() && !operator),
    ]
    .into_iter()
    .filter_map(|(words, missing)| missing.then_some(words))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = options.from.iter().map(|path| path.path().display().to_string()).collect();
    let of = files.revision.as_ref().map(|revision| format!(" of revision {revision}")).unwrap_or_default();
    let seen = match files.seen.is_empty() {
        true => "no Istio configuration found".to_owned(),
        false => format!("found:\n  {}", files.seen.join("\n  ")),
    };
    let cause = format!("{} has no {}{of}", places.join(", "), missing.join(" and no "));
    Err(Error::new(code::INCOMPLETE, cause).help(format!(
        "{seen}\nfor the whole configuration: kubectl get configmap istio-sidecar-injector istio -n istio-system -o yaml"
    )))
}

/// What the files and the arguments say, together.
///
/// # Errors
/// When arguments contradict each other.
pub(crate) fn sources<'f>(options: &Options, files: &'f Files) -> Result<Sources<'f>, Failure> {
    let compat = match options.compat {
        Some(options::Compat::Istioctl) => Compat::Istioctl,
        None => Compat::Off,
    };
    Ok(Sources {
        inject_config: borrow(&files.inject_config),
        mesh_config: borrow(&files.mesh_config),
        shared_mesh_config: borrow(&files.shared_mesh_config),
        values: borrow(&files.values),
        operator: borrow(&files.operator),
        set_mesh: mesh_changes(options),
        set_values: value_changes(options),
        revision: files.revision.clone(),
        native_sidecars: native_sidecars(options)?,
        namespace: options.namespace.clone(),
        release: options.istio_release,
        kinds: kinds(options)?,
        compat,
        ..Sources::default()
    })
}

/// What the inputs say of the cluster; it may stand behind the pods that it is about, so all is read before.
fn in_cluster(inputs: &mut Vec<Input>, options: &Options, files: &Files) -> Result<WebhookOptions, Failure> {
    let spooled: Result<Vec<Input>, Failure> = inputs.drain(..).map(Input::spooled).collect();
    *inputs = spooled?;
    let namespaces = Namespaces::with_labels(options.namespace_labels.clone());
    let mut known = WebhookOptions { namespaces, tags: files.tags.clone(), ..WebhookOptions::default() };
    for input in &*inputs {
        for document in input.documents(Compat::Off)? {
            let document = document.map_err(|cause| input.unreadable(cause))?;
            known.namespaces.read(&document);
            known.proxies.read(&document);
        }
    }
    Ok(known)
}

/// What the arguments change in the values; as in Helm the typed ones come first.
fn value_changes(options: &Options) -> Assignments {
    let mut changes = Assignments::default();
    if let Some(hub) = &options.hub {
        changes.push_text("--hub", &["global", "hub"], hub);
    }
    if let Some(tag) = &options.tag {
        changes.push_text("--tag", &["global", "tag"], tag);
    }
    options.set.iter().for_each(|text| changes.push("--set", text, Typing::Guessed));
    options.set_string.iter().for_each(|text| changes.push("--set-string", text, Typing::Text));
    changes
}

fn mesh_changes(options: &Options) -> Assignments {
    let mut changes = Assignments::default();
    options.mesh_set.iter().for_each(|text| changes.push("--mesh-set", text, Typing::Guessed));
    options.mesh_set_string.iter().for_each(|text| changes.push("--mesh-set-string", text, Typing::Text));
    changes
}

/// The kinds that are injected besides Kubernetes' own.
fn kinds(options: &Options) -> Result<Vec<Kind>, Failure> {
    let read = |text: &String| {
        text.parse()
            .map_err(|cause| Failure::Invalid(Error::new(code::KIND, format!("kinds: {text:?}: {cause}"))))
    };
    options.kinds.iter().map(read).collect()
}

fn native_sidecars(options: &Options) -> Result<bool, Failure> {
    let usage = |message| Err(Failure::usage(message));
    match (options.native_sidecars.unwrap_or(NativeSidecars::False), options.kube_version) {
        (NativeSidecars::Auto, Some(version)) => Ok(version >= KubeVersion::NATIVE),
        (NativeSidecars::Auto, None) => {
            usage("--native-sidecars=auto needs --kube-version: there is no cluster to ask for it")
        }
        (_, Some(_)) => usage("--kube-version has no effect without --native-sidecars=auto"),
        (when, None) => Ok(when == NativeSidecars::True),
    }
}
