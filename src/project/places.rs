//! From bytes to what people and files count: code points and lines.

use crate::study::Span;

/// Bytes from one known place to the next.
const STEP: usize = 1024;

/// Known places in a text, so that counting never starts at its beginning.
pub(super) struct Places<'t> {
    text: &'t str,
    /// At the n-th, the first character at or after n times [`STEP`] bytes.
    known: Vec<Place>,
}

/// What comes before a byte of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    byte: usize,
    chars: usize,
    lines: usize,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut known = vec![Place::default()];
        let mut here = Place::default();
        for (byte, c) in text.char_indices() {
            here.byte = byte;
            if byte >= known.len() * STEP {
                known.push(here);
            }
            here.chars += 1;
            here.lines += usize::from(c == '\n');
        }
        Self { text, known }
    }

    /// The span in code points.
    pub(super) fn chars(&self, span: Span) -> (usize, usize) {
        (self.at(span.start).chars, self.at(span.end).chars)
    }

    /// The line at whose start or within which `byte` lies, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.at(byte).lines + 1
    }

    fn at(&self, byte: usize) -> Place {
        let next = self.known.partition_point(|place| place.byte <= byte);
        let last = self.known[next.saturating_sub(1)];
        let between = self.text.get(last.byte..byte).unwrap_or_default();
        Place {
            byte,
            chars: last.chars + between.chars().count(),
            lines: last.lines + between.matches('\n').count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_counted_from_the_beginning() {
        let text = "I: Why?\nF2: چرا می‌ترسیدی 😀؟\n我害怕。\n".repeat(80);
        let places = Places::of(&text);
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..byte];
            assert_eq!(
                places.chars(Span::new(byte, byte)).0,
                before.chars().count()
            );
            assert_eq!(places.line(byte), before.matches('\n').count() + 1);
        }
        assert_eq!(Places::of("").line(0), 1);
    }
}
