//! Tables as a page of HTML: no script, nothing fetched; copied from a browser into a text, it stays a table.

use super::TableFormat;
use super::printed::{Cell, Layout, PrintedTable};
use crate::error::Result;
use crate::text::Direction;
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(in crate::exchange) const STYLE: &str = include_str!("tables.css");

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "html",
    endings: &["html", "htm"],
    media_type: "text/html; charset=utf-8",
    layout: Layout::Print,
    is_text: true,
    holds_several: true,
    write,
};

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let title = tables.first().map_or("", |table| &table.caption);
    let language = tables.first().map_or("en", |table| table.language.code());
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { @for table in tables { (section(table)) "\n" } }
        }
    };
    Ok(page.into_string().into_bytes())
}

/// One table with its caption and notes.
pub(in crate::exchange) fn section(table: &PrintedTable) -> Markup {
    let direction = table.direction;
    let numbers: Vec<bool> = (0..table.columns.len())
        .map(|at| table.is_number(at))
        .collect();
    html! {
        section lang=(table.language.code()) dir=(direction.name()) {
            table {
                caption { (table.caption) }
                thead { tr { @for (column, is_number) in table.columns.iter().zip(&numbers) {
                    th class=[is_number.then_some("n")] scope="col" { (column.title) }
                } } }
                "\n"
                tbody { @for (at, (row, spans)) in table.rows.iter().zip(table.spans()).enumerate() {
                    tr { @for (column, span) in spans.into_iter().enumerate() {
                        @if let (Some(cell), true) = (row.get(column), span > 0) {
                            td class=[class(numbers[column], table.is_upper(at, column))] rowspan=[(span > 1).then_some(span)] {
                                (content(cell, direction))
                            }
                        }
                    } }
                    "\n"
                } }
            }
            @for note in &table.notes { p.note { (note) } }
        }
    }
}

fn class(is_number: bool, is_upper: bool) -> Option<&'static str> {
    match (is_number, is_upper) {
        (true, _) => Some("n"),
        (false, true) => Some("upper"),
        (false, false) => None,
    }
}

fn content(cell: &Cell, usual: Direction) -> Markup {
    let depth = cell.depth();
    let paragraphs = cell.paragraphs();
    let turned = |text: &str| {
        let direction = Direction::of(text, usual);
        (direction != usual).then(|| direction.name())
    };
    html! {
        @match paragraphs.as_slice() {
            [only] if depth == 0 && turned(only).is_none() => { (only) }
            several => @for text in several {
                p dir=[turned(text)] style=[(depth > 0).then(|| format!("padding-inline-start:{depth}em"))] { (text) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};

    fn text(table: PrintedTable) -> String {
        String::from_utf8(FORMAT.write(vec![table], None).unwrap()).unwrap()
    }

    #[test]
    fn upper_levels_cover_their_rows_and_text_is_never_markup() {
        let text = text(ladder());
        assert!(
            text.contains("<caption>Codes &amp; themes</caption>"),
            "{text}"
        );
        assert!(
            text.contains(r#"<td rowspan="3">A</td><td rowspan="2">x</td><td>=1+1</td>"#),
            "{text}"
        );
        assert!(
            text.contains(r"<tr><td>&lt;b&gt;&amp;&quot;2&quot;|</td></tr>"),
            "{text}"
        );
        assert!(text.contains("<td><p>三</p><p>😀</p></td>"));
        for outside in ["http", "src=", "<link", "url(", "<script"] {
            assert!(!text.contains(outside), "{outside}");
        }
    }

    #[test]
    fn persian_runs_from_the_right_and_english_in_it_from_the_left() {
        let text = text(persian());
        assert!(text.contains(r#"<section lang="fa" dir="rtl">"#), "{text}");
        assert!(text.contains("<p>«در ICU تنها بودم» [F2]</p>"));
        assert!(text.contains(r#"<p style="padding-inline-start:1em">بار کاری</p>"#));
        assert!(text.contains(r#"<td class="n">33 %</td>"#));
        let mut table = persian();
        table.rows[0][3] = Cell::text("I was alone در");
        assert!(self::text(table).contains(r#"<p dir="ltr">I was alone در</p>"#));
    }
}
