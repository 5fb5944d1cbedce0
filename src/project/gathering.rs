//! What a study's transcripts teach: coded units, and talk that was read and passed over.

use super::Project;
use super::hearing;
use super::passages::speech;
use crate::error::Result;
use crate::index::PassageKey;
use crate::segment::{Granularity, InterviewerTurns, candidates, uncoded};
use crate::study::{
    CodeId, Language, ParticipantId, Span, Study, Transcript, TranscriptId, TranscriptKind, UnitId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Passed-over talk taken as an example of silence, for each coded unit, at most.
const SILENCE_PER_UNIT: usize = 1;

/// From this share of a study on a language counts.
const GOOD_PART: f64 = 0.2;

/// Which talk is gathered beside the coded units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Talk {
    /// What teaches: a sample of what was passed over.
    #[default]
    Taught,
    /// All of the transcripts in which something is coded; what is not in the sample teaches nothing.
    All,
}

/// Lessons while they are gathered.
#[derive(Default)]
pub(super) struct Gathered {
    pub texts: Vec<String>,
    pub condensed: Vec<String>,
    pub questions: Vec<String>,
    pub previous: Vec<Option<usize>>,
    pub coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    pub codes_of: Vec<Vec<usize>>,
    pub groups: Vec<usize>,
    pub keys: Vec<PassageKey>,
    pub quoted: Vec<(String, Option<String>)>,
    /// Where each stands.
    pub places: Vec<(TranscriptId, Span)>,
    /// Whether each teaches; the others are only to be asked about.
    pub taught: Vec<bool>,
    /// Some uncoded stretches of each transcript.
    heard: Vec<String>,
    talk: Talk,
    labels: HashMap<ParticipantId, String>,
    languages: BTreeMap<Language, usize>,
    /// The languages of the transcripts, by how many bytes are said in each.
    spoken: BTreeMap<Language, usize>,
    known_groups: HashMap<(i64, i64), usize>,
}

impl Gathered {
    /// Nothing gathered yet of a study.
    pub fn new(project: &Project, study: &Study, talk: Talk) -> Result<Self> {
        Ok(Self {
            talk,
            labels: project.participant_labels(study.id)?,
            ..Self::default()
        })
    }

    /// Adds a transcript's coded units, and of its passed-over talk about as much. Up to the units in `read` a person has read.
    pub fn transcript(
        &mut self,
        project: &Project,
        transcript: &Transcript,
        (judgements, read): (&HashMap<UnitId, BTreeSet<CodeId>>, &HashSet<UnitId>),
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
        let spoken = self.spoken.entry(transcript.language.clone());
        *spoken.or_default() += transcript.text.len();
        let first = self.texts.len();
        let mut reached = Vec::new();
        let mut coded = 0;
        let mut bare = Vec::new();
        for unit in units {
            let Some(codes) = judgements.get(&unit.id) else {
                bare.push((unit.span, PassageKey::Unit(unit.id)));
                continue;
            };
            if read.contains(&unit.id) {
                reached.push(unit.span.start);
            }
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
        let stretch = |span: &Span| {
            let transcript = transcript.id;
            (
                *span,
                PassageKey::Stretch {
                    transcript,
                    span: *span,
                },
            )
        };
        let open = match transcript.kind {
            TranscriptKind::Interview => open_talk(transcript, &spans),
            TranscriptKind::Excerpts => Vec::new(),
        };
        let said: Vec<&Span> = open
            .iter()
            .chain(bare.iter().map(|(span, _)| span))
            .collect();
        let heard = hearing::beside(self.texts.len(), said).into_iter();
        let texts = heard.filter_map(|span| span.of(&transcript.text));
        self.heard.extend(texts.map(str::to_owned));
        let silent = passed_over(&open, reached);
        let every = (silent.len() / (coded * SILENCE_PER_UNIT).max(1)).max(1);
        let sample: Vec<Span> = silent.into_iter().step_by(every).collect();
        for (span, key) in sample.iter().map(stretch) {
            self.silence(transcript, span, key);
        }
        if self.talk == Talk::All && coded > 0 {
            let rest = open
                .iter()
                .filter(|span| !sample.contains(span))
                .map(stretch);
            let only_asked_about = self.taught.len();
            for (span, key) in bare.into_iter().chain(rest) {
                self.silence(transcript, span, key);
            }
            self.taught[only_asked_about..].fill(false);
        }
        self.join_in_talk(first);
        Ok(())
    }

    fn silence(&mut self, transcript: &Transcript, span: Span, key: PassageKey) {
        let nothing = (String::new(), Vec::new(), String::new());
        self.lesson(transcript, span, key, nothing);
    }

    /// Tells the lessons of a transcript, those from `first` on, which one stands before each: for what teaches one that teaches.
    fn join_in_talk(&mut self, first: usize) {
        let (places, taught) = (&self.places, &self.taught);
        let spans = |lesson: usize| places[lesson].1;
        let mut all: Vec<usize> = (first..places.len()).collect();
        all.sort_by_key(|lesson| (spans(*lesson).end, spans(*lesson).start));
        for lesson in first..places.len() {
            let span = spans(lesson);
            let earlier = all.partition_point(|other| spans(*other).end <= span.start);
            self.previous[lesson] = (all[..earlier].iter().rev().copied())
                .take_while(|other| span.start - spans(*other).end <= NEAR)
                .find(|other| taught[*other] || !taught[lesson]);
        }
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
        self.previous.push(None);
        self.places.push((transcript.id, span));
        self.taught.push(true);
        self.codes_of.push(codes);
        self.keys.push(key);
        *self
            .languages
            .entry(transcript.language.clone())
            .or_default() += 1;
    }

    /// The languages that an encoder has to know: in which a good part of the study is spoken, coded or not; of many small
    /// parts the largest.
    pub fn languages(&self) -> Vec<Language> {
        let all: usize = self.spoken.values().sum();
        let largest = self.spoken.values().copied().max().unwrap_or_default() as f64;
        let least = largest.min(GOOD_PART * all as f64);
        let counts = |(_, n): &(&Language, &usize)| **n as f64 >= least;
        let spoken = self.spoken.iter().filter(counts);
        spoken.map(|(language, _)| language.clone()).collect()
    }

    /// The language of most lessons; where there is none, of most of the talk.
    pub fn language(&self) -> Language {
        let counted = [&self.languages, &self.spoken]
            .into_iter()
            .find(|counts| !counts.is_empty());
        let most = counted.and_then(|counts| counts.iter().max_by_key(|(_, n)| **n));
        most.map_or_else(Language::english, |(language, _)| language.clone())
    }

    /// Uncoded stretches of all transcripts, as many as are missing for knowing what all talk has in common.
    pub fn heard(&mut self) -> Vec<String> {
        hearing::beside(self.texts.len(), std::mem::take(&mut self.heard))
    }
}

/// How many bytes apart two units may be that belong to the same train of thought.
pub(super) const NEAR: usize = 1_500;

/// Talk that was read and left uncoded: it lies shortly before what was coded next, where these units begin.
fn passed_over(open: &[Span], mut coded_next: Vec<usize>) -> Vec<Span> {
    coded_next.sort_unstable();
    let is_read = |span: &&Span| {
        let next = coded_next.partition_point(|start| *start < span.end);
        (coded_next.get(next)).is_some_and(|start| start - span.end <= NEAR)
    };
    open.iter().filter(is_read).copied().collect()
}

/// Talk of the participant that no unit covers.
fn open_talk(transcript: &Transcript, units: &[Span]) -> Vec<Span> {
    let pieces = candidates(
        &transcript.text,
        &transcript.turns,
        Granularity::Windows {
            sentences: 2,
            step: 2,
        },
        InterviewerTurns::LeftOut,
    );
    uncoded(&transcript.text, &pieces, units)
}
