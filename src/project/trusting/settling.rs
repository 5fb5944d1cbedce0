//! Settling a disagreement: the coding that coders agree on after they have talked, apart from what each gave alone.

use super::super::coding::{codes, removed_if_bare, unit_at};
use super::super::{NewCodes, Project};
use super::disagreements::Cluster;
use crate::error::{Error, Result};
use crate::store::Edit;
use crate::study::{
    CodeId, CoderId, CoderKind, MemoTarget, Origin, Span, Study, Transcript, UnitId,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// The name of the coder who stands for the consensus.
const CONSENSUS: &str = "Consensus";

/// What is agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreed {
    /// What these coders gave, all of it.
    As(Vec<String>),
    /// These codes, by name or path, on the whole stretch.
    Codes(Vec<String>),
    /// No code at all.
    Nothing,
}

/// What is agreed on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What is agreed on.
    pub agreed: Agreed,
    /// Why; it goes into the memo.
    pub why: Option<String>,
}

/// What was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The paths of the codes of the consensus.
    pub codes: Vec<String>,
    /// What stands in the memo of the consensus.
    pub memo: String,
}

impl Project {
    /// Settles a disagreement: codings of the consensus coder, in place of those it had here, and a memo of it that says who settled
    /// it, how, and why. The coders' own codings stay as they are. One change.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing is coded there, for an unknown coder or code, and for a coder who gave nothing there.
    pub fn settle_disagreement(
        &mut self,
        study: &Study,
        transcript: &Transcript,
        span: Span,
        settlement: &Settlement,
        coder: &str,
    ) -> Result<Settled> {
        let (agreed, why) = (&settlement.agreed, settlement.why.as_deref());
        let cluster = self.cluster_at(transcript, span)?;
        let author = coder.to_owned();
        self.change_by(coder, "settle", |edit, _| {
            let consensus = consensus(edit)?;
            take_back(edit, &cluster, consensus)?;
            let given = match agreed {
                Agreed::As(names) => given_by(edit, &cluster, names)?,
                Agreed::Codes(names) => {
                    let unit = unit_at(edit, transcript, cluster.span)?;
                    let codes = codes(edit, study, names, NewCodes::Refused)?;
                    codes.into_iter().map(|code| (unit, code)).collect()
                }
                Agreed::Nothing => BTreeSet::new(),
            };
            for (unit, code) in &given {
                edit.add_coding(*unit, *code, consensus, Origin::Hand)?;
            }
            let codebook = edit.store().codebook(study.id)?;
            let paths: BTreeSet<CodeId> = given.iter().map(|(_, code)| *code).collect();
            let paths: Vec<String> = paths.into_iter().map(|code| codebook.path(code)).collect();
            let memo = told(&author, agreed, &paths, why);
            // The first unit may be one that the consensus made: it is there as long as the memo is.
            let first = given
                .first()
                .map(|(unit, _)| *unit)
                .or(cluster.units.first().map(|(unit, _)| *unit));
            let unit = first.ok_or_else(|| Error::internal("a stretch without units"))?;
            edit.add_memo(MemoTarget::Unit(unit), consensus, &memo)?;
            let place = super::super::CodePoints::of(&transcript.text).written(cluster.span);
            edit.summarise(format!("settled {} {place}: {memo}", transcript.name));
            Ok(Settled { codes: paths, memo })
        })
    }

    /// Takes a consensus back: its codings and its memo on a stretch. Whether there was one.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing is coded there.
    pub fn unsettle(&mut self, transcript: &Transcript, span: Span, coder: &str) -> Result<bool> {
        let cluster = self.cluster_at(transcript, span)?;
        self.change_by(coder, "unsettle", |edit, _| {
            let consensus = consensus(edit)?;
            edit.summarise(format!(
                "opened a disagreement in {} again",
                transcript.name
            ));
            take_back(edit, &cluster, consensus)
        })
    }
}

/// The coder who stands for the consensus, added with the first.
fn consensus(edit: &mut Edit<'_>) -> Result<CoderId> {
    let coders = edit.store().coders()?;
    if let Some(there) = coders
        .iter()
        .find(|coder| coder.kind == CoderKind::Consensus)
    {
        return Ok(there.id);
    }
    let mut name = CONSENSUS.to_owned();
    for n in 2.. {
        if coders.iter().all(|coder| coder.name != name) {
            break;
        }
        name = format!("{CONSENSUS} {n}");
    }
    edit.add_coder(&name, CoderKind::Consensus)
}

fn take_back(edit: &mut Edit<'_>, cluster: &Cluster, consensus: CoderId) -> Result<bool> {
    let mut any = false;
    for (unit, _) in &cluster.units {
        for coding in edit.store().codings_of_unit(*unit)? {
            if coding.coder == consensus {
                edit.remove_coding(coding.id)?;
                any = true;
            }
        }
        for memo in edit.store().memos_on(MemoTarget::Unit(*unit))? {
            if memo.coder == consensus {
                edit.delete_memo(memo.id)?;
                any = true;
            }
        }
        if any && let Some(unit) = edit.store().unit(*unit)? {
            removed_if_bare(edit, &unit)?;
        }
    }
    Ok(any)
}

fn given_by(
    edit: &Edit<'_>,
    cluster: &Cluster,
    names: &[String],
) -> Result<BTreeSet<(UnitId, CodeId)>> {
    let mut given = BTreeSet::new();
    for name in names {
        let coder = edit
            .store()
            .coder_named(name)?
            .ok_or_else(|| Error::input(format!("there is no coder '{name}' in this project")))?;
        let before = given.len();
        for (unit, _) in &cluster.units {
            let codings = edit.store().codings_of_unit(*unit)?.into_iter();
            given.extend(
                codings
                    .filter(|c| c.coder == coder.id)
                    .map(|c| (*unit, c.code)),
            );
        }
        if given.len() == before && names.len() == 1 {
            return Err(Error::input(format!(
                "{name} gave no code here; to agree on none: --nothing"
            )));
        }
    }
    Ok(given)
}

fn told(author: &str, agreed: &Agreed, codes: &[String], why: Option<&str>) -> String {
    let how = match agreed {
        Agreed::As(names) => format!(" (as {})", names.join(" and ")),
        _ => String::new(),
    };
    let codes = if codes.is_empty() {
        "no code".to_owned()
    } else {
        codes.join(", ")
    };
    let why = why.map(str::trim).filter(|why| !why.is_empty());
    let why = why.map_or_else(String::new, |why| format!(". {why}"));
    format!("{author} settled: {codes}{how}{why}")
}
