//! Meaning units: known by their place.

use super::{Asked, Conflict, ConflictAbout as About, Merger, Pairs, Take};
use crate::error::Result;
use crate::study::{MeaningUnit, MemoTarget, Span, TranscriptId, UnitId};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// Mine that are not paired yet, by place.
type Free = HashMap<(TranscriptId, Span), VecDeque<UnitId>>;

impl Merger<'_, '_> {
    /// Units of one place are one, the first with the first where there are several.
    pub(super) fn units(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let pairs = self.unit_pairs();
        for theirs in self.theirs().units.iter() {
            let Some(transcript) = self.became.transcripts.get(&theirs.transcript).copied() else {
                continue;
            };
            match pairs.of(theirs.id.0).and_then(|row| mine.units.get(row)) {
                Some(there) => {
                    self.became.units.insert(theirs.id, there.id);
                    self.unit(there, theirs)?;
                }
                None if self.is_unit_deleted_here(theirs) => {
                    let notes = [&theirs.condensed, &theirs.translation]
                        .map(|text| text.clone().unwrap_or_default());
                    let notes = notes.join(" ").trim().to_owned();
                    // One that bears nothing is not worth a word.
                    let comes = if notes.is_empty() {
                        self.settling.all != Take::Mine
                    } else {
                        let what = format!("unit at {}, deleted here", self.place(theirs));
                        let gone = Conflict::new(About::Unit, what, None, Some(notes));
                        self.conflict(gone) != Take::Mine
                    };
                    if comes {
                        self.add_unit(theirs, transcript)?;
                    }
                }
                None => self.add_unit(theirs, transcript)?,
            }
        }
        Ok(())
    }

    fn unit_pairs(&self) -> Pairs {
        let mut pairs = Pairs::default();
        let mut free: Free = HashMap::new();
        let here = |theirs: &MeaningUnit| self.became.transcripts.get(&theirs.transcript).copied();
        for theirs in self.theirs().units.iter() {
            let same = self.mine.units.get(theirs.id.0).filter(|mine| {
                Some(mine.transcript) == here(theirs)
                    && mine.span == theirs.span
                    && self.base().has(|c| &c.units, theirs.id.0)
            });
            if let Some(mine) = same {
                pairs.add(theirs.id.0, mine.id.0);
            }
        }
        for mine in self
            .mine
            .units
            .iter()
            .filter(|mine| !pairs.is_taken(mine.id.0))
        {
            free.entry((mine.transcript, mine.span))
                .or_default()
                .push_back(mine.id);
        }
        for theirs in self.theirs().units.iter() {
            let place = here(theirs).map(|transcript| (transcript, theirs.span));
            if pairs.of(theirs.id.0).is_none()
                && let Some(mine) = place.and_then(|place| free.get_mut(&place)?.pop_front())
            {
                pairs.add(theirs.id.0, mine.0);
            }
        }
        pairs
    }

    fn is_unit_deleted_here(&self, theirs: &MeaningUnit) -> bool {
        !self.became.whole.contains(&theirs.transcript)
            && self.is_deleted_here(|c| &c.units, theirs.id.0)
    }

    fn add_unit(&mut self, theirs: &MeaningUnit, transcript: TranscriptId) -> Result<()> {
        let id = self.edit.add_unit(&MeaningUnit {
            transcript,
            ..theirs.clone()
        })?;
        self.count("units");
        self.became.units.insert(theirs.id, id);
        Ok(())
    }

    /// The unit that this one of theirs is here; one that was deleted here comes back.
    pub(super) fn unit_for(&mut self, theirs: UnitId) -> Result<Option<UnitId>> {
        if let Some(id) = self.became.units.get(&theirs) {
            return Ok(Some(*id));
        }
        let Some(theirs) = self.theirs().units.get(theirs.0) else {
            return Ok(None);
        };
        if let Some(transcript) = self.transcript_for(theirs.transcript)? {
            self.add_unit(theirs, transcript)?;
        }
        Ok(self.became.units.get(&theirs.id).copied())
    }

    /// Condensed meaning unit, translation and the name in an earlier file.
    fn unit(&mut self, mine: &MeaningUnit, theirs: &MeaningUnit) -> Result<()> {
        let said = |unit: &MeaningUnit| {
            (
                unit.condensed.clone(),
                unit.translation.clone(),
                unit.external_id.clone(),
            )
        };
        if said(mine) == said(theirs) {
            return Ok(());
        }
        let base = self
            .base()
            .pair(|c| &c.units, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        type Part = (&'static str, fn(&MeaningUnit) -> &Option<String>);
        let parts: [Part; 3] = [
            ("condensed meaning unit", |u| &u.condensed),
            ("translation", |u| &u.translation),
            ("earlier name", |u| &u.external_id),
        ];
        for (part, of) in parts {
            let place = self.place(theirs);
            let what = || format!("{part} of {place}");
            let asked = Asked {
                about: About::Unit,
                what: &what,
                beside: Some(MemoTarget::Unit(mine.id)),
            };
            let before = base.map(|(here, there)| (of(here), of(there)));
            let new = self.field(asked, before, (of(mine), of(theirs)), |text| {
                text.clone().unwrap_or_default()
            });
            match (new, part) {
                (None, _) => {}
                (Some(new), "translation") => self.edit.set_translation(mine.id, new.as_deref())?,
                (Some(new), "earlier name") => {
                    self.edit.set_external_id(mine.id, new.as_deref())?
                }
                (Some(new), _) => self.edit.set_condensed(mine.id, new.as_deref())?,
            }
        }
        Ok(())
    }

    /// Where a unit of theirs stands, and its first words: `F2 24-50 «We learned from …»`.
    pub(super) fn place(&self, theirs: &MeaningUnit) -> String {
        let Some(transcript) = self.theirs().transcripts.get(theirs.transcript.0) else {
            return String::new();
        };
        shown(&transcript.name, &transcript.text, theirs.span)
    }
}

/// A stretch of a transcript in words.
pub(super) fn shown(name: &str, text: &str, span: Span) -> String {
    let (start, end) = span.to_chars(text).unwrap_or_default();
    let words = span.of(text).unwrap_or_default();
    let mut beginning: String = words.chars().take(40).collect();
    if beginning.len() < words.len() {
        beginning.push('…');
    }
    format!(
        "{name} {start}-{end} «{}»",
        beginning.replace(['\n', '\r'], " ")
    )
}
