//! `emic decide accept --above P`: many suggestions accepted in one change.

use super::context::Context;
use super::layout::counted;
use super::meaning::meaning;
use super::output::{self, line};
use crate::classifier::Aim;
use crate::error::{Error, Result};
use crate::project::{Saying, SuggestRequest};
use crate::segment::Granularity;
use crate::suggest::Order;
use serde_json::json;
use std::io::{BufRead, IsTerminal};

/// Accepts every code that reaches its threshold and this probability, after saying how many there are.
///
/// # Errors
/// [`Error::Input`] for no probability, and where nobody can be asked and `yes` was not said.
pub(super) fn accept(
    least: f64,
    yes: bool,
    study: Option<&str>,
    model: &str,
    context: &Context,
) -> Result<()> {
    if !(least > 0.0 && least <= 1.0) {
        return Err(Error::input(format!(
            "{least} is no probability to accept from; write one above 0 and up to 1, as 0.9"
        )));
    }
    let mut project = context.open()?;
    let study = project.study(study)?;
    let request = SuggestRequest {
        coder: context.coder(),
        transcripts: Vec::new(),
        granularity: Granularity::Windows {
            sentences: 2,
            step: 2,
        },
        order: Order::Certain,
        doubtful_too: false,
        aim: Aim::Balanced,
        meaning: meaning(model)?,
    };
    let mut likely = project.suggest(&study, &request)?.suggestions;
    for suggestion in &mut likely {
        suggestion
            .codes
            .retain(|c| c.accepted && c.probability >= least);
    }
    likely.retain(|suggestion| !suggestion.codes.is_empty());
    let codes: usize = likely.iter().map(|s| s.codes.len()).sum();
    let (stretches, codings) = (counted(likely.len(), "stretches"), counted(codes, "codes"));
    output::note(format_args!(
        "{stretches} of {} would get {codings} of at least {:.0} %",
        study.name,
        least * 100.0
    ));
    if !likely.is_empty() && !yes && !agreed()? {
        output::note("nothing was accepted");
        return Ok(());
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

/// Asks on a terminal.
fn agreed() -> Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Error::input(
            "nobody can be asked here; to accept them all say --yes",
        ));
    }
    output::note("accept them all? [y/N]");
    let mut answer = String::new();
    input
        .lock()
        .read_line(&mut answer)
        .map_err(|e| Error::file("standard input", e))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
