//! Which column of somebody's table is what: `text=Segment,code=Code,document=Document name`.

use super::coded_units_csv::{CodedUnitsFile, coded_units_of};
use super::column::column_key;
use super::spreadsheet::read_table;
use super::table::Table;
use crate::error::{Error, Result};
use std::path::Path;

/// What a column may be named as, each with other words for it.
const FIELDS: [&[&str]; 16] = [
    &["text", "segment", "quote"],
    &["codes", "code"],
    &["transcript", "document"],
    &["participant", "case"],
    &["speaker"],
    &["coder", "author"],
    &["id"],
    &["start"],
    &["end"],
    &["condensed"],
    &["translation"],
    &["language"],
    &["study"],
    &["theme"],
    &["category"],
    &["subcategory"],
];
/// Before the name of an attribute.
const ATTRIBUTE: &str = "attribute:";

/// Fields and the columns in which they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMapping {
    /// Field or `attribute:NAME`, and the header of its column.
    pairs: Vec<(String, String)>,
}

impl ColumnMapping {
    /// Reads `field=Column,field=Column`; `\,` is a comma in a name. Fields: text, codes (or code), transcript (or document),
    /// participant, speaker, coder, id, start, end, condensed, translation, language, study, theme, category, subcategory, and
    /// `attribute:NAME`.
    ///
    /// # Errors
    /// [`Error::Input`] where a field is unknown, named twice, or there is no text.
    pub fn parse(written: &str) -> Result<Self> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in divided(written) {
            let Some((field, column)) = pair.split_once('=') else {
                return Err(Error::input(format!(
                    "'{pair}' names no column; write field=Column, such as text=Segment"
                )));
            };
            let (field, column) = (known(field.trim())?, column.trim().to_owned());
            if pairs.iter().any(|(there, _)| *there == field) {
                return Err(Error::input(format!("two columns for '{field}'; name one")));
            }
            pairs.push((field, column));
        }
        match pairs.iter().any(|(field, _)| field == "text") {
            true => Ok(Self { pairs }),
            false => Err(Error::input(
                "the columns name no text; add text=Column, with the column of the segments",
            )),
        }
    }

    /// Renames the columns of `table` to the fields they are.
    ///
    /// # Errors
    /// [`Error::File`] naming `path` and the columns there are, where one is not among them.
    pub(super) fn apply(&self, table: &mut Table, path: &Path) -> Result<()> {
        let mut places = Vec::new();
        for (field, column) in &self.pairs {
            let key = column_key(column);
            let exact = table.header.iter().position(|name| name == column);
            let found = exact.or_else(|| table.column(&[key.as_str()]));
            let at = found.ok_or_else(|| {
                let there = table.header.join(", ");
                Error::file(
                    path,
                    format!("has no column '{column}'; its columns are: {there}"),
                )
            })?;
            places.push((at, field.as_str()));
        }
        table.rename(&places);
        Ok(())
    }

    /// Whether every column that is named here is in the table.
    pub(super) fn fits(&self, table: &Table) -> bool {
        self.pairs
            .iter()
            .all(|(_, column)| table.column(&[column_key(column).as_str()]).is_some())
    }
}

/// Reads coded units from the columns of a delimited text or an Excel file that `mapping` names.
///
/// # Errors
/// [`Error::File`] where the file cannot be read or lacks one of the columns.
pub fn read_with_columns(path: &Path, mapping: &ColumnMapping) -> Result<CodedUnitsFile> {
    let mut read = read_table(path, |table| mapping.fits(table).then_some(()))?;
    if read.found.is_none() {
        read = read_table(path, |_| Some(()))?;
    }
    let (mut table, ()) = read
        .found
        .ok_or_else(|| Error::file(path, "is empty; there is nothing to import"))?;
    mapping.apply(&mut table, path)?;
    let mut file = coded_units_of(&table, path)?;
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}

/// The parts between commas, of which `\,` is none.
fn divided(written: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = written.chars().peekable();
    while let Some(c) = letters.next() {
        let escaped = letters.next_if(|next| c == '\\' && *next == ',');
        match (escaped, c) {
            (None, ',') => parts.push(String::new()),
            (literal, c) => {
                if let Some(part) = parts.last_mut() {
                    part.push(literal.unwrap_or(c));
                }
            }
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn known(field: &str) -> Result<String> {
    if field
        .strip_prefix(ATTRIBUTE)
        .is_some_and(|name| !name.trim().is_empty())
    {
        return Ok(field.to_owned());
    }
    let key = column_key(field);
    let names = FIELDS.iter().find(|names| names.contains(&key.as_str()));
    names.map(|names| names[0].to_owned()).ok_or_else(|| {
        let all: Vec<&str> = FIELDS.iter().map(|names| names[0]).collect();
        Error::input(format!(
            "emic knows no field '{field}'; there are {}, and attribute:NAME",
            all.join(", ")
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_by_field() {
        let mapping = ColumnMapping::parse(
            "text=Aussage,code=Kode\\, fein, document = Wer,attribute:age=Alter",
        )
        .unwrap();
        let mut table = Table::parse(
            "text,Aussage,\"Kode, fein\",wer,Alter\nx,ترس,Angst,F2,31\n",
            Path::new("a.csv"),
        )
        .unwrap();
        assert!(mapping.fits(&table));
        mapping.apply(&mut table, Path::new("a.csv")).unwrap();
        let cell = |name: &str| table.rows[0].cell(table.column(&[name]));
        assert_eq!(
            [
                cell("text"),
                cell("codes"),
                cell("transcript"),
                cell("attribute:age")
            ],
            ["ترس", "Angst", "F2", "31"]
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (written, wanted) in [
            ("code=A", "no text"),
            ("text=A,text=B", "two columns for 'text'"),
            ("text", "names no column"),
            ("text=A,colour=B", "no field 'colour'"),
        ] {
            let told = ColumnMapping::parse(written).unwrap_err().to_string();
            assert!(told.contains(wanted), "{told}");
        }
        let mut table = Table::parse("a,b\n", Path::new("a.csv")).unwrap();
        let told = ColumnMapping::parse("text=c")
            .unwrap()
            .apply(&mut table, Path::new("a.csv"))
            .unwrap_err()
            .to_string();
        assert!(
            told.contains("no column 'c'; its columns are: a, b"),
            "{told}"
        );
    }
}
