//! What a study's transcripts teach: coded units, and talk that was read and passed over.

use super::Project;
use super::passages::speech;
use crate::error::Result;
use crate::index::PassageKey;
use crate::segment::{Granularity, InterviewerTurns, candidates, uncoded};
use crate::study::{
    CodeId, Language, ParticipantId, Span, Study, Transcript, TranscriptId, TranscriptKind, UnitId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Passed-over talk taken as an example of silence, for each coded unit, at most.
const SILENCE_PER_UNIT: usize = 1;

/// Lessons while they are gathered.
#[derive(Default)]
pub(super) struct Gathered {
    pub texts: Vec<String>,
    pub condensed: Vec<String>,
    pub questions: Vec<String>,
    pub before: Vec<Vec<usize>>,
    pub coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    pub codes_of: Vec<Vec<usize>>,
    pub groups: Vec<usize>,
    pub keys: Vec<PassageKey>,
    pub quoted: Vec<(String, Option<String>)>,
    labels: HashMap<ParticipantId, String>,
    languages: BTreeMap<Language, usize>,
    known_groups: HashMap<(i64, i64), usize>,
}

impl Gathered {
    /// Nothing gathered yet of a study.
    pub fn new(project: &Project, study: &Study) -> Result<Self> {
        Ok(Self {
            labels: project.participant_labels(study.id)?,
            ..Self::default()
        })
    }

    /// Adds a transcript's coded units, and of its passed-over talk about as much.
    pub fn transcript(
        &mut self,
        project: &Project,
        transcript: &Transcript,
        judgements: &HashMap<UnitId, BTreeSet<CodeId>>,
        place: &HashMap<CodeId, usize>,
    ) -> Result<()> {
        let units = project.store.units(transcript.id)?;
        let spans: Vec<Span> = units.iter().map(|u| u.span).collect();
        let mut coded: Vec<(Span, Vec<usize>)> = Vec::new();
        for unit in &units {
            if let Some(codes) = judgements.get(&unit.id) {
                let codes = codes.iter().filter_map(|c| place.get(c).copied());
                coded.push((unit.span, codes.collect()));
            }
        }
        coded.sort_by_key(|(span, _)| (span.end, span.start));
        self.coded.insert(transcript.id, coded);
        let mut last = 0;
        let mut coded = 0;
        for unit in units {
            let Some(codes) = judgements.get(&unit.id) else {
                continue;
            };
            last = last.max(unit.span.end);
            coded += 1;
            let codes = codes.iter().filter_map(|c| place.get(c).copied()).collect();
            let name = unit
                .external_id
                .unwrap_or_else(|| format!("unit {}", unit.id));
            let key = PassageKey::Unit(unit.id);
            self.lesson(
                transcript,
                unit.span,
                key,
                (name, codes, unit.condensed.unwrap_or_default()),
            );
        }
        if transcript.kind == TranscriptKind::Interview {
            let silent = passed_over(transcript, &spans, last);
            let every = (silent.len() / (coded * SILENCE_PER_UNIT).max(1)).max(1);
            for span in silent.into_iter().step_by(every) {
                let key = PassageKey::Stretch {
                    transcript: transcript.id,
                    span,
                };
                self.lesson(
                    transcript,
                    span,
                    key,
                    (String::new(), Vec::new(), String::new()),
                );
            }
        }
        Ok(())
    }

    fn lesson(
        &mut self,
        transcript: &Transcript,
        span: Span,
        key: PassageKey,
        (name, codes, condensed): (String, Vec<usize>, String),
    ) {
        let Some(text) = span.of(&transcript.text) else {
            return;
        };
        let (_, who) = speech(transcript, span);
        let group = match who {
            Some(participant) => (0, participant.0),
            None => (1, transcript.id.0),
        };
        let next = self.known_groups.len();
        self.groups
            .push(*self.known_groups.entry(group).or_insert(next));
        self.quoted
            .push((name, who.and_then(|w| self.labels.get(&w).cloned())));
        self.texts.push(text.to_owned());
        self.condensed.push(condensed);
        let asked = transcript.question_before(span.start).unwrap_or_default();
        self.questions.push(asked.to_owned());
        let coded = self.coded.get(&transcript.id);
        self.before
            .push(coded.map_or_else(Vec::new, |coded| codes_before(coded, span).to_vec()));
        self.codes_of.push(codes);
        self.keys.push(key);
        *self
            .languages
            .entry(transcript.language.clone())
            .or_default() += 1;
    }

    /// The language of most lessons.
    pub fn language(&self) -> Language {
        let most = self.languages.iter().max_by_key(|(_, n)| **n);
        most.map_or_else(Language::english, |(language, _)| language.clone())
    }
}

/// The codes of the unit that ended last before a stretch, where it is near. The coded units stand in the order of their ends.
pub(super) fn codes_before(coded: &[(Span, Vec<usize>)], span: Span) -> &[usize] {
    let earlier = coded.partition_point(|(other, _)| other.end <= span.start);
    match coded[..earlier].last() {
        Some((other, codes)) if span.start - other.end <= NEAR => codes,
        _ => &[],
    }
}

/// How many bytes apart two units may be that belong to the same train of thought.
const NEAR: usize = 1_500;

/// Talk of the participant that was read and left uncoded: what lies before the last coded unit.
fn passed_over(transcript: &Transcript, units: &[Span], last: usize) -> Vec<Span> {
    let pieces = candidates(
        &transcript.text,
        &transcript.turns,
        Granularity::Windows {
            sentences: 2,
            step: 2,
        },
        InterviewerTurns::LeftOut,
    );
    let mut silent = uncoded(&transcript.text, &pieces, units);
    silent.retain(|span| span.end <= last);
    silent
}
