//! From hits to quotes: who said it, where, and under which codes.

use super::found::Quote;
use super::passages::speech;
use super::places::Places;
use crate::error::Result;
use crate::index::{Hit, PassageKey};
use crate::store::Store;
use crate::study::{
    CodeId, Codebook, CodedUnit, CoderId, MeaningUnit, Participant, ParticipantId, Span, StudyId,
    Transcript, TranscriptId,
};
use std::collections::{BTreeMap, HashMap};

/// What quotes of any transcript are told with.
pub(super) struct Quoting<'s> {
    store: &'s Store,
    studies: HashMap<StudyId, String>,
    coders: HashMap<CoderId, String>,
}

/// What the quotes of one study share.
struct Shared {
    codebook: Codebook,
    participants: HashMap<ParticipantId, Participant>,
}

/// A hit, its rank, and the unit it is of.
type Ranked = (usize, Hit, Option<MeaningUnit>);

impl<'s> Quoting<'s> {
    pub(super) fn new(store: &'s Store) -> Result<Self> {
        let studies = store.studies()?.into_iter();
        let coders = store.coders()?.into_iter();
        Ok(Self {
            store,
            studies: studies.map(|study| (study.id, study.name)).collect(),
            coders: coders.map(|coder| (coder.id, coder.name)).collect(),
        })
    }

    pub(super) fn study_name(&self, id: StudyId) -> String {
        self.studies.get(&id).cloned().unwrap_or_default()
    }

    /// The quotes in the order of the hits.
    ///
    /// They are made transcript by transcript, so that no more than one long text is in memory. What another program has
    /// deleted since the index was brought up to date is left out.
    pub(super) fn quotes(&self, hits: Vec<Hit>) -> Result<Vec<Quote>> {
        let mut by_transcript: BTreeMap<TranscriptId, Vec<Ranked>> = BTreeMap::new();
        for (rank, hit) in hits.into_iter().enumerate() {
            let (transcript, unit) = match hit.key {
                PassageKey::Stretch { transcript, .. } => (transcript, None),
                PassageKey::Unit(id) => match self.store.unit(id)? {
                    Some(unit) => (unit.transcript, Some(unit)),
                    None => continue,
                },
            };
            let hits = by_transcript.entry(transcript).or_default();
            hits.push((rank, hit, unit));
        }
        let mut studies: HashMap<StudyId, Shared> = HashMap::new();
        let mut quotes: Vec<(usize, Quote)> = Vec::new();
        for (id, hits) in by_transcript {
            let Some(transcript) = self.store.transcript(id)? else {
                continue;
            };
            let shared = match studies.remove(&transcript.study) {
                Some(shared) => shared,
                None => self.shared(transcript.study)?,
            };
            let places = Places::of(&transcript.text);
            for (rank, hit, unit) in hits {
                let told = Told {
                    transcript: &transcript,
                    places: &places,
                    shared: &shared,
                };
                quotes.push((rank, self.quote(&told, hit, unit)?));
            }
            studies.insert(transcript.study, shared);
        }
        quotes.sort_by_key(|(rank, _)| *rank);
        Ok(quotes.into_iter().map(|(_, quote)| quote).collect())
    }

    fn shared(&self, study: StudyId) -> Result<Shared> {
        let participants = self.store.participants(study)?.into_iter();
        Ok(Shared {
            codebook: self.store.codebook(study)?,
            participants: participants.map(|p| (p.id, p)).collect(),
        })
    }

    fn quote(&self, told: &Told<'_>, hit: Hit, unit: Option<MeaningUnit>) -> Result<Quote> {
        let codings = match &unit {
            Some(unit) => self.store.codings_of_unit(unit.id)?,
            None => Vec::new(),
        };
        let mut codes: Vec<CodeId> = Vec::new();
        let mut coders: Vec<String> = Vec::new();
        for coding in codings {
            let coder = self.coders.get(&coding.coder).cloned().unwrap_or_default();
            if !codes.contains(&coding.code) {
                codes.push(coding.code);
            }
            if !coders.contains(&coder) {
                coders.push(coder);
            }
        }
        let codebook = &told.shared.codebook;
        let codes = codes.iter().map(|code| codebook.path(*code)).collect();
        Ok(told.quote(
            hit,
            unit,
            codes,
            coders,
            &self.study_name(told.transcript.study),
        ))
    }
}

/// A transcript with all that its quotes are told with.
struct Told<'t> {
    transcript: &'t Transcript,
    places: &'t Places<'t>,
    shared: &'t Shared,
}

impl Told<'_> {
    fn quote(
        &self,
        hit: Hit,
        unit: Option<MeaningUnit>,
        codes: Vec<String>,
        coders: Vec<String>,
        study: &str,
    ) -> Quote {
        let transcript = self.transcript;
        let span = match (hit.key, &unit) {
            (_, Some(unit)) => unit.span,
            (PassageKey::Stretch { span, .. }, None) => span,
            (PassageKey::Unit(_), None) => Span::new(0, 0),
        };
        let (start, end) = self.places.chars(span);
        let (speaker, participant) = speech(transcript, span);
        let participant = participant.and_then(|id| self.shared.participants.get(&id));
        let within = Places::of(&hit.text);
        let id = match &unit {
            Some(unit) => unit
                .external_id
                .clone()
                .unwrap_or_else(|| format!("unit {}", unit.id)),
            None => format!("{}:{start}-{end}", transcript.name),
        };
        let (condensed, translation) = unit.map_or((None, None), |u| (u.condensed, u.translation));
        let coder = match coders.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        Quote {
            marks: hit.marks.iter().map(|mark| within.chars(*mark)).collect(),
            snippet: within.chars(hit.snippet),
            score: hit.score,
            line: self.places.line(span.start),
            coders,
            unit: CodedUnit {
                id,
                study: Some(study.to_owned()),
                transcript: Some(transcript.name.clone()),
                start: Some(start),
                end: Some(end),
                participant: participant.map(|p| p.label.clone()),
                speaker: speaker.map(str::to_owned),
                coder,
                text: hit.text,
                codes,
                themes: Vec::new(),
                condensed,
                translation,
                language: Some(transcript.language.code().to_owned()),
                attributes: participant
                    .map(|p| p.attributes.clone())
                    .unwrap_or_default(),
            },
        }
    }
}
