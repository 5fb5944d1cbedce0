//! `emic settle`.

use super::context::Context;
use super::output::{json, line, note};
use crate::error::{Error, Result};
use crate::project::{Agreed, Quoted, Settlement};

/// Write down what coders agree on where they differed, beside the coding of each
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic settle F2 604-782 --as Sara --why 'see the definition'
  emic settle F2 604-782 --as Sara --as Mina
  emic settle F2 604-782 --code 'High workload'
  emic settle F2 604-782 --nothing
  emic settle F2 604-782 --reopen

The stretch is as 'emic disagreements' prints it. The consensus is a coder of its own: everyone's own codings stay, agreement leaves
it out, suggestions learn from it first, and counts do not count it twice.")]
pub(super) struct Settle {
    /// The transcript's name
    transcript: String,
    /// The stretch, or a part of it
    #[arg(value_name = "START-END")]
    place: String,
    /// As this coder gave it; may be repeated
    #[arg(long = "as", value_name = "NAME")]
    as_coder: Vec<String>,
    /// This code; may be repeated
    #[arg(long, value_name = "CODE", conflicts_with = "as_coder")]
    code: Vec<String>,
    /// No code at all
    #[arg(long, conflicts_with_all = ["as_coder", "code"])]
    nothing: bool,
    /// Take the consensus back
    #[arg(long, conflicts_with_all = ["as_coder", "code", "nothing"])]
    reopen: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// The study it is in, where several have a transcript of that name
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
}

/// Runs the command.
pub(super) fn run(args: Settle, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let (study, transcript) = project.transcript_in(args.study.as_deref(), &args.transcript)?;
    let span = Quoted::range(&args.place)?.span(&transcript)?;
    if args.reopen {
        let done = project.unsettle(&transcript, span, &context.coder())?;
        return line(if done {
            "open again"
        } else {
            "it was not settled"
        });
    }
    let agreed = match (args.as_coder.is_empty(), args.code.is_empty(), args.nothing) {
        (false, ..) => Agreed::As(args.as_coder),
        (_, false, _) => Agreed::Codes(args.code),
        (_, _, true) => Agreed::Nothing,
        _ => {
            return Err(Error::input(
                "say what you agree on: --as NAME, --code CODE or --nothing",
            ));
        }
    };
    let settlement = Settlement {
        agreed,
        why: args.why,
    };
    let settled =
        project.settle_disagreement(&study, &transcript, span, &settlement, &context.coder())?;
    if context.json {
        return json(&settled);
    }
    line(&settled.memo)?;
    note("emic undo takes it back");
    Ok(())
}
