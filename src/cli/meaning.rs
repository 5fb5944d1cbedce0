//! `--model`: which view of meaning.

use crate::error::{Error, Result};
use crate::project::Meaning;

/// Which view of meaning `--model` names.
///
/// # Errors
/// [`Error::Input`] for another name.
pub(super) fn meaning(model: &str) -> Result<Meaning> {
    match model {
        "shipped" => Ok(Meaning::Shipped),
        "none" => Ok(Meaning::Off),
        other => Err(Error::input(format!(
            "there is no model '{other}'; write --model shipped or --model none"
        ))),
    }
}
