//! `emic undo`.

use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;

/// Take back the latest change; nothing is lost, and it can be done again
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic undo
  emic undo --times 3")]
pub struct Undo {
    /// How many changes
    #[arg(long, default_value_t = 1, value_name = "N")]
    times: usize,
}

/// Runs the command.
pub fn run(args: Undo, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let mut done = Vec::new();
    for _ in 0..args.times {
        let Some(event) = project.undo(&context.coder())? else {
            break;
        };
        done.push(event);
    }
    if context.json {
        return json(&done);
    }
    if done.is_empty() {
        note("there is nothing to take back");
        return Ok(());
    }
    for event in &done {
        line(format_args!("took back: {}", event.summary))?;
    }
    note("emic redo does it again");
    Ok(())
}
