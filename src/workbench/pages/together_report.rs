//! What a merge would bring, or brought; and what is in a copy.

use super::together::Given;
use crate::exchange::counts_in_words;
use crate::project::{Conflict, MergeReport, Take};
use crate::workbench::texts::{Texts, fill, on_page};

/// Lines of a list that are shown unfolded.
const FIRST: usize = 10;

/// A copy that was made.
pub(super) struct CopyView {
    pub told: String,
    pub file: String,
    pub take: String,
    pub notes: Vec<String>,
    pub command: String,
}

/// A merge.
pub(super) struct ReportView {
    pub title: String,
    pub parted: String,
    /// What is new, in words; or that nothing is to be done.
    pub added: String,
    pub lists: Vec<ListView>,
    pub conflicts: Vec<ConflictView>,
    pub conflicts_told: String,
    /// Whether anything is to be done or was done.
    pub is_change: bool,
}

/// Lines of a kind.
pub(super) struct ListView {
    pub heading: String,
    pub first: Vec<String>,
    pub rest: Vec<String>,
    pub more: String,
}

/// Something that both say differently.
pub(super) struct ConflictView {
    pub id: String,
    pub what: String,
    pub sides: Vec<SideView>,
    /// Whose word was taken.
    pub taken: String,
}

/// What can be chosen in a conflict.
pub(super) struct SideView {
    pub take: &'static str,
    pub name: &'static str,
    pub text: String,
    pub is_chosen: bool,
}

impl CopyView {
    /// What is in the copy, and how its coder starts.
    pub fn of(given: &Given, is_encrypted: bool, texts: &Texts) -> Self {
        let t = &texts.together;
        let copied = &given.copied;
        let mut notes = Vec::new();
        if let Some(out) = copied.blinded {
            let counts: [(&str, &dyn std::fmt::Display); 4] = [
                ("codings", &out.codings),
                ("decisions", &out.decisions),
                ("memos", &out.memos),
                ("units", &out.units),
            ];
            notes.push(fill(t.taken_out, &counts));
            if copied.units_kept {
                notes.push(t.units_stay.to_owned());
            }
        }
        if is_encrypted {
            notes.push(t.same_passphrase.to_owned());
        }
        let named: [(&str, &dyn std::fmt::Display); 2] =
            [("file", &given.name), ("coder", &copied.coder)];
        Self {
            told: fill(t.made, &named),
            take: fill(t.take, &named),
            command: format!("emic serve '{}' --coder '{}'", given.name, copied.coder),
            file: given.name.clone(),
            notes,
        }
    }
}

impl ReportView {
    /// What would come in.
    pub fn looked(report: &MergeReport, texts: &Texts) -> Self {
        Self::of(report, texts.together.would, texts)
    }

    /// What came in.
    pub fn merged(report: &MergeReport, texts: &Texts) -> Self {
        let told = texts.together.settled.of(report.conflicts.len());
        Self {
            conflicts_told: told,
            ..Self::of(report, texts.together.came, texts)
        }
    }

    fn of(report: &MergeReport, title: &str, texts: &Texts) -> Self {
        let t = &texts.together;
        let lists = [
            (t.followed, &report.followed),
            (t.removed, &report.removed),
            (t.notes, &report.notes),
        ];
        Self {
            title: fill(title, &[("file", &report.from)]),
            parted: match &report.parted {
                Some(at) => {
                    let at = at.get(..16).unwrap_or(at).replace('T', " ");
                    fill(t.parted, &[("at", &at)])
                }
                None => t.no_copy.to_owned(),
            },
            added: match (report.changed, report.added.is_empty()) {
                (false, _) if report.conflicts.is_empty() => t.nothing.to_owned(),
                (_, true) => String::new(),
                (_, false) => fill(t.added, &[("what", &counts_in_words(&report.added))]),
            },
            lists: lists
                .into_iter()
                .filter(|(_, lines)| !lines.is_empty())
                .map(|(heading, lines)| {
                    let (first, rest) = lines.split_at(lines.len().min(FIRST));
                    ListView {
                        heading: heading.of(lines.len()),
                        first: told(first),
                        rest: told(rest),
                        more: t.more.of(rest.len()),
                    }
                })
                .collect(),
            conflicts: report
                .conflicts
                .iter()
                .map(|one| conflict(one, texts))
                .collect(),
            conflicts_told: t.conflicts.of(report.conflicts.len()),
            is_change: report.changed || !report.conflicts.is_empty(),
        }
    }
}

fn told(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| on_page(line)).collect()
}

fn conflict(conflict: &Conflict, texts: &Texts) -> ConflictView {
    let t = &texts.together;
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| t.not_there.to_owned());
    let side = |take: Take, name, text| SideView {
        take: take.name(),
        name,
        text,
        is_chosen: take == conflict.take,
    };
    let mut sides = vec![
        side(Take::Mine, t.mine, said(&conflict.mine)),
        side(Take::Theirs, t.theirs, said(&conflict.theirs)),
    ];
    if conflict.both {
        sides.push(side(Take::Both, t.both, String::new()));
    }
    let taken = sides.iter().find(|side| side.is_chosen);
    ConflictView {
        id: conflict.id.clone(),
        what: conflict.what.clone(),
        taken: taken.map_or_else(String::new, |side| fill(t.taken, &[("whose", &side.name)])),
        sides,
    }
}
