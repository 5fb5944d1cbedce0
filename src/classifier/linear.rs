//! Words, or words and sentence vectors side by side, against codes: a linear model, one against the rest, all codes trained
//! together.
//!
//! The L2-regularised, squared-hinge support vector machine by dual coordinate descent (Hsieh, Chang, Lin, Keerthi &
//! Sundararajan 2008, algorithm 1, as in liblinear). Departures: every visit of a unit computes its margin for all codes
//! of a block at once (the weights of one column stand side by side in memory), so there is no shrinking; the number of
//! rounds is fixed; the blocks of codes run in parallel and do not depend on their number. Where nearly the same units were
//! learnt from before, the descent may start where it ended then ([`Start`]) and needs a few rounds only, over the new units
//! and some of the others.

use super::sparse::{SparseRow, SparseRows};
use super::stop::Stop;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;
use std::ops::Range;

/// How strictly the examples are followed; larger follows them more. Chosen on the sets named in benches/RESULTS.md.
const COST: f32 = 0.1;
/// Rounds over all units.
const ROUNDS: usize = 8;
/// The same from a start that is near the end.
const ROUNDS_FROM_START: usize = 2;
/// Units known at the start that are visited again; the others stay as they were.
const AGAIN: usize = 4_000;
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
    /// A lane of weights for each column of words.
    weights: Vec<Lane>,
    /// A lane of weights for each number of the sentence vector.
    of_vector: Vec<Lane>,
    intercepts: Lane,
    /// For each unit learnt from what it adds to the weights: positive where it bears the code.
    pulls: Vec<Lane>,
}

/// Where a descent starts: at the end of an earlier one over nearly the same units.
pub struct Start<'a> {
    /// What was learnt then, from all units.
    pub linear: &'a Linear,
    /// The units then, where their columns are those of now: what they add need not be added up anew.
    pub rows: Option<Rows<'a>>,
    /// For each unit its place then, if it was there with the same words and codes.
    pub units: &'a [Option<usize>],
    /// For each code its place then, if it was there.
    pub codes: &'a [Option<usize>],
}

/// What is learnt from.
pub struct Training<'a> {
    /// The units.
    pub rows: Rows<'a>,
    /// Which of the units are learnt from.
    pub chosen: &'a [usize],
    /// The codes of each unit.
    pub codes: &'a [Vec<usize>],
    /// How much each unit counts where it speaks against a code.
    pub weights: &'a [f32],
}

/// Units by their words and, where there is an encoder, by their sentence vectors.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// The words of each unit.
    pub words: &'a SparseRows,
    /// Columns that words may have.
    pub columns: usize,
    /// The vector of each unit, one a row.
    pub vectors: Option<&'a Array2<f32>>,
}

/// One unit.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Its words.
    pub words: SparseRow<'a>,
    /// Its sentence vector.
    pub vector: Option<ArrayView1<'a, f32>>,
}

impl<'a> Rows<'a> {
    fn row(&self, unit: usize) -> Row<'a> {
        Row {
            words: self.words.row(unit),
            vector: self.vectors.map(|vectors| vectors.row(unit)),
        }
    }
}

impl Row<'_> {
    /// Sum of squares.
    fn square(&self) -> f32 {
        self.words.square() + self.vector.map_or(0.0, |vector| vector.dot(&vector))
    }
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
        let squares: Vec<f32> = training
            .chosen
            .iter()
            .map(|&unit| training.rows.row(unit).square() + 1.0)
            .collect();
        let blocks = (0..count)
            .step_by(BLOCK)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|first| {
                let codes = first..(first + BLOCK).min(count);
                fit_block(training, &squares, codes, start, stop)
            })
            .collect();
        Self {
            codes: count,
            blocks,
        }
    }

    /// The margin of a unit for every code: positive speaks for it.
    pub fn margins(&self, row: Row<'_>) -> Vec<f32> {
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
    /// For each code of a block the block and lane that it had then.
    fn lanes(&self, range: &Range<usize>) -> Vec<Option<(&Block, usize)>> {
        let lane = |code: usize| (&self.linear.blocks[code / BLOCK], code % BLOCK);
        self.codes[range.clone()]
            .iter()
            .map(|code| code.map(lane))
            .collect()
    }

    /// The places in `chosen` of the units worth a visit: all new ones, and some of the others, other ones as their number grows.
    fn worth_a_visit(&self, chosen: &[usize]) -> Vec<usize> {
        let is_new = |i: &usize| self.units[chosen[*i]].is_none();
        let (mut visited, mut known): (Vec<usize>, Vec<usize>) =
            (0..chosen.len()).partition(is_new);
        shuffle(&mut known, &mut (chosen.len() as u64));
        visited.extend(known.iter().take(AGAIN));
        visited
    }
}

/// One lane put together from several.
fn gathered<'b>(lanes: &[Option<(&'b Block, usize)>], of: impl Fn(&'b Block) -> &'b Lane) -> Lane {
    let mut gathered = [0.0; BLOCK];
    for (place, lane) in gathered.iter_mut().zip(lanes) {
        if let Some((block, code)) = lane {
            *place = of(block)[*code];
        }
    }
    gathered
}

impl Block {
    fn margins(&self, row: Row<'_>) -> Lane {
        let mut margins = self.intercepts;
        for (column, value) in row.words.iter() {
            add_to(&mut margins, value, &self.weights[column]);
        }
        if let Some(vector) = row.vector {
            for (weights, value) in self.of_vector.iter().zip(vector) {
                add_to(&mut margins, *value, weights);
            }
        }
        margins
    }

    /// Adds `steps` times a unit to the weights of each code.
    fn add(&mut self, row: Row<'_>, steps: &Lane) {
        for (column, value) in row.words.iter() {
            add_to(&mut self.weights[column], value, steps);
        }
        if let Some(vector) = row.vector {
            for (weights, value) in self.of_vector.iter_mut().zip(vector) {
                add_to(weights, *value, steps);
            }
        }
        add_to(&mut self.intercepts, 1.0, steps);
    }
}

/// Adds `times` one lane to another.
#[inline]
fn add_to(sums: &mut Lane, times: f32, lane: &Lane) {
    for code in 0..BLOCK {
        sums[code] += times * lane[code];
    }
}

/// A unit at rest is looked at again only every so many rounds.
const REST: usize = 4;
/// A unit this far on the right side of every border of a block is at rest.
const FAR: f32 = 1.2;

fn fit_block(
    training: &Training<'_>,
    squares: &[f32],
    range: Range<usize>,
    start: Option<&Start<'_>>,
    stop: &Stop,
) -> Block {
    let Training {
        rows,
        chosen,
        codes,
        weights,
    } = *training;
    let width = range.len();
    let mut block = Block {
        width,
        weights: vec![[0.0; BLOCK]; rows.columns],
        of_vector: vec![[0.0; BLOCK]; rows.vectors.map_or(0, Array2::ncols)],
        intercepts: [0.0; BLOCK],
        pulls: vec![[0.0; BLOCK]; chosen.len()],
    };
    let costs = balanced_costs(chosen, codes, weights, &range);
    if let Some(start) = start {
        block.start_at(start, training, &range);
    }
    let mut resting = vec![false; chosen.len()];
    let mut order = match start {
        Some(start) if block.pulls_everywhere(&costs) => start.worth_a_visit(chosen),
        _ => (0..chosen.len()).collect(),
    };
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
            let visited = Visited {
                row: rows.row(unit),
                square: squares[i],
                signs: signs(&codes[unit], &range),
                weight: weights[unit],
            };
            let still = block.visit(i, &visited, &costs);
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

/// A unit as a step of the descent sees it.
struct Visited<'a> {
    row: Row<'a>,
    /// Sum of squares of the row and of the 1 that stands for the intercept.
    square: f32,
    signs: Lane,
    /// How much it counts where it speaks against a code.
    weight: f32,
}

fn signs(codes: &[usize], range: &Range<usize>) -> Lane {
    let mut signs = [-1.0; BLOCK];
    for code in codes.iter().filter(|c| range.contains(c)) {
        signs[code - range.start] = 1.0;
    }
    signs
}

impl Block {
    /// Takes over what each unit added at the end of an earlier descent.
    fn start_at(&mut self, start: &Start<'_>, training: &Training<'_>, range: &Range<usize>) {
        let lanes = start.lanes(range);
        let pull = |old: usize| gathered(&lanes, |block| &block.pulls[old]);
        for (pulls, &unit) in self.pulls.iter_mut().zip(training.chosen) {
            *pulls = start.units[unit].map_or([0.0; BLOCK], pull);
        }
        let Some(rows) = start.rows else {
            for (i, &unit) in training.chosen.iter().enumerate() {
                let pulls = self.pulls[i];
                self.add(training.rows.row(unit), &pulls);
            }
            return;
        };
        for (column, weights) in self.weights.iter_mut().enumerate() {
            *weights = gathered(&lanes, |block| &block.weights[column]);
        }
        for (number, weights) in self.of_vector.iter_mut().enumerate() {
            *weights = gathered(&lanes, |block| &block.of_vector[number]);
        }
        let mut gone = vec![true; rows.words.len()];
        let chosen = training.chosen.iter();
        chosen
            .filter_map(|&unit| start.units[unit])
            .for_each(|old| gone[old] = false);
        for (old, gone) in gone.into_iter().enumerate() {
            add_to(&mut self.intercepts, 1.0, &pull(old));
            if gone {
                self.add(rows.row(old), &pull(old).map(|pull| -pull));
            }
        }
    }

    /// Whether something pulls at every code that has an example; else a code has its first one.
    fn pulls_everywhere(&self, costs: &[(f32, f32)]) -> bool {
        let pulled = |code: usize| self.pulls.iter().any(|pulls| pulls[code] != 0.0);
        (costs.iter().zip(0..)).all(|((for_it, _), code)| *for_it <= 0.0 || pulled(code))
    }

    /// One step of the descent for all codes by the unit at place `i`; whether it is far from every border.
    fn visit(&mut self, i: usize, visited: &Visited<'_>, costs: &[(f32, f32)]) -> bool {
        let Visited {
            row,
            square,
            signs,
            weight,
        } = *visited;
        let margins = self.margins(row);
        let mut still = true;
        let mut steps = [0.0; BLOCK];
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
                steps[code] = step * signs[code];
            }
        }
        if steps != [0.0; BLOCK] {
            self.add(row, &steps);
        }
        still
    }
}

/// The cost of missing a positive and a negative example, for each code of the range: inversely to how many there are.
fn balanced_costs(
    chosen: &[usize],
    codes: &[Vec<usize>],
    weights: &[f32],
    range: &Range<usize>,
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
    fn rows(of_each_code: usize) -> (SparseRows, Vec<Vec<usize>>) {
        let unit = |i: usize| {
            let own = (i % CODES * 3) as u32;
            let mut row = vec![(own + (i / CODES % 3) as u32, 0.7), (CODES as u32 * 3, 0.4)];
            row.sort_unstable_by_key(|(column, _)| *column);
            row
        };
        let units = CODES * of_each_code;
        let rows: Vec<_> = (0..units).map(unit).collect();
        let codes = (0..units).map(|i| vec![i % CODES]).collect();
        (SparseRows::from_rows(&rows), codes)
    }

    fn by_words(words: &SparseRows) -> Rows<'_> {
        Rows {
            words,
            columns: CODES * 3 + 1,
            vectors: None,
        }
    }

    fn fit(
        rows: &SparseRows,
        codes: &[Vec<usize>],
        chosen: &[usize],
        start: Option<&Start<'_>>,
    ) -> Linear {
        let training = Training {
            rows: by_words(rows),
            chosen,
            codes,
            weights: &vec![1.0; rows.len()],
        };
        Linear::fit(&training, CODES, start, &Stop::default())
    }

    #[test]
    fn the_code_of_a_unit_has_the_only_positive_margin() {
        let (rows, codes) = rows(6);
        let everything: Vec<usize> = (0..rows.len()).collect();
        let linear = fit(&rows, &codes, &everything, None);
        for unit in everything {
            let margins = linear.margins(by_words(&rows).row(unit));
            let positive: Vec<usize> = (0..CODES).filter(|&code| margins[code] > 0.0).collect();
            assert_eq!(positive, codes[unit]);
        }
    }

    #[test]
    fn vectors_tell_apart_what_words_do_not() {
        // All units say the same; their vectors point one way or the other.
        let words = SparseRows::from_rows(&vec![vec![(0, 1.0)]; 12]);
        let vectors = Array2::from_shape_fn((12, 3), |(unit, place)| {
            f32::from(u8::from(unit % 2 == place))
        });
        let codes: Vec<Vec<usize>> = (0..12).map(|unit| vec![unit % 2]).collect();
        let chosen: Vec<usize> = (0..10).collect();
        let fit = |vectors| {
            let rows = Rows {
                words: &words,
                columns: 1,
                vectors,
            };
            let training = Training {
                rows,
                chosen: &chosen,
                codes: &codes,
                weights: &[1.0; 12],
            };
            let linear = Linear::fit(&training, 2, None, &Stop::default());
            [10, 11].map(|unit| linear.margins(rows.row(unit)))
        };
        let [even, odd] = fit(Some(&vectors));
        assert!(even[0] > 0.0 && even[1] < 0.0, "{even:?}");
        assert!(odd[0] < 0.0 && odd[1] > 0.0, "{odd:?}");
        let [even, odd] = fit(None);
        assert_eq!(even, odd);
    }

    /// The mean distance of margins learnt from an earlier end from those of a fresh beginning, once with the rows of then and
    /// once without. One unit more than then, one less, two that are coded otherwise; the last code was unknown then.
    fn apart_from_fresh(of_each_code: usize) -> [f32; 2] {
        let (rows, mut codes) = rows(of_each_code);
        let last = rows.len() - 1;
        let before: Vec<usize> = (0..last).collect();
        let earlier = fit(&rows, &codes, &before, None);
        codes[last] = vec![CODES - 1, 4];
        codes[3] = vec![7];
        codes[50].clear();
        let gone = 60;
        let units: Vec<Option<usize>> = (0..rows.len())
            .map(|unit| (unit < last && ![3, 50, gone].contains(&unit)).then_some(unit))
            .collect();
        let known_codes: Vec<Option<usize>> = (0..CODES)
            .map(|code| (code < CODES - 1).then_some(code))
            .collect();
        let now: Vec<usize> = (0..rows.len()).filter(|&unit| unit != gone).collect();
        let fresh = fit(&rows, &codes, &now, None);
        let then = SparseRows::of(before.iter().map(|&unit| rows.row(unit)));
        [None, Some(&then)].map(|then| {
            let start = Start {
                linear: &earlier,
                rows: then.map(by_words),
                units: &units,
                codes: &known_codes,
            };
            let stepped = fit(&rows, &codes, &now, Some(&start));
            let mut apart = Vec::new();
            for &unit in &now {
                let row = by_words(&rows).row(unit);
                let (a, b) = (stepped.margins(row), fresh.margins(row));
                apart.extend(a.iter().zip(&b).map(|(a, b)| (a - b).abs()));
            }
            apart.iter().sum::<f32>() / apart.len() as f32
        })
    }

    #[test]
    fn from_an_earlier_end_the_borders_come_near_those_of_a_fresh_beginning() {
        let few = apart_from_fresh(6);
        // So many that most are not visited again.
        let many = apart_from_fresh(AGAIN / CODES * 2);
        for mean in [few, many].concat() {
            assert!(mean < 0.02, "{few:?} {many:?}");
            assert_ne!(mean, 0.0, "the start was not used");
        }
        // Whether the shares are added up anew or taken over, they are the same.
        assert!((few[0] - few[1]).abs() < 1e-4, "{few:?}");
        assert!((many[0] - many[1]).abs() < 1e-4, "{many:?}");
    }
}
