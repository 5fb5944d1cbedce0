//! A study's coding → a trained model.

use super::code_texts::above;
use super::gathering::{Gathered, Talk};
use super::look_up::LookUp;
use super::teaching::{CodeText, Examples, Meaning, Teacher, encoder_for, model_name};
use super::{Evaluation, Project};
use crate::classifier::encoder::Encoder;
use crate::classifier::{Aim, Defaults, Judgement, Lessons, Stop, Without, evaluate};
use crate::error::{Error, Result};
use crate::index::{Coded, Filter};
use crate::study::{
    CodeId, Codebook, Coder, CoderId, CoderKind, Coding, Decision, Origin, Span, Study,
    TranscriptId, UnitId, Verdict,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A trained model of a study.
pub(super) struct Learnt {
    pub teacher: Teacher,
    /// For each lesson its name and who said it.
    pub quoted: Vec<(String, Option<String>)>,
    /// For each code of the model its identity.
    pub codes: Vec<CodeId>,
    /// The coded stretches of each transcript with their codes' places, in the order of their ends.
    pub coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    /// Whose coding was learnt, those asked first coming first.
    pub coders: Vec<String>,
    /// Where each lesson stands; empty where they come from files.
    places: Vec<(TranscriptId, Span)>,
    /// The lesson that stands at a place.
    lessons: HashMap<(TranscriptId, Span), usize>,
}

impl Learnt {
    /// The coded unit learnt from that stands at this very place, by its number among the lessons.
    pub fn lesson(&self, transcript: TranscriptId, span: Span) -> Option<usize> {
        let lesson = self.lessons.get(&(transcript, span)).copied()?;
        let codes_of = &self.teacher.model.lessons().codes_of;
        (!codes_of[lesson].is_empty()).then_some(lesson)
    }

    /// Whether this very stretch taught silence.
    pub fn is_passed_over(&self, transcript: TranscriptId, span: Span) -> bool {
        let lesson = self.lessons.get(&(transcript, span));
        let codes_of = &self.teacher.model.lessons().codes_of;
        lesson.is_some_and(|lesson| codes_of[*lesson].is_empty())
    }

    /// Whether a lesson is passed-over talk of this very stretch, which is no other talk than is judged there.
    pub fn is_silence_of(&self, lesson: usize, (transcript, span): (TranscriptId, Span)) -> bool {
        let (of, stands) = self.places[lesson];
        let is_silent = self.teacher.model.lessons().codes_of[lesson].is_empty();
        is_silent && of == transcript && stands.overlaps(span)
    }

    /// What was learnt from files, which have no place in a project.
    pub fn of_files(teacher: Teacher, quoted: Vec<(String, Option<String>)>) -> Self {
        Self {
            teacher,
            quoted,
            codes: Vec::new(),
            coded: HashMap::new(),
            coders: Vec::new(),
            places: Vec::new(),
            lessons: HashMap::new(),
        }
    }
}

/// What was learnt earlier of a study.
pub(super) struct Known<'a> {
    pub learnt: &'a Learnt,
    pub judgement: &'a Judgement,
    pub pace: Pace,
}

/// Where learning starts when something is known already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// At what was learnt: soonest done, the end is near to that of a fresh start.
    FromThere,
    /// Afresh.
    Afresh,
}

impl Known<'_> {
    fn encoder(&self) -> Option<&'static Encoder> {
        self.learnt.teacher.encoder()
    }

    /// The place that each code had.
    fn places(&self, codes: &[CodeId]) -> Vec<Option<usize>> {
        let before = &self.learnt.codes;
        let place = |code: &CodeId| before.iter().position(|known| known == code);
        codes.iter().map(place).collect()
    }
}

/// What a study teaches, before a model is trained.
pub(super) struct Material {
    pub examples: Examples,
    pub quoted: Vec<(String, Option<String>)>,
    pub codes: Vec<CodeId>,
    pub coded: HashMap<TranscriptId, Vec<(Span, Vec<usize>)>>,
    pub coders: Vec<String>,
    /// Where each example stands.
    pub places: Vec<(TranscriptId, Span)>,
    /// Whether each example teaches; the others are only to be asked about.
    pub taught: Vec<bool>,
}

impl Material {
    /// Refuses a study that has neither a coded unit nor a code to choose from.
    pub fn refuse_nothing(&self, study: &Study) -> Result<()> {
        if self.codes.is_empty() {
            return Err(Error::input(format!(
                "'{}' has no coded unit yet and no code to choose from: code some first, as in emic code TRANSCRIPT START-END CODE, or bring in a codebook",
                study.name
            )));
        }
        Ok(())
    }

    /// Refuses a study of which nothing is coded.
    pub fn refuse_uncoded(&self, study: &Study) -> Result<()> {
        if self.examples.codes_of.iter().all(Vec::is_empty) {
            return Err(Error::input(format!(
                "'{}' has no coded unit yet, and emic learns from your own: code some first, as in emic code TRANSCRIPT START-END CODE",
                study.name
            )));
        }
        Ok(())
    }

    /// How many units bear a code that a person accepted there after emic had shown it.
    fn accepted(&self, decisions: &[Decision]) -> usize {
        let shown = |d: &&Decision| d.verdict == Verdict::Accept && !d.blind;
        let accepted: HashSet<(TranscriptId, Span, Option<CodeId>)> =
            (decisions.iter().filter(shown))
                .map(|d| (d.transcript, d.span, d.code))
                .collect();
        let units = self.places.iter().zip(&self.examples.codes_of);
        let taken_over = |&((transcript, span), codes): &(&(TranscriptId, Span), &Vec<usize>)| {
            let is_accepted =
                |code: &usize| accepted.contains(&(*transcript, *span, Some(self.codes[*code])));
            codes.iter().any(is_accepted)
        };
        units.filter(taken_over).count()
    }
}

impl Project {
    /// Trains a model on a study's coding; where there is none yet, it knows the codes by name and definition. Each unit is
    /// learnt once, from the first coder who coded it: `coder` if she has coded in this study, then the others by the number
    /// of their codings. Machines are never learnt from.
    pub(super) fn learn(
        &mut self,
        study: &Study,
        coder: &str,
        meaning: &Meaning,
    ) -> Result<Learnt> {
        let material = self.material(study, coder)?;
        material.refuse_nothing(study)?;
        let index = self.index()?;
        let encoder = encoder_for(meaning, &material.examples.languages)?;
        let defaults = Defaults::shipped(encoder)?;
        let examples = material.examples;
        let teacher = self.with_vectors(encoder, |vectors| {
            examples.teach(index, of_study(study), encoder, vectors, &defaults)
        })?;
        Ok(Learnt {
            teacher,
            quoted: material.quoted,
            codes: material.codes,
            coded: material.coded,
            coders: material.coders,
            lessons: material.places.iter().copied().zip(0..).collect(),
            places: material.places,
        })
    }

    /// [`Project::learn`] but for the judgement, which is taken over from what is `known` already: several times faster.
    /// `None` after a `stop`.
    pub(super) fn learn_in_haste(
        &mut self,
        study: &Study,
        coder: &str,
        meaning: &Meaning,
        known: Option<&Known<'_>>,
        stop: &Stop,
    ) -> Result<Option<Learnt>> {
        let material = self.material(study, coder)?;
        material.refuse_nothing(study)?;
        if stop.is_asked() {
            return Ok(None);
        }
        let index = self.index()?;
        let encoder = encoder_for(meaning, &material.examples.languages)?;
        // What was learnt from other vectors says nothing of these.
        let print = encoder.map(Encoder::fingerprint);
        let known = known.filter(|known| known.encoder().map(Encoder::fingerprint) == print);
        let codes = material.codes;
        let judgement = |lessons: &Lessons| match known {
            Some(known) if known.learnt.teacher.model.has_examples() => {
                Ok(known.judgement.for_codes(&known.places(&codes)))
            }
            _ => Judgement::without_evidence(lessons, &Defaults::shipped(encoder)?),
        };
        let started = known.filter(|known| known.pace == Pace::FromThere);
        let earlier = started.map(|known| (&known.learnt.teacher, known.places(&codes)));
        let examples = material.examples;
        let index = (index, of_study(study));
        let teacher = self.with_vectors(encoder, |vectors| {
            examples.teach_in_haste(index, (encoder, vectors), judgement, earlier, stop)
        })?;
        Ok(teacher.map(|teacher| Learnt {
            teacher,
            quoted: material.quoted,
            codes,
            coded: material.coded,
            coders: material.coders,
            lessons: material.places.iter().copied().zip(0..).collect(),
            places: material.places,
        }))
    }

    /// How good suggestions for a study are, by cross-validation grouped by participant; with the codes' paths.
    ///
    /// # Errors
    /// [`Error::Input`] where the study has no coded unit.
    pub fn evaluate(
        &mut self,
        study: &Study,
        coder: &str,
        meaning: &Meaning,
        aim: Aim,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Evaluation> {
        let material = self.material(study, coder)?;
        material.refuse_uncoded(study)?;
        let encoder = encoder_for(meaning, &material.examples.languages)?;
        let (lessons, defaults) = self.lessons(study, &material, encoder)?;
        let card = evaluate(&lessons, &defaults, aim, progress)?;
        let codebook = self.store.codebook(study.id)?;
        Ok(Evaluation {
            study: study.name.clone(),
            accepted_suggestions: material.accepted(&self.store.decisions(study.id)?),
            coders: material.coders,
            model: model_name(encoder),
            codes: material.codes.iter().map(|&id| codebook.path(id)).collect(),
            aim,
            card,
        })
    }

    pub(super) fn lessons(
        &mut self,
        study: &Study,
        material: &Material,
        encoder: Option<&'static Encoder>,
    ) -> Result<(Lessons, Defaults)> {
        let look_up = LookUp::of(&material.examples, self.index()?, of_study(study));
        let everything: Vec<usize> = (0..material.examples.texts.len()).collect();
        let lessons = self.with_vectors(encoder, |vectors| {
            let examples = &material.examples;
            examples.lessons(&everything, &look_up, encoder, vectors)
        })?;
        Ok((lessons, Defaults::shipped(encoder)?))
    }

    /// Gathers what a study teaches.
    pub(super) fn material(&self, study: &Study, coder: &str) -> Result<Material> {
        self.material_with(study, coder, Talk::Taught)
    }

    /// The same with more talk.
    pub(super) fn material_with(&self, study: &Study, coder: &str, talk: Talk) -> Result<Material> {
        let codebook = self.store.codebook(study.id)?;
        let coders = self.store.coders()?;
        let codings = self.store.codings(study.id)?;
        let ranked = ranked(&coders, &codings, coder);
        let (judgements, learnt) = judgements(&codings, &ranked);
        let read = read(&codings);
        let codes = choices(&codebook, &judgements);
        let place: HashMap<CodeId, usize> =
            codes.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let mut gathered = Gathered::new(self, study, talk)?;
        for id in self.store.transcript_ids(study.id)? {
            if let Some(transcript) = self.store.transcript(id)? {
                gathered.transcript(self, &transcript, (&judgements, &read), &place)?;
            }
        }
        let heard = gathered.heard();
        let names: HashMap<CoderId, &str> =
            coders.iter().map(|c| (c.id, c.name.as_str())).collect();
        Ok(Material {
            examples: Examples {
                language: gathered.language(),
                languages: gathered.languages(),
                texts: gathered.texts,
                condensed: gathered.condensed,
                questions: gathered.questions,
                previous: gathered.previous,
                codes_of: gathered.codes_of,
                groups: gathered.groups,
                heard,
                keys: gathered.keys,
                codes: codes.iter().map(|&id| code_text(&codebook, id)).collect(),
                without: Without::default(),
            },
            quoted: gathered.quoted,
            coded: gathered.coded,
            places: gathered.places,
            taught: gathered.taught,
            codes,
            coders: learnt
                .iter()
                .filter_map(|id| names.get(id).map(|name| (*name).to_owned()))
                .collect(),
        })
    }
}

fn of_study(study: &Study) -> Filter {
    Filter {
        studies: vec![study.id],
        coded: Coded::Only,
        ..Filter::default()
    }
}

/// The consensus, then the persons who coded: the one asked first, then by the number of their codings.
fn ranked(coders: &[Coder], codings: &[Coding], asked: &str) -> Vec<CoderId> {
    let mut counts: BTreeMap<CoderId, usize> = BTreeMap::new();
    for coding in codings {
        *counts.entry(coding.coder).or_default() += 1;
    }
    let mut people: Vec<&Coder> = coders
        .iter()
        .filter(|c| c.kind != CoderKind::Machine && counts.contains_key(&c.id))
        .collect();
    people.sort_by_key(|c| {
        (
            c.kind != CoderKind::Consensus,
            c.name != asked,
            std::cmp::Reverse(counts[&c.id]),
            c.id,
        )
    });
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

/// The units that somebody came to by reading. Who accepts a suggestion may have come from anywhere, and accepts many at once unread.
fn read(codings: &[Coding]) -> HashSet<UnitId> {
    let by_reading = |coding: &&Coding| {
        matches!(
            coding.origin,
            Origin::Hand | Origin::Corrected | Origin::Imported
        )
    };
    codings.iter().filter(by_reading).map(|c| c.unit).collect()
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
        above: above(&codebook.path(id)),
        name: codebook.path(id),
        words: [name.as_str(), &definition, &include].join(". "),
        definition,
    }
}
