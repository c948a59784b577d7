//! Completion in real shells, which source the script and ask for the words that may follow, and in kubectl.
#![cfg(unix)]

use crate::BINARY;
use crate::tool::{output_of, tool};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Lines that are completed at their end, and a word that has to be offered for the last one.
const LINES: [(&str, &str); 12] = [
    ("kube-inject ex", "explain"),
    ("kube-inject --in-pl", "--in-place"),
    ("kube-inject --policy we", "webhook"),
    ("kube-inject --native-si", "--native-sidecars"),
    ("kube-inject config che", "check"),
    ("kube-inject config check --operatorF", "--operatorFileName"),
    ("kube-inject explain --poli", "--policy"),
    ("kube-inject -q -f app.ya", "app.yaml"),
    ("kube-inject completion fi", "fish"),
    ("istioctl kube-inj", "kube-inject"),
    ("istioctl kube-inject --emi", "--emit"),
    ("istioctl -n shop kube-inject --policy man", "manual"),
];

/// A directory with a file to complete, and links to the binary in `bin`.
fn home() -> TempDir {
    let home = tempfile::tempdir().expect("there is room");
    let bin = home.path().join("bin");
    fs::create_dir(&bin).expect("there is room");
    for link in ["kube-inject", "istioctl", "kubectl-inject", "kubectl_complete-inject"] {
        symlink(BINARY, bin.join(link)).expect("it can be linked");
    }
    fs::write(home.path().join("app.yaml"), "").expect("there is room");
    home
}

/// Runs a script of a shell at home.
fn run(shell: &Path, args: &[&str], script: &str, home: &Path) -> String {
    let mut command = Command::new(shell);
    command.args(args).arg(script).current_dir(home).env("HOME", home).env("OUT", home.join("out"));
    let path = std::env::var("PATH").unwrap_or_default();
    // The script sets the path: the links are first, and the binary's own directory is not in it.
    command.env("LINKS", format!("{}:{path}", home.join("bin").display()));
    output_of(&mut command, "")
}

#[test]
fn bash_completes() {
    let Some(bash) = tool(&["bash"], &["--version"], "GNU bash") else { return };
    let home = home();
    for (line, word) in LINES {
        let script = r#"
            PATH=$LINKS
            source <(kube-inject completion bash)
            source <(istioctl completion bash)
            COMP_WORDS=($LINE) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
            set -- $(complete -p "${COMP_WORDS[0]}")
            while [ "$1" != -F ]; do shift; done
            "$2" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\n' "${COMPREPLY[@]}""#;
        let told = run(&bash, &["-c"], &script.replace("$LINE", line), home.path());
        assert!(told.lines().any(|found| found == word), "{line}: {word}: {told}");
        assert!(!told.contains("command not found"), "{told}");
    }
    // Bash splits a word at the equals sign.
    let script = r#"
        PATH=$LINKS
        source <(kube-inject completion bash)
        COMP_WORDS=(kube-inject --policy = we) COMP_CWORD=3 COMP_TYPE=9
        _clap_complete_kube_inject kube-inject we =
        printf '%s\n' "${COMPREPLY[@]}""#;
    assert_eq!(run(&bash, &["-c"], script, home.path()), "webhook\n");
}

#[test]
fn zsh_completes() {
    let Some(zsh) = tool(&["zsh"], &["--version"], "zsh 5") else { return };
    let home = home();
    // A shell of its own types each line and a tab, and a key that writes down what the line is then.
    let script = r#"
        zmodload zsh/zpty
        zpty shell 'TERM=dumb PS1= PATH=$LINKS zsh -f -i'
        zpty -w shell 'autoload -U compinit; compinit -u -D; eval "$(kube-inject completion zsh)"; eval "$(istioctl completion zsh)"'
        zpty -w shell 'note() { print -r -- "$BUFFER" >> $OUT; BUFFER= }; zle -N note; bindkey "^X" note; bindkey "^I" complete-word'
        zpty -w shell 'setopt no_beep; touch $OUT'
        while [[ ! -e $OUT ]]; do sleep 0.1; zpty -rt shell drop; done
        typeset -i lines=0
        while read -r line; do
            zpty -wn shell "$line"$'\t\x18'
            lines+=1
            for ((tries = 0; tries < 300 && $(wc -l < $OUT) < lines; tries++)); do sleep 0.05; zpty -rt shell drop; done
        done <<< $TYPED
        zpty -d shell
        cat $OUT"#;
    let typed: Vec<&str> = LINES.iter().map(|(line, _)| *line).collect();
    let script = format!("TYPED='{}'\n{script}", typed.join("\n"));
    let expected: Vec<String> = LINES
        .iter()
        .map(|(line, word)| format!("{} {word}", line.rsplit_once(' ').map_or("", |(before, _)| before)))
        .collect();
    // A busy machine may lose a key that is typed while the shell still gets ready.
    let mut completed = Vec::new();
    for _ in 0..3 {
        let _ = fs::remove_file(home.path().join("out"));
        let told = run(&zsh, &["-f", "-c"], &script, home.path());
        completed = told.lines().map(|line| line.trim_end().to_owned()).collect();
        if completed == expected {
            break;
        }
    }
    assert_eq!(completed, expected);
}

#[test]
fn fish_completes() {
    let Some(fish) = tool(&["fish"], &["--version"], "fish, version") else { return };
    let home = home();
    for (line, word) in LINES {
        let script = format!(
            "set -x PATH (string split : $LINKS); kube-inject completion fish | source; istioctl completion fish | source; complete -C '{line}'"
        );
        let told = run(&fish, &["--no-config", "-c"], &script, home.path());
        assert!(told.lines().any(|found| found.split('\t').next() == Some(word)), "{line}: {word}: {told}");
    }
}

#[test]
fn kubectl_completes_its_plugin() {
    let Some(kubectl) = tool(&["kubectl"], &["version", "--client"], "Client Version") else { return };
    let home = home();
    for (args, word, directive) in [
        (&["ex"][..], "explain", ":4"),
        (&["config", "che"], "check", ":4"),
        (&["--policy", "we"], "webhook", ":4"),
        (&["-f", "app"], "app.yaml", ":4"),
        (&["-f", "b"], "bin/", ":6"),
    ] {
        let script = format!("PATH=$LINKS exec {} __complete inject {}", kubectl.display(), args.join(" "));
        let told = run(Path::new("/bin/sh"), &["-c"], &script, home.path());
        assert!(told.lines().any(|line| line.split('\t').next() == Some(word)), "{args:?}: {told}");
        assert!(told.lines().any(|line| line == directive), "{args:?}: {told}");
    }
}
