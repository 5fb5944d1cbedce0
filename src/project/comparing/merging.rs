//! Which rows of different studies become one row of the matrix.

use super::Coded;
use crate::compare::{Alignment, CodedQuote, MatrixQuestion, Merge, Rows, matrix};
use crate::error::Result;
use crate::study::CodeId;

/// Nodes of equal name as groups, joined with those that are `alike`; the others keep their study's name above them.
pub(super) fn by_name(
    studies: &[Coded],
    quotes: &[CodedQuote],
    rows: Rows,
    alike: &[Vec<CodeId>],
) -> Result<Merge> {
    let question = MatrixQuestion {
        rows,
        merge: Merge::ByName,
        examples: 0,
        ..MatrixQuestion::default()
    };
    let named = matrix(studies, quotes, &question)?.rows.into_iter();
    let mut groups: Vec<Vec<CodeId>> = Vec::new();
    let named = named.map(|row| row.nodes).filter(|nodes| nodes.len() > 1);
    for group in named.chain(alike.iter().cloned()) {
        join(&mut groups, group);
    }
    Ok(match groups.is_empty() {
        true => Merge::Separate,
        false => Merge::Groups(groups),
    })
}

/// Codes that are each other's best, of all alignments.
pub(super) fn pairs(alignments: &[Alignment]) -> Vec<Vec<CodeId>> {
    alignments.iter().flat_map(Alignment::groups).collect()
}

/// Adds a group; groups that share a node become one.
fn join(groups: &mut Vec<Vec<CodeId>>, mut group: Vec<CodeId>) {
    groups.retain(|known| {
        let shares = known.iter().any(|id| group.contains(id));
        if shares {
            group.extend(known);
        }
        !shares
    });
    group.sort();
    group.dedup();
    groups.push(group);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_share_a_node_become_one() {
        let group = |ids: &[i64]| ids.iter().map(|&id| CodeId(id)).collect::<Vec<_>>();
        let mut groups = Vec::new();
        for ids in [&[1, 2][..], &[3, 4], &[5, 6], &[4, 2, 2]] {
            join(&mut groups, group(ids));
        }
        assert_eq!(groups, [group(&[5, 6]), group(&[1, 2, 3, 4])]);
    }
}
