//! What the tables of a study are made of.

use super::heads::Heads;
use super::levels::Levels;
use super::{LabelPattern, TableKind, TableRequest};
use crate::compare::CodedQuote;
use crate::error::{Error, Result};
use crate::exchange::{Cell, Column, PrintedTable, Showing};
use crate::project::comparing::Gathered;
use crate::project::{CompareRequest, Project};
use crate::study::{CodeId, Codebook, Participant, Study};
use std::collections::{BTreeSet, HashMap};

/// Codes that a remark names.
const NAMED: usize = 5;

/// A study with what people coded in it.
pub(super) struct Subject {
    pub study: Study,
    pub book: Codebook,
    /// The coded units, in the order of the transcripts.
    pub quotes: Vec<CodedQuote>,
    /// Those whom the conditions hold for.
    pub people: Vec<Participant>,
    pub levels: Levels,
    pub heads: Heads,
    numbers: HashMap<String, usize>,
    filtered: bool,
}

impl Project {
    pub(super) fn subject(&self, request: &TableRequest) -> Result<Subject> {
        let study = match request.studies.as_slice() {
            [] => self.study(None)?,
            [name] => self.study(Some(name))?,
            _ => {
                return Err(Error::input(
                    "this table is of one study; choose one with --study",
                ));
            }
        };
        let Gathered {
            studies, quotes, ..
        } = self.gathered(&CompareRequest {
            studies: vec![study.name.clone()],
            attributes: request.attributes.clone(),
            coders: request.coders.clone(),
            ..CompareRequest::default()
        })?;
        let book = studies.into_iter().next().map(|(_, book)| book);
        let book = book.unwrap_or_default();
        let mut people = self.store.participants(study.id)?;
        let numbers = (1..).zip(&people);
        let numbers = numbers.map(|(n, p)| (p.label.clone(), n)).collect();
        if let Some(label) = &request.label {
            let known = people.iter().flat_map(|p| p.attributes.keys());
            label.check(&known.map(String::as_str).collect())?;
        }
        let matches = |p: &Participant| request.attributes.iter().all(|f| f.matches(&p.attributes));
        people.retain(matches);
        let heads = Heads::of(request.language.as_ref(), [&book], &people);
        Ok(Subject {
            levels: Levels::of(&study, &book, &heads),
            filtered: !(request.attributes.is_empty() && request.coders.is_empty()),
            study,
            book,
            quotes,
            people,
            heads,
            numbers,
        })
    }
}

impl Subject {
    /// An empty table of this kind.
    pub fn table(&self, kind: TableKind, columns: Vec<Column>) -> PrintedTable {
        let title = match self.study.title.trim() {
            "" => &self.study.name,
            title => title,
        };
        PrintedTable {
            name: kind.name().to_owned(),
            caption: self.heads.caption(kind, title),
            language: self.heads.language().clone(),
            direction: self.heads.direction(),
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A column whose head is one of ours.
    pub fn column(&self, key: &str, shown: Showing) -> Column {
        Column {
            key: key.to_owned(),
            title: self.heads.of_column(key),
            shown,
            merges: None,
        }
    }

    /// The quotes that bear each code or one below it.
    pub fn bearing(&self) -> HashMap<CodeId, Vec<&CodedQuote>> {
        let mut bearing: HashMap<CodeId, Vec<&CodedQuote>> = HashMap::new();
        for quote in &self.quotes {
            let above = quote
                .codes
                .iter()
                .flat_map(|code| self.book.ancestry(*code));
            let above: BTreeSet<CodeId> = above.map(|code| code.id).collect();
            for code in above {
                bearing.entry(code).or_default().push(quote);
            }
        }
        bearing
    }

    /// Each code in the order of the codebook with the quotes that bear it itself.
    pub fn by_code(&self) -> Vec<(CodeId, Vec<&CodedQuote>)> {
        let mut own: HashMap<CodeId, Vec<&CodedQuote>> = HashMap::new();
        for quote in &self.quotes {
            for code in &quote.codes {
                own.entry(*code).or_default().push(quote);
            }
        }
        let codes = self.book.codes().iter();
        codes
            .filter_map(|code| Some((code.id, own.remove(&code.id)?)))
            .collect()
    }

    /// Who says the quote, as `label` has it.
    pub fn label(&self, label: &LabelPattern, quote: &CodedQuote) -> String {
        let number = quote.participant.as_ref().and_then(|p| self.numbers.get(p));
        label.fill(quote, &self.study.name, number.copied())
    }

    /// The names of all attributes, as columns after these.
    pub fn attribute_columns(&self, taken: &[Column], shown: Showing) -> Vec<(String, Column)> {
        let names: BTreeSet<&String> = self
            .people
            .iter()
            .flat_map(|p| p.attributes.keys())
            .collect();
        let column = |name: &String| {
            let key = match taken.iter().any(|column| column.key == *name) {
                true => format!("participant {name}"),
                false => name.clone(),
            };
            let column = Column {
                title: self.heads.of_column(name),
                key,
                shown,
                merges: None,
            };
            (name.clone(), column)
        };
        names.into_iter().map(column).collect()
    }

    /// What these tables do not show.
    pub fn remarks(&self, kinds: &[TableKind]) -> Vec<String> {
        let of_units = [TableKind::Analysis, TableKind::Quotes];
        if !kinds.iter().any(|kind| of_units.contains(kind)) {
            return Vec::new();
        }
        let bearing = self.bearing();
        let silent: Vec<&str> = (self.book.codes().iter())
            .filter(|code| self.book.is_leaf(code.id) && !bearing.contains_key(&code.id))
            .map(|code| code.name.as_str())
            .collect();
        let (named, more) = silent.split_at(silent.len().min(NAMED));
        let more = match more.len() {
            0 => String::new(),
            n => format!(" · and {n} more"),
        };
        let why = match self.filtered {
            true => "no such unit bears",
            false => "no unit bears",
        };
        match silent.len() {
            0 => Vec::new(),
            1 => vec![format!("1 code is not in it, as {why} it: {}", silent[0])],
            n => vec![format!(
                "{n} codes are not in it, as {why} them: {}{more}",
                named.join(" · ")
            )],
        }
    }
}

/// Participants that quotes come from.
pub(super) fn participants(quotes: &[&CodedQuote]) -> Cell {
    let people: BTreeSet<&String> = quotes
        .iter()
        .filter_map(|q| q.participant.as_ref())
        .collect();
    Cell::Count(people.len())
}
