//! `emic relations`.

use super::context::Context;
use super::output::{json, note};
use super::table::{Side, Table};
use crate::error::Result;
use serde_json::json;

/// List the relations between codes
#[derive(clap::Args)]
#[command(
    after_help = "Relations come in with a table from,to,kind,note: emic import relations.csv

Example:
  emic relations --study intern-career-resilience"
)]
pub struct Relations {
    /// One study only
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
}

/// Runs the command.
pub fn run(args: Relations, context: &Context) -> Result<()> {
    let project = context.open()?;
    let mut all = Vec::new();
    let mut table = Table::new(["from", "relation", "to", "note"].map(|name| (name, Side::Left)));
    for study in project.studies(&args.study.into_iter().collect::<Vec<_>>())? {
        for row in project.relation_rows(&study)? {
            let name = |path: &str| path.rsplit(" > ").next().unwrap_or(path).to_owned();
            table.row([
                name(&row.from),
                row.kind.clone(),
                name(&row.to),
                row.note.clone(),
            ]);
            all.push(json!({
                "study": study.name, "from": row.from, "relation": row.kind, "to": row.to, "note": row.note,
            }));
        }
    }
    if context.json {
        return json(&all);
    }
    if table.is_empty() {
        note(
            "there are no relations yet; they come in with a table from,to,kind,note: emic import relations.csv",
        );
        return Ok(());
    }
    table.print()
}
