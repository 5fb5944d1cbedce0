//! `emic decide accept --above P`: many suggestions accepted in one change.

use super::context::Context;
use super::layout::{counted, padded, width};
use super::meaning::meaning;
use super::output::{self, learning, line};
use super::suggest::{LINES, shown};
use crate::classifier::Aim;
use crate::error::{Error, Result};
use crate::project::{Project, Saying, SuggestRequest};
use crate::study::Study;
use crate::suggest::{Order, Suggestion};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};

/// So many of the least sure are shown before the question.
const LEAST_SURE: usize = 3;

/// Which suggestions are accepted; the flags are told with `emic decide`.
pub(super) struct Bulk<'a> {
    /// From this probability on.
    pub(super) least: f64,
    /// Without asking.
    pub(super) yes: bool,
    /// The study; the only one where none is named.
    pub(super) study: Option<&'a str>,
    /// Only in these transcripts; in all where none is named.
    pub(super) transcripts: &'a [String],
    /// The precision that accepted codes are to have.
    pub(super) precision: Option<f64>,
    /// How large the stretches are.
    pub(super) by: &'a str,
    /// The view of meaning.
    pub(super) model: &'a str,
}

/// Accepts every code that reaches its threshold and the probability, after saying which codes would be given how often
/// and showing the least sure.
///
/// # Errors
/// [`Error::Input`] for no probability, and where nobody can be asked and `yes` was not said.
pub(super) fn accept(bulk: &Bulk<'_>, context: &Context) -> Result<()> {
    if !(bulk.least > 0.0 && bulk.least <= 1.0) {
        return Err(Error::input(format!(
            "{} is no probability to accept from; write one above 0 and up to 1, as 0.9",
            bulk.least
        )));
    }
    let mut project = context.open()?;
    let study = project.study(bulk.study)?;
    let judged_at = project.store().content_stamp()?;
    let likely = likely(&mut project, &study, bulk, context)?;
    let codes: usize = likely.iter().map(|s| s.codes.len()).sum();
    let (stretches, codings) = (counted(likely.len(), "stretches"), counted(codes, "codes"));
    output::note(format_args!(
        "{stretches} of {} would get {codings} of at least {:.0} %",
        study.name,
        bulk.least * 100.0
    ));
    if likely.is_empty() {
        output::note(
            "emic is nowhere so sure; emic suggest --doubtful --order certain shows what is likeliest",
        );
    }
    if !likely.is_empty() && !bulk.yes && !agreed(&likely)? {
        output::note("nothing was accepted");
        return Ok(());
    }
    if project.store().content_stamp()? != judged_at {
        return Err(Error::input(
            "the project was changed meanwhile, so what was judged may not be what would be accepted now; nothing was accepted: ask again",
        ));
    }
    let decided = match likely.is_empty() {
        true => Vec::new(),
        false => project.decide(&likely, &Saying::Accept(Vec::new()), &context.coder())?,
    };
    if context.json {
        return output::json(
            &json!({ "stretches": decided.len(), "codes": codes, "decided": decided }),
        );
    }
    if !decided.is_empty() {
        line(format_args!("coded {stretches} with {codings}"))?;
        output::note("emic undo takes all of it back");
    }
    Ok(())
}

/// The suggestions, likeliest first, with nothing but the codes to accept.
fn likely(
    project: &mut Project,
    study: &Study,
    bulk: &Bulk<'_>,
    context: &Context,
) -> Result<Vec<Suggestion>> {
    let request = SuggestRequest {
        coder: context.coder(),
        transcripts: bulk.transcripts.to_vec(),
        granularity: super::segment::granularity(bulk.by)?,
        order: Order::Certain,
        doubtful_too: false,
        aim: Aim::of(bulk.precision)?,
        meaning: meaning(bulk.model)?,
    };
    let found = learning(|| project.suggest(study, &request))?.suggestions;
    Ok(found.iter().filter_map(|s| s.likely(bulk.least)).collect())
}

/// Says what has to be known for an answer, and asks on a terminal.
fn agreed(likely: &[Suggestion]) -> Result<bool> {
    for told in by_code(likely) {
        output::note(told);
    }
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Error::input(
            "nobody can be asked here; to accept them all say --yes",
        ));
    }
    let least_sure = likely.len().saturating_sub(LEAST_SURE);
    output::note("the least sure of them:");
    for (index, suggestion) in likely.iter().enumerate().skip(least_sure) {
        shown(index + 1, suggestion, LINES)?;
    }
    output::note("accept them all? [y/N]");
    let mut answer = String::new();
    input
        .lock()
        .read_line(&mut answer)
        .map_err(|e| Error::file("standard input", e))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// A line for each code, the most frequent first: how often, and from which probability to which.
fn by_code(likely: &[Suggestion]) -> Vec<String> {
    let mut found: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for code in likely.iter().flat_map(|suggestion| &suggestion.codes) {
        found
            .entry(code.name.as_str())
            .or_default()
            .push(code.probability * 100.0);
    }
    let widest = found.keys().map(|code| width(code)).max().unwrap_or(0);
    let mut rows: Vec<_> = found.into_iter().collect();
    rows.sort_by_key(|(_, probabilities)| std::cmp::Reverse(probabilities.len()));
    rows.iter()
        .map(|(code, probabilities)| {
            let least = probabilities.iter().copied().fold(f64::MAX, f64::min);
            let most = probabilities.iter().copied().fold(0.0, f64::max);
            let range = match (format!("{least:.0}"), format!("{most:.0}")) {
                (least, most) if least == most => most,
                (least, most) => format!("{least}–{most}"),
            };
            let (times, code) = (probabilities.len(), padded(code, widest));
            format!("{times:>5}  {code}  {range} %")
        })
        .collect()
}
