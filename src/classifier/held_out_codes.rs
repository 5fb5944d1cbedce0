//! The codes that units get from models that never met them: the engine as a coder beside others.

use super::aim::Aim;
use super::defaults::Defaults;
use super::folds::grouped_folds;
use super::learning_curve::Step;
use super::lessons::Lessons;
use super::trial::Exam;
use crate::error::Result;
use std::collections::BTreeSet;

/// At most so many folds.
const FOLDS: usize = 5;

/// What units got from models that had learnt from other groups only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOutCodes {
    /// Number of folds; 0 where nothing could be held out.
    pub folds: usize,
    /// The codes that were accepted for each unit, by their places; `None` for a unit that could not be held out.
    pub given: Vec<Option<Vec<usize>>>,
}

/// Has each unit judged by a model that learnt from the units of other groups only, and of those only from the `taught` ones:
/// the others are asked about, and teach nothing.
///
/// With fewer than two groups nothing can be held out. Same lessons, same codes, on any number of threads. `progress` is told how
/// many models of how many have been trained.
///
/// # Errors
/// [`crate::Error::Internal`] where a model cannot be fitted.
pub fn held_out_codes(
    lessons: &Lessons,
    taught: &[bool],
    defaults: &Defaults,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<HeldOutCodes> {
    let groups: BTreeSet<usize> = lessons.groups.iter().copied().collect();
    let folds = match groups.len() {
        // One group would be cut by units, and units of one group may lie on each other.
        0 | 1 => Vec::new(),
        _ => grouped_folds(&lessons.groups, &lessons.codes_of, FOLDS),
    };
    let mut given = vec![None; lessons.len()];
    let number = folds.len();
    for (done, fold) in folds.into_iter().enumerate() {
        progress(done, number);
        let exam = Exam {
            lessons,
            defaults,
            aim: Aim::Balanced,
            held_out: &fold.held_out,
        };
        let learnt: Vec<usize> = fold
            .learnt
            .into_iter()
            .filter(|unit| taught[*unit])
            .collect();
        let step = Step {
            share: 100,
            groups: groups.len(),
            learnt,
        };
        for answer in exam.take(step, None)?.answers {
            given[answer.unit] = Some(answer.accepted().collect());
        }
    }
    progress(number, number);
    Ok(HeldOutCodes {
        folds: number,
        given,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::{Categories, CodeWords, Without};
    use crate::study::Language;
    use crate::text::Analyzer;
    use std::sync::Arc;

    fn lessons(units: &[(&str, Vec<usize>, usize)]) -> Lessons {
        let blank = vec![String::new(); units.len()];
        Lessons {
            analyzer: Arc::new(Analyzer::new(&Language::english())),
            texts: units.iter().map(|unit| unit.0.to_owned()).collect(),
            condensed: blank.clone(),
            questions: blank,
            previous: vec![None; units.len()],
            codes_of: units.iter().map(|unit| unit.1.clone()).collect(),
            groups: units.iter().map(|unit| unit.2).collect(),
            neighbours: vec![Vec::new(); units.len()],
            vectors: None,
            heard: Vec::new(),
            heard_vectors: None,
            codes: vec![CodeWords::default(); 2],
            categories: Categories::default(),
            code_vectors: None,
            without: Without::default(),
        }
    }

    fn told(units: &[(&str, Vec<usize>, usize)], taught: &[bool]) -> HeldOutCodes {
        let defaults = Defaults::shipped(None).unwrap();
        held_out_codes(&lessons(units), taught, &defaults, &|_, _| {}).unwrap()
    }

    const TIRED: &str = "after the night shift I was exhausted and could hardly sleep";
    const HELPED: &str = "my friends in the cohort taught each other and we learnt together";

    /// Each of six participants says two things; what only one of them says is not known of the others.
    #[test]
    fn a_unit_is_judged_by_what_others_said() {
        let mut units = Vec::new();
        for participant in 0..6 {
            units.push((TIRED, vec![0], participant));
            units.push((HELPED, vec![1], participant));
        }
        let given = told(&units, &[true; 12]).given;
        for (unit, codes) in given.iter().enumerate() {
            assert_eq!(codes.as_deref(), Some(&[unit % 2][..]), "unit {unit}");
        }
        // The only example of a code is no example of itself.
        units[0].1 = vec![1];
        units[0].0 = "گرسنه بودم 😀 nothing like it anywhere";
        units.iter_mut().skip(1).for_each(|unit| unit.1 = vec![0]);
        let given = told(&units, &[true; 12]).given;
        assert!(!given[0].as_ref().unwrap().contains(&1), "{:?}", given[0]);
    }

    #[test]
    fn what_is_only_asked_about_teaches_nothing() {
        let mut units = Vec::new();
        for participant in 0..6 {
            units.push((TIRED, vec![0], participant));
            units.push((HELPED, vec![1], participant));
        }
        let mut taught = vec![true; 12];
        let without = told(&units, &taught);
        // Untaught silence on the same words, over and over, changes nothing for the taught.
        for participant in 0..6 {
            units.extend((0..5).map(|_| (TIRED, Vec::new(), participant)));
        }
        taught.extend([false; 30]);
        let with = told(&units, &taught);
        assert_eq!(with.given[..12], without.given[..]);
        assert_eq!(with.given[12], Some(vec![0]));
    }

    #[test]
    fn one_group_cannot_be_held_out() {
        let units = [(TIRED, vec![0], 3), (HELPED, vec![1], 3)];
        let found = told(&units, &[true; 2]);
        assert_eq!((found.folds, found.given), (0, vec![None, None]));
        assert_eq!(told(&[], &[]).folds, 0);
    }
}
