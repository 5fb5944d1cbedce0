//! Footnotes and comments of a document: memos on the words they belong to.

use super::Import;
use crate::error::Result;
use crate::exchange::{Note, NoteKind};
use crate::project::choose::person;
use crate::study::{CoderId, MeaningUnit, MemoTarget, Span, TranscriptId, UnitId};
use std::collections::HashMap;

/// Takes in the notes of a document that is in the project now. Each gets a unit without a code, where there is none yet. A
/// comment is a memo of who wrote it.
pub(super) fn take_in(
    import: &mut Import<'_, '_>,
    transcript: TranscriptId,
    file: usize,
    notes: &[Note],
) -> Result<()> {
    let known = import.edit.store().units(transcript)?;
    let mut units: HashMap<Span, UnitId> = known
        .into_iter()
        .rev()
        .map(|unit| (unit.span, unit.id))
        .collect();
    for note in notes {
        let span = Span::new(note.start, note.end);
        let unit = match units.get(&span) {
            Some(unit) => *unit,
            None => {
                let unit = import.edit.add_unit(&MeaningUnit {
                    id: UnitId(0),
                    transcript,
                    span,
                    condensed: None,
                    translation: None,
                    external_id: None,
                })?;
                units.insert(span, unit);
                unit
            }
        };
        let coder = author(import, note)?;
        let text = match note.kind {
            NoteKind::Comment => note.text.clone(),
            NoteKind::Footnote => format!("Footnote: {}", note.text),
        };
        import
            .edit
            .add_memo_of(MemoTarget::Unit(unit), coder, &text, note.at.as_deref())?;
        import.count(file, "memos", 1);
    }
    Ok(())
}

/// Who wrote the note, where that is told and is no machine of the project; else who imports.
fn author(import: &mut Import<'_, '_>, note: &Note) -> Result<CoderId> {
    let Some(name) = note.author.as_deref() else {
        return Ok(import.coder);
    };
    Ok(person(import.edit, name).unwrap_or(import.coder))
}
