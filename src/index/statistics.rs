//! How long passages are, for BM25.

use super::schema::Fields;
use crate::error::{Error, Result};
use std::collections::HashMap;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// The terms of all passages together, by field.
///
/// Tantivy counts the terms of what is added and, where it writes something anew without what was removed, adds up rounded
/// lengths: the mean length, and every score with it, would tell what was changed and taken back. Here they are always added up.
pub(super) type Lengths = HashMap<Field, u64>;

/// What BM25 is told of an index.
pub(super) struct Statistics<'a> {
    pub searcher: &'a Searcher,
    pub lengths: &'a Lengths,
}

/// The lengths of the fields whose words are scored.
///
/// # Errors
/// [`Error::Internal`] where the index cannot be read.
pub(super) fn lengths(searcher: &Searcher, fields: &Fields) -> Result<Lengths> {
    let scored = [
        fields.words,
        fields.condensed,
        fields.translation,
        fields.forms,
        fields.grams,
    ];
    scored
        .into_iter()
        .map(|field| Ok((field, length(searcher, field)?)))
        .collect()
}

fn length(searcher: &Searcher, field: Field) -> Result<u64> {
    let mut sum = 0;
    for segment in searcher.segment_readers() {
        let norms = segment
            .get_fieldnorms_reader(field)
            .map_err(Error::internal)?;
        sum += (0..segment.max_doc())
            .map(|passage| u64::from(norms.fieldnorm(passage)))
            .sum::<u64>();
    }
    Ok(sum)
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        match self.lengths.get(&field) {
            Some(length) => Ok(*length),
            None => self.searcher.total_num_tokens(field),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.searcher.doc_freq(term)
    }
}
