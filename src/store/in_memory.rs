//! A copy of a project file in memory, to read it without touching it.

use super::{Store, database::Database, history, schema};
use crate::error::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

impl Store {
    /// Copies a project file into memory, caches left out, and brings the copy up to date where the file is of an older emic. The
    /// file stays as it is, and nothing of it is written to the disk.
    ///
    /// # Errors
    /// As [`Store::open_read_only`], but for files of an older emic.
    pub fn in_memory(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let source = Self::connect(path)?;
        source.database.batch("PRAGMA query_only = ON")?;
        let version = match schema::state(&source.database, schema::MIGRATIONS)? {
            schema::State::Current => schema::MIGRATIONS.len(),
            schema::State::Older(version) => version,
        };
        let copy = Self::on(empty(path)?);
        let known = schema::MIGRATIONS.get(..version).unwrap_or_default();
        schema::create(&copy.database, known)?;
        source.snapshot(|source| copy.fill_from(source))?;
        schema::bring_up_to_date(&copy.database, schema::MIGRATIONS)?;
        schema::check_tables(&copy.database)?;
        copy.database
            .batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;")?;
        Ok(copy)
    }

    fn fill_from(&self, source: &Self) -> Result<()> {
        self.database.batch("BEGIN; PRAGMA foreign_keys = OFF;")?;
        history::uninstall(&self.database)?;
        self.database.batch("DELETE FROM current_event")?;
        self.copy_tables(source)?;
        history::install(&self.database)?;
        self.database.batch("COMMIT")
    }

    /// Copies every row but those of caches, the history of changes included.
    pub(super) fn copy_tables(&self, source: &Self) -> Result<()> {
        let tables = self.database.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'cache' ORDER BY rowid",
            [],
            |row| row.get::<_, String>(0),
        )?;
        for table in tables {
            self.copy_table(source, &table)?;
        }
        Ok(())
    }

    fn copy_table(&self, source: &Self, table: &str) -> Result<()> {
        let mut insert = None;
        source.database.each(
            &format!("SELECT * FROM \"{table}\" ORDER BY rowid"),
            |row| {
                let width = row.as_ref().column_count();
                let values = (0..width)
                    .map(|at| row.get(at))
                    .collect::<rusqlite::Result<Vec<Value>>>()?;
                let sql = insert.get_or_insert_with(|| {
                    format!(
                        "INSERT INTO \"{table}\" VALUES ({})",
                        vec!["?"; width].join(", ")
                    )
                });
                let mut statement = self.database.connection.prepare_cached(sql)?;
                statement.execute(params_from_iter(values)).map(drop)
            },
        )
    }
}

/// An empty database in memory, whose errors name the file that is copied into it.
pub(super) fn empty(path: &Path) -> Result<Database> {
    let connection =
        Connection::open_in_memory().map_err(|error| super::database::explain(path, &error))?;
    connection.set_prepared_statement_cache_capacity(super::STATEMENTS);
    let database = Database {
        connection,
        path: path.to_owned(),
        key: None,
    };
    // Filled table by table: what refers to what is right in the end.
    database.batch("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;")?;
    Ok(database)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_copy_is_the_same_and_the_file_is_left_alone() {
        let (folder, store) = sample::filled();
        let (dump, events) = (sample::dump(&store), store.events(99).unwrap());
        drop(store);
        let path = folder.path().join("study.emic");
        let before = std::fs::read(&path).unwrap();
        let mut copy = Store::in_memory(&path).unwrap();
        assert_eq!(sample::dump(&copy), dump);
        assert_eq!(copy.events(99).unwrap(), events);
        let first = events.last().unwrap().id;
        let then = copy.as_of(first, |past| past.studies()).unwrap();
        assert!(then.is_empty());
        assert_eq!(sample::dump(&copy), dump);
        drop(copy);
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_older_file_is_read_without_being_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        let mut store = Store::create_with(&path, &schema::MIGRATIONS[..1]).unwrap();
        sample::fill_with(&mut store, false);
        let dump = sample::dump(&store);
        drop(store);
        let before = std::fs::read(&path).unwrap();
        let copy = Store::in_memory(&path).unwrap();
        assert_eq!(sample::dump(&copy), dump);
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_project_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        std::fs::write(&path, "my notes").unwrap();
        let refused = Store::in_memory(&path).err().unwrap().to_string();
        assert!(refused.contains("not an emic project"), "{refused}");
    }
}
