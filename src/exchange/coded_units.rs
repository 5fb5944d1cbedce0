//! Coded units from a file of either kind: JSON lines, or a table.

use super::{open_jsonl, read_coded_units_csv};
use crate::error::{Error, Result};
use crate::study::CodedUnit;
use std::path::Path;

/// Coded units one after the other, and what was doubtful about the file.
pub struct CodedUnits {
    /// The units; an error names the line that is none.
    pub units: Box<dyn Iterator<Item = Result<CodedUnit>>>,
    /// What was doubtful, with its line.
    pub warnings: Vec<String>,
}

/// The units in the file at `path`: a table where its name says so (.csv, .tsv, .tab, .xlsx, .xlsm, .ods), else one JSON object a line.
/// A unit without an id is called by its number in the file, from 1.
///
/// # Errors
/// [`Error::File`] where the file cannot be read or is of neither kind.
pub fn open_coded_units(path: &Path) -> Result<CodedUnits> {
    if path.is_dir() {
        return Err(Error::file(path, "is a folder; name a file of coded units"));
    }
    let (units, warnings): (Box<dyn Iterator<Item = _>>, _) = if is_table(path) {
        let file = read_coded_units_csv(path)?;
        let named = |warning| format!("{}: {warning}", path.display());
        let warnings = file.warnings.into_iter().map(named).collect();
        (Box::new(file.units.into_iter().map(Ok)), warnings)
    } else {
        (open_jsonl(path)?, Vec::new())
    };
    let named = units
        .enumerate()
        .map(|(place, unit): (usize, Result<CodedUnit>)| {
            let mut unit = unit?;
            if unit.id.trim().is_empty() {
                unit.id = (place + 1).to_string();
            }
            Ok(unit)
        });
    Ok(CodedUnits {
        units: Box::new(named),
        warnings,
    })
}

/// Whether a file is a table by its name.
pub fn is_table(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    matches!(
        extension.to_lowercase().as_str(),
        "csv" | "tsv" | "tab" | "xlsx" | "xlsm" | "ods"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, content: &str) -> Result<Vec<CodedUnit>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        open_coded_units(&path)?.units.collect()
    }

    #[test]
    fn tables_and_json_lines_give_the_same_units() {
        let table = "id,text,codes\n,چرا من؟,Fear;Hope\nq7,\"害怕, 真的 😀\",Fear\n";
        let lines = "{\"text\":\"چرا من؟\",\"codes\":[\"Fear\",\"Hope\"]}\n{\"id\":\"q7\",\"text\":\"害怕, 真的 😀\",\"codes\":[\"Fear\"]}\n";
        let (table, lines) = (
            read("u.csv", table).unwrap(),
            read("u.jsonl", lines).unwrap(),
        );
        let told = |units: &[CodedUnit]| -> Vec<(String, String, Vec<String>)> {
            let parts = units
                .iter()
                .map(|u| (u.id.clone(), u.text.clone(), u.codes.clone()));
            parts.collect()
        };
        assert_eq!(told(&table), told(&lines));
        assert_eq!((lines[0].id.as_str(), lines[1].id.as_str()), ("1", "q7"));
    }

    #[test]
    fn what_is_neither_is_told_with_the_remedy() {
        let error = read("u.txt", "Fear: the night\n").unwrap_err().to_string();
        assert!(
            error.contains("line 1") && error.contains(".csv"),
            "{error}"
        );
        let folder = tempfile::tempdir().unwrap();
        let error = open_coded_units(folder.path()).err().unwrap().to_string();
        assert!(error.contains("is a folder"), "{error}");
    }
}
