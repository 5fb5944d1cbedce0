//! Earlier judgements that the rest of the coding contradicts: for a coder who checks her own consistency.

use super::Project;
use super::learning::Learnt;
use super::passages::speech;
use super::places::Places;
use super::suggesting::{Refused, SuggestRequest};
use super::teaching::model_name;
use crate::classifier::{Beside, Contradiction, Judgement, Question, Standing};
use crate::error::Result;
use crate::index::PassageKey;
use crate::study::{Span, Study, Transcript, TranscriptId, UnitId};
use crate::suggest::{Evidence, SuggestedCode, Suggestion};
use std::collections::HashMap;

impl Project {
    /// Coded units that emic, having learnt from the other participants alone, would have coded otherwise, with the number of
    /// coded units that were looked at, and that there are. The code proposed comes first, then those given. What a coder has said to keep is left out: a
    /// rejection of the code proposed.
    pub(super) fn contradictions(
        &self,
        study: &Study,
        learnt: &Learnt,
        request: &SuggestRequest,
    ) -> Result<([usize; 2], Vec<Suggestion>)> {
        let mut places: HashMap<UnitId, (usize, Span)> = HashMap::new();
        let transcripts = self.chosen(study, &request.transcripts)?;
        for (at, transcript) in transcripts.iter().enumerate() {
            let units = self.store.units(transcript.id)?.into_iter();
            places.extend(units.map(|unit| (unit.id, (at, unit.span))));
        }
        let refused = Refused::of(&self.store.decisions(study.id)?);
        let labels = self.participant_labels(study.id)?;
        let names = self.coder_names()?;
        let keys = learnt.teacher.look_up.keys();
        let place = |unit: usize| match keys.get(&unit) {
            Some(PassageKey::Unit(id)) => places.get(id).map(|(at, span)| (*id, *at, *span)),
            _ => None,
        };
        let codes_of = &learnt.teacher.model.lessons().codes_of;
        let coded: Vec<usize> = (0..codes_of.len())
            .filter(|u| !codes_of[*u].is_empty() && place(*u).is_some())
            .collect();
        let held_out = learnt.teacher.model.held_out();
        let looked_at = coded.iter().filter(|u| held_out.contains(u)).count();
        let mut found = Vec::new();
        let mut places: HashMap<TranscriptId, Places<'_>> = HashMap::new();
        for contradiction in learnt.teacher.model.contradictions() {
            let Some((id, at, span)) = place(contradiction.unit) else {
                continue;
            };
            let transcript: &Transcript = &transcripts[at];
            if refused.has(transcript.id, span, learnt.codes[contradiction.instead.0]) {
                continue;
            }
            let places =
                (places.entry(transcript.id)).or_insert_with(|| Places::of(&transcript.text));
            let (start, end) = places.chars(span);
            let (_, who) = speech(transcript, span);
            let codings = self.store.codings_of_unit(id)?;
            let mut codes = both_sides(learnt, &contradiction)?;
            for (code, (own, _)) in codes.iter_mut().skip(1).zip(&contradiction.given) {
                let by = codings.iter().filter(|c| c.code == learnt.codes[*own]);
                code.given_by = by.filter_map(|c| names.get(&c.coder).cloned()).collect();
            }
            found.push(Suggestion {
                study: study.name.clone(),
                transcript: transcript.name.clone(),
                start,
                end,
                line: places.line(span.start),
                participant: who.and_then(|id| labels.get(&id).cloned()),
                text: span.of(&transcript.text).unwrap_or_default().to_owned(),
                model: model_name(learnt.teacher.encoder()),
                codes,
            });
        }
        Ok(([looked_at, coded.len()], found))
    }
}

/// The code proposed and those given, each with quotes from other participants.
fn both_sides(learnt: &Learnt, contradiction: &Contradiction) -> Result<Vec<SuggestedCode>> {
    let apart = Apart::of(learnt, contradiction.unit)?;
    let side = |(code, probability): (usize, f64), given: bool| SuggestedCode {
        accepted: !given,
        given,
        ..apart.told(code, probability, learnt.teacher.model.judgement())
    };
    let given = contradiction.given.iter().map(|own| side(*own, true));
    Ok(std::iter::once(side(contradiction.instead, false))
        .chain(given)
        .collect())
}

/// A coded unit as the other participants' units see it; where there is one participant, all other units.
pub(super) struct Apart<'l> {
    learnt: &'l Learnt,
    unit: usize,
    question: Question<'l>,
    /// Whether there is one participant only.
    single: bool,
}

impl<'l> Apart<'l> {
    /// The unit at this place among the lessons.
    pub fn of(learnt: &'l Learnt, unit: usize) -> Result<Self> {
        let lessons = learnt.teacher.model.lessons();
        let first = lessons.groups[0];
        Ok(Self {
            learnt,
            unit,
            question: Question {
                text: &lessons.texts[unit],
                asked: "",
                before: Beside::Unknown,
                after: Beside::Unknown,
                neighbours: learnt
                    .teacher
                    .look_up
                    .of_lesson(unit, &lessons.texts[unit])?,
                vector: lessons.vectors.as_ref().map(|vectors| vectors.row(unit)),
            },
            single: lessons.groups.iter().all(|group| *group == first),
        })
    }

    /// A code that is so likely for the unit, neither given nor accepted, with quotes from the others.
    pub fn told(&self, code: usize, probability: f64, judgement: &Judgement) -> SuggestedCode {
        let teacher = &self.learnt.teacher;
        let groups = &teacher.model.lessons().groups;
        let may = |other: usize| match self.single {
            true => other != self.unit,
            false => groups[other] != groups[self.unit],
        };
        let quoted = |unit: usize| self.learnt.quoted[unit].clone();
        let nearest = teacher.model.nearest(&self.question, code, may);
        let mut evidence = teacher.evidence_of(&self.question, code, &nearest, may, quoted);
        // The words were learnt from this unit, too: they cannot testify.
        evidence.retain(|reason| !matches!(reason, Evidence::Words(_)));
        if evidence.is_empty() {
            evidence.push(Evidence::Common);
        }
        teacher.told(code, probability, judgement.threshold(code), evidence)
    }

    /// The same for the code at a `place` among those that the unit's judgement [held out](Judgement::held_out) has, accepted
    /// or not, with its standing.
    pub fn judged(
        &self,
        judgement: &Judgement,
        held_out: &[(usize, f64)],
        place: usize,
    ) -> (Standing, SuggestedCode) {
        let (code, probability) = held_out[place];
        let model = &self.learnt.teacher.model;
        let standing = model.standing_of(judgement, (code, probability), place);
        let told = SuggestedCode {
            accepted: standing == Standing::Accepted,
            ..self.told(code, probability, judgement)
        };
        (standing, told)
    }
}
