//! OpenDocument spreadsheets (ODS): the rows of their sheets.

use super::package::Package;
use super::table::Row;
use super::xml_text::{attribute, character};
use crate::error::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::path::Path;

/// What such a file says it is.
pub(super) const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.spreadsheet";
const PART: &str = "content.xml";
/// As many columns of a sheet are read, and as many cells and bytes of a file: repeated cells are written once, so that a
/// small file may be a sheet larger than any memory.
const MOST_COLUMNS: usize = 1_000;
const MOST_CELLS: usize = 5_000_000;
const MOST_BYTES: usize = 400 * 1024 * 1024;

/// The filled rows of every sheet, in their order.
///
/// # Errors
/// [`Error::File`] where the file is damaged (the part is named), or has too many cells.
pub(super) fn ods_sheets(path: &Path) -> Result<Vec<Vec<Row>>> {
    let mut package = Package::open(path)?;
    let xml = package.text(PART)?;
    let mut book = Book::default();
    read(&xml, &mut book).map_err(|what| package.damaged(PART, &what))?;
    if book.is_full {
        let why = format!(
            "has more than {MOST_CELLS} cells or {MOST_BYTES} bytes in them; export less at once"
        );
        return Err(Error::file(path, why));
    }
    Ok(book.sheets)
}

#[derive(Default)]
struct Book {
    sheets: Vec<Vec<Row>>,
    /// Number of the row that is being read.
    line: u64,
    cells: Vec<String>,
    /// Paragraphs of the cell that is open.
    cell: Option<String>,
    /// How often the row and the cell stand there.
    rows: usize,
    columns: usize,
    /// Notes on a cell are not its text.
    within_note: usize,
    in_all: usize,
    bytes: usize,
    is_full: bool,
}

fn read(xml: &str, book: &mut Book) -> std::result::Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) => {
                depth += 1;
                book.open(&element);
            }
            Event::Empty(element) => {
                book.open(&element);
                book.close(element.local_name().as_ref());
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                book.close(element.local_name().as_ref());
            }
            Event::Text(text) => book.say(&text.xml10_content()),
            Event::CData(text) => book.say(&text.xml10_content()),
            Event::GeneralRef(reference) => book.say(&character(&reference)?),
            Event::Eof if depth > 0 => return Err("it ends too early".into()),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if book.is_full {
            return Ok(());
        }
    }
}

impl Book {
    fn open(&mut self, element: &BytesStart) {
        let repeated = |name: &str| {
            attribute(element, name)
                .and_then(|n| n.parse().ok())
                .unwrap_or(1_usize)
        };
        match element.local_name().as_ref() {
            "table" => {
                self.sheets.push(Vec::new());
                self.line = 0;
            }
            "table-row" => {
                self.cells.clear();
                self.rows = repeated("number-rows-repeated");
            }
            "table-cell" | "covered-table-cell" => {
                self.cell = Some(String::new());
                self.columns = repeated("number-columns-repeated");
            }
            "annotation" => self.within_note += 1,
            "p" => {
                if let Some(cell) = self
                    .cell
                    .as_mut()
                    .filter(|cell| self.within_note == 0 && !cell.is_empty())
                {
                    cell.push('\n');
                }
            }
            "s" => self.say(" "),
            "tab" => self.say("\t"),
            "line-break" => self.say("\n"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "annotation" => self.within_note = self.within_note.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => self.end_row(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.within_note == 0) {
            cell.push_str(text);
        }
    }

    fn end_cell(&mut self) {
        let text = self.cell.take().unwrap_or_default();
        let room = MOST_COLUMNS.saturating_sub(self.cells.len());
        let columns = self.columns.min(room);
        self.bytes = self
            .bytes
            .saturating_add(text.len().saturating_mul(columns));
        self.is_full |= self.bytes > MOST_BYTES;
        if !self.is_full {
            self.cells.extend(std::iter::repeat_n(text, columns));
        }
    }

    /// Rows that are empty only count; those that are repeated stand there as often.
    fn end_row(&mut self) {
        while self.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            self.cells.pop();
        }
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            self.line = self.line.saturating_add(self.rows as u64);
            return;
        }
        let bytes: usize = cells.iter().map(String::len).sum();
        self.in_all = self
            .in_all
            .saturating_add(self.rows.saturating_mul(cells.len()));
        self.bytes = self.bytes.saturating_add(bytes.saturating_mul(self.rows));
        self.is_full |= self.in_all > MOST_CELLS || self.bytes > MOST_BYTES;
        if let Some(sheet) = self.sheets.last_mut().filter(|_| !self.is_full) {
            for _ in 0..self.rows {
                self.line += 1;
                sheet.push(Row::of(self.line, cells.clone()));
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::exchange::package::tests::{packed, saved};

    /// A spreadsheet of this table.
    pub fn ods(table: &str) -> Vec<u8> {
        let xml = format!(
            "<office:document-content><office:spreadsheet><table:table>{table}</table:table></office:spreadsheet></office:document-content>"
        );
        packed(&[
            ("mimetype", OPEN_DOCUMENT.as_bytes()),
            ("content.xml", xml.as_bytes()),
        ])
    }

    /// A row of these cells.
    pub fn row(cells: &[&str]) -> String {
        let cell =
            |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        format!(
            "<table:table-row>{}</table:table-row>",
            cells.iter().map(cell).collect::<String>()
        )
    }

    #[test]
    fn cells_repeat_and_notes_are_no_text() {
        let table = row(&["id", "متن"])
            + "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"9\"/></table:table-row>\
               <table:table-row><table:table-cell table:number-columns-repeated=\"2\"><text:p>我 &amp;</text:p><text:p>😀<office:annotation><text:p>no</text:p></office:annotation></text:p>\
               </table:table-cell><table:table-cell table:number-columns-repeated=\"99999999\"/></table:table-row>\
               <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>";
        let (_folder, path) = saved("a.ods", &ods(&table));
        let sheets = ods_sheets(&path).unwrap();
        assert_eq!(sheets[0].len(), 2);
        assert_eq!(
            (sheets[0][1].line, sheets[0][1].cell(Some(1))),
            (5, "我 &\n😀")
        );
    }

    #[test]
    fn bombs_and_damage_are_refused() {
        let bomb = "<table:table-row table:number-rows-repeated=\"99999999\"><table:table-cell table:number-columns-repeated=\"900\"><text:p>x</text:p></table:table-cell></table:table-row>";
        for (table, word) in [
            (bomb, "cells"),
            ("<table:table-row>", "content.xml"),
            ("&lol;", "&lol;"),
        ] {
            let (_folder, path) = saved("a.ods", &ods(table));
            let error = ods_sheets(&path).err().unwrap().to_string();
            assert!(error.contains("a.ods") && error.contains(word), "{error}");
        }
    }
}
