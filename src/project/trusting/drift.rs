//! Codes whose meaning drifts between early and late interviews.

use super::saturation::ordered;
use crate::compare::{CodedQuote, commonest_language};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::project::comparing::set_apart;
use crate::project::teaching::{Meaning, encoder_for, model_name};
use crate::study::{CodeId, Study};
use crate::trust::{Drift, INTERVIEWS, UNITS, drift};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Quotes of each side, for each code.
const QUOTES: usize = 3;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct DriftRequest {
    /// The transcripts in the order of collection; those that are not named follow in the order in which they came in.
    pub order: Vec<String>,
    /// Only this code, by name or path.
    pub code: Option<String>,
    /// Only codings of these persons.
    pub coders: Vec<String>,
    /// The sentence encoder; not [`Meaning::Off`], as words alone do not tell meaning.
    pub meaning: Meaning,
}

/// Drift of a study's codes.
#[derive(Debug, Clone, Serialize)]
pub struct DriftReport {
    /// The study's name.
    pub study: String,
    /// The sentence encoder in use.
    pub model: String,
    /// The coded interviews in the order of collection.
    pub interviews: Vec<String>,
    /// The codes with enough units on both sides, those that drift most first.
    pub codes: Vec<CodeDrift>,
    /// The paths of those with too few.
    pub too_few: Vec<String>,
}

/// The drift of one code.
#[derive(Debug, Clone, Serialize)]
pub struct CodeDrift {
    /// Its path.
    pub code: String,
    /// Interviews and units of the early side: the first half of the interviews that bear the code.
    pub early: (usize, usize),
    /// Those of the late side.
    pub late: (usize, usize),
    /// The figures.
    pub drift: Drift,
    /// The most typical early units.
    pub early_quotes: Vec<DriftQuote>,
    /// The late units least like the early ones.
    pub late_quotes: Vec<DriftQuote>,
}

/// A unit shown for a side.
#[derive(Debug, Clone, Serialize)]
pub struct DriftQuote {
    /// The transcript.
    pub transcript: String,
    /// The words.
    pub text: String,
    /// The cosine with the centroid of the early units.
    pub likeness: f64,
}

/// The units of a code in one interview.
#[derive(Default)]
struct Interview<'q> {
    quotes: Vec<&'q CodedQuote>,
    vectors: Vec<Vec<f32>>,
}

impl Project {
    /// Whether early examples of each code recognise late ones worse than chance would have it: see [`drift`]. Codes are looked at as they
    /// were given.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript, code or coder, a study without codings, and without an encoder.
    pub fn drift(&mut self, study: &Study, request: &DriftRequest) -> Result<DriftReport> {
        let (book, quotes) = self.gathered_of(study, &request.coders)?;
        let only = request
            .code
            .as_deref()
            .map(|text| self.code_meant(study, text))
            .transpose()?;
        let names: Vec<String> = ordered(self.store.transcript_names(study.id)?, &request.order)?
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        if quotes.is_empty() {
            return Err(Error::input(format!(
                "'{}' has no coded unit yet; drift is about what bears a code",
                study.name
            )));
        }
        let encoder = encoder_for(&request.meaning, commonest_language(&quotes))?;
        let texts: Vec<&str> = quotes.iter().map(|quote| quote.text.as_str()).collect();
        let Some(vectors) = self.encoded(encoder, &texts)? else {
            return Err(Error::input(
                "drift is about meaning, which words alone do not tell; choose a sentence encoder",
            ));
        };
        // All units of a study are about its subject; without their mean, what is left is how each differs.
        let rows = vectors.rows().into_iter().map(|row| row.to_vec());
        let vectors = set_apart(rows.enumerate().collect());
        let mut of_code = by_code(&quotes, &vectors, &names);
        let mut report = DriftReport {
            study: study.name.clone(),
            model: model_name(encoder),
            interviews: names
                .into_iter()
                .filter(|name| quotes.iter().any(|quote| quote.transcript == *name))
                .collect(),
            codes: Vec::new(),
            too_few: Vec::new(),
        };
        for code in book.codes() {
            let Some(interviews) = of_code.remove(&code.id) else {
                continue;
            };
            if only.is_some_and(|only| only != code.id) {
                continue;
            }
            let path = book.path(code.id);
            match of_interviews(path.clone(), interviews.into_values().collect()) {
                Some(found) => report.codes.push(found),
                None => report.too_few.push(path),
            }
        }
        if only.is_some() && report.codes.is_empty() {
            return Err(Error::input(format!(
                "the code is too rare for it: {INTERVIEWS} interviews and {UNITS} units on each side are needed"
            )));
        }
        report.codes.sort_by(|a, b| a.drift.p.total_cmp(&b.drift.p));
        Ok(report)
    }
}

/// The units of each code, interview by interview in the order of `names`. `vectors` go by the place of the quote.
fn by_code<'q>(
    quotes: &'q [CodedQuote],
    vectors: &HashMap<usize, Vec<f32>>,
    names: &[String],
) -> BTreeMap<CodeId, BTreeMap<usize, Interview<'q>>> {
    let mut of_code: BTreeMap<CodeId, BTreeMap<usize, Interview<'q>>> = BTreeMap::new();
    for (place, quote) in quotes.iter().enumerate() {
        let interview = names.iter().position(|name| *name == quote.transcript);
        let Some(vector) = vectors.get(&place) else {
            continue;
        };
        for code in &quote.codes {
            let interviews = of_code.entry(*code).or_default();
            let own = interviews
                .entry(interview.unwrap_or(names.len()))
                .or_default();
            own.quotes.push(quote);
            own.vectors.push(vector.clone());
        }
    }
    of_code
}

fn of_interviews(code: String, interviews: Vec<Interview<'_>>) -> Option<CodeDrift> {
    let early = interviews.len().div_ceil(2);
    let vectors: Vec<Vec<Vec<f32>>> = interviews.iter().map(|own| own.vectors.clone()).collect();
    let found = drift(&vectors, early)?;
    let (first, last) = interviews.split_at(early);
    let centroid = centroid(first);
    let shown = |side: &[Interview<'_>], best: bool| {
        let mut quotes: Vec<DriftQuote> = side
            .iter()
            .flat_map(|own| own.quotes.iter().zip(&own.vectors))
            .map(|(quote, vector)| DriftQuote {
                transcript: quote.transcript.clone(),
                text: quote.text.trim().to_owned(),
                likeness: vector
                    .iter()
                    .zip(&centroid)
                    .map(|(a, b)| f64::from(*a) * b)
                    .sum(),
            })
            .collect();
        quotes.sort_by(|a, b| a.likeness.total_cmp(&b.likeness));
        if best {
            quotes.reverse();
        }
        quotes.truncate(QUOTES);
        quotes
    };
    let size = |side: &[Interview<'_>]| (side.len(), side.iter().map(|own| own.quotes.len()).sum());
    Some(CodeDrift {
        code,
        early: size(first),
        late: size(last),
        drift: found,
        early_quotes: shown(first, true),
        late_quotes: shown(last, false),
    })
}

/// The mean direction of a side's units, of length 1.
fn centroid(side: &[Interview<'_>]) -> Vec<f64> {
    let vectors = || side.iter().flat_map(|own| &own.vectors);
    let mut mean = vec![0.0; vectors().map(Vec::len).max().unwrap_or(0)];
    for vector in vectors() {
        for (sum, value) in mean.iter_mut().zip(vector) {
            *sum += f64::from(*value);
        }
    }
    let length = mean.iter().map(|a| a * a).sum::<f64>().sqrt().max(1e-12);
    mean.iter_mut().for_each(|a| *a /= length);
    mean
}
