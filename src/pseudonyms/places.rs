//! Names of places: large cities by lists, others by the word beside them.

use super::finding::{Finding, Kind};
use super::folded::{folded, is_han};
use super::lists::{
    CHINESE_CITIES, CHINESE_NO_NAMES, CHINESE_PLACES, KINDS_OF_PLACES, PERSIAN_CITIES,
    PERSIAN_NO_PLACES, PERSIAN_PLACES, PLACES_BEHIND, PLACES_OF,
};
use super::persons::{Word, is_capitalised, words};
use crate::study::Span;

/// What is found in a text.
pub(super) fn find(text: &str) -> Vec<Finding> {
    let words = words(text);
    let mut found: Vec<Finding> = (0..words.len())
        .filter_map(|at| {
            let (span, is_sure) = capitalised(&words, at).or_else(|| persian(&words, at))?;
            Some(Finding {
                span,
                kind: Kind::Place,
                is_sure,
            })
        })
        .collect();
    found.extend(chinese(text));
    found
}

/// `St Mary's Hospital`, `University of Leeds`.
fn capitalised(words: &[Word<'_>], at: usize) -> Option<(Span, bool)> {
    let word = words.get(at)?;
    if PLACES_OF.contains(&word.text) {
        let (of, name) = (words.get(at + 1)?, words.get(at + 2)?);
        let is_named =
            of.text == "of" && is_capitalised(name.text) && of.gap == " " && name.gap == " ";
        let more = words
            .iter()
            .skip(at + 3)
            .take_while(|next| next.gap == " " && is_capitalised(next.text));
        let more: Vec<&Word<'_>> = more.collect();
        // There are many universities of medical sciences.
        let is_one = std::iter::once(name)
            .chain(more.iter().copied())
            .any(|word| !KINDS_OF_PLACES.contains(&word.text));
        let end = more.last().map_or(name.span.end, |last| last.span.end);
        return (is_named && is_one).then_some((Span::new(word.span.start, end), true));
    }
    if !is_capitalised(word.text) {
        return None;
    }
    // The word behind the name is the last one.
    let goes_on = |at: usize| {
        words
            .get(at)
            .is_some_and(|next| next.gap == " " && is_capitalised(next.text))
    };
    let mut end = at;
    while goes_on(end + 1) && end < at + 4 {
        end += 1;
    }
    let last = words
        .get(end)
        .filter(|last| end > at && PLACES_BEHIND.contains(&last.text))?;
    let is_first = at == 0 || !is_capitalised(words.get(at - 1)?.text) || word.gap != " ";
    let begins = ["The", "A", "Our", "My", "In", "At", "This", "That"].contains(&word.text);
    let start = match (is_first, begins) {
        (false, _) => return None,
        (true, true) if end > at + 1 => words.get(at + 1)?.span.start,
        (true, true) => return None,
        (true, false) => word.span.start,
    };
    Some((Span::new(start, last.span.end), true))
}

/// A city, or what stands behind a word such as hospital.
fn persian(words: &[Word<'_>], at: usize) -> Option<(Span, bool)> {
    let fold = |word: &str| word.chars().map(folded).collect::<String>();
    let word = words.get(at)?;
    let tied = words.get(at + 1).filter(|next| next.gap == "\u{200C}");
    if let Some(next) = tied {
        let both = format!("{}\u{200C}{}", fold(word.text), fold(next.text));
        if PERSIAN_CITIES.contains(&both.as_str()) {
            return Some((Span::new(word.span.start, next.span.end), true));
        }
    }
    if PERSIAN_CITIES.contains(&fold(word.text).as_str()) {
        return Some((word.span, true));
    }
    if !PERSIAN_PLACES.contains(&fold(word.text).as_str()) {
        return None;
    }
    let name = words
        .get(at + 1)
        .filter(|name| name.gap == " " && name.text.chars().count() > 1)?;
    let is_word = PERSIAN_NO_PLACES.contains(&fold(name.text).as_str())
        || PERSIAN_CITIES.contains(&fold(name.text).as_str());
    // Any word may follow: the researcher decides.
    (!is_word && name.text.chars().all(|c| !c.is_ascii())).then_some((name.span, false))
}

fn chinese(text: &str) -> Vec<Finding> {
    let place = |span| Finding {
        span,
        kind: Kind::Place,
        is_sure: true,
    };
    let mut found: Vec<Finding> = CHINESE_CITIES
        .iter()
        .flat_map(|city| text.match_indices(city))
        .map(|(start, city)| place(Span::new(start, start + city.len())))
        .collect();
    for ending in CHINESE_PLACES {
        for (end, _) in text.match_indices(ending) {
            let before: Vec<(usize, char)> = text
                .get(..end)
                .unwrap_or_default()
                .char_indices()
                .rev()
                .take(5)
                .collect();
            let name = before.iter().take_while(|(_, c)| is_han(*c)).count();
            if before
                .iter()
                .take(name)
                .any(|(_, c)| CHINESE_NO_NAMES.contains(*c))
            {
                continue;
            }
            // Where more is written before it, nobody can tell where the name begins.
            if (2..=4).contains(&name)
                && let Some((start, _)) = before.get(name - 1)
            {
                found.push(Finding {
                    is_sure: false,
                    ..place(Span::new(*start, end + ending.len()))
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::finding::told;

    #[test]
    fn places_are_known_by_their_words() {
        for (text, expected) in [
            ("at St Mary's Hospital in town", &["St Mary's Hospital"][..]),
            ("The Royal Infirmary", &["Royal Infirmary"]),
            ("The Hospital was full", &[]),
            (
                "the University of Leeds and City of",
                &["University of Leeds"],
            ),
            ("42 Baker Street", &["Baker Street"]),
            ("در بیمارستان مفید بودم", &["مفید"]),
            ("بیمارستان دولتی", &[]),
            ("از تهران به خرم‌آباد", &["تهران", "خرم‌آباد"]),
            ("我在北京的协和医院工作", &["北京"]),
            ("，协和医院，", &["协和医院"]),
            ("我们的医院", &[]),
        ] {
            let found = told(text);
            let found: Vec<&str> = found.iter().map(|(word, _)| *word).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
