//! A changed transcript comes in again: what hangs on it moves along with its words.
//!
//! Units whose words are gone go, with their codings and memos, into a transcript of excerpts that keeps the words as they
//! were: nothing is dropped, and everything is found where units always are.

use super::Import;
use crate::error::Result;
use crate::segment::{ChangedText, Moved};
use crate::study::{
    MeaningUnit, Span, SpeakerRole, Transcript, TranscriptId, TranscriptKind, Turn,
};

/// Stands between two excerpts.
const BETWEEN: &str = "\n\n";
/// As many units with changed words are told one by one.
const TOLD: usize = 20;
/// As many characters of a unit are told.
const SHOWN: usize = 120;

/// What became of the units.
#[derive(Default)]
struct Outcome {
    same: usize,
    elsewhere: usize,
    /// Words before and after.
    changed: Vec<(String, String)>,
    gone: Vec<MeaningUnit>,
}

/// Puts the new text and its turns in place of the old, and moves units and decisions.
pub(super) fn take_in(
    import: &mut Import<'_, '_>,
    before: &Transcript,
    text: &str,
    turns: &[Turn],
    file: usize,
) -> Result<()> {
    let changed = ChangedText::between(&before.text, text);
    let units = import.edit.store().units(before.id)?;
    let decisions = import.edit.store().decisions_of_transcript(before.id)?;
    import.edit.set_transcript_text(before.id, text, turns)?;
    let mut outcome = Outcome::default();
    for unit in units {
        let to = match changed.moved(unit.span) {
            Moved::Same(span) => {
                outcome.same += 1;
                span
            }
            Moved::Changed(span) => {
                outcome
                    .changed
                    .push((shown(&before.text, unit.span), shown(text, span)));
                span
            }
            Moved::Elsewhere(span) => {
                outcome.elsewhere += 1;
                span
            }
            Moved::Gone(_) => {
                outcome.gone.push(unit);
                continue;
            }
        };
        import.edit.move_unit(unit.id, before.id, to)?;
    }
    for decision in decisions {
        import
            .edit
            .move_decision(decision.id, before.id, changed.here(decision.span))?;
    }
    import.count(file, "transcripts replaced", 1);
    let kept = outcome.same + outcome.elsewhere + outcome.changed.len();
    import.count(file, "units re-anchored", kept);
    tell(import, file, &outcome);
    keep(import, before, &outcome.gone, file)
}

fn tell(import: &mut Import<'_, '_>, file: usize, outcome: &Outcome) {
    if outcome.elsewhere > 0 {
        import.warn(
            file,
            format!(
                "{} units were found at another place of the transcript",
                outcome.elsewhere
            ),
        );
    }
    for (old, new) in outcome.changed.iter().take(TOLD) {
        import.warn(
            file,
            format!("its words have changed: '{old}' is now '{new}'"),
        );
    }
    if let more @ 1.. = outcome.changed.len().saturating_sub(TOLD) {
        import.warn(file, format!("{more} more units whose words have changed"));
    }
}

/// Puts units whose words are gone into a transcript of excerpts, and names each.
fn keep(
    import: &mut Import<'_, '_>,
    before: &Transcript,
    gone: &[MeaningUnit],
    file: usize,
) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let name = free_name(import, before)?;
    let mut text = String::new();
    let mut turns = Vec::with_capacity(gone.len());
    for unit in gone {
        if !text.is_empty() {
            text.push_str(BETWEEN);
        }
        let start = text.len();
        text.push_str(unit.span.of(&before.text).unwrap_or_default());
        let of = before.turn_at(unit.span.start);
        turns.push(Turn {
            span: Span::new(start, text.len()),
            speaker: of.and_then(|turn| turn.speaker.clone()),
            role: of.map_or(SpeakerRole::Other, |turn| turn.role),
            participant: before.participant_at(unit.span.start),
        });
    }
    let spans: Vec<Span> = turns.iter().map(|turn| turn.span).collect();
    let excerpts = import.edit.add_transcript(&Transcript {
        id: TranscriptId(0),
        name: name.clone(),
        kind: TranscriptKind::Excerpts,
        text,
        turns,
        ..before.clone()
    })?;
    for (unit, span) in gone.iter().zip(spans) {
        import.edit.move_unit(unit.id, excerpts, span)?;
        let words = shown(&before.text, unit.span);
        let codes = codes(import, unit)?;
        import.warn(
            file,
            format!("no longer in the transcript: '{words}'{codes}; kept in '{name}'"),
        );
    }
    import.count(file, "units not re-anchored", gone.len());
    Ok(())
}

fn free_name(import: &Import<'_, '_>, before: &Transcript) -> Result<String> {
    let first = format!("{}: words taken out", before.name);
    let mut name = first.clone();
    for n in 2.. {
        if import
            .edit
            .store()
            .transcript_named(before.study, &name)?
            .is_none()
        {
            break;
        }
        name = format!("{first} ({n})");
    }
    Ok(name)
}

/// The codes that a unit bears, for people.
fn codes(import: &Import<'_, '_>, unit: &MeaningUnit) -> Result<String> {
    let codebook = import.edit.store().codebook(import.study.id)?;
    let mut names: Vec<String> = import
        .edit
        .store()
        .codings_of_unit(unit.id)?
        .iter()
        .filter_map(|coding| Some(codebook.get(coding.code)?.name.clone()))
        .collect();
    names.sort();
    names.dedup();
    Ok(match names.is_empty() {
        true => String::new(),
        false => format!(" ({})", names.join(", ")),
    })
}

fn shown(text: &str, span: Span) -> String {
    let words = span.of(text).unwrap_or_default();
    let mut shown: String = words
        .chars()
        .take(SHOWN)
        .collect::<String>()
        .replace('\n', " ");
    if shown.len() < words.len() {
        shown.push('…');
    }
    shown
}
