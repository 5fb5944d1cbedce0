//! When further interviews bring nothing new.

use serde::Serialize;
use std::collections::BTreeSet;

/// What to look at: Guest, Namey & Chen (2020), who recommend a base of 4 to 6, runs of 2 or 3 and at most 0 or 5 % that is new.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rule {
    /// Interviews at the beginning whose codes are the base.
    pub base: usize,
    /// Interviews in a run.
    pub run: usize,
    /// Saturation is reached where a run brings at most this share of the base that is new.
    pub threshold: f64,
}

impl Default for Rule {
    /// A base of four interviews, runs of two, at most 5 % new.
    fn default() -> Self {
        Self {
            base: 4,
            run: 2,
            threshold: 0.05,
        }
    }
}

/// How new codes became rarer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saturation {
    /// New codes of each interview, in the order of collection.
    pub new: Vec<usize>,
    /// Different codes in the base.
    pub base: usize,
    /// After the base, for each interview at which a run ends: (interviews so far, new codes within the run, their share of the base).
    pub runs: Vec<(usize, usize, f64)>,
    /// The number of interviews after which saturation was reached, those of the run included: papers write "6 +2" where this is 8.
    pub reached: Option<usize>,
}

/// How many codes of each interview were in none before it, in the order of collection.
pub fn new_codes(interviews: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut new = |codes: &Vec<usize>| codes.iter().filter(|code| seen.insert(**code)).count();
    interviews.iter().map(&mut new).collect()
}

/// Saturation over the codes of each interview, in the order of collection. A run that begins right after the base is the first;
/// each further one begins one interview later. `None` where there are fewer interviews than a base and a run, or the base has no code.
pub fn saturation(interviews: &[Vec<usize>], rule: Rule) -> Option<Saturation> {
    let new = new_codes(interviews);
    let (base, run) = (rule.base.max(1), rule.run.max(1));
    let first: usize = new.iter().take(base).sum();
    if new.len() < base + run || first == 0 {
        return None;
    }
    let runs: Vec<(usize, usize, f64)> = (base..=new.len() - run)
        .map(|start| {
            let within: usize = new[start..start + run].iter().sum();
            (start + run, within, within as f64 / first as f64)
        })
        .collect();
    let reached = runs
        .iter()
        .find(|(_, _, share)| *share <= rule.threshold + 1e-12);
    Some(Saturation {
        reached: reached.map(|(interviews, _, _)| *interviews),
        new,
        base: first,
        runs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Interviews that bring so many new codes, and repeat the first one.
    fn interviews(new: &[usize]) -> Vec<Vec<usize>> {
        let mut next = 0;
        new.iter()
            .map(|n| {
                let codes = (next..next + n).chain(std::iter::once(0)).collect();
                next += n;
                codes
            })
            .collect()
    }

    /// A base of four interviews with 37 codes; 4, 3 and 3 new ones in the fifth to
    /// seventh interview: 7 / 37 = 19 % after six, 6 / 37 = 16 % after seven.
    #[test]
    fn each_run_is_a_share_of_the_base() {
        let found =
            saturation(&interviews(&[13, 10, 9, 5, 4, 3, 3, 0, 1]), Rule::default()).unwrap();
        assert_eq!(found.base, 37);
        let percent: Vec<i64> = found
            .runs
            .iter()
            .map(|(_, _, share)| (share * 100.0).round() as i64)
            .collect();
        assert_eq!(percent, [19, 16, 8, 3]);
        assert_eq!(found.reached, Some(9));
    }

    /// The worked example of Guest, Namey & Chen (2020), as it is quoted: 37 themes in a base of four, seven new ones in the first run of
    /// two (19 %), then 11 %, and one in the last run, which is written 6+2. How the new ones fall on single interviews is not quoted; both
    /// ways that give these runs do.
    #[test]
    fn the_published_example() {
        for new in [[13, 10, 9, 5, 4, 3, 1, 0], [13, 10, 9, 5, 3, 4, 0, 1]] {
            let found = saturation(&interviews(&new), Rule::default()).unwrap();
            assert_eq!((found.base, found.reached), (37, Some(8)));
            let told = found
                .runs
                .iter()
                .map(|(_, new, share)| (*new, (share * 100.0).round()));
            assert_eq!(told.collect::<Vec<_>>(), [(7, 19.0), (4, 11.0), (1, 3.0)]);
        }
    }

    #[test]
    fn a_stricter_threshold_is_reached_later_or_never() {
        let codes = interviews(&[13, 10, 9, 5, 4, 3, 3, 0, 1]);
        let strict = Rule {
            threshold: 0.0,
            ..Rule::default()
        };
        assert_eq!(saturation(&codes, strict).unwrap().reached, None);
    }

    #[test]
    fn too_few_interviews_say_nothing() {
        assert_eq!(
            saturation(&interviews(&[3, 2, 1, 1, 0]), Rule::default()),
            None
        );
        assert_eq!(saturation(&vec![Vec::new(); 9], Rule::default()), None);
    }
}
