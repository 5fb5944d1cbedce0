//! `emic code`.

use super::context::Context;
use super::layout::{columns, cut, plain};
use super::output::{json, line, note};
use crate::error::{Error, Result};
use crate::project::{NewCodes, Quoted, RangeCoding};

/// Give a stretch of a transcript one or several codes
#[derive(clap::Args)]
#[command(
    after_help = "The stretch is START-END as 'emic segment' and 'emic show' print it, or words with --quote.

Example:
  emic code F2 604-782 'High workload' --condensed '52 patients in one clinic'
  emic code F2 --quote 'fifty-two children in the clinic' 'High workload' 'Self-reflection'
  emic code F2 --quote 'I say the dose aloud' 'Says the dose aloud' --new"
)]
pub struct Code {
    /// The transcript's name
    transcript: String,
    /// START-END (unless --quote), then codes by name or path
    #[arg(required = true, value_name = "START-END CODE")]
    what: Vec<String>,
    /// The words to code, instead of START-END
    #[arg(long, value_name = "WORDS")]
    quote: Option<String>,
    /// The condensed meaning unit
    #[arg(long, value_name = "TEXT")]
    condensed: Option<String>,
    /// Add codes that the codebook does not have (in-vivo codes)
    #[arg(long)]
    new: bool,
    /// The study it is in, where several have a transcript of that name
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
}

/// Runs the command.
pub fn run(args: Code, context: &Context) -> Result<()> {
    let (place, codes) = place(args.quote, args.what)?;
    let mut project = context.open()?;
    let (study, transcript) = project.transcript_in(args.study.as_deref(), &args.transcript)?;
    let span = place.span(&transcript)?;
    let coding = RangeCoding {
        codes,
        condensed: args.condensed,
        new_codes: if args.new {
            NewCodes::Added
        } else {
            NewCodes::Refused
        },
    };
    let done = project.code_range(&study, &transcript, span, &coding, &context.coder())?;
    if context.json {
        return json(&done);
    }
    let words = plain(&done.text);
    line(format_args!(
        "{} {}-{}  {}",
        transcript.name,
        done.start,
        done.end,
        cut(&words, columns() - 24)
    ))?;
    for code in &done.codes {
        line(format_args!("  + {code}"))?;
    }
    for code in &done.had {
        line(format_args!("  = {code} (you gave it before)"))?;
    }
    note("emic undo takes it back");
    Ok(())
}

/// What was typed before the codes: a range, unless the words are quoted.
pub fn place(quote: Option<String>, mut what: Vec<String>) -> Result<(Quoted, Vec<String>)> {
    if let Some(words) = quote {
        return Ok((Quoted::Words(words), what));
    }
    if what.is_empty() {
        return Err(Error::input(
            "say which stretch: START-END, or --quote 'words'",
        ));
    }
    let range = Quoted::range(&what.remove(0))?;
    Ok((range, what))
}
