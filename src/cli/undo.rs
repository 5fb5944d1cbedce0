//! `emic undo` and `emic redo`: back and forth through the changes.

use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;
use crate::project::Project;
use crate::study::Event;

/// Take back the latest change; nothing is lost, and it can be done again
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic undo
  emic undo --times 3
  emic undo --by Mina")]
pub struct Undo {
    #[command(flatten)]
    steps: Steps,
}

/// Do again what the latest undo took back
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic redo
  emic redo --times 3")]
pub struct Redo {
    #[command(flatten)]
    steps: Steps,
}

#[derive(clap::Args)]
struct Steps {
    /// Only what this coder did, leaving what others did since; refused where that builds on it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,

    /// How many changes
    #[arg(long, default_value_t = 1, value_name = "N")]
    times: usize,
}

impl Undo {
    /// Runs `emic undo`.
    pub fn run(self, context: &Context) -> Result<()> {
        let words = [
            "took back",
            "there is nothing to take back",
            "emic redo does it again",
        ];
        self.steps
            .take(Project::undo, Project::undo_of, words, context)
    }
}

impl Redo {
    /// Runs `emic redo`.
    pub fn run(self, context: &Context) -> Result<()> {
        let words = [
            "did again",
            "there is nothing to do again",
            "emic undo takes it back",
        ];
        self.steps
            .take(Project::redo, Project::redo_of, words, context)
    }
}

impl Steps {
    /// Takes the steps one by one and tells them: what was done, that there was nothing to do, how to get back.
    fn take(
        self,
        step: impl Fn(&mut Project, &str) -> Result<Option<Event>>,
        step_of: impl Fn(&mut Project, &str, &str) -> Result<Option<Event>>,
        [done, nothing, back]: [&str; 3],
        context: &Context,
    ) -> Result<()> {
        let mut project = context.open()?;
        let mut events = Vec::new();
        for _ in 0..self.times {
            let taken = match &self.by {
                Some(whose) => step_of(&mut project, whose, &context.coder())?,
                None => step(&mut project, &context.coder())?,
            };
            let Some(event) = taken else {
                break;
            };
            events.push(event);
        }
        if context.json {
            return json(&events);
        }
        if events.is_empty() {
            note(nothing);
            return Ok(());
        }
        for event in &events {
            line(format_args!("{done}: {}", event.summary))?;
        }
        note(back);
        Ok(())
    }
}
