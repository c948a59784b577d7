//! The default installations that the embedded configuration stands for, release by release: what each has otherwise than the newest.

use super::super::coalesce::{over, without_nulls};
use super::Release;
use crate::code;
use kube_yaml::{self as yaml, Error, Map, Node, Result};

/// A default installation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Installation {
    /// Its release.
    pub release: Release,
    /// The version of its images.
    pub version: &'static str,
    /// What the embedded configuration of the release has been compared with.
    pub basis: Basis,
}

/// What an embedded configuration has been compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// Recorded answers of istioctl with the default configuration of the release.
    Recordings,
    /// The templates and values of the release's charts, as this program injects with them.
    Charts,
}

/// The default installations of the releases from 1.11 on, in order; the images are those of the last patch.
pub const INSTALLATIONS: [Installation; 21] = [
    by_recordings(11, "1.11.8"),
    by_charts(12, "1.12.9"),
    by_charts(13, "1.13.9"),
    by_charts(14, "1.14.6"),
    by_charts(15, "1.15.7"),
    by_charts(16, "1.16.7"),
    by_charts(17, "1.17.8"),
    by_charts(18, "1.18.7"),
    by_charts(19, "1.19.10"),
    by_recordings(20, "1.20.8"),
    by_charts(21, "1.21.6"),
    by_charts(22, "1.22.8"),
    by_charts(23, "1.23.6"),
    by_charts(24, "1.24.6"),
    by_charts(25, "1.25.5"),
    by_charts(26, "1.26.8"),
    by_charts(27, "1.27.9"),
    by_charts(28, "1.28.10"),
    by_charts(29, "1.29.6"),
    by_recordings(30, "1.30.3"),
    by_recordings(31, "1.31.0"),
];

const fn by_recordings(minor: u16, version: &'static str) -> Installation {
    Installation { release: Release::new(minor), version, basis: Basis::Recordings }
}

const fn by_charts(minor: u16, version: &'static str) -> Installation {
    Installation { release: Release::new(minor), version, basis: Basis::Charts }
}

impl Installation {
    /// The default installation of a release, of the newest one where the release is newer; `None` where it is older than all.
    #[must_use]
    pub fn of(release: Release) -> Option<Installation> {
        INSTALLATIONS.into_iter().rev().find(|known| known.release <= release)
    }

    /// The same, or what is wrong with a release that has none.
    pub(crate) fn required(release: Release) -> Result<Installation> {
        Installation::of(release).ok_or_else(|| {
            let [oldest, ..] = INSTALLATIONS;
            let cause = format!(
                "there is no built-in configuration of Istio {release}, only from {} on",
                oldest.release
            );
            Error::new(code::RELEASE, cause)
                .help("export the configuration of that release, and name the file; see --from")
        })
    }
}

/// What values of older releases have otherwise, as a list of `upTo` (the minor number of the last release that has it) and
/// `values`, the newest first. Null takes out what newer ones have.
const OLDER: &str = include_str!("older-values.yaml");

/// The values of a default installation: `newest` are those of the newest release.
pub(super) fn values(newest: Node, installation: Installation) -> Result<Node> {
    let older = if is_older(installation) { yaml::parse(OLDER)? } else { None };
    let steps = older.as_ref().and_then(Node::as_seq).unwrap_or_default();
    let minor = i64::from(installation.release.minor());
    let version: Map = [("tag", Node::made(installation.version))].into_iter().collect();
    let mut values = over(newest, Node::made([("global", Node::made(version))].into_iter().collect::<Map>()));
    for step in steps.iter().filter(|step| step.get("upTo").and_then(Node::as_i64) >= Some(minor)) {
        if let Some(said) = step.get("values") {
            values = over(values, said.clone().detach());
        }
    }
    Ok(without_nulls(values))
}

fn is_older(installation: Installation) -> bool {
    let [.., newest] = INSTALLATIONS;
    installation.release < newest.release
}
