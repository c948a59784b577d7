//! A List that is read object by object, so that it takes no memory for the trees of others than those in work.

use crate::kinds::{self, ITEMS, Kinds, Unknown, Workload};
use crate::processed::Source;
use crate::records::{STATUS, Status};
use kube_yaml::writeback::{DocStyle, Habits, Part, Parts};
use kube_yaml::{Items, Node, Repeated, Span};
use std::borrow::Cow;

/// The trees of objects that end within so many bytes of the text are kept until they are injected; others are read again, because
/// a tree takes several times the memory of its text.
const KEPT: usize = 256 << 10;

/// A List whose objects have all been read, one by one: it is valid.
pub(super) struct Listed<'a> {
    pub(super) items: Items<'a>,
    pub(super) kinds: &'a Kinds,
    pub(super) style: DocStyle,
    /// The objects that hold workloads.
    pub(super) holders: Vec<Holder>,
    /// Where each workload begins.
    pub(super) places: Vec<Span>,
    /// The keys that stand twice in a map.
    pub(super) repeated: Vec<Repeated>,
    /// Whether there are objects of other groups with something like a pod.
    pub(super) has_foreign: bool,
    /// Those whose pod templates are not injected.
    pub(super) unknown: Vec<Unknown>,
    /// Whether one of the objects was injected before.
    pub(super) was_injected: bool,
}

/// An object of a List, and the workloads in it.
pub(super) struct Object {
    pub(super) read: Node,
    pub(super) part: Part,
    /// Which of the document's workloads the first one is.
    pub(super) first: usize,
    /// With routes from the object.
    pub(super) workloads: Vec<Workload>,
}

/// An object that holds workloads, to be read when its turn comes.
pub(super) struct Holder {
    index: usize,
    first: usize,
    /// What it says, where that is kept.
    read: Option<Node>,
}

impl<'a> Listed<'a> {
    /// Reads a text object by object; `None` where it is no List of objects that can be read by themselves, or not valid.
    pub(super) fn of(kinds: &'a Kinds, source: &Source<'a>) -> Option<Self> {
        let items = Items::of(source.text, ITEMS).filter(|items| kinds::is_list(items.frame()))?;
        let mut habits = Habits::default();
        habits.look(source.text, items.frame());
        let mut listed = Listed {
            kinds,
            style: DocStyle::DEFAULT,
            holders: Vec::new(),
            places: Vec::new(),
            repeated: Vec::new(),
            has_foreign: false,
            unknown: Vec::new(),
            was_injected: false,
            items,
        };
        for index in 0..listed.items.count() {
            let object = listed.items.read(index, &mut listed.repeated)?;
            habits.look_at_item(source.text, &object, listed.items.column());
            listed.add(index, object)?;
        }
        listed.style = habits.style(source.text);
        Some(listed)
    }

    /// Notes what there is to know of an object; `None` where it is none, or a List.
    fn add(&mut self, index: usize, object: Node) -> Option<()> {
        let workloads = kinds::find(&object, self.kinds).ok().filter(|_| !kinds::is_list(&object))?;
        let foreign = self.kinds.foreign(&object);
        self.has_foreign |= !foreign.is_empty();
        self.was_injected |= matches!(self.kinds.and_recorded(&foreign, STATUS), Cow::Owned(_))
            || workloads.iter().any(|workload| Status::stands_in(&object, workload.pod_path));
        self.unknown.extend(self.kinds.unknown(&foreign));
        if !workloads.is_empty() {
            let first = self.places.len();
            self.places.extend(workloads.iter().map(|workload| workload.span));
            let read = (self.items.end(index) <= KEPT).then_some(object);
            self.holders.push(Holder { index, first, read });
        }
        Some(())
    }
}

impl Object {
    /// How many bytes of the text it is.
    pub(super) fn len(&self) -> usize {
        self.read.span.range().len()
    }
}

impl Holder {
    /// How many bytes of the text the object is.
    pub(super) fn len(&self, items: &Items<'_>) -> usize {
        items.end(self.index) - items.dash(self.index)
    }

    /// The object with its workloads.
    pub(super) fn object(self, items: &Items<'_>, kinds: &Kinds, parts: &Parts<'_>) -> Option<Object> {
        let Holder { index, first, read } = self;
        let read = read.or_else(|| items.read(index, &mut Vec::new()))?;
        let workloads = kinds::find(&read, kinds).ok()?;
        Some(Object { part: parts.item(items.dash(index), &read), read, first, workloads })
    }
}
