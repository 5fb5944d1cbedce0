//! Which nodes of a codebook become rows, and for which of them a code counts.

use crate::study::{Code, CodeId, Codebook};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// The nodes that become rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Those of one level, 0 the most abstract. Where a branch skips the level or ends above it, the next node above stands for it.
    Level(usize),
    /// Every node of the codebook, with the totals of all below it.
    Every,
}

/// What a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// The node and everything below it.
    Branch,
    /// Only what is coded at the node itself or jumps over the rows below it.
    Rest,
}

/// A codebook seen at the chosen rows.
pub(super) struct Ladder<'a> {
    /// The nodes in the order of the codebook.
    pub nodes: Vec<(&'a Code, Counted)>,
    counts_for: HashMap<CodeId, Vec<CodeId>>,
}

impl<'a> Ladder<'a> {
    /// `used` are the codes that units bear: an inner node above the level becomes a row only when it is coded itself.
    pub fn new(book: &'a Codebook, rows: Rows, used: &BTreeSet<CodeId>) -> Self {
        match rows {
            Rows::Every => Self {
                nodes: book.codes().iter().map(|c| (c, Counted::Branch)).collect(),
                counts_for: (book.codes().iter())
                    .map(|c| (c.id, book.ancestry(c.id).iter().map(|a| a.id).collect()))
                    .collect(),
            },
            Rows::Level(level) => Self::at_level(book, level, used),
        }
    }

    fn at_level(book: &'a Codebook, level: usize, used: &BTreeSet<CodeId>) -> Self {
        let stands_for = |code: &Code| {
            let top = || book.ancestry(code.id).first().map(|c| c.id);
            book.at_level(code.id, level).map(|c| c.id).or_else(top)
        };
        let inner: BTreeSet<CodeId> = book.codes().iter().filter_map(|c| c.parent).collect();
        let mut counts_for = HashMap::new();
        let mut chosen = BTreeSet::new();
        for code in book.codes() {
            let Some(row) = stands_for(code) else {
                continue;
            };
            let counts =
                code.level >= level || !inner.contains(&code.id) || used.contains(&code.id);
            if counts {
                chosen.insert(row);
            }
            counts_for.insert(code.id, vec![row]);
        }
        let has_rows_below: BTreeSet<CodeId> = chosen
            .iter()
            .flat_map(|&id| book.ancestry(id).into_iter().rev().skip(1).map(|c| c.id))
            .collect();
        let nodes = (book.codes().iter())
            .filter(|c| chosen.contains(&c.id))
            .map(|c| match has_rows_below.contains(&c.id) {
                true => (c, Counted::Rest),
                false => (c, Counted::Branch),
            })
            .collect();
        Self { nodes, counts_for }
    }

    /// The nodes for which a coding with `code` counts; none for a code of another codebook.
    pub fn counts_for(&self, code: CodeId) -> &[CodeId] {
        self.counts_for.get(&code).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::code;

    fn rows(book: &Codebook, rows: Rows, used: &[i64]) -> Vec<(i64, Counted)> {
        let used = used.iter().map(|&id| CodeId(id)).collect();
        let ladder = Ladder::new(book, rows, &used);
        ladder.nodes.iter().map(|(c, n)| (c.id.0, *n)).collect()
    }

    #[test]
    fn a_branch_that_ends_or_jumps_is_shown_by_the_node_above() {
        let book = Codebook::new(vec![
            code(1, None, 0, "A"),
            code(2, Some(1), 1, "A1"),
            code(3, Some(2), 2, "A1a"),
            code(4, Some(1), 2, "A jumps"),
            code(5, None, 0, "B ends"),
        ]);
        use Counted::{Branch, Rest};
        assert_eq!(rows(&book, Rows::Level(0), &[]), [(1, Branch), (5, Branch)]);
        assert_eq!(
            rows(&book, Rows::Level(1), &[]),
            [(1, Rest), (2, Branch), (5, Branch)]
        );
        let flat = Codebook::new(vec![code(1, None, 0, "A"), code(2, Some(1), 1, "A1")]);
        assert_eq!(rows(&flat, Rows::Level(1), &[]), [(2, Branch)]);
        assert_eq!(rows(&flat, Rows::Level(1), &[1]), [(1, Rest), (2, Branch)]);
        assert_eq!(rows(&flat, Rows::Every, &[]).len(), 2);
    }

    #[test]
    fn a_root_below_the_level_stands_for_itself() {
        let book = Codebook::new(vec![code(1, None, 2, "alone")]);
        assert_eq!(rows(&book, Rows::Level(0), &[]), [(1, Counted::Branch)]);
        let ladder = Ladder::new(&book, Rows::Level(0), &BTreeSet::new());
        assert_eq!(ladder.counts_for(CodeId(1)), [CodeId(1)]);
        assert!(ladder.counts_for(CodeId(9)).is_empty());
    }
}
