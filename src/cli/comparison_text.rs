//! A comparison to read in a terminal: the numbers, then what is alike with the quotes side by side.

use super::layout::{counted, cut, padded, plain, width, wrapped};
use super::wrap::isolated;
use crate::compare::{
    AlignedCode, AlignedPair, Alignment, Counted, Match, Matrix, Quote, Shown, Tally, matrix_table,
};
use crate::project::Comparison;
use crate::study::PATH_SEPARATOR;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Pairs shown of two studies, and of each two of several.
const PAIRS_OF_TWO: usize = 8;
const PAIRS_OF_SEVERAL: usize = 3;
/// Lines of a quote that are shown.
const LINES: usize = 6;
/// Between what stands side by side.
const GAP: &str = "   ";
/// Narrower columns than this stand one under the other.
const NARROWEST: usize = 34;
/// What two columns of numbers take beside their heads.
const NUMBERS: usize = 12;
/// A view that says less than this is not told.
const TELLING: f64 = 0.1;
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
            let about = format!("{}: {} ({})", study.name, study.title, tally(study.total));
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
            row.label = cut(&row.label, room.saturating_sub(2 * row.depth));
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

    fn alignment(&self, alignment: &Alignment, most: usize) -> String {
        let (left, right) = (&alignment.left, &alignment.right);
        let mut text = format!("\n{}\n", "═".repeat(self.width));
        let _ = writeln!(text, "What is alike in {left} and {right}");
        if alignment.pairs.is_empty() {
            text.push_str("no two codes are alike enough to be named\n");
        }
        for (number, pair) in (1..).zip(alignment.pairs.iter().take(most)) {
            text.push_str(&self.pair(number, pair));
        }
        let more = alignment.pairs.len().saturating_sub(most);
        if more > 0 {
            let _ = writeln!(
                text,
                "\n{} (--pairs {})",
                counted(more, "pairs more"),
                alignment.pairs.len()
            );
        }
        text
    }

    /// Codes that have no like in the other study.
    fn alone(&self, alignment: &Alignment) -> String {
        let mut text = String::new();
        for (study, alone) in [
            (&alignment.left, &alignment.left_alone),
            (&alignment.right, &alignment.right_alone),
        ] {
            if !alone.is_empty() && !alignment.pairs.is_empty() {
                let names: Vec<&str> = alone.iter().map(|code| code.name.as_str()).collect();
                let about = format!("{study}, nothing alike found for: {}", names.join("; "));
                let _ = writeln!(text, "\n{}", self.lines(&about, 0).join("\n"));
            }
        }
        text
    }

    fn pair(&self, number: usize, pair: &AlignedPair) -> String {
        let mut facts = vec![format!("{number}. likeness {:.2}", pair.score)];
        facts.extend(best(pair.best).map(str::to_owned));
        facts.extend(told_by(pair));
        let mut text = format!("\n{}\n", self.lines(&facts.join(" · "), 0).join("\n"));
        let room = self.width.saturating_sub(GAP.len()) / 2;
        let (left, right) = (
            (&pair.left, &pair.left_quotes),
            (&pair.right, &pair.right_quotes),
        );
        if room < NARROWEST {
            for (code, quotes) in [left, right] {
                for line in self.side(code, quotes, self.width.saturating_sub(2)) {
                    let _ = writeln!(text, "  {line}");
                }
            }
            return text;
        }
        let (left, right) = (
            self.side(left.0, left.1, room),
            self.side(right.0, right.1, room),
        );
        for at in 0..left.len().max(right.len()) {
            let part = |side: &[String]| side.get(at).cloned().unwrap_or_default();
            let line = format!("{}{GAP}{}", padded(&part(&left), room), part(&right));
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// A code with its quotes, as lines.
    fn side(&self, code: &AlignedCode, quotes: &[Quote], room: usize) -> Vec<String> {
        let head = format!("{} ({})", code.name, counted(code.units, "units"));
        let mut lines: Vec<String> = wrapped(&plain(&head), room)
            .iter()
            .map(|line| isolated(line))
            .collect();
        for quote in quotes {
            lines.extend(self.said(quote, room));
        }
        lines
    }

    /// A quote and who said it where.
    fn said(&self, quote: &Quote, room: usize) -> Vec<String> {
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

    fn lines(&self, text: &str, margin: usize) -> Vec<String> {
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

/// The views that speak for the pair, the strongest first.
fn told_by(pair: &AlignedPair) -> Option<String> {
    let mut views = pair.views.views();
    views.retain(|(_, value, _)| *value >= TELLING);
    views.sort_by(|a, b| b.1.total_cmp(&a.1));
    let views: Vec<String> = (views.iter())
        .map(|(name, value, _)| format!("{name} {value:.2}"))
        .collect();
    (!views.is_empty()).then(|| views.join(", "))
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

fn best(best: Match) -> Option<&'static str> {
    match best {
        Match::Mutual => Some("each the other's best"),
        Match::BestOfLeft => Some("best for the left"),
        Match::BestOfRight => Some("best for the right"),
        Match::Further => None,
    }
}
