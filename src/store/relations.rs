//! Relations between codes.

use super::{
    Edit, Store,
    refuse::{known, named},
};
use crate::error::{Error, Result};
use crate::study::{Relation, RelationId, StudyId};
use rusqlite::Row;

impl Store {
    /// The relations between codes of a study, in the order they were added.
    pub fn relations(&self, study: StudyId) -> Result<Vec<Relation>> {
        self.database.rows(
            "SELECT relation.* FROM relation JOIN code ON code.id = relation.source
             WHERE code.study = ?1 ORDER BY relation.id",
            [study],
            relation,
        )
    }
}

impl Edit<'_> {
    /// Adds a relation.
    ///
    /// # Errors
    /// [`Error::Input`] for a relation without a type, between codes of different studies, or that is there already.
    pub fn add_relation(&mut self, relation: &Relation) -> Result<RelationId> {
        named("relation", &relation.kind)?;
        let same = self.database().row(
            "SELECT 1 FROM relation WHERE source = ?1 AND target = ?2 AND kind = ?3",
            (relation.from, relation.to, &relation.kind),
            |_| Ok(()),
        )?;
        if same.is_some() {
            return Err(Error::input(format!(
                "there is a relation ‘{}’ between these two codes already",
                relation.kind
            )));
        }
        let id = self.database().add(
            "INSERT INTO relation (source, target, kind, note) VALUES (?1, ?2, ?3, ?4)",
            (relation.from, relation.to, &relation.kind, &relation.note),
        )?;
        Ok(RelationId(id))
    }

    /// Gives a relation another note.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown relation.
    pub fn set_relation_note(&mut self, id: RelationId, note: &str) -> Result<()> {
        let set = "UPDATE relation SET note = ?2 WHERE id = ?1";
        known(self.database().run(set, (id, note))?, "relation", id)
    }

    /// Removes a relation.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown relation.
    pub fn remove_relation(&mut self, id: RelationId) -> Result<()> {
        let removed = self
            .database()
            .run("DELETE FROM relation WHERE id = ?1", [id])?;
        known(removed, "relation", id)
    }
}

fn relation(row: &Row<'_>) -> rusqlite::Result<Relation> {
    Ok(Relation {
        id: row.get("id")?,
        from: row.get("source")?,
        to: row.get("target")?,
        kind: row.get("kind")?,
        note: row.get("note")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::CodeId;

    #[test]
    fn a_relation_links_two_codes_of_one_study_once() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].clone();
        let mut relation = store.relations(study.id).unwrap().remove(0);
        assert!(
            store
                .change(None, "relate", |e| e.add_relation(&relation))
                .is_err()
        );
        relation.kind = "feeds back to".into();
        store
            .change(None, "relate", |e| e.add_relation(&relation))
            .unwrap();
        let elsewhere = store
            .change(None, "add", |e| {
                let id = e.add_study(&crate::study::Study {
                    name: "other".into(),
                    ..study
                })?;
                let code = e.store().code(relation.from)?.unwrap();
                e.add_code(&crate::study::Code {
                    study: id,
                    parent: None,
                    ..code
                })
            })
            .unwrap();
        for to in [elsewhere, CodeId(999)] {
            let across = Relation {
                to,
                ..relation.clone()
            };
            let refused = store
                .change(None, "relate", |e| e.add_relation(&across))
                .unwrap_err();
            assert!(matches!(refused, Error::Input(_)), "{refused}");
        }
    }
}
