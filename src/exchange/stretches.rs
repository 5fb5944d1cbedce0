//! Stretches of a text as programs keep them that store two positions and the words between them.

use super::gaps::Gaps;
use super::positions::{Counting, Position, Selected, detect, line_feeds, place};
use crate::study::Span;
use crate::text::is_spelt_alike;

/// As far from where the file says, in bytes, the words are looked for first.
const NEAR: usize = 20_000;
/// As many stretches are looked for in the whole of their texts; the others stay where the file says.
const MOST_SOUGHT: usize = 2_000;

/// A stretch: where it begins and ends, and its words where the file keeps them.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch {
    pub start: i64,
    pub end: i64,
    pub words: String,
}

/// A text as the file has it, and the stretches in it.
pub(super) struct Marked<'t> {
    pub name: &'t str,
    pub raw: &'t str,
    pub stretches: Vec<Stretch>,
}

/// Where the stretches lie in their texts with line feeds, and how the file counts.
///
/// How positions count is found by trying. Where other words stand at the positions than the file keeps, the nearest place
/// with those words is taken.
pub(super) fn find(
    marked: &[Marked<'_>],
    told: &mut Vec<String>,
    gaps: &mut Gaps,
) -> (Counting, Vec<Vec<Option<Span>>>) {
    let selected: Vec<Selected<'_>> = marked.iter().map(selected).collect();
    let has_any = selected.iter().any(|text| !text.positions.is_empty());
    let way = match has_any {
        true => detect("", &selected).0,
        false => Counting::PLAIN,
    };
    if way != Counting::PLAIN {
        told.push(format!(
            "positions were read as {}, as the words fit best so",
            way.written()
        ));
    }
    let mut seeking = Seeking::default();
    let mut found = Vec::with_capacity(marked.len());
    for (marked, selected) in marked.iter().zip(&selected) {
        let text = line_feeds(marked.raw);
        let placed = place(selected, way).into_iter().map(|placed| placed.span());
        let spans = placed
            .zip(&marked.stretches)
            .map(|(span, stretch)| seeking.span(&text, span, stretch, marked.name, gaps));
        found.push(spans.collect());
    }
    if seeking.moved > 0 {
        told.push(format!(
            "{} stretches were found by their words near the positions that the file gives, where other words stand",
            seeking.moved
        ));
    }
    (way, found)
}

/// Where positions without words lie, counted as [`find`] said.
pub(super) fn spans(raw: &str, way: Counting, positions: &[(i64, i64)]) -> Vec<Option<Span>> {
    let positions = positions.iter().map(|(start, end)| Position {
        start: *start,
        end: *end,
        name: String::new(),
    });
    let selected = Selected {
        raw,
        positions: positions.collect(),
    };
    place(&selected, way)
        .into_iter()
        .map(|placed| placed.span())
        .collect()
}

fn selected<'t>(marked: &Marked<'t>) -> Selected<'t> {
    let positions = marked.stretches.iter().map(|stretch| Position {
        start: stretch.start,
        end: stretch.end,
        name: stretch.words.clone(),
    });
    Selected {
        raw: marked.raw,
        positions: positions.collect(),
    }
}

#[derive(Default)]
struct Seeking {
    moved: usize,
    sought: usize,
}

impl Seeking {
    fn span(
        &mut self,
        text: &str,
        span: Option<Span>,
        stretch: &Stretch,
        name: &str,
        gaps: &mut Gaps,
    ) -> Option<Span> {
        let there = span.and_then(|span| span.of(text)).unwrap_or_default();
        if span.is_some()
            && (stretch.words.trim().is_empty() || is_spelt_alike(there, &stretch.words))
        {
            return span;
        }
        let words = line_feeds(stretch.words.trim());
        let at = span.map_or(text.len(), |span| span.start);
        if let Some(found) = self.nearest(text, &words, at) {
            self.moved += 1;
            return Some(found);
        }
        let which = format!("{name} {}-{}", stretch.start, stretch.end);
        let kind = match span {
            Some(_) => {
                "stretches whose words differ from those that the file keeps of them, taken by their positions"
            }
            None => "stretches that lie outside of their text and could not be placed",
        };
        gaps.add(kind, &which);
        span
    }

    fn nearest(&mut self, text: &str, words: &str, at: usize) -> Option<Span> {
        if words.is_empty() || words.len() > text.len() {
            return None;
        }
        let from = boundary(text, at.saturating_sub(NEAR));
        let to = boundary(text, at.saturating_add(words.len() + NEAR).min(text.len()));
        let near = text[from..to].match_indices(words);
        let nearest = near
            .map(|(found, _)| from + found)
            .min_by_key(|found| found.abs_diff(at));
        let start = nearest.or_else(|| {
            self.sought += 1;
            (self.sought <= MOST_SOUGHT)
                .then(|| text.find(words))
                .flatten()
        })?;
        Some(Span::new(start, start + words.len()))
    }
}

/// The character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(raw: &str, stretches: &[(i64, i64, &str)]) -> (Vec<String>, Vec<String>) {
        let stretches = stretches
            .iter()
            .map(|(start, end, words)| Stretch {
                start: *start,
                end: *end,
                words: (*words).to_owned(),
            })
            .collect();
        let marked = Marked {
            name: "F2",
            raw,
            stretches,
        };
        let (mut told, mut gaps) = (Vec::new(), Gaps::default());
        let (_, spans) = find(&[marked], &mut told, &mut gaps);
        let text = line_feeds(raw);
        let words = spans[0].iter().map(|span| match span {
            Some(span) => span.of(&text).unwrap().to_owned(),
            None => "-".to_owned(),
        });
        told.extend(gaps.lines());
        (words.collect(), told)
    }

    #[test]
    fn code_points_utf16_and_line_ends_are_told_apart_by_the_words() {
        let raw = "😀😀 ترس\r\n我 afraid";
        for given in [
            [(3, 6, "ترس"), (10, 16, "afraid")],
            [(5, 8, "ترس"), (12, 18, "afraid")],
            [(3, 6, "ترس"), (9, 15, "afraid")],
        ] {
            assert_eq!(found(raw, &given).0, ["ترس", "afraid"], "{given:?}");
        }
    }

    #[test]
    fn moved_words_are_sought_nearby_and_the_rest_is_named() {
        let raw = "fear, then joy, then fear again";
        let (words, told) = found(
            raw,
            &[
                (22, 26, "fear"),
                (0, 4, "fear"),
                (0, 4, "anger"),
                (90, 94, "hope"),
                (70, 80, "joy"),
                (6, 10, ""),
            ],
        );
        assert_eq!(words, ["fear", "fear", "fear", "-", "joy", "then"]);
        assert!(
            told[0].contains("2 stretches were found by their words"),
            "{told:?}"
        );
        assert!(
            told[1].contains("1 stretches whose words differ") && told[2].contains("F2 90-94"),
            "{told:?}"
        );
    }
}
