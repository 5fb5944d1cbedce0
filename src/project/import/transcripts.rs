//! Transcripts.

use super::people::People;
use super::{ChangedTranscripts, Import, notes, replaced, speakers};
use crate::error::{Error, Result};
use crate::exchange::TranscriptFile;
use crate::segment::{SpeakerRules, turns};
use crate::study::{SpeakerRole, Transcript, TranscriptId, TranscriptKind, Turn};
use crate::text::detect_all;

/// Takes in a transcript. One of the same name and text is there already; of another text it is replaced where that is asked
/// for, else refused.
pub(super) fn take_in(
    import: &mut Import<'_, '_>,
    people: &mut People,
    file: usize,
    read: &TranscriptFile,
) -> Result<()> {
    let name = name_of(read);
    let known = import
        .edit
        .store()
        .transcript_named(import.study.id, name)?;
    let before = match known {
        Some(id) => import.edit.store().transcript(id)?,
        None => None,
    };
    if let Some(before) = &before {
        if before.text == read.text {
            import.warn(
                file,
                format!("transcript '{name}' is there already, with the same text"),
            );
            return Ok(());
        }
        if let Some(why) = why_not_replaced(before, import.options.changed) {
            import.outcomes[file].refused = Some(why);
            return Ok(());
        }
    }
    let mut turns = turns(
        &read.text,
        &rules(&import.options.speakers, people.labels()),
    );
    let labels = people.labels().len();
    let participant = speakers::assign(import.edit, people, name, &mut turns)?;
    import.count(file, "participants", people.labels().len() - labels);
    tell_of_speakers(import, file, &turns);
    if let Some(before) = before {
        replaced::take_in(import, &before, &read.text, &turns, file)?;
        if before.participant.is_none() {
            import
                .edit
                .set_transcript_participant(before.id, participant)?;
        }
        return notes::take_in(import, before.id, file, &read.notes);
    }
    let language = match &import.options.language {
        Some(language) => language.clone(),
        None => detect_all(speech(&read.text, &turns)),
    };
    let transcript = Transcript {
        id: TranscriptId(0),
        study: import.study.id,
        name: name.to_owned(),
        kind: TranscriptKind::Interview,
        participant,
        language,
        text: read.text.clone(),
        turns,
    };
    match import.edit.add_transcript(&transcript) {
        Ok(id) => {
            import.count(file, "transcripts", 1);
            notes::take_in(import, id, file, &read.notes)
        }
        Err(Error::Input(why)) => {
            import.outcomes[file].refused = Some(why);
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// The name that a transcript gets.
pub(super) fn name_of(read: &TranscriptFile) -> &str {
    match read.name.trim() {
        "" => "transcript",
        name => name,
    }
}

/// What a person knows of the speakers, and who takes part in the study.
pub(super) fn rules(given: &SpeakerRules, participants: Vec<String>) -> SpeakerRules {
    let mut rules = given.clone();
    rules.participants.extend(participants);
    rules
}

fn why_not_replaced(before: &Transcript, changed: ChangedTranscripts) -> Option<String> {
    let name = &before.name;
    match (before.kind, changed) {
        (TranscriptKind::Interview, ChangedTranscripts::Replaced) => None,
        (TranscriptKind::Interview, ChangedTranscripts::Refused) => Some(format!(
            "the study has a transcript '{name}' with another text; with --replace the new text takes its place and the codings \
             move along with their words (--dry-run shows how); or rename the file to import it beside the other"
        )),
        (TranscriptKind::Excerpts, _) => Some(format!(
            "the study has excerpts called '{name}', which no transcript can replace; rename the file"
        )),
    }
}

fn tell_of_speakers(import: &mut Import<'_, '_>, file: usize, turns: &[Turn]) {
    if let Some(doubt) = doubt_of_speakers(turns) {
        import.warn(file, doubt);
    }
}

/// What is to be said of how the speakers were recognised.
pub(super) fn doubt_of_speakers(turns: &[Turn]) -> Option<&'static str> {
    if !turns.iter().any(|turn| turn.speaker.is_some()) {
        Some(
            "no speakers were recognised, so every paragraph is a turn of its own; if there are some, begin each turn with 'Name:', \
             or describe how turns begin with --speakers",
        )
    } else if !turns
        .iter()
        .any(|turn| turn.role == SpeakerRole::Interviewer)
    {
        Some("no interviewer was recognised; name the label with --interviewer when you import")
    } else {
        None
    }
}

/// What is said, without the labels, which may be of another language.
fn speech<'t>(text: &'t str, turns: &'t [Turn]) -> impl Iterator<Item = &'t str> {
    turns.iter().filter_map(|turn| turn.span.of(text))
}
