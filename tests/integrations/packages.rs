//! What a release publishes: archives, the packages for npm and Debian, and the formula for Homebrew.

use super::releases::{VERSION, script, targets};
use super::{BINARY, POD, ROOT, done, folder, is_there};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn archives_are_the_same_byte_for_byte() {
    // They are packed by GNU tar.
    if !cfg!(target_os = "linux") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let binary = directory.path().join("kube-inject");
    fs::write(&binary, "a binary for another system").expect("files can be written");
    for target in targets() {
        let archive = |out: &str| {
            let out = directory.path().join(out);
            let mut archive = script("archive");
            archive.args([VERSION, &target.name]).arg(&binary).arg(&out);
            done(archive.env("KUBE_INJECT_NATIVE", BINARY).env("SOURCE_DATE_EPOCH", "1700000000"));
            fs::read(out.join(target.archive())).expect("it is there")
        };
        if target.archive().ends_with(".zip") && !is_there("zip", "archives_are_the_same_byte_for_byte") {
            continue;
        }
        assert!(archive("one") == archive("two"), "{}", target.name);
    }
    let first = &targets()[0];
    let listed =
        done(Command::new("tar").arg("-tzf").arg(directory.path().join("one").join(first.archive())));
    for file in ["LICENSE", "README.md", "_kube-inject", "kube-inject", "kube-inject.1", "kube-inject.bash"] {
        let file = format!("kube-inject-{VERSION}-{}/{file}", first.name);
        assert!(listed.lines().any(|line| line == file), "{file}: {listed}");
    }
}

#[test]
fn formula_has_the_sums_of_the_release_and_needs_all_of_them() {
    if !cfg!(unix) {
        return;
    }
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
    for package in ["kube-inject", "@kube-inject/linux-x64"] {
        assert!(at("app/node_modules").join(package).join("LICENSE").is_file(), "{package}");
    }
}

#[test]
fn debian_package_installs_the_program_its_pages_and_completion_and_removes_them() {
    const TEST: &str = "debian_package_installs_the_program_its_pages_and_completion_and_removes_them";
    if !cfg!(all(target_os = "linux", target_arch = "x86_64"))
        || !is_there("cargo-deb", TEST)
        || !is_there("dpkg", TEST)
    {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let at = |name: &str| directory.path().join(name);
    done(script("debian").args(["x86_64-unknown-linux-gnu", BINARY]).arg(at("packages")));
    let package = at("packages").join(format!("kube-inject_{VERSION}-1_amd64.deb"));
    // A system of its own, so that nothing of this one is touched; libc is where it always is.
    let root = at("root");
    fs::create_dir_all(root.join("var/lib/dpkg/info")).expect("it can be made");
    fs::create_dir(root.join("var/lib/dpkg/updates")).expect("it can be made");
    fs::write(root.join("var/lib/dpkg/status"), "").expect("files can be written");
    let dpkg = |args: &[&OsStr]| {
        let mut command = Command::new("dpkg");
        command.arg(format!("--root={}", root.display())).arg("--force-not-root,depends,script-chrootless");
        let path = std::env::var("PATH").unwrap_or_default();
        done(command.env("PATH", format!("{path}:/usr/sbin:/sbin")).args(args))
    };
    dpkg(&["--install".as_ref(), package.as_os_str()]);
    assert!(dpkg(&["--status".as_ref(), "kube-inject".as_ref()]).contains("Status: install ok installed"));
    fs::write(at("pod.yaml"), POD).expect("files can be written");
    let program = root.join("usr/bin/kube-inject");
    let injected = done(Command::new(&program).arg("-f").arg(at("pod.yaml")));
    assert!(injected.contains("name: istio-proxy"));
    let share = root.join("usr/share");
    if is_there("man", TEST) {
        for page in ["kube-inject", "kube-inject-config-check"] {
            let found = done(Command::new("man").arg("-M").arg(share.join("man")).args(["-w", page]));
            assert!(found.trim_end().ends_with(&format!("/{page}.1.gz")), "{found}");
        }
    }
    let completion = share.join("bash-completion/completions/kube-inject");
    let script = format!("source '{}' && complete -p kube-inject", completion.display());
    assert!(done(Command::new("bash").args(["-c", &script])).ends_with(" kube-inject\n"));
    assert!(share.join("zsh/vendor-completions/_kube-inject").is_file());
    assert!(share.join("fish/vendor_completions.d/kube-inject.fish").is_file());
    dpkg(&["--purge".as_ref(), "kube-inject".as_ref()]);
    assert!(!program.exists() && !completion.exists());
}

/// The binary that `.ci/run` has built for musl.
fn static_binary(test: &str) -> Option<OsString> {
    let binary = std::env::var_os("KUBE_INJECT_STATIC");
    if binary.is_none() {
        folder::tell(&format!("SKIPPED {test}: KUBE_INJECT_STATIC names no binary"));
    }
    binary
}

#[test]
fn image_has_the_static_binary_and_runs_it() {
    const TEST: &str = "image_has_the_static_binary_and_runs_it";
    let Some(binary) = static_binary(TEST).filter(|_| is_there("buildah", TEST)) else { return };
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let at = |name: &str| directory.path().join(name);
    fs::create_dir_all(at("image/amd64")).expect("it can be made");
    fs::copy(binary, at("image/amd64/kube-inject")).expect("it can be copied");
    fs::write(at("pod.yaml"), POD).expect("files can be written");
    let buildah = |args: &[&OsStr]| {
        let mut command = Command::new("buildah");
        command.arg("--root").arg(at("root")).arg("--runroot").arg(at("run"));
        done(command.args(["--storage-driver", "vfs"]).args(args))
    };
    // An empty base: this one comes from no registry.
    let base = [
        "bud",
        "--quiet",
        "--isolation",
        "chroot",
        "--platform",
        "linux/amd64",
        "--build-arg",
        "BASE=scratch",
    ];
    let mut args: Vec<&OsStr> = base.iter().map(OsStr::new).collect();
    let (file, context) = (Path::new(ROOT).join("packaging/Containerfile"), at("image"));
    args.extend(["--tag", "kube-inject", "--file"].map(OsStr::new));
    args.extend([file.as_os_str(), context.as_os_str()]);
    buildah(&args);
    let container = buildah(&["from", "--pull-never", "kube-inject"].map(OsStr::new));
    let container = container.trim_end();
    let format = "{{.OCIv1.Architecture}} {{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.WorkingDir}}";
    let told = buildah(&["inspect", "--format", format, container].map(OsStr::new));
    assert_eq!(told.trim_end(), "amd64 [/usr/local/bin/kube-inject] /work");
    let volume = format!("{}:/work/pod.yaml", at("pod.yaml").display());
    let run = ["run", "--isolation", "chroot", "--volume", &volume, container, "--"];
    let program = ["/usr/local/bin/kube-inject", "-f", "pod.yaml"];
    let injected = buildah(&[&run[..], &program].concat().iter().map(OsStr::new).collect::<Vec<_>>());
    assert!(injected.contains("name: istio-proxy"));
    buildah(&["rm", "--all"].map(OsStr::new));
}

#[test]
fn static_binary_runs_where_there_is_nothing_else() {
    const TEST: &str = "static_binary_runs_where_there_is_nothing_else";
    let Some(binary) = static_binary(TEST) else { return };
    let can = Command::new("unshare").args(["--map-root-user", "chroot", "/", "true"]).status();
    if !can.is_ok_and(|status| status.success()) {
        return folder::tell(&format!("SKIPPED {TEST}: this user may not change the root"));
    }
    let root = tempfile::tempdir().expect("a temporary directory can be made");
    fs::copy(&binary, root.path().join("kube-inject")).expect("it can be copied");
    fs::write(root.path().join("pod.yaml"), POD).expect("files can be written");
    let run = |args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "chroot"]).arg(root.path()).arg("/kube-inject").args(args);
        done(command.stdin(Stdio::null()))
    };
    assert_eq!(run(&["version"]), format!("kube-inject {VERSION}\n"));
    assert!(run(&["-f", "/pod.yaml"]).contains("name: istio-proxy"));
    run(&["-f", "/pod.yaml", "--in-place"]);
    run(&["-f", "/", "--check"]);
}
