//! Quotes by code, each with a label of its participant.

use super::subject::Subject;
use super::{TableKind, TableRequest};
use crate::compare::example_quotes;
use crate::exchange::{Cell, PrintedTable, Showing};

/// A row for each code and quote: all quotes in the order of the transcripts, or the best examples.
pub(super) fn table(subject: &Subject, request: &TableRequest) -> PrintedTable {
    let mut columns: Vec<_> = subject.levels.columns().collect();
    columns.push(subject.column("quote", Showing::InPrint));
    for key in [
        "text",
        "translation",
        "condensed",
        "label",
        "participant",
        "transcript",
    ] {
        columns.push(subject.column(key, Showing::AsData));
    }
    let attributes = subject.attribute_columns(&columns, Showing::AsData);
    columns.extend(attributes.iter().map(|(_, column)| column.clone()));
    let mut table = subject.table(TableKind::Quotes, columns);
    let pattern = request.label.clone().unwrap_or_default();
    for (code, mut quotes) in subject.by_code() {
        if let Some(most) = request.examples {
            quotes = example_quotes(&quotes, most);
        }
        let levels = subject.levels.cells(&subject.book, code);
        for quote in quotes {
            let label = subject.label(&pattern, quote);
            let mut row = levels.clone();
            row.push(Cell::text(request.wording.quoted(quote, &label)));
            row.push(Cell::text(&quote.text));
            row.push(Cell::maybe(quote.translation.as_ref()));
            row.push(Cell::maybe(quote.condensed.as_ref()));
            row.push(Cell::text(label));
            row.push(Cell::maybe(quote.participant.as_ref()));
            row.push(Cell::text(&quote.transcript));
            row.extend(
                attributes
                    .iter()
                    .map(|(name, _)| Cell::maybe(quote.attributes.get(name))),
            );
            table.rows.push(row);
        }
    }
    table
}
