//! The lowest thresholds at which enough of what is accepted is right.

use super::threshold::Held;

/// A code's own precision counts as much as this many accepted suggestions of all codes.
const SHARED: f64 = 8.0;
/// No probability reaches this: the code is never accepted.
const NEVER: f64 = 1.1;

/// For each of `codes` the lowest threshold at which its precision on held-out units is at least `least`.
///
/// A code's precision at a threshold is estimated from what it would have accepted there, `right` of `accepted`, drawn towards
/// the precision `p` of all codes together at the same threshold: `(right + 8 p) / (accepted + 8)`, the mean of a beta
/// posterior whose prior has the weight of eight suggestions. A code with few held-out examples is thus judged as all codes
/// are, one with many by itself. What counts is Wilson's (1927) lower bound at one standard error: the best of many thresholds
/// looks better than it is, and a few answers that are all right promise little.
pub(super) fn least_thresholds(held: &[Held], codes: usize, least: f64) -> Vec<f64> {
    let common = Curve::of(held.iter().collect());
    let mut by_code: Vec<Vec<&Held>> = vec![Vec::new(); codes];
    for h in held {
        by_code[h.code].push(h);
    }
    by_code
        .into_iter()
        .map(|own| Curve::of(own).lowest(&common, least))
        .collect()
}

/// How many are accepted and right from each probability on, falling.
struct Curve(Vec<Step>);

struct Step {
    probability: f64,
    right: f64,
    accepted: f64,
}

impl Curve {
    fn of(mut held: Vec<&Held>) -> Self {
        held.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        let (mut right, mut steps) = (0.0, Vec::<Step>::new());
        for (i, h) in held.iter().enumerate() {
            right += f64::from(u8::from(h.right));
            let step = Step {
                probability: h.probability,
                right,
                accepted: i as f64 + 1.0,
            };
            match steps.last_mut() {
                Some(last) if last.probability == h.probability => *last = step,
                _ => steps.push(step),
            }
        }
        Self(steps)
    }

    /// The precision of all that reach `threshold`; of the first step where none does.
    fn precision(&self, threshold: f64) -> f64 {
        let reached = self.0.partition_point(|step| step.probability >= threshold);
        let step = self.0.get(reached.max(1) - 1);
        step.map_or(0.0, |step| step.right / step.accepted)
    }

    fn lowest(&self, common: &Self, least: f64) -> f64 {
        let enough = |step: &Step| {
            let n = step.accepted + SHARED;
            let mean = (step.right + SHARED * common.precision(step.probability)) / n;
            lower_bound(mean, n) >= least
        };
        match self.0.iter().rposition(enough) {
            Some(at) => {
                let next = self.0.get(at + 1).map_or(0.0, |step| step.probability);
                f64::midpoint(
                    self.0[at].probability,
                    next.max(self.0[at].probability * 0.5),
                )
            }
            None => NEVER,
        }
    }
}

/// Wilson's lower bound at one standard error of a share seen in `n`.
fn lower_bound(share: f64, n: f64) -> f64 {
    let spread = (share * (1.0 - share) / n + 0.25 / (n * n)).sqrt();
    (share + 0.5 / n - spread) / (1.0 + 1.0 / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(code: usize, probability: f64, right: bool) -> Held {
        Held {
            unit: 0,
            code,
            probability,
            right,
        }
    }

    /// Code 0 is right with its probability, code 1 half as often.
    fn answers() -> Vec<Held> {
        (0..400)
            .flat_map(|i| {
                let p = f64::from(i) / 400.0;
                let draw = f64::from((i * 7) % 100) / 100.0;
                [held(0, p, draw < p), held(1, p, draw < p / 2.0)]
            })
            .collect()
    }

    fn precision(held: &[Held], code: usize, threshold: f64) -> f64 {
        let own = held
            .iter()
            .filter(|h| h.code == code && h.probability >= threshold);
        let (n, right) = own.fold((0.0, 0.0), |(n, r), h| {
            (n + 1.0, r + f64::from(u8::from(h.right)))
        });
        right / n
    }

    #[test]
    fn what_is_asked_for_is_reached_and_no_more_is_refused_than_needed() {
        let answers = answers();
        let asked = least_thresholds(&answers, 2, 0.7);
        let reached = precision(&answers, 0, asked[0]);
        assert!((0.7..0.8).contains(&reached), "{reached} from {asked:?}");
        assert!(asked[1] > asked[0], "{asked:?}");
        let less = least_thresholds(&answers, 2, 0.5);
        assert!(less[0] < asked[0], "{less:?} {asked:?}");
    }

    #[test]
    fn a_few_lucky_answers_promise_little() {
        let all_right = |n: usize| -> Vec<Held> { (0..n).map(|_| held(0, 0.9, true)).collect() };
        assert_eq!(least_thresholds(&all_right(5), 1, 0.95), [NEVER]);
        assert!(least_thresholds(&all_right(5), 1, 0.9)[0] < 0.9);
        assert!(least_thresholds(&all_right(20), 1, 0.95)[0] < 0.9);
        assert_eq!(least_thresholds(&all_right(500), 1, 1.0), [NEVER]);
    }

    #[test]
    fn what_cannot_be_reached_is_never_accepted() {
        assert_eq!(least_thresholds(&answers(), 3, 1.0), [NEVER; 3]);
        assert_eq!(least_thresholds(&[], 1, 0.5), [NEVER]);
    }

    #[test]
    fn a_code_with_one_example_is_judged_as_all_are() {
        let mut answers: Vec<Held> = (0..200)
            .map(|i| held(0, 0.9 - f64::from(i) / 1e4, true))
            .collect();
        answers.extend((0..200).map(|i| held(0, 0.3 - f64::from(i) / 1e4, false)));
        answers.push(held(1, 0.8, false));
        let found = least_thresholds(&answers, 2, 0.7);
        assert!(found[0] < 0.88 && found[0] > 0.25, "{found:?}");
        assert!(found[1] <= 0.8, "one miss of a code is no proof: {found:?}");
    }
}
