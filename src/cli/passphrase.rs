//! `emic passphrase`.

use super::ask_passphrase::{new_passphrase, warn_if_short};
use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;
use crate::store::Store;
use serde_json::json;
use std::path::PathBuf;

/// Give an encrypted project another passphrase
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic passphrase ward.emic")]
pub struct ChangePassphrase {
    /// The project file [default: as --project]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// A file with the new passphrase in its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: ChangePassphrase, context: &Context) -> Result<()> {
    let file = args.file.map_or_else(|| context.path(), Ok)?;
    context.refuse_without_encryption()?;
    context.unlock(&file)?;
    let passphrase = new_passphrase(&file, args.new_passphrase_file.as_ref())?;
    warn_if_short(&passphrase);
    let done = Store::change_passphrase(&file, &passphrase)?;
    if context.json {
        return json(&json!({ "project": file, "encrypted_backups": done.encrypted_backups }));
    }
    line(format_args!(
        "{} opens with its new passphrase alone",
        file.display()
    ))?;
    if !done.encrypted_backups.is_empty() {
        note(format_args!(
            "{} earlier backups open with the passphrase they were made with; remove them where that one is known to others",
            done.encrypted_backups.len()
        ));
    }
    Ok(())
}
