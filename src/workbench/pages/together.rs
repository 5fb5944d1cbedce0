//! A copy of the project for a colleague, and its way back.

use super::asked::Asked;
use super::download;
use super::import_folder::Folder;
use super::sent_file::{SentFile, SentForm, Upload};
use super::together_report::{CopyView, ReportView};
use crate::error::{Error, Result};
use crate::project::{Copied, CopyRequest, MergeReport, Settling, Take};
use crate::store::{Passphrase, Store};
use crate::study::{EventId, StudyId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::session::secret;
use crate::workbench::stale::Target;
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::path::Path as FilePath;
use std::sync::Arc;

/// Letters of a colleague's name in the name of her file.
const NAME: usize = 40;

/// A copy that was made and is to be handed over.
pub(in crate::workbench) struct Given {
    pub(super) name: String,
    bytes: Vec<u8>,
    pub(super) copied: Copied,
}

/// A colleague's file that was looked at and is to be merged.
pub(in crate::workbench) struct Theirs {
    /// Tells it from one that was sent before.
    pub(super) id: String,
    sent: Arc<SentFile>,
    /// Whose word is taken where nothing is said.
    take: Take,
    pub(super) report: MergeReport,
    /// The project as it was when it was looked at.
    at: EventId,
}

#[derive(Template)]
#[template(path = "together.html")]
struct TogetherPage {
    page: Layout,
    given: Option<CopyView>,
    takes: Vec<(&'static str, &'static str, bool)>,
    /// The file that was looked at.
    file: String,
    looked: Option<ReportView>,
    merged: Option<ReportView>,
    /// Studies with a page where coders differ.
    studies: Vec<(StudyId, String)>,
}

/// `GET /together`; `?given=1`, `?looked=1` and `?merged=1` tell what was just done.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Query(fields): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let left = bench.left();
    let given = asked.first("given").and_then(|_| left.given.get());
    let theirs = left.theirs.get();
    let merged = asked.first("merged").and_then(|_| left.merged.get());
    let study = asked.number("study").map(StudyId);
    let page = bench.page(visit, Tab::Together, study, move |project, page| {
        let take = theirs.as_ref().map_or(Take::Mine, |theirs| theirs.take);
        let t = page.t;
        let studies = project.store().studies()?;
        Ok(TogetherPage {
            given: given.map(|given| CopyView::of(&given, project.store().has_key(), t)),
            takes: t
                .together
                .takes
                .map(|(name, text)| (name, text, name == take.name()))
                .to_vec(),
            file: theirs
                .as_ref()
                .map_or_else(String::new, |one| one.id.clone()),
            looked: theirs.map(|one| ReportView::looked(&one.report, t)),
            merged: merged.map(|report| ReportView::merged(&report, t)),
            studies: studies.into_iter().map(|s| (s.id, s.name)).collect(),
            page,
        })
    });
    page.await
}

/// For whom a copy is, and of which kind.
#[derive(Deserialize)]
pub(in crate::workbench) struct Give {
    seen: i64,
    #[serde(default)]
    whom: String,
    #[serde(default)]
    blind: Option<String>,
    /// `keep`, `drop`, or empty for the usual.
    #[serde(default)]
    units: String,
}

/// `POST /together/give`: makes a copy, to be taken away by [`file`].
pub(in crate::workbench) async fn give(
    State(bench): State<Bench>,
    Form(form): Form<Give>,
) -> Answer {
    let shared = bench.clone();
    let act = bench.change(form.seen, [], move |project, coder| {
        let request = CopyRequest {
            coder: form.whom,
            blind: form.blind.is_some(),
            keep_units: match form.units.as_str() {
                "keep" => Some(true),
                "drop" => Some(false),
                _ => None,
            },
        };
        let folder = Folder::beside(shared.path())?;
        let name = file_name(&request.coder);
        let place = folder.place(&name);
        let copied = project.copy_for(&place, &request, coder);
        let copied = copied.map_err(|error| folder.named(error))?;
        let bytes = std::fs::read(&place).map_err(|error| Error::file(&name, error))?;
        shared.left().given.put(Given {
            name,
            bytes,
            copied,
        });
        Ok(Done::to("/together?given=1#given"))
    });
    act.await
}

/// `GET /together/files/NAME`: the copy that was made last.
pub(in crate::workbench) async fn file(
    State(bench): State<Bench>,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let given = bench.left().given.get().filter(|given| given.name == name);
    let gone = || Failure::gone(bench.texts());
    let given = given.ok_or_else(gone)?;
    let kind = "application/octet-stream";
    Ok(download::file(&given.name, kind, given.bytes.clone()))
}

/// `POST /together/look`: multipart with `seen`, `file`, `take` and `passphrase`; says what would come in, and changes nothing. Without a
/// file the one that was sent last is looked at again.
pub(in crate::workbench) async fn look(State(bench): State<Bench>, form: Upload) -> Answer {
    let t = bench.texts();
    let form = SentForm::read(form, &bench).await?;
    let seen = form.field("seen").parse().unwrap_or_default();
    let take = match form.field("take") {
        "" => Take::Mine,
        take => Take::parse(take)?,
    };
    let passphrase = form.field("passphrase").to_owned();
    let sent = match form.file {
        Some(file) => Some(Arc::new(file)),
        None => bench.left().theirs.get().map(|theirs| theirs.sent.clone()),
    };
    let missing = || Failure::refused(t.together.no_file);
    let sent = sent.ok_or_else(missing)?;
    let shared = bench.clone();
    let act = bench.change(seen, [], move |project, coder| {
        let settling = Settling {
            all: take,
            ..Settling::default()
        };
        let needs = shared.texts().together.needs_passphrase;
        let report = sent.beside(&shared, |path| {
            unlocked(path, &passphrase, needs)?;
            project.merge_preview(path, &settling, coder)
        })?;
        shared.left().theirs.put(Theirs {
            id: secret()?,
            at: project.store().content_stamp()?,
            sent,
            take,
            report,
        });
        Ok(Done::to("/together?looked=1#looked"))
    });
    act.await
}

/// `POST /together/merge` with `seen`, `file` and `take-CONFLICT` for each: merges what was looked at, one change.
pub(in crate::workbench) async fn merge(
    State(bench): State<Bench>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let asked = Asked::of(fields);
    let t = bench.texts();
    let theirs = bench.left().theirs.get();
    let theirs = theirs.filter(|theirs| asked.first("file") == Some(theirs.id.as_str()));
    let theirs = theirs.ok_or_else(|| Failure::told(StatusCode::CONFLICT, t.together.gone))?;
    let mut settling = Settling {
        all: theirs.take,
        ..Settling::default()
    };
    for (name, take) in asked.fields() {
        if let Some(conflict) = name.strip_prefix("take-") {
            let take = Take::parse(take)?;
            settling.single.insert(conflict.to_owned(), take);
        }
    }
    // What was looked at is what is done: whatever came after it may have other conflicts.
    let seen = asked.number("seen").unwrap_or_default();
    let seen = seen.min(bench.stamp(theirs.at).0);
    let shared = bench.clone();
    let act = bench.change(seen, [Target::Everything], move |project, coder| {
        // It was unlocked when it was looked at.
        let report = (theirs.sent).beside(&shared, |path| project.merge(path, &settling, coder))?;
        shared.left().theirs.forget();
        shared.left().merged.put(report);
        Ok(Done::to("/together?merged=1#merged"))
    });
    act.await
}

/// `POST /together/forget`: puts the file away that was looked at.
pub(in crate::workbench) async fn forget(State(bench): State<Bench>) -> Answer {
    bench.left().theirs.forget();
    Ok(Done::to("/together"))
}

/// Unlocks a file that a passphrase would open; an emic that cannot encrypt says so when it opens the file.
fn unlocked(path: &FilePath, passphrase: &str, needs: &str) -> Result<()> {
    let is_locked = Store::is_locked(path)? && Store::can_encrypt().is_ok();
    match (is_locked, passphrase) {
        (false, _) => Ok(()),
        (true, "") => Err(Error::input(needs)),
        (true, passphrase) => Store::unlock(path, &Passphrase::new(passphrase)?),
    }
}

/// What the copy for somebody is called.
fn file_name(coder: &str) -> String {
    let letter = |c: char| match c.is_alphanumeric() || "-_".contains(c) {
        true => c,
        false => '-',
    };
    let name: String = coder.trim().to_lowercase().chars().map(letter).collect();
    let name: String = name.chars().take(NAME).collect();
    match name.is_empty() {
        true => "copy.emic".to_owned(),
        false => format!("{name}.emic"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_called_after_its_coder_and_stays_in_its_folder() {
        for (coder, name) in [
            ("Sara", "sara.emic"),
            (" سارا احمدی ", "سارا-احمدی.emic"),
            ("../王", "---王.emic"),
            ("", "copy.emic"),
            ("😀", "-.emic"),
        ] {
            assert_eq!(file_name(coder), name, "{coder}");
        }
        assert!(file_name(&"字".repeat(300)).len() < 200);
    }
}
