//! How long passages are and how common terms, for BM25.

use super::filter::Filter;
use super::schema::Fields;
use crate::error::{Error, Result};
use crate::study::StudyId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Searcher, TERMINATED, Term};

/// The terms of all passages together, by field.
///
/// Tantivy counts the terms of what is added and, where it writes something anew without what was removed, adds up rounded
/// lengths: the mean length, and every score with it, would tell what was changed and taken back. Here they are always added up.
pub(super) type Lengths = HashMap<Field, u64>;

/// What BM25 is told of an index, or of some studies in it.
pub(super) struct Statistics<'a> {
    pub searcher: &'a Searcher,
    pub lengths: &'a Lengths,
    /// The passages that count; all where there is none.
    pub part: Option<Arc<Part>>,
}

/// The passages of some studies. How common a word is elsewhere says nothing of them: what emic suggests for one study is not to
/// change with what else is in the project.
pub(super) struct Part {
    /// Which passages these are, segment by segment.
    passages: Vec<BitSet>,
    count: u64,
    lengths: Lengths,
    /// In how many of them a term occurs, as far as it was asked for.
    terms: RwLock<HashMap<Term, u64>>,
}

/// The parts that were asked for since the last commit.
pub(super) type Parts = Mutex<HashMap<Vec<StudyId>, Option<Arc<Part>>>>;

impl Part {
    /// The passages of these studies; `None` where these are all.
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be read.
    pub fn of(searcher: &Searcher, fields: &Fields, studies: &[StudyId]) -> Result<Option<Self>> {
        let filter = Filter {
            studies: studies.to_vec(),
            ..Filter::default()
        };
        let Some(passages) = filter.passing(searcher, fields)? else {
            return Ok(None);
        };
        let count = passages.iter().map(|bits| bits.len() as u64).sum();
        if count == searcher.num_docs() {
            return Ok(None);
        }
        let within = |segment: usize, passage| passages[segment].contains(passage);
        Ok(Some(Self {
            lengths: lengths(searcher, fields, within)?,
            passages,
            count,
            terms: RwLock::default(),
        }))
    }

    fn frequency(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let known = self.terms.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(term) {
            return Ok(*known);
        }
        drop(known);
        let mut count = 0;
        for (segment, bits) in searcher.segment_readers().iter().zip(&self.passages) {
            let index = segment.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                count += u64::from(bits.contains(postings.doc()));
                postings.advance();
            }
        }
        let mut terms = self.terms.write().unwrap_or_else(PoisonError::into_inner);
        terms.insert(term.clone(), count);
        Ok(count)
    }
}

/// The lengths of the fields whose words are scored, of those passages of each segment that are `within`.
///
/// # Errors
/// [`Error::Internal`] where the index cannot be read.
pub(super) fn lengths(
    searcher: &Searcher,
    fields: &Fields,
    within: impl Fn(usize, DocId) -> bool,
) -> Result<Lengths> {
    let scored = [
        fields.words,
        fields.condensed,
        fields.translation,
        fields.forms,
        fields.grams,
        fields.characters,
    ];
    scored
        .into_iter()
        .map(|field| Ok((field, length(searcher, field, &within)?)))
        .collect()
}

fn length(searcher: &Searcher, field: Field, within: impl Fn(usize, DocId) -> bool) -> Result<u64> {
    let mut sum = 0;
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let norms = segment
            .get_fieldnorms_reader(field)
            .map_err(Error::internal)?;
        sum += (0..segment.max_doc())
            .filter(|passage| within(number, *passage))
            .map(|passage| u64::from(norms.fieldnorm(passage)))
            .sum::<u64>();
    }
    Ok(sum)
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let lengths = self.part.as_ref().map_or(self.lengths, |p| &p.lengths);
        match lengths.get(&field) {
            Some(length) => Ok(*length),
            None => self.searcher.total_num_tokens(field),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        match &self.part {
            Some(part) => Ok(part.count),
            None => self.searcher.total_num_docs(),
        }
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match &self.part {
            Some(part) => part.frequency(self.searcher, term),
            None => self.searcher.doc_freq(term),
        }
    }
}
