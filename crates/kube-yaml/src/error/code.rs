//! The kinds of errors, each with a code that stays the same from release to release.

use std::fmt;

/// What kind of error it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ErrorCode {
    word: &'static str,
    meaning: &'static str,
}

impl ErrorCode {
    /// A code, and what is wrong as a clause in Markdown.
    #[must_use]
    pub const fn new(word: &'static str, meaning: &'static str) -> Self {
        ErrorCode { word, meaning }
    }

    /// The code as messages show it, such as `E0101`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.word
    }

    /// What is wrong, as a clause in Markdown.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.meaning
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)
    }
}

/// Defines a table of codes: a constant for each, and `ALL` with all of them in order.
#[macro_export]
macro_rules! error_codes {
    ($($name:ident = $word:literal, $meaning:literal;)*) => {
        $(
            #[doc = concat!($word, ": ", $meaning)]
            pub const $name: $crate::ErrorCode = $crate::ErrorCode::new($word, $meaning);
        )*
        /// Every code, in order.
        pub const ALL: &[$crate::ErrorCode] = &[$($name),*];
    };
}
