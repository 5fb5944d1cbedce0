//! The ranker's default weights: learnt on small studies that are cut out of large public ones.
//!
//! A study that has just begun has no held-out evidence of its own. What evidence is worth can be learnt elsewhere: for each
//! corpus, studies of several sizes are drawn by participant, their views are fitted, and other participants' units judged.

use super::defaults::JudgedPairs;
use super::folds::Fold;
use super::hold_out::{HeldOut, Sparse, hold_out};
use super::lessons::Lessons;
use super::ranker::Judged;
use super::scattered::scattered;
use super::stop::Stop;
use std::sync::Arc;

/// Sizes of the drawn studies, in units.
const SIZES: [usize; 6] = [15, 30, 60, 120, 250, 500];
/// Studies drawn of each size.
const DRAWS: u64 = 4;
/// Units judged in each drawn study.
const JUDGED: usize = 150;

/// Judged pairs of all studies drawn from one corpus.
pub fn draw(lessons: &Lessons) -> JudgedPairs {
    let sparse = Sparse::learn(lessons, &Stop::default());
    let mut judged = JudgedPairs::default();
    for size in SIZES {
        for seed in 0..DRAWS {
            if let Some(fold) = small_study(&lessons.groups, size, seed) {
                let (near, size) = (&lessons.neighbours, fold.learnt.len());
                let mut held = hold_out(lessons, near, &sparse, &fold, size, &Stop::default());
                held.units.iter_mut().for_each(HeldOut::keep_likeliest);
                for pair in held.units.iter().flat_map(|unit| &unit.pairs) {
                    let kind = if pair.taught {
                        &mut judged.taught
                    } else {
                        &mut judged.untaught
                    };
                    kind.push(Judged {
                        numbers: pair.numbers,
                        right: pair.right,
                    });
                }
                if held.flow.is_some() {
                    judged.talks.push(Arc::new(held));
                }
            }
        }
    }
    judged
}

/// About `size` units of whole groups to learn from and up to [`JUDGED`] of other groups; `None` where the corpus is too small.
fn small_study(groups: &[usize], size: usize, seed: u64) -> Option<Fold> {
    if groups.len() < size * 3 / 2 {
        return None;
    }
    let order = |group: usize| scattered(scattered(seed) ^ group as u64);
    let mut units: Vec<usize> = (0..groups.len()).collect();
    units.sort_by_key(|&u| (order(groups[u]), groups[u], u));
    let edge = units[size];
    let cut = units
        .iter()
        .position(|&u| groups[u] == groups[edge])?
        .max(size.min(10));
    let (learnt, rest) = units.split_at(cut.max(size));
    let taught: std::collections::HashSet<usize> = learnt.iter().map(|&u| groups[u]).collect();
    let held_out: Vec<usize> = rest
        .iter()
        .copied()
        .filter(|&u| !taught.contains(&groups[u]))
        .take(JUDGED)
        .collect();
    let mut learnt = learnt.to_vec();
    learnt.sort_unstable();
    (!held_out.is_empty()).then_some(Fold { learnt, held_out })
}
