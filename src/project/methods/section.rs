//! A section of the draft, put together sentence by sentence.

use crate::exchange::{Block, Cell, Column, PrintedTable, Run, Showing};
use crate::study::Language;
use crate::text::Direction;

/// A section with its places in the guidelines.
pub(super) struct Section {
    pub name: &'static str,
    /// Items of COREQ; empty where it has none.
    coreq: &'static str,
    /// Standards of SRQR; empty where it has none.
    srqr: &'static str,
    /// Its place in the order of COREQ.
    pub in_coreq: usize,
    /// Its place in the order of SRQR.
    pub in_srqr: usize,
    pub blocks: Vec<Block>,
}

impl Section {
    pub fn new(
        name: &'static str,
        (coreq, in_coreq): (&'static str, usize),
        (srqr, in_srqr): (&'static str, usize),
    ) -> Self {
        Self {
            name,
            coreq,
            srqr,
            in_coreq,
            in_srqr,
            blocks: Vec::new(),
        }
    }

    pub fn heading(&self) -> String {
        let of = |guideline: &str, items: &str| match items {
            "" => None,
            items => Some(format!("{guideline} {items}")),
        };
        let places = [of("COREQ", self.coreq), of("SRQR", self.srqr)];
        let places: Vec<String> = places.into_iter().flatten().collect();
        format!("{} ({})", self.name, places.join("; "))
    }

    /// A sentence, with the command that gives its figures.
    pub fn say(&mut self, sentence: impl Into<String>, command: impl Into<String>) {
        let sentence = sentence.into();
        self.add([
            Run::Words(format!("{} (", sentence.trim_end_matches('.'))),
            Run::Command(command.into()),
            Run::Words("). ".into()),
        ]);
    }

    /// A sentence without figures.
    pub fn tell(&mut self, sentence: impl Into<String>) {
        self.add([Run::Words(format!("{} ", sentence.into()))]);
    }

    /// What emic cannot know.
    pub fn ask(&mut self, what: &str) {
        self.add([Run::ToFill(what.to_owned()), Run::Words(" ".into())]);
    }

    /// A table of words and numbers.
    pub fn table(&mut self, name: &str, caption: &str, heads: &[&str], rows: Vec<Vec<Cell>>) {
        let column = |title: &&str| Column {
            key: (*title).to_owned(),
            title: (*title).to_owned(),
            shown: Showing::Always,
            merges: None,
        };
        self.blocks.push(Block::Table(PrintedTable {
            name: name.to_owned(),
            caption: caption.to_owned(),
            language: Language::english(),
            direction: Direction::LeftToRight,
            columns: heads.iter().map(column).collect(),
            rows,
            notes: Vec::new(),
        }));
    }

    pub fn commands(&self) -> Vec<String> {
        let commands = self.all_runs().filter_map(|run| match run {
            Run::Command(text) => Some(text.clone()),
            _ => None,
        });
        commands.collect()
    }

    pub fn to_fill(&self) -> Vec<String> {
        let asked = self.all_runs().filter_map(|run| match run {
            Run::ToFill(text) => Some(text.clone()),
            _ => None,
        });
        asked.collect()
    }

    /// Its paragraphs as plain text.
    pub fn paragraphs(&self) -> Vec<String> {
        let paragraphs = self.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(runs) => {
                Some(runs.iter().map(plain).collect::<String>().trim().to_owned())
            }
            _ => None,
        });
        paragraphs.collect()
    }

    fn all_runs(&self) -> impl Iterator<Item = &Run> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Paragraph(runs) => runs.as_slice(),
            _ => &[],
        })
    }

    /// Adds to the paragraph that is being written.
    fn add(&mut self, runs: impl IntoIterator<Item = Run>) {
        match self.blocks.last_mut() {
            Some(Block::Paragraph(before)) => before.extend(runs),
            _ => self
                .blocks
                .push(Block::Paragraph(runs.into_iter().collect())),
        }
    }
}

fn plain(run: &Run) -> String {
    match run {
        Run::Words(text) => text.clone(),
        Run::Command(text) => format!("`{text}`"),
        Run::ToFill(text) => format!("[{text}]"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The plural of a level's name; names in other letters than Latin stay as they are.
pub(super) fn plural(name: &str) -> String {
    match name.chars().last() {
        Some('y') => format!("{}ies", &name[..name.len() - 1]),
        Some('s') => name.to_owned(),
        Some(c) if c.is_ascii_alphabetic() => format!("{name}s"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_written_as_papers_do() {
        assert_eq!(plural("category"), "categories");
        assert_eq!(plural("مضمون"), "مضمون");
        let parts = ["a", "b", "c"].map(String::from);
        assert_eq!(joined(&parts), "a, b and c");
    }

    #[test]
    fn a_section_knows_its_commands_and_what_is_asked() {
        let mut section = Section::new("Sample", ("16", 0), ("", 0));
        section.say("Four took part.", "emic status");
        section.ask("why four");
        assert_eq!(section.heading(), "Sample (COREQ 16)");
        assert_eq!(
            section.paragraphs(),
            ["Four took part (`emic status`). [why four]"]
        );
        assert_eq!(
            (section.commands(), section.to_fill()),
            (vec!["emic status".into()], vec!["why four".into()])
        );
    }
}
