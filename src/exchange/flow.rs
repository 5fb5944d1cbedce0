//! The text of a document while it is being read: paragraphs, tables, notes, whatever nests in what.

use super::notes::{Note, NoteKind, Notes, begin_mark, end_mark, without_marks};
use super::rows::{Rows, lines};
use super::speaker_styles::labelled;

/// The document as far as it has been read. Nothing recurses: what is open stands on stacks.
#[derive(Default)]
pub(super) struct Flow {
    /// Finished paragraphs and tables outside of tables and notes.
    blocks: Vec<Paragraph>,
    /// Tables and notes that are open, the outermost first.
    containers: Vec<Container>,
    /// Paragraphs that are open: a text box puts paragraphs into a paragraph.
    paragraphs: Vec<Paragraph>,
    notes: Notes,
    /// Tables within too many tables: their words are kept, their cells are not.
    too_deep: usize,
}

/// Tables within tables: what is cut out of cells is copied once for each.
const MOST_CONTAINERS: usize = 64;

/// A paragraph or a table.
#[derive(Debug, Default, Clone)]
pub(super) struct Paragraph {
    pub text: String,
    /// The name of its style, where it has one of its own.
    pub style: Option<String>,
    /// As many bytes at its start are emphasised (bold, or in a character style for speakers).
    pub lead: usize,
    is_lead_over: bool,
}

enum Container {
    /// A table, with the cell that is being filled, if one is.
    Table(Rows, Option<Vec<String>>),
    /// A note of this number.
    Note(usize, Vec<String>),
}

/// What a document says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Flowed {
    pub text: String,
    pub notes: Vec<Note>,
}

impl Flow {
    pub fn begin_paragraph(&mut self, style: Option<String>) {
        self.paragraphs.push(Paragraph {
            style,
            ..Paragraph::default()
        });
    }

    /// Says which style the open paragraph has.
    pub fn style(&mut self, style: Option<String>) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.style = style;
        }
    }

    pub fn end_paragraph(&mut self) {
        if let Some(paragraph) = self.paragraphs.pop() {
            self.add(paragraph);
        }
    }

    /// Whether a paragraph is open.
    pub fn is_in_paragraph(&self) -> bool {
        !self.paragraphs.is_empty()
    }

    /// Whether the open paragraph has no words and no white space yet, or ends in white space.
    pub fn ends_in_space(&self) -> bool {
        self.paragraphs
            .last()
            .is_none_or(|p| p.text.is_empty() || p.text.ends_with(char::is_whitespace))
    }

    /// Words of the open paragraph; outside of one there are none.
    pub fn write(&mut self, text: &str, is_emphasised: bool) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        let text = without_marks(text);
        paragraph.text.push_str(&text);
        paragraph.is_lead_over |= !is_emphasised && !text.trim().is_empty();
        if !paragraph.is_lead_over && is_emphasised {
            paragraph.lead = paragraph.text.len();
        }
    }

    pub fn begin_table(&mut self) {
        match self.containers.len() < MOST_CONTAINERS {
            true => self.containers.push(Container::Table(Rows::new(), None)),
            false => self.too_deep += 1,
        }
    }

    pub fn begin_row(&mut self) {
        if self.too_deep > 0 {
            return;
        }
        self.end_cell();
        if let Some(Container::Table(rows, _)) = self.containers.last_mut() {
            rows.push(Vec::new());
        }
    }

    pub fn begin_cell(&mut self) {
        if self.too_deep > 0 {
            return;
        }
        self.end_cell();
        if let Some(Container::Table(_, cell)) = self.containers.last_mut() {
            *cell = Some(Vec::new());
        }
    }

    /// Begins a cell, if none is open.
    pub fn ensure_cell(&mut self) {
        if let Some(Container::Table(_, cell)) = self.containers.last_mut() {
            cell.get_or_insert_with(Vec::new);
        }
    }

    /// Ends the cell, if one is open.
    pub fn end_cell(&mut self) {
        if self.too_deep > 0 {
            return;
        }
        if let Some(Container::Table(rows, cell)) = self.containers.last_mut()
            && let Some(cell) = cell.take()
        {
            let text = cell.join("\n");
            match rows.last_mut() {
                Some(row) => row.push(text),
                None => rows.push(vec![text]),
            }
        }
    }

    pub fn end_table(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        self.end_cell();
        if let Some(Container::Table(rows, _)) = self.containers.last() {
            let text = lines(rows);
            self.containers.pop();
            self.add(Paragraph {
                text,
                ..Paragraph::default()
            });
        }
    }

    /// A note whose words are elsewhere; the mark that ends its words is set here.
    pub fn note_here(
        &mut self,
        kind: NoteKind,
        author: Option<String>,
        at: Option<String>,
        text: &str,
    ) {
        if let Some(number) = self.notes.add(kind, author, at) {
            self.say(number, text);
            self.mark(&end_mark(number));
        }
    }

    /// A note that begins here; its number, for [`Flow::end_words`] and [`Flow::say`].
    pub fn begin_words(
        &mut self,
        kind: NoteKind,
        author: Option<String>,
        at: Option<String>,
    ) -> Option<usize> {
        let number = self.notes.add(kind, author, at)?;
        self.mark(&begin_mark(number));
        Some(number)
    }

    /// The words of a note end here.
    pub fn end_words(&mut self, number: usize) {
        self.mark(&end_mark(number));
    }

    /// What a note says.
    pub fn say(&mut self, number: usize, text: &str) {
        if let Some(note) = self.notes.get(number) {
            note.text = without_marks(text).trim().to_owned();
        }
    }

    /// Who wrote a note, and when.
    pub fn sign(&mut self, number: usize, author: Option<String>, at: Option<String>) {
        if let Some(note) = self.notes.get(number) {
            note.author = author.or(note.author.take());
            note.at = at.or(note.at.take());
        }
    }

    /// Paragraphs from here on are what the note says.
    pub fn begin_note(&mut self, number: usize) {
        self.containers.push(Container::Note(number, Vec::new()));
    }

    /// The note has been said.
    pub fn end_note(&mut self) {
        if let Some(Container::Note(number, blocks)) = self.containers.last() {
            let (number, text) = (*number, blocks.join("\n"));
            self.containers.pop();
            self.say(number, &text);
        }
    }

    fn mark(&mut self, mark: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(mark);
        } else if let Some(last) = self.blocks.last_mut() {
            last.text.push_str(mark);
        }
    }

    /// Adds a finished paragraph or table to what is open, else to the document.
    fn add(&mut self, paragraph: Paragraph) {
        let trimmed = paragraph.text.trim_start_matches([' ', '\n', '\t']);
        let cut = paragraph.text.len() - trimmed.len();
        let text = trimmed.trim_end_matches([' ', '\n', '\t']).to_owned();
        if text.is_empty() {
            return;
        }
        match self.containers.last_mut() {
            Some(Container::Table(_, cell)) => cell.get_or_insert_with(Vec::new).push(text),
            Some(Container::Note(_, blocks)) => blocks.push(text),
            None => self.blocks.push(Paragraph {
                lead: paragraph.lead.saturating_sub(cut).min(text.len()),
                text,
                ..paragraph
            }),
        }
    }

    /// The text, its paragraphs divided by blank lines, and the notes in it.
    pub fn finish(mut self) -> Flowed {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        self.too_deep = 0;
        while let Some(container) = self.containers.last() {
            match container {
                Container::Table(..) => self.end_table(),
                Container::Note(..) => self.end_note(),
            }
        }
        let (text, notes) = self.notes.placed(&labelled(self.blocks).join("\n\n"));
        Flowed { text, notes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_within_a_table_within_a_paragraph() {
        let mut flow = Flow::default();
        flow.begin_paragraph(None);
        flow.write("top", false);
        flow.begin_table();
        flow.begin_row();
        for cell in ["M4", "بله 😀"] {
            flow.begin_cell();
            flow.begin_paragraph(None);
            flow.write(cell, false);
            if cell != "M4" {
                let number = flow.begin_words(NoteKind::Comment, None, None).unwrap();
                flow.begin_note(number);
                flow.begin_paragraph(None);
                flow.write("he smiled", false);
                flow.end_paragraph();
                flow.end_note();
                flow.end_words(number);
            }
            flow.end_paragraph();
            flow.end_cell();
        }
        flow.end_table();
        flow.end_paragraph();
        let done = flow.finish();
        assert_eq!(done.text, "M4: بله 😀\n\ntop");
        assert_eq!(&done.text[done.notes[0].start..done.notes[0].end], "😀");
        assert_eq!(done.notes[0].text, "he smiled");
    }

    #[test]
    fn what_was_never_closed_is_kept_however_deep() {
        let mut flow = Flow::default();
        flow.write("nowhere", false);
        for _ in 0..100_000 {
            flow.begin_table();
            flow.begin_row();
            flow.begin_cell();
        }
        flow.begin_paragraph(None);
        flow.write("kept", false);
        flow.end_paragraph();
        flow.begin_cell();
        flow.begin_paragraph(None);
        flow.write("too", false);
        assert_eq!(
            flow.finish().text.split_whitespace().collect::<Vec<_>>(),
            ["kept", "too"]
        );
    }
}
