//! Worksheets of Excel files (`.xlsx`) and OpenDocument spreadsheets (`.ods`) as tables.

use super::encoding::read_text;
use super::ods::{OPEN_DOCUMENT, ods_sheets};
use super::package::is_package_of;
use super::table::{Row, Table};
use super::unpacked::{Unpacking, unpacked};
use crate::error::{Error, Result};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// As many columns of a sheet are read, and as many cells of a file: far above any table of segments.
const MOST_COLUMNS: u32 = 1_000;
const MOST_CELLS: usize = 20_000_000;
/// A header stands in one of the first rows: programs write a title or two above it.
const TITLES: usize = 10;

/// A table that was looked for in a file.
pub(super) struct Sought<T> {
    pub found: Option<(Table, T)>,
    /// What is to be said of the file.
    pub warnings: Vec<String>,
}

/// The table in a delimited text or an Excel file, where `wanted` says yes to it.
///
/// # Errors
/// [`Error::File`] where the file cannot be read or has no header.
pub(super) fn read_table<T>(
    path: &Path,
    wanted: impl Fn(&Table) -> Option<T>,
) -> Result<Sought<T>> {
    if is_archive(path)? {
        return Ok(Sought {
            found: find_table(path, wanted)?,
            warnings: Vec::new(),
        });
    }
    let decoded = read_text(path)?;
    let table = Table::parse(&decoded.text, path)?;
    Ok(Sought {
        found: wanted(&table).map(|said| (table, said)),
        warnings: decoded.warnings(),
    })
}

fn is_archive(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(|error| Error::file(path, error))?;
    let read = file.take(4).read_to_end(&mut head);
    read.map_err(|error| Error::file(path, error))?;
    Ok(head == b"PK\x03\x04")
}

/// The first table in the file that `wanted` says yes to, and what it said. A header is looked for in the first rows of each
/// sheet; the lines of the table are the rows of the sheet.
///
/// # Errors
/// [`Error::File`] where the file is no Excel file, damaged, or unpacks to too much.
pub(super) fn find_table<T>(
    path: &Path,
    wanted: impl Fn(&Table) -> Option<T>,
) -> Result<Option<(Table, T)>> {
    if is_package_of(path, OPEN_DOCUMENT) {
        let sheets = ods_sheets(path)?;
        return Ok(sheets.into_iter().find_map(|rows| headed(&rows, &wanted)));
    }
    check_parts(path)?;
    let file = File::open(path).map_err(|error| Error::file(path, error))?;
    let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| damaged(path, "", &error))?;
    let mut cells = 0;
    for name in book.sheet_names() {
        let rows = rows(&mut book, &name, &mut cells).map_err(|error| match error {
            Unread::Sheet(error) => damaged(path, &name, &error),
            Unread::TooMany => Error::file(
                path,
                format!("its sheet '{name}' has more than {MOST_CELLS} cells; export less at once"),
            ),
        })?;
        if let Some(found) = headed(&rows, &wanted) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The table below the first of the topmost rows that `wanted` says yes to as a header.
fn headed<T>(rows: &[Row], wanted: &impl Fn(&Table) -> Option<T>) -> Option<(Table, T)> {
    (0..rows.len().min(TITLES)).find_map(|header| {
        wanted(&Table::of(rows[header..].iter().take(2).cloned())?)?;
        let table = Table::of(rows[header..].iter().cloned())?;
        let said = wanted(&table)?;
        Some((table, said))
    })
}

enum Unread {
    Sheet(XlsxError),
    TooMany,
}

/// The filled rows of a sheet. Cells are read one by one: a sheet may say that it is larger than any memory.
fn rows(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    count: &mut usize,
) -> std::result::Result<Vec<Row>, Unread> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(Unread::Sheet)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(Unread::Sheet)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if column >= MOST_COLUMNS || text.is_empty() {
            continue;
        }
        let line = u64::from(row) + 1;
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(Row::of(line, Vec::new()));
        }
        if let Some(last) = rows.last_mut() {
            *count += last.set(column as usize, text);
        }
        if *count > MOST_CELLS {
            return Err(Unread::TooMany);
        }
    }
    Ok(rows)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(when) if when.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::DateTime(length) => length.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Refuses an archive whose parts unpack to too much, before any of them is believed.
fn check_parts(path: &Path) -> Result<()> {
    let no_archive = |error: zip::result::ZipError| damaged(path, "", &error);
    let file = File::open(path).map_err(|error| Error::file(path, error))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(no_archive)?;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(no_archive)?;
        let (name, packed) = (
            part.name().unwrap_or_default().into_owned(),
            part.compressed_size(),
        );
        match unpacked(part, packed) {
            Ok(bytes) if has_impossible_cell(&bytes) => {
                return Err(damaged(path, &name, &"a cell that no sheet has"));
            }
            Ok(_) => {}
            Err(Unpacking::Damaged(why)) => return Err(damaged(path, &name, &why)),
            Err(Unpacking::TooLarge(most)) => {
                return Err(Error::file(
                    path,
                    format!(
                        "its part {name} unpacks to more than {most} bytes; it is refused. Save the table as .csv (UTF-8)"
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// Whether an attribute `r` or `ref` names a cell far beyond `XFD1048576`: numbers that large do not fit where they are read.
fn has_impossible_cell(part: &[u8]) -> bool {
    let is_name = |at: usize| match part.get(..at) {
        Some(before) => before.ends_with(b" r") || before.ends_with(b" ref"),
        None => false,
    };
    let equals = part.iter().enumerate().filter(|(_, byte)| **byte == b'=');
    let mut values = equals.filter(|(at, _)| is_name(*at)).map(|(at, _)| {
        let value = part.get(at + 2..).unwrap_or_default();
        let is_end = |byte: &u8| matches!(byte, b'"' | b'\'' | b'>');
        &value[..value.iter().position(is_end).unwrap_or(value.len())]
    });
    values.any(|value| {
        let is_long = |is: fn(&u8) -> bool, most: usize| {
            let mut runs = value.split(|byte| !is(byte));
            runs.any(|run| run.len() > most)
        };
        is_long(u8::is_ascii_digit, 8) || is_long(u8::is_ascii_alphabetic, 3)
    })
}

fn damaged(path: &Path, place: &str, error: &dyn std::fmt::Display) -> Error {
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(" at {place}")
    };
    Error::file(
        path,
        format!(
            "is no Excel file or a damaged one ({error}{place}); open it in Excel or LibreOffice and save it again as .xlsx"
        ),
    )
}

/// An Excel file with one sheet of these rows, as small as it can be.
#[cfg(test)]
pub(super) fn excel(rows: &[&[&str]]) -> Vec<u8> {
    use std::io::Write;
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut sheet = String::new();
    for row in rows {
        let cell = |text: &&str| {
            format!(
                "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escaped(text)
            )
        };
        let cells: String = row.iter().map(cell).collect();
        sheet.push_str(&format!("<row>{cells}</row>"));
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Segments\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(content: &[u8]) -> Result<Option<(Table, usize)>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        std::fs::write(&path, content).unwrap();
        find_table(&path, |table| table.column(&["segment"]))
    }

    #[test]
    fn a_table_below_titles_is_found() {
        let book = excel(&[
            &["My project"],
            &[],
            &["Code", "Segment"],
            &["Fear", " ترس\n😀 "],
            &["Joy"],
        ]);
        let (table, column) = found(&book).unwrap().unwrap();
        assert_eq!(column, 1);
        assert_eq!(table.rows[0].cell(Some(1)), "ترس\n😀");
        assert_eq!((table.rows[0].line, table.rows[1].cell(Some(1))), (4, ""));
        assert!(found(&excel(&[&["a", "b"]])).unwrap().is_none());
        assert!(found(&excel(&[])).unwrap().is_none());
    }

    #[test]
    fn cells_beyond_any_sheet_are_seen() {
        for (part, wanted) in [
            ("<c r=\"XFD1048576\"/>", false),
            ("<c r=\"A99999999999\"/>", true),
            ("<dimension ref='A1:ZZZZ9'/>", true),
            ("<row r=\"99999999999\">", true),
            ("<t>r=99999999999</t><c s=\"999999999999\" r=\"", false),
        ] {
            assert_eq!(has_impossible_cell(part.as_bytes()), wanted, "{part}");
        }
    }

    #[test]
    fn damaged_files_are_refused() {
        let told = found(b"PK\x03\x04 no zip").unwrap_err().to_string();
        assert!(
            told.contains("a.xlsx") && told.contains("save it again"),
            "{told}"
        );
        let book = excel(&[&["Segment"]]);
        for cut in (0..book.len()).step_by(7) {
            let _ = found(&book[..cut]);
        }
    }
}
