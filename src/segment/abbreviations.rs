//! What a single dot means: the end of a sentence, or of an abbreviation.

/// Abbreviations that a name, number or explanation follows: their dot never ends a sentence.
#[rustfmt::skip] // one line a word would hide the list
const NEVER_LAST: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "st", "vs", "v", "e.g", "eg", "i.e", "ie", "cf", "fig", "figs", "eq", "sec", "vol",
    "pp", "p", "ed", "eds", "al", "approx", "ca", "viz", "resp", "incl", "dept", "gen", "col", "sgt", "rev", "hon",
    "mme", "mlle", "hr", "fr", "z.b", "d.h", "bzw", "ggf", "vgl", "sra", "srta", "sr",
];

/// Abbreviations that may close a sentence: a capital letter after them starts a new one.
#[rustfmt::skip] // one line a word would hide the list
const MAY_BE_LAST: &[&str] = &[
    "etc", "p.m", "a.m", "pm", "am", "u.s", "u.k", "inc", "ltd", "jr", "ph.d", "m.d", "b.a", "b.sc", "m.a", "m.sc", "co",
    "corp", "est", "usw",
];

/// How far back the word before a dot is looked for, in bytes.
const LONGEST_WORD: usize = 48;

/// What a dot does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dot {
    /// It ends the sentence.
    Ends,
    /// It ends an abbreviation, an initial or a list number, and the sentence goes on.
    Abbreviates,
}

/// What a single dot does between `before` (its sentence so far) and `following` (from the next word on).
pub(super) fn dot_after(before: &str, following: &str) -> Dot {
    let (word, is_first) = last_word(before);
    let lower = word.to_lowercase();
    let next = following.chars().next().unwrap_or(' ');
    let goes_on = if NEVER_LAST.contains(&lower.as_str()) {
        true
    } else if MAY_BE_LAST.contains(&lower.as_str()) {
        !next.is_uppercase()
    } else if matches!(lower.as_str(), "no" | "nos" | "nr") {
        next.is_numeric()
    } else if is_initial(word) {
        true
    } else if !word.is_empty() && word.chars().all(char::is_numeric) {
        is_first // 1. First
    } else {
        // Short unknown words before a small letter are mostly abbreviations; long ones end a sloppy sentence.
        next.is_lowercase() && word.chars().count() <= 3
    };
    if goes_on { Dot::Abbreviates } else { Dot::Ends }
}

/// A single capital letter other than the pronoun `I`.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter.is_uppercase() && letter != 'I',
        _ => false,
    }
}

/// The last word of `before` without opening quotes, and whether it is the first of its sentence.
fn last_word(before: &str) -> (&str, bool) {
    let mut from = before.len().saturating_sub(LONGEST_WORD);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    let start = near
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace())
        .map_or(0, |(at, c)| at + c.len_utf8());
    let is_first = before[..from].is_empty() && near[..start].trim().is_empty();
    let word = near[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    (word, is_first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_told_apart() {
        for (before, following, wanted) in [
            ("I met Dr", "Smith", Dot::Abbreviates),
            ("(e.g", "This", Dot::Abbreviates),
            ("at 5 p.m", "We left", Dot::Ends),
            ("at 5 p.m", "we left", Dot::Abbreviates),
            ("No", "5", Dot::Abbreviates),
            ("No", "I", Dot::Ends),
            ("1", "First", Dot::Abbreviates),
            ("in 2019", "First", Dot::Ends),
            ("by J", "Smith", Dot::Abbreviates),
            ("said I", "We", Dot::Ends),
            ("رفتم", "بعد", Dot::Ends),
            ("", "x", Dot::Abbreviates),
        ] {
            assert_eq!(
                dot_after(before, following),
                wanted,
                "{before}. {following}"
            );
        }
    }
}
