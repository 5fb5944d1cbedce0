//! Who did what, from what to what.

use super::asked::Asked;
use super::download;
use crate::exchange::{DocumentFormat, TableFormat};
use crate::project::{RecordEntry, RecordRequest};
use crate::study::{CoderKind, PATH_SEPARATOR};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, fill, on_page};
use crate::workbench::visit::Visit;
use crate::{Error, Project};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::collections::BTreeSet;

/// Changes on one page.
const SHOWN: usize = 200;
/// Things of one change on a page.
const THINGS: usize = 25;
/// The kinds of changes that can be chosen.
const ACTIONS: [&str; 10] = [
    "code", "uncode", "note", "decide", "codebook", "memo", "import", "recode", "undo", "redo",
];

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    page: Layout,
    found: String,
    refused: String,
    asked: Conditions,
    files: Vec<(&'static str, String)>,
    events: Vec<Line>,
    today: String,
}

/// What there is to choose, and what was chosen.
struct Conditions {
    coders: Vec<(String, bool)>,
    codes: Vec<String>,
    code: String,
    transcripts: Vec<(String, bool)>,
    actions: Vec<(&'static str, bool)>,
    since: String,
    until: String,
}

struct Line {
    event: i64,
    at: String,
    when: String,
    who: String,
    what: String,
    taken_back: bool,
    things: String,
    made: Vec<Made>,
    more: String,
}

/// What became of a thing.
struct Made {
    thing: String,
    field: String,
    before: String,
    after: String,
}

/// `GET /history`, with `by`, `code`, `transcript`, `action`, `since` and `until` where they are wanted.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let page = bench.page(visit, Tab::History, None, move |project, page| {
        let t = page.t;
        let request = RecordRequest {
            limit: Some(SHOWN),
            ..request(&asked)
        };
        let (entries, found, refused) = match project.record(&request) {
            Ok(record) => {
                let n = record.entries.len();
                let found = fill(t.history.found, &[("n", &n), ("of", &record.of)]);
                (
                    record.entries,
                    if record.of == 0 { String::new() } else { found },
                    String::new(),
                )
            }
            Err(error @ Error::Input(_)) => {
                (Vec::new(), String::new(), on_page(&error.to_string()))
            }
            Err(error) => return Err(error.into()),
        };
        let file = |ending: &'static str| {
            let place = format!("/history/files/audit-trail.{ending}");
            (ending, asked.address(&place))
        };
        Ok(HistoryPage {
            found,
            refused,
            asked: conditions(project, &asked)?,
            files: ["html", "docx", "csv"].map(file).to_vec(),
            today: entries.last().map_or(String::new(), |entry| day(&entry.at)),
            events: entries
                .into_iter()
                .rev()
                .map(|entry| line(entry, t))
                .collect(),
            page,
        })
    });
    page.await
}

/// `GET /history/files/audit-trail.ENDING`, asked for as the page; all changes that are like that.
pub(in crate::workbench) async fn file(
    State(bench): State<Bench>,
    Path(name): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let gone = || Failure::gone(bench.texts());
    let ending = name
        .strip_prefix("audit-trail.")
        .ok_or_else(gone)?
        .to_owned();
    let missing = gone();
    let file = bench.read(move |project| {
        let record = project.record_for_others(&request(&asked))?;
        let (kind, bytes) = match (DocumentFormat::find(&ending), TableFormat::find(&ending)) {
            (Some(format), _) => (
                format.media_type,
                format.write(&project.record_document(&record)?)?,
            ),
            (None, Some(format)) => (format.media_type, format.write(vec![record.table()], None)?),
            (None, None) => return Err(missing),
        };
        Ok(download::file(&name, kind, bytes))
    });
    file.await
}

fn request(asked: &Asked) -> RecordRequest {
    let given = |name: &str| asked.first(name).map(str::to_owned);
    RecordRequest {
        by: given("by"),
        code: given("code"),
        transcript: given("transcript"),
        study: None,
        action: given("action"),
        since: given("since"),
        until: given("until"),
        limit: None,
    }
}

fn conditions(project: &Project, asked: &Asked) -> crate::Result<Conditions> {
    let store = project.store();
    let mut codes = BTreeSet::new();
    let mut transcripts = BTreeSet::new();
    for study in store.studies()? {
        let book = store.codebook(study.id)?;
        codes.extend(book.codes().iter().map(|code| code.name.clone()));
        transcripts.extend(
            store
                .transcript_names(study.id)?
                .into_iter()
                .map(|(_, name)| name),
        );
    }
    let chosen = |field: &str, name: &str| asked.first(field) == Some(name);
    let coders = store
        .coders()?
        .into_iter()
        .filter(|coder| coder.kind == CoderKind::Person);
    let own = |field| asked.first(field).unwrap_or_default().to_owned();
    Ok(Conditions {
        coders: coders
            .map(|coder| (coder.name.clone(), chosen("by", &coder.name)))
            .collect(),
        codes: codes.into_iter().collect(),
        code: own("code"),
        transcripts: transcripts
            .into_iter()
            .map(|name| (name.clone(), chosen("transcript", &name)))
            .collect(),
        actions: ACTIONS.map(|name| (name, chosen("action", name))).to_vec(),
        since: own("since"),
        until: own("until"),
    })
}

fn line(entry: RecordEntry, texts: &Texts) -> Line {
    let t = &texts.history;
    let things = entry.changes.len();
    let short = |thing: String| match thing.rsplit_once(PATH_SEPARATOR) {
        Some((_, last)) if thing.starts_with("code ") => format!("code {last}"),
        _ => thing,
    };
    let made = entry.changes.into_iter().take(THINGS).map(|change| Made {
        thing: short(change.thing),
        field: change.field,
        before: change.before,
        after: change.after,
    });
    Line {
        event: entry.event.0,
        when: entry.at.get(..16).unwrap_or(&entry.at).replace('T', " "),
        at: entry.at,
        who: entry.coder.unwrap_or_else(|| t.emic.to_owned()),
        what: entry.summary,
        taken_back: entry.taken_back,
        made: made.collect(),
        things: t.changes.of(things),
        more: match things.checked_sub(THINGS + 1) {
            Some(rest) => t.more.of(rest + 1),
            None => String::new(),
        },
    }
}

fn day(at: &str) -> String {
    at.get(..10).unwrap_or(at).to_owned()
}
