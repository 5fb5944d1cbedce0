//! Whether two project files say the same.

use super::database::Database;
use crate::error::Result;
use rusqlite::types::ValueRef;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A number made from all that a project holds, history included and caches left out, row by row: the same for two files that
/// say the same. It is for comparing within one run and is never kept.
///
/// # Errors
/// [`Error::File`](crate::Error::File) where the file cannot be read.
pub(super) fn of(database: &Database) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for table in tables(database)? {
        table.hash(&mut hasher);
        let mut rows = || {
            let mut statement = database
                .connection
                .prepare(&format!("SELECT * FROM \"{table}\" ORDER BY rowid"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    add(row.get_ref(column)?, &mut hasher);
                }
            }
            Ok(())
        };
        database.explained(rows())?;
    }
    Ok(hasher.finish())
}

/// The tables that are neither caches nor SQLite's own, by name.
pub(super) fn tables(database: &Database) -> Result<Vec<String>> {
    database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'cache' ORDER BY name",
        [],
        |row| row.get(0),
    )
}

fn add(value: ValueRef<'_>, hasher: &mut DefaultHasher) {
    match value {
        ValueRef::Null => 0_u8.hash(hasher),
        ValueRef::Integer(number) => (1_u8, number).hash(hasher),
        ValueRef::Real(number) => (2_u8, number.to_bits()).hash(hasher),
        ValueRef::Text(bytes) => (3_u8, bytes).hash(hasher),
        ValueRef::Blob(bytes) => (4_u8, bytes).hash(hasher),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn caches_do_not_count_and_every_row_does() {
        let (folder, mut store) = sample::filled();
        let before = of(&store.database).unwrap();
        store.cache_put("a", "1", &[1]).unwrap();
        assert_eq!(of(&store.database).unwrap(), before);
        let copy = folder.path().join("copy.emic");
        store.copy_to(&copy).unwrap();
        let copy = super::super::Store::open(copy).unwrap();
        assert_eq!(of(&copy.database).unwrap(), before);
        store.undo(None).unwrap();
        assert_ne!(of(&store.database).unwrap(), before);
    }
}
