//! Quotes as every page shows them: what was said with what stands around it, who said it, under which codes, and where.

use crate::project::InContext;
use crate::study::{CodeId, StudyId};
use crate::workbench::texts::{Texts, fill};
use std::ops::Range;

/// A quote, for the macro of the same name.
#[derive(Debug)]
pub(in crate::workbench) struct QuoteView {
    pub(in crate::workbench) study: StudyId,
    /// The study's name, where quotes of several stand together.
    pub(in crate::workbench) study_name: String,
    /// The unit, or the stretch, as forms name it; empty where nothing can be chosen.
    pub(in crate::workbench) chosen: String,
    pub(in crate::workbench) lang: String,
    pub(in crate::workbench) before: String,
    pub(in crate::workbench) pieces: Vec<Piece>,
    pub(in crate::workbench) after: String,
    pub(in crate::workbench) href: String,
    pub(in crate::workbench) who: String,
    pub(in crate::workbench) known: String,
    pub(in crate::workbench) place: String,
    pub(in crate::workbench) codes: Vec<CodeView>,
    pub(in crate::workbench) condensed: String,
    pub(in crate::workbench) translation: String,
}

/// A part of the words, marked or not.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::workbench) struct Piece {
    pub(in crate::workbench) text: String,
    pub(in crate::workbench) is_hit: bool,
}

/// A code that a quote bears.
#[derive(Debug)]
pub(in crate::workbench) struct CodeView {
    pub(in crate::workbench) id: CodeId,
    pub(in crate::workbench) name: String,
    pub(in crate::workbench) title: String,
}

/// Attributes told beside the participant.
const ATTRIBUTES: usize = 4;

impl QuoteView {
    /// A quote with nothing marked.
    pub(in crate::workbench) fn of(quote: InContext, texts: &Texts) -> Self {
        let pieces = vec![Piece {
            text: quote.text.clone(),
            is_hit: false,
        }];
        let line = fill(texts.codebook.line, &[("line", &quote.line)]);
        let attributes = quote.participant.iter().flat_map(|p| &p.attributes);
        let known: Vec<String> = attributes
            .filter(|(_, value)| !value.trim().is_empty())
            .take(ATTRIBUTES)
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        let label = quote.participant.map(|p| p.label);
        let code = |given: crate::project::GivenCode| CodeView {
            id: given.code,
            title: format!("{} ({})", given.path, given.coders.join(", ")),
            name: given.name,
        };
        Self {
            study: quote.study,
            study_name: String::new(),
            chosen: String::new(),
            lang: quote.language.code().to_owned(),
            before: quote.before,
            pieces,
            after: quote.after,
            href: format!(
                "/study/{}/read/{}?at={}-{}#line-{}",
                quote.study, quote.transcript, quote.start, quote.end, quote.line
            ),
            place: match label.as_deref() == Some(&quote.transcript_name) {
                true => line,
                false => format!("{}, {line}", quote.transcript_name),
            },
            who: label.or(quote.speaker).unwrap_or_default(),
            known: known.join(", "),
            codes: quote.codes.into_iter().map(code).collect(),
            condensed: quote.condensed.unwrap_or_default(),
            translation: quote.translation.unwrap_or_default(),
        }
    }

    /// The same with these parts of its words marked, in code points.
    pub(in crate::workbench) fn marked(mut self, marks: &[(usize, usize)]) -> Self {
        let text: String = self.pieces.iter().map(|p| p.text.as_str()).collect();
        self.pieces = pieces(&text, marks);
        self
    }
}

/// Cuts a text at its marks; those with nothing but a joint between them become one.
fn pieces(text: &str, marks: &[(usize, usize)]) -> Vec<Piece> {
    let bytes = |(start, end)| {
        crate::study::Span::from_chars(text, start, end).map(|span| span.start..span.end)
    };
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks.iter().copied().filter_map(bytes) {
        let joint = |last: &Range<usize>| {
            let between = text.get(last.end..mark.start);
            between.is_some_and(|between| between.chars().all(is_joint))
        };
        match joined.last_mut().filter(|last| joint(last)) {
            Some(last) => last.end = mark.end,
            None => joined.push(mark),
        }
    }
    let mut pieces = Vec::new();
    let mut piece = |range: Range<usize>, is_hit| {
        let part = text.get(range).filter(|part| !part.is_empty());
        pieces.extend(part.map(|part| Piece {
            text: part.to_owned(),
            is_hit,
        }));
    };
    let mut at = 0;
    for mark in joined {
        if mark.start >= at {
            piece(at..mark.start, false);
            at = mark.end;
            piece(mark, true);
        }
    }
    piece(at..text.len(), false);
    pieces
}

fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '-' | '‐' | '‑' | '\u{200c}' | '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_cut_the_words_in_code_points() {
        let cut: Vec<(String, bool)> = pieces(
            "😀 self-directed می‌ترسیدم end",
            &[(2, 6), (7, 15), (16, 25)],
        )
        .into_iter()
        .map(|p| (p.text, p.is_hit))
        .collect();
        let wanted = [
            ("😀 ", false),
            ("self-directed می‌ترسیدم", true),
            (" end", false),
        ];
        assert_eq!(cut, wanted.map(|(text, hit)| (text.to_owned(), hit)));
        assert_eq!(pieces("", &[(0, 4)]), []);
    }
}
