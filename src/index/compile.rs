//! Query → what tantivy is asked.

use super::analysis::{Analyzers, GRAM, grams, grams_to_share};
use super::characters;
use super::excluded::Excluded;
use super::query::Node;
use super::schema::Fields;
use crate::error::{Error, Result};
use crate::text::{fold_marks, normalise};
use std::collections::BTreeSet;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// What a match is worth beside one in the text itself.
const TRANSLATION: f32 = 0.7;
const CONDENSED: f32 = 0.5;
const INFLECTION: f32 = 0.3;
const CHARACTERS: f32 = 0.3;

/// Knows what it takes to compile: the fields, what is in the index, and its languages.
pub(super) struct Compiler<'a> {
    pub fields: Fields,
    pub searcher: &'a Searcher,
    pub analyzers: &'a Analyzers,
}

impl Compiler<'_> {
    /// What tantivy is asked for `node`.
    pub fn compile(&self, node: &Node) -> Result<Box<dyn Query>> {
        Ok(match node {
            Node::Everything => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            Node::Word(word) => self.words(word, 0)?,
            Node::Phrase { words, within } => self.words(words, *within)?,
            Node::Prefix(prefix) => self.prefix(prefix)?,
            Node::Not(_) => self.all(std::slice::from_ref(node))?,
            Node::All(nodes) => self.all(nodes)?,
            Node::Any(nodes) => Box::new(BooleanQuery::union(
                nodes
                    .iter()
                    .map(|n| self.compile(n))
                    .collect::<Result<_>>()?,
            )),
        })
    }

    fn all(&self, nodes: &[Node]) -> Result<Box<dyn Query>> {
        let mut clauses = Vec::new();
        for node in nodes {
            clauses.push(match node {
                Node::Not(inner) => (
                    Occur::MustNot,
                    Box::new(Excluded(self.compile(inner)?)) as _,
                ),
                node => (Occur::Must, self.compile(node)?),
            });
        }
        // What excludes only excludes from everything.
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, self.compile(&Node::Everything)?));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// One word in any of its readings, or several side by side, in any field of words.
    fn words(&self, text: &str, within: u32) -> Result<Box<dyn Query>> {
        let readings = self.analyzers.readings(text);
        let mut ways = Vec::new();
        for (field, weight) in [
            (self.fields.words, 1.0),
            (self.fields.translation, TRANSLATION),
            (self.fields.condensed, CONDENSED),
        ] {
            for reading in &readings {
                if let Some(way) = self.reading(field, reading, within)? {
                    ways.push(weighted(way, weight));
                }
            }
        }
        if readings.iter().all(|r| r.len() == 1) {
            ways.extend(self.inflections(text)?);
        }
        if within == 0 {
            let asked = characters::asked(text);
            if let Some(way) = self.reading(self.fields.characters, &asked, 0)? {
                ways.push(weighted(way, CHARACTERS));
            }
        }
        Ok(match ways.len() {
            0 => Box::new(EmptyQuery),
            1 => ways.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(ways)),
        })
    }

    /// `None` where there is no word, or one that occurs nowhere in the field.
    fn reading(
        &self,
        field: Field,
        words: &[String],
        within: u32,
    ) -> Result<Option<Box<dyn Query>>> {
        let terms: Vec<Term> = words
            .iter()
            .map(|w| Term::from_field_text(field, w))
            .collect();
        for term in &terms {
            if !self.occurs(term)? {
                return Ok(None);
            }
        }
        Ok(match terms.as_slice() {
            [] => None,
            [term] => Some(Box::new(TermQuery::new(
                term.clone(),
                IndexRecordOption::WithFreqs,
            ))),
            _ => Some(side_by_side(terms, within)),
        })
    }

    /// Words of languages without a stemmer that share enough character grams with `word`.
    fn inflections(&self, word: &str) -> Result<Option<Box<dyn Query>>> {
        if !self.analyzers.any_without_stemmer() {
            return Ok(None);
        }
        let word = self.analyzers.iter().flat_map(|a| a.tokens(word)).next();
        let grams: BTreeSet<String> = word
            .map(|t| grams(&t.word))
            .unwrap_or_default()
            .into_iter()
            .collect();
        if grams.len() < GRAM {
            return Ok(None);
        }
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for gram in &grams {
            let term = Term::from_field_text(self.fields.grams, gram);
            if self.occurs(&term)? {
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push((Occur::Should, Box::new(query)));
            }
        }
        let enough = grams_to_share(grams.len());
        if clauses.len() < enough {
            return Ok(None);
        }
        let shared = BooleanQuery::with_minimum_required_clauses(clauses, enough);
        Ok(Some(weighted(Box::new(shared), INFLECTION)))
    }

    /// Words that begin like `prefix` as written, or whose stem is its stem.
    fn prefix(&self, prefix: &str) -> Result<Box<dyn Query>> {
        let mut begins = BTreeSet::new();
        let from = prefix_form(prefix);
        for segment in self.searcher.segment_readers() {
            let forms = segment
                .inverted_index(self.fields.forms)
                .map_err(Error::internal)?;
            let mut stream = forms
                .terms()
                .range()
                .ge(from.as_bytes())
                .into_stream()
                .map_err(Error::internal)?;
            while stream.advance() && stream.key().starts_with(from.as_bytes()) {
                begins.insert(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        let terms = begins
            .iter()
            .map(|w| Term::from_field_text(self.fields.forms, w));
        let written = ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0);
        Ok(Box::new(DisjunctionMaxQuery::new(vec![
            Box::new(written),
            self.words(prefix, 0)?,
        ])))
    }

    fn occurs(&self, term: &Term) -> Result<bool> {
        Ok(self.searcher.doc_freq(term).map_err(Error::internal)? > 0)
    }
}

/// The terms one after the other; where words may come between them, in either order.
///
/// Tantivy counts two words more for each pair of terms that stand the other way round, hence the second phrase.
fn side_by_side(mut terms: Vec<Term>, within: u32) -> Box<dyn Query> {
    let mut forth = PhraseQuery::new(terms.clone());
    forth.set_slop(within);
    if within == 0 {
        return Box::new(forth);
    }
    terms.reverse();
    let mut back = PhraseQuery::new(terms);
    back.set_slop(within);
    Box::new(DisjunctionMaxQuery::new(vec![
        Box::new(forth),
        Box::new(back),
    ]))
}

/// How words are written in the field a prefix is looked up in.
pub(super) fn prefix_form(word: &str) -> String {
    let word = fold_marks(&normalise(word));
    word.trim_matches(|c: char| !c.is_alphanumeric() && c.is_ascii())
        .to_owned()
}

fn weighted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight == 1.0 {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}
