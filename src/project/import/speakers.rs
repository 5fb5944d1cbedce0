//! Who speaks in a transcript.

use super::people::People;
use crate::error::Result;
use crate::segment::{SpeakerRules, is_anonymous, turns};
use crate::store::Edit;
use crate::study::{Attributes, ParticipantId, SpeakerRole, Turn};
use std::collections::HashMap;

/// The participants of the turns, added where the study does not know them, and the one the transcript is about: whose
/// label is the transcript's `name`, else who says most.
///
/// A label that anybody may bear (`Participant`) stands for the one whose name the transcript has.
pub(super) fn assign(
    edit: &mut Edit<'_>,
    people: &mut People,
    name: &str,
    turns: &mut [Turn],
) -> Result<Option<ParticipantId>> {
    let mut spoken: HashMap<String, usize> = HashMap::new();
    let mut labels: Vec<String> = Vec::new();
    for turn in turns.iter().filter(|t| t.role == SpeakerRole::Participant) {
        let Some(label) = &turn.speaker else { continue };
        if !spoken.contains_key(label) {
            labels.push(label.clone());
        }
        *spoken.entry(label.clone()).or_default() += turn.span.len();
    }
    let is_alone = labels.len() == 1;
    let mut known: HashMap<&str, ParticipantId> = HashMap::new();
    for label in &labels {
        let id = match (people.get(label), people.get(name)) {
            (Some(id), _) => id,
            (None, Some(own)) if is_alone => own,
            (None, _) => {
                let label = pseudonym(label, name, is_alone);
                people.with(edit, &label, &Attributes::new())?.0
            }
        };
        known.insert(label, id);
    }
    for turn in turns
        .iter_mut()
        .filter(|t| t.role == SpeakerRole::Participant)
    {
        turn.participant = turn
            .speaker
            .as_deref()
            .and_then(|label| known.get(label).copied());
    }
    let main = labels.iter().max_by_key(|label| spoken[*label]);
    let main = main.and_then(|label| known.get(label.as_str()).copied());
    Ok(people.get(name).or(main))
}

fn pseudonym(label: &str, transcript: &str, is_alone: bool) -> String {
    match (is_anonymous(label), is_alone) {
        (true, true) => transcript.to_owned(),
        (true, false) => format!("{transcript} {label}"),
        (false, _) => label.to_owned(),
    }
}

/// The role that a lone label tells.
pub(super) fn role_of(label: &str) -> SpeakerRole {
    let line = format!("{label}: a");
    let found = turns(&line, &SpeakerRules::default());
    match found.first() {
        Some(turn) if turn.role == SpeakerRole::Interviewer => SpeakerRole::Interviewer,
        _ => SpeakerRole::Participant,
    }
}
