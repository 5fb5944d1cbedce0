//! The comparisons as CSV, one record a cell or pair.

use super::alignment::Alignment;
use super::cooccurrence::Cooccurrence;
use super::ladder::Counted;
use super::matrix::Matrix;
use crate::error::{Error, Result};
use crate::text::byte_order_mark;

/// One record a cell; cells that do not apply are left out. Shares are percentages.
///
/// # Errors
/// [`Error::Internal`] where the CSV writer fails, which it does not in memory.
pub fn matrix_csv(matrix: &Matrix) -> Result<String> {
    let heads = [
        "studies",
        "level",
        "row",
        "path",
        "counted",
        &matrix.by,
        "units",
        "participants",
        "share_of_units",
        "share_of_participants",
        "share_of_row",
        "quote",
    ];
    let mut records = Vec::new();
    for row in &matrix.rows {
        for (cell, column) in row.cells.iter().zip(&matrix.columns) {
            let Some(cell) = cell else { continue };
            records.push(vec![
                row.studies.join("; "),
                row.level.clone(),
                row.label.clone(),
                row.path.clone(),
                match row.counted {
                    Counted::Branch => "branch".to_owned(),
                    Counted::Rest => "rest".to_owned(),
                },
                column.label.clone(),
                cell.tally.units.to_string(),
                cell.tally.participants.to_string(),
                format!("{:.1}", cell.share_of_units),
                format!("{:.1}", cell.share_of_participants),
                format!("{:.1}", cell.share_of_row),
                cell.quotes
                    .first()
                    .map(|q| q.text.clone())
                    .unwrap_or_default(),
            ]);
        }
    }
    written(&heads, records)
}

/// One record a pair.
///
/// # Errors
/// [`Error::Internal`] where the CSV writer fails, which it does not in memory.
pub fn alignment_csv(alignment: &Alignment) -> Result<String> {
    let heads = [
        "left_study",
        "left",
        "left_units",
        "right_study",
        "right",
        "right_units",
        "score",
        "best",
        "names",
        "definitions",
        "units",
        "meaning",
        "left_on_right",
        "right_on_left",
        "left_quote",
        "right_quote",
    ];
    let value = |v: Option<f64>| v.map(|v| format!("{v:.3}")).unwrap_or_default();
    let records = (alignment.pairs.iter())
        .map(|pair| {
            let cross = pair.views.cross_coding;
            vec![
                alignment.left.clone(),
                pair.left.path.clone(),
                pair.left.units.to_string(),
                alignment.right.clone(),
                pair.right.path.clone(),
                pair.right.units.to_string(),
                value(Some(pair.score)),
                pair.best.name().to_owned(),
                value(pair.views.names),
                value(pair.views.definitions),
                value(pair.views.units),
                value(pair.views.meaning),
                value(cross.and_then(|c| c.left_on_right)),
                value(cross.and_then(|c| c.right_on_left)),
                pair.left_quotes
                    .first()
                    .map(|q| q.text.clone())
                    .unwrap_or_default(),
                pair.right_quotes
                    .first()
                    .map(|q| q.text.clone())
                    .unwrap_or_default(),
            ]
        })
        .collect();
    written(&heads, records)
}

/// One record a pair.
///
/// # Errors
/// [`Error::Internal`] where the CSV writer fails, which it does not in memory.
pub fn cooccurrence_csv(found: &Cooccurrence) -> Result<String> {
    let records = (found.pairs.iter())
        .map(|pair| {
            vec![
                found.study.clone(),
                pair.first_path.clone(),
                pair.second_path.clone(),
                pair.units.to_string(),
                format!("{:.3}", pair.jaccard),
            ]
        })
        .collect();
    written(&["study", "first", "second", "units", "jaccard"], records)
}

fn written(heads: &[&str], records: Vec<Vec<String>>) -> Result<String> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(heads).map_err(Error::internal)?;
    for record in records {
        writer.write_record(&record).map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(Error::internal)?;
    let table = String::from_utf8(bytes).map_err(Error::internal)?;
    Ok(format!("{}{table}", byte_order_mark(table.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{quote, quotes, studies};
    use crate::compare::{
        AlignmentQuestion, MatrixQuestion, Meeting, Rows, align, cooccurrence, matrix,
    };

    #[test]
    fn every_cell_that_applies_is_a_record_and_text_survives() {
        let mut quotes = quotes();
        quotes[6] = quote(2, 7, "B", "کم، \"خیلی\" کم\n工资", &[203]);
        let found = matrix(&studies(), &quotes, &MatrixQuestion::default()).unwrap();
        let text = matrix_csv(&found).unwrap();
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let records: Vec<::csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
        assert_eq!(records.len(), 4);
        assert_eq!(&records[0][6], "3");
        assert_eq!(&records[3][11], "کم، \"خیلی\" کم\n工资");
    }

    #[test]
    fn pairs_are_records() {
        let studies = studies();
        let found = align(
            &studies[0],
            &studies[1],
            &quotes(),
            &AlignmentQuestion::default(),
        );
        let text = alignment_csv(&found).unwrap();
        assert_eq!(text.lines().count(), 1 + found.pairs.len());
        assert!(text.contains("mutual"));
        let met = cooccurrence(&studies[0], &quotes(), Rows::Every, Meeting::SameUnit);
        assert_eq!(cooccurrence_csv(&met).unwrap().lines().count(), 2);
    }
}
