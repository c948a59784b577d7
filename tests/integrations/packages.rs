//! What a release publishes: archives, the packages for npm and Debian, and the formula for Homebrew.

use super::{BINARY, POD, ROOT, done, is_there};
use std::fs;
use std::path::Path;
use std::process::Command;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn script(name: &str) -> Command {
    Command::new(Path::new(ROOT).join("packaging").join(name))
}

#[test]
fn archives_are_the_same_byte_for_byte() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let binary = directory.path().join("kube-inject");
    fs::write(&binary, "a binary for another system").expect("files can be written");
    let archive = |out: &str| {
        let out = directory.path().join(out);
        let mut archive = script("archive");
        archive.args([VERSION, "a-target"]).arg(&binary).arg(&out);
        done(archive.env("KUBE_INJECT_NATIVE", BINARY).env("SOURCE_DATE_EPOCH", "1700000000"));
        fs::read(out.join(format!("kube-inject-{VERSION}-a-target.tar.gz"))).expect("it is there")
    };
    assert!(archive("one") == archive("two"));
    let whole = directory.path().join(format!("one/kube-inject-{VERSION}-a-target.tar.gz"));
    let listed = done(Command::new("tar").arg("-tzf").arg(&whole));
    for file in ["LICENSE", "README.md", "_kube-inject", "kube-inject", "kube-inject.1", "kube-inject.bash"] {
        let file = format!("kube-inject-{VERSION}-a-target/{file}");
        assert!(listed.lines().any(|line| line == file), "{file}: {listed}");
    }
}

#[test]
fn formula_has_the_sums_of_the_release_and_needs_all_of_them() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let targets = [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "x86_64-unknown-linux-musl",
    ];
    let line =
        |(index, target): (usize, &&str)| format!("{index:064}  kube-inject-{VERSION}-{target}.tar.gz\n");
    let sums: Vec<String> = targets.iter().enumerate().map(line).collect();
    let file = directory.path().join("SHA256SUMS");
    let formula = |sums: &[String]| {
        fs::write(&file, sums.concat()).expect("files can be written");
        script("homebrew/formula").arg(VERSION).arg(&file).output().expect("bash runs")
    };
    let printed = formula(&sums);
    let text = String::from_utf8(printed.stdout).expect("Ruby is text");
    assert!(printed.status.success());
    for (index, target) in targets.iter().enumerate() {
        let says = format!("-{target}.tar.gz\"\n      sha256 \"{index:064}\"\n");
        assert!(text.contains(&says), "{says}\n{text}");
    }
    if is_there("ruby", "formula_has_the_sums_of_the_release_and_needs_all_of_them") {
        fs::write(directory.path().join("kube-inject.rb"), &text).expect("files can be written");
        done(Command::new("ruby").arg("-c").arg(directory.path().join("kube-inject.rb")));
    }
    let short = formula(&sums[1..]);
    assert!(!short.status.success() && String::from_utf8_lossy(&short.stderr).contains(targets[0]));
}

#[test]
fn npm_package_runs_the_binary_of_its_system() {
    const TEST: &str = "npm_package_runs_the_binary_of_its_system";
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !is_there("npm", TEST) {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let at = |name: &str| directory.path().join(name);
    fs::create_dir_all(at("binaries/x86_64-unknown-linux-musl")).expect("it can be made");
    fs::copy(BINARY, at("binaries/x86_64-unknown-linux-musl/kube-inject")).expect("it can be copied");
    let build = Path::new(ROOT).join("packaging/npm/build.mjs");
    done(Command::new("node").arg(build).arg(VERSION).arg(at("binaries")).arg(at("out")));
    for package in ["kube-inject", "linux-x64"] {
        done(
            Command::new("npm")
                .args(["pack", "--silent"])
                .arg(at("out").join(package))
                .current_dir(directory.path()),
        );
    }
    let packed = ["kube-inject-linux-x64", "kube-inject"].map(|name| at(&format!("{name}-{VERSION}.tgz")));
    fs::create_dir(at("app")).expect("it can be made");
    fs::write(at("app/package.json"), "{\"private\": true}").expect("files can be written");
    fs::write(at("app/pod.yaml"), POD).expect("files can be written");
    let flags = ["install", "--silent", "--offline", "--no-audit", "--no-fund"];
    done(Command::new("npm").args(flags).args(packed).current_dir(at("app")));
    let run = |file: &str| {
        let program = at("app/node_modules/.bin/kube-inject");
        Command::new(program).args(["-f", file]).current_dir(at("app")).output().expect("node runs")
    };
    assert!(String::from_utf8_lossy(&run("pod.yaml").stdout).contains("name: istio-proxy"));
    assert_eq!(run("none.yaml").status.code(), Some(4));
}

#[test]
fn debian_package_has_the_program_its_pages_and_completion() {
    const TEST: &str = "debian_package_has_the_program_its_pages_and_completion";
    if !is_there("cargo-deb", TEST) || !is_there("dpkg-deb", TEST) {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let profile = Path::new(BINARY).parent().expect("the binary is in a directory");
    let target = profile.parent().expect("the profile is in a directory");
    let name = match profile.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    done(script("manual").arg(BINARY).arg(target.join("manual")));
    let package = directory.path().join("kube-inject.deb");
    let mut build = Command::new("cargo");
    build.args([
        "deb",
        "--quiet",
        "--no-build",
        "--no-strip",
        "--profile",
        name,
        "-p",
        "kube-inject",
        "--output",
    ]);
    done(build.arg(&package).current_dir(ROOT).env("CARGO_TARGET_DIR", target));
    let installed = directory.path().join("installed");
    done(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&installed));
    let version = done(Command::new("dpkg-deb").arg("-f").arg(&package).arg("Version"));
    assert!(version.starts_with(VERSION), "{version}");
    for file in ["man/man1/kube-inject.1.gz", "bash-completion/completions/kube-inject"] {
        assert!(installed.join("usr/share").join(file).exists(), "{file}");
    }
    fs::write(directory.path().join("pod.yaml"), POD).expect("files can be written");
    let program = installed.join("usr/bin/kube-inject");
    let injected = done(Command::new(program).arg("-f").arg(directory.path().join("pod.yaml")));
    assert!(injected.contains("name: istio-proxy"));
}
