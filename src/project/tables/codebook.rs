//! The codebook with definitions, counts and example quotes.

use super::subject::{Subject, participants};
use super::{TableKind, TableRequest};
use crate::compare::example_quotes;
use crate::exchange::{Cell, PrintedTable, Showing};
use crate::study::Code;

/// Quotes for each code unless asked for otherwise.
const EXAMPLES: usize = 2;

/// A row for each node; units and quotes of a node are also those of the nodes below it.
pub(super) fn table(subject: &Subject, request: &TableRequest) -> PrintedTable {
    let columns = [
        ("code", Showing::Always),
        ("path", Showing::AsData),
        ("level", Showing::AsData),
        ("definition", Showing::WhereFilled),
        ("include", Showing::WhereFilled),
        ("exclude", Showing::WhereFilled),
        ("units", Showing::Always),
        ("participants", Showing::Always),
        ("examples", Showing::WhereFilled),
    ];
    let columns = columns.map(|(key, shown)| subject.column(key, shown));
    let mut table = subject.table(TableKind::Codebook, columns.to_vec());
    let pattern = request.label.clone().unwrap_or_default();
    let bearing = subject.bearing();
    let row = |code: &Code| {
        let quotes = bearing.get(&code.id).map_or(&[][..], Vec::as_slice);
        // A theme's examples are those of its codes; they stand there.
        let most = match subject.book.is_leaf(code.id) {
            true => request.examples.unwrap_or(EXAMPLES),
            false => 0,
        };
        let examples = example_quotes(quotes, most).into_iter();
        let examples = examples.map(|q| request.wording.quoted(q, &subject.label(&pattern, q)));
        vec![
            Cell::Name {
                depth: subject.book.ancestry(code.id).len().saturating_sub(1),
                text: code.name.clone(),
            },
            Cell::text(subject.book.path(code.id)),
            Cell::text(subject.study.level_name(code.level)),
            Cell::text(&code.definition),
            Cell::text(&code.include),
            Cell::text(&code.exclude),
            Cell::Count(quotes.len()),
            participants(quotes),
            Cell::list(examples.collect()),
        ]
    };
    table.rows = subject.book.codes().iter().map(row).collect();
    table
}
