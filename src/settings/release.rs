//! What the injection engine itself did differently from release to release, as one table.

use std::fmt;

/// An Istio release, by its minor number: 30 is 1.30.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release {
    minor: u16,
}

/// Which probes and hooks are rewritten besides http probes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rewrites {
    /// `startupProbe`.
    pub startup: bool,
    /// `tcpSocket` probes.
    pub tcp: bool,
    /// `grpc` probes.
    pub grpc: bool,
    /// `lifecycle.preStop` and `lifecycle.postStart`.
    pub hooks: bool,
}

impl Release {
    /// The newest release known, whose behaviour is the default.
    pub const NEWEST: Release = Release { minor: 30 };

    /// The release `1.minor`.
    #[must_use]
    pub fn new(minor: u16) -> Self {
        Release { minor }
    }

    /// Reads a release or an image tag that names one: `1.20`, `1.20.8`, `1.11.4-distroless`, `v1.24`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().trim_start_matches('v').strip_prefix("1.")?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
        Some(Release { minor: digits.parse().ok()? })
    }

    /// The minor number.
    #[must_use]
    pub fn minor(self) -> u16 {
        self.minor
    }

    /// Which probes and hooks this release rewrites.
    #[must_use]
    pub fn rewrites(self) -> Rewrites {
        Rewrites { startup: true, tcp: true, grpc: true, hooks: true }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}
