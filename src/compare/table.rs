//! Text tables that stay straight in every script.

use super::width::{clipped, display_width};
use crate::text::is_right_to_left;

/// First strong isolate and its end: between them right-to-left text does not turn the order of the columns around.
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';
/// Widest a cell may be.
const ROOM: usize = 48;
/// Widest the head of a column of numbers may be.
const NUMBER_ROOM: usize = 20;
const GAP: &str = "  ";

/// To which side a column leans.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lean {
    Left,
    Right,
}

/// A table in the making.
pub(super) struct Table {
    leans: Vec<Lean>,
    lines: Vec<Line>,
}

enum Line {
    Cells(Vec<String>),
    Rule,
    Heading(String),
}

impl Table {
    /// A table with these columns; the heads are its first line.
    pub fn new(heads: &[(String, Lean)]) -> Self {
        let mut table = Self {
            leans: heads.iter().map(|(_, lean)| *lean).collect(),
            lines: Vec::new(),
        };
        let shown = |(head, lean): &(String, Lean)| match lean {
            Lean::Left => head.clone(),
            Lean::Right => clipped(&one_line(head), NUMBER_ROOM),
        };
        table.add(heads.iter().map(shown).collect());
        table.rule();
        table
    }

    /// Adds a line of cells.
    pub fn add(&mut self, cells: Vec<String>) {
        let cells = cells
            .iter()
            .map(|cell| clipped(&one_line(cell), ROOM))
            .collect();
        self.lines.push(Line::Cells(cells));
    }

    /// Adds a rule across.
    pub fn rule(&mut self) {
        self.lines.push(Line::Rule);
    }

    /// Adds a heading across.
    pub fn heading(&mut self, text: &str) {
        self.lines.push(Line::Heading(one_line(text)));
    }

    /// The table as text, every line ending in a line feed.
    pub fn render(&self) -> String {
        let mut widths = vec![0; self.leans.len()];
        for line in &self.lines {
            if let Line::Cells(cells) = line {
                for (width, cell) in widths.iter_mut().zip(cells) {
                    *width = display_width(cell).max(*width);
                }
            }
        }
        let across = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        let mut text = String::new();
        for line in &self.lines {
            match line {
                Line::Cells(cells) => text.push_str(self.line(cells, &widths).trim_end()),
                Line::Rule => text.push_str(&"─".repeat(across)),
                Line::Heading(heading) => text.push_str(&isolated(heading)),
            }
            text.push('\n');
        }
        text
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let cells: Vec<String> = (cells.iter().zip(widths).zip(&self.leans))
            .map(|((cell, width), lean)| {
                let pad = " ".repeat(width.saturating_sub(display_width(cell)));
                match lean {
                    Lean::Left => isolated(cell) + &pad,
                    Lean::Right => pad + &isolated(cell),
                }
            })
            .collect();
        cells.join(GAP)
    }
}

/// The text with white space and control characters as single spaces at most.
fn one_line(text: &str) -> String {
    let indent = text.len() - text.trim_start_matches(' ').len();
    let words: Vec<&str> = (text.split(|c: char| c.is_whitespace() || c.is_control()))
        .filter(|word| !word.is_empty())
        .collect();
    " ".repeat(indent) + &words.join(" ")
}

fn isolated(text: &str) -> String {
    if text.chars().any(is_right_to_left) {
        format!("{ISOLATE}{text}{END_ISOLATE}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_straight_in_every_script() {
        let mut table = Table::new(&[("code".into(), Lean::Left), ("n".into(), Lean::Right)]);
        for (name, n) in [
            ("support", "12"),
            ("职业适应", "3"),
            ("حمایت همکاران", "4"),
            ("a\n b\u{7}", ""),
        ] {
            table.add(vec![name.into(), n.into()]);
        }
        let text = table.render();
        let widths: Vec<usize> = text.lines().map(display_width).collect();
        assert_eq!(widths, [17, 17, 17, 17, 17, 3], "{text}");
        assert!(text.contains("\u{2068}حمایت همکاران\u{2069}"));
        assert!(text.ends_with("a b\n"));
    }

    #[test]
    fn a_table_without_columns_is_no_fault() {
        assert_eq!(Table::new(&[]).render(), "\n\n");
    }
}
