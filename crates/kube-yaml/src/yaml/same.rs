//! Whether texts are the same, which keys are asked more often than anything else.

/// Whether `a` and `b` are the same text. Two of the same few bytes, as most keys are, are compared as numbers: a call would cost more.
#[must_use]
#[inline]
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && match a.len() {
            0..4 => a.iter().eq(b),
            4..8 => a.first_chunk::<4>() == b.first_chunk() && a.last_chunk::<4>() == b.last_chunk(),
            8..=16 => a.first_chunk::<8>() == b.first_chunk() && a.last_chunk::<8>() == b.last_chunk(),
            17..32 => a.first_chunk::<16>() == b.first_chunk() && a.last_chunk::<16>() == b.last_chunk(),
            _ => a == b,
        }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn texts_are_the_same_when_every_byte_is() {
        for length in 0..40 {
            let text: String = ('A'..='z').cycle().take(length).collect();
            assert!(same(&text, &text.clone()), "{text}");
            assert!(!same(&text, &format!("{text}x")) && !same(&format!("x{text}"), &text), "{text}");
            for at in 0..length {
                let mut other = text.clone();
                other.replace_range(at..=at, "~");
                assert!(!same(&text, &other) && !same(&other, &text), "{text}: {at}");
            }
        }
    }
}
