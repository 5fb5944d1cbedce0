//! Projects that nobody reads without their passphrase.

use super::keys::{self, Key};
use super::passphrase::Passphrase;
use super::swap::{self, Former};
use super::{Store, backup, database, file, schema};
use crate::error::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};

/// What came of encrypting, decrypting or a new passphrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Backups that are there still, and that everybody can read.
    pub plain_backups: Vec<PathBuf>,
    /// Backups that open only with a passphrase of before.
    pub encrypted_backups: Vec<PathBuf>,
}

impl Store {
    /// Makes a new, empty project file that nobody reads without the passphrase. It is unlocked.
    ///
    /// # Errors
    /// As [`Store::create`]; [`Error::Input`] where emic was built without encryption.
    pub fn create_encrypted(path: impl AsRef<Path>, passphrase: &Passphrase) -> Result<Self> {
        let key = Key::fresh(passphrase)?;
        key.remember();
        Self::create_with_key(path.as_ref(), Some(key), schema::MIGRATIONS)
    }

    /// Whether a passphrase is needed to open this project file, as far as can be told without it: nothing in the file says so,
    /// all of it looks random.
    ///
    /// # Errors
    /// [`Error::File`] where it is missing, damaged or no project.
    pub fn is_encrypted(path: impl AsRef<Path>) -> Result<bool> {
        Ok(matches!(
            file::check(path.as_ref())?,
            file::Kind::Encrypted(_)
        ))
    }

    /// Whether the project is encrypted and was not unlocked in this process.
    ///
    /// # Errors
    /// As [`Store::is_encrypted`].
    pub fn is_locked(path: impl AsRef<Path>) -> Result<bool> {
        Ok(match file::check(path.as_ref())? {
            file::Kind::Plain => false,
            file::Kind::Encrypted(salt) => Key::known(&salt).is_none(),
        })
    }

    /// Tries a passphrase; where it is the right one, this process can open the file, and copies of it, from now on. Nothing
    /// is done for a project that is not encrypted.
    ///
    /// # Errors
    /// [`Error::File`] where it is the wrong one, or the file is damaged at its beginning: the two cannot be told apart.
    /// [`Error::Input`] where emic was built without encryption.
    pub fn unlock(path: impl AsRef<Path>, passphrase: &Passphrase) -> Result<()> {
        let path = path.as_ref();
        let file::Kind::Encrypted(salt) = file::check(path)? else {
            return Ok(());
        };
        let key = Key::derive(passphrase, salt)
            .map_err(|error| Error::file(path, format!("is encrypted, and {error}")))?;
        try_key(path, &key)?;
        key.remember();
        Ok(())
    }

    /// Whether this is the passphrase of an encrypted project that was unlocked in this process. Of others nothing can be said.
    ///
    /// # Errors
    /// As [`Store::is_encrypted`]; [`Error::Input`] where emic was built without encryption.
    pub fn opens_with(path: impl AsRef<Path>, passphrase: &Passphrase) -> Result<bool> {
        let file::Kind::Encrypted(salt) = file::check(path.as_ref())? else {
            return Ok(false);
        };
        let key = Key::derive(passphrase, salt)?;
        Ok(Key::known(&salt).is_some_and(|known| known == key))
    }

    /// Whether two project files open with one key: a backup has that of the project it was made of.
    pub fn opens_alike(one: impl AsRef<Path>, other: impl AsRef<Path>) -> bool {
        let kinds = [one.as_ref(), other.as_ref()].map(file::check);
        matches!(kinds, [Ok(one), Ok(other)] if one == other)
    }

    /// Encrypts a project. Nobody else may have it open. The new file is compared with the old one, row by row, before it takes
    /// its place; the old one is overwritten. Whatever interrupts this, the name means the one or the other.
    ///
    /// # Errors
    /// [`Error::Input`] where it is encrypted already or emic was built without encryption; [`Error::File`] where it is damaged, in
    /// use, or the disk fails.
    pub fn encrypt(path: impl AsRef<Path>, passphrase: &Passphrase) -> Result<Replaced> {
        let path = path.as_ref();
        if Self::is_encrypted(path)? {
            return Err(Error::input(format!(
                "{} is encrypted already; for another passphrase: emic passphrase",
                path.display()
            )));
        }
        let key = Key::fresh(passphrase)?;
        replace(path, Some(key))
    }

    /// Makes an encrypted and unlocked project one that everybody can read.
    ///
    /// # Errors
    /// [`Error::Input`] where it is not encrypted; else as [`Store::encrypt`].
    pub fn decrypt(path: impl AsRef<Path>) -> Result<Replaced> {
        let path = path.as_ref();
        refuse_plain(path)?;
        replace(path, None)
    }

    /// Encrypts an encrypted and unlocked project anew, with another passphrase.
    ///
    /// # Errors
    /// As [`Store::decrypt`].
    pub fn change_passphrase(path: impl AsRef<Path>, passphrase: &Passphrase) -> Result<Replaced> {
        let path = path.as_ref();
        refuse_plain(path)?;
        replace(path, Some(Key::fresh(passphrase)?))
    }

    /// Whether this emic can encrypt.
    ///
    /// # Errors
    /// [`Error::Input`] with how to get one that can, where it was built without.
    pub fn can_encrypt() -> Result<()> {
        match cfg!(feature = "encryption") {
            true => Ok(()),
            false => Err(Error::input(keys::NOT_BUILT)),
        }
    }

    /// The backups of a project that everybody can read.
    pub fn plain_copies(path: impl AsRef<Path>) -> Vec<PathBuf> {
        let mut all = file::backups(path.as_ref());
        all.retain(|path| is_plain(path));
        all
    }

    /// Overwrites and deletes copies of a project that everybody can read, such as those that [`Store::encrypt`] names.
    ///
    /// # Errors
    /// [`Error::File`] where one cannot be written.
    pub fn remove_copies(copies: &[PathBuf]) -> Result<()> {
        copies.iter().try_for_each(|copy| swap::remove(copy))
    }

    /// Whether this open project is encrypted.
    pub fn has_key(&self) -> bool {
        self.database.key.is_some()
    }

    /// The pages of an encrypted file that were altered by something else than a program with the key, in words.
    pub(super) fn altered_pages(&self) -> Result<Vec<String>> {
        match self.database.key {
            Some(_) => self
                .database
                .rows("PRAGMA cipher_integrity_check", [], |row| row.get(0)),
            None => Ok(Vec::new()),
        }
    }
}

/// The key of a file: `None` for one that everybody can read.
///
/// # Errors
/// [`Error::File`] where it was not unlocked; else as [`file::check`].
pub(super) fn key_of(path: &Path) -> Result<Option<Key>> {
    let file::Kind::Encrypted(salt) = file::check(path)? else {
        return Ok(None);
    };
    if cfg!(not(feature = "encryption")) {
        return Err(Error::file(
            path,
            format!(
                "is encrypted (or not a project at all: nothing but random bytes is in it), and {}",
                keys::NOT_BUILT
            ),
        ));
    }
    match Key::known(&salt) {
        Some(key) => Ok(Some(key)),
        None => Err(Error::file(
            path,
            "is encrypted; its passphrase is needed: type it in a terminal, or give --passphrase-file FILE or the variable EMIC_PASSPHRASE",
        )),
    }
}

fn refuse_plain(path: &Path) -> Result<()> {
    if Store::is_encrypted(path)? {
        return Ok(());
    }
    Err(Error::input(format!("{} is not encrypted", path.display())))
}

/// Reads the first page with the key.
fn try_key(path: &Path, key: &Key) -> Result<()> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|error| database::explain(path, &error))?;
    let database = database::Database {
        connection,
        path: path.to_owned(),
        key: None,
    };
    // With a wrong key nothing must be written, not even the log into the file.
    let _ = database
        .connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    database.explained(database.connection.busy_timeout(super::PATIENCE))?;
    key.apply(&database)?;
    let read = database
        .connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        });
    match read {
        Ok(_) => Ok(()),
        Err(error) if is_busy(&error) => Err(database::explain(path, &error)),
        Err(_) => Err(wrong_passphrase(path)),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
        )
    )
}

fn wrong_passphrase(path: &Path) -> Error {
    let remedy = match file::newest_backup(path) {
        Some(backup) => format!("restore the backup {}", backup.display()),
        None => "restore it from your last copy".to_owned(),
    };
    Error::file(
        path,
        format!(
            "does not open: either this is not its passphrase, or the file is damaged at its beginning or is no project; \
             type the passphrase again, and where it is surely the right one, {remedy}"
        ),
    )
}

/// Writes the project anew with another key or none, compares, and puts it in the place of the old one.
fn replace(path: &Path, key: Option<Key>) -> Result<Replaced> {
    let before = Store::open(path)?;
    let faults = before.check()?;
    if let Some(fault) = faults.first() {
        return Err(Error::file(
            path,
            format!("is damaged ({fault}); see emic check"),
        ));
    }
    before.alone()?;
    let new = file::beside(path, file::REWRITING);
    // What an interrupted attempt left.
    if new.exists() {
        swap::remove(&new)?;
    }
    let written = write(&before, &new, key.as_ref());
    if let Err(error) = written {
        let _ = swap::remove(&new);
        return Err(error);
    }
    let was_plain = before.database.key.is_none();
    drop(before);
    let former = if was_plain {
        Former::Overwritten
    } else {
        Former::Deleted
    };
    // Before: whatever goes wrong from here on, the file that has the name opens.
    if let Some(key) = key {
        key.remember();
    }
    swap::put(&new, path, former)?;
    let (plain_backups, encrypted_backups) = file::backups(path)
        .into_iter()
        .partition(|path| is_plain(path));
    Ok(Replaced {
        plain_backups,
        encrypted_backups,
    })
}

/// Whether everybody can read a file; a damaged one may still show its texts.
fn is_plain(path: &Path) -> bool {
    !matches!(file::check(path), Ok(file::Kind::Encrypted(_)))
}

fn write(before: &Store, new: &Path, key: Option<&Key>) -> Result<()> {
    file::create_private(new)?;
    let database = &before.database;
    let name = new.to_str().ok_or_else(|| {
        Error::file(
            new,
            "the name is not UTF-8; move the project to a folder with a plain name",
        )
    })?;
    // SQLCipher's own way; without a key it writes a file that everybody can read.
    let literal = key.map(Key::literal).unwrap_or_default();
    database.run("ATTACH DATABASE ?1 AS new KEY ?2", (name, literal))?;
    let numbers = ["application_id", "user_version"].map(|number| {
        let value = database.row(&format!("PRAGMA main.{number}"), [], |row| {
            row.get::<_, i64>(0)
        });
        value.map(|value| format!("PRAGMA new.{number} = {}", value.unwrap_or_default()))
    });
    database.rows("SELECT sqlcipher_export('new')", [], |_| Ok(()))?;
    for number in numbers {
        database.batch(&number?)?;
    }
    database.batch("DETACH DATABASE new")?;
    backup::verify_with(database, new, key)
}

#[cfg(feature = "encryption")]
#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn passphrase(typed: &str) -> Passphrase {
        Passphrase::new(typed).unwrap()
    }

    #[test]
    fn a_project_is_encrypted_and_decrypted_and_says_the_same() {
        let (folder, store) = sample::filled();
        let path = folder.path().join("study.emic");
        let before = sample::dump(&store);
        drop(store);
        Store::encrypt(&path, &passphrase("four unrelated words")).unwrap();
        assert!(Store::is_encrypted(&path).unwrap());
        let mut store = Store::open(&path).unwrap();
        assert_eq!(sample::dump(&store), before);
        assert!(store.check().unwrap().is_empty());
        while store.undo(None).unwrap().is_some() {}
        while store.redo(None).unwrap().is_some() {}
        assert_eq!(sample::dump(&store), before);
        drop(store);
        Store::change_passphrase(&path, &passphrase("other")).unwrap();
        assert!(Store::unlock(&path, &passphrase("four unrelated words")).is_err());
        Store::unlock(&path, &passphrase("other")).unwrap();
        Store::decrypt(&path).unwrap();
        assert!(!Store::is_encrypted(&path).unwrap());
        assert_eq!(sample::dump(&Store::open(&path).unwrap()), before);
    }

    #[test]
    fn a_project_that_is_open_elsewhere_is_left_alone() {
        let (folder, store) = sample::filled();
        let path = folder.path().join("study.emic");
        let refused = Store::encrypt(&path, &passphrase("word"))
            .unwrap_err()
            .to_string();
        assert!(refused.contains("is open in another program"), "{refused}");
        store.coders().unwrap();
        drop(store);
        assert!(!Store::is_encrypted(&path).unwrap());
        assert!(Store::decrypt(&path).is_err());
    }

    /// Whatever byte is altered, reading all of the file notices, and so does the check.
    #[test]
    fn a_flipped_byte_anywhere_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.emic");
        let mut store =
            Store::create_encrypted(&path, &passphrase("four unrelated words")).unwrap();
        sample::fill(&mut store);
        drop(store);
        let whole = std::fs::read(&path).unwrap();
        let mut at = 3;
        let mut found = [0, 0];
        while at < whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&path, &flipped).unwrap();
            let message = match Store::open(&path).and_then(|store| store.check()) {
                Ok(faults) => {
                    found[0] += 1;
                    faults.join("\n")
                }
                Err(error) => {
                    found[1] += 1;
                    error.to_string()
                }
            };
            assert!(
                !message.is_empty() && !message.contains("internal"),
                "{at}: {message}"
            );
            at += 1 + (at * 7919) % 1500;
        }
        assert!(found[0] > 10 && found[1] > 2, "{found:?}");
        std::fs::write(&path, &whole).unwrap();
        assert!(Store::open(&path).unwrap().check().unwrap().is_empty());
    }
}
