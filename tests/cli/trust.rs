//! Settings and files of strangers: what `kube-inject.yaml` may name, where it counts, and what is never shown.

use super::shop::{Done, Shop};
use super::{NOTES, POD};

const VALUES: &str = "global: {hub: example.com/mesh, tag: 1.20.8}\n";
const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: key}\ndata:\n  cert: aHVudGVyMg\nstringData:\n  password: hunter2\n";

/// A repository with a pod, settings of its root, and a file beside the repository.
fn repository(settings: &str) -> Shop {
    Shop::new()
        .with("outside.yaml", VALUES)
        .with("repo/.git/HEAD", "")
        .with("repo/values.yaml", VALUES)
        .with("repo/kube-inject.yaml", settings)
        .with("repo/app/pod.yaml", POD)
}

fn link(shop: &Shop, to: &str, from: &str) {
    assert_eq!(shop.shell(&format!("ln -s '{to}' '{from}'")).status, 0);
}

fn refused(done: &Done, words: &str) {
    assert_eq!((done.status, done.stdout.as_str()), (3, ""), "{}", done.stderr);
    assert!(done.stderr.contains(words), "no {words:?} in {}", done.stderr);
}

#[test]
fn settings_in_use_are_named_in_one_line() {
    let shop = repository("namespace: shop\n");
    let line = "settings: repo/kube-inject.yaml\n";
    for flags in [&[][..], &["-v"], &["--check"], &["--diff"]] {
        let told = shop.run(&[&["repo/app"], flags].concat()).stderr;
        assert_eq!(
            (told.matches("settings:").count(), told.matches(line).count()),
            (1, 1),
            "{flags:?}: {told}"
        );
    }
    assert_eq!(shop.run(&["repo/app", "-q"]).stderr, "");
    assert_eq!(shop.run(&["repo/app", "--no-config"]).stderr, "");
    assert_eq!(shop.run(&["repo/app", "--config", "repo/kube-inject.yaml"]).stderr, line);
    let report = shop.run(&["repo/app", "--report", "json"]).stderr;
    let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(report["configuration"]["settings"], "repo/kube-inject.yaml");
    let explained = shop.run(&["explain", "repo/app"]);
    assert_eq!(explained.stderr, line);
    assert!(explained.stdout.starts_with(line), "{}", explained.stdout);
}

#[test]
fn nearer_settings_add_to_those_above_and_are_named_with_what_they_change() {
    let shop = repository("valuesFile: values.yaml\ndeny: [skipped]\n").with("repo/app/gate.yaml", POD);
    let shop = shop.with("repo/app/kube-inject.yaml", "strict: true\nkinds: example.com/Worker\n");
    let done = shop.plain(&["repo/app"]);
    assert_eq!(done.stderr, "settings: repo/app/kube-inject.yaml over repo/kube-inject.yaml\n");
    assert!(done.stdout.contains("example.com/mesh/proxyv2:1.20.8"), "{}", done.stdout);
    let shop = shop
        .with("repo/app/kube-inject.yaml", "hub: evil.example.com\nallow: [skipped]\nexclude: gate.yaml\n");
    let done = shop.plain(&["repo/app"]);
    assert_eq!(
        done.stderr,
        "settings: repo/app/kube-inject.yaml (sets hub, exclude, allow) over repo/kube-inject.yaml\n"
    );
    assert!(done.stdout.contains("evil.example.com/proxyv2:1.20.8"), "{}", done.stdout);
    // The settings of the root are those of the repository.
    let shop = repository("hub: example.com\n");
    assert_eq!(shop.plain(&["repo/app"]).stderr, "settings: repo/kube-inject.yaml\n");
}

#[test]
fn err_path_outside_of_the_repository() {
    for (key, flag) in [
        ("valuesFile", "--valuesFile"),
        ("meshConfigFile", "--meshConfigFile"),
        ("injectConfigFile", "--injectConfigFile"),
        ("operatorFileName", "--operatorFileName"),
        ("from", "--from"),
    ] {
        for path in [
            "../outside.yaml",
            "/etc/passwd",
            "../../../../../../../../etc/passwd",
            "/proc/self/environ",
            "/dev/zero",
        ] {
            let done = repository(&format!("{key}: {path}\n")).plain(&["repo/app/pod.yaml"]);
            refused(&done, ": outside of the repository");
            assert!(!done.stderr.contains("root:"), "{}", done.stderr);
        }
        let shop = repository("");
        let named = shop.plain(&["repo/app/pod.yaml", flag, "outside.yaml"]).stderr;
        assert!(!named.contains("outside of the repository"), "{named}");
    }
}

#[cfg(unix)]
#[test]
fn err_link_out_of_the_repository() {
    let shop = repository("valuesFile: linked.yaml\n");
    link(&shop, "../outside.yaml", "repo/linked.yaml");
    refused(&shop.plain(&["repo/app"]), "repo/linked.yaml: outside of the repository");
    let shop = repository("from: istio\n").with("repo/istio/a.yaml", VALUES);
    link(&shop, "../../outside.yaml", "repo/istio/b.yaml");
    refused(&shop.plain(&["repo/app"]), "repo/istio/b.yaml: outside of the repository");
    let shop = repository("valuesFile: up/outside.yaml\n");
    link(&shop, "..", "repo/up");
    refused(&shop.plain(&["repo/app"]), "repo/up/outside.yaml: outside of the repository");
    let shop = Shop::new()
        .with("repo/.git/HEAD", "")
        .with("repo/pod.yaml", POD)
        .with("outside.yaml", "namespace: x\n");
    link(&shop, "../outside.yaml", "repo/kube-inject.yaml");
    refused(&shop.run(&["repo/pod.yaml"]), "repo/kube-inject.yaml: outside of the repository");
}

#[cfg(unix)]
#[test]
fn link_within_the_repository_is_followed() {
    let shop = repository("valuesFile: linked.yaml\n");
    link(&shop, "values.yaml", "repo/linked.yaml");
    assert!(shop.plain(&["repo/app"]).stdout.contains("example.com/mesh/proxyv2:1.20.8"));
}

#[cfg(unix)]
#[test]
fn err_what_is_no_regular_file_without_waiting_for_it() {
    let shop = repository("valuesFile: pipe\n");
    assert_eq!(shop.shell("mkfifo repo/pipe").status, 0);
    refused(&shop.plain(&["repo/app"]), "repo/pipe: not a regular file");
    for setup in ["mkfifo repo/kube-inject.yaml", "ln -s /dev/zero repo/kube-inject.yaml"] {
        let shop = Shop::new().with("repo/.git/HEAD", "").with("repo/app/pod.yaml", POD);
        assert_eq!(shop.shell(setup).status, 0);
        refused(&shop.run(&["repo/app"]), "repo/kube-inject.yaml: ");
    }
    // What a kustomization names is read, too.
    let shop = repository("")
        .with("repo/app/kustomization.yaml", "resources: [pod.yaml]\ntransformers: [pipe, zero]\n");
    assert_eq!(shop.shell("mkfifo repo/app/pipe && ln -s /dev/zero repo/app/zero").status, 0);
    assert_eq!(shop.run(&["repo/app/pod.yaml"]).status, 0);
}

#[test]
fn err_larger_than_any_configuration() {
    let shop = repository("valuesFile: large.yaml\n");
    let large = std::fs::File::create(shop.path("repo/large.yaml")).expect("files can be made");
    large.set_len((16 << 20) + 1).expect("files can grow");
    refused(&shop.plain(&["repo/app"]), "repo/large.yaml: larger than 16 MiB");
}

#[test]
fn search_ends_at_the_root_of_the_repository() {
    for git in ["repo/.git/HEAD", "repo/.git"] {
        let shop = Shop::new()
            .with("kube-inject.yaml", "nonsense: x\n")
            .with(git, "gitdir: x")
            .with("repo/app/pod.yaml", POD);
        let done = shop.run(&["repo/app/pod.yaml"]);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{git}");
    }
}

#[test]
fn search_does_not_climb_without_a_repository() {
    let shop = Shop::new().with("app/pod.yaml", POD).with("kube-inject.yaml", "nonsense: x\n");
    for args in [&["app/pod.yaml"][..], &["app"]] {
        assert_eq!(shop.run(args).stderr, "", "{args:?}");
    }
    assert_eq!(
        shop.shell("cd app && ${BIN%% *} --injectConfigFile ../inject-config.yaml < pod.yaml").stderr,
        ""
    );
    let shop = shop.with("app/kube-inject.yaml", "valuesFile: ../values.yaml\n").with("values.yaml", VALUES);
    refused(&shop.plain(&["app"]), "app/../values.yaml: outside of the repository");
    let shop = shop.with("app/kube-inject.yaml", "namespace: shop\n");
    assert_eq!(shop.run(&["app"]).stderr, "settings: app/kube-inject.yaml\n");
}

#[cfg(unix)]
#[test]
fn directories_of_everyone_have_no_say() {
    let ignored =
        |name: &str| format!("settings: none; ignored: {name}, in a directory that everyone can write to\n");
    let shop = Shop::new().with("tmp/pod.yaml", POD).with("tmp/kube-inject.yaml", "hub: evil.example.com\n");
    assert_eq!(shop.shell("chmod 1777 tmp").status, 0);
    assert_eq!(shop.run(&["tmp/pod.yaml"]).stderr, ignored("tmp/kube-inject.yaml"));
    // A repository there is nobody's.
    let shop = shop.with("tmp/.git/HEAD", "").with("tmp/mine/pod.yaml", POD);
    assert_eq!(shop.run(&["tmp/mine/pod.yaml"]).stderr, "");

    let shop = repository("hub: evil.example.com\n");
    assert_eq!(shop.shell("chmod 777 repo").status, 0);
    assert_eq!(shop.run(&["repo/app"]).stderr, ignored("repo/kube-inject.yaml"));
    let shop = shop.with("repo/pod.yaml", POD);
    assert_eq!(shop.run(&["repo/pod.yaml"]).stderr, "settings: repo/kube-inject.yaml\n");
}

#[test]
fn named_settings_may_be_anywhere_and_name_anything() {
    let shop = repository("nonsense: x\n").with("ci/kube-inject.yaml", "valuesFile: ../outside.yaml\n");
    let done = shop.plain(&["repo/app", "--config", "ci/kube-inject.yaml"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, "settings: ci/kube-inject.yaml\n"));
    assert!(done.stdout.contains("example.com/mesh/proxyv2:1.20.8"), "{}", done.stdout);
}

#[test]
fn files_that_are_no_configuration_show_keys_and_no_values() {
    for (text, line) in [
        ("a: [hunter2\n", "repo/env:"),
        ("password: \"hunter2\n", "password: …"),
        ("users:\n- token: *hunter2\n", ": …"),
        ("PASSWORD=hunter2\n", "| …"),
        ("apiVersion: v1\nkind: Config\nx: hunter2\n", "apiVersion: …"),
    ] {
        for key in ["valuesFile", "meshConfigFile", "injectConfigFile", "operatorFileName"] {
            let shop = repository(&format!("{key}: env\n")).with("repo/env", text);
            let done = shop.plain(&["repo/app"]);
            refused(&done, line);
            assert!(!done.stderr.contains("hunter2"), "{key}: {}", done.stderr);
        }
        let done = repository(text).run(&["repo/app"]);
        refused(&done, "repo/kube-inject.yaml");
        assert!(!done.stderr.contains("hunter2"), "{}", done.stderr);
    }
    let shop = repository("injectConfigFile: env\n").with("repo/env", "password: hunter2\nuser: {{ .x }\n");
    let done = shop.plain(&["repo/app"]);
    refused(&done, "password: …");
    // What is wrong in configuration is shown.
    let shop = repository("valuesFile: v.yaml\n").with("repo/v.yaml", "global: [1]\n");
    refused(&shop.plain(&["repo/app"]), "| global: [1]");
}

#[test]
fn data_of_a_secret_is_never_shown() {
    let hidden = |done: &Done| {
        for text in [&done.stdout, &done.stderr] {
            assert!(!text.contains("hunter2") && !text.contains("aHVudGVyMg"), "{text}");
        }
    };
    // In errors, for people and for programs.
    for broken in [
        SECRET.replace(" hunter2", " \"hunter2"),
        SECRET.replace(" hunter2", " *hunter2"),
        SECRET.replace("  password", "\tpassword"),
        SECRET.replace(" aHVudGVyMg", " [aHVudGVyMg"),
        SECRET.replace(" hunter2", " !!int hunter2"),
    ] {
        for flags in [&[][..], &["--report", "json"], &["--diff"]] {
            let done = Shop::new().with("a.yaml", &broken).run(&[&["a.yaml"], flags].concat());
            assert_eq!(done.status, 3);
            hidden(&done);
        }
        let shop = Shop::new().with("a.yaml", POD).with("c.yaml", &broken);
        hidden(&shop.plain(&["a.yaml", "--from", "c.yaml"]));
        hidden(&shop.plain(&["a.yaml", "--valuesFile", "c.yaml"]));
        hidden(&shop.plain(&["config", "check", "c.yaml"]));
    }
    // Beside something that is injected, in warnings, differences, explanations and the comment.
    let list = |objects: &[&str]| {
        let items = objects.iter().map(|text| format!("- {}\n", text.trim_end().replace('\n', "\n  ")));
        format!("apiVersion: v1\nkind: List\nitems:\n{}", items.collect::<String>())
    };
    let twice = SECRET.replace("  password", "  password: hunter2\n  password");
    for text in [
        format!("{SECRET}---\n{POD}---\n{SECRET}"),
        list(&[SECRET, POD, SECRET]),
        list(&[POD, &twice]),
        format!("{{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [{}]}}\n", JSON.join(", ")),
    ] {
        let shop = Shop::new().with("a.yaml", &text);
        for args in [&["-v", "--diff"][..], &["explain"], &["explain", "--report", "json"], &["--check"]] {
            let done = shop.run(&[args, &["a.yaml"]].concat());
            assert!(matches!(done.status, 0 | 1), "{}", done.stderr);
            hidden(&done);
        }
        let done = shop.run(&["a.yaml", "-v"]);
        assert!(!done.stderr.contains("hunter2"), "{}", done.stderr);
        for undo in done.stdout.lines().filter_map(|line| line.strip_prefix("# kube-inject: undo ")) {
            let undo = shop.shell(&format!("echo '{undo}' | base64 -d 2>/dev/null | tr -dc '[:print:]'"));
            hidden(&undo);
        }
    }
}

/// A Secret and a pod, each on one line.
const JSON: [&str; 2] = [
    r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key"}, "stringData": {"password": "hunter2"}}"#,
    r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "app"}]}}"#,
];

#[test]
fn difference_beside_a_secret_can_be_applied() {
    let shop = Shop::new().with("a.yaml", &format!("{SECRET}---\n{POD}---\n{SECRET}---\n{NOTES}"));
    let diff = "$BIN --diff a.yaml --no-undo-comment > a.diff; cp a.yaml b.yaml; $BIN b.yaml --in-place --no-undo-comment";
    let done = shop.shell(&format!("{diff}; git apply a.diff && cmp a.yaml b.yaml"));
    assert_eq!(done.status, 0, "{}", done.stderr);
}
