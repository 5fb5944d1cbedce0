//! `emic decide`: what a person says to suggestions.

use super::context::Context;
use super::output::{self, line};
use super::share::share;
use crate::error::Result;
use crate::project::{Decided, NewCodes, Saying};
use crate::study::Verdict;
use crate::suggest::Suggestion;

const EXAMPLES: &str = "\
The numbers are those of the last 'emic suggest'.

Examples:
  emic decide accept 1 2 5
  emic decide accept 3 --code \"Peer learning\"     only this one of the codes suggested
  emic decide correct 4 --code \"High workload\"    another code is right
  emic decide correct 4 --code \"Fear\" --new       and the codebook does not have it yet
  emic decide reject 6                            never suggested again for this stretch
  emic decide skip 7
  emic decide keep 8                              of --order contradicting: your code stands, not asked again
  emic decide replace 9                           of --order contradicting: the code proposed, instead of yours
  emic decide accept --above 0.9                  every suggestion of at least 90 %, in one change
  emic decide accept --above 0.9 --transcript F2 --precision 0.9
  emic undo                                       takes the whole decision back";

/// Accept, correct, reject or skip suggestions
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Decide {
    /// What you say
    #[arg(value_name = "VERDICT")]
    verdict: Word,

    /// Numbers of suggestions
    #[arg(required_unless_present = "above", value_name = "NUMBER")]
    numbers: Vec<usize>,

    /// With accept: all suggestions for uncoded talk of at least this probability, in one change
    #[arg(long, value_name = "P", conflicts_with_all = ["numbers", "codes"], value_parser = share)]
    above: Option<f64>,

    /// With --above: do not ask
    #[arg(long, requires = "above")]
    yes: bool,

    /// With --above: the study [default: the only one]
    #[arg(long, value_name = "NAME", requires = "above")]
    study: Option<String>,

    /// With --above: only in this transcript (may be given several times)
    #[arg(long = "transcript", value_name = "TRANSCRIPT", requires = "above")]
    transcripts: Vec<String>,

    /// With --above: only what reaches this precision too, as in emic suggest
    #[arg(long, value_name = "P", requires = "above", value_parser = share)]
    precision: Option<f64>,

    /// With --above: size of a stretch, as in emic suggest
    #[arg(long, value_name = "SIZE", default_value = "windows:2")]
    by: String,

    /// With --above: view of meaning, as in emic suggest
    #[arg(long, value_name = "MODEL", default_value = "shipped")]
    model: String,

    /// A code by name or path (may be given several times)
    #[arg(long = "code", value_name = "CODE")]
    codes: Vec<String>,

    /// With correct: add codes that the codebook does not have
    #[arg(long)]
    new: bool,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Word {
    /// The code is right
    Accept,
    /// Another code is right
    Correct,
    /// The code is wrong here
    Reject,
    /// No judgement
    Skip,
    /// The code given before is right, and the one proposed is not
    Keep,
    /// The code proposed is right, and the one given before is not
    Replace,
}

/// Runs the command.
pub(super) fn run(args: Decide, context: &Context) -> Result<()> {
    if args.verdict == Word::Correct && args.codes.is_empty() {
        return Err(crate::Error::input(
            "say which code is right: emic decide correct 4 --code \"High workload\"",
        ));
    }
    if let Some(least) = args.above {
        if args.verdict != Word::Accept {
            return Err(crate::Error::input(
                "--above is for: emic decide accept --above 0.9",
            ));
        }
        let bulk = super::bulk::Bulk {
            least,
            yes: args.yes,
            study: args.study.as_deref(),
            transcripts: &args.transcripts,
            precision: args.precision,
            by: &args.by,
            model: &args.model,
        };
        return super::bulk::accept(&bulk, context);
    }
    let mut project = context.open()?;
    let suggestions: Vec<Suggestion> = args
        .numbers
        .iter()
        .map(|&n| project.shown(n))
        .collect::<Result<_>>()?;
    let kept = |s: &Suggestion| s.codes.iter().any(|c| c.given);
    if matches!(args.verdict, Word::Keep | Word::Replace) && !suggestions.iter().all(kept) {
        return Err(crate::Error::input(
            "only a contradiction has a code to keep or to replace: emic suggest --order contradicting; to refuse a suggestion: emic decide reject",
        ));
    }
    let saying = match args.verdict {
        Word::Accept => Saying::Accept(args.codes),
        Word::Correct if args.new => Saying::Correct(args.codes, NewCodes::Added),
        Word::Correct => Saying::Correct(args.codes, NewCodes::Refused),
        Word::Replace => Saying::Replace,
        Word::Reject | Word::Keep => Saying::Reject(args.codes),
        Word::Skip => Saying::Skip,
    };
    let decided = project.decide(&suggestions, &saying, &context.coder())?;
    if context.json {
        return output::json(&decided);
    }
    for one in &decided {
        if args.verdict == Word::Keep {
            line(format_args!(
                "kept the coding of {} {}-{}",
                one.transcript, one.start, one.end
            ))?;
        } else {
            line(told(one))?;
        }
    }
    Ok(())
}

fn told(decided: &Decided) -> String {
    let place = format!("{} {}-{}", decided.transcript, decided.start, decided.end);
    let codes = decided.codes.join(", ");
    match decided.verdict {
        Verdict::Accept => format!("coded {place} as {codes}"),
        Verdict::Correct => format!("coded {place} as {codes} instead"),
        Verdict::Reject => format!("not {codes} at {place}"),
        Verdict::Skip => format!("skipped {place}"),
    }
}
