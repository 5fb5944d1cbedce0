//! Character n-grams within words: what carries misspelling, inflection and languages without a stemmer.

/// Calls `each` with every character n-gram of `sizes` of a normalised word, the word's two ends marked by a space
/// (as scikit-learn's `char_wb` analyzer does).
///
/// A word shorter than the smallest size gives itself once.
pub fn character_grams(
    word: &str,
    sizes: std::ops::RangeInclusive<usize>,
    mut each: impl FnMut(&str),
) {
    let padded = format!(" {word} ");
    let bounds: Vec<usize> = padded
        .char_indices()
        .map(|(i, _)| i)
        .chain([padded.len()])
        .collect();
    let letters = bounds.len() - 1;
    if letters < *sizes.start() {
        each(&padded);
        return;
    }
    for size in sizes {
        for first in 0..(letters + 1).saturating_sub(size) {
            each(&padded[bounds[first]..bounds[first + size]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(word: &str) -> Vec<String> {
        let mut all = Vec::new();
        character_grams(word, 3..=4, |g| all.push(g.to_owned()));
        all
    }

    #[test]
    fn the_ends_of_the_word_are_marked() {
        assert_eq!(grams("abc"), [" ab", "abc", "bc ", " abc", "abc "]);
        assert_eq!(grams(""), ["  "]);
    }

    #[test]
    fn letters_are_never_cut() {
        assert_eq!(grams("می"), [" می", "می ", " می "]);
        assert_eq!(grams("我"), [" 我 "]);
    }
}
