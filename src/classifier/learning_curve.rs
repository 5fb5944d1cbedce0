//! How much better suggestions become with more transcripts, and whether more would still help.

use super::metrics::{Answer, Overall};
use super::trial::Trial;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Shares of the transcripts that are learnt from, in percent.
const SHARES: [usize; 5] = [20, 40, 60, 80, 100];
/// The point that the last one is compared with to see whether suggestions still improve: 60 %.
const EARLIER: usize = 60;
/// A smaller gain, in points, is no gain.
const LEAST_GAIN: i64 = 2;
/// Fewer participants (or units, where units are held out) to learn from give no trend.
const LEAST_GROUPS: usize = 5;
/// Fewer coded units judged give no trend: one unit would weigh as much as the gain looked for.
const LEAST_UNITS: usize = 50;

/// How good suggestions were after a part of the transcripts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Percent of the participants (or units) learnt from.
    pub share: usize,
    /// How many that were (mean over the folds, rounded).
    pub groups: usize,
    /// Units learnt from (mean over the folds, rounded).
    pub units: usize,
    /// Share of all codings whose code is among the first three suggestions.
    pub recall_at_3: f64,
    /// Mean F1 of the codes with an example.
    pub macro_f1: f64,
}

/// Whether suggestions have stabilised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// From 60 % to all of the transcripts recall@3 or macro F1, as they are printed (in whole points), grew by two points or more:
    /// further coding will pay.
    StillImproving,
    /// Both grew by less (or fell): further transcripts of the same kind will change little.
    LevellingOff,
    /// Fewer than five participants to learn from, fewer than 50 coded units judged, or nothing right yet.
    TooEarlyToTell,
}

/// Suggestions judged on the same held-out units, learnt from ever more transcripts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearningCurve {
    /// Coded units each point was judged on.
    pub judged: usize,
    /// From few to all, those that add no participant left out; empty where there were fewer than two participants to learn from.
    pub points: Vec<CurvePoint>,
    /// What the points say.
    pub trend: Trend,
}

/// What a fold learns from at one share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Percent of the groups.
    pub share: usize,
    /// How many groups these are.
    pub groups: usize,
    /// Their units.
    pub learnt: Vec<usize>,
}

/// The steps of a fold: the first groups of its `learnt` units in the order given; the last step is all of them.
pub(super) fn steps(learnt: &[usize], group_of: &[usize]) -> Vec<Step> {
    let mut rank: BTreeMap<usize, usize> = BTreeMap::new();
    for &unit in learnt {
        let next = rank.len();
        rank.entry(group_of[unit]).or_insert(next);
    }
    SHARES
        .into_iter()
        .map(|share| {
            let groups = (rank.len() * share).div_ceil(100);
            let learnt = learnt.iter().copied();
            Step {
                share,
                groups,
                learnt: learnt.filter(|u| rank[&group_of[*u]] < groups).collect(),
            }
        })
        .collect()
}

impl LearningCurve {
    /// The curve of all trials, those of the same share taken together.
    pub(super) fn of(trials: &[Trial], codes: usize) -> Self {
        let mut points: Vec<CurvePoint> = Vec::new();
        let mut judged = 0;
        for share in SHARES {
            let own: Vec<&Trial> = trials.iter().filter(|t| t.step.share == share).collect();
            let answers: Vec<Answer> = own.iter().flat_map(|t| t.answers.clone()).collect();
            let overall = Overall::of(&answers, codes);
            judged = overall.units;
            points.push(CurvePoint {
                share,
                groups: rounded_mean(own.iter().map(|t| t.step.groups)),
                units: rounded_mean(own.iter().map(|t| t.step.learnt.len())),
                recall_at_3: overall.recall_at_3,
                macro_f1: overall.macro_f1,
            });
        }
        // of equal points the later one stays, so that the last is always the one of all participants
        points.dedup_by(|later, earlier| {
            let same = later.units == earlier.units && later.groups == earlier.groups;
            if same {
                *earlier = *later;
            }
            same
        });
        if points.iter().all(|point| point.groups < 2) {
            points.clear();
        }
        Self {
            judged,
            trend: trend(&points, judged),
            points,
        }
    }

    /// How good suggestions were after three fifths of what is learnt from, and after all; `None` where there is no curve.
    pub fn last_part(&self) -> Option<(CurvePoint, CurvePoint)> {
        last_part(&self.points)
    }
}

fn rounded_mean(values: impl ExactSizeIterator<Item = usize>) -> usize {
    let count = values.len().max(1);
    (values.sum::<usize>() + count / 2) / count
}

/// The points whose difference is the trend: after 60 % and at the end.
fn last_part(points: &[CurvePoint]) -> Option<(CurvePoint, CurvePoint)> {
    let earlier = points.iter().find(|point| point.share == EARLIER)?;
    Some((*earlier, *points.last()?))
}

fn trend(points: &[CurvePoint], judged: usize) -> Trend {
    let Some((earlier, last)) = last_part(points) else {
        return Trend::TooEarlyToTell;
    };
    if last.groups < LEAST_GROUPS || judged < LEAST_UNITS || last.macro_f1 == 0.0 {
        return Trend::TooEarlyToTell;
    }
    // In points as they are told: what is told to grow by two grows by two.
    let points = |share: f64| (share * 100.0).round() as i64;
    let recall = points(last.recall_at_3) - points(earlier.recall_at_3);
    let f1 = points(last.macro_f1) - points(earlier.macro_f1);
    if recall.max(f1) < LEAST_GAIN {
        Trend::LevellingOff
    } else {
        Trend::StillImproving
    }
}

#[cfg(test)]
mod tests {
    use super::super::metrics::tests::answer;
    use super::*;

    fn curve(recalls: [f64; 5], groups: usize) -> Vec<CurvePoint> {
        let point = |(share, recall_at_3): (usize, f64)| CurvePoint {
            share,
            groups: groups * share / 100,
            units: groups * share,
            recall_at_3,
            macro_f1: 0.4,
        };
        SHARES.into_iter().zip(recalls).map(point).collect()
    }

    #[test]
    fn a_step_takes_whole_groups_in_the_order_given() {
        let group_of = [9, 9, 1, 1, 4, 2, 7, 9];
        let steps = steps(&[0, 1, 2, 3, 5, 6, 7], &group_of);
        let learnt: Vec<&[usize]> = steps.iter().map(|s| s.learnt.as_slice()).collect();
        assert_eq!(learnt[0], [0, 1, 7]);
        assert_eq!(learnt[1], [0, 1, 2, 3, 7]);
        assert_eq!(learnt[2], [0, 1, 2, 3, 5, 7]);
        assert_eq!(learnt[4], [0, 1, 2, 3, 5, 6, 7]);
        assert_eq!(
            steps.iter().map(|s| s.groups).collect::<Vec<_>>(),
            [1, 2, 3, 4, 4]
        );
    }

    #[test]
    fn the_trend_follows_its_rule() {
        let rising = curve([0.2, 0.3, 0.4, 0.5, 0.6], 10);
        assert_eq!(trend(&rising, 100), Trend::StillImproving);
        let flat = curve([0.2, 0.5, 0.60, 0.61, 0.61], 10);
        assert_eq!(trend(&flat, 100), Trend::LevellingOff);
        let falling = curve([0.2, 0.5, 0.6, 0.6, 0.5], 10);
        assert_eq!(trend(&falling, 100), Trend::LevellingOff);
        assert_eq!(trend(&rising, 49), Trend::TooEarlyToTell);
        assert_eq!(trend(&curve([0.2; 5], 4), 100), Trend::TooEarlyToTell);
        assert_eq!(trend(&[], 100), Trend::TooEarlyToTell);
    }

    #[test]
    fn trials_of_one_share_are_judged_together() {
        let trial = |share, unit, probability| Trial {
            step: Step {
                share,
                groups: share / 20,
                learnt: (0..share).collect(),
            },
            answers: vec![answer(unit, &[0], &[(0, probability, probability > 0.5)])],
            thresholds: vec![Some(0.5)],
        };
        let trials: Vec<Trial> = SHARES
            .into_iter()
            .flat_map(|share| [trial(share, 0, 0.9), trial(share, 1, 0.1)])
            .collect();
        let curve = LearningCurve::of(&trials, 1);
        assert_eq!((curve.points.len(), curve.judged), (5, 2));
        let (units, f1) = (curve.points[1].units, curve.points[1].macro_f1);
        assert_eq!(units, 40);
        assert!((f1 - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_share_that_adds_no_participant_is_left_out() {
        let trials: Vec<Trial> = steps(&[0, 1, 2, 3], &[0, 1, 2, 3])
            .into_iter()
            .map(|step| Trial {
                answers: vec![answer(4, &[0], &[(0, step.groups as f64 / 5.0, false)])],
                thresholds: vec![Some(0.5)],
                step,
            })
            .collect();
        let points = LearningCurve::of(&trials, 1).points;
        let shares: Vec<_> = points.iter().map(|p| (p.share, p.groups)).collect();
        assert_eq!(shares, [(20, 1), (40, 2), (60, 3), (100, 4)]);
    }

    #[test]
    fn without_trials_there_is_no_curve() {
        let curve = LearningCurve::of(&[], 3);
        assert!(curve.points.is_empty());
        assert_eq!(curve.trend, Trend::TooEarlyToTell);
    }
}
