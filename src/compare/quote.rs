//! What is compared: units with their codes, and the quotes shown for them.

use crate::study::{Attributes, CodeId, Language, Span, StudyId, UnitId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A meaning unit with all it takes to compare it. Units without codes may be given; they are not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedQuote {
    /// The study.
    pub study: StudyId,
    /// The unit; one that comes twice (coded by two coders) counts once, with the codes of both.
    pub unit: UnitId,
    /// Name of the transcript, unique in the study.
    pub transcript: String,
    /// Which stretch of the transcript.
    pub span: Span,
    /// The participant's pseudonym, where known.
    pub participant: Option<String>,
    /// The participant's attributes.
    pub attributes: Attributes,
    /// What was said.
    pub text: String,
    /// The condensed meaning unit.
    pub condensed: Option<String>,
    /// A translation.
    pub translation: Option<String>,
    /// The codes it bears.
    pub codes: Vec<CodeId>,
    /// The language it was said in.
    pub language: Language,
}

/// The language of most of these quotes; `None` where there is none.
pub fn commonest_language<'q>(
    quotes: impl IntoIterator<Item = &'q CodedQuote>,
) -> Option<&'q Language> {
    let mut counts: BTreeMap<&Language, usize> = BTreeMap::new();
    for quote in quotes {
        *counts.entry(&quote.language).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, n)| *n);
    most.map(|(language, _)| language)
}

/// A quote as shown beside a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Name of the study.
    pub study: String,
    /// The unit.
    pub unit: UnitId,
    /// Name of the transcript.
    pub transcript: String,
    /// The participant's pseudonym, where known.
    pub participant: Option<String>,
    /// The language it was said in.
    pub language: Language,
    /// What was said.
    pub text: String,
    /// The condensed meaning unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condensed: Option<String>,
    /// A translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<String>,
}

impl Quote {
    /// The quote of a unit of the study called `study`.
    pub fn of(quote: &CodedQuote, study: &str) -> Self {
        Self {
            study: study.to_owned(),
            unit: quote.unit,
            transcript: quote.transcript.clone(),
            participant: quote.participant.clone(),
            language: quote.language.clone(),
            text: quote.text.clone(),
            condensed: quote.condensed.clone(),
            translation: quote.translation.clone(),
        }
    }
}
