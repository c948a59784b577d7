//! What is remembered of a part's text, and what the part looks at while that is made.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use minijinja::value::{Object, ObjectRepr};
use minijinja::{State, Value as Shown};

use super::Look;

/// Around the place of a mark.
const MARK: char = '\u{FDD0}';

/// What is the same for all pods of a key, and where in it which of their texts go.
#[derive(Debug)]
pub(super) struct Text {
    whole: String,
    gaps: Vec<Gap>,
}

/// A text with what goes into its gaps: what is printed, by the places of its names. It is put together where it is printed.
#[derive(Debug)]
pub(in crate::template::jinja) struct Filled {
    text: Arc<Text>,
    printed: Vec<(usize, Shown)>,
}

/// A place in a text, and the place of the name whose text goes there.
#[derive(Debug)]
struct Gap {
    at: usize,
    filled_by: usize,
}

/// The values that a part is rendered with, which notice what is looked at.
#[derive(Clone, Debug)]
pub(super) struct Watched(Arc<Values>);

#[derive(Debug)]
struct Values {
    looks: Arc<[Look]>,
    /// What each of the names stands for here, and whether that was asked.
    values: Vec<(Option<Shown>, AtomicBool)>,
    /// How many marks were printed.
    marks: Arc<AtomicUsize>,
}

/// What is printed into a gap.
#[derive(Debug)]
struct Mark {
    place: usize,
    printed: Arc<AtomicUsize>,
}

impl Watched {
    /// The values of these names, with marks for those that are to leave gaps.
    pub(super) fn of(
        looks: &Arc<[Look]>,
        state: &State<'_, '_>,
        is_gap: impl Fn(&Look, &Shown) -> bool,
    ) -> Self {
        let marks = Arc::new(AtomicUsize::new(0));
        let mark = |place| Shown::from_object(Mark { place, printed: Arc::clone(&marks) });
        let value = |(place, look): (usize, &Look)| {
            let value = state.lookup(&look.name);
            let value = value.map(|value| if is_gap(look, &value) { mark(place) } else { value });
            (value, AtomicBool::new(false))
        };
        let values = looks.iter().enumerate().map(value).collect();
        Watched(Arc::new(Values { looks: Arc::clone(looks), values, marks }))
    }

    /// The values as what a template is rendered with.
    pub(super) fn shown(&self) -> Shown {
        Shown::from_dyn_object(Arc::clone(&self.0))
    }

    /// The places of the names that were looked at.
    pub(super) fn looked(&self) -> Vec<usize> {
        let places = self.0.values.iter().enumerate();
        places.filter(|(_, (_, looked))| looked.load(Ordering::Relaxed)).map(|(place, _)| place).collect()
    }

    /// How many marks were printed.
    pub(super) fn marks(&self) -> usize {
        self.0.marks.load(Ordering::Relaxed)
    }
}

impl Object for Values {
    fn get_value(self: &Arc<Self>, key: &Shown) -> Option<Shown> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Shown> {
        let place = self.looks.iter().position(|look| look.name == key)?;
        let (value, looked) = &self.values[place];
        looked.store(true, Ordering::Relaxed);
        value.clone()
    }
}

impl Object for Mark {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.printed.fetch_add(1, Ordering::Relaxed);
        write!(f, "{MARK}{}{MARK}", self.place)
    }
}

impl Text {
    /// What was rendered with so many marks in it; none where something else looks like one.
    pub(super) fn of(rendered: &Shown, marks: usize) -> Option<Text> {
        let mut whole = String::new();
        let mut gaps = Vec::with_capacity(marks);
        for (index, piece) in rendered.as_str()?.split(MARK).enumerate() {
            if index % 2 == 0 {
                whole.push_str(piece);
            } else {
                gaps.push(Gap { at: whole.len(), filled_by: piece.parse().ok()? });
            }
        }
        (gaps.len() == marks).then_some(Text { whole, gaps })
    }

    /// The text with this in its gaps.
    pub(super) fn filled(self: &Arc<Self>, printed: Vec<(usize, Shown)>) -> Shown {
        Shown::from_object(Filled { text: Arc::clone(self), printed })
    }
}

impl Filled {
    /// The text, piece by piece.
    pub(in crate::template::jinja) fn pieces(&self) -> impl Iterator<Item = &str> {
        let Text { whole, gaps } = &*self.text;
        let filling = |gap: &Gap| {
            let text = self.printed.iter().find(|(place, _)| *place == gap.filled_by);
            text.and_then(|(_, text)| text.as_str()).unwrap_or_default()
        };
        let ends = gaps.iter().map(|gap| gap.at).chain([whole.len()]);
        let starts = [0].into_iter().chain(gaps.iter().map(|gap| gap.at));
        let between = starts.zip(ends).map(|(start, end)| whole.get(start..end).unwrap_or_default());
        between.zip(gaps.iter().map(filling).chain([""])).flat_map(|(text, filling)| [text, filling])
    }
}

impl Object for Filled {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|piece| f.write_str(piece))
    }
}
