//! What injection makes of a document's objects, and the edits that work it into the text.
//!
//! The objects of a List are treated one by one, on several threads: each is taken out of the tree, injected, compared
//! with what it was, and dropped but for its edits. So a List takes the memory of its text and of what comes out, however many
//! objects it has. Where only the document as a whole tells how an object can be edited, all of it is treated at once.

use super::listed::{Holder, Listed, Object};
use super::written::{Text, Writing, Written};
use crate::kinds::{self, ITEMS, Step, Workload};
use crate::object::treat_all;
use crate::pod::{PROXY, Pod, tag_of};
use crate::pool::Crew;
use crate::processed::{Outlet, Processed, Source, Trees};
use crate::records::comment;
use crate::report::{Outcome, Versions};
use crate::settings::{Asked, Settings};
use kube_schema as schema;
use kube_yaml::writeback::{self, Change, DocStyle, Edit, Parts};
use kube_yaml::{self as yaml, Error, Node, Result, Span, Value};
use std::convert::Infallible;

/// A document whose workloads have been injected.
pub(super) struct Edited<'a> {
    source: Source<'a>,
    separator: usize,
    asked: Asked,
    pub(super) done: Processed,
    edits: Edits,
    /// Where each workload begins.
    places: Vec<Span>,
}

/// How the injection is worked into the text.
enum Edits {
    /// It has been, object by object.
    Made(Written),
    /// What was read and what is to be said instead, to be compared in a style; and the workloads in it.
    Between(Box<(Node, Node)>, DocStyle, Vec<Workload>),
}

/// What is needed to inject the workloads of a document.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) settings: &'a Settings,
    pub(super) crew: &'a Crew,
    pub(super) source: Source<'a>,
    /// How many of its bytes are no part of the document.
    pub(super) separator: usize,
    /// What is to come of it.
    pub(super) asked: Asked,
    /// The style in which what changes is written.
    pub(super) style: DocStyle,
    pub(super) changes: &'a Changes<'a>,
}

/// Whether an object changes, and the versions of its proxy where they are why.
pub(super) type Changed = (bool, Option<Versions>);

/// Whether an object changes: the index of its workload, what was read, what has become of it, and the outcome.
pub(super) type Changes<'a> = dyn Fn(usize, &Node, &Node, &Outcome) -> Changed + Sync + 'a;

impl<'a> Run<'a> {
    /// Injects the workloads of a text that reads as `read`.
    ///
    /// # Errors
    /// When one of them, or what the template makes of it, is not valid.
    pub(super) fn inject(self, read: Node, mut workloads: Vec<Workload>) -> Result<Edited<'a>> {
        let Run { source, separator, style, .. } = self;
        let asked = self.asked(&read);
        let places = workloads.iter().map(|workload| workload.span).collect();
        let mut read = read;
        if kinds::is_list(&read)
            && let Some(parts) = Parts::of(source.text, style, &read)
        {
            let mut objects = Vec::new();
            let apart = take_apart(&mut read, &parts, 0, (0, workloads.clone()), &mut objects).is_some();
            if apart
                && let Some((done, written)) =
                    self.by_object(&parts, objects, (Object::len, Some), asked, None)?
            {
                return Ok(Edited { source, separator, asked, done, edits: Edits::Made(written), places });
            }
            read = yaml::parse(source.text).map_err(|e| source.place(e))?.unwrap_or(read);
        }
        let (tree, done) = self.treat(&read, 0, &mut workloads)?;
        let edits = Edits::Between(Box::new((read, tree)), style, workloads);
        Ok(Edited { source, separator, asked, done, edits, places })
    }

    /// Injects the workloads of a List whose objects are read one by one; `None` where it has to be read as a whole. The outlet
    /// takes what is done, if there is one.
    ///
    /// # Errors
    /// When one of them, or what the template makes of it, is not valid.
    pub(super) fn inject_listed(
        self,
        listed: Listed<'a>,
        outlet: Option<Outlet<'_>>,
    ) -> Result<Option<Edited<'a>>> {
        let asked = self.asked(listed.items.frame());
        let Some(parts) = Parts::of_items(&listed.items, self.style) else { return Ok(None) };
        let Listed { items, kinds, holders, places, .. } = listed;
        let read = |holder: Holder| holder.object(&items, kinds, &parts);
        let len = |holder: &Holder| holder.len(&items);
        let made = self.by_object(&parts, holders, (len, read), asked, outlet)?;
        Ok(made.map(|(done, written)| {
            let edits = Edits::Made(written);
            Edited { source: self.source, separator: self.separator, asked, done, edits, places }
        }))
    }

    /// What is to come of a document.
    fn asked(&self, read: &Node) -> Asked {
        match self.asked {
            // A comment at the end of a ResourceList would be lost, or be taken for one of the last item's.
            Asked::Comment if self.style.json || kinds::is_resource_list(read) => Asked::Text,
            asked => asked,
        }
    }

    /// Injects objects one by one, each of so many bytes and read by `object`; `None` where the edits of one cannot be told without the others.
    fn by_object<H: Send>(
        &self,
        parts: &Parts<'_>,
        holders: Vec<H>,
        (len, object): (impl Fn(&H) -> usize + Sync, impl Fn(H) -> Option<Object> + Sync),
        asked: Asked,
        outlet: Option<Outlet<'_>>,
    ) -> Result<Option<(Processed, Written)>> {
        let inject = |holder| {
            let Some(object) = object(holder) else { return Ok(Ok((Processed::default(), None))) };
            let Object { read, part, first, mut workloads } = object;
            let treated = self.treat(&read, first, &mut workloads);
            // What is wrong with one object does not keep the others from being looked at.
            Ok::<_, Infallible>(treated.map(|(now, done)| (done, parts.edits(part, &read, &now))))
        };
        let text = self.source.text;
        let undo = (asked == Asked::Comment).then(|| comment::Writing::new(text, self.separator));
        let mut written = Some(Writing::new(text, undo, outlet));
        let (mut wrong, mut all) = (Vec::new(), Processed::default());
        let Ok(()) = self.crew.run(holders, len, inject, |treated| {
            let (done, edits) = match treated {
                Ok(treated) => treated,
                Err(error) => return wrong.extend(error.into_all()),
            };
            all.objects.extend(done.objects);
            all.warnings.extend(done.warnings);
            match (&mut written, edits) {
                (Some(written), Some(edits)) => written.add(&edits),
                _ => written = None,
            }
        });
        if let Some(error) = Error::of_all(wrong) {
            return Err(error);
        }
        Ok(written.map(|written| (all, written.finish())))
    }

    /// Injects the workloads, of which the document has `first` before them, in a copy of a tree.
    fn treat(&self, read: &Node, first: usize, workloads: &mut [Workload]) -> Result<(Node, Processed)> {
        let mut tree = read.clone();
        let mut done = treat_all(self.settings, &self.source, &mut tree, workloads)?;
        for (object, workload) in done.objects.iter().zip(&*workloads) {
            let Some(before) = kinds::object(read, &workload.route) else { continue };
            let now = kinds::object_mut(&mut tree, &workload.route);
            // It was read as its type to decide; that is no reason to write it so.
            match object.outcome {
                Outcome::Skipped(_) => now.clone_from(before),
                _ => schema::restore_keys(now, before),
            }
        }
        tell_changes(self.changes, &mut done, (read, &tree), (first, workloads));
        Ok((tree, done))
    }
}

/// Notes of each object whether it changes from one tree to the other; of the document's workloads there are so many before
/// these.
fn tell_changes(
    changes: &Changes<'_>,
    done: &mut Processed,
    (read, tree): (&Node, &Node),
    (first, workloads): (usize, &[Workload]),
) {
    for ((index, object), workload) in (first..).zip(&mut done.objects).zip(workloads) {
        let before_and_now = (kinds::object(read, &workload.route), kinds::object(tree, &workload.route));
        if let (Some(before), Some(now)) = before_and_now {
            (object.changed, object.versions) = changes(index, before, now, &object.outcome);
        }
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
    /// The text of `source` with what one tree says and the other does not, and its comment where the `separator` for it is given.
    /// The trees are dropped before there is another text, since they take some times as much memory.
    fn between(
        source: &Source<'_>,
        (read, tree): (Node, Node),
        style: DocStyle,
        separator: Option<usize>,
    ) -> Self {
        let edits = writeback::edits_like(source.text, style, &read, &tree);
        debug_assert_eq!(
            writeback::written(source.text, &edits, &tree),
            writeback::splice(source.text, &edits)
        );
        drop((read, tree));
        let changes: Vec<Change> = edits.iter().map(Edit::change).collect();
        let text = writeback::splice(source.text, &edits);
        drop(edits);
        let comment = |separator| comment::comment(source.text, &changes, &text, separator);
        let undo = separator.and_then(comment);
        Written { text: Text::Here(text), changes, undo }
    }
}

impl Edited<'_> {
    /// What has become of the objects, where that is no reason to write the text anew.
    pub(super) fn unwritten(self) -> Processed {
        self.done
    }

    /// What has become of the objects when what comes out is `shown` to the byte, as if those in `shown`, a text of the same
    /// place, had been looked at; `None` when it is not, or there is something to be said of the text that was read.
    pub(super) fn as_shown(&self, shown: &Source<'_>) -> Option<Processed> {
        if !self.done.warnings.is_empty() || self.is_unchanged() {
            return None;
        }
        let between;
        let Written { text, changes, .. } = match &self.edits {
            Edits::Made(written) => written,
            Edits::Between(trees, style, _) => {
                between = Written::between(&self.source, trees.as_ref().clone(), *style, None);
                &between
            }
        };
        let Text::Here(text) = text else { return None };
        // A document without a line break at its end was given one for the comment.
        let given = shown.text.strip_prefix(text.as_str())?;
        if !(given.is_empty() || matches!(given, "\n" | "\r\n") && !text.ends_with('\n')) {
            return None;
        }
        // What has come in up to each change, and what has gone.
        let moved: Vec<(usize, usize)> = changes
            .iter()
            .scan((0, 0), |(come, gone), change| {
                (*come, *gone) = (*come + change.len, *gone + change.end - change.start);
                Some((*come, *gone))
            })
            .collect();
        let mut done = self.done.clone();
        for (object, place) in done.objects.iter_mut().zip(&self.places) {
            let start = place.start as usize;
            let before = changes.partition_point(|change| change.start < start);
            let (come, gone) = before.checked_sub(1).map_or((0, 0), |last| moved[last]);
            let start = (start + come).checked_sub(gone)?;
            object.line = shown.line_of(Span::new(start, start));
            object.changed = false;
            if object.outcome == Outcome::Injected {
                object.outcome = Outcome::Reinjected;
            }
        }
        Some(done)
    }

    /// The same in another style and with other `changes`; `None` where that takes more than comparing what is there.
    pub(super) fn compared(mut self, style: DocStyle, changes: &Changes<'_>) -> Option<Self> {
        let Edits::Between(trees, own, workloads) = &mut self.edits else { return None };
        if own.json != style.json {
            return None;
        }
        *own = style;
        let (read, tree) = &**trees;
        tell_changes(changes, &mut self.done, (read, tree), (0, workloads));
        Some(self)
    }

    fn is_unchanged(&self) -> bool {
        self.done.objects.iter().all(|object| !object.changed)
    }

    /// Works what changed into the text.
    pub(super) fn write(self) -> Processed {
        if self.is_unchanged() {
            return self.done;
        }
        let Edited { source, separator, asked, mut done, edits, .. } = self;
        let Written { text, changes, undo } = match edits {
            Edits::Between(trees, ..) if asked == Asked::Trees => {
                let (before, after) = *trees;
                done.trees = Some(Box::new(Trees { before: Some(before), after }));
                return done;
            }
            Edits::Made(written) => written,
            Edits::Between(trees, style, _) => {
                let separator = (asked == Asked::Comment).then_some(separator);
                Written::between(&source, *trees, style, separator)
            }
        };
        if changes.is_empty() {
            return done;
        }
        match text {
            Text::Here(text) => done.text = Some(text),
            Text::PassedOn(len) => done.passed_on = Some(len),
        }
        (done.undo, done.changes) = (undo, changes);
        done
    }
}

/// What injection makes of the text that a comment restores; `None` where there is something to be told of that text itself.
pub(super) fn afresh<'a>(
    settings: &'a Settings,
    crew: &'a Crew,
    source: Source<'a>,
    separator: usize,
) -> Option<Edited<'a>> {
    let mut repeated = Vec::new();
    let run = |style, asked| Run { settings, crew, source, separator, asked, style, changes: &differs };
    if let Some(listed) = Listed::of(settings.kinds(), &source) {
        if !listed.repeated.is_empty() || listed.has_foreign {
            return None;
        }
        // It is compared with what is there, and not written.
        if let Some(edited) = run(listed.style, Asked::Text).inject_listed(listed, None).ok()? {
            return Some(edited);
        }
    }
    let read = yaml::parse_noting(source.text, &mut repeated).ok()??;
    if !repeated.is_empty() || !settings.kinds().foreign(&read).is_empty() {
        return None;
    }
    let workloads = kinds::find(&read, settings.kinds()).ok()?;
    run(DocStyle::of(source.text, &read), settings.asked()).inject(read, workloads).ok()
}

/// Whether an object that was not injected before changes: when it says something else.
pub(super) fn differs(_: usize, before: &Node, now: &Node, _: &Outcome) -> Changed {
    (before != now, None)
}

/// The versions of the proxy in a pod and in the same pod anew, where they differ.
pub(super) fn versions(was: &Pod, now: &Pod) -> Option<Versions> {
    let [there, configured] = [was, now].map(|pod| tag_of(pod.any_container(PROXY)?.str_at("image")?));
    let (there, configured) = (there?.to_owned(), configured?.to_owned());
    (there != configured).then_some(Versions { there, configured })
}
