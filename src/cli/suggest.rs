//! `emic suggest`: codes for what is not coded yet.

use super::context::Context;
use super::layout::{columns, counted, plain, wrapped};
use super::meaning::{MODELS, meaning};
use super::output::{self, learning, line};
use super::share::share;
use super::wrap::{isolated, shielded};
use crate::classifier::Aim;
use crate::error::{Error, Result};
use crate::project::{FEW_UNITS, Project, SuggestRequest, Suggestions};
use crate::study::short_names;
use crate::suggest::{Order, Suggestion, explain};
use crate::text::grouped;

const EXAMPLES: &str = "\
Examples:
  emic suggest                              the first ten, in the order of the transcripts
  emic suggest F2 --limit 30
  emic suggest --order certain --least 0.8  those to accept many of at once
  emic decide accept 1 2 5                  then say what you think of them
  emic suggest --order contradicting        your own coding, where the rest of it says otherwise
  emic suggest --why-not \"Peer learning\" --of 3      and why a code you expected is not there
  emic suggest F2 --why-not \"Peer learning\" --at 604-782";

/// Lines of a stretch that are shown unless all reasons are asked for: a turn can fill a page.
pub(super) const LINES: usize = 8;

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

    /// transcript, certain (likeliest first), doubtful (nearest to an even chance first, where a decision teaches most; as with --doubtful), rare
    /// (codes with the fewest units first) or contradicting (units coded before, by whomever, whose code the rest of the
    /// coding contradicts)
    #[arg(long, value_name = "ORDER", default_value = "transcript")]
    order: String,

    /// Only from this probability on
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    least: f64,

    /// Accept only what reaches this precision on held-out units, as 0.8 [default: the best balance with recall]
    #[arg(long, value_name = "P", value_parser = share)]
    precision: Option<f64>,

    /// Also stretches for which no code is likely enough
    #[arg(long)]
    doubtful: bool,

    /// Say all that speaks for each code, and what against
    #[arg(long)]
    why: bool,

    /// Say why this code is not suggested, for a stretch (--at), a suggestion shown last (--of) or any words (--text)
    #[arg(long, value_name = "CODE", conflicts_with_all = ["order", "limit", "least", "doubtful", "why"])]
    why_not: Option<String>,

    /// With --why-not: the stretch START-END of the transcript
    #[arg(long, value_name = "START-END", requires = "why_not", conflicts_with_all = ["of", "text"])]
    at: Option<String>,

    /// With --why-not: the number of a suggestion of the last list
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "why_not",
        conflicts_with_all = ["text", "by"]
    )]
    of: Option<usize>,

    /// With --why-not: any words
    #[arg(long, value_name = "WORDS", requires = "why_not")]
    text: Option<String>,

    /// Size of a stretch: turns, paragraphs, sentences or windows:N (N sentences)
    #[arg(long, value_name = "SIZE", default_value = "windows:2")]
    by: String,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,
}

/// Runs the command.
pub(super) fn run(args: Suggest, context: &Context) -> Result<()> {
    if !(0.0..=1.0).contains(&args.least) {
        return Err(Error::input(format!(
            "--least {} is no probability; write a number from 0 to 1, as 0.5",
            args.least
        )));
    }
    let mut project = context.open()?;
    let study = project.study(study_named(&args, &project)?.as_deref())?;
    if let Some(code) = &args.why_not {
        let place = super::why_not::Place {
            transcripts: &args.transcripts,
            at: args.at.as_deref(),
            number: args.of,
            words: args.text.as_deref(),
        };
        let mut request = request(&args, context)?;
        if let Some(size) = args.of.and(project.size_shown()?) {
            request.granularity = super::segment::granularity(&size)?;
        }
        let asked = place.asked(&project, &study)?;
        let why = learning(|| project.why_not(&study, &request, &asked, code))?;
        return super::why_not::tell(&why, context);
    }
    let request = request(&args, context)?;
    let mut found = learning(|| project.suggest(&study, &request))?;
    let before = found.suggestions.len();
    found.suggestions.retain(|s| s.probability() >= args.least);
    let likely = found.suggestions.len();
    found.suggestions.truncate(args.limit);
    project.remember_shown(&found.suggestions, &args.by)?;
    if context.json {
        return output::json(&found);
    }
    for (number, suggestion) in found.suggestions.iter().enumerate() {
        shown(
            number + 1,
            suggestion,
            if args.why { usize::MAX } else { LINES },
        )?;
        if args.why {
            super::why_not::in_full(suggestion)?;
        }
    }
    let order = args.order.parse()?;
    told(
        &found,
        (before, likely),
        (order, args.doubtful),
        &context.coder(),
    );
    Ok(())
}

/// The study that was named, or that of a suggestion shown last.
fn study_named(args: &Suggest, project: &Project) -> Result<Option<String>> {
    match (&args.study, args.of) {
        (None, Some(number)) => Ok(Some(project.shown(number)?.study)),
        (named, _) => Ok(named.clone()),
    }
}

fn request(args: &Suggest, context: &Context) -> Result<SuggestRequest> {
    Ok(SuggestRequest {
        coder: context.coder(),
        transcripts: args.transcripts.clone(),
        granularity: super::segment::granularity(&args.by)?,
        order: args.order.parse()?,
        doubtful_too: args.doubtful,
        aim: Aim::of(args.precision)?,
        meaning: meaning(&args.model)?,
    })
}

/// Prints one suggestion: where, what was said in at most so many lines, and the codes with their reasons.
///
/// # Errors
/// As [`line`].
pub(super) fn shown(number: usize, suggestion: &Suggestion, lines: usize) -> Result<()> {
    let place = format!(
        "{} {}-{}",
        isolated(&suggestion.transcript),
        suggestion.start,
        suggestion.end
    );
    line(format_args!(
        "{number:>3}  {place}, line {}",
        suggestion.line
    ))?;
    let cut = quoted_up_to(&suggestion.text, 5, lines)?;
    if cut > 0 {
        let cut = counted(cut, "lines");
        line(format_args!(
            "     … {cut} cut; emic suggest --why shows all"
        ))?;
    }
    for code in &suggestion.codes {
        let mark = match (code.accepted, code.given) {
            (_, true) => '=',
            (true, false) => '✓',
            (false, false) => ' ',
        };
        let given = match code.given_by.as_slice() {
            [] => String::new(),
            coders => format!(" (as {} coded it)", coders.join(", ")),
        };
        line(format_args!(
            "     {mark} {:>3.0} %  {}{given}",
            code.probability * 100.0,
            isolated(&code.name)
        ))?;
        indented(&explain(&code.evidence), 14)?;
    }
    line("")
}

/// What can be said to contradictions: only one's own code can be replaced.
fn next_of_contradictions(found: &Suggestions, coder: &str) -> String {
    let is_own = |s: &Suggestion| {
        let mut given = s.codes.iter().filter(|code| code.given);
        given.any(|code| code.given_by.iter().any(|by| by == coder))
    };
    let own = found.suggestions.iter().position(is_own);
    let replace = own.map_or_else(String::new, |place| {
        format!(
            " · emic decide replace {} (the other code instead of yours)",
            place + 1
        )
    });
    format!(
        "next: emic decide keep 1 (not asked again){replace} · emic decide accept {} (both)",
        found.suggestions.len().min(3)
    )
}

fn told(
    found: &Suggestions,
    (before, likely): (usize, usize),
    (order, doubtful): (Order, bool),
    coder: &str,
) {
    let shown = found.suggestions.len();
    if order == Order::Contradicting {
        output::note(format_args!(
            "{shown} of {likely} units of {} whose code the rest of the coding contradicts; {}{} looked at",
            found.study,
            match found.looked_at < found.of {
                true => format!("{} of ", grouped(found.looked_at)),
                false => String::new(),
            },
            counted(found.of, "coded units")
        ));
        if shown > 0 {
            output::note(next_of_contradictions(found, coder));
        }
        return;
    }
    let learnt = match found.learnt_from {
        0 => "learnt from nothing yet".to_owned(),
        units => format!(
            "learnt from {} of {}",
            counted(units, "units"),
            found.coders.join(", ")
        ),
    };
    output::note(format_args!(
        "{shown} of {likely} suggestions for {}; looked at {}, silent on {}; {learnt}; meaning by: {}",
        found.study,
        counted(found.looked_at, "uncoded stretches"),
        found.looked_at - before,
        found.model
    ));
    if found.learnt_from == 0 {
        output::note(
            "nothing is coded yet: these are guesses by the codes' names and definitions alone, and none is accepted (--order certain shows the best first)",
        );
    } else if !found.without_example.is_empty() {
        output::note(format_args!(
            "no example yet, so never more than a guess by definition: {}",
            short_names(&found.without_example).join(", ")
        ));
    }
    if !found.out_of_reach.is_empty() {
        output::note(format_args!(
            "no probability is enough for the precision asked for, by what was held out (ask for less, or code more): {}",
            short_names(&found.out_of_reach).join(", ")
        ));
    }
    if !found.not_recognised.is_empty() {
        let paths: Vec<String> = found
            .not_recognised
            .iter()
            .map(|c| c.code.clone())
            .collect();
        let codes = found.not_recognised.iter().zip(short_names(&paths));
        let codes = codes.map(|(code, name)| format!("{name} ({})", counted(code.units, "units")));
        output::note(format_args!(
            "not yet recognised, so never more than shown: {}",
            codes.collect::<Vec<_>>().join(", ")
        ));
    }
    if shown > 0 && (1..FEW_UNITS).contains(&found.learnt_from) {
        output::note(format_args!(
            "learnt from few units ({}): take the probabilities for an order, not for a measure; emic evaluate says when they can be trusted",
            found.learnt_from
        ));
    }
    if shown > 0 {
        output::note(format_args!(
            "next: emic decide accept 1 · emic decide reject {} · emic decide correct {} --code \"...\"",
            shown.min(2),
            shown.min(3)
        ));
    } else if before == 0 && found.looked_at > 0 && !doubtful {
        output::note(
            "no code is likely enough; --doubtful shows the likeliest of each stretch all the same",
        );
    }
}

/// Prints emic's own words, with what they quote.
///
/// # Errors
/// As [`line`].
pub(super) fn indented(text: &str, by: usize) -> Result<()> {
    for part in wrapped(&plain(text), columns().saturating_sub(by)) {
        line(format_args!("{:by$}{}", "", shielded(&part)))?;
    }
    Ok(())
}

/// Prints what was said, in at most so many lines; how many more it has.
///
/// # Errors
/// As [`line`].
pub(super) fn quoted_up_to(text: &str, by: usize, lines: usize) -> Result<usize> {
    let parts = wrapped(&plain(text), columns().saturating_sub(by));
    for part in parts.iter().take(lines) {
        line(format_args!("{:by$}{}", "", isolated(part)))?;
    }
    Ok(parts.len().saturating_sub(lines))
}
