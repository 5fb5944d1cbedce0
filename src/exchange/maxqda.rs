//! Tables of coded segments that MAXQDA exports (`.xlsx`, or saved from there as CSV), with English or German headings.

use super::coded_project::CodedProjectFile;
use super::segments::{self, Columns, path_of};
use super::table::Table;
use crate::error::Result;
use std::path::Path;

/// The columns, where this is such a table: a document, a code and a segment, and what MAXQDA alone has.
pub(super) fn maxqda_columns(table: &Table) -> Option<Columns> {
    let at = |names: &[&str]| table.column(names);
    let text = at(&[
        "segment",
        "segments",
        "codedsegment",
        "codedsegments",
        "codiertessegment",
        "codiertesegmente",
    ])?;
    let codes = at(&["code", "codes"])?;
    let document = at(&["documentname", "document", "dokumentname", "dokument"])?;
    let group = at(&["documentgroup", "dokumentgruppe"]);
    let weight = at(&[
        "weightscore",
        "weight",
        "gewicht",
        "gewichtung",
        "gewichtungswert",
    ]);
    group.or(weight)?;
    let passed_over = [
        &["modifiedby", "bearbeitetvon", "geändertvon"][..],
        &[
            "modified",
            "modifiedon",
            "bearbeitet",
            "bearbeitetam",
            "geändert",
            "geändertam",
        ],
        &["area", "fläche", "bereich"],
        &["coverage%", "coverage", "abdeckungsgrad%", "abdeckungsgrad"],
    ];
    Some(Columns {
        text: Some(text),
        codes: Some(codes),
        document: Some(document),
        coder: at(&["author", "createdby", "autor", "erstelltvon"]),
        comment: at(&["comment", "comments", "kommentar"]),
        at: at(&[
            "created",
            "createdon",
            "creationdate",
            "erstellt",
            "erstelltam",
            "erstelldatum",
        ]),
        colour: at(&["color", "colour", "farbe"]),
        place: [
            at(&["begin", "beginning", "anfang", "beginn", "position"]),
            at(&["end", "ende"]),
        ],
        attributes: group.into_iter().collect(),
        passed_over: passed_over.into_iter().filter_map(at).collect(),
        ..Columns::default()
    })
}

/// Reads the segments. A code is written with those above it (`Fear\At night`); document groups become an attribute of a
/// participant of the document's name.
///
/// # Errors
/// [`Error::File`](crate::Error::File) where there is no segment.
pub(super) fn read_maxqda(
    path: &Path,
    table: &Table,
    columns: &Columns,
) -> Result<CodedProjectFile> {
    let weight = [
        "weightscore",
        "weight",
        "gewicht",
        "gewichtung",
        "gewichtungswert",
    ];
    let mut columns = columns.clone();
    // What nobody weighed has the same weight in every row.
    if let Some(weight) = table.column(&weight) {
        let mut weights = table.rows.iter().map(|row| row.cell(Some(weight)));
        let first = weights.next();
        if weights.all(|weight| Some(weight) == first) {
            columns.passed_over.push(weight);
        }
    }
    segments::read("maxqda", path, table, &columns, &|cell| {
        Some(path_of(cell, "\\"))
            .filter(|path| !path.is_empty())
            .into_iter()
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::spreadsheet::{excel, find_table};
    use super::*;

    fn read(rows: &[&[&str]]) -> Option<CodedProjectFile> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Coded segments.xlsx");
        std::fs::write(&path, excel(rows)).unwrap();
        let (table, columns) = find_table(&path, maxqda_columns).unwrap()?;
        Some(read_maxqda(&path, &table, &columns).unwrap())
    }

    const ENGLISH: &str = "Color|Comment|Document group|Document name|Code|Begin|End|Weight score|Segment|Author|Created|Coverage %";
    const GERMAN: &str = "Farbe|Kommentar|Dokumentgruppe|Dokumentname|Code|Anfang|Ende|Gewicht|Segment|Erstellt von|Erstellt am|Abdeckungsgrad %";
    const ROWS: [&str; 3] = [
        "●|strong|Nurses|F2|Fear\\At night|12|12|0|I was afraid 😀|Mina|12.03.2021 10:20:33|0.1",
        "●||Nurses|F2|Support|3|4|0|می‌ترسیدم\nهمیشه|Mina||",
        "●||Nurses|F2|Fear > By day|12|12|0|I was afraid 😀|Jonas||",
    ];

    #[test]
    fn english_and_german_headings_say_the_same() {
        for header in [ENGLISH, GERMAN] {
            let rows = std::iter::once(header).chain(ROWS);
            let rows: Vec<Vec<&str>> = rows.map(|row| row.split('|').collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let file = read(&rows).unwrap();
            let project = &file.project;
            assert_eq!(
                project.transcripts[0].text,
                "می‌ترسیدم\nهمیشه\n\nI was afraid 😀"
            );
            let codes: Vec<&str> = project
                .codes
                .iter()
                .map(|code| code.name.as_str())
                .collect();
            assert_eq!(codes, ["Fear", "At night", "Support", "By day"]);
            let unit = &project.transcripts[0].units[1];
            let at = unit.codings[0].at.as_deref();
            assert_eq!((unit.codings.len(), at), (2, Some("2021-03-12 10:20:33")));
            assert_eq!((project.coders.len(), project.memos.len()), (2, 1));
            let groups = &project.participants[0].attributes;
            assert_eq!(groups.values().collect::<Vec<_>>(), ["Nurses"]);
            assert_eq!(file.warnings.len(), 1, "{:?}", file.warnings);
        }
    }

    #[test]
    fn weights_are_named_and_other_tables_are_not_taken() {
        let header: &[&str] = &["Document name", "Code", "Weight score", "Segment"];
        let file = read(&[header, &["F2", "a", "0", "x"], &["F2", "a", "50", "y"]]).unwrap();
        assert!(
            file.warnings[1].contains("1 columns for which emic has no place (Weight score)"),
            "{:?}",
            file.warnings
        );
        assert!(read(&[&["Document name", "Code", "Segment"], &["F2", "a", "x"]]).is_none());
    }
}
