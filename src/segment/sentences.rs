//! Sentences.

use super::abbreviations::{Dot, dot_after};
use crate::study::Span;

/// The sentences of `span`, trimmed, in order and never empty.
///
/// A sentence ends at `.` `!` `?` `؟` `۔` `。` `！` `？` (with the quotes and brackets that close after it) and at the end of a
/// line, but not after an abbreviation or an initial, in a number, at an ellipsis of hesitation, or where a line was only
/// wrapped (it goes on in lower case). A stretch without letter or digit (`...`, `😀`) belongs to the sentence before it.
pub fn sentences(text: &str, span: Span) -> Vec<Span> {
    let Some(stretch) = span.of(text) else {
        return Vec::new();
    };
    let mut found: Vec<Span> = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    while let Some(c) = stretch[at..].chars().next() {
        let after = at + c.len_utf8();
        let end = match c {
            '\n' => line_end(stretch, at),
            _ if is_end_mark(c) => mark_end(stretch, begin, at),
            _ => End::GoesOn(after),
        };
        at = match end {
            End::GoesOn(next) => next,
            End::Sentence(next) => {
                keep(
                    text,
                    Span::new(span.start + begin, span.start + next),
                    &mut found,
                );
                begin = next;
                next
            }
        };
    }
    keep(text, Span::new(span.start + begin, span.end), &mut found);
    found
}

/// Whether a sentence ends; either way, where to read on.
enum End {
    Sentence(usize),
    GoesOn(usize),
}

fn keep(text: &str, span: Span, found: &mut Vec<Span>) {
    let Some(inner) = span.trimmed(text).filter(|inner| !inner.is_empty()) else {
        return;
    };
    let says_something = text[inner.start..inner.end].contains(char::is_alphanumeric);
    match found.last_mut() {
        Some(last) if !says_something => last.end = inner.end,
        _ => found.push(inner),
    }
}

fn is_end_mark(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' | '｡' | '।'
    )
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
    )
}

/// A line end ends a sentence unless the next line goes on in lower case, as hard-wrapped text does.
fn line_end(text: &str, at: usize) -> End {
    let rest = text[at..].trim_start();
    let next = text.len() - rest.len();
    let blank_line = text[at..next].matches('\n').count() > 1;
    match rest.chars().next() {
        Some(c) if c.is_lowercase() && !blank_line => End::GoesOn(next),
        _ => End::Sentence(next),
    }
}

/// Reads the marks at `at` and what closes after them.
fn mark_end(text: &str, begin: usize, at: usize) -> End {
    let run = &text[at..];
    let marks = &run[..run.len() - run.trim_start_matches(is_end_mark).len()];
    let closers = run[marks.len()..].len() - run[marks.len()..].trim_start_matches(is_closer).len();
    let end = at + marks.len() + closers;
    let rest = &text[end..];
    let closed = if closers > 0 { Closed::Yes } else { Closed::No };
    if ends(&text[begin..at], marks, closed, rest) {
        End::Sentence(end)
    } else {
        End::GoesOn(end)
    }
}

/// Whether a quote or bracket closes after the end mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closed {
    Yes,
    No,
}

fn ends(before: &str, marks: &str, closed: Closed, rest: &str) -> bool {
    if marks.contains(['。', '！', '？', '｡']) && !marks.contains('…') {
        return true;
    }
    let Some(next) = rest.chars().next() else {
        return true;
    };
    let is_dots = marks.chars().all(|c| matches!(c, '.' | '…'));
    if !next.is_whitespace() {
        // "چرا؟چون" is two sentences; "example.org" and "3.5" are not.
        return !is_dots && marks.contains(['؟', '۔', '।']) && next.is_alphanumeric();
    }
    let following = rest.trim_start();
    let next = following.chars().next().unwrap_or(' ');
    if closed == Closed::Yes && next.is_lowercase() {
        return false; // "Why?" she asked.
    }
    match marks {
        "." => match dot_after(before, following) {
            Dot::Ends => true,
            Dot::Abbreviates => false,
        },
        _ if is_dots => next.is_uppercase() && !is_pronoun_i(following),
        _ => true,
    }
}

/// `I`, `I'm`, `I've`: capital whatever comes before, so no sign of a new sentence after an ellipsis.
fn is_pronoun_i(text: &str) -> bool {
    text.strip_prefix('I')
        .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &[&str]) {
        let found = sentences(text, Span::new(0, text.len()));
        let shown: Vec<_> = found.iter().map(|span| span.of(text).unwrap()).collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn english_with_abbreviations_and_numbers() {
        check(
            "Dr. Smith came at 3.5 p.m. and left. I saw, e.g. him, i.e. J. Smith vs. Mr. Lee, etc. in No. 5.",
            &[
                "Dr. Smith came at 3.5 p.m. and left.",
                "I saw, e.g. him, i.e. J. Smith vs. Mr. Lee, etc. in No. 5.",
            ],
        );
        check(
            "We had tea, etc. Then we left.",
            &["We had tea, etc.", "Then we left."],
        );
        check(
            "No. I did not. So did I. We left.",
            &["No.", "I did not.", "So did I.", "We left."],
        );
        check(
            "1. First one. 2. Second one.",
            &["1. First one.", "2. Second one."],
        );
        check("i was tired. so i left", &["i was tired.", "so i left"]);
    }

    #[test]
    fn hesitation_is_no_end() {
        check(
            "So... I think, um… I mean ... maybe. Yes",
            &["So... I think, um… I mean ... maybe.", "Yes"],
        );
        check(
            "I left it… The next day came.",
            &["I left it…", "The next day came."],
        );
        check("Well... ", &["Well..."]);
    }

    #[test]
    fn quotes_and_brackets_close_the_sentence() {
        check(
            "He said, \"Go home.\" I went (slowly.) \"Why?\" she asked. Really?! Yes!!",
            &[
                "He said, \"Go home.\"",
                "I went (slowly.)",
                "\"Why?\" she asked.",
                "Really?!",
                "Yes!!",
            ],
        );
    }

    #[test]
    fn persian_and_arabic() {
        check(
            "چرا رفتی؟ خسته بودم؛ خوابیدم. «بس است!» گفتم.",
            &["چرا رفتی؟", "خسته بودم؛ خوابیدم.", "«بس است!»", "گفتم."],
        );
        check("چرا؟چون خسته‌ام", &["چرا؟", "چون خسته‌ام"]);
        check("میانگین ۳.۵ بود. خب", &["میانگین ۳.۵ بود.", "خب"]);
    }

    #[test]
    fn chinese_needs_no_space() {
        check(
            "我害怕。真的！他说：“为什么？”我走了。",
            &["我害怕。", "真的！", "他说：“为什么？”", "我走了。"],
        );
        check(
            "我……不知道。「好。」嗯",
            &["我……不知道。", "「好。」", "嗯"],
        );
    }

    #[test]
    fn lines_end_sentences_unless_wrapped() {
        check(
            "First line\nSecond line\n\nthird",
            &["First line", "Second line", "third"],
        );
        check(
            "This was\nwrapped. And\nthis.",
            &["This was\nwrapped.", "And\nthis."],
        );
    }

    #[test]
    fn what_says_nothing_joins_what_was_said() {
        check("Yes. ... 😀 No.", &["Yes.", "... 😀 No."]);
        check("Yes.\n😀\n", &["Yes.\n😀"]);
        check("???", &["???"]);
        check("", &[]);
        check(" \n ", &[]);
    }

    #[test]
    fn a_huge_line_is_no_trouble() {
        let text = "I was tired. ".repeat(1 << 20);
        assert_eq!(sentences(&text, Span::new(0, text.len())).len(), 1 << 20);
        let dots = ".".repeat(10 << 20);
        assert_eq!(sentences(&dots, Span::new(0, dots.len())).len(), 1);
        let spaced = ". ".repeat(5 << 20);
        assert_eq!(sentences(&spaced, Span::new(0, spaced.len())).len(), 1);
    }

    #[test]
    fn a_span_outside_the_text_has_no_sentences() {
        assert!(sentences("abc", Span::new(2, 9)).is_empty());
    }
}
