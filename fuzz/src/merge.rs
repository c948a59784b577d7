//! Kubernetes' types: reading, printing, viewing and merging any object, and a difference that says what it is made from.

use super::changes::change;
use super::choices::Choices;
use kube_schema::merge::difference::difference;
use kube_schema::merge::equal_keys::equal_keys;
use kube_schema::merge::strategic::{apply, apply_to_the_letter};
use kube_schema::{DEPLOYMENT, POD, Struct, ZeroTime, marshal, normalize, read};
use kube_yaml::{Node, json, parse};

/// Merges the object behind a text, or a change of the text's own, into the text's object.
pub fn run(data: &[u8]) {
    let Some((text, rest)) = super::parts(data) else { return };
    let Ok(Some(target)) = parse(text) else { return };
    let patch = std::str::from_utf8(rest).ok().and_then(|rest| parse(rest).ok().flatten());
    let mut changed = target.clone();
    change(&mut Choices::new(super::steering(text, rest)), &mut changed);
    for of in [&POD, &DEPLOYMENT] {
        check_type(&target, of);
        for patch in [patch.as_ref(), Some(&changed)].into_iter().flatten() {
            let _ = apply(target.clone(), patch.clone(), of);
            let _ = apply_to_the_letter(target.clone(), patch.clone(), of);
        }
        check_difference(&target, &changed, of);
    }
}

/// What is printed of a type is read as it, and printed the same again.
fn check_type(object: &Node, of: &'static Struct) {
    let mut object = object.clone();
    if read(&mut object, of, &mut Vec::new()).is_err() {
        return;
    }
    let mut normal = object.clone();
    normalize(&mut normal, of);
    let mut twice = normal.clone();
    normalize(&mut twice, of);
    assert_eq!(normal, twice, "normalized twice");
    let printed = marshal(&object, of, ZeroTime::Omit);
    let mut again = printed.clone();
    let mut coerced = Vec::new();
    read(&mut again, of, &mut coerced).expect("what was printed is of its type");
    assert!(coerced.is_empty(), "{:?}", coerced[0].warning().cause());
    assert_eq!(marshal(&again, of, ZeroTime::Omit), printed, "printed twice");
}

/// A difference, merged, gives what it was made for: nulls say nothing, lists that merge as sets keep what they had, items with
/// equal keys become one, and what looks like a directive is none of an object's.
fn check_difference(before: &Node, after: &Node, of: &'static Struct) {
    if [before, after].into_iter().any(|object| equal_keys(object, of).is_some()) {
        return;
    }
    let Some(patch) = difference(before, after, of) else { return };
    let Ok(merged) = apply(before.clone(), patch.clone(), of) else { return };
    let texts = [before, after].map(json::to_json);
    let odd = ["null", "\"$", "finalizers", "Finalizers"];
    if texts.iter().any(|text| odd.iter().any(|word| text.contains(word))) {
        return;
    }
    assert_eq!(merged, *after, "by {}", json::to_json(&patch));
}
