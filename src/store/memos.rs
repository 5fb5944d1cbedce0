//! Memos.

use super::{Edit, Store, refuse::known};
use crate::error::Result;
use crate::study::{CoderId, CodingId, Memo, MemoId, MemoTarget};
use rusqlite::Row;

impl Store {
    /// All memos, in the order they were written.
    pub fn memos(&self) -> Result<Vec<Memo>> {
        self.database
            .rows("SELECT * FROM memo ORDER BY id", [], memo)
    }

    /// The memos about one thing, in the order they were written.
    pub fn memos_on(&self, target: MemoTarget) -> Result<Vec<Memo>> {
        let (column, id) = place(target);
        // A memo on a coding is filed under its unit, too.
        let narrower = match target {
            MemoTarget::Unit(_) => " AND coding IS NULL",
            _ => "",
        };
        let sql = format!("SELECT * FROM memo WHERE {column} = ?1{narrower} ORDER BY id");
        self.database.rows(&sql, [id], memo)
    }
}

impl Edit<'_> {
    /// Adds a memo.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) where what it is about, or its coder, is not in the project.
    pub fn add_memo(&mut self, target: MemoTarget, coder: CoderId, text: &str) -> Result<MemoId> {
        self.add_memo_of(target, coder, text, None)
    }

    /// As [`Edit::add_memo`], for a memo that was written `at` another time, as ISO 8601; what is no such time counts as now.
    ///
    /// # Errors
    /// As [`Edit::add_memo`].
    pub fn add_memo_of(
        &mut self,
        target: MemoTarget,
        coder: CoderId,
        text: &str,
        at: Option<&str>,
    ) -> Result<MemoId> {
        let (column, id) = place(target);
        if let MemoTarget::Coding(coding) = target {
            return self.add_memo_on_coding(coding, coder, text, at);
        }
        let sql = format!(
            "INSERT INTO memo ({column}, coder, text, at)
             VALUES (?1, ?2, ?3, ifnull(strftime('%Y-%m-%dT%H:%M:%fZ', ?5), ?4))"
        );
        let id = self.database().add(&sql, (id, coder, text, &self.at, at))?;
        Ok(MemoId(id))
    }

    fn add_memo_on_coding(
        &mut self,
        coding: CodingId,
        coder: CoderId,
        text: &str,
        at: Option<&str>,
    ) -> Result<MemoId> {
        let add = "INSERT INTO memo (unit, coding, coder, text, at)
             SELECT unit, id, ?2, ?3, ifnull(strftime('%Y-%m-%dT%H:%M:%fZ', ?5), ?4) FROM coding WHERE id = ?1";
        let values = (coding, coder, text, &self.at, at);
        known(self.database().run(add, values)?, "coding", coding)?;
        Ok(MemoId(self.database().connection.last_insert_rowid()))
    }

    /// What was noted on a coding is noted on another one of the same unit from now on.
    pub fn move_memos(&mut self, from: CodingId, to: CodingId) -> Result<()> {
        let update = "UPDATE memo SET coding = ?2 WHERE coding = ?1
             AND (SELECT unit FROM coding WHERE id = ?1) = (SELECT unit FROM coding WHERE id = ?2)";
        self.database().run(update, (from, to)).map(drop)
    }

    /// A memo on a unit is on one of the unit's codings from now on. Whether it was one on that unit.
    pub fn put_memo_on_coding(&mut self, id: MemoId, coding: CodingId) -> Result<bool> {
        let update = "UPDATE memo SET coding = ?2 WHERE id = ?1 AND coding IS NULL
             AND unit = (SELECT unit FROM coding WHERE id = ?2)";
        Ok(self.database().run(update, (id, coding))? > 0)
    }

    /// Rewrites a memo, and dates it now.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for an unknown memo.
    pub fn update_memo(&mut self, id: MemoId, text: &str) -> Result<()> {
        let at = self.at.clone();
        self.update_memo_of(id, text, &at)
    }

    /// As [`Edit::update_memo`], for a memo that was rewritten `at` another time, as RFC 3339 in UTC.
    ///
    /// # Errors
    /// As [`Edit::update_memo`].
    pub fn update_memo_of(&mut self, id: MemoId, text: &str, at: &str) -> Result<()> {
        let update = "UPDATE memo SET text = ?2, at = ?3 WHERE id = ?1";
        known(self.database().run(update, (id, text, at))?, "memo", id)
    }

    /// Deletes a memo.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for an unknown memo.
    pub fn delete_memo(&mut self, id: MemoId) -> Result<()> {
        let deleted = self
            .database()
            .run("DELETE FROM memo WHERE id = ?1", [id])?;
        known(deleted, "memo", id)
    }
}

/// The column that refers to the target, and the target's identity.
fn place(target: MemoTarget) -> (&'static str, i64) {
    match target {
        MemoTarget::Study(id) => ("study", id.0),
        MemoTarget::Participant(id) => ("participant", id.0),
        MemoTarget::Transcript(id) => ("transcript", id.0),
        MemoTarget::Unit(id) => ("unit", id.0),
        MemoTarget::Code(id) => ("code", id.0),
        MemoTarget::Coding(id) => ("coding", id.0),
    }
}

fn memo(row: &Row<'_>) -> rusqlite::Result<Memo> {
    Ok(Memo {
        id: row.get("id")?,
        target: target(row)?,
        coder: row.get("coder")?,
        text: row.get("text")?,
        at: row.get("at")?,
    })
}

/// Exactly one of the columns is filled: the schema sees to it; with that of a coding that of its unit.
fn target(row: &Row<'_>) -> rusqlite::Result<MemoTarget> {
    if let Some(id) = row.get("coding")? {
        return Ok(MemoTarget::Coding(id));
    }
    if let Some(id) = row.get("study")? {
        return Ok(MemoTarget::Study(id));
    }
    if let Some(id) = row.get("participant")? {
        return Ok(MemoTarget::Participant(id));
    }
    if let Some(id) = row.get("transcript")? {
        return Ok(MemoTarget::Transcript(id));
    }
    if let Some(id) = row.get("unit")? {
        return Ok(MemoTarget::Unit(id));
    }
    row.get("code").map(MemoTarget::Code)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::{ParticipantId, UnitId};

    #[test]
    fn memos_on_anything_that_is_there() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let coder = store.coders().unwrap()[0].id;
        let targets = [
            MemoTarget::Study(study),
            MemoTarget::Participant(store.participants(study).unwrap()[0].id),
            MemoTarget::Transcript(store.transcript_ids(study).unwrap()[0]),
            MemoTarget::Unit(store.units_of_study(study).unwrap()[0].id),
            MemoTarget::Code(store.codebook(study).unwrap().codes()[0].id),
            MemoTarget::Coding(store.codings(study).unwrap()[0].id),
        ];
        for target in targets {
            let id = store
                .change(Some(coder), "memo", |e| {
                    e.add_memo(target, coder, "یادداشت 😀")
                })
                .unwrap();
            store
                .change(Some(coder), "memo", |e| e.update_memo(id, "changed"))
                .unwrap();
            let found = store.memos_on(target).unwrap().pop().unwrap();
            assert_eq!(
                (found.id, found.target, found.text.as_str()),
                (id, target, "changed")
            );
        }
        for target in [
            MemoTarget::Unit(UnitId(999)),
            MemoTarget::Participant(ParticipantId(999)),
            MemoTarget::Coding(CodingId(999)),
        ] {
            assert!(
                store
                    .change(None, "memo", |e| e.add_memo(target, coder, "x"))
                    .is_err()
            );
        }
        assert!(
            store
                .change(None, "memo", |e| e.update_memo(MemoId(999), "x"))
                .is_err()
        );
    }

    #[test]
    fn a_memo_on_a_coding_outlives_it_on_the_unit() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let coding = store.codings(study).unwrap().remove(0);
        let on_unit = MemoTarget::Unit(coding.unit);
        let before = store.memos_on(on_unit).unwrap().len();
        let id = store
            .change(None, "memo", |e| {
                e.add_memo(MemoTarget::Coding(coding.id), coding.coder, "چرا؟ 😀")
            })
            .unwrap();
        assert_eq!(store.memos_on(on_unit).unwrap().len(), before);
        let taken = |store: &mut Store| {
            store
                .change(None, "uncode", |e| e.remove_coding(coding.id))
                .unwrap();
        };
        taken(&mut store);
        let found = store.memos_on(on_unit).unwrap().pop().unwrap();
        assert_eq!((found.id, found.text.as_str()), (id, "چرا؟ 😀"));
        store.undo(None).unwrap();
        assert_eq!(
            store.memos_on(MemoTarget::Coding(coding.id)).unwrap().len(),
            1
        );
        store.redo(None).unwrap();
        assert!(
            store
                .memos_on(MemoTarget::Coding(coding.id))
                .unwrap()
                .is_empty()
        );
        assert!(store.check().unwrap().is_empty());
    }
}
