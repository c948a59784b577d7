//! The name that somebody meant: the nearest of the known ones to a word that is none of them.

/// The known name that `word` most probably was meant to be, when one is near enough to be worth a suggestion.
#[must_use]
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // A long word costs its square, and nobody misspells one of the names into it.
    if word.len() > 64 {
        return None;
    }
    let folded = word.to_lowercase().replace(['-', '_'], "");
    let length = folded.chars().count();
    let most = (length / 3).clamp(1, 3);
    let distance = |name: &'k str| {
        // Every letter that one has more is a difference: most names are out of the question before they are looked at.
        let letters = name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase);
        if letters.clone().count().abs_diff(length) > most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&folded, &letters.collect::<String>());
        (distance <= most && name != word).then_some((distance, name))
    };
    known.into_iter().filter_map(distance).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters are added, left out, swapped or others.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_and_missing_letters_are_near() {
        assert_eq!(nearest("injectConfgiFile", ["valuesFile", "injectConfigFile"]), Some("injectConfigFile"));
        assert_eq!(nearest("polcy", ["policy", "template"]), Some("policy"));
    }

    #[test]
    fn other_conventions_of_spelling_are_near() {
        assert_eq!(nearest("mesh-config-file", ["meshConfigFile"]), Some("meshConfigFile"));
        assert_eq!(nearest("TrustDomain", ["trustDomain"]), Some("trustDomain"));
    }

    #[test]
    fn other_words_are_not() {
        assert_eq!(nearest("hub", ["tag", "variant"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["x"]), None);
    }
}
