//! How many passages of a query fall to each study, code, transcript or participant.

use super::Index;
use super::filter::Filter;
use super::query::Query;
use super::schema::column;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use tantivy::query::EnableScoring;

/// By what passages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    /// By [`StudyId`](crate::study::StudyId).
    Study,
    /// By [`CodeId`](crate::study::CodeId); a passage counts for every code it bears and every one above.
    Code,
    /// By [`TranscriptId`](crate::study::TranscriptId).
    Transcript,
    /// By [`ParticipantId`](crate::study::ParticipantId).
    Participant,
}

impl CountBy {
    fn column(self) -> &'static str {
        match self {
            Self::Study => column::STUDY,
            Self::Code => column::CODES,
            Self::Transcript => column::TRANSCRIPT,
            Self::Participant => column::PARTICIPANT,
        }
    }
}

impl Index {
    /// The number of passages that match `query` and pass `filter`, by the number of the identity asked for.
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be read.
    pub fn count(
        &self,
        query: &Query,
        filter: &Filter,
        by: CountBy,
    ) -> Result<BTreeMap<i64, usize>> {
        let searcher = self.searcher();
        let weight = self
            .compiled(query, filter)?
            .weight(EnableScoring::disabled_from_searcher(&searcher))
            .map_err(Error::internal)?;
        let mut counts = BTreeMap::new();
        for segment in searcher.segment_readers() {
            let column = segment
                .fast_fields()
                .i64(by.column())
                .map_err(Error::internal)?;
            let alive = segment.alive_bitset();
            weight
                .for_each_no_score(segment, &mut |docs| {
                    for doc in docs
                        .iter()
                        .filter(|d| alive.is_none_or(|a| a.is_alive(**d)))
                    {
                        for value in column.values_for_doc(*doc) {
                            *counts.entry(value).or_default() += 1;
                        }
                    }
                })
                .map_err(Error::internal)?;
        }
        Ok(counts)
    }
}
