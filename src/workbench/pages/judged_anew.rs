//! What is shown of a list, and what is accepted at once, is judged by the model at hand, though the list was made by an earlier one.

use super::suggestions::{place_of, request};
use super::view::View;
use crate::Project;
use crate::study::{Span, Study, Transcript, TranscriptId};
use crate::suggest::{Order, Suggestion};
use crate::workbench::answer::Failure;
use crate::workbench::bench::{Bench, aim};
use crate::workbench::passes::Pass;
use std::collections::BTreeMap;

/// Judges those of some stretches of the list anew of which more is known by now. What stands against one's own coding comes from
/// a model of its own and stays.
///
/// # Errors
/// A [`Failure`] where the project cannot be read.
pub(in crate::workbench) fn judge_anew(
    bench: &Bench,
    project: &Project,
    study: &Study,
    view: &View,
    which: impl FnOnce(&Pass) -> Vec<Suggestion>,
) -> Result<(), Failure> {
    if view.order() == Order::Contradicting {
        return Ok(());
    }
    let (of, now) = (view.of(study.id), project.store().content_stamp()?);
    let state = bench.live().state(study)?;
    let outdated = |pass: &mut Pass| pass.outdated(which(pass), &state);
    let outdated = bench.passes().with(&of, now, outdated).unwrap_or_default();
    if outdated.is_empty() {
        return Ok(());
    }
    let request = request(
        bench.coder(),
        view.order(),
        Vec::new(),
        of.doubtful_too,
        aim(of.precision),
    );
    let wanted = stretches(project, study, &outdated)?;
    let answer = bench.live().suggest_some(study, &request, &wanted)?;
    let take_over =
        |pass: &mut Pass| pass.judged_anew(&outdated, answer.suggestions, &answer.state);
    bench.passes().with(&of, now, take_over);
    Ok(())
}

fn stretches(
    project: &Project,
    study: &Study,
    of: &[Suggestion],
) -> crate::Result<Vec<(Transcript, Vec<Span>)>> {
    let mut places: BTreeMap<TranscriptId, Vec<(usize, usize)>> = BTreeMap::new();
    for suggestion in of {
        if let Some((transcript, range)) = place_of(project, study.id, suggestion)? {
            places.entry(transcript).or_default().push(range);
        }
    }
    let mut found = Vec::new();
    for (transcript, ranges) in places {
        if let Some(transcript) = project.store().transcript(transcript)? {
            let points = crate::project::CodePoints::of(&transcript.text);
            let spans = ranges
                .iter()
                .filter_map(|(start, end)| points.span(*start, *end));
            let spans = spans.collect();
            found.push((transcript, spans));
        }
    }
    Ok(found)
}
