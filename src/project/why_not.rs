//! Why a code that a coder expected was not suggested.

use super::Project;
use super::choose;
use super::consistency::Apart;
use super::learning::Learnt;
use super::suggesting::{Refused, SuggestRequest};
use crate::classifier::{Judgement, Question, Scored, Standing, Vectors};
use crate::error::{Error, Result};
use crate::segment::Granularity;
use crate::study::{CodeId, Span, Study, Transcript, TranscriptId, Verdict};
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
    /// Which units judge it.
    pub judged_by: JudgedBy,
    /// What a person decided about this code at this stretch, which settles it: rejected or corrected; or the stretch skipped.
    pub decided: Option<Verdict>,
    /// Its place by probability among all codes that nobody refused there, from 1; `None` where it was hopeless beside the best 24.
    pub rank: Option<usize>,
    /// Codes there are to choose from.
    pub of: usize,
    /// The code with its probability, threshold, examples and evidence.
    pub code: SuggestedCode,
    /// The likeliest other code that nobody refused there, with the same.
    pub rival: Option<SuggestedCode>,
}

/// Which units judge a stretch that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgedBy {
    /// All that were learnt from; the stretch is none of them.
    All,
    /// It is one of them, and the others judge it, as while it was held out.
    Others,
    /// It is one of them and was not held out: its own coding speaks, too.
    AllAndItself,
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
        let mut learnt = self.learn(study, &request.coder, &request.meaning)?;
        learnt.teacher.model.aim(request.aim);
        let text = asked.words()?;
        let near = asked.near(self, request.granularity)?;
        let (near, said): (Vec<Span>, Vec<&str>) = near.into_iter().unzip();
        let texts = [vec![text.as_str()], said].concat();
        let vectors = self.encoded(learnt.teacher.encoder(), &texts)?;
        let decided = asked.decided(self, study)?;
        let expected = Expected {
            asked,
            lesson: asked.lesson(&learnt),
            texts: &texts,
            near: &near,
            vectors: vectors.as_ref(),
            code: wanted,
            path: codebook.path(wanted),
            decided,
        };
        learnt.why_not(study, learnt.teacher.model.judgement(), &expected)
    }
}

impl Asked {
    /// The words asked about.
    ///
    /// # Errors
    /// [`Error::Input`] where there are none.
    pub(super) fn words(&self) -> Result<String> {
        let text = match self {
            Self::At(transcript, span) => span.of(&transcript.text).unwrap_or_default(),
            Self::Text(words) => words.trim(),
        };
        match text.is_empty() {
            true => Err(Error::input(
                "there are no words to ask about; give some, or a stretch",
            )),
            false => Ok(text.to_owned()),
        }
    }

    /// The uncoded stretches right before and after the one asked about, and their words: what is expected of them counts for
    /// it, too.
    pub(super) fn near(
        &self,
        project: &Project,
        granularity: Granularity,
    ) -> Result<Vec<(Span, &str)>> {
        let Self::At(transcript, span) = self else {
            return Ok(Vec::new());
        };
        let near = project.beside(granularity, transcript, &[*span])?;
        let said = |span: Span| Some((span, span.of(&transcript.text)?));
        Ok(near.into_iter().filter_map(said).collect())
    }

    /// The coded unit learnt from that stands at this very place.
    pub(super) fn lesson(&self, learnt: &Learnt) -> Option<usize> {
        match self {
            Self::At(transcript, span) => learnt.lesson(transcript.id, *span),
            Self::Text(_) => None,
        }
    }

    /// What persons decided there.
    pub(super) fn decided(&self, project: &Project, study: &Study) -> Result<Decided> {
        Ok(Decided(match self {
            Self::At(transcript, span) => {
                let refused = Refused::of(&project.store.decisions(study.id)?);
                Some((refused, transcript.id, *span))
            }
            Self::Text(_) => None,
        }))
    }
}

/// What persons decided at the place asked about, if it is one.
pub(super) struct Decided(Option<(Refused, TranscriptId, Span)>);

impl Decided {
    /// What keeps a code away from there.
    fn against(&self, code: CodeId) -> Option<Verdict> {
        let (refused, transcript, span) = self.0.as_ref()?;
        refused.verdict(*transcript, *span, code)
    }
}

/// A code that was expected, and where.
pub(super) struct Expected<'e> {
    pub asked: &'e Asked,
    /// The unit learnt from that stands there, by its place among the lessons.
    pub lesson: Option<usize>,
    /// The words asked about, and those of the stretches near them.
    pub texts: &'e [&'e str],
    /// Uncoded stretches before and after the place asked about.
    pub near: &'e [Span],
    /// The vectors of the texts, where there is an encoder.
    pub vectors: Option<&'e Vectors>,
    pub code: CodeId,
    pub path: String,
    pub decided: Decided,
}

impl Learnt {
    /// How a code that was expected comes off by a judgement.
    ///
    /// # Errors
    /// [`Error::Input`] where the model does not have the code.
    pub(super) fn why_not(
        &self,
        study: &Study,
        judgement: &Judgement,
        expected: &Expected<'_>,
    ) -> Result<WhyNot> {
        let wanted = self.codes.iter().position(|id| *id == expected.code).ok_or_else(|| {
            Error::input(format!(
                "'{}' is never suggested: it only gathers other codes and has no unit of its own; ask about one below it",
                expected.path
            ))
        })?;
        let held_out = match expected.lesson {
            Some(lesson) if judgement.is_of(self.teacher.model.lessons()) => {
                judgement.held_out(lesson)
            }
            _ => Vec::new(),
        };
        if let Some(lesson) = expected.lesson.filter(|_| !held_out.is_empty()) {
            let apart = Apart::of(self, lesson)?;
            return Ok(self.why_not_held_out(
                study,
                judgement,
                expected,
                (&apart, &held_out, wanted),
            ));
        }
        let teacher = &self.teacher;
        let neighbours = teacher.look_up.of_texts(expected.texts)?;
        let plain = |place: usize| {
            let (text, neighbours) = (expected.texts[place], &neighbours[place]);
            teacher.question(text, neighbours, expected.vectors, place)
        };
        let questions: Vec<Question<'_>> = match expected.asked {
            Asked::At(transcript, span) => {
                let spans = std::iter::once(*span).chain(expected.near.iter().copied());
                let spans: Vec<(Span, usize)> = spans.zip(0..).collect();
                let place = |&(span, place): &(Span, usize)| {
                    self.in_context(plain(place), transcript, span, &spans)
                };
                spans.iter().map(place).collect()
            }
            Asked::Text(_) => vec![plain(0)],
        };
        let question = &questions[0];
        let mut scored = teacher.model.score_by(judgement, &questions).remove(0);
        scored.retain(|s| s.code == wanted || self.is_open(expected, s.code));
        let shown = |scored: &Scored| {
            let quoted = |unit: usize| self.quoted[unit].clone();
            teacher.suggested(scored, teacher.evidence(question, scored, quoted))
        };
        let rank = scored.iter().position(|s| s.code == wanted);
        let (standing, code) = match rank {
            Some(place) => {
                let code = shown(&scored[place]);
                match teacher.model.standing_by(judgement, &scored[place]) {
                    Standing::Accepted if !code.accepted => (Standing::NothingSpeaks, code),
                    standing => (standing, code),
                }
            }
            None => (
                Standing::BelowThreshold,
                hopeless(self, judgement, question, wanted),
            ),
        };
        Ok(WhyNot {
            study: study.name.clone(),
            text: question.text.to_owned(),
            standing,
            judged_by: match expected.lesson {
                None => JudgedBy::All,
                Some(_) => JudgedBy::AllAndItself,
            },
            decided: expected.decided.against(expected.code),
            rank: rank.map(|place| place + 1),
            of: teacher.codes.len(),
            code,
            rival: scored.iter().find(|s| s.code != wanted).map(shown),
        })
    }

    /// Whether nobody has refused a code at the place asked about.
    fn is_open(&self, expected: &Expected<'_>, code: usize) -> bool {
        expected.decided.against(self.codes[code]).is_none()
    }

    /// The same for a unit that was learnt from, by how the codes came off while it was held out.
    fn why_not_held_out(
        &self,
        study: &Study,
        judgement: &Judgement,
        expected: &Expected<'_>,
        (apart, held_out, wanted): (&Apart<'_>, &[(usize, f64)], usize),
    ) -> WhyNot {
        let judged = |place: usize| apart.judged(judgement, held_out, place);
        let is_rival = |(code, _): &(usize, f64)| *code != wanted && self.is_open(expected, *code);
        let rank = held_out.iter().position(|(code, _)| *code == wanted);
        let rival = held_out.iter().position(is_rival);
        let hopeless = || {
            let model = &self.teacher.model;
            let standing = model.standing_of(judgement, (wanted, 0.0), 1);
            (standing, apart.told(wanted, 0.0, judgement))
        };
        let (standing, code) = rank.map_or_else(hopeless, judged);
        WhyNot {
            study: study.name.clone(),
            text: expected.texts[0].to_owned(),
            standing,
            judged_by: JudgedBy::Others,
            decided: expected.decided.against(expected.code),
            rank: rank.map(|place| {
                held_out[..place]
                    .iter()
                    .filter(|other| is_rival(other))
                    .count()
                    + 1
            }),
            of: self.codes.len(),
            code,
            rival: rival.map(|place| judged(place).1),
        }
    }
}

/// A code that was not among those the ranker looked at.
fn hopeless(
    learnt: &Learnt,
    judgement: &Judgement,
    question: &Question<'_>,
    code: usize,
) -> SuggestedCode {
    let teacher = &learnt.teacher;
    let quoted = |unit: usize| learnt.quoted[unit].clone();
    let nearest = teacher.model.nearest(question, code, |_| true);
    let evidence = teacher.evidence_of(question, code, &nearest, |_| true, quoted);
    teacher.told(code, 0.0, judgement.threshold(code), evidence)
}
