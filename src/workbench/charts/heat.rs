//! A heat map: rows by columns, a number and a shade in each cell.

use super::standing_alone;
use super::wrapped::wrapped;
use crate::error::{Error, Result};
use crate::text::Direction;
use askama::Template;

/// Width of the rows' labels, of a cell at least and at most, of the whole where it fits; units of the picture.
const LABEL: usize = 270;
const CELL: (usize, usize) = (58, 150);
const WIDE: usize = 1100;
const LINE: usize = 16;
const MARGIN: usize = 12;
/// Width of a letter, roughly.
const LETTER: usize = 7;
/// How strong the strongest shade is: dark ink stays legible on it.
const STRONGEST: f64 = 0.55;

/// A heat map.
#[derive(Debug, Default)]
pub(in crate::workbench) struct Heat {
    /// Its name, read out for the picture.
    pub(in crate::workbench) title: String,
    pub(in crate::workbench) columns: Vec<HeatColumn>,
    pub(in crate::workbench) rows: Vec<HeatRow>,
}

/// The head of a column.
#[derive(Debug)]
pub(in crate::workbench) struct HeatColumn {
    pub(in crate::workbench) label: String,
    /// What stands under it, smaller.
    pub(in crate::workbench) note: String,
}

/// A row.
#[derive(Debug)]
pub(in crate::workbench) struct HeatRow {
    pub(in crate::workbench) label: String,
    /// How far it is set in.
    pub(in crate::workbench) depth: usize,
    /// A heading that stands above it.
    pub(in crate::workbench) section: Option<String>,
    /// One for each column; none where there is nothing that could have a number.
    pub(in crate::workbench) cells: Vec<Option<HeatCell>>,
}

/// A number.
#[derive(Debug, Clone)]
pub(in crate::workbench) struct HeatCell {
    pub(in crate::workbench) number: String,
    pub(in crate::workbench) note: String,
    /// Its shade, 0 to 1.
    pub(in crate::workbench) shade: f64,
    /// Its quotes.
    pub(in crate::workbench) href: Option<String>,
    /// Said when it is pointed at, and read out for the link.
    pub(in crate::workbench) title: String,
}

#[derive(Template)]
#[template(path = "heat.svg")]
struct Drawing<'h> {
    title: &'h str,
    width: usize,
    height: usize,
    paper: bool,
    words: Vec<Words>,
    boxes: Vec<Square<'h>>,
    rules: Vec<usize>,
}

/// A line of text.
struct Words {
    x: usize,
    y: usize,
    text: String,
    anchor: &'static str,
    dir: &'static str,
    size: usize,
    weight: &'static str,
    opacity: &'static str,
}

/// A cell as it is drawn.
struct Square<'h> {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    shade: String,
    middle: usize,
    number_y: usize,
    note_y: usize,
    number: &'h str,
    note: &'h str,
    title: &'h str,
    href: Option<&'h str>,
}

impl Heat {
    /// The picture for a page: cells lead to their quotes.
    ///
    /// # Errors
    /// [`Error::Internal`] where the template fails, which it does not.
    pub(in crate::workbench) fn svg(&self) -> Result<String> {
        self.drawn(false)
    }

    /// The picture as a file.
    ///
    /// # Errors
    /// As [`Heat::svg`].
    pub(in crate::workbench) fn file(&self) -> Result<String> {
        Ok(standing_alone(&self.drawn(true)?))
    }

    fn cell(&self) -> usize {
        let free = WIDE.saturating_sub(LABEL) / self.columns.len().max(1);
        free.clamp(CELL.0, CELL.1)
    }

    fn drawn(&self, paper: bool) -> Result<String> {
        let cell = self.cell();
        let width = LABEL + cell * self.columns.len() + MARGIN;
        let (mut words, mut y) = self.head(cell);
        let (mut boxes, mut rules) = (Vec::new(), vec![y]);
        for row in &self.rows {
            if let Some(section) = &row.section {
                words.push(label(section, 0, y + 22, "700"));
                y += 30;
                rules.push(y);
            }
            let inset = row.depth * 14;
            let lines = wrapped(&row.label, (LABEL - inset - MARGIN) / LETTER, 3);
            let notes = row.cells.iter().flatten().any(|c| !c.note.is_empty());
            let height = (lines.len() * LINE + 12).max(if notes { 44 } else { 32 });
            let first = y + (height - lines.len() * LINE) / 2 + 12;
            for (n, line) in lines.iter().enumerate() {
                words.push(label(line, inset, first + n * LINE, "400"));
            }
            for (n, filled) in row.cells.iter().enumerate() {
                let x = LABEL + n * cell;
                match filled {
                    Some(filled) => boxes.push(square(filled, (x, y), (cell, height), paper)),
                    None => words.push(Words {
                        anchor: "middle",
                        ..centred("–", x + cell / 2, y + height / 2 + 5)
                    }),
                }
            }
            y += height;
            rules.push(y);
        }
        let drawing = Drawing {
            title: &self.title,
            width,
            height: y + MARGIN,
            paper,
            words,
            boxes,
            rules,
        };
        drawing.render().map_err(Error::internal)
    }

    /// The heads of the columns, standing on one line, and where the rows begin.
    fn head(&self, cell: usize) -> (Vec<Words>, usize) {
        // Heads are bold, and a little wider.
        let room = (cell - 6) / (LETTER + 1);
        let heads: Vec<Vec<String>> = self
            .columns
            .iter()
            .map(|column| wrapped(&column.label, room, 4))
            .collect();
        let notes = self.columns.iter().any(|c| !c.note.is_empty());
        let tallest = heads.iter().map(Vec::len).max().unwrap_or_default();
        let bottom = MARGIN + tallest * LINE + if notes { LINE } else { 0 } + 8;
        let mut words = Vec::new();
        for (n, (column, lines)) in self.columns.iter().zip(heads).enumerate() {
            let middle = LABEL + n * cell + cell / 2;
            let last = bottom - 8 - if notes { LINE } else { 0 };
            for (up, line) in lines.iter().rev().enumerate() {
                words.push(Words {
                    weight: "600",
                    ..centred(line, middle, last - up * LINE)
                });
            }
            if notes {
                words.push(Words {
                    size: 11,
                    opacity: ".8",
                    ..centred(&column.note, middle, bottom - 8)
                });
            }
        }
        (words, bottom)
    }
}

fn direction(text: &str) -> &'static str {
    Direction::of(text, Direction::LeftToRight).name()
}

fn centred(text: &str, x: usize, y: usize) -> Words {
    Words {
        x,
        y,
        dir: direction(text),
        text: text.to_owned(),
        anchor: "middle",
        size: 13,
        weight: "400",
        opacity: "1",
    }
}

/// A label at the beginning of a row; text that runs from right to left ends where its column ends.
fn label(text: &str, inset: usize, y: usize, weight: &'static str) -> Words {
    let is_rtl = direction(text) == "rtl";
    Words {
        x: if is_rtl {
            LABEL - MARGIN - inset
        } else {
            inset + 4
        },
        anchor: "start",
        size: 14,
        weight,
        ..centred(text, 0, y)
    }
}

fn square(
    cell: &HeatCell,
    (x, y): (usize, usize),
    (width, height): (usize, usize),
    paper: bool,
) -> Square<'_> {
    let middle = y + height / 2;
    let (number_y, note_y) = match cell.note.is_empty() {
        true => (middle + 5, middle),
        false => (middle - 1, middle + 14),
    };
    Square {
        x,
        y,
        width,
        height,
        shade: format!("{:.3}", cell.shade.clamp(0.0, 1.0) * STRONGEST),
        middle: x + width / 2,
        number_y,
        note_y,
        number: &cell.number,
        note: &cell.note,
        title: &cell.title,
        href: cell.href.as_deref().filter(|_| !paper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heat() -> Heat {
        let cell = |number: &str, shade| {
            Some(HeatCell {
                number: number.into(),
                note: "2 p. · 5 %".into(),
                shade,
                href: Some("/compare/quotes?nodes=1&column=a".into()),
                title: "<script>".into(),
            })
        };
        Heat {
            title: "Theme by study <script>".into(),
            columns: vec![
                HeatColumn {
                    label: "بخش".into(),
                    note: "12 units".into(),
                },
                HeatColumn {
                    label: "ward".into(),
                    note: String::new(),
                },
            ],
            rows: vec![HeatRow {
                label: "حجم کار زیاد".into(),
                depth: 1,
                section: Some("<b>".into()),
                cells: vec![cell("7", 1.0), None],
            }],
        }
    }

    #[test]
    fn a_picture_is_escaped_and_says_its_numbers() {
        let svg = heat().svg().unwrap();
        for raw in ["<script>", "<b>", "style=", "xmlns"] {
            assert!(!svg.contains(raw), "{raw}: {svg}");
        }
        for wanted in [
            ">7<",
            "fill-opacity=\"0.550\"",
            "direction=\"rtl\"",
            ">–<",
            "href=\"/compare/quotes",
        ] {
            assert!(svg.contains(wanted), "{wanted}: {svg}");
        }
    }

    #[test]
    fn a_file_stands_alone_and_leads_nowhere() {
        let svg = heat().file().unwrap();
        assert!(
            svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" color="),
            "{svg}"
        );
        assert!(
            svg.contains("fill=\"#fff\"") && !svg.contains("href"),
            "{svg}"
        );
    }

    #[test]
    fn an_empty_map_is_no_fault() {
        assert!(Heat::default().svg().unwrap().contains("</svg>"));
    }
}
