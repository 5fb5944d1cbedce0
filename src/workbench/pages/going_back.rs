//! Going back to a backup: what would be lost is shown first, then the backup takes the project's place.

use crate::project::Project;
use crate::store::{BackupFile, Passphrase, Store};
use crate::study::EventId;
use crate::workbench::answer::{Answer, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::stale::{Target, refuse_stale};
use crate::workbench::texts::{Texts, fill};
use crate::workbench::visit::Visit;
use crate::workbench::work::Work;
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde::Deserialize;
use std::path::Path as FilePath;

/// Changes that would be lost and are named.
const NAMED: usize = 8;

#[derive(Template)]
#[template(path = "going_back.html")]
struct GoingBack {
    page: Layout,
    name: String,
    made: String,
    /// How much would be lost.
    lost: String,
    /// The latest of it, the newest first, and how much more.
    changes: Vec<String>,
    more: String,
    key: Key,
}

/// How a backup opens, beside how the project does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// With the same passphrase, or both without one.
    Same,
    /// With a passphrase of its own.
    Own,
    /// Without one, and the project has one.
    Missing,
}

impl Key {
    fn of(project: &FilePath, backup: &FilePath) -> Self {
        match Store::is_encrypted(backup) {
            Ok(true) if Store::opens_alike(project, backup) => Self::Same,
            Ok(true) => Self::Own,
            // What is damaged is told when it is to take the project's place.
            Ok(false) | Err(_) => match Store::is_encrypted(project) {
                Ok(true) => Self::Missing,
                Ok(false) | Err(_) => Self::Same,
            },
        }
    }

    fn is_own(self) -> bool {
        self == Self::Own
    }

    fn is_missing(self) -> bool {
        self == Self::Missing
    }
}

/// `GET /safety/backups/NAME/back`: what going back to a backup would change.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let path = bench.path().to_owned();
    let page = bench.page(visit, Tab::Safety, None, move |project, page| {
        let backup = found(&path, &name, page.t)?;
        let texts = page.t;
        let t = &texts.safekeeping;
        let since = since(project, &backup)?;
        let changes: Vec<String> = project
            .store()
            .events(since.unwrap_or_default().min(NAMED))?
            .into_iter()
            .map(|event| event.summary)
            .collect();
        Ok(GoingBack {
            made: fill(t.made, &[("name", &backup.name), ("at", &backup.at)]),
            lost: match since {
                None => t.other_line.to_owned(),
                Some(0) => t.none_lost.to_owned(),
                Some(n) => t.lost.of(n),
            },
            more: match since.unwrap_or_default().saturating_sub(changes.len()) {
                0 => String::new(),
                n => t.more.of(n),
            },
            changes,
            key: Key::of(&path, &backup.path),
            name: backup.name,
            page: page.titled(t.title),
        })
    });
    page.await
}

/// Changes since a backup was made; `None` where the project did not come from it.
fn since(project: &Project, backup: &BackupFile) -> crate::Result<Option<usize>> {
    let store = project.store();
    let latest = EventId(backup.event);
    let ours = store.event(latest)?;
    let is_past = match Store::open_read_only(&backup.path).and_then(|b| b.event(latest)) {
        Ok(theirs) => theirs == ours,
        // It cannot be read now: an event of the backup is not later than the backup.
        Err(_) => ours.is_none_or(|event| {
            let at = event.at.get(..19).unwrap_or(&event.at).replace('T', " ");
            at <= backup.at
        }),
    };
    let since = usize::try_from(store.content_stamp()?.0 - backup.event).ok();
    Ok(since.filter(|_| is_past))
}

fn found(project: &FilePath, name: &str, t: &Texts) -> Result<BackupFile, Failure> {
    let mut all = Store::backups(project).into_iter();
    let found = all.find(|backup| backup.name == name);
    found.ok_or_else(|| Failure::gone(t))
}

/// What is sent to go back.
#[derive(Deserialize)]
pub(in crate::workbench) struct Sent {
    seen: i64,
    #[serde(default)]
    passphrase: String,
}

/// `POST /safety/backups/NAME/back` with `seen`, and `passphrase` where the backup has one of its own: puts it in the project's place.
pub(in crate::workbench) async fn go_back(
    State(bench): State<Bench>,
    Path(name): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    let (path, t) = (bench.path().to_owned(), bench.texts());
    let seen = bench.seen(sent.seen)?;
    let work = bench.read(move |project| {
        // What would be lost was shown: with a change since, it would be more.
        refuse_stale(project, seen, &[Target::Everything], t)?;
        let backup = found(&path, &name, t)?;
        let key = Key::of(&path, &backup.path);
        admit(key, &backup.path, &sent.passphrase, t)?;
        Ok(Work::GoBack {
            to: backup.path,
            other_passphrase: key.is_own(),
        })
    });
    bench.hand_over(work.await?)
}

/// Refuses a backup that cannot be opened with what was typed, or that would take the protection away.
fn admit(key: Key, backup: &FilePath, typed: &str, t: &Texts) -> Result<(), Failure> {
    match key {
        Key::Same => Ok(()),
        Key::Missing => Err(Failure::refused(t.safekeeping.unprotected)),
        Key::Own => {
            Store::can_encrypt()?;
            Passphrase::new(typed)
                .and_then(|passphrase| Store::unlock(backup, &passphrase))
                .map_err(|_| Failure::refused(t.safekeeping.wrong_of_backup))
        }
    }
}
