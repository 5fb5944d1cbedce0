//! Whole projects: everything in one go, each thing recognised by its identity where it came in before.

use super::Import;
use super::codes::{new_code, updated};
use super::located::locate;
use super::people::People;
use crate::error::Result;
use crate::exchange::unique;
use crate::exchange::{
    About, CodebookRow, CodedProject, ProjectCoder, ProjectTranscript, ProjectTurn, ProjectUnit,
};
use crate::project::identities::Identities;
use crate::segment::turns;
use crate::store::{Edit, Table};
use crate::study::{
    CodeId, CoderId, CoderKind, Language, MeaningUnit, Memo, MemoTarget, Origin, ParticipantId,
    Relation, RelationId, Span, SpeakerRole, Study, Transcript, TranscriptId, TranscriptKind, Turn,
    UnitId,
};
use crate::text::detect_all;
use std::collections::{HashMap, HashSet};

/// Takes in a whole project.
pub(super) fn take_in(
    import: &mut Import<'_, '_>,
    file: usize,
    project: &CodedProject,
) -> Result<()> {
    describe(import, project)?;
    let mut taking = Taking::of(import, file, project)?;
    taking.coders()?;
    taking.codes()?;
    taking.participants()?;
    taking.transcripts()?;
    taking.memos()?;
    taking.relations()?;
    taking.kept()
}

/// What the project says of the study and the study does not know yet.
fn describe(import: &mut Import<'_, '_>, project: &CodedProject) -> Result<()> {
    let has_codes = !import
        .edit
        .store()
        .codebook(import.study.id)?
        .codes()
        .is_empty();
    let said = |known: &String, new: &String| if known.is_empty() { new } else { known }.clone();
    let before = &import.study;
    let after = Study {
        title: said(&before.title, &project.title),
        method: said(&before.method, &project.method),
        levels: if has_codes || project.levels.is_empty() {
            before.levels.clone()
        } else {
            project.levels.clone()
        },
        language: before
            .language
            .clone()
            .or_else(|| project.language.as_deref().map(Language::new)),
        ..before.clone()
    };
    if after != *before {
        import.edit.update_study(&after)?;
        import.study = after;
    }
    if !project.guid.is_empty() {
        import.edit.keep_guid(
            import.study.id,
            Table::Study,
            import.study.id.0,
            &project.guid,
        )?;
    }
    Ok(())
}

/// A project on its way in: what its things have become, each in the order of the file.
struct Taking<'t, 'i, 'e> {
    import: &'t mut Import<'i, 'e>,
    file: usize,
    project: &'t CodedProject,
    /// The study's rows by the identity under which they came in or would go out.
    known: HashMap<(Table, String), i64>,
    coders: Vec<CoderId>,
    codes: Vec<CodeId>,
    participants: Vec<ParticipantId>,
    transcripts: Vec<TranscriptId>,
    units: Vec<Vec<UnitId>>,
    codings: HashSet<(UnitId, CodeId, CoderId)>,
    twice: usize,
    merged: usize,
    there_already: usize,
    located: Located,
}

/// Segments without their texts that were sought in the transcripts of the study.
#[derive(Default)]
struct Located {
    documents: usize,
    segments: usize,
    found: usize,
    several: usize,
}

impl Located {
    fn told(&self) -> String {
        let mut told = format!(
            "the study has the transcripts of {} documents: {} of their {} segments were found there by their words",
            self.documents, self.found, self.segments
        );
        if self.several > 0 {
            told.push_str(&format!(
                "; {} of them stand in several places, of which the first free one was taken",
                self.several
            ));
        }
        if self.found < self.segments {
            told.push_str("; the others came in as excerpts");
        }
        told
    }
}

impl<'t, 'i, 'e> Taking<'t, 'i, 'e> {
    fn of(import: &'t mut Import<'i, 'e>, file: usize, project: &'t CodedProject) -> Result<Self> {
        let store = import.edit.store();
        let study = import.study.id;
        let known = Identities::of(store, study)?.rows(store)?;
        let codings = store
            .codings(study)?
            .into_iter()
            .map(|c| (c.unit, c.code, c.coder));
        Ok(Self {
            known,
            codings: codings.collect(),
            import,
            file,
            project,
            coders: Vec::new(),
            codes: Vec::new(),
            participants: Vec::new(),
            transcripts: Vec::new(),
            units: Vec::new(),
            twice: 0,
            merged: 0,
            there_already: 0,
            located: Located::default(),
        })
    }

    fn edit(&mut self) -> &mut Edit<'e> {
        self.import.edit
    }

    fn row(&self, table: Table, guid: &str) -> Option<i64> {
        self.known.get(&(table, guid.to_owned())).copied()
    }

    fn keep(&mut self, table: Table, row: i64, guid: &str) -> Result<()> {
        if guid.is_empty() || self.row(table, guid) == Some(row) {
            return Ok(());
        }
        let study = self.import.study.id;
        self.edit().keep_guid(study, table, row, guid)
    }

    fn count(&mut self, kind: &str, n: usize) {
        self.import.count(self.file, kind, n);
    }

    fn coders(&mut self) -> Result<()> {
        for coder in &self.project.coders {
            let known = self.import.edit.store().coders()?;
            let row = self.row(Table::Coder, &coder.guid);
            let id = match known.iter().find(|c| Some(c.id.0) == row) {
                Some(there) => there.id,
                None => self.coder(coder)?,
            };
            self.keep(Table::Coder, id.0, &coder.guid)?;
            self.coders.push(id);
        }
        Ok(())
    }

    fn coder(&mut self, coder: &ProjectCoder) -> Result<CoderId> {
        let kind = match coder {
            _ if coder.is_machine => CoderKind::Machine,
            _ if coder.is_consensus => CoderKind::Consensus,
            _ => CoderKind::Person,
        };
        // There is one consensus, whatever it is called.
        let known = self.import.edit.store().coders()?;
        if let Some(there) = known.iter().find(|c| coder.is_consensus && c.kind == kind) {
            return Ok(there.id);
        }
        let mut name = coder.name.clone();
        for n in 2.. {
            match self.import.edit.store().coder_named(&name)? {
                None => break,
                Some(there) if there.kind == kind && !self.coders.contains(&there.id) => {
                    return Ok(there.id);
                }
                Some(_) => name = format!("{} ({n})", coder.name),
            }
        }
        self.count("coders", 1);
        self.edit().add_coder(&name, kind)
    }

    /// Codes are known by their identity, else by their place and name among those that were there before.
    fn codes(&mut self) -> Result<()> {
        let before = self.import.edit.store().codebook(self.import.study.id)?;
        let mut by_name: HashMap<(Option<CodeId>, String), CodeId> = before
            .codes()
            .iter()
            .map(|c| ((c.parent, c.name.clone()), c.id))
            .collect();
        let mut names: HashSet<(Option<CodeId>, String)> = by_name.keys().cloned().collect();
        let last = before.codes().iter().map(|code| code.position).max();
        let mut position = last.map_or(0, |last| last.saturating_add(1));
        let is_flat =
            !self.project.by_emic && self.project.codes.iter().all(|code| code.parent.is_none());
        let mut levels: Vec<usize> = Vec::new();
        for code in &self.project.codes {
            let parent = code.parent.and_then(|at| self.codes.get(at).copied());
            let row = CodebookRow {
                path: Vec::new(),
                definition: code.definition.clone(),
                include: code.include.clone(),
                exclude: code.exclude.clone(),
                colour: code.colour.clone(),
            };
            let known = self.row(Table::Code, &code.guid).map(CodeId);
            let there = known
                .filter(|id| before.get(*id).is_some())
                .or_else(|| by_name.remove(&(parent, code.name.clone())))
                .filter(|id| !self.codes.contains(id));
            let id = match there {
                Some(id) => {
                    match updated(self.import.edit, id, &row)? {
                        true => self.count("codes updated", 1),
                        false => self.there_already += 1,
                    }
                    levels.push(before.get(id).map_or(0, |code| code.level));
                    id
                }
                None => {
                    let above = code.parent.and_then(|at| levels.get(at).copied());
                    let lowest = above.map_or(0, |level| level + 1);
                    let level = match is_flat {
                        true => self.import.study.levels.len().saturating_sub(1),
                        false => code.level.unwrap_or(lowest).max(lowest),
                    };
                    let name = unique(&code.name, |name| {
                        names.contains(&(parent, name.to_owned()))
                    });
                    let new = new_code(
                        &self.import.study,
                        parent,
                        level,
                        &name,
                        position,
                        Some(&row),
                    );
                    position = position.saturating_add(1);
                    self.count("codes", 1);
                    levels.push(level);
                    names.insert((parent, name));
                    self.edit().add_code(&new)?
                }
            };
            self.keep(Table::Code, id.0, &code.guid)?;
            self.codes.push(id);
        }
        Ok(())
    }

    fn participants(&mut self) -> Result<()> {
        let study = self.import.study.id;
        let before = self.import.edit.store().participants(study)?;
        let mut names: HashSet<&str> = before
            .iter()
            .flat_map(|p| p.attributes.keys())
            .map(String::as_str)
            .collect();
        let variables = self
            .project
            .participants
            .iter()
            .flat_map(|p| p.attributes.keys());
        let new = variables.filter(|name| names.insert(name)).count();
        self.count("variables", new);
        let mut labels: HashSet<String> = before.iter().map(|p| p.label.clone()).collect();
        for participant in &self.project.participants {
            let row = self.row(Table::Participant, &participant.guid);
            let known = before.iter().find(|p| Some(p.id.0) == row);
            let named = || before.iter().find(|p| p.label == participant.label);
            let there = known
                .or_else(named)
                .filter(|p| !self.participants.contains(&p.id));
            let id = match there {
                Some(there) => {
                    let mut all = there.attributes.clone();
                    all.extend(
                        participant
                            .attributes
                            .iter()
                            .map(|(k, v)| (k.clone(), v.clone())),
                    );
                    if all == there.attributes {
                        self.there_already += 1;
                    } else {
                        self.edit().set_attributes(there.id, &all)?;
                        self.count("participants updated", 1);
                    }
                    there.id
                }
                None => {
                    let label = unique(&participant.label, |label| labels.contains(label));
                    self.count("participants", 1);
                    let id = self
                        .edit()
                        .add_participant(study, &label, &participant.attributes)?;
                    labels.insert(label);
                    id
                }
            };
            self.keep(Table::Participant, id.0, &participant.guid)?;
            self.participants.push(id);
        }
        Ok(())
    }

    fn transcripts(&mut self) -> Result<()> {
        let study = self.import.study.id;
        let people = People::of(self.import.edit, study)?;
        let all = self.project.transcripts.len();
        for (done, transcript) in self.project.transcripts.iter().enumerate() {
            (self.import.within)(self.file, (done, all));
            let there = self.there(transcript)?;
            if there.is_none()
                && let Some(id) = self.whole_text(transcript)?
                && self.excerpts(id, transcript, &people)?
            {
                continue;
            }
            let (id, units) = self.with_units(there, transcript, &people)?;
            self.transcripts.push(id);
            self.units.push(units);
        }
        let file = self.file;
        if self.located.documents > 0 {
            let told = self.located.told();
            self.import.warn(file, told);
        }
        if self.merged > 0 {
            let merged = self.merged;
            self.import.warn(
                file,
                format!("{merged} selections cover the same words as another and became one unit with it, with the codings of all"),
            );
        }
        if self.twice > 0 {
            let twice = self.twice;
            self.import.warn(file, format!("{twice} codings say what another says (same words, code and coder) and came in once"));
        }
        Ok(())
    }

    /// The transcript of this identity or name with the same text.
    fn there(&self, transcript: &ProjectTranscript) -> Result<Option<TranscriptId>> {
        let study = self.import.study.id;
        let row = self.row(Table::Transcript, &transcript.guid);
        let store = self.import.edit.store();
        let named = store.transcript_named(study, &transcript.name)?;
        for id in row.map(TranscriptId).into_iter().chain(named) {
            let known = store.transcript(id)?;
            let is_same = known.is_some_and(|t| t.study == study && t.text == transcript.text);
            if is_same && !self.transcripts.contains(&id) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn with_units(
        &mut self,
        there: Option<TranscriptId>,
        transcript: &ProjectTranscript,
        people: &People,
    ) -> Result<(TranscriptId, Vec<UnitId>)> {
        let id = match there {
            Some(id) => {
                self.there_already += 1;
                id
            }
            None => self.transcript(transcript, people)?,
        };
        self.keep(Table::Transcript, id.0, &transcript.guid)?;
        let units = self.units_of(id, &transcript.units)?;
        Ok((id, units))
    }

    /// The whole conversation in the study that excerpts of this name, with or without a file's extension, were cut from.
    fn whole_text(&self, excerpts: &ProjectTranscript) -> Result<Option<TranscriptId>> {
        if self.project.by_emic || excerpts.kind != TranscriptKind::Excerpts {
            return Ok(None);
        }
        let store = self.import.edit.store();
        let stem = excerpts.name.rsplit_once('.').map(|(stem, _)| stem);
        for name in std::iter::once(excerpts.name.as_str()).chain(stem) {
            let named = store.transcript_named(self.import.study.id, name)?;
            let known = named.map(|id| store.transcript(id)).transpose()?.flatten();
            if let Some(known) = known.filter(|t| t.kind == TranscriptKind::Interview) {
                return Ok(Some(known.id));
            }
        }
        Ok(None)
    }

    /// Puts excerpts where their words stand in the transcript that they were cut from; whether any stands there.
    fn excerpts(
        &mut self,
        id: TranscriptId,
        excerpts: &ProjectTranscript,
        people: &People,
    ) -> Result<bool> {
        let whole = self.import.edit.store().transcript(id)?;
        let coder = |unit: &ProjectUnit| {
            let first = unit.codings.first();
            self.coder_at(first.and_then(|coding| coding.coder))
        };
        let located = whole.and_then(|whole| locate(&whole.text, excerpts, coder));
        let Some(located) = located else {
            return Ok(false);
        };
        let (found, which) = located.found;
        self.located.documents += 1;
        self.located.segments += excerpts.units.len();
        self.located.found += found.len();
        self.located.several += located.several;
        let mut ids: Vec<Option<UnitId>> = vec![None; excerpts.units.len()];
        for (at, unit) in which.into_iter().zip(self.units_of(id, &found)?) {
            ids[at] = Some(unit);
        }
        if let Some((rest, which)) = located.rest {
            let there = self.there(&rest)?;
            let (_, units) = self.with_units(there, &rest, people)?;
            for (at, unit) in which.into_iter().zip(units) {
                ids[at] = Some(unit);
            }
        }
        self.transcripts.push(id);
        self.units.push(ids.into_iter().flatten().collect());
        Ok(true)
    }

    fn transcript(
        &mut self,
        transcript: &ProjectTranscript,
        people: &People,
    ) -> Result<TranscriptId> {
        let study = self.import.study.id;
        let mut name = transcript.name.clone();
        for n in 2.. {
            if self
                .import
                .edit
                .store()
                .transcript_named(study, &name)?
                .is_none()
            {
                break;
            }
            name = format!("{} ({n})", transcript.name);
        }
        if name != transcript.name {
            let warning = format!(
                "the study has a transcript '{}' with another text; this one came in as '{name}'",
                transcript.name
            );
            self.import.warn(self.file, warning);
        }
        let own = transcript
            .participant
            .and_then(|at| self.participants.get(at).copied());
        let turns: Vec<Turn> = match &transcript.turns {
            Some(turns) => turns.iter().map(|turn| self.turn(turn)).collect(),
            None => self.spoken(transcript, people),
        };
        let said = transcript.language.as_deref().map(Language::new);
        let language = self.import.options.language.clone().or(said);
        let speech = turns
            .iter()
            .filter_map(|turn| turn.span.of(&transcript.text));
        let language = language.unwrap_or_else(|| detect_all(speech));
        self.count("transcripts", 1);
        self.edit().add_transcript(&Transcript {
            id: TranscriptId(0),
            study,
            name,
            kind: transcript.kind,
            participant: own,
            language,
            text: transcript.text.clone(),
            turns,
        })
    }

    fn turn(&self, turn: &ProjectTurn) -> Turn {
        Turn {
            span: turn.span,
            speaker: turn.speaker.clone(),
            role: turn.role,
            participant: turn
                .participant
                .and_then(|at| self.participants.get(at).copied()),
        }
    }

    /// The turns of a text whose file tells none. Whoever the file calls no participant becomes none because of a colon.
    fn spoken(&self, transcript: &ProjectTranscript, people: &People) -> Vec<Turn> {
        let rules = super::transcripts::rules(&self.import.options.speakers, people.labels());
        let mut turns = turns(&transcript.text, &rules);
        for turn in turns
            .iter_mut()
            .filter(|turn| turn.role == SpeakerRole::Participant)
        {
            turn.participant = turn.speaker.as_deref().and_then(|label| people.get(label));
        }
        turns
    }

    /// Units are known by their identity; else, in files of other programs, by their words among all units, and in emic's own
    /// among those that were there before.
    fn units_of(&mut self, transcript: TranscriptId, units: &[ProjectUnit]) -> Result<Vec<UnitId>> {
        let before = self.import.edit.store().units(transcript)?;
        let mut by_id: HashMap<UnitId, Span> =
            before.iter().map(|unit| (unit.id, unit.span)).collect();
        let mut by_span: HashMap<Span, UnitId> = before
            .iter()
            .rev()
            .map(|unit| (unit.span, unit.id))
            .collect();
        let mut ids = Vec::with_capacity(units.len());
        let mut met = HashSet::new();
        for unit in units {
            let known = self.row(Table::Unit, &unit.guid).map(UnitId);
            let known = known.filter(|id| by_id.get(id) == Some(&unit.span()));
            let there = known.or_else(|| match self.project.units_apart {
                true => by_span.remove(&unit.span()),
                false => by_span.get(&unit.span()).copied(),
            });
            let id = match there {
                Some(id) => id,
                None => self.unit(transcript, unit)?,
            };
            self.merged += usize::from(!met.insert(id));
            if there.is_none() {
                by_id.insert(id, unit.span());
                if !self.project.units_apart {
                    by_span.insert(unit.span(), id);
                }
            }
            self.keep(Table::Unit, id.0, &unit.guid)?;
            self.codings_of(id, unit)?;
            ids.push(id);
        }
        Ok(ids)
    }

    fn unit(&mut self, transcript: TranscriptId, unit: &ProjectUnit) -> Result<UnitId> {
        self.count("units", 1);
        self.edit().add_unit(&MeaningUnit {
            id: UnitId(0),
            transcript,
            span: unit.span(),
            condensed: unit.condensed.clone(),
            translation: unit.translation.clone(),
            external_id: unit.external_id.clone(),
        })
    }

    fn codings_of(&mut self, unit: UnitId, from: &ProjectUnit) -> Result<()> {
        for coding in &from.codings {
            let coder = self.coder_at(coding.coder);
            let Some(code) = self.codes.get(coding.code).copied() else {
                continue;
            };
            if !self.codings.insert((unit, code, coder)) {
                let is_old = self.row(Table::Coding, &coding.guid).is_some();
                self.twice += usize::from(!is_old);
                continue;
            }
            let is_machine = coding
                .coder
                .is_some_and(|at| self.project.coders.get(at).is_some_and(|c| c.is_machine));
            let origin = if is_machine {
                Origin::Machine
            } else {
                Origin::Imported
            };
            let id = self
                .edit()
                .add_coding_of(unit, code, coder, origin, coding.at.as_deref())?;
            self.count("codings", 1);
            self.keep(Table::Coding, id.0, &coding.guid)?;
        }
        Ok(())
    }

    fn coder_at(&self, at: Option<usize>) -> CoderId {
        at.and_then(|at| self.coders.get(at).copied())
            .unwrap_or(self.import.coder)
    }

    fn memos(&mut self) -> Result<()> {
        let same = |memo: &Memo| (memo.target, memo.coder, memo.text.clone());
        let there = self.import.edit.store().memos()?;
        let rows: HashSet<i64> = there.iter().map(|memo| memo.id.0).collect();
        let there: HashSet<(String, CoderId, String)> = there
            .iter()
            .map(same)
            .map(|(target, coder, text)| (format!("{target:?}"), coder, text))
            .collect();
        for memo in &self.project.memos {
            let Some(target) = self.target(memo.about)? else {
                continue;
            };
            let coder = self.coder_at(memo.coder);
            let is_known = self
                .row(Table::Memo, &memo.guid)
                .is_some_and(|row| rows.contains(&row));
            let is_same = !self.project.by_emic || memo.guid.is_empty();
            if is_known
                || (is_same && there.contains(&(format!("{target:?}"), coder, memo.text.clone())))
            {
                self.there_already += 1;
                continue;
            }
            let id = self
                .edit()
                .add_memo_of(target, coder, &memo.text, memo.at.as_deref())?;
            self.count("memos", 1);
            self.keep(Table::Memo, id.0, &memo.guid)?;
        }
        Ok(())
    }

    fn target(&self, about: About) -> Result<Option<MemoTarget>> {
        let About::Coding(transcript, unit, coding) = about else {
            return Ok(self.target_of(about));
        };
        let Some(on_unit) = self.target_of(About::Unit(transcript, unit)) else {
            return Ok(None);
        };
        let said = &self.project.transcripts[transcript].units[unit].codings[coding];
        let (code, coder) = (self.codes.get(said.code), self.coder_at(said.coder));
        let MemoTarget::Unit(id) = on_unit else {
            return Ok(None);
        };
        let there = self.import.edit.store().codings_of_unit(id)?;
        let found = there
            .iter()
            .find(|c| Some(&c.code) == code && c.coder == coder);
        Ok(Some(
            found.map_or(on_unit, |coding| MemoTarget::Coding(coding.id)),
        ))
    }

    /// Of anything but a coding.
    fn target_of(&self, about: About) -> Option<MemoTarget> {
        Some(match about {
            About::Study => MemoTarget::Study(self.import.study.id),
            About::Participant(at) => MemoTarget::Participant(*self.participants.get(at)?),
            About::Transcript(at) => MemoTarget::Transcript(*self.transcripts.get(at)?),
            About::Unit(transcript, unit) | About::Coding(transcript, unit, _) => {
                MemoTarget::Unit(*self.units.get(transcript)?.get(unit)?)
            }
            About::Code(at) => MemoTarget::Code(*self.codes.get(at)?),
        })
    }

    /// What emic has no place for.
    fn kept(&mut self) -> Result<()> {
        let study = self.import.study.id;
        for element in &self.project.kept {
            self.edit()
                .keep_element(study, &element.list, &element.guid, &element.xml)?;
        }
        Ok(())
    }

    fn relations(&mut self) -> Result<()> {
        let there = self.import.edit.store().relations(self.import.study.id)?;
        let mut there: HashSet<(CodeId, CodeId, String)> =
            there.into_iter().map(|r| (r.from, r.to, r.kind)).collect();
        for relation in &self.project.relations {
            let ends = (
                self.codes.get(relation.from).copied(),
                self.codes.get(relation.to).copied(),
            );
            let (Some(from), Some(to)) = ends else {
                continue;
            };
            if !there.insert((from, to, relation.kind.clone())) {
                self.there_already += 1;
                continue;
            }
            let (kind, note) = (relation.kind.clone(), relation.note.clone());
            let id = self.edit().add_relation(&Relation {
                id: RelationId(0),
                from,
                to,
                kind,
                note,
            })?;
            self.count("relations", 1);
            self.keep(Table::Relation, id.0, &relation.guid)?;
        }
        if self.there_already > 0 {
            let warning = format!(
                "{} codes, participants, transcripts, memos and relations were there already",
                self.there_already
            );
            self.import.warn(self.file, warning);
        }
        Ok(())
    }
}
