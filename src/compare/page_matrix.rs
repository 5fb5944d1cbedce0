//! The matrix on the page: a heat map that is a table, and the quotes of every cell below it.

use super::ladder::Counted;
use super::matrix::{Cell, Column, Matrix, Row, StudyNote, Tally};
use super::page;
use maud::{Markup, html};

/// The `at`-th matrix of the page.
pub(super) fn section(heading: &str, matrix: &Matrix, at: usize) -> Markup {
    html! {
        section id={ "matrix-" (at) } {
            h2 { (heading) }
            @if matrix.rows.is_empty() || matrix.columns.is_empty() {
                p.note { "Nothing to compare yet: no codes, or no coded units." }
            } @else {
                @if at == 0 { (how_to_read()) }
                (heat_map(heading, matrix, at))
                (quotes(matrix, at))
            }
        }
    }
}

fn how_to_read() -> Markup {
    html! {
        p.note {
            "How to read it: the large number counts coded meaning units; below it stand the participants (p.) they come from and the share of "
            "the column’s units. The stronger the shade, the larger that share. A unit with codes of several rows counts in each, so shares "
            "may add up to over 100 %. A dash: the study has no such row. Follow a number to its quotes."
        }
    }
}

/// The studies of all matrices of the page, each once.
pub(super) fn studies<'a>(matrices: impl Iterator<Item = &'a Matrix>) -> Markup {
    let mut notes: Vec<&StudyNote> = Vec::new();
    for note in matrices.flat_map(|matrix| &matrix.studies) {
        if !notes.iter().any(|known| known.name == note.name) {
            notes.push(note);
        }
    }
    html! {
        dl.studies {
            @for study in notes {
                div {
                    dt dir="auto" { (study.name) }
                    dd {
                        span dir="auto" { (study.title) } " "
                        small { (study.method) " · " (counted(study.total)) }
                    }
                }
            }
        }
    }
}

fn heat_map(heading: &str, matrix: &Matrix, at: usize) -> Markup {
    let most = (matrix.rows.iter().flat_map(|r| r.cells.iter().flatten()))
        .map(|cell| cell.share_of_units)
        .fold(0.0, f64::max);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(heading) {
            table.heat {
                caption { (heading) }
                thead { tr {
                    th scope="col" { (by(matrix)) }
                    @for column in &matrix.columns { (head(column)) }
                    th.total scope="col" { "All" (base(matrix.total)) }
                } }
                @for rows in matrix.rows.chunk_by(|a, b| a.section == b.section) {
                    tbody {
                        @if let Some(study) = rows.first().and_then(|r| r.section.as_ref()) {
                            tr.group {
                                th scope="rowgroup" dir="auto" { (study) }
                                td colspan=(matrix.columns.len() + 1) {}
                            }
                        }
                        @for row in rows { (line(matrix, row, at, most)) }
                    }
                }
            }
        }
    }
}

fn by(matrix: &Matrix) -> String {
    match matrix.rows.first().map(|row| row.level.as_str()) {
        Some(level) if matrix.rows.iter().all(|r| r.level == level) => {
            format!("{level} by {}", matrix.by)
        }
        _ => format!("code by {}", matrix.by),
    }
}

fn head(column: &Column) -> Markup {
    html! { th scope="col" { span dir="auto" { (column.label) } (base(column.total)) } }
}

fn line(matrix: &Matrix, row: &Row, at: usize, most: f64) -> Markup {
    let here = place(matrix, row);
    html! {
        tr {
            th scope="row" {
                span dir="auto" style={ "padding-inline-start:" (row.depth_shown(matrix)) "em" } { (row.label) }
                @if row.counted == Counted::Rest { small { "coded here, in none of the rows below it" } }
            }
            @for (j, cell) in row.cells.iter().enumerate() {
                @match cell {
                    None => td.none { span aria-hidden="true" { "–" } span.hidden { "does not apply" } },
                    Some(cell) => (filled(cell, &format!("#q-{at}-{here}-{j}"), most)),
                }
            }
            td.total { b { (row.total.units) } small { (row.total.participants) " p." } }
        }
    }
}

fn filled(cell: &Cell, link: &str, most: f64) -> Markup {
    let heat = if most > 0.0 {
        cell.share_of_units / most
    } else {
        0.0
    };
    html! {
        td.cell style=(format!("--heat:{heat:.2}")) {
            @if cell.quotes.is_empty() { b { (cell.tally.units) } } @else { a href=(link) { (cell.tally.units) } }
            @if cell.tally.units > 0 { small { (cell.tally.participants) " p. · " (format!("{:.0} %", cell.share_of_units)) } }
        }
    }
}

fn quotes(matrix: &Matrix, at: usize) -> Markup {
    html! {
        h3 { "Quotes" }
        @for row in matrix.rows.iter().filter(|row| row.total.units > 0) {
            div.row-quotes {
                h4 dir="auto" { (row.label) @if let Some(study) = &row.section { " " small { (study) } } }
                @if !row.definition.is_empty() { p.definition dir="auto" { (row.definition) } }
                @for (j, (cell, column)) in row.cells.iter().zip(&matrix.columns).enumerate() {
                    @if let Some(cell) = cell.as_ref().filter(|c| !c.quotes.is_empty()) {
                        details {
                            summary { bdi { (column.label) } " " small { (counted(cell.tally)) } }
                            div.quotes id={ "q-" (at) "-" (place(matrix, row)) "-" (j) } {
                                @for quote in &cell.quotes { (page::quote(quote)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn place(matrix: &Matrix, row: &Row) -> usize {
    matrix
        .rows
        .iter()
        .position(|r| std::ptr::eq(r, row))
        .unwrap_or_default()
}

impl Row {
    /// Rows of one level stand under each other; only a whole ladder is set in.
    fn depth_shown(&self, matrix: &Matrix) -> usize {
        let least = matrix
            .rows
            .iter()
            .map(|r| r.depth)
            .min()
            .unwrap_or_default();
        if matrix
            .rows
            .iter()
            .any(|r| r.depth != least && r.counted == Counted::Branch)
        {
            self.depth.saturating_sub(least)
        } else {
            0
        }
    }
}

fn counted(tally: Tally) -> String {
    format!(
        "{}, {}",
        crate::text::counted(tally.units, "units"),
        crate::text::counted(tally.participants, "participants")
    )
}

/// What a column's shares are taken of, a line each.
fn base(tally: Tally) -> Markup {
    let counted = counted(tally);
    html! { @for part in counted.split(", ") { small { (part) } } }
}
