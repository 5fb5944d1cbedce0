//! A transcript to be read: its turns and what is coded in them.

use super::{CodePoints, Project};
use crate::error::Result;
use crate::study::{CodeId, CoderId, MeaningUnit, Participant, Study, Transcript, UnitId};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A transcript with its units and codings.
pub struct Reading {
    /// The study.
    pub study: Study,
    /// The transcript.
    pub transcript: Transcript,
    /// The study's participants.
    pub participants: Vec<Participant>,
    /// Its units in the order of the text.
    pub stretches: Vec<CodedStretch>,
}

/// A unit and who gave it which codes.
#[derive(Debug, Clone, Serialize)]
pub struct CodedStretch {
    /// The unit.
    pub unit: MeaningUnit,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The paths of its codes, each with the names of the coders who gave it.
    pub codes: BTreeMap<String, Vec<String>>,
}

impl Project {
    /// A transcript to be read.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn reading(&self, study: Study, transcript: Transcript) -> Result<Reading> {
        let codebook = self.store.codebook(study.id)?;
        let coders = self.coder_names()?;
        let units = self.store.units(transcript.id)?;
        let mut given: HashMap<UnitId, Vec<(CodeId, CoderId)>> = HashMap::new();
        for coding in self.store.codings_of_transcript(transcript.id)? {
            given
                .entry(coding.unit)
                .or_default()
                .push((coding.code, coding.coder));
        }
        let points = CodePoints::of(&transcript.text);
        let stretch = |unit: MeaningUnit| {
            let (start, end) = points.range(unit.span).unwrap_or_default();
            let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (code, coder) in given.remove(&unit.id).unwrap_or_default() {
                let coder = coders.get(&coder).cloned().unwrap_or_default();
                codes.entry(codebook.path(code)).or_default().push(coder);
            }
            CodedStretch {
                unit,
                start,
                end,
                codes,
            }
        };
        let stretches = units.into_iter().map(stretch).collect();
        Ok(Reading {
            participants: self.store.participants(study.id)?,
            study,
            transcript,
            stretches,
        })
    }
}
