//! From evidence to accepted codes: rankers and thresholds, found on units that were held out.

use super::aim::Aim;
use super::defaults::Defaults;
use super::folds::{Fold, grouped_folds};
use super::hold_out::{HeldFold, Pair, Sparse, hold_out};
use super::judge::Judge;
use super::lessons::{Lessons, Neighbour};
use super::recognition::recognised;
use super::stop::Stop;
use super::threshold::{Acceptance, Held, UNKNOWN};
use crate::error::Result;
use rayon::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Held-out units beyond this number teach the ranker nothing more.
const ENOUGH_HELD_OUT: usize = 3_000;

/// How evidence is judged. What it costs most to learn, and what changes least from one decision to the next.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub(super) judge: Judge,
    pub(super) acceptance: Acceptance,
    /// What was said of the units that were held out.
    pub(super) held: Vec<Held>,
    /// Which lessons they were, as [`fingerprint`] tells.
    lessons: u64,
    /// Whether each code is recognised in them.
    pub(super) recognised: Vec<bool>,
}

impl Judgement {
    /// Learns by cross-validation; `None` after a `stop`.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where the ranker's optimiser fails.
    pub(super) fn fit(
        lessons: &Lessons,
        neighbours: &[Vec<Neighbour>],
        sparse: &Sparse,
        defaults: &Defaults,
        stop: &Stop,
    ) -> Result<Option<Self>> {
        let gathered: Vec<HeldFold> = folds_for(&lessons.groups, &lessons.codes_of)
            .par_iter()
            .map(|fold| hold_out(lessons, neighbours, sparse, fold, lessons.len(), stop))
            .collect();
        if stop.is_asked() {
            return Ok(None);
        }
        Self::of(lessons, &gathered, defaults).map(Some)
    }

    /// That of a study which has no evidence of its own yet.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where an optimiser fails.
    pub fn without_evidence(lessons: &Lessons, defaults: &Defaults) -> Result<Self> {
        Self::of(lessons, &[], defaults)
    }

    fn of(lessons: &Lessons, folds: &[HeldFold], defaults: &Defaults) -> Result<Self> {
        let judge = Judge::fit(lessons, folds, defaults)?;
        let held = held(&judge, folds);
        let mut missed = vec![0; lessons.codes.len()];
        let units = || folds.iter().flat_map(|fold| &fold.units);
        for &code in units().flat_map(|unit| &unit.missed) {
            missed[code] += 1;
        }
        let acceptance = acceptance(lessons, &held, Aim::Balanced);
        Ok(Self {
            recognised: recognised(&held, &missed, units().count(), &acceptance),
            lessons: fingerprint(lessons),
            acceptance,
            judge,
            held,
        })
    }

    /// The same with thresholds for another aim, for the lessons it judges.
    #[must_use]
    pub fn aimed(&self, lessons: &Lessons, aim: Aim) -> Self {
        let mut aimed = self.clone();
        if aim != Aim::Balanced {
            aimed.aim(lessons, aim);
        }
        aimed
    }

    /// From which probability on a code is accepted.
    pub fn threshold(&self, code: usize) -> f64 {
        let known = &self.acceptance;
        known.thresholds.get(code).copied().unwrap_or(known.common)
    }

    /// Whether it was found on these lessons, and on no others.
    pub fn is_of(&self, lessons: &Lessons) -> bool {
        self.lessons == fingerprint(lessons)
    }

    /// How likely codes were for a unit while it was held out, the likeliest first; none where it was not. Units are numbered as in
    /// the lessons that it [is of](Judgement::is_of).
    pub fn held_out(&self, unit: usize) -> Vec<(usize, f64)> {
        let held = self.held.iter().filter(|held| held.unit == unit);
        let mut judged: Vec<(usize, f64)> = held.map(|h| (h.code, h.probability)).collect();
        judged.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        judged
    }

    /// Chooses the thresholds anew for another aim; a new judgement aims at balance.
    pub(super) fn aim(&mut self, lessons: &Lessons, aim: Aim) {
        self.acceptance = acceptance(lessons, &self.held, aim);
    }

    /// The same for other codes: `places` says for each of them where it was, if it was there.
    #[must_use]
    pub fn for_codes(&self, places: &[Option<usize>]) -> Self {
        let known = &self.acceptance;
        let threshold = |place: &Option<usize>| {
            let threshold = place.and_then(|place| known.thresholds.get(place));
            threshold.copied().unwrap_or(known.common)
        };
        Self {
            judge: self.judge.clone(),
            acceptance: Acceptance {
                thresholds: places.iter().map(threshold).collect(),
                ..known.clone()
            },
            held: self.held_for(places),
            lessons: self.lessons,
            recognised: places
                .iter()
                .map(|place| place.is_none_or(|place| self.recognised[place]))
                .collect(),
        }
    }

    /// What was said of the held-out units, for codes at other places.
    fn held_for(&self, places: &[Option<usize>]) -> Vec<Held> {
        let mut now = vec![None; self.recognised.len()];
        for (place, before) in places.iter().enumerate() {
            if let Some(known) = before.and_then(|before| now.get_mut(before)) {
                *known = Some(place);
            }
        }
        let held = self.held.iter();
        held.filter_map(|held| {
            let code = now.get(held.code).copied().flatten()?;
            Some(Held { code, ..*held })
        })
        .collect()
    }
}

/// Tells lessons from others: how long their units are and which codes they bear.
fn fingerprint(lessons: &Lessons) -> u64 {
    let mut hasher = DefaultHasher::new();
    for text in &lessons.texts {
        text.len().hash(&mut hasher);
    }
    lessons.codes_of.hash(&mut hasher);
    hasher.finish()
}

/// What is said of the held-out units, code by code.
fn held(judge: &Judge, folds: &[HeldFold]) -> Vec<Held> {
    let mut held = Vec::new();
    for fold in folds {
        for (unit, logits) in fold.units.iter().zip(judge.logits(fold)) {
            let pairs = unit.pairs.iter().zip(logits);
            let (taught, logits): (Vec<&Pair>, Vec<f64>) =
                pairs.filter(|(pair, _)| pair.taught).unzip();
            let judged = taught.into_iter().zip(judge.among_taught(&logits));
            held.extend(judged.map(|(pair, probability)| Held {
                unit: unit.unit,
                code: pair.code,
                probability,
                right: pair.right,
            }));
        }
    }
    held
}

fn acceptance(lessons: &Lessons, held: &[Held], aim: Aim) -> Acceptance {
    let single = lessons.codes_of.iter().all(|codes| codes.len() <= 1);
    if held.is_empty() {
        let threshold = aim.precision().map_or(UNKNOWN, |least| least.max(UNKNOWN));
        Acceptance::uniform(threshold, lessons.codes.len(), single)
    } else {
        let fit = |aim| Acceptance::fit(held, lessons.codes.len(), single, aim);
        let balanced = fit(Aim::Balanced).quiet(held, |unit| lessons.codes_of[unit].is_empty());
        match aim {
            Aim::Balanced => balanced,
            Aim::Precision(_) => fit(aim).no_looser_than(&balanced),
        }
    }
}

/// The units that are held out while learning from units of these groups and codes: those whose neighbours are needed.
pub fn held_out_units(groups: &[usize], codes_of: &[Vec<usize>]) -> Vec<usize> {
    let mut units: Vec<usize> = folds_for(groups, codes_of)
        .into_iter()
        .flat_map(|fold| fold.held_out)
        .collect();
    units.sort_unstable();
    units
}

/// As many folds as it takes to judge enough units; of a large fold every so manieth unit is judged.
fn folds_for(groups: &[usize], codes_of: &[Vec<usize>]) -> Vec<Fold> {
    let count = if groups.len() < 2_000 { 5 } else { 4 };
    let mut folds = grouped_folds(groups, codes_of, count);
    let mut judged = 0;
    folds.retain_mut(|fold| {
        let wanted = judged < ENOUGH_HELD_OUT;
        let every = (fold.held_out.len() / ENOUGH_HELD_OUT).max(1);
        fold.held_out = fold.held_out.iter().copied().step_by(every).collect();
        judged += fold.held_out.len();
        wanted
    });
    folds
}
