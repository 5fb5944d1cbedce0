//! Names without a title, as the word beside them gives them away: a greeting, a relation, being called so.

use super::finding::{Finding, Kind};
use super::folded::folded;
use super::lists::{CHINESE_SURNAMES, NO_NAMES, PERSIAN_GIVEN};
use super::persons::{Word, is_capitalised};
use super::relations::{
    CALLED, CHINESE_AMBIGUOUS, CHINESE_FAMILIAR, GREETINGS, HUNGARIAN_BEHIND, PERSIAN_AMBIGUOUS,
    PERSIAN_BEFORE, PERSIAN_BEHIND, POSSESSIVES, RELATIONS,
};
use crate::study::Span;

/// What is found at the word at this place.
pub(super) fn at(words: &[Word<'_>], at: usize) -> Option<Finding> {
    capitalised(words, at)
        .or_else(|| hungarian(words, at))
        .or_else(|| persian(words, at))
}

/// `Hi Anna`, `my colleague Maria Berg`, `meine Kollegin Maria`, `named Anna`.
fn capitalised(words: &[Word<'_>], at: usize) -> Option<Finding> {
    let before = words.get(at)?;
    let lower = before.text.to_lowercase();
    let follows = words.get(at + 1)?;
    let is_greeting = GREETINGS.contains(&lower.as_str());
    // "Sister Anna" has a title; "my sister Anna" has a relation, whoever's it is.
    let is_relation = RELATIONS.contains(&lower.as_str())
        && at.checked_sub(1).is_some_and(|before| {
            POSSESSIVES.contains(&words[before].text.to_lowercase().as_str())
                && words[at].gap == " "
        });
    let is_called = CALLED.contains(&lower.as_str());
    let gaps: &[&str] = if is_greeting || is_relation {
        &[" ", ", "]
    } else {
        &[" "]
    };
    if !(is_greeting || is_relation || is_called) || !gaps.contains(&follows.gap) {
        return None;
    }
    let is_name = |word: &Word<'_>| {
        let own = word.text.split(['\'', '’']).next().unwrap_or(word.text);
        is_capitalised(own)
            && own.chars().count() > 1
            && own.chars().any(char::is_lowercase)
            && !NO_NAMES.contains(&own)
            && !is_addressed(own)
    };
    if !is_name(follows) {
        return None;
    }
    let last = words
        .get(at + 2)
        .filter(|next| next.gap == " " && is_name(next));
    let end = last.unwrap_or(follows);
    Some(Finding {
        span: without_possessive(Span::new(follows.span.start, end.span.end), end.text),
        kind: Kind::Person,
        // What is called something may be a thing.
        is_sure: !is_called,
    })
}

/// Words that are greeted and are no names: relations, roles and what is said next.
fn is_addressed(word: &str) -> bool {
    let lower = word.to_lowercase();
    RELATIONS.contains(&lower.as_str())
        || GREETINGS.contains(&lower.as_str())
        || super::relations::ROLES.contains(&lower.as_str())
}

fn without_possessive(span: Span, last: &str) -> Span {
    let ending = ["'s", "’s"]
        .into_iter()
        .find(|ending| last.ends_with(ending));
    Span::new(span.start, span.end - ending.map_or(0, str::len))
}

/// `Kati néni`, `Kovács úr`.
fn hungarian(words: &[Word<'_>], at: usize) -> Option<Finding> {
    let (name, behind) = (words.get(at)?, words.get(at + 1)?);
    let is_behind = behind.gap == " " && HUNGARIAN_BEHIND.contains(&behind.text);
    (is_behind && is_capitalised(name.text) && !is_addressed(name.text)).then_some(Finding {
        span: name.span,
        kind: Kind::Person,
        is_sure: true,
    })
}

/// A common given name beside a greeting or a relation, or before «جان»; alone, it is worth a look.
fn persian(words: &[Word<'_>], at: usize) -> Option<Finding> {
    let fold = |word: &Word<'_>| word.text.chars().map(folded).collect::<String>();
    let name = words.get(at)?;
    let text = fold(name);
    if !PERSIAN_GIVEN.contains(&text.as_str()) {
        return None;
    }
    // What is tied to it by a non-joiner makes another word of it.
    if name.gap == "\u{200C}" || words.get(at + 1).is_some_and(|next| next.gap == "\u{200C}") {
        return None;
    }
    let is_behind = at.checked_sub(1).is_some_and(|before| {
        matches!(name.gap, " " | "، " | ", ")
            && PERSIAN_BEFORE.contains(&fold(&words[before]).as_str())
    });
    let is_before = words
        .get(at + 1)
        .is_some_and(|next| next.gap == " " && PERSIAN_BEHIND.contains(&fold(next).as_str()));
    let is_sure = is_behind || is_before;
    (is_sure || !PERSIAN_AMBIGUOUS.contains(&text.as_str())).then_some(Finding {
        span: name.span,
        kind: Kind::Person,
        is_sure,
    })
}

/// A Chinese surname behind a familiar prefix: 小王, 老李.
pub(super) fn chinese(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some((place, next)) = chars.peek().copied() else {
            break;
        };
        if CHINESE_FAMILIAR.contains(c)
            && CHINESE_SURNAMES.contains(next)
            && !CHINESE_AMBIGUOUS.contains(next)
        {
            found.push(Finding {
                span: Span::new(at, place + next.len_utf8()),
                kind: Kind::Person,
                is_sure: true,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::finding::told;

    #[test]
    fn the_word_beside_it_gives_a_name_away() {
        for (text, expected) in [
            ("Hi Anna, how are you?", &["Anna"][..]),
            ("Hello, Maria! Sit down.", &["Maria"]),
            ("Thanks, Jo. That was it.", &["Jo"]),
            (
                "my colleague Maria Berg and her sister Ruth",
                &["Maria Berg", "Ruth"],
            ),
            ("I asked my friend Will's mother", &["Will"]),
            ("a girl named Rose came", &["Rose"]),
            (
                "Hi there. Thanks, Doctor. Thanks, Mum. Dear Colleagues,",
                &[],
            ),
            ("Thank you. Sorry, I was late. Hello, Interviewer.", &[]),
            ("The sister was there; my sister and I left.", &[]),
            (
                "Hallo Anna, meine Kollegin Maria heißt Schmidt",
                &["Anna", "Maria", "Schmidt"],
            ),
            ("meine Mutter und die Kollegin Ärztin", &[]),
            (
                "Szia Kati! Köszönöm, Péter. Jolán néni és Kovács úr itt volt.",
                &["Kati", "Péter", "Jolán", "Kovács"],
            ),
            (
                "سلام مریم، دوستم علی آمد و زهرا جان هم بود",
                &["مریم", "علی", "زهرا"],
            ),
            ("سلام کردم و همکارم گفت نوش جان", &[]),
            ("رویا داشتم و الهام گرفتم", &[]),
            ("小王来了，老李也在。小时候，老师很高。", &["小王", "老李"]),
            ("😀 Dear", &[]),
        ] {
            let found = told(text);
            let found: Vec<&str> = found.iter().map(|(word, _)| *word).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
