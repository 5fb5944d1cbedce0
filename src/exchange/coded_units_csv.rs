//! Coded units as a table.

use super::column::*;
use super::csv_file::write_csv;
use super::duplicates::Duplicates;
use super::ladder::{join_codes, path_of, split_codes};
use super::spreadsheet::read_table;
use super::table::{Row, Table};
use crate::error::{Error, Result};
use crate::study::CodedUnit;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Before the name of an attribute in the header: `attribute:role`.
const ATTRIBUTE: &str = "attribute:";

/// The columns that emic writes before the attributes.
const COLUMNS: [&str; 13] = [
    "id",
    "study",
    "transcript",
    "start",
    "end",
    "participant",
    "speaker",
    "coder",
    "text",
    "codes",
    "condensed",
    "translation",
    "language",
];

/// What a table of coded units holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedUnitsFile {
    /// The units in the order of the file.
    pub units: Vec<CodedUnit>,
    /// What was doubtful, with its line.
    pub warnings: Vec<String>,
}

/// Reads the table at `path`, in any encoding, or in an Excel file.
///
/// # Errors
/// As [`parse_coded_units_csv`], and [`Error::File`] where the file cannot be read.
pub fn read_coded_units_csv(path: &Path) -> Result<CodedUnitsFile> {
    let read = read_table(path, |table| table.column(TEXT))?;
    let (table, _) = read.found.ok_or_else(|| no_text(path))?;
    let mut file = coded_units_of(&table, path)?;
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}

fn no_text(path: &Path) -> Error {
    Error::file(
        path,
        "has no column `text`; name the column of quotes `text`, or say with --columns which it is",
    )
}

/// The units in a table whose columns are named as in the JSONL (or by a synonym such as `quote` or `document`).
///
/// `codes` are divided by `;` or `|` (`\;` is a semicolon in a name); without that column `theme`, `category`,
/// `subcategory`, `code` give one code. `attribute:role` is the participant's role.
/// Rows that follow each other and differ in their codes only are one unit. `,` `;` and tab are told apart.
///
/// # Errors
/// [`Error::File`] naming `path` where there is no header or no column of texts.
pub fn parse_coded_units_csv(text: &str, path: &Path) -> Result<CodedUnitsFile> {
    coded_units_of(&Table::parse(text, path)?, path)
}

/// The units in a table.
///
/// # Errors
/// [`Error::File`] naming `path` where there is no column of texts.
pub(super) fn coded_units_of(table: &Table, path: &Path) -> Result<CodedUnitsFile> {
    if table.column(TEXT).is_none() {
        return Err(no_text(path));
    }
    let columns = Columns::of(table);
    let mut seen = Duplicates::default();
    let mut warnings = columns.left_out(table);
    warnings.extend(table.warnings.iter().cloned());
    let mut units: Vec<CodedUnit> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let unit = columns.unit(row);
        if let Some(before) = units
            .last_mut()
            .filter(|before| is_same_but_codes(before, &unit))
        {
            let new = unit
                .codes
                .into_iter()
                .filter(|code| !before.codes.contains(code));
            before.codes.extend(new.collect::<Vec<_>>());
            before.themes.extend(unit.themes);
            continue;
        }
        warnings.extend(seen.note(&unit.id, row.line));
        let start_text = row.cell(columns.start);
        if unit.start.is_none() && !start_text.is_empty() {
            let line = row.line;
            warnings.push(format!(
                "line {line}: the start {start_text:?} is no whole number and was left out"
            ));
        }
        units.push(unit);
    }
    Ok(CodedUnitsFile { units, warnings })
}

/// Some programs write a row for each code of a unit.
fn is_same_but_codes(before: &CodedUnit, unit: &CodedUnit) -> bool {
    let without_codes = |unit: &CodedUnit| CodedUnit {
        codes: Vec::new(),
        themes: Vec::new(),
        ..unit.clone()
    };
    !unit.id.is_empty() && before.id == unit.id && without_codes(before) == without_codes(unit)
}

struct Columns {
    text: Option<usize>,
    codes: Option<usize>,
    themes: Option<usize>,
    levels: [Option<usize>; 4],
    start: Option<usize>,
    end: Option<usize>,
    /// id, study, transcript, participant, speaker, coder, condensed, translation, language
    texts: [Option<usize>; 9],
    attributes: Vec<(String, usize)>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let at = |names: &[&str]| table.column(names);
        let levels = [at(THEME), at(CATEGORY), at(SUBCATEGORY), at(CODE)];
        // `code` beside `theme` or `category` is a level; alone it is the list of codes.
        let has_levels = levels[..3].iter().any(Option::is_some);
        let attributes = table.header.iter().enumerate().filter_map(|(at, name)| {
            let name = name.strip_prefix(ATTRIBUTE)?.trim();
            (!name.is_empty()).then(|| (name.to_owned(), at))
        });
        Self {
            text: at(TEXT),
            codes: if has_levels {
                at(&["codes"])
            } else {
                at(CODES)
            },
            themes: at(&["themes"]),
            levels: if has_levels { levels } else { [None; 4] },
            start: at(START),
            end: at(END),
            texts: [
                ID,
                STUDY,
                TRANSCRIPT,
                PARTICIPANT,
                SPEAKER,
                CODER,
                CONDENSED,
                TRANSLATION,
                LANGUAGE,
            ]
            .map(at),
            attributes: attributes.collect(),
        }
    }

    fn unit(&self, row: &Row) -> CodedUnit {
        let [
            id,
            study,
            transcript,
            participant,
            speaker,
            coder,
            condensed,
            translation,
            language,
        ] = self.texts.map(|column| row.filled(column));
        let mut codes = split_codes(row.cell(self.codes));
        let mut themes = split_codes(row.cell(self.themes));
        let levels = self.levels.map(|level| row.cell(level));
        if codes.is_empty() {
            codes.extend(path_of(levels));
        } else {
            let above = levels[..3].iter().filter(|name| !name.is_empty());
            themes.extend(above.map(|name| (*name).to_owned()));
        }
        let attributes = self.attributes.iter();
        CodedUnit {
            id: id.unwrap_or_default(),
            study,
            transcript,
            start: row.cell(self.start).parse().ok(),
            end: row.cell(self.end).parse().ok(),
            participant,
            speaker,
            coder,
            text: row.cell(self.text).to_owned(),
            codes,
            themes,
            condensed,
            translation,
            language,
            attributes: attributes
                .filter_map(|(name, at)| Some((name.clone(), row.filled(Some(*at))?)))
                .collect(),
        }
    }

    /// The columns that mean nothing to emic.
    fn left_out(&self, table: &Table) -> Vec<String> {
        let attributes = self.attributes.iter().map(|(_, at)| Some(*at));
        let used: BTreeSet<usize> = [self.text, self.codes, self.themes, self.start, self.end]
            .into_iter()
            .chain(self.texts)
            .chain(self.levels)
            .chain(attributes)
            .flatten()
            .collect();
        let names: Vec<String> = table
            .header
            .iter()
            .enumerate()
            .filter(|(at, name)| !used.contains(at) && !name.is_empty())
            .map(|(_, name)| format!("`{name}`"))
            .collect();
        if names.is_empty() {
            return Vec::new();
        }
        let names = names.join(", ");
        vec![format!(
            "left out the columns {names}; name a column `{ATTRIBUTE}role` to keep it as an attribute"
        )]
    }
}

/// Writes the units as a table that [`parse_coded_units_csv`] reads back; codes are joined by `; `.
///
/// # Errors
/// Those of `out`.
pub fn write_coded_units_csv(units: &[CodedUnit], out: &mut impl Write) -> std::io::Result<()> {
    let attributes: BTreeSet<&String> = units
        .iter()
        .flat_map(|unit| unit.attributes.keys())
        .collect();
    write_csv(out, |writer| {
        let named = attributes.iter().map(|name| format!("{ATTRIBUTE}{name}"));
        writer.write_record(COLUMNS.iter().map(|name| (*name).to_owned()).chain(named))?;
        for unit in units {
            let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            let cells = [
                unit.id.clone(),
                text(&unit.study),
                text(&unit.transcript),
                number(unit.start),
                number(unit.end),
                text(&unit.participant),
                text(&unit.speaker),
                text(&unit.coder),
                unit.text.clone(),
                join_codes(&unit.codes),
                text(&unit.condensed),
                text(&unit.translation),
                text(&unit.language),
            ];
            let known = attributes
                .iter()
                .map(|name| unit.attributes.get(*name).cloned().unwrap_or_default());
            writer.write_record(cells.into_iter().chain(known))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> CodedUnitsFile {
        parse_coded_units_csv(text, Path::new("u.csv")).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let full = CodedUnit {
            id: "a".into(),
            study: Some("s".into()),
            transcript: Some("t".into()),
            start: Some(1),
            end: Some(5),
            text: "چرا؟, \"我\"\n😀".into(),
            codes: vec!["A > B; c".into(), "d|e".into()],
            attributes: [("role".to_owned(), "intern, old".to_owned())].into(),
            ..CodedUnit::default()
        };
        let units = vec![
            full,
            CodedUnit {
                text: "uncoded".into(),
                ..CodedUnit::default()
            },
        ];
        let mut out = Vec::new();
        write_coded_units_csv(&units, &mut out).unwrap();
        let file = parse(&String::from_utf8(out).unwrap());
        assert_eq!(file.units, units);
        assert!(file.warnings.is_empty(), "{:?}", file.warnings);
    }

    #[test]
    fn synonyms_and_levels() {
        let file = parse("Document name;Code;Coded segment\nI1;A > B;hello\n");
        assert_eq!(file.units[0].transcript.as_deref(), Some("I1"));
        assert_eq!(file.units[0].codes, ["A > B"]);
        let file = parse("quote,theme,category,sub-category,code\nx,A,B,,D\n");
        assert_eq!(file.units[0].codes, ["A > B > D"]);
    }

    #[test]
    fn themes_beside_codes_are_theirs() {
        let file = parse("text,codes,theme,category,themes\nt,a;b,T,,U;شادی\nt,,T,C,\n");
        assert_eq!(file.units[0].codes, ["a", "b"]);
        assert_eq!(file.units[0].themes, ["U", "شادی", "T"]);
        assert_eq!(file.units[1].codes, ["T > C"]);
        assert!(file.units[1].themes.is_empty() && file.warnings.is_empty());
        let rows = parse("id,text,codes,themes\n1,x,a,A\n1,x,b,B\n");
        assert_eq!(rows.units[0].themes, ["A", "B"]);
    }

    #[test]
    fn a_row_for_each_code_is_one_unit() {
        let file = parse("id,text,tag\n1,x,a\n1,x,b\n1,x,a\n2,x,a\n");
        assert_eq!(file.units.len(), 2);
        assert_eq!(file.units[0].codes, ["a", "b"]);
        assert!(file.warnings.is_empty());
    }

    #[test]
    fn doubts_are_named() {
        let file = parse("id,text,start,mood\n1,a,x,\n1,b,,\n");
        let all = file.warnings.join("\n");
        assert!(
            all.contains("`mood`") && all.contains("line 3") && all.contains("no whole number"),
            "{all}"
        );
        let error = parse_coded_units_csv("id,codes\n1,a\n", Path::new("u.csv")).unwrap_err();
        assert!(error.to_string().contains("`text`"));
    }
}
