//! Characters that are written in several ways and mean one.

/// The form that all ways of writing a letter or digit share: Arabic letters as Persian writes them, digits of all scripts as those of
/// ASCII, one apostrophe.
pub(super) fn folded(c: char) -> char {
    match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' => 'ه',
        '’' | 'ʼ' => '\'',
        _ => digit(c)
            .and_then(|value| char::from_digit(value, 10))
            .unwrap_or(c),
    }
}

/// The value of a decimal digit: ASCII, Arabic, Persian or full-width.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = ['0', '\u{0660}', '\u{06F0}', '\u{FF10}'];
    zero.iter().find_map(|&zero| {
        let value = (c as u32).checked_sub(zero as u32)?;
        (value < 10).then_some(value)
    })
}

/// Whether words of this character's script are written without spaces between them.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// Whether a word ends between these two characters.
pub(super) fn is_border(before: Option<char>, after: Option<char>) -> bool {
    let within = |c: char| (c.is_alphanumeric() || c == '_') && !is_han(c);
    !(before.is_some_and(within) && after.is_some_and(within))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_one_form() {
        let fold = |text: &str| text.chars().map(folded).collect::<String>();
        assert_eq!(fold("علي كاظمی ٠۹５"), "علی کاظمی 095");
        assert!(is_border(Some('a'), Some(' ')) && is_border(Some('王'), Some('李')));
        assert!(!is_border(Some('a'), Some('b')));
        // A plural is tied to the name without a space.
        assert!(is_border(Some('ی'), Some('\u{200C}')));
    }
}
