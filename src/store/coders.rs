//! Coders.

use super::{
    Edit, Store,
    refuse::{known, named},
};
use crate::error::{Error, Result};
use crate::study::{Coder, CoderId, CoderKind, StudyId};
use rusqlite::Row;

impl Store {
    /// All coders, in the order they were added.
    pub fn coders(&self) -> Result<Vec<Coder>> {
        self.database
            .rows("SELECT * FROM coder ORDER BY id", [], coder)
    }

    /// Everyone who has a coding in a study, in the order in which they were added.
    pub fn coders_of(&self, study: StudyId) -> Result<Vec<Coder>> {
        self.database.rows(
            "SELECT * FROM coder WHERE id IN (
                 SELECT coding.coder FROM coding JOIN unit ON unit.id = coding.unit
                 JOIN transcript ON transcript.id = unit.transcript WHERE transcript.study = ?1)
             ORDER BY id",
            [study],
            coder,
        )
    }

    /// The coder of exactly this name.
    pub fn coder_named(&self, name: &str) -> Result<Option<Coder>> {
        self.database
            .row("SELECT * FROM coder WHERE name = ?1", [name], coder)
    }
}

impl Store {
    /// The coder who has this name, or had it when her coming was taken back: history knows her still.
    pub fn coder_once_named(&self, name: &str) -> Result<Option<CoderId>> {
        if let Some(coder) = self.coder_named(name)? {
            return Ok(Some(coder.id));
        }
        self.database.row(
            "SELECT row_id FROM change
             WHERE table_name = 'coder' AND operation = 'delete' AND json_extract(before, '$.name') = ?1 ORDER BY id DESC",
            [name],
            |row| row.get(0),
        )
    }
}

impl Edit<'_> {
    /// Adds a coder.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or one that another coder has.
    pub fn add_coder(&mut self, name: &str, kind: CoderKind) -> Result<CoderId> {
        self.check_coder_name(name, None)?;
        let id = match kind {
            // A consensus is of persons; files of the first version know the two other kinds alone.
            CoderKind::Consensus => self.database().add(
                "INSERT INTO coder (name, kind, consensus) VALUES (?1, ?2, 1)",
                (name, CoderKind::Person),
            )?,
            _ => self.database().add(
                "INSERT INTO coder (name, kind) VALUES (?1, ?2)",
                (name, kind),
            )?,
        };
        Ok(CoderId(id))
    }

    /// Makes a person known to history alone, as one who came and went: whoever takes something back has coded nothing by that.
    ///
    /// # Errors
    /// As [`Edit::add_coder`].
    pub fn add_passer_by(&mut self, name: &str) -> Result<CoderId> {
        let id = self.add_coder(name, CoderKind::Person)?;
        self.database()
            .run("DELETE FROM coder WHERE id = ?1", [id])?;
        Ok(id)
    }

    /// Gives a coder another name.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coder, an empty name or one that another coder has.
    pub fn rename_coder(&mut self, id: CoderId, name: &str) -> Result<()> {
        self.check_coder_name(name, Some(id))?;
        let changed = self
            .database()
            .run("UPDATE coder SET name = ?2 WHERE id = ?1", (id, name))?;
        known(changed, "coder", id)
    }

    fn check_coder_name(&self, name: &str, of: Option<CoderId>) -> Result<()> {
        named("coder", name)?;
        match self.store.coder_named(name)? {
            Some(other) if Some(other.id) != of => Err(Error::input(format!(
                "there is a coder named ‘{name}’ already; choose another name"
            ))),
            _ => Ok(()),
        }
    }
}

fn coder(row: &Row<'_>) -> rusqlite::Result<Coder> {
    Ok(Coder {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: match row.get("consensus") {
            Ok(true) => CoderKind::Consensus,
            _ => row.get("kind")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn coders_are_found_by_name_and_never_twice() {
        let (_folder, mut store) = sample::filled();
        let id = store
            .change(None, "add", |e| e.add_coder("emic", CoderKind::Machine))
            .unwrap();
        assert_eq!(
            store.coder_named("emic").unwrap().unwrap().kind,
            CoderKind::Machine
        );
        assert!(
            store
                .change(None, "add", |e| e.add_coder("emic", CoderKind::Person))
                .is_err()
        );
        store
            .change(None, "rename", |e| e.rename_coder(id, "emic 0.1"))
            .unwrap();
        assert_eq!(store.coder_named("emic").unwrap(), None);
        assert!(
            store
                .change(None, "rename", |e| e.rename_coder(CoderId(99), "x"))
                .is_err()
        );
    }
}
