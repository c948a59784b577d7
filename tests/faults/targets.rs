//! Outputs and inputs that are no ordinary files, or stop being one.

use super::{NOTES, POD, Shop, hidden};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn input_that_vanishes_before_it_is_read_is_told_and_nothing_is_written() {
    let shop = Shop::new().with("app/a.yaml", POD).with("app/b.yaml", POD).with("out.yaml", "old\n");
    assert!(super::works(&format!("mkfifo {}", shop.path("first").display())));
    for output in ["-o out.yaml", "--output-dir out", "--in-place"] {
        // Inputs are listed before the first is read, and that one waits until another is gone.
        let script = format!(
            "cp app/a.yaml app/b.yaml; $BIN -q first app {output} & sleep 0.3; rm app/b.yaml; cat notes > first; wait $!"
        );
        let shop = shop_with_notes(&shop);
        let done = shop.shell(&script);
        assert_eq!(
            (done.status, done.stderr.as_str()),
            (4, "error[E0608]: app/b.yaml: no such file or directory\n"),
            "{output}"
        );
        assert_eq!(shop.files(), ["app/a.yaml", "first", "inject-config.yaml", "notes", "out.yaml"]);
        assert_eq!((shop.read("out.yaml").as_str(), shop.read("app/a.yaml").as_str()), ("old\n", POD));
    }
}

fn shop_with_notes(shop: &Shop) -> &Shop {
    fs::write(shop.path("notes"), NOTES).expect("it is written");
    shop
}

#[test]
fn err_circle_of_links_is_four() {
    let shop = Shop::new().with("a.yaml", POD);
    symlink("y.yaml", shop.path("x.yaml")).expect("links can be made");
    symlink("x.yaml", shop.path("y.yaml")).expect("links can be made");
    for args in [&["a.yaml", "-o", "x.yaml"][..], &["x.yaml"], &["a.yaml", "--output-dir", "x.yaml"]] {
        let done = shop.run(&[&["-q"], args].concat());
        assert_eq!((done.status, done.stdout.as_str()), (4, ""), "{args:?}");
        assert!(done.stderr.starts_with("error[E0608]: x.yaml"), "{}", done.stderr);
    }
    assert!(shop.path("x.yaml").is_symlink() && hidden(&shop.path("")).is_empty());
}

#[test]
fn pipes_and_devices_are_written_as_they_stand() {
    let shop = Shop::new().with("a.yaml", POD);
    let wanted = shop.run(&["-q", "a.yaml"]).stdout;
    let done = shop.shell("mkfifo pipe; cat pipe & $BIN -q a.yaml -o pipe; s=$?; wait; exit $s");
    assert_eq!((done.status, &done.stdout), (0, &wanted));
    assert_eq!(shop.run(&["-q", "a.yaml", "-o", "/dev/null"]).status, 0);
    for device in ["/dev/stdout", "/dev/fd/1", "-"] {
        assert_eq!(shop.run(&["-q", "a.yaml", "-o", device]).stdout, wanted, "{device}");
    }
    use std::os::unix::fs::FileTypeExt;
    assert!(fs::symlink_metadata(shop.path("pipe")).expect("it is there").file_type().is_fifo());
    assert!(fs::metadata("/dev/null").expect("it is there").file_type().is_char_device());
}

#[test]
fn err_pipe_cannot_be_edited_in_place() {
    let shop = Shop::new().with("pod", POD);
    let done = shop
        .shell("mkfifo pipe.yaml; cat pod > pipe.yaml & $BIN -q pipe.yaml --in-place; s=$?; wait; exit $s");
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (4, "error[E0608]: pipe.yaml: not a regular file, so it is not replaced\n")
    );
}

#[test]
fn pipes_and_devices_in_a_directory_are_no_inputs() {
    let shop = Shop::new().with("app/a.yaml", NOTES);
    let done = shop.shell("mkfifo app/b.yaml; ln -s /dev/zero app/c.yaml; timeout 20 $BIN -q app");
    assert_eq!((done.status, done.stdout.as_str()), (0, NOTES));
}

#[test]
fn err_directory_in_the_way_of_one_output_leaves_nothing_of_the_others() {
    let shop = Shop::new().with("app/a.yaml", POD).with("app/deep/er/b.yaml", POD).with("app/z.yaml", POD);
    let shop = shop.with("out/z.yaml/keep", "");
    let before = shop.files();
    let done = shop.run(&["-q", "app", "--output-dir", "out"]);
    assert_eq!((done.status, done.stderr.as_str()), (4, "error[E0608]: out/z.yaml: is a directory\n"));
    assert_eq!(shop.files(), before);
    assert!(!shop.path("out/deep").exists(), "a directory is left");
}

#[test]
fn err_file_in_the_way_of_a_directory_leaves_nothing_of_the_others() {
    let shop = Shop::new().with("app/a.yaml", POD).with("app/deep/er/b.yaml", POD).with("app/z/b.yaml", POD);
    let shop = shop.with("out/z", "in the way\n");
    let before = shop.files();
    let done = shop.run(&["-q", "app", "--output-dir", "out"]);
    assert_eq!(done.status, 4);
    assert!(done.stderr.starts_with("error[E0608]: out/z"), "{}", done.stderr);
    let done = shop.run(&["-q", "app", "--output-dir", "out/z"]);
    assert_eq!((done.status, done.stderr.as_str()), (4, "error[E0608]: out/z: not a directory\n"));
    assert_eq!(shop.files(), before);
    assert!(!shop.path("out/deep").exists(), "a directory is left");
}

#[test]
fn closed_pipe_ends_quietly_and_well() {
    let shop = Shop::new().with("a.yaml", &format!("{NOTES}---\n").repeat(10_000)).with("pod.yaml", POD);
    for flag in ["--quiet", "--stream", "--report json", "-v"] {
        let done = shop.shell(&format!("{{ $BIN -f a.yaml {flag} 2>/dev/null; echo $? >&2; }} | head -n 1"));
        assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("kind: ConfigMap\n", "0\n"), "{flag}");
    }
    // Those who read the messages may leave, too.
    let done =
        shop.shell("$BIN -v pod.yaml 2>&1 >out.yaml | true; grep -q istio-proxy out.yaml && echo written");
    assert_eq!(done.stdout, "written\n", "{}", done.stderr);
}
