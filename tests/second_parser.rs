//! Our reader against libyaml, the C library that go-yaml was made from, as serde reads with it: every case of the project and mutated
//! ones. Whatever the two read otherwise has a reason that is known, and go-yaml is on our side.

mod mutations;
mod oracle;

use kube_yaml::{Node, Value, parse};
use mutations::{ALL, MUTABLE, Random, mutated, seeds};
use oracle::tell;
use serde::Deserialize;
use serde_yaml::Value as Other;
use std::collections::BTreeMap;

/// How many mutated texts are read.
const MUTATED: usize = 6000;

/// Why a text is read otherwise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Reason {
    /// A mark in front is no part of a document to go-yaml, and part of its first key to the other.
    ByteOrderMark,
    /// Of equal keys the last counts; the other refuses them.
    EqualKeys,
    /// A key has to become a string of JSON: no list, map or null.
    Keys,
    /// What `<<` brings is merged; to the other it is a key as any.
    MergeKey,
    /// What stands behind the document is not looked at.
    Behind,
    /// A question mark ends a plain scalar in a flow collection.
    QuestionMark,
}

#[test]
fn what_libyaml_reads_otherwise_has_a_reason() {
    let (all, mutable) = (seeds(ALL), seeds(MUTABLE));
    let mut random = Random(2);
    let mutated: Vec<Vec<u8>> = (0..MUTATED).map(|_| mutated(&mutable, &mut random)).collect();
    let (mut count, mut wrong) = (0, Vec::new());
    let mut known: BTreeMap<Reason, usize> = BTreeMap::new();
    for text in all.iter().chain(&mutated).filter_map(|bytes| std::str::from_utf8(bytes).ok()) {
        count += 1;
        match compare(text) {
            Ok(None) => {}
            Ok(Some(reason)) => *known.entry(reason).or_default() += 1,
            Err(why) => wrong.push(format!("{why}\n{text}")),
        }
    }
    tell(&format!("libyaml reads {} of {count} texts otherwise: {known:?}", known.values().sum::<usize>()));
    let shown = &wrong[..wrong.len().min(5)];
    assert!(
        wrong.is_empty(),
        "{} of {count} differ without a reason:\n{}",
        wrong.len(),
        shown.join("\n=====\n")
    );
    assert!(count > 4000);
}

/// Whether both read the first document of a text alike, or why not.
fn compare(text: &str) -> Result<Option<Reason>, String> {
    let (ours, theirs) = (parse(text), by_libyaml(text));
    let found = match (&ours, &theirs) {
        (Err(_), Err(_)) => return Ok(None),
        (Ok(ours), Ok(theirs)) if is_same(ours.as_ref(), theirs) => return Ok(None),
        _ if text.contains('\u{feff}') => Reason::ByteOrderMark,
        (Err(ours), Ok(_)) if ours.cause().ends_with("cannot be a map key") => Reason::Keys,
        (Err(_), Ok(_)) if is_read_without_question_marks(text) => Reason::QuestionMark,
        (_, Ok(_)) if text.contains("<<") => Reason::MergeKey,
        (Ok(_), Err(theirs)) if theirs.contains("duplicate entry") => Reason::EqualKeys,
        (Ok(Some(ours)), Err(_)) if is_read_alone(text, ours) => Reason::Behind,
        (Ok(ours), theirs) => return Err(format!("we read {ours:?}, libyaml {theirs:?}")),
        (Err(ours), Ok(theirs)) => {
            return Err(format!("we refuse it ({}), libyaml reads {theirs:?}", ours.cause()));
        }
    };
    Ok(Some(found))
}

fn by_libyaml(text: &str) -> Result<Other, String> {
    let first = serde_yaml::Deserializer::from_str(text).next();
    first.map_or(Ok(Other::Null), |first| Other::deserialize(first).map_err(|error| error.to_string()))
}

/// Whether libyaml reads the document as we do when nothing stands behind it.
fn is_read_alone(text: &str, ours: &Node) -> bool {
    let alone = text.get(..ours.span.end as usize).map(by_libyaml);
    alone.is_some_and(|theirs| theirs.is_ok_and(|theirs| is_same(Some(ours), &theirs)))
}

/// Whether we read the text when it has other marks in the place of question marks.
fn is_read_without_question_marks(text: &str) -> bool {
    text.contains('?') && parse(&text.replace('?', "-")).is_ok()
}

/// Whether two trees have the same form, and the same text where both read a string: the versions of YAML have other numbers
/// and booleans.
fn is_same(ours: Option<&Node>, theirs: &Other) -> bool {
    let value = ours.map_or(&Value::Null, |ours| &ours.value);
    match (value, theirs) {
        (_, Other::Tagged(tagged)) => is_same(ours, &tagged.value),
        (Value::Seq(ours), Other::Sequence(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(Some(ours), theirs))
        }
        (Value::Map(ours), Other::Mapping(theirs)) => {
            let mut both = ours.iter().zip(theirs);
            let same_key = |ours: &str, theirs: &Other| {
                theirs.as_str().is_none_or(|theirs| ours == theirs || is_word(theirs))
            };
            ours.len() == theirs.len()
                && both
                    .all(|((key, ours), (other, theirs))| same_key(key, other) && is_same(Some(ours), theirs))
        }
        (Value::Str(ours), Other::String(theirs)) => ours == theirs,
        (Value::Map(_) | Value::Seq(_), _) | (_, Other::Mapping(_) | Other::Sequence(_)) => false,
        _ => true,
    }
}

/// Whether a key is a boolean, number or the like in YAML 1.1, which JSON spells in another way.
fn is_word(key: &str) -> bool {
    parse(key).is_ok_and(|node| node.is_none_or(|node| node.as_str().is_none()))
}
