//! How much room a text takes in a terminal.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Columns that `text` takes in a terminal: two for East Asian wide characters and emoji (UAX #11), none for combining marks
/// and invisible characters, one for the rest.
pub fn display_width(text: &str) -> usize {
    text.graphemes(true).map(grapheme_width).sum()
}

/// `text` in at most `room` columns, with `…` at the end where something was cut off.
pub(super) fn clipped(text: &str, room: usize) -> String {
    if display_width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += grapheme_width(grapheme);
        if used > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// What is joined into one sign takes the room of its widest part.
fn grapheme_width(grapheme: &str) -> usize {
    grapheme.chars().map(char_width).max().unwrap_or(0)
}

fn char_width(c: char) -> usize {
    match c {
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => 0,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => 0,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => 0,
        c if is_combining_mark(c) => 0,
        c if is_wide(c) => 2,
        _ => 1,
    }
}

fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a4cf}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}' | '\u{1fa70}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_takes_its_room() {
        for (text, width) in [
            ("", 0),
            ("code", 4),
            ("主题", 4),
            ("，。", 4),
            ("می‌رود", 5),
            ("é", 1),
            ("e\u{301}", 1),
            ("😀", 2),
            ("👩‍⚕️", 2),
            ("한국", 4),
        ] {
            assert_eq!(display_width(text), width, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut_between_signs() {
        assert_eq!(clipped("resilience", 10), "resilience");
        assert_eq!(clipped("resilience", 6), "resil…");
        assert_eq!(clipped("职业适应力", 6), "职业…");
        assert_eq!(clipped("", 3), "");
    }
}
