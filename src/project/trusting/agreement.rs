//! How far coders agree.

use super::super::Project;
use super::engine::{ENGINE, Engine, EngineCodings};
use super::judged::{Given, Judged};
use super::told_by;
use crate::error::{Error, Result};
use crate::study::{CodeId, Codebook, Coder, CoderKind, Coding, Span, Study, UnitId};
use crate::trust::{
    Estimate, Ratings, Segment, Unitizing, cohen, estimates, fleiss, gwet, krippendorff, overlap,
    percent, unitizing,
};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The unit on which agreement is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The meaning units of the transcripts, whoever made them: for units that were given to all coders.
    Units,
    /// The sentences of the talk, the interviewer's left out: for units that coders chose freely.
    #[default]
    Sentences,
    /// The characters of the talk: where the borders of units matter, too.
    Characters,
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct AgreementRequest {
    /// The coders' names; all persons who coded the study where none is named. A machine takes part where it is named.
    pub coders: Vec<String>,
    /// On which unit.
    pub basis: Basis,
    /// The level of the ladder that codes are told by, from 0 for the most abstract; as given where `None`.
    pub level: Option<usize>,
    /// The engine as one more coder: its codings, from [`Project::engine_codings`].
    pub engine: Option<Arc<EngineCodings>>,
}

/// How far coders agree on a study.
#[derive(Debug, Clone, Serialize)]
pub struct Agreement {
    /// The study's name.
    pub study: String,
    /// The coders, machines marked as such.
    pub coders: Vec<String>,
    /// The engine, where it is one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// On which unit it was counted.
    pub basis: Basis,
    /// The transcripts that at least two of them coded.
    pub transcripts: Vec<String>,
    /// How many units at least two judged.
    pub units: f64,
    /// Every decision about every unit and code taken together; intervals draw units, with all their codes.
    pub overall: Coefficients,
    /// Agreement about borders and codes at once; `None` where a coder's stretches of several codes overlap.
    pub unitizing: Option<Unitizing>,
    /// Code by code, in the order of the codebook.
    pub codes: Vec<CodeAgreement>,
}

/// How far coders agree on a code.
#[derive(Debug, Clone, Serialize)]
pub struct CodeAgreement {
    /// Its path.
    pub code: String,
    /// To how many of the units that two judged each coder gave it.
    pub given: Vec<f64>,
    /// The coefficients.
    pub agreement: Coefficients,
    /// Agreement about the borders of its stretches.
    pub unitizing: Option<Unitizing>,
}

/// Coefficients of agreement, each with its interval; `None` where it has no value.
#[derive(Debug, Clone, Serialize)]
pub struct Coefficients {
    /// Percent agreement.
    pub percent: Option<Estimate>,
    /// Cohen's κ, with more than two coders the mean over pairs.
    pub cohen: Option<Estimate>,
    /// Fleiss' κ.
    pub fleiss: Option<Estimate>,
    /// Krippendorff's α.
    pub krippendorff: Option<Estimate>,
    /// Gwet's AC1.
    pub gwet: Option<Estimate>,
    /// F1 of what was given the code.
    pub f1: Option<Estimate>,
    /// Jaccard's index of the same.
    pub jaccard: Option<Estimate>,
}

impl Coefficients {
    fn of(ratings: &Ratings) -> Self {
        let f1 = |r: &Ratings| overlap(r).map(|o| o.f1);
        let jaccard = |r: &Ratings| overlap(r).map(|o| o.jaccard);
        let [percent, cohen, fleiss, krippendorff, gwet, f1, jaccard] = estimates(
            ratings,
            [percent, cohen, fleiss, krippendorff, gwet, f1, jaccard],
        );
        Self {
            percent,
            cohen,
            fleiss,
            krippendorff,
            gwet,
            f1,
            jaccard,
        }
    }
}

impl Project {
    /// How far coders agree on a study. A coder has judged the transcripts in which she coded anything; of those, what she did not give a
    /// code she left out on purpose. Where a coder's second pass takes part, the units are those she was shown again.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coder, fewer than two coders, and no transcript that two of them coded.
    pub fn agreement(&self, study: &Study, request: &AgreementRequest) -> Result<Agreement> {
        let codebook = self.store.codebook(study.id)?;
        let codings = self.store.codings(study.id)?;
        let engine = request.engine.as_deref();
        let asked = (request.coders.as_slice(), engine);
        let coders = chosen(&self.store.coders()?, &codings, study, asked)?;
        let places = places(&codebook, &codings, engine, request.level);
        let twice = self.judged_twice(study, &coders)?;
        let basis = match twice {
            Some(_) => Basis::Units,
            None => request.basis,
        };
        let judged = self.judged(
            study,
            &codings,
            (&coders, engine),
            (&places, twice.as_ref()),
        )?;
        if judged.is_empty() {
            return Err(Error::input(format!(
                "no transcript of '{}' was coded by two of {}; agreement needs the same transcript, coded by each alone",
                study.name,
                names(&coders).join(", ")
            )));
        }
        let used: BTreeSet<usize> = (judged.iter())
            .flat_map(|j| j.coders.iter().flatten().flatten().map(|(code, _)| *code))
            .collect();
        let codes: Vec<(usize, CodeId)> = codebook
            .codes()
            .iter()
            .enumerate()
            .filter(|(place, _)| used.contains(place))
            .map(|(place, code)| (place, code.id))
            .collect();
        let rated = Rated::of(&judged, coders.len(), basis, &codes);
        let told = codes
            .par_iter()
            .zip(&rated.codes)
            .map(|(&(place, id), ratings)| {
                let given = (0..coders.len())
                    .map(|coder| given(ratings, coder))
                    .collect();
                CodeAgreement {
                    code: codebook.path(id),
                    given,
                    agreement: Coefficients::of(ratings),
                    unitizing: unitized(&judged, coders.len(), Some(place)),
                }
            });
        Ok(Agreement {
            study: study.name.clone(),
            basis,
            transcripts: judged.iter().map(|j| j.transcript.name.clone()).collect(),
            units: rated.codes.first().map_or(0.0, Ratings::pairable),
            codes: told.collect(),
            overall: Coefficients::of(&rated.overall),
            unitizing: unitized(&judged, coders.len(), None),
            coders: names(&coders),
            engine: engine.map(|engine| engine.engine.clone()),
        })
    }

    /// Where one of the coders codes a second time, the units that she has looked at again: only about those can the two agree.
    fn judged_twice(&self, study: &Study, coders: &[Coder]) -> Result<Option<BTreeSet<UnitId>>> {
        let mut units = None;
        for coder in coders
            .iter()
            .filter(|c| Coder::first_pass(&c.name).is_some())
        {
            let own = self.coded_again(study, &coder.name)?;
            units.get_or_insert_with(BTreeSet::new).extend(own);
        }
        Ok(units)
    }

    /// The transcripts that at least two of the coders coded, with what each gave.
    fn judged(
        &self,
        study: &Study,
        codings: &[Coding],
        (coders, engine): (&[Coder], Option<&EngineCodings>),
        (places, twice): (&HashMap<CodeId, usize>, Option<&BTreeSet<UnitId>>),
    ) -> Result<Vec<Judged>> {
        let mut of_unit: HashMap<UnitId, Vec<(usize, usize)>> = HashMap::new();
        for coding in codings {
            let coder = coders.iter().position(|c| c.id == coding.coder);
            if let (Some(coder), Some(code)) = (coder, places.get(&coding.code)) {
                of_unit.entry(coding.unit).or_default().push((coder, *code));
            }
        }
        let mut judged = Vec::new();
        for id in self.store.transcript_ids(study.id)? {
            let mut units = self.store.units(id)?;
            units.retain(|unit| twice.is_none_or(|twice| twice.contains(&unit.id)));
            let mut given: Vec<BTreeMap<usize, Vec<Span>>> = vec![BTreeMap::new(); coders.len()];
            for unit in &units {
                for &(coder, code) in of_unit.get(&unit.id).into_iter().flatten() {
                    given[coder].entry(code).or_default().push(unit.span);
                }
            }
            let by_engine = engine.and_then(|engine| engine.of(id));
            if let (Some(stretches), Some(own)) = (by_engine, given.last_mut()) {
                for stretch in stretches {
                    for place in stretch.codes.iter().filter_map(|code| places.get(code)) {
                        own.entry(*place).or_default().push(stretch.span);
                    }
                }
            }
            let coders: Vec<Option<Given>> = (given.into_iter().zip(coders))
                .map(|(codes, coder)| {
                    // Of units that were drawn, a coder who gave one no code has judged it, too; so has the engine.
                    let has_judged = match coder.id {
                        ENGINE => by_engine.is_some(),
                        _ => !codes.is_empty() || (twice.is_some() && !units.is_empty()),
                    };
                    has_judged.then(|| codes.into_iter().collect())
                })
                .collect();
            if coders.iter().flatten().count() >= 2
                && let Some(transcript) = self.store.transcript(id)?
            {
                let units = units.iter().map(|unit| unit.span).collect();
                judged.push(Judged {
                    transcript,
                    coders,
                    units,
                });
            }
        }
        Ok(judged)
    }
}

/// Ratings by code, and of all codes together.
struct Rated {
    codes: Vec<Ratings>,
    overall: Ratings,
}

impl Rated {
    fn of(judged: &[Judged], coders: usize, basis: Basis, codes: &[(usize, CodeId)]) -> Self {
        let mut all: Vec<Ratings> = codes.iter().map(|_| Ratings::new(coders, 2)).collect();
        let mut block = 0;
        for transcript in judged {
            let pieces = transcript.pieces(basis, block);
            block = pieces.next_block(block);
            for ((place, _), ratings) in codes.iter().zip(&mut all) {
                pieces.rate(transcript, *place, ratings);
            }
        }
        let mut overall = Ratings::new(coders, 2);
        for unit in all.iter().flat_map(Ratings::units) {
            overall.add(&unit.judged, unit.weight, unit.block);
        }
        Self {
            codes: all,
            overall,
        }
    }
}

/// The coders asked for, else every person who coded the study, in the order of their names; the engine is the last.
pub(super) fn chosen(
    known: &[Coder],
    codings: &[Coding],
    study: &Study,
    (asked, engine): (&[String], Option<&EngineCodings>),
) -> Result<Vec<Coder>> {
    let mut coders: Vec<Coder> = if asked.is_empty() {
        let coded: BTreeSet<_> = codings.iter().map(|c| c.coder).collect();
        let people = known.iter().filter(|c| c.kind == CoderKind::Person);
        // A second pass is no other coder's judgement; it takes part where it is named.
        let first = people.filter(|c| Coder::first_pass(&c.name).is_none());
        first.filter(|c| coded.contains(&c.id)).cloned().collect()
    } else {
        let find = |name: &String| {
            let found = known.iter().find(|coder| coder.name == *name);
            found.cloned().ok_or_else(|| {
                Error::input(format!(
                    "there is no coder '{name}' in this project; there are: {}",
                    names(known).join(", ")
                ))
            })
        };
        asked.iter().map(find).collect::<Result<_>>()?
    };
    coders.sort_by(|a, b| a.name.cmp(&b.name));
    coders.dedup_by_key(|coder| coder.id);
    coders.extend(engine.map(EngineCodings::coder));
    if coders.len() < 2 {
        return Err(Error::input(format!(
            "'{}' was coded by {}; agreement needs two coders. A second one codes under her own name (--coder NAME)",
            study.name,
            coders.first().map_or("nobody", |coder| coder.name.as_str())
        )));
    }
    Ok(coders)
}

pub(super) fn names(coders: &[Coder]) -> Vec<String> {
    let named = coders.iter().map(|coder| match coder.kind {
        CoderKind::Person => coder.name.clone(),
        CoderKind::Machine if coder.id == ENGINE => format!("{} (engine)", coder.name),
        CoderKind::Machine => format!("{} (machine)", coder.name),
        CoderKind::Consensus => format!("{} (consensus)", coder.name),
    });
    named.collect()
}

/// For each code that was given the place in the codebook of the node it is told by.
fn places(
    codebook: &Codebook,
    codings: &[Coding],
    engine: Option<&EngineCodings>,
    level: Option<usize>,
) -> HashMap<CodeId, usize> {
    let mut given: BTreeSet<CodeId> = codings.iter().map(|c| c.code).collect();
    given.extend(
        engine
            .into_iter()
            .flat_map(EngineCodings::all)
            .flat_map(|j| &j.codes),
    );
    let place = |id: CodeId| codebook.codes().iter().position(|code| code.id == id);
    (given.into_iter())
        .filter_map(|code| Some((code, place(told_by(codebook, code, level)?)?)))
        .collect()
}

/// To how much of what two coders judged this one gave the code.
fn given(ratings: &Ratings, coder: usize) -> f64 {
    let judged = ratings
        .units()
        .iter()
        .filter(|unit| unit.judged[coder] == Some(1) && unit.judged.iter().flatten().count() >= 2);
    // The sum of nothing is -0.
    judged.map(|unit| unit.weight).sum::<f64>() + 0.0
}

/// The α family over all transcripts that every coder coded, one after the other; for one code, or all.
fn unitized(judged: &[Judged], coders: usize, only: Option<usize>) -> Option<Unitizing> {
    let mut all: Vec<Vec<Segment>> = vec![Vec::new(); coders];
    let mut length = 0;
    for transcript in judged
        .iter()
        .filter(|j| j.coders.iter().all(Option::is_some))
    {
        for (coder, segments) in all.iter_mut().enumerate() {
            let found = transcript.segments(coder, only)?;
            segments.extend(found.into_iter().map(|segment| Segment {
                start: segment.start + length,
                end: segment.end + length,
                ..segment
            }));
        }
        length += transcript.transcript.text.chars().count();
    }
    unitizing(&all, length)
}
