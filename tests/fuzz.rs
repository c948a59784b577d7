//! The fuzz targets for some seconds: every case of the project, whole and mutated from a fixed seed. `fuzz/run` has the hours.

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "it is a crate of its own, too")]
mod fuzz;
mod mutations;
mod oracle;

use mutations::{ALL, MUTABLE, Random, mutated, seeds};
use oracle::tell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

/// How many mutated inputs each target gets, unless KUBE_INJECT_MUTATIONS says.
const MUTATED: usize = 600;

/// Runs a target on every seed and on mutated ones; what breaks it is kept where it can be looked at.
fn hold(name: &str, run: fn(&[u8])) {
    let (all, mutable) = (seeds(ALL), seeds(MUTABLE));
    let mut random = Random(name.bytes().map(u64::from).sum());
    let began = Instant::now();
    let asked = std::env::var("KUBE_INJECT_MUTATIONS").ok().and_then(|count| count.parse().ok());
    let count = asked.unwrap_or(MUTATED);
    let inputs = all.iter().cloned().chain((0..count).map(|_| mutated(&mutable, &mut random)));
    for (number, input) in inputs.enumerate() {
        if catch_unwind(AssertUnwindSafe(|| run(&input))).is_err() {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{number}"));
            fs::write(&kept, &input).expect("the input is kept");
            panic!("{name} does not stand {}", kept.display());
        }
    }
    tell(&format!("fuzz {name}: {} inputs in {:.1} s", all.len() + count, began.elapsed().as_secs_f64()));
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            hold(stringify!($name), fuzz::$name::run);
        })*
    };
}

targets! { merge scan settings split stream template undo writeback }
