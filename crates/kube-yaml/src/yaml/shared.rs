//! What collections of a tree are kept in: clones share it until one of them is changed.

use std::convert::Infallible;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::{slice, vec};

/// The members of a collection. A clone costs nothing and takes no memory; whoever changes one of them then has members of
/// its own, which share what lies below them in turn. So of two trees that differ in one place only the way to it is there twice.
#[derive(Debug)]
pub struct Shared<T>(Arc<Vec<T>>);

impl<T> Shared<T> {
    /// Whether these are the very same members, so that comparing them is no work.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
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

    /// The members alone.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        Arc::unwrap_or_clone(self.0)
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
        Shared(Arc::new(members))
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Shared::from(members.into_iter().collect::<Vec<T>>())
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.0 == other.0
    }
}

impl<T> Deref for Shared<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        Arc::make_mut(&mut self.0)
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
        self.0.iter()
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
