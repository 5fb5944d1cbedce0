//! Text for a screen of some width, in any script.

use crate::text::{Direction, runs};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The lines of `text`, none wider than `width` columns unless one word is; as byte ranges, without the space between them.
///
/// Lines break at white space and beside Chinese, Japanese and Korean characters, but never before closing nor behind opening punctuation.
pub(super) fn lines(text: &str, width: usize) -> Vec<std::ops::Range<usize>> {
    let mut lines = Vec::new();
    let mut start = None;
    let (mut end, mut used) = (0, 0);
    for piece in pieces(text) {
        let words = &text[piece.clone()];
        if words.trim().is_empty() {
            used += 1;
            continue;
        }
        let wide = words.width();
        match start {
            Some(begun) if used + wide > width => {
                lines.push(begun..end);
                start = Some(piece.start);
                used = wide;
            }
            Some(_) => used += wide,
            None => {
                start = Some(piece.start);
                used = wide;
            }
        }
        end = piece.end;
    }
    lines.extend(start.map(|begun| begun..end));
    lines
}

/// What no line break divides: white space, words, and single wide characters with the punctuation after them.
fn pieces(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    let mut before = Kind::Space;
    for (at, grapheme) in text.grapheme_indices(true) {
        let kind = Kind::of(grapheme);
        let joins = match (before, kind) {
            (Kind::Space, Kind::Space) => true,
            (Kind::Space, _) | (_, Kind::Space) => false,
            (_, Kind::Closing) => true,
            (Kind::Opening, _) | (Kind::Narrow, Kind::Opening) => true,
            (_, Kind::Wide | Kind::Opening) | (Kind::Wide, _) => false,
            // Punctuation that closed a wide character ends its piece.
            (Kind::Closing, Kind::Narrow) => true,
            (Kind::Narrow, Kind::Narrow) => true,
        };
        match pieces.last_mut() {
            Some(last) if joins => last.end = at + grapheme.len(),
            _ => pieces.push(at..at + grapheme.len()),
        }
        before = kind;
    }
    pieces
}

#[derive(Clone, Copy)]
enum Kind {
    Space,
    Narrow,
    Wide,
    /// Wide, and never first in a line.
    Closing,
    /// Never last in a line.
    Opening,
}

impl Kind {
    fn of(grapheme: &str) -> Self {
        if grapheme.chars().all(char::is_whitespace) {
            Self::Space
        } else if grapheme.starts_with([
            '。', '，', '、', '！', '？', '；', '：', '）', '」', '』', '》', '】', '”', '’', '…',
        ]) {
            Self::Closing
        } else if grapheme.starts_with(['“', '‘', '「', '『', '《', '【', '（']) {
            Self::Opening
        } else if grapheme.width() > 1 {
            Self::Wide
        } else {
            Self::Narrow
        }
    }
}

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// The text shielded from what stands beside it, where it has letters or marks that turn the direction of writing.
pub(super) fn isolated(text: &str) -> String {
    if text.contains(turns_direction) {
        format!("{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}")
    } else {
        text.to_owned()
    }
}

/// A line of emic's own words in which others are quoted: what of it runs from right to left is shielded, the marks around it are not.
pub(super) fn shielded(line: &str) -> String {
    let parts = runs(line, Direction::LeftToRight).into_iter();
    let part = |(direction, part): (Direction, &str)| match direction {
        Direction::LeftToRight => part.to_owned(),
        Direction::RightToLeft => isolated(part),
    };
    parts.map(part).collect()
}

/// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and the blocks beside them (Unicode 16, DerivedBidiClass R and AL), and
/// explicit embeddings, overrides and isolates.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, width: usize, wanted: &[&str]) {
        let found: Vec<&str> = lines(text, width).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn lines_break_where_readers_expect_it() {
        check(
            "We learned from each other.",
            11,
            &["We learned", "from each", "other."],
        );
        check("one\n\ntwo", 80, &["one\n\ntwo"]);
        check("می‌ترسیدم از استاد", 10, &["می‌ترسیدم", "از استاد"]);
        check("我很害怕。医院很大", 8, &["我很害", "怕。医院", "很大"]);
        check("like “我很害怕”", 7, &["like", "“我很害", "怕”"]);
        check("unbreakableword a", 5, &["unbreakableword", "a"]);
        check("", 10, &[]);
        check("  ", 10, &[]);
    }

    #[test]
    fn only_right_to_left_text_is_shielded() {
        assert_eq!(isolated("F2 😀 我"), "F2 😀 我");
        assert_eq!(isolated("نقش intern"), "\u{2068}نقش intern\u{2069}");
        assert_eq!(
            shielded("like M4 “من خسته بودم …” · words: خسته"),
            "like M4 “\u{2068}من خسته بودم\u{2069} …” · words: \u{2068}خسته\u{2069}"
        );
        assert_eq!(shielded("like M4 “我”"), "like M4 “我”");
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a 我。😀ی\u{200c}\n]{0,60}", width in 1..20_usize) {
            let whole: String = text.split_whitespace().collect();
            let joined: String = lines(&text, width).into_iter().map(|r| text[r].to_owned()).collect();
            prop_assert_eq!(joined.split_whitespace().collect::<String>(), whole);
        }
    }
}
