//! Which passages may be found at all.

use super::document::speaker_term;
use super::rank::Allowed;
use super::schema::Fields;
use crate::error::{Error, Result};
use crate::study::{CodeId, CoderId, Language, ParticipantId, StudyId, TranscriptId};
use std::collections::HashSet;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Occur, Query, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, Searcher, Term};

/// Whether passages must bear a code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Coded {
    /// No matter.
    #[default]
    Either,
    /// Only passages with a code.
    Only,
    /// Only passages without one.
    Not,
}

/// Conditions on passages. All must hold; within one list, one is enough; an empty list is no condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Of one of these studies.
    pub studies: Vec<StudyId>,
    /// Of one of these transcripts.
    pub transcripts: Vec<TranscriptId>,
    /// Bearing one of these codes or one below.
    pub codes: Vec<CodeId>,
    /// Coded by one of these.
    pub coders: Vec<CoderId>,
    /// Said by one of these participants; an empty set lets nothing through. Conditions on attributes become this.
    pub participants: Option<HashSet<ParticipantId>>,
    /// In one of these languages.
    pub languages: Vec<Language>,
    /// Under one of these speaker's labels, compared without regard to case.
    pub speakers: Vec<String>,
    /// Coded or not.
    pub coded: Coded,
    /// In none of these transcripts.
    pub without_transcripts: Vec<TranscriptId>,
    /// By none of these participants.
    pub without_participants: Vec<ParticipantId>,
}

impl Filter {
    /// Which passages of each segment pass, as bits; `None` where all do.
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be read.
    pub(super) fn passing(&self, searcher: &Searcher, fields: &Fields) -> Result<Allowed> {
        let Some(query) = self.query(fields) else {
            return Ok(None);
        };
        let weight = query
            .weight(EnableScoring::disabled_from_searcher(searcher))
            .map_err(Error::internal)?;
        let mut all = Vec::new();
        for segment in searcher.segment_readers() {
            let mut bits = BitSet::with_max_value(segment.max_doc());
            weight
                .for_each_no_score(segment, &mut |docs| {
                    for doc in docs {
                        bits.insert(*doc);
                    }
                })
                .map_err(Error::internal)?;
            all.push(bits);
        }
        Ok(Some(all))
    }

    /// The conditions as clauses that add nothing to the score; `None` where there are none.
    pub(super) fn query(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        let mut clauses = Vec::new();
        let mut must = |terms: Vec<Term>| {
            if !terms.is_empty() {
                clauses.push((Occur::Must, any_of(terms)));
            }
        };
        must(numbers(fields.study, self.studies.iter().map(|s| s.0)));
        must(numbers(
            fields.transcript,
            self.transcripts.iter().map(|t| t.0),
        ));
        must(numbers(fields.codes, self.codes.iter().map(|c| c.0)));
        must(numbers(fields.coders, self.coders.iter().map(|c| c.0)));
        must(texts(
            fields.language,
            self.languages.iter().map(|l| l.code().to_owned()),
        ));
        must(texts(
            fields.speaker,
            self.speakers.iter().map(|s| speaker_term(s)),
        ));
        match self.coded {
            Coded::Either => {}
            Coded::Only => must(vec![Term::from_field_u64(fields.coded, 1)]),
            Coded::Not => must(vec![Term::from_field_u64(fields.coded, 0)]),
        }
        if let Some(allowed) = &self.participants {
            clauses.push((
                Occur::Must,
                any_of(numbers(fields.participant, allowed.iter().map(|p| p.0))),
            ));
        }
        let mut without = numbers(
            fields.transcript,
            self.without_transcripts.iter().map(|t| t.0),
        );
        without.extend(numbers(
            fields.participant,
            self.without_participants.iter().map(|p| p.0),
        ));
        if !without.is_empty() {
            if clauses.is_empty() {
                clauses.push((Occur::Must, Box::new(AllQuery)));
            }
            clauses.push((Occur::MustNot, any_of(without)));
        }
        (!clauses.is_empty()).then(|| silent(Box::new(BooleanQuery::new(clauses))))
    }
}

fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn any_of(terms: Vec<Term>) -> Box<dyn Query> {
    match <[Term; 1]>::try_from(terms) {
        Ok([term]) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        Err(terms) if terms.is_empty() => Box::new(EmptyQuery),
        Err(terms) => Box::new(TermSetQuery::new(terms)),
    }
}

fn numbers(field: Field, values: impl Iterator<Item = i64>) -> Vec<Term> {
    values.map(|v| Term::from_field_i64(field, v)).collect()
}

fn texts(field: Field, values: impl Iterator<Item = String>) -> Vec<Term> {
    values.map(|v| Term::from_field_text(field, &v)).collect()
}
