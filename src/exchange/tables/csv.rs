//! Tables as CSV, the heads being the columns' names for programs.

use super::TableFormat;
use super::printed::{Cell, Layout, PrintedTable};
use crate::error::{Error, Result};
use crate::exchange::csv_file::write_csv;

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "csv",
    endings: &["csv"],
    media_type: "text/csv; charset=utf-8",
    layout: Layout::Data,
    is_text: true,
    holds_several: false,
    write,
};

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let mut written = Vec::new();
    let rows = |writer: &mut ::csv::Writer<Vec<u8>>| {
        for table in tables.iter().filter(|table| !table.columns.is_empty()) {
            let heads = table.columns.iter().map(|c| harmless(c.key.clone()));
            writer.write_record(heads)?;
            for row in &table.rows {
                writer.write_record(row.iter().map(cell))?;
            }
        }
        Ok(())
    };
    write_csv(&mut written, rows).map_err(Error::internal)?;
    Ok(written)
}

fn cell(cell: &Cell) -> String {
    match cell.is_number() {
        true => cell.words(),
        false => harmless(cell.words()),
    }
}

/// A spreadsheet takes what begins with one of these for a formula and runs it; after an apostrophe it is text to all of them
/// (OWASP, "CSV Injection").
fn harmless(text: String) -> String {
    match text
        .trim_start_matches(' ')
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
    {
        true => format!("'{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};

    fn records(table: PrintedTable) -> Vec<Vec<String>> {
        let bytes = FORMAT.write(vec![table], None).unwrap();
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes.as_slice());
        let record = |r: ::csv::StringRecord| r.iter().map(str::to_owned).collect();
        reader.records().map(|r| record(r.unwrap())).collect()
    }

    #[test]
    fn every_row_is_whole_and_no_cell_is_a_formula() {
        assert_eq!(
            records(ladder()),
            [
                ["theme", "category", "code"],
                ["A", "x", "'=1+1"],
                ["A", "x", "<b>&\"2\"|"],
                ["A", "y", "三\n😀"],
                ["B", "y", "'-4 %"],
            ]
        );
        for (text, is_changed) in [
            ("@x", true),
            (" +1", true),
            ("a=1", false),
            ("", false),
            ("–5", false),
        ] {
            assert_eq!(harmless(text.into()) != text, is_changed, "{text}");
        }
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(
            records(persian())[1],
            ["موانع", "12", "33.3", "«در ICU تنها بودم» [F2]\nI said سلام"]
        );
    }
}
