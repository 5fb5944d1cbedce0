//! Meaning units.

use super::{
    Edit, Store,
    refuse::known,
    values::{span_at, stored},
};
use crate::error::{Error, Result};
use crate::study::{MeaningUnit, Span, StudyId, TranscriptId, UnitId};
use rusqlite::Row;

impl Store {
    /// The units of a transcript, in the order of its text.
    pub fn units(&self, transcript: TranscriptId) -> Result<Vec<MeaningUnit>> {
        self.database.rows(
            "SELECT * FROM unit WHERE transcript = ?1 ORDER BY start_byte, end_byte, id",
            [transcript],
            unit,
        )
    }

    /// The unit of exactly this span; the oldest, where there are several.
    pub fn unit_at(&self, transcript: TranscriptId, span: Span) -> Result<Option<MeaningUnit>> {
        self.database.row(
            "SELECT * FROM unit WHERE transcript = ?1 AND start_byte = ?2 AND end_byte = ?3 ORDER BY id LIMIT 1",
            (transcript, stored(span.start), stored(span.end)),
            unit,
        )
    }

    /// The units that share text with a span, in the order of the text.
    pub fn units_overlapping(
        &self,
        transcript: TranscriptId,
        span: Span,
    ) -> Result<Vec<MeaningUnit>> {
        self.database.rows(
            "SELECT * FROM unit WHERE transcript = ?1 AND start_byte < ?3 AND end_byte > ?2
             ORDER BY start_byte, end_byte, id",
            (transcript, stored(span.start), stored(span.end)),
            unit,
        )
    }

    /// The units of a study, transcript by transcript, in the order of the texts.
    pub fn units_of_study(&self, study: StudyId) -> Result<Vec<MeaningUnit>> {
        self.database.rows(
            "SELECT unit.* FROM unit JOIN transcript ON transcript.id = unit.transcript
             WHERE transcript.study = ?1 ORDER BY unit.transcript, start_byte, end_byte, unit.id",
            [study],
            unit,
        )
    }

    /// One unit.
    pub fn unit(&self, id: UnitId) -> Result<Option<MeaningUnit>> {
        self.database
            .row("SELECT * FROM unit WHERE id = ?1", [id], unit)
    }
}

impl Edit<'_> {
    /// Adds a meaning unit. It may overlap others, and be empty.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript or a span that does not fit its text.
    pub fn add_unit(&mut self, unit: &MeaningUnit) -> Result<UnitId> {
        self.check_span(unit.transcript, unit.span)?;
        let id = self.database().add(
            "INSERT INTO unit (transcript, start_byte, end_byte, condensed, translation, external_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                unit.transcript,
                stored(unit.span.start),
                stored(unit.span.end),
                &unit.condensed,
                &unit.translation,
                &unit.external_id,
            ),
        )?;
        Ok(UnitId(id))
    }

    /// Sets or takes away the condensed meaning unit.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown unit.
    pub fn set_condensed(&mut self, id: UnitId, condensed: Option<&str>) -> Result<()> {
        let set = "UPDATE unit SET condensed = ?2 WHERE id = ?1";
        known(self.database().run(set, (id, condensed))?, "unit", id)
    }

    /// Sets or takes away the translation.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown unit.
    pub fn set_translation(&mut self, id: UnitId, translation: Option<&str>) -> Result<()> {
        let set = "UPDATE unit SET translation = ?2 WHERE id = ?1";
        known(self.database().run(set, (id, translation))?, "unit", id)
    }

    /// Sets or takes away the name the unit had in an earlier file.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown unit.
    pub fn set_external_id(&mut self, id: UnitId, external_id: Option<&str>) -> Result<()> {
        let set = "UPDATE unit SET external_id = ?2 WHERE id = ?1";
        known(self.database().run(set, (id, external_id))?, "unit", id)
    }

    /// Moves a unit to another stretch, as when its transcript's text has changed.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown unit or a span that does not fit the text of the transcript.
    pub fn move_unit(&mut self, id: UnitId, to: TranscriptId, span: Span) -> Result<()> {
        self.check_span(to, span)?;
        let set = "UPDATE unit SET transcript = ?2, start_byte = ?3, end_byte = ?4 WHERE id = ?1";
        let values = (id, to, stored(span.start), stored(span.end));
        known(self.database().run(set, values)?, "unit", id)
    }

    /// Deletes a unit.
    ///
    /// # Errors
    /// [`Error::Input`] while codings or memos hang on it, with their numbers.
    pub fn delete_unit(&mut self, id: UnitId) -> Result<()> {
        let hanging = self.database().row(
            "SELECT (SELECT count(*) FROM coding WHERE unit = ?1), (SELECT count(*) FROM memo WHERE unit = ?1)",
            [id],
            |row| Ok([row.get::<_, i64>(0)?, row.get(1)?]),
        )?;
        if let Some([codings, memos]) = hanging
            && codings + memos > 0
        {
            return Err(Error::input(format!(
                "the unit still has {codings} codings and {memos} memos; remove them first"
            )));
        }
        let deleted = self
            .database()
            .run("DELETE FROM unit WHERE id = ?1", [id])?;
        known(deleted, "unit", id)
    }
}

/// A row of all columns. Units are many, and by their places columns are found quicker than by their names; migrations only add
/// columns behind the others.
fn unit(row: &Row<'_>) -> rusqlite::Result<MeaningUnit> {
    Ok(MeaningUnit {
        id: row.get(0)?,
        transcript: row.get(1)?,
        span: span_at(row, 2)?,
        condensed: row.get(4)?,
        translation: row.get(5)?,
        external_id: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CodingsOf, sample};
    use super::*;

    #[test]
    fn units_overlap_may_be_empty_and_never_cut_a_character() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let first = store.units_of_study(study).unwrap().remove(0);
        let text = store.transcript(first.transcript).unwrap().unwrap().text;
        let emoji = text.find('😀').unwrap();
        let mut add = |start, end| {
            let unit = MeaningUnit {
                span: Span::new(start, end),
                ..first.clone()
            };
            store.change(None, "unit", |e| e.add_unit(&unit))
        };
        add(0, text.len()).unwrap();
        add(emoji, emoji + 4).unwrap();
        add(3, 3).unwrap();
        for (start, end) in [
            (emoji, emoji + 1),
            (0, text.len() + 1),
            (2, 1),
            (usize::MAX, usize::MAX),
        ] {
            let refused = add(start, end).unwrap_err();
            assert!(matches!(refused, Error::Input(_)), "{refused}");
        }
        let ids = store.units(first.transcript).unwrap();
        assert!(ids.windows(2).all(|w| w[0].span.start <= w[1].span.start));
    }

    #[test]
    fn a_coded_unit_is_deleted_only_after_its_codings() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let id = store.codings(study).unwrap()[0].unit;
        let refused = store
            .change(None, "delete", |e| e.delete_unit(id))
            .unwrap_err();
        assert!(refused.to_string().contains("codings"), "{refused}");
        store
            .change(None, "delete", |e| {
                e.remove_codings(CodingsOf::Unit(id))?;
                for memo in e.store().memos()? {
                    e.delete_memo(memo.id)?;
                }
                e.delete_unit(id)
            })
            .unwrap();
        assert_eq!(store.unit(id).unwrap(), None);
        store.undo(None).unwrap();
        assert!(store.unit(id).unwrap().is_some());
    }

    #[test]
    fn condensed_units_and_translations_come_and_go() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let id = store.units_of_study(study).unwrap()[0].id;
        store
            .change(None, "condense", |e| {
                e.set_condensed(id, Some("怕"))?;
                e.set_translation(id, Some("afraid"))
            })
            .unwrap();
        let unit = store.unit(id).unwrap().unwrap();
        assert_eq!(
            (unit.condensed.as_deref(), unit.translation.as_deref()),
            (Some("怕"), Some("afraid"))
        );
        store
            .change(None, "condense", |e| e.set_condensed(id, None))
            .unwrap();
        assert_eq!(store.unit(id).unwrap().unwrap().condensed, None);
        assert!(
            store
                .change(None, "condense", |e| e.set_condensed(UnitId(999), None))
                .is_err()
        );
    }
}
