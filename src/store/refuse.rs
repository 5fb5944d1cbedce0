//! What every table refuses: rows without a name, and changes of rows that are not there.

use crate::error::{Error, Result};

/// Refuses an empty name.
pub(super) fn named(what: &str, name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::input(format!("a {what} needs a name; give it one")));
    }
    Ok(())
}

/// Refuses a change of a row that is not there.
pub(super) fn known(rows: usize, what: &str, id: impl std::fmt::Display) -> Result<()> {
    if rows == 0 {
        return Err(unknown(what, id));
    }
    Ok(())
}

/// The error for a row that is not there.
pub(super) fn unknown(what: &str, id: impl std::fmt::Display) -> Error {
    Error::input(format!(
        "there is no {what} with the number {id}; it may have been deleted meanwhile"
    ))
}
