//! What is left behind when the process is killed in the middle of writing.
#![cfg(unix)]

use super::POD;
use super::shop::Shop;
use std::process::{Command, Stdio};
use std::time::Instant;

const FILES: usize = 200;

fn text(index: usize) -> String {
    POD.replace("name: web", &format!("name: web-{index}"))
}

fn shop() -> Shop {
    (0..FILES).fold(Shop::new(), |shop, index| shop.with(&format!("app/{index:03}.yaml"), &text(index)))
}

fn start(shop: &Shop) -> std::process::Child {
    let mut command = Command::new(super::shop::BINARY);
    command.args(["-q", "--in-place", "app", "--injectConfigFile", "inject-config.yaml"]);
    command.current_dir(shop.path("")).stdin(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary runs")
}

#[test]
fn every_file_is_old_or_new_whenever_it_is_killed() {
    let done = shop();
    let began = Instant::now();
    assert!(start(&done).wait().expect("it ends").success());
    let took = began.elapsed();
    let new: Vec<String> = (0..FILES).map(|index| done.read(&format!("app/{index:03}.yaml"))).collect();
    let rounds = 12;
    for round in 0..rounds {
        let shop = shop();
        let mut child = start(&shop);
        // Files are put in place in the last part of the run, so that is where most rounds end.
        std::thread::sleep(took.mul_f64(0.4 + 0.7 * f64::from(round) / f64::from(rounds)));
        let _ = child.kill();
        child.wait().expect("it ends");
        for (index, new) in new.iter().enumerate() {
            let now = shop.read(&format!("app/{index:03}.yaml"));
            assert!(now == *new || now == text(index), "round {round}: {now}");
        }
    }
}

#[test]
fn err_full_disk_leaves_every_file_as_it_was() {
    // The limit on a file's size stands for the disk that is full.
    let shop = shop().with("app/zzz.yaml", &format!("{POD}# {}\n", "x".repeat(64 << 10)));
    let before = shop.files();
    let done = shop.shell("ulimit -f 64; trap '' XFSZ; $BIN -q --in-place app");
    assert_ne!(done.status, 0, "{}", done.stderr);
    assert_eq!(shop.files(), before);
    for index in 0..FILES {
        assert_eq!(shop.read(&format!("app/{index:03}.yaml")), text(index));
    }
}

#[test]
fn interrupted_runs_leave_nothing_hidden_and_every_file_old_or_new() {
    let done = shop();
    let began = Instant::now();
    assert!(start(&done).wait().expect("it ends").success());
    let took = began.elapsed();
    for (round, signal) in ["HUP", "INT", "TERM"].iter().cycle().take(9).enumerate() {
        let shop = shop();
        let mut child = start(&shop);
        std::thread::sleep(took.mul_f64(0.4 + 0.08 * round as f64));
        let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        sent.expect("kill runs");
        child.wait().expect("it ends");
        let hidden: Vec<String> =
            shop.files().into_iter().filter(|name| name.contains(".kube-inject-")).collect();
        assert!(hidden.is_empty(), "{signal}: {hidden:?}");
        for index in 0..FILES {
            let now = shop.read(&format!("app/{index:03}.yaml"));
            assert!(
                now == text(index) || now == done.read(&format!("app/{index:03}.yaml")),
                "{signal}: {now}"
            );
        }
    }
}

#[test]
fn err_closed_standard_output_is_four() {
    let shop = Shop::new().with("a.yaml", POD);
    let done = shop.shell("$BIN -q -f a.yaml >&-");
    assert_eq!(done.status, 4, "{}", done.stderr);
    assert!(done.stderr.contains("standard output"), "{}", done.stderr);
    assert_eq!(shop.shell("$BIN -q -f a.yaml > /dev/null").status, 0);
}
