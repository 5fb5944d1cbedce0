//! A speaker's label at the start of a line, as far as the line alone can tell.

use super::timestamp::timestamp;

/// A label has at most this many words ...
const MOST_WORDS: usize = 4;
/// ... and this many characters.
const MOST_CHARS: usize = 40;

/// How the label is written: some forms prove more than others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// `Name:`
    Colon,
    /// `[Name]`
    Bracket,
    /// `M4 -`
    Dash,
    /// A name and a time alone on the line: `Sam 00:12`.
    Stamped,
}

/// What may be a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label<'t> {
    /// The name as written, without times, brackets and emphasis.
    pub(super) name: &'t str,
    /// Byte of the line where the speech begins.
    pub(super) speech: usize,
    /// How it is written.
    pub(super) form: Form,
}

/// What may be a label at the start of `line`. Looks at the first characters only, however long the line is.
pub(super) fn label(line: &str) -> Option<Label<'_>> {
    let start = skip_times(line, 0);
    let found = bracketed(line, start).or_else(|| marked(line, start))?;
    is_name(found.name).then_some(found)
}

/// Past white space, direction marks, emphasis (`**`), times and the dash after a time.
fn skip_times(line: &str, from: usize) -> usize {
    let mut at = skip_marks(line, from);
    while let Some(length) = timestamp(&line[at..]) {
        at = skip_marks(line, at + length);
        if let Some(rest) = line[at..].strip_prefix(['-', '–', '—']) {
            at = skip_marks(line, line.len() - rest.len());
        }
    }
    at
}

fn skip_marks(line: &str, from: usize) -> usize {
    let rest = line[from..].trim_start_matches(is_mark);
    line.len() - rest.len()
}

fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '*' | '_' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}'
        )
}

fn bracketed(line: &str, start: usize) -> Option<Label<'_>> {
    let inside = line[start..].strip_prefix(['[', '【'])?;
    let begin = line.len() - inside.len();
    let (length, mark) = inside
        .char_indices()
        .take(MOST_CHARS + 2)
        .find(|(_, c)| matches!(c, ']' | '】'))?;
    let end = begin + length;
    let mut speech = skip_times(line, end + mark.len_utf8());
    if let Some(rest) = line[speech..].strip_prefix([':', '：']) {
        speech = skip_marks(line, line.len() - rest.len());
    }
    Some(Label {
        name: line[begin..end].trim(),
        speech,
        form: Form::Bracket,
    })
}

/// `Name:`, `M4 -` or `Sam 00:12`, whichever mark comes first.
fn marked(line: &str, start: usize) -> Option<Label<'_>> {
    let mut name_end = None;
    let mut at = start;
    for _ in 0..=MOST_CHARS + 2 {
        let rest = &line[at..];
        let Some(c) = rest.chars().next() else {
            return stamped(line, start, name_end?);
        };
        if let Some(length) = time_after_name(line, start, at) {
            name_end.get_or_insert(at);
            at += length;
            continue;
        }
        let form = match c {
            ':' | '：' if ends_label(rest, c) => Some(Form::Colon),
            '-' | '–' | '—' if is_dash_label(&line[start..at], &rest[c.len_utf8()..]) => {
                Some(Form::Dash)
            }
            _ => None,
        };
        if let Some(form) = form {
            let name = &line[start..name_end.unwrap_or(at)];
            let speech = skip_times(line, at + c.len_utf8());
            return Some(Label {
                name: trimmed(name),
                speech,
                form,
            });
        }
        if name_end.is_some() && !is_mark(c) {
            return None;
        }
        at += c.len_utf8();
    }
    None
}

fn stamped(line: &str, start: usize, name_end: usize) -> Option<Label<'_>> {
    Some(Label {
        name: trimmed(&line[start..name_end]),
        speech: line.len(),
        form: Form::Stamped,
    })
}

/// Length of a time at `at`, where it stands apart from the name before it.
fn time_after_name(line: &str, start: usize, at: usize) -> Option<usize> {
    let apart = at > start && line[..at].ends_with(|c: char| c.is_whitespace() || is_mark(c));
    let bracket = line[at..].starts_with(['(', '[', '（', '【', '<']);
    if at > start && (apart || bracket) {
        timestamp(&line[at..])
    } else {
        None
    }
}

/// Whether the colon at the start of `rest` ends a label rather than stands in a time or an address.
fn ends_label(rest: &str, colon: char) -> bool {
    let after = &rest[colon.len_utf8()..];
    !after.starts_with("//") && !after.starts_with(|c: char| c.is_numeric())
}

/// A dash ends a label only after a single word and before white space: a dash is common in ordinary speech.
fn is_dash_label(name: &str, after: &str) -> bool {
    let apart = after.is_empty() || after.starts_with(char::is_whitespace);
    apart && !name.trim().is_empty() && name.split_whitespace().count() == 1
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(is_mark)
}

fn is_name(name: &str) -> bool {
    name.chars().count() <= MOST_CHARS
        && name.split_whitespace().count() <= MOST_WORDS
        && name.chars().any(char::is_alphabetic)
        && !name.contains([
            '?', '!', ';', ',', '؟', '،', '؛', '。', '，', '、', '"', '“', '”', '«', '»', '/',
        ])
}

/// Whether the name is a pseudonym such as `M4` or `ZD12`: one to three letters, then one to three digits.
pub(super) fn is_pseudonym(name: &str) -> bool {
    let letters = name.chars().take_while(|c| c.is_alphabetic()).count();
    let digits = name.chars().skip(letters).take(4).collect::<Vec<_>>();
    (1..=3).contains(&letters)
        && (1..=3).contains(&digits.len())
        && digits.iter().all(|c| c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_in_all_their_forms() {
        for (line, name, speech) in [
            ("Interviewer: Why?", "Interviewer", "Why?"),
            ("Sam：没有", "Sam", "没有"),
            ("[id1] hello", "id1", "hello"),
            ("[M4]", "M4", ""),
            ("M4 - yes", "M4", "yes"),
            ("M4 – yes", "M4", "yes"),
            ("[00:01:23] M4: yes", "M4", "yes"),
            ("00:12 M4: yes", "M4", "yes"),
            ("M4 (00:12): yes", "M4", "yes"),
            ("M4: [00:12] yes", "M4", "yes"),
            ("Sam Otter  0:12", "Sam Otter", ""),
            ("**Interviewer:** Why?", "Interviewer", "Why?"),
            ("مصاحبه‌گر: چرا؟", "مصاحبه‌گر", "چرا؟"),
            ("受访者：我害怕。", "受访者", "我害怕。"),
            ("  Dr. Smith: no", "Dr. Smith", "no"),
        ] {
            let found = label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (found.name, &line[found.speech..]),
                (name, speech),
                "{line}"
            );
        }
    }

    #[test]
    fn ordinary_lines_have_no_label() {
        for line in [
            "",
            "   ",
            "😀",
            "We met at 12:30 and left",
            "See https://example.org",
            "I thought, well: no",
            "A sentence that goes on for much longer than any name could: yes",
            "he said - and meant it",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn pseudonyms_are_letters_and_digits() {
        assert!(is_pseudonym("M4") && is_pseudonym("ZD12"));
        assert!(!is_pseudonym("Sam") && !is_pseudonym("2024") && !is_pseudonym("Room101"));
    }
}
