//! Holds the committed tables to what their generator makes, where Go and the modules it reads are at hand.

mod oracle;

use oracle::tell;
use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::process::{Command, Output};

/// The tables, by the names the generator has for them.
const TABLES: [&str; 3] = ["kubernetes", "messages", "values"];

/// The generator's exit status when it cannot have what a table is made from.
const UNAVAILABLE: i32 = 3;

#[test]
fn tables_are_what_the_generator_makes() {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tables{EXE_SUFFIX}"));
    let has_modules = run(Command::new("go").args(["mod", "download"]));
    if !has_modules.is_some_and(|done| done.status.success()) {
        tell("SKIPPED: the tables are not compared, Go or the modules of tables/go.mod are not at hand");
        return;
    }
    let built = run(Command::new("go").args(["build", "-o"]).arg(&program)).expect("go has just run");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for table in TABLES {
        let checked = run(Command::new(&program).args(["-check", table])).expect("it was just built");
        let said = String::from_utf8_lossy(&checked.stderr);
        if checked.status.code() == Some(UNAVAILABLE) {
            tell(&format!("SKIPPED: a table is not compared: {said}"));
        } else {
            assert!(checked.status.success(), "{said}");
        }
    }
}

/// Runs a command in the generator's folder; `None` when there is no such command.
fn run(command: &mut Command) -> Option<Output> {
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tables")).output().ok()
}
