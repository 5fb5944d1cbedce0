//! Which version a file has, and how an older one becomes today's.

use super::{backup, database::Database, file, history};
use crate::error::{Error, Result};
use rusqlite::{Transaction, TransactionBehavior};

/// All migrations in order; number N brings a file from version N-1 to N. Append-only.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
];

/// "EMIC" in ASCII, in SQLite's `application_id`.
const APPLICATION: i64 = 0x454D_4943;

/// How a file's version compares to ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The same.
    Current,
    /// An older one, with its number.
    Older(usize),
}

/// Makes the schema in an empty file.
pub(super) fn create(database: &Database, migrations: &[&str]) -> Result<()> {
    let transaction = begin(database)?;
    database.batch(&format!("PRAGMA application_id = {APPLICATION}"))?;
    apply(database, migrations, 0)?;
    database.explained(transaction.commit())
}

/// Tells an emic file from others, and its version from ours.
///
/// # Errors
/// [`Error::File`] for a file of another program, or of a newer emic.
pub(super) fn state(database: &Database, migrations: &[&str]) -> Result<State> {
    if pragma(database, "application_id")? != APPLICATION {
        return Err(file::not_a_project(&database.path));
    }
    let version = version(database)?;
    match version.cmp(&migrations.len()) {
        std::cmp::Ordering::Equal => Ok(State::Current),
        std::cmp::Ordering::Less => Ok(State::Older(version)),
        std::cmp::Ordering::Greater => Err(Error::file(
            &database.path,
            format!(
                "was made by a newer emic (file version {version}, this emic reads up to {}); \
                 update to an emic that reads version {version}",
                migrations.len()
            ),
        )),
    }
}

/// Brings an older file up to date in one transaction, after a verified backup. Returns silently where another
/// program has just done so.
///
/// # Errors
/// [`Error::File`] where the backup cannot be made or a migration fails; the file is then as it was.
pub(super) fn migrate(database: &Database, migrations: &[&str]) -> Result<()> {
    let State::Older(version) = state(database, migrations)? else {
        return Ok(());
    };
    let backup = backup::before_migration(database, version)?;
    bring_up_to_date(database, migrations).map_err(|error| {
        // The file is unchanged, so its copy is of no use.
        let _ = std::fs::remove_file(&backup);
        Error::file(
            &database.path,
            format!("could not be brought up to date and is as it was: {error}"),
        )
    })
}

/// Brings an older database up to date in one transaction, without a backup: for one that is a copy itself.
pub(super) fn bring_up_to_date(database: &Database, migrations: &[&str]) -> Result<()> {
    // A migration may rebuild tables that others refer to; that all references hold is checked before the end.
    database.batch("PRAGMA foreign_keys = OFF")?;
    let outcome = migrate_in_transaction(database, migrations);
    database.batch("PRAGMA foreign_keys = ON")?;
    outcome
}

fn migrate_in_transaction(database: &Database, migrations: &[&str]) -> Result<()> {
    let transaction = begin(database)?;
    if let State::Older(version) = state(database, migrations)? {
        apply(database, migrations, version)?;
        let dangling = database.row("PRAGMA foreign_key_check", [], |row| {
            row.get::<_, String>(0)
        })?;
        if let Some(table) = dangling {
            return Err(Error::internal(format!(
                "the migration left a {table} that refers to nothing"
            )));
        }
        record(database, version, migrations.len())?;
    }
    database.explained(transaction.commit())
}

fn apply(database: &Database, migrations: &[&str], version: usize) -> Result<()> {
    history::uninstall(database)?;
    for migration in migrations.iter().skip(version) {
        database.batch(migration)?;
    }
    history::install(database)?;
    database.batch(&format!("PRAGMA user_version = {}", migrations.len()))
}

fn record(database: &Database, from: usize, to: usize) -> Result<()> {
    database.run(
        "INSERT INTO event (at, action, summary)
         VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'migrate', ?1)",
        [format!("brought the file from version {from} to {to}")],
    )?;
    Ok(())
}

/// Whether all content tables are there.
///
/// # Errors
/// [`Error::File`] where one is missing.
pub(super) fn check_tables(database: &Database) -> Result<()> {
    let present = database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table'",
        [],
        |row| row.get::<_, String>(0),
    )?;
    let content = history::Table::ALL.map(history::Table::name);
    let needed = content.iter().chain(&[
        "event",
        "change",
        "current_event",
        "cache",
        "guid",
        "kept_element",
        "shown",
    ]);
    for table in needed {
        if !present.iter().any(|name| name == table) {
            return Err(file::damaged(
                &database.path,
                &format!("its table {table} is missing"),
            ));
        }
    }
    Ok(())
}

/// The file's version.
pub(super) fn version(database: &Database) -> Result<usize> {
    let version = pragma(database, "user_version")?;
    usize::try_from(version)
        .map_err(|_| file::damaged(&database.path, &format!("its version is {version}")))
}

fn pragma(database: &Database, name: &str) -> Result<i64> {
    let value = database.row(&format!("PRAGMA {name}"), [], |row| row.get(0))?;
    value.ok_or_else(|| Error::internal(format!("SQLite knows no {name}")))
}

fn begin(database: &Database) -> Result<Transaction<'_>> {
    let begun = Transaction::new_unchecked(&database.connection, TransactionBehavior::Immediate);
    database.explained(begun)
}

#[cfg(test)]
mod tests {
    use super::super::{Access, Store, sample};
    use super::*;

    const SECOND: &str = "ALTER TABLE code ADD COLUMN weight REAL NOT NULL DEFAULT 1;";
    const FAILING: &str = "DELETE FROM memo; UPDATE code SET name = 'x'; SELECT * FROM nowhere;";
    const ORPHANING: &str = "DELETE FROM transcript;";

    fn with(last: &'static str) -> Vec<&'static str> {
        let mut all = MIGRATIONS.to_vec();
        all.push(last);
        all
    }

    fn backup_name() -> String {
        format!("a.emic.backup-v{}", MIGRATIONS.len())
    }

    #[test]
    fn a_file_of_the_first_version_becomes_todays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        let mut store = Store::create_with(&path, &MIGRATIONS[..1]).unwrap();
        sample::fill_with(&mut store, false);
        let before = sample::dump(&store);
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(version(&store.database).unwrap(), MIGRATIONS.len());
        assert_eq!(sample::dump(&store), before);
        assert!(store.check().unwrap().is_empty());
    }

    #[test]
    fn an_older_file_is_backed_up_then_migrated_and_still_undone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        let mut store = Store::create(&path).unwrap();
        sample::fill(&mut store);
        let before = sample::dump(&store);
        drop(store);

        let migrations = with(SECOND);
        let mut store = Store::open_with(&path, Access::ReadWrite, &migrations).unwrap();
        assert_eq!(version(&store.database).unwrap(), migrations.len());
        assert_eq!(store.events(1).unwrap()[0].action, "migrate");
        let backup = Store::open(folder.path().join(backup_name())).unwrap();
        assert_eq!(sample::dump(&backup), before);

        while store.undo(None).unwrap().is_some() {}
        assert!(store.studies().unwrap().is_empty());
        while store.redo(None).unwrap().is_some() {}
        assert_eq!(store.studies().unwrap().len(), 1);
        assert!(store.check().unwrap().is_empty());
    }

    #[test]
    fn a_failing_migration_leaves_the_file_as_it_was() {
        for last in [FAILING, ORPHANING] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.emic");
            let mut store = Store::create(&path).unwrap();
            sample::fill(&mut store);
            let before = sample::dump(&store);
            drop(store);

            let failed = Store::open_with(&path, Access::ReadWrite, &with(last));
            assert!(matches!(failed, Err(Error::File { .. })));
            let store = Store::open(&path).unwrap();
            assert_eq!(sample::dump(&store), before);
            assert_eq!(version(&store.database).unwrap(), MIGRATIONS.len());
            assert!(!folder.path().join(backup_name()).exists());
        }
    }

    #[test]
    fn a_newer_file_says_which_version_it_needs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        drop(Store::create_with(&path, &with(SECOND)).unwrap());
        let message = Store::open(&path).err().unwrap().to_string();
        let newer = format!("reads version {}", MIGRATIONS.len() + 1);
        assert!(message.contains(&newer), "{message}");
    }

    #[test]
    fn an_older_file_is_not_migrated_by_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        drop(Store::create(&path).unwrap());
        let refused = Store::open_with(&path, Access::ReadOnly, &with(SECOND));
        assert!(matches!(refused, Err(Error::File { .. })));
        assert!(Store::open(&path).is_ok());
    }
}
