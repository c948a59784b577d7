//! What a release consists of: the targets, the workflow that builds them, and the names by which their archives are found.

use super::{BINARY, ROOT, done, is_there};
use crate::tool::{run, tool};
use regex::Regex;
use serde_yaml::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A row of `packaging/targets`.
pub(crate) struct Target {
    pub(crate) name: String,
    runner: String,
    os: String,
    arch: String,
}

impl Target {
    /// The file name of its archive, as `packaging/name` prints it.
    pub(crate) fn archive(&self) -> String {
        done(script("name").args([VERSION, &self.name])).trim_end().to_owned()
    }

    fn binary(&self) -> &str {
        if self.os == "windows" { "kube-inject.exe" } else { "kube-inject" }
    }

    /// The target's address and the place of the program in its archive, as cargo-binstall expands what Cargo.toml says.
    fn binstall(&self) -> (String, String) {
        let manifest: toml::Table = read("Cargo.toml").parse().expect("the manifest is TOML");
        let says = &manifest["package"]["metadata"]["binstall"];
        let own = says.get("overrides").and_then(|overrides| overrides.get(&self.name));
        let text = |key: &str| {
            let value = own.and_then(|own| own.get(key)).or_else(|| says.get(key));
            value.and_then(toml::Value::as_str).unwrap_or_else(|| panic!("binstall has no {key}"))
        };
        let extension = if self.os == "windows" { ".exe" } else { "" };
        let expanded = |text: &str| {
            let repository = manifest["workspace"]["package"]["repository"].as_str().expect("it is a text");
            let words = [
                ("{ repo }", repository),
                ("{ version }", VERSION),
                ("{ target }", &self.name),
                ("{ bin }", "kube-inject"),
                ("{ binary-ext }", extension),
            ];
            words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
        };
        (expanded(text("pkg-url")), expanded(text("bin-dir")))
    }
}

/// What releases are built for.
pub(crate) fn targets() -> Vec<Target> {
    let table = read("packaging/targets");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let target = |row: &str| {
        let words: Vec<String> = row.split_whitespace().map(str::to_owned).collect();
        let [name, runner, _, os, arch] = words.try_into().expect("a row has five words");
        Target { name, runner, os, arch }
    };
    rows.map(target).collect()
}

pub(crate) fn script(name: &str) -> Command {
    Command::new(Path::new(ROOT).join("packaging").join(name))
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

fn workflow() -> Value {
    serde_yaml::from_str(&read(".github/workflows/release.yml")).expect("the workflow is YAML")
}

/// The names of the files in a directory.
fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).expect("the directory is there");
    entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn workflow_builds_every_target_on_its_runner() {
    let workflow = workflow();
    let matrix = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_sequence().cloned();
    let built: Vec<[Value; 2]> = matrix
        .expect("it is a list")
        .iter()
        .map(|row| ["target", "runner"].map(|key| row[key].clone()))
        .collect();
    let listed: Vec<[Value; 2]> =
        targets().into_iter().map(|target| [target.name.into(), target.runner.into()]).collect();
    assert_eq!(built, listed);
}

#[test]
fn workflow_runs_scripts_that_are_there() {
    let scripts = Regex::new(r"(?:\.ci|packaging)/[A-Za-z/.]*[a-z]").expect("the expression is valid");
    let text = read(".github/workflows/release.yml") + &read(".github/workflows/ci.yml");
    let found: BTreeSet<&str> = scripts.find_iter(&text).map(|found| found.as_str()).collect();
    assert!(found.contains(".ci/release") && found.contains("packaging/release"), "{found:?}");
    for script in found {
        assert!(Path::new(ROOT).join(script).is_file(), "{script}");
    }
}

#[test]
fn workflows_have_no_mistake_that_actionlint_finds() {
    let Some(actionlint) = tool(&["actionlint"], &["-version"], "") else { return };
    let mut files = vec![Path::new(ROOT).join("examples/integrations/github-actions/mesh.yaml")];
    let directory = Path::new(ROOT).join(".github/workflows");
    files.extend(names(&directory).iter().map(|name| directory.join(name)));
    let found = run(Command::new(actionlint).arg("-no-color").args(&files), "");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
}

#[test]
fn archives_are_called_what_everything_that_downloads_them_says() {
    if !cfg!(unix) {
        return;
    }
    for target in targets() {
        let (address, program) = target.binstall();
        let repository = env!("CARGO_PKG_REPOSITORY");
        assert_eq!(address, format!("{repository}/releases/download/v{VERSION}/{}", target.archive()));
        assert_eq!(program, format!("kube-inject-{VERSION}-{}/{}", target.name, target.binary()));
    }
    assert!(!script("name").args([VERSION, "none"]).output().expect("bash runs").status.success());
    let archives: BTreeSet<String> = targets().iter().map(Target::archive).collect();
    let download = Regex::new(r"/releases/download/v([^/]+)/([^\s)`]+)").expect("the expression is valid");
    let page = read("docs/getting-started.md");
    let named: Vec<_> = download.captures_iter(&page).collect();
    assert!(!named.is_empty());
    for named in named {
        assert!(&named[1] == VERSION && archives.contains(&named[2]), "{}", &named[0]);
    }
    assert!(page.contains(&format!("./kube-inject_{VERSION}-1_amd64.deb")));
}

#[test]
fn table_of_integrations_names_tests_and_versions_that_there_are() {
    let page = read("docs/integrations.md");
    let (_, table) = page.split_once("## What is tested").expect("it has the table");
    let tests = Regex::new(r"`(\w+)::(\w+)`").expect("the expression is valid");
    let named: Vec<_> = tests.captures_iter(table).collect();
    assert!(named.len() > 15, "{}", named.len());
    for named in named {
        let file = read(&format!("tests/integrations/{}.rs", &named[1]));
        assert!(file.contains(&format!("fn {}()", &named[2])), "{}", &named[0]);
    }
    let pinned =
        Regex::new(r"(?m)^ *(?:program \w+ \S+ v|\S.*crate cargo-deb |.*check-jsonschema==)([\w.-]+)");
    let pinned = pinned.expect("the expression is valid");
    let script = read(".ci/run");
    let versions: Vec<_> = pinned.captures_iter(&script).collect();
    assert!(versions.len() > 6, "{versions:?}");
    for version in versions {
        assert!(table.contains(&version[1]), "{}", &version[0]);
    }
}

#[test]
fn crates_are_published_with_what_they_are() {
    let workspace: toml::Table = read("Cargo.toml").parse().expect("the manifest is TOML");
    let dependencies = workspace["workspace"]["dependencies"].as_table().expect("it is a table");
    for name in ["kube-yaml", "go-template", "kube-schema"] {
        let manifest: toml::Table =
            read(&format!("crates/{name}/Cargo.toml")).parse().expect("the manifest is TOML");
        let package = manifest["package"].as_table().expect("it is a table");
        for key in ["description", "license", "repository", "readme"] {
            assert!(package.contains_key(key), "{name}: {key}");
        }
        assert_eq!(dependencies[name]["version"], package["version"], "{name}");
    }
}

#[test]
fn release_has_everything_for_every_target() {
    const TEST: &str = "release_has_everything_for_every_target";
    if !cfg!(target_os = "linux") || !["cargo-deb", "npm", "zip"].iter().all(|tool| is_there(tool, TEST)) {
        return;
    }
    let directory = tempfile::tempdir().expect("there is room");
    let at = |name: &str| directory.path().join(name);
    for target in targets() {
        let own = at("binaries").join(&target.name);
        fs::create_dir_all(&own).expect("there is room");
        fs::write(own.join(target.binary()), format!("for {}", target.name)).expect("there is room");
        for suffix in ["cdx.json", "whl"] {
            fs::write(own.join(format!("{}.{suffix}", target.name)), "").expect("there is room");
        }
    }
    let mut pack = script("release");
    pack.arg(VERSION).arg(at("binaries")).arg(at("dist")).env("SOURCE_DATE_EPOCH", "1700000000");
    done(pack.env("KUBE_INJECT_NATIVE", BINARY));

    let release = at("dist/release");
    let sums = fs::read_to_string(release.join("SHA256SUMS")).expect("there are sums");
    done(Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(&release));
    let mut summed: BTreeSet<String> =
        sums.lines().filter_map(|line| line.split_once("  ")).map(|(_, name)| name.to_owned()).collect();
    summed.insert("SHA256SUMS".to_owned());
    assert_eq!(summed, names(&release));

    let packages = names(&at("dist/npm"));
    for target in targets() {
        let archive = release.join(target.archive());
        let list = if target.os == "windows" { ["unzip", "-Z1"] } else { ["tar", "-tzf"] };
        let listed = done(Command::new(list[0]).arg(list[1]).arg(archive));
        let program = target.binstall().1;
        assert!(listed.lines().any(|line| line == program), "{program}: {listed}");
        for suffix in ["cdx.json", "whl"] {
            assert!(summed.contains(&format!("{}.{suffix}", target.name)), "{summed:?}");
        }
        if target.os == "linux" {
            assert!(at("dist/image").join(&target.arch).join("kube-inject").is_file());
            assert!(summed.contains(&format!("kube-inject_{VERSION}-1_{}.deb", target.arch)), "{summed:?}");
        }
    }
    // One package for each target, and the one that needs them.
    assert_eq!(packages.len(), targets().len() + 1, "{packages:?}");
    let addresses = Regex::new(&format!(
        r#"{}/releases/download/v{VERSION}/([^"\s]+)"?\n\s+sha256:? "([0-9a-f]{{64}})""#,
        regex::escape(env!("CARGO_PKG_REPOSITORY"))
    ))
    .expect("the expression is valid");
    for (file, count) in [("kube-inject.rb", 4), ("inject.yaml", targets().len())] {
        let text = fs::read_to_string(release.join(file)).expect("it is there");
        let found: Vec<_> = addresses.captures_iter(&text).collect();
        assert_eq!(found.len(), count, "{text}");
        for found in found {
            assert!(sums.contains(&format!("{}  {}\n", &found[2], &found[1])), "{file}: {}", &found[0]);
        }
    }
    let image = read("packaging/Containerfile");
    assert!(image.contains("COPY ${TARGETARCH}/kube-inject "), "{image}");
}
