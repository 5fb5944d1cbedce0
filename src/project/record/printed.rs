//! The record for an auditor: a table to sort and filter, or a document to read.

use super::{DecisionRecord, Record, RecordEntry};
use crate::error::Result;
use crate::exchange::{Block, Cell, Column, PrintedDocument, PrintedTable, Run, Showing};
use crate::project::Project;
use crate::study::{Language, Verdict};
use crate::text::Direction;

/// As many lines of one change are printed in a document; the table has all.
const PRINTED: usize = 40;

impl Record {
    /// A row for each thing that a change touched, for a spreadsheet.
    pub fn table(&self) -> PrintedTable {
        let mut table = empty("record", &HEADS);
        for entry in &self.entries {
            let head = head(entry);
            if entry.changes.is_empty() {
                table
                    .rows
                    .push([head.clone(), vec![Cell::Empty; 4]].concat());
            }
            for change in &entry.changes {
                let cells = [&change.thing, &change.field, &change.before, &change.after];
                table
                    .rows
                    .push([head.clone(), cells.map(Cell::text).to_vec()].concat());
            }
        }
        table
    }

    fn printed(&self) -> PrintedTable {
        let mut table = empty("record", &HEADS);
        for column in table.columns.iter_mut().take(OF_EVENT) {
            column.merges = Some(0);
        }
        for entry in &self.entries {
            let head = head(entry);
            let mut push = |cells: [&str; 4]| {
                table
                    .rows
                    .push([head.clone(), cells.map(Cell::text).to_vec()].concat());
            };
            for change in entry.changes.iter().take(PRINTED) {
                push([&change.thing, &change.field, &change.before, &change.after]);
            }
            match entry.changes.len() {
                0 => push([""; 4]),
                n if n > PRINTED => {
                    let more = format!(
                        "and {} more; all of them: emic history --format csv",
                        n - PRINTED
                    );
                    push([&more, "", "", ""]);
                }
                _ => {}
            }
        }
        table
    }
}

impl DecisionRecord {
    /// A row for each decision.
    pub fn table(&self) -> PrintedTable {
        let mut table = empty(
            "decisions",
            &[
                "when",
                "who",
                "transcript",
                "start",
                "end",
                "words",
                "decision",
                "suggested",
                "given instead",
                "probability",
                "chosen before it was shown",
                "model",
            ],
        );
        for decision in &self.decisions {
            table.rows.push(vec![
                Cell::text(&decision.at),
                Cell::text(&decision.coder),
                Cell::text(&decision.transcript),
                Cell::Count(decision.start),
                Cell::Count(decision.end),
                Cell::text(&decision.text),
                Cell::text(verdict(decision.verdict)),
                Cell::maybe(decision.code.as_ref()),
                Cell::maybe(decision.instead.as_ref()),
                decision
                    .probability
                    .map_or(Cell::Empty, |p| Cell::Share(p * 100.0)),
                Cell::text(if decision.blind { "yes" } else { "" }),
                Cell::maybe(decision.model.as_ref()),
            ]);
        }
        table
    }

    /// A row for each code with what was said to its suggestions.
    pub fn by_code(&self) -> PrintedTable {
        let mut table = empty(
            "decisions-by-code",
            &["code", "shown", "accepted", "corrected", "rejected"],
        );
        let is_blind = self.decisions.iter().any(|d| d.blind);
        if is_blind {
            let blind = ["blind: the same code", "blind: another code"];
            table.columns.extend(blind.map(column));
        }
        for code in &self.codes {
            let mut counts = vec![code.shown, code.accepted, code.corrected, code.rejected];
            if is_blind {
                counts.extend([code.blind_same, code.blind_other]);
            }
            let mut row = vec![Cell::text(&code.code)];
            row.extend(counts.into_iter().map(Cell::Count));
            table.rows.push(row);
        }
        table
    }
}

impl Project {
    /// The record as a document for an auditor: the changes, and after them study by study the decisions on suggestions.
    ///
    /// # Errors
    /// [`crate::Error::File`] where the project file cannot be read.
    pub fn record_document(&self, record: &Record) -> Result<PrintedDocument> {
        let file = self
            .store
            .path()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let mut blocks = vec![
            Block::Paragraph(vec![
                Run::Words(format!(
                    "{} of {} changes of the project {file}, in the order in which they were made; times are UTC. History is written by the \
                     project file itself with every change and cannot be altered; what was taken back is marked, and taking back is a change like \
                     others. Made with emic {}: ",
                    record.entries.len(),
                    record.of,
                    env!("CARGO_PKG_VERSION"),
                )),
                Run::Command("emic history --format html".into()),
            ]),
            Block::Heading(1, "Changes".into()),
            Block::Table(record.printed()),
        ];
        for study in self.store.studies()? {
            let decisions = self.decision_record(&study)?;
            if decisions.decisions.is_empty() && decisions.shown == 0 {
                continue;
            }
            blocks.push(Block::Heading(
                1,
                format!("Decisions on suggestions: {}", study.name),
            ));
            blocks.push(Block::words(
                "Codes are suggested by emic and given by persons alone. Every decision on a suggestion is kept, with the probability that was shown; so is which codes were shown at all, once for each stretch.",
            ));
            blocks.push(Block::Table(decisions.by_code()));
            blocks.push(Block::Table(decisions.table()));
        }
        Ok(PrintedDocument {
            title: format!("Audit trail: {file}"),
            language: Language::english(),
            blocks,
        })
    }
}

const HEADS: [&str; 9] = [
    "change",
    "when",
    "who",
    "what",
    "taken back",
    "thing",
    "of it",
    "before",
    "after",
];
/// As many of the columns are of the change and not of what it touched.
const OF_EVENT: usize = 5;

fn head(entry: &RecordEntry) -> Vec<Cell> {
    vec![
        Cell::text(entry.event.to_string()),
        Cell::text(entry.at.get(..19).unwrap_or(&entry.at).replace('T', " ")),
        Cell::text(entry.coder.as_deref().unwrap_or("emic")),
        Cell::text(&entry.summary),
        Cell::text(if entry.taken_back { "yes" } else { "" }),
    ]
}

fn empty(name: &str, columns: &[&str]) -> PrintedTable {
    PrintedTable {
        name: name.to_owned(),
        caption: String::new(),
        language: Language::english(),
        direction: Direction::LeftToRight,
        columns: columns.iter().map(|title| column(title)).collect(),
        rows: Vec::new(),
        notes: Vec::new(),
    }
}

fn column(title: &str) -> Column {
    Column {
        key: title.to_owned(),
        title: title.to_owned(),
        shown: Showing::Always,
        merges: None,
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accepted",
        Verdict::Correct => "corrected",
        Verdict::Reject => "rejected",
        Verdict::Skip => "skipped",
    }
}
