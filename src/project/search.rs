//! Finding quotes: one study or all of them, by words and by what is known of each passage.

use super::Project;
use super::found::Quote;
use super::quoting::Quoting;
use crate::error::Result;
use crate::index::{Coded, CountBy, Filter, Found, Index, Matching, Query};
use crate::study::{AttributeFilter, StudyId};
use serde::Serialize;
use std::collections::BTreeMap;

/// What to look for. Between the lists all conditions must hold; within one, one is enough (every one of `attributes`);
/// an empty list is no condition.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// Words, "phrases", "words nearby"~5, begin*, AND, OR, NOT, -word and parentheses; empty for every passage.
    pub query: String,
    /// Names of studies.
    pub studies: Vec<String>,
    /// Codes by name or path, each with everything below it, in whichever codebook they stand.
    pub codes: Vec<String>,
    /// Participants by their pseudonyms.
    pub participants: Vec<String>,
    /// Conditions on the participant, all of which must hold.
    pub attributes: Vec<AttributeFilter>,
    /// Speakers' labels; also finds what interviewers say.
    pub speakers: Vec<String>,
    /// Codes of languages (`fa`).
    pub languages: Vec<String>,
    /// Coders by name.
    pub coders: Vec<String>,
    /// Whether a person must have coded the passage.
    pub coded: Coded,
    /// How many quotes to give.
    pub limit: usize,
    /// How many of the best to pass over.
    pub offset: usize,
}

impl SearchRequest {
    /// The ten best quotes for `query`, from everywhere.
    pub fn new(query: impl Into<String>) -> Self {
        Self {
            query: query.into(),
            studies: Vec::new(),
            codes: Vec::new(),
            participants: Vec::new(),
            attributes: Vec::new(),
            speakers: Vec::new(),
            languages: Vec::new(),
            coders: Vec::new(),
            coded: Coded::Either,
            limit: 10,
            offset: 0,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quotes {
    /// How many passages match.
    pub total: usize,
    /// How many of them each study has, by name; studies with none are left out.
    pub studies: BTreeMap<String, usize>,
    /// Whether all words were asked for, or any because no passage has all.
    pub matching: Matching,
    /// What the researcher should know: how the query was read, what was forgiven.
    pub remarks: Vec<String>,
    /// Those asked for, the best first.
    pub quotes: Vec<Quote>,
}

impl Project {
    /// The quotes that `request` asks for. Where no passage has all of its words, those that have any, and a remark says so.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for an unknown study, code, participant, attribute or coder, with those there
    /// are, and for a query without a word; else as [`Project::index`].
    pub fn search(&mut self, request: &SearchRequest) -> Result<Quotes> {
        let (filter, mut remarks) = self.search_filter(request)?;
        let index = self.index()?;
        let (query, found, matching) = best(&index, request, &filter)?;
        remarks.extend(query.remarks.iter().cloned());
        if matching == Matching::Any {
            remarks.push("no quote has all of these words; these have some of them".to_owned());
        }
        let counts = index.count(&query, &filter, CountBy::Study)?;
        self.store.snapshot(|store| {
            let quoting = Quoting::new(store)?;
            Ok(Quotes {
                total: found.total,
                studies: counts
                    .into_iter()
                    .map(|(id, count)| (quoting.study_name(StudyId(id)), count))
                    .collect(),
                matching,
                remarks,
                quotes: quoting.quotes(found.hits)?,
            })
        })
    }
}

/// All words first; any of them where that finds nothing and means something else.
fn best(
    index: &Index,
    request: &SearchRequest,
    filter: &Filter,
) -> Result<(Query, Found, Matching)> {
    let search = |query: &Query| index.search(query, filter, request.limit, request.offset);
    let all = Query::parse(&request.query, Matching::All)?;
    let found = search(&all)?;
    if found.total == 0 {
        let any = Query::parse(&request.query, Matching::Any)?;
        let some = if any == all {
            None
        } else {
            Some(search(&any)?)
        };
        if let Some(some) = some.filter(|some| some.total > 0) {
            return Ok((any, some, Matching::Any));
        }
    }
    Ok((all, found, Matching::All))
}
