//! What a file is.

use super::column::{
    CATEGORY, CODE, DEFINITION, FROM, NAME, PARENT, PARTICIPANT_ID, PATH, SUBCATEGORY, TEXT, THEME,
    TO,
};
use super::encoding::decode;
use super::program_tables::ProgramTable;
use super::qualcoder::is_qualcoder;
use super::refi::is_qdpx;
use super::rqda::is_rqda;
use super::spreadsheet::find_table;
use super::sqlite_tables::{SQLITE, Tables};
use super::survey::{is_survey, people_table};
use super::table::Table;
use super::taguette::is_taguette;
use super::transcript_format::{Sample, TranscriptFormat, transcript_formats};
use crate::error::{Error, Result};
use serde::Serialize;
use std::io::Read;
use std::path::Path;

/// The formats that emic reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Coded units, a JSON object a line.
    CodedUnitsJsonl,
    /// Coded units as a table.
    CodedUnitsCsv,
    /// Participants as a table.
    ParticipantsCsv,
    /// Participants with what they answered, as a table.
    Survey,
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
    /// A transcript; serialised as the name of its format.
    #[serde(untagged)]
    Transcript(&'static TranscriptFormat),
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
    let sample = Sample { path, bytes: &head };
    if let Some(shown) = TranscriptFormat::shown(&sample) {
        return Ok(Format::Transcript(shown));
    }
    if head.starts_with(SQLITE) {
        return database_kind(path);
    }
    let is_archive = head.starts_with(b"PK\x03\x04");
    if extension == "qdpx" || (is_archive && is_qdpx(path)) {
        return Ok(Format::Qdpx);
    }
    if is_archive && matches!(extension.as_str(), "xlsx" | "xlsm" | "ods") {
        return spreadsheet_kind(path);
    }
    if let Some(advice) = packed_kind(&extension) {
        return Err(Error::file(path, advice));
    }
    // Plain text may be anything; the others say what is wrong with them when they are read.
    let ending = match extension.is_empty() {
        true => TranscriptFormat::named(TEXT_FORMAT),
        false => TranscriptFormat::ending(&extension),
    };
    if let Some(format) = ending.filter(|format| format.name() != TEXT_FORMAT) {
        return Ok(Format::Transcript(format));
    }
    let text = decode(&head, path)?.text;
    match (extension.as_str(), ending) {
        ("csv" | "tsv" | "tab", _) => table_kind(&text, path),
        ("jsonl" | "ndjson", _) => Ok(Format::CodedUnitsJsonl),
        ("json", _) => json_kind(&text, path),
        ("qdc", _) => Ok(Format::Qdc),
        (_, Some(_)) if holds_units(&text) => Ok(Format::CodedUnitsJsonl),
        (_, Some(text)) => Ok(Format::Transcript(text)),
        (other, None) => Err(Error::file(
            path,
            format!(
                "emic does not read .{other} files; it reads transcripts ({}), .csv, .tsv, .xlsx, .ods, .jsonl, .qdpx, .qdc, Taguette's .sqlite3, QualCoder's .qda, RQDA's .rqda and study.json",
                transcript_endings()
            ),
        )),
    }
}

/// Anything that is no other format.
const TEXT_FORMAT: &str = "text";

fn transcript_endings() -> String {
    let endings = transcript_formats()
        .iter()
        .flat_map(|format| format.extensions().first());
    endings
        .map(|ending| format!(".{ending}"))
        .collect::<Vec<_>>()
        .join(", ")
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
        "xlsx" | "xlsm" | "ods" => Some(
            "is no spreadsheet or a damaged one; open it in Excel or LibreOffice and save it again",
        ),
        "xls" | "xlsb" | "numbers" => {
            Some("is a spreadsheet of another kind; save it as .xlsx, .ods or .csv (UTF-8)")
        }
        "doc" | "pages" | "wpd" => {
            Some("is a text document of another kind; save it as .docx or .odt")
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
        // Anything else may be about people: a survey, participants, or links between codes.
        None => match find_table(path, people_table)? {
            Some((table, ())) if is_about_people(&table, path) => Ok(people_kind(&table, path)),
            _ => Err(Error::file(
                path,
                "is a spreadsheet without a table that emic knows; say with --columns 'text=...,code=...' which column is what, \
                 or save it as .csv (UTF-8)",
            )),
        },
    }
}

/// The kind of a table, by its header.
fn table_kind(text: &str, path: &Path) -> Result<Format> {
    let table = Table::parse(text, path)?;
    if let Some(program) = ProgramTable::of(&table) {
        return Ok(program.format());
    }
    Ok(match header_kind(&table) {
        Format::ParticipantsCsv => people_kind(&table, path),
        other => other,
    })
}

/// Whether a sheet that nothing else is known of says whose row a row is, or has answers in it.
fn is_about_people(table: &Table, path: &Path) -> bool {
    table.column(PARTICIPANT_ID).is_some() || people_kind(table, path) != Format::ParticipantsCsv
}

/// A table with people in it: participants, links between codes, or a survey with its answers.
fn people_kind(table: &Table, path: &Path) -> Format {
    match header_kind(table) {
        Format::ParticipantsCsv if is_survey(table, path) => Format::Survey,
        other => other,
    }
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

    fn transcript(name: &str) -> Option<Format> {
        TranscriptFormat::named(name).map(Format::Transcript)
    }

    #[test]
    fn transcripts_are_known_by_their_signs_and_else_by_their_ending() {
        for (name, content, wanted) in [
            ("a.docx", "no zip", "docx"),
            ("a.odt", "", "odt"),
            ("a.srt", "1", "srt"),
            ("a.txt", "WEBVTT\n", "vtt"),
            ("a.txt", "{\\rtf1 a}", "rtf"),
            ("a.txt", "\n<!DOCTYPE html><p>", "html"),
            ("a.htm", "<p>", "html"),
            ("a.md", "# چرا", "text"),
        ] {
            check(name, content.as_bytes(), transcript(wanted));
        }
        let format = serde_json::to_value(transcript("odt")).unwrap();
        assert_eq!(format, "odt");
    }

    #[test]
    fn formats_are_known_by_extension_and_content() {
        check("a.txt", "مصاحبه‌گر: چرا؟".as_bytes(), transcript("text"));
        check("a.TXT", b"", transcript("text"));
        check("notes", b"hello", transcript("text"));
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
        check("a.txt", b"\x89PNG\r\n\x1a\n", None);
        check("a.doc", b"\xD0\xCF\x11\xE0", None);
        check("a.qdpx", b"no zip", Some(Format::Qdpx));
        check("a.qdc", b"<CodeBook/>", Some(Format::Qdc));
        check("a.xyz", b"hello", None);
    }
}
