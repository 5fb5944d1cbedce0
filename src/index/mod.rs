//! Meaning units → hits and similar coded units. The only module that knows tantivy.
//!
//! The index lives in memory and is kept as blobs in the project file ([`Index::to_blobs`]). It is a cache: lost or damaged,
//! it is built anew from the passages and answers the same.
//!
//! ```
//! use emic::index::{Filter, Index, Matching, Passage, Query};
//! use emic::study::{Language, UnitId};
//!
//! # fn main() -> emic::Result<()> {
//! let mut index = Index::new()?;
//! index.add(&[
//!     Passage::of_text(UnitId(1), "Nobody taught us, I learned it by myself.", &Language::english()),
//!     Passage::of_text(UnitId(2), "The ward was full that night.", &Language::english()),
//! ])?;
//! index.commit()?;
//! let found = index.search(&Query::parse("learning", Matching::All)?, &Filter::default(), 10, 0)?;
//! assert_eq!(found.total, 1);
//! assert_eq!(found.hits[0].marks[0].of(&found.hits[0].text), Some("learned"));
//! # Ok(())
//! # }
//! ```

mod analysis;
mod blobs;
mod characters;
mod compile;
mod counts;
mod document;
mod excluded;
mod filter;
mod marks;
mod passage;
mod query;
mod rank;
mod schema;
mod search;
mod similar;
mod snippet;
mod statistics;
mod terms;
mod update;

#[cfg(test)]
mod tests;

pub use counts::CountBy;
pub use filter::{Coded, Filter};
pub use passage::{Passage, PassageKey};
pub use query::{Matching, Query};
pub use search::{Found, Hit};
pub use snippet::{SNIPPET, snippet};

use crate::error::{Error, Result};
use crate::study::StudyId;
use analysis::Analyzers;
use schema::{Fields, schema};
use statistics::{Lengths, Part, Parts, Statistics};
use std::sync::{Arc, PoisonError};
use tantivy::directory::RamDirectory;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher};

/// The full-text index of a project. Any number of threads may search it at once.
pub struct Index {
    fields: Fields,
    directory: RamDirectory,
    inner: tantivy::Index,
    reader: IndexReader,
    /// There only between the first change and the commit.
    writer: Option<IndexWriter>,
    /// Of the languages that occur.
    analyzers: Analyzers,
    lengths: Lengths,
    parts: Parts,
}

impl Index {
    /// An empty index.
    ///
    /// # Errors
    /// [`Error::Internal`] where tantivy cannot make one.
    pub fn new() -> Result<Self> {
        let (schema, fields) = schema();
        let directory = RamDirectory::create();
        let settings = tantivy::IndexSettings::default();
        let inner =
            tantivy::Index::create(directory.clone(), schema, settings).map_err(Error::internal)?;
        Self::open(directory, inner, fields)
    }

    fn open(directory: RamDirectory, inner: tantivy::Index, fields: Fields) -> Result<Self> {
        inner
            .tokenizers()
            .register(terms::TERMS, terms::TermTokenizer::default());
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(Error::internal)?;
        let mut index = Self {
            fields,
            directory,
            inner,
            reader,
            writer: None,
            analyzers: Analyzers::default(),
            lengths: Lengths::default(),
            parts: Parts::default(),
        };
        index.refresh()?;
        Ok(index)
    }

    /// How many passages can be found.
    pub fn len(&self) -> usize {
        self.searcher().num_docs() as usize
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// What BM25 is told of the passages of `searcher`.
    fn statistics<'a>(&'a self, searcher: &'a Searcher) -> Statistics<'a> {
        Statistics {
            searcher,
            lengths: &self.lengths,
            part: None,
        }
    }

    /// The same of the passages of these studies alone; of all where none is named.
    fn statistics_of<'a>(
        &'a self,
        searcher: &'a Searcher,
        studies: &[StudyId],
    ) -> Result<Statistics<'a>> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let part = match parts.get(studies) {
            Some(known) => known.clone(),
            None => {
                let part = Part::of(searcher, &self.fields, studies)?.map(Arc::new);
                parts.insert(studies.to_vec(), part.clone());
                part
            }
        };
        Ok(Statistics {
            part,
            ..self.statistics(searcher)
        })
    }
}
