//! What becomes of each warning: told, silenced, or made an error.

use crate::failure::Failure;
use crate::options::Options;
use kube_inject::Code;
use kube_yaml::Error;

/// What becomes of a warning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Level {
    /// Nobody hears of it.
    Allow,
    /// It is told.
    Warn,
    /// It is an error.
    Deny,
}

/// What the options say of warnings; without a word all are told.
#[derive(Default)]
pub(crate) struct Levels {
    allowed: Vec<Code>,
    denied: Vec<Code>,
    strict: bool,
}

impl Levels {
    /// What `allow`, `deny` and `strict` say.
    ///
    /// # Errors
    /// When a code is none.
    pub(crate) fn of(options: &Options) -> Result<Self, Failure> {
        let read = |codes: &[String]| codes.iter().map(|code| code.parse()).collect::<Result<_, Error>>();
        Ok(Levels {
            allowed: read(&options.allow).map_err(Failure::Invalid)?,
            denied: read(&options.deny).map_err(Failure::Invalid)?,
            strict: options.strict,
        })
    }

    /// The level of a warning.
    ///
    /// | denied | allowed | strict | level |
    /// | --- | --- | --- | --- |
    /// | yes | any | any | an error |
    /// | no | yes | any | nothing |
    /// | no | no | yes | an error |
    /// | no | no | no | a warning |
    pub(crate) fn of_warning(&self, warning: &Error) -> Level {
        let among = |codes: &[Code]| codes.iter().any(|code| code.word() == warning.code().word());
        match (among(&self.denied), among(&self.allowed), self.strict) {
            (true, ..) | (false, false, true) => Level::Deny,
            (false, true, _) => Level::Allow,
            (false, false, false) => Level::Warn,
        }
    }

    /// Whether a skipped object is an error: what is no warning by itself is one only where it is asked for by name.
    pub(crate) fn denies_skipped(&self) -> bool {
        self.denied.contains(&Code::Skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(allow: &[&str], deny: &[&str], strict: bool) -> Level {
        let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let options = Options { allow: owned(allow), deny: owned(deny), strict, ..Options::default() };
        let warning = Code::DnsPolicy.warn("no");
        Levels::of(&options).unwrap().of_warning(&warning)
    }

    #[test]
    fn every_row_of_the_table() {
        let one = &["dns-policy"];
        assert_eq!(level(one, one, true), Level::Deny);
        assert_eq!(level(&[], one, false), Level::Deny);
        assert_eq!(level(one, &["job-never-ends"], true), Level::Allow);
        assert_eq!(level(&["job-never-ends"], &[], true), Level::Deny);
        assert_eq!(level(&["job-never-ends"], &["skipped"], false), Level::Warn);
    }

    #[test]
    fn err_what_is_no_code() {
        let options = Options { deny: vec!["everything".to_owned()], ..Options::default() };
        assert!(Levels::of(&options).is_err());
    }
}
