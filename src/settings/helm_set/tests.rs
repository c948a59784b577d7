//! What changes set, of which types, and what is said of those that cannot be.

use super::*;
use crate::settings::proto::tables::{MESH_CONFIG, VALUES};
use kube_yaml::{json, parse};

fn set(tree: &str, text: &str, typing: Typing) -> Result<String> {
    let tree = parse(tree).unwrap().unwrap();
    let mut assignments = Assignments::default();
    assignments.push("--set", text, typing);
    assignments.over(tree, &VALUES, |tree| Ok(json::to_json(&tree)), |error| error)
}

#[test]
fn values_are_text_where_the_schema_has_a_string() {
    for (text, expected) in [
        ("global.hub=1", r#"{"global":{"hub":"1"}}"#),
        ("global.proxy.excludeOutboundPorts=5432", r#"{"global":{"proxy":{"excludeOutboundPorts":"5432"}}}"#),
        ("global.imagePullSecrets={1,true}", r#"{"global":{"imagePullSecrets":["1","true"]}}"#),
        ("global.imagePullSecrets[0]=1", r#"{"global":{"imagePullSecrets":["1"]}}"#),
        ("global.proxy.privileged=true", r#"{"global":{"proxy":{"privileged":true}}}"#),
        ("global.hub=null", r#"{"global":{"hub":null}}"#),
    ] {
        assert_eq!(set("{}", text, Typing::Guessed).unwrap(), expected, "{text}");
    }
    let mut mesh = Assignments::default();
    mesh.push("--mesh-set", "defaultConfig.proxyMetadata.A=true", Typing::Guessed);
    mesh.push("--mesh-set", "defaultConfig.concurrency=2", Typing::Guessed);
    let made =
        mesh.over(Node::made(Map::default()), &MESH_CONFIG, |tree| Ok(json::to_json(&tree)), |error| error);
    assert_eq!(made.unwrap(), r#"{"defaultConfig":{"proxyMetadata":{"A":"true"},"concurrency":2}}"#);
}

#[test]
fn err_is_blamed_on_the_assignment_or_on_the_file() {
    let refused = |base: &str| {
        let mut assignments = Assignments::default();
        for text in ["a=1", "b=2", "c=3"] {
            assignments.push("--set", text, Typing::Guessed);
        }
        let read = |tree: Node| match (tree.get("bad"), tree.get("b")) {
            (Some(_), _) => Err(Error::new(crate::code::ASSIGNMENT, "bad")),
            (_, Some(_)) => Err(Error::new(crate::code::ASSIGNMENT, "no b")),
            _ => Ok(()),
        };
        let base = parse(base).unwrap().unwrap();
        assignments.over(base, &VALUES, read, |error| error.context("file")).unwrap_err().to_string()
    };
    assert_eq!(refused("{}"), "--set b=2: no b");
    assert_eq!(refused("{bad: 1}"), "file: bad");
}

#[test]
fn values_are_typed_as_in_helm() {
    for (text, expected) in [
        ("a=x", r#"{"a":"x"}"#),
        ("a=", r#"{"a":""}"#),
        ("a=1,b=-1,c=0,d=01,e=1.5", r#"{"a":1,"b":-1,"c":0,"d":"01","e":"1.5"}"#),
        ("a=true,b=FALSE,c=null", r#"{"a":true,"b":false,"c":null}"#),
        ("a={x,1,true},b={}", r#"{"a":["x",1,true],"b":[]}"#),
        (r"a\.b=x\,y,c=x=y", r#"{"a.b":"x,y","c":"x=y"}"#),
        ("a.b.c=1,a.b.d=2", r#"{"a":{"b":{"c":1,"d":2}}}"#),
        ("a[1].b=1,a[0]=x,c[0][1]=2", r#"{"a":["x",{"b":1}],"c":[[null,2]]}"#),
    ] {
        assert_eq!(set("{}", text, Typing::Guessed).unwrap(), expected, "{text}");
    }
}

#[test]
fn strings_stay_strings() {
    assert_eq!(set("{}", "a=1,b=true", Typing::Text).unwrap(), r#"{"a":"1","b":"true"}"#);
}

#[test]
fn what_is_there_is_changed_in_place() {
    let tree = "{a: {b: 1, c: [x, y]}}";
    assert_eq!(set(tree, "a.c[1]=z", Typing::Guessed).unwrap(), r#"{"a":{"b":1,"c":["x","z"]}}"#);
}

#[test]
fn errors_name_the_path() {
    for (text, part) in [
        ("a.b", "a.b has no value"),
        ("a.b.c=1", "a.b is not a map"),
        ("a.b[0]=1", "a.b is not a list"),
        ("a.c[x]=1", "a.c: an index must be"),
        ("a.c[-1]=1", "a.c: an index must be"),
        ("a.c[0]x=1", "a.c[0]: expected"),
        ("a.c={x", "a.c: unclosed list"),
    ] {
        let error = set("{a: {b: 1, c: []}}", text, Typing::Guessed).unwrap_err();
        assert!(error.cause().contains(part), "{text}: {error}");
        assert!(error.cause().starts_with("--set "), "{error}");
    }
}

#[test]
fn err_lists_of_nothing() {
    assert!(set("{}", "a[65536][65536]=1", Typing::Guessed).is_ok());
    let many: Vec<String> = (0..3000).map(|i| format!("a[{i}][65536]=1")).collect();
    for text in [
        "a[100000000]=1",
        "a[65537]=1",
        &many.join(","),
        &["a"; 20_000].join("."),
        &format!("a{}=1", "[0]".repeat(20_000)),
    ] {
        assert!(set("{}", text, Typing::Guessed).is_err(), "{}", &text[..10]);
    }
}
