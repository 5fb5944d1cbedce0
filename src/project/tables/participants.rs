//! The participants with their attributes.

use super::TableKind;
use super::subject::Subject;
use crate::exchange::{Cell, PrintedTable, Showing};
use std::collections::HashMap;

/// A row a participant, in the order in which they came into the study.
pub(super) fn table(subject: &Subject) -> PrintedTable {
    let mut columns = vec![subject.column("participant", Showing::Always)];
    let attributes = subject.attribute_columns(&columns, Showing::Always);
    columns.extend(attributes.iter().map(|(_, column)| column.clone()));
    columns.push(subject.column("units", Showing::AsData));
    let mut table = subject.table(TableKind::Participants, columns);
    let mut units: HashMap<&str, usize> = HashMap::new();
    for participant in subject
        .quotes
        .iter()
        .filter_map(|q| q.participant.as_deref())
    {
        *units.entry(participant).or_default() += 1;
    }
    for person in &subject.people {
        let mut row = vec![Cell::text(&person.label)];
        row.extend(
            attributes
                .iter()
                .map(|(name, _)| number_or_text(person.attributes.get(name))),
        );
        row.push(Cell::Count(
            units
                .get(person.label.as_str())
                .copied()
                .unwrap_or_default(),
        ));
        table.rows.push(row);
    }
    table
}

/// A plain whole number is one, for whom the table goes to; `007` is not.
fn number_or_text(value: Option<&String>) -> Cell {
    let number = value.and_then(|v| v.parse::<usize>().ok().filter(|n| n.to_string() == *v));
    match number {
        Some(number) => Cell::Count(number),
        None => Cell::maybe(value),
    }
}
