//! `emic decrypt`.

use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;
use crate::store::Store;
use serde_json::json;
use std::path::PathBuf;

/// Make an encrypted project one that everybody can read
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic decrypt ward.emic")]
pub struct Decrypt {
    /// The project file [default: as --project]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: Decrypt, context: &Context) -> Result<()> {
    let file = args.file.map_or_else(|| context.path(), Ok)?;
    context.unlock(&file)?;
    let done = Store::decrypt(&file)?;
    if context.json {
        return json(&json!({ "decrypted": file, "encrypted_backups": done.encrypted_backups }));
    }
    line(format_args!(
        "decrypted {}: everybody who gets at it can read it now",
        file.display()
    ))?;
    if !done.encrypted_backups.is_empty() {
        note(format_args!(
            "{} backups open with the passphrase as before",
            done.encrypted_backups.len()
        ));
    }
    Ok(())
}
