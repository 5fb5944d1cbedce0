//! Themes by studies or by participants: a heat map, and the same as a table.

use super::asked::Asked;
use crate::compare::{Cell, Counted, Matrix, Row, Tally};
use crate::workbench::charts::{Heat, HeatCell, HeatColumn, HeatRow};
use crate::workbench::texts::{Texts, fill};

/// The comparison as the template shows it.
pub(in crate::workbench) struct ThemesView {
    pub(in crate::workbench) is_empty: bool,
    pub(in crate::workbench) svg: String,
    pub(in crate::workbench) note: &'static str,
    pub(in crate::workbench) file: String,
    pub(in crate::workbench) title: String,
    pub(in crate::workbench) heads: Vec<(String, String)>,
    pub(in crate::workbench) rows: Vec<RowView>,
}

/// A row of the table.
pub(in crate::workbench) struct RowView {
    pub(in crate::workbench) section: Option<String>,
    pub(in crate::workbench) span: usize,
    pub(in crate::workbench) label: String,
    pub(in crate::workbench) path: String,
    pub(in crate::workbench) cells: Vec<Option<HeatCell>>,
    pub(in crate::workbench) all: String,
    pub(in crate::workbench) all_href: String,
}

impl ThemesView {
    /// # Errors
    /// [`crate::Error::Internal`] where the picture cannot be drawn.
    pub(in crate::workbench) fn of(
        matrix: &Matrix,
        asked: &Asked,
        texts: &Texts,
    ) -> crate::Result<Self> {
        let heat = heat(matrix, asked, texts);
        let svg = heat.svg()?;
        let t = &texts.compare;
        let mut before = None;
        let rows = matrix.rows.iter().zip(heat.rows).map(|(row, drawn)| {
            let section = row.section.clone().filter(|s| before.as_ref() != Some(s));
            before.clone_from(&row.section);
            RowView {
                section,
                span: matrix.columns.len() + 1,
                label: drawn.label,
                path: row.path.clone(),
                cells: drawn.cells,
                all: row.total.units.to_string(),
                all_href: quotes(asked, row, None),
            }
        });
        let rows: Vec<RowView> = rows.collect();
        Ok(Self {
            is_empty: matrix.rows.is_empty() || matrix.columns.is_empty(),
            svg,
            note: match asked.first("show") {
                Some("participants") => t.heat_note_participants,
                Some("row") => t.heat_note_row,
                _ => t.heat_note,
            },
            file: asked
                .without(&["again"])
                .address("/compare/files/themes.svg"),
            title: heat.title,
            heads: heat
                .columns
                .into_iter()
                .map(|c| (c.label, c.note))
                .collect(),
            rows,
        })
    }
}

/// The matrix as a heat map.
pub(in crate::workbench) fn heat(matrix: &Matrix, asked: &Asked, texts: &Texts) -> Heat {
    let t = &texts.compare;
    let shown = Shown::of(asked);
    let cells = || {
        matrix
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().flatten())
    };
    let most = cells().map(|c| shown.share(c)).fold(0.0, f64::max);
    let level = match matrix.rows.first() {
        Some(first) if matrix.rows.iter().all(|r| r.level == first.level) => first.level.clone(),
        _ if asked.first("level").is_none() => t.themes.to_lowercase(),
        _ => texts.codebook.code.to_lowercase(),
    };
    let least = matrix
        .rows
        .iter()
        .map(|r| r.depth)
        .min()
        .unwrap_or_default();
    // Rows of one level stand under each other, however deep; only a whole ladder is set in.
    let is_ladder = asked.first("level") == Some("all");
    let mut before = None;
    let row = |row: &Row| {
        let section = row.section.clone().filter(|s| before.as_ref() != Some(s));
        before.clone_from(&row.section);
        let cells = row.cells.iter().zip(&matrix.columns);
        HeatRow {
            label: match row.counted {
                Counted::Branch => row.label.clone(),
                Counted::Rest => format!("{} …", row.label),
            },
            depth: if is_ladder { row.depth - least } else { 0 },
            section,
            cells: cells
                .map(|(cell, column)| {
                    let cell = cell.as_ref()?;
                    let href = quotes(asked, row, Some(&column.label));
                    let units = tally(cell.tally, texts);
                    Some(HeatCell {
                        number: shown.number(cell),
                        note: shown.note(cell, t.participants),
                        shade: if most > 0.0 {
                            shown.share(cell) / most
                        } else {
                            0.0
                        },
                        title: format!("{} · {}: {units}", row.label, column.label),
                        href: (cell.tally.units > 0).then_some(href),
                    })
                })
                .collect(),
        }
    };
    Heat {
        title: fill(t.heat_title, &[("level", &level), ("by", &matrix.by)]),
        columns: matrix
            .columns
            .iter()
            .map(|column| HeatColumn {
                label: column.label.clone(),
                note: fill(t.units, &[("units", &column.total.units)]),
            })
            .collect(),
        rows: matrix.rows.iter().map(row).collect(),
    }
}

/// Which number a cell shows.
#[derive(Clone, Copy)]
enum Shown {
    Units,
    Participants,
    ShareOfRow,
}

impl Shown {
    fn of(asked: &Asked) -> Self {
        match asked.first("show") {
            Some("participants") => Self::Participants,
            Some("row") => Self::ShareOfRow,
            _ => Self::Units,
        }
    }

    fn share(self, cell: &Cell) -> f64 {
        match self {
            Self::Units => cell.share_of_units,
            Self::Participants => cell.share_of_participants,
            Self::ShareOfRow => cell.share_of_row,
        }
    }

    fn number(self, cell: &Cell) -> String {
        match self {
            Self::Units => cell.tally.units.to_string(),
            Self::Participants => cell.tally.participants.to_string(),
            Self::ShareOfRow => format!("{:.0} %", cell.share_of_row),
        }
    }

    fn note(self, cell: &Cell, participants: &str) -> String {
        match self {
            _ if cell.tally.units == 0 => String::new(),
            Self::Units => {
                let people = fill(participants, &[("n", &cell.tally.participants)]);
                format!("{people} · {:.0} %", cell.share_of_units)
            }
            Self::Participants => format!("{:.0} %", cell.share_of_participants),
            Self::ShareOfRow => String::new(),
        }
    }
}

fn tally(tally: Tally, texts: &Texts) -> String {
    let t = &texts.codebook;
    let (units, people) = (
        t.unit_count.of(tally.units),
        t.participant_count.of(tally.participants),
    );
    format!("{units}, {people}")
}

fn quotes(asked: &Asked, row: &Row, column: Option<&str>) -> String {
    let nodes: Vec<String> = row.nodes.iter().map(ToString::to_string).collect();
    let of = asked
        .without(&["again", "show", "merge", "model"])
        .with("nodes", nodes.join(","))
        .with("row", &row.label);
    let of = match column {
        Some(column) => of.with("column", column),
        None => of,
    };
    of.address("/compare/quotes")
}
