//! Codings and decisions: each coder's judgements, all of which are kept.

use super::content::Row;
use super::{Conflict, ConflictAbout as About, Merger, Take};
use crate::error::Result;
use crate::store::ShownCode;
use crate::study::{
    Code, CodeId, Codebook, CoderId, Coding, CodingId, Decision, Span, StudyId, TranscriptId,
    UnitId,
};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// What makes two decisions the same.
type Said = (
    TranscriptId,
    Span,
    Option<CodeId>,
    Option<CodeId>,
    CoderId,
    String,
    String,
);

/// Stands for every code that is gone.
const GONE: CodeId = CodeId(0);

impl Merger<'_, '_> {
    /// Codings are known by unit, code and coder. One that was taken away here since the copies parted is listed.
    pub(super) fn codings(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let there: HashMap<(UnitId, CodeId, CoderId), CodingId> = mine
            .codings
            .iter()
            .map(|c| ((c.unit, c.code, c.coder), c.id))
            .collect();
        let book = Codebook::new(self.theirs().codes.iter().cloned().collect());
        for theirs in self.theirs().codings.iter() {
            let became = &self.became;
            let known = (
                became.units.get(&theirs.unit),
                became.codes.get(&theirs.code),
                self.coder_for(theirs.coder),
            );
            if let (Some(unit), Some(code), Some(coder)) = known
                && let Some(same) = there.get(&(*unit, *code, coder))
            {
                self.became.codings.insert(theirs.id, *same);
                continue;
            }
            if self.is_coding_taken_away_here(theirs) {
                let gone = Conflict::new(
                    About::Coding,
                    self.coding_in_words(theirs, &book, "taken away here"),
                    None,
                    Some(book.path(theirs.code)),
                );
                if self.conflict(gone) == Take::Mine {
                    continue;
                }
            }
            let unit = self.unit_for(theirs.unit)?;
            let code = self.code_for(theirs.code)?;
            if let (Some(unit), Some(code), Some(coder)) =
                (unit, code, self.coder_for(theirs.coder))
            {
                let id =
                    self.edit
                        .add_coding_of(unit, code, coder, theirs.origin, Some(&theirs.at))?;
                self.count("codings");
                self.became.codings.insert(theirs.id, id);
            }
        }
        Ok(())
    }

    fn is_coding_taken_away_here(&self, theirs: &Coding) -> bool {
        let unit = self.theirs().units.get(theirs.unit.0);
        let beside = unit.is_some_and(|unit| self.became.whole.contains(&unit.transcript));
        !beside && self.is_deleted_here(|c| &c.codings, theirs.id.0)
    }

    /// A coding of theirs in words.
    pub(super) fn coding_in_words(&self, coding: &Coding, book: &Codebook, what: &str) -> String {
        let unit = self.theirs().units.get(coding.unit.0);
        let place = unit.map_or_else(String::new, |unit| self.place(unit));
        let coder = self.theirs().coders.get(coding.coder.0);
        let coder = coder.map_or("", |coder| coder.name.as_str());
        format!(
            "coding {} of {place} by {coder}, {what}",
            book.path(coding.code)
        )
    }

    /// What was shown there and not here.
    pub(super) fn shown(&mut self) -> Result<()> {
        for theirs in &self.other.shown {
            let transcript = self.became.transcripts.get(&theirs.transcript).copied();
            let code = self.counterpart(theirs.code);
            if let Some((transcript, code)) = transcript.zip(code) {
                let shown = ShownCode {
                    transcript,
                    code,
                    ..theirs.clone()
                };
                if self.edit.keep_shown(&shown)? > 0 {
                    self.report.shown += 1;
                }
            }
        }
        Ok(())
    }

    /// A sample to be coded a second time comes in where its coder has none here.
    pub(super) fn sampled(&mut self) -> Result<()> {
        for (study, coder, units) in &self.other.sampled {
            let study = self.became.studies.get(study).copied();
            let Some((study, coder)) = study.zip(self.coder_for(*coder)) else {
                continue;
            };
            let units: Vec<UnitId> = (units.iter())
                .filter_map(|unit| self.became.units.get(unit).copied())
                .collect();
            if !units.is_empty() && self.edit.store().sampled(study, coder)?.is_empty() {
                self.edit.set_sampled(study, coder, &units)?;
                self.count("samples");
            }
        }
        Ok(())
    }

    /// Decisions are known by all they say.
    pub(super) fn decisions(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let codes = mine.codes.iter().map(|code| code.id);
        let alive: HashSet<CodeId> = codes.chain(self.became.codes.values().copied()).collect();
        let known = |code: CodeId| if alive.contains(&code) { code } else { GONE };
        let is_common = |mine: &Decision, theirs: &Decision| {
            self.became.transcripts.get(&theirs.transcript) == Some(&mine.transcript)
                && self.base().has(|c| &c.decisions, mine.row())
        };
        let common: HashSet<i64> = (mine.decisions.iter())
            .filter(|one| {
                (self.theirs().decisions.get(one.row()))
                    .is_some_and(|theirs| is_common(one, theirs))
            })
            .map(Row::row)
            .collect();
        let mut there: HashMap<Said, usize> = HashMap::new();
        for decision in mine
            .decisions
            .iter()
            .filter(|one| !common.contains(&one.row()))
        {
            *there
                .entry(said(decision, |code| code.map(known)))
                .or_default() += 1;
        }
        for theirs in self
            .theirs()
            .decisions
            .iter()
            .filter(|one| !common.contains(&one.row()))
        {
            let coder = self.coder_for(theirs.coder);
            let transcript = self.became.transcripts.get(&theirs.transcript).copied();
            let (Some(transcript), Some(coder)) = (transcript, coder) else {
                continue;
            };
            let decision = Decision {
                transcript,
                coder,
                ..theirs.clone()
            };
            let code =
                |code: Option<CodeId>| code.map(|code| self.counterpart(code).map_or(GONE, known));
            let same = there.entry(said(&decision, code)).or_default();
            if *same > 0 {
                *same -= 1;
                continue;
            }
            let beside = self.became.whole.contains(&theirs.transcript);
            if !beside && self.is_deleted_here(|c| &c.decisions, theirs.row()) {
                continue;
            }
            let (code, instead) = (self.decided(theirs.code)?, self.decided(theirs.instead)?);
            self.edit.add_decision_of(&Decision {
                code,
                instead,
                ..decision
            })?;
            self.count("decisions");
        }
        Ok(())
    }

    /// The code of a decision here. A decision outlives its code: one that was gone when the copies parted has its number still, and
    /// one that came and went in their copy gets a number that is nobody's.
    fn decided(&mut self, theirs: Option<CodeId>) -> Result<Option<CodeId>> {
        let Some(theirs) = theirs else {
            return Ok(None);
        };
        let is_older = || {
            (!self.base().has(|c| &c.codes, theirs.0) && self.is_older(theirs)).then_some(theirs)
        };
        let gone = self.became.gone.get(&theirs).copied();
        if let Some(id) = self.counterpart(theirs).or(gone).or_else(is_older) {
            return Ok(Some(id));
        }
        let id = match self.became.studies.values().min() {
            // Numbers are never given twice.
            Some(study) => {
                let name = format!("{theirs}\u{0}gone");
                let id = self.edit.add_code(&Code {
                    study: *study,
                    ..nameless(name)
                })?;
                self.edit.delete_code(id)?;
                id
            }
            None => return Ok(None),
        };
        self.became.gone.insert(theirs, id);
        Ok(Some(id))
    }

    /// The code of this number of theirs here. One that they deleted is still what it was, unless another of theirs took its place.
    fn counterpart(&self, theirs: CodeId) -> Option<CodeId> {
        let became = &self.became.codes;
        let is_free = || {
            self.base().has(|c| &c.codes, theirs.0) && !became.values().any(|mine| *mine == theirs)
        };
        became
            .get(&theirs)
            .copied()
            .or_else(|| is_free().then_some(theirs))
    }

    /// Whether the number was given before the copies parted, to a code that was gone by then.
    fn is_older(&self, code: CodeId) -> bool {
        let newest = self
            .theirs()
            .codes
            .iter()
            .filter(|c| self.base().has(|c| &c.codes, c.row()))
            .map(Row::row)
            .max();
        newest.is_some_and(|newest| code.0 < newest)
    }
}

fn said(decision: &Decision, known: impl Fn(Option<CodeId>) -> Option<CodeId>) -> Said {
    let Decision {
        transcript,
        span,
        code,
        instead,
        coder,
        verdict,
        at,
        ..
    } = decision;
    (
        *transcript,
        *span,
        known(*code),
        known(*instead),
        *coder,
        format!("{verdict:?}"),
        at.clone(),
    )
}

fn nameless(name: String) -> Code {
    Code {
        id: GONE,
        study: StudyId(0),
        parent: None,
        level: 0,
        name,
        definition: String::new(),
        include: String::new(),
        exclude: String::new(),
        colour: String::new(),
        position: 0,
    }
}
