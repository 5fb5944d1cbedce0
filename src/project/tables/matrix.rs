//! Themes by studies, or by an attribute of participants.

use super::heads::Heads;
use super::{TableKind, TableRequest};
use crate::compare::{Counted, Matrix, Row, Shown, Tally};
use crate::error::Result;
use crate::exchange::{Cell, Column, PrintedTable, Showing};
use crate::project::{Aligning, CompareRequest, Project};
use crate::study::Codebook;

impl Project {
    pub(super) fn matrix_table(
        &self,
        request: &TableRequest,
        remarks: &mut Vec<String>,
    ) -> Result<PrintedTable> {
        let (matrix, told) = self.matrix(&CompareRequest {
            studies: request.studies.clone(),
            level: request.level.clone(),
            by: request.by.clone(),
            attributes: request.attributes.clone(),
            coders: request.coders.clone(),
            // One study alone may be counted.
            aligning: Aligning::Never,
            quotes: 0,
            ..CompareRequest::default()
        })?;
        remarks.extend(told);
        let mut books: Vec<Codebook> = Vec::new();
        for study in self.studies(&request.studies)? {
            books.push(self.store.codebook(study.id)?);
        }
        let heads = Heads::of(request.language.as_ref(), &books, &[]);
        Ok(table(&matrix, request.numbers, &heads))
    }
}

fn table(matrix: &Matrix, numbers: Shown, heads: &Heads) -> PrintedTable {
    // The only study needs not be named on every row.
    let in_sections =
        matrix.studies.len() > 1 && matrix.rows.iter().any(|row| row.section.is_some());
    let deepest = match matrix.rows.chunk_by(|a, b| a.depth == b.depth).count() {
        0 | 1 => 0,
        _ => 1,
    };
    let about = match matrix.studies.as_slice() {
        [only] if !only.title.trim().is_empty() => only.title.clone(),
        several => several
            .iter()
            .map(|s| s.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    };
    let mut table = PrintedTable {
        name: TableKind::Matrix.name().to_owned(),
        caption: heads.caption(TableKind::Matrix, &about),
        language: heads.language().clone(),
        direction: heads.direction(),
        columns: columns(matrix, in_sections, heads),
        rows: Vec::new(),
        notes: vec![heads.matrix_note(numbers).to_owned()],
    };
    for row in &matrix.rows {
        table.rows.push(cells(row, numbers, in_sections, deepest));
    }
    table
}

fn columns(matrix: &Matrix, in_sections: bool, heads: &Heads) -> Vec<Column> {
    let column = |key: String, title: String, shown| Column {
        key,
        title,
        shown,
        merges: None,
    };
    let mut columns = Vec::new();
    if in_sections {
        columns.push(Column {
            merges: Some(0),
            ..column("study".into(), heads.of_column("study"), Showing::Always)
        });
    }
    let levels: Vec<&str> = matrix.rows.iter().map(|row| row.level.as_str()).collect();
    let row = match levels.first() {
        Some(first) if levels.iter().all(|level| level == first) => *first,
        _ => "code",
    };
    columns.push(column(
        row.to_owned(),
        heads.of_column(row),
        Showing::Always,
    ));
    columns.push(column(
        "path".into(),
        heads.of_column("path"),
        Showing::AsData,
    ));
    let total = (heads.of_column("total"), matrix.total);
    let heads_of = matrix
        .columns
        .iter()
        .map(|c| (heads.of_value(&c.label), c.total));
    for (label, tally) in heads_of.chain([total]) {
        let title = format!("{label} (n = {})", tally.participants);
        columns.push(column(label.clone(), title, Showing::InPrint));
        for (what, key) in [("units", "units"), ("participants", "participants")] {
            let key = format!("{label} {key}");
            columns.push(column(
                key,
                format!("{label}: {}", heads.of_column(what)),
                Showing::AsData,
            ));
        }
    }
    columns
}

fn cells(row: &Row, numbers: Shown, in_sections: bool, deepest: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    if in_sections {
        cells.push(Cell::maybe(row.section.as_ref()));
    }
    let rest = match row.counted {
        Counted::Branch => "",
        Counted::Rest => " (rest)",
    };
    cells.push(Cell::Name {
        depth: row.depth * deepest,
        text: format!("{}{rest}", row.label),
    });
    cells.push(Cell::text(&row.path));
    for cell in &row.cells {
        let Some(cell) = cell else {
            // The study has no such row, which is not the same as none of its units.
            cells.extend([Cell::text("–"), Cell::Empty, Cell::Empty]);
            continue;
        };
        cells.push(match numbers {
            Shown::Counts => counts(cell.tally),
            Shown::ShareOfUnits => Cell::Share(cell.share_of_units),
            Shown::ShareOfParticipants => Cell::Share(cell.share_of_participants),
            Shown::ShareOfRow => Cell::Share(cell.share_of_row),
        });
        cells.extend(tally(cell.tally));
    }
    cells.push(counts(row.total));
    cells.extend(tally(row.total));
    cells
}

fn counts(tally: Tally) -> Cell {
    Cell::Text(format!("{} ({})", tally.units, tally.participants))
}

fn tally(tally: Tally) -> [Cell; 2] {
    [Cell::Count(tally.units), Cell::Count(tally.participants)]
}
