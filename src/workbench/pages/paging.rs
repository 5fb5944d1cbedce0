//! The way through the pages of a long list.

use crate::workbench::texts::{Texts, fill};

/// Where a page of a list stands.
#[derive(Debug, Default)]
pub(in crate::workbench) struct Paging {
    pub(in crate::workbench) told: String,
    pub(in crate::workbench) before: Option<String>,
    pub(in crate::workbench) after: Option<String>,
}

impl Paging {
    /// The page that shows `shown` of `total` things after passing over `skipped`, each page `size` long. `address` gives the
    /// address of the page that passes over so many.
    pub(in crate::workbench) fn of(
        texts: &Texts,
        (skipped, shown, total): (usize, usize, usize),
        size: usize,
        address: impl Fn(usize) -> String,
    ) -> Self {
        if shown == 0 {
            return Self::default();
        }
        let (first, last) = (skipped + 1, skipped + shown);
        Self {
            told: fill(
                texts.codebook.quotes_range,
                &[("first", &first), ("last", &last), ("total", &total)],
            ),
            before: (skipped > 0).then(|| address(skipped.saturating_sub(size))),
            after: (last < total).then(|| address(last)),
        }
    }
}
