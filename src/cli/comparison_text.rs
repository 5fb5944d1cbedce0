//! A comparison to read in a terminal: the numbers, then what is alike with the quotes side by side.

use super::layout::{counted, cut, padded, plain, width, wrapped};
use super::wrap::isolated;
use crate::compare::{Counted, Matrix, Quote, Shown, Tally, matrix_table};
use crate::project::Comparison;
use crate::study::PATH_SEPARATOR;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Pairs shown of two studies, and of each two of several.
const PAIRS_OF_TWO: usize = 8;
const PAIRS_OF_SEVERAL: usize = 3;
/// Lines of a quote that are shown.
const LINES: usize = 6;
/// What two columns of numbers take beside their heads.
const NUMBERS: usize = 12;
/// Between the names of nodes that are one row.
const ONE: &str = " ≈ ";
const LIKENESS: &str = "Likeness goes from 0 to 1 and joins: the names of the codes, their definitions, the words of their \
units, their meaning (sentence vectors), and cross coding (how each study's model codes the other's units). It is a place to \
look; the quotes shown are those that say most nearly what the other side says.";

/// The sheet a comparison is written on.
pub(super) struct Sheet {
    /// Columns of the terminal.
    pub width: usize,
    /// What stands in the cells.
    pub shown: Shown,
    /// Pairs for each two studies.
    pub pairs: Option<usize>,
}

impl Sheet {
    /// The whole comparison.
    pub fn show(&self, found: &Comparison) -> String {
        let mut text = self.key(&found.matrix);
        text.push_str(&self.matrix(&found.matrix));
        text.push_str(&self.legend(&found.matrix));
        if found.alignments.is_empty() {
            text.push_str(&self.quotes(&found.matrix));
        }
        let most = self.pairs.unwrap_or(match found.alignments.len() {
            0 | 1 => PAIRS_OF_TWO,
            _ => PAIRS_OF_SEVERAL,
        });
        if found.alignments.iter().any(|a| !a.pairs.is_empty()) {
            let _ = writeln!(text, "\n{}", self.lines(LIKENESS, 0).join("\n"));
        }
        for alignment in &found.alignments {
            text.push_str(&self.alignment(alignment, most));
            if found.alignments.len() == 1 {
                text.push_str(&self.alone(alignment));
            }
        }
        text
    }

    /// What the studies are.
    fn key(&self, matrix: &Matrix) -> String {
        let mut text = String::new();
        for (at, study) in matrix.studies.iter().enumerate() {
            let sign = letter(at);
            let title = match study.title.as_str() {
                "" => String::new(),
                title => format!(": {title}"),
            };
            let about = format!("{}{title} ({})", study.name, tally(study.total));
            for (line, part) in self.lines(&about, 4).iter().enumerate() {
                let margin = if line == 0 && is_by_study(matrix) {
                    sign.as_str()
                } else {
                    ""
                };
                let _ = writeln!(text, "{}{part}", padded(margin, 4));
            }
        }
        text.push('\n');
        text
    }

    /// The table; studies stand over their columns as letters, names of rows are cut where there is no room.
    fn matrix(&self, matrix: &Matrix) -> String {
        let mut shown = matrix.clone();
        let ladder = is_ladder(matrix);
        if is_by_study(matrix) {
            shown.by = level(matrix);
            for (at, column) in shown.columns.iter_mut().enumerate() {
                column.label = letter(at);
            }
        } else {
            shown.by = format!("{} by {}", level(matrix), matrix.by);
        }
        let heads: usize = shown
            .columns
            .iter()
            .map(|c| width(&c.label).max(NUMBERS - 2) + 2)
            .sum();
        let room = self.width.saturating_sub(heads + NUMBERS).max(24);
        for row in &mut shown.rows {
            let at = matrix
                .studies
                .iter()
                .position(|s| Some(&s.name) == row.section.as_ref());
            if let Some(at) = at.filter(|_| is_by_study(matrix)) {
                row.section = Some(format!("{}  {}", letter(at), matrix.studies[at].name));
            }
            if !ladder {
                row.depth = 0;
            }
            row.label = shortened(&row.label, room.saturating_sub(2 * row.depth));
        }
        matrix_table(&shown, self.shown)
    }

    fn legend(&self, matrix: &Matrix) -> String {
        let numbers = match self.shown {
            Shown::Counts => "coded units (participants)",
            Shown::ShareOfUnits => "percent of the column's coded units",
            Shown::ShareOfParticipants => "percent of the column's participants",
            Shown::ShareOfRow => "percent of the row's units",
        };
        let absent = matrix.rows.iter().any(|row| row.cells.contains(&None));
        let dash = if absent {
            "; – no such row in the study"
        } else {
            ""
        };
        format!("{numbers}{dash}\n")
    }

    /// A few quotes of every cell, row by row.
    fn quotes(&self, matrix: &Matrix) -> String {
        let mut text = String::new();
        for row in &matrix.rows {
            let cells = row.cells.iter().zip(&matrix.columns);
            let said: Vec<(&str, &Quote)> = cells
                .filter_map(|(cell, column)| Some((column.label.as_str(), cell.as_ref()?)))
                .flat_map(|(label, cell)| cell.quotes.iter().map(move |quote| (label, quote)))
                .collect();
            if said.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{}", isolated(&plain(&row.label)));
            for (label, quote) in said {
                let _ = writeln!(text, "  {}", isolated(&plain(label)));
                for line in self.said(quote, self.width.saturating_sub(4)) {
                    let _ = writeln!(text, "    {line}");
                }
            }
        }
        text
    }

    /// A quote and who said it where.
    pub(super) fn said(&self, quote: &Quote, room: usize) -> Vec<String> {
        let shown = quote.translation.as_ref().unwrap_or(&quote.text);
        let mut lines = wrapped(&format!("“{}”", plain(shown).trim()), room);
        if lines.len() > LINES {
            lines.truncate(LINES);
            if let Some(last) = lines.last_mut() {
                *last = format!("{} …", cut(last, room.saturating_sub(2)));
            }
        }
        let who = quote
            .participant
            .as_deref()
            .unwrap_or("participant not known");
        let mut about = format!("— {who}, {}", quote.study);
        if quote.participant.as_ref() != Some(&quote.transcript) {
            let _ = write!(about, ", {}", quote.transcript);
        }
        if quote.translation.is_some() {
            let _ = write!(about, " (translated from {})", quote.language);
        }
        lines.push(cut(&plain(&about), room));
        lines.iter().map(|line| isolated(line)).collect()
    }

    pub(super) fn lines(&self, text: &str, margin: usize) -> Vec<String> {
        let lines = wrapped(&plain(text), self.width.saturating_sub(margin));
        lines.iter().map(|line| isolated(line)).collect()
    }
}

fn is_by_study(matrix: &Matrix) -> bool {
    matrix.by == "study"
}

/// Whether rows stand for nodes above each other; else depth says nothing, and must not look as if it did.
pub(super) fn is_ladder(matrix: &Matrix) -> bool {
    let branches: BTreeSet<(&Option<String>, &str)> = (matrix.rows.iter())
        .filter(|row| row.counted == Counted::Branch)
        .map(|row| (&row.section, row.path.as_str()))
        .collect();
    matrix.rows.iter().any(|row| {
        let above = row.path.rsplit_once(PATH_SEPARATOR);
        above.is_some_and(|(above, _)| branches.contains(&(&row.section, above)))
    })
}

/// The name of the level where all rows share it.
fn level(matrix: &Matrix) -> String {
    match matrix.rows.split_first() {
        Some((first, rest)) if rest.iter().all(|row| row.level == first.level) => {
            first.level.clone()
        }
        _ => "code".to_owned(),
    }
}

/// A row's name in this room; of names that are one row, each gets its part.
fn shortened(label: &str, room: usize) -> String {
    let names: Vec<&str> = label.split(ONE).collect();
    if names.len() < 2 || width(label) <= room {
        return cut(label, room);
    }
    let part = (room.saturating_sub((names.len() - 1) * ONE.len()) / names.len()).max(8);
    let names: Vec<String> = names.iter().map(|name| cut(name, part)).collect();
    names.join(ONE)
}

/// A, B, …, Z, then numbers.
fn letter(at: usize) -> String {
    match u8::try_from(at) {
        Ok(at) if at < 26 => char::from(b'A' + at).to_string(),
        _ => (at + 1).to_string(),
    }
}

fn tally(tally: Tally) -> String {
    format!(
        "{}, {}",
        counted(tally.units, "units coded"),
        counted(tally.participants, "participants")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_of_a_merged_row_keeps_its_beginning() {
        assert_eq!(shortened("Support", 24), "Support");
        assert_eq!(shortened("a ≈ b", 24), "a ≈ b");
        let shown = shortened("Facilitators of education ≈ Facilitative resources", 40);
        assert!(width(&shown) <= 40, "{shown}");
        assert!(
            shown.contains("Facilitators of") && shown.contains("≈ Facilitative"),
            "{shown}"
        );
        assert_eq!(shortened("工资工资工资", 5), "工资…");
        assert_eq!(letter(0) + &letter(25) + &letter(26), "AZ27");
    }
}
