//! What they deleted since the copies parted.
//!
//! Mine stays unless theirs is taken, and then only what nothing else hangs on goes. This comes first: the numbers of what both had
//! are the same in both copies.

use super::content::{Content, Row};
use super::{Conflict, ConflictAbout as About, Merger, Rows, Take};
use crate::error::Result;
use crate::study::{CodeId, Codebook, CoderId, Coding, Span, TranscriptId, UnitId};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A coding as it is known in both copies: of things that both had.
type Known = (TranscriptId, Span, CodeId, CoderId);

impl Merger<'_, '_> {
    pub(super) fn removals(&mut self) -> Result<()> {
        let before = self.report.removed.len();
        self.removed_codings()?;
        self.removed_memos()?;
        self.removed_relations()?;
        self.removed_units()?;
        self.removed_codes()?;
        if self.settling.all == Take::Theirs {
            self.removed_transcripts_and_participants();
        }
        if self.report.removed.len() > before || self.settling.all == Take::Theirs {
            self.mine = Rc::new(Content::of(self.edit.store())?);
        }
        Ok(())
    }

    /// Mine that both had and they have no more.
    fn gone<T: Row + Clone>(&self, rows: impl Fn(&Content) -> &Rows<T> + Copy) -> Vec<T> {
        let theirs = rows(self.theirs());
        let gone = rows(&self.mine)
            .iter()
            .filter(|one| self.base().has(rows, one.row()) && !theirs.has(one.row()));
        gone.cloned().collect()
    }

    /// Whether they deleted it and that is taken.
    fn takes(&mut self, about: About, what: String, mine: String) -> bool {
        let conflict = Conflict::new(about, format!("{what}, deleted there"), Some(mine), None);
        let take = self.conflict(conflict) == Take::Theirs;
        if take {
            self.report.removed.push(what);
        }
        take
    }

    fn removed_codings(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let book = Codebook::new(mine.codes.iter().cloned().collect());
        let place = |content: &Content, coding: &Coding| -> Option<Known> {
            let unit = content.units.get(coding.unit.0)?;
            Some((unit.transcript, unit.span, coding.code, coding.coder))
        };
        let again: HashSet<Known> = self
            .theirs()
            .codings
            .iter()
            .filter_map(|c| place(self.theirs(), c))
            .collect();
        for coding in self.gone(|c| &c.codings) {
            if place(&mine, &coding).is_some_and(|known| again.contains(&known)) {
                continue;
            }
            let (Some(unit), Some(coder)) = (
                mine.units.get(coding.unit.0),
                mine.coders.get(coding.coder.0),
            ) else {
                continue;
            };
            let words = mine
                .transcripts
                .get(unit.transcript.0)
                .map(|t| super::units::shown(&t.name, &t.text, unit.span));
            let what = format!(
                "coding {} of {} by {}",
                book.path(coding.code),
                words.unwrap_or_default(),
                coder.name
            );
            if self.takes(About::Coding, what, book.path(coding.code)) {
                self.edit.remove_coding(coding.id)?;
            }
        }
        Ok(())
    }

    fn removed_memos(&mut self) -> Result<()> {
        for memo in self.gone(|c| &c.memos) {
            if self.takes(About::Memo, "memo".to_owned(), memo.text.clone()) {
                self.edit.delete_memo(memo.id)?;
            }
        }
        Ok(())
    }

    fn removed_relations(&mut self) -> Result<()> {
        let book = Codebook::new(self.mine.codes.iter().cloned().collect());
        for relation in self.gone(|c| &c.relations) {
            let what = format!(
                "relation {} {} {}",
                book.path(relation.from),
                relation.kind,
                book.path(relation.to)
            );
            if self.takes(About::Relation, what, relation.kind.clone()) {
                self.edit.remove_relation(relation.id)?;
            }
        }
        Ok(())
    }

    /// Units that bear nothing go without a word where theirs is taken as a whole; others are listed.
    fn removed_units(&mut self) -> Result<()> {
        let gone = self.gone(|c| &c.units);
        if gone.is_empty() {
            return Ok(());
        }
        let mine = Rc::clone(&self.mine);
        let busy = self.busy_units()?;
        // One that they made again at its place is the same.
        let again: HashSet<(TranscriptId, Span)> = (self.theirs().units.iter())
            .map(|unit| (unit.transcript, unit.span))
            .collect();
        let gone = gone
            .into_iter()
            .filter(|unit| !again.contains(&(unit.transcript, unit.span)));
        for unit in gone.filter(|unit| !busy.contains(&unit.id)) {
            let notes =
                [&unit.condensed, &unit.translation].map(|text| text.clone().unwrap_or_default());
            let notes = notes.join(" ").trim().to_owned();
            let bare = notes.is_empty() && self.settling.all == Take::Theirs;
            let words = mine
                .transcripts
                .get(unit.transcript.0)
                .map(|t| super::units::shown(&t.name, &t.text, unit.span));
            let what = format!("unit at {}", words.unwrap_or_default());
            if bare || (!notes.is_empty() && self.takes(About::Unit, what, notes)) {
                self.edit.delete_unit(unit.id)?;
            }
        }
        Ok(())
    }

    fn busy_units(&self) -> Result<HashSet<UnitId>> {
        let store = self.edit.store();
        let mut busy = HashSet::new();
        for study in self.mine.studies.iter() {
            busy.extend(
                store
                    .codings(study.id)?
                    .into_iter()
                    .map(|coding| coding.unit),
            );
        }
        for memo in store.memos()? {
            if let crate::study::MemoTarget::Unit(unit) = memo.target {
                busy.insert(unit);
            }
        }
        Ok(busy)
    }

    /// Codes go from the leaves up; one that is still used stays.
    fn removed_codes(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let book = Codebook::new(mine.codes.iter().cloned().collect());
        let other = Codebook::new(self.theirs().codes.iter().cloned().collect());
        let again: HashSet<String> = (other.codes().iter())
            .filter(|code| !self.base().has(|c| &c.codes, code.id.0))
            .map(|code| other.path(code.id))
            .collect();
        let mut uses: HashMap<CodeId, usize> = HashMap::new();
        for study in mine.studies.iter() {
            for coding in self.edit.store().codings(study.id)? {
                *uses.entry(coding.code).or_default() += 1;
            }
        }
        for code in self.gone(|c| &c.codes).into_iter().rev() {
            let path = book.path(code.id);
            if again.contains(&path) {
                continue;
            }
            let used = uses.get(&code.id).copied().unwrap_or_default();
            let conflict = Conflict::new(
                About::Code,
                format!("code {path}, deleted there"),
                Some(format!("{used} codings here")),
                None,
            );
            if self.conflict(conflict) != Take::Theirs {
                continue;
            }
            match self.edit.delete_code(code.id) {
                Ok(()) => self.report.removed.push(format!("code {path}")),
                Err(crate::Error::Input(why)) => self.note(format!(
                    "the code {path} was deleted there and stays: {why}"
                )),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Transcripts are deleted only when nothing hangs on them, so theirs had nothing; mine goes where that is so here, too.
    fn removed_transcripts_and_participants(&mut self) {
        for transcript in self.gone(|c| &c.transcripts) {
            if self.edit.delete_transcript(transcript.id).is_ok() {
                self.report
                    .removed
                    .push(format!("transcript {}", transcript.name));
            }
        }
    }
}
