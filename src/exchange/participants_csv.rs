//! Participants and their attributes as a table.

use super::column::{PARTICIPANT_ID, STUDY};
use super::csv_file::write_csv;
use super::duplicates::Duplicates;
use super::spreadsheet::read_table;
use super::table::Table;
use crate::error::{Error, Result};
use crate::study::Attributes;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// A participant as a file carries him or her.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantRow {
    /// The pseudonym.
    pub label: String,
    /// The study's name, where the file has such a column.
    pub study: Option<String>,
    /// What is known; an empty cell is not.
    pub attributes: Attributes,
}

/// What a table of participants holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantsFile {
    /// The participants in the order of the file.
    pub rows: Vec<ParticipantRow>,
    /// What was doubtful, with its line.
    pub warnings: Vec<String>,
}

/// Reads the table at `path`, in any encoding, or in a spreadsheet.
///
/// # Errors
/// [`crate::Error::File`] where it cannot be read or has no header.
pub fn read_participants(path: &Path) -> Result<ParticipantsFile> {
    let read = read_table(path, |table| Some(table.header.len()))?;
    let (table, _) = read
        .found
        .ok_or_else(|| Error::file(path, "has no table of participants in it"))?;
    let mut file = participants_of(&table);
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}

/// The participants in a table: the column `id` (or `participant`, `label`, ..., else the first) is the pseudonym,
/// `study` the study, every other column an attribute.
///
/// # Errors
/// [`crate::Error::File`] naming `path` where there is no header.
pub fn parse_participants(text: &str, path: &Path) -> Result<ParticipantsFile> {
    Ok(participants_of(&Table::parse(text, path)?))
}

fn participants_of(table: &Table) -> ParticipantsFile {
    let label = table.column(PARTICIPANT_ID).unwrap_or(0);
    let study = table.column(STUDY).filter(|at| *at != label);
    let attributes: Vec<(usize, &String)> = table
        .header
        .iter()
        .enumerate()
        .filter(|(at, name)| *at != label && Some(*at) != study && !name.is_empty())
        .collect();
    let mut seen = Duplicates::default();
    let mut file = ParticipantsFile {
        rows: Vec::new(),
        warnings: table.warnings.clone(),
    };
    for row in &table.rows {
        let Some(name) = row.filled(Some(label)) else {
            let line = row.line;
            file.warnings
                .push(format!("line {line}: no pseudonym; the row was left out"));
            continue;
        };
        let study = row.filled(study);
        // The same pseudonym in two studies is two people.
        let identity = study
            .as_ref()
            .map_or(name.clone(), |study| format!("{study} / {name}"));
        file.warnings.extend(seen.note(&identity, row.line));
        file.rows.push(ParticipantRow {
            label: name,
            study,
            attributes: attributes
                .iter()
                .filter_map(|(at, name)| Some(((*name).clone(), row.filled(Some(*at))?)))
                .collect(),
        });
    }
    file
}

/// Writes the participants as a table that [`parse_participants`] reads back.
///
/// # Errors
/// Those of `out`.
pub fn write_participants(rows: &[ParticipantRow], out: &mut impl Write) -> std::io::Result<()> {
    let names: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.attributes.keys().map(String::as_str))
        .collect();
    write_csv(out, |writer| {
        writer.write_record(["id", "study"].into_iter().chain(names.iter().copied()))?;
        for row in rows {
            let known = names
                .iter()
                .map(|name| row.attributes.get(*name).map_or("", String::as_str));
            let first = [row.label.as_str(), row.study.as_deref().unwrap_or_default()];
            writer.write_record(first.into_iter().chain(known))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> ParticipantsFile {
        parse_participants(text, Path::new("p.csv")).unwrap()
    }

    #[test]
    fn empty_cells_are_unknown_attributes() {
        let file = parse("id,role,age\nF1,faculty,\nM4,,26\n");
        assert_eq!(
            file.rows[0].attributes,
            [("role".to_owned(), "faculty".to_owned())].into()
        );
        assert_eq!(
            file.rows[1].attributes,
            [("age".to_owned(), "26".to_owned())].into()
        );
    }

    #[test]
    fn the_first_column_serves_where_none_is_named() {
        let file = parse("کارآموز;سن\nم۱;۲۵\n");
        assert_eq!(file.rows[0].label, "م۱");
        assert_eq!(file.rows[0].attributes["سن"], "۲۵");
    }

    #[test]
    fn doubles_and_nameless_rows_are_named() {
        let file = parse("role,participant,study\nx,M1,a\ny,M1,b\nz,M1,a\nw,,a\n");
        assert_eq!(file.rows.len(), 3);
        assert_eq!(file.warnings.len(), 2, "{:?}", file.warnings);
        assert!(file.warnings[0].contains("line 4") && file.warnings[1].contains("line 5"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let rows = parse("id,study,role\nM1,s,\"a, b\"\nF2,,王\n").rows;
        let mut out = Vec::new();
        write_participants(&rows, &mut out).unwrap();
        assert_eq!(parse(&String::from_utf8(out).unwrap()).rows, rows);
        assert!(parse_participants("", Path::new("p.csv")).is_err());
    }
}
