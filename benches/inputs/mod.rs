//! What the benchmarks work on: objects as people and tools write them, as streams, Lists and JSON.
#![allow(dead_code, reason = "every benchmark uses its part")]

use kube_yaml::{json, parse};
use std::fmt::Write as _;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// An exported configuration in Go's templates.
const EXPORTED: &str = "testdata/recorded/configs/tavern";

/// Which configuration a run has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Configuration {
    /// The built-in one, in Jinja.
    Embedded,
    /// An exported one, in Go's templates.
    Exported,
}

/// The arguments of a run with a configuration and no other settings.
pub(crate) fn arguments(configuration: Configuration) -> Vec<String> {
    let files = [
        ("--injectConfigFile", "inject-config.yaml"),
        ("--meshConfigFile", "mesh.yaml"),
        ("--valuesFile", "values.json"),
    ];
    let files = files.iter().filter(|_| configuration == Configuration::Exported);
    let files = files.flat_map(|(flag, file)| [(*flag).to_owned(), format!("{ROOT}/{EXPORTED}/{file}")]);
    ["--no-config".to_owned()].into_iter().chain(files).collect()
}

/// A Pod, the least there is to inject.
pub(crate) const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: tea}\nspec:\n  containers:\n  - {name: pot, image: example.com/pot:1}\n";

/// A stream of so many documents.
pub(crate) fn stream(count: usize, document: impl Fn(usize) -> String) -> String {
    (0..count).map(document).collect::<Vec<_>>().join("---\n")
}

/// A List of so many objects, as kubectl prints it.
pub(crate) fn list(count: usize, object: impl Fn(usize) -> String) -> String {
    let mut text = "apiVersion: v1\nitems:\n".to_owned();
    for line in (0..count).map(object).flat_map(|object| {
        let indented =
            |(number, line): (usize, &str)| format!("{}{line}\n", if number == 0 { "- " } else { "  " });
        object.lines().enumerate().map(indented).collect::<Vec<_>>()
    }) {
        text.push_str(&line);
    }
    text.push_str("kind: List\n");
    text
}

/// A stream of JSON objects, each on a line.
pub(crate) fn json_stream(count: usize, object: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let read = parse(&object(number)).ok().flatten().expect("the objects are valid");
        let _ = writeln!(text, "{}", json::to_json(&read));
        text
    })
}

/// A Deployment of two containers.
pub(crate) fn deployment(number: usize) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tea-{number}
  namespace: shop
spec:
  replicas: 2   # one per zone
  selector:
    matchLabels: {{app: tea-{number}}}
  template:
    metadata:
      labels:
        app: tea-{number}
        version: v1
      annotations:
        prometheus.io/scrape: \"true\"
        prometheus.io/port: \"9102\"
    spec:
      serviceAccountName: tea-{number}
      containers:
      - name: web
        image: example.com/tea:{number}
        ports:
        - {{name: http, containerPort: 8080}}
        readinessProbe:
          httpGet: {{path: /ready, port: http}}
        resources:
          requests: {{cpu: 100m, memory: 64Mi}}
      - name: metrics
        image: example.com/metrics:1
        ports:
        - containerPort: 9102
      volumes:
      - name: cups
        emptyDir: {{}}
"
    )
}

/// A Service, with flow collections in it.
pub(crate) fn service(number: usize) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: tea-{number}\nspec:\n  selector: {{app: tea-{number}}}\n  ports:\n  - {{name: http, port: 80, targetPort: web}}\n"
    )
}

/// A CustomResourceDefinition of about 20 KiB, laid out as controller-gen does.
pub(crate) fn definition(number: usize) -> String {
    let mut text = format!(
        "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.16.1
  name: blends{number}.tea.example.com
spec:
  group: tea.example.com
  names:
    kind: Blend{number}
    plural: blends{number}
  scope: Namespaced
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        description: Blend is a mixture of leaves.
        properties:
          spec:
            description: BlendSpec says what is in it.
            properties:
"
    );
    for leaf in 0..40 {
        let _ = write!(
            text,
            "              leaf{leaf}:
                description: |-
                  Leaf {leaf} of the blend, where its share is given: a number of grams.
                  It may be left out, for the others are then taken as they are.
                properties:
                  grams:
                    description: How many grams there are of it in a pot that is large enough
                      for the guests of one table, before any of them has asked for more.
                    format: int32
                    minimum: 1
                    type: integer
                  origin:
                    default: \"\"
                    enum:
                    - north
                    - south
                    type: string
                required:
                - grams
                type: object
"
        );
    }
    text.push_str("            type: object\n        type: object\n    served: true\n    storage: true\n    subresources:\n      status: {}\n");
    text
}
