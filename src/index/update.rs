//! Adding, removing and committing passages.

use super::Index;
use super::analysis::Analyzers;
use super::document::Documents;
use super::passage::{Passage, PassageKey};
use super::statistics::{Parts, lengths};
use crate::error::{Error, Result};
use crate::study::{Language, TranscriptId};
use rayon::prelude::*;
use std::collections::BTreeSet;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, Term};

/// Memory for collecting passages before they become a segment, in bytes: some 10,000 passages, so that replacing one of them
/// does not mean writing all of them anew.
const BUDGET: usize = 16 << 20;
/// Passages made into documents at once.
const BATCH: usize = 4096;
/// Segments of fewer passages are merged with each other when there is something to commit.
const SMALL: u32 = 5_000;

impl Index {
    /// Adds passages; they can be found after [`Index::commit`]. A passage already there must be removed first.
    ///
    /// # Errors
    /// [`Error::Internal`] where tantivy refuses.
    pub fn add(&mut self, passages: &[Passage]) -> Result<()> {
        let fields = self.fields;
        let writer = self.writer()?;
        for batch in passages.chunks(BATCH) {
            let documents: Vec<_> = batch
                .par_iter()
                .map_init(|| Documents::new(fields), |d, p| d.document(p))
                .collect();
            for document in documents {
                writer.add_document(document).map_err(Error::internal)?;
            }
        }
        Ok(())
    }

    /// Removes passages, as far as they are there; gone after [`Index::commit`].
    ///
    /// # Errors
    /// [`Error::Internal`] where tantivy refuses.
    pub fn remove(&mut self, keys: &[PassageKey]) -> Result<()> {
        let field = self.fields.key;
        let writer = self.writer()?;
        for key in keys {
            writer.delete_term(Term::from_field_text(field, &key.name()));
        }
        Ok(())
    }

    /// Removes every passage of `transcript`; gone after [`Index::commit`].
    ///
    /// # Errors
    /// [`Error::Internal`] where tantivy refuses.
    pub fn remove_transcript(&mut self, transcript: TranscriptId) -> Result<()> {
        let term = Term::from_field_i64(self.fields.transcript, transcript.0);
        self.writer()?.delete_term(term);
        Ok(())
    }

    /// Makes all changes visible at once. Does nothing where there are none.
    ///
    /// Segments with removed passages are rewritten without them and small ones merged, so that scores are those of an
    /// index built anew, and many small updates do not pile up.
    ///
    /// # Errors
    /// [`Error::Internal`] where tantivy refuses; the changes are lost then and the index must be built anew.
    pub fn commit(&mut self) -> Result<()> {
        let Some(mut writer) = self.writer.take() else {
            return Ok(());
        };
        writer.commit().map_err(Error::internal)?;
        let worn = self.worn()?;
        for together in &worn {
            writer.merge(together).wait().map_err(Error::internal)?;
        }
        if !worn.is_empty() {
            writer
                .garbage_collect_files()
                .wait()
                .map_err(Error::internal)?;
        }
        writer.wait_merging_threads().map_err(Error::internal)?;
        self.refresh()
    }

    /// Segments to be written anew: small ones together, as many as still make no large one of more than twice [`SMALL`],
    /// and each large one with removed passages alone.
    fn worn(&self) -> Result<Vec<Vec<SegmentId>>> {
        let metas = self
            .inner
            .searchable_segment_metas()
            .map_err(Error::internal)?;
        let (mut small, large): (Vec<_>, Vec<_>) =
            metas.into_iter().partition(|m| m.max_doc() < SMALL);
        small.sort_by_key(|m| (m.num_docs(), m.id()));
        let mut groups: Vec<Vec<SegmentMeta>> = Vec::new();
        let mut room = 0;
        for meta in small {
            match groups.last_mut() {
                Some(group) if meta.num_docs() <= room => {
                    room -= meta.num_docs();
                    group.push(meta);
                }
                _ => {
                    room = (2 * SMALL).saturating_sub(meta.num_docs());
                    groups.push(vec![meta]);
                }
            }
        }
        groups.extend(large.into_iter().map(|meta| vec![meta]));
        let worn = groups
            .iter()
            .filter(|group| group.len() > 1 || group.iter().any(|m| m.has_deletes()));
        Ok(worn
            .map(|group| group.iter().map(|m| m.id()).collect())
            .collect())
    }

    /// One thread writes, so that the same passages always make the same index.
    fn writer(&mut self) -> Result<&mut IndexWriter> {
        if self.writer.is_none() {
            let writer = self
                .inner
                .writer_with_num_threads(1, BUDGET)
                .map_err(Error::internal)?;
            writer.set_merge_policy(Box::new(NoMergePolicy));
            self.writer = Some(writer);
        }
        self.writer
            .as_mut()
            .ok_or_else(|| Error::internal("the index has no writer"))
    }

    /// Shows searches what was committed, and learns which languages occur and how long passages are.
    pub(super) fn refresh(&mut self) -> Result<()> {
        self.reader.reload().map_err(Error::internal)?;
        let mut languages = BTreeSet::new();
        for segment in self.searcher().segment_readers() {
            let analyzed = segment
                .inverted_index(self.fields.analyzed)
                .map_err(Error::internal)?;
            let mut stream = analyzed.terms().stream().map_err(Error::internal)?;
            while stream.advance() {
                languages.insert(Language::new(&String::from_utf8_lossy(stream.key())));
            }
        }
        self.analyzers = Analyzers::of(languages);
        self.lengths = lengths(&self.searcher(), &self.fields, |_, _| true)?;
        self.parts = Parts::default();
        Ok(())
    }
}
