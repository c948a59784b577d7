//! The name that somebody meant: the nearest of the known ones to a word that is none of them.

/// The known name that `word` most probably was meant to be, when one is near enough to be worth a suggestion.
#[must_use]
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // A long word costs its square, and nobody misspells one of the names into it.
    if word.len() > 64 {
        return None;
    }
    let folded = word.to_lowercase().replace(['-', '_'], "");
    let distance = |name: &str| strsim::damerau_levenshtein(&folded, &name.to_lowercase().replace('_', ""));
    let most = (folded.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (distance(name), name))
        .filter(|(distance, name)| *distance <= most && *name != word)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
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
