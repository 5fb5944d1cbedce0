//! The columns that were chosen.

use super::TableColumn;
use crate::error::{Error, Result};
use crate::exchange::{PrintedTable, Showing};

/// The table with these columns in this order; as it is where none is chosen. Rows that differ only in levels left out become one.
///
/// # Errors
/// [`Error::Input`] for a column that it has not; the message names those there are.
pub(super) fn picked(table: PrintedTable, chosen: &[TableColumn]) -> Result<PrintedTable> {
    if chosen.is_empty() {
        return Ok(table);
    }
    let mut places = Vec::new();
    for column in chosen {
        let wanted = key(&column.key);
        let found = table.columns.iter().position(|c| key(&c.key) == wanted);
        let found = found.or_else(|| table.columns.iter().position(|c| key(&c.title) == wanted));
        places.push(found.ok_or_else(|| unknown(&table, &column.key))?);
    }
    let columns = places.iter().zip(chosen).map(|(&at, chosen)| {
        let mut column = table.columns[at].clone();
        column.shown = Showing::Always;
        if let Some(title) = &chosen.title {
            column.title.clone_from(title);
            column.key.clone_from(title);
        }
        column
    });
    let columns: Vec<_> = columns.collect();
    let mut rows: Vec<_> = (table.rows.iter())
        .map(|row| places.iter().map(|&at| row[at].clone()).collect::<Vec<_>>())
        .collect();
    if columns.iter().all(|column| column.merges.is_some()) {
        rows.dedup();
    }
    Ok(PrintedTable {
        columns,
        rows,
        ..table
    })
}

/// Case, spaces, hyphens and underscores do not matter.
fn key(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn unknown(table: &PrintedTable, asked: &str) -> Error {
    let known: Vec<&str> = table.columns.iter().map(|c| c.key.as_str()).collect();
    Error::input(format!(
        "the table '{}' has no column '{asked}'; it has: {}",
        table.name,
        known.join(", ")
    ))
}
