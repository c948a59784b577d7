use super::*;
use crate::pipeline::process;
use crate::settings::helm_set::Typing;
use crate::settings::{Settings, Sources};
use kube_yaml::split::documents;

const POD: &str = "apiVersion: v1
kind: Pod
metadata: {name: tea}
spec:
  containers:
  - {name: app, image: app}
";

#[test]
fn exported_inject_config_is_the_embedded_one() {
    let exported = InjectConfig::load(&inject_config_text(), NAME).unwrap();
    let mut embedded = inject_config().unwrap();
    for (template, exported) in embedded.templates.iter_mut().zip(&exported.templates) {
        template.first_line = exported.first_line;
    }
    assert_eq!(exported, embedded);
}

#[test]
fn exported_files_give_the_same_bytes() {
    let injected = |sources: Sources<'_>| {
        let settings = Settings::load(sources).unwrap();
        let document = documents(POD.as_bytes()).next().unwrap().unwrap();
        process(&settings, "pod.yaml", &document).unwrap().text.unwrap()
    };
    let embedded = injected(Sources::default());
    let text = inject_config_text();
    let exported = injected(Sources {
        inject_config: Some(("inject-config.yaml", &text)),
        mesh_config: Some(("mesh-config.yaml", MESH_CONFIG.1)),
        values: Some(("values.yaml", VALUES.1)),
        ..Sources::default()
    });
    assert_eq!(embedded, exported);
    assert!(embedded.contains("image: docker.io/istio/proxyv2:1.30.3"), "{embedded}");
}

#[test]
fn values_and_mesh_config_can_be_changed() {
    let mut sources = Sources::default();
    sources.set_values.push_text(&["global", "hub"], "example.com");
    sources.set_values.push(
        "--set",
        "global.proxy.logLevel=debug,global.imagePullSecrets={a,b}",
        Typing::Guessed,
    );
    sources.set_mesh.push(
        "--mesh-set",
        "trustDomain=td.example,defaultConfig.statusPort=15555",
        Typing::Guessed,
    );
    let settings = Settings::load(sources).unwrap();
    let document = documents(POD.as_bytes()).next().unwrap().unwrap();
    let text = process(&settings, "pod.yaml", &document).unwrap().text.unwrap();
    for part in ["example.com/proxyv2:1.30.3", "--proxyLogLevel=debug", "- name: b", "td.example", "15555"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}
