//! The passphrase of an encrypted project: from a file, a variable or the keyboard, never from the command line, where other users
//! and the shell's history would see it.

use super::output::note;
use crate::error::{Error, Result};
use crate::store::Passphrase;
use std::path::{Path, PathBuf};

/// The variable with the passphrase.
const VARIABLE: &str = "EMIC_PASSPHRASE";

/// Which passphrase is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// The one that a project has.
    ToOpen,
    /// The one that it is to have.
    ToSet,
}

/// The passphrase of `path`: from `file` (its first line), else from `EMIC_PASSPHRASE`, else asked for at the terminal, where a new one is
/// asked for twice.
///
/// # Errors
/// [`Error::Input`] where there is none of these, or nothing was typed.
pub(super) fn passphrase(
    path: &Path,
    file: Option<&PathBuf>,
    asking: Asking,
) -> Result<Passphrase> {
    if let Some(file) = file {
        return from_file(file);
    }
    if let Ok(value) = std::env::var(VARIABLE) {
        return Passphrase::new(&value);
    }
    let name = path.display();
    match asking {
        Asking::ToOpen => typed(&format!("Passphrase of {name}: "), path),
        Asking::ToSet => typed_twice(path),
    }
}

/// A new passphrase for `path`, typed twice or from a file.
///
/// # Errors
/// As [`passphrase`].
pub(super) fn new_passphrase(path: &Path, file: Option<&PathBuf>) -> Result<Passphrase> {
    match file {
        Some(file) => from_file(file),
        None => typed_twice(path),
    }
}

/// Says it where a passphrase is easily guessed.
pub(super) fn warn_if_short(passphrase: &Passphrase) {
    if passphrase.is_short() {
        note(
            "this passphrase is short: whoever takes the file can try millions; four or five unrelated words are better",
        );
    }
}

fn from_file(file: &Path) -> Result<Passphrase> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Error::file(file, format!("cannot be read: {error}")))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if std::fs::metadata(file).is_ok_and(|about| about.permissions().mode() & 0o077 != 0) {
            note(format_args!(
                "other users of this machine may read the passphrase in {0}: chmod 600 {0}",
                file.display()
            ));
        }
    }
    Passphrase::new(text.lines().next().unwrap_or_default())
}

fn typed_twice(path: &Path) -> Result<Passphrase> {
    let name = path.display();
    let first = typed(&format!("New passphrase of {name}: "), path)?;
    let second = typed("The same again: ", path)?;
    if first != second {
        return Err(Error::input(
            "the two passphrases differ; nothing was changed, try again",
        ));
    }
    Ok(first)
}

/// Asks at the terminal, without showing what is typed.
#[cfg(feature = "encryption")]
fn typed(question: &str, path: &Path) -> Result<Passphrase> {
    use std::io::IsTerminal;
    if !std::io::stdin().is_terminal() {
        return Err(nobody_to_ask(path));
    }
    let typed = rpassword::prompt_password(question).map_err(|_| nobody_to_ask(path))?;
    Passphrase::new(&typed)
}

#[cfg(not(feature = "encryption"))]
fn typed(_: &str, path: &Path) -> Result<Passphrase> {
    Err(nobody_to_ask(path))
}

fn nobody_to_ask(path: &Path) -> Error {
    Error::input(format!(
        "the passphrase of {} is needed: type it in a terminal, or give --passphrase-file FILE or the variable {VARIABLE}",
        path.display()
    ))
}
