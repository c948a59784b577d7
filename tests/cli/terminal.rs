//! What people meet at a terminal: help, man pages, names of links, misspelled commands, and flags without effect.

use super::shop::{BINARY, Shop};

#[test]
fn help_and_version_are_commands_and_flags() {
    let shop = Shop::new();
    let version = shop.plain(&["version"]).stdout;
    assert_eq!(version, format!("kube-inject {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(shop.plain(&["--version"]).stdout, version);
    assert_eq!(shop.plain(&["help"]).stdout, shop.plain(&["--help"]).stdout);
    assert_eq!(shop.plain(&["help", "explain"]).stdout, shop.plain(&["explain", "--help"]).stdout);
    assert_eq!(shop.plain(&["-q", "help", "explain"]).stdout, shop.plain(&["explain", "--help"]).stdout);
    let short = shop.plain(&["-h"]).stdout;
    assert!(short.lines().count() <= 24 && short.contains("\n  kube-inject -f app/ --in-place\n"), "{short}");
}

#[test]
fn err_misspelled_command_is_told_what_it_may_be() {
    let shop = Shop::new();
    for (word, meant) in
        [("explan", "explain"), ("uninjct", "uninject"), ("hepl", "help"), ("versoin", "version")]
    {
        let done = shop.plain(&[word, "-f", "x.yaml"]);
        assert_eq!((done.status, done.stdout.as_str()), (2, ""));
        let told = format!(
            "error: '{word}' is neither a file nor a command\n\n  tip: a similar command is '{meant}'\n"
        );
        assert!(done.stderr.starts_with(&told), "{}", done.stderr);
    }
    assert!(shop.plain(&["-q", "explan"]).stderr.contains("a similar command is 'explain'"));
    let shop = shop.with("explan", super::NOTES);
    assert_eq!(shop.plain(&["explan"]).stdout, super::NOTES, "a file is a file");
    assert_eq!(shop.plain(&["nonesuch"]).status, 4);
    assert!(shop.plain(&["config", "chek"]).stderr.contains("'check'"));
}

#[test]
fn err_flag_that_needs_another_says_so() {
    let shop = Shop::new().with("a.yaml", super::POD).with("b/a.yaml", super::POD);
    let shop = shop.with("b/kube-inject.yaml", "policy: webhook\n");
    for (flags, words) in [
        (["--patch-type", "json6902"], "--patch-type is for --emit patch"),
        (["--namespace-label", "a=b"], "--namespace-label is for --policy webhook"),
    ] {
        let done = shop.run(&[&flags[..], &["a.yaml"]].concat());
        assert_eq!((done.status, done.stdout.as_str()), (2, ""));
        assert!(
            done.stderr.starts_with(&format!("error: {words}\n\nUsage: kube-inject ")),
            "{}",
            done.stderr
        );
    }
    for args in [
        &["--patch-type", "json6902", "--emit", "patch", "a.yaml"][..],
        &["--namespace-label", "a=b", "--policy", "webhook", "a.yaml"],
        &["--namespace-label", "a=b", "b/a.yaml"],
    ] {
        let done = shop.run(args);
        assert_eq!(done.status, 0, "{args:?}: {}", done.stderr);
    }
}

#[test]
fn flags_for_a_connection_are_ignored_with_a_warning() {
    let shop = Shop::new().with("a.yaml", super::NOTES);
    let done = shop.run(&["--plaintext", "--timeout", "5s", "a.yaml"]);
    assert_eq!((done.status, done.stdout.as_str()), (0, super::NOTES));
    assert_eq!(
        done.stderr,
        "warning[ignored-flag]: no connection is made, so these flags have no effect: --plaintext, --timeout\n"
    );
}

#[test]
fn man_pages_have_what_people_look_for() {
    let shop = Shop::new();
    let page = shop.plain(&["man"]).stdout;
    for section in ["EXAMPLES", "\"EXIT STATUS\"", "FILES", "ENVIRONMENT", "OPTIONS", "SUBCOMMANDS"] {
        assert!(page.contains(&format!(".SH {section}\n")), "{section}: {page}");
    }
    assert!(page.contains(".TH kube-inject 1"), "{page}");
    assert!(shop.plain(&["man", "explain"]).stdout.contains(".TH kube-inject-explain 1"));
    assert!(shop.plain(&["man", "config", "check"]).stdout.contains("kube\\-inject config check"));
    let done = shop.plain(&["man", "nonesuch"]);
    assert_eq!((done.status, done.stdout.as_str()), (2, ""));
    assert!(done.stderr.starts_with("error: there is no command nonesuch\n"), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn links_are_called_by_their_names() {
    let shop = Shop::new().with("a.yaml", super::NOTES);
    for (link, command, words) in [
        ("kubectl-inject", "./kubectl-inject", "kubectl inject"),
        ("istioctl", "./istioctl kube-inject", "istioctl kube-inject"),
    ] {
        std::os::unix::fs::symlink(BINARY, shop.path(link)).expect("it can be linked");
        let told = shop
            .shell(&format!("{command} --nonesuch; {command} --in-place -f -; {command} explain -h >&2"))
            .stderr;
        assert_eq!(told.matches(&format!("Usage: {words} ")).count(), 3, "{told}");
        assert!(
            told.contains(&format!("Usage: {words} explain ")) && !told.contains("Usage: kube-inject"),
            "{told}"
        );
        assert_eq!(shop.shell(&format!("{command} -f a.yaml")).stdout, super::NOTES);
    }
}
