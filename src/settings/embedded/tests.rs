use super::*;
use crate::pipeline::process;
use crate::settings::helm_set::Typing;
use crate::settings::{Release, Settings, Sources};
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
    assert!(embedded.contains("image: docker.io/istio/proxyv2:1.31.0"), "{embedded}");
}

#[test]
fn values_and_mesh_config_can_be_changed() {
    let mut sources = Sources::default();
    sources.set_values.push_text("--hub", &["global", "hub"], "example.com");
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
    for part in ["example.com/proxyv2:1.31.0", "--proxyLogLevel=debug", "- name: b", "td.example", "15555"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// The default, changed by `set` and asked for as of `release`, on a workload of that name.
fn injected(release: Option<u16>, set: &str, name: &str) -> String {
    let mut sources = Sources { release: release.map(Release::new), ..Sources::default() };
    sources.set_values.push("--set", set, Typing::Guessed);
    let settings = Settings::load(sources).unwrap();
    let document = documents(POD.replace("tea", name).as_bytes()).next().unwrap().unwrap();
    process(&settings, "pod.yaml", &document).unwrap().text.unwrap()
}

#[test]
fn full_image_of_the_proxy_is_not_the_init_containers() {
    let image = "global.proxy.image=example.com/own/proxy:7";
    let text = injected(None, image, "tea");
    assert!(text.contains("image: example.com/own/proxy:7"), "{text}");
    assert!(text.contains("image: docker.io/istio/proxyv2:1.31.0"), "{text}");
    let older = injected(Some(30), image, "tea");
    assert!(older.contains("image: docker.io/istio/example.com/own/proxy:7:1.30.3"), "{older}");
}

#[test]
fn cut_names_end_in_a_letter_or_a_digit() {
    let stem = "x".repeat(61);
    for end in ["a-b", "a.b", "-.b", "._b"] {
        let text = injected(None, "a=b", &format!("{stem}{end}"));
        let name = text.split("canonical-name: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
        assert!(name.len() <= 63 && name.ends_with(|c: char| c.is_ascii_alphanumeric()), "{name}");
    }
    let older = injected(Some(30), "a=b", &format!("{stem}a.b"));
    assert!(older.contains(&format!("canonical-name: {stem}a.\n")), "{older}");
}

#[test]
fn older_release_has_its_own_image_and_a_newer_one_no_limit_of_processors() {
    for (release, image, limited) in
        [(20, "1.30.3", true), (30, "1.30.3", true), (31, "1.31.0", true), (32, "1.31.0", false)]
    {
        let text = injected(Some(release), "a=b", "tea");
        assert!(text.contains(&format!("image: docker.io/istio/proxyv2:{image}\n")), "1.{release}: {text}");
        assert_eq!(text.contains("GOMAXPROCS"), limited, "1.{release}: {text}");
    }
}
