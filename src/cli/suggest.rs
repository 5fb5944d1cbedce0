//! `emic suggest`: codes for what is not coded yet.

use super::context::Context;
use super::layout::{columns, plain, wrapped};
use super::meaning::{MODELS, meaning};
use super::output::{self, line};
use crate::error::{Error, Result};
use crate::project::{SuggestRequest, Suggestions};
use crate::study::PATH_SEPARATOR;
use crate::suggest::{Order, Suggestion, explain};

const EXAMPLES: &str = "\
Examples:
  emic suggest                              the first ten, in the order of the transcripts
  emic suggest F2 --limit 30
  emic suggest --order certain --least 0.8  those to accept many of at once
  emic decide accept 1 2 5                  then say what you think of them";

/// With fewer units than this nobody can tell how far the probabilities are off.
const FEW_UNITS: usize = 50;

/// Suggest codes for stretches that nobody has coded yet, with the quotes that speak for them
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Suggest {
    /// Only in these transcripts
    #[arg(value_name = "TRANSCRIPT")]
    transcripts: Vec<String>,

    /// The study [default: the only one]
    #[arg(long, value_name = "NAME")]
    study: Option<String>,

    /// How many to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,

    /// transcript, certain (likeliest first) or doubtful (least certain first)
    #[arg(long, value_name = "ORDER", default_value = "transcript")]
    order: String,

    /// Only from this probability on
    #[arg(long, value_name = "P", default_value_t = 0.0)]
    least: f64,

    /// Also stretches for which no code is likely enough
    #[arg(long)]
    doubtful: bool,

    /// Size of a stretch: turns, paragraphs, sentences or windows:N (N sentences)
    #[arg(long, value_name = "SIZE", default_value = "windows:2")]
    by: String,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,
}

/// Runs the command.
pub(super) fn run(args: Suggest, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let study = project.study(args.study.as_deref())?;
    let mut found = project.suggest(&study, &request(&args, context)?)?;
    let before = found.suggestions.len();
    found.suggestions.retain(|s| s.probability() >= args.least);
    let likely = found.suggestions.len();
    found.suggestions.truncate(args.limit);
    project.remember_shown(&found.suggestions)?;
    if context.json {
        return output::json(&found);
    }
    for (number, suggestion) in found.suggestions.iter().enumerate() {
        shown(number + 1, suggestion)?;
    }
    told(&found, before, likely);
    Ok(())
}

fn request(args: &Suggest, context: &Context) -> Result<SuggestRequest> {
    Ok(SuggestRequest {
        coder: context.coder(),
        transcripts: args.transcripts.clone(),
        granularity: super::segment::granularity(&args.by)?,
        order: order(&args.order)?,
        doubtful_too: args.doubtful,
        meaning: meaning(&args.model)?,
    })
}

fn order(name: &str) -> Result<Order> {
    match name {
        "transcript" => Ok(Order::Transcript),
        "certain" => Ok(Order::Certain),
        "doubtful" => Ok(Order::Doubtful),
        other => Err(Error::input(format!(
            "there is no order '{other}'; write transcript, certain or doubtful"
        ))),
    }
}

/// Prints one suggestion: where, what was said, and the codes with their reasons.
///
/// # Errors
/// As [`line`].
pub(super) fn shown(number: usize, suggestion: &Suggestion) -> Result<()> {
    let place = format!(
        "{} {}-{}",
        suggestion.transcript, suggestion.start, suggestion.end
    );
    line(format_args!(
        "{number:>3}  {place}, line {}",
        suggestion.line
    ))?;
    indented(&suggestion.text, 5)?;
    for code in &suggestion.codes {
        let mark = if code.accepted { '✓' } else { ' ' };
        line(format_args!(
            "     {mark} {:>3.0} %  {}",
            code.probability * 100.0,
            name(&code.code)
        ))?;
        indented(&explain(&code.evidence), 14)?;
    }
    line("")
}

fn told(found: &Suggestions, before: usize, likely: usize) {
    let shown = found.suggestions.len();
    output::note(format_args!(
        "{shown} of {likely} suggestions for {}; looked at {} uncoded stretches, silent on {}; learnt from {} units of {}",
        found.study,
        found.looked_at,
        found.looked_at - before,
        found.learnt_from,
        found.coders.join(", ")
    ));
    if !found.without_example.is_empty() {
        output::note(format_args!(
            "no example yet, so never more than a guess by definition: {}",
            found
                .without_example
                .iter()
                .map(|path| name(path))
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    if shown > 0 && found.learnt_from < FEW_UNITS {
        output::note(format_args!(
            "learnt from few units ({}): take the probabilities for an order, not for a measure; emic evaluate says when they can be trusted",
            found.learnt_from
        ));
    }
    if shown > 0 {
        output::note(
            "next: emic decide accept 1 · emic decide reject 2 · emic decide correct 3 --code \"...\"",
        );
    }
}

fn indented(text: &str, by: usize) -> Result<()> {
    for part in wrapped(&plain(text), columns().saturating_sub(by)) {
        line(format_args!("{:by$}{part}", ""))?;
    }
    Ok(())
}

/// The last name of a path: what is above it is in the codebook and in the JSON.
fn name(path: &str) -> &str {
    path.rsplit(PATH_SEPARATOR).next().unwrap_or(path)
}
