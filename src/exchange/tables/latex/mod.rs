//! Tables as LaTeX (booktabs, longtable) for xelatex.
//!
//! The file compiles as it is; for a paper of one's own, the tables and the lines before them that the file points out are copied.
//! Right-to-left text needs no package: columns are written in the order of the page, and the engine itself (TeX--XeT) turns the text.

mod text;

use super::TableFormat;
use super::printed::{Cell, Layout, PrintedTable};
use crate::error::Result;
use crate::text::Direction;
use std::fmt::Write as _;
use text::{Script, escaped, paragraph};

const PREAMBLE: &str = include_str!("preamble.tex");

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "latex",
    endings: &["tex", "latex"],
    media_type: "application/x-tex",
    layout: Layout::Print,
    is_text: true,
    holds_several: true,
    write,
};

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let mut body = String::new();
    for table in tables {
        push(&mut body, table);
    }
    let landscape = match tables.iter().any(PrintedTable::is_wide) {
        true => ",landscape",
        false => "",
    };
    let fonts: String = Script::ALL
        .into_iter()
        .filter(|s| s.is_in(&body))
        .map(Script::fonts)
        .collect();
    let preamble = PREAMBLE
        .replace("%landscape%", landscape)
        .replace("%fonts%\n", &fonts);
    Ok(format!("{preamble}\n\\begin{{document}}\n{body}\\end{{document}}\n").into_bytes())
}

fn push(out: &mut String, table: &PrintedTable) {
    let count = table.columns.len();
    if count == 0 {
        let _ = write!(
            out,
            "{{{}\\par}}\n\n",
            paragraph(&table.caption, table.direction, 0)
        );
        return;
    }
    // The columns as they stand on the page, from the left.
    let page: Vec<usize> = match table.direction {
        Direction::LeftToRight => (0..count).collect(),
        Direction::RightToLeft => (0..count).rev().collect(),
    };
    let numbers: Vec<bool> = (0..count).map(|at| table.is_number(at)).collect();
    let widths = table.widths();
    let columns: String = page
        .iter()
        .map(|&at| {
            column(
                widths[at],
                numbers[at] == (table.direction == Direction::LeftToRight),
            )
        })
        .collect();
    let _ = writeln!(
        out,
        "{{\\emicsize\n\\begin{{longtable}}{{@{{}}{columns}@{{}}}}"
    );
    caption(out, table, count);
    let heads: Vec<String> = page
        .iter()
        .map(|&at| {
            format!(
                "\\bfseries {}",
                paragraph(&table.columns[at].title, table.direction, 0)
            )
        })
        .collect();
    let heads = heads.join("\n & ");
    let _ = writeln!(
        out,
        "\\toprule\n{heads}\\\\*\n\\midrule\n\\endfirsthead\n\\toprule\n{heads}\\\\*\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot"
    );
    let spans = table.spans();
    let grouped = grouped(table, &spans);
    for (at, (row, spans)) in table.rows.iter().zip(&spans).enumerate() {
        if at > 0 && grouped.iter().any(|&column| spans[column] > 0) {
            rules(out, &page, spans);
        }
        let cells: Vec<String> = page
            .iter()
            .map(|&column| match (row.get(column), spans[column]) {
                (None, _) | (_, 0) => String::new(),
                (Some(content), _) => cell(content, table.direction, table.is_upper(at, column)),
            })
            .collect();
        let _ = writeln!(out, "{}\\\\\\addlinespace[2pt]", cells.join("\n & "));
    }
    let _ = writeln!(out, "\\end{{longtable}}");
    for note in &table.notes {
        let _ = writeln!(out, "{{{}\\par}}", paragraph(note, table.direction, 0));
    }
    let _ = writeln!(out, "}}\n");
}

fn column(width: f64, is_right: bool) -> String {
    let lean = match is_right {
        true => "\\raggedleft",
        false => "\\raggedright",
    };
    format!(
        "\n  >{{{lean}\\arraybackslash}}p{{\\dimexpr{width:.4}\\linewidth-2\\tabcolsep\\relax}}"
    )
}

/// LaTeX numbers a caption and puts "Table 1:" to the left of it: right where the text runs so.
fn caption(out: &mut String, table: &PrintedTable, count: usize) {
    if table.caption.is_empty() {
        return;
    }
    let _ = match table.direction {
        Direction::LeftToRight => writeln!(
            out,
            "\\caption{{{}}}\\\\*",
            text::turned(&table.caption, Direction::LeftToRight)
        ),
        Direction::RightToLeft => writeln!(
            out,
            "\\multicolumn{{{count}}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\bfseries {}}}\\\\[4pt]",
            paragraph(&table.caption, table.direction, 0)
        ),
    };
}

/// The columns whose cells cover several rows somewhere: where one of them begins anew, a rule is drawn.
fn grouped(table: &PrintedTable, spans: &[Vec<usize>]) -> Vec<usize> {
    let covers = |column: &usize| spans.iter().any(|row| row[*column] > 1);
    (0..table.columns.len()).filter(covers).collect()
}

/// A thin rule over each stretch of columns that begin anew.
fn rules(out: &mut String, page: &[usize], spans: &[usize]) {
    let mut from = None;
    for place in 0..=page.len() {
        let begins = page.get(place).is_some_and(|&column| spans[column] > 0);
        match (begins, from) {
            (true, None) => from = Some(place),
            (false, Some(first)) => {
                let _ = write!(out, "\\cmidrule[.2pt]{{{}-{place}}}", first + 1);
                from = None;
            }
            _ => {}
        }
    }
    out.push('\n');
}

fn cell(cell: &Cell, usual: Direction, is_upper: bool) -> String {
    let paragraphs = cell.paragraphs();
    if cell.is_number() {
        return paragraphs.iter().map(|p| escaped(p)).collect();
    }
    let paragraphs = paragraphs.iter().map(|p| paragraph(p, usual, cell.depth()));
    let paragraphs: Vec<String> = paragraphs.collect();
    let bold = match is_upper {
        true => "\\bfseries ",
        false => "",
    };
    format!("{bold}{}", paragraphs.join("\\emicbreak "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};

    fn text(table: PrintedTable) -> String {
        String::from_utf8(FORMAT.write(vec![table], None).unwrap()).unwrap()
    }

    #[test]
    fn upper_levels_stand_once_and_rules_part_them() {
        let text = text(ladder());
        assert!(
            text.contains("A\n & x\n & =1+1\\\\\\addlinespace[2pt]\n"),
            "{text}"
        );
        assert!(
            text.contains("\n & \n & <b>\\&\\textquotedbl{}2\\textquotedbl{}|\\\\"),
            "{text}"
        );
        assert!(text.contains("\\cmidrule[.2pt]{2-3}\n"), "{text}");
        assert!(text.contains("\\cmidrule[.2pt]{1-3}\nB"), "{text}");
        assert!(text.contains("\\caption{Codes \\& themes}"));
        assert!(
            text.contains("\\emicHan{三}\\emicbreak \\emicEmoji{😀}\\\\"),
            "{text}"
        );
        assert!(text.contains("Noto Serif CJK SC") && !text.contains("Noto Naskh Arabic"));
        assert!(!text.contains("landscape"));
    }

    #[test]
    fn persian_columns_and_text_are_turned() {
        let text = text(persian());
        let (first, last) = (text.find("نمونه").unwrap(), text.find("{کد}").unwrap());
        assert!(first < last, "{text}");
        assert!(text.contains("\\emicRLpar{«\\emicArabic{در }\\emicLR{ICU} \\emicArabic{تنها بودم}» [\\emicLR{F2}]}"), "{text}");
        assert!(
            text.contains("\\emicRLpar{\\emicArabic{بار کاری}}\\emicRLin{1}"),
            "{text}"
        );
        assert!(text.contains(" & 33 \\%\n"));
    }
}
