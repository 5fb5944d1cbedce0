//! Typed links between codes as a table.

use super::column::{FROM, KIND, NOTE, RELATION, TO};
use super::csv_file::write_csv;
use super::spreadsheet::read_table;
use super::table::Table;
use crate::error::{Error, Result};
use std::io::Write;
use std::path::Path;

/// A link as a file carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationRow {
    /// Name or path of the code where it starts.
    pub from: String,
    /// Name or path of the code where it ends.
    pub to: String,
    /// Its type: `leads to`, ...
    pub kind: String,
    /// Why it was drawn.
    pub note: String,
}

/// What a table of links holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationsFile {
    /// The links in the order of the file.
    pub rows: Vec<RelationRow>,
    /// What was doubtful, with its line.
    pub warnings: Vec<String>,
}

/// Reads the table at `path`, in any encoding, or in a spreadsheet.
///
/// # Errors
/// As [`parse_relations`], and [`Error::File`] where the file cannot be read.
pub fn read_relations(path: &Path) -> Result<RelationsFile> {
    let read = read_table(path, |table| table.column(FROM).zip(table.column(TO)))?;
    let (table, _) = read.found.ok_or_else(|| no_ends(path))?;
    let mut file = relations_of(&table, path)?;
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}

/// The links in a table with the columns `from`, `to`, `kind` and, if there is one, `note`. Where there is a column
/// `relation` (or `type`) it is the type, and `kind` goes into the note.
///
/// # Errors
/// [`Error::File`] naming `path` where `from` or `to` is missing from the header.
pub fn parse_relations(text: &str, path: &Path) -> Result<RelationsFile> {
    relations_of(&Table::parse(text, path)?, path)
}

fn no_ends(path: &Path) -> Error {
    Error::file(
        path,
        "has no columns `from` and `to`; the header is `from,to,kind,note`",
    )
}

fn relations_of(table: &Table, path: &Path) -> Result<RelationsFile> {
    let (Some(from), Some(to)) = (table.column(FROM), table.column(TO)) else {
        return Err(no_ends(path));
    };
    let (relation, kind, note) = (
        table.column(RELATION),
        table.column(KIND),
        table.column(NOTE),
    );
    let mut file = RelationsFile {
        rows: Vec::new(),
        warnings: table.warnings.clone(),
    };
    for row in &table.rows {
        let (from, to) = (row.cell(Some(from)), row.cell(Some(to)));
        if from.is_empty() || to.is_empty() {
            let line = row.line;
            file.warnings.push(format!(
                "line {line}: one end of the link is empty; the row was left out"
            ));
            continue;
        }
        let beside = relation.and(row.filled(kind));
        let notes: Vec<String> = row.filled(note).into_iter().chain(beside).collect();
        file.rows.push(RelationRow {
            from: from.to_owned(),
            to: to.to_owned(),
            kind: row.cell(relation.or(kind)).to_owned(),
            note: notes.join("; "),
        });
    }
    Ok(file)
}

/// Writes the links as a table that [`parse_relations`] reads back.
///
/// # Errors
/// Those of `out`.
pub fn write_relations(rows: &[RelationRow], out: &mut impl Write) -> std::io::Result<()> {
    write_csv(out, |writer| {
        writer.write_record(["from", "to", "kind", "note"])?;
        for row in rows {
            writer.write_record([&row.from, &row.to, &row.kind, &row.note])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> RelationsFile {
        parse_relations(text, Path::new("r.csv")).unwrap()
    }

    #[test]
    fn relation_is_the_type_and_kind_the_note() {
        let rows = parse("from,to,relation,kind\nA,B,leads to,main pathway\n").rows;
        assert_eq!(
            (rows[0].kind.as_str(), rows[0].note.as_str()),
            ("leads to", "main pathway")
        );
        let rows = parse("from;to;kind;note\nآ;ب;به;چون\n").rows;
        assert_eq!(
            (rows[0].kind.as_str(), rows[0].note.as_str()),
            ("به", "چون")
        );
        let mut out = Vec::new();
        write_relations(&rows, &mut out).unwrap();
        assert_eq!(parse(&String::from_utf8(out).unwrap()).rows, rows);
    }

    #[test]
    fn a_link_with_one_end_is_named() {
        let file = parse("from,to,kind\nA,,x\nA,B,\n");
        assert_eq!(file.rows.len(), 1);
        assert!(file.warnings[0].contains("line 2"));
        assert!(parse_relations("a,b\n1,2\n", Path::new("r.csv")).is_err());
    }
}
