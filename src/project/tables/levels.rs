//! The levels of a study as columns.

use super::heads::Heads;
use crate::exchange::{Cell, Column, Showing};
use crate::study::{CodeId, Codebook, Study};
use std::collections::BTreeSet;

/// The levels that a codebook uses, the most abstract first.
pub(super) struct Levels {
    used: Vec<(usize, Column)>,
}

impl Levels {
    pub fn of(study: &Study, book: &Codebook, heads: &Heads) -> Self {
        let depths: BTreeSet<usize> = book.codes().iter().map(|code| code.level).collect();
        let mut used: Vec<(usize, Column)> = Vec::new();
        for (place, depth) in depths.into_iter().enumerate() {
            let name = study.level_name(depth);
            let same = used.iter().filter(|(_, c)| c.key.starts_with(name)).count();
            // Below the last level that the study names, all are called alike.
            let key = match same {
                0 => name.to_owned(),
                n => format!("{name} {}", n + 1),
            };
            let column = Column {
                title: heads.of_column(&key),
                key,
                shown: Showing::Always,
                merges: Some(place),
            };
            used.push((depth, column));
        }
        Self { used }
    }

    /// A column for each level.
    pub fn columns(&self) -> impl DoubleEndedIterator<Item = Column> {
        self.used.iter().map(|(_, column)| column.clone())
    }

    /// The names of a code and those above it, each in the column of its level.
    pub fn cells(&self, book: &Codebook, code: CodeId) -> Vec<Cell> {
        let above = book.ancestry(code);
        let cell = |(depth, _): &(usize, Column)| {
            let at = above.iter().find(|code| code.level == *depth);
            Cell::maybe(at.map(|code| code.name.as_str()))
        };
        self.used.iter().map(cell).collect()
    }
}
