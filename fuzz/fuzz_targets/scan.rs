//! The target `scan`, as libfuzzer calls it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kube_inject_fuzz::scan::run(data));
