//! A study's coding → a trained model.

use super::teaching::{CodeText, Examples, Meaning, Teacher, encoder_for};
use super::{Evaluation, Project};
use crate::classifier::encoder::VectorCache;
use crate::classifier::{Defaults, Lessons, evaluate};
use crate::error::{Error, Result};
use crate::index::{Coded, Filter, PassageKey};
use crate::segment::{Granularity, InterviewerTurns, candidates, uncoded};
use crate::study::{
    CodeId, Codebook, Coder, CoderId, CoderKind, Coding, Language, Span, Study, Transcript,
    TranscriptId, TranscriptKind, UnitId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Passed-over talk taken as an example of silence, for each coded unit, at most.
const SILENCE_PER_UNIT: usize = 1;

/// A trained model of a study.
pub(super) struct Learnt {
    pub teacher: Teacher,
    /// For each lesson its name and who said it.
    pub quoted: Vec<(String, Option<String>)>,
    /// For each code of the model its identity.
    pub codes: Vec<CodeId>,
    /// The coded stretches of each transcript with their codes' places, in order.
    pub coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    /// Whose coding was learnt, those asked first coming first.
    pub coders: Vec<String>,
}

/// What a study teaches, before a model is trained.
pub(super) struct Material {
    pub examples: Examples,
    pub quoted: Vec<(String, Option<String>)>,
    pub codes: Vec<CodeId>,
    pub coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    pub coders: Vec<String>,
}

impl Material {
    /// Refuses a study of which nothing can be learnt.
    fn refuse_nothing(&self, study: &Study) -> Result<()> {
        if self.examples.codes_of.iter().all(Vec::is_empty) {
            return Err(Error::input(format!(
                "'{}' has no coded unit yet, and emic learns from your own: code some first, as in emic code TRANSCRIPT START-END CODE",
                study.name
            )));
        }
        Ok(())
    }
}

impl Project {
    /// Trains a model on a study's coding. Each unit is learnt once, from the first coder who coded it: `coder` if she has
    /// coded in this study, then the others by the number of their codings. Machines are never learnt from.
    pub(super) fn learn(&mut self, study: &Study, coder: &str, meaning: Meaning) -> Result<Learnt> {
        let material = self.material(study, coder)?;
        material.refuse_nothing(study)?;
        let index = self.index()?;
        let encoder = encoder_for(meaning, &material.examples.language)?;
        let mut vectors = self.vectors()?;
        let defaults = Defaults::shipped(encoder.is_some())?;
        let teacher =
            material
                .examples
                .teach(index, of_study(study), encoder, &mut vectors, &defaults)?;
        self.keep_vectors(&vectors)?;
        Ok(Learnt {
            teacher,
            quoted: material.quoted,
            codes: material.codes,
            coded: material.coded,
            coders: material.coders,
        })
    }

    /// How good suggestions for a study are, by cross-validation grouped by participant; with the codes' paths.
    ///
    /// # Errors
    /// [`Error::Input`] where the study has no coded unit.
    pub fn evaluate(
        &mut self,
        study: &Study,
        coder: &str,
        meaning: Meaning,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Evaluation> {
        let material = self.material(study, coder)?;
        material.refuse_nothing(study)?;
        let (lessons, defaults) = self.lessons(study, &material, meaning)?;
        let card = evaluate(&lessons, &defaults, progress)?;
        let codebook = self.store.codebook(study.id)?;
        Ok(Evaluation {
            study: study.name.clone(),
            coders: material.coders,
            codes: material.codes.iter().map(|&id| codebook.path(id)).collect(),
            card,
        })
    }

    fn lessons(
        &mut self,
        study: &Study,
        material: &Material,
        meaning: Meaning,
    ) -> Result<(Lessons, Defaults)> {
        let index = self.index()?;
        let encoder = encoder_for(meaning, &material.examples.language)?;
        let mut vectors = self.vectors()?;
        let everything: Vec<usize> = (0..material.examples.texts.len()).collect();
        let lessons = material.examples.lessons(
            &everything,
            &index,
            &of_study(study),
            encoder,
            &mut vectors,
        )?;
        self.keep_vectors(&vectors)?;
        Ok((lessons, Defaults::shipped(encoder.is_some())?))
    }

    /// Gathers what a study teaches.
    pub(super) fn material(&self, study: &Study, coder: &str) -> Result<Material> {
        let codebook = self.store.codebook(study.id)?;
        let coders = self.store.coders()?;
        let codings = self.store.codings(study.id)?;
        let ranked = ranked(&coders, &codings, coder);
        let (judgements, learnt) = judgements(&codings, &ranked);
        let codes = choices(&codebook, &judgements);
        let place: HashMap<CodeId, usize> =
            codes.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let mut gathered = Gathered::new(self, study)?;
        for id in self.store.transcript_ids(study.id)? {
            if let Some(transcript) = self.store.transcript(id)? {
                gathered.transcript(self, &transcript, &judgements, &place)?;
            }
        }
        let names: HashMap<CoderId, &str> =
            coders.iter().map(|c| (c.id, c.name.as_str())).collect();
        Ok(Material {
            examples: Examples {
                language: gathered.language(),
                texts: gathered.texts,
                condensed: gathered.condensed,
                questions: gathered.questions,
                before: gathered.before,
                codes_of: gathered.codes_of,
                groups: gathered.groups,
                keys: gathered.keys,
                codes: codes.iter().map(|&id| code_text(&codebook, id)).collect(),
            },
            quoted: gathered.quoted,
            coded: gathered.coded,
            codes,
            coders: learnt
                .iter()
                .filter_map(|id| names.get(id).map(|name| (*name).to_owned()))
                .collect(),
        })
    }

    /// The vectors kept in the project file; none where there are none, or of another encoder.
    pub(super) fn vectors(&self) -> Result<VectorCache> {
        use crate::classifier::encoder::Encoder;
        let encoder = Encoder::shipped()?;
        let kept = self
            .store
            .cache_get(VECTORS)?
            .filter(|kept| kept.stamp == encoder.fingerprint());
        Ok(kept.map_or_else(VectorCache::default, |kept| {
            VectorCache::from_bytes(&kept.data, encoder.dimensions())
        }))
    }

    /// Keeps vectors for the next time. A file that cannot be written now is no reason to stop: they are computed again.
    pub(super) fn keep_vectors(&mut self, vectors: &VectorCache) -> Result<()> {
        use crate::classifier::encoder::Encoder;
        if vectors.is_changed() {
            let stamp = Encoder::shipped()?.fingerprint();
            let _ = self.store.cache_put(VECTORS, &stamp, &vectors.to_bytes());
        }
        Ok(())
    }
}

/// Name of the cache of sentence vectors.
const VECTORS: &str = "vectors";

fn of_study(study: &Study) -> Filter {
    Filter {
        studies: vec![study.id],
        coded: Coded::Only,
        ..Filter::default()
    }
}

/// The persons who coded, the one asked first, then by the number of their codings.
fn ranked(coders: &[Coder], codings: &[Coding], asked: &str) -> Vec<CoderId> {
    let mut counts: BTreeMap<CoderId, usize> = BTreeMap::new();
    for coding in codings {
        *counts.entry(coding.coder).or_default() += 1;
    }
    let mut people: Vec<&Coder> = coders
        .iter()
        .filter(|c| c.kind == CoderKind::Person && counts.contains_key(&c.id))
        .collect();
    people.sort_by_key(|c| (c.name != asked, std::cmp::Reverse(counts[&c.id]), c.id));
    people.into_iter().map(|c| c.id).collect()
}

/// The codes of each unit by the first of the `ranked` coders who coded it; and those coders who were the first anywhere.
fn judgements(
    codings: &[Coding],
    ranked: &[CoderId],
) -> (HashMap<UnitId, BTreeSet<CodeId>>, Vec<CoderId>) {
    let mut judged: HashMap<UnitId, (usize, BTreeSet<CodeId>)> = HashMap::new();
    for coding in codings {
        let Some(rank) = ranked.iter().position(|id| *id == coding.coder) else {
            continue;
        };
        let (best, codes) = judged.entry(coding.unit).or_insert((rank, BTreeSet::new()));
        if rank < *best {
            *best = rank;
            codes.clear();
        }
        if rank == *best {
            codes.insert(coding.code);
        }
    }
    let ranks: BTreeSet<usize> = judged.values().map(|(rank, _)| *rank).collect();
    let judged = judged.into_iter().map(|(unit, (_, codes))| (unit, codes));
    (
        judged.collect(),
        ranks.into_iter().map(|rank| ranked[rank]).collect(),
    )
}

/// The codes to choose from: every leaf of the codebook and every node that bears a coding, in the order of the tree.
fn choices(codebook: &Codebook, judgements: &HashMap<UnitId, BTreeSet<CodeId>>) -> Vec<CodeId> {
    let used: BTreeSet<CodeId> = judgements.values().flatten().copied().collect();
    let inner: BTreeSet<CodeId> = codebook.codes().iter().filter_map(|c| c.parent).collect();
    let chosen = codebook
        .codes()
        .iter()
        .filter(|c| used.contains(&c.id) || !inner.contains(&c.id));
    chosen.map(|c| c.id).collect()
}

fn code_text(codebook: &Codebook, id: CodeId) -> CodeText {
    let code = codebook.get(id);
    let part = |text: fn(&crate::study::Code) -> &str| code.map_or("", text).to_owned();
    let (name, definition, include) = (
        part(|c| &c.name),
        part(|c| &c.definition),
        part(|c| &c.include),
    );
    CodeText {
        name: codebook.path(id),
        words: [name.as_str(), &definition, &include].join(". "),
        definition,
    }
}

/// Lessons while they are gathered.
#[derive(Default)]
struct Gathered {
    texts: Vec<String>,
    condensed: Vec<String>,
    questions: Vec<String>,
    before: Vec<Vec<usize>>,
    coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    codes_of: Vec<Vec<usize>>,
    groups: Vec<usize>,
    keys: Vec<PassageKey>,
    quoted: Vec<(String, Option<String>)>,
    labels: HashMap<crate::study::ParticipantId, String>,
    languages: BTreeMap<Language, usize>,
    known_groups: HashMap<(i64, i64), usize>,
}

impl Gathered {
    fn new(project: &Project, study: &Study) -> Result<Self> {
        let participants = project.store.participants(study.id)?;
        Ok(Self {
            labels: participants.into_iter().map(|p| (p.id, p.label)).collect(),
            ..Self::default()
        })
    }

    fn transcript(
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
        coded.sort_by_key(|(span, _)| *span);
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
        let (_, who) = super::passages::speech(transcript, span);
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
    fn language(&self) -> Language {
        let most = self.languages.iter().max_by_key(|(_, n)| **n);
        most.map_or_else(Language::english, |(language, _)| language.clone())
    }
}

/// The codes of the coded unit that ended last before a stretch, where it is near.
pub(super) fn codes_before(coded: &[(Span, Vec<usize>)], span: Span) -> &[usize] {
    let earlier = coded.iter().filter(|(other, _)| other.end <= span.start);
    match earlier.max_by_key(|(other, _)| other.end) {
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
