//! The order go-yaml 2 puts keys in: letters after everything else, runs of digits by their number.

use crate::yaml::tree::Entry;

/// Sorts the entries of a map by key.
///
/// A merge sort of our own: the order is Go's, which is not total for every set of keys, and the standard sorts may
/// panic on such an order.
pub(super) fn sort(entries: &mut [&Entry]) {
    if entries.len() < 2 {
        return;
    }
    let middle = entries.len() / 2;
    let (left, right) = entries.split_at_mut(middle);
    sort(left);
    sort(right);
    if !less(&right[0].key, &left[left.len() - 1].key) {
        return;
    }
    let mut merged = Vec::with_capacity(entries.len());
    let (mut a, mut b) = (entries[..middle].iter().peekable(), entries[middle..].iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let next = if less(&y.key, &x.key) { b.next() } else { a.next() };
        merged.extend(next.copied());
    }
    merged.extend(a.copied());
    merged.extend(b.copied());
    entries.copy_from_slice(&merged);
}

/// Whether the key `a` comes before `b`.
fn less(a: &str, b: &str) -> bool {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    let (Some(x), Some(y)) = (rest_a.chars().next(), rest_b.chars().next()) else {
        return rest_a.len() < rest_b.len();
    };
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => return x < y,
        (false, true) => return true,
        (true, false) => return false,
        (false, false) => {}
    }
    // A zero in the middle of a number does not begin one.
    let inside = x == '0' || y == '0';
    let before = a[..same].bytes().rev().take_while(u8::is_ascii_digit);
    let start = i64::from(inside && before.into_iter().any(|digit| digit != b'0'));
    let ((number_a, len_a), (number_b, len_b)) = (number(rest_a, start), number(rest_b, start));
    if number_a != number_b {
        return number_a < number_b;
    }
    if len_a != len_b {
        return len_a < len_b;
    }
    x < y
}

/// The number that the leading digits of `text` make behind `start`, wrapping as Go's does, and how many they are.
fn number(text: &str, start: i64) -> (i64, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.fold((start, 0), |(number, len), digit| {
        (number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')), len + 1)
    })
}
