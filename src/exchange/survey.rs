//! Surveys as tables: a participant a row, what he or she wrote in some columns, attributes in the others.

use super::column::{NOTE, PARTICIPANT_ID, STUDY};
use super::duplicates::Duplicates;
use super::participants_csv::ParticipantRow;
use super::spreadsheet::read_table;
use super::table::Table;
use crate::error::{Error, Result};
use crate::study::{Attributes, CodedUnit};
use std::collections::HashSet;
use std::path::Path;

/// Answers are sentences: so many words in the mean, ...
const MEAN_WORDS: usize = 6;
/// ... where words have no spaces between them as many letters for a word, ...
const LETTERS_A_WORD: usize = 2;
/// ... and hardly any two the same: at least this share of them differ.
const SHARE: f64 = 0.5;
/// As much of a question becomes part of a name.
const QUESTION: usize = 60;

/// What a survey holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyFile {
    /// Who took part, with the attributes in the columns that are no answers.
    pub rows: Vec<ParticipantRow>,
    /// The answers; those to one question are in one transcript.
    pub units: Vec<CodedUnit>,
    /// What was guessed or doubtful.
    pub warnings: Vec<String>,
}

/// Reads a survey as CSV, Excel file or OpenDocument spreadsheet. Columns whose cells are sentences are answers; of the others
/// `id` (or `case`, `participant`, ...) is the pseudonym, and each of the rest an attribute. Without a pseudonym it is made
/// from the row.
///
/// # Errors
/// [`Error::File`] where the file cannot be read or no column has answers.
pub fn read_survey(path: &Path) -> Result<SurveyFile> {
    let read = read_table(path, people_table)?;
    let (table, ()) = read.found.ok_or_else(|| no_answers(path))?;
    let answers = answers(&table);
    if answers.is_empty() {
        return Err(no_answers(path));
    }
    let mut file = survey(&table, &answers, path);
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}

fn no_answers(path: &Path) -> Error {
    Error::file(
        path,
        "has no column of answers; name it with --columns 'text=COLUMN,participant=COLUMN,attribute:age=COLUMN'",
    )
}

/// Whether a table may be one of people: it has two columns with names, and more than its header.
pub(super) fn people_table(table: &Table) -> Option<()> {
    let named = table.header.iter().filter(|name| !name.is_empty()).count();
    (named > 1 && !table.rows.is_empty()).then_some(())
}

/// Whether a table of people has answers in it, and is not called one of participants.
pub(super) fn is_survey(table: &Table, path: &Path) -> bool {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let is_people = [
        "participant",
        "attribute",
        "case",
        "people",
        "demograph",
        "شرکت",
    ]
    .iter()
    .any(|word| stem.contains(word));
    !is_people && !answers(table).is_empty()
}

/// The columns with answers.
fn answers(table: &Table) -> Vec<usize> {
    let label = label(table);
    let is_known = |at: usize| {
        Some(at) == label || table.column(STUDY) == Some(at) || table.column(NOTE) == Some(at)
    };
    (0..table.header.len())
        .filter(|at| !is_known(*at) && has_answers(table, *at))
        .collect()
}

fn has_answers(table: &Table, column: usize) -> bool {
    let cells: Vec<&str> = table
        .rows
        .iter()
        .map(|row| row.cell(Some(column)))
        .filter(|cell| !cell.is_empty())
        .collect();
    let words: usize = cells.iter().map(|cell| words(cell)).sum();
    let different: HashSet<&str> = cells.iter().copied().collect();
    !cells.is_empty()
        && words >= MEAN_WORDS * cells.len()
        && different.len() as f64 >= SHARE * cells.len() as f64
}

fn words(cell: &str) -> usize {
    let dense = cell
        .chars()
        .filter(|c| matches!(c, '\u{2E80}'..='\u{9FFF}'))
        .count();
    cell.split_whitespace().count().max(dense / LETTERS_A_WORD)
}

fn label(table: &Table) -> Option<usize> {
    table.column(PARTICIPANT_ID)
}

fn survey(table: &Table, answers: &[usize], path: &Path) -> SurveyFile {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (label, study) = (label(table), table.column(STUDY));
    let is_attribute =
        |at: &usize| Some(*at) != label && Some(*at) != study && !answers.contains(at);
    let attributes: Vec<usize> = (0..table.header.len())
        .filter(is_attribute)
        .filter(|at| !table.header[*at].is_empty())
        .collect();
    let mut file = SurveyFile {
        warnings: told(table, answers, label.is_none()),
        ..SurveyFile::default()
    };
    let mut seen = Duplicates::default();
    for row in &table.rows {
        let name = row
            .filled(label)
            .unwrap_or_else(|| format!("R{}", row.line));
        file.warnings.extend(seen.note(&name, row.line));
        let of_row = |at: &usize| Some((table.header[*at].clone(), row.filled(Some(*at))?));
        let known: Attributes = attributes.iter().filter_map(of_row).collect();
        for at in answers {
            let Some(text) = row.filled(Some(*at)) else {
                continue;
            };
            file.units.push(CodedUnit {
                study: row.filled(study),
                transcript: Some(transcript(&stem, &table.header[*at], answers.len())),
                participant: Some(name.clone()),
                text,
                ..CodedUnit::default()
            });
        }
        file.rows.push(ParticipantRow {
            label: name,
            study: row.filled(study),
            attributes: known,
        });
    }
    file.warnings.extend(table.warnings.iter().cloned());
    file
}

fn told(table: &Table, answers: &[usize], is_unnamed: bool) -> Vec<String> {
    let names: Vec<String> = answers
        .iter()
        .map(|at| format!("'{}'", table.header[*at]))
        .collect();
    let mut told = vec![format!(
        "read as a survey: answers in {}, the other columns are attributes of who answered; if that is wrong: \
         --columns 'text=COLUMN,participant=COLUMN,attribute:age=COLUMN'",
        names.join(", ")
    )];
    if is_unnamed {
        told.push(
            "no column names who answered, so each is called after the row: R2, R3, ...".to_owned(),
        );
    }
    told
}

/// The answers to one question are one transcript, called after the file, and the question where there are several.
fn transcript(stem: &str, question: &str, questions: usize) -> String {
    let short: String = question.chars().take(QUESTION).collect();
    match questions {
        1 => stem.to_owned(),
        _ => format!(
            "{stem}: {}",
            short.split_whitespace().collect::<Vec<_>>().join(" ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::ods::tests::{ods, row};
    use crate::exchange::package::tests::saved;
    use crate::exchange::spreadsheet::excel;
    use crate::exchange::{Format, recognise};

    const HEADER: [&str; 4] = ["Case", "Age", "What was hard?", "سن"];
    const ROWS: [[&str; 4]; 3] = [
        [
            "ID4",
            "24",
            "I wanted to do more but then I lost the interest 😀",
            "۲۴",
        ],
        ["ID5", "", "شب‌ها خیلی سخت بود و من همیشه خسته بودم", ""],
        ["ID6", "67", "", "۶۷"],
    ];

    fn check(name: &str, bytes: &[u8]) {
        let (_folder, path) = saved(name, bytes);
        assert_eq!(recognise(&path).unwrap(), Format::Survey, "{name}");
        let file = read_survey(&path).unwrap();
        assert_eq!(file.rows.len(), 3, "{name}");
        assert_eq!(file.rows[0].attributes["Age"], "24");
        let shown: Vec<(&str, &str)> = file
            .units
            .iter()
            .map(|u| (u.participant.as_deref().unwrap(), u.text.as_str()))
            .collect();
        assert_eq!(shown, [("ID4", ROWS[0][2]), ("ID5", ROWS[1][2])]);
        assert_eq!(file.units[0].transcript.as_deref(), Some("wave1"));
        assert!(
            file.warnings[0].contains("'What was hard?'"),
            "{:?}",
            file.warnings
        );
    }

    #[test]
    fn the_same_survey_in_three_formats() {
        let csv: Vec<String> = std::iter::once(&HEADER)
            .chain(&ROWS)
            .map(|row| row.join(";"))
            .collect();
        check("wave1.csv", csv.join("\n").as_bytes());
        let rows: Vec<&[&str]> = std::iter::once(HEADER.as_slice())
            .chain(ROWS.iter().map(|row| row.as_slice()))
            .collect();
        check("wave1.xlsx", &excel(&rows));
        check(
            "wave1.ods",
            &ods(&rows.iter().map(|cells| row(cells)).collect::<String>()),
        );
    }

    #[test]
    fn tables_of_participants_stay_what_they_are() {
        let long = "id,role\nF2,a nurse who has worked in the ward for years\n";
        for (name, text, wanted) in [
            ("participants.csv", long, Format::ParticipantsCsv),
            ("wave1.csv", long, Format::Survey),
            (
                "wave1.csv",
                "id,role\nF2,year-7 intern of medicine\n",
                Format::ParticipantsCsv,
            ),
            ("wave1.csv", "id,role\n", Format::ParticipantsCsv),
        ] {
            let (_folder, path) = saved(name, text.as_bytes());
            assert_eq!(recognise(&path).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn several_questions_and_nobody_named() {
        let text = "Why did you come?,And how did it go?\n我觉得实习的时候压力很大但是老师给了我很多帮助,it was good and I would come again\n";
        let (_folder, path) = saved("a.csv", text.as_bytes());
        let file = read_survey(&path).unwrap();
        assert_eq!(file.units[0].participant.as_deref(), Some("R2"));
        assert_eq!(
            file.units[1].transcript.as_deref(),
            Some("a: And how did it go?")
        );
    }

    #[test]
    fn damaged_spreadsheets_are_refused() {
        for name in ["a.xlsx", "a.ods"] {
            for bytes in [b"".as_slice(), b"PK\x03\x04broken", b"a,b\n1,2\n"] {
                let (_folder, path) = saved(name, bytes);
                let refused = recognise(&path).and_then(|_| read_survey(&path).map(|_| ()));
                assert!(refused.unwrap_err().to_string().contains(name));
            }
        }
    }
}
