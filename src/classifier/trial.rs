//! One model of the cross-validation: what it learnt from, and how it answered for the units held out.

use super::aim::Aim;
use super::defaults::Defaults;
use super::learning_curve::Step;
use super::lessons::Lessons;
use super::metrics::{Answer, Guess};
use super::model::{Model, Question, Scored};
use super::subset::Places;
use crate::error::Result;
use std::collections::BTreeSet;

/// A step that was tried.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub step: Step,
    /// Of the fold's held-out units.
    pub answers: Vec<Answer>,
    /// From which probability on each code is accepted; `None` for a code not learnt.
    pub thresholds: Vec<Option<f64>>,
}

/// What the models of one fold are asked.
pub(super) struct Exam<'a> {
    pub lessons: &'a Lessons,
    pub defaults: &'a Defaults,
    pub aim: Aim,
    pub held_out: &'a [usize],
}

impl Exam<'_> {
    /// Learns from the step's units and answers for those held out. A step that adds nothing to the one `before` is not
    /// learnt again.
    pub fn take(&self, step: Step, before: Option<&Trial>) -> Result<Trial> {
        if let Some(before) = before.filter(|before| before.step.learnt == step.learnt) {
            return Ok(Trial {
                step,
                ..before.clone()
            });
        }
        let places = Places::of(&step.learnt, self.lessons.len());
        let mut model = Model::fit(self.lessons.subset(&step.learnt), self.defaults)?;
        model.aim(self.aim);
        let questions: Vec<Question<'_>> = self
            .held_out
            .iter()
            .map(|&unit| question(self.lessons, unit, &places))
            .collect();
        let answers = model
            .score(&questions)
            .into_iter()
            .zip(self.held_out)
            .map(|(scored, &unit)| answer(self.lessons, unit, scored))
            .collect();
        Ok(Trial {
            step,
            answers,
            thresholds: model.thresholds(),
        })
    }
}

fn question<'l>(lessons: &'l Lessons, unit: usize, places: &Places) -> Question<'l> {
    Question {
        text: &lessons.texts[unit],
        asked: &lessons.questions[unit],
        before: &[],
        neighbours: places.keep(&lessons.neighbours[unit]),
        vector: lessons.vectors.as_ref().map(|vectors| vectors.row(unit)),
    }
}

fn answer(lessons: &Lessons, unit: usize, scored: Vec<Scored>) -> Answer {
    let codes: BTreeSet<usize> = lessons.codes_of[unit].iter().copied().collect();
    let guess = |scored: Scored| Guess {
        code: scored.code,
        probability: scored.probability,
        accepted: scored.accepted,
    };
    Answer {
        unit,
        codes: codes.into_iter().collect(),
        guesses: scored.into_iter().map(guess).collect(),
    }
}
