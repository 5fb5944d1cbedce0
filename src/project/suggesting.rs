//! Suggestions for what nobody has coded yet.

use super::Project;
use super::consistency::Apart;
use super::learning::Learnt;
use super::passages::speech;
use super::places::Places;
use super::talk::beside;
use super::teaching::{Meaning, Teacher, model_name};
use crate::classifier::{Aim, Beside, Judgement, Question, Scored, Vectors, is_like_definition};
use crate::error::Result;
use crate::segment::{Granularity, InterviewerTurns, candidates, free, uncoded};
use crate::study::{
    CodeId, CoderId, CoderKind, Decision, ParticipantId, Span, Study, Transcript, TranscriptId,
    TranscriptKind, UnitId, Verdict,
};
use crate::suggest::{Order, SuggestedCode, Suggestion};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Where fewer units are learnt from, probabilities are an order, not a measure.
pub const FEW_UNITS: usize = 50;
/// Codes shown for a stretch, at most.
const CODES: usize = 3;
/// A code that does not reach its threshold is still shown beside one that does from this probability on.
const WORTH_SHOWING: f64 = 0.1;

/// What suggestions are wanted.
#[derive(Debug, Clone)]
pub struct SuggestRequest {
    /// Whose coding is learnt first, and who will decide.
    pub coder: String,
    /// Only in these transcripts; in all where none is named.
    pub transcripts: Vec<String>,
    /// How large the stretches are.
    pub granularity: Granularity,
    /// In which order.
    pub order: Order,
    /// Also stretches for which no code reaches its threshold.
    pub doubtful_too: bool,
    /// What accepted codes are to be good for.
    pub aim: Aim,
    /// Words alone, or with a sentence encoder.
    pub meaning: Meaning,
}

impl SuggestRequest {
    /// Whether stretches are wanted for which no code reaches its threshold: the most doubtful are among them.
    pub(super) fn wants_doubtful(&self) -> bool {
        self.doubtful_too || self.order == Order::Doubtful
    }
}

/// Suggestions and where they come from.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Suggestions {
    /// The study's name.
    pub study: String,
    /// Whose coding was learnt.
    pub coders: Vec<String>,
    /// The sentence encoder in use: what kind it is and its name, or `none`.
    pub model: String,
    /// Coded units learnt from.
    pub learnt_from: usize,
    /// Stretches looked at; coded units, where contradictions are wanted.
    pub looked_at: usize,
    /// How many there are; of thousands of coded units not all are looked at for contradictions.
    pub of: usize,
    /// Codes that have no example yet; suggested by their definition alone, if at all.
    pub without_example: Vec<String>,
    /// Codes with an example that are not recognised yet, with the number of their units: never accepted.
    pub not_recognised: Vec<NotRecognised>,
    /// Codes that reach the precision asked for at no probability, by what was held out: never accepted.
    pub out_of_reach: Vec<String>,
    /// The suggestions in the order asked for.
    pub suggestions: Vec<Suggestion>,
}

/// The codes that are never suggested yet, by their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SilentCodes {
    /// Those without an example.
    pub without_example: Vec<String>,
    /// Those with an example that are not recognised yet.
    pub not_recognised: Vec<NotRecognised>,
    /// Those that reach the precision asked for at no probability.
    pub out_of_reach: Vec<String>,
}

impl SilentCodes {
    /// By what a teacher has learnt and this judgement.
    pub(super) fn of(teacher: &Teacher, judgement: &Judgement) -> Self {
        let name = |code: usize| teacher.codes[code].name.clone();
        let examples = teacher.model.examples().iter().enumerate();
        let without = examples.filter(|(_, n)| **n == 0);
        let out_of_reach = teacher.model.out_of_reach(judgement).into_iter();
        Self {
            without_example: without.map(|(code, _)| name(code)).collect(),
            not_recognised: teacher.not_recognised(),
            out_of_reach: out_of_reach.map(name).collect(),
        }
    }
}

/// A code that emic does not recognise yet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NotRecognised {
    /// Its path.
    pub code: String,
    /// Units that bear it.
    pub units: usize,
}

impl Project {
    /// Suggests codes for the stretches of a study that no person has coded. Silent where no code reaches its threshold; where
    /// nothing is coded yet, the codes whose names and definitions come nearest are shown, none of them accepted.
    ///
    /// # Errors
    /// [`crate::Error::Input`] where there is no code to choose from or a transcript is unknown.
    pub fn suggest(&mut self, study: &Study, request: &SuggestRequest) -> Result<Suggestions> {
        let mut learnt = self.learn(study, &request.coder, &request.meaning)?;
        learnt.teacher.model.aim(request.aim);
        let request = &SuggestRequest {
            doubtful_too: request.wants_doubtful() || !learnt.teacher.model.has_examples(),
            ..request.clone()
        };
        let ([looked_at, of], mut suggestions) = if request.order == Order::Contradicting {
            self.contradictions(study, &learnt, request)?
        } else {
            let stretches = self.stretches(study, &request.transcripts, request.granularity)?;
            let found = self.judge(study, &learnt, &stretches, request)?;
            let all = stretches.iter().map(|(_, spans)| spans.len()).sum();
            ([all, all], found)
        };
        request.order.sort(&mut suggestions);
        let lessons = learnt.teacher.model.lessons();
        let silent = SilentCodes::of(&learnt.teacher, learnt.teacher.model.judgement());
        Ok(Suggestions {
            study: study.name.clone(),
            coders: learnt.coders,
            model: model_name(learnt.teacher.encoder()),
            learnt_from: lessons
                .codes_of
                .iter()
                .filter(|codes| !codes.is_empty())
                .count(),
            looked_at,
            of,
            without_example: silent.without_example,
            out_of_reach: silent.out_of_reach,
            not_recognised: silent.not_recognised,
            suggestions,
        })
    }

    /// Suggests codes for given stretches, also where emic would rather be silent: the likeliest codes of each.
    ///
    /// # Errors
    /// As [`Project::suggest`].
    pub fn suggest_at(
        &mut self,
        study: &Study,
        request: &SuggestRequest,
        stretches: &[(Transcript, Vec<Span>)],
    ) -> Result<Vec<Suggestion>> {
        let mut learnt = self.learn(study, &request.coder, &request.meaning)?;
        learnt.teacher.model.aim(request.aim);
        let request = SuggestRequest {
            doubtful_too: true,
            ..request.clone()
        };
        self.judge(study, &learnt, stretches, &request)
    }

    /// The stretches of each transcript that no person's unit covers.
    pub(super) fn stretches(
        &self,
        study: &Study,
        transcripts: &[String],
        granularity: Granularity,
    ) -> Result<Vec<(Transcript, Vec<Span>)>> {
        let people = self.people()?;
        let mut found = Vec::new();
        for transcript in self.chosen(study, transcripts)? {
            let stretches = self.uncoded_in(&transcript, granularity, &people)?;
            found.push((transcript, stretches));
        }
        Ok(found)
    }

    /// The uncoded stretches of a transcript right before and right after each of some of it.
    pub(super) fn beside(
        &self,
        granularity: Granularity,
        transcript: &Transcript,
        spans: &[Span],
    ) -> Result<Vec<Span>> {
        let uncoded = self.uncoded_in(transcript, granularity, &self.people()?)?;
        let of = |span: &Span| {
            let before = uncoded.iter().rfind(|other| other.end <= span.start);
            let after = uncoded.iter().find(|other| other.start >= span.end);
            before.into_iter().chain(after).copied()
        };
        Ok(spans.iter().flat_map(of).collect())
    }

    fn people(&self) -> Result<HashSet<CoderId>> {
        let coders = self.store.coders()?.into_iter();
        let people = coders.filter(|coder| coder.kind == CoderKind::Person);
        Ok(people.map(|coder| coder.id).collect())
    }

    fn uncoded_in(
        &self,
        transcript: &Transcript,
        granularity: Granularity,
        people: &HashSet<CoderId>,
    ) -> Result<Vec<Span>> {
        // An excerpt (an answer to a survey) is a unit as it stands.
        let granularity = match transcript.kind {
            TranscriptKind::Interview => granularity,
            TranscriptKind::Excerpts => Granularity::Turns,
        };
        let (mut coded, mut by_people) = (HashSet::new(), HashSet::new());
        for coding in self.store.codings_of_transcript(transcript.id)? {
            coded.insert(coding.unit);
            if people.contains(&coding.coder) {
                by_people.insert(coding.unit);
            }
        }
        let units = self.store.units(transcript.id)?;
        let spans = |are: &dyn Fn(UnitId) -> bool| -> Vec<Span> {
            let chosen = units.iter().filter(|unit| are(unit.id));
            chosen.map(|unit| unit.span).collect()
        };
        let (text, turns) = (&transcript.text, &transcript.turns);
        let mut taken = spans(&|unit| by_people.contains(&unit));
        // Units that were given without a code are to be coded as they stand.
        let mut open = free(text, spans(&|unit| !coded.contains(&unit)), &taken);
        taken.extend(&open);
        let pieces = candidates(text, turns, granularity, InterviewerTurns::LeftOut);
        open.extend(uncoded(text, &pieces, &taken));
        open.sort_by_key(|span| (span.start, span.end));
        Ok(open)
    }

    pub(super) fn chosen(&self, study: &Study, names: &[String]) -> Result<Vec<Transcript>> {
        if !names.is_empty() {
            return names
                .iter()
                .map(|name| self.transcript(study.id, name))
                .collect();
        }
        let mut all = Vec::new();
        for id in self.store.transcript_ids(study.id)? {
            all.extend(self.store.transcript(id)?);
        }
        Ok(all)
    }

    fn judge(
        &mut self,
        study: &Study,
        learnt: &Learnt,
        stretches: &[(Transcript, Vec<Span>)],
        request: &SuggestRequest,
    ) -> Result<Vec<Suggestion>> {
        let vectors = self.encoded(learnt.teacher.encoder(), &texts(stretches))?;
        let known = self.known_of(study, stretches)?;
        let model = &learnt.teacher.model;
        learnt.suggest(
            model.judgement(),
            &known,
            stretches,
            vectors.as_ref(),
            request.doubtful_too,
        )
    }

    /// What of a study suggestions need beside the model.
    pub(super) fn known_of(
        &self,
        study: &Study,
        stretches: &[(Transcript, Vec<Span>)],
    ) -> Result<Known> {
        let mut decisions = Vec::new();
        for id in BTreeSet::from_iter(stretches.iter().map(|(transcript, _)| transcript.id)) {
            decisions.extend(self.store.decisions_of_transcript(id)?);
        }
        Ok(Known {
            study: study.name.clone(),
            refused: Refused::of(&decisions),
            labels: self.participant_labels(study.id)?,
        })
    }
}

/// What of a study suggestions need beside the model.
pub(super) struct Known {
    study: String,
    refused: Refused,
    labels: HashMap<ParticipantId, String>,
}

/// What was said in each stretch that lies within its transcript.
pub(super) fn texts(stretches: &[(Transcript, Vec<Span>)]) -> Vec<&str> {
    stretches
        .iter()
        .flat_map(|(transcript, spans)| spans.iter().filter_map(|span| span.of(&transcript.text)))
        .collect()
}

impl Learnt {
    /// Suggestions for stretches whose texts have these vectors.
    pub(super) fn suggest(
        &self,
        judgement: &Judgement,
        known: &Known,
        stretches: &[(Transcript, Vec<Span>)],
        vectors: Option<&Vectors>,
        doubtful_too: bool,
    ) -> Result<Vec<Suggestion>> {
        let mut places: HashMap<TranscriptId, Places<'_>> = HashMap::new();
        let mut suggestions = Vec::new();
        let is_judged = judgement.is_of(self.teacher.model.lessons());
        for judged in self.judged(judgement, known, stretches, vectors)? {
            let (transcript, span) = (judged.transcript, judged.span);
            let codes = match self.lesson(transcript.id, span).filter(|_| is_judged) {
                Some(lesson) => {
                    let refused = |code| known.refused.has(transcript.id, span, self.codes[code]);
                    self.shown_held_out(judgement, lesson, refused, doubtful_too)?
                }
                None => shown(self, &judged.question, &judged.scored, doubtful_too),
            };
            if codes.is_empty() {
                continue;
            }
            let places =
                (places.entry(transcript.id)).or_insert_with(|| Places::of(&transcript.text));
            let (start, end) = places.chars(span);
            let (_, who) = speech(transcript, span);
            suggestions.push(Suggestion {
                study: known.study.clone(),
                transcript: transcript.name.clone(),
                start,
                end,
                line: places.line(span.start),
                participant: who.and_then(|id| known.labels.get(&id).cloned()),
                text: judged.question.text.to_owned(),
                model: model_name(self.teacher.encoder()),
                codes,
            });
        }
        Ok(suggestions)
    }

    /// How the codes come off for stretches whose texts have these vectors, in the light of what stands around them and without
    /// what was refused there.
    pub(super) fn judged<'s>(
        &'s self,
        judgement: &Judgement,
        known: &Known,
        stretches: &'s [(Transcript, Vec<Span>)],
        vectors: Option<&'s Vectors>,
    ) -> Result<Vec<Judged<'s>>> {
        let teacher = &self.teacher;
        let texts = texts(stretches);
        let neighbours = teacher.look_up.of_texts(&texts)?;
        let places: Vec<(&Transcript, Span)> = stretches
            .iter()
            .flat_map(|(transcript, spans)| {
                let here = spans.iter().copied();
                here.filter(|span| span.of(&transcript.text).is_some())
                    .map(move |span| (transcript, span))
            })
            .collect();
        let asked: Vec<(Span, usize)> = places.iter().map(|p| p.1).zip(0..).collect();
        let mut questions: Vec<Question<'_>> = Vec::with_capacity(places.len());
        for here in places.chunk_by(|a, b| a.0.id == b.0.id) {
            let first = questions.len();
            let asked = &asked[first..first + here.len()];
            let is_in_order = here.windows(2).all(|pair| pair[0].1.end <= pair[1].1.start);
            for (n, (transcript, span)) in here.iter().enumerate() {
                let near = match is_in_order {
                    true => &asked[n.saturating_sub(1)..(n + 2).min(here.len())],
                    false => asked,
                };
                let place = first + n;
                let plain = teacher.question(texts[place], &neighbours[place], vectors, place);
                questions.push(self.in_context(plain, transcript, *span, near));
            }
        }
        let scored = teacher.model.score_by(judgement, &questions);
        let judged = places.into_iter().zip(questions).zip(scored);
        Ok(judged
            .map(|(((transcript, span), question), scored)| Judged {
                scored: known.refused.without(transcript, span, scored, &self.codes),
                transcript,
                span,
                question,
            })
            .collect())
    }
}

impl Learnt {
    /// The codes to show for a unit that was learnt from, as it came off while it was held out: its own coding would say all.
    fn shown_held_out(
        &self,
        judgement: &Judgement,
        lesson: usize,
        refused: impl Fn(usize) -> bool,
        doubtful_too: bool,
    ) -> Result<Vec<SuggestedCode>> {
        let apart = Apart::of(self, lesson)?;
        let held_out = judgement.held_out(lesson);
        let mut codes: Vec<SuggestedCode> = (0..held_out.len())
            .filter(|place| !refused(held_out[*place].0))
            .map(|place| apart.judged(judgement, &held_out, place).1)
            .filter(|code| code.accepted || code.probability >= WORTH_SHOWING || doubtful_too)
            .take(CODES)
            .collect();
        if !doubtful_too && !codes.iter().any(|code| code.accepted) {
            codes.clear();
        }
        Ok(codes)
    }
}

/// A stretch and how the codes come off for it.
pub(super) struct Judged<'s> {
    pub transcript: &'s Transcript,
    pub span: Span,
    pub question: Question<'s>,
    /// The likeliest first.
    pub scored: Vec<Scored>,
}

/// The codes to show: the accepted ones and those worth a look beside them; none where emic abstains.
fn shown(
    learnt: &Learnt,
    question: &Question<'_>,
    scored: &[Scored],
    doubtful_too: bool,
) -> Vec<SuggestedCode> {
    if !doubtful_too && !scored.iter().any(|s| s.accepted) {
        return Vec::new();
    }
    let teacher = &learnt.teacher;
    let code = |s: &Scored| {
        let quoted = |unit: usize| learnt.quoted[unit].clone();
        teacher.suggested(s, teacher.evidence(question, s, quoted))
    };
    // Where nothing is coded yet, a code is shown for its name and definition alone.
    let has_examples = teacher.model.has_examples();
    let known = scored
        .iter()
        .filter(|s| has_examples || is_like_definition(&s.numbers));
    let (likely, others): (Vec<&Scored>, Vec<&Scored>) = known.partition(|s| s.accepted);
    let told = likely.into_iter().map(code);
    let (mut codes, silent): (Vec<_>, Vec<_>) = told.partition(|code| code.accepted);
    if !doubtful_too && codes.is_empty() {
        return codes;
    }
    let worth = |s: &&Scored| s.probability >= WORTH_SHOWING || doubtful_too;
    let room = CODES.saturating_sub(codes.len());
    let others = others.into_iter().filter(worth).take(room).map(code);
    let mut beside: Vec<SuggestedCode> = silent.into_iter().chain(others).collect();
    let likelier = |a: &SuggestedCode, b: &SuggestedCode| b.probability.total_cmp(&a.probability);
    beside.sort_by(likelier);
    codes.extend(beside.into_iter().take(room));
    codes.sort_by(likelier);
    codes.truncate(CODES);
    codes
}

impl Learnt {
    /// A question about a stretch with what the interviewer asked and what stands beside it: coded units, and the other
    /// stretches `asked` about. Of talk that taught silence nothing stands beside it: somebody has read all that, and coded the rest.
    /// That it did is no vote, either.
    pub(super) fn in_context<'q>(
        &'q self,
        question: Question<'q>,
        transcript: &'q Transcript,
        span: Span,
        asked: &[(Span, usize)],
    ) -> Question<'q> {
        let coded = self
            .coded
            .get(&transcript.id)
            .map_or(&[][..], Vec::as_slice);
        let [before, after] = match self.is_passed_over(transcript.id, span) {
            true => [Beside::Unknown; 2],
            false => beside(span, coded, asked),
        };
        let mut neighbours = question.neighbours;
        neighbours.retain(|n| !self.is_silence_of(n.unit, (transcript.id, span)));
        Question {
            neighbours,
            asked: transcript.question_before(span.start).unwrap_or_default(),
            before,
            after,
            ..question
        }
    }
}

/// What was rejected, skipped or settled, and where; it stays there and is never held against another stretch.
pub(super) struct Refused(HashMap<TranscriptId, Vec<Decision>>);

impl Refused {
    pub fn of(decisions: &[Decision]) -> Self {
        // Who chose blindly refused nothing: she had seen nothing.
        let kept = decisions
            .iter()
            .filter(|d| d.verdict != Verdict::Accept && !d.blind);
        let mut by_transcript: HashMap<TranscriptId, Vec<Decision>> = HashMap::new();
        for decision in kept {
            let here = by_transcript.entry(decision.transcript).or_default();
            here.push(decision.clone());
        }
        Self(by_transcript)
    }

    fn without(
        &self,
        transcript: &Transcript,
        span: Span,
        scored: Vec<Scored>,
        codes: &[CodeId],
    ) -> Vec<Scored> {
        let refused = |s: &Scored| self.has(transcript.id, span, codes[s.code]);
        scored.into_iter().filter(|s| !refused(s)).collect()
    }

    /// Whether a code is not to be proposed for a stretch any more.
    pub fn has(&self, transcript: TranscriptId, span: Span, code: CodeId) -> bool {
        self.verdict(transcript, span, code).is_some()
    }

    /// What was said there that keeps the code away.
    pub fn verdict(&self, transcript: TranscriptId, span: Span, code: CodeId) -> Option<Verdict> {
        let mut here = (self.0.get(&transcript)?.iter()).filter(|d| d.span.overlaps(span));
        here.find(|d| d.verdict == Verdict::Skip || d.code == Some(code))
            .map(|d| d.verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Stop;
    use crate::project::ImportOptions;
    use crate::project::learning::{Known as Earlier, Pace};

    #[test]
    fn what_was_learnt_from_other_vectors_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let unit = |n: usize| {
            let (text, code) = match n % 2 {
                0 => ("The ward was full and nobody slept", "Workload"),
                _ => ("We learned from each other at night 😀", "Peers"),
            };
            format!(
                r#"{{"id": "{n}", "participant": "F{n}", "text": "{text}, {n}.", "codes": ["{code}"]}}"#
            )
        };
        let units: Vec<String> = (0..12).map(unit).collect();
        let (coded, talk) = (folder.path().join("u.jsonl"), folder.path().join("F90.txt"));
        std::fs::write(&coded, units.join("\n")).unwrap();
        std::fs::write(&talk, "F90: They taught each other. No bed was free.\n").unwrap();
        let mut project = Project::create(folder.path().join("p.emic")).unwrap();
        let options = ImportOptions {
            study: Some("ward".into()),
            coder: "Mina".into(),
            ..ImportOptions::default()
        };
        project.import(&[coded, talk], &options, &|_| {}).unwrap();
        let study = project.study(None).unwrap();
        let stretches = project
            .stretches(&study, &["F90".to_owned()], Granularity::Sentences)
            .unwrap();
        let mut learn = |meaning: &Meaning, known: Option<&Learnt>| {
            let known = known.map(|learnt| Earlier {
                learnt,
                judgement: learnt.teacher.model.judgement(),
                pace: Pace::FromThere,
            });
            let stop = Stop::default();
            let learnt = project.learn_in_haste(&study, "Mina", meaning, known.as_ref(), &stop);
            let learnt = learnt.unwrap().unwrap();
            let request = SuggestRequest {
                coder: "Mina".into(),
                transcripts: Vec::new(),
                granularity: Granularity::Sentences,
                order: Order::Transcript,
                doubtful_too: true,
                aim: Aim::Balanced,
                meaning: meaning.clone(),
            };
            let suggestions = project.judge(&study, &learnt, &stretches, &request);
            (learnt, suggestions.unwrap())
        };
        let (by_table, _) = learn(&Meaning::Table, None);
        let (_, fresh) = learn(&Meaning::Shipped, None);
        let (_, after_table) = learn(&Meaning::Shipped, Some(&by_table));
        assert_eq!(fresh.len(), 2);
        assert_eq!(after_table, fresh);
    }
}
