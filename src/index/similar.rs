//! Coded units like a given text: the neighbours whose codes are evidence.

use super::Index;
use super::analysis::grams;
use super::filter::{Coded, Filter};
use super::passage::{Passage, PassageKey};
use super::rank::{Allowed, best_allowed};
use super::statistics::Statistics;
use crate::error::{Error, Result};
use crate::study::{Language, UnitId};
use rayon::prelude::*;
use std::collections::BTreeSet;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// Only this many of a text's rarest terms are looked up; the common ones say little and cost most.
const MOST_TERMS: usize = 40;
/// And only while they occur in this many passages together: in a large index a word of every other passage costs more time
/// than it tells. The rarest term is always looked up.
const MOST_POSTINGS: u64 = 50_000;

impl Index {
    /// An index of coded texts alone, for scoring without a project; their keys are [`PassageKey::Unit`].
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be built.
    pub fn of_texts(texts: &[(u64, String)], language: &Language) -> Result<Self> {
        let passages: Vec<Passage> = texts
            .iter()
            .map(|(id, text)| Passage::of_text(UnitId(*id as i64), text, language))
            .collect();
        let mut index = Self::new()?;
        index.add(&passages)?;
        index.commit()?;
        Ok(index)
    }

    /// The `k` coded passages most like `text`, most like first, with their BM25 scores. `filter` may narrow them further, and ask for
    /// passages without a code instead.
    ///
    /// Fewer than `k` where fewer share a word with it; none where the text has no known word. Ties go by key.
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be read.
    pub fn similar(
        &self,
        text: &str,
        language: &Language,
        k: usize,
        filter: &Filter,
    ) -> Result<Vec<(PassageKey, f32)>> {
        let searcher = self.searcher();
        let allowed = self.allowed(&searcher, filter)?;
        let statistics = self.statistics_of(&searcher, &filter.studies)?;
        self.neighbours(&statistics, text, language, k, &allowed)
    }

    /// [`Index::similar`] for many texts at once, on all threads; the answers are in the order of the texts.
    ///
    /// # Errors
    /// As [`Index::similar`].
    pub fn similar_to_each(
        &self,
        texts: &[&str],
        language: &Language,
        k: usize,
        filter: &Filter,
    ) -> Result<Vec<Vec<(PassageKey, f32)>>> {
        let searcher = self.searcher();
        let allowed = self.allowed(&searcher, filter)?;
        let statistics = self.statistics_of(&searcher, &filter.studies)?;
        texts
            .par_iter()
            .map(|text| self.neighbours(&statistics, text, language, k, &allowed))
            .collect()
    }

    fn neighbours(
        &self,
        statistics: &Statistics<'_>,
        text: &str,
        language: &Language,
        k: usize,
        allowed: &Allowed,
    ) -> Result<Vec<(PassageKey, f32)>> {
        let searcher = statistics.searcher;
        let weight = BooleanQuery::union(self.rarest(statistics, text, language)?)
            .weight(EnableScoring::enabled_from_statistics_provider(
                statistics, searcher,
            ))
            .map_err(Error::internal)?;
        let best = best_allowed(searcher, weight.as_ref(), k, allowed)?;
        Ok(best.iter().map(|r| (r.key(), r.score())).collect())
    }

    /// The rarest terms of `text` that occur, each once; character grams too where the language has no stemmer.
    fn rarest(
        &self,
        statistics: &Statistics<'_>,
        text: &str,
        language: &Language,
    ) -> Result<Vec<Box<dyn Query>>> {
        let tokens = self.analyzers.tokens(text, language);
        let words = BTreeSet::from_iter(tokens.iter().map(|t| t.term.clone()));
        let grams = BTreeSet::from_iter(tokens.iter().flat_map(|t| grams(&t.word)));
        let mut queries = rarest_of(statistics, self.fields.words, words)?;
        if self.analyzers.is_stemless(language) {
            queries.extend(rarest_of(statistics, self.fields.grams, grams)?);
        }
        Ok(queries)
    }

    /// Which documents pass `filter` and are coded, where it does not ask for others, as bits, so that scoring can skip without
    /// asking each condition.
    fn allowed(&self, searcher: &Searcher, filter: &Filter) -> Result<Allowed> {
        let filter = Filter {
            coded: match filter.coded {
                Coded::Not => Coded::Not,
                Coded::Either | Coded::Only => Coded::Only,
            },
            ..filter.clone()
        };
        filter.passing(searcher, &self.fields)
    }
}

fn rarest_of(
    statistics: &Statistics<'_>,
    field: Field,
    terms: BTreeSet<String>,
) -> Result<Vec<Box<dyn Query>>> {
    let mut known = Vec::new();
    for text in terms {
        let term = Term::from_field_text(field, &text);
        let passages = statistics.doc_freq(&term).map_err(Error::internal)?;
        if passages > 0 {
            known.push((passages, term));
        }
    }
    known.sort();
    let mut postings = 0;
    let affordable = known.iter().take_while(|(passages, _)| {
        let affordable = postings == 0 || postings + passages <= MOST_POSTINGS;
        postings += passages;
        affordable
    });
    let looked_up = affordable.count().min(MOST_TERMS);
    known.truncate(looked_up);
    Ok(known
        .into_iter()
        .map(|(_, term)| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as _)
        .collect())
}
