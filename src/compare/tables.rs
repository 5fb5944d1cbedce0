//! The comparisons as text tables.

use super::alignment::{AlignedCode, Alignment, Match};
use super::cooccurrence::Cooccurrence;
use super::ladder::Counted;
use super::matrix::{Cell, Matrix, Row, Tally};
use super::table::{Lean, Table};
use std::fmt::Write as _;

/// Which number a cell of the text table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Units and, in brackets, participants.
    Counts,
    /// Percentage of the column's units.
    ShareOfUnits,
    /// Percentage of the column's participants.
    ShareOfParticipants,
    /// Percentage of the row's units.
    ShareOfRow,
}

/// The matrix as a text table; `–` where a study has no such node.
pub fn matrix_table(matrix: &Matrix, shown: Shown) -> String {
    let mut heads = vec![(matrix.by.clone(), Lean::Left)];
    heads.extend((matrix.columns.iter()).map(|c| (c.label.clone(), Lean::Right)));
    heads.push(("total".to_owned(), Lean::Right));
    let mut table = Table::new(&heads);
    let mut section = None;
    for row in &matrix.rows {
        if row.section != section && row.section.is_some() {
            table.heading(row.section.as_deref().unwrap_or_default());
        }
        section.clone_from(&row.section);
        let mut cells = vec![label(row)];
        cells.extend(
            (row.cells.iter()).map(|c| c.as_ref().map_or("–".to_owned(), |c| number(c, shown))),
        );
        cells.push(counts(row.total));
        table.add(cells);
    }
    table.rule();
    let mut last = vec!["all coded units".to_owned()];
    last.extend(matrix.columns.iter().map(|c| counts(c.total)));
    last.push(counts(matrix.total));
    table.add(last);
    table.render()
}

/// The row's name, set in by its depth under its section.
fn label(row: &Row) -> String {
    let rest = match row.counted {
        Counted::Branch => "",
        Counted::Rest => " (rest)",
    };
    format!("{}{}{rest}", "  ".repeat(row.depth), row.label)
}

fn number(cell: &Cell, shown: Shown) -> String {
    match shown {
        Shown::Counts => counts(cell.tally),
        Shown::ShareOfUnits => format!("{:.0} %", cell.share_of_units),
        Shown::ShareOfParticipants => format!("{:.0} %", cell.share_of_participants),
        Shown::ShareOfRow => format!("{:.0} %", cell.share_of_row),
    }
}

fn counts(tally: Tally) -> String {
    format!("{} ({})", tally.units, tally.participants)
}

/// The alignment as a text table, best pairs first, with the codes for which nothing is claimed below.
pub fn alignment_table(alignment: &Alignment) -> String {
    let heads = [
        (alignment.left.as_str(), Lean::Left),
        (alignment.right.as_str(), Lean::Left),
        ("score", Lean::Right),
        ("", Lean::Left),
        ("views", Lean::Left),
    ];
    let mut table = Table::new(&heads.map(|(head, lean)| (head.to_owned(), lean)));
    for pair in &alignment.pairs {
        let views: Vec<String> = (pair.views.views().iter())
            .map(|(name, value, _)| format!("{name} {value:.2}"))
            .collect();
        table.add(vec![
            with_units(&pair.left),
            with_units(&pair.right),
            format!("{:.2}", pair.score),
            sign(pair.best).to_owned(),
            views.join(", "),
        ]);
    }
    let mut text = table.render();
    for (study, alone) in [
        (&alignment.left, &alignment.left_alone),
        (&alignment.right, &alignment.right_alone),
    ] {
        if !alone.is_empty() {
            let names: Vec<&str> = alone.iter().map(|c| c.name.as_str()).collect();
            let _ = writeln!(text, "nothing claimed in {study}: {}", names.join("; "));
        }
    }
    text
}

fn with_units(code: &AlignedCode) -> String {
    format!("{} ({})", code.name, code.units)
}

fn sign(best: Match) -> &'static str {
    match best {
        Match::Mutual => "↔",
        Match::BestOfLeft => "→",
        Match::BestOfRight => "←",
        Match::Further => "",
    }
}

/// The codes that meet, as a text table.
pub fn cooccurrence_table(found: &Cooccurrence) -> String {
    let mut table = Table::new(&[
        ("code".to_owned(), Lean::Left),
        ("meets".to_owned(), Lean::Left),
        ("units".to_owned(), Lean::Right),
        ("Jaccard".to_owned(), Lean::Right),
    ]);
    for pair in &found.pairs {
        table.add(vec![
            pair.first_path.clone(),
            pair.second_path.clone(),
            pair.units.to_string(),
            format!("{:.2}", pair.jaccard),
        ]);
    }
    table.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{quotes, studies};
    use crate::compare::{
        AlignmentQuestion, MatrixQuestion, Meeting, Rows, align, cooccurrence, matrix,
    };

    #[test]
    fn the_matrix_is_a_table() {
        let found = matrix(&studies(), &quotes(), &MatrixQuestion::default()).unwrap();
        let text = matrix_table(&found, Shown::Counts);
        assert!(
            text.starts_with("study             ward  office  total\n"),
            "{text}"
        );
        assert!(
            text.contains("Support          3 (2)       –  3 (2)\n"),
            "{text}"
        );
        assert!(
            text.ends_with("all coded units  4 (2)   3 (2)  7 (4)\n"),
            "{text}"
        );
        let shares = [
            Shown::ShareOfUnits,
            Shown::ShareOfParticipants,
            Shown::ShareOfRow,
        ];
        let found: Vec<bool> = (shares.iter().zip(["75 %", "50 %", "100 %"]))
            .map(|(&shown, share)| matrix_table(&found, shown).contains(share))
            .collect();
        assert_eq!(found, [true; 3]);
    }

    #[test]
    fn alignment_and_cooccurrence_are_tables() {
        let studies = studies();
        let found = align(
            &studies[0],
            &studies[1],
            &quotes(),
            &AlignmentQuestion::default(),
        );
        let text = alignment_table(&found);
        assert!(text.contains("Peers (2)") && text.contains('↔'), "{text}");
        assert!(text.contains("nothing claimed in office:"), "{text}");
        let met = cooccurrence(&studies[0], &quotes(), Rows::Every, Meeting::SameUnit);
        assert!(cooccurrence_table(&met).contains("Support > Teachers      1     0.33"));
    }
}
