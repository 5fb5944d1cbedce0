//! A table as papers print it: a plain value, before anyone has decided on a file.

use super::widths;
use crate::study::Language;
use crate::text::Direction;

/// A table to be printed.
///
/// Upper levels stand in every row; [`PrintedTable::spans`] says which of them are one cell in print.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedTable {
    /// Short name without spaces (`codebook`): a sheet's name, an anchor.
    pub name: String,
    /// What stands above it.
    pub caption: String,
    /// The language of its heads.
    pub language: Language,
    /// Where its first column is: left, or right as in Persian.
    pub direction: Direction,
    /// The columns in the order of reading.
    pub columns: Vec<Column>,
    /// A cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What stands below it.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name for programs and for those who choose columns.
    pub key: String,
    /// Its head in print.
    pub title: String,
    /// When it is shown.
    pub shown: Showing,
    /// Equal cells under each other are one cell in print, as far as they are equal in all columns of smaller number too: 0 for
    /// the most abstract level.
    pub merges: Option<usize>,
}

/// When a column is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// Always.
    Always,
    /// In print, and there only where any of its cells is filled; always as data.
    WhereFilled,
    /// In print alone: what it shows stands in columns of its own as data.
    InPrint,
    /// As data alone, or where it is chosen.
    AsData,
}

/// What a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// To be read: upper levels merged, empty columns left out.
    Print,
    /// To be sorted, filtered and counted: every row whole, all columns.
    Data,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text; its lines are paragraphs.
    Text(String),
    /// Several texts, a paragraph each.
    List(Vec<String>),
    /// A name so many steps below the top.
    Name {
        /// Steps below the top.
        depth: usize,
        /// The name.
        text: String,
    },
    /// A number of things.
    Count(usize),
    /// A percentage.
    Share(f64),
}

impl Cell {
    /// A text, or nothing where it has no letter.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        match text.trim().is_empty() {
            true => Self::Empty,
            false => Self::Text(text),
        }
    }

    /// A text, or nothing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// Several texts, or nothing.
    pub fn list(texts: Vec<String>) -> Self {
        match texts.is_empty() {
            true => Self::Empty,
            false => Self::List(texts),
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Share(_))
    }

    /// How far a name is set in.
    pub fn depth(&self) -> usize {
        match self {
            Self::Name { depth, .. } => *depth,
            _ => 0,
        }
    }

    /// Its paragraphs, as they are read.
    pub fn paragraphs(&self) -> Vec<String> {
        let lines = |text: &str| -> Vec<String> {
            let lines = text.split([
                '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
            ]);
            let lines = lines.map(|line| line.trim().replace('\t', " "));
            lines.filter(|line| !line.is_empty()).collect()
        };
        match self {
            Self::Empty => Vec::new(),
            Self::Text(text) | Self::Name { text, .. } => lines(text),
            Self::List(texts) => texts.iter().flat_map(|text| lines(text)).collect(),
            Self::Count(number) => vec![number.to_string()],
            Self::Share(percent) => vec![format!("{percent:.0} %")],
        }
    }

    /// Its words as they are, lines between several of them.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) | Self::Name { text, .. } => text.clone(),
            Self::List(texts) => texts.join("\n"),
            Self::Share(percent) => format!("{percent:.1}"),
            other => other.paragraphs().join("\n"),
        }
    }
}

impl PrintedTable {
    /// The table with the columns of this layout; as data, nothing merges.
    pub fn laid_out(mut self, layout: Layout) -> Self {
        let is_filled = |at: usize| {
            self.rows
                .iter()
                .any(|row| row.get(at) != Some(&Cell::Empty))
        };
        let keep: Vec<bool> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| match (layout, column.shown) {
                (_, Showing::Always) => true,
                (Layout::Print, Showing::WhereFilled) => is_filled(at),
                (Layout::Data, Showing::WhereFilled | Showing::AsData) => true,
                (Layout::Print, Showing::InPrint) => true,
                (Layout::Print, Showing::AsData) | (Layout::Data, Showing::InPrint) => false,
            })
            .collect();
        retain(&mut self.columns, &keep);
        for row in &mut self.rows {
            retain(row, &keep);
        }
        if layout == Layout::Data {
            self.columns.iter_mut().for_each(|c| c.merges = None);
        }
        self
    }

    /// How many rows each cell covers: 1 for itself, more where equal cells below it are one with it, 0 where it is covered.
    pub fn spans(&self) -> Vec<Vec<usize>> {
        let mut spans = vec![vec![1; self.columns.len()]; self.rows.len()];
        for (at, column) in self.columns.iter().enumerate() {
            let Some(depth) = column.merges else {
                continue;
            };
            let above: Vec<usize> = (self.columns.iter().enumerate())
                .filter(|(_, other)| other.merges.is_some_and(|d| d <= depth))
                .map(|(at, _)| at)
                .collect();
            let mut first = 0;
            for row in 1..self.rows.len() {
                let is_same = above
                    .iter()
                    .all(|&c| self.rows[row].get(c) == self.rows[first].get(c));
                match is_same {
                    true => {
                        spans[row][at] = 0;
                        spans[first][at] += 1;
                    }
                    false => first = row,
                }
            }
        }
        spans
    }

    /// Whether a name has others below it, set in further.
    pub fn is_upper(&self, row: usize, column: usize) -> bool {
        let cell = |row: usize| self.rows.get(row).and_then(|cells| cells.get(column));
        match (cell(row), cell(row + 1)) {
            (Some(Cell::Name { depth, .. }), Some(Cell::Name { depth: next, .. })) => next > depth,
            _ => false,
        }
    }

    /// Whether the column holds numbers alone.
    pub fn is_number(&self, column: usize) -> bool {
        let mut cells = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .peekable();
        cells.peek().is_some() && cells.all(|cell| cell.is_number() || *cell == Cell::Empty)
    }

    /// How much of the width each column needs, adding up to 1.
    pub fn widths(&self) -> Vec<f64> {
        widths::widths(self)
    }

    /// Whether it needs a page on its side.
    pub fn is_wide(&self) -> bool {
        self.columns.len() > 4
    }
}

fn retain<T>(all: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    all.retain(|_| keep.next().copied().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::ladder;

    #[test]
    fn equal_cells_are_one_only_under_the_same_cells_above() {
        let table = ladder();
        // theme A: category x over two rows, then y; theme B: category y again, which is another one.
        let spans: Vec<Vec<usize>> = table
            .spans()
            .into_iter()
            .map(|row| row[..2].to_vec())
            .collect();
        assert_eq!(spans, [[3, 2], [0, 0], [0, 1], [1, 1]]);
        let data = table.laid_out(Layout::Data);
        assert!(data.spans().iter().flatten().all(|span| *span == 1));
    }

    #[test]
    fn each_layout_has_its_columns() {
        let mut table = ladder();
        table.columns[2].shown = Showing::AsData;
        table.columns[1].shown = Showing::InPrint;
        let keys = |table: PrintedTable| -> Vec<String> {
            assert!(
                table
                    .rows
                    .iter()
                    .all(|row| row.len() == table.columns.len())
            );
            table.columns.into_iter().map(|c| c.key).collect()
        };
        assert_eq!(
            keys(table.clone().laid_out(Layout::Print)),
            ["theme", "category"]
        );
        assert_eq!(
            keys(table.clone().laid_out(Layout::Data)),
            ["theme", "code"]
        );
        table.columns[1].shown = Showing::WhereFilled;
        table.rows.iter_mut().for_each(|row| row[1] = Cell::Empty);
        assert_eq!(keys(table.clone().laid_out(Layout::Print)), ["theme"]);
        assert_eq!(
            keys(table.laid_out(Layout::Data)),
            ["theme", "category", "code"]
        );
    }

    #[test]
    fn lines_are_paragraphs() {
        let cell = Cell::Text(" a\tb\r\n\n ترس \u{2028}😀".into());
        assert_eq!(cell.paragraphs(), ["a b", "ترس", "😀"]);
        assert_eq!(Cell::text(" \n"), Cell::Empty);
        assert_eq!(Cell::Share(12.34).paragraphs(), ["12 %"]);
        assert_eq!(Cell::Share(12.34).words(), "12.3");
    }
}
