//! How fast injection is: documents and bytes a second for the tea shop of `examples/`, and for what passes through.

use kube_inject::process;
use kube_inject::{Settings, Sources};
use kube_yaml::split::{self, Document};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

/// Each figure is the best of this many rounds, which is the one least disturbed by whatever else the machine does.
const ROUNDS: u32 = 50;

fn main() {
    let settings = settings();
    let shop = documents(include_str!("../examples/tea-shop.yaml"));
    let (pods, others): (Vec<_>, Vec<_>) =
        shop.into_iter().partition(|d| d.may_bear(&["Deployment", "StatefulSet", "CronJob"]));
    tell("documents with pods", &pods, &settings);
    tell("documents without", &others, &settings);
}

fn settings() -> Settings {
    let sources = Sources {
        inject_config: Some(("inject-config.yaml", include_str!("../examples/inject-config.yaml"))),
        mesh_config: Some(("mesh-config.yaml", include_str!("../examples/mesh-config.yaml"))),
        values: Some(("values.yaml", include_str!("../examples/values.yaml"))),
        ..Sources::default()
    };
    Settings::load(sources).expect("the configuration in examples/ is valid")
}

fn documents(text: &'static str) -> Vec<Document> {
    split::documents(text.as_bytes()).map(|document| document.expect("text in memory can be read")).collect()
}

fn tell(what: &str, documents: &[Document], settings: &Settings) {
    let round = || {
        let start = Instant::now();
        for document in documents {
            let _ = black_box(process(settings, "bench", black_box(document)));
        }
        start.elapsed()
    };
    let best = (0..ROUNDS).map(|_| round()).min().unwrap_or(Duration::MAX).as_secs_f64();
    let bytes: usize = documents.iter().map(|document| document.bytes.len()).sum();
    let _ = writeln!(
        std::io::stdout(),
        "{what:>20}: {:>8.1} µs a document, {:>7.1} MB/s",
        best * 1e6 / documents.len() as f64,
        bytes as f64 / best / 1e6
    );
}
