//! One spelling for what is one letter.

use unicode_normalization::UnicodeNormalization;

/// Compatibility composition (NFKC), lower case, one form for Arabic and Persian letters (ي/ی, ك/ک), ASCII digits,
/// no vowel signs, no tatweel, straight apostrophes. Zero-width non-joiners stay: they divide Persian words.
pub fn normalise(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter_map(letter)
        .collect()
}

/// How a letter is written here; `None` for what is left out.
pub(super) fn letter(c: char) -> Option<char> {
    Some(match c {
        'ي' | 'ى' | 'ې' => 'ی',
        'ك' => 'ک',
        'ة' | 'ۀ' | 'ۂ' | '\u{6d5}' | '\u{6c1}' => 'ه',
        'أ' | 'إ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200b}' | '\u{feff}' | '\u{ad}' => {
            return None;
        }
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            return None;
        }
        '’' | '‘' | 'ʼ' => '\'',
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
        '\u{966}'..='\u{96f}' => digit(c, 0x966),
        _ => c,
    })
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// The word without the accents of Latin, Greek and Cyrillic letters (`café` → `cafe`), so that a search without them finds it.
pub fn fold_marks(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .nfc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_and_persian_spellings_meet() {
        assert_eq!(normalise("كتاب‌هاي"), "کتاب‌های");
        assert_eq!(normalise("۱۴۰۳ ٢٠٢٤"), "1403 2024");
        assert_eq!(normalise("مُدَرِّس"), "مدرس");
        assert_eq!(normalise("ســـلام"), "سلام");
        for home in ["خانۀ", "خانهٔ", "خان\u{6d5}\u{654}", "خان\u{6c2}"] {
            assert_eq!(normalise(home), "خانه", "{home}");
        }
    }

    #[test]
    fn width_case_and_apostrophes_are_one() {
        assert_eq!(normalise("Ｄｏｎ’ｔ"), "don't");
        assert_eq!(normalise("ÉCOLE"), "école");
        assert_eq!(fold_marks("école"), "ecole");
    }
}
