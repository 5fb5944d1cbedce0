//! Text as wide as it stands on a terminal: Chinese letters take two columns, marks none.

use super::wrap;
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

/// How many there are of a thing, whose name is given in the plural: `1 study`, `2 studies`.
pub fn counted(n: usize, things: &str) -> String {
    let (first, rest) = things.split_once(' ').map_or((things, ""), |(a, b)| (a, b));
    let one = match first.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => first.strip_suffix('s').unwrap_or(first).to_owned(),
    };
    let name = if n == 1 { one } else { first.to_owned() };
    format!("{} {name} {rest}", grouped(n))
        .trim_end()
        .to_owned()
}

/// A number with its thousands apart: `12,345`.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
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
    fn things_are_counted_in_words() {
        assert_eq!(counted(1, "studies"), "1 study");
        assert_eq!(counted(1, "codes updated"), "1 code updated");
        assert_eq!(counted(1234, "units not placed"), "1,234 units not placed");
        assert_eq!(plain("a\u{1b}[31m\nb"), "a [31m b");
    }
}
