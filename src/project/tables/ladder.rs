//! The table of results: the codes beside the levels above them.

use super::TableKind;
use super::subject::{Subject, participants};
use crate::exchange::{Cell, PrintedTable, Showing};

pub(super) fn table(subject: &Subject) -> PrintedTable {
    let mut columns: Vec<_> = subject.levels.columns().collect();
    columns.push(subject.column("units", Showing::AsData));
    columns.push(subject.column("participants", Showing::AsData));
    let mut table = subject.table(TableKind::Ladder, columns);
    let bearing = subject.bearing();
    let book = &subject.book;
    let leaves = book.codes().iter().filter(|code| book.is_leaf(code.id));
    table.rows = leaves
        .map(|code| {
            let quotes = bearing.get(&code.id).map_or(&[][..], Vec::as_slice);
            let mut cells = subject.levels.cells(book, code.id);
            cells.extend([Cell::Count(quotes.len()), participants(quotes)]);
            cells
        })
        .collect();
    table
}
