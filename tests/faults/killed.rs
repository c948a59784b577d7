//! Signals in the middle of a run, and two runs at once: no file is ever half of something.

use super::shop::{BINARY, Shop};
use super::{FILES, hidden, injected, name, text, tree};
use std::fs;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

fn start(shop: &Shop) -> Child {
    let mut command = Command::new(BINARY);
    command.args(["-q", "--in-place", "app", "--injectConfigFile", "inject-config.yaml"]);
    command.current_dir(shop.path("")).stdin(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary runs")
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    sent.expect("kill runs");
}

/// How long a whole run takes.
fn duration() -> Duration {
    let shop = tree();
    let began = Instant::now();
    assert!(start(&shop).wait().expect("it ends").success());
    began.elapsed()
}

/// How many files are new; the others are old.
fn new_files(shop: &Shop, new: &[String], when: &str) -> usize {
    let mut count = 0;
    for (index, new) in new.iter().enumerate() {
        let now = shop.read(&name(index));
        assert!(now == *new || now == text(index), "{when}: {now}");
        count += usize::from(now == *new);
    }
    count
}

#[test]
fn every_file_is_old_or_new_whenever_it_is_killed_and_the_next_run_ends_well() {
    let (new, took) = (injected(), duration());
    let rounds = 10;
    for round in 0..rounds {
        let shop = tree();
        let mut child = start(&shop);
        // Files are put in place in the last part of the run, so that is where most rounds end.
        std::thread::sleep(took.mul_f64(0.3 + 0.8 * f64::from(round) / f64::from(rounds)));
        let _ = child.kill();
        child.wait().expect("it ends");
        new_files(&shop, &new, &format!("round {round}"));
        let next = shop.run(&["-q", "--in-place", "app"]);
        assert_eq!((next.status, next.stderr.as_str()), (0, ""), "round {round}");
        assert_eq!(new_files(&shop, &new, "the next run"), FILES);
    }
}

#[test]
fn second_names_that_a_killed_run_left_are_in_nobodys_way() {
    let shop = tree();
    let mut dead = Command::new("true").spawn().expect("it runs");
    dead.wait().expect("it ends");
    for index in [0, 7] {
        let second = shop.path(&format!("app/.kube-inject-{}-{index}", dead.id()));
        fs::hard_link(shop.path(&name(index)), second).expect("links can be made");
    }
    let done = shop.run(&["-q", "--in-place", "app"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert!(hidden(&shop.path("app")).is_empty());
}

#[test]
fn interrupted_runs_leave_nothing_hidden_and_all_files_old_or_all_new() {
    let (new, took) = (injected(), duration());
    for (round, signal) in ["HUP", "INT", "TERM"].iter().cycle().take(12).enumerate() {
        let shop = tree();
        let mut child = start(&shop);
        std::thread::sleep(took.mul_f64(0.1 + 0.09 * round as f64));
        send(signal, &child);
        let status = child.wait().expect("it ends");
        assert!(hidden(&shop.path("app")).is_empty(), "{signal}");
        let count = new_files(&shop, &new, signal);
        assert!(count == 0 || count == FILES, "{signal} in round {round}: {count} files are new");
        assert!(is_end_by(signal, status) || status.success() && count == FILES, "{signal}: {status}");
    }
}

fn is_end_by(signal: &str, status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    let number = ["HUP", "INT"].iter().position(|name| *name == signal).map_or(15, |at| at as i32 + 1);
    status.signal() == Some(number)
}

#[test]
fn interrupted_run_leaves_no_output_directory() {
    let took = duration();
    for round in 0..6 {
        let shop = tree();
        let before = shop.files();
        let mut command = Command::new(BINARY);
        command.args(["-q", "--output-dir", "new/out", "app", "--injectConfigFile", "inject-config.yaml"]);
        command.current_dir(shop.path("")).stdin(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary runs");
        std::thread::sleep(took.mul_f64(0.2 + 0.1 * f64::from(round)));
        send("TERM", &child);
        if !child.wait().expect("it ends").success() && !shop.path("new/out/000.yaml").exists() {
            assert_eq!(shop.files(), before);
            assert!(!shop.path("new").exists(), "round {round}");
        }
    }
}

#[test]
fn standard_input_that_is_kept_leaves_no_file_when_interrupted() {
    let shop = Shop::new().with("tmp/.keep", "");
    let mut command = Command::new(BINARY);
    command.args(["--policy", "webhook", "--injectConfigFile", "inject-config.yaml"]);
    command.current_dir(shop.path("")).env("TMPDIR", shop.path("tmp"));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    std::thread::sleep(Duration::from_millis(300));
    send("TERM", &child);
    child.wait().expect("it ends");
    assert_eq!(fs::read_dir(shop.path("tmp")).expect("it is listed").count(), 1);
}

#[test]
fn two_runs_at_once_on_one_tree_end_well_and_leave_one_result() {
    let new = injected();
    for _ in 0..4 {
        let shop = tree();
        let runs = [start(&shop), start(&shop), start(&shop)];
        for mut run in runs {
            assert!(run.wait().expect("it ends").success());
        }
        assert_eq!(new_files(&shop, &new, "two runs"), FILES);
        assert!(hidden(&shop.path("app")).is_empty());
    }
}

#[test]
fn ignored_signals_stay_ignored() {
    let shop = tree();
    let done = shop.shell("trap '' HUP; $BIN -q --in-place app & sleep 0.05; kill -HUP $!; wait $!");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert_eq!(new_files(&shop, &injected(), "nohup"), FILES);
}
