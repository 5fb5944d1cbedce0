//! Which nodes of which codebooks become which row of a matrix.

use super::ladder::{Counted, Ladder};
use super::matrix::{MatrixQuestion, Merge};
use super::quote::CodedQuote;
use crate::study::{Code, CodeId, Codebook, Study, StudyId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A row to come: the nodes it counts.
pub(super) struct Draft<'a> {
    pub members: Vec<(&'a Study, &'a Codebook, &'a Code)>,
    pub counted: Counted,
    pub section: Option<String>,
}

/// The rows to come, and which of them a code counts for.
pub(super) struct Plan<'a> {
    pub drafts: Vec<Draft<'a>>,
    rows_of: HashMap<(StudyId, CodeId), BTreeSet<usize>>,
}

impl<'a> Plan<'a> {
    pub fn new(
        studies: &'a [(Study, Codebook)],
        coded: &[&CodedQuote],
        question: &MatrixQuestion,
    ) -> Self {
        let used: BTreeSet<CodeId> = coded.iter().flat_map(|q| q.codes.iter().copied()).collect();
        let ladders: Vec<Ladder> = (studies.iter())
            .map(|(_, book)| Ladder::new(book, question.rows, &used))
            .collect();
        let mut drafts: BTreeMap<(RowKey, usize), Draft> = BTreeMap::new();
        let mut first_place: HashMap<RowKey, usize> = HashMap::new();
        let keys = RowKeys::new(&question.merge, studies, &ladders);
        for (place, (study, book, code, counted)) in nodes(studies, &ladders).enumerate() {
            let key = keys.of(book, code, place);
            let place = *first_place.entry(key.clone()).or_insert(place);
            let draft = drafts.entry((key.clone(), place)).or_insert_with(|| Draft {
                members: Vec::new(),
                counted,
                section: matches!(key, RowKey::Alone(_)).then(|| study.name.clone()),
            });
            draft.members.push((study, book, code));
        }
        let mut drafts: Vec<((RowKey, usize), Draft)> = drafts.into_iter().collect();
        drafts.sort_by_key(|((key, place), _)| (key.rank(), *place));
        let drafts: Vec<Draft> = drafts.into_iter().map(|(_, draft)| draft).collect();
        let rows_of = rows_of(studies, &ladders, &drafts);
        Self { drafts, rows_of }
    }

    /// The rows for which a quote counts, each once.
    pub fn of(&self, quote: &CodedQuote) -> BTreeSet<usize> {
        (quote.codes.iter())
            .filter_map(|&code| self.rows_of.get(&(quote.study, code)))
            .flatten()
            .copied()
            .collect()
    }
}

fn nodes<'a>(
    studies: &'a [(Study, Codebook)],
    ladders: &[Ladder<'a>],
) -> impl Iterator<Item = (&'a Study, &'a Codebook, &'a Code, Counted)> {
    (studies.iter().zip(ladders)).flat_map(|((study, book), ladder)| {
        (ladder.nodes.iter()).map(move |&(code, counted)| (study, book, code, counted))
    })
}

fn rows_of(
    studies: &[(Study, Codebook)],
    ladders: &[Ladder],
    drafts: &[Draft],
) -> HashMap<(StudyId, CodeId), BTreeSet<usize>> {
    let row_of: HashMap<CodeId, usize> = (drafts.iter().enumerate())
        .flat_map(|(row, draft)| draft.members.iter().map(move |(_, _, code)| (code.id, row)))
        .collect();
    let mut rows: HashMap<(StudyId, CodeId), BTreeSet<usize>> = HashMap::new();
    for ((study, book), ladder) in studies.iter().zip(ladders) {
        for code in book.codes() {
            let nodes = ladder.counts_for(code.id).iter();
            rows.entry((study.id, code.id))
                .or_default()
                .extend(nodes.filter_map(|node| row_of.get(node)));
        }
    }
    rows
}

/// What makes two nodes one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum RowKey {
    Group(usize),
    Name(String),
    Alone(usize),
}

impl RowKey {
    /// Groups stand above what is left over.
    fn rank(&self) -> usize {
        match self {
            Self::Group(_) => 0,
            Self::Name(_) | Self::Alone(_) => 1,
        }
    }
}

struct RowKeys<'a> {
    merge: &'a Merge,
    used_twice: BTreeSet<String>,
}

impl<'a> RowKeys<'a> {
    fn new(merge: &'a Merge, studies: &[(Study, Codebook)], ladders: &[Ladder]) -> Self {
        let mut seen = BTreeSet::new();
        let used_twice = nodes(studies, ladders)
            .map(|(study, _, code, _)| (study.id, code.name.to_lowercase()))
            .filter(|key| !seen.insert(key.clone()))
            .map(|(_, name)| name)
            .collect();
        Self { merge, used_twice }
    }

    fn of(&self, book: &Codebook, code: &Code, place: usize) -> RowKey {
        match self.merge {
            Merge::Separate => RowKey::Alone(place),
            Merge::ByName => {
                let name = code.name.to_lowercase();
                RowKey::Name(if self.used_twice.contains(&name) {
                    book.path(code.id).to_lowercase()
                } else {
                    name
                })
            }
            Merge::Groups(groups) => (groups.iter())
                .position(|group| group.contains(&code.id))
                .map_or(RowKey::Alone(place), RowKey::Group),
        }
    }
}
