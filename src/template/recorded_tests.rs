//! The templates of recorded configurations.

use crate::oracle::folder;
use crate::template::istio;
use go_template::{Options, Template};
use kube_yaml::Node;

#[test]
fn recorded_configurations_parse() {
    let Some(oracle) = folder() else { return };
    for entry in std::fs::read_dir(oracle.join("configs")).unwrap() {
        let path = entry.unwrap().path().join("inject-config.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let config = kube_yaml::parse(&text).unwrap().unwrap();
        let square = path.to_str().unwrap().contains("1.0-");
        let options = match square {
            true => Options { left: "[[", right: "]]", library: istio::LIBRARY, ..Options::default() },
            false => Options { library: istio::LIBRARY, ..Options::default() },
        };
        let templates = config.get("templates").and_then(Node::as_map);
        let named = templates.into_iter().flat_map(|map| map.iter());
        // Where there are named templates, the single one is a decoy that no release can parse.
        let legacy = config.get("template").filter(|_| templates.is_none());
        for (name, template) in named.chain(legacy.map(|template| ("sidecar", template))) {
            if let Err(error) = Template::parse(name, template.as_str().unwrap(), options) {
                panic!("{}: {error}", path.display());
            }
        }
    }
}
