//! Memos, relations, and what emic only keeps for other programs.

use super::{Asked, Conflict, ConflictAbout as About, Merger, Take};
use crate::error::Result;
use crate::project::choose::person;
use crate::store::Table;
use crate::study::{Codebook, CoderId, Memo, MemoTarget, Relation};
use std::collections::HashSet;
use std::rc::Rc;

impl Merger<'_, '_> {
    /// Relations are known by their two codes and their type.
    pub(super) fn relations(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let book = Codebook::new(self.theirs().codes.iter().cloned().collect());
        for theirs in self.theirs().relations.iter() {
            let shown = || {
                format!(
                    "{} {} {}",
                    book.path(theirs.from),
                    theirs.kind,
                    book.path(theirs.to)
                )
            };
            let codes = &self.became.codes;
            let ends = codes
                .get(&theirs.from)
                .copied()
                .zip(codes.get(&theirs.to).copied());
            let same = |r: &&Relation| Some((r.from, r.to)) == ends && r.kind == theirs.kind;
            if let Some(there) = mine.relations.iter().find(same) {
                let base = self
                    .base()
                    .pair(|c| &c.relations, there.id.0)
                    .filter(|_| there.id == theirs.id);
                let what = || format!("note on the relation {}", shown());
                let asked = Asked {
                    about: About::Relation,
                    what: &what,
                    beside: Some(MemoTarget::Code(there.from)),
                };
                let before = base.map(|(here, there)| (&here.note, &there.note));
                if let Some(new) =
                    self.field(asked, before, (&there.note, &theirs.note), String::clone)
                {
                    self.edit.set_relation_note(there.id, &new)?;
                }
                continue;
            }
            let gone = Conflict::new(
                About::Relation,
                format!("relation {}, deleted here", shown()),
                None,
                Some(theirs.kind.clone()),
            );
            if self.is_deleted_here(|c| &c.relations, theirs.id.0)
                && self.conflict(gone) == Take::Mine
            {
                continue;
            }
            if let (Some(from), Some(to)) = (self.code_for(theirs.from)?, self.code_for(theirs.to)?)
            {
                self.edit.add_relation(&Relation {
                    from,
                    to,
                    ..theirs.clone()
                })?;
                self.count("relations");
            }
        }
        Ok(())
    }

    /// Memos are known by their number or identity, else by what they are about, who wrote them and what they say.
    pub(super) fn memos(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let mut pairs = self.paired(Table::Memo, |c| &c.memos);
        for theirs in self.theirs().memos.iter() {
            let (about, coder) = (self.about(theirs.target), self.coder_for(theirs.coder));
            let same = |m: &&Memo| {
                Some(m.target) == about && Some(m.coder) == coder && m.text == theirs.text
            };
            let found = || {
                mine.memos
                    .iter()
                    .find(|m| same(m) && !pairs.is_taken(m.id.0))
            };
            let row = pairs.of(theirs.id.0).or_else(|| found().map(|m| m.id.0));
            if let Some(there) = row.and_then(|row| mine.memos.get(row)) {
                pairs.add(theirs.id.0, there.id.0);
                self.became.memos.insert(theirs.id, there.id);
                self.memo(there, theirs)?;
                continue;
            }
            let gone = Conflict::new(
                About::Memo,
                "memo, deleted here".to_owned(),
                None,
                Some(theirs.text.clone()),
            );
            if self.is_deleted_here(|c| &c.memos, theirs.id.0) && self.conflict(gone) == Take::Mine
            {
                continue;
            }
            self.add_memo(theirs)?;
        }
        self.memos_beside(&mine)
    }

    fn add_memo(&mut self, theirs: &Memo) -> Result<()> {
        let target = match theirs.target {
            MemoTarget::Participant(id) => self.participant_for(id)?.map(MemoTarget::Participant),
            MemoTarget::Transcript(id) => self.transcript_for(id)?.map(MemoTarget::Transcript),
            MemoTarget::Unit(id) => self.unit_for(id)?.map(MemoTarget::Unit),
            MemoTarget::Code(id) => self.code_for(id)?.map(MemoTarget::Code),
            MemoTarget::Coding(id) => {
                match (self.about(theirs.target), self.theirs().codings.get(id.0)) {
                    (Some(coding), _) => Some(coding),
                    // The judgement did not come in: what was thought of it is on the unit.
                    (None, Some(coding)) => self.unit_for(coding.unit)?.map(MemoTarget::Unit),
                    (None, None) => None,
                }
            }
            MemoTarget::Study(_) => self.about(theirs.target),
        };
        if let (Some(target), Some(coder)) = (target, self.coder_for(theirs.coder)) {
            let id = self
                .edit
                .add_memo_of(target, coder, &theirs.text, Some(&theirs.at))?;
            self.count("memos");
            self.became.memos.insert(theirs.id, id);
        }
        Ok(())
    }

    fn memo(&mut self, mine: &Memo, theirs: &Memo) -> Result<()> {
        // One that fell back on the unit when its coding was taken away is on the coding that is here again.
        if let Some(MemoTarget::Coding(coding)) = self.about(theirs.target)
            && self.edit.put_memo_on_coding(mine.id, coding)?
        {
            self.report.followed.push("place of a memo".to_owned());
        }
        let base = self
            .base()
            .pair(|c| &c.memos, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let what = || "memo".to_owned();
        let asked = Asked {
            about: About::Memo,
            what: &what,
            beside: Some(mine.target),
        };
        let before = base.map(|(here, there)| (&here.text, &there.text));
        match self.field(asked, before, (&mine.text, &theirs.text), String::clone) {
            Some(new) => self.edit.update_memo_of(mine.id, &new, &theirs.at),
            None => Ok(()),
        }
    }

    fn about(&self, theirs: MemoTarget) -> Option<MemoTarget> {
        let became = &self.became;
        Some(match theirs {
            MemoTarget::Study(id) => MemoTarget::Study(*became.studies.get(&id)?),
            MemoTarget::Participant(id) => MemoTarget::Participant(*became.participants.get(&id)?),
            MemoTarget::Transcript(id) => MemoTarget::Transcript(*became.transcripts.get(&id)?),
            MemoTarget::Unit(id) => MemoTarget::Unit(*became.units.get(&id)?),
            MemoTarget::Code(id) => MemoTarget::Code(*became.codes.get(&id)?),
            MemoTarget::Coding(id) => MemoTarget::Coding(*became.codings.get(&id)?),
        })
    }

    /// What is kept of theirs beside mine, once.
    fn memos_beside(&mut self, mine: &super::Content) -> Result<()> {
        for (target, text) in std::mem::take(&mut self.beside) {
            if mine
                .memos
                .iter()
                .any(|memo| memo.target == target && memo.text == text)
            {
                continue;
            }
            let coder: CoderId = person(self.edit, self.coder)?;
            self.edit.add_memo(target, coder, &text)?;
            self.count("memos");
        }
        Ok(())
    }

    /// What only other programs know of.
    pub(super) fn kept(&mut self) -> Result<()> {
        let mut there = HashSet::new();
        for study in self.mine.studies.iter() {
            let elements = self.edit.store().kept_elements(study.id)?;
            there.extend(
                elements
                    .into_iter()
                    .map(|(list, guid, _)| (study.id, list, guid)),
            );
        }
        for (study, list, guid, xml) in &self.other.kept {
            if let Some(study) = self.became.studies.get(study).copied()
                && !there.contains(&(study, list.clone(), guid.clone()))
            {
                self.edit.keep_element(study, list, guid, xml)?;
            }
        }
        Ok(())
    }
}
