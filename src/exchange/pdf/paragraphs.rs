//! Lines to paragraphs, with words that were divided put together.

use super::lines::Line;
use std::collections::HashSet;

/// A distance between lines so many times the usual one begins a paragraph.
const FAR: f64 = 1.35;
/// So does a line that begins so many sizes of its letters further in, or follows one that ends so much before the edge.
const INDENTED: f64 = 0.9;
const SHORT: f64 = 4.0;
/// A speaker's label has at most this many characters.
const LABEL: usize = 40;

/// The text of the pages, paragraphs divided by blank lines.
pub(super) fn text(pages: &[Vec<Line>]) -> String {
    let whole = words(pages);
    let pitch = pitch(pages);
    let mut text = String::new();
    let mut before: Option<(usize, &Line)> = None;
    for (page, lines) in pages.iter().enumerate() {
        let edges = edges(lines);
        for (line, edge) in lines.iter().zip(edges) {
            let is_new = before.is_none_or(|(of, last)| match of == page && line.y > last.y {
                true => begins(line, last, edge, pitch),
                false => begins_elsewhere(line, last),
            });
            match before {
                None => {}
                Some(_) if is_new => text.push_str("\n\n"),
                Some(_) => join(&mut text, &line.text, &whole),
            }
            text.push_str(&line.text);
            before = Some((page, line));
        }
    }
    text.replace('\u{ad}', "")
}

/// The left and the right edge of the column that each line is in.
fn edges(lines: &[Line]) -> Vec<(f64, f64)> {
    let mut found = vec![(0.0, 0.0); lines.len()];
    let mut start = 0;
    for at in 1..=lines.len() {
        let is_end = at == lines.len() || lines[at].y < lines[at - 1].y;
        if is_end {
            let column = &lines[start..at];
            let left = column
                .iter()
                .map(|line| line.left)
                .fold(f64::INFINITY, f64::min);
            let right = column
                .iter()
                .map(|line| line.right)
                .fold(f64::NEG_INFINITY, f64::max);
            found[start..at].fill((left, right));
            start = at;
        }
    }
    found
}

/// The usual distance between lines, as a multiple of the size of letters.
fn pitch(pages: &[Vec<Line>]) -> f64 {
    let mut steps: Vec<f64> = pages
        .iter()
        .flat_map(|lines| lines.windows(2))
        .filter(|pair| pair[1].y > pair[0].y)
        .map(|pair| (pair[1].y - pair[0].y) / pair[1].size.max(1e-6))
        .filter(|step| *step < 4.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    // Short turns leave many wide distances: the lower third is within paragraphs.
    steps.get(steps.len() / 3).copied().unwrap_or(1.2)
}

fn begins(line: &Line, last: &Line, (left, right): (f64, f64), pitch: f64) -> bool {
    let size = line.size.max(1e-6);
    let is_far = (line.y - last.y) / size > FAR * pitch;
    let is_other = (line.size - last.size).abs() > 0.15 * size.max(last.size);
    let (indent, room) = match line.is_right_to_left {
        true => (right - line.right - (right - last.right), last.left - left),
        false => (line.left - last.left, right - last.right),
    };
    let is_indented = indent > INDENTED * size && indent < 8.0 * size;
    let is_after_short = room > SHORT * size && ends_sentence(&last.text);
    is_far
        || is_other
        || is_after_short
        || is_indented && ends_sentence(&last.text)
        || begins_with_label(&line.text)
}

/// On another page or in another column only a sentence that is under way goes on.
fn begins_elsewhere(line: &Line, last: &Line) -> bool {
    let is_under_way = !ends_sentence(&last.text);
    let goes_on = !line
        .text
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric() || "•–-[".contains(c));
    begins_with_label(&line.text) || !(is_under_way && goes_on)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»'])
        .ends_with(['.', '!', '?', ':', '؟', '۔', '。', '！', '？', '…', '：'])
}

/// `Name:` or `[00:12]` at the start, as transcripts have it.
fn begins_with_label(text: &str) -> bool {
    let head: String = text.chars().take(LABEL).collect();
    let is_stamped = head.starts_with(['[', '('])
        && head[1..].starts_with(char::is_numeric)
        && head.contains(':');
    let label = head.split_once([':', '：']).map(|(label, _)| label.trim());
    let is_label = label.is_some_and(|label| {
        !label.is_empty()
            && label.split_whitespace().count() <= 4
            && label.starts_with(|c: char| {
                c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase() || c == '[' || c == '('
            })
            && !label.contains(['.', ',', '?', '!', ';', '،', '؟'])
    });
    is_stamped || is_label
}

/// All words that stand within lines: they tell whether a hyphen at the end of one belongs to its word.
fn words(pages: &[Vec<Line>]) -> HashSet<String> {
    let mut words = HashSet::new();
    for line in pages.iter().flatten() {
        let mut all: Vec<&str> = line.text.split_whitespace().collect();
        // The last word may be half a word.
        all.pop();
        words.extend(all.iter().map(|word| bare(word)));
    }
    words
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// Gets the text ready for the next line: a word that was divided goes on at once, all else after a space.
fn join(text: &mut String, next: &str, words: &HashSet<String>) {
    if text.ends_with('\u{ad}') {
        text.pop();
        return;
    }
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let first = next.split_whitespace().next().unwrap_or_default();
    let is_divided = last
        .strip_suffix(['-', '‐'])
        .is_some_and(|stem| stem.ends_with(char::is_alphabetic))
        && first.starts_with(char::is_lowercase);
    if is_divided {
        let with_hyphen = bare(&format!("{last}{first}"));
        let without = bare(&format!("{}{first}", last.trim_end_matches(['-', '‐'])));
        if !words.contains(&with_hyphen) || words.contains(&without) {
            text.pop();
        }
        return;
    }
    let is_dense = |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}');
    if !(text.ends_with(is_dense) && next.starts_with(is_dense)) {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, row: f64, left: f64, right: f64) -> Line {
        Line {
            text: text.into(),
            left,
            right,
            y: row * 12.0,
            size: 10.0,
            is_right_to_left: false,
        }
    }

    #[test]
    fn lines_are_joined_and_divided_words_mended() {
        let pages = [
            vec![
                line("Interviewer: Why did you commu-", 0.0, 50.0, 300.0),
                line("nicate so, in a well-", 1.0, 50.0, 300.0),
                line("known way of the well-known ward?", 2.0, 50.0, 250.0),
                line("M4: Because it was", 3.0, 50.0, 300.0),
                line("long ago.", 4.0, 50.0, 100.0),
                line("A new thought 我", 5.0, 50.0, 300.0),
                line("害怕 and it goes", 6.0, 50.0, 300.0),
            ],
            vec![
                line("on here.", 0.0, 50.0, 100.0),
                line("Far below.", 4.0, 50.0, 100.0),
            ],
        ];
        assert_eq!(
            text(&pages),
            "Interviewer: Why did you communicate so, in a well-known way of the well-known ward?\n\nM4: Because it was long ago.\n\n\
             A new thought 我害怕 and it goes on here.\n\nFar below."
        );
        assert_eq!(text(&[]), "");
    }
}
