//! `emic check`.

use super::context::Context;
use super::output::{json, line, note};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::store::{Fault, Store};
use serde_json::json;

/// Read the whole project file and name whatever is wrong with it
#[derive(clap::Args)]
#[command(
    after_help = "Every page, reference, place in a text and index is looked at; of an encrypted project also whether anything but emic altered it.
--repair makes again what emic made from your work (indexes, caches), after a copy of the file as it is; your work itself is never
touched: for that there are backups.

Example:
  emic check
  emic check --repair"
)]
pub struct Check {
    /// Make again what can be made from the content
    #[arg(long)]
    repair: bool,
}

/// Runs the command.
pub fn run(args: Check, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let mut faults = project.faults()?;
    let found = faults.len();
    if args.repair && faults.iter().any(|fault| fault.repair.is_some()) {
        faults = project.repair(&faults)?;
    }
    let path = project.store().path().to_owned();
    if context.json {
        let told: Vec<_> = faults
            .iter()
            .map(|fault| json!({ "fault": fault.what, "repairable": fault.repair.is_some() }))
            .collect();
        json(
            &json!({ "file": path, "faults": told, "repaired": found.saturating_sub(faults.len()) }),
        )?;
    } else if faults.is_empty() && found > 0 {
        line(format_args!(
            "mended {found} faults; {} is sound",
            path.display()
        ))?;
    } else if faults.is_empty() {
        line(format_args!("{} is sound", path.display()))?;
    } else {
        for fault in &faults {
            line(&fault.what)?;
        }
    }
    if faults.is_empty() {
        tell_of_backups(&project)?;
        return Ok(());
    }
    Err(Error::file(
        &path,
        format!("has {} faults; {}", faults.len(), remedy(&project, &faults)),
    ))
}

/// What to do about faults.
fn remedy(project: &Project, faults: &[Fault]) -> String {
    if faults.iter().all(|fault| fault.repair.is_some()) {
        return "emic check --repair mends them without touching your work".to_owned();
    }
    match Store::newest_sound_backup(project.store().path()) {
        Some(backup) => format!(
            "the backup of {} (UTC) is sound: emic backup restore {}; what is readable of the work since can be saved before with emic export",
            backup.at, backup.name
        ),
        None => {
            "go back to a copy of it; what is readable can be saved with emic export".to_owned()
        }
    }
}

fn tell_of_backups(project: &Project) -> Result<()> {
    let store = project.store();
    let newest = Store::backups(store.path()).into_iter().next();
    let changes = store.content_stamp()?.0 - newest.as_ref().map_or(0, |backup| backup.event);
    // One is made every 200 changes: where it is not, something is in its way.
    if changes >= 2 * Store::CHANGES_BETWEEN_BACKUPS {
        note(format_args!(
            "there is no backup of the last {changes} changes; see why: emic backup now"
        ));
    }
    Ok(())
}
