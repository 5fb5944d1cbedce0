//! Paragraphs of a stretch of text.

use crate::study::Span;

/// Paragraphs of `span`, trimmed and never empty: divided by blank lines; where there is not one blank line,
/// by the line ends that follow the end of a sentence, so that hard-wrapped lines stay together.
pub fn paragraphs(text: &str, span: Span) -> Vec<Span> {
    let Some(stretch) = span.trimmed(text).and_then(|inner| inner.of(text)) else {
        return Vec::new();
    };
    let blank_lines = has_blank_line(stretch);
    let Some(inner) = span.trimmed(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut begin = inner.start;
    let mut at = inner.start;
    for line in stretch.split_inclusive('\n') {
        let next = at + line.len();
        let words = line.trim_end();
        if blank_lines && words.is_empty() {
            keep(text, Span::new(begin, at), &mut found);
            begin = next;
        } else if !blank_lines && ends_sentence(words) {
            keep(text, Span::new(begin, next), &mut found);
            begin = next;
        }
        at = next;
    }
    keep(text, Span::new(begin, inner.end), &mut found);
    found
}

fn keep(text: &str, span: Span, found: &mut Vec<Span>) {
    found.extend(span.trimmed(text).filter(|inner| !inner.is_empty()));
}

fn has_blank_line(text: &str) -> bool {
    text.split('\n').any(|line| line.trim().is_empty())
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）'])
        .ends_with(['.', '!', '?', '؟', '۔', '。', '！', '？', '…', ':', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &[&str]) {
        let found = paragraphs(text, Span::new(0, text.len()));
        let shown: Vec<_> = found.iter().map(|span| span.of(text).unwrap()).collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn blank_lines_divide() {
        check("one\nmore\n\n \n two \n", &["one\nmore", "two"]);
        check("اول\n\nدوم 😀", &["اول", "دوم 😀"]);
        check(" \n\t\n", &[]);
        check("", &[]);
    }

    #[test]
    fn without_blank_lines_a_line_that_ends_a_sentence_divides() {
        check(
            "This line is\nwrapped.\nThe next?",
            &["This line is\nwrapped.", "The next?"],
        );
        check("第一段。\n第二段。", &["第一段。", "第二段。"]);
    }
}
