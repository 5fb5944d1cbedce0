//! Footnotes and comments of a document, at the words they belong to.
//!
//! While a document is read its text still moves (cells become lines, white space goes), so the places of notes are kept
//! as marks in the text itself, made of characters that no document may contain, and taken out at the end.

/// A footnote or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// First byte of the words it belongs to.
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
    /// Who wrote it, where the document says so.
    pub author: Option<String>,
    /// When, as the document says (ISO 8601).
    pub at: Option<String>,
    /// What it says.
    pub text: String,
}

/// What a note in a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// A footnote or an endnote.
    Footnote,
    /// Somebody's comment in the margin.
    Comment,
}

/// Begins a mark; no text of a document may contain it.
const MARK: char = '\u{1}';
/// The character that stands for the first note; the next ones follow.
const FIRST: u32 = 0xF0000;
/// As many notes as there are characters for.
const MOST: usize = 60_000;

/// The notes of a document that is being read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    /// Notes beyond [`MOST`].
    pub left_out: usize,
}

impl Notes {
    /// A note without a text yet; its number. None where there are too many.
    pub fn add(
        &mut self,
        kind: NoteKind,
        author: Option<String>,
        at: Option<String>,
    ) -> Option<usize> {
        if self.notes.len() >= MOST {
            self.left_out += 1;
            return None;
        }
        let filled =
            |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        self.notes.push(Note {
            kind,
            start: usize::MAX,
            end: usize::MAX,
            author: filled(author),
            at: filled(at),
            text: String::new(),
        });
        Some(self.notes.len() - 1)
    }

    /// The note of this number.
    pub fn get(&mut self, number: usize) -> Option<&mut Note> {
        self.notes.get_mut(number)
    }

    /// The text without marks, and the notes that have words and a place.
    pub fn placed(mut self, marked: &str) -> (String, Vec<Note>) {
        let mut text = String::with_capacity(marked.len());
        let mut rest = marked.chars();
        while let Some(c) = rest.next() {
            if c != MARK {
                text.push(c);
                continue;
            }
            let (side, number) = (rest.next(), rest.next());
            let number = number.map_or(usize::MAX, |c| (c as u32).wrapping_sub(FIRST) as usize);
            let Some(note) = self.notes.get_mut(number) else {
                continue;
            };
            match side {
                Some(BEGIN) => note.start = text.len(),
                _ => note.end = text.len(),
            }
        }
        for note in &mut self.notes {
            (note.start, note.end) = words(&text, note.start, note.end);
        }
        self.notes
            .retain(|note| note.start < note.end && !note.text.trim().is_empty());
        (text, self.notes)
    }
}

const BEGIN: char = 'b';
const END: char = 'e';

/// The mark where the words of a note begin.
pub(super) fn begin_mark(number: usize) -> String {
    mark(BEGIN, number)
}

/// The mark where the words of a note end; without a beginning, the word before it is meant.
pub(super) fn end_mark(number: usize) -> String {
    mark(END, number)
}

fn mark(side: char, number: usize) -> String {
    let number = u32::try_from(number).unwrap_or(0).min(MOST as u32);
    let name = char::from_u32(FIRST + number).unwrap_or(MARK);
    String::from_iter([MARK, side, name])
}

/// What a document may contain: everything but the characters of marks and others that are not to be seen.
pub(super) fn without_marks(text: &str) -> std::borrow::Cow<'_, str> {
    let is_plain = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    match text.chars().all(is_plain) {
        true => text.into(),
        false => text
            .chars()
            .filter(|c| is_plain(*c))
            .collect::<String>()
            .into(),
    }
}

/// The stretch without white space at its ends; the word before its end where that leaves nothing.
fn words(text: &str, start: usize, end: usize) -> (usize, usize) {
    if end > text.len() {
        return (0, 0);
    }
    if let Some(stretch) = text.get(start..end)
        && !stretch.trim().is_empty()
    {
        let lead = stretch.len() - stretch.trim_start().len();
        return (start + lead, start + lead + stretch.trim().len());
    }
    let before = text[..end].trim_end();
    let word = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| !c.is_whitespace())
        .last()
        .map_or(before.len(), |(at, _)| at);
    (word, before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_lie_at_their_words() {
        let mut notes = Notes::default();
        for (kind, text) in [
            (NoteKind::Comment, "why?"),
            (NoteKind::Footnote, "a place"),
            (NoteKind::Comment, ""),
            (NoteKind::Comment, "lost"),
        ] {
            let number = notes.add(kind, Some(" Sara ".into()), None).unwrap();
            notes.get(number).unwrap().text = text.into();
        }
        let marked = format!(
            "M4: من {}می‌ترسیدم {}😀 Tehran{} x{}{}",
            begin_mark(0),
            end_mark(0),
            end_mark(1),
            begin_mark(2),
            end_mark(2)
        );
        let (text, placed) = notes.placed(&marked);
        assert_eq!(text, "M4: من می‌ترسیدم 😀 Tehran x");
        let shown: Vec<&str> = placed.iter().map(|n| &text[n.start..n.end]).collect();
        assert_eq!(shown, ["می‌ترسیدم", "Tehran"]);
        assert_eq!(placed[0].author.as_deref(), Some("Sara"));
    }

    #[test]
    fn a_document_cannot_forge_marks() {
        assert_eq!(without_marks("a\u{1}b\u{f0000}\u{0}\tc"), "ab\u{f0000}\tc");
        let (text, placed) = Notes::default().placed("a\u{1}b");
        assert_eq!((text.as_str(), placed.len()), ("a", 0));
        assert_eq!(words("", 5, 9), (0, 0));
        assert_eq!(words("  ", 0, 2), (0, 0));
    }
}
