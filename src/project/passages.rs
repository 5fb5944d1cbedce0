//! What of a transcript can be found: its meaning units, and all that no unit covers.

use crate::error::Result;
use crate::index::{Passage, PassageKey};
use crate::segment::{Granularity, InterviewerTurns, candidates, remainders};
use crate::store::Store;
use crate::study::{
    CodeId, Codebook, CoderId, CoderKind, Coding, MeaningUnit, ParticipantId, Span, SpeakerRole,
    StudyId, Transcript, TranscriptId, Turn, UnitId,
};
use std::collections::{BTreeSet, HashMap};

/// Raised whenever this file makes other passages of the same transcript, so that indexes kept in project files are built anew.
pub(super) const RULES: u32 = 1;

/// Makes the passages of transcripts, keeping at hand what all transcripts of a study share.
pub(super) struct Passages<'a> {
    store: &'a Store,
    people: BTreeSet<CoderId>,
    codebooks: HashMap<StudyId, Codebook>,
}

impl<'a> Passages<'a> {
    pub(super) fn new(store: &'a Store) -> Result<Self> {
        let people = store.coders()?.into_iter();
        Ok(Self {
            store,
            people: people
                .filter(|coder| coder.kind != CoderKind::Machine)
                .map(|coder| coder.id)
                .collect(),
            codebooks: HashMap::new(),
        })
    }

    /// The passages of one transcript; none where it is gone.
    ///
    /// Every word of every turn is in at least one of them, the interviewer's too. A unit without a coding is left out where
    /// a coded one contains it and it has nothing of its own to be found by.
    pub(super) fn of(&mut self, id: TranscriptId) -> Result<Vec<Passage>> {
        let Some(transcript) = self.store.transcript(id)? else {
            return Ok(Vec::new());
        };
        let mut codings: HashMap<UnitId, Vec<Coding>> = HashMap::new();
        for coding in self.store.codings_of_transcript(id)? {
            codings.entry(coding.unit).or_default().push(coding);
        }
        let units = self.store.units(id)?;
        let spans: Vec<Span> = units.iter().map(|unit| unit.span).collect();
        let coded: Vec<Span> = units
            .iter()
            .filter(|unit| codings.contains_key(&unit.id))
            .map(|unit| unit.span)
            .collect();
        let coded = Containers::of(coded);
        let codebook = self.codebook(transcript.study)?;
        let mut passages = Vec::new();
        for unit in units {
            let codings = codings.remove(&unit.id).unwrap_or_default();
            let plain = unit.condensed.is_none() && unit.translation.is_none();
            if codings.is_empty() && plain && coded.contain(unit.span) {
                continue;
            }
            passages.push(of_unit(&transcript, unit, &codings, codebook));
        }
        for passage in &mut passages {
            // A machine's codings are found by their code, but are nobody's judgement.
            passage.coded = passage
                .coders
                .iter()
                .any(|coder| self.people.contains(coder));
        }
        let stretches = uncovered(&transcript, &spans).into_iter();
        passages.extend(stretches.map(|span| of_stretch(&transcript, span)));
        Ok(passages)
    }

    fn codebook(&mut self, study: StudyId) -> Result<&Codebook> {
        use std::collections::hash_map::Entry;
        Ok(match self.codebooks.entry(study) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.store.codebook(study)?),
        })
    }
}

/// Who says what stands at a span: the speaker's label, and the participant where a participant speaks.
///
/// A unit that begins with the interviewer's words is the participant's who answers within it.
pub(super) fn speech(transcript: &Transcript, span: Span) -> (Option<&str>, Option<ParticipantId>) {
    let first = transcript
        .turns
        .partition_point(|turn| turn.span.end <= span.start);
    let within = || {
        transcript.turns[first..]
            .iter()
            .take_while(|turn| turn.span.start < span.end.max(span.start + 1))
    };
    let turn = within()
        .find(|turn| turn.role != SpeakerRole::Interviewer)
        .or_else(|| within().next());
    match turn {
        None => (None, transcript.participant),
        Some(turn) => {
            let participant = match turn.role {
                SpeakerRole::Interviewer => None,
                _ => turn.participant.or(transcript.participant),
            };
            (turn.speaker.as_deref(), participant)
        }
    }
}

fn of_unit(
    transcript: &Transcript,
    unit: MeaningUnit,
    codings: &[Coding],
    codebook: &Codebook,
) -> Passage {
    let codes = BTreeSet::from_iter(codings.iter().map(|coding| coding.code));
    let coders = BTreeSet::from_iter(codings.iter().map(|coding| coding.coder));
    let with_ancestors: BTreeSet<CodeId> = codes
        .iter()
        .flat_map(|code| codebook.ancestry(*code))
        .map(|code| code.id)
        .collect();
    Passage {
        codes: codes.into_iter().collect(),
        codes_with_ancestors: with_ancestors.into_iter().collect(),
        coders: coders.into_iter().collect(),
        condensed: unit.condensed,
        translation: unit.translation,
        ..of_span(transcript, PassageKey::Unit(unit.id), unit.span)
    }
}

fn of_stretch(transcript: &Transcript, span: Span) -> Passage {
    let key = PassageKey::Stretch {
        transcript: transcript.id,
        span,
    };
    of_span(transcript, key, span)
}

fn of_span(transcript: &Transcript, key: PassageKey, span: Span) -> Passage {
    let text = span.of(&transcript.text).unwrap_or_default();
    let (speaker, participant) = speech(transcript, span);
    Passage {
        key,
        study: transcript.study,
        transcript: transcript.id,
        span,
        participant,
        speaker: speaker.map(str::to_owned),
        coded: false,
        ..Passage::of_text(UnitId(0), text, &transcript.language)
    }
}

/// What the units leave over of each paragraph, the interviewer's included.
fn uncovered(transcript: &Transcript, units: &[Span]) -> Vec<Span> {
    let text = &transcript.text;
    let whole = [Turn {
        span: Span::new(0, text.len()),
        speaker: None,
        role: SpeakerRole::Other,
        participant: None,
    }];
    let turns = match transcript.turns.as_slice() {
        [] => &whole,
        turns => turns,
    };
    let paragraphs = candidates(text, turns, Granularity::Paragraphs, InterviewerTurns::Kept);
    remainders(text, &paragraphs, units)
}

/// Spans by their start, each with the furthest end of those up to it.
struct Containers(Vec<(usize, usize)>);

impl Containers {
    fn of(mut spans: Vec<Span>) -> Self {
        spans.sort();
        let mut furthest = 0;
        let reach = spans.into_iter().map(|span| {
            furthest = furthest.max(span.end);
            (span.start, furthest)
        });
        Self(reach.collect())
    }

    /// Whether one of the spans contains `span`.
    fn contain(&self, span: Span) -> bool {
        let before = self.0.partition_point(|(start, _)| *start <= span.start);
        before > 0 && self.0[before - 1].1 >= span.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Language;
    use crate::study::TranscriptKind;

    const TEXT: &str = "I: Why?\nF2: We learned. چرا؟\n\nI was afraid.";

    fn transcript() -> Transcript {
        let turn = |start: usize, end: usize, speaker: &str, role| Turn {
            span: Span::new(start, end),
            speaker: Some(speaker.into()),
            role,
            participant: None,
        };
        Transcript {
            id: TranscriptId(1),
            study: StudyId(1),
            name: "F2".into(),
            kind: TranscriptKind::Interview,
            participant: Some(ParticipantId(7)),
            language: Language::english(),
            text: TEXT.into(),
            turns: vec![
                turn(3, 7, "I", SpeakerRole::Interviewer),
                turn(12, TEXT.len(), "F2", SpeakerRole::Participant),
            ],
        }
    }

    #[test]
    fn all_that_no_unit_covers_is_a_stretch() {
        let transcript = transcript();
        let at = TEXT.find("چرا").unwrap();
        let left = uncovered(&transcript, &[Span::new(12, at)]);
        let texts: Vec<_> = left.iter().map(|span| span.of(TEXT).unwrap()).collect();
        assert_eq!(texts, ["Why?", "چرا؟", "I was afraid."]);
        let untold = Transcript {
            turns: Vec::new(),
            ..transcript
        };
        assert_eq!(uncovered(&untold, &[]).len(), 2);
    }

    #[test]
    fn the_one_who_answers_is_the_one_who_speaks() {
        let transcript = transcript();
        let who = |start, end| speech(&transcript, Span::new(start, end));
        assert_eq!(who(3, 7), (Some("I"), None));
        assert_eq!(who(3, 20), (Some("F2"), Some(ParticipantId(7))));
        assert_eq!(who(12, 12), (Some("F2"), Some(ParticipantId(7))));
        assert_eq!(who(9, 10), (None, Some(ParticipantId(7))));
    }

    #[test]
    fn containers_contain_what_lies_within_one_of_them() {
        let spans = Containers::of(vec![Span::new(5, 8), Span::new(0, 10), Span::new(9, 14)]);
        for (start, end, within) in [
            (0, 10, true),
            (6, 10, true),
            (9, 14, true),
            (4, 12, false),
            (12, 15, false),
        ] {
            assert_eq!(
                spans.contain(Span::new(start, end)),
                within,
                "{start}-{end}"
            );
        }
    }
}
