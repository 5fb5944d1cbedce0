//! Participants.

use super::{
    Edit, Store,
    refuse::{known, named},
    values::Json,
};
use crate::error::{Error, Result};
use crate::study::{Attributes, Participant, ParticipantId, StudyId};
use rusqlite::Row;

impl Store {
    /// The participants of a study, in the order they were added.
    pub fn participants(&self, study: StudyId) -> Result<Vec<Participant>> {
        let people = self.database.rows(
            "SELECT * FROM participant WHERE study = ?1 ORDER BY id",
            [study],
            participant,
        )?;
        self.without_identifying(study, people)
    }

    /// The participant of a study with exactly this label.
    pub fn participant_labelled(&self, study: StudyId, label: &str) -> Result<Option<Participant>> {
        self.database.row(
            "SELECT * FROM participant WHERE study = ?1 AND label = ?2",
            (study, label),
            participant,
        )
    }
}

impl Edit<'_> {
    /// Adds a participant to a study.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty label or one that another participant of the study has.
    pub fn add_participant(
        &mut self,
        study: StudyId,
        label: &str,
        attributes: &Attributes,
    ) -> Result<ParticipantId> {
        self.check_label(study, label, None)?;
        let id = self.database().add(
            "INSERT INTO participant (study, label, attributes) VALUES (?1, ?2, ?3)",
            (study, label, Json(attributes)),
        )?;
        Ok(ParticipantId(id))
    }

    /// Puts these attributes in place of all that the participant had.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown participant.
    pub fn set_attributes(&mut self, id: ParticipantId, attributes: &Attributes) -> Result<()> {
        let changed = self.database().run(
            "UPDATE participant SET attributes = ?2 WHERE id = ?1",
            (id, Json(attributes)),
        )?;
        known(changed, "participant", id)
    }

    /// Gives a participant another pseudonym.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown participant, an empty label or one that another participant of the study has.
    pub fn rename_participant(&mut self, id: ParticipantId, label: &str) -> Result<()> {
        let study =
            self.database()
                .row("SELECT study FROM participant WHERE id = ?1", [id], |row| {
                    row.get(0)
                })?;
        known(usize::from(study.is_some()), "participant", id)?;
        if let Some(study) = study {
            self.check_label(study, label, Some(id))?;
        }
        self.database().run(
            "UPDATE participant SET label = ?2 WHERE id = ?1",
            (id, label),
        )?;
        Ok(())
    }

    fn check_label(&self, study: StudyId, label: &str, of: Option<ParticipantId>) -> Result<()> {
        named("participant", label)?;
        match self.store.participant_labelled(study, label)? {
            Some(other) if Some(other.id) != of => Err(Error::input(format!(
                "the study has a participant ‘{label}’ already; choose another pseudonym"
            ))),
            _ => Ok(()),
        }
    }
}

fn participant(row: &Row<'_>) -> rusqlite::Result<Participant> {
    Ok(Participant {
        id: row.get("id")?,
        study: row.get("study")?,
        label: row.get("label")?,
        attributes: row.get::<_, Json<Attributes>>("attributes")?.0,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn attributes_in_any_script_come_back_and_labels_are_unique() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let attributes: Attributes = [
            ("نقش".into(), "کارورز \"۱\"".into()),
            ("age".into(), "31".into()),
        ]
        .into();
        let id = store
            .change(None, "add", |e| {
                e.add_participant(study, "P\u{0}😀", &attributes)
            })
            .unwrap();
        let found = store
            .participant_labelled(study, "P\u{0}😀")
            .unwrap()
            .unwrap();
        assert_eq!((found.id, found.attributes), (id, attributes.clone()));
        let taken = store.participants(study).unwrap()[0].label.clone();
        assert!(
            store
                .change(None, "rename", |e| e.rename_participant(id, &taken))
                .is_err()
        );
        store
            .change(None, "rename", |e| e.rename_participant(id, "P9"))
            .unwrap();
        let nobody = ParticipantId(999);
        assert!(
            store
                .change(None, "set", |e| e.set_attributes(nobody, &attributes))
                .is_err()
        );
        assert!(
            store
                .change(None, "rename", |e| e.rename_participant(nobody, "x"))
                .is_err()
        );
    }
}
