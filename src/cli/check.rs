//! `emic check`.

use super::context::Context;
use super::output::{json, line};
use crate::error::{Error, Result};
use serde_json::json;

/// Read the whole project file and name whatever is wrong with it
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic check")]
pub struct Check {}

/// Runs the command.
pub fn run(_: Check, context: &Context) -> Result<()> {
    let project = context.open()?;
    let faults = project.store().check()?;
    if context.json {
        json(&json!({ "file": project.store().path(), "faults": faults }))?;
    } else if faults.is_empty() {
        line(format_args!(
            "{} is sound",
            project.store().path().display()
        ))?;
    } else {
        for fault in &faults {
            line(fault)?;
        }
    }
    match faults.len() {
        0 => Ok(()),
        n => Err(Error::file(
            project.store().path(),
            format!("has {n} faults; go back to a copy or a backup of it"),
        )),
    }
}
