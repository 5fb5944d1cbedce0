//! What rows are called, also those that are gone.

use crate::project::CodePoints;
use crate::store::{Row, RowChange, Table};
use crate::study::{PATH_SEPARATOR, Span};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The last that is known of every row.
pub(super) struct Names {
    rows: HashMap<(Table, i64), Row>,
    /// Attributes of participants that are not told, each with its study.
    hidden: HashSet<(i64, String)>,
}

impl Names {
    pub fn of(rows: HashMap<(Table, i64), Row>, hidden: HashSet<(i64, String)>) -> Self {
        Self { rows, hidden }
    }

    /// Whether an attribute of a participant is not told.
    pub fn is_hidden(&self, participant: i64, attribute: &str) -> bool {
        let study = self.number(Table::Participant, participant, "study");
        study.is_some_and(|study| self.hidden.contains(&(study, attribute.to_owned())))
    }

    /// A column of a row, where it is a text.
    pub fn text(&self, table: Table, row: i64, column: &str) -> Option<&str> {
        self.rows.get(&(table, row))?.get(column)?.as_str()
    }

    /// A column of a row, where it is a number.
    pub fn number(&self, table: Table, row: i64, column: &str) -> Option<i64> {
        self.rows.get(&(table, row))?.get(column)?.as_i64()
    }

    /// A code's path.
    pub fn path(&self, code: i64) -> String {
        let above = |id: &i64| self.number(Table::Code, *id, "parent");
        // No ladder is that long: a parent that history knows of two times cannot lead round and round.
        let chain = std::iter::successors(Some(code), above).take(20);
        let mut names: Vec<&str> = chain
            .map(|id| self.text(Table::Code, id, "name").unwrap_or("?"))
            .collect();
        names.reverse();
        names.join(PATH_SEPARATOR)
    }

    pub fn transcript(&self, id: i64) -> &str {
        self.text(Table::Transcript, id, "name").unwrap_or("?")
    }

    /// A stretch as it is written: `M4 736-904`, in code points.
    pub fn place(&self, transcript: i64, start: i64, end: i64) -> String {
        let span = Span::new(
            usize::try_from(start).unwrap_or(0),
            usize::try_from(end).unwrap_or(0),
        );
        let text = self
            .text(Table::Transcript, transcript, "text")
            .unwrap_or_default();
        let written = CodePoints::of(text).written(span);
        format!("{} {written}", self.transcript(transcript))
    }

    /// The words of a stretch; empty where the text has changed since.
    pub fn words(&self, transcript: i64, start: i64, end: i64) -> &str {
        let text = self
            .text(Table::Transcript, transcript, "text")
            .unwrap_or_default();
        let place = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        place
            .and_then(|(start, end)| text.get(start..end))
            .unwrap_or_default()
    }

    /// Where a unit lies.
    pub fn unit(&self, unit: i64) -> String {
        let number = |column| self.number(Table::Unit, unit, column).unwrap_or(0);
        self.place(
            number("transcript"),
            number("start_byte"),
            number("end_byte"),
        )
    }

    /// The rows of this name, without regard to case.
    pub fn called(&self, table: Table, name: &str) -> BTreeSet<i64> {
        let wanted = name.to_lowercase();
        let rows = self.rows.iter().filter(|((of, _), _)| *of == table);
        let rows = rows.filter(|(_, row)| {
            row.get("name")
                .and_then(|n| n.as_str())
                .is_some_and(|n| n.to_lowercase() == wanted)
        });
        rows.map(|((_, id), _)| *id).collect()
    }

    /// The codes that a name, a path or the end of one means, and all below them.
    pub fn codes_called(&self, text: &str) -> BTreeSet<i64> {
        let parts: Vec<String> = text
            .split('>')
            .map(|part| part.trim().to_lowercase())
            .collect();
        let wanted = parts.join(PATH_SEPARATOR);
        let codes = self
            .rows
            .keys()
            .filter(|(table, _)| *table == Table::Code)
            .map(|(_, id)| *id);
        let is_meant = |id: i64| {
            let path = self.path(id).to_lowercase();
            path == wanted || path.ends_with(&format!("{PATH_SEPARATOR}{wanted}"))
        };
        let above = |id: &i64| self.number(Table::Code, *id, "parent");
        codes
            .filter(|id| {
                std::iter::successors(Some(*id), above)
                    .take(20)
                    .any(is_meant)
            })
            .collect()
    }

    /// The codes that a change is about.
    pub fn codes_of(&self, change: &RowChange) -> Vec<i64> {
        let number = |column: &str| self.found(change, column);
        match change.table {
            Table::Code => vec![change.row],
            Table::Coding => number("code"),
            Table::Memo => {
                let of_coding = |coding: i64| self.number(Table::Coding, coding, "code");
                let codings = number("coding").into_iter().filter_map(of_coding);
                number("code").into_iter().chain(codings).collect()
            }
            Table::Decision => [number("code"), number("instead")].concat(),
            Table::Relation => [number("source"), number("target")].concat(),
            _ => Vec::new(),
        }
    }

    /// The transcripts that a change is about.
    pub fn transcripts_of(&self, change: &RowChange) -> Vec<i64> {
        let of_unit = |unit: i64| self.number(Table::Unit, unit, "transcript");
        match change.table {
            Table::Transcript => vec![change.row],
            Table::Turn | Table::Unit | Table::Decision => self.found(change, "transcript"),
            Table::Coding | Table::Sampled => self
                .found(change, "unit")
                .into_iter()
                .filter_map(of_unit)
                .collect(),
            Table::Memo => {
                let units = self.found(change, "unit").into_iter().filter_map(of_unit);
                self.found(change, "transcript")
                    .into_iter()
                    .chain(units)
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The study that a change is about.
    pub fn study_of(&self, change: &RowChange) -> Option<i64> {
        let first = |column: &str| self.found(change, column).first().copied();
        let within = |table: Table, row: Option<i64>| self.number(table, row?, "study");
        match change.table {
            Table::Study => Some(change.row),
            Table::Participant
            | Table::IdentifyingAttribute
            | Table::Sampled
            | Table::Transcript
            | Table::Code => first("study"),
            Table::Relation => within(Table::Code, first("source")),
            Table::Coder => None,
            Table::Coding => within(Table::Code, first("code")),
            Table::Memo => first("study")
                .or_else(|| within(Table::Participant, first("participant")))
                .or_else(|| within(Table::Code, first("code")))
                .or_else(|| {
                    within(
                        Table::Transcript,
                        self.transcripts_of(change).first().copied(),
                    )
                }),
            Table::Turn | Table::Unit | Table::Decision => within(
                Table::Transcript,
                self.transcripts_of(change).first().copied(),
            ),
        }
    }

    /// The numbers that a column had before and after a change; that of the row as it is known last where it did not change.
    fn found(&self, change: &RowChange, column: &str) -> Vec<i64> {
        let rows = [&change.before, &change.after].into_iter().flatten();
        let changed: Vec<i64> = rows.filter_map(|row| row.get(column)?.as_i64()).collect();
        match changed.is_empty() {
            true => self
                .number(change.table, change.row, column)
                .into_iter()
                .collect(),
            false => changed,
        }
    }
}
