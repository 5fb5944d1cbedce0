//! Studies, coders and participants.

use super::content::Row;
use super::{Asked, Conflict, ConflictAbout as About, Merger, Take};
use crate::error::Result;
use crate::exchange::unique;
use crate::store::Table;
use crate::study::{
    Attributes, Coder, CoderId, Language, MemoTarget, Participant, ParticipantId, Study,
};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Merger<'_, '_> {
    /// Studies are known by their number or identity, else by their name.
    pub(super) fn studies(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let mut pairs = self.paired(Table::Study, |c| &c.studies);
        for theirs in self.theirs().studies.iter() {
            let named = || {
                mine.studies
                    .iter()
                    .find(|s| s.name == theirs.name && !pairs.is_taken(s.id.0))
            };
            let row = pairs.of(theirs.id.0).or_else(|| named().map(Row::row));
            let id = match row.and_then(|row| mine.studies.get(row)) {
                Some(there) => {
                    pairs.add(theirs.id.0, there.id.0);
                    self.study(there, theirs)?;
                    there.id
                }
                None => {
                    let name = unique(&theirs.name, |name| {
                        self.edit
                            .store()
                            .study_named(name)
                            .is_ok_and(|s| s.is_some())
                    });
                    let study = Study {
                        name,
                        ..theirs.clone()
                    };
                    self.count("studies");
                    self.edit.add_study(&study)?
                }
            };
            self.became.studies.insert(theirs.id, id);
        }
        self.identifying()
    }

    /// What either side marks as identifying is marked.
    fn identifying(&mut self) -> Result<()> {
        for (study, name) in &self.theirs().identifying {
            if let Some(study) = self.became.studies.get(study).copied()
                && self.edit.mark_identifying(study, name, true)?
            {
                self.count("identifying attributes");
            }
        }
        Ok(())
    }

    fn study(&mut self, mine: &Study, theirs: &Study) -> Result<()> {
        let base = self
            .base()
            .pair(|c| &c.studies, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let beside = Some(MemoTarget::Study(mine.id));
        let mut after = mine.clone();
        let name = mine.name.clone();
        type Part = (&'static str, fn(&mut Study) -> &mut String);
        let parts: [Part; 3] = [
            ("name", |s| &mut s.name),
            ("title", |s| &mut s.title),
            ("method", |s| &mut s.method),
        ];
        for (part, of) in parts {
            let said = |study: &Study| of(&mut study.clone()).clone();
            let before = base.map(|(here, there)| (said(here), said(there)));
            let what = || format!("{part} of the study {name}");
            let asked = Asked {
                about: About::Study,
                what: &what,
                beside,
            };
            let before = before.as_ref().map(|(here, there)| (here, there));
            if let Some(new) =
                self.field(asked, before, (&said(mine), &said(theirs)), String::clone)
            {
                *of(&mut after) = new;
            }
        }
        let what = || format!("levels of the study {name}");
        let asked = Asked {
            about: About::Study,
            what: &what,
            beside,
        };
        let before = base.map(|(here, there)| (&here.levels, &there.levels));
        if let Some(new) = self.field(asked, before, (&mine.levels, &theirs.levels), |l| {
            l.join(", ")
        }) {
            after.levels = new;
        }
        let what = || format!("language of the study {name}");
        let asked = Asked {
            about: About::Study,
            what: &what,
            beside,
        };
        let before = base.map(|(here, there)| (&here.language, &there.language));
        let code =
            |l: &Option<Language>| l.as_ref().map_or_else(String::new, |l| l.code().to_owned());
        if let Some(new) = self.field(asked, before, (&mine.language, &theirs.language), code) {
            after.language = new;
        }
        let taken = self
            .edit
            .store()
            .study_named(&after.name)?
            .is_some_and(|other| other.id != mine.id);
        if taken {
            self.note(format!(
                "two studies are called {}; one keeps the name {}",
                after.name, mine.name
            ));
            after.name.clone_from(&mine.name);
        }
        match after == *mine {
            true => Ok(()),
            false => self.edit.update_study(&after),
        }
    }

    /// Coders are known by their number or identity, else by their name, where both are persons or both machines.
    pub(super) fn coders(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let mut pairs = self.paired(Table::Coder, |c| &c.coders);
        for theirs in self.theirs().coders.iter() {
            let same = |c: &&Coder| {
                c.name == theirs.name && c.kind == theirs.kind && !pairs.is_taken(c.id.0)
            };
            let row = pairs
                .of(theirs.id.0)
                .or_else(|| mine.coders.iter().find(same).map(Row::row));
            let id = match row.and_then(|row| mine.coders.get(row)) {
                Some(there) => {
                    pairs.add(theirs.id.0, there.id.0);
                    self.renamed_coder(there, theirs)?;
                    there.id
                }
                None => {
                    let name = unique(&theirs.name, |name| self.is_coder(name));
                    if name != theirs.name {
                        self.note(format!(
                            "another coder is called {}; theirs came in as {name}",
                            theirs.name
                        ));
                    }
                    self.count("coders");
                    self.edit.add_coder(&name, theirs.kind)?
                }
            };
            self.became.coders.insert(theirs.id, id);
        }
        Ok(())
    }

    fn is_coder(&self, name: &str) -> bool {
        self.edit
            .store()
            .coder_named(name)
            .is_ok_and(|coder| coder.is_some())
    }

    fn renamed_coder(&mut self, mine: &Coder, theirs: &Coder) -> Result<()> {
        let base = self
            .base()
            .pair(|c| &c.coders, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let what = || format!("name of the coder {}", mine.name);
        let asked = Asked {
            about: About::Coder,
            what: &what,
            beside: None,
        };
        let before = base.map(|(here, there)| (&here.name, &there.name));
        match self.field(asked, before, (&mine.name, &theirs.name), String::clone) {
            Some(new) => {
                let new = unique(&new, |name| self.is_coder(name));
                self.edit.rename_coder(mine.id, &new)
            }
            None => Ok(()),
        }
    }

    /// Participants are known by their number or identity, else by their pseudonym.
    pub(super) fn participants(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let mut pairs = self.paired(Table::Participant, |c| &c.participants);
        for theirs in self.theirs().participants.iter() {
            let Some(study) = self.became.studies.get(&theirs.study).copied() else {
                continue;
            };
            let same = |p: &&Participant| {
                p.study == study && p.label == theirs.label && !pairs.is_taken(p.id.0)
            };
            let row = pairs
                .of(theirs.id.0)
                .or_else(|| mine.participants.iter().find(same).map(Row::row));
            match row.and_then(|row| mine.participants.get(row)) {
                Some(there) => {
                    pairs.add(theirs.id.0, there.id.0);
                    self.became.participants.insert(theirs.id, there.id);
                    self.participant(there, theirs)?;
                }
                None => {
                    let shown = Some(shown_attributes(&theirs.attributes));
                    let gone = Conflict::new(
                        About::Participant,
                        format!("participant {}, deleted here", theirs.label),
                        None,
                        shown,
                    );
                    if self.is_deleted_here(|c| &c.participants, theirs.id.0)
                        && self.conflict(gone) == Take::Mine
                    {
                        continue;
                    }
                    self.participant_for(theirs.id)?;
                }
            }
        }
        Ok(())
    }

    /// The participant that this one of theirs is here; one that was deleted here comes back.
    pub(super) fn participant_for(
        &mut self,
        theirs: ParticipantId,
    ) -> Result<Option<ParticipantId>> {
        if let Some(id) = self.became.participants.get(&theirs) {
            return Ok(Some(*id));
        }
        let Some(theirs) = self.theirs().participants.get(theirs.0) else {
            return Ok(None);
        };
        let Some(study) = self.became.studies.get(&theirs.study).copied() else {
            return Ok(None);
        };
        let label = unique(&theirs.label, |label| self.is_participant(study, label));
        let id = self
            .edit
            .add_participant(study, &label, &theirs.attributes)?;
        self.count("participants");
        self.became.participants.insert(theirs.id, id);
        Ok(Some(id))
    }

    fn is_participant(&self, study: crate::study::StudyId, label: &str) -> bool {
        self.edit
            .store()
            .participant_labelled(study, label)
            .is_ok_and(|p| p.is_some())
    }

    fn participant(&mut self, mine: &Participant, theirs: &Participant) -> Result<()> {
        let base = self
            .base()
            .pair(|c| &c.participants, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let what = || format!("pseudonym of {}", mine.label);
        let beside = Some(MemoTarget::Participant(mine.id));
        let asked = Asked {
            about: About::Participant,
            what: &what,
            beside,
        };
        let before = base.map(|(here, there)| (&here.label, &there.label));
        if let Some(new) = self.field(asked, before, (&mine.label, &theirs.label), String::clone) {
            let new = unique(&new, |label| self.is_participant(mine.study, label));
            self.edit.rename_participant(mine.id, &new)?;
        }
        let mut after = mine.attributes.clone();
        let names: BTreeSet<&String> = mine
            .attributes
            .keys()
            .chain(theirs.attributes.keys())
            .collect();
        for name in names {
            let what = || format!("{name} of {}", mine.label);
            let asked = Asked {
                about: About::Participant,
                what: &what,
                beside,
            };
            let said = |all: &Attributes| all.get(name).cloned();
            let before =
                base.map(|(here, there)| (said(&here.attributes), said(&there.attributes)));
            let before = before.as_ref().map(|(here, there)| (here, there));
            let now = (&said(&mine.attributes), &said(&theirs.attributes));
            match self.field(asked, before, now, |v| v.clone().unwrap_or_default()) {
                Some(Some(value)) => drop(after.insert(name.clone(), value)),
                Some(None) => drop(after.remove(name)),
                None => {}
            }
        }
        match after == mine.attributes {
            true => Ok(()),
            false => self.edit.set_attributes(mine.id, &after),
        }
    }

    /// The coder that this one of theirs is here.
    pub(super) fn coder_for(&self, theirs: CoderId) -> Option<CoderId> {
        self.became.coders.get(&theirs).copied()
    }
}

fn shown_attributes(attributes: &Attributes) -> String {
    let each: Vec<String> = attributes
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    each.join(", ")
}
