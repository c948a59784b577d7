//! The HTML report in a browser.

use super::{BINARY, POD, folder, is_there};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs Chromium without a window on a page.
fn browse(page: &Path, args: &[&str]) -> Output {
    let always =
        ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--user-data-dir"];
    let profile = tempfile::tempdir().expect("a temporary directory can be made");
    let [first @ .., last] = always;
    let mut command = Command::new("chromium");
    command.args(first).arg(format!("{last}={}", profile.path().display())).args(args);
    command.arg(format!("file://{}", page.display())).output().expect("it runs")
}

/// A page of so many objects.
fn page(directory: &Path, objects: usize) -> String {
    let mut manifests = String::new();
    for index in 0..objects {
        // Every second one has a traffic of its own, for the drawings.
        let annotation = format!(
            "  annotations: {{traffic.sidecar.istio.io/excludeInboundPorts: '{}'}}\nspec:",
            20_000 + index / 2
        );
        let pod = POD.replace("tea", &format!("tea-{index}")).replace("spec:", &annotation);
        writeln!(manifests, "{pod}---").expect("strings can be written");
    }
    fs::write(directory.join("a.yaml"), manifests).expect("files can be written");
    let args = ["--no-config", "-q", "a.yaml", "-o", "/dev/null", "--report", "html=page.html"];
    let done = Command::new(BINARY).args(args).current_dir(directory).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::read_to_string(directory.join("page.html")).expect("it is written")
}

#[test]
fn policy_of_the_page_lets_its_own_script_run() {
    if !is_there("chromium", "policy_of_the_page_lets_its_own_script_run") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    page(directory.path(), 2);
    let done = browse(&directory.path().join("page.html"), &["--dump-dom"]);
    let (dom, log) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(!log.contains("Content Security Policy") && !log.contains("Uncaught"), "{log}");
    // The script shows the field.
    assert!(dom.contains("type=\"search\"") && !dom.contains(" hidden=\"\""), "{dom}");
}

#[test]
fn page_of_500_objects_opens_in_a_second() {
    if !is_there("chromium", "page_of_500_objects_opens_in_a_second") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let path = directory.path().join("page.html");
    page(directory.path(), 1);
    let alone = seconds(&path);
    let html = page(directory.path(), 500);
    assert!(html.len() < 8 << 20, "{}", html.len());
    let all = seconds(&path);
    let figures = format!("{:.2} s for {} KiB, and {alone:.2} s to start", all - alone, html.len() >> 10);
    assert!(all - alone < 1.0, "{figures}");
    folder::tell(&format!("page of 500 objects: {figures}"));
}

/// What it takes of processors to open a page, lay it out and close it, in seconds: whatever else the machine does.
fn seconds(page: &Path) -> f64 {
    let script = "TIMEFORMAT='%U %S'; time chromium --headless --no-sandbox --disable-gpu --screenshot=$1/page.png --user-data-dir=$1/profile file://$2 2>/dev/null >&2";
    let best = (0..3).map(|_| {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let mut command = Command::new("bash");
        command.args(["-c", script, "time"]).args([directory.path(), page]);
        let done = command.output().expect("bash is there");
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        let seen = fs::metadata(directory.path().join("page.png"));
        assert!(seen.is_ok_and(|file| file.len() > 0), "{told}");
        told.split_whitespace().map(|number| number.parse::<f64>().expect("it is a number")).sum()
    });
    best.fold(f64::MAX, f64::min)
}
