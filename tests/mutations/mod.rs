//! The cases of the project as seeds, and mutations of them that are the same on every machine.

use std::fs;
use std::path::Path;

/// Inputs above this many bytes would take the time of many.
const LARGEST: usize = 16 << 10;

/// What YAML, JSON, templates and undo comments are made of, to be put into other texts.
const TOKENS: &[&str] = &[
    "\0",
    "\n",
    "\r\n",
    "  ",
    "\t",
    "---\n",
    "...\n",
    "- ",
    "? ",
    ": ",
    "#",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!t ",
    "| ",
    ">-\n",
    "'",
    "\"",
    "\\u0041",
    "[",
    "]",
    "{",
    "}",
    ",",
    "%YAML 1.1\n",
    "\u{feff}",
    "\u{2028}",
    "null",
    "~",
    "0o7",
    "1e3",
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "{{ range . }}",
    "{{ end }}",
    "{{ if ",
    "$x := ",
    " | ",
    "(",
    ")",
    "containers:",
    "name: ",
    "kind: List\nitems:\n",
    "$patch: delete",
    "# kube-inject: undo AQ",
    "metadata:\n",
    "spec:\n",
    "istio-proxy",
];

/// Numbers from a fixed seed (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

/// The cases of the project.
pub(crate) const ALL: &[&str] = &["testdata", "examples"];

/// The cases to mutate: few are added there, so that a new case elsewhere does not make other mutations of all.
pub(crate) const MUTABLE: &[&str] = &["testdata/yaml", "testdata/stream", "testdata/recorded"];

/// The files of directories, small ones, in an order that does not depend on the system.
pub(crate) fn seeds(directories: &[&str]) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for directory in directories {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory), &mut seeds);
    }
    seeds.sort();
    seeds.dedup();
    seeds
}

fn collect(directory: &Path, seeds: &mut Vec<Vec<u8>>) {
    for path in
        fs::read_dir(directory).expect("it is listed").map(|entry| entry.expect("it is listed").path())
    {
        if path.is_dir() {
            collect(&path, seeds);
        } else {
            seeds.extend(fs::read(&path).ok().filter(|bytes| bytes.len() <= LARGEST));
        }
    }
}

/// A seed with one to six changes, or a part of it with a part of another.
pub(crate) fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let (at, length) = (random.below(bytes.len() + 1), random.below(40));
        let end = (at + length).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].bytes())),
            2 => drop(bytes.splice(at..end, TOKENS[random.below(TOKENS.len())].bytes())),
            3 if at < bytes.len() => bytes[at] = random.next() as u8,
            4 => {
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            _ => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len() + 1);
                let part = &other[from..(from + 400).min(other.len())];
                bytes.splice(at..end, part.iter().copied());
            }
        }
    }
    bytes
}
