//! Unit to probabilities: a first look at each unit by itself, a second in the light of the talk around it.

use super::evidence::{Numbers, Seen};
use super::flow::{AROUND, Expected, expected};
use super::hold_out::{TOGETHER, candidates, rows_at};
use super::judgement::Judgement;
use super::lessons::Neighbour;
use super::meaning::Nearest;
use super::model::{Model, Standing};
use super::untaught::Untaught;
use ndarray::{ArrayView1, Axis, stack};
use rayon::prelude::*;

/// A code with its probability for a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Its place among the codes of the lessons.
    pub code: usize,
    /// How likely a coder would give it.
    pub probability: f64,
    /// How many codes with an example are likelier.
    pub place: usize,
    /// Whether the probability reaches the code's threshold and nothing else keeps the code from being accepted.
    pub accepted: bool,
    /// The least probability at which it would be accepted; above 1 where no probability is enough.
    pub threshold: f64,
    /// What spoke for and against it.
    pub numbers: Numbers,
    /// The code's examples nearest in meaning.
    pub nearest: Nearest,
}

/// A unit to be judged.
#[derive(Debug, Clone)]
pub struct Question<'q> {
    /// What was said.
    pub text: &'q str,
    /// What the interviewer asked before it; empty where nothing was asked.
    pub asked: &'q str,
    /// The unit right before it.
    pub before: Beside<'q>,
    /// The unit right after it.
    pub after: Beside<'q>,
    /// The lessons' units most like it by the index, best first.
    pub neighbours: Vec<Neighbour>,
    /// Its sentence vector.
    pub vector: Option<ArrayView1<'q, f32>>,
}

/// What is known of the unit that stands beside another in the talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside<'q> {
    /// Nothing: there is none, or the order of the talk is unknown.
    Unknown,
    /// A coder gave it these codes.
    Coded(&'q [usize]),
    /// It is judged as well: the question at this place.
    Asked(usize),
}

/// Lets questions know of each other. `previous` tells for the question at each place which one stands right before it.
pub fn join_in_talk(
    questions: &mut [Question<'_>],
    previous: impl Iterator<Item = (usize, Option<usize>)>,
) {
    for (place, previous) in previous {
        if let Some(previous) = previous {
            questions[place].before = Beside::Asked(previous);
            questions[previous].after = Beside::Asked(place);
        }
    }
}

/// What a look at a unit by itself found.
struct FirstLook {
    codes: Vec<usize>,
    logits: Vec<f64>,
    numbers: Vec<Numbers>,
    nearest: Vec<Nearest>,
}

impl Model {
    /// The likeliest codes for each unit, best first. Runs in parallel; the answer does not depend on the number of threads.
    pub fn score(&self, questions: &[Question<'_>]) -> Vec<Vec<Scored>> {
        self.score_by(&self.judgement, questions)
    }

    /// [`Model::score`] with another judgement on the same evidence.
    pub fn score_by(&self, judgement: &Judgement, questions: &[Question<'_>]) -> Vec<Vec<Scored>> {
        let mut looks = self.first_looks(judgement, questions);
        let seconds = self.second_looks(judgement, questions, &looks);
        for (look, second) in looks.iter_mut().zip(seconds) {
            if let Some(logits) = second {
                look.logits = logits;
            }
        }
        let news = Untaught::after(&self.examples);
        looks
            .into_par_iter()
            .map(|look| self.scored(judgement, &look, news))
            .collect()
    }

    fn first_looks(&self, judgement: &Judgement, questions: &[Question<'_>]) -> Vec<FirstLook> {
        questions
            .par_chunks(TOGETHER)
            .flat_map_iter(|together| {
                let views: Option<Vec<ArrayView1<'_, f32>>> =
                    together.iter().map(|q| q.vector).collect();
                let vectors = views.and_then(|rows| stack(Axis(0), &rows).ok());
                let likeness = vectors.as_ref().and_then(|v| self.views.likeness(v));
                together
                    .iter()
                    .enumerate()
                    .map(|(place, question)| {
                        let meaning = rows_at(vectors.as_ref(), likeness.as_ref(), place);
                        self.first_look(judgement, question, meaning)
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    fn first_look(
        &self,
        judgement: &Judgement,
        question: &Question<'_>,
        meaning: Option<(ArrayView1<'_, f32>, ArrayView1<'_, f32>)>,
    ) -> FirstLook {
        let sparse = &self.sparse;
        let analyzer = &self.lessons.analyzer;
        let rows = sparse.vocabulary.rows(&[question.text], analyzer);
        let asked = sparse.vocabulary.rows(&[question.asked], analyzer);
        let seen = Seen {
            row: rows.row(0),
            asked: Some(asked.row(0)),
            neighbours: sparse.alike(rows.row(0), question.neighbours.iter().copied()),
            meaning: meaning
                .as_ref()
                .map(|(vector, likeness)| (vector.view(), likeness.view())),
        };
        let (evidence, nearest) = self.views.evidence(&self.lessons, &seen);
        let codes = candidates(&evidence, |code| self.examples[code] > 0);
        let logit = |code: &usize| {
            let taught = self.examples[*code] > 0;
            judgement.judge.logit(&evidence[*code], taught)
        };
        FirstLook {
            logits: codes.iter().map(logit).collect(),
            numbers: codes.iter().map(|code| evidence[*code]).collect(),
            nearest: codes.iter().map(|code| nearest[*code]).collect(),
            codes,
        }
    }

    /// The logits of each unit in the light of the talk around it; `None` for a unit that stands alone.
    fn second_looks(
        &self,
        judgement: &Judgement,
        questions: &[Question<'_>],
        looks: &[FirstLook],
    ) -> Vec<Option<Vec<f64>>> {
        let is_alone = |q: &Question<'_>| [q.before, q.after] == [Beside::Unknown; 2];
        let flow = self.views.flow();
        let Some(flow) = flow.filter(|_| !questions.iter().all(is_alone)) else {
            return vec![None; looks.len()];
        };
        let expected: Vec<Expected> = looks
            .iter()
            .map(|look| expected(look.codes.iter().copied().zip(look.logits.iter().copied())))
            .collect();
        questions
            .par_iter()
            .zip(looks)
            .map(|(question, look)| {
                let given = [question.before, question.after].map(coded);
                let [before, after] = [(question.before, &given[0]), (question.after, &given[1])]
                    .map(|(beside, given)| match beside {
                        Beside::Unknown => None,
                        Beside::Coded(_) => Some(given),
                        Beside::Asked(place) => expected.get(place),
                    });
                if before.is_none() && after.is_none() {
                    return None;
                }
                let looked = look.codes.iter().zip(&look.logits);
                let second = |(&code, &logit): (&usize, &f64)| {
                    let around: [f32; AROUND] = flow.around(code, before, after);
                    let taught = self.examples[code] > 0;
                    judgement.judge.second_look(logit, taught, around)
                };
                Some(looked.map(second).collect())
            })
            .collect()
    }

    fn scored(&self, judgement: &Judgement, look: &FirstLook, news: Untaught) -> Vec<Scored> {
        let taught = |place: usize| self.examples[look.codes[place]] > 0;
        let probabilities = judgement.judge.probabilities(&look.logits, taught, news);
        let mut ordered: Vec<usize> = (0..look.codes.len()).collect();
        // Then by logit: what stands behind a first suggestion may have been brought down to the same probability.
        ordered.sort_by(|a, b| {
            let likelier = probabilities[*b].total_cmp(&probabilities[*a]);
            let better = likelier.then(look.logits[*b].total_cmp(&look.logits[*a]));
            better.then(look.codes[*a].cmp(&look.codes[*b]))
        });
        let mut scored: Vec<Scored> = ordered
            .into_iter()
            .map(|place| Scored {
                code: look.codes[place],
                probability: probabilities[place],
                place: 0,
                accepted: false,
                threshold: judgement.acceptance.thresholds[look.codes[place]],
                numbers: look.numbers[place],
                nearest: look.nearest[place],
            })
            .collect();
        let mut before = 0;
        for s in &mut scored {
            s.place = before;
            s.accepted = self.standing_by(judgement, s) == Standing::Accepted;
            before += usize::from(self.examples[s.code] > 0);
        }
        scored
    }
}

fn coded(beside: Beside<'_>) -> Expected {
    match beside {
        Beside::Coded(codes) => codes.iter().map(|code| (*code, 1.0)).collect(),
        Beside::Unknown | Beside::Asked(_) => Expected::new(),
    }
}
