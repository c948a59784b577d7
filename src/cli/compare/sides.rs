//! Which options the two sides of a comparison have.

use crate::args::Config;
use crate::cli::config_file;
use crate::cli::messages::Messages;
use crate::failure::Failure;
use crate::options::{ConfigPath, Options};
use kube_inject::code;
use kube_inject::config::INSTALLATIONS;
use kube_yaml::Error;
use std::path::PathBuf;

/// What names the built-in configuration of a release.
const RELEASE: &str = "release:";

/// The options of the old side and of the new one, with what the repository of the first input says.
///
/// With an old configuration, flags that set something in a configuration are for the new one; those that are about the inputs are
/// for both.
///
/// # Errors
/// When there is nothing to compare, or a release has no built-in configuration.
pub(super) fn of(
    config: Config,
    [old, new]: [Vec<PathBuf>; 2],
    old_revision: Option<String>,
    named: &[PathBuf],
    messages: &mut Messages,
) -> Result<[Options; 2], Failure> {
    let Config { options: flags, file, limits } = config;
    if old.is_empty() && new.is_empty() {
        return Err(Failure::usage("--old or --new is missing: there is nothing to compare with"));
    }
    let at = |places: &[PathBuf], flags: Options| match places.is_empty() {
        true => flags,
        false => Options { from: places.iter().cloned().map(ConfigPath::from).collect(), ..flags },
    };
    let new_places = if new.is_empty() { &old } else { &new };
    let old_flags = match old.is_empty() {
        true => flags.clone(),
        false => at(&old, Options { revision: old_revision, ..about_inputs(&flags) }),
    };
    let new_flags = at(new_places, flags);
    if old_flags == new_flags {
        return Err(Failure::usage(
            "both sides are the same: name a --new configuration, or flags that change the old one",
        ));
    }
    let first = named.first().map(PathBuf::as_path);
    let mut complete = |options: Options| {
        let config = Config { options, file: file.clone(), limits: limits.clone() };
        settled(config_file::complete(config, first, messages)?)
    };
    Ok([complete(old_flags)?, complete(new_flags)?])
}

/// The flags that say nothing of a configuration.
fn about_inputs(flags: &Options) -> Options {
    let all = flags.clone();
    Options {
        istio_namespace: all.istio_namespace,
        policy: all.policy,
        namespace_labels: all.namespace_labels,
        namespace: all.namespace,
        exclude: all.exclude,
        kustomize: all.kustomize,
        kinds: all.kinds,
        compat: all.compat,
        allow: all.allow,
        deny: all.deny,
        strict: all.strict,
        ..Options::default()
    }
}

/// The options with a release in the place of its name.
fn settled(options: Options) -> Result<Options, Failure> {
    let named = |path: &ConfigPath| path.path().to_str()?.strip_prefix(RELEASE).map(str::to_owned);
    let Some(release) = options.from.iter().find_map(named) else { return Ok(options) };
    if options.from.len() > 1 {
        return Err(Failure::usage(format!(
            "{RELEASE}{release} is a whole configuration; name no other beside it"
        )));
    }
    let known = INSTALLATIONS.iter().find(|known| known.release.to_string() == release);
    let known = known.ok_or_else(|| Failure::Invalid(unknown(&release)))?;
    Ok(Options { from: Vec::new(), istio_release: Some(known.release), ..options })
}

fn unknown(release: &str) -> Error {
    let [oldest, .., newest] = INSTALLATIONS.map(|known| known.release);
    Error::new(
        code::RELEASE,
        format!("{RELEASE}{release}: there are built-in configurations of {oldest} to {newest} only"),
    )
    .help("export the configuration of any other release, and name the file; see --from")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn release_takes_the_place_of_files() {
        let options = |from: &[&str]| Options {
            from: from.iter().map(|path| PathBuf::from(path).into()).collect(),
            ..Options::default()
        };
        let settled_to =
            |from: &[&str]| settled(options(from)).map(|options| (options.from.len(), options.istio_release));
        assert_eq!(settled_to(&["release:1.30"]).unwrap(), (0, "1.30".parse().ok()));
        assert_eq!(settled_to(&["istio.yaml"]).unwrap(), (1, None));
        for from in [&["release:1.10"][..], &["release:1.30.3"], &["release:"], &["release:1.30", "x"]] {
            assert!(settled(options(from)).is_err(), "{from:?}");
        }
    }

    #[test]
    fn flags_about_inputs_are_for_both_sides() {
        let flags = Options {
            namespace: Some("n".into()),
            hub: Some("h".into()),
            set: vec!["a=1".into()],
            revision: Some("r".into()),
            ..Options::default()
        };
        let expected = Options { namespace: Some("n".into()), ..Options::default() };
        assert_eq!(about_inputs(&flags), expected);
    }
}
