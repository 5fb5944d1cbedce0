//! Units and participants, counted once each.

use super::matrix::Tally;
use super::quote::CodedQuote;
use crate::study::{StudyId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Units, each once, with the participants they come from.
#[derive(Default)]
pub(super) struct Units<'a> {
    pub units: BTreeMap<(StudyId, UnitId), &'a CodedQuote>,
    participants: BTreeSet<(StudyId, &'a str)>,
}

impl<'a> Units<'a> {
    pub fn of(quotes: impl Iterator<Item = &'a CodedQuote>) -> Self {
        let mut units = Self::default();
        quotes.for_each(|quote| units.add(quote));
        units
    }

    pub fn add(&mut self, quote: &'a CodedQuote) {
        self.units.entry((quote.study, quote.unit)).or_insert(quote);
        if let Some(label) = &quote.participant {
            self.participants.insert((quote.study, label));
        }
    }

    pub fn tally(&self) -> Tally {
        Tally {
            units: self.units.len(),
            participants: self.participants.len(),
        }
    }
}

/// The units of every cell, row and column.
pub(super) struct Counts<'a> {
    pub cells: Vec<Vec<Units<'a>>>,
    pub rows: Vec<Units<'a>>,
    pub columns: Vec<Units<'a>>,
}

impl<'a> Counts<'a> {
    pub fn new(rows: usize, columns: usize) -> Self {
        let empty = |n: usize| (0..n).map(|_| Units::default()).collect::<Vec<_>>();
        Self {
            cells: (0..rows).map(|_| empty(columns)).collect(),
            rows: empty(rows),
            columns: empty(columns),
        }
    }

    pub fn add(&mut self, quote: &'a CodedQuote, column: usize, rows: &BTreeSet<usize>) {
        self.columns[column].add(quote);
        for &row in rows {
            self.cells[row][column].add(quote);
            self.rows[row].add(quote);
        }
    }
}
