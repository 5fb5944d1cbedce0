//! Tables for papers: one value, [`PrintedTable`], and one file a format.
//!
//! ```text
//! project ─► PrintedTable ─laid out─┬─► docx · html · md · tex · xlsx   upper levels merged over their rows
//!                                   └─► csv · jsonl (· xlsx)            every row whole
//! ```
//! To add a format: a file here with its [`TableFormat`], and a line in [`TABLE_FORMATS`].

mod csv;
pub(super) mod docx;
pub(super) mod html;
mod jsonl;
mod latex;
pub(super) mod markdown;
mod printed;
mod widths;
mod xlsx;

#[cfg(test)]
pub(super) mod sample;

pub use printed::{Cell, Column, Layout, PrintedTable, Showing};

use crate::error::{Error, Result};

/// The formats that tables are written in.
pub const TABLE_FORMATS: [&TableFormat; 7] = [
    &docx::FORMAT,
    &xlsx::FORMAT,
    &html::FORMAT,
    &markdown::FORMAT,
    &latex::FORMAT,
    &csv::FORMAT,
    &jsonl::FORMAT,
];

/// A format that tables are written in.
#[derive(Debug)]
pub struct TableFormat {
    /// As a person calls it: `docx`.
    pub name: &'static str,
    /// Endings of its files, the usual one first.
    pub endings: &'static [&'static str],
    /// As a browser calls it.
    pub media_type: &'static str,
    /// What the format is for.
    pub layout: Layout,
    /// Whether it is text, which a terminal can show.
    pub is_text: bool,
    /// Whether one file can hold several tables.
    pub holds_several: bool,
    write: fn(&[PrintedTable]) -> Result<Vec<u8>>,
}

impl TableFormat {
    /// The format of this name or ending.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.to_lowercase();
        TABLE_FORMATS
            .into_iter()
            .find(|format| format.name == name || format.endings.contains(&name.as_str()))
    }

    /// The bytes of a file with these tables, laid out as the format is meant or as `layout` says.
    ///
    /// # Errors
    /// [`Error::Input`] for several tables where a file holds one; [`Error::Internal`] where a writer fails, which it does not in memory.
    pub fn write(&self, tables: Vec<PrintedTable>, layout: Option<Layout>) -> Result<Vec<u8>> {
        if tables.len() != 1 && !self.holds_several {
            return Err(Error::input(format!(
                "a .{} file holds one table; choose one, or write them as docx, xlsx, html, md or tex",
                self.endings[0]
            )));
        }
        let layout = layout.unwrap_or(self.layout);
        let tables: Vec<PrintedTable> = tables
            .into_iter()
            .map(|table| table.laid_out(layout))
            .collect();
        (self.write)(&tables)
    }
}

#[cfg(test)]
mod tests {
    use super::sample::{ladder, persian};
    use super::*;

    #[test]
    fn every_format_writes_every_table_and_the_empty_one() {
        for format in TABLE_FORMATS {
            for layout in [None, Some(Layout::Data), Some(Layout::Print)] {
                for mut table in [ladder(), persian()] {
                    assert!(
                        !format
                            .write(vec![table.clone()], layout)
                            .unwrap()
                            .is_empty()
                    );
                    table.rows.clear();
                    format.write(vec![table.clone()], layout).unwrap();
                    table.columns.clear();
                    format.write(vec![table], layout).unwrap();
                }
            }
            let several = format.write(vec![ladder(), persian()], None);
            assert_eq!(several.is_ok(), format.holds_several, "{}", format.name);
        }
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        for format in TABLE_FORMATS {
            let one = format.write(vec![persian()], None).unwrap();
            assert!(
                one == format.write(vec![persian()], None).unwrap(),
                "{}",
                format.name
            );
        }
    }

    #[test]
    fn formats_are_found_by_name_and_ending() {
        for (name, wanted) in [
            ("DOCX", Some("docx")),
            ("tex", Some("latex")),
            ("htm", Some("html")),
            ("pdf", None),
        ] {
            assert_eq!(TableFormat::find(name).map(|f| f.name), wanted, "{name}");
        }
    }
}
