//! Text as wide as it stands on a terminal: Chinese letters take two columns, marks none.

use super::wrap;
pub use crate::text::{counted, grouped};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the terminal: `$COLUMNS`, else 100.
pub fn columns() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    set.unwrap_or(100).clamp(40, 400)
}

/// The columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text in one line that cannot steer the terminal: line ends and control characters become spaces.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// The text with spaces after it, up to this width.
pub fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// The beginning of a text, ending in `…` where it is cut.
pub fn cut(text: &str, to: usize) -> String {
    if width(text) <= to {
        return text.to_owned();
    }
    let mut taken = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            taken += c.width().unwrap_or(0);
            taken < to
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// The text in lines of at most this width, unless one word is wider; one empty line for an empty text.
pub fn wrapped(text: &str, to: usize) -> Vec<String> {
    let lines: Vec<String> = wrap::lines(text, to.max(8))
        .into_iter()
        .filter_map(|range| text.get(range))
        .map(str::to_owned)
        .collect();
    if lines.is_empty() {
        return vec![String::new()];
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_wide_as_they_look() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("", 8), [""]);
        assert_eq!(cut("我害怕我", 5), "我害…");
        assert_eq!(padded("我", 4), "我  ");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[31m\nb"), "a [31m b");
    }
}
