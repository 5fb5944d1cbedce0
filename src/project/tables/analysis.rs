//! The table of content analysis: from the meaning unit to the theme (Graneheim & Lundman 2004).

use super::subject::Subject;
use super::{LabelPattern, TableKind, TableRequest};
use crate::exchange::{Cell, PrintedTable, Showing};

/// A row for each unit and each of its codes, in the order of the codebook, so that upper levels are of one piece.
pub(super) fn table(subject: &Subject, request: &TableRequest) -> PrintedTable {
    let mut columns = vec![
        subject.column("unit", Showing::InPrint),
        subject.column("text", Showing::AsData),
        subject.column("translation", Showing::AsData),
        subject.column("condensed", Showing::WhereFilled),
    ];
    columns.extend(subject.levels.columns().rev());
    for key in ["participant", "label", "transcript"] {
        columns.push(subject.column(key, Showing::AsData));
    }
    let attributes = subject.attribute_columns(&columns, Showing::AsData);
    columns.extend(attributes.iter().map(|(_, column)| column.clone()));
    let mut table = subject.table(TableKind::Analysis, columns);
    let usual = LabelPattern::default();
    for (code, quotes) in subject.by_code() {
        let mut levels = subject.levels.cells(&subject.book, code);
        levels.reverse();
        for quote in quotes {
            let label = subject.label(request.label.as_ref().unwrap_or(&usual), quote);
            let after = match request.label {
                Some(_) => label.as_str(),
                None => "",
            };
            let mut row = vec![
                Cell::text(request.wording.plain(quote, after)),
                Cell::text(&quote.text),
                Cell::maybe(quote.translation.as_ref()),
                Cell::maybe(quote.condensed.as_ref()),
            ];
            row.extend(levels.iter().cloned());
            row.push(Cell::maybe(quote.participant.as_ref()));
            row.push(Cell::text(label));
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
