//! Light stripping for Persian: the prefix of verbs, and plural, comparative, possessive and indefinite endings, also as they are spoken
//! (`استادامون` for `استادهایمان`).
//!
//! Deliberately shallow: only endings that leave a stem of at least three letters, the longest first, at most two rounds,
//! because over-stripping confuses more words than inflection does (compare Taghva, Beckley & Sadeh 2005, who strip far more).

const SUFFIXES: [&str; 29] = [
    "هایشان",
    "هایمان",
    "هایتان",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "ترین",
    "هاست",
    "هامون",
    "هاتون",
    "هاشون",
    "مون",
    "تون",
    "شون",
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
    "ا",
];

/// What Persian verbs of the present and the past in progress begin with.
const VERB_PREFIX: &str = "می";
/// The same where they are negated.
const NEGATED: &str = "نمی";

/// Words that only look as if they did, by their beginnings.
const NO_VERBS: [&str; 18] = [
    "میان",
    "میثاق",
    "میخک",
    "میدان",
    "میراث",
    "میرزا",
    "میزان",
    "میزبان",
    "میسر",
    "میعاد",
    "میکرو",
    "میلاد",
    "میلی",
    "میمون",
    "مینا",
    "میهمان",
    "میهن",
    "میوه",
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

/// The stem of a normalised Persian word, with one spelling for alef; of a negated verb with the `ن` that negates it.
pub fn stem(word: &str) -> String {
    let (negation, word) = without_prefix(word);
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
    format!("{negation}{stem}").replace('آ', "ا")
}

/// What negates a verb, and the verb without its prefix, where at least three letters are left.
fn without_prefix(word: &str) -> (&str, &str) {
    if NO_VERBS.iter().any(|other| word.starts_with(other)) {
        return ("", word);
    }
    let long = |rest: &&str| rest.chars().count() >= 3;
    match (word.strip_prefix(NEGATED), word.strip_prefix(VERB_PREFIX)) {
        (Some(verb), _) if long(&verb) => ("ن", verb),
        (_, Some(verb)) if long(&verb) => ("", verb),
        _ => ("", word),
    }
}

/// What of a word stays where a piece of it before a zero-width non-joiner is only the prefix of a verb; `None` where it is not.
pub fn verb_prefix(piece: &str) -> Option<&'static str> {
    match piece {
        VERB_PREFIX => Some(""),
        NEGATED => Some(NEGATED),
        _ => None,
    }
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
