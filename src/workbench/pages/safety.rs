//! What keeps the data safe: backups, a check of the file, identifying attributes, encryption.

use super::asked::Asked;
use super::download;
use super::encryption::Encryption;
use crate::error::Error;
use crate::project::Project;
use crate::store::{BackupFile, Fault, Store, Table};
use crate::study::{Study, StudyId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::stale::Target;
use crate::workbench::texts::{Texts, fill};
use crate::workbench::visit::Visit;
use crate::workbench::work::Became;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "safety.html")]
struct SafetyPage {
    page: Layout,
    backups: Vec<BackupRow>,
    /// A backup that was just made.
    made: String,
    /// There should be a newer backup.
    warning: String,
    /// What became of the work on the file that was just asked for.
    became: Option<Arc<Became>>,
    check: Option<CheckView>,
    studies: Vec<Attributes>,
    encryption: Encryption,
}

struct BackupRow {
    name: String,
    /// Where it is gone back to.
    back: String,
    at: String,
    changes: i64,
    megabytes: String,
    stays: bool,
}

/// What the check found.
struct CheckView {
    /// It is sound, or how many faults there are.
    told: String,
    mended: String,
    faults: Vec<String>,
    can_mend: bool,
    /// What to do where not all can be mended.
    remedy: String,
}

/// A study's attributes, and whether they are left out.
struct Attributes {
    id: StudyId,
    name: String,
    all: Vec<(String, bool)>,
}

/// `GET /safety`; `?check=yes` reads all of the file, `?made=NAME`, `?mended=N` and `?became=N` tell what was just done.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Query(fields): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let study = asked.number("study").map(StudyId);
    let (path, shared) = (bench.path().to_owned(), bench.clone());
    let page = bench.page(visit, Tab::Safety, study, move |project, page| {
        let t = &page.t.safety;
        let backups = Store::backups(&path);
        let check = match asked.first("check") {
            Some(_) => Some(check(project, &asked, (&page.file, page.t))?),
            None => None,
        };
        let studies = project.store().studies()?;
        let attributes = studies.into_iter().map(|study| of(project, study));
        let became = asked.number("became");
        Ok(SafetyPage {
            made: match asked.first("made") {
                Some(name) if backups.iter().any(|one| one.name == name) => {
                    fill(t.made, &[("name", &name)])
                }
                _ => String::new(),
            },
            warning: warning(project, backups.first(), page.t)?,
            became: became.and_then(|number| shared.became().filter(|last| last.number == number)),
            check,
            studies: attributes.collect::<crate::Result<_>>()?,
            encryption: Encryption::of(project, &path, page.t),
            backups: backups.into_iter().map(BackupRow::of).collect(),
            page,
        })
    });
    page.await
}

impl BackupRow {
    fn of(backup: BackupFile) -> Self {
        Self {
            megabytes: format!("{:.1}", backup.bytes as f64 / 1e6),
            back: format!("/safety/backups/{}/back", backup.name),
            name: backup.name,
            at: backup.at,
            changes: backup.event,
            stays: backup.kept,
        }
    }
}

/// That a backup is missing, as `emic check` says it.
fn warning(project: &Project, newest: Option<&BackupFile>, texts: &Texts) -> crate::Result<String> {
    let since = project.store().content_stamp()?.0 - newest.map_or(0, |backup| backup.event);
    Ok(match since >= 2 * Store::CHANGES_BETWEEN_BACKUPS {
        true => fill(texts.safety.none_of_late, &[("n", &since)]),
        false => String::new(),
    })
}

fn check(
    project: &Project,
    asked: &Asked,
    (file, texts): (&str, &Texts),
) -> crate::Result<CheckView> {
    let t = &texts.safety;
    let faults = project.faults()?;
    let can_be = |fault: &Fault| fault.repair.is_some();
    Ok(CheckView {
        told: match faults.len() {
            0 => fill(t.sound, &[("file", &file)]),
            n => t.faults.of(n),
        },
        mended: match asked.number("mended") {
            Some(n) if n > 0 => t.mended.of(n),
            _ => String::new(),
        },
        can_mend: faults.iter().any(can_be),
        remedy: match faults.iter().all(can_be) {
            true => String::new(),
            false => match Store::newest_sound_backup(project.store().path()) {
                Some(backup) => fill(t.lasting_sound, &[("name", &backup.name)]),
                None => t.lasting.to_owned(),
            },
        },
        faults: faults.into_iter().map(|fault| fault.what).collect(),
    })
}

fn of(project: &Project, study: Study) -> crate::Result<Attributes> {
    let store = project.store();
    let marked = store.identifying_attributes(study.id)?;
    let people = store.participants(study.id)?;
    let names = people
        .into_iter()
        .flat_map(|one| one.attributes.into_keys());
    let all: BTreeSet<String> = names.chain(marked.iter().cloned()).collect();
    Ok(Attributes {
        id: study.id,
        name: study.name,
        all: all
            .into_iter()
            .map(|name| (name.clone(), marked.contains(&name)))
            .collect(),
    })
}

/// What is to be kept.
#[derive(Deserialize)]
pub(in crate::workbench) struct Keep {
    seen: i64,
    #[serde(default)]
    keep: Option<String>,
}

/// `POST /safety/backup`: makes a backup and compares it with the project.
pub(in crate::workbench) async fn back_up(
    State(bench): State<Bench>,
    Form(form): Form<Keep>,
) -> Answer {
    let act = bench.change(form.seen, [], move |project, _| {
        let made = project.store().back_up(form.keep.is_some())?;
        Ok(Done::to(format!("/safety?made={}#backups", made.name)))
    });
    act.await
}

/// `GET /safety/backups/NAME`: a backup, to be kept elsewhere.
pub(in crate::workbench) async fn backup(
    State(bench): State<Bench>,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let gone = Failure::gone(bench.texts());
    let path = bench.path().to_owned();
    let file = bench.read(move |_| {
        let all = Store::backups(&path).into_iter();
        let found = all.into_iter().find(|backup| backup.name == name);
        let found = found.ok_or(gone)?;
        let bytes = std::fs::read(&found.path).map_err(|error| Error::file(&found.path, error))?;
        let name = format!("{name}.emic");
        Ok(download::file(&name, "application/octet-stream", bytes))
    });
    file.await
}

/// `POST /safety/repair`: makes again what was made from the content.
pub(in crate::workbench) async fn repair(
    State(bench): State<Bench>,
    Form(form): Form<Keep>,
) -> Answer {
    let act = bench.change(form.seen, [], move |project, _| {
        let faults = project.faults()?;
        let left = project.repair(&faults)?;
        let mended = faults.len().saturating_sub(left.len());
        Ok(Done::to(format!("/safety?check=yes&mended={mended}#check")))
    });
    act.await
}

/// `POST /study/N/identifying` with `seen` and `attribute` for each that is to stay out of exports.
pub(in crate::workbench) async fn mark(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let asked = Asked::of(fields);
    let gone = Failure::gone(bench.texts());
    let seen = asked.number("seen").unwrap_or_default();
    let targets = [Target::Any(Table::IdentifyingAttribute)];
    let act = bench.change(seen, targets, move |project, coder| {
        let study = project.store().study(StudyId(study))?.ok_or(gone)?;
        let wanted: BTreeSet<String> = asked.all("attribute").into_iter().collect();
        let before = project.store().identifying_attributes(study.id)?;
        let before: BTreeSet<String> = before.into_iter().collect();
        let less = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect();
        let (marked, unmarked): (Vec<String>, Vec<String>) =
            (less(&wanted, &before), less(&before, &wanted));
        if !(marked.is_empty() && unmarked.is_empty()) {
            project.mark_identifying(&study, &marked, &unmarked, coder)?;
        }
        Ok(Done::to("/safety#attributes"))
    });
    act.await
}
