//! From which probability on a code is accepted.
//!
//! Found on probabilities for units that were held out, so that a code the model cannot recognise stays silent.

use serde::{Deserialize, Serialize};

/// How suggestions of a study become accepted ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Least probability for each code.
    pub thresholds: Vec<f64>,
    /// The study gives one code a unit: only the best suggestion can be accepted.
    pub single: bool,
}

/// A held-out probability with its answer.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Which unit.
    pub unit: usize,
    /// Which code.
    pub code: usize,
    /// The probability given.
    pub probability: f64,
    /// Whether the unit bears the code.
    pub right: bool,
}

/// A code's own curve counts as much as this many examples of the curve of all codes.
const SHARED_EXAMPLES: f64 = 8.0;

impl Acceptance {
    /// The thresholds that give each code its best F1 on held-out units. `examples[code]` counts all its coded units.
    pub fn fit(held: &[Held], examples: &[usize], single: bool) -> Self {
        let considered: Vec<Held> = if single {
            best_of_each_unit(held)
        } else {
            held.to_vec()
        };
        let missed = |code: Option<usize>| -> f64 {
            let all = held
                .iter()
                .filter(|h| h.right && code.is_none_or(|c| h.code == c))
                .count();
            all as f64
        };
        let common = best_threshold(&considered, missed(None), None);
        let mut by_code: Vec<Vec<Held>> = vec![Vec::new(); examples.len()];
        for h in &considered {
            by_code[h.code].push(*h);
        }
        let totals = {
            let mut totals = vec![0.0; examples.len()];
            for h in held.iter().filter(|h| h.right) {
                totals[h.code] += 1.0;
            }
            totals
        };
        let thresholds = by_code
            .iter()
            .zip(&totals)
            .map(|(own, &total)| {
                let weight = total / (total + SHARED_EXAMPLES);
                let best = best_threshold(own, total, Some(common));
                weight * best + (1.0 - weight) * common
            })
            .collect();
        Self { thresholds, single }
    }

    /// The same threshold for every code, where nothing could be held out.
    pub fn uniform(threshold: f64, codes: usize, single: bool) -> Self {
        Self {
            thresholds: vec![threshold; codes],
            single,
        }
    }
}

fn best_of_each_unit(held: &[Held]) -> Vec<Held> {
    let mut best: std::collections::BTreeMap<usize, Held> = std::collections::BTreeMap::new();
    for h in held {
        let kept = best.entry(h.unit).or_insert(*h);
        if h.probability > kept.probability {
            *kept = *h;
        }
    }
    best.into_values().collect()
}

/// The threshold with the best F1, half way between the last accepted and the first refused probability.
fn best_threshold(held: &[Held], total: f64, default: Option<f64>) -> f64 {
    let mut sorted: Vec<&Held> = held.iter().collect();
    sorted.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let (mut right, mut best, mut at) = (0.0, 0.0, default.unwrap_or(0.5));
    for (i, h) in sorted.iter().enumerate() {
        right += f64::from(u8::from(h.right));
        let next = sorted
            .get(i + 1)
            .map_or(h.probability * 0.5, |n| n.probability);
        if next == h.probability {
            continue;
        }
        let f1 = 2.0 * right / (i as f64 + 1.0 + total);
        if f1 > best {
            best = f1;
            at = f64::midpoint(h.probability, next);
        }
    }
    at
}
