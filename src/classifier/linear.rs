//! Words against codes: a sparse linear model, one against the rest, all codes trained together.
//!
//! The L2-regularised, squared-hinge support vector machine by dual coordinate descent (Hsieh, Chang, Lin, Keerthi &
//! Sundararajan 2008, algorithm 1, as in liblinear). Departures: every visit of a unit computes its margin for all codes
//! of a block at once (the weights of one column stand side by side in memory), so there is no shrinking; the number of
//! rounds is fixed; the blocks of codes run in parallel and do not depend on their number. Where nearly the same units were
//! learnt from before, the descent may start where it ended then ([`Start`]) and needs a few rounds only.

use super::sparse::{SparseRow, SparseRows};
use super::stop::Stop;
use rayon::prelude::*;

/// How strictly the examples are followed; larger follows them more.
const COST: f32 = 1.0;
/// Rounds over all units.
const ROUNDS: usize = 12;
/// The same from a start that is near the end.
const ROUNDS_FROM_START: usize = 2;
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
    /// For each unit learnt from what it adds to the weights: positive where it bears the code.
    pulls: Vec<Lane>,
}

/// Where a descent starts: at the end of an earlier one over nearly the same units.
pub struct Start<'a> {
    /// What was learnt then, from all units.
    pub linear: &'a Linear,
    /// For each unit its place then, if it was there.
    pub units: &'a [Option<usize>],
    /// For each code its place then, if it was there.
    pub codes: &'a [Option<usize>],
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
    /// Learns borders for `count` codes. Positive and negative examples of a code weigh the same in sum. From a `start` the
    /// borders come near those of a fresh beginning, but are not the same. After a `stop` what was learnt is of no use.
    pub fn fit(
        training: &Training<'_>,
        count: usize,
        start: Option<&Start<'_>>,
        stop: &Stop,
    ) -> Self {
        let blocks = (0..count)
            .step_by(BLOCK)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|first| fit_block(training, first..(first + BLOCK).min(count), start, stop))
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

impl Start<'_> {
    /// What a unit added to the weights of a code at the end.
    fn pull(&self, unit: usize, code: usize) -> Option<f32> {
        let (unit, code) = (self.units[unit]?, self.codes[code]?);
        Some(self.linear.blocks[code / BLOCK].pulls[unit][code % BLOCK])
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

fn fit_block(
    training: &Training<'_>,
    range: std::ops::Range<usize>,
    start: Option<&Start<'_>>,
    stop: &Stop,
) -> Block {
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
        pulls: vec![[0.0; BLOCK]; chosen.len()],
    };
    let costs = balanced_costs(chosen, codes, weights, &range);
    if let Some(start) = start {
        block.start_at(start, training, &range);
    }
    let mut resting = vec![false; chosen.len()];
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    let mut random = 0x5eed_u64;
    let first = start.map_or(0, |_| ROUNDS - ROUNDS_FROM_START);
    for round in first..ROUNDS {
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
            let still = block.visit(i, rows.row(unit), &signs, &costs, weights[unit]);
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
    /// Takes over what each unit added at the end of an earlier descent, where it bears the same codes still.
    fn start_at(
        &mut self,
        start: &Start<'_>,
        training: &Training<'_>,
        range: &std::ops::Range<usize>,
    ) {
        for (i, &unit) in training.chosen.iter().enumerate() {
            let signs = signs(&training.codes[unit], range);
            for (code, sign) in signs.into_iter().enumerate().take(self.width) {
                let pull = start.pull(unit, range.start + code).unwrap_or(0.0);
                if pull * sign > 0.0 {
                    self.pulls[i][code] = pull;
                    self.add(training.rows.row(unit), code, pull);
                }
            }
        }
    }

    /// One step of the descent for all codes by the unit at place `i`; whether it is far from every border.
    fn visit(
        &mut self,
        i: usize,
        row: SparseRow<'_>,
        signs: &Lane,
        costs: &[(f32, f32)],
        weight: f32,
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
            let dual = self.pulls[i][code] * signs[code];
            let reach = signs[code] * margins[code];
            let next = (dual - (reach - 1.0 + dual * softness) / (square + softness)).max(0.0);
            let step = next - dual;
            still &= dual == 0.0 && reach > FAR;
            if step.abs() > 1e-6 {
                self.pulls[i][code] = next * signs[code];
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

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: usize = 20;

    /// Units of two columns out of a code's own three and one that all share, in two blocks of codes.
    fn rows() -> (SparseRows, Vec<Vec<usize>>) {
        let unit = |i: usize| {
            let own = (i % CODES * 3) as u32;
            let mut row = vec![(own + (i / CODES % 3) as u32, 0.7), (CODES as u32 * 3, 0.4)];
            row.sort_unstable_by_key(|(column, _)| *column);
            row
        };
        let rows: Vec<_> = (0..CODES * 6).map(unit).collect();
        let codes = (0..CODES * 6).map(|i| vec![i % CODES]).collect();
        (SparseRows::from_rows(&rows), codes)
    }

    fn fit(codes: &[Vec<usize>], chosen: &[usize], start: Option<&Start<'_>>) -> Linear {
        let (rows, _) = rows();
        let training = Training {
            rows: &rows,
            columns: CODES * 3 + 1,
            chosen,
            codes,
            weights: &vec![1.0; rows.len()],
        };
        Linear::fit(&training, CODES, start, &Stop::default())
    }

    #[test]
    fn the_code_of_a_unit_has_the_only_positive_margin() {
        let (rows, codes) = rows();
        let everything: Vec<usize> = (0..rows.len()).collect();
        let linear = fit(&codes, &everything, None);
        for unit in everything {
            let margins = linear.margins(rows.row(unit));
            let positive: Vec<usize> = (0..CODES).filter(|&code| margins[code] > 0.0).collect();
            assert_eq!(positive, codes[unit]);
        }
    }

    #[test]
    fn from_an_earlier_end_the_borders_come_near_those_of_a_fresh_beginning() {
        let (rows, mut codes) = rows();
        let last = rows.len() - 1;
        let before: Vec<usize> = (0..last).collect();
        let earlier = fit(&codes, &before, None);
        // A unit more, and two that are coded otherwise now; the last code was unknown then.
        codes[last] = vec![CODES - 1, 4];
        codes[3] = vec![7];
        codes[50].clear();
        let now: Vec<usize> = (0..rows.len()).collect();
        let start = Start {
            linear: &earlier,
            units: &(0..rows.len())
                .map(|u| (u < last).then_some(u))
                .collect::<Vec<_>>(),
            codes: &(0..CODES)
                .map(|c| (c < CODES - 1).then_some(c))
                .collect::<Vec<_>>(),
        };
        let (stepped, fresh) = (fit(&codes, &now, Some(&start)), fit(&codes, &now, None));
        let mut apart = Vec::new();
        for unit in now {
            let (a, b) = (
                stepped.margins(rows.row(unit)),
                fresh.margins(rows.row(unit)),
            );
            apart.extend(a.iter().zip(&b).map(|(a, b)| (a - b).abs()));
        }
        let mean = apart.iter().sum::<f32>() / apart.len() as f32;
        assert!(mean < 0.02, "{mean}");
        assert_ne!(mean, 0.0, "the start was not used");
    }
}
