//! What parses, and what it means.

use super::*;
use crate::options::NativeSidecars;

fn parse(args: &[&str]) -> Result<Inject, clap::Error> {
    let args = std::iter::once(&"kube-inject").chain(args).map(OsString::from);
    Cli::try_parse_from(without_own_name(args)).map(|cli| cli.inject)
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
    assert_eq!(args.config.options.inject_config_file, Some(PathBuf::from("i")));
    assert_eq!(args.cluster.kubeconfig.as_deref(), Some("kube"));
}

#[test]
fn kebab_case_spellings_mean_the_same() {
    let args =
        parse(&["--inject-config-file", "i", "--mesh-config-file", "m", "--values-file", "v"]).unwrap();
    assert_eq!(args.config.options.values_file, Some(PathBuf::from("v")));
}

#[test]
fn filenames_repeat_and_paths_may_follow() {
    let args = parse(&["-f", "a", "--filename", "b", "c", "-"]).unwrap();
    assert_eq!(args.inputs.filename, [PathBuf::from("a"), PathBuf::from("b")]);
    assert_eq!(args.inputs.paths, [PathBuf::from("c"), PathBuf::from("-")]);
}

#[test]
fn native_sidecars_takes_its_value_after_an_equals_sign_only() {
    for (args, value) in [
        (&["x"][..], None),
        (&["--native-sidecars", "x"], Some(NativeSidecars::True)),
        (&["--native-sidecars=auto", "x"], Some(NativeSidecars::Auto)),
        (&["--native-sidecars=false", "x"], Some(NativeSidecars::False)),
    ] {
        let args = parse(args).unwrap();
        assert_eq!((args.config.options.native_sidecars, args.inputs.paths.len()), (value, 1));
    }
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
