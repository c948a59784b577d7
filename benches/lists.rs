//! How fast Lists and diffs are against streams: microseconds an object for the same objects in each form.

use kube_inject::pool::{Crew, Threads};
use kube_inject::{Settings, Sources, process_with};
use kube_yaml::split::{self, Document};
use kube_yaml::{json, parse};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

/// Each figure is the best of this many rounds, which is the one least disturbed by whatever else the machine does.
const ROUNDS: u32 = 5;
/// How many objects.
const OBJECTS: usize = 500;

fn main() {
    let settings = settings();
    let objects: Vec<String> = (0..OBJECTS).map(deployment).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for threads in [1, cores] {
        let crew = Crew::new(Threads::new(threads));
        tell("stream", threads, &objects.join("---\n"), &settings, &crew);
        tell("List", threads, &list(&objects), &settings, &crew);
        tell("JSON List", threads, &json_list(&objects, ",\n"), &settings, &crew);
        tell("JSON List on one line", threads, &json_list(&objects, ","), &settings, &crew);
    }
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

fn deployment(index: usize) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{index}\n  namespace: team-{}\nspec:\n  replicas: 3\n  \
         selector:\n    matchLabels:\n      app: web-{index}\n  template:\n    metadata:\n      labels:\n        app: web-{index}\n    \
         spec:\n      containers:\n      - name: web\n        image: registry.example.com/web:1.{index}\n        ports:\n        - \
         containerPort: 8080\n        readinessProbe:\n          httpGet:\n            path: /ready\n            port: 8080\n",
        index % 7
    )
}

fn list(objects: &[String]) -> String {
    let mut text = "apiVersion: v1\nitems:\n".to_owned();
    for object in objects {
        for (number, line) in object.lines().enumerate() {
            let _ = writeln!(text, "{}{line}", if number == 0 { "- " } else { "  " });
        }
    }
    text.push_str("kind: List\n");
    text
}

fn json_list(objects: &[String], between: &str) -> String {
    let read = |text: &String| parse(text).ok().flatten().expect("the objects are valid");
    let items: Vec<String> = objects.iter().map(|object| json::to_json(&read(object))).collect();
    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}}\n", items.join(between))
}

fn tell(what: &str, threads: usize, text: &str, settings: &Settings, crew: &Crew) {
    let documents: Vec<Document> =
        split::documents(text.as_bytes()).map(|read| read.expect("text in memory can be read")).collect();
    let round = || {
        let start = Instant::now();
        for document in &documents {
            let _ = black_box(process_with(settings, crew, "bench", black_box(document)));
        }
        start.elapsed()
    };
    let best = (0..ROUNDS).map(|_| round()).min().unwrap_or(Duration::MAX).as_secs_f64();
    let each = best * 1e6 / OBJECTS as f64;
    let _ = writeln!(std::io::stdout(), "{what:>22}, {threads:>2} threads: {each:>8.1} µs an object");
}
