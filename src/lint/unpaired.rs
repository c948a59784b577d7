//! An inject-config without the values that it is meant for.

use super::mistaken::Part;
use crate::code;
use crate::settings::inject_config::{Format, InjectConfig, Language};
use crate::settings::proto::tables::VALUES;
use crate::settings::{Release, Sources, Values, embedded};
use kube_yaml::{Error, Node};

/// What of a template shows that it reads values.
const READS_VALUES: [&str; 3] = [".Values", ".ProxyImage", ".ProxyInitImage"];

/// Refuses the templates of an installation without its values: the embedded ones name images of another release, perhaps. They
/// do when neither `--tag` nor `--istio-release` says that the release is theirs.
pub(super) fn values(sources: &Sources<'_>) -> Option<Error> {
    let (file, text) = sources.inject_config?;
    if sources.values.is_some() || sources.operator.is_some() {
        return None;
    }
    let config = InjectConfig::load(text, file).ok()?;
    let reads = |text: &str| READS_VALUES.iter().any(|words| text.contains(words));
    // A template in Jinja is ours, and so are the values it is written for.
    if config.language == Language::Jinja
        || config.format == Format::Legacy
        || !config.templates.iter().any(|template| reads(&template.text))
    {
        return None;
    }
    let own = Values::of_node(embedded::values(sources.release).ok()?);
    let images: Option<Release> = own.tag().parse().ok();
    let agrees = sources.release.is_some_and(|asked| Some(asked.known()) >= images.map(Release::known));
    let names_images = |tree: Node| tree.at(&["global", "tag"]).is_some();
    if agrees || sources.set_values.each(&VALUES).any(|(_, tree)| names_images(tree)) {
        return None;
    }
    let cause =
        format!("{file} reads values, and none are given; the embedded ones are of Istio {}", own.tag());
    Some(Error::new(code::INCOMPLETE, cause).help(format!(
        "{}\nand add --valuesFile values.json; or say with --tag which release's images are meant",
        Part::Values.export()
    )))
}
