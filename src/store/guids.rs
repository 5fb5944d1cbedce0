//! Identities under which other programs know what is in a study.

use super::{Edit, Store, Table};
use crate::error::Result;
use crate::study::StudyId;

impl Store {
    /// The identities that came in with files, in the order in which they came: of which table, of which row. The row may be
    /// gone by now; where a row has several, the first one is its own.
    pub fn guids(&self, study: StudyId) -> Result<Vec<(Table, i64, String)>> {
        self.database.rows(
            "SELECT table_name, row_id, guid FROM guid WHERE study = ?1 ORDER BY id",
            [study],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }
}

impl Edit<'_> {
    /// Keeps the identity of a row, in place of another row's that had it. Makes no event.
    pub fn keep_guid(&mut self, study: StudyId, table: Table, row: i64, guid: &str) -> Result<()> {
        self.database().run(
            "INSERT INTO guid (study, table_name, row_id, guid) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (study, table_name, guid) DO UPDATE SET row_id = excluded.row_id",
            (study, table, row, guid),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn identities_are_kept_by_study_and_table_without_an_event() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let stamp = store.content_stamp().unwrap();
        store
            .change(None, "import", |edit| {
                edit.keep_guid(study, Table::Code, 1, "a")?;
                edit.keep_guid(study, Table::Unit, 1, "a")?;
                edit.keep_guid(StudyId(99), Table::Code, 7, "a")?;
                edit.keep_guid(study, Table::Code, 2, "a")
            })
            .unwrap();
        let kept = store.guids(study).unwrap();
        assert_eq!(
            kept,
            [
                (Table::Code, 2, "a".to_owned()),
                (Table::Unit, 1, "a".to_owned())
            ]
        );
        assert_eq!(store.content_stamp().unwrap(), stamp);
    }
}
