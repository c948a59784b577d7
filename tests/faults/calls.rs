//! What a run asks of the system, as strace sees it: no network, no other program, and no files but those that are named.
#![cfg(target_os = "linux")]

use super::{POD, Shop, shop::BINARY, skipped, tree, works};
use std::collections::BTreeSet;
use std::process::Command;

/// Runs the binary under strace in the shop; a line for each call, without its process.
fn calls(shop: &Shop, args: &[&str]) -> Option<Vec<String>> {
    if !works("strace -f -o /dev/null true") {
        skipped("there is no strace, or it may not look");
        return None;
    }
    let traced = Command::new("strace")
        .args(["-f", "-s", "4096", "-o", "calls", BINARY, "--injectConfigFile", "inject-config.yaml"])
        .args(args)
        .current_dir(shop.path(""))
        .env("TMPDIR", shop.path(""))
        // Cargo's, which the loader looks through first.
        .env_remove("LD_LIBRARY_PATH")
        .output()
        .expect("it has just run");
    assert!(traced.status.success(), "{}", String::from_utf8_lossy(&traced.stderr));
    let lines = shop.read("calls");
    std::fs::remove_file(shop.path("calls")).expect("it is there");
    let call = |line: &str| line.split_once(' ').map(|(_, call)| call.trim_start().to_owned());
    Some(lines.lines().filter_map(call).collect())
}

/// The name of a call.
fn name(call: &str) -> &str {
    let call = call.strip_prefix("<... ").unwrap_or(call);
    call.split(['(', ' ']).next().unwrap_or_default()
}

/// The first string among the arguments of a call.
fn path(call: &str) -> Option<&str> {
    call.split('"').nth(1)
}

/// The paths of all calls that open or change a path for writing, and of those that open one for reading, found or not.
fn opened(calls: &[String]) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let (mut written, mut read) = (BTreeSet::new(), BTreeSet::new());
    for call in calls {
        let Some(path) = path(call) else { continue };
        match name(call) {
            "open" | "openat" | "openat2" | "creat" => {
                let writes =
                    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| call.contains(flag));
                if writes {
                    written.insert(path)
                } else {
                    read.insert(path)
                };
            }
            "rename" | "renameat" | "renameat2" | "link" | "linkat" | "symlink" | "symlinkat" => {
                written.extend(call.split('"').skip(1).step_by(2));
            }
            "unlink" | "unlinkat" | "mkdir" | "mkdirat" | "rmdir" | "chmod" | "fchmodat" | "chown"
            | "truncate" => {
                written.insert(path);
            }
            _ => {}
        }
    }
    (written, read)
}

/// What the system's loader, allocator and runtime read of every program.
fn is_of_the_system(path: &str) -> bool {
    [
        "/etc/ld.so",
        "/lib",
        "/usr/lib",
        "/proc/self/",
        "/proc/sys/vm/",
        "/sys/fs/cgroup",
        "/sys/kernel/mm",
        "/sys/devices/system/cpu",
    ]
    .iter()
    .any(|prefix| path.starts_with(prefix))
}

/// What no run does.
const NEVER: &[&str] = &[
    "socket",
    "socketpair",
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "sendto",
    "sendmsg",
    "recvfrom",
    "recvmsg",
    "fork",
    "vfork",
    "execveat",
    "ptrace",
    "io_uring_setup",
    "setuid",
    "mount",
    "kill",
    "tkill",
];

/// Holds a run to what it may do: `reads` are the files it is told to read, `writes` says which it may write.
fn hold(calls: &[String], reads: &[&str], writes: impl Fn(&str) -> bool) {
    for call in calls {
        assert!(!NEVER.contains(&name(call)) || is_signal_pipe(call), "{call}");
        let is_process =
            name(call).starts_with("clone") && call.contains('(') && !call.contains("CLONE_THREAD");
        assert!(!is_process, "{call}");
    }
    assert_eq!(calls.iter().filter(|call| name(call) == "execve").count(), 1, "another program is run");
    let (written, read) = opened(calls);
    for path in read {
        assert!(is_of_the_system(path) || reads.contains(&path), "{path} is read");
    }
    for path in written {
        assert!(writes(path) || path == "/dev/null", "{path} is written");
    }
}

/// The pair that wakes the thread for signals: it has no address, and leads nowhere but into the program.
fn is_signal_pipe(call: &str) -> bool {
    call.starts_with("socketpair(AF_UNIX")
        || ["sendto", "recvfrom"].contains(&name(call)) && !call.contains("sa_family")
}

#[test]
fn run_reads_what_is_named_and_writes_its_output() {
    let shop = Shop::new().with("a.yaml", POD).with("values.yaml", "global: {}\n");
    let Some(calls) = calls(&shop, &["-q", "a.yaml", "--valuesFile", "values.yaml"]) else { return };
    let looked_for = [".", "kube-inject.yaml", "/"];
    hold(&calls, &[&["a.yaml", "values.yaml", "inject-config.yaml"][..], &looked_for].concat(), |_| false);
}

#[test]
fn run_in_place_writes_its_targets_and_hidden_files_beside_them() {
    let shop = tree();
    let Some(calls) = calls(&shop, &["-q", "--in-place", "app"]) else { return };
    let names: Vec<String> = (0..super::FILES).map(super::name).collect();
    let reads: Vec<&str> = names.iter().map(String::as_str).chain(["app", "inject-config.yaml"]).collect();
    let hidden = [shop.path("app/.kube-inject-").display().to_string(), "app/.kube-inject-".to_owned()];
    let is_hidden = |path: &str| hidden.iter().any(|prefix| path.starts_with(prefix));
    hold(&calls, &reads, |path| is_hidden(path) || names.iter().any(|name| name == path));
    let renamed = calls.iter().filter(|call| name(call).starts_with("rename")).count();
    assert_eq!(renamed, super::FILES, "each file is replaced by one rename");
}
