//! Codebooks that NVivo exports (`.xlsx`, or saved from there as CSV), with English or German headings.

use super::coded_project::{CodedProjectFile, ProjectCode};
use super::gathering::{DEEPEST, Gathering};
use super::table::Table;
use crate::error::{Error, Result};
use crate::study::PATH_SEPARATOR;
use std::collections::HashMap;
use std::path::Path;

/// Divides the names of a path.
const MARK: &str = "\\\\";
/// The folders at the top of a path.
const FOLDERS: [&str; 5] = ["nodes", "codes", "knoten", "kodes", "themes"];

/// Whether this is NVivo's codebook: names, descriptions, and how much is coded.
pub(super) fn is_nvivo_codebook(table: &Table) -> bool {
    let has = |names: &[&str]| table.column(names).is_some();
    has(&["name"])
        && has(&["description", "beschreibung"])
        && has(&["files", "sources", "dateien", "quellen"])
        && has(&["references", "referenzen", "verweise"])
}

/// Reads the codebook. A code below another is set off by blanks or written as a path (`Nodes\\Fear\\At night`).
///
/// # Errors
/// [`Error::File`] where there is no code.
pub(super) fn read_nvivo_codebook(path: &Path, table: &Table) -> Result<CodedProjectFile> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = table.column(&["name"]);
    let description = table.column(&["description", "beschreibung"]);
    let mut reading = Reading {
        gathering: Gathering::of("nvivo", "", &stem),
        codes: HashMap::new(),
    };
    // The codes above the next, each with how far it is set off.
    let mut above: Vec<(usize, Vec<String>)> = Vec::new();
    for row in &table.rows {
        let written = row.written(name);
        let trimmed = written.trim_start();
        let depth = written.chars().count() - trimmed.chars().count();
        let mut names: Vec<String> = trimmed
            .split(MARK)
            .map(|name| name.trim().to_owned())
            .collect();
        if names.len() > 1 && FOLDERS.contains(&names[0].to_lowercase().as_str()) {
            names.remove(0);
        }
        names.retain(|name| !name.is_empty());
        if names.is_empty() {
            continue;
        }
        above.retain(|(set_off, _)| *set_off < depth);
        let mut whole = above
            .last()
            .map(|(_, path)| path.clone())
            .unwrap_or_default();
        whole.extend(names);
        if whole.len() > DEEPEST {
            reading
                .gathering
                .gaps
                .add("codes too deep in the tree, left out", trimmed);
            continue;
        }
        reading.code(&whole, row.cell(description));
        above.push((depth, whole));
    }
    if reading.gathering.project.codes.is_empty() {
        return Err(Error::file(
            path,
            "has no code in it; there is nothing to import",
        ));
    }
    reading
        .gathering
        .told
        .push("is a codebook without coded texts; for those export the project from NVivo as REFI-QDA (.qdpx)".to_owned());
    Ok(reading.gathering.finished())
}

struct Reading {
    gathering: Gathering,
    codes: HashMap<Vec<String>, usize>,
}

impl Reading {
    fn code(&mut self, path: &[String], definition: &str) {
        let mut parent = None;
        for depth in 1..=path.len() {
            let known = self.codes.get(&path[..depth]).copied();
            parent = Some(known.unwrap_or_else(|| {
                let at = self.gathering.code(ProjectCode {
                    guid: self
                        .gathering
                        .guid("code", path[..depth].join(PATH_SEPARATOR)),
                    parent,
                    name: path[depth - 1].clone(),
                    ..ProjectCode::default()
                });
                self.codes.insert(path[..depth].to_vec(), at);
                at
            }));
        }
        if let Some(at) = parent {
            let own = &mut self.gathering.project.codes[at].definition;
            if own.is_empty() {
                *own = definition.to_owned();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> CodedProjectFile {
        let table = Table::parse(rows, Path::new("a.csv")).unwrap();
        assert!(is_nvivo_codebook(&table));
        read_nvivo_codebook(Path::new("Codebook.xlsx"), &table).unwrap()
    }

    #[test]
    fn trees_are_read_from_blanks_and_from_paths() {
        for rows in [
            "Name,Description,Files,References\nFear,of dark,3,9\n  At night,ترس,2,4\n    Alone,,1,1\n  By day,,1,1\nJoy,,1,1\n",
            "Name,Beschreibung,Dateien,Verweise\n\
             Nodes\\\\Fear,of dark,3,9\nNodes\\\\Fear\\\\At night,ترس,2,4\n\
             Nodes\\\\Fear\\\\At night\\\\Alone,,1,1\nNodes\\\\Fear\\\\By day,,1,1\nJoy,,1,1\n",
        ] {
            let codes: Vec<(String, Option<usize>, String)> = read(rows)
                .project
                .codes
                .into_iter()
                .map(|code| (code.name, code.parent, code.definition))
                .collect();
            let wanted = [
                ("Fear", None, "of dark"),
                ("At night", Some(0), "ترس"),
                ("Alone", Some(1), ""),
                ("By day", Some(0), ""),
                ("Joy", None, ""),
            ]
            .map(|(name, parent, definition)| (name.to_owned(), parent, definition.to_owned()));
            assert_eq!(codes, wanted);
        }
    }
}
