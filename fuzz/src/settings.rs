//! Configuration: any text in the place of each part is refused with a reason, or injects a pod or refuses to.

use kube_inject::config::check;
use kube_inject::{Document, Settings, Sources, process};

const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: web
    image: web:1
    readinessProbe: {httpGet: {port: 80}}
";

/// Takes a text for one part of the configuration, whose length says for which; texts behind NULs are inject-config, mesh-config
/// and values together.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut texts = text.split('\0').map(|text| ("a.yaml", text));
    let [first, second, third] = [texts.next(), texts.next(), texts.next()];
    let nothing = Sources::default();
    load(match (second, data.len() % 4) {
        (Some(_), _) => Sources { inject_config: first, mesh_config: second, values: third, ..nothing },
        (None, 0) => Sources { inject_config: first, ..nothing },
        (None, 1) => Sources { mesh_config: first, ..nothing },
        (None, 2) => Sources { values: first, ..nothing },
        (None, _) => Sources { operator: first, ..nothing },
    });
}

fn load(sources: Sources<'_>) {
    for finding in check(&sources) {
        assert!(!finding.error.to_string().is_empty());
    }
    let Ok(settings) = Settings::load(sources) else { return };
    let [document]: [Document; 1] = super::documents(POD).try_into().expect("it is one");
    if let Ok(done) = process(&settings, "-", &document) {
        let text = done.text.as_deref().unwrap_or(POD);
        kube_yaml::parse(text).expect("what was written is YAML");
    }
}
