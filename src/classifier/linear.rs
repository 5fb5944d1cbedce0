//! Words against codes: a sparse linear model, one against the rest, all codes trained together.
//!
//! The L2-regularised, squared-hinge support vector machine by dual coordinate descent (Hsieh, Chang, Lin, Keerthi &
//! Sundararajan 2008, algorithm 1, as in liblinear). Departures: every visit of a unit computes its margin for all codes
//! of a block at once (the weights of one column stand side by side in memory), so there is no shrinking; the number of
//! rounds is fixed; the blocks of codes run in parallel and do not depend on their number.

use super::sparse::{SparseRow, SparseRows};
use super::stop::Stop;
use rayon::prelude::*;

/// How strictly the examples are followed; larger follows them more.
const COST: f32 = 1.0;
/// Rounds over all units.
const ROUNDS: usize = 12;
/// Codes trained side by side.
const BLOCK: usize = 16;

/// Weights per column and code, and an intercept per code.
#[derive(Debug, Clone)]
pub struct Linear {
    codes: usize,
    blocks: Vec<Block>,
}

/// One number for each code of a block; unused places stay 0.
type Lane = [f32; BLOCK];

#[derive(Debug, Clone)]
struct Block {
    width: usize,
    /// A lane of weights for each column.
    weights: Vec<Lane>,
    intercepts: Lane,
}

/// What is learnt from.
pub struct Training<'a> {
    /// The units.
    pub rows: &'a SparseRows,
    /// Columns that they may have.
    pub columns: usize,
    /// Which of the units are learnt from.
    pub chosen: &'a [usize],
    /// The codes of each unit.
    pub codes: &'a [Vec<usize>],
    /// How much each unit counts where it speaks against a code.
    pub weights: &'a [f32],
}

impl Linear {
    /// Learns borders for `count` codes. Positive and negative examples of a code weigh the same in sum. After a `stop` what
    /// was learnt is of no use.
    pub fn fit(training: &Training<'_>, count: usize, stop: &Stop) -> Self {
        let blocks = (0..count)
            .step_by(BLOCK)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|first| fit_block(training, first..(first + BLOCK).min(count), stop))
            .collect();
        Self {
            codes: count,
            blocks,
        }
    }

    /// The margin of a unit for every code: positive speaks for it.
    pub fn margins(&self, row: SparseRow<'_>) -> Vec<f32> {
        let mut all = Vec::with_capacity(self.codes);
        for block in &self.blocks {
            all.extend(&block.margins(row)[..block.width]);
        }
        all
    }

    /// What one column says for one code.
    pub fn weight(&self, column: usize, code: usize) -> f32 {
        let block = &self.blocks[code / BLOCK];
        block.weights[column][code % BLOCK]
    }
}

impl Block {
    fn margins(&self, row: SparseRow<'_>) -> Lane {
        let mut margins = self.intercepts;
        for (column, value) in row.iter() {
            let weights = &self.weights[column];
            for code in 0..BLOCK {
                margins[code] += value * weights[code];
            }
        }
        margins
    }

    fn add(&mut self, row: SparseRow<'_>, code: usize, step: f32) {
        for (column, value) in row.iter() {
            self.weights[column][code] += step * value;
        }
        self.intercepts[code] += step;
    }
}

/// A unit at rest is looked at again only every so many rounds.
const REST: usize = 4;
/// A unit this far on the right side of every border of a block is at rest.
const FAR: f32 = 1.2;

fn fit_block(training: &Training<'_>, range: std::ops::Range<usize>, stop: &Stop) -> Block {
    let Training {
        rows,
        columns,
        chosen,
        codes,
        weights,
    } = *training;
    let width = range.len();
    let mut block = Block {
        width,
        weights: vec![[0.0; BLOCK]; columns],
        intercepts: [0.0; BLOCK],
    };
    let costs = balanced_costs(chosen, codes, weights, &range);
    let mut duals = vec![[0.0_f32; BLOCK]; chosen.len()];
    let mut resting = vec![false; chosen.len()];
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    let mut random = 0x5eed_u64;
    for round in 0..ROUNDS {
        if stop.is_asked() {
            break;
        }
        shuffle(&mut order, &mut random);
        for &i in &order {
            if resting[i] && round % REST != 0 {
                continue;
            }
            let unit = chosen[i];
            let signs = signs(&codes[unit], &range);
            let still = block.visit(rows.row(unit), &signs, &costs, weights[unit], &mut duals[i]);
            resting[i] = still && round > 0;
        }
    }
    for (code, (for_it, _)) in costs.iter().enumerate() {
        if *for_it <= 0.0 {
            // Nothing was learnt of a code without an example: it must not look likelier than the others.
            block.intercepts[code] = -1.0;
        }
    }
    block
}

fn signs(codes: &[usize], range: &std::ops::Range<usize>) -> Lane {
    let mut signs = [-1.0; BLOCK];
    for code in codes.iter().filter(|c| range.contains(c)) {
        signs[code - range.start] = 1.0;
    }
    signs
}

impl Block {
    /// One step of the descent for all codes; whether the unit is far from every border.
    fn visit(
        &mut self,
        row: SparseRow<'_>,
        signs: &Lane,
        costs: &[(f32, f32)],
        weight: f32,
        duals: &mut Lane,
    ) -> bool {
        let square = row.square() + 1.0;
        let margins = self.margins(row);
        let mut still = true;
        for (code, &(for_it, against)) in costs.iter().enumerate() {
            let cost = if signs[code] > 0.0 {
                for_it
            } else {
                against * weight
            };
            if cost <= 0.0 {
                continue;
            }
            let softness = 0.5 / cost;
            let dual = &mut duals[code];
            let reach = signs[code] * margins[code];
            let next = (*dual - (reach - 1.0 + *dual * softness) / (square + softness)).max(0.0);
            let step = next - *dual;
            still &= *dual == 0.0 && reach > FAR;
            if step.abs() > 1e-6 {
                *dual = next;
                self.add(row, code, step * signs[code]);
            }
        }
        still
    }
}

/// The cost of missing a positive and a negative example, for each code of the range: inversely to how many there are.
fn balanced_costs(
    chosen: &[usize],
    codes: &[Vec<usize>],
    weights: &[f32],
    range: &std::ops::Range<usize>,
) -> Vec<(f32, f32)> {
    let mut positive = vec![0.0_f32; range.len()];
    let mut own_weight = vec![0.0_f32; range.len()];
    let total: f32 = chosen.iter().map(|&u| weights[u]).sum();
    for &unit in chosen {
        for &code in codes[unit].iter().filter(|c| range.contains(c)) {
            positive[code - range.start] += 1.0;
            own_weight[code - range.start] += weights[unit];
        }
    }
    positive
        .iter()
        .zip(&own_weight)
        .map(|(&p, &own)| {
            let negative = (total - own).max(0.0);
            let all = p + negative;
            if p == 0.0 {
                (0.0, 0.0)
            } else {
                (
                    COST * all / (2.0 * p),
                    COST * all / (2.0 * negative.max(1.0)),
                )
            }
        })
        .collect()
}

/// Fisher-Yates with a fixed seed: same units, same order, same model.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for i in (1..order.len()).rev() {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        order.swap(i, (*state >> 33) as usize % (i + 1));
    }
}
