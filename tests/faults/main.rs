//! What goes wrong outside of the program: disks that are full, permissions, limits, signals, and things that stand in the way.
//! Nothing may be half written or left behind, and people are told what happened.
#![cfg(unix)]

mod calls;
mod disk;
mod killed;
mod limits;
mod permissions;
#[path = "../cli/shop.rs"]
#[allow(dead_code, reason = "the tests of the command line use all of it")]
mod shop;
mod targets;

use shop::{Done, Shop};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

const NOTES: &str = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: notes}   # as it is\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n";

/// How many files a tree has.
const FILES: usize = 300;

/// A user and a group that nobody has.
const STRANGER: u32 = 48_391;

/// A file of the tree.
fn name(index: usize) -> String {
    format!("app/{index:03}.yaml")
}

/// What it holds before a run.
fn text(index: usize) -> String {
    POD.replace("name: web", &format!("name: web-{index}"))
}

/// A shop with a directory of files that a run changes.
fn tree() -> Shop {
    (0..FILES).fold(Shop::new(), |shop, index| shop.with(&name(index), &text(index)))
}

/// What the tree holds after a run that ended well.
fn injected() -> Vec<String> {
    let shop = tree();
    assert_eq!(shop.run(&["-q", "--in-place", "app"]).status, 0);
    (0..FILES).map(|index| shop.read(&name(index))).collect()
}

/// Holds every file of the tree to what it was, and the shop to the files it had.
fn assert_untouched(shop: &Shop, before: &[String]) {
    assert_eq!(shop.files(), before);
    for index in 0..FILES {
        assert_eq!(shop.read(&name(index)), text(index));
    }
}

/// Runs a shell script in the shop, `$BIN` being the binary, as somebody who may read the shop and own what is named; `None`,
/// and told, where that takes root and nobody is.
fn as_stranger(shop: &Shop, own: &[&str], script: &str) -> Option<Done> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !is_root || !works("setpriv --version") {
        skipped("there is no other user to be");
        return None;
    }
    // The binary may lie where only root may read.
    fs::copy(shop::BINARY, shop.path("kube-inject")).expect("the binary is copied");
    fs::set_permissions(shop.path(""), fs::Permissions::from_mode(0o755)).expect("it is ours");
    for path in own {
        std::os::unix::fs::chown(shop.path(path), Some(STRANGER), Some(STRANGER)).expect("root gives away");
    }
    fs::write(shop.path("script"), script).expect("it is written");
    let user = format!("--reuid={STRANGER} --regid={STRANGER} --clear-groups");
    let bin = "./kube-inject --injectConfigFile inject-config.yaml";
    let done = shop.shell(&format!("BIN='{bin}' exec setpriv {user} sh script"));
    fs::remove_file(shop.path("kube-inject"))
        .and_then(|()| fs::remove_file(shop.path("script")))
        .expect("ours");
    Some(done)
}

/// Runs a shell script in the shop where it may mount; `None`, and told, where that is not allowed.
fn with_mounts(shop: &Shop, script: &str) -> Option<Done> {
    if !works("unshare --mount mount -t tmpfs none /mnt") {
        skipped("mounts are not allowed");
        return None;
    }
    fs::write(shop.path("script"), script).expect("it is written");
    let done = shop.shell("exec unshare --mount sh script");
    fs::remove_file(shop.path("script")).expect("it is there");
    Some(done)
}

fn works(command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    Command::new(words[0]).args(&words[1..]).output().is_ok_and(|done| done.status.success())
}

/// Tells that a test did not test.
fn skipped(why: &str) {
    let thread = std::thread::current();
    // Also when the test passes, which `println!` would not.
    let _ = writeln!(std::io::stderr(), "SKIPPED {}: {why}", thread.name().unwrap_or("a test"));
}

/// The hidden files below a directory.
fn hidden(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("it is listed").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(hidden(&entry.path()));
        } else if name.starts_with(".kube-inject-") {
            found.push(name);
        }
    }
    found
}
