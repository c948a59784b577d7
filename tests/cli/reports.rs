//! Reports: every form in a file or on standard error, of runs that end well and of those that do not.

use super::shop::Shop;
use super::{BROKEN, POD};
use serde_json::Value;

const SKIPPED: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: off}\nspec:\n  hostNetwork: true\n  containers: [{name: app, image: app}]\n";
const JOB: &str = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: job}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: app, image: app}]\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn shop() -> Shop {
    Shop::new().with("a.yaml", POD).with("off.yaml", SKIPPED).with("job.yaml", JOB)
}

#[test]
fn several_reports_are_written_beside_the_messages() {
    let shop = shop();
    let all = ["json=r.json", "sarif=s.json", "junit=j.xml", "gitlab=g.json", "text=t.txt", "github=g.txt"];
    let flags: Vec<&str> = all.iter().flat_map(|report| ["--report", report]).collect();
    let done = shop.run(&[&["./a.yaml", "off.yaml", "job.yaml", "-o", "out.yaml"], &flags[..]].concat());
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert_eq!(shop.read("t.txt"), done.stderr);
    let report = json(&shop.read("r.json"));
    assert_eq!((&report["version"], report["objects"].as_array().map(Vec::len)), (&1.into(), Some(3)));
    let result = &json(&shop.read("s.json"))["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"job-never-ends".into(), &"warning".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&"job.yaml".into(), &1.into())
    );
    let tests = shop.read("j.xml");
    assert!(
        tests.contains(
            "<testsuites name=\"kube-inject\" tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"1\">"
        ),
        "{tests}"
    );
    assert!(
        tests.contains("<testcase name=\"Pod web\" classname=\"a.yaml\" file=\"a.yaml\" line=\"1\"/>"),
        "{tests}"
    );
    assert!(tests.contains("<skipped message=\"hostNetwork is true\"/>"), "{tests}");
    assert_eq!(json(&shop.read("g.json"))[0]["location"]["path"], "job.yaml");
    assert!(
        shop.read("g.txt").starts_with("::warning file=job.yaml,line=1,col=1,"),
        "{}",
        shop.read("g.txt")
    );
}

#[test]
fn errors_are_reported_and_no_output_is_written() {
    let shop = shop().with("broken.yaml", BROKEN).with("out.yaml", "old\n");
    let reports = ["--report", "sarif=s.json", "--report", "junit=j.xml", "--report", "github"];
    let done = shop.run(&[&["a.yaml", "broken.yaml", "-o", "out.yaml"], &reports[..]].concat());
    assert_eq!((done.status, shop.read("out.yaml").as_str()), (3, "old\n"));
    assert!(done.stderr.starts_with("::error file=broken.yaml,line="), "{}", done.stderr);
    let run = &json(&shop.read("s.json"))["runs"][0];
    assert_eq!(run["invocations"][0]["exitCode"], 3);
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "E0101");
    let tests = shop.read("j.xml");
    assert!(
        tests.contains("tests=\"2\" failures=\"0\" errors=\"1\"") && tests.contains("<error type=\"E0101\""),
        "{tests}"
    );
}

#[test]
fn what_a_check_finds_fails_the_object() {
    let shop = shop();
    let done = shop.run(&[
        "a.yaml",
        "off.yaml",
        "--check",
        "--report",
        "junit=j.xml",
        "--report",
        "sarif=s.json",
        "--report",
        "github",
    ]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (1, "::error file=a.yaml,line=1,title=kube-inject%3A not-injected::Pod web: not injected\n")
    );
    let tests = shop.read("j.xml");
    assert!(
        tests.contains("failures=\"1\" errors=\"0\" skipped=\"1\"")
            && tests.contains("<failure type=\"not-injected\""),
        "{tests}"
    );
    assert_eq!(json(&shop.read("s.json"))["runs"][0]["results"][0]["ruleId"], "not-injected");
    assert_eq!(shop.run(&["a.yaml", "--in-place"]).status, 0);
    let done = shop.run(&["a.yaml", "--check", "--report", "github"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    let done = shop.plain(&["uninject", "a.yaml", "--check", "--report", "github"]);
    assert!(done.status == 1 && done.stderr.contains("still-injected"), "{}", done.stderr);
}

#[test]
fn findings_of_a_configuration_fail_without_objects() {
    let shop = Shop::new().with("mesh.yaml", "defaultConfig:\n  concurrencyy: 2\n");
    let done = shop.plain(&[
        "config",
        "check",
        "--meshConfigFile",
        "mesh.yaml",
        "--report",
        "junit=j.xml",
        "--report",
        "github",
    ]);
    assert_eq!(done.status, 1, "{}", done.stderr);
    assert!(done.stderr.contains(" file=mesh.yaml,line=2,"), "{}", done.stderr);
    assert!(shop.read("j.xml").contains("tests=\"1\" failures=\"1\""), "{}", shop.read("j.xml"));
}

#[test]
fn two_objects_of_one_name_are_two_test_cases() {
    let shop = Shop::new().with("a.yaml", &format!("{POD}---\n{POD}"));
    shop.run(&["a.yaml", "--check", "--report", "junit=j.xml"]);
    assert_eq!(shop.read("j.xml").matches("<failure").count(), 2, "{}", shop.read("j.xml"));
}

#[test]
fn strangers_text_neither_ends_a_command_nor_makes_elements() {
    let name = "a%0A::error::x\\n##[y]<b a='c'>&\\u202e\\u0007";
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: \"{name}\"}}\nspec:\n  containers: [{{name: app}}]\n"
    );
    let shop = Shop::new().with("a.yaml", &pod);
    let done = shop.run(&[
        "a.yaml",
        "--check",
        "--report",
        "github",
        "--report",
        "junit=j.xml",
        "--report",
        "sarif=s.json",
    ]);
    let lines: Vec<&str> = done.stderr.lines().collect();
    assert!(
        lines
            .iter()
            .all(|line| line.starts_with("::error file=a.yaml") || line.starts_with("::warning file=a.yaml")),
        "{lines:?}"
    );
    let texts = [done.stderr.as_str(), &shop.read("j.xml"), &shop.read("s.json")].concat();
    assert!(!texts.contains(['\u{202e}', '\u{7}']) && !texts.contains("##["), "{texts}");
    assert!(!shop.read("j.xml").contains("<b"), "{texts}");
}

#[test]
fn err_report_replaces_nothing_that_the_run_reads_or_writes() {
    let shop = shop().with("kube-inject.yaml", "strict: false\n").with(".git/HEAD", "");
    for args in [
        &["a.yaml", "--report", "json=a.yaml"][..],
        &["a.yaml", "--report", "json=./inject-config.yaml"],
        &["a.yaml", "--report", "json=kube-inject.yaml"],
        &["a.yaml", "-o", "out.yaml", "--report", "junit=./out.yaml"],
        &["a.yaml", "--report", "json=x", "--report", "sarif=x"],
        &["a.yaml", "--report", "json", "--report", "sarif"],
        &["a.yaml", "--report", "json", "-q"],
        &["a.yaml", "--report", "json=."],
        &["a.yaml", "--report", "json="],
        &["a.yaml", "--report", "pdf"],
    ] {
        let done = shop.run(args);
        assert_eq!((done.status, done.stdout.as_str()), (2, ""), "{args:?}: {}", done.stderr);
    }
    assert_eq!(shop.read("a.yaml"), POD);
    assert_eq!(shop.run(&["a.yaml", "-q", "--report", "json=r.json"]).status, 0);
    let done = shop.run(&["a.yaml", "-o", "out.yaml", "--report", "json=missing/r.json"]);
    assert_eq!((done.status, done.stderr.contains("missing/r.json")), (4, true), "{}", done.stderr);
}

#[test]
fn schemas_are_printed() {
    let shop = Shop::new();
    for (of, title) in [("report", "Report of kube-inject"), ("settings", "kube-inject.yaml")] {
        assert_eq!(json(&shop.plain(&["config", "schema", of]).stdout)["title"], title);
    }
}
