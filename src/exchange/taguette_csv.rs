//! Tables that Taguette exports: its highlights and its codebook (`.csv`, `.xlsx`).

use super::coded_project::{CodedProjectFile, ProjectCode};
use super::gathering::Gathering;
use super::segments::{self, Columns};
use super::table::Table;
use crate::error::{Error, Result};
use std::collections::HashSet;
use std::path::Path;

/// The columns of the highlights, where these are all there are.
pub(super) fn highlight_columns(table: &Table) -> Option<Columns> {
    (table.keys() == ["id", "document", "tag", "content"]).then(|| Columns {
        id: Some(0),
        document: Some(1),
        codes: Some(2),
        text: Some(3),
        ..Columns::default()
    })
}

/// Whether this is Taguette's codebook.
pub(super) fn is_taguette_codebook(table: &Table) -> bool {
    table.keys() == ["tag", "description", "numberofhighlights"]
}

/// Reads the highlights: a row each tag of one. Tags are taken as they are written.
///
/// # Errors
/// [`Error::File`] where there is none.
pub(super) fn read_highlights(
    path: &Path,
    table: &Table,
    columns: &Columns,
) -> Result<CodedProjectFile> {
    segments::read("taguette csv", path, table, columns, &|tag| match tag {
        "" => Vec::new(),
        tag => vec![vec![tag.to_owned()]],
    })
}

/// Reads the codebook.
///
/// # Errors
/// [`Error::File`] where there is no tag.
pub(super) fn read_taguette_codebook(path: &Path, table: &Table) -> Result<CodedProjectFile> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut gathering = Gathering::of("taguette csv", "", &stem);
    gathering.told.extend(table.warnings.iter().cloned());
    let mut met = HashSet::new();
    for row in &table.rows {
        let name = row.cell(Some(0)).to_owned();
        if name.is_empty() || !met.insert(name.clone()) {
            gathering.told.push(format!(
                "line {}: names no tag or one that was there before; left out",
                row.line
            ));
            continue;
        }
        gathering.code(ProjectCode {
            guid: gathering.guid("code", &name),
            name,
            definition: row.cell(Some(1)).to_owned(),
            ..ProjectCode::default()
        });
    }
    match gathering.project.codes.is_empty() {
        true => Err(Error::file(
            path,
            "has no tag in it; there is nothing to import",
        )),
        false => Ok(gathering.finished()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_and_tags_come_in_as_they_are_written() {
        let table = Table::parse(
            "id,document,tag,content\n1,F2,a; b > c,\"ترس,\n😀\"\n1,F2,joy,\"ترس,\n😀\"\n2,F2,,\"ترس,\n😀\"\n3,M1,joy,x\n",
            Path::new("h.csv"),
        )
        .unwrap();
        let columns = highlight_columns(&table).unwrap();
        let file = read_highlights(Path::new("ward.csv"), &table, &columns).unwrap();
        let codes: Vec<&str> = file.project.codes.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(codes, ["a; b > c", "joy"]);
        let codings: Vec<usize> = file.project.transcripts[0]
            .units
            .iter()
            .map(|u| u.codings.len())
            .collect();
        assert_eq!(codings, [2, 0]);

        let table = Table::parse(
            "tag,description,number of highlights\njoy,\"a\nb\",3\n,x,1\n",
            Path::new("c.csv"),
        )
        .unwrap();
        assert!(is_taguette_codebook(&table));
        let file = read_taguette_codebook(Path::new("c.csv"), &table).unwrap();
        assert_eq!((file.project.codes.len(), file.warnings.len()), (1, 1));
    }
}
