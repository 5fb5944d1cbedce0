//! A transcript to be read: its turns and what is coded in them.

use super::{CodePoints, Project};
use crate::error::Result;
use crate::study::{
    CodeId, Codebook, CoderId, Coding, MeaningUnit, Participant, Span, Study, Transcript, UnitId,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A transcript with its units and codings.
pub struct Reading {
    /// The study.
    pub study: Study,
    /// The study's codebook.
    pub codebook: Codebook,
    /// The transcript.
    pub transcript: Transcript,
    /// The study's participants.
    pub participants: Vec<Participant>,
    /// Its units in the order of the text; where only a part of it is read, those of that part.
    pub stretches: Vec<CodedStretch>,
    /// How many units it has, all of it.
    pub units: usize,
    /// How many codings they bear.
    pub codings: usize,
    /// The names of who coded it.
    pub coders: BTreeSet<String>,
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
        let units = self.store.units(transcript.id)?;
        let codings = self.store.codings_of_transcript(transcript.id)?;
        self.read_with(study, transcript, units, codings)
    }

    /// The same, but of the units only those that share text with a turn that the span touches: a long transcript need not be read
    /// whole where it is known that nothing else has changed.
    ///
    /// # Errors
    /// As [`Project::reading`].
    pub fn reading_at(&self, study: Study, transcript: Transcript, span: Span) -> Result<Reading> {
        let touched = transcript.turns.iter().map(|turn| turn.span);
        let touched = touched.filter(|turn| turn.overlaps(span));
        let part = touched.reduce(|all, turn| Span::new(all.start, turn.end));
        let units = (self.store).units_overlapping(transcript.id, part.unwrap_or(span))?;
        let mut codings = Vec::new();
        for unit in &units {
            codings.extend(self.store.codings_of_unit(unit.id)?);
        }
        self.read_with(study, transcript, units, codings)
    }

    fn read_with(
        &self,
        study: Study,
        transcript: Transcript,
        units: Vec<MeaningUnit>,
        codings: Vec<Coding>,
    ) -> Result<Reading> {
        let codebook = self.store.codebook(study.id)?;
        let names = self.coder_names()?;
        let name = |coder: &CoderId| names.get(coder).cloned().unwrap_or_default();
        let mut given: HashMap<UnitId, Vec<(CodeId, CoderId)>> = HashMap::new();
        for coding in codings {
            let of = given.entry(coding.unit).or_default();
            of.push((coding.code, coding.coder));
        }
        let points = CodePoints::of(&transcript.text);
        let stretch = |unit: MeaningUnit| {
            let (start, end) = points.range(unit.span).unwrap_or_default();
            let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (code, coder) in given.remove(&unit.id).unwrap_or_default() {
                let of = codes.entry(codebook.path(code)).or_default();
                of.push(name(&coder));
            }
            CodedStretch {
                unit,
                start,
                end,
                codes,
            }
        };
        let stretches = units.into_iter().map(stretch).collect();
        let counted = self.store.count_coded(transcript.id)?;
        Ok(Reading {
            participants: self.store.participants(study.id)?,
            study,
            transcript,
            codebook,
            stretches,
            units: counted.units,
            codings: counted.by_coder.iter().map(|(_, n)| n).sum(),
            coders: counted.by_coder.iter().map(|(id, _)| name(id)).collect(),
        })
    }
}
