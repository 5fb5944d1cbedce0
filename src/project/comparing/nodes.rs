//! Which of the compared nodes of a codebook a code counts for.

use super::Coded;
use crate::compare::{CodedQuote, MatrixQuestion, Merge, Rows, matrix};
use crate::error::Result;
use crate::study::CodeId;
use std::collections::{BTreeSet, HashMap};

/// The nodes that are rows, by the codes that count for them.
pub(super) struct Nodes {
    counts_for: HashMap<CodeId, Vec<CodeId>>,
}

impl Nodes {
    /// The nodes at `rows`, the same that an alignment takes.
    pub fn new(studies: &[Coded], quotes: &[CodedQuote], rows: Rows) -> Result<Self> {
        let question = MatrixQuestion {
            rows,
            merge: Merge::Separate,
            examples: 0,
            ..MatrixQuestion::default()
        };
        let found = matrix(studies, quotes, &question)?;
        let chosen: BTreeSet<CodeId> = found.rows.into_iter().flat_map(|row| row.nodes).collect();
        let mut counts_for = HashMap::new();
        for (_, book) in studies {
            for code in book.codes() {
                let mut above: Vec<CodeId> = (book.ancestry(code.id).iter())
                    .map(|c| c.id)
                    .filter(|id| chosen.contains(id))
                    .collect();
                if rows != Rows::Every {
                    // Of nodes above each other the nearest counts, so that a branch is counted once.
                    above.drain(..above.len().saturating_sub(1));
                }
                counts_for.insert(code.id, above);
            }
        }
        Ok(Self { counts_for })
    }

    /// The nodes that a code counts for.
    pub fn of(&self, code: CodeId) -> &[CodeId] {
        self.counts_for.get(&code).map_or(&[], Vec::as_slice)
    }

    /// The nodes that a unit counts for, each once.
    pub fn of_quote(&self, quote: &CodedQuote) -> BTreeSet<CodeId> {
        quote
            .codes
            .iter()
            .flat_map(|&code| self.of(code))
            .copied()
            .collect()
    }
}
