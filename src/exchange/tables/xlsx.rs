//! Tables as a workbook, a sheet a table. Texts are written as texts: none is ever a formula.

use super::TableFormat;
use super::printed::{Cell, Layout, PrintedTable};
use crate::error::{Error, Result};
use crate::text::Direction;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "xlsx",
    endings: &["xlsx"],
    media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    layout: Layout::Print,
    is_text: false,
    holds_several: true,
    write,
};

/// Letters of all columns together, so that a sheet fits a screen.
const ACROSS: f64 = 150.0;
/// No column is narrower or wider, in letters.
const NARROWEST: f64 = 9.0;
const WIDEST: f64 = 70.0;
/// Height of a line, and of the highest row, in points.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;
/// What a cell can hold, in UTF-16 units (Excel's specification).
const MOST: usize = 32_767;
/// What a sheet's name can hold.
const NAME: usize = 31;
/// Rows that a sheet can hold.
const ROWS: usize = 1_048_576;

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed day: the same project gives the same file.
    let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(Error::internal)?;
    let title = tables.first().map_or("", |table| &table.caption);
    let about = DocProperties::new().set_title(clean(title));
    workbook.set_properties(&about.set_creation_datetime(&day));
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        if table.rows.len() + table.notes.len() + 2 > ROWS {
            return Err(Error::input(format!(
                "'{}' has {} rows, more than a sheet holds; write it as csv",
                table.name,
                table.rows.len()
            )));
        }
        let sheet = workbook.add_worksheet();
        sheet
            .set_name(name(table, &names))
            .map_err(Error::internal)?;
        names.push(sheet.name().to_lowercase());
        fill(sheet, table).map_err(Error::internal)?;
    }
    if tables.is_empty() {
        workbook.add_worksheet();
    }
    workbook.save_to_buffer().map_err(Error::internal)
}

/// The table's name as a sheet may be called, and no other is.
fn name(table: &PrintedTable, taken: &[String]) -> String {
    let kept: String = (table.name.chars())
        .map(|c| {
            if "[]:*?/\\'".contains(c) || c.is_control() {
                '-'
            } else {
                c
            }
        })
        .take(NAME - 4)
        .collect();
    let kept = match kept.trim() {
        "" => "table",
        kept => kept,
    };
    let mut name = kept.to_owned();
    let mut number = 2;
    while taken.contains(&name.to_lowercase()) {
        name = format!("{kept} {number}");
        number += 1;
    }
    name
}

fn fill(sheet: &mut Worksheet, table: &PrintedTable) -> Result<(), XlsxError> {
    if table.direction == Direction::RightToLeft {
        sheet.set_right_to_left(true);
    }
    let widths: Vec<f64> = (table.widths().iter())
        .map(|share| (share * ACROSS).clamp(NARROWEST, WIDEST))
        .collect();
    for (at, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
        sheet.set_column_width(index(at), *width)?;
        let mut head = base(&column.title, table.direction, 0).set_bold();
        if table.is_number(at) {
            head = head.set_align(FormatAlign::Right);
        }
        let head = head.set_border_bottom(FormatBorder::Thin);
        sheet.write_string_with_format(0, index(at), clean(&column.title), &head)?;
    }
    let spans = table.spans();
    for (at, (row, spans)) in (1_u32..).zip(table.rows.iter().zip(&spans)) {
        for (column, (content, span)) in row.iter().zip(spans).enumerate() {
            if *span > 0 {
                let is_upper = table.is_upper(at as usize - 1, column);
                let place = (at, index(column), *span);
                cell(sheet, place, content, table.direction, is_upper)?;
            }
        }
    }
    for (at, height) in (1_u32..).zip(heights(table, &spans, &widths)) {
        sheet.set_row_height(at, height)?;
    }
    for (at, note) in (table.rows.len() as u32 + 2..).zip(&table.notes) {
        sheet.write_string(at, 0, clean(note))?;
    }
    if !table.columns.is_empty() {
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        if table.columns.iter().all(|column| column.merges.is_none()) {
            sheet.autofilter(
                0,
                0,
                table.rows.len() as u32,
                index(table.columns.len() - 1),
            )?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The height of each row. Not every program that opens the file finds it, and none for cells over several rows.
fn heights(table: &PrintedTable, spans: &[Vec<usize>], widths: &[f64]) -> Vec<f64> {
    let lines = |cell: &Cell, width: f64| -> f64 {
        let paragraphs = cell.paragraphs().into_iter();
        let lines = paragraphs.map(|p| (p.width() as f64 / (width - 1.0)).ceil().max(1.0));
        lines.sum()
    };
    let mut heights = vec![1.0_f64; table.rows.len()];
    // Single cells first: what covers several rows has their room.
    for covers_several in [false, true] {
        for (at, (row, spans)) in table.rows.iter().zip(spans).enumerate() {
            for ((cell, span), width) in row.iter().zip(spans).zip(widths) {
                if *span == 0 || (*span > 1) != covers_several {
                    continue;
                }
                let last = (at + span - 1).min(heights.len() - 1);
                let there: f64 = heights[at..last].iter().sum();
                heights[last] = heights[last].max(lines(cell, *width) - there);
            }
        }
    }
    let points = heights.into_iter().map(|lines| (lines * LINE).min(HIGHEST));
    points.collect()
}

fn cell(
    sheet: &mut Worksheet,
    (row, column, span): (u32, u16, usize),
    content: &Cell,
    usual: Direction,
    is_upper: bool,
) -> Result<(), XlsxError> {
    let text = cut(&clean(&content.paragraphs().join("\n")));
    let mut format = base(&text, usual, content.depth());
    if is_upper {
        format = format.set_bold();
    }
    if span > 1 {
        let last = row + u32::try_from(span - 1).unwrap_or(0);
        sheet.merge_range(row, column, last, column, "", &format)?;
    }
    match content {
        Cell::Empty => {}
        Cell::Count(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &format)?;
        }
        Cell::Share(percent) => {
            let format = format.set_num_format("0%");
            // As many digits as there are participants to speak of.
            let share = (percent * 10.0).round() / 1000.0;
            sheet.write_number_with_format(row, column, share, &format)?;
        }
        // A string cell stays a string: Excel does not look into it for a formula.
        _ => {
            sheet.write_string_with_format(row, column, text, &format)?;
        }
    }
    Ok(())
}

/// The format of a text, set in by so many steps.
fn base(text: &str, usual: Direction, depth: usize) -> Format {
    let (reading, start) = match Direction::of(text, usual) {
        Direction::LeftToRight => (1, FormatAlign::Left),
        Direction::RightToLeft => (2, FormatAlign::Right),
    };
    let format = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_reading_direction(reading);
    match u8::try_from(depth).unwrap_or(15).min(15) {
        0 => format,
        // Only what leans to a side is set in from it.
        depth => format.set_align(start).set_indent(depth),
    }
}

fn index(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// The text without characters that XML cannot carry.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// The text as far as a cell holds it; what is cut off says so.
fn cut(text: &str) -> String {
    const MARK: &str = " […]";
    if text.encode_utf16().count() <= MOST {
        return text.to_owned();
    }
    let mut room = MOST - MARK.len();
    let fits = |c: &char| {
        let needed = c.len_utf16();
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    };
    text.chars().take_while(fits).chain(MARK.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn opened(tables: Vec<PrintedTable>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(FORMAT.write(tables, None).unwrap())).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_is_a_formula() {
        let mut book = opened(vec![ladder(), persian(), ladder()]);
        assert_eq!(book.sheet_names(), ["ladder", "codebook", "ladder 2"]);
        let sheet = book.worksheet_range("ladder").unwrap();
        let at = |row, column| {
            sheet
                .get_value((row, column))
                .cloned()
                .unwrap_or(Data::Empty)
        };
        assert_eq!(at(1, 2), Data::String("=1+1".into()));
        assert_eq!(at(2, 2), Data::String("<b>&\"2\"|".into()));
        assert_eq!(at(3, 2), Data::String("三\n😀".into()));
        assert_eq!(at(4, 2), Data::String("-4 %".into()));
        assert_eq!(
            (at(1, 0), at(2, 0)),
            (Data::String("A".into()), Data::Empty)
        );
        assert_eq!(at(6, 0), Data::String("Note: n < 5".into()));
        assert!(book.worksheet_formula("ladder").unwrap().is_empty());
        let merged = book.merge_cells_by_sheet_name("ladder").unwrap();
        let merged: Vec<_> = merged.iter().map(|d| (d.start, d.end)).collect();
        assert_eq!(merged, [((1, 0), (3, 0)), ((1, 1), (2, 1))]);
    }

    #[test]
    fn persian_and_numbers_stay_what_they_are() {
        let mut book = opened(vec![persian()]);
        let sheet = book.worksheet_range("codebook").unwrap();
        assert_eq!(sheet.get_value((1, 0)), Some(&Data::String("موانع".into())));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(12.0)));
        assert_eq!(sheet.get_value((1, 2)), Some(&Data::Float(0.333)));
    }

    #[test]
    fn what_a_cell_cannot_hold_is_cut_between_letters() {
        let long = "😀".repeat(MOST);
        let cut = cut(&long);
        assert!(cut.encode_utf16().count() <= MOST && cut.ends_with("😀 […]"));
        let mut table = ladder();
        table.rows[0][2] = Cell::Text(format!("{long}\u{1}\u{ffff}"));
        table.name = "a/b:[c]'".repeat(9);
        opened(vec![table]);
    }
}
