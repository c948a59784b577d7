//! What injection makes of a document's objects, and the edits that work it into the text.
//!
//! The objects of a List are treated one by one, on several threads: each is taken out of the tree, injected, compared
//! with what it was, and dropped but for its edits. So a List takes the memory of its text and of what comes out, however many
//! objects it has. Where only the document as a whole tells how an object can be edited, all of it is treated at once.

use crate::kinds::{self, Step, Workload};
use crate::object::treat_all;
use crate::pool::Crew;
use crate::processed::{Processed, Source};
use crate::records::comment;
use crate::report::{Outcome, Versions};
use crate::settings::Settings;
use kube_schema as schema;
use kube_yaml::writeback::{self, Change, DocStyle, Edit, Part, Parts};
use kube_yaml::{self as yaml, Error, Node, Result, Value};
use std::convert::Infallible;

/// Where a List keeps its objects.
const ITEMS: &str = "items";

/// A document whose workloads have been injected.
pub(super) struct Edited<'a> {
    source: Source<'a>,
    /// Whether the text is to end with the comment that takes the injection back, and can.
    commented: bool,
    pub(super) done: Processed,
    edits: Edits,
}

/// How the injection is worked into the text.
enum Edits {
    /// It has been, object by object.
    Made(Written),
    /// What was read and what is to be said instead, to be compared in a style.
    Between(Box<(Node, Node)>, DocStyle),
}

/// The text with edits in it.
#[derive(Default)]
struct Written {
    text: String,
    /// What of the text before has changed, in order.
    changes: Vec<Change>,
}

/// What is needed to inject the workloads of a document.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) settings: &'a Settings,
    pub(super) crew: &'a Crew,
    pub(super) source: Source<'a>,
    /// The style in which what changes is written.
    pub(super) style: DocStyle,
    /// Whether an object changes: the index of its workload, what was read, what has become of it, and the outcome.
    pub(super) changes: &'a (dyn Fn(usize, &Node, &Node, &Outcome) -> Changed + Sync),
}

/// Whether an object changes, and the versions of its proxy where they are why.
pub(super) type Changed = (bool, Option<Versions>);

/// The object of a List, and the workloads in it.
struct Object {
    read: Node,
    part: Part,
    /// Which of the document's workloads the first one is.
    first: usize,
    /// With routes from the object.
    workloads: Vec<Workload>,
}

impl<'a> Run<'a> {
    /// Injects the workloads of a text that reads as `read`.
    ///
    /// # Errors
    /// When one of them, or what the template makes of it, is not valid.
    pub(super) fn inject(self, read: Node, mut workloads: Vec<Workload>) -> Result<Edited<'a>> {
        let Run { source, style, .. } = self;
        // A comment at the end of a ResourceList would be lost, or be taken for one of the last item's.
        let commented = self.settings.undo_comments() && !style.json && !kinds::is_resource_list(&read);
        let mut read = read;
        if kinds::is_list(&read)
            && let Some(parts) = Parts::of(source.text, style, &read)
        {
            let mut objects = Vec::new();
            let apart = take_apart(&mut read, &parts, 0, (0, workloads.clone()), &mut objects).is_some();
            if apart && let Some((done, written)) = self.by_object(&parts, objects)? {
                return Ok(Edited { source, commented, done, edits: Edits::Made(written) });
            }
            read = yaml::parse(source.text).map_err(|e| source.place(e))?.unwrap_or(read);
        }
        let (tree, done) = self.treat(&read, 0, &mut workloads)?;
        Ok(Edited { source, commented, done, edits: Edits::Between(Box::new((read, tree)), style) })
    }

    /// Injects objects one by one; `None` where the edits of one cannot be told without the others.
    fn by_object(&self, parts: &Parts<'_>, objects: Vec<Object>) -> Result<Option<(Processed, Written)>> {
        let inject = |object| {
            let Object { read, part, first, mut workloads } = object;
            let treated = self.treat(&read, first, &mut workloads);
            // What is wrong with one object does not keep the others from being looked at.
            Ok::<_, Infallible>(treated.map(|(now, done)| (done, parts.edits(part, &read, &now))))
        };
        let mut wrong = Vec::new();
        let (mut all, mut written, mut at) = (Processed::default(), Some(Written::default()), 0);
        let Ok(()) = self.crew.run(objects, inject, |treated| {
            let (done, edits) = match treated {
                Ok(treated) => treated,
                Err(error) => return wrong.extend(error.into_all()),
            };
            all.objects.extend(done.objects);
            all.warnings.extend(done.warnings);
            match (&mut written, edits) {
                (Some(written), Some(edits)) => written.add(self.source.text, &mut at, &edits),
                _ => written = None,
            }
        });
        if let Some(error) = Error::of_all(wrong) {
            return Err(error);
        }
        Ok(written.map(|mut written| {
            if !written.changes.is_empty() {
                written.text.push_str(&self.source.text[at..]);
            }
            (all, written)
        }))
    }

    /// Injects the workloads, of which the document has `first` before them, in a copy of a tree.
    fn treat(&self, read: &Node, first: usize, workloads: &mut [Workload]) -> Result<(Node, Processed)> {
        let mut tree = read.clone();
        let mut done = treat_all(self.settings, &self.source, &mut tree, workloads)?;
        for ((index, object), workload) in (first..).zip(&mut done.objects).zip(&*workloads) {
            let (Some(before), now) =
                (kinds::object(read, &workload.route), kinds::object_mut(&mut tree, &workload.route))
            else {
                continue;
            };
            // It was read as its type to decide; that is no reason to write it so.
            match object.outcome {
                Outcome::Skipped(_) => now.clone_from(before),
                _ => schema::restore_keys(now, before),
            }
            (object.changed, object.versions) = (self.changes)(index, before, now, &object.outcome);
        }
        Ok((tree, done))
    }
}

/// Takes the objects that hold workloads out of a List, to which `depth` steps lead; of the document's workloads there are
/// so many before these. `None` where its items cannot be told apart.
fn take_apart(
    list: &mut Node,
    parts: &Parts<'_>,
    depth: usize,
    (first, workloads): (usize, Vec<Workload>),
    objects: &mut Vec<Object>,
) -> Option<()> {
    let places = parts.items(list, ITEMS)?;
    let items = list.get_mut(ITEMS)?.as_seq_mut()?;
    let mut first = first;
    let mut rest = workloads.into_iter().peekable();
    while let Some(index) = rest.peek().and_then(|workload| item_of(workload, depth)) {
        let mut workloads = Vec::new();
        while let Some(workload) = rest.next_if(|workload| item_of(workload, depth) == Some(index)) {
            workloads.push(workload);
        }
        let count = workloads.len();
        let (item, part) = (items.get_mut(index)?, *places.get(index)?);
        if kinds::is_list(item) {
            take_apart(item, parts, depth + 2, (first, workloads), objects)?;
        } else {
            workloads.iter_mut().for_each(|workload| drop(workload.route.drain(..depth + 2)));
            let read = std::mem::replace(item, Node::made(Value::Null));
            objects.push(Object { read, part, first, workloads });
        }
        first += count;
    }
    rest.next().is_none().then_some(())
}

/// The item of the List `depth` steps down that a workload lies in.
fn item_of(workload: &Workload, depth: usize) -> Option<usize> {
    match workload.route.get(depth..)? {
        [Step::Key(key), Step::Index(index), ..] if key == ITEMS => Some(*index),
        _ => None,
    }
}

impl Written {
    /// Adds the text from `at` on, with the edits in it, to where the last edit ends.
    fn add(&mut self, text: &str, at: &mut usize, edits: &[Edit]) {
        for edit in edits {
            self.text.push_str(&text[*at..edit.start]);
            self.text.push_str(&edit.text);
            self.changes.push(edit.change());
            *at = edit.end;
        }
    }
}

impl Edited<'_> {
    /// What has become of the objects, where that is no reason to write the text anew.
    pub(super) fn unwritten(self) -> Processed {
        self.done
    }

    /// Works what changed into the text, whose first `separator` bytes are no part of the document.
    pub(super) fn write(self, separator: usize) -> Processed {
        let Edited { source, commented, mut done, edits } = self;
        if done.objects.iter().all(|object| !object.changed) {
            return done;
        }
        let Written { text, changes } = match edits {
            Edits::Made(written) => written,
            Edits::Between(trees, style) => {
                let (read, tree) = *trees;
                let edits = writeback::edits_like(source.text, style, &read, &tree);
                drop(read);
                let changes = edits.iter().map(Edit::change).collect();
                Written { text: writeback::written(source.text, &edits, &tree), changes }
            }
        };
        if changes.is_empty() {
            return done;
        }
        if commented {
            done.undo = comment::comment(source.text, &changes, &text, separator);
        }
        (done.text, done.changes) = (Some(text), changes);
        done
    }
}
