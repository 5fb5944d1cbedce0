//! `emic backup`.

use super::context::Context;
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::store::{BackupFile, Store};
use serde_json::json;
use std::path::{Path, PathBuf};

/// List, make and restore backups; emic makes them by itself, too
#[derive(clap::Args)]
#[command(
    after_help = "Before the first change of a day, and every 200 changes, emic copies the project into the folder NAME.emic.backups beside it and compares
the copy with the project. The newest five stay, one a day of the last week, and one a week of the last two months.
They are on the same disk: copy the folder to another one now and then.

Examples:
  emic backup
  emic backup now --keep
  emic backup restore 2026-11-21-091544-1310"
)]
pub struct Backup {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// List the backups, the newest first (this is the default)
    List,
    /// Make one now
    Now {
        /// Never remove it when newer ones come
        #[arg(long)]
        keep: bool,
    },
    /// Put one in the place of the project, which becomes a backup itself before
    Restore {
        /// The backup's name, as the list shows it, or its file
        name: String,
    },
}

/// Runs the command.
pub fn run(args: Backup, context: &Context) -> Result<()> {
    match args.what.unwrap_or(What::List) {
        What::List => list(context),
        What::Now { keep } => now(keep, context),
        What::Restore { name } => restore(&name, context),
    }
}

fn list(context: &Context) -> Result<()> {
    let path = context.path()?;
    let all = Store::backups(&path);
    if context.json {
        let told: Vec<_> = all.iter().map(told).collect();
        return json(&told);
    }
    let mut table = Table::new([
        ("backup", Side::Left),
        ("when (UTC)", Side::Left),
        ("changes", Side::Right),
        ("MB", Side::Right),
        ("", Side::Left),
    ]);
    for backup in &all {
        let stays = if backup.kept { "stays" } else { "" };
        let megabytes = format!("{:.1}", backup.bytes as f64 / 1e6);
        table.row([
            backup.name.clone(),
            backup.at.clone(),
            backup.event.to_string(),
            megabytes,
            stays.to_owned(),
        ]);
    }
    if table.is_empty() {
        note(
            "there is no backup yet; emic makes one before the first change of every day, and you now with: emic backup now",
        );
        return Ok(());
    }
    table.print()?;
    note("\nto go back to one: emic backup restore BACKUP");
    Ok(())
}

fn now(keep: bool, context: &Context) -> Result<()> {
    let project = context.open_to_read()?;
    let made = project.store().back_up(keep)?;
    if context.json {
        return json(&told(&made));
    }
    line(format_args!(
        "{} is the same as the project, compared row by row",
        made.path.display()
    ))
}

fn restore(name: &str, context: &Context) -> Result<()> {
    let path = context.path()?;
    let from = find(&path, name)?;
    // What is there now becomes a backup; where it cannot be unlocked, it is damaged and put aside as it is.
    if path.exists() {
        let _ = context.unlock(&path);
    }
    context.unlock(&from)?;
    let restored = Store::restore(&path, &from)?;
    if context.json {
        return json(&json!({ "project": path, "from": restored.from, "before": restored.before }));
    }
    line(format_args!(
        "{} is as it was in {}",
        path.display(),
        restored.from.display()
    ))?;
    if let Some(before) = restored.before {
        note(format_args!(
            "what it was before is kept in {}",
            before.display()
        ));
    }
    Ok(())
}

/// The backup of this name, or the only one that begins so, or the file.
fn find(path: &Path, name: &str) -> Result<PathBuf> {
    let all = Store::backups(path);
    let wanted = name.strip_suffix(".emic").unwrap_or(name);
    let like: Vec<&BackupFile> = match all.iter().find(|backup| backup.name == wanted) {
        Some(exact) => vec![exact],
        None => all
            .iter()
            .filter(|backup| backup.name.starts_with(wanted))
            .collect(),
    };
    match like.as_slice() {
        [one] => Ok(one.path.clone()),
        [] if Path::new(name).is_file() => Ok(PathBuf::from(name)),
        [] => Err(Error::input(format!(
            "there is no backup {name}; see them with: emic backup"
        ))),
        several => Err(Error::input(format!(
            "{} backups begin with {name}; write one in full: {}",
            several.len(),
            several
                .iter()
                .map(|backup| backup.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}

fn told(backup: &BackupFile) -> serde_json::Value {
    json!({
        "backup": backup.name, "file": backup.path, "at": backup.at, "changes": backup.event,
        "bytes": backup.bytes, "kept": backup.kept,
    })
}
