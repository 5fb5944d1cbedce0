//! Backups that make themselves and turn themselves over, in a folder beside the project.
//!
//! ```text
//! ward.emic
//! ward.emic.backups/
//!     2026-11-20-083112-1204.emic         made on this day and time (UTC), after event 1204
//!     2026-11-21-091544-1310-kept.emic    one that stays until somebody deletes it
//! ```
//! One is made before the first change of a day and after every 200 changes, compared with the project row by row, and only then
//! do older ones go (see [`retention`](super::retention)). Backups of an encrypted project are encrypted with its passphrase.

use super::{Store, backup, encrypting, file, retention, swap};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Ends the name of a backup that stays.
const KEPT: &str = "-kept";

/// A backup of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name without the folder and `.emic`.
    pub name: String,
    /// When it was made, `2026-11-21 09:15:44` in UTC.
    pub at: String,
    /// The number of the latest event in it.
    pub event: i64,
    /// Whether it stays when others go.
    pub kept: bool,
    /// Its size.
    pub bytes: u64,
}

impl BackupFile {
    fn of(path: PathBuf) -> Option<Self> {
        let name = path
            .file_name()?
            .to_str()?
            .strip_suffix(".emic")?
            .to_owned();
        let kept = name.ends_with(KEPT);
        let mut parts = name.strip_suffix(KEPT).unwrap_or(&name).split('-');
        let (year, month, day, time, event) = (
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next()?,
        );
        let is_time = time.len() == 6 && time.bytes().all(|b| b.is_ascii_digit());
        let date = format!("{year}-{month}-{day}");
        if parts.next().is_some() || !is_time || retention::day(&date).is_none() {
            return None;
        }
        Some(Self {
            at: format!(
                "{date} {}:{}:{}",
                time.get(..2)?,
                time.get(2..4)?,
                time.get(4..)?
            ),
            event: event.parse().ok()?,
            kept,
            bytes: std::fs::metadata(&path).ok()?.len(),
            name,
            path,
        })
    }
}

/// What came of restoring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup that is the project now.
    pub from: PathBuf,
    /// Where the project is kept as it was before, whole or damaged; `None` where there was none.
    pub before: Option<PathBuf>,
}

impl Store {
    /// So many changes may be made without a backup.
    pub const CHANGES_BETWEEN_BACKUPS: i64 = 200;

    /// The backups of a project, the newest first.
    pub fn backups(path: impl AsRef<Path>) -> Vec<BackupFile> {
        let mut all: Vec<BackupFile> = file::backups(path.as_ref())
            .into_iter()
            .filter_map(BackupFile::of)
            .collect();
        all.sort_by(|a, b| (&b.at, b.event).cmp(&(&a.at, a.event)));
        all
    }

    /// The newest backup of a project in which nothing is wrong, where there is one. Reads them whole, one after the other.
    pub fn newest_sound_backup(path: impl AsRef<Path>) -> Option<BackupFile> {
        Self::backups(path).into_iter().find(|backup| {
            Self::open_read_only(&backup.path)
                .and_then(|store| store.check())
                .is_ok_and(|faults| faults.is_empty())
        })
    }

    /// Makes a backup and compares it with the project; then those go that are superseded. Where nothing was changed since the newest
    /// one, that one is compared anew and returned.
    ///
    /// # Errors
    /// [`Error::File`] where the folder cannot be written, the disk is full, or the copy is not the same; older backups all stay.
    pub fn back_up(&self, kept: bool) -> Result<BackupFile> {
        let stamp = self.content_stamp()?.0;
        let newest = Self::backups(self.path()).into_iter().next();
        if let Some(newest) =
            newest.filter(|newest| newest.event == stamp && (newest.kept || !kept))
            && backup::verify(&self.database, &newest.path).is_ok()
        {
            return Ok(newest);
        }
        let made = self.make_backup(kept)?;
        self.turn_over()?;
        Ok(made)
    }

    /// Makes a backup where it is time for one: before the first change of a day, and when 200 changes were made since the last.
    /// Whether one was made.
    ///
    /// # Errors
    /// As [`Store::back_up`].
    pub fn back_up_if_due(&self) -> Result<bool> {
        let stamp = self.content_stamp()?;
        let Some(latest) = self.event(stamp)? else {
            return Ok(false);
        };
        let today = self.now()?;
        let newest = Self::backups(self.path()).into_iter().next();
        let is_earlier = |at: &str| retention::day(at) < retention::day(&today);
        let due = match newest {
            Some(newest) => {
                stamp.0 > newest.event
                    && (is_earlier(&newest.at)
                        || stamp.0 - newest.event >= Self::CHANGES_BETWEEN_BACKUPS)
            }
            None => is_earlier(&latest.at) || stamp.0 >= Self::CHANGES_BETWEEN_BACKUPS,
        };
        if due {
            self.back_up(false)?;
        }
        Ok(due)
    }

    /// Puts a backup in the place of the project. What the project is now becomes a backup before (one that stays), or, where it is too
    /// damaged for that, is moved into the folder of backups as it is. Nobody may have the project open.
    ///
    /// # Errors
    /// [`Error::File`] where the backup is damaged or locked, the project is in use, or the disk fails: the project is then as it was.
    /// [`Error::Input`] where the project is encrypted and the backup is not: restoring would take the protection away.
    pub fn restore(path: impl AsRef<Path>, from: impl AsRef<Path>) -> Result<Restored> {
        let (path, from) = (path.as_ref(), from.as_ref());
        if path.exists()
            && matches!(file::check(path), Ok(file::Kind::Encrypted(_)))
            && !Self::is_encrypted(from)?
        {
            return Err(Error::input(format!(
                "{} is encrypted and the backup is not; encrypt the backup first (emic encrypt '{}'), then restore it",
                path.display(),
                from.display()
            )));
        }
        let new = file::beside(path, file::RESTORING);
        if new.exists() {
            swap::remove(&new)?;
        }
        backup::copy_file(from, encrypting::key_of(from)?.as_ref(), &new)?;
        let before = match put_aside(path) {
            Ok(before) => before,
            Err(error) => {
                let _ = swap::remove(&new);
                return Err(error);
            }
        };
        swap::put(&new, path, swap::Former::Deleted)?;
        Ok(Restored {
            from: from.to_owned(),
            before,
        })
    }

    fn make_backup(&self, kept: bool) -> Result<BackupFile> {
        let folder = file::backup_folder(self.path());
        file::create_private_folder(&folder)?;
        let making = folder.join(file::MAKING);
        if making.exists() {
            swap::remove(&making)?;
        }
        backup::copy(&self.database, &making)?;
        let event = backup::latest_event(&making, self.database.key.as_ref())?;
        let to = loop {
            let to = folder.join(name(&self.now()?, event, kept));
            // One made in the same second is never written over.
            if !to.exists() {
                break to;
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        std::fs::rename(&making, &to)
            .map_err(|error| Error::file(&to, format!("cannot be made: {error}")))?;
        BackupFile::of(to).ok_or_else(|| Error::internal("a backup without a name"))
    }

    fn turn_over(&self) -> Result<()> {
        let mut all = Self::backups(self.path());
        all.retain(|backup| !backup.kept);
        all.reverse();
        let days: Vec<i64> = all
            .iter()
            .filter_map(|backup| retention::day(&backup.at))
            .collect();
        let today = retention::day(&self.now()?).unwrap_or_default();
        for at in retention::superseded(&days, today) {
            if let Some(old) = all.get(at) {
                // One that cannot be deleted is one too many, no harm.
                let _ = std::fs::remove_file(&old.path);
            }
        }
        Ok(())
    }

    fn now(&self) -> Result<String> {
        let now = "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";
        let now = self.database.row(now, [], |row| row.get(0))?;
        now.ok_or_else(|| Error::internal("SQLite has no clock"))
    }
}

/// The name of a backup made at `at` (RFC 3339 in UTC) after `event`.
fn name(at: &str, event: i64, kept: bool) -> String {
    let date = at.get(..10).unwrap_or_default();
    let time: String = at
        .chars()
        .skip(11)
        .filter(char::is_ascii_digit)
        .take(6)
        .collect();
    format!("{date}-{time}-{event}{}.emic", if kept { KEPT } else { "" })
}

/// Keeps what has the project's name now, so that another file can take it. Where it is.
fn put_aside(path: &Path) -> Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let opened = Store::open(path).and_then(|store| Ok((store.back_up(true)?, store)));
    if let Ok((kept, store)) = opened {
        store.alone()?;
        return Ok(Some(kept.path));
    }
    let folder = file::backup_folder(path);
    file::create_private_folder(&folder)?;
    let mut number = 1;
    let mut to = folder.join("damaged-1");
    while to.exists() {
        number += 1;
        to = folder.join(format!("damaged-{number}"));
    }
    let failed = |error: std::io::Error| Error::file(&to, format!("cannot be made: {error}"));
    std::fs::copy(path, &to).map_err(failed)?;
    // The log belongs to the file it stood beside: another file must not find it.
    for ending in ["-wal", "-shm"] {
        let log = file::beside(path, ending);
        if log.exists() {
            std::fs::rename(&log, file::beside(&to, ending)).map_err(failed)?;
        }
    }
    Ok(Some(to))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::CoderKind;

    const CHANGES: i64 = Store::CHANGES_BETWEEN_BACKUPS;

    fn add(store: &mut Store, name: &str) {
        store
            .change(None, "add", |edit| edit.add_coder(name, CoderKind::Person))
            .unwrap();
    }

    #[test]
    fn names_say_when_and_how_far_and_others_are_no_backups() {
        let folder = tempfile::tempdir().unwrap();
        let named = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "x").unwrap();
            BackupFile::of(path)
        };
        let backup = named(&name("2026-11-21T09:15:44Z", 1310, true)).unwrap();
        assert_eq!(backup.name, "2026-11-21-091544-1310-kept");
        assert_eq!(
            (backup.at.as_str(), backup.event, backup.kept),
            ("2026-11-21 09:15:44", 1310, true)
        );
        for other in [
            "2026-11-21-091544.emic",
            "ward.emic",
            "2026-11-21-0915-1.emic",
            "making",
            "2026-99-21-091544-1.emic",
            "a-b-c-d-e.emic",
        ] {
            assert_eq!(named(other), None, "{other}");
        }
    }

    #[test]
    fn two_hundred_changes_make_a_backup_and_a_new_day_does() {
        let (folder, mut store) = sample::filled();
        let path = folder.path().join("study.emic");
        let mut at = store.content_stamp().unwrap().0;
        while at < CHANGES {
            assert!(Store::backups(&path).is_empty(), "{at}");
            add(&mut store, &format!("coder {at}"));
            at += 1;
        }
        add(&mut store, "one more");
        let made = Store::backups(&path);
        assert_eq!((made.len(), made[0].event), (1, CHANGES));
        add(&mut store, "the same day");
        assert_eq!(Store::backups(&path).len(), 1);
        // As if it had been made on another day.
        std::fs::rename(
            &made[0].path,
            made[0].path.with_file_name("2020-01-01-000000-200.emic"),
        )
        .unwrap();
        add(&mut store, "the first of a day");
        let made = Store::backups(&path);
        assert_eq!((made.len(), made[0].event), (2, CHANGES + 2));
        add(&mut store, "the second");
        assert_eq!(Store::backups(&path).len(), 2);
    }

    #[test]
    fn a_backup_is_restored_and_what_was_there_is_kept() {
        let (folder, mut store) = sample::filled();
        let path = folder.path().join("study.emic");
        let before = sample::dump(&store);
        let backup = store.back_up(false).unwrap();
        assert_eq!(store.back_up(false).unwrap(), backup);
        add(&mut store, "Late");
        let late = sample::dump(&store);
        assert!(
            Store::restore(&path, &backup.path)
                .unwrap_err()
                .to_string()
                .contains("is open")
        );
        assert_eq!(sample::dump(&store), late);
        drop(store);
        let restored = Store::restore(&path, &backup.path).unwrap();
        assert_eq!(sample::dump(&Store::open(&path).unwrap()), before);
        Store::restore(&path, restored.before.unwrap()).unwrap();
        let store = Store::open(&path).unwrap();
        assert_eq!(sample::dump(&store), late);
        assert!(store.check().unwrap().is_empty());
    }

    #[test]
    fn a_damaged_project_is_put_aside_whole_with_its_log() {
        let (folder, store) = sample::filled();
        let path = folder.path().join("study.emic");
        let before = sample::dump(&store);
        let backup = store.back_up(true).unwrap();
        drop(store);
        std::fs::write(&path, "SQLite format 3\0 nothing else").unwrap();
        std::fs::write(folder.path().join("study.emic-wal"), "a log").unwrap();
        let restored = Store::restore(&path, &backup.path).unwrap();
        let aside = restored.before.unwrap();
        assert!(std::fs::read(&aside).unwrap().ends_with(b"nothing else"));
        assert!(file::beside(&aside, "-wal").exists());
        assert_eq!(sample::dump(&Store::open(&path).unwrap()), before);
        std::fs::write(&backup.path, "nothing").unwrap();
        assert!(Store::restore(&path, &backup.path).is_err());
        assert_eq!(sample::dump(&Store::open(&path).unwrap()), before);
    }

    #[test]
    fn one_made_in_the_same_second_is_not_written_over() {
        let (folder, store) = sample::filled();
        let (first, second) = (store.make_backup(false), store.make_backup(false));
        assert_ne!(first.unwrap().path, second.unwrap().path);
        assert_eq!(Store::backups(folder.path().join("study.emic")).len(), 2);
    }

    #[test]
    fn a_half_made_backup_is_no_backup() {
        let (folder, store) = sample::filled();
        let path = folder.path().join("study.emic");
        let backups = file::backup_folder(&path);
        std::fs::create_dir(&backups).unwrap();
        std::fs::write(backups.join("making"), vec![7; 10_000]).unwrap();
        assert!(Store::backups(&path).is_empty());
        store.back_up(false).unwrap();
        assert_eq!(std::fs::read_dir(&backups).unwrap().count(), 1);
    }
}
