//! Mending what was made from the content; what people made is never touched.

use super::check::{Fault, Repair};
use super::{Store, file, swap};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::path::PathBuf;

impl Store {
    /// Mends what can be made again from the content, after a copy of the file as it is. Where the copy is; `None` where there was
    /// nothing to mend.
    ///
    /// # Errors
    /// [`Error::File`] where the file is in use, cannot be written, or is too damaged: the copy is there then.
    pub fn repair(&mut self, faults: &[Fault]) -> Result<Option<PathBuf>> {
        let repairs: BTreeSet<&Repair> = faults
            .iter()
            .filter_map(|fault| fault.repair.as_ref())
            .collect();
        if repairs.is_empty() {
            return Ok(None);
        }
        let kept = self.keep_as_it_is()?;
        for repair in repairs {
            self.mend(repair).map_err(|error| {
                Error::file(
                    &self.database.path,
                    format!(
                        "could not be mended: {error}; as it was it is kept in {}",
                        kept.display()
                    ),
                )
            })?;
        }
        Ok(Some(kept))
    }

    fn mend(&mut self, repair: &Repair) -> Result<()> {
        match repair {
            Repair::Indexes => self.database.batch("REINDEX"),
            Repair::Cache(name) => self.cache_delete(name),
            Repair::Caches => self.forget_caches(),
            Repair::Schema => {
                for (.., sql) in self.missing()? {
                    self.database.batch(&sql)?;
                }
                Ok(())
            }
            Repair::Leftovers => file::leftovers(&self.database.path)
                .iter()
                .try_for_each(|left| swap::remove(left)),
        }
    }

    /// Makes the table of caches anew. One whose pages are damaged can be neither emptied nor dropped, so it is taken out of the schema, and the
    /// file is then written without the pages that it had.
    fn forget_caches(&self) -> Result<()> {
        let database = &self.database;
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'cache'";
        let made = database.row(sql, [], |row| row.get::<_, String>(0))?;
        let made = made.ok_or_else(|| Error::internal("the table cache is missing"))?;
        database
            .batch("BEGIN IMMEDIATE; PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE tbl_name = 'cache'; COMMIT")
            .inspect_err(|_| {
                let _ = database.batch("ROLLBACK");
            })?;
        database.batch(&format!("PRAGMA writable_schema = RESET; {made}; VACUUM"))?;
        self.remember_own_change()
    }

    /// Copies the file byte by byte into the folder of backups: a damaged one makes no verified backup.
    fn keep_as_it_is(&self) -> Result<PathBuf> {
        self.settle()?;
        let path = &self.database.path;
        let folder = file::backup_folder(path);
        file::create_private_folder(&folder)?;
        let mut number = 1;
        let mut to = folder.join("before-repair-1");
        while to.exists() {
            number += 1;
            to = folder.join(format!("before-repair-{number}"));
        }
        std::fs::copy(path, &to)
            .map_err(|error| Error::file(&to, format!("cannot be made: {error}")))?;
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn mended(store: &mut Store, expected: &Repair) {
        let faults = store.faults().unwrap();
        assert!(!faults.is_empty());
        assert!(
            faults
                .iter()
                .all(|fault| fault.repair.as_ref() == Some(expected)),
            "{faults:?}"
        );
        store.repair(&faults).unwrap().unwrap();
        assert_eq!(store.faults().unwrap(), []);
    }

    #[test]
    fn missing_triggers_and_indexes_are_made_again_and_history_goes_on() {
        let (_folder, mut store) = sample::filled();
        let before = sample::dump(&store);
        store
            .database
            .batch(
                "DROP TRIGGER history_code_update; DROP TRIGGER event_kept; DROP INDEX coding_code",
            )
            .unwrap();
        mended(&mut store, &Repair::Schema);
        assert_eq!(sample::dump(&store), before);
        sample::edit_at_random(&mut store, 7);
        while store.undo(None).unwrap().is_some() {}
        assert!(store.studies().unwrap().is_empty());
    }

    #[test]
    fn an_index_that_does_not_fit_its_table_is_built_anew() {
        let (_folder, mut store) = sample::filled();
        let before = sample::dump(&store);
        // SQLite believes what its schema says.
        store
            .database
            .batch(
                "PRAGMA writable_schema = ON;
                 UPDATE sqlite_schema SET sql = 'CREATE INDEX coding_code ON coding (coder)' WHERE name = 'coding_code';
                 PRAGMA writable_schema = RESET;",
            )
            .unwrap();
        let said = store.faults().unwrap();
        assert!(
            said.iter()
                .all(|fault| fault.repair == Some(Repair::Indexes)),
            "{said:?}"
        );
        store.repair(&said).unwrap();
        assert_eq!(store.faults().unwrap(), []);
        assert_eq!(sample::dump(&store), before);
    }

    #[test]
    fn damaged_caches_are_forgotten_and_the_rest_stays() {
        let (folder, mut store) = sample::filled();
        let path = folder.path().join("study.emic");
        store
            .cache_put("index/a", "1", &vec![0x5A; 300_000])
            .unwrap();
        let before = sample::dump(&store);
        store.settle().unwrap();
        drop(store);
        // The pages that follow one another in a long value begin with the number of the next.
        let mut bytes = std::fs::read(&path).unwrap();
        let pages = bytes.len() / 4096;
        let full = |page: usize, bytes: &[u8]| {
            bytes[page * 4096 + 4..(page + 1) * 4096]
                .iter()
                .all(|b| *b == 0x5A)
        };
        let broken = (0..pages)
            .filter(|page| full(*page, &bytes))
            .nth(20)
            .unwrap();
        bytes[broken * 4096..broken * 4096 + 4].fill(0xFF);
        std::fs::write(&path, bytes).unwrap();
        let mut store = Store::open(&path).unwrap();
        mended(&mut store, &Repair::Caches);
        assert_eq!(sample::dump(&store), before);
        assert!(store.cache_list("").unwrap().is_empty());
    }

    #[test]
    fn what_people_made_is_not_mended_but_told() {
        let (_folder, mut store) = sample::filled();
        store
            .database
            .batch(
                "UPDATE current_event SET event = 1; UPDATE unit SET end_byte = 100000 WHERE id = 1;
                 UPDATE current_event SET event = NULL;",
            )
            .unwrap();
        let faults = store.faults().unwrap();
        assert!(
            faults.iter().any(|fault| fault.what.contains("unit 1 of")),
            "{faults:?}"
        );
        assert!(
            faults.iter().all(|fault| fault.repair.is_none()),
            "{faults:?}"
        );
        assert_eq!(store.repair(&faults).unwrap(), None);
    }

    #[test]
    fn leftovers_are_told_and_removed() {
        let (folder, mut store) = sample::filled();
        let left = folder.path().join("study.emic.rewriting");
        std::fs::write(&left, "half a project").unwrap();
        mended(&mut store, &Repair::Leftovers);
        assert!(!left.exists());
    }
}
