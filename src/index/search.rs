//! Searching passages.

use super::Index;
use super::compile::Compiler;
use super::filter::Filter;
use super::marks::Marker;
use super::passage::PassageKey;
use super::query::Query;
use super::rank::{Ranked, best_and_total};
use super::snippet::snippet;
use crate::error::{Error, Result};
use crate::study::{Language, Span};
use tantivy::TantivyDocument;
use tantivy::query::{BooleanQuery, EnableScoring, Occur};
use tantivy::schema::Value;

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How many passages match.
    pub total: usize,
    /// Those asked for, best first.
    pub hits: Vec<Hit>,
}

/// One passage found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Which passage.
    pub key: PassageKey,
    /// BM25 score; higher is better; comparable within one search only.
    pub score: f32,
    /// The passage's text.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Where in `text` the words of the query stand; empty where only the translation or condensed unit has them.
    pub marks: Vec<Span>,
    /// The part of `text` worth showing: all of it unless it is long.
    pub snippet: Span,
}

impl Index {
    /// The passages that match `query` and pass `filter`: `limit` of them after the first `offset`, the best first.
    ///
    /// Equal scores go by key, so that the order is the same in every run.
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be read.
    pub fn search(
        &self,
        query: &Query,
        filter: &Filter,
        limit: usize,
        offset: usize,
    ) -> Result<Found> {
        let searcher = self.searcher();
        let compiled = self.compiled(query, filter)?;
        let weight = compiled
            .weight(EnableScoring::enabled_from_statistics_provider(
                &self.statistics(&searcher),
                &searcher,
            ))
            .map_err(Error::internal)?;
        let most = limit.saturating_add(offset);
        let (best, total) = best_and_total(&searcher, weight.as_ref(), most)?;
        let marker = Marker::new(&query.root, &self.analyzers);
        let hits = best
            .into_iter()
            .skip(offset)
            .map(|ranked| self.hit(&searcher, ranked, &marker))
            .collect::<Result<_>>()?;
        Ok(Found { total, hits })
    }

    /// What tantivy is asked for `query` under `filter`.
    pub(super) fn compiled(
        &self,
        query: &Query,
        filter: &Filter,
    ) -> Result<Box<dyn tantivy::query::Query>> {
        let compiler = Compiler {
            fields: self.fields,
            searcher: &self.searcher(),
            analyzers: &self.analyzers,
        };
        let words = compiler.compile(&query.root)?;
        Ok(match filter.query(&self.fields) {
            None => words,
            Some(filter) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, words),
                (Occur::Must, filter),
            ])),
        })
    }

    fn hit(&self, searcher: &tantivy::Searcher, ranked: Ranked, marker: &Marker) -> Result<Hit> {
        let stored: TantivyDocument = searcher.doc(ranked.address()).map_err(Error::internal)?;
        let read = |field| {
            let value = stored.get_first(field).and_then(|v| v.as_str());
            value.unwrap_or_default().to_owned()
        };
        let text = read(self.fields.text);
        let language = Language::new(&read(self.fields.language));
        let marks = marker.marks(&text, &language);
        Ok(Hit {
            key: ranked.key(),
            score: ranked.score(),
            snippet: snippet(&text, &marks),
            text,
            language,
            marks,
        })
    }
}
