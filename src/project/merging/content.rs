//! Everything in a project, read at one moment.

use crate::error::Result;
use crate::store::Store;
use crate::study::{
    Code, Coder, Coding, Decision, MeaningUnit, Memo, Participant, Relation, Study, StudyId,
    Transcript,
};
use std::collections::HashMap;

/// A row of the project file, which has a number.
pub(super) trait Row {
    /// Its number.
    fn row(&self) -> i64;
}

macro_rules! rows {
    ($($kind:ident),+) => {$(
        impl Row for $kind {
            fn row(&self) -> i64 {
                self.id.0
            }
        }
    )+};
}

rows!(
    Study,
    Coder,
    Participant,
    Code,
    Relation,
    Transcript,
    MeaningUnit,
    Coding,
    Decision,
    Memo
);

/// All rows of a table, found by their numbers.
pub(super) struct Rows<T> {
    all: Vec<T>,
    places: HashMap<i64, usize>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Row> Rows<T> {
    fn of(all: Vec<T>) -> Self {
        let places = all
            .iter()
            .enumerate()
            .map(|(at, one)| (one.row(), at))
            .collect();
        Self { all, places }
    }

    /// The row of this number.
    pub fn get(&self, row: i64) -> Option<&T> {
        self.places.get(&row).map(|at| &self.all[*at])
    }

    /// Whether there is a row of this number.
    pub fn has(&self, row: i64) -> bool {
        self.places.contains_key(&row)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.all.iter()
    }
}

/// All tables.
#[derive(Default)]
pub(super) struct Content {
    pub studies: Rows<Study>,
    pub coders: Rows<Coder>,
    pub participants: Rows<Participant>,
    /// Of each study parents before children, in the order of the tree.
    pub codes: Rows<Code>,
    pub relations: Rows<Relation>,
    pub transcripts: Rows<Transcript>,
    /// Of each transcript in the order of its text.
    pub units: Rows<MeaningUnit>,
    pub codings: Rows<Coding>,
    pub decisions: Rows<Decision>,
    pub memos: Rows<Memo>,
    /// Attributes of participants that are marked as identifying, each with its study.
    pub identifying: Vec<(StudyId, String)>,
}

impl Content {
    /// Reads all of it.
    pub fn of(store: &Store) -> Result<Self> {
        let studies = store.studies()?;
        let mut of = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut units, mut codings, mut decisions) = (Vec::new(), Vec::new(), Vec::new());
        let mut identifying = Vec::new();
        for study in &studies {
            of.0.extend(store.participants(study.id)?);
            of.1.extend(store.codebook(study.id)?.codes().iter().cloned());
            of.2.extend(store.relations(study.id)?);
            for id in store.transcript_ids(study.id)? {
                of.3.extend(store.transcript(id)?);
            }
            units.extend(store.units_of_study(study.id)?);
            codings.extend(store.codings(study.id)?);
            decisions.extend(store.decisions(study.id)?);
            let marked = store.identifying_attributes(study.id)?.into_iter();
            identifying.extend(marked.map(|name| (study.id, name)));
        }
        Ok(Self {
            studies: Rows::of(studies),
            coders: Rows::of(store.coders()?),
            participants: Rows::of(of.0),
            codes: Rows::of(of.1),
            relations: Rows::of(of.2),
            transcripts: Rows::of(of.3),
            units: Rows::of(units),
            codings: Rows::of(codings),
            decisions: Rows::of(decisions),
            memos: Rows::of(store.memos()?),
            identifying,
        })
    }
}
