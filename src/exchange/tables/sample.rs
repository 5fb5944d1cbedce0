//! Tables for the tests of the formats.

use super::printed::{Cell, Column, PrintedTable, Showing};
use crate::study::Language;
use crate::text::Direction;

pub(super) fn column(key: &str, title: &str, merges: Option<usize>) -> Column {
    Column {
        key: key.into(),
        title: title.into(),
        shown: Showing::Always,
        merges,
    }
}

/// Two themes with the category `y` under each.
pub(super) fn ladder() -> PrintedTable {
    let row = |texts: [&str; 3]| texts.map(Cell::text).to_vec();
    PrintedTable {
        name: "ladder".into(),
        caption: "Codes & themes".into(),
        language: Language::english(),
        direction: Direction::LeftToRight,
        columns: vec![
            column("theme", "Theme", Some(0)),
            column("category", "Category", Some(1)),
            column("code", "Code", None),
        ],
        rows: vec![
            row(["A", "x", "=1+1"]),
            row(["A", "x", "<b>&\"2\"|"]),
            row(["A", "y", "三\n😀"]),
            row(["B", "y", "-4 %"]),
        ],
        notes: vec!["Note: n < 5".into()],
    }
}

/// A Persian table with every kind of cell.
pub(in crate::exchange) fn persian() -> PrintedTable {
    PrintedTable {
        name: "codebook".into(),
        caption: "کتاب کد".into(),
        language: Language::new("fa"),
        direction: Direction::RightToLeft,
        columns: vec![
            column("code", "کد", None),
            column("units", "تعداد", None),
            column("share", "سهم", None),
            column("examples", "نمونه‌ها", None),
        ],
        rows: vec![
            vec![
                Cell::Name {
                    depth: 0,
                    text: "موانع".into(),
                },
                Cell::Count(12),
                Cell::Share(33.3),
                Cell::List(vec!["«در ICU تنها بودم» [F2]".into(), "I said سلام".into()]),
            ],
            vec![
                Cell::Name {
                    depth: 1,
                    text: "بار کاری".into(),
                },
                Cell::Count(0),
                Cell::Share(0.0),
                Cell::Empty,
            ],
        ],
        notes: Vec::new(),
    }
}
