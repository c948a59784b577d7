//! Replacing files in a directory of one's own.

use super::*;
use std::io::Write;

fn content(text: &str) -> Spool {
    let mut spool = crate::sinks::spool::spool();
    spool.write_all(text.as_bytes()).unwrap();
    spool
}

fn entries(directory: &Path) -> usize {
    fs::read_dir(directory).unwrap().count()
}

#[test]
fn file_is_replaced_and_leaves_nothing_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.yaml");
    for text in ["one", "two"] {
        Target::of(&path, Sync::Data).unwrap().fill(content(text)).unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), entries(dir.path())), (text, 1));
    }
}

#[test]
fn dropped_replacement_leaves_the_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.yaml");
    fs::write(&path, "old").unwrap();
    drop(Replacement::prepare(&path, content("new"), Sync::Never).unwrap());
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), entries(dir.path())), ("old", 1));
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.yaml");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    Target::of(&path, Sync::Data).unwrap().fill(content("new")).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn links_stay_links_even_dangling_ones() {
    let dir = tempfile::tempdir().unwrap();
    let (link, file) = (dir.path().join("link"), dir.path().join("file"));
    std::os::unix::fs::symlink("file", &link).unwrap();
    for text in ["one", "two"] {
        Target::of(&link, Sync::Data).unwrap().fill(content(text)).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn when_one_is_refused_all_are_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (dir.path().join("a.yaml"), dir.path().join("b.yaml"));
    fs::write(&old, "old").unwrap();
    let gone = dir.path().join("gone");
    fs::create_dir(&gone).unwrap();
    let prepared = |path: &Path| Replacement::prepare(path, content("new"), Sync::Never).unwrap();
    let all = vec![prepared(&old), prepared(&new), prepared(&gone.join("c.yaml"))];
    fs::remove_dir_all(&gone).unwrap();
    assert!(put_all(all).is_err());
    assert_eq!((fs::read_to_string(&old).unwrap().as_str(), entries(dir.path())), ("old", 1));
}

#[test]
fn directory_in_the_way_is_found_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (file, way) = (dir.path().join("a.yaml"), dir.path().join("b.yaml"));
    let prepared = |path: &Path| Replacement::prepare(path, content("new"), Sync::Never).unwrap();
    let all = vec![prepared(&file), prepared(&way)];
    fs::create_dir(&way).unwrap();
    assert!(put_all(all).is_err());
    assert!(!file.exists() && entries(dir.path()) == 1);
}

#[cfg(unix)]
#[test]
fn err_other_names_pipes_and_circles_of_links() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("a"), "old").unwrap();
    fs::hard_link(path("a"), path("b")).unwrap();
    std::os::unix::fs::symlink("y", path("x")).unwrap();
    std::os::unix::fs::symlink("x", path("y")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path("p")).status().unwrap().success());
    for (name, why) in [("a", "hard links"), ("x", "symbolic links"), ("p", "not a regular file")] {
        let failure = Replacement::prepare(&path(name), content("new"), Sync::Never).unwrap_err();
        assert!(failure.errors()[0].to_string().contains(why), "{name}: {failure:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn extended_attributes_are_kept() {
    let dir = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
    let path = dir.path().join("a.yaml");
    fs::write(&path, "old").unwrap();
    if xattr::set(&path, "user.tea", b"green").is_err() {
        return;
    }
    Target::of(&path, Sync::Never).unwrap().fill(content("new")).unwrap();
    assert_eq!(xattr::get(&path, "user.tea").unwrap().as_deref(), Some(&b"green"[..]));
}

#[test]
fn err_directory() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Target::of(dir.path(), Sync::Data), Err(Failure::Usage(_))));
}

#[cfg(unix)]
#[test]
fn devices_are_written_as_they_stand() {
    let target = Target::of(Path::new("/dev/null"), Sync::Data).unwrap();
    assert!(matches!(target, Target::Special(_)));
    target.fill(content("x")).unwrap();
    assert!(matches!(Target::of(Path::new("/dev/null"), Sync::Data), Ok(Target::Special(_))));
}
