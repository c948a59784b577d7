//! Exit codes and the closed pipe, and nothing else.

fn main() {}
