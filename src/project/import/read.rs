//! Files to values, without touching the project.

use super::plan::StudyPlan;
use crate::error::{Error, Result};
use crate::exchange::{
    CodebookRow, CodedProject, ColumnMapping, FileOutcome, Format, ParticipantRow, RelationRow,
    StudyFile, TranscriptFile, is_table, open_jsonl, read_codebook, read_coded_units_csv,
    read_participants, read_project, read_relations, read_study, read_survey, read_with_columns,
    recognise,
};
use crate::study::CodedUnit;
use crate::text::counted;
use std::path::Path;

/// What was in a file; `file` is its place among the outcomes.
pub(super) enum Content {
    Study {
        file: usize,
        study: StudyFile,
    },
    Participants {
        file: usize,
        rows: Vec<ParticipantRow>,
    },
    Codebook {
        file: usize,
        rows: Vec<CodebookRow>,
    },
    Relations {
        file: usize,
        rows: Vec<RelationRow>,
    },
    Transcript {
        file: usize,
        transcript: TranscriptFile,
    },
    Units {
        file: usize,
        units: Vec<CodedUnit>,
    },
    Project {
        file: usize,
        project: Box<CodedProject>,
    },
}

/// Reads the files of a study, and says what became of each.
pub(super) fn read(
    plan: &StudyPlan,
    columns: Option<&ColumnMapping>,
    seen: &dyn Fn(&Path, usize),
) -> (Vec<Content>, Vec<FileOutcome>) {
    let mut contents = Vec::new();
    let mut outcomes = Vec::new();
    for (file, path) in plan.files.iter().enumerate() {
        seen(path, file);
        let mut outcome = FileOutcome {
            path: path.clone(),
            ..FileOutcome::default()
        };
        match read_file(path, columns, (file, &mut outcome)) {
            Ok(found) => {
                outcome
                    .warnings
                    .extend(found.iter().filter_map(themes_left_out));
                contents.extend(found);
            }
            Err(error) => outcome.refused = Some(reason(error)),
        }
        outcomes.push(outcome);
    }
    (contents, outcomes)
}

/// The report names the file beside the reason already.
fn reason(error: Error) -> String {
    match error {
        Error::File { reason, .. } => reason,
        other => other.to_string(),
    }
}

fn read_file(
    path: &Path,
    columns: Option<&ColumnMapping>,
    (file, outcome): (usize, &mut FileOutcome),
) -> Result<Vec<Content>> {
    if let Some(columns) = columns.filter(|_| is_table(path)) {
        outcome.format = Some(Format::CodedUnitsCsv);
        let read = read_with_columns(path, columns)?;
        outcome.warnings.extend(read.warnings);
        return Ok(vec![Content::Units {
            file,
            units: read.units,
        }]);
    }
    let format = recognise(path)?;
    outcome.format = Some(format);
    let warnings = &mut outcome.warnings;
    if let Some(read) = read_project(format, path) {
        let read = read?;
        warnings.extend(read.warnings);
        return Ok(vec![Content::Project {
            file,
            project: Box::new(read.project),
        }]);
    }
    if format == Format::Survey {
        let read = read_survey(path)?;
        warnings.extend(read.warnings);
        let (rows, units) = (read.rows, read.units);
        return Ok(vec![
            Content::Participants { file, rows },
            Content::Units { file, units },
        ]);
    }
    Ok(vec![match format {
        Format::StudyJson => Content::Study {
            file,
            study: read_study(path)?,
        },
        Format::ParticipantsCsv => {
            let read = read_participants(path)?;
            warnings.extend(read.warnings);
            Content::Participants {
                file,
                rows: read.rows,
            }
        }
        Format::CodebookCsv => {
            let read = read_codebook(path)?;
            warnings.extend(read.warnings);
            Content::Codebook {
                file,
                rows: read.rows,
            }
        }
        Format::RelationsCsv => {
            let read = read_relations(path)?;
            warnings.extend(read.warnings);
            Content::Relations {
                file,
                rows: read.rows,
            }
        }
        Format::Transcript(format) => {
            let read = format.read(path)?;
            warnings.extend(read.warnings.iter().cloned());
            Content::Transcript {
                file,
                transcript: read,
            }
        }
        Format::CodedUnitsCsv => {
            let read = read_coded_units_csv(path)?;
            warnings.extend(read.warnings);
            Content::Units {
                file,
                units: read.units,
            }
        }
        _ => Content::Units {
            file,
            units: read_units(path, warnings)?,
        },
    }])
}

/// A code has one place in the codebook; themes that are named beside several codes do not say which of them lies where.
fn themes_left_out(content: &Content) -> Option<String> {
    let Content::Units { units, .. } = content else {
        return None;
    };
    let with = units.iter().filter(|unit| !unit.themes.is_empty()).count();
    (with > 0).then(|| {
        format!(
            "the themes beside the codes of {} were left out, as they do not say which code lies in which; move codes below them in the codebook, or give paths as codes (Theme > Code)",
            counted(with, "units")
        )
    })
}

/// A line that is no unit is named, and the others still come in.
fn read_units(path: &Path, warnings: &mut Vec<String>) -> Result<Vec<CodedUnit>> {
    let mut units = Vec::new();
    let mut bad = Vec::new();
    for unit in open_jsonl(path)? {
        match unit {
            Ok(unit) => units.push(unit),
            Err(error) => bad.push(reason(error)),
        }
    }
    if units.is_empty() {
        let why = bad.into_iter().next();
        let why = why.unwrap_or_else(|| "is empty; there is nothing to import".into());
        return Err(Error::file(path, why));
    }
    warnings.extend(bad);
    Ok(units)
}
