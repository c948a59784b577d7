//! What is told besides errors: by its code a warning is silenced or made an error.

use super::shop::Shop;

const JOB: &str = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: grind}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: mill, image: mill}\n";
const HOST: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: gate}\nspec:\n  hostNetwork: true\n  containers: [{name: gate, image: gate}]\n";

#[test]
fn warning_says_its_code_and_is_silenced_by_it() {
    let shop = Shop::new().with("job.yaml", JOB);
    let told = shop.run(&["-f", "job.yaml"]);
    assert_eq!(told.status, 0);
    assert!(told.stderr.contains("warning[job-never-ends]: job.yaml:1:1: Job grind: "), "{}", told.stderr);
    let silenced = shop.run(&["-f", "job.yaml", "--allow", "job-never-ends"]);
    assert_eq!((silenced.status, silenced.stderr.as_str()), (0, ""));
    assert_eq!(silenced.stdout, told.stdout);
}

#[test]
fn denied_warning_is_an_error_and_nothing_is_written() {
    let shop = Shop::new().with("job.yaml", JOB);
    for flags in [&["--deny", "job-never-ends"][..], &["--strict"]] {
        let done = shop.run(&[&["-f", "job.yaml", "-o", "out.yaml"], flags].concat());
        assert_eq!(done.status, 3, "{flags:?}");
        assert!(done.stderr.contains("error[job-never-ends]"), "{}", done.stderr);
        assert!(!shop.path("out.yaml").exists());
    }
    let allowed = shop.run(&["-f", "job.yaml", "--strict", "--allow", "job-never-ends"]);
    assert_eq!((allowed.status, allowed.stderr.as_str()), (0, ""));
}

#[test]
fn command_line_has_the_last_word_on_what_the_repository_says() {
    let shop = Shop::new().with("job.yaml", JOB).with("kube-inject.yaml", "deny: job-never-ends\n");
    assert_eq!(shop.run(&["-f", "job.yaml"]).status, 3);
    assert_eq!(shop.run(&["-f", "job.yaml", "--allow", "job-never-ends"]).status, 0);
    let shop = shop.with("kube-inject.yaml", "allow: [job-never-ends]\n");
    assert_eq!(shop.run(&["-f", "job.yaml"]).stderr, "settings: kube-inject.yaml\n");
    assert_eq!(shop.run(&["-f", "job.yaml", "--deny", "job-never-ends"]).status, 3);
}

#[test]
fn skipped_object_fails_the_run_where_that_is_asked_for_unless_it_opts_out() {
    let shop = Shop::new().with("gate.yaml", HOST);
    assert_eq!(shop.run(&["-f", "gate.yaml", "--strict"]).status, 0);
    let denied = shop.run(&["-f", "gate.yaml", "--deny", "skipped"]);
    assert_eq!((denied.status, denied.stdout.as_str()), (3, ""));
    assert!(denied.stderr.contains("error[skipped]: gate.yaml:1:1: Pod gate: "), "{}", denied.stderr);
    let out = HOST
        .replace("hostNetwork: true", "")
        .replace("{name: gate}\n", "{name: gate, labels: {sidecar.istio.io/inject: 'false'}}\n");
    assert_eq!(shop.run_with(&["-f", "-", "--deny", "skipped"], &out).status, 0);
}

#[test]
fn report_and_explanation_have_the_codes() {
    let shop = Shop::new().with("job.yaml", JOB);
    let report: serde_json::Value =
        serde_json::from_str(&shop.run(&["-f", "job.yaml", "--report", "json"]).stderr).unwrap();
    assert_eq!(report["warnings"][0]["code"], "job-never-ends");
    let explained = shop.run(&["explain", "-f", "job.yaml"]).stdout;
    assert!(explained.contains("  warning[job-never-ends]: "), "{explained}");
    let explained: serde_json::Value =
        serde_json::from_str(&shop.run(&["explain", "-f", "job.yaml", "--report", "json"]).stdout).unwrap();
    assert_eq!(explained["objects"][0]["warnings"][0]["code"], "job-never-ends");
    assert_eq!(shop.run(&["explain", "-f", "job.yaml", "--strict"]).status, 3);
}

#[test]
fn err_what_is_no_code_with_what_was_meant() {
    let done = Shop::new().with("job.yaml", JOB).run(&["-f", "job.yaml", "--allow", "job-never-end"]);
    assert_eq!(done.status, 3);
    assert!(done.stderr.contains("did you mean job-never-ends?"), "{}", done.stderr);
}

#[test]
fn what_is_said_of_an_injected_file_is_said_of_it_injected_again() {
    let shop = Shop::new().with("job.yaml", JOB);
    assert_eq!(shop.run(&["-f", "job.yaml", "--in-place"]).status, 0);
    for flags in [&["--no-undo-comment"][..], &[]] {
        let again = shop.run(&[&["-f", "job.yaml"], flags].concat());
        assert_eq!(
            again.stderr.matches("warning[job-never-ends]: job.yaml:1:1").count(),
            1,
            "{}",
            again.stderr
        );
    }
}
