//! Which pseudonym stands for whom: an encrypted file of its own, apart from the project.

use super::database::Database;
use super::keys::Key;
use super::passphrase::Passphrase;
use super::{Store, database, encrypting, file};
use crate::error::{Error, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// A word as it was, its kind and its pseudonym.
pub type KeyRow = (String, String, String);

impl Store {
    /// Writes a new file that says which pseudonym stands for what; nobody reads it without the passphrase.
    ///
    /// # Errors
    /// [`Error::File`] where the file exists or cannot be written; [`Error::Input`] where emic was
    /// built without encryption.
    pub fn write_pseudonym_key(
        path: &Path,
        passphrase: &Passphrase,
        rows: &[KeyRow],
    ) -> Result<()> {
        let key = Key::fresh(passphrase)?;
        file::create_private(path)?;
        let database = connect(path, key)?;
        database.batch("BEGIN; CREATE TABLE pseudonym (found TEXT NOT NULL, kind TEXT NOT NULL, pseudonym TEXT NOT NULL) STRICT;")?;
        for row in rows {
            database.run(
                "INSERT INTO pseudonym (found, kind, pseudonym) VALUES (?1, ?2, ?3)",
                (&row.0, &row.1, &row.2),
            )?;
        }
        database.batch("COMMIT")
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// As [`Store::unlock`]; [`Error::File`] where it is another file.
    pub fn read_pseudonym_key(path: &Path, passphrase: &Passphrase) -> Result<Vec<KeyRow>> {
        if !Self::is_encrypted(path).unwrap_or_default() {
            return Err(Error::file(
                path,
                "is no encrypted key to pseudonyms; one that was written as a table opens in a spreadsheet",
            ));
        }
        Self::unlock(path, passphrase)?;
        let key = encrypting::key_of(path)?.ok_or_else(|| file::not_a_project(path))?;
        connect(path, key)?.rows(
            "SELECT found, kind, pseudonym FROM pseudonym ORDER BY rowid",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }
}

fn connect(path: &Path, key: Key) -> Result<Database> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| database::explain(path, &error))?;
    let database = Database {
        connection,
        path: path.to_owned(),
        key: None,
    };
    key.apply(&database)?;
    Ok(database)
}

#[cfg(feature = "encryption")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_with_its_passphrase_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ward.key");
        let passphrase = Passphrase::new("four unrelated words").unwrap();
        let rows = vec![(
            "Sara Ahmadi".to_owned(),
            "person".to_owned(),
            "[Person 1]".to_owned(),
        )];
        Store::write_pseudonym_key(&path, &passphrase, &rows).unwrap();
        assert_eq!(Store::read_pseudonym_key(&path, &passphrase).unwrap(), rows);
        assert!(Store::read_pseudonym_key(&path, &Passphrase::new("other").unwrap()).is_err());
        assert!(Store::write_pseudonym_key(&path, &passphrase, &rows).is_err());
        assert!(
            !std::fs::read(&path)
                .unwrap()
                .windows(6)
                .any(|part| part == b"Ahmadi")
        );
    }
}
