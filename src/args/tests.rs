//! What parses, and what it means.

use super::*;
use crate::options::NativeSidecars;
use clap::CommandFactory;
use std::ffi::OsString;

fn parse(args: &[&str]) -> Result<Inject, clap::Error> {
    parse_all(args).map(|cli| cli.inject)
}

fn parse_all(args: &[&str]) -> Result<Cli, clap::Error> {
    let args = std::iter::once(&"istioctl").chain(args).map(OsString::from);
    Cli::try_parse_from(command_first(&Cli::command(), args))
}

#[test]
fn definition_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn documented_istioctl_command_parses() {
    let args = parse(&[
        "kube-inject",
        "-f",
        "a.yaml",
        "--injectConfigFile",
        "i",
        "--meshConfigFile=m",
        "--valuesFile",
        "v",
        "-r",
        "r1",
        "-n",
        "ns",
        "-i",
        "istio-system",
        "-c",
        "kube",
        "--context",
        "c",
        "-o",
        "out",
    ])
    .unwrap();
    assert_eq!(args.inputs.filename, [PathBuf::from("a.yaml")]);
    assert!(args.inputs.paths.is_empty());
    assert_eq!(args.config.options.inject_config_file, Some(PathBuf::from("i").into()));
    assert_eq!(args.cluster.kubeconfig.as_deref(), Some("kube"));
}

#[test]
fn kebab_case_spellings_mean_the_same() {
    let args =
        parse(&["--inject-config-file", "i", "--mesh-config-file", "m", "--values-file", "v"]).unwrap();
    assert_eq!(args.config.options.values_file, Some(PathBuf::from("v").into()));
}

#[test]
fn filenames_repeat_and_paths_may_follow() {
    let args = parse(&["-f", "a", "--filename", "b", "c", "-"]).unwrap();
    assert_eq!(args.inputs.filename, [PathBuf::from("a"), PathBuf::from("b")]);
    assert_eq!(args.inputs.paths, [PathBuf::from("c"), PathBuf::from("-")]);
}

#[test]
fn native_sidecars_takes_a_word_behind_it_where_that_can_be_its_value() {
    for (args, value, paths) in [
        (&["x"][..], None, 1),
        (&["--native-sidecars", "x"], Some(NativeSidecars::True), 1),
        (&["--native-sidecars", "false", "x"], Some(NativeSidecars::False), 1),
        (&["x", "--native-sidecars", "true"], Some(NativeSidecars::True), 1),
        (&["--native-sidecars=auto", "true"], Some(NativeSidecars::Auto), 1),
        (&["--native-sidecars", "./true"], Some(NativeSidecars::True), 1),
        (&["--", "--native-sidecars", "true"], None, 2),
    ] {
        let parsed = parse(args).unwrap();
        let found = (parsed.config.options.native_sidecars, parsed.inputs.paths.len());
        assert_eq!(found, (value, paths), "{args:?}");
    }
}

#[test]
fn flags_for_a_connection_are_understood() {
    let flags = ["--authority", "a", "--cert-dir", "d", "--insecure", "--plaintext=false", "--timeout", "5s"];
    let more = ["--xds-label", "l", "--xds-port", "1", "-f", "x"];
    let parsed = parse(&[&flags[..], &more].concat()).unwrap();
    assert_eq!((parsed.cluster.connection.given().len(), parsed.inputs.paths.len()), (7, 0));
}

#[test]
fn last_of_a_repeated_flag_wins() {
    assert_eq!(parse(&["-r", "a", "-r", "b"]).unwrap().config.options.revision.as_deref(), Some("b"));
}

#[test]
fn outputs_exclude_each_other() {
    for args in [&["-o", "x", "--in-place"][..], &["--stream", "--output-dir", "d"], &["-q", "-v"]] {
        assert!(parse(args).is_err(), "{args:?}");
    }
}

#[test]
fn global_flags_may_stand_before_the_command() {
    for args in [
        &["-n", "shop", "kube-inject", "-f", "x"][..],
        &["--namespace=shop", "kube-inject", "-f", "x"],
        &["-nshop", "-i", "mesh", "--context", "c", "kube-inject", "-f", "x"],
        &["kube-inject", "-n", "shop", "-f", "x"],
        &["-n", "shop", "-f", "x"],
    ] {
        let inject = parse(args).unwrap();
        assert_eq!(inject.config.options.namespace.as_deref(), Some("shop"), "{args:?}");
        assert_eq!(inject.inputs.filename, [PathBuf::from("x")], "{args:?}");
        assert!(inject.inputs.paths.is_empty(), "{args:?}");
    }
    let Some(Command::Explain(explain)) =
        parse_all(&["-n", "shop", "explain", "-n", "own", "x"]).unwrap().command
    else {
        panic!("it explains")
    };
    assert_eq!(explain.config.options.namespace.as_deref(), Some("own"), "the last wins");
    let config = parse_all(&["-i", "mesh", "config", "check", "x"]).unwrap().command;
    let Some(Command::Config { command: ConfigCommand::Check(check) }) = config else { panic!("it checks") };
    assert_eq!(check.config.options.istio_namespace.as_deref(), Some("mesh"));
}

#[test]
fn flags_may_stand_before_the_command() {
    for args in [
        &["-q", "uninject", "-f", "x"][..],
        &["-qf", "x", "uninject"],
        &["-fx", "--quiet", "uninject"],
        &["--filename=x", "-q", "uninject"],
        &["uninject", "-q", "-f", "x"],
    ] {
        let Some(Command::Uninject(uninject)) = parse_all(args).unwrap().command else { panic!("{args:?}") };
        assert!(uninject.report.quiet, "{args:?}");
        assert_eq!(uninject.inputs.filename, [PathBuf::from("x")], "{args:?}");
    }
    let config = parse_all(&["--native-sidecars", "true", "-v", "config", "check", "x"]).unwrap().command;
    let Some(Command::Config { command: ConfigCommand::Check(check) }) = config else { panic!("it checks") };
    assert!(check.report.verbose && check.config.options.native_sidecars == Some(NativeSidecars::True));
    assert!(parse_all(&["--in-place", "explain", "-f", "x"]).is_err(), "explain has no such flag");
    // The value of a flag, what stands behind a path or --, and a path that says so is no command.
    for args in [&["-f", "explain"][..], &["a", "explain"], &["-q", "./explain"], &["-q", "--", "explain"]] {
        assert!(parse_all(args).unwrap().command.is_none(), "{args:?}");
    }
}

#[test]
fn what_follows_a_flag_of_kube_injects_own_is_not_the_word_of_istioctl() {
    let inject = parse(&["-f", "a", "kube-inject"]).unwrap();
    assert_eq!(inject.inputs.paths, [PathBuf::from("kube-inject")]);
    let inject = parse(&["-n", "kube-inject", "x"]).unwrap();
    assert_eq!(inject.config.options.namespace.as_deref(), Some("kube-inject"));
}
