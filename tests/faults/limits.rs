//! Fewer threads and open files than a run would like.

use super::{FILES, Shop, as_stranger, hidden, injected, name, tree};

fn assert_injected(shop: &Shop) {
    for (index, new) in injected().iter().enumerate() {
        assert_eq!(shop.read(&name(index)), *new);
    }
    assert!(hidden(&shop.path("app")).is_empty());
}

#[test]
fn without_threads_the_work_is_done_by_the_one_there_is() {
    let shop = tree();
    let own: Vec<String> = (0..FILES).map(name).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).chain(["app"]).collect();
    let script = "exec prlimit --nproc=1 $BIN -q --in-place app";
    let Some(done) = as_stranger(&shop, &own, script) else { return };
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert_injected(&shop);
}

#[test]
fn without_threads_a_signal_still_ends_the_run() {
    let shop = tree();
    let fifo = "mkfifo app/in; exec 3<>app/in; printf 'kind: Pod\\n---\\n' >&3;";
    let script = format!(
        "{fifo} (exec prlimit --nproc=1 $BIN -q -o app/out.yaml app/000.yaml app/in) & sleep 0.3; kill -TERM $!; wait $!"
    );
    let Some(done) = as_stranger(&shop, &["app"], &script) else { return };
    assert_eq!(done.status, 128 + 15, "{}", done.stderr);
}

#[test]
fn few_open_files_are_enough_for_many() {
    for limit in [8, 10, 16] {
        let shop = tree();
        let done = shop.shell(&format!("ulimit -n {limit}; exec $BIN -q --in-place app"));
        if done.status != 0 {
            // Whatever was too much, it was told, and nothing is half done.
            assert!(limit < 10 && done.stderr.contains("too many open files"), "{limit}: {}", done.stderr);
            assert_eq!(done.status, 4);
            super::assert_untouched(&shop, &tree().files());
            continue;
        }
        assert_eq!(done.stderr, "");
        assert_injected(&shop);
    }
}

#[test]
fn few_open_files_are_enough_for_an_output_directory() {
    let shop = tree();
    let done = shop.shell("ulimit -n 16; exec $BIN -q --output-dir out app");
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert_eq!(shop.files().iter().filter(|name| name.starts_with("out/")).count(), FILES);
}
