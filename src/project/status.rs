//! How far a project is.

use super::Project;
use crate::error::Result;
use crate::store::Counts;
use crate::study::{
    CodeId, CoderId, Span, SpeakerRole, Study, StudyId, TranscriptId, Turn, UnitId,
};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// How far a project is.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The project file.
    pub file: String,
    /// Study by study.
    pub studies: Vec<StudyStatus>,
}

/// How far a study is.
#[derive(Debug, Clone, Serialize)]
pub struct StudyStatus {
    /// Its identity.
    pub id: StudyId,
    /// Short name.
    pub name: String,
    /// Full title.
    pub title: String,
    /// How much there is.
    pub counts: Counts,
    /// The share of what participants said that units with a code cover, by length; `None` without a word of theirs. What an
    /// interviewer said counts where a coded unit reaches into it.
    pub coded_share: Option<f64>,
    /// Who gave how many codes, in the order in which the coders came.
    pub coders: Vec<CoderStatus>,
    /// The paths of the codes that nothing is below and no unit bears.
    pub codes_without_unit: Vec<String>,
    /// Transcript by transcript, in the order they were added.
    pub transcripts: Vec<TranscriptStatus>,
}

/// How far a transcript is coded.
#[derive(Debug, Clone, Serialize)]
pub struct TranscriptStatus {
    /// Its identity.
    pub id: TranscriptId,
    /// Its name.
    pub name: String,
    /// Units with at least one code.
    pub coded_units: usize,
    /// The share of what was said that those cover, as in [`StudyStatus::coded_share`].
    pub coded_share: Option<f64>,
}

/// What a coder did in a study.
#[derive(Debug, Clone, Serialize)]
pub struct CoderStatus {
    /// Name.
    pub name: String,
    /// Codings.
    pub codings: usize,
    /// Units with at least one of them.
    pub units: usize,
}

impl Project {
    /// How far the project is, study by study.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn status(&self) -> Result<Status> {
        let studies = self.store.studies()?;
        Ok(Status {
            file: self.store.path().display().to_string(),
            studies: studies
                .iter()
                .map(|study| self.study_status(study))
                .collect::<Result<_>>()?,
        })
    }

    fn study_status(&self, study: &Study) -> Result<StudyStatus> {
        let codings = self.store.codings(study.id)?;
        let codebook = self.store.codebook(study.id)?;
        let mut units: HashMap<CoderId, (usize, HashSet<UnitId>)> = HashMap::new();
        let mut used: HashSet<CodeId> = HashSet::new();
        for coding in &codings {
            let of = units.entry(coding.coder).or_default();
            of.0 += 1;
            of.1.insert(coding.unit);
            used.insert(coding.code);
        }
        let coders = self.store.coders()?.into_iter().filter_map(|coder| {
            let (codings, units) = units.get(&coder.id)?;
            Some(CoderStatus {
                name: coder.name,
                codings: *codings,
                units: units.len(),
            })
        });
        let coded: HashSet<UnitId> = codings.iter().map(|c| c.unit).collect();
        let (transcripts, coded_share) = self.progress(study, &coded)?;
        Ok(StudyStatus {
            id: study.id,
            name: study.name.clone(),
            title: study.title.clone(),
            counts: self.store.counts(Some(study.id))?,
            coded_share,
            transcripts,
            coders: coders.collect(),
            codes_without_unit: codebook
                .codes()
                .iter()
                .filter(|code| codebook.is_leaf(code.id) && !used.contains(&code.id))
                .map(|code| codebook.path(code.id))
                .collect(),
        })
    }

    /// Each transcript, and the share of the whole study.
    fn progress(
        &self,
        study: &Study,
        coded: &HashSet<UnitId>,
    ) -> Result<(Vec<TranscriptStatus>, Option<f64>)> {
        let (mut all_covered, mut all_said) = (0, 0);
        let mut transcripts = Vec::new();
        for (id, name) in self.store.transcript_names(study.id)? {
            let turns = self.store.turns(id)?;
            let units = self.store.units(id)?;
            let units = units.iter().filter(|unit| coded.contains(&unit.id));
            let spans: Vec<Span> = units.map(|unit| unit.span).collect();
            let joined = joined(&spans);
            let counts = |turn: &&Turn| {
                turn.role != SpeakerRole::Interviewer || overlap(&[turn.span], &joined) > 0
            };
            let turns: Vec<Span> = turns.iter().filter(counts).map(|turn| turn.span).collect();
            let said = turns.iter().map(|span| span.len()).sum::<usize>();
            let covered = overlap(&turns, &joined);
            all_said += said;
            all_covered += covered;
            transcripts.push(TranscriptStatus {
                id,
                name,
                coded_units: spans.len(),
                coded_share: share(covered, said),
            });
        }
        Ok((transcripts, share(all_covered, all_said)))
    }
}

fn share(covered: usize, said: usize) -> Option<f64> {
    // Bytes of texts, far below where floats lose count.
    #[expect(clippy::cast_precision_loss)]
    (said > 0).then(|| covered as f64 / said as f64)
}

/// Units, given in the order of their starts, with those that overlap or touch made one.
fn joined(units: &[Span]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for unit in units {
        match joined.last_mut() {
            Some(last) if unit.start <= last.end => last.end = last.end.max(unit.end),
            _ => joined.push(*unit),
        }
    }
    joined
}

/// How many bytes of `turns` lie in `joined` units.
fn overlap(turns: &[Span], joined: &[Span]) -> usize {
    let mut covered = 0;
    for turn in turns {
        let first = joined.partition_point(|unit| unit.end <= turn.start);
        let within = joined[first..].iter();
        for unit in within.take_while(|unit| unit.start < turn.end) {
            covered += unit.end.min(turn.end) - unit.start.max(turn.start);
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_units_are_counted_once() {
        let spans = |list: &[(usize, usize)]| -> Vec<Span> {
            list.iter().map(|(a, b)| Span::new(*a, *b)).collect()
        };
        let turns = spans(&[(10, 20), (30, 40)]);
        let units = joined(&spans(&[(0, 5), (12, 15), (14, 32)]));
        assert_eq!(units, spans(&[(0, 5), (12, 32)]));
        assert_eq!(overlap(&turns, &units), 10);
        assert_eq!(overlap(&turns, &spans(&[(0, 100)])), 20);
        assert_eq!(overlap(&turns, &[]), 0);
    }
}
