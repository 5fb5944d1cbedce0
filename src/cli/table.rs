//! Tables for people.

use super::layout::{columns, padded, plain, width, wrapped};
use super::output::line;
use super::wrap::isolated;
use crate::error::Result;

/// On which side the cells of a column begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table; the last column is wrapped to the width of the terminal, the others are as wide as they need to be.
pub struct Table {
    header: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new<'a>(header: impl IntoIterator<Item = (&'a str, Side)>) -> Self {
        Self {
            header: header
                .into_iter()
                .map(|(name, side)| (name.to_owned(), side))
                .collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        // A leading space is the indent of a tree.
        self.rows
            .push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints the table.
    ///
    /// # Errors
    /// As [`line`].
    pub fn print(&self) -> Result<()> {
        for shown in self.lines(columns()) {
            line(shown)?;
        }
        Ok(())
    }

    fn lines(&self, total: usize) -> Vec<String> {
        let header: Vec<String> = self.header.iter().map(|(name, _)| name.clone()).collect();
        let all: Vec<&Vec<String>> = std::iter::once(&header).chain(&self.rows).collect();
        let last = self.header.len().saturating_sub(1);
        let widths: Vec<usize> = (0..=last)
            .map(|at| {
                all.iter()
                    .filter_map(|row| Some(width(row.get(at)?)))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let before: usize = widths[..last].iter().map(|w| w + 2).sum();
        let room = total.saturating_sub(before).max(20);
        let mut lines = Vec::new();
        for row in all {
            let mut shown = String::new();
            for (at, cell) in row.iter().enumerate().take(last) {
                let blank = widths[at].saturating_sub(width(cell));
                match self.header[at].1 {
                    Side::Left => shown.push_str(&padded(&isolated(cell), widths[at])),
                    Side::Right => shown.push_str(&format!("{}{cell}", " ".repeat(blank))),
                }
                shown.push_str("  ");
            }
            let cell = row.get(last).map_or("", String::as_str);
            let parts = match self.header.get(last) {
                Some((_, Side::Right)) => vec![format!(
                    "{}{cell}",
                    " ".repeat(widths[last].saturating_sub(width(cell)))
                )],
                _ if width(cell) <= room => vec![cell.to_owned()],
                _ => wrapped(cell, room),
            };
            for (at, part) in parts.iter().enumerate() {
                let begin = if at == 0 {
                    shown.clone()
                } else {
                    " ".repeat(before)
                };
                lines.push(format!("{begin}{}", isolated(part)).trim_end().to_owned());
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_every_script() {
        let mut table = Table::new([
            ("name", Side::Left),
            ("n", Side::Right),
            ("text", Side::Left),
        ]);
        table.row([
            "王".into(),
            "5".into(),
            "one two three four five six seven".into(),
        ]);
        table.row(["رنج".into(), "12".into(), "b\nc".into()]);
        assert_eq!(
            table.lines(36),
            [
                "name   n  text",
                "王     5  one two three four five",
                "          six seven",
                "\u{2068}رنج\u{2069}   12  b c",
            ]
        );
    }
}
