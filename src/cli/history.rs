//! `emic history`.

use super::context::Context;
use super::output::{json, note};
use super::table::{Side, Table};
use crate::error::Result;
use serde_json::json;

/// Who did what, and when
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic history --limit 50")]
pub struct History {
    /// How many of the latest changes
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

/// Runs the command.
pub fn run(args: History, context: &Context) -> Result<()> {
    let project = context.open()?;
    let store = project.store();
    let coders = store.coders()?;
    let events = store.events(args.limit)?;
    // A coder whose adding was undone is remembered by number only.
    let who = |id| {
        coders
            .iter()
            .find(|c| Some(c.id) == id)
            .map(|c| c.name.clone())
    };
    if context.json {
        let all: Vec<_> = events
            .iter()
            .map(|e| {
                json!({
                    "event": e.id, "at": e.at, "coder": who(e.coder), "action": e.action,
                    "summary": e.summary, "undoes": e.undoes,
                })
            })
            .collect();
        return json(&all);
    }
    let mut table = Table::new([
        ("", Side::Right),
        ("when (UTC)", Side::Left),
        ("who", Side::Left),
        ("what", Side::Left),
    ]);
    for event in &events {
        let when = event.at.get(..16).unwrap_or(&event.at).replace('T', " ");
        table.row([
            event.id.to_string(),
            when,
            who(event.coder).unwrap_or_default(),
            event.summary.clone(),
        ]);
    }
    if table.is_empty() {
        note("nothing has happened yet");
        return Ok(());
    }
    table.print()?;
    if let Some(next) = store.next_undo()? {
        note(format_args!(
            "\nemic undo would take back: {}",
            next.summary
        ));
    }
    Ok(())
}
