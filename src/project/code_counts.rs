//! How much each code of a codebook was given.

use super::Project;
use super::passages::speech;
use crate::error::Result;
use crate::study::{CodeId, ParticipantId, Study, UnitId};
use std::collections::{HashMap, HashSet};

/// How much a code was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CodeCount {
    /// Units that bear it or a code below it.
    pub units: usize,
    /// Participants they come from.
    pub participants: usize,
    /// Codings of the code itself, one for each coder and unit.
    pub codings: usize,
}

/// The counts of a codebook.
#[derive(Debug, Clone, Default)]
pub struct CodeCounts(HashMap<CodeId, CodeCount>);

impl CodeCounts {
    /// Those of a code.
    pub fn of(&self, code: CodeId) -> CodeCount {
        self.0.get(&code).copied().unwrap_or_default()
    }
}

#[derive(Default)]
struct Gathered {
    units: HashSet<UnitId>,
    participants: HashSet<ParticipantId>,
    codings: usize,
}

impl Project {
    /// How much each code of a study was given, by anyone.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn code_counts(&self, study: &Study) -> Result<CodeCounts> {
        let codebook = self.store.codebook(study.id)?;
        let said_by = self.said_by(study)?;
        let mut counts: HashMap<CodeId, Gathered> = HashMap::new();
        let consensus = self.consensus_coders()?;
        for coding in self.store.codings(study.id)? {
            // What coders agreed on says again what one of them gave.
            let own = usize::from(!consensus.contains(&coding.coder));
            counts.entry(coding.code).or_default().codings += own;
            for code in codebook.ancestry(coding.code) {
                let count = counts.entry(code.id).or_default();
                count.units.insert(coding.unit);
                count.participants.extend(said_by.get(&coding.unit));
            }
        }
        let count = |(code, gathered): (CodeId, Gathered)| {
            let count = CodeCount {
                units: gathered.units.len(),
                participants: gathered.participants.len(),
                codings: gathered.codings,
            };
            (code, count)
        };
        Ok(CodeCounts(counts.into_iter().map(count).collect()))
    }

    /// The participant of each unit of a study, where known.
    fn said_by(&self, study: &Study) -> Result<HashMap<UnitId, ParticipantId>> {
        let mut said_by = HashMap::new();
        for id in self.store.transcript_ids(study.id)? {
            let Some(transcript) = self.store.transcript(id)? else {
                continue;
            };
            for unit in self.store.units(id)? {
                if let (_, Some(participant)) = speech(&transcript, unit.span) {
                    said_by.insert(unit.id, participant);
                }
            }
        }
        Ok(said_by)
    }
}
