//! Names of persons, as titles and honorifics give them away.

use super::beside;
use super::finding::{Finding, Kind};
use super::folded::{folded, is_han};
use super::lists::{
    ABBREVIATED, CHINESE_DOUBLE, CHINESE_SURNAMES, CHINESE_TITLES, NO_NAMES, PARTICLES,
    PERSIAN_GIVEN, PERSIAN_NO_NAMES, PERSIAN_TITLES, TITLES,
};
use crate::study::Span;

/// A word and where it is.
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// What stands between it and the word before.
    pub(super) gap: &'t str,
}

/// The words of a text: letters with apostrophes and hyphens between them. A zero-width non-joiner ends one.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut all: Vec<Word<'_>> = Vec::new();
    let mut start = None;
    let mut end_of_last = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let is_within = c.is_alphabetic() || is_mark(c);
        let joins = start.is_some()
            && matches!(c, '\'' | '’' | '-')
            && next.is_some_and(char::is_alphabetic);
        if is_within || joins {
            start.get_or_insert(at);
        }
        let ends = !(is_within || joins) || next.is_none();
        if let Some(from) = start.filter(|_| ends) {
            let to = if is_within || joins {
                at + c.len_utf8()
            } else {
                at
            };
            if let (Some(word), Some(gap)) = (text.get(from..to), text.get(end_of_last..from)) {
                all.push(Word {
                    text: word,
                    span: Span::new(from, to),
                    gap,
                });
            }
            end_of_last = to;
            start = None;
        }
    }
    all
}

/// Signs that belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

/// What is found in a text.
pub(super) fn find(text: &str) -> Vec<Finding> {
    let words = words(text);
    let mut found = Vec::new();
    for at in 0..words.len() {
        found.extend(behind_title(&words, at));
        found.extend(behind_persian_title(&words, at));
        found.extend(beside::at(&words, at));
    }
    found.extend(chinese(text));
    found.extend(beside::chinese(text));
    found
}

/// The capitalised words behind a title; the name is found without its title.
fn behind_title(words: &[Word<'_>], at: usize) -> Option<Finding> {
    let is_title = |word: &Word<'_>| TITLES.contains(&word.text.to_lowercase().as_str());
    let title = words.get(at).filter(|word| is_title(word))?;
    // "nurse" and "doctor" are words like others; as titles they are capitalised.
    if !is_capitalised(title.text) {
        return None;
    }
    let rest = words.get(at + 1..)?;
    let mut name: Option<Span> = None;
    for (nth, word) in rest.iter().take(4).enumerate() {
        // The dot of an abbreviated title, or of an initial, does not end the sentence.
        let is_abbreviated = match nth {
            0 => ABBREVIATED.contains(&title.text.to_lowercase().as_str()),
            _ => rest
                .get(nth - 1)
                .is_some_and(|before| before.text.chars().count() == 1),
        };
        let gap = match is_abbreviated {
            true => word.gap.trim_start_matches('.'),
            false => word.gap,
        };
        let is_near = gap == " " || (nth > 0 && gap == "-");
        let is_particle = is_particle(word)
            && rest
                .iter()
                .skip(nth + 1)
                .find(|next| !is_particle(next))
                .is_some_and(|next| is_capitalised(next.text));
        if !is_near || is_title(word) || !(is_name(word.text) || is_particle) {
            break;
        }
        name = Some(Span::new(
            name.map_or(word.span.start, |name| name.start),
            word.span.end,
        ));
    }
    let span = name?;
    Some(Finding {
        span: without_possessive(span, rest),
        kind: Kind::Person,
        is_sure: true,
    })
}

fn is_particle(word: &Word<'_>) -> bool {
    PARTICLES.contains(&word.text)
}

/// `Smith's` is Smith.
fn without_possessive(span: Span, words: &[Word<'_>]) -> Span {
    let last = words
        .iter()
        .find(|word| word.span.end == span.end)
        .map_or("", |word| word.text);
    let ending = ["'s", "’s"]
        .into_iter()
        .find(|ending| last.ends_with(ending))
        .map_or(0, str::len);
    Span::new(span.start, span.end - ending)
}

fn is_name(word: &str) -> bool {
    let alone = word.split(['\'', '’']).next().unwrap_or(word);
    is_capitalised(word) && !NO_NAMES.contains(&alone)
}

pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The word behind a Persian title, or two behind a common given name.
fn behind_persian_title(words: &[Word<'_>], at: usize) -> Option<Finding> {
    let fold = |word: &str| word.chars().map(folded).collect::<String>();
    let is = |list: &[&str], word: &Word<'_>| list.contains(&fold(word.text).as_str());
    let title = words.get(at).filter(|word| is(PERSIAN_TITLES, word))?;
    // Of "a gentleman" and "a doctor" what follows is what he is, and one can become a doctor: only behind Mr and Mrs is the
    // next word nearly always a name.
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let is_anyone = before.is_some_and(|before| matches!(before.text, "یه" | "یک" | "هر" | "چند"));
    let is_courteous =
        |word: &Word<'_>| matches!(fold(word.text).as_str(), "آقای" | "خانم" | "خانوم");
    let is_courtesy = !is_anyone && (is_courteous(title) || before.is_some_and(is_courteous));
    let near = |word: &&Word<'_>| word.gap == " " && word.text.chars().count() > 1;
    let first = words.get(at + 1).filter(near)?;
    if is(PERSIAN_TITLES, first) || is(PERSIAN_NO_NAMES, first) || !is_persian(first.text) {
        return None;
    }
    let second = words
        .get(at + 2)
        .filter(near)
        .filter(|word| is_persian(word.text) && !is(PERSIAN_NO_NAMES, word));
    let is_given = is(PERSIAN_GIVEN, first);
    let last = at + if is_given && second.is_some() { 2 } else { 1 };
    // What is tied by a non-joiner is part of the name (رضایی‌نژاد), but for the ending of a plural.
    let tied = words
        .get(last + 1)
        .filter(|word| word.gap == "\u{200C}" && !is(PERSIAN_NO_NAMES, word));
    let end = tied.or(words.get(last))?.span.end;
    Some(Finding {
        span: Span::new(first.span.start, end),
        kind: Kind::Person,
        is_sure: is_given || is_courtesy,
    })
}

fn is_persian(word: &str) -> bool {
    word.chars().all(|c| ('\u{0600}'..='\u{06FF}').contains(&c))
}

/// A Chinese surname, up to two characters and a title. A surname alone is a word like others, so the title is found with it.
fn chinese(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for title in CHINESE_TITLES {
        for (end, _) in text.match_indices(title) {
            let before: Vec<(usize, char)> = text
                .get(..end)
                .unwrap_or_default()
                .char_indices()
                .rev()
                .take(4)
                .collect();
            let name = name_before(&before);
            // A longer title that begins here, or within which this one is, finds it, too.
            if let Some(count) = name {
                let start = before.get(count - 1).map_or(end, |(at, _)| *at);
                let until = if count == 1 { end + title.len() } else { end };
                found.push(Finding {
                    span: Span::new(start, until),
                    kind: Kind::Person,
                    is_sure: count < 3 || is_surname_at(&before, count),
                });
            }
        }
    }
    found
}

/// How many characters before a title are a name: a surname alone stands behind no other Chinese character, or it would be part of a word.
fn name_before(before: &[(usize, char)]) -> Option<usize> {
    let character = |nth: usize| before.get(nth).map(|(_, c)| *c);
    let is_surname = |c: Option<char>| c.is_some_and(|c| CHINESE_SURNAMES.contains(c));
    let is_double = |first: Option<char>, second: Option<char>| {
        let pair: String = first.into_iter().chain(second).collect();
        CHINESE_DOUBLE.contains(&pair.as_str())
    };
    if is_double(character(1), character(0)) {
        return Some(2);
    }
    // Three characters, then two: the first is the surname and no word goes on before it.
    for count in [3, 2] {
        let starts = !character(count).is_some_and(is_han);
        let all_han = (0..count).all(|nth| character(nth).is_some_and(is_han));
        if starts && all_han && is_surname(character(count - 1)) && !is_surname(character(0)) {
            return Some(count);
        }
    }
    is_surname(character(0)).then_some(1)
}

fn is_surname_at(before: &[(usize, char)], count: usize) -> bool {
    before
        .get(count - 1)
        .is_some_and(|(_, c)| CHINESE_SURNAMES.contains(*c))
}

#[cfg(test)]
mod tests {
    use super::super::finding::told;
    use super::*;

    #[test]
    fn titles_give_names_away() {
        for (text, expected) in [
            ("Dr. Smith's ward", &["Smith"][..]),
            (
                "Mrs Anna-Maria van der Berg came",
                &["Anna-Maria van der Berg"],
            ),
            ("Then Prof. Dr. Müller said", &["Müller"]),
            ("Mr. Smith. She said no", &["Smith"]),
            ("ah, Doctor Lu. She's late", &["Lu"]),
            ("Thank you, Doctor. Careful", &[]),
            ("Dr. J. R. Smith", &["J. R. Smith"]),
            ("the doctor said. Doctor, help!", &[]),
            ("Nurse Élodie and Nurse", &["Élodie"]),
            ("Dr. He was late", &[]),
            ("آقای دکتر احمدی گفت", &["احمدی"]),
            ("خانم مریم كاظمي آمد", &["مریم كاظمي"]),
            ("خانم‌ها و آقایان", &[]),
            ("دکتر رضایی‌نژاد آمد", &["رضایی‌نژاد"]),
            ("آقای علی کاظمی‌ها", &["علی کاظمی"]),
            ("خانم پرستار گفت", &[]),
            ("我找了王医生。", &["王医生"]),
            ("李小明老师说", &["李小明"]),
            ("欧阳护士长来了", &["欧阳"]),
            ("医生说老师好", &[]),
        ] {
            let found = told(text);
            let found: Vec<&str> = found.iter().map(|(word, _)| *word).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn words_know_their_places() {
        let text = "Mr. O'Neil – می‌رود!";
        let found: Vec<(&str, &str)> = words(text)
            .iter()
            .map(|word| (word.text, word.gap))
            .collect();
        assert_eq!(
            found,
            [
                ("Mr", ""),
                ("O'Neil", ". "),
                ("می", " – "),
                ("رود", "\u{200C}")
            ]
        );
        assert_eq!(words("").len(), 0);
        assert_eq!(words("e\u{301}a")[0].text, "e\u{301}a");
    }
}
