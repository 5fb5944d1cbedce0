//! How many of a coder's judgements emic would have given: on interviews that were held back.

use super::suggesting::SuggestRequest;
use super::{CodePoints, Project};
use crate::error::Result;
use crate::study::{CodedUnit, Span, Study, Transcript};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Suggestions held against a coder's judgements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recognised {
    /// The study's name.
    pub study: String,
    /// Interviews held back.
    pub transcripts: usize,
    /// Units judged.
    pub units: usize,
    /// Units whose first suggestion is a code that the coder gave.
    pub first_right: usize,
    /// Units with such a code among the first three suggestions.
    pub among_three: usize,
    /// Codes suggested with a probability of at least one half.
    pub likely: usize,
    /// Those of them that the coder gave.
    pub likely_right: usize,
    /// Codes to choose from.
    pub codes: usize,
}

impl Project {
    /// Asks for suggestions at the very units of `truth`, which the project must not know, and counts which are right.
    ///
    /// # Errors
    /// As [`Project::suggest`]; [`crate::Error::Input`] for an unknown transcript.
    pub fn recognised(
        &mut self,
        study: &Study,
        request: &SuggestRequest,
        truth: &[CodedUnit],
    ) -> Result<Recognised> {
        let mut by_transcript: BTreeMap<&str, BTreeMap<(usize, usize), BTreeSet<&str>>> =
            BTreeMap::new();
        for unit in truth {
            let (Some(name), Some(start), Some(end)) = (&unit.transcript, unit.start, unit.end)
            else {
                continue;
            };
            let places = by_transcript.entry(name).or_default();
            places
                .entry((start, end))
                .or_default()
                .extend(unit.codes.iter().map(String::as_str));
        }
        let mut asked: Vec<(Transcript, Vec<Span>)> = Vec::new();
        for (name, places) in &by_transcript {
            let transcript = self.transcript(study.id, name)?;
            let points = CodePoints::of(&transcript.text);
            let spans = places
                .keys()
                .filter_map(|(start, end)| points.span(*start, *end))
                .collect();
            asked.push((transcript, spans));
        }
        let found = self.suggest_at(study, request, &asked)?;
        let codebook = self.store.codebook(study.id)?;
        let mut count = Recognised {
            study: study.name.clone(),
            transcripts: by_transcript.len(),
            codes: codebook
                .codes()
                .iter()
                .filter(|c| codebook.is_leaf(c.id))
                .count(),
            ..Recognised::default()
        };
        for suggestion in &found {
            let place = (suggestion.start, suggestion.end);
            let Some(right) = by_transcript
                .get(suggestion.transcript.as_str())
                .and_then(|t| t.get(&place))
            else {
                continue;
            };
            let is_right: Vec<bool> = suggestion
                .codes
                .iter()
                .map(|c| right.contains(c.code.as_str()))
                .collect();
            count.units += 1;
            count.first_right += usize::from(is_right.first() == Some(&true));
            count.among_three += usize::from(is_right.iter().take(3).any(|r| *r));
            for (code, right) in suggestion.codes.iter().zip(&is_right) {
                count.likely += usize::from(code.probability >= 0.5);
                count.likely_right += usize::from(code.probability >= 0.5 && *right);
            }
        }
        Ok(count)
    }
}
