use super::*;
use crate::pipeline::process;
use crate::settings::helm_set::Typing;
use crate::settings::{Release, Settings, Sources};
use kube_yaml::Node;
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
    for (release, image, limited) in [
        (11, "1.11.8", false),
        (18, "1.18.7", false),
        (20, "1.20.8", true),
        (31, "1.31.0", true),
        (32, "1.31.0", false),
    ] {
        let text = injected(Some(release), "a=b", "tea");
        assert!(text.contains(&format!("image: docker.io/istio/proxyv2:{image}\n")), "1.{release}: {text}");
        assert_eq!(text.contains("GOMAXPROCS"), limited, "1.{release}: {text}");
    }
}

#[test]
fn every_release_injects_and_none_as_the_one_before_but_for_the_image() {
    let pods: Vec<(Installation, String)> = INSTALLATIONS
        .into_iter()
        .map(|known| (known, injected(Some(known.release.minor()), "a=b", "tea").replace(known.version, "")))
        .collect();
    // What differs between these only shows in pods that ask for it.
    let alike = [12, 13, 16, 21, 23, 24, 25, 26, 28, 30, 31];
    for pair in pods.windows(2) {
        let [(_, before), (known, after)] = pair else { unreachable!() };
        assert_eq!(before == after, alike.contains(&known.release.minor()), "{known:?}\n{before}\n{after}");
    }
}

#[test]
fn values_of_a_release_are_those_of_the_images_that_are_named() {
    for named in ["global: {tag: 1.19.0}", "{global: {tag: 1.19.0, hub: example.com}}"] {
        let sources = Sources { values: Some(("v", named)), ..Sources::default() };
        let settings = Settings::load(sources).unwrap();
        let period = ["global", "proxy", "readinessPeriodSeconds"];
        assert_eq!(settings.values().tree().at(&period).and_then(Node::as_i64), Some(2));
        assert!(settings.values().tree().at(&["global", "proxy", "startupProbe"]).is_none());
    }
}

#[test]
fn err_release_older_than_all() {
    let sources = Sources { release: Some(Release::new(10)), ..Sources::default() };
    let error = Settings::load(sources).unwrap_err();
    assert_eq!(error.cause(), "there is no built-in configuration of Istio 1.10, only from 1.11 on");
}

#[test]
fn exported_comment_says_what_releases_are_checked_against() {
    let by_recordings = INSTALLATIONS.iter().filter(|known| known.basis == Basis::Recordings);
    let named: Vec<String> = by_recordings.map(|known| known.release.to_string()).collect();
    let (last, others) = named.split_last().unwrap();
    let sentence =
        format!("Those of {} and {last} are checked against recorded answers of istioctl", others.join(", "));
    assert!(HEAD.replace("\n# ", " ").contains(&sentence), "{sentence}");
}
