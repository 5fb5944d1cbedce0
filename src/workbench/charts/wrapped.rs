//! Labels in several lines: SVG does not break text.

use crate::compare::display_width;

/// A text in lines of at most so many columns, of at most so many lines; what does not fit ends in an ellipsis. Words are kept
/// whole where they fit a line.
pub(super) fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        for (n, part) in parts(word, columns).into_iter().enumerate() {
            let gap = usize::from(!line.is_empty() && n == 0);
            if display_width(&line) + gap + display_width(&part) > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() && n == 0 {
                line.push(' ');
            }
            line.push_str(&part);
        }
    }
    lines.push(line);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while display_width(last) + 1 > columns && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// A word in parts that each fit a line, cut after hyphens where it has some.
fn parts(word: &str, columns: usize) -> Vec<String> {
    let pieces = word.split_inclusive(['-', '_', '/']);
    pieces.flat_map(|piece| letters(piece, columns)).collect()
}

fn letters(word: &str, columns: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut wide = 0;
    for letter in word.chars() {
        let width = display_width(&letter.to_string());
        if wide + width > columns {
            parts.push(String::new());
            wide = 0;
        }
        wide += width;
        if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_broken_in_every_script() {
        assert_eq!(
            wrapped("Poorly crafted policies", 12, 3),
            ["Poorly", "crafted", "policies"]
        );
        assert_eq!(wrapped("职业适应与支持", 8, 2), ["职业适应", "与支持"]);
        assert_eq!(wrapped("حجم کار زیاد", 8, 2), ["حجم کار", "زیاد"]);
        assert_eq!(wrapped("one two three four", 5, 2), ["one", "two…"]);
        assert_eq!(
            wrapped("clinical-empathy-x", 12, 3),
            ["clinical-", "empathy-x"]
        );
        assert_eq!(wrapped("", 5, 2), [""]);
        assert_eq!(wrapped("Donaudampfschiff", 6, 1), ["Donau…"]);
    }
}
