//! Runs of digits in a text, of any script, with what may stand between those of one number.

use super::folded::digit;
use crate::study::Span;

/// A run of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// From its first digit (or the plus before it) to its last.
    pub(super) span: Span,
    /// Its digits as ASCII.
    pub(super) digits: String,
    /// How many digits each group between separators has.
    pub(super) groups: Vec<usize>,
    /// Whether a plus, or 00, stands before.
    pub(super) is_international: bool,
}

/// The runs of a text: digits with single spaces, hyphens, dots, slashes or brackets between them. Colons end a run (times), and so do commas
/// (amounts).
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut all = Vec::new();
    let mut run: Option<Run> = None;
    // The separators since the last digit.
    let mut between = 0;
    let mut before: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        if let Some(value) = digit(c) {
            let open = run.get_or_insert_with(|| begun(text, before, at));
            open.digits.extend(char::from_digit(value, 10));
            open.span.end = at + c.len_utf8();
            match open.groups.last_mut() {
                Some(last) if between == 0 => *last += 1,
                _ => open.groups.push(1),
            }
            between = 0;
        } else if run.is_some() {
            between += 1;
            let is_separator = matches!(
                c,
                ' ' | '-' | '.' | '(' | ')' | '/' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{A0}'
            );
            if !is_separator || between > 2 {
                all.extend(run.take());
                between = 0;
            }
        }
        before = Some((at, c));
    }
    all.extend(run);
    // A number within a word or an amount is none of ours.
    all.retain(|run| {
        let before = text
            .get(..run.span.start)
            .and_then(|t| t.chars().next_back());
        let after = text.get(run.span.end..).map(|t| t.chars());
        let tied = |c: char| (c.is_alphabetic() && c.is_ascii()) || c == '_';
        let is_amount = after.is_some_and(|mut rest| {
            let (first, second) = (rest.next(), rest.next());
            matches!(first, Some(',' | ':' | '٫' | '٬')) && second.and_then(digit).is_some()
        });
        let follows_amount = matches!(before, Some(',' | ':' | '٫' | '٬' | '$' | '€' | '£'));
        !before.is_some_and(tied) && !is_amount && !follows_amount
    });
    all
}

fn begun(text: &str, before: Option<(usize, char)>, at: usize) -> Run {
    let start = match before {
        Some((plus, '+')) => plus,
        _ => at,
    };
    let zeros = text
        .get(at..)
        .is_some_and(|rest| rest.chars().take(2).all(|c| digit(c) == Some(0)) && rest.len() > 1);
    Run {
        span: Span::new(start, at),
        digits: String::new(),
        groups: Vec::new(),
        is_international: start < at || zeros,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_make_runs_and_amounts_do_not() {
        let text = "call +98 912-345 ۶۷۸۹ or (030) 123; 12:30:45, 1,000,000 or a1b2";
        let runs = runs(text);
        let found: Vec<(&str, &str)> = runs
            .iter()
            .map(|run| (run.span.of(text).unwrap(), run.digits.as_str()))
            .collect();
        assert_eq!(found[0], ("+98 912-345 ۶۷۸۹", "989123456789"));
        assert_eq!(found[1], ("030) 123", "030123"));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(runs[0].groups, [2, 3, 3, 4]);
        assert!(runs[0].is_international && !runs[1].is_international);
    }
}
