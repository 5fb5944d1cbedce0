//! Where coders differ, stretch by stretch.

use super::super::{CodePoints, Project};
use super::agreement::{chosen, names};
use super::engine::{ENGINE, Engine, EngineCodings};
use super::judged::bears;
use crate::error::{Error, Result};
use crate::study::{
    CodeId, Codebook, Coder, CoderId, CoderKind, Coding, Memo, MemoTarget, Span, Study, Transcript,
    TranscriptId, UnitId,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct DisagreementRequest {
    /// The coders' names; all persons who coded the study where none is named. A machine takes part where it is named.
    pub coders: Vec<String>,
    /// Only where one gave this code, or one below it, and another did not.
    pub code: Option<CodeId>,
    /// Those that are settled, too.
    pub settled: bool,
    /// The engine as one more coder: its codings, from [`Project::engine_codings`]. Only what it says of units that a person coded
    /// counts here.
    pub engine: Option<Arc<EngineCodings>>,
}

/// Where coders differ on a study.
#[derive(Debug, Clone, Serialize)]
pub struct Disagreements {
    /// The study's name.
    pub study: String,
    /// The coders, machines marked as such.
    pub coders: Vec<String>,
    /// The engine, where it is one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// How many transcripts at least two of them coded.
    pub transcripts: usize,
    /// On how many stretches all gave the same codes.
    pub agreed: usize,
    /// On how many they differ and a consensus is there.
    pub settled: usize,
    /// Where they differ, in the order of transcripts and their texts.
    pub stretches: Vec<Disagreement>,
    /// Which codes are given in place of which, most often first.
    pub confused: Vec<Confusion>,
}

/// A stretch on which coders differ.
#[derive(Debug, Clone, Serialize)]
pub struct Disagreement {
    /// The transcript's name.
    pub transcript: String,
    /// Its number in the project.
    pub transcript_id: TranscriptId,
    /// First code point of the units that the coders made here.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What each coder gave, in the order of their names; one who gave nothing here has an empty list.
    pub sides: Vec<Side>,
    /// How it was settled.
    pub settled: Option<String>,
    /// The codes of the consensus.
    pub consensus: Vec<String>,
    /// What was noted on it: who, and what.
    pub memos: Vec<(String, String)>,
}

/// What one coder gave a stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Her name; a machine is marked as such.
    pub coder: String,
    /// Her name as the project has it.
    pub name: String,
    /// Whether it is the engine, which the project does not know as a coder.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_engine: bool,
    /// Her codings, in the order of the text.
    pub given: Vec<GivenCoding>,
}

/// A coding within a stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GivenCoding {
    /// The code's path.
    pub code: String,
    /// The code's name.
    pub name: String,
    /// First code point of its unit.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The unit's words.
    pub text: String,
}

/// Two codes that stand for each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// A code that one gave, by its path.
    pub code: String,
    /// The code that another gave instead; `None` where she gave nothing.
    pub instead: Option<String>,
    /// On how many stretches.
    pub times: usize,
}

/// The units of one transcript that lie on each other.
pub(super) struct Cluster {
    /// From the first byte of the first to the last of the last.
    pub span: Span,
    /// Its units.
    pub units: Vec<(UnitId, Span)>,
}

impl Project {
    /// Where coders differ: units of theirs that share at least half of the shorter one are one stretch, and a coder who coded the
    /// transcript and gave nothing there left it out on purpose. Only codes count, not the borders of the units.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coder and fewer than two coders.
    pub fn disagreements(
        &self,
        study: &Study,
        request: &DisagreementRequest,
    ) -> Result<Disagreements> {
        self.store.snapshot(|store| {
            let codings = store.codings(study.id)?;
            let all = store.coders()?;
            let asked = (request.coders.as_slice(), request.engine.as_deref());
            let coders = chosen(&all, &codings, study, asked)?;
            let codebook = store.codebook(study.id)?;
            let mut looking = Looking::of(self, request, &coders, &all, &codebook, &codings)?;
            for id in store.transcript_ids(study.id)? {
                if let Some(transcript) = store.transcript(id)? {
                    looking.transcript(&transcript)?;
                }
            }
            Ok(looking.told(study))
        })
    }

    /// The stretch of a transcript that holds this one, with the units that coders made there.
    pub(super) fn cluster_at(&self, transcript: &Transcript, span: Span) -> Result<Cluster> {
        let codings = self.store.codings_of_transcript(transcript.id)?;
        let coded: HashSet<UnitId> = codings.into_iter().map(|coding| coding.unit).collect();
        let units = self.store.units(transcript.id)?;
        let units = units
            .into_iter()
            .filter(|unit| coded.contains(&unit.id))
            .map(|unit| (unit.id, unit.span));
        let found = clusters(units.collect())
            .into_iter()
            .find(|cluster| cluster.span == span || cluster.span.contains(span));
        found.ok_or_else(|| {
            Error::input(format!(
                "nothing is coded at {} of '{}'; see: emic disagreements",
                CodePoints::of(&transcript.text).written(span),
                transcript.name
            ))
        })
    }
}

/// The search under way.
struct Looking<'l> {
    project: &'l Project,
    request: &'l DisagreementRequest,
    coders: &'l [Coder],
    shown: Vec<String>,
    codebook: &'l Codebook,
    /// Of the chosen coders, and of the consensus.
    of_unit: HashMap<UnitId, Vec<(CoderId, CodeId)>>,
    consensus: BTreeSet<CoderId>,
    memos: HashMap<UnitId, Vec<Memo>>,
    people: HashMap<CoderId, String>,
    /// The code asked for and those below it.
    wanted: Option<Vec<CodeId>>,
    found: Disagreements,
    confused: BTreeMap<(CodeId, Option<CodeId>), usize>,
}

impl<'l> Looking<'l> {
    fn of(
        project: &'l Project,
        request: &'l DisagreementRequest,
        coders: &'l [Coder],
        all: &[Coder],
        codebook: &'l Codebook,
        codings: &[Coding],
    ) -> Result<Self> {
        let consensus: BTreeSet<CoderId> = all
            .iter()
            .filter(|c| c.kind == CoderKind::Consensus)
            .map(|c| c.id)
            .collect();
        let mut of_unit: HashMap<UnitId, Vec<(CoderId, CodeId)>> = HashMap::new();
        for coding in codings {
            if consensus.contains(&coding.coder) || coders.iter().any(|c| c.id == coding.coder) {
                of_unit
                    .entry(coding.unit)
                    .or_default()
                    .push((coding.coder, coding.code));
            }
        }
        // What nobody else coded is no stretch to settle: the engine's word alone makes none.
        for judged in request.engine.iter().flat_map(|engine| engine.all()) {
            if let Some(given) = judged.unit.and_then(|unit| of_unit.get_mut(&unit))
                && given.iter().any(|(by, _)| !consensus.contains(by))
            {
                given.extend(judged.codes.iter().map(|code| (ENGINE, *code)));
            }
        }
        let mut memos: HashMap<UnitId, Vec<Memo>> = HashMap::new();
        for memo in project.store.memos()? {
            let unit = match memo.target {
                MemoTarget::Unit(unit) => Some(unit),
                MemoTarget::Coding(id) => codings.iter().find(|c| c.id == id).map(|c| c.unit),
                _ => None,
            };
            if let Some(unit) = unit {
                memos.entry(unit).or_default().push(memo);
            }
        }
        Ok(Self {
            project,
            request,
            coders,
            shown: names(coders),
            codebook,
            of_unit,
            consensus,
            memos,
            people: project.coder_names()?,
            wanted: request.code.map(|code| codebook.subtree(code)),
            found: Disagreements {
                study: String::new(),
                coders: Vec::new(),
                engine: request.engine.as_ref().map(|engine| engine.engine.clone()),
                transcripts: 0,
                agreed: 0,
                settled: 0,
                stretches: Vec::new(),
                confused: Vec::new(),
            },
            confused: BTreeMap::new(),
        })
    }

    fn transcript(&mut self, transcript: &Transcript) -> Result<()> {
        let units = self.project.store.units(transcript.id)?;
        let units: Vec<(UnitId, Span)> =
            units.into_iter().map(|unit| (unit.id, unit.span)).collect();
        let codings = |unit: &UnitId| self.of_unit.get(unit).into_iter().flatten();
        let judges: Vec<usize> = (0..self.coders.len())
            .filter(|at| match self.coders[*at].id {
                ENGINE => (self.request.engine.as_ref())
                    .is_some_and(|engine| engine.of(transcript.id).is_some()),
                _ => units
                    .iter()
                    .any(|(unit, _)| codings(unit).any(|(coder, _)| *coder == self.coders[*at].id)),
            })
            .collect();
        if judges.len() < 2 {
            return Ok(());
        }
        self.found.transcripts += 1;
        let coded = units
            .into_iter()
            .filter(|(unit, _)| self.of_unit.contains_key(unit));
        let points = CodePoints::of(&transcript.text);
        for cluster in clusters(coded.collect()) {
            self.cluster(transcript, &points, &cluster, &judges);
        }
        Ok(())
    }

    fn cluster(
        &mut self,
        transcript: &Transcript,
        points: &CodePoints<'_>,
        cluster: &Cluster,
        judges: &[usize],
    ) {
        let given: Vec<BTreeSet<CodeId>> = judges
            .iter()
            .map(|at| self.codes_of(cluster, self.coders[*at].id))
            .collect();
        let union: BTreeSet<CodeId> = given.iter().flatten().copied().collect();
        let differ: Vec<CodeId> = union
            .into_iter()
            .filter(|code| !given.iter().all(|g| g.contains(code)))
            .collect();
        let asked = |code: &CodeId| {
            self.wanted
                .as_ref()
                .is_none_or(|wanted| wanted.contains(code))
        };
        if differ.is_empty() {
            self.found.agreed += usize::from(given.iter().flatten().any(asked));
            return;
        }
        if !differ.iter().any(asked) {
            return;
        }
        self.confuse(&given);
        let settled = self.settled(cluster);
        self.found.settled += usize::from(settled.is_some());
        if settled.is_some() && !self.request.settled {
            return;
        }
        let (start, end) = points.range(cluster.span).unwrap_or_default();
        let sides = judges
            .iter()
            .map(|at| self.side(transcript, points, cluster, *at))
            .collect();
        let consensus = self
            .consensus
            .iter()
            .flat_map(|coder| self.codes_of(cluster, *coder));
        let disagreement = Disagreement {
            transcript: transcript.name.clone(),
            transcript_id: transcript.id,
            start,
            end,
            text: cluster
                .span
                .of(&transcript.text)
                .unwrap_or_default()
                .to_owned(),
            sides,
            settled,
            consensus: consensus.map(|code| self.codebook.path(code)).collect(),
            memos: self.memos_on(cluster),
        };
        self.found.stretches.push(disagreement);
    }

    fn codes_of(&self, cluster: &Cluster, coder: CoderId) -> BTreeSet<CodeId> {
        let all = cluster
            .units
            .iter()
            .flat_map(|(unit, _)| self.of_unit.get(unit).into_iter().flatten());
        all.filter(|(by, _)| *by == coder)
            .map(|(_, code)| *code)
            .collect()
    }

    fn side(
        &self,
        transcript: &Transcript,
        points: &CodePoints<'_>,
        cluster: &Cluster,
        at: usize,
    ) -> Side {
        let mut given = Vec::new();
        for (unit, span) in &cluster.units {
            let (start, end) = points.range(*span).unwrap_or_default();
            for (_, code) in self
                .of_unit
                .get(unit)
                .into_iter()
                .flatten()
                .filter(|(by, _)| *by == self.coders[at].id)
            {
                given.push(GivenCoding {
                    code: self.codebook.path(*code),
                    name: self
                        .codebook
                        .get(*code)
                        .map_or_else(String::new, |code| code.name.clone()),
                    start,
                    end,
                    text: span.of(&transcript.text).unwrap_or_default().to_owned(),
                });
            }
        }
        Side {
            coder: self.shown[at].clone(),
            name: self.coders[at].name.clone(),
            is_engine: self.coders[at].id == ENGINE,
            given,
        }
    }

    /// What the consensus says of it: the latest note of the consensus on one of its units.
    fn settled(&self, cluster: &Cluster) -> Option<String> {
        let memos = cluster
            .units
            .iter()
            .flat_map(|(unit, _)| self.memos.get(unit).into_iter().flatten());
        let settled = memos
            .filter(|memo| self.consensus.contains(&memo.coder))
            .max_by_key(|memo| memo.id);
        settled.map(|memo| memo.text.clone())
    }

    fn memos_on(&self, cluster: &Cluster) -> Vec<(String, String)> {
        let memos = cluster
            .units
            .iter()
            .flat_map(|(unit, _)| self.memos.get(unit).into_iter().flatten());
        let others = memos.filter(|memo| !self.consensus.contains(&memo.coder));
        others
            .map(|memo| {
                (
                    self.people.get(&memo.coder).cloned().unwrap_or_default(),
                    memo.text.clone(),
                )
            })
            .collect()
    }

    /// Of each two coders: what only the one gave against what only the other gave, or nothing.
    fn confuse(&mut self, given: &[BTreeSet<CodeId>]) {
        let mut pairs = BTreeSet::new();
        for (at, one) in given.iter().enumerate() {
            for other in &given[at + 1..] {
                let only: [Vec<CodeId>; 2] = [
                    one.difference(other).copied().collect(),
                    other.difference(one).copied().collect(),
                ];
                match only {
                    [here, there] if there.is_empty() => {
                        pairs.extend(here.into_iter().map(|code| (code, None)))
                    }
                    [here, there] if here.is_empty() => {
                        pairs.extend(there.into_iter().map(|code| (code, None)))
                    }
                    [here, there] => {
                        for a in here {
                            pairs.extend(there.iter().map(|b| (a.min(*b), Some(a.max(*b)))));
                        }
                    }
                }
            }
        }
        for pair in pairs {
            *self.confused.entry(pair).or_default() += 1;
        }
    }

    fn told(mut self, study: &Study) -> Disagreements {
        let mut confused: Vec<Confusion> = self
            .confused
            .iter()
            .map(|((code, instead), times)| Confusion {
                code: self.codebook.path(*code),
                instead: instead.map(|code| self.codebook.path(code)),
                times: *times,
            })
            .collect();
        confused.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.code.cmp(&b.code)));
        self.found.confused = confused;
        self.found.study.clone_from(&study.name);
        self.found.coders = self.shown;
        self.found
    }
}

/// Units that share at least half of the shorter one stand together, in the order of the text.
fn clusters(mut units: Vec<(UnitId, Span)>) -> Vec<Cluster> {
    units.sort_by_key(|(id, span)| (*span, *id));
    let mut found: Vec<Cluster> = Vec::new();
    for (id, span) in units {
        let touches = |cluster: &Cluster| {
            cluster
                .units
                .iter()
                .any(|(_, other)| *other == span || bears(*other, span))
        };
        let (with, mut without): (Vec<Cluster>, Vec<Cluster>) =
            match found.iter().rev().take(50).any(touches) {
                true => found.into_iter().partition(touches),
                false => (Vec::new(), found),
            };
        let mut joined = Cluster {
            span,
            units: vec![(id, span)],
        };
        for cluster in with {
            joined.span = Span::new(
                joined.span.start.min(cluster.span.start),
                joined.span.end.max(cluster.span.end),
            );
            joined.units.extend(cluster.units);
        }
        joined.units.sort_by_key(|(id, span)| (*span, *id));
        without.push(joined);
        found = without;
    }
    found.sort_by_key(|cluster| cluster.span);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_lie_on_each_other_are_one_stretch() {
        let unit = |id, start, end| (UnitId(id), Span::new(start, end));
        let found = clusters(vec![
            unit(1, 0, 10),
            unit(2, 5, 14),
            unit(3, 13, 30),
            unit(4, 40, 41),
            unit(5, 40, 41),
        ]);
        let told: Vec<(usize, usize, usize)> = found
            .iter()
            .map(|c| (c.span.start, c.span.end, c.units.len()))
            .collect();
        assert_eq!(told, [(0, 14, 2), (13, 30, 1), (40, 41, 2)]);
    }
}
