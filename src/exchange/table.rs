//! Delimited text to rows, with the lines they stand on.

use super::column::column_key;
use crate::error::{Error, Result};
use std::path::Path;

/// A table with a header.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Names of the columns as written, trimmed.
    pub(super) header: Vec<String>,
    /// All rows that have at least one filled cell.
    pub(super) rows: Vec<Row>,
    /// What did not fit.
    pub(super) warnings: Vec<String>,
    keys: Vec<String>,
}

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The line of the file on which it begins.
    pub(super) line: u64,
    cells: Vec<String>,
}

impl Row {
    /// A row of these cells.
    pub(super) fn of(line: u64, cells: Vec<String>) -> Self {
        Self { line, cells }
    }

    /// Puts `text` into `column`; how many cells the row has become longer by.
    pub(super) fn set(&mut self, column: usize, text: String) -> usize {
        let before = self.cells.len();
        if before <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        self.cells.len() - before
    }

    /// The cell in `column` as it is written.
    pub(super) fn written(&self, column: Option<usize>) -> &str {
        column
            .and_then(|at| self.cells.get(at))
            .map_or("", String::as_str)
    }

    /// The cell in `column`, trimmed; empty where the column or the cell is missing.
    pub(super) fn cell(&self, column: Option<usize>) -> &str {
        column
            .and_then(|at| self.cells.get(at))
            .map_or("", |cell| cell.trim())
    }

    /// The cell in `column`, or `None` where it is empty.
    pub(super) fn filled(&self, column: Option<usize>) -> Option<String> {
        Some(self.cell(column))
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
    }
}

impl Table {
    /// The table in `text`. `,` `;` and tab are told apart by the header.
    ///
    /// # Errors
    /// [`Error::File`] naming `path` where there is no header.
    pub(super) fn parse(text: &str, path: &Path) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut table: Option<Self> = None;
        let mut lines = Lines {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        };
        for record in reader.records() {
            let record = record.map_err(|error| Error::file(path, error))?;
            let start = record.position().map_or(0, csv::Position::byte);
            let line = lines.line_at(usize::try_from(start).unwrap_or(usize::MAX));
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            match &mut table {
                None => table = Some(Self::headed(&cells)),
                Some(table) => table.push(Row { line, cells }),
            }
        }
        let mut table = table.ok_or_else(|| {
            Error::file(
                path,
                "is empty; a table needs a header line such as `id,text,codes`",
            )
        })?;
        table.warn_of_open_quote(text);
        Ok(table)
    }

    /// The table of these rows, the first of which is the header; cells that are missing at the end of a row are empty.
    pub(super) fn of(rows: impl IntoIterator<Item = Row>) -> Option<Self> {
        let mut rows = rows.into_iter();
        let mut table = Self::headed(&rows.next()?.cells);
        table.rows = rows.collect();
        Some(table)
    }

    fn headed(cells: &[String]) -> Self {
        let header: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        Self {
            keys: header.iter().map(|name| column_key(name)).collect(),
            header,
            rows: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn push(&mut self, row: Row) {
        let (has, wanted) = (row.cells.len(), self.header.len());
        let surplus = row
            .cells
            .iter()
            .skip(wanted)
            .any(|cell| !cell.trim().is_empty());
        if surplus || has < wanted {
            let line = row.line;
            self.warnings.push(format!(
                "line {line}: {has} cells where the header has {wanted}; {}",
                if surplus {
                    "the surplus was left out"
                } else {
                    "the missing ones count as empty"
                }
            ));
        }
        self.rows.push(row);
    }

    /// A quote that never closes swallows the rows after it in silence.
    fn warn_of_open_quote(&mut self, text: &str) {
        if text.matches('"').count() % 2 == 1
            && let Some(last) = self.rows.last()
        {
            let line = last.line;
            self.warnings.push(format!(
                "a quotation mark opens and never closes, perhaps on line {line}; rows after it may be missing"
            ));
        }
    }

    /// The first column whose name is one of these keys; the order of `names` decides between several.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.keys.iter().position(|key| key == name))
    }

    /// Gives columns the names of `places`; what had such a name before has none.
    pub(super) fn rename(&mut self, places: &[(usize, &str)]) {
        for (_, name) in places {
            let key = column_key(name);
            let same = self.keys.iter_mut().filter(|known| **known == key);
            same.for_each(String::clear);
        }
        for (at, name) in places {
            self.keys[*at] = column_key(name);
            self.header[*at] = (*name).to_owned();
        }
    }

    /// The names of all columns as [`column_key`] writes them.
    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }
}

/// Counts lines up to places that only move on. (csv counts too, but puts a row after blank lines on the first of them.)
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first byte at or after `start` that ends no line.
    fn line_at(&mut self, start: usize) -> u64 {
        while let Some(byte) = self.text.get(self.at)
            && (self.at < start || *byte == b'\n')
        {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The most frequent of `,` `;` and tab in the header, outside quotes; `,` where there is none.
fn delimiter(text: &str) -> u8 {
    let header = text.trim_start().as_bytes();
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for &byte in header {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts
                .iter_mut()
                .filter(|(mark, _)| *mark == byte)
                .for_each(|(_, n)| *n += 1),
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    counts
        .iter()
        .find(|(_, n)| *n == most)
        .map_or(b',', |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Table {
        Table::parse(text, Path::new("t.csv")).unwrap()
    }

    #[test]
    fn quotes_newlines_and_ragged_rows() {
        let table = parse("id,text\n1,\"a, \"\"b\"\"\nc\"\n2\n\n3,x,y\n4,z,\n");
        assert_eq!(table.rows[0].cell(Some(1)), "a, \"b\"\nc");
        assert_eq!(table.rows[1].cell(Some(1)), "");
        assert_eq!(table.rows[1].line, 4);
        assert_eq!(table.rows.len(), 4);
        assert_eq!(table.warnings.len(), 2, "{:?}", table.warnings);
        assert!(table.warnings[0].contains("line 4") && table.warnings[1].contains("line 6"));
    }

    #[test]
    fn the_delimiter_is_seen_in_the_header() {
        assert_eq!(parse("id;text\n1;a, b\n").rows[0].cell(Some(1)), "a, b");
        assert_eq!(parse("id\ttext\n1\tچرا؟\n").rows[0].cell(Some(1)), "چرا؟");
        assert_eq!(parse("\"a;b;c\",text\n1,我\n").rows[0].cell(Some(1)), "我");
    }

    #[test]
    fn an_empty_file_is_refused_and_an_open_quote_named() {
        for text in ["", " \n \n", "\n\n"] {
            assert!(Table::parse(text, Path::new("t.csv")).is_err());
        }
        let table = parse("id,text\n1,\"open\n2,b\n");
        assert_eq!(table.rows.len(), 1);
        assert!(table.warnings[0].contains("never closes"));
    }

    #[test]
    fn columns_are_found_by_any_spelling() {
        let table = parse("ID,Sub-Category\n1,x\n");
        assert_eq!(table.column(&["subcategory"]), Some(1));
        assert_eq!(table.column(&["theme"]), None);
    }
}
