//! `emic encrypt`.

use super::ask_passphrase::{Asking, passphrase, warn_if_short};
use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;
use crate::store::Store;
use serde_json::json;
use std::path::PathBuf;

/// Encrypt a project: nobody reads it without its passphrase
#[derive(clap::Args)]
#[command(
    after_help = "The passphrase is asked for, or comes from --passphrase-file FILE or the variable EMIC_PASSPHRASE. There is no way into the
project without it: keep it where you keep other keys. Every command and the workbench then ask for it.
Disks may keep old blocks for a while, solid-state disks above all: a disk that is encrypted as a whole protects from that.

Examples:
  emic encrypt ward.emic
  emic encrypt ward.emic --remove-plaintext-backups"
)]
pub struct Encrypt {
    /// The project file [default: as --project]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Afterwards overwrite and delete the backups of the project that everybody can read
    #[arg(long)]
    remove_plaintext_backups: bool,
}

/// Runs the command.
pub fn run(args: Encrypt, context: &Context) -> Result<()> {
    let file = args.file.map_or_else(|| context.path(), Ok)?;
    context.refuse_without_encryption()?;
    if !Store::is_encrypted(&file)? {
        let passphrase = passphrase(&file, context.passphrase_file(), Asking::ToSet)?;
        warn_if_short(&passphrase);
        let mut done = Store::encrypt(&file, &passphrase)?;
        let removed = match args.remove_plaintext_backups {
            true => std::mem::take(&mut done.plain_backups),
            false => Vec::new(),
        };
        Store::remove_copies(&removed)?;
        if context.json {
            return json(
                &json!({ "encrypted": file, "removed": removed, "plaintext_backups": done.plain_backups }),
            );
        }
        line(format_args!(
            "encrypted {}, and compared it with what it was",
            file.display()
        ))?;
        if !removed.is_empty() {
            line(format_args!(
                "overwrote and removed {} backups that everybody could read",
                removed.len()
            ))?;
        }
        if !done.plain_backups.is_empty() {
            note("these backups can still be read by everybody who gets at them:");
            for backup in &done.plain_backups {
                note(format_args!("  {}", backup.display()));
            }
            note("remove them with: emic encrypt --remove-plaintext-backups (also later)");
        }
        note(
            "transcripts and exports in other files and folders are as they were: keep or remove them yourself",
        );
        return Ok(());
    }
    if !args.remove_plaintext_backups {
        // It says that it is encrypted already.
        let passphrase = passphrase(&file, context.passphrase_file(), Asking::ToOpen)?;
        return Store::encrypt(&file, &passphrase).map(|_| ());
    }
    let removed = Store::plain_copies(&file);
    Store::remove_copies(&removed)?;
    if context.json {
        return json(&json!({ "encrypted": file, "removed": removed }));
    }
    line(format_args!(
        "overwrote and removed {} backups that everybody could read",
        removed.len()
    ))
}
