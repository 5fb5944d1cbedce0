//! Transcripts.

use super::{
    Edit, Store,
    refuse::{known, named, unknown},
};
use crate::error::{Error, Result};
use crate::study::{Language, ParticipantId, StudyId, Transcript, TranscriptId, Turn};
use rusqlite::Row;

impl Store {
    /// The transcripts of a study, in the order they were added.
    pub fn transcript_ids(&self, study: StudyId) -> Result<Vec<TranscriptId>> {
        self.database.rows(
            "SELECT id FROM transcript WHERE study = ?1 ORDER BY id",
            [study],
            |row| row.get(0),
        )
    }

    /// The transcript of a study with exactly this name.
    pub fn transcript_named(&self, study: StudyId, name: &str) -> Result<Option<TranscriptId>> {
        self.database.row(
            "SELECT id FROM transcript WHERE study = ?1 AND name = ?2",
            (study, name),
            |row| row.get(0),
        )
    }

    /// The names of a study's transcripts, without their texts.
    pub fn transcript_names(&self, study: StudyId) -> Result<Vec<(TranscriptId, String)>> {
        self.database.rows(
            "SELECT id, name FROM transcript WHERE study = ?1 ORDER BY id",
            [study],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// The languages of a study's transcripts, each once.
    pub fn languages(&self, study: StudyId) -> Result<Vec<Language>> {
        self.database.rows(
            "SELECT DISTINCT language FROM transcript WHERE study = ?1 ORDER BY language",
            [study],
            |row| row.get(0),
        )
    }

    /// One transcript with its text and turns.
    pub fn transcript(&self, id: TranscriptId) -> Result<Option<Transcript>> {
        let found =
            self.database
                .row("SELECT * FROM transcript WHERE id = ?1", [id], transcript)?;
        let Some(mut transcript) = found else {
            return Ok(None);
        };
        transcript.turns = self.turns(id)?;
        Ok(Some(transcript))
    }
}

impl Edit<'_> {
    /// Adds a transcript with its turns.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or one that another transcript of the study has, for turns that are out of
    /// order, overlap or do not fit the text, and for a participant of another study.
    pub fn add_transcript(&mut self, transcript: &Transcript) -> Result<TranscriptId> {
        named("transcript", &transcript.name)?;
        self.check_transcript_name(transcript.study, &transcript.name)?;
        let id = self.database().add(
            "INSERT INTO transcript (study, name, kind, participant, language, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                transcript.study,
                &transcript.name,
                transcript.kind,
                transcript.participant,
                &transcript.language,
                &transcript.text,
            ),
        )?;
        let id = TranscriptId(id);
        self.text = Some((id, transcript.text.clone()));
        self.add_turns(id, &transcript.turns)?;
        Ok(id)
    }

    /// Gives a transcript another name.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript, an empty name or one that another transcript of the study has.
    pub fn rename_transcript(&mut self, id: TranscriptId, name: &str) -> Result<()> {
        named("transcript", name)?;
        let study = "SELECT study FROM transcript WHERE id = ?1 AND name <> ?2";
        if let Some(study) = self.database().row(study, (id, name), |row| row.get(0))? {
            self.check_transcript_name(study, name)?;
        }
        let rename = "UPDATE transcript SET name = ?2 WHERE id = ?1";
        known(self.database().run(rename, (id, name))?, "transcript", id)
    }

    /// Says which language a transcript is in.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript.
    pub fn set_transcript_language(&mut self, id: TranscriptId, language: &Language) -> Result<()> {
        let set = "UPDATE transcript SET language = ?2 WHERE id = ?1";
        known(self.database().run(set, (id, language))?, "transcript", id)
    }

    /// Says whom a transcript is about.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript or a participant of another study.
    pub fn set_transcript_participant(
        &mut self,
        id: TranscriptId,
        participant: Option<ParticipantId>,
    ) -> Result<()> {
        let set = "UPDATE transcript SET participant = ?2 WHERE id = ?1";
        known(
            self.database().run(set, (id, participant))?,
            "transcript",
            id,
        )
    }

    /// Puts another text and its turns in place of those the transcript had. What hangs on it (units, decisions) must be moved in
    /// the same change: [`Edit::move_unit`], [`Edit::move_decision`].
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript and for turns that are out of order, overlap or do not fit the text.
    pub fn set_transcript_text(
        &mut self,
        id: TranscriptId,
        text: &str,
        turns: &[Turn],
    ) -> Result<()> {
        let set = "UPDATE transcript SET text = ?2 WHERE id = ?1";
        known(self.database().run(set, (id, text))?, "transcript", id)?;
        self.text = Some((id, text.to_owned()));
        self.set_turns(id, turns)
    }

    /// Deletes a transcript and its turns.
    ///
    /// # Errors
    /// [`Error::Input`] while units, decisions or memos hang on it, with their numbers.
    pub fn delete_transcript(&mut self, id: TranscriptId) -> Result<()> {
        let hanging = self.database().row(
            "SELECT (SELECT count(*) FROM unit WHERE transcript = ?1),
                    (SELECT count(*) FROM decision WHERE transcript = ?1),
                    (SELECT count(*) FROM memo WHERE transcript = ?1)",
            [id],
            |row| Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?]),
        )?;
        if let Some([units, decisions, memos]) = hanging
            && units + decisions + memos > 0
        {
            return Err(Error::input(format!(
                "the transcript still has {units} units, {decisions} decisions and {memos} memos; \
                 it can be deleted only when it has none"
            )));
        }
        self.text = None;
        self.database()
            .run("DELETE FROM turn WHERE transcript = ?1", [id])?;
        let deleted = self
            .database()
            .run("DELETE FROM transcript WHERE id = ?1", [id])?;
        known(deleted, "transcript", id)
    }

    /// The text of a transcript; the last one asked for is kept at hand.
    pub(super) fn text_of(&mut self, id: TranscriptId) -> Result<&str> {
        if self.text.as_ref().is_none_or(|(of, _)| *of != id) {
            let text = "SELECT text FROM transcript WHERE id = ?1";
            let text = self.database().row(text, [id], |row| row.get(0))?;
            self.text = text.map(|text| (id, text));
        }
        match &self.text {
            Some((_, text)) => Ok(text),
            None => Err(unknown("transcript", id)),
        }
    }

    fn check_transcript_name(&self, study: StudyId, name: &str) -> Result<()> {
        match self.store.transcript_named(study, name)? {
            Some(_) => Err(Error::input(format!(
                "the study has a transcript ‘{name}’ already; choose another name"
            ))),
            None => Ok(()),
        }
    }
}

fn transcript(row: &Row<'_>) -> rusqlite::Result<Transcript> {
    Ok(Transcript {
        id: row.get("id")?,
        study: row.get("study")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        participant: row.get("participant")?,
        language: row.get("language")?,
        text: row.get("text")?,
        turns: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::{Span, SpeakerRole};

    #[test]
    fn text_of_any_script_comes_back_byte_for_byte() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let ids = store.transcript_ids(study).unwrap();
        let mut transcript = store.transcript(ids[0]).unwrap().unwrap();
        for (name, text) in [
            ("خالی", ""),
            ("名", "我害怕。\n"),
            ("nul", "a\u{0}b \u{202e}😀 می‌رود"),
        ] {
            transcript.name = name.into();
            transcript.text = text.into();
            transcript.turns = vec![Turn {
                span: Span::new(0, text.len()),
                speaker: None,
                role: SpeakerRole::Other,
                participant: None,
            }];
            transcript.id = store
                .change(None, "import", |e| e.add_transcript(&transcript))
                .unwrap();
            let found = store.transcript_named(study, name).unwrap().unwrap();
            assert_eq!(store.transcript(found).unwrap(), Some(transcript.clone()));
            store
                .change(None, "delete", |e| e.delete_transcript(found))
                .unwrap();
            store.undo(None).unwrap();
            assert_eq!(store.transcript(found).unwrap(), Some(transcript.clone()));
        }
    }

    #[test]
    fn a_text_is_replaced_with_what_hangs_on_it_and_put_back() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let unit = store.units_of_study(study).unwrap().remove(0);
        let before = sample::dump(&store);
        let replaced = |e: &mut Edit<'_>| {
            e.set_transcript_text(unit.transcript, "چرا؟ 😀", &[])?;
            for unit in e.store().units(unit.transcript)? {
                e.move_unit(unit.id, unit.transcript, Span::new(0, 8))?;
            }
            for decision in e.store().decisions_of_transcript(unit.transcript)? {
                e.move_decision(decision.id, decision.transcript, Span::new(0, 0))?;
            }
            Ok(())
        };
        store.change(None, "replace", replaced).unwrap();
        assert!(store.check().unwrap().is_empty());
        assert_eq!(store.unit(unit.id).unwrap().unwrap().span, Span::new(0, 8));
        store.undo(None).unwrap();
        assert_eq!(sample::dump(&store), before);
        let far = store.change(None, "move", |e| {
            e.move_unit(unit.id, unit.transcript, Span::new(0, 1 << 40))
        });
        assert!(far.is_err());
        assert!(
            store
                .change(None, "text", |e| e.set_transcript_text(
                    TranscriptId(99),
                    "x",
                    &[]
                ))
                .is_err()
        );
    }

    #[test]
    fn a_transcript_with_units_is_not_deleted_and_a_name_stays_its_own() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let id = store.transcript_ids(study).unwrap()[0];
        let refused = store
            .change(None, "delete", |e| e.delete_transcript(id))
            .unwrap_err();
        assert!(refused.to_string().contains("units"), "{refused}");
        let other = store.transcript_names(study).unwrap()[1].1.clone();
        assert!(
            store
                .change(None, "rename", |e| e.rename_transcript(id, &other))
                .is_err()
        );
        store
            .change(None, "rename", |e| e.rename_transcript(id, "F9"))
            .unwrap();
        store
            .change(None, "rename", |e| e.rename_transcript(id, "F9"))
            .unwrap();
        assert_eq!(store.transcript_named(study, "F9").unwrap(), Some(id));
        store
            .change(None, "language", |e| {
                e.set_transcript_language(id, &Language::new("fa"))
            })
            .unwrap();
        let nobody = Some(ParticipantId(99));
        assert!(
            store
                .change(None, "who", |e| e.set_transcript_participant(id, nobody))
                .is_err()
        );
    }
}
