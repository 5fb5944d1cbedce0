//! Transcripts.

use super::people::People;
use super::{Import, speakers};
use crate::error::{Error, Result};
use crate::exchange::TranscriptFile;
use crate::segment::{SpeakerRules, turns};
use crate::study::{SpeakerRole, Transcript, TranscriptId, TranscriptKind, Turn};
use crate::text::detect_all;

/// Takes in a transcript. One of the same name and text is there already; of another text it is refused.
pub(super) fn take_in(
    import: &mut Import<'_, '_>,
    people: &mut People,
    file: usize,
    read: &TranscriptFile,
) -> Result<()> {
    let name = read.name.trim();
    let name = if name.is_empty() { "transcript" } else { name };
    if let Some(id) = import
        .edit
        .store()
        .transcript_named(import.study.id, name)?
    {
        let before = import.edit.store().transcript(id)?;
        if before.is_some_and(|before| before.text == read.text) {
            import.warn(
                file,
                format!("transcript '{name}' is there already, with the same text"),
            );
        } else {
            import.outcomes[file].refused = Some(format!(
                "the study has a transcript '{name}' with another text, which units may hang on; \
                 rename the file to import it under another name"
            ));
        }
        return Ok(());
    }
    let mut rules = SpeakerRules {
        interviewers: import.options.speakers.interviewers.clone(),
        participants: import.options.speakers.participants.clone(),
    };
    rules.participants.extend(people.labels());
    let mut turns = turns(&read.text, &rules);
    let before = people.labels().len();
    let participant = speakers::assign(import.edit, people, name, &mut turns)?;
    import.count(file, "participants", people.labels().len() - before);
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
        Ok(_) => import.count(file, "transcripts", 1),
        Err(Error::Input(why)) => import.outcomes[file].refused = Some(why),
        Err(other) => return Err(other),
    }
    if !transcript.turns.iter().any(|turn| turn.speaker.is_some()) {
        import.warn(
            file,
            "no speakers were recognised, so every paragraph is a turn of its own; if there are some, begin each turn with 'Name:'",
        );
    } else if !transcript
        .turns
        .iter()
        .any(|turn| turn.role == SpeakerRole::Interviewer)
    {
        import.warn(
            file,
            "no interviewer was recognised; name the label with --interviewer when you import",
        );
    }
    Ok(())
}

/// What is said, without the labels, which may be of another language.
fn speech<'t>(text: &'t str, turns: &'t [Turn]) -> impl Iterator<Item = &'t str> {
    turns.iter().filter_map(|turn| turn.span.of(text))
}
