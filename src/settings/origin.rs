//! Which release a configuration is from, and as which one a run behaves.

use super::Release;
use super::inject_config::{Delimiters, Format, InjectConfig};
use super::release::Rule;
use crate::warning::Code;
use kube_yaml::Error;

/// The releases that are asked for and that the configuration tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    asked: Option<Release>,
    tagged: Option<Release>,
    decided: Release,
}

impl Origin {
    /// Decides on a release: the one that is `asked` for; else the one the values' tag names, unless its inject-configs
    /// were spelled another way (images may be tagged as one likes); else the one the inject-config's shape tells.
    pub(super) fn of(config: &InjectConfig, asked: Option<Release>, tagged: Option<Release>) -> Self {
        let appends = config.format == Format::Legacy;
        let decided = match asked {
            Some(release) => release.with_templates_that(appends),
            None => tagged
                .filter(|release| release.has(Rule::Appends) == appends)
                .unwrap_or_else(|| told_by_shape(config)),
        };
        Origin { asked, tagged, decided }
    }

    /// The release as which the run behaves.
    pub(super) fn release(self) -> Release {
        self.decided.known()
    }

    /// A word about a release that is not known yet.
    pub(super) fn warning(self) -> Option<Error> {
        let newer = Some(self.decided).filter(|release| *release > Release::NEWEST)?;
        let cause = format!("Istio {newer} is not known yet, so this injects as {} does", Release::NEWEST);
        let error = Code::UnknownRelease.warn(cause);
        Some(match self.asked {
            Some(_) => error,
            None => {
                error.help("global.tag of the values names the release; --istio-release names another one")
            }
        })
    }

    /// Says of a template's error that the template is of a release which is not known yet, if it is.
    pub(super) fn blame(self, error: Error) -> Error {
        blame(error, self.tagged.or(self.asked))
    }
}

/// Says of an error in a configuration `from` a release which is not known yet that it is.
pub(crate) fn blame(error: Error, from: Option<Release>) -> Error {
    match from.filter(|release| *release > Release::NEWEST) {
        None => error,
        Some(newer) => {
            let newest = Release::NEWEST;
            error.context(format!(
                "the configuration is of Istio {newer}, and {newest} is the newest release known"
            ))
        }
    }
}

fn told_by_shape(config: &InjectConfig) -> Release {
    let has = |text| config.templates.iter().any(|template| template.text.contains(text));
    match config.delimiters {
        _ if config.format != Format::Legacy => Release::NEWEST,
        // What 1.1 renders begins with whether probes are rewritten, of which 1.0 knows nothing.
        Delimiters::Brackets => Release::new(u16::from(has("rewriteAppHTTPProbe"))),
        Delimiters::Braces if !has("{{") => Release::new(0),
        // 1.6 hands the proxy its config as JSON.
        Delimiters::Braces if has("protoToJSON .ProxyConfig") => Release::new(7),
        Delimiters::Braces => Release::new(3),
    }
}
