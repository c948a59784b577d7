//! What collections of a tree are kept in: clones share it until one of them is changed.

use std::convert::Infallible;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};
use std::{ptr, slice, vec};

/// The members of a collection. A clone costs nothing and takes no memory; whoever changes one of them then has members of
/// its own, which share what lies below them in turn. So of two trees that differ in one place only the way to it is there twice.
///
/// What was found out about the members can be noted with them, and is known of every tree that shares them: see [`Note`].
#[derive(Debug)]
pub struct Shared<T>(Arc<Members<T>>);

#[derive(Debug)]
struct Members<T> {
    list: Vec<T>,
    notes: [AtomicI32; Known::COUNT],
    kept: OnceLock<Box<Kept<T>>>,
}

/// What was made of members, which would be made of them again.
#[derive(Debug)]
struct Kept<T> {
    spelling: OnceLock<Spelling>,
    /// What becomes of them, and the note that tells by whom.
    changed: OnceLock<(Note, Shared<T>)>,
}

/// Members as text, and the form of it.
#[derive(Debug)]
struct Spelling {
    form: u64,
    text: Box<str>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept { spelling: OnceLock::new(), changed: OnceLock::new() }
    }
}

/// That somebody has looked through members and all that is below them, and would find the same again: nothing to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Note {
    known: Known,
    about: i32,
}

/// What members can be looked through for. Of each there is one note, which is the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Whether they are of a type.
    Read,
    /// Whether they are as a type is printed.
    Settled,
    /// Whether serde makes a type of them.
    Deserialized,
    /// Whether they were spelled.
    Spelled,
    /// Whether a patch that brings them means nothing else by them.
    Patched,
    /// Whether they keep to rules.
    Valid,
}

impl Known {
    const COUNT: usize = 6;
}

impl Note {
    /// A note about what is described at a place in the program. Where that is too far away to be told apart, it is no note.
    #[must_use]
    pub fn new<T: ?Sized>(known: Known, about: &'static T) -> Self {
        /// The place from which others are counted, which describes nothing.
        static ORIGIN: u8 = 0;
        let [about, origin] = [ptr::from_ref(about).cast::<u8>(), &raw const ORIGIN].map(<*const u8>::addr);
        Note { known, about: i32::try_from(about.wrapping_sub(origin).cast_signed()).unwrap_or(0) }
    }
}

impl<T> Shared<T> {
    /// Whether these are the very same members, so that comparing them is no work.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether the members have this note.
    #[must_use]
    pub fn has(&self, note: Note) -> bool {
        note.about != 0 && self.0.notes[note.known as usize].load(Ordering::Relaxed) == note.about
    }

    /// Notes something of the members, until one of them is changed.
    pub fn note(&self, note: Note) {
        self.0.notes[note.known as usize].store(note.about, Ordering::Relaxed);
    }

    /// Whether `test` is true of all members, which is noted and not asked again.
    pub fn all(&self, note: Note, test: impl FnMut(&T) -> bool) -> bool {
        if self.has(note) {
            return true;
        }
        let all = self.iter().all(test);
        if all {
            self.note(note);
        }
        all
    }

    fn keeps(&self) -> &Kept<T> {
        self.0.kept.get_or_init(Box::default)
    }

    /// Spells the members behind `out`: with `spell`, or with what that wrote before in the same form. What has no number for
    /// its form is written each time.
    pub fn spell(&self, out: &mut String, form: Option<u64>, spell: impl FnOnce(&mut String)) {
        /// The bytes of the longest text that is kept.
        const LONGEST: usize = 16 << 10;
        static ONCE: u8 = 0;
        let Some(form) = form else { return spell(out) };
        let kept = self.0.kept.get().and_then(|kept| kept.spelling.get());
        if let Some(kept) = kept.filter(|kept| kept.form == form) {
            return out.push_str(&kept.text);
        }
        let start = out.len();
        spell(out);
        // Most members are spelled once.
        let once = Note::new(Known::Spelled, &ONCE);
        if !self.has(once) {
            self.note(once);
        } else if kept.is_none() && out.len() - start <= LONGEST {
            self.keeps().spelling.get_or_init(|| Spelling { form, text: out[start..].into() });
        }
    }
}

/// What becomes of a member.
#[derive(Debug)]
pub enum Fate<T> {
    /// It stays as it is.
    Stays,
    /// It becomes another one.
    Becomes(T),
    /// It goes.
    Goes,
}

impl<T> Fate<T> {
    /// A member stays where nothing comes in its place.
    #[must_use]
    pub fn of(other: Option<T>) -> Self {
        other.map_or(Fate::Stays, Fate::Becomes)
    }

    /// The same with what is made of what it becomes.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Fate<U> {
        match self {
            Fate::Stays => Fate::Stays,
            Fate::Becomes(other) => Fate::Becomes(make(other)),
            Fate::Goes => Fate::Goes,
        }
    }
}

impl<T: Clone> Shared<T> {
    /// The members as `fate` wants them; `None` where all stay as they are.
    pub fn changed(&self, mut fate: impl FnMut(&T) -> Fate<T>) -> Option<Self> {
        let Ok(changed) = self.try_changed(|member| Ok::<_, Infallible>(fate(member)));
        changed
    }

    /// The same where that may fail.
    ///
    /// # Errors
    /// The first one of `fate`.
    pub fn try_changed<E>(&self, mut fate: impl FnMut(&T) -> Result<Fate<T>, E>) -> Result<Option<Self>, E> {
        let mut members = self.iter();
        let first = loop {
            let Some(member) = members.next() else { return Ok(None) };
            match fate(member)? {
                Fate::Stays => {}
                Fate::Becomes(other) => break Some(other),
                Fate::Goes => break None,
            }
        };
        let rest = members.as_slice();
        let mut changed = Vec::with_capacity(self.len());
        changed.extend_from_slice(&self[..self.len() - rest.len() - 1]);
        changed.extend(first);
        for member in rest {
            match fate(member)? {
                Fate::Stays => changed.push(member.clone()),
                Fate::Becomes(other) => changed.push(other),
                Fate::Goes => {}
            }
        }
        Ok(Some(Shared::from(changed)))
    }

    /// The members as `fate` wants them, which leaves those alone that have a note; they get it where all stay as they are.
    pub fn changed_unless(&self, note: Note, fate: impl FnMut(&T) -> Fate<T>) -> Option<Self> {
        if self.has(note) {
            return None;
        }
        let changed = self.changed(fate);
        if changed.is_none() {
            self.note(note);
        }
        changed
    }

    /// What `change` makes of the members, which is kept with them under the note: it has to be the same each time. Whoever shares
    /// the members shares that, too.
    #[must_use]
    pub fn becoming(&self, note: Note, change: impl Fn(&mut Vec<T>)) -> Self {
        let becomes = || {
            let mut members = self.to_vec();
            change(&mut members);
            Shared::from(members)
        };
        let (by, changed) = self.keeps().changed.get_or_init(|| (note, becomes()));
        if *by == note && note.about != 0 { changed.clone() } else { becomes() }
    }

    /// The members alone.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        Arc::unwrap_or_clone(self.0).list
    }
}

/// Members of one's own, of which nothing is known.
impl<T: Clone> Clone for Members<T> {
    fn clone(&self) -> Self {
        Members::from(self.list.clone())
    }
}

impl<T> From<Vec<T>> for Members<T> {
    fn from(list: Vec<T>) -> Self {
        Members { list, notes: Default::default(), kept: OnceLock::new() }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(Arc::clone(&self.0))
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Shared::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(members: Vec<T>) -> Self {
        Shared(Arc::new(Members::from(members)))
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Shared::from(members.into_iter().collect::<Vec<T>>())
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.0.list == other.0.list
    }
}

impl<T> Deref for Shared<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0.list
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        let members = Arc::make_mut(&mut self.0);
        members.notes = Default::default();
        members.kept = OnceLock::new();
        &mut members.list
    }
}

impl<T: Clone> IntoIterator for Shared<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> vec::IntoIter<T> {
        self.into_vec().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> slice::Iter<'a, T> {
        self.0.list.iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut Shared<T> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> slice::IterMut<'a, T> {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_until_one_is_changed() {
        let one = Shared::from(vec![1, 2]);
        let mut two = one.clone();
        assert!(one.is(&two) && one == two);
        two.push(3);
        assert!(!one.is(&two));
        assert_eq!((one.as_slice(), two.as_slice()), (&[1, 2][..], &[1, 2, 3][..]));
        let equal = Shared::from(vec![1, 2]);
        assert!(!one.is(&equal) && one == equal);
    }

    #[test]
    fn a_note_is_known_of_all_that_share_members_until_they_are_changed() {
        static TYPES: [u64; 2] = [1, 2];
        let note = Note::new(Known::Read, &TYPES[0]);
        let others = [Note::new(Known::Read, &TYPES[1]), Note::new(Known::Settled, &TYPES[0])];
        let one = Shared::from(vec![1, 2]);
        assert_eq!(one.changed_unless(note, |_| Fate::Goes).as_deref(), Some(&Vec::new()));
        assert!(!one.has(note));
        assert_eq!(one.changed_unless(note, |_| Fate::Stays), None);
        let mut two = one.clone();
        assert!(two.has(note) && !others.iter().any(|other| two.has(*other)));
        assert_eq!(two.changed_unless(note, |_| Fate::Goes), None);
        two.push(3);
        assert!(one.has(note) && !two.has(note));
        two.note(note);
        two.push(4);
        assert!(!two.has(note), "they are nobody else's, and were changed in place");
    }

    #[test]
    fn what_is_spelled_again_in_the_same_form_is_what_was_spelled_until_it_is_changed() {
        let mut one = Shared::from(vec![1]);
        let spelled = |one: &Shared<i32>, form, text: &str| {
            let mut out = String::from("- ");
            one.spell(&mut out, form, |out| out.push_str(text));
            out
        };
        assert_eq!(["a", "b", "c"].map(|text| spelled(&one, Some(7), text)), ["- a", "- b", "- b"]);
        assert_eq!([Some(8), None].map(|form| spelled(&one, form, "d")), ["- d", "- d"]);
        one[0] = 2;
        assert_eq!(["e", "f", "g"].map(|text| spelled(&one, Some(7), text)), ["- e", "- f", "- f"]);
    }

    #[test]
    fn what_members_become_is_made_once_and_shared() {
        static TYPES: [u64; 2] = [1, 2];
        let notes = [0, 1].map(|at| Note::new(Known::Patched, &TYPES[at]));
        let mut one = Shared::from(vec![1]);
        let becoming = |one: &Shared<i32>, note, n| one.becoming(note, |list| list.push(n));
        let [first, again] = [2, 3].map(|n| becoming(&one, notes[0], n));
        assert!(first.is(&again) && *first == [1, 2]);
        assert_eq!(*becoming(&one, notes[1], 4), [1, 4]);
        one[0] = 5;
        assert_eq!(*becoming(&one, notes[0], 6), [5, 6]);
    }

    #[test]
    fn what_stays_as_it_is_is_not_made_anew() {
        let numbers = Shared::from(vec![1, 2, 3, 4]);
        let fate = |n: &i32| match n {
            2 => Fate::Goes,
            3 => Fate::Becomes(30),
            _ => Fate::Stays,
        };
        assert_eq!(numbers.changed(fate).as_deref(), Some(&vec![1, 30, 4]));
        assert_eq!(numbers.changed(|_| Fate::Stays), None);
        assert_eq!(numbers.try_changed(|n| if *n == 2 { Err(*n) } else { Ok(Fate::Goes) }), Err(2));
    }

    #[test]
    fn members_that_nobody_else_has_are_changed_in_place_and_moved_out() {
        let mut one = Shared::from(vec![String::from("a")]);
        let place = one.as_ptr();
        one[0].push('b');
        assert_eq!(one.as_ptr(), place);
        let moved: Vec<String> = one.into_iter().collect();
        assert_eq!((moved.as_ptr(), moved[0].as_str()), (place, "ab"));
    }
}
