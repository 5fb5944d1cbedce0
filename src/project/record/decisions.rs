//! What persons said to suggestions.

use crate::error::Result;
use crate::project::{CodePoints, Project};
use crate::study::{
    CodeId, Codebook, Coder, Decision, Span, Study, Transcript, TranscriptId, Verdict,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The decisions on suggestions in a study; those taken back since are not among them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DecisionRecord {
    /// In the order in which they were made.
    pub decisions: Vec<RecordedDecision>,
    /// Code by code, in the order of the codebook; codes deleted since come last.
    pub codes: Vec<CodeDecisions>,
    /// Stretches decided on.
    pub stretches: usize,
    /// What made the suggestions, each with the number of decisions; `None` where it was not written down.
    pub models: Vec<(Option<String>, usize)>,
    /// How many codes were shown as suggestions, each counted once for a stretch; [`CodeDecisions::shown`] has them code by code. What
    /// was shown before emic wrote that down counts where it was decided on.
    pub shown: usize,
    /// On how many stretches.
    pub shown_stretches: usize,
    /// How many of them were left without a decision.
    pub undecided: usize,
}

/// A decision on one suggested code for one stretch.
#[derive(Debug, Clone, Serialize)]
pub struct RecordedDecision {
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub coder: String,
    /// The transcript.
    pub transcript: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What was decided.
    pub verdict: Verdict,
    /// The code suggested; none where a whole stretch was skipped.
    pub code: Option<String>,
    /// The code given instead.
    pub instead: Option<String>,
    /// The probability that was shown.
    pub probability: Option<f64>,
    /// Whether the coder chose before the suggestion was shown.
    pub blind: bool,
    /// What made the suggestion.
    pub model: Option<String>,
}

/// What was said to the suggestions of one code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CodeDecisions {
    /// Its path.
    pub code: String,
    /// For how many stretches it was shown as a suggestion.
    pub shown: usize,
    /// Accepted.
    pub accepted: usize,
    /// Another code given instead.
    pub corrected: usize,
    /// Rejected.
    pub rejected: usize,
    /// Chosen by the coder before it was shown, and suggested too.
    pub blind_same: usize,
    /// Suggested where the coder, before it was shown, chose another code.
    pub blind_other: usize,
}

impl DecisionRecord {
    /// How many decisions there are of a verdict, those made blindly left out.
    pub fn count(&self, verdict: Verdict) -> usize {
        let of = self
            .decisions
            .iter()
            .filter(|d| d.verdict == verdict && !d.blind);
        of.count()
    }

    /// How many were made blindly: in all, and with the code suggested.
    pub fn blind(&self) -> (usize, usize) {
        let blind = self.decisions.iter().filter(|d| d.blind);
        let same = blind.clone().filter(|d| d.verdict == Verdict::Accept);
        (blind.count(), same.count())
    }
}

impl Project {
    /// What persons said to suggestions in a study.
    ///
    /// # Errors
    /// [`crate::Error::File`] where the project file cannot be read.
    pub fn decision_record(&self, study: &Study) -> Result<DecisionRecord> {
        let book = self.store.codebook(study.id)?;
        let coders = self.coder_names()?;
        let mut decisions = self.store.decisions(study.id)?;
        // That no code fits, said when coding a second time, is no word on a suggestion.
        decisions.retain(|decision| {
            let name = coders.get(&decision.coder);
            name.is_none_or(|name| Coder::first_pass(name).is_none())
        });
        let mut texts: HashMap<TranscriptId, Transcript> = HashMap::new();
        for id in decisions
            .iter()
            .map(|d| d.transcript)
            .collect::<BTreeSet<_>>()
        {
            texts.extend(self.store.transcript(id)?.map(|t| (id, t)));
        }
        let points: HashMap<TranscriptId, CodePoints<'_>> = texts
            .iter()
            .map(|(id, t)| (*id, CodePoints::of(&t.text)))
            .collect();
        let told = |decision: &Decision| {
            let transcript = texts.get(&decision.transcript);
            let range = points
                .get(&decision.transcript)
                .and_then(|p| p.range(decision.span));
            let (start, end) = range.unwrap_or_default();
            RecordedDecision {
                at: decision.at.clone(),
                coder: coders.get(&decision.coder).cloned().unwrap_or_default(),
                transcript: transcript.map_or_else(String::new, |t| t.name.clone()),
                start,
                end,
                text: transcript
                    .and_then(|t| decision.span.of(&t.text))
                    .unwrap_or_default()
                    .to_owned(),
                verdict: decision.verdict,
                code: decision.code.map(|id| called(&book, id)),
                instead: decision.instead.map(|id| called(&book, id)),
                probability: decision.probability,
                blind: decision.blind,
                model: decision.model.clone(),
            }
        };
        let mut models: BTreeMap<Option<String>, usize> = BTreeMap::new();
        for decision in decisions.iter().filter(|d| d.verdict != Verdict::Skip) {
            *models.entry(decision.model.clone()).or_default() += 1;
        }
        // A decision on a suggestion, not made blindly, shows that it was seen, also where that was not written down yet.
        let mut shown: BTreeSet<(TranscriptId, Span, CodeId)> =
            (self.store.shown(study.id)?.into_iter())
                .map(|one| (one.transcript, one.span, one.code))
                .collect();
        let seen = decisions
            .iter()
            .filter(|d| !d.blind && d.verdict != Verdict::Skip);
        let decided: BTreeSet<(TranscriptId, Span, CodeId)> = seen
            .filter_map(|d| Some((d.transcript, d.span, d.code?)))
            .collect();
        let undecided = shown.difference(&decided).count();
        shown.extend(decided);
        let places: BTreeSet<(TranscriptId, Span)> =
            shown.iter().map(|(t, span, _)| (*t, *span)).collect();
        let stretches: BTreeSet<_> = decisions.iter().map(|d| (d.transcript, d.span)).collect();
        Ok(DecisionRecord {
            decisions: decisions.iter().map(told).collect(),
            codes: by_code(&decisions, &shown, &book),
            shown: shown.len(),
            shown_stretches: places.len(),
            undecided,
            stretches: stretches.len(),
            models: models.into_iter().collect(),
        })
    }
}

fn by_code(
    decisions: &[Decision],
    shown: &BTreeSet<(TranscriptId, Span, CodeId)>,
    book: &Codebook,
) -> Vec<CodeDecisions> {
    let mut counts: BTreeMap<CodeId, CodeDecisions> = BTreeMap::new();
    for (_, _, code) in shown {
        counts.entry(*code).or_default().shown += 1;
    }
    for decision in decisions {
        let Some(code) = decision.code else {
            continue;
        };
        let count = counts.entry(code).or_default();
        match (decision.verdict, decision.blind) {
            (Verdict::Accept, false) => count.accepted += 1,
            (Verdict::Accept, true) => count.blind_same += 1,
            (Verdict::Correct, false) => count.corrected += 1,
            (Verdict::Correct, true) => count.blind_other += 1,
            (Verdict::Reject, _) => count.rejected += 1,
            (Verdict::Skip, _) => {}
        }
    }
    let mut found: Vec<(CodeId, CodeDecisions)> = counts.into_iter().collect();
    let place = |id: CodeId| {
        book.codes()
            .iter()
            .position(|c| c.id == id)
            .unwrap_or(usize::MAX)
    };
    found.sort_by_key(|(id, _)| place(*id));
    let named = found.into_iter().map(|(id, count)| CodeDecisions {
        code: called(book, id),
        ..count
    });
    named.collect()
}

fn called(book: &Codebook, id: CodeId) -> String {
    match book.get(id) {
        Some(_) => book.path(id),
        None => format!("a code deleted since ({id})"),
    }
}
