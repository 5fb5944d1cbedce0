//! Codes of two studies that are alike, with their quotes side by side.

use super::comparison_text::Sheet;
use super::layout::{counted, padded, plain, wrapped};
use super::wrap::isolated;
use crate::compare::{AlignedCode, AlignedPair, Alignment, Match, Quote};
use std::fmt::Write as _;

/// Between what stands side by side.
const GAP: &str = "   ";
/// Narrower columns than this stand one under the other.
const NARROWEST: usize = 34;
/// A view that says less than this is not told.
const TELLING: f64 = 0.1;

impl Sheet {
    /// What is alike in two studies, the likest `most` pairs.
    pub(super) fn alignment(&self, alignment: &Alignment, most: usize) -> String {
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
    pub(super) fn alone(&self, alignment: &Alignment) -> String {
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
        if code.units == 0 {
            lines.push("no unit bears it".to_owned());
        }
        for quote in quotes {
            lines.extend(self.said(quote, room));
        }
        lines
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

fn best(best: Match) -> Option<&'static str> {
    match best {
        Match::Mutual => Some("each the other's best"),
        Match::BestOfLeft => Some("best for the left"),
        Match::BestOfRight => Some("best for the right"),
        Match::Further => None,
    }
}
