//! The quotes behind a number: of a cell of a matrix, or of two codes that meet. Counted as the number was.

use super::columns::Columns;
use super::cooccurrence::touching;
use super::ladder::{Ladder, Rows};
use super::quote::CodedQuote;
use crate::error::Result;
use crate::study::{CodeId, Codebook, Study};
use std::collections::BTreeSet;

/// The quotes that count for the row of these `nodes`, in the column of this label or in all of them. `rows` and `columns` are those
/// of the matrix.
///
/// # Errors
/// [`crate::Error::Input`] where the columns are an attribute that no participant has.
pub fn cell_quotes<'q>(
    studies: &[(Study, Codebook)],
    quotes: &'q [CodedQuote],
    (rows, columns): (Rows, &Columns),
    nodes: &[CodeId],
    column: Option<&str>,
) -> Result<Vec<&'q CodedQuote>> {
    let about: Vec<&Study> = studies.iter().map(|(study, _)| study).collect();
    let all: Vec<&CodedQuote> = quotes.iter().collect();
    let used: BTreeSet<CodeId> = quotes
        .iter()
        .flat_map(|q| q.codes.iter().copied())
        .collect();
    let ladders: Vec<(&Study, Ladder<'_>)> = studies
        .iter()
        .map(|(study, book)| (study, Ladder::new(book, rows, &used)))
        .collect();
    let placed = columns.place(&about, &all)?;
    let wanted = column.map(|label| placed.heads.iter().position(|(head, _)| head == label));
    let counts = |quote: &CodedQuote| {
        let mut ladders = ladders.iter();
        let of = ladders.find(|(study, _)| study.id == quote.study);
        of.is_some_and(|(_, ladder)| {
            let mut codes = quote.codes.iter();
            codes.any(|code| ladder.counts_for(*code).iter().any(|n| nodes.contains(n)))
        })
    };
    let found = quotes.iter().zip(&placed.column_of);
    Ok(found
        .filter(|(_, at)| at.is_some() && wanted.is_none_or(|wanted| **at == wanted))
        .map(|(quote, _)| quote)
        .filter(|quote| counts(quote))
        .collect())
}

/// The units of a study on which two codes meet: those that bear one and touch the other, on themselves or by an overlapping unit.
pub fn meeting_quotes<'q>(
    study: &(Study, Codebook),
    quotes: &'q [CodedQuote],
    rows: Rows,
    (first, second): (CodeId, CodeId),
) -> Vec<&'q CodedQuote> {
    let (bears, touches) = touching(study, quotes, rows);
    let is_met = |quote: &&CodedQuote| {
        let own = bears.get(&quote.unit);
        let near = touches.get(&quote.unit);
        own.is_some_and(|own| own.contains(&first) || own.contains(&second))
            && near.is_some_and(|near| near.contains(&first) && near.contains(&second))
    };
    let own = quotes.iter().filter(|quote| quote.study == study.0.id);
    own.filter(is_met).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{quotes, studies};
    use crate::compare::{MatrixQuestion, Meeting, cooccurrence, matrix};

    #[test]
    fn as_many_quotes_as_the_number_says() {
        let (studies, quotes) = (studies(), quotes());
        for rows in [Rows::Level(0), Rows::Level(1), Rows::Every] {
            let question = MatrixQuestion {
                rows,
                ..MatrixQuestion::default()
            };
            let found = matrix(&studies, &quotes, &question).unwrap();
            let mut cells = 0;
            for row in &found.rows {
                for (cell, column) in row.cells.iter().zip(&found.columns) {
                    let Some(cell) = cell else { continue };
                    let at = (rows, &question.columns);
                    let picked =
                        cell_quotes(&studies, &quotes, at, &row.nodes, Some(&column.label));
                    let units: BTreeSet<_> = picked.unwrap().iter().map(|q| q.unit).collect();
                    assert_eq!(
                        units.len(),
                        cell.tally.units,
                        "{} {}",
                        row.path,
                        column.label
                    );
                    cells += 1;
                }
            }
            assert!(cells > 1);
        }
    }

    #[test]
    fn as_many_meetings_as_the_number_says() {
        let (studies, quotes) = (studies(), quotes());
        let found = cooccurrence(&studies[0], &quotes, Rows::Every, Meeting::Overlapping);
        assert!(!found.pairs.is_empty());
        for pair in &found.pairs {
            let met = meeting_quotes(&studies[0], &quotes, Rows::Every, (pair.first, pair.second));
            let units: BTreeSet<_> = met.iter().map(|q| q.unit).collect();
            assert_eq!(units.len(), pair.units, "{pair:?}");
        }
    }
}
