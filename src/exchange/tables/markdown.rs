//! Tables as Markdown (pipe tables, as GitHub, Pandoc and Quarto read them).

use super::TableFormat;
use super::printed::{Cell, Layout, PrintedTable};
use crate::error::Result;
use crate::text::Direction;

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "markdown",
    endings: &["md", "markdown"],
    media_type: "text/markdown; charset=utf-8",
    layout: Layout::Print,
    is_text: true,
    holds_several: true,
    write,
};

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let pages: Vec<String> = tables.iter().map(page).collect();
    Ok(pages.join("\n").into_bytes())
}

/// One table with its caption and notes.
pub(in crate::exchange) fn page(table: &PrintedTable) -> String {
    let mut out = String::new();
    let is_rtl = table.direction == Direction::RightToLeft;
    if is_rtl {
        out.push_str("<div dir=\"rtl\">\n\n");
    }
    if !table.caption.is_empty() {
        out.push_str(&format!("**{}**\n\n", escaped(&table.caption)));
    }
    if !table.columns.is_empty() {
        out.push_str(&line(table.columns.iter().map(|c| escaped(&c.title))));
        let rule = |at| match table.is_number(at) {
            true => "---:".to_owned(),
            false => "---".to_owned(),
        };
        out.push_str(&line((0..table.columns.len()).map(rule)));
    }
    for (row, spans) in table.rows.iter().zip(table.spans()) {
        // Pipe tables have no cell over several rows; the rows below stay empty, as in print.
        let cells = row.iter().zip(spans).map(|(content, span)| match span {
            0 => String::new(),
            _ => cell(content),
        });
        out.push_str(&line(cells));
    }
    for note in &table.notes {
        out.push_str(&format!("\n{}\n", escaped(note)));
    }
    if is_rtl {
        out.push_str("\n</div>\n");
    }
    out
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("| {} |\n", cells.join(" | "))
}

fn cell(cell: &Cell) -> String {
    let indent = "&emsp;".repeat(cell.depth());
    let paragraphs: Vec<String> = cell.paragraphs().iter().map(|p| escaped(p)).collect();
    format!("{indent}{}", paragraphs.join("<br>"))
}

/// The text with all that Markdown would take for a sign of its own behind a backslash.
pub(in crate::exchange) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek();
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' | '^' | '@' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Alone it is itself; what follows may make an entity of it.
            '&' if next.is_some_and(|c| c.is_ascii_alphabetic() || *c == '#') => {
                out.push_str("&amp;");
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};

    fn text(table: PrintedTable) -> String {
        String::from_utf8(FORMAT.write(vec![table], None).unwrap()).unwrap()
    }

    #[test]
    fn upper_levels_stand_once() {
        let wanted = "**Codes & themes**\n\n| Theme | Category | Code |\n| --- | --- | --- |\n| A | x | =1+1 |\n\
                      |  |  | &lt;b&gt;&\"2\"\\| |\n|  | y | 三<br>😀 |\n| B | y | -4 % |\n\nNote: n &lt; 5\n";
        assert_eq!(text(ladder()), wanted);
    }

    #[test]
    fn persian_runs_from_the_right_and_names_are_set_in() {
        let text = text(persian());
        assert!(
            text.starts_with("<div dir=\"rtl\">\n\n") && text.ends_with("\n</div>\n"),
            "{text}"
        );
        assert!(text.contains("| --- | ---: | ---: | --- |\n| موانع | 12 | 33 % | «در ICU تنها بودم» \\[F2\\]<br>I said سلام |"));
        assert!(text.contains("| &emsp;بار کاری | 0 | 0 % |  |"));
    }
}
