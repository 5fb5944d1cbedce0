//! Light suffix stripping for Persian: plural, comparative, possessive and indefinite endings.
//!
//! Deliberately shallow: only endings that leave a stem of at least three letters, the longest first, at most two rounds,
//! because over-stripping confuses more words than inflection does (compare Taghva, Beckley & Sadeh 2005, who strip far more).

const SUFFIXES: [&str; 22] = [
    "هایشان",
    "هایمان",
    "هایتان",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "ترین",
    "هاست",
    "های",
    "شان",
    "مان",
    "تان",
    "ها",
    "تر",
    "ان",
    "ات",
    "ام",
    "ای",
    "اش",
    "یم",
    "ی",
];

/// Endings that Persian writes after a zero-width non-joiner and that carry no meaning of their own.
const DETACHED: [&str; 18] = [
    "ها",
    "های",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "هایشان",
    "هایمان",
    "تر",
    "ترین",
    "ام",
    "ات",
    "اش",
    "ای",
    "اند",
    "ایم",
    "اید",
    "شان",
];

/// The stem of a normalised Persian word.
pub fn stem(word: &str) -> &str {
    let mut stem = word;
    for _ in 0..2 {
        let shorter = SUFFIXES.iter().find_map(|suffix| {
            let rest = stem.strip_suffix(suffix)?;
            let least = if suffix.chars().count() == 1 { 4 } else { 3 };
            (rest.chars().count() >= least).then_some(rest)
        });
        match shorter {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    stem
}

/// Whether a piece after a zero-width non-joiner is only an ending.
pub fn is_detached_suffix(piece: &str) -> bool {
    DETACHED.contains(&piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_share_a_stem() {
        for word in ["بیمارها", "بیماران", "بیمارهای", "بیمارانشان", "بیمارستان"]
        {
            let _ = stem(word);
        }
        assert_eq!(stem("بیمارها"), "بیمار");
        assert_eq!(stem("بیماران"), "بیمار");
        assert_eq!(stem("بیمارهای"), "بیمار");
        assert_eq!(stem("بزرگترین"), "بزرگ");
    }

    #[test]
    fn short_words_are_left_alone() {
        for word in ["نان", "جان", "علی", "مادر", "ما"] {
            assert_eq!(stem(word), word);
        }
    }
}
