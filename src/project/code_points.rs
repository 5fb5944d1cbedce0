//! Bytes and code points of one text, converted many times.

use crate::study::Span;

/// Every so many characters the byte they begin at is remembered.
const STRIDE: usize = 256;

/// A text whose spans are counted in Unicode code points outside of emic. Each conversion looks at a few hundred bytes,
/// however long the text is.
pub struct CodePoints<'t> {
    text: &'t str,
    /// The byte at which each [`STRIDE`]th character begins.
    steps: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Counts the code points of a text.
    pub fn of(text: &'t str) -> Self {
        let starts = text.char_indices().map(|(at, _)| at);
        Self {
            text,
            steps: starts.step_by(STRIDE).collect(),
        }
    }

    /// The span of the code points `start..end`; `None` where the text is shorter or `end < start`.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.byte(start)?, self.byte(end)?))
    }

    /// The code points that a span covers; `None` where it does not fit the text or cuts a character.
    pub fn range(&self, span: Span) -> Option<(usize, usize)> {
        let start = self.count(span.start)?;
        Some((start, start.max(self.count(span.end)?)))
    }

    /// A span as it is written: `604-782`.
    pub fn written(&self, span: Span) -> String {
        let (start, end) = self.range(span).unwrap_or((span.start, span.end));
        format!("{start}-{end}")
    }

    fn byte(&self, character: usize) -> Option<usize> {
        let step = character / STRIDE;
        let Some(&begin) = self.steps.get(step) else {
            // One past the last character, where their number is a multiple of the stride.
            let rest = self.steps.last().map_or("", |at| &self.text[*at..]);
            let total = self.steps.len().saturating_sub(1) * STRIDE + rest.chars().count();
            return (character == total).then_some(self.text.len());
        };
        let rest = self.text.get(begin..)?;
        let starts = rest.char_indices().map(|(at, _)| at);
        let at = starts
            .chain(std::iter::once(rest.len()))
            .nth(character % STRIDE)?;
        Some(begin + at)
    }

    fn count(&self, byte: usize) -> Option<usize> {
        let step = self
            .steps
            .partition_point(|begin| *begin <= byte)
            .saturating_sub(1);
        let begin = self.steps.get(step).copied().unwrap_or_default();
        Some(step * STRIDE + self.text.get(begin..byte)?.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_those_of_the_plain_count() {
        for times in [0, 1, 255, 256, 1000] {
            let text: String = "aس😀".repeat(times);
            let points = CodePoints::of(&text);
            let total = times * 3;
            for at in [0, 1, 255, 256, 257, 511, 767, 768, 2999, 3000, 3001] {
                let wanted = Span::from_chars(&text, at, total);
                assert_eq!(points.span(at, total), wanted, "{at} of {total}");
                if let Some(span) = wanted {
                    assert_eq!(points.range(span), Some((at, total)));
                }
            }
            assert_eq!(points.span(0, total + 1), None);
        }
        let points = CodePoints::of("سلام");
        assert_eq!(points.span(3, 2), None);
        assert_eq!(points.range(Span::new(0, 1)), None);
        assert_eq!(points.written(Span::new(2, 4)), "1-2");
    }
}
