//! Words that are only ever written with a capital: in languages that write names so, most of them are names.

use super::finding::{Finding, Kind};
use super::lists::NO_NAMES;
use super::persons::{Word, is_capitalised, words};
use super::relations::{RELATIONS, ROLES};
use super::well_known::WELL_KNOWN;
use crate::study::Span;
use std::collections::HashSet;

/// Where more than one word in so many within sentences is capitalised, a capital says nothing: a heading, a list.
const FEW: usize = 3;
/// German capitalises all nouns. Where one word in so many is one of these, the text is German.
const GERMAN_SHARE: usize = 12;
const GERMAN: &[&str] = &[
    "der", "die", "das", "und", "nicht", "ich", "ist", "ein", "eine", "den", "dem", "mit", "zu",
    "auf", "wir", "sie", "auch", "im",
];
/// Words before that can be told.
const ENOUGH: usize = 60;
/// At most so many words make one name.
const LONGEST: usize = 4;
/// Before a place.
const PLACE_WORDS: &[&str] = &["in", "from", "to", "near", "at", "of", "via", "into"];

/// What all texts of a project write in small letters.
#[derive(Debug, Default)]
pub struct SmallWords(HashSet<String>);

impl SmallWords {
    /// Learns from another text.
    pub fn add(&mut self, text: &str) {
        let small = words(text)
            .into_iter()
            .filter(|word| !is_capitalised(word.text));
        self.0
            .extend(small.map(|word| own(word.text).to_lowercase()));
    }

    /// The words of a text that are capitalised within its sentences and written in small letters nowhere: names, of persons or of
    /// anything else. None is sure. Nothing where nouns are capitalised, too.
    pub fn names(&self, text: &str) -> Vec<Finding> {
        let words = words(text);
        let within: Vec<usize> = (1..words.len()).filter(|at| !begins(&words[*at])).collect();
        let capitalised = within
            .iter()
            .filter(|at| is_capitalised(words[**at].text) && words[**at].text != "I");
        let german = words
            .iter()
            .filter(|word| GERMAN.contains(&word.text))
            .count();
        let says_nothing = within.len() >= ENOUGH && capitalised.count() * FEW > within.len();
        if says_nothing || german * GERMAN_SHARE > words.len() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut next = 0;
        for at in within {
            if at < next || !self.is_name(&words[at]) {
                continue;
            }
            let mut end = at;
            while end + 1 < words.len()
                && end + 1 < at + LONGEST
                && words[end + 1].gap == " "
                && self.is_name(&words[end + 1])
            {
                end += 1;
            }
            next = end + 1;
            let before = words[at - 1].text.to_lowercase();
            let is_place = words[at].gap == " " && PLACE_WORDS.contains(&before.as_str());
            let last = words[end].text.len() - own(words[end].text).len();
            found.push(Finding {
                span: Span::new(words[at].span.start, words[end].span.end - last),
                kind: if is_place { Kind::Place } else { Kind::Person },
                is_sure: false,
            });
        }
        found
    }

    fn is_name(&self, word: &Word<'_>) -> bool {
        let own = own(word.text);
        let lower = own.to_lowercase();
        is_capitalised(own)
            && own.chars().count() > 1
            // An abbreviation, or a word that is shouted.
            && own.chars().skip(1).all(|c| !c.is_uppercase() || own.contains(['-', '\'', '’']))
            && !NO_NAMES.contains(&own)
            && !WELL_KNOWN.contains(&lower.as_str())
            && !WELL_KNOWN.contains(&lower.trim_end_matches('s'))
            && !self.0.contains(&lower)
    }
}

/// The words of a label of a participant or speaker that look like names: not `P3`, `F2` or `Interviewer`.
pub fn names_in_label(label: &str) -> Vec<&str> {
    let is_name = |word: &Word<'_>| {
        let lower = word.text.to_lowercase();
        is_capitalised(word.text)
            && word.text.chars().count() > 2
            && word.text.chars().any(char::is_lowercase)
            && !WELL_KNOWN.contains(&lower.as_str())
            && !ROLES.contains(&lower.as_str())
            && !RELATIONS.contains(&lower.as_str())
            && !IN_LABELS.contains(&lower.as_str())
    };
    match label.chars().any(char::is_numeric) {
        true => Vec::new(),
        false => words(label)
            .iter()
            .filter(|word| is_name(word))
            .map(|word| word.text)
            .collect(),
    }
}

/// What else labels are made of; in small letters.
const IN_LABELS: &[&str] = &[
    "interview",
    "respondent",
    "informant",
    "researcher",
    "facilitator",
    "person",
    "male",
    "female",
    "man",
    "woman",
    "group",
    "focus",
    "intern",
    "resident",
    "physician",
    "unknown",
    "voice",
    "several",
    "everyone",
    "teilnehmer",
    "interviewerin",
    "teilnehmerin",
    "sprecher",
    "sprecherin",
    "befragte",
    "befragter",
    "moderatorin",
    "résztvevő",
    "kérdező",
    "chair",
    "audience",
    "narrator",
    "transcript",
    "field",
    "notes",
    "note",
    "answer",
    "question",
    "survey",
    "row",
];

/// Whether a sentence may begin with it.
fn begins(word: &Word<'_>) -> bool {
    let is_ordinary =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | '-' | '/' | '&' | '(');
    word.gap.is_empty() || !word.gap.chars().all(is_ordinary) || word.gap.ends_with("- ")
}

/// The word without `'s`, and without what `I'm` and `they'll` are short for. `O'Neil` is one word.
fn own(word: &str) -> &str {
    match word.split_once(['\'', '’']) {
        Some(("O" | "D" | "L", _)) | None => word,
        Some((own, _)) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<'t>(text: &'t str, others: &[&str]) -> Vec<(&'t str, Kind)> {
        let mut small = SmallWords::default();
        small.add(text);
        others.iter().for_each(|other| small.add(other));
        let found = small.names(text).into_iter();
        found
            .map(|found| (found.span.of(text).unwrap(), found.kind))
            .collect()
    }

    #[test]
    fn what_is_written_small_nowhere_is_a_name() {
        let (person, place) = (Kind::Person, Kind::Place);
        for (text, others, expected) in [
            (
                "Then Maria came with Bandar Abbas.",
                &[][..],
                &[("Maria", person), ("Bandar Abbas", person)][..],
            ),
            (
                "I am from Kerman, and O'Neil's mother too. Will he?",
                &[],
                &[("Kerman", place), ("O'Neil's", person)],
            ),
            (
                "I met Grace and Mark’s son",
                &["a mark on it"],
                &[("Grace", person)],
            ),
            (
                "On Monday in March I'd an ECG in English. And I'm here, I’ve said",
                &[],
                &[],
            ),
            ("He said: Maria! \"Anna,\" she said. Peter left.", &[], &[]),
            (
                "Kedden Jolánnal beszéltem, és Pesten voltam",
                &[],
                &[("Jolánnal", person), ("Pesten", person)],
            ),
            ("خسته بودم 😀 我累", &[], &[]),
            ("", &[], &[]),
        ] {
            assert_eq!(told(text, others), expected, "{text}");
        }
    }

    #[test]
    fn labels_of_people_are_names_or_numbers() {
        for (label, expected) in [
            ("Anna Kovács", &["Anna", "Kovács"][..]),
            ("Interviewer", &[]),
            ("P3", &[]),
            ("Speaker 11", &[]),
            ("Dr. Sara", &["Sara"]),
            ("مصاحبه‌گر", &[]),
        ] {
            assert_eq!(names_in_label(label), expected, "{label}");
        }
    }

    #[test]
    fn where_nouns_are_capitalised_a_capital_says_nothing() {
        let german = "Da war die Schwester mit dem Arzt im Zimmer und die Frau saß am Fenster mit ihrem Kind, als der Besuch kam und alle Leute gingen";
        assert_eq!(told(german, &[]), []);
    }
}
