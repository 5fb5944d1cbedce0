//! Why a code that a coder expected was not suggested.

use super::Project;
use super::choose;
use super::learning::Learnt;
use super::suggesting::{Refused, SuggestRequest};
use super::teaching::rounded;
use crate::classifier::{Question, Scored, Standing};
use crate::error::{Error, Result};
use crate::study::{Span, Study, Transcript, Verdict};
use crate::suggest::SuggestedCode;
use serde::Serialize;

/// What a code is asked about.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A stretch of a transcript.
    At(Box<Transcript>, Span),
    /// Words that stand nowhere.
    Text(String),
}

/// How a code that was expected came off, by the same model that suggests.
#[derive(Debug, Clone, Serialize)]
pub struct WhyNot {
    /// The study's name.
    pub study: String,
    /// What was asked about.
    pub text: String,
    /// Whether the code is accepted, else what keeps it from that.
    pub standing: Standing,
    /// What a person decided about this code at this stretch, which settles it: rejected or corrected; or the stretch skipped.
    pub decided: Option<Verdict>,
    /// Its place among all codes by probability, from 1; `None` where it was hopeless beside the best 24.
    pub rank: Option<usize>,
    /// Codes there are to choose from.
    pub of: usize,
    /// The code with its probability, threshold, examples and evidence.
    pub code: SuggestedCode,
    /// The likeliest other code, with the same.
    pub rival: Option<SuggestedCode>,
}

impl Project {
    /// Says how a code comes off for a stretch or for words, and which code comes before it.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing is coded yet, the code is unknown, or it is a node above codes without a unit of its own.
    pub fn why_not(
        &mut self,
        study: &Study,
        request: &SuggestRequest,
        asked: &Asked,
        code: &str,
    ) -> Result<WhyNot> {
        let codebook = self.store.codebook(study.id)?;
        let wanted = choose::code(&codebook, code)?.id;
        let mut learnt = self.learn(study, &request.coder, request.meaning)?;
        learnt.teacher.model.aim(request.aim);
        let place = learnt.codes.iter().position(|id| *id == wanted).ok_or_else(|| {
            Error::input(format!(
                "'{}' is never suggested: it only gathers other codes and has no unit of its own; ask about one below it",
                codebook.path(wanted)
            ))
        })?;
        let text = match asked {
            Asked::At(transcript, span) => span.of(&transcript.text).unwrap_or_default().to_owned(),
            Asked::Text(words) => words.trim().to_owned(),
        };
        if text.is_empty() {
            return Err(Error::input(
                "there are no words to ask about; give some, or a stretch",
            ));
        }
        let neighbours = learnt.teacher.neighbours(&[&text])?;
        let vectors = self.encoded(learnt.teacher.encoder(), &[&text])?;
        let plain = learnt
            .teacher
            .question(&text, &neighbours[0], vectors.as_ref(), 0);
        let question = match asked {
            Asked::At(transcript, span) => learnt.in_context(plain, transcript, *span),
            Asked::Text(_) => plain,
        };
        let scored = learnt
            .teacher
            .model
            .score(std::slice::from_ref(&question))
            .remove(0);
        let decided = match asked {
            Asked::At(transcript, span) => {
                Refused::of(&self.store.decisions(study.id)?).verdict(transcript.id, *span, wanted)
            }
            Asked::Text(_) => None,
        };
        Ok(answer(study, &learnt, &question, &scored, (place, decided)))
    }
}

fn answer(
    study: &Study,
    learnt: &Learnt,
    question: &Question<'_>,
    scored: &[Scored],
    (wanted, decided): (usize, Option<Verdict>),
) -> WhyNot {
    let teacher = &learnt.teacher;
    let shown = |scored: &Scored| {
        let quoted = |unit: usize| learnt.quoted[unit].clone();
        teacher.suggested(scored, teacher.evidence(question, scored, quoted))
    };
    let rank = scored.iter().position(|s| s.code == wanted);
    let (standing, code) = match rank {
        Some(place) => (
            teacher.model.standing(&scored[place], place),
            shown(&scored[place]),
        ),
        None => (Standing::BelowThreshold, hopeless(learnt, question, wanted)),
    };
    WhyNot {
        study: study.name.clone(),
        text: question.text.to_owned(),
        standing,
        decided,
        rank: rank.map(|place| place + 1),
        of: teacher.codes.len(),
        code,
        rival: scored.iter().find(|s| s.code != wanted).map(shown),
    }
}

/// A code that was not among those the ranker looked at.
fn hopeless(learnt: &Learnt, question: &Question<'_>, code: usize) -> SuggestedCode {
    let teacher = &learnt.teacher;
    let quoted = |unit: usize| learnt.quoted[unit].clone();
    let nearest = teacher.model.nearest(question, code, |_| true);
    let evidence = teacher.evidence_of(question, code, &nearest, |_| true, quoted);
    SuggestedCode {
        code: teacher.codes[code].name.clone(),
        probability: 0.0,
        accepted: false,
        threshold: teacher.model.thresholds()[code].map_or(0.0, rounded),
        examples: teacher.model.examples()[code],
        given: false,
        leaning: crate::suggest::Leaning::default(),
        evidence,
    }
}
