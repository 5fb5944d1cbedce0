//! The engine as one of the coders: what it would have given, had it met neither the participant nor her coding.

use super::super::Project;
use super::super::gathering::Talk;
use super::super::learning::Material;
use super::super::teaching::{Meaning, encoder_for, model_name};
use crate::classifier::{HeldOutBy, held_out_codes};
use crate::error::{Error, Result};
use crate::index::PassageKey;
use crate::study::{CodeId, Coder, CoderId, CoderKind, Span, Study, TranscriptId, UnitId};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Stands for the engine among coders; no coder of a project has this number.
pub(super) const ENGINE: CoderId = CoderId(0);

/// What judged, as results name it: never a person, and never stored as a coder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Engine {
    /// What it is called among the coders.
    pub name: String,
    /// Version of emic.
    pub version: String,
    /// The sentence encoder in use: what kind it is and its name, or `none`.
    pub model: String,
    /// Whose coding it learnt, the first coming first.
    pub learnt_from: Vec<String>,
    /// What was held out together, so that no judgement was learnt from what it is about.
    pub held_out_by: HeldOutBy,
    /// In how many parts.
    pub folds: usize,
}

impl Engine {
    /// It and how it judged, in a sentence.
    pub fn told(&self) -> String {
        let held_out = match self.held_out_by {
            HeldOutBy::Participant => "every participant judged by what was learnt from others",
            HeldOutBy::Unit => {
                "every stretch judged by what was learnt from other stretches of the same participant"
            }
        };
        format!(
            "{} is the engine, version {}, meaning by {}; learnt from {}, {held_out}, in {} parts",
            self.name,
            self.version,
            self.model,
            self.learnt_from.join(", "),
            self.folds
        )
    }
}

/// The engine's own codings of a study, made while it is looked at and kept nowhere.
#[derive(Debug, Clone)]
pub struct EngineCodings {
    /// What made them.
    pub engine: Engine,
    /// What it gave each stretch that it judged, in the transcripts in which a person coded anything.
    given: HashMap<TranscriptId, Vec<Judged>>,
}

/// A stretch that the engine judged.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// The unit, where there is one.
    pub unit: Option<UnitId>,
    pub span: Span,
    pub codes: Vec<CodeId>,
}

impl EngineCodings {
    /// What it judged of a transcript; `None` where it judged none of it.
    pub(super) fn of(&self, transcript: TranscriptId) -> Option<&[Judged]> {
        self.given.get(&transcript).map(Vec::as_slice)
    }

    /// All it judged.
    pub(super) fn all(&self) -> impl Iterator<Item = &Judged> {
        self.given.values().flatten()
    }

    /// It as a coder beside others.
    pub(super) fn coder(&self) -> Coder {
        Coder {
            id: ENGINE,
            name: self.engine.name.clone(),
            kind: CoderKind::Machine,
        }
    }
}

impl Project {
    /// The codes that the engine would give by itself, each stretch judged by a model that has learnt from other participants only:
    /// every unit, and the talk that no unit covers, of the transcripts in which a person coded anything. Where all were said by one
    /// participant, units that lie on each other are held out together. Nothing is stored.
    ///
    /// It learns first from the one coder in `of`, if there is just one; else from who coded most.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing is coded, and where nothing can be held out.
    pub fn engine_codings(
        &mut self,
        study: &Study,
        of: &[String],
        meaning: &Meaning,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<EngineCodings> {
        let first = match of {
            [only] => only.as_str(),
            _ => "",
        };
        let mut material = self.material_with(study, first, Talk::All)?;
        material.refuse_uncoded(study)?;
        let held_out_by = hold_out_together(&mut material);
        let encoder = encoder_for(meaning, &material.examples.languages)?;
        let (lessons, defaults) = self.lessons(study, &material, encoder)?;
        let found = held_out_codes(&lessons, &material.taught, &defaults, progress)?;
        if found.folds == 0 {
            return Err(Error::input(format!(
                "of '{}' nothing can be held out yet: the engine must learn from other units than those it judges. Code some more",
                study.name
            )));
        }
        let mut given: HashMap<TranscriptId, Vec<Judged>> = HashMap::new();
        for (lesson, codes) in found.given.into_iter().enumerate() {
            let (transcript, span) = material.places[lesson];
            let unit = match material.examples.keys[lesson] {
                PassageKey::Unit(unit) => Some(unit),
                PassageKey::Stretch { .. } => None,
            };
            let codes = codes.unwrap_or_default();
            let codes = codes.into_iter().map(|code| material.codes[code]);
            given.entry(transcript).or_default().push(Judged {
                unit,
                span,
                codes: codes.collect(),
            });
        }
        Ok(EngineCodings {
            engine: Engine {
                name: "emic".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                model: model_name(encoder),
                learnt_from: material.coders,
                held_out_by,
                folds: found.folds,
            },
            given,
        })
    }
}

/// Groups by participant; where there is one only, by stretches that lie on each other: two coders' units on the same words are the
/// same example.
fn hold_out_together(material: &mut Material) -> HeldOutBy {
    let groups: BTreeSet<usize> = material.examples.groups.iter().copied().collect();
    if groups.len() > 1 {
        return HeldOutBy::Participant;
    }
    let mut order: Vec<usize> = (0..material.places.len()).collect();
    order.sort_by_key(|lesson| material.places[*lesson]);
    let (mut group, mut reach) = (0, None);
    for lesson in order {
        let (transcript, span) = material.places[lesson];
        match reach {
            Some((same, end)) if same == transcript && span.start < end => {
                reach = Some((transcript, span.end.max(end)));
            }
            _ => {
                group += 1;
                reach = Some((transcript, span.end));
            }
        }
        material.examples.groups[lesson] = group;
    }
    HeldOutBy::Unit
}
