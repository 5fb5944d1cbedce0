//! Lessons to model, unit to probabilities.

use super::aim::Aim;
use super::defaults::Defaults;
use super::evidence::{Part, Views};
use super::hold_out::Sparse;
use super::judgement::Judgement;
use super::lessons::{Lessons, Neighbour};
use super::score::Scored;
use super::stop::Stop;
use super::threshold::Scope;
use crate::error::{Error, Result};
use serde::Serialize;

/// So many units are not all read anew after a decision; fewer are read in no time worth saving, and their words matter more.
const MANY: usize = 5_000;

/// A trained model: ask it with [`Model::score`].
pub struct Model {
    pub(super) lessons: Lessons,
    pub(super) sparse: Sparse,
    pub(super) views: Views,
    pub(super) judgement: Judgement,
    pub(super) examples: Vec<usize>,
}

/// A model of nearly the same lessons, in the same language.
pub struct Earlier<'a> {
    /// The model.
    pub model: &'a Model,
    /// For each unit of the lessons its place in the earlier ones, if it was there with the same words, codes and categories.
    pub units: Vec<Option<usize>>,
    /// The same for each code and, behind the codes, for each category.
    pub codes: Vec<Option<usize>>,
}

impl<'a> Earlier<'a> {
    /// `units` and `codes` have for each unit and code of the lessons its place in those of the model. A unit that has other
    /// words or codes now counts as new.
    pub fn of(
        model: &'a Model,
        lessons: &Lessons,
        units: impl Iterator<Item = Option<usize>>,
        codes: Vec<Option<usize>>,
    ) -> Self {
        let known = &model.lessons;
        let categories = lessons.categories.places(&known.categories);
        let lies_as = |code: usize, old: usize| {
            let (now, then) = (
                lessons.categories.of_code(code),
                known.categories.of_code(old),
            );
            now.iter()
                .map(|c| categories[*c])
                .eq(then.iter().map(|c| Some(*c)))
        };
        let same = |unit: usize, old: usize| {
            let (now, then) = (&lessons.codes_of[unit], &known.codes_of[old]);
            let bore = |code: &usize| {
                codes[*code].is_some_and(|old| then.contains(&old) && lies_as(*code, old))
            };
            lessons.texts[unit] == known.texts[old]
                && now.len() == then.len()
                && now.iter().all(bore)
        };
        let behind = categories
            .iter()
            .map(|place| place.map(|c| known.codes.len() + c));
        let units = units.enumerate();
        let units = units.map(|(unit, old)| old.filter(|&old| same(unit, old)));
        Self {
            model,
            units: units.collect(),
            codes: codes.into_iter().chain(behind).collect(),
        }
    }
}

/// Whether a code is accepted for a unit, else what keeps it from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is accepted.
    Accepted,
    /// It has no example yet.
    WithoutExample,
    /// It is not recognised in units that were held out.
    NotRecognised,
    /// It does not reach its threshold.
    BelowThreshold,
    /// It reaches its threshold, but another code is likelier and in this study units bear one code each.
    BehindAnother,
    /// It reaches its threshold, but no example, word or definition speaks for it: only that codes are given at all.
    NothingSpeaks,
}

impl Model {
    /// Learns from the lessons; `defaults` judge until the study has evidence of its own.
    ///
    /// # Errors
    /// [`Error::Internal`] where the ranker's optimiser fails.
    pub fn fit(lessons: Lessons, defaults: &Defaults) -> Result<Self> {
        let stop = Stop::default();
        let sparse = Sparse::learn(&lessons, &stop);
        let (views, judgement) = rayon::join(
            || all_views(&lessons, &sparse, None, &stop),
            || Judgement::fit(&lessons, &lessons.neighbours, &sparse, defaults, &stop),
        );
        let judgement = judgement?.ok_or_else(|| Error::internal("learning was stopped"))?;
        Ok(Self::of(lessons, sparse, views, judgement))
    }

    /// Learns from the lessons all but how to judge: several times faster than [`Model::fit`]. The neighbours of the lessons
    /// are not needed. Starts from an `earlier` model where there is one: faster still, and near to a fresh beginning but not
    /// the same. `None` after a `stop`.
    pub fn judged_by(
        lessons: Lessons,
        judgement: Judgement,
        earlier: Option<&Earlier<'_>>,
        stop: &Stop,
    ) -> Option<Self> {
        let sparse = match earlier {
            Some(earlier) if lessons.len() >= MANY => Sparse::following(earlier, &lessons),
            _ => Sparse::learn(&lessons, stop),
        };
        if stop.is_asked() {
            return None;
        }
        let views = all_views(&lessons, &sparse, earlier, stop);
        (!stop.is_asked()).then(|| Self::of(lessons, sparse, views, judgement))
    }

    /// How [`Model::fit`] would judge after the same lessons with these neighbours; `None` after a `stop`.
    ///
    /// # Errors
    /// As [`Model::fit`].
    pub fn judged_anew(
        &self,
        neighbours: &[Vec<Neighbour>],
        defaults: &Defaults,
        stop: &Stop,
    ) -> Result<Option<Judgement>> {
        Judgement::fit(&self.lessons, neighbours, &self.sparse, defaults, stop)
    }

    fn of(lessons: Lessons, sparse: Sparse, views: Views, judgement: Judgement) -> Self {
        let everything: Vec<usize> = (0..lessons.len()).collect();
        Self {
            examples: lessons.examples_per_code(&everything),
            lessons,
            sparse,
            views,
            judgement,
        }
    }

    /// How it judges.
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// Whether a code is accepted by a judgement, else what kept it from that.
    pub fn standing_by(&self, judgement: &Judgement, scored: &Scored) -> Standing {
        self.standing_of(judgement, (scored.code, scored.probability), scored.place)
    }

    /// The same for a code that is so likely, with so many codes that have an example before it.
    pub fn standing_of(
        &self,
        judgement: &Judgement,
        (code, probability): (usize, f64),
        place: usize,
    ) -> Standing {
        // A code without an example may be looked at, but nothing shows yet that emic recognises it.
        if self.examples[code] == 0 {
            Standing::WithoutExample
        } else if !judgement.recognised[code] {
            Standing::NotRecognised
        } else if probability < judgement.threshold(code) {
            Standing::BelowThreshold
        } else if place > 0 && judgement.acceptance.scope == Scope::First {
            Standing::BehindAnother
        } else {
            Standing::Accepted
        }
    }

    /// Chooses the thresholds anew for another aim; a new model aims at balance.
    pub fn aim(&mut self, aim: Aim) {
        self.judgement.aim(&self.lessons, aim);
    }

    /// The codes that have an example but are not recognised yet, with the number of their units: in five or more units that
    /// were held out they did no better than chance. They are never accepted.
    pub fn not_recognised(&self) -> Vec<(usize, usize)> {
        let examples = self.examples.iter().copied().enumerate();
        examples
            .filter(|(code, n)| *n > 0 && !self.judgement.recognised[*code])
            .collect()
    }

    /// The codes with an example that reach the precision asked of a judgement at no probability.
    pub fn out_of_reach(&self, judgement: &Judgement) -> Vec<usize> {
        let codes = self.examples.iter().enumerate();
        let out = codes.filter(|(code, n)| **n > 0 && judgement.threshold(*code) > 1.0);
        out.map(|(code, _)| code).collect()
    }

    /// Whether it has learnt from a coded unit; else it knows codes by name and definition alone.
    pub fn has_examples(&self) -> bool {
        self.examples.iter().any(|n| *n > 0)
    }

    /// Units that bear each code.
    pub fn examples(&self) -> &[usize] {
        &self.examples
    }

    /// What it learnt from.
    pub fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// From which probability on each code is accepted; `None` for a code without an example.
    pub fn thresholds(&self) -> Vec<Option<f64>> {
        let learnt = self
            .judgement
            .acceptance
            .thresholds
            .iter()
            .zip(&self.examples);
        learnt
            .map(|(&t, &examples)| (examples > 0).then_some(t))
            .collect()
    }
}

fn all_views(
    lessons: &Lessons,
    sparse: &Sparse,
    earlier: Option<&Earlier<'_>>,
    stop: &Stop,
) -> Views {
    let everything: Vec<usize> = (0..lessons.len()).collect();
    let part = Part {
        units: &everything,
        stands_for: lessons.len(),
        earlier,
        stop,
    };
    sparse.views(lessons, &part)
}
