//! What a file is.

use super::column::{
    CATEGORY, CODE, DEFINITION, FROM, NAME, PARENT, PATH, SUBCATEGORY, TEXT, THEME, TO,
};
use super::docx::is_docx;
use super::encoding::decode;
use super::program_tables::ProgramTable;
use super::qualcoder::is_qualcoder;
use super::refi::is_qdpx;
use super::rqda::is_rqda;
use super::spreadsheet::find_table;
use super::sqlite_tables::{SQLITE, Tables};
use super::table::Table;
use super::taguette::is_taguette;
use crate::error::{Error, Result};
use serde::Serialize;
use std::io::Read;
use std::path::Path;

/// The formats that emic reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A transcript as plain text.
    Text,
    /// A transcript as a Word document.
    Docx,
    /// Coded units, a JSON object a line.
    CodedUnitsJsonl,
    /// Coded units as a table.
    CodedUnitsCsv,
    /// Participants as a table.
    ParticipantsCsv,
    /// The codebook as a table.
    CodebookCsv,
    /// Links between codes as a table.
    RelationsCsv,
    /// What a study is.
    StudyJson,
    /// A whole project of any program (REFI-QDA).
    Qdpx,
    /// A codebook of any program (REFI-QDA).
    Qdc,
    /// A project of Taguette.
    Taguette,
    /// A project of QualCoder.
    #[serde(rename = "qualcoder")]
    QualCoder,
    /// A project of RQDA.
    Rqda,
    /// Highlights or the codebook of Taguette as a table.
    TaguetteTable,
    /// Coded segments of MAXQDA as a table.
    MaxqdaTable,
    /// Quotations or codes of ATLAS.ti as a table.
    AtlasTiTable,
    /// The codebook of NVivo as a table.
    NvivoTable,
}

/// As much of a file as is looked at, in bytes.
const HEAD: u64 = 64 * 1024;

/// What the file at `path` is, by its extension and its content.
///
/// # Errors
/// [`Error::File`] where it cannot be read or is nothing that emic reads; the message says what to do.
pub fn recognise(path: &Path) -> Result<Format> {
    let cannot = |error: std::io::Error| Error::file(path, error);
    let mut file = std::fs::File::open(path).map_err(cannot)?;
    let mut head = Vec::new();
    file.by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(cannot)?;
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    if head.starts_with(b"PK\x03\x04") && is_docx(path) {
        return Ok(Format::Docx);
    }
    if head.starts_with(SQLITE) {
        return database_kind(path);
    }
    let is_archive = head.starts_with(b"PK\x03\x04");
    if extension == "qdpx" || (is_archive && is_qdpx(path)) {
        return Ok(Format::Qdpx);
    }
    if extension == "docx" || extension == "docm" {
        return Err(Error::file(
            path,
            "is no Word document or a damaged one; open it in Word and save it again as .docx",
        ));
    }
    if is_archive && extension == "xlsx" {
        return spreadsheet_kind(path);
    }
    if let Some(advice) = packed_kind(&extension) {
        return Err(Error::file(path, advice));
    }
    let text = decode(&head, path)?.text;
    match extension.as_str() {
        "csv" | "tsv" | "tab" => table_kind(&text, path),
        "jsonl" | "ndjson" => Ok(Format::CodedUnitsJsonl),
        "json" => json_kind(&text, path),
        "qdc" => Ok(Format::Qdc),
        "txt" | "md" | "text" | "markdown" | "" if holds_units(&text) => {
            Ok(Format::CodedUnitsJsonl)
        }
        "txt" | "md" | "text" | "markdown" | "" => Ok(Format::Text),
        other => Err(Error::file(
            path,
            format!(
                "emic does not read .{other} files; it reads .txt, .md, .docx, .csv, .tsv, .xlsx, .jsonl, .qdpx, .qdc, Taguette's .sqlite3, \
                 QualCoder's .qda, RQDA's .rqda and study.json"
            ),
        )),
    }
}

/// Whose database an SQLite file is.
fn database_kind(path: &Path) -> Result<Format> {
    let tables = Tables::open(path)?;
    if is_taguette(&tables) {
        return Ok(Format::Taguette);
    }
    if is_qualcoder(&tables) {
        return Ok(Format::QualCoder);
    }
    if is_rqda(&tables) {
        return Ok(Format::Rqda);
    }
    if tables.has_all(&["study", "coding", "unit", "event"]) {
        return Err(Error::file(
            path,
            "is a project of emic itself; export what you want of it (`emic export --format qdpx`) and import that",
        ));
    }
    let names: Vec<&str> = tables.names().take(8).collect();
    let holds = match names.is_empty() {
        true => "without any table".to_owned(),
        false => format!("with the tables {}", names.join(", ")),
    };
    Err(Error::file(
        path,
        format!(
            "is an SQLite file {holds}; emic reads those of Taguette, QualCoder and RQDA. Export a REFI-QDA project (.qdpx) from the other program"
        ),
    ))
}

/// What to do with archives whose extension says more than their bytes.
fn packed_kind(extension: &str) -> Option<&'static str> {
    match extension {
        "odt" => Some("is an OpenDocument text; save it as .docx or .txt"),
        "xlsx" => Some(
            "is no Excel file or a damaged one; open it in Excel or LibreOffice and save it again",
        ),
        "xls" | "ods" => Some("is a spreadsheet of another kind; save it as .xlsx or .csv (UTF-8)"),
        "doc" | "rtf" | "pages" => {
            Some("is a text document of another kind; save it as .docx or .txt")
        }
        _ => None,
    }
}

/// The kind of the first table in an Excel file that is one of segments or codes.
fn spreadsheet_kind(path: &Path) -> Result<Format> {
    if let Some((_, program)) = find_table(path, ProgramTable::of)? {
        return Ok(program.format());
    }
    let kind = |table: &Table| match header_kind(table) {
        Format::CodedUnitsCsv => Some(Format::CodedUnitsCsv),
        Format::CodebookCsv if table.column(DEFINITION).is_some() => Some(Format::CodebookCsv),
        _ => None,
    };
    match find_table(path, kind)? {
        Some((_, format)) => Ok(format),
        None => Err(Error::file(
            path,
            "is a spreadsheet without a table of segments or codes that emic knows; say with --columns 'text=...,code=...' which column is what, \
             or save it as .csv (UTF-8)",
        )),
    }
}

/// The kind of a table, by its header.
fn table_kind(text: &str, path: &Path) -> Result<Format> {
    let table = Table::parse(text, path)?;
    Ok(ProgramTable::of(&table).map_or_else(|| header_kind(&table), |program| program.format()))
}

fn header_kind(table: &Table) -> Format {
    let has = |names: &[&str]| table.column(names).is_some();
    let has_ladder = [THEME, CATEGORY, SUBCATEGORY, CODE, PATH]
        .iter()
        .any(|names| has(names));
    let has_numbered = table.keys().iter().any(|key| key == "level1");
    if has(TEXT) {
        Format::CodedUnitsCsv
    } else if has(FROM) && has(TO) {
        Format::RelationsCsv
    } else if has_ladder || has_numbered || has(PARENT) || (has(NAME) && has(DEFINITION)) {
        Format::CodebookCsv
    } else {
        Format::ParticipantsCsv
    }
}

fn json_kind(text: &str, path: &Path) -> Result<Format> {
    if holds_units(text) {
        Ok(Format::CodedUnitsJsonl)
    } else if text.trim_start().starts_with('{')
        && ["\"title\"", "\"levels\"", "\"method\""]
            .iter()
            .any(|key| text.contains(key))
    {
        Ok(Format::StudyJson)
    } else {
        Err(Error::file(
            path,
            "is no study.json; coded units go one JSON object a line into a .jsonl file",
        ))
    }
}

/// Whether the first line that is not empty is a JSON object with a text.
fn holds_units(text: &str) -> bool {
    let Some(line) = text.lines().map(str::trim).find(|line| !line.is_empty()) else {
        return false;
    };
    line.starts_with('{')
        && line.contains("\"text\"")
        && super::lenient_json::unit_of_json(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, content: &[u8], wanted: Option<Format>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let found = recognise(&path);
        assert_eq!(found.as_ref().ok().copied(), wanted, "{name}: {found:?}");
        if let Err(error) = found {
            assert!(error.to_string().contains(name));
        }
    }

    #[test]
    fn formats_are_known_by_extension_and_content() {
        check("a.txt", "مصاحبه‌گر: چرا؟".as_bytes(), Some(Format::Text));
        check("a.TXT", b"", Some(Format::Text));
        check("notes", b"hello", Some(Format::Text));
        check(
            "a.txt",
            b"{\"text\": \"a\"}\n",
            Some(Format::CodedUnitsJsonl),
        );
        check(
            "a.jsonl",
            b"{\"text\": \"a\"}\n",
            Some(Format::CodedUnitsJsonl),
        );
        check(
            "a.json",
            b"{\"text\": \"a\"}\n",
            Some(Format::CodedUnitsJsonl),
        );
        check(
            "study.json",
            b"{\n \"id\": \"a\",\n \"title\": \"b\"}",
            Some(Format::StudyJson),
        );
        check("book.json", b"[1]", None);
    }

    #[test]
    fn tables_are_known_by_their_header() {
        check("a.csv", b"id,text,codes\n", Some(Format::CodedUnitsCsv));
        check(
            "a.csv",
            b"quote;theme;category\n",
            Some(Format::CodedUnitsCsv),
        );
        check(
            "a.csv",
            b"theme,category,subcategory,code\n",
            Some(Format::CodebookCsv),
        );
        check("a.csv", b"tag,description\n", Some(Format::CodebookCsv));
        check("a.tsv", b"name\tparent\n", Some(Format::CodebookCsv));
        check("a.csv", b"Level 1,Level 2\n", Some(Format::CodebookCsv));
        check(
            "a.csv",
            b"from,to,relation,kind\n",
            Some(Format::RelationsCsv),
        );
        check(
            "a.csv",
            b"id,role,age\nF1,x,3\n",
            Some(Format::ParticipantsCsv),
        );
        check("a.csv", b"", None);
    }

    #[test]
    fn the_rest_is_refused_with_a_reason() {
        check("a.docx", b"no zip", None);
        check("a.docx", b"PK\x03\x04broken", None);
        check("a.pdf", b"%PDF-1.4", None);
        check("a.txt", b"\x89PNG\r\n\x1a\n", None);
        check("a.odt", b"PK\x03\x04", None);
        check("a.qdpx", b"no zip", Some(Format::Qdpx));
        check("a.qdc", b"<CodeBook/>", Some(Format::Qdc));
        check("a.xyz", b"hello", None);
    }
}
