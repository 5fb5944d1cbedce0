//! Transcripts: known by their text.

use super::content::{Content, Row};
use super::three_way::{Outcome, three_way};
use super::tree::{GaveWay, Place, settle};
use super::{Asked, Conflict, ConflictAbout as About, Merger, Pairs, Take};
use crate::error::Result;
use crate::exchange::unique;
use crate::study::{Language, MemoTarget, ParticipantId, StudyId, Transcript, TranscriptId, Turn};
use std::collections::HashMap;
use std::rc::Rc;

impl Merger<'_, '_> {
    /// A transcript of the same words is the same, whatever its name; one whose text was changed comes in beside.
    pub(super) fn transcripts(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let pairs = self.transcript_pairs();
        let mut new = Vec::new();
        for theirs in self.theirs().transcripts.iter() {
            if let Some(row) = pairs.of(theirs.id.0) {
                self.became.transcripts.insert(theirs.id, TranscriptId(row));
                continue;
            }
            let what = format!("transcript {}, deleted here", theirs.name);
            let beginning = theirs.text.chars().take(60).collect();
            let gone = Conflict::new(About::Transcript, what, None, Some(beginning));
            if !self.is_deleted_here(|c| &c.transcripts, theirs.id.0)
                || self.conflict(gone) != Take::Mine
            {
                new.push(theirs);
            }
        }
        self.name_transcripts(&mine, &new)?;
        for theirs in new {
            self.transcript_for(theirs.id)?;
        }
        for theirs in self.theirs().transcripts.iter() {
            if let Some(there) = pairs
                .of(theirs.id.0)
                .and_then(|row| mine.transcripts.get(row))
            {
                self.transcript(there, theirs)?;
            }
        }
        Ok(())
    }

    /// What each is called, no two of a study alike; mine are renamed at once, as two may exchange their names.
    fn name_transcripts(&mut self, mine: &Content, new: &[&Transcript]) -> Result<()> {
        let by_mine: HashMap<TranscriptId, TranscriptId> = self
            .became
            .transcripts
            .iter()
            .map(|(theirs, mine)| (*mine, *theirs))
            .collect();
        let mine_counts = self.settling.all != Take::Theirs;
        for study in mine.studies.iter() {
            let here: Vec<&Transcript> = mine
                .transcripts
                .iter()
                .filter(|t| t.study == study.id)
                .collect();
            let new = new
                .iter()
                .filter(|t| self.became.studies.get(&t.study) == Some(&study.id));
            let new: Vec<&Transcript> = new.copied().collect();
            let mut places = Vec::new();
            for transcript in &here {
                let theirs = by_mine
                    .get(&transcript.id)
                    .and_then(|id| self.theirs().transcripts.get(id.0));
                let name = theirs
                    .and_then(|theirs| self.name_of(transcript, theirs))
                    .unwrap_or_else(|| transcript.name.clone());
                let rightful = if mine_counts {
                    Some(transcript.name.clone())
                } else {
                    theirs.map(|t| t.name.clone())
                };
                places.push(named(name, rightful));
            }
            for transcript in &new {
                places.push(named(
                    transcript.name.clone(),
                    Some(transcript.name.clone()).filter(|_| !mine_counts),
                ));
            }
            for (at, gave_way) in settle(&mut places) {
                if let GaveWay::Name(wanted) = gave_way {
                    self.beside_of_one_name(&wanted, &places[at].name, at < here.len());
                }
            }
            let renamed: Vec<usize> = (0..here.len())
                .filter(|at| places[*at].name != here[*at].name)
                .collect();
            for at in &renamed {
                self.edit
                    .rename_transcript(here[*at].id, &format!("{}\u{0}", here[*at].id))?;
            }
            for at in renamed {
                self.edit.rename_transcript(here[at].id, &places[at].name)?;
            }
            for (transcript, place) in new.iter().zip(&places[here.len()..]) {
                self.became.names.insert(transcript.id, place.name.clone());
            }
        }
        Ok(())
    }

    fn name_of(&mut self, mine: &Transcript, theirs: &Transcript) -> Option<String> {
        let base = self
            .base()
            .pair(|c| &c.transcripts, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let what = || format!("name of the transcript {}", mine.name);
        let asked = Asked {
            about: About::Transcript,
            what: &what,
            beside: Some(MemoTarget::Transcript(mine.id)),
        };
        let before = base.map(|(here, there)| (&here.name, &there.name));
        self.field(asked, before, (&mine.name, &theirs.name), String::clone)
    }

    /// Two transcripts of one name and different words stand beside each other.
    fn beside_of_one_name(&mut self, wanted: &str, other: &str, mine_gave_way: bool) {
        let said = |name: &str| Some(format!("stands as {name}"));
        let (mine, theirs) = if mine_gave_way {
            (other, wanted)
        } else {
            (wanted, other)
        };
        let mut conflict = Conflict::new(
            About::Transcript,
            format!("text of the transcript {wanted}"),
            said(mine),
            said(theirs),
        );
        conflict.take = Take::Both;
        self.report.conflicts.push(conflict);
    }

    /// Of several with the same text, the one of the same number, else of the same name, else the first.
    fn transcript_pairs(&self) -> Pairs {
        let mine = &self.mine;
        let mut by_text: HashMap<(StudyId, &str), Vec<&Transcript>> = HashMap::new();
        for transcript in mine.transcripts.iter() {
            by_text
                .entry((transcript.study, &transcript.text))
                .or_default()
                .push(transcript);
        }
        let mut pairs = Pairs::default();
        for pass in 0..3 {
            for theirs in self.theirs().transcripts.iter() {
                let Some(study) = self.became.studies.get(&theirs.study) else {
                    continue;
                };
                let same = by_text.get(&(*study, theirs.text.as_str()));
                let found = same.into_iter().flatten().find(|one| {
                    let is_known = self.base().has(|c| &c.transcripts, one.row());
                    !pairs.is_taken(one.row())
                        && match pass {
                            0 => one.id == theirs.id && is_known,
                            1 => one.name == theirs.name,
                            _ => true,
                        }
                });
                if let Some(found) = found.filter(|_| pairs.of(theirs.row()).is_none()) {
                    pairs.add(theirs.row(), found.row());
                }
            }
        }
        pairs
    }

    /// The transcript that this one of theirs is here; one that is not here comes in, with all that is in it.
    pub(super) fn transcript_for(&mut self, theirs: TranscriptId) -> Result<Option<TranscriptId>> {
        if let Some(id) = self.became.transcripts.get(&theirs) {
            return Ok(Some(*id));
        }
        let Some(theirs) = self.theirs().transcripts.get(theirs.0) else {
            return Ok(None);
        };
        let Some(study) = self.became.studies.get(&theirs.study).copied() else {
            return Ok(None);
        };
        let name = self.became.names.get(&theirs.id).unwrap_or(&theirs.name);
        let name = unique(name, |name| {
            self.edit
                .store()
                .transcript_named(study, name)
                .is_ok_and(|t| t.is_some())
        });
        let participant = self.participant_of(theirs.participant)?;
        let turns = self.turns(&theirs.turns)?;
        let id = self.edit.add_transcript(&Transcript {
            study,
            name,
            participant,
            turns,
            ..theirs.clone()
        })?;
        self.count("transcripts");
        self.became.transcripts.insert(theirs.id, id);
        self.became.whole.insert(theirs.id);
        Ok(Some(id))
    }

    fn participant_of(&mut self, theirs: Option<ParticipantId>) -> Result<Option<ParticipantId>> {
        match theirs {
            Some(id) => self.participant_for(id),
            None => Ok(None),
        }
    }

    fn turns(&mut self, theirs: &[Turn]) -> Result<Vec<Turn>> {
        let mut turns = Vec::with_capacity(theirs.len());
        for turn in theirs {
            let participant = self.participant_of(turn.participant)?;
            turns.push(Turn {
                participant,
                ..turn.clone()
            });
        }
        Ok(turns)
    }

    /// Participant, language and turns of one that both have.
    fn transcript(&mut self, mine: &Transcript, theirs: &Transcript) -> Result<()> {
        let base = self
            .base()
            .pair(|c| &c.transcripts, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let beside = Some(MemoTarget::Transcript(mine.id));
        let what = || format!("language of the transcript {}", mine.name);
        let asked = Asked {
            about: About::Transcript,
            what: &what,
            beside,
        };
        let before = base.map(|(here, there)| (&here.language, &there.language));
        let code = |language: &Language| language.code().to_owned();
        if let Some(new) = self.field(asked, before, (&mine.language, &theirs.language), code) {
            self.edit.set_transcript_language(mine.id, &new)?;
        }
        self.spoken_by(mine, theirs, base)?;
        let what = || format!("participant of the transcript {}", mine.name);
        let asked = Asked {
            about: About::Transcript,
            what: &what,
            beside: None,
        };
        let before = match base {
            Some((here, there)) => {
                Some((here.participant, self.participant_of(there.participant)?))
            }
            None => None,
        };
        let before = before.as_ref().map(|(here, there)| (here, there));
        let now = self.participant_of(theirs.participant)?;
        let label = |id: &Option<ParticipantId>| id.map_or_else(String::new, |id| id.to_string());
        if let Some(new) = self.field(asked, before, (&mine.participant, &now), label) {
            self.edit.set_transcript_participant(mine.id, new)?;
        }
        Ok(())
    }

    /// Who speaks when.
    fn spoken_by(
        &mut self,
        mine: &Transcript,
        theirs: &Transcript,
        base: Option<(&Transcript, &Transcript)>,
    ) -> Result<()> {
        let now = self.turns(&theirs.turns)?;
        if now == mine.turns {
            return Ok(());
        }
        let before = match base {
            Some((here, there)) => Some((here.turns.clone(), self.turns(&there.turns)?)),
            None => None,
        };
        let before = before.as_ref().map(|(here, there)| (here, there));
        if three_way(before, &mine.turns, &now) == Outcome::Keep {
            return Ok(());
        }
        let what = || format!("speakers of the transcript {}", mine.name);
        let asked = Asked {
            about: About::Transcript,
            what: &what,
            beside: None,
        };
        match self.field(asked, before, (&mine.turns, &now), |turns| speakers(turns)) {
            Some(new) => self.edit.set_turns(mine.id, &new),
            None => Ok(()),
        }
    }
}

fn named(name: String, rightful: Option<String>) -> Place {
    Place {
        parent: None,
        level: 0,
        name,
        rightful: rightful.map(|name| (None, name)),
    }
}

fn speakers(turns: &[Turn]) -> String {
    let mut names: Vec<&str> = turns
        .iter()
        .filter_map(|turn| turn.speaker.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    format!("{} turns of {}", turns.len(), names.join(", "))
}
