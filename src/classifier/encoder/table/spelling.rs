//! A text in words, as the pieces of the table are spelt.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Calls `found` with every word of a text, in small letters and with one space before it.
///
/// A word is a run of letters, digits, marks and underscores, as in the package the table is from, with three additions:
/// compatibility forms are composed first (NFKC) and marks belong to their word, so that scripts with vowel signs are not cut
/// apart; vowel signs and tatweel in Arabic script are left out; and in a text with letters that only Persian has,
/// Arabic yeh and kaf become the Persian ones.
pub(super) fn for_each_word(text: &str, mut found: impl FnMut(&str)) {
    let spelt = spell(text);
    let mut word = String::from(" ");
    for c in spelt.chars().chain([' ']) {
        if is_of_word(c) {
            word.push(c);
        } else if word.len() > 1 {
            found(&word);
            word.truncate(1);
        }
    }
}

fn spell(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let persian = text.contains(['پ', 'چ', 'ژ', 'گ', 'ی', 'ک']);
    let letters = text.nfkc().filter_map(|c| match c {
        '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}' => None,
        'ي' if persian => Some('ی'),
        'ك' if persian => Some('ک'),
        c => Some(c),
    });
    letters.collect::<String>().to_lowercase()
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for_each_word(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_small_and_without_signs() {
        assert_eq!(words("Don't STOP, ok?"), [" don", " t", " stop", " ok"]);
        assert_eq!(words("ÉCOLE cafe\u{301} Ｏｋ"), [" école", " café", " ok"]);
        assert_eq!(words("我们，学习。"), [" 我们", " 学习"]);
        assert_eq!(words("हिन्दी"), [" हिन्दी"]);
        assert!(words("🙂 … \u{200b}").is_empty());
        assert!(words("").is_empty());
    }

    #[test]
    fn persian_has_one_spelling_and_arabic_keeps_its_own() {
        assert_eq!(words("می‌گويد كتاب"), [" می", " گوید", " کتاب"]);
        assert_eq!(words("كِتَابـي"), [" كتابي"]);
    }
}
