//! The manifest for Krew, which installs an archive of a release as a plugin of kubectl.
#![cfg(unix)]

use crate::releases::{VERSION, script, targets};
use crate::tool::{meaning, output_of, tool};
use crate::{BINARY, POD, done};
use serde_yaml::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What `packaging/krew` prints, and whether it ended well.
fn manifest(sums: &str, directory: &Path) -> (String, bool) {
    let file = directory.join("SHA256SUMS");
    fs::write(&file, sums).expect("files can be written");
    let printed = script("krew").arg(VERSION).arg(file).output();
    let printed = printed.expect("bash runs");
    (String::from_utf8(printed.stdout).expect("YAML is text"), printed.status.success())
}

/// Sums of all archives but those from an index on.
fn sums(count: usize) -> String {
    let targets = targets();
    let lines = targets.iter().take(count).enumerate();
    lines.map(|(index, target)| format!("{index:064}  {}\n", target.archive())).collect()
}

#[test]
fn manifest_has_the_sums_of_the_release_and_needs_all_of_them() {
    let directory = tempfile::tempdir().expect("there is room");
    let all = targets().len();
    let (text, ended_well) = manifest(&sums(all), directory.path());
    assert!(ended_well, "{text}");
    let manifest: Value = serde_yaml::from_str(&text).expect("it is YAML");
    let platforms = manifest["spec"]["platforms"].as_sequence().expect("there is a list");
    for ((platform, target), index) in platforms.iter().zip(targets()).zip(0..) {
        let uri = platform["uri"].as_str().expect("it is an address");
        assert!(uri.ends_with(&format!("/{}", target.archive())), "{text}");
        assert!(text.contains(&format!("sha256: \"{index:064}\"\n")), "{text}");
    }
    assert_eq!(platforms.len(), all);
    let (text, ended_well) = self::manifest(&sums(all - 1), directory.path());
    assert!(!ended_well && text.is_empty(), "{text}");
}

#[test]
fn krew_installs_a_plugin_that_kubectl_runs() {
    let Some(krew) = tool(&["krew", "kubectl-krew"], &["version"], "") else { return };
    let Some(kubectl) = tool(&["kubectl"], &["version", "--client"], "Client Version") else { return };
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return;
    }
    let directory = tempfile::tempdir().expect("there is room");
    let at = |name: &str| directory.path().join(name);
    // The first target is this system.
    let own = &targets()[0];
    let mut archive = script("archive");
    archive.args([VERSION, &own.name, BINARY]).arg(at("dist")).env("SOURCE_DATE_EPOCH", "1700000000");
    done(&mut archive);
    let whole = at("dist").join(own.archive());
    let sum = done(Command::new("sha256sum").arg(&whole));
    let sums = sums(targets().len()).replace(&format!("{:064}", 0), &sum[..64]);
    fs::write(at("inject.yaml"), manifest(&sums, directory.path()).0).expect("files can be written");
    let mut install = Command::new(krew);
    install.env("KREW_ROOT", at("krew")).env("HOME", directory.path()).arg("install");
    done(install.arg("--manifest").arg(at("inject.yaml")).arg("--archive").arg(whole));
    let path = std::env::var("PATH").unwrap_or_default();
    let run = |arguments: &str| {
        let script =
            format!("PATH={}/bin:$OLD exec {} inject {arguments}", at("krew").display(), kubectl.display());
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).env("OLD", &path).env("HOME", directory.path());
        output_of(&mut shell, POD)
    };
    assert!(meaning(&run("-f -"))[0]["spec"].to_string().contains("istio-proxy"));
    assert!(run("explain --help").contains("Usage: kubectl inject explain "));
}
