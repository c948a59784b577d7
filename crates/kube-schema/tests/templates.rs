//! The recorded answers of text/template with Sprig, on Kubernetes' own types.

#![allow(clippy::unwrap_used, reason = "tests")]

use go_template::value::{Dict, IntType, Object, Overlay, Value};
use go_template::{Budget, Context, Library, Options, Template};
use kube_schema as schema;
use kube_yaml::{Node, json};
use std::rc::Rc;

/// The struct the records were made with.
#[derive(Debug)]
struct Data<'a>(&'a Node, Overlay<'a>);

impl<'a> Object<'a> for Data<'a> {
    fn type_name(&self) -> String {
        "*main.data".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        let node = self.0.get(name);
        Some(match name {
            "ObjectMeta" => schema::view(&schema::OBJECT_META, node),
            "Spec" => schema::view(&schema::POD_SPEC, node),
            "Values" => Value::Dict(Dict::of_map(node?.as_map()?, &self.1)),
            "UID" => Value::Int(node?.as_i64()?, IntType::Int64),
            "Revision" | "Native" => Value::of_node(node?, &self.1),
            _ => return None,
        })
    }

    fn call(&self, _: &str, _: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        None
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        let names = ["Revision", "Native", "UID", "Values", "ObjectMeta", "Spec"];
        names.into_iter().filter_map(|name| Some((name, self.field(name)?))).collect()
    }

    fn json(&self) -> Node {
        self.0.clone()
    }
}

fn render(text: &str, options: Options<'_>, data: &Node) -> Result<String, String> {
    let template = Template::parse("t", text, options).map_err(|error| error.to_string())?;
    let overlay = Overlay::default();
    let data = Value::Object(Rc::new(Data(data, overlay.clone())));
    let context = Context { overlay, environment: &[], budget: Budget::default() };
    template.execute(data, context).map_err(|error| error.to_string())
}

#[test]
fn templates_answer_as_recorded() {
    let lines = include_str!("../testdata/template.jsonl");
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let record = json::from_json(line).unwrap();
        let text = record.str_at("text").unwrap();
        let (left, right) = match record.str_at("name") {
            Some(name) if name.starts_with("delims") => ("[[", "]]"),
            _ => ("", ""),
        };
        let options = Options { left, right, library: Library::SPRIG, ..Options::default() };
        let answer = render(text, options, record.get("data").unwrap());
        let expected = record.str_at("out").filter(|_| record.get("error").is_none());
        if answer.as_deref().ok() != expected {
            wrong.push(format!("{text}\n  expected {expected:?}\n  got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), lines.lines().count(), wrong.join("\n"));
}
