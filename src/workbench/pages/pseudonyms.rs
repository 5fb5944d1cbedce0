//! Names, places and numbers that tell who somebody is: found, reviewed, and replaced in a copy.
//!
//! What was found is in no address, and a passphrase is neither kept nor shown again.

use super::asked::{Asked, escaped};
use super::download;
use super::import_folder::Folder;
use super::import_sent::named;
use crate::error::Error;
use crate::exchange::{PseudonymRow, known_words, write_pseudonyms};
use crate::store::{KeyRow, Passphrase, Rewriting, Store};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::session::secret;
use crate::workbench::texts::{Texts, fill};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// The words that were found last.
pub(in crate::workbench) struct Found {
    /// Tells them from those found before.
    id: String,
    /// What the researcher named.
    known: String,
    rows: Vec<PseudonymRow>,
}

/// The copy that was made, and the key to it.
pub(in crate::workbench) struct Replaced {
    files: Vec<(String, Vec<u8>)>,
    words: usize,
    done: Rewriting,
    is_short: bool,
}

#[derive(Template)]
#[template(path = "pseudonyms.html")]
struct PseudonymsPage {
    page: Layout,
    known: String,
    /// Which list it is; empty where there is none.
    list: String,
    told: String,
    words: Vec<WordRow>,
    name: String,
    keys: Vec<(&'static str, &'static str, bool)>,
    can_encrypt: bool,
    made: Option<MadeView>,
    /// What a key says, and what the table of it is called.
    who: Option<(String, Vec<KeyRow>)>,
}

struct WordRow {
    row: PseudonymRow,
    pseudonym_of: String,
    replace_of: String,
}

struct MadeView {
    told: Vec<String>,
    /// Addresses of the files, and what the links to them say.
    files: Vec<(String, String)>,
}

/// `GET /safety/pseudonyms`; `?made=1` has the copy that was just made.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Query(fields): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let made = asked
        .first("made")
        .and_then(|_| bench.left().replaced.get());
    let found = bench.left().found.get();
    let who = asked.first("read").and_then(|_| bench.left().who.get());
    let page = bench.page(visit, Tab::Safety, None, move |project, page| {
        let t = &page.t.pseudonyms;
        let can_encrypt = Store::can_encrypt().is_ok();
        let keys = t.keys.into_iter();
        let keys = keys.filter(|(name, _)| can_encrypt || *name != "encrypted");
        let usual = if can_encrypt { "encrypted" } else { "none" };
        let name = page.file.strip_suffix(".emic").unwrap_or(&page.file);
        Ok(PseudonymsPage {
            known: found.as_ref().map_or_else(String::new, |f| f.known.clone()),
            list: found.as_ref().map_or_else(String::new, |f| f.id.clone()),
            told: match &found {
                Some(found) if found.rows.is_empty() => t.none.to_owned(),
                Some(found) => t.found.of(found.rows.len()),
                None => String::new(),
            },
            words: found
                .iter()
                .flat_map(|f| &f.rows)
                .map(|row| word(row, page.t))
                .collect(),
            name: format!("{name}-pseudonyms.emic"),
            keys: keys
                .map(|(name, text)| (name, text, name == usual))
                .collect(),
            can_encrypt,
            made: made.map(|made| MadeView::of(&made, project.store().has_key(), page.t)),
            who: who.map(|who| {
                let told = fill(t.who, &[("file", &who.file)]);
                (told, who.rows.clone())
            }),
            page: page.titled(t.title),
        })
    });
    page.await
}

fn word(row: &PseudonymRow, texts: &Texts) -> WordRow {
    let t = &texts.pseudonyms;
    WordRow {
        pseudonym_of: fill(t.pseudonym_of, &[("word", &row.found)]),
        replace_of: fill(t.replace_of, &[("word", &row.found)]),
        row: row.clone(),
    }
}

impl MadeView {
    fn of(made: &Arc<Replaced>, is_encrypted: bool, texts: &Texts) -> Self {
        let t = &texts.pseudonyms;
        let counts: [(&str, &dyn std::fmt::Display); 3] = [
            ("words", &made.words),
            ("places", &made.done.words),
            ("events", &made.done.events),
        ];
        let mut told = vec![fill(t.replaced, &counts)];
        if made.done.kept_elements > 0 {
            told.push(t.left_out.of(made.done.kept_elements));
        }
        if is_encrypted {
            told.push(t.same_passphrase.to_owned());
        }
        if made.is_short {
            told.push(t.short.to_owned());
        }
        told.push(t.read.to_owned());
        let links = made.files.iter().zip([t.take, t.take_key]);
        Self {
            told,
            files: links
                .map(|((name, _), text)| {
                    let place = format!("/safety/pseudonyms/files/{}", escaped(name));
                    (place, fill(text, &[("file", name)]))
                })
                .collect(),
        }
    }
}

/// Names that the researcher knows.
#[derive(Deserialize)]
pub(in crate::workbench) struct Known {
    #[serde(default)]
    known: String,
}

/// `POST /safety/pseudonyms/find` with `known`, one a line: lists what tells who somebody is. It changes nothing.
pub(in crate::workbench) async fn find(
    State(bench): State<Bench>,
    Form(form): Form<Known>,
) -> Answer {
    let shared = bench.clone();
    let found = bench.read(move |project| {
        let rows = project.identifying_words(&known_words(&form.known))?;
        shared.left().found.put(Found {
            id: secret()?,
            known: form.known,
            rows,
        });
        Ok(Done::to("/safety/pseudonyms#found"))
    });
    found.await
}

/// `GET /safety/pseudonyms/list`: what was found last, as a table for `emic pseudonyms apply`.
pub(in crate::workbench) async fn list(State(bench): State<Bench>) -> Result<Response, Failure> {
    let found = bench.left().found.get();
    let found = found.ok_or_else(|| Failure::gone(bench.texts()))?;
    let mut table = Vec::new();
    write_pseudonyms(&found.rows, &mut table).map_err(Error::internal)?;
    Ok(download::file("pseudonyms.csv", "text/csv", table))
}

/// `POST /safety/pseudonyms/forget`: the list and the copy are at hand no more.
pub(in crate::workbench) async fn forget(State(bench): State<Bench>) -> Answer {
    bench.left().found.forget();
    bench.left().replaced.forget();
    Ok(Done::to("/safety/pseudonyms"))
}

/// `POST /safety/pseudonyms/apply` with the `list`, `pseudonym-N` and `replace-N` for its words, the copy's `name`, and where the `key` goes.
/// Makes a copy of the project, to be taken away by [`file`]; the project stays as it is.
pub(in crate::workbench) async fn apply(
    State(bench): State<Bench>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let t = &bench.texts().pseudonyms;
    let asked = Asked::of(fields);
    let found = bench.left().found.get();
    let found = found.filter(|found| asked.first("list") == Some(found.id.as_str()));
    let found = found.ok_or_else(|| Failure::told(StatusCode::CONFLICT, t.gone))?;
    let rows = reviewed(&found.rows, &asked);
    let key = Key::of(&asked, bench.texts())?;
    let name = asked.first("name").and_then(named);
    let name = name.unwrap_or_else(|| "pseudonyms.emic".to_owned());
    let name = match name.ends_with(".emic") {
        true => name,
        false => format!("{name}.emic"),
    };
    let shared = bench.clone();
    let made = bench.engine(move |project| {
        let folder = Folder::beside(shared.path())?;
        let place = folder.place(&name);
        let done = project.pseudonymised(&rows, &place);
        let done = done.map_err(|error| folder.named(error))?;
        let bytes = std::fs::read(&place).map_err(|error| Error::file(&name, error))?;
        let replaced: Vec<&PseudonymRow> = rows.iter().filter(|row| row.replace).collect();
        let words = replaced.len();
        let is_short = matches!(&key, Key::Encrypted(passphrase) if passphrase.is_short());
        let key = key.written(&folder, &name, &replaced)?;
        shared.left().replaced.put(Replaced {
            files: std::iter::once((name, bytes)).chain(key).collect(),
            words,
            done,
            is_short,
        });
        Ok(Done::to("/safety/pseudonyms?made=1#made"))
    });
    made.await
}

/// The list as it was reviewed.
fn reviewed(rows: &[PseudonymRow], asked: &Asked) -> Vec<PseudonymRow> {
    let review = |(n, row): (usize, &PseudonymRow)| PseudonymRow {
        pseudonym: asked
            .first(&format!("pseudonym-{n}"))
            .unwrap_or(&row.pseudonym)
            .to_owned(),
        replace: asked.first(&format!("replace-{n}")).is_some(),
        ..row.clone()
    };
    rows.iter().enumerate().map(review).collect()
}

/// Where it is written who is who.
enum Key {
    Encrypted(Passphrase),
    Plain,
    None,
}

impl Key {
    fn of(asked: &Asked, texts: &Texts) -> Result<Self, Failure> {
        let t = &texts.pseudonyms;
        match asked.first("key") {
            Some("none") => Ok(Self::None),
            Some("plain") => Ok(Self::Plain),
            _ => {
                // As it was typed: blanks at its ends belong to it.
                let typed = |name: &str| {
                    let found = asked.fields().iter().find(|(field, _)| field == name);
                    found.map(|(_, value)| value.as_str())
                };
                let (first, again) = (typed("passphrase"), typed("again"));
                let first = first.ok_or_else(|| Failure::refused(t.no_passphrase))?;
                match again == Some(first) {
                    true => Ok(Self::Encrypted(Passphrase::new(first)?)),
                    false => Err(Failure::refused(t.differ)),
                }
            }
        }
    }

    /// The key as a file, by name.
    fn written(
        &self,
        folder: &Folder,
        copy: &str,
        rows: &[&PseudonymRow],
    ) -> crate::Result<Option<(String, Vec<u8>)>> {
        let stem = copy.strip_suffix(".emic").unwrap_or(copy);
        match self {
            Self::None => Ok(None),
            Self::Plain => {
                let rows: Vec<PseudonymRow> = rows.iter().map(|row| (*row).clone()).collect();
                let mut bytes = Vec::new();
                write_pseudonyms(&rows, &mut bytes).map_err(Error::internal)?;
                Ok(Some((format!("{stem}-key.csv"), bytes)))
            }
            Self::Encrypted(passphrase) => {
                let name = format!("{stem}.key");
                let place = folder.place(&name);
                let rows: Vec<_> = rows
                    .iter()
                    .map(|row| (row.found.clone(), row.kind.clone(), row.pseudonym.clone()))
                    .collect();
                Store::write_pseudonym_key(&place, passphrase, &rows)
                    .map_err(|error| folder.named(error))?;
                let bytes = std::fs::read(&place).map_err(|error| Error::file(&name, error))?;
                Ok(Some((name, bytes)))
            }
        }
    }
}

/// `GET /safety/pseudonyms/files/NAME`: the copy that was made last, or its key.
pub(in crate::workbench) async fn file(
    State(bench): State<Bench>,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let made = bench.left().replaced.get();
    let files = made.iter().flat_map(|made| &made.files);
    let found = files.into_iter().find(|(of, _)| *of == name);
    let gone = || Failure::gone(bench.texts());
    let (name, bytes) = found.ok_or_else(gone)?;
    let kind = "application/octet-stream";
    Ok(download::file(name, kind, bytes.clone()))
}
