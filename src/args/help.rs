//! What the help and the man page say besides the flags: examples, exit codes, files and the environment.

use clap::Command;
use std::fmt::Write;

/// Commands worth knowing; the first three are in the short help.
pub(crate) const EXAMPLES: [&str; 11] = [
    "kube-inject -f deployment.yaml | kubectl apply -f -",
    "kube-inject -f app/ --in-place",
    "kube-inject -f app/ --check",
    "kubectl get deployment -o yaml | kube-inject -f - | kubectl apply -f -",
    "kube-inject -f deployment.yaml -o deployment-injected.yaml",
    "kube-inject -f app.yaml --diff",
    "kube-inject -f app.yaml --emit patch > sidecar-patch.yaml",
    "kube-inject uninject -f app-injected.yaml",
    "kube-inject explain -f app.yaml",
    "kube-inject compare -f app/ --old istio-1.30.yaml --new istio-1.31.yaml",
    "kube-inject -f app.yaml --injectConfigFile inject-config.yaml --meshConfigFile mesh-config.yaml --valuesFile values.json",
];

/// What the exit codes mean.
pub(crate) const EXIT_CODES: [(&str, &str); 5] = [
    ("0", "Success."),
    ("1", "--check, --diff, compare or config check found something."),
    ("2", "Wrong usage."),
    ("3", "Invalid input or configuration; nothing was written, except with --stream."),
    ("4", "Reading or writing failed."),
];

/// Files that are read without being named.
pub(crate) const FILES: [(&str, &str); 2] = [
    (
        "kube-inject.yaml",
        "Settings for the manifests next to it and below. It is searched for from the first input upwards, up to the root of the repository.",
    ),
    (".gitignore", "Files that are left out of a directory."),
];

/// Variables of the environment that count.
pub(crate) const ENVIRONMENT: [(&str, &str); 3] = [
    ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "Whether messages are coloured."),
    ("TMPDIR", "Where output is kept until it is complete, if it is large."),
    (
        "KUSTOMIZE_PLUGIN_CONFIG_STRING",
        "Set by kustomize for a plugin. If the first argument names a file with this content, it has the settings, and manifests come from standard input.",
    ),
];

/// The commands that are not in the short help.
const MINOR: [&str; 3] = ["completion", "man", "version"];

/// The flags in the short help.
const SHORT: [&str; 8] = ["filename", "from", "namespace", "output", "in_place", "diff", "check", "help"];

/// The first examples, for people who type `words` to inject.
fn examples(words: &str, count: usize) -> String {
    let mut text = "Examples:\n".to_owned();
    for example in EXAMPLES.iter().take(count) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}", example.replace("kube-inject ", &format!("{words} ")));
    }
    text
}

/// What stands behind the flags of the long help.
pub(super) fn behind(words: &str) -> String {
    let mut text = examples(words, EXAMPLES.len()) + "\nExit codes:\n";
    for (code, meaning) in EXIT_CODES {
        let _ = writeln!(text, "  {code}  {meaning}");
    }
    text
}

/// The help that fits a screen, of a command that people call by these `words`.
pub(super) fn short(mut command: Command, words: &str) -> String {
    let names = command.get_subcommands().map(|command| command.get_name().to_owned());
    let commands: Vec<String> = names.filter(|name| !MINOR.contains(&name.as_str())).collect();
    command = command
        .mut_args(|arg| {
            let shown = SHORT.contains(&arg.get_id().as_str());
            arg.hide(!shown).help_heading(None)
        })
        .mut_subcommands(|command| command.hide(true))
        .override_usage(format!("{words} [OPTIONS] [-f FILE|DIR|-]..."))
        .help_template("{about}\n\n{before-help}{usage-heading} {usage}\n\nOptions:\n{options}{after-help}")
        .before_help(examples(words, 3))
        .after_help(format!(
            "Commands: {}, help\n`{words} --help` has all options and commands.",
            commands.join(", ")
        ))
        .term_width(80);
    command.render_help().to_string()
}
