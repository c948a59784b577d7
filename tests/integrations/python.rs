//! The wheel, and the pre-commit hooks that install it. They are a test target of their own, which runs while no other does:
//! maturin moves the binary under test away while it packs it.

#[allow(dead_code, reason = "only some of it is for these tests")]
#[path = "../oracle/folder.rs"]
mod folder;
#[allow(dead_code, reason = "only some of it is for these tests")]
mod tool;

use std::fs;
use std::path::Path;
use std::process::Command;
use tool::{BINARY, POD, ROOT, done, git, is_there};

#[test]
fn wheel_injects_and_so_do_the_hooks_that_install_it() {
    const TEST: &str = "wheel_injects_and_so_do_the_hooks_that_install_it";
    if !is_there("maturin", TEST) || !is_there("python3", TEST) {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let wheels = directory.path().join("wheels");
    build(&wheels);

    let venv = directory.path().join("venv");
    done(Command::new("python3").args(["-m", "venv"]).arg(&venv));
    let bin = venv.join("bin");
    let offline = ["install", "--quiet", "--no-index", "--find-links"];
    done(Command::new(bin.join("pip")).args(offline).arg(&wheels).arg("kube-inject"));
    fs::write(directory.path().join("pod.yaml"), POD).expect("files can be written");
    let pod = directory.path().join("pod.yaml");
    let injected = done(Command::new(bin.join("kube-inject")).arg("-f").arg(&pod));
    assert!(injected.contains("name: tea   # hot") && injected.contains("name: istio-proxy"), "{injected}");

    let wheel = fs::read_dir(&wheels).expect("it is there").next().expect("there is one").expect("it is");
    let packed = done(Command::new("python3").args(["-m", "zipfile", "-l"]).arg(wheel.path()));
    assert!(packed.contains(".dist-info/licenses/LICENSE"), "{packed}");
    if is_there("pipx", TEST) {
        let mut run = Command::new("pipx");
        run.args(["run", "--quiet", "--spec"]).arg(wheel.path()).args(["kube-inject", "-f"]).arg(&pod);
        run.env("PIPX_HOME", directory.path().join("pipx")).env("PIP_FIND_LINKS", &wheels);
        assert_eq!(done(&mut run), injected);
    }
    if is_there("pre-commit", TEST) {
        hooks(&wheels);
    }
}

/// Builds the wheel from what the tests have compiled already.
fn build(wheels: &Path) {
    // target/PROFILE/kube-inject
    let profile = Path::new(BINARY).parent().expect("the binary is in a directory");
    let name = match profile.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let target = profile.parent().expect("the profile is in a directory");
    let mut build = Command::new(Path::new(ROOT).join("packaging/python/build"));
    done(build.arg(wheels).args(["--profile", name]).env("CARGO_TARGET_DIR", target));
}

/// Runs every hook from this checkout in a repository of its own, as `pre-commit` would.
fn hooks(wheels: &Path) {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let file = directory.path().join("deploy/pod.yaml");
    fs::create_dir(directory.path().join("deploy")).expect("it can be made");
    fs::write(&file, POD).expect("files can be written");
    git(directory.path(), &["init", "--quiet"]);
    git(directory.path(), &["add", "."]);
    git(directory.path(), &["commit", "--quiet", "-m", "Brew"]);
    let write = |name: &str, text: &str| {
        fs::write(directory.path().join(name), text).expect("files can be written");
    };
    // All hooks, one after the other; whether each of them passed.
    let run = || {
        let mut command = Command::new("pre-commit");
        command.args(["try-repo", ROOT, "--all-files", "--color", "never"]).current_dir(directory.path());
        command
            .env("PIP_FIND_LINKS", wheels)
            .env("PRE_COMMIT_HOME", directory.path().join(".git/pre-commit"));
        let output = command.output().expect("pre-commit has just run");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let passed = [
            "inject the Istio sidecar",
            "check for the Istio sidecar",
            "check the injection's configuration",
        ]
        .map(|hook| told.lines().any(|line| line.starts_with(hook) && line.ends_with("Passed")));
        (passed, told)
    };
    write("kube-inject.yaml", "hub: registry.example.com/istio\n");
    git(directory.path(), &["add", "."]);
    // A hook that changes files fails, so that people look at them.
    let (passed, told) = run();
    assert!(passed == [false, true, true] && told.contains("files were modified by this hook"), "{told}");
    let injected = fs::read_to_string(&file).expect("it is there");
    assert!(injected.contains("image: registry.example.com/istio/proxyv2:"), "{injected}");

    write("kube-inject.yaml", "hib: registry.example.com/istio\n");
    let (passed, told) = run();
    assert!(passed == [false; 3] && told.matches("did you mean hub?").count() == 3, "{told}");
}
