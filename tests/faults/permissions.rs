//! What a run may not read or write.

use super::{FILES, NOTES, POD, STRANGER, Shop, as_stranger, assert_untouched, name, tree};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

fn set_mode(shop: &Shop, path: &str, mode: u32) {
    fs::set_permissions(shop.path(path), Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn err_unreadable_input_is_four_and_writes_nothing() {
    let shop = tree();
    set_mode(&shop, &name(150), 0o600);
    let before = shop.files();
    for output in ["--in-place", "--output-dir app/out", "-o app/all.yaml", ""] {
        let Some(done) = as_stranger(&shop, &["app"], &format!("$BIN -q app {output}")) else { return };
        assert_eq!((done.status, done.stdout.as_str()), (4, ""), "{output}");
        assert_eq!(done.stderr, "error[E0608]: app/150.yaml: permission denied\n", "{output}");
        assert_untouched(&shop, &before);
    }
}

#[test]
fn err_directory_that_cannot_be_listed_is_four() {
    let shop = Shop::new().with("app/a.yaml", POD).with("app/closed/b.yaml", POD);
    set_mode(&shop, "app/closed", 0o700);
    let Some(done) = as_stranger(&shop, &["app"], "$BIN -q --in-place app") else { return };
    assert_eq!((done.status, done.stderr.as_str()), (4, "error[E0608]: app/closed: permission denied\n"));
    assert_eq!(shop.read("app/a.yaml"), POD);
}

#[test]
fn err_read_only_directory_is_four_and_writes_nothing() {
    let shop = tree().with("app/sub/z.yaml", POD);
    let before = shop.files();
    // The directory at the end cannot be written, the one before it can.
    for output in ["app --in-place", "app --output-dir app/sub/out", "app/000.yaml -o app/sub/z.yaml"] {
        let Some(done) = as_stranger(&shop, &["app"], &format!("$BIN -q {output}")) else { return };
        assert_eq!(done.status, 4, "{output}: {}", done.stderr);
        assert!(
            done.stderr.starts_with("error[E0608]: app/sub/") && done.stderr.contains(": permission denied"),
            "{}",
            done.stderr
        );
        assert_untouched(&shop, &before);
        assert_eq!(shop.read("app/sub/z.yaml"), POD);
    }
}

#[test]
fn err_file_of_somebody_else_in_a_sticky_directory_leaves_all_as_they_were() {
    let shop = tree();
    set_mode(&shop, "app", 0o1777);
    let own: Vec<String> = (0..FILES).filter(|index| *index != 250).map(name).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let before = shop.files();
    let Some(done) = as_stranger(&shop, &own, "$BIN -q --in-place app") else { return };
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (4, "error[E0608]: app/250.yaml: operation not permitted\n")
    );
    assert_untouched(&shop, &before);
}

#[test]
fn root_keeps_the_owner_and_the_mode() {
    let shop = Shop::new().with("a.yaml", POD);
    if chown(shop.path("a.yaml"), Some(STRANGER), Some(STRANGER)).is_err() {
        return super::skipped("only root gives files away");
    }
    set_mode(&shop, "a.yaml", 0o640);
    assert_eq!(shop.run(&["-q", "--in-place", "a.yaml"]).status, 0);
    let now = fs::metadata(shop.path("a.yaml")).expect("it is there");
    assert_eq!((now.uid(), now.gid(), now.mode() & 0o7777), (STRANGER, STRANGER, 0o640));
}

#[cfg(target_os = "linux")]
#[test]
fn access_list_and_extended_attributes_are_kept() {
    // In the target directory, because a temporary one may be on a file system that has none.
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory can be made");
    let path = directory.path().join("a.yaml");
    fs::write(&path, POD).expect("it is written");
    // The owner reads and writes, STRANGER reads, the group and others nothing; the mask is to read.
    let entries = [
        (1u16, 6u16, u32::MAX),
        (2, 4, STRANGER),
        (4, 0, u32::MAX),
        (0x10, 4, u32::MAX),
        (0x20, 0, u32::MAX),
    ];
    let mut list = 2u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        list.extend([&tag.to_le_bytes()[..], &permissions.to_le_bytes(), &id.to_le_bytes()].concat());
    }
    let access = "system.posix_acl_access";
    if xattr::set(&path, access, &list).is_err() || xattr::set(&path, "user.tea", b"green").is_err() {
        return super::skipped("the file system has no access lists");
    }
    let before = fs::metadata(&path).expect("it is there");
    let done = Shop::new().run(&["-q", "--in-place", &path.display().to_string()]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(fs::read_to_string(&path).expect("it is there").contains("istio-proxy"));
    assert_eq!(xattr::get(&path, access).expect("it is read"), Some(list));
    assert_eq!(xattr::get(&path, "user.tea").expect("it is read").as_deref(), Some(&b"green"[..]));
    let now = fs::metadata(&path).expect("it is there");
    assert_eq!((now.mode(), now.uid(), now.gid()), (before.mode(), before.uid(), before.gid()));
}

#[test]
fn file_that_is_not_changed_needs_no_permission() {
    let shop = Shop::new().with("app/a.yaml", NOTES);
    let Some(done) = as_stranger(&shop, &[], "$BIN -q --in-place app") else { return };
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
}
