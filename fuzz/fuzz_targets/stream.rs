//! The target `stream`, as libfuzzer calls it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kube_inject_fuzz::stream::run(data));
