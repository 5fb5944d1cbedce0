//! Bringing a colleague's copy of the project back into it.
//!
//! Theirs and mine are compared with what both were when they parted ([`base`]): what only one of them changed is followed, what
//! both changed differently is a conflict, listed and settled. Things are known by their number where both had them then, else by
//! an identity that came with them, else by what they are: a transcript by its text, a code by its path, a unit by its place, a
//! coding by unit, code and coder. The same functions preview the merge and do it, in one change.

mod base;
mod codes;
mod codings;
mod conflict;
mod content;
mod copying;
mod identities;
mod notes;
mod people;
mod removals;
mod three_way;
mod transcripts;
mod tree;
mod units;

pub use conflict::{About as ConflictAbout, Conflict, Settling, Take};
pub use copying::{Copied, CopyRequest};

use super::Project;
use super::choose::person;
use crate::error::{Error, Result};
use crate::exchange::counts_in_words;
use crate::store::{Edit, ShownCode, Store, Table};
use crate::study::{
    CodeId, CoderId, CodingId, MemoId, MemoTarget, ParticipantId, StudyId, TranscriptId, UnitId,
};
use crate::text::counted;
use base::Base;
use content::{Content, Row, Rows};
use identities::Identities;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;
use three_way::{Blank, Outcome, three_way};

/// What a merge brought, or would bring.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MergeReport {
    /// The other file.
    pub from: String,
    /// When the two were the same file, as RFC 3339 in UTC; `None` where they are no copies of one project.
    pub parted: Option<String>,
    /// How many of a kind came in.
    pub added: BTreeMap<&'static str, usize>,
    /// What only they had changed and is now as they have it.
    pub followed: Vec<String>,
    /// What they had deleted and is now deleted here.
    pub removed: Vec<String>,
    /// What both say differently, and whose word was taken.
    pub conflicts: Vec<Conflict>,
    /// How many codes that were suggested and seen there are now known here; that is no change of the project.
    #[serde(skip_serializing_if = "is_none")]
    pub shown: usize,
    /// What else is to be known.
    pub notes: Vec<String>,
    /// Whether anything in the open project was changed.
    pub changed: bool,
}

impl Project {
    /// Merges another copy of this project, or another project on the same transcripts, into this one: one change, taken back by one
    /// undo. All of theirs is here afterwards, or listed. The other file is only read; its history stays in it.
    ///
    /// # Errors
    /// [`Error::Input`] for this project's own file; as [`Store::in_memory`] for what is no project.
    pub fn merge(
        &mut self,
        theirs: &Path,
        settling: &Settling,
        coder: &str,
    ) -> Result<MergeReport> {
        let other = Other::read(&mut self.store, theirs)?;
        self.store.change(None, "merge", |edit| {
            let report = Merger::of(edit, &other, settling, coder)?.run()?;
            if report.changed {
                let coder = person(edit, coder)?;
                edit.by(coder);
                edit.summarise(summary(&report));
            }
            Ok(report)
        })
    }

    /// What [`Project::merge`] would do; nothing is changed.
    ///
    /// # Errors
    /// As [`Project::merge`].
    pub fn merge_preview(
        &mut self,
        theirs: &Path,
        settling: &Settling,
        coder: &str,
    ) -> Result<MergeReport> {
        let other = Other::read(&mut self.store, theirs)?;
        self.store
            .rehearse(|edit| Merger::of(edit, &other, settling, coder)?.run())
    }
}

// serde asks by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(number: &usize) -> bool {
    *number == 0
}

/// The event in a line.
fn summary(report: &MergeReport) -> String {
    let mut parts: Vec<String> =
        Vec::from_iter(Some(counts_in_words(&report.added)).filter(|added| !added.is_empty()));
    for (n, what) in [
        (report.followed.len(), "changes"),
        (report.removed.len(), "removals"),
    ] {
        if n > 0 {
            parts.push(counted(n, what));
        }
    }
    let conflicts = match report.conflicts.len() {
        0 => String::new(),
        n => format!("; {} settled", counted(n, "conflicts")),
    };
    format!("merged {}: {}{conflicts}", report.from, parts.join(", "))
}

/// The other file as it is and as both were.
struct Other {
    name: String,
    content: Content,
    base: Base,
    identities: Identities,
    kept: Vec<(StudyId, String, String, String)>,
    shown: Vec<ShownCode>,
    /// Samples to be coded a second time, each with its study.
    sampled: Vec<(StudyId, CoderId, Vec<UnitId>)>,
}

impl Other {
    fn read(mine: &mut Store, path: &Path) -> Result<Self> {
        let canonical = |path: &Path| std::fs::canonicalize(path).ok();
        if canonical(path).is_some_and(|path| Some(path) == canonical(mine.path())) {
            return Err(Error::input(format!(
                "{} is the open project itself; name the copy that is to be merged into it",
                path.display()
            )));
        }
        let mut store = Store::in_memory(path)?;
        let base = Base::of(mine, &mut store)?;
        let content = Content::of(&store)?;
        let (mut kept, mut shown, mut sampled) = (Vec::new(), Vec::new(), Vec::new());
        for study in content.studies.iter() {
            shown.extend(store.shown(study.id)?);
            let samples = store.samples(study.id)?.into_iter();
            sampled.extend(samples.map(|(coder, units)| (study.id, coder, units)));
            let elements = store.kept_elements(study.id)?;
            kept.extend(
                elements
                    .into_iter()
                    .map(|(list, guid, xml)| (study.id, list, guid, xml)),
            );
        }
        Ok(Self {
            name: path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
            identities: Identities::of(&store, &content)?,
            base,
            content,
            kept,
            shown,
            sampled,
        })
    }
}

/// What their things have become here.
#[derive(Default)]
struct Became {
    studies: HashMap<StudyId, StudyId>,
    coders: HashMap<CoderId, CoderId>,
    participants: HashMap<ParticipantId, ParticipantId>,
    codes: HashMap<CodeId, CodeId>,
    /// Codes of decisions that were gone in their copy already.
    gone: HashMap<CodeId, CodeId>,
    transcripts: HashMap<TranscriptId, TranscriptId>,
    /// What theirs that come in are called here.
    names: HashMap<TranscriptId, String>,
    /// Those of theirs that came in beside or anew, with all that hangs on them.
    whole: HashSet<TranscriptId>,
    units: HashMap<UnitId, UnitId>,
    codings: HashMap<CodingId, CodingId>,
    memos: HashMap<MemoId, MemoId>,
}

/// A merge under way.
struct Merger<'m, 'e> {
    edit: &'m mut Edit<'e>,
    other: &'m Other,
    settling: &'m Settling,
    /// Who merges.
    coder: &'m str,
    mine: Rc<Content>,
    identities: Identities,
    became: Became,
    /// What is kept of theirs beside mine: about what, in which words.
    beside: Vec<(MemoTarget, String)>,
    report: MergeReport,
}

impl<'m, 'e> Merger<'m, 'e> {
    fn of(
        edit: &'m mut Edit<'e>,
        other: &'m Other,
        settling: &'m Settling,
        coder: &'m str,
    ) -> Result<Self> {
        let mine = Rc::new(Content::of(edit.store())?);
        Ok(Self {
            identities: Identities::of(edit.store(), &mine)?,
            report: MergeReport {
                from: other.name.clone(),
                parted: other.base.parted.as_ref().map(|event| event.at.clone()),
                ..MergeReport::default()
            },
            edit,
            other,
            settling,
            coder,
            mine,
            became: Became::default(),
            beside: Vec::new(),
        })
    }

    fn run(mut self) -> Result<MergeReport> {
        self.removals()?;
        self.studies()?;
        self.coders()?;
        self.participants()?;
        self.codebooks()?;
        self.transcripts()?;
        self.units()?;
        self.codings()?;
        self.decisions()?;
        self.shown()?;
        self.sampled()?;
        self.relations()?;
        self.memos()?;
        self.kept()?;
        self.identify()?;
        let mut report = self.report;
        report.changed =
            !report.added.is_empty() || !report.followed.is_empty() || !report.removed.is_empty();
        Ok(report)
    }

    fn theirs(&self) -> &'m Content {
        &self.other.content
    }

    fn base(&self) -> &'m Base {
        &self.other.base
    }

    fn count(&mut self, kind: &'static str) {
        *self.report.added.entry(kind).or_default() += 1;
    }

    fn note(&mut self, text: String) {
        self.report.notes.push(text);
    }

    /// Lists a conflict; whose word is taken.
    fn conflict(&mut self, mut conflict: Conflict) -> Take {
        conflict.take = self.settling.of(&conflict);
        let take = conflict.take;
        self.report.conflicts.push(conflict);
        take
    }

    /// Which of theirs is which of mine, by number and identity; by content is the caller's to say.
    fn paired<T: Row>(&self, table: Table, rows: impl Fn(&Content) -> &Rows<T> + Copy) -> Pairs {
        let mut pairs = Pairs::default();
        let (mine, theirs) = (rows(&self.mine), rows(self.theirs()));
        for row in theirs.iter().map(Row::row) {
            if mine.has(row) && self.base().has(rows, row) {
                pairs.add(row, row);
            }
        }
        for row in theirs.iter().map(Row::row) {
            if pairs.of(row).is_none()
                && let Some(found) = self.other.identities.found(table, row, &self.identities)
                && mine.has(found)
                && !pairs.is_taken(found)
            {
                pairs.add(row, found);
            }
        }
        pairs
    }

    /// Whether it was here when the copies parted and was deleted here since.
    fn is_deleted_here<T: Row>(
        &self,
        rows: impl Fn(&Content) -> &Rows<T> + Copy,
        row: i64,
    ) -> bool {
        self.base().has(rows, row) && !rows(&self.mine).has(row)
    }

    /// What to put in place of mine, if anything; a conflict is listed and settled. Of two texts both can be kept where there is a
    /// place for a memo.
    fn field<T: Clone + PartialEq + Blank>(
        &mut self,
        asked: Asked<'_>,
        base: Option<(&T, &T)>,
        (mine, theirs): (&T, &T),
        show: impl Fn(&T) -> String,
    ) -> Option<T> {
        match three_way(base, mine, theirs) {
            Outcome::Keep => None,
            Outcome::Theirs => {
                self.report.followed.push((asked.what)());
                Some(theirs.clone())
            }
            Outcome::Conflict => {
                let what = (asked.what)();
                let shown = |value: &T| (!value.is_blank()).then(|| show(value));
                let mut conflict =
                    Conflict::new(asked.about, what.clone(), shown(mine), shown(theirs));
                conflict.both = asked.beside.is_some() && !theirs.is_blank();
                match (self.conflict(conflict), asked.beside) {
                    (Take::Theirs, _) => {
                        self.report.followed.push(what);
                        Some(theirs.clone())
                    }
                    (Take::Both, Some(target)) => {
                        self.beside.push((
                            target,
                            format!("{what}, in the other copy: {}", show(theirs)),
                        ));
                        None
                    }
                    _ => None,
                }
            }
        }
    }
}

/// What a difference is about.
struct Asked<'a> {
    about: ConflictAbout,
    what: &'a dyn Fn() -> String,
    /// Where a memo can keep what is not taken.
    beside: Option<MemoTarget>,
}

/// Which of theirs is which of mine, one to one.
#[derive(Default)]
struct Pairs {
    mine: HashMap<i64, i64>,
    taken: HashSet<i64>,
}

impl Pairs {
    fn add(&mut self, theirs: i64, mine: i64) {
        self.mine.insert(theirs, mine);
        self.taken.insert(mine);
    }

    fn of(&self, theirs: i64) -> Option<i64> {
        self.mine.get(&theirs).copied()
    }

    fn is_taken(&self, mine: i64) -> bool {
        self.taken.contains(&mine)
    }
}
