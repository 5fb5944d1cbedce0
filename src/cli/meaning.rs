//! `--model`: which view of meaning.

use crate::error::{Error, Result};
use crate::project::Meaning;
use std::path::PathBuf;

/// What `--model` takes.
pub(super) const MODELS: &str = "\
View of meaning: `shipped` (the best within emic for the language), `table` (a table of word pieces within emic, \
for every language, nearly as fast as words alone), `none` (words alone), or the folder of your own sentence-transformers model";

/// Which view of meaning `--model` names.
///
/// # Errors
/// [`Error::Input`] for what is neither a name nor a folder.
pub(super) fn meaning(model: &str) -> Result<Meaning> {
    match model {
        "shipped" => Ok(Meaning::Shipped),
        "table" => Ok(Meaning::Table),
        "none" => Ok(Meaning::Off),
        other if PathBuf::from(other).is_dir() => Ok(Meaning::Folder(other.into())),
        other => Err(Error::input(format!(
            "there is no model and no folder '{other}'; write --model shipped, --model table, --model none or --model FOLDER"
        ))),
    }
}
