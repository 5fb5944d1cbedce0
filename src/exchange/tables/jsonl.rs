//! Tables as JSONL: an object a row, its keys the columns' names for programs.

use super::TableFormat;
use super::printed::{Cell, Layout, PrintedTable};
use crate::error::{Error, Result};
use serde_json::{Map, Value};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "jsonl",
    endings: &["jsonl", "ndjson"],
    media_type: "application/jsonl",
    layout: Layout::Data,
    is_text: true,
    holds_several: false,
    write,
};

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for table in tables {
        let keys = || table.columns.iter().map(|column| column.key.clone());
        for row in &table.rows {
            let object: Map<String, Value> = keys().zip(row.iter().map(value)).collect();
            serde_json::to_writer(&mut out, &object).map_err(Error::internal)?;
            out.push(b'\n');
        }
    }
    Ok(out)
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Name { text, .. } => text.as_str().into(),
        Cell::List(texts) => texts.as_slice().into(),
        Cell::Count(number) => (*number).into(),
        // One digit after the point, as in CSV; more would claim more than is known.
        Cell::Share(percent) => ((percent * 10.0).round() / 10.0).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};
    use serde_json::json;

    fn lines(table: PrintedTable) -> Vec<Value> {
        let bytes = FORMAT.write(vec![table], None).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect()
    }

    #[test]
    fn a_row_is_an_object_with_values_of_their_kind() {
        assert_eq!(
            lines(ladder())[2],
            json!({"theme": "A", "category": "y", "code": "三\n😀"})
        );
        let persian = lines(persian());
        assert_eq!(
            persian[0],
            json!({"code": "موانع", "units": 12, "share": 33.3, "examples": ["«در ICU تنها بودم» [F2]", "I said سلام"]})
        );
        assert_eq!(persian[1]["examples"], Value::Null);
    }
}
