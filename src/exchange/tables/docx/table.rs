//! A table of WordprocessingML.

use super::paragraph;
use crate::exchange::tables::printed::{Cell, PrintedTable};
use crate::text::Direction;

/// Adds the table, `across` twentieths of a point wide.
pub(super) fn push(out: &mut String, table: &PrintedTable, across: usize) {
    let widths: Vec<usize> = (table.widths().iter())
        .map(|share| (share * across as f64) as usize)
        .collect();
    let bidi = match table.direction {
        Direction::LeftToRight => "",
        Direction::RightToLeft => "<w:bidiVisual/>",
    };
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"EmicTable\"/>{bidi}<w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         </w:tblPr><w:tblGrid>"
    ));
    for width in &widths {
        out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    out.push_str("</w:tblGrid>");
    head(out, table, &widths);
    // Once for the whole table: asking a column of a long table is a walk through it.
    let numbers: Vec<bool> = (0..widths.len()).map(|at| table.is_number(at)).collect();
    for (at, spans) in table.spans().iter().enumerate() {
        out.push_str(match is_long(&table.rows[at]) {
            true => "<w:tr>",
            false => "<w:tr><w:trPr><w:cantSplit/></w:trPr>",
        });
        for (column, (cell, span)) in table.rows[at].iter().zip(spans).enumerate() {
            let merge = match span {
                0 => "<w:vMerge/>",
                1 => "",
                _ => "<w:vMerge w:val=\"restart\"/>",
            };
            out.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{merge}</w:tcPr>",
                widths[column]
            ));
            match span {
                0 => out.push_str("<w:p><w:pPr><w:pStyle w:val=\"EmicCell\"/></w:pPr></w:p>"),
                _ => content(
                    out,
                    cell,
                    style(table, at, column, numbers[column]),
                    table.direction,
                ),
            }
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// Whether a row may go over to the next page: kept in one piece, it would leave much of this one empty.
fn is_long(row: &[Cell]) -> bool {
    const LONG: usize = 300;
    let letters = |cell: &Cell| -> usize { cell.paragraphs().iter().map(String::len).sum() };
    row.iter().any(|cell| letters(cell) > LONG)
}

fn head(out: &mut String, table: &PrintedTable, widths: &[usize]) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (at, (column, width)) in table.columns.iter().zip(widths).enumerate() {
        let style = match table.is_number(at) {
            true => "EmicHeadNumber",
            false => "EmicHead",
        };
        let text = paragraph::of(style, &column.title, table.direction, 0);
        out.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{text}</w:tc>"
        ));
    }
    out.push_str("</w:tr>");
}

fn style(table: &PrintedTable, row: usize, column: usize, is_number: bool) -> &'static str {
    match is_number {
        true => "EmicNumber",
        false if table.is_upper(row, column) => "EmicUpper",
        false => "EmicCell",
    }
}

fn content(out: &mut String, cell: &Cell, style: &str, usual: Direction) {
    let paragraphs = cell.paragraphs();
    if paragraphs.is_empty() {
        out.push_str(&paragraph::of(style, "", usual, 0));
    }
    for text in paragraphs {
        out.push_str(&paragraph::of(style, &text, usual, cell.depth()));
    }
}
