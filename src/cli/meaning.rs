//! `--model`: which view of meaning.

use crate::classifier::encoder::Encoder;
use crate::error::{Error, Result};
use crate::project::Meaning;
use std::path::Path;

/// What `--model` takes.
pub(super) const MODELS: &str = "\
View of meaning: `shipped` (the best within emic for the language), `table` (a table of word pieces within emic, \
for every language, nearly as fast as words alone), `none` (words alone), or the folder of your own sentence-transformers model";

/// Which view of meaning `--model` names.
///
/// # Errors
/// [`Error::Input`] for what is neither a name nor a folder; as [`Encoder::folder`].
pub(super) fn meaning(model: &str) -> Result<Meaning> {
    match model {
        "shipped" => Ok(Meaning::Shipped),
        "table" => Ok(Meaning::Table),
        "none" => Ok(Meaning::Off),
        other if Path::new(other).is_dir() => {
            // Read now, so that a folder that cannot be used is told before anything else is done, and by its own name.
            Encoder::folder(Path::new(other))?;
            Ok(Meaning::Folder(other.into()))
        }
        other => Err(Error::input(format!(
            "there is no model and no folder '{other}'; write --model shipped, --model table, --model none or --model FOLDER"
        ))),
    }
}
