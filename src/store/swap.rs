//! One project file in the place of another: nobody else has it open, and at every moment the name means a whole project.

use super::{Store, file};
use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

impl Store {
    /// Closes the project to everybody else until this connection ends.
    ///
    /// # Errors
    /// [`Error::File`] where another program, or another part of this one, has it open.
    pub(super) fn alone(&self) -> Result<()> {
        self.settle()?;
        let database = &self.database;
        let refused = || {
            Error::file(
                &database.path,
                "is open in another program; end that one (the workbench, another terminal), then try again",
            )
        };
        // Only the last connection may leave the log behind it.
        let mode = database.row("PRAGMA journal_mode = DELETE", [], |row| {
            row.get::<_, String>(0)
        });
        if mode.map_err(|_| refused())?.as_deref() != Some("delete") {
            return Err(refused());
        }
        database
            .batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
            .map_err(|_| refused())
    }
}

/// What becomes of the file that had the name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Former {
    /// It is deleted like others.
    Deleted,
    /// It is overwritten before: it was to be read by everybody. What a disk keeps of overwritten blocks is out of emic's hands.
    Overwritten,
}

/// Puts `new`, closed and complete, in the place of `path`, which nobody has open.
///
/// # Errors
/// [`Error::File`] where that cannot be done; `path` is then as it was.
pub(super) fn put(new: &Path, path: &Path, former: Former) -> Result<()> {
    let failed = |error: std::io::Error| Error::file(path, format!("cannot be replaced: {error}"));
    File::open(new)
        .and_then(|file| file.sync_all())
        .map_err(failed)?;
    let old = match former {
        Former::Overwritten => Some(OpenOptions::new().write(true).open(path).map_err(failed)?),
        Former::Deleted => None,
    };
    std::fs::rename(new, path).map_err(failed)?;
    sync_folder(path);
    match old {
        Some(old) => overwrite(old).map_err(failed),
        None => Ok(()),
    }
}

/// Overwrites a file and deletes it.
///
/// # Errors
/// [`Error::File`] where it cannot be written or deleted.
pub(super) fn remove(path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Error::file(path, format!("cannot be removed: {error}"));
    let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
    overwrite(file).map_err(failed)?;
    std::fs::remove_file(path).map_err(failed)
}

fn overwrite(mut file: File) -> std::io::Result<()> {
    let zeros = [0_u8; 65_536];
    let mut left = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    while left > 0 {
        let part = left.min(zeros.len() as u64);
        file.write_all(zeros.get(..part as usize).unwrap_or(&zeros))?;
        left -= part;
    }
    file.sync_all()
}

/// A new name is on the disk when its folder is; where a system cannot do that, it does so by itself before long.
fn sync_folder(path: &Path) {
    let _ = File::open(file::folder(path)).and_then(|folder| folder.sync_all());
}
