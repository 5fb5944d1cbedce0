//! `emic redo`.

use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;

/// Do again what the latest undo took back
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic redo
  emic redo --times 3")]
pub struct Redo {
    /// How many changes
    #[arg(long, default_value_t = 1, value_name = "N")]
    times: usize,
}

/// Runs the command.
pub fn run(args: Redo, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let mut done = Vec::new();
    for _ in 0..args.times {
        let Some(event) = project.redo(&context.coder())? else {
            break;
        };
        done.push(event);
    }
    if context.json {
        return json(&done);
    }
    if done.is_empty() {
        note("there is nothing to do again");
        return Ok(());
    }
    for event in &done {
        line(format_args!("did again: {}", event.summary))?;
    }
    note("emic undo takes it back");
    Ok(())
}
