//! `emic uncode`.

use super::code::place;
use super::context::Context;
use super::output::{json, line, note};
use crate::error::Result;

/// Take your codes from a unit: those named, or all of yours
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic uncode F2 604-782 'High workload'
  emic uncode F2 --quote 'I say the dose aloud'")]
pub struct Uncode {
    /// The transcript's name
    transcript: String,
    /// START-END of the unit (unless --quote), then codes; without codes all of yours go
    #[arg(value_name = "START-END CODE")]
    what: Vec<String>,
    /// The words of the unit, instead of START-END
    #[arg(long, value_name = "WORDS")]
    quote: Option<String>,
    /// The study it is in, where several have a transcript of that name
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
}

/// Runs the command.
pub fn run(args: Uncode, context: &Context) -> Result<()> {
    let (place, codes) = place(args.quote, args.what)?;
    let mut project = context.open()?;
    let (study, transcript) = project.transcript_in(args.study.as_deref(), &args.transcript)?;
    let span = place.span(&transcript)?;
    let done = project.uncode(&study, &transcript, span, &codes, &context.coder())?;
    if context.json {
        return json(&done);
    }
    for code in &done.codes {
        line(format_args!("- {code}"))?;
    }
    if done.unit_removed {
        line("the unit had nothing else and is gone")?;
    }
    note("emic undo brings it back");
    Ok(())
}
