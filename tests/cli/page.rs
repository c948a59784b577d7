//! The HTML report: well-formed, nothing from elsewhere, every object in it, and no way out of its text.

use super::shop::Shop;
use super::{BROKEN, POD};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// An element: its name and attributes.
type Element = (String, BTreeMap<String, String>);

/// What a page has.
struct Page {
    elements: Vec<Element>,
    /// All text but that of styles and scripts.
    text: String,
    /// The text of styles and scripts.
    code: BTreeMap<String, String>,
}

impl Page {
    /// Reads a page as the XML that it is, too: what is not closed, or closed twice, is an error.
    fn read(html: &str) -> Self {
        let mut reader = Reader::from_str(html);
        let mut page = Page { elements: Vec::new(), text: String::new(), code: BTreeMap::new() };
        let mut open: Vec<String> = Vec::new();
        loop {
            let event =
                reader.read_event().unwrap_or_else(|error| panic!("{error} at {}", reader.buffer_position()));
            let start = match &event {
                Event::Start(start) | Event::Empty(start) => Some(start),
                _ => None,
            };
            if let Some(start) = start {
                let name = start.name().as_ref().to_owned();
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("attributes are whole and there once");
                    let key = attribute.key.as_ref().to_owned();
                    (
                        key,
                        attribute
                            .normalized_value(XmlVersion::Implicit1_0)
                            .expect("values are escaped")
                            .into_owned(),
                    )
                });
                page.elements.push((name.clone(), attributes.collect()));
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            match event {
                Event::End(_) => drop(open.pop()),
                Event::Text(text) => {
                    match open.last().filter(|name| ["style", "script"].contains(&name.as_str())) {
                        Some(name) => page.code.entry(name.clone()).or_default().push_str(&text),
                        None => page.text.push_str(&text),
                    }
                }
                Event::GeneralRef(reference) => {
                    let name = reference.to_string();
                    let character = reference.resolve_char_ref().expect("it is a character");
                    page.text.push(character.unwrap_or_else(|| match name.as_str() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        other => panic!("no such entity: {other}"),
                    }));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(open.is_empty(), "{open:?}");
        page
    }

    fn count(&self, name: &str) -> usize {
        self.elements.iter().filter(|(element, _)| element == name).count()
    }

    /// Sees to it that nothing is loaded, and nothing runs that is not ours.
    fn assert_inert(&self) {
        for (name, attributes) in &self.elements {
            let harmless = !["link", "img", "iframe", "object", "embed", "base", "form", "video", "audio"]
                .contains(&name.as_str());
            assert!(harmless, "{name}");
            for (attribute, value) in attributes {
                let is_link = attribute == "href"
                    && name == "a"
                    && value.starts_with("https://github.com/kube-inject/");
                let is_reference = attribute == "href" && name == "use" && value.starts_with('#');
                let loads = ["href", "src", "srcset", "style", "action", "xlink:href", "data"]
                    .contains(&attribute.as_str());
                assert!(
                    is_link || is_reference || !loads && !attribute.starts_with("on"),
                    "{name} {attribute}={value}"
                );
            }
        }
        assert!(self.count("script") <= 1 && self.count("style") == 1);
        let style = &self.code["style"];
        assert!(!style.contains("url(") && !style.contains("@import"));
        let policy = self.elements.iter().find_map(|(_, attributes)| {
            (attributes.get("http-equiv")? == "Content-Security-Policy")
                .then(|| attributes["content"].clone())
        });
        let policy = policy.expect("there is a policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        for (kind, code) in &self.code {
            let hash = format!("{kind}-src 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(code)));
            assert!(policy.contains(&hash), "{policy}: {hash}");
        }
    }
}

fn page(shop: &Shop, args: &[&str]) -> (i32, Page) {
    let done = shop.plain(&[args, &["--report", "html=page.html"]].concat());
    let html = shop.read("page.html");
    assert!(html.starts_with("<!doctype html>\n"), "{}", &html[..200]);
    let page = Page::read(&html);
    page.assert_inert();
    (done.status, page)
}

const APP: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: tea, namespace: shop}\nspec:\n  replicas: 3\n  template:\n    metadata:\n      annotations:\n        traffic.sidecar.istio.io/excludeInboundPorts: \"9090\"\n        traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.0/8\n    spec:\n      containers:\n      - name: pot\n        image: example.com/pot:1   # hot\n        ports: [{containerPort: 8080}]\n";

#[test]
fn page_has_every_object_with_its_changes_and_traffic() {
    let off = POD.replace("spec:\n", "spec:\n  hostNetwork: true\n");
    let shop = Shop::new().with("app.yaml", &format!("{APP}---\n{off}")).with("pod.yaml", POD);
    let (status, page) =
        page(&shop, &["app.yaml", "pod.yaml", "-o", "out.yaml", "--set", "global.proxy.logLevel=debug"]);
    assert_eq!((status, page.count("tbody")), (0, 3));
    for text in [
        "2 of 3 objects injected",
        "shop/tea",
        "app.yaml:1",
        "hostNetwork is true",
        "global.proxy.logLevel=debug",
        "3 pods",
        "10.0.0.0/8",
        "9090",
        "istio-proxy",
        "metadata",
        "example.com/pot:1",
    ] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    // The drawings of both pods differ, and each has a diff of its own.
    assert_eq!((page.count("symbol"), page.count("use")), (2, 2));
    assert!(page.count("ins") > 2 && page.count("pre") == 2);
}

#[test]
fn page_is_written_of_runs_that_fail_and_of_checks() {
    let wrong = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: wrong\n  annotations: {traffic.sidecar.istio.io/excludeInboundPorts: x}\nspec:\n  containers: [{name: app, image: app}]\n";
    let shop = Shop::new().with("a.yaml", POD).with("broken.yaml", BROKEN).with("wrong.yaml", wrong);
    let (status, failed) = page(&shop, &["a.yaml", "broken.yaml", "wrong.yaml", "-o", "out.yaml"]);
    assert_eq!(status, 3);
    for text in
        ["2 errors, and nothing was written", "E0101", "broken.yaml:", "wrong", "would be injected", "E0403"]
    {
        assert!(failed.text.contains(text), "{text}: {}", failed.text);
    }
    let (status, checked) = page(&shop, &["a.yaml", "--check"]);
    assert_eq!(status, 1);
    assert!(
        checked.text.contains("1 of 1 object is not up to date") && checked.text.contains("not injected"),
        "{}",
        checked.text
    );
    let shop = Shop::new().with("mesh.yaml", "defaultConfig:\n  concurrencyy: 2\n");
    let (status, configuration) = page(&shop, &["config", "check", "--meshConfigFile", "mesh.yaml"]);
    assert_eq!(status, 1);
    assert!(configuration.text.contains("The configuration has 1 finding"), "{}", configuration.text);
}

#[test]
fn strangers_text_stays_text() {
    let hostile = "</style><script>alert(1)</script>\\\" onmouseover=x '{{ 7*7 }}\\u202e\\u0007";
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"{hostile}\"\n  annotations: {{sidecar.istio.io/proxyImage: \"{hostile}\", sidecar.istio.io/unknown: \"{hostile}\"}}\nspec:\n  containers: [{{name: \"{hostile}\", image: x}}]   # <img src=x onerror=y>\n"
    );
    let shop = Shop::new().with("<b>.yaml", &pod);
    let (_, page) = page(&shop, &["<b>.yaml", "-o", "out.yaml", "--set", "global.proxy.logLevel=<i>"]);
    assert!(
        page.text.contains("</style><script>alert(1)</script>\" onmouseover=x '{{ 7*7 }}\u{fffd}\u{fffd}"),
        "{}",
        page.text
    );
    assert!(!shop.read("page.html").contains(['\u{202e}', '\u{7}']));
}

#[test]
fn data_of_secrets_is_not_shown() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {a: hunter2}\n";
    let list = |items: &[&str]| {
        let items: String =
            items.iter().map(|item| format!("- {}", item.trim_end().replace('\n', "\n  ") + "\n")).collect();
        format!("apiVersion: v1\nkind: List\nitems:\n{items}")
    };
    let shop = Shop::new().with("a.yaml", &list(&[secret, POD, secret]));
    let (status, page) = page(&shop, &["a.yaml", "-o", "out.yaml"]);
    assert!(status == 0 && page.count("ins") > 0);
    assert!(!shop.read("page.html").contains("hunter2"));
}

#[test]
fn comparison_is_a_page_too() {
    let shop = Shop::new().with("app.yaml", APP).with("pod.yaml", POD);
    let args = ["compare", "app.yaml", "pod.yaml", "--old", "release:1.30", "--new", "release:1.31"];
    let (status, page) = page(&shop, &args);
    assert_eq!(status, 1);
    for text in [
        "2 of 2 workloads change",
        "2 workloads change alike",
        "1.30",
        "shop/tea",
        "containers[istio-proxy].image",
    ] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    assert!(page.count("ins") == 2 + 2 && page.count("del") == page.count("ins"));
    let both = ["--report", "json", "--report", "json=report.json"];
    let done = shop.plain(&[&args[..], &both].concat());
    assert_eq!((done.status, shop.read("report.json")), (1, done.stdout));
    for wrong in [
        &["--report", "html"][..],
        &["--report", "html=app.yaml"],
        &["--report", "sarif=x"],
        &["--diff", "--report", "json"],
    ] {
        assert_eq!(shop.plain(&[&args[..], wrong].concat()).status, 2, "{wrong:?}");
    }
    assert_eq!(shop.read("app.yaml"), APP);
}
