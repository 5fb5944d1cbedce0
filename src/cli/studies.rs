//! `emic studies`.

use super::context::Context;
use super::output::{json, note};
use super::table::{Side, Table};
use crate::error::Result;

/// List the studies with their methods and level names
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic studies")]
pub struct Studies {}

/// Runs the command.
pub fn run(_: Studies, context: &Context) -> Result<()> {
    let studies = context.open()?.store().studies()?;
    if context.json {
        return json(&studies);
    }
    let mut table = Table::new([
        ("study", Side::Left),
        ("levels", Side::Left),
        ("title and method", Side::Left),
    ]);
    for study in &studies {
        let about = [study.title.as_str(), study.method.as_str()];
        let about: Vec<&str> = about.into_iter().filter(|t| !t.is_empty()).collect();
        table.row([
            study.name.clone(),
            study.levels.join(" > "),
            about.join(" · "),
        ]);
    }
    if table.is_empty() {
        note("there is no study yet; import one: emic import FOLDER");
        return Ok(());
    }
    table.print()
}
