//! Disks that are full, read-only, or mounted over a file.

use super::{POD, Shop, as_stranger, assert_untouched, tree, with_mounts};

#[test]
fn err_full_disk_leaves_every_file_as_it_was() {
    let shop = tree().with("app/zzz.yaml", &format!("{POD}# {}\n", "x".repeat(64 << 10)));
    let script = "mkdir disk && mount -t tmpfs -o size=1400k none disk && cp app/* disk && $BIN -q --in-place disk; echo $?
        ls -A disk | grep -c ^.kube-inject; diff -r app disk && echo the same";
    let Some(done) = with_mounts(&shop, script) else { return };
    assert_eq!(done.stdout, "4\n0\nthe same\n", "{}", done.stderr);
    assert!(
        done.stderr.starts_with("error[E0608]: disk/")
            && done.stderr.ends_with(": no space left on device\n"),
        "{}",
        done.stderr
    );
}

#[test]
fn err_full_disk_of_another_output_writes_nothing() {
    let shop =
        Shop::new().with("a.yaml", &format!("{POD}# {}\n", "x".repeat(64 << 10))).with("b/c.yaml", POD);
    let mount = "mkdir disk && mount -t tmpfs -o size=32k none disk && echo old > disk/out.yaml";
    for output in ["-o disk/out.yaml", "-o disk/new.yaml", "--output-dir disk/out/deep"] {
        let script = format!(
            "{mount}; $BIN -q a.yaml b {output}; echo $?; find disk -type f; cat disk/out.yaml; ls disk; rmdir disk 2>/dev/null"
        );
        let Some(done) = with_mounts(&shop, &script) else { return };
        assert_eq!(done.stdout, "4\ndisk/out.yaml\nold\nout.yaml\n", "{output}: {}", done.stderr);
        assert!(
            done.stderr.contains("disk/") && done.stderr.contains(": no space left on device"),
            "{}",
            done.stderr
        );
        std::fs::remove_dir(shop.path("disk")).expect("the mount is gone");
    }
}

#[test]
fn err_full_temporary_directory_is_named() {
    let large = format!(
        "kind: ConfigMap\ndata:\n{}",
        "  a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n".repeat(200_000).replace("a:", "a0:")
    );
    let shop = Shop::new().with("a.yaml", &large);
    let script = "mkdir tmp && mount -t tmpfs -o size=64k none tmp && export TMPDIR=tmp; $BIN -q a.yaml | wc -c; $BIN -q a.yaml >/dev/null; echo $?
        $BIN -q --policy webhook < a.yaml; echo $?; ls -A tmp | wc -l";
    let Some(done) = with_mounts(&shop, script) else { return };
    assert_eq!(done.stdout, "0\n4\n4\n0\n", "{}", done.stderr);
    assert!(done.stderr.contains("error[E0608]: tmp: no space left on device\n"), "{}", done.stderr);
    assert!(
        done.stderr.contains("error[E0608]: - (kept in tmp): no space left on device\n"),
        "{}",
        done.stderr
    );
}

#[test]
fn err_file_size_limit_leaves_every_file_as_it_was() {
    let shop = tree().with("app/zzz.yaml", &format!("{POD}# {}\n", "x".repeat(64 << 10)));
    let before = shop.files();
    for trap in ["", "trap '' XFSZ;"] {
        let done = shop.shell(&format!("ulimit -f 64; {trap} $BIN -q --in-place app"));
        assert_eq!(
            (done.status, done.stderr.as_str()),
            (4, "error[E0608]: app/zzz.yaml: file too large\n"),
            "{trap}"
        );
        assert_untouched(&shop, &before);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn err_full_device_is_four() {
    let shop = Shop::new().with("a.yaml", POD);
    for output in
        ["-o /dev/full", "> /dev/full", "--stream > /dev/full", "--diff > /dev/full", "--check > /dev/full"]
    {
        let done = shop.shell(&format!("$BIN -q a.yaml {output}"));
        assert_eq!(done.status, 4, "{output}: {}", done.stderr);
        assert!(done.stderr.ends_with(": no space left on device\n"), "{output}: {}", done.stderr);
    }
    let done =
        shop.shell("set -- $BIN; $1 completion bash > /dev/full; echo $?; $1 man > /dev/full; echo $?");
    assert_eq!(done.stdout, "4\n4\n", "{}", done.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn messages_that_nobody_can_read_change_nothing() {
    let shop = Shop::new().with("a.yaml", POD);
    let wanted = shop.shell("$BIN a.yaml 2>/dev/null").stdout;
    for told in ["-v 2>/dev/full", "-v 2>&-", "--report json 2>/dev/full"] {
        let done = shop.shell(&format!("$BIN a.yaml {told}"));
        assert_eq!((done.status, done.stdout == wanted), (0, true), "{told}");
    }
}

#[test]
fn err_read_only_file_system_is_told_by_its_files() {
    let shop = tree();
    let before = shop.files();
    let mount = "mount --bind app app && mount -o remount,ro,bind app &&";
    for output in ["--in-place", "--output-dir app/out", "-o app/000.yaml", "-o app/new.yaml"] {
        let Some(done) = with_mounts(&shop, &format!("{mount} $BIN -q app {output}")) else { return };
        assert_eq!(done.status, 4, "{output}: {}", done.stderr);
        assert!(
            done.stderr.starts_with("error[E0608]: app/") && done.stderr.contains(": read-only file"),
            "{}",
            done.stderr
        );
        assert_untouched(&shop, &before);
    }
}

#[test]
fn err_file_that_something_is_mounted_on_cannot_be_replaced() {
    let shop = tree().with("mounted.yaml", POD);
    let before = shop.files();
    let mount = "mount --bind mounted.yaml app/200.yaml &&";
    let Some(done) = with_mounts(&shop, &format!("{mount} $BIN -q app --in-place")) else { return };
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (4, "error[E0608]: app/200.yaml: device or resource busy\n")
    );
    assert_untouched(&shop, &before);
    assert_eq!(shop.read("mounted.yaml"), POD);
    let script = format!("{mount} $BIN -q app/001.yaml -o app/200.yaml");
    let Some(done) = with_mounts(&shop, &script) else { return };
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (4, "error[E0608]: app/200.yaml: device or resource busy\n")
    );
    assert_untouched(&shop, &before);
}

#[test]
fn file_system_of_somebody_else_gets_copies_where_links_are_refused() {
    // A file of somebody else cannot be linked to (fs.protected_hardlinks), and so is copied before it is replaced.
    let shop = tree();
    let Some(done) = as_stranger(&shop, &["app"], "$BIN -q --in-place app") else { return };
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert!(shop.read(&super::name(5)).contains("istio-proxy"));
    assert!(super::hidden(&shop.path("app")).is_empty());
}
