//! What can be done to the project file only while nobody has it open: going back to a backup, encryption.
//!
//! Each is the one step of [`Store`] that the command line takes, too. The file is replaced whole or not at all.

use super::texts::{Safekeeping, fill, on_page};
use crate::error::Result;
use crate::store::{Passphrase, Store};
use std::path::{Path, PathBuf};

/// What is to be done.
pub(super) enum Work {
    /// Put a backup in the place of the project.
    GoBack {
        /// The backup.
        to: PathBuf,
        /// Whether the project opens with another passphrase then than now.
        other_passphrase: bool,
    },
    /// Encrypt the project.
    Encrypt {
        /// The passphrase it is to have.
        passphrase: Passphrase,
        /// Whether the backups that everybody can read are removed.
        remove_plain: bool,
    },
    /// Give it another passphrase.
    ChangePassphrase(Passphrase),
    /// Make it one that everybody can read.
    Decrypt,
}

/// What became of it, for the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Became {
    /// Which piece of work of this run it was.
    pub(super) number: i64,
    /// What was done, a line each.
    pub(super) told: Vec<String>,
    /// Why nothing was done, or not all.
    pub(super) refused: String,
    /// Whether the project is another one now.
    pub(super) is_another: bool,
}

impl Became {
    /// Nothing became of it.
    pub(super) fn refused(why: impl Into<String>) -> Self {
        Self {
            refused: why.into(),
            ..Self::default()
        }
    }

    /// The same with its number.
    pub(super) fn numbered(self, number: i64) -> Self {
        Self { number, ..self }
    }

    /// This was done.
    pub(super) fn told(told: impl Into<Vec<String>>) -> Self {
        Self {
            told: told.into(),
            ..Self::default()
        }
    }
}

impl Work {
    /// Does it. The project at `path` is open nowhere in this program.
    pub(super) fn carried_out(self, path: &Path, t: &Safekeeping) -> Became {
        let done = match self {
            Self::GoBack {
                to,
                other_passphrase,
            } => go_back(path, &to, other_passphrase, t),
            Self::Encrypt {
                passphrase,
                remove_plain,
            } => encrypt(path, &passphrase, remove_plain, t),
            Self::ChangePassphrase(passphrase) => change(path, &passphrase, t),
            Self::Decrypt => decrypt(path, t),
        };
        done.unwrap_or_else(|error| Became::refused(on_page(&error.to_string())))
    }
}

fn go_back(path: &Path, to: &Path, other_passphrase: bool, t: &Safekeeping) -> Result<Became> {
    let restored = Store::restore(path, to)?;
    let mut told = vec![fill(t.went_back, &[("name", &name(&restored.from))])];
    if let Some(before) = restored.before {
        told.push(fill(t.kept_before, &[("name", &name(&before))]));
    }
    if other_passphrase {
        told.push(t.opens_as_then.to_owned());
    }
    Ok(Became {
        is_another: true,
        ..Became::told(told)
    })
}

fn encrypt(
    path: &Path,
    passphrase: &Passphrase,
    remove_plain: bool,
    t: &Safekeeping,
) -> Result<Became> {
    let done = Store::encrypt(path, passphrase)?;
    let mut became = Became::told([t.encrypted.to_owned(), t.elsewhere.to_owned()]);
    warn_if_short(passphrase, &mut became.told, t);
    if remove_plain {
        let removed = remove_plain_backups(&done.plain_backups, t);
        // The project is encrypted all the same.
        became.refused = removed
            .as_ref()
            .map_or_else(|error| on_page(&error.to_string()), |_| String::new());
        became.told.extend(removed.ok().flatten());
    }
    Ok(became)
}

fn change(path: &Path, passphrase: &Passphrase, t: &Safekeeping) -> Result<Became> {
    let done = Store::change_passphrase(path, passphrase)?;
    let mut told = vec![t.changed.to_owned()];
    if !done.encrypted_backups.is_empty() {
        told.push(t.earlier_backups.of(done.encrypted_backups.len()));
    }
    warn_if_short(passphrase, &mut told, t);
    Ok(Became::told(told))
}

fn decrypt(path: &Path, t: &Safekeeping) -> Result<Became> {
    let done = Store::decrypt(path)?;
    let mut told = vec![t.decrypted.to_owned()];
    if !done.encrypted_backups.is_empty() {
        told.push(t.as_before.of(done.encrypted_backups.len()));
    }
    Ok(Became::told(told))
}

/// Overwrites and deletes these backups; says how many they were, if any.
///
/// # Errors
/// As [`Store::remove_copies`].
pub(super) fn remove_plain_backups(backups: &[PathBuf], t: &Safekeeping) -> Result<Option<String>> {
    Store::remove_copies(backups)?;
    Ok((!backups.is_empty()).then(|| t.removed.of(backups.len())))
}

fn warn_if_short(passphrase: &Passphrase, told: &mut Vec<String>, t: &Safekeeping) {
    if passphrase.is_short() {
        told.push(t.short.to_owned());
    }
}

/// A backup as the list names it.
fn name(backup: &Path) -> String {
    let name = backup.file_stem().unwrap_or(backup.as_os_str());
    name.to_string_lossy().into_owned()
}
