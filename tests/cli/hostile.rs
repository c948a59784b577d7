//! Templates and texts of strangers: what they may cost, and what their names may do to a terminal or a log.

use crate::shop::Shop;
use crate::{NOTES, POD};

/// An inject-config whose one template calls another, which calls another, twice each, 40 levels deep.
fn doubling() -> String {
    let mut text = "templates:\n  sidecar: |\n    {{- define \"t0\"}}x{{end}}\n".to_owned();
    for level in 1..=40 {
        let call = format!("{{{{template \"t{}\"}}}}", level - 1);
        text.push_str(&format!("    {{{{- define \"t{level}\"}}}}{call}{call}{{{{end}}}}\n"));
    }
    text + "    metadata: {labels: {x: {{template \"t40\"}}}}\n"
}

#[test]
fn err_template_that_takes_too_much_names_all_places_and_the_flag() {
    let jinja = "engine: jinja\ntemplates:\n  sidecar: |\n    {% set ns = namespace(x='x') %}\n    {% for i in range(40) %}\n    {% set ns.x = ns.x ~ ns.x %}\n    {% endfor %}\n";
    let shop = Shop::new()
        .with("go.yaml", &doubling())
        .with("jinja.yaml", jinja)
        .with("a.yaml", &format!("{NOTES}---\n{POD}"));
    for (config, place, limit) in [
        ("go.yaml", "go.yaml:", "takes more than 5000 million steps"),
        ("jinja.yaml", "jinja.yaml:6:", "makes more than 64 MiB"),
    ] {
        let done = shop.plain(&["-f", "a.yaml", "--injectConfigFile", config]);
        assert_eq!((done.status, done.stdout.as_str()), (3, ""), "{}", done.stderr);
        let first = done.stderr.lines().next().unwrap_or_default();
        assert!(first.starts_with(&format!("error[E0302]: {place}")), "{first}");
        assert!(first.contains("Pod web (a.yaml:5): ") && first.contains(limit), "{first}");
        assert!(done.stderr.contains("--template-budget"), "{}", done.stderr);
    }
}

#[test]
fn config_check_ends_too() {
    let shop = Shop::new().with("go.yaml", &doubling());
    let done = shop.plain(&["config", "check", "--injectConfigFile", "go.yaml"]);
    assert!(
        done.status == 1 && done.stderr.contains("takes more than 5000 million steps"),
        "{}",
        done.stderr
    );
}

#[test]
fn budget_is_the_command_lines_alone() {
    let shop = Shop::new().with("a.yaml", POD);
    assert_eq!(shop.run(&["-f", "a.yaml", "--template-budget", "2"]).status, 0);
    assert_eq!(shop.run(&["-f", "a.yaml", "--template-budget", "0"]).status, 2);
    let shop = shop.with("kube-inject.yaml", "templateBudget: 1000\n");
    let done = shop.run(&["-f", "a.yaml"]);
    assert!(done.status == 3 && done.stderr.contains("kube-inject.yaml"), "{}", done.stderr);
}

#[test]
fn names_forge_no_line_in_any_output() {
    let name = "web\\n::error::x\\r##vso[task.complete]##[error]\\e[2J\\u202e\\u200b";
    let pod = POD
        .replace("name: web", &format!("name: \"{name}\", annotations: {{\"sidecar.istio.io/{name}\": x}}"));
    let skipped =
        pod.replace("annotations: {", "labels: {sidecar.istio.io/inject: \"false\"}, annotations: {");
    let broken = pod.replace("annotations: {", "annotations: {status.sidecar.istio.io/port: x, ");
    let shop = Shop::new()
        .with("a.yaml", &pod)
        .with("skipped.yaml", &skipped)
        .with("broken.yaml", &broken)
        .with("::error::pwn.yaml", &skipped);
    for args in [
        &["-v", "-f", "a.yaml", "-o", "out.yaml"][..],
        &["-v", "-f", "skipped.yaml", "-o", "out.yaml"],
        &["-f", "broken.yaml"],
        &["-v", "-f", "::error::pwn.yaml", "-o", "out.yaml"],
        &["--check", "-f", "a.yaml"],
        &["explain", "-f", "a.yaml", "skipped.yaml", "::error::pwn.yaml"],
        &["explain", "-f", "a.yaml", "--report", "json"],
        &["--report", "json", "-f", "a.yaml", "broken.yaml", "-o", "out.yaml"],
        &["--deny", "skipped", "-f", "skipped.yaml", "-o", "out.yaml"],
    ] {
        let done = shop.run(args);
        let told = format!("{}{}", done.stdout, done.stderr);
        assert!(told.contains("web") || told.contains("pwn"), "{args:?}: {told}");
        assert!(
            !told.contains("##") && !told.contains(['\r', '\u{1b}', '\u{202e}', '\u{200b}']),
            "{args:?}: {told:?}"
        );
        assert!(!told.lines().any(|line| line.trim_start().starts_with("::")), "{args:?}: {told}");
    }
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
#[test]
fn without_threads_the_work_is_done_all_the_same() {
    let shop = Shop::new().with("a.yaml", &format!("{POD}---\n").repeat(50));
    let alone = shop.run(&["-f", "a.yaml"]);
    // Root may start as many as it likes, so somebody else has to run it.
    let limited = shop.shell(
        "cp ${BIN%% *} own && chmod -R a+rX . && [ $(id -u) = 0 ] && as='setpriv --reuid=65534 --clear-groups'; \
         $as prlimit --nproc=1 ./own --injectConfigFile inject-config.yaml -f a.yaml",
    );
    if limited.stderr.contains("not found")
        || limited.stderr.contains("setpriv")
        || limited.stderr.contains("ermission denied")
    {
        println!("SKIPPED: nobody else can run the program here: {}", limited.stderr);
        return;
    }
    assert_eq!((limited.stderr.as_str(), limited.stdout == alone.stdout), ("", true));
}

#[test]
fn carriage_return_at_the_end_comes_back() {
    for end in ["\r", "\n\r", "\r\r", "\r\n\r", "\r# x\r"] {
        let pod = format!("{}{end}", POD.trim_end());
        let shop = Shop::new().with("a.yaml", &pod);
        let once = shop.run(&["-f", "a.yaml"]).stdout;
        let shop = shop.with("b.yaml", &once);
        assert_eq!(shop.run(&["-f", "b.yaml"]).stdout, once, "{end:?}");
        assert_eq!(shop.plain(&["uninject", "-f", "b.yaml"]).stdout, pod, "{end:?}");
    }
}
