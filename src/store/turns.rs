//! Turns, and the spans that must fit a transcript's text.

use super::{
    Edit, Store,
    refuse::unknown,
    values::{span_at, stored},
};
use crate::error::{Error, Result};
use crate::study::{Span, StudyId, TranscriptId, Turn};
use rusqlite::Row;

impl Store {
    /// The turns of a transcript, in the order of its text.
    pub fn turns(&self, transcript: TranscriptId) -> Result<Vec<Turn>> {
        self.database.rows(
            "SELECT * FROM turn WHERE transcript = ?1 ORDER BY start_byte, id",
            [transcript],
            turn,
        )
    }
}

impl Store {
    /// The names of those who speak in a study, each once.
    pub fn speakers(&self, study: StudyId) -> Result<Vec<String>> {
        self.database.rows(
            "SELECT DISTINCT turn.speaker FROM turn JOIN transcript ON transcript.id = turn.transcript
             WHERE transcript.study = ?1 AND turn.speaker IS NOT NULL ORDER BY turn.speaker",
            [study],
            |row| row.get(0),
        )
    }
}

impl Edit<'_> {
    /// Puts these turns in place of those the transcript had, as when its speakers become known.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript and for turns that are out of order, overlap or do not fit the text.
    pub fn set_turns(&mut self, id: TranscriptId, turns: &[Turn]) -> Result<()> {
        self.text_of(id)?;
        self.database()
            .run("DELETE FROM turn WHERE transcript = ?1", [id])?;
        self.add_turns(id, turns)
    }

    /// Adds turns to a transcript that has none.
    pub(super) fn add_turns(&mut self, transcript: TranscriptId, turns: &[Turn]) -> Result<()> {
        let mut last = 0;
        for (number, turn) in turns.iter().enumerate() {
            self.check_span(transcript, turn.span)?;
            if turn.span.start < last {
                return Err(Error::input(format!(
                    "turn {} of transcript ‘{}’ begins before the one above it ends; put the turns in order",
                    number + 1,
                    self.name_of(transcript)?
                )));
            }
            last = turn.span.end;
            self.add_turn(transcript, turn)?;
        }
        Ok(())
    }

    fn add_turn(&self, transcript: TranscriptId, turn: &Turn) -> Result<usize> {
        self.database().run(
            "INSERT INTO turn (transcript, start_byte, end_byte, speaker, role, participant)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                transcript,
                stored(turn.span.start),
                stored(turn.span.end),
                &turn.speaker,
                turn.role,
                turn.participant,
            ),
        )
    }

    /// Refuses a span that does not fit the transcript's text or cuts a character.
    pub(super) fn check_span(&mut self, transcript: TranscriptId, span: Span) -> Result<()> {
        let text = self.text_of(transcript)?;
        if span.of(text).is_some() {
            return Ok(());
        }
        let length = text.len();
        Err(Error::input(format!(
            "bytes {}-{} are no stretch of whole characters of transcript ‘{}’, which has {length} bytes; \
             choose a stretch within it",
            span.start,
            span.end,
            self.name_of(transcript)?
        )))
    }

    fn name_of(&self, transcript: TranscriptId) -> Result<String> {
        let name = "SELECT name FROM transcript WHERE id = ?1";
        let name = self.database().row(name, [transcript], |row| row.get(0))?;
        name.ok_or_else(|| unknown("transcript", transcript))
    }
}

/// A row of all columns, found by their places as those of units.
fn turn(row: &Row<'_>) -> rusqlite::Result<Turn> {
    Ok(Turn {
        span: span_at(row, 2)?,
        speaker: row.get(4)?,
        role: row.get(5)?,
        participant: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn turns_fit_the_text_in_order() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let id = store.transcript_ids(study).unwrap()[0];
        let transcript = store.transcript(id).unwrap().unwrap();
        let mut swapped = transcript.turns.clone();
        swapped.reverse();
        assert!(
            store
                .change(None, "turns", |e| e.set_turns(id, &swapped))
                .is_err()
        );
        let mut long = transcript.turns.clone();
        long[0].span.end = transcript.text.len() + 1;
        assert!(
            store
                .change(None, "turns", |e| e.set_turns(id, &long))
                .is_err()
        );
        store
            .change(None, "turns", |e| e.set_turns(id, &transcript.turns[..1]))
            .unwrap();
        assert_eq!(
            store.transcript(id).unwrap().unwrap().turns,
            transcript.turns[..1]
        );
        assert!(
            store
                .change(None, "turns", |e| e.set_turns(TranscriptId(99), &[]))
                .is_err()
        );
    }
}
