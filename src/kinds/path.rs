//! Ways through an object: to its pod, and from a path as people write it to the pod templates that lie there.

use crate::pod::{Pod, map_of};
use kube_yaml::{Node, Value};
use std::borrow::Cow;
use std::fmt::{self, Write};
use std::str::FromStr;

/// Where a workload keeps its pod.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PodPath {
    /// The object is the pod.
    Pod,
    /// `spec.template`, which may be absent: an empty pod then.
    Template,
    /// `spec.template`, a pointer in Go: an object without one is refused (ReplicationController, DeploymentConfig).
    RequiredTemplate,
    /// `spec.jobTemplate.spec.template`.
    CronJob,
    /// The same, but with `spec.jobTemplate.metadata` for the pod's, as istioctl has it.
    JobTemplate,
    /// The route leads to the pod template itself: the object around it has no type.
    Bare,
}

impl PodPath {
    /// The pod in an object: maps, also where it has none.
    #[must_use]
    pub fn pod_of(self, object: &Node) -> Pod {
        let (meta, spec) = self.paths();
        Pod { meta: map_of(object, meta), spec: map_of(object, spec) }
    }

    /// The path of the pod template's parts from the object: `(metadata, spec)`.
    #[must_use]
    pub fn paths(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            PodPath::Pod | PodPath::Bare => (&["metadata"], &["spec"]),
            PodPath::Template | PodPath::RequiredTemplate => {
                (&["spec", "template", "metadata"], &["spec", "template", "spec"])
            }
            PodPath::JobTemplate => {
                (&["spec", "jobTemplate", "metadata"], &["spec", "jobTemplate", "spec", "template", "spec"])
            }
            PodPath::CronJob => (
                &["spec", "jobTemplate", "spec", "template", "metadata"],
                &["spec", "jobTemplate", "spec", "template", "spec"],
            ),
        }
    }

    /// The metadata in which an injection leaves its records: the pod's, and a CronJob's job template's, where istioctl writes
    /// them.
    #[must_use]
    pub fn recorded(self) -> &'static [&'static [&'static str]] {
        const TEMPLATE: &[&str] = &["spec", "template", "metadata"];
        const JOB: &[&str] = &["spec", "jobTemplate", "metadata"];
        match self {
            PodPath::Pod | PodPath::Bare => &[&["metadata"]],
            PodPath::Template | PodPath::RequiredTemplate => &[TEMPLATE],
            PodPath::JobTemplate => &[JOB],
            PodPath::CronJob => &[&["spec", "jobTemplate", "spec", "template", "metadata"], JOB],
        }
    }
}

/// A step from a value into it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Into a map, by the key.
    Key(Cow<'static, str>),
    /// Into a list, by the index.
    Index(usize),
}

/// What `route` leads to; `None` where it leads nowhere.
#[must_use]
pub fn object<'n>(root: &'n Node, route: &[Step]) -> Option<&'n Node> {
    route.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.as_seq()?.get(*index),
    })
}

/// What `route` leads to, to change.
pub fn object_mut<'n>(root: &'n mut Node, route: &[Step]) -> &'n mut Node {
    const SEEN: &str = "a route leads through what `find` has seen";
    route.iter().fold(root, |node, step| match step {
        Step::Key(key) => node.get_mut(key).expect(SEEN),
        Step::Index(index) => node.as_seq_mut().and_then(|items| items.get_mut(*index)).expect(SEEN),
    })
}

/// The way as messages have it: `spec.tasks[0].template`.
pub(crate) fn spelled(route: &[Step]) -> String {
    let mut text = String::new();
    for step in route {
        // Writing to a String cannot fail.
        let _ = match step {
            Step::Key(key) if text.is_empty() => write!(text, "{key}"),
            Step::Key(key) => write!(text, ".{key}"),
            Step::Index(index) => write!(text, "[{index}]"),
        };
    }
    text
}

/// Where objects of a kind keep pod templates: `spec.template`, with `[*]` for every item of a list and `*` for every key of a
/// map, as in `spec.tasks[*].template`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplatePath(Vec<Part>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Key(String),
    /// Every key of a map.
    Keys,
    /// Every item of a list.
    Items,
}

impl TemplatePath {
    /// The path that leads to every item where the route leads to one.
    pub(super) fn over_items(route: &[Step]) -> Self {
        let parts = route.iter().map(|step| match step {
            Step::Key(key) => Part::Key(key.to_string()),
            Step::Index(_) => Part::Items,
        });
        TemplatePath(parts.collect())
    }

    /// Whether what lies at another path lies at this one.
    pub(super) fn leads_to(&self, other: &TemplatePath) -> bool {
        let covers = |(part, other): (&Part, &Part)| {
            part == other || matches!((part, other), (Part::Keys, Part::Key(_)))
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(covers)
    }

    /// The routes from an object to its templates; what has no `spec` that is a map is none.
    pub(super) fn routes(&self, object: &Node) -> Vec<Vec<Step>> {
        let mut found = Vec::new();
        collect(object, &self.0, &mut Vec::new(), &mut found);
        found
    }
}

fn collect(node: &Node, parts: &[Part], route: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    let Some((first, rest)) = parts.split_first() else {
        if node.get("spec").and_then(Node::as_map).is_some() {
            found.push(route.clone());
        }
        return;
    };
    let mut below = |step, node| {
        route.push(step);
        collect(node, rest, route, found);
        route.pop();
    };
    match (first, &node.value) {
        (Part::Key(key), Value::Map(map)) => {
            map.get(key).into_iter().for_each(|node| below(Step::Key(key.clone().into()), node));
        }
        (Part::Keys, Value::Map(map)) => {
            map.iter().for_each(|(key, node)| below(Step::Key(key.to_owned().into()), node));
        }
        (Part::Items, Value::Seq(items)) => {
            items.iter().enumerate().for_each(|(index, node)| below(Step::Index(index), node));
        }
        _ => {}
    }
}

impl FromStr for TemplatePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        for word in text.split('.') {
            let key = word.trim_end_matches("[*]");
            parts.push(match key {
                "*" => Part::Keys,
                _ if !key.is_empty() && !key.contains(['[', ']']) => Part::Key(key.to_owned()),
                _ => {
                    return Err(format!(
                        "{text:?} is not a path such as spec.template or spec.tasks[*].template"
                    ));
                }
            });
            parts.extend((0..(word.len() - key.len()) / "[*]".len()).map(|_| Part::Items));
        }
        Ok(TemplatePath(parts))
    }
}

impl fmt::Display for TemplatePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            match part {
                Part::Key(key) => write!(f, "{dot}{key}")?,
                Part::Keys => write!(f, "{dot}*")?,
                Part::Items => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::parse;

    #[test]
    fn path_leads_to_every_template_that_is_there() {
        let object = parse(
            "{a: [{t: {spec: {}}}, {t: {spec: 5}}, {u: 1}, {t: {spec: {}}}], m: {x: {spec: {}}, y: 1, z: {spec: {}}}}",
        );
        let object = object.unwrap().unwrap();
        let routes = |path: &str| -> Vec<String> {
            let path: TemplatePath = path.parse().unwrap();
            path.routes(&object).iter().map(|route| spelled(route)).collect()
        };
        assert_eq!(routes("a[*].t"), ["a[0].t", "a[3].t"]);
        assert_eq!(routes("m.*"), ["m.x", "m.z"]);
        assert_eq!(routes("m[*]").len() + routes("a.t").len() + routes("b").len(), 0);
    }

    #[test]
    fn path_is_written_as_it_is_read() {
        for text in ["spec.template", "spec.a[*].b.*.c", "a[*][*].t", "t"] {
            assert_eq!(text.parse::<TemplatePath>().unwrap().to_string(), text);
        }
        for text in ["", ".", "spec..t", ".spec", "a[0].t", "[*].t", "a[*"] {
            assert!(text.parse::<TemplatePath>().is_err(), "{text}");
        }
    }
}
