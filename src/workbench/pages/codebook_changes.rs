//! Changes to the codebook, each one event.

use super::study_of;
use crate::error::Error;
use crate::project::{CodeNotes, CodePlace, CodingsFate, NewCode};
use crate::store::Table;
use crate::study::{CodeId, Language, Study, StudyId, UnitId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::stale::Target;
use axum::extract::{Form, Path, State};
use serde::Deserialize;

/// A code to be added.
#[derive(Deserialize)]
pub(in crate::workbench) struct Add {
    seen: i64,
    name: String,
    #[serde(default)]
    under: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    definition: String,
}

/// `POST /study/N/codebook/add`.
pub(in crate::workbench) async fn add(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(form): Form<Add>,
) -> Answer {
    let t = bench.texts();
    let change = bench.change(form.seen, [], move |project, coder| {
        let study = study_of(project, study, t)?;
        let new = NewCode {
            place: CodePlace {
                under: number(&form.under).map(CodeId),
                before: None,
                level: level(&form.level),
            },
            notes: CodeNotes {
                definition: Some(form.definition),
                ..CodeNotes::default()
            },
            name: form.name,
        };
        let code = project.add_code_at(&study, &new, coder)?;
        Ok(Done::to(address(study.id, code)))
    });
    change.await
}

/// What a code is called and means.
#[derive(Deserialize)]
pub(in crate::workbench) struct Revise {
    seen: i64,
    code: i64,
    name: String,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    include: String,
    #[serde(default)]
    exclude: String,
    #[serde(default)]
    colour: String,
}

/// `POST /study/N/codebook/revise`.
pub(in crate::workbench) async fn revise(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(form): Form<Revise>,
) -> Answer {
    let (t, code) = (bench.texts(), CodeId(form.code));
    let change = bench.change(form.seen, [row(code)], move |project, coder| {
        let study = study_of(project, study, t)?;
        let notes = CodeNotes {
            definition: Some(form.definition),
            include: Some(form.include),
            exclude: Some(form.exclude),
            colour: Some(form.colour.trim().to_owned()),
        };
        project.revise_code(&study, code, &form.name, &notes, coder)?;
        Ok(Done::to(address(study.id, code)))
    });
    change.await
}

/// Where a code is put.
#[derive(Deserialize)]
pub(in crate::workbench) struct Put {
    seen: i64,
    code: i64,
    #[serde(default)]
    under: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    level: String,
    /// The code to go on with, where it is not the one that moved.
    #[serde(default)]
    back: String,
}

/// `POST /study/N/codebook/move`.
pub(in crate::workbench) async fn put(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(form): Form<Put>,
) -> Answer {
    let (t, code) = (bench.texts(), CodeId(form.code));
    let places = [number(&form.under), number(&form.before)];
    // The codes of the place must be where they were seen, too.
    let mut targets = vec![row(code)];
    targets.extend(places.into_iter().flatten().map(|id| row(CodeId(id))));
    let change = bench.change(form.seen, targets, move |project, coder| {
        let study = study_of(project, study, t)?;
        let place = CodePlace {
            under: places[0].map(CodeId),
            before: places[1].map(CodeId),
            level: level(&form.level),
        };
        project.move_code(&study, code, &place, coder)?;
        Ok(Done::to(match form.back.as_str() {
            "tree" => format!("/study/{}/codebook", study.id),
            back => address(study.id, number(back).map_or(code, CodeId)),
        }))
    });
    change.await
}

/// A code that goes.
#[derive(Deserialize)]
pub(in crate::workbench) struct Leave {
    seen: i64,
    code: i64,
    /// `move`: what hangs on it goes to `into`; `remove`: it goes with it; else there must be nothing.
    #[serde(default)]
    fate: String,
    #[serde(default)]
    into: String,
}

/// `POST /study/N/codebook/merge`.
pub(in crate::workbench) async fn merge(
    state: State<Bench>,
    path: Path<i64>,
    Form(form): Form<Leave>,
) -> Answer {
    let fate = "move".to_owned();
    delete(state, path, Form(Leave { fate, ..form })).await
}

/// `POST /study/N/codebook/delete`.
pub(in crate::workbench) async fn delete(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(form): Form<Leave>,
) -> Answer {
    let (t, code) = (bench.texts(), CodeId(form.code));
    let into = number(&form.into).map(CodeId);
    let mut targets = vec![row(code), Target::CodingsOf(code)];
    targets.extend(into.map(row));
    let change = bench.change(form.seen, targets, move |project, coder| {
        let study = study_of(project, study, t)?;
        let fate = match (form.fate.as_str(), into) {
            ("move", Some(into)) => CodingsFate::MoveTo(into),
            ("move", None) => {
                return Err(Error::input("name the code that gets what hangs on this one").into());
            }
            ("remove", _) => CodingsFate::Remove,
            _ => CodingsFate::Refuse,
        };
        let above = project.store().code(code)?.and_then(|c| c.parent);
        project.delete_code(&study, code, &fate, coder)?;
        let next = into.filter(|_| form.fate == "move").or(above);
        Ok(Done::to(match next {
            Some(next) => address(study.id, next),
            None => format!("/study/{}/codebook", study.id),
        }))
    });
    change.await
}

/// `POST /study/N/codebook/split`: the fields `seen`, `code`, `to`, and `chosen` for each unit.
pub(in crate::workbench) async fn split(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let t = bench.texts();
    let field = |name: &str| {
        let found = form.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.clone())
    };
    let whole = field("seen").and_then(|seen| seen.parse().ok());
    let code = field("code").and_then(|code| number(&code)).map(CodeId);
    let (Some(seen), Some(code), Some(to)) = (whole, code, field("to")) else {
        return Err(Failure::refused(t.errors.not_whole));
    };
    let chosen = form.iter().filter(|(name, _)| name == "chosen");
    let units: Vec<UnitId> = chosen
        .filter_map(|(_, unit)| number(unit).map(UnitId))
        .collect();
    let mut targets = vec![row(code)];
    targets.extend(units.iter().map(|unit| Target::Unit(*unit)));
    let change = bench.change(seen, targets, move |project, coder| {
        let study = study_of(project, study, t)?;
        if units.is_empty() || to.trim().is_empty() {
            return Err(Error::input("choose quotes, and name the code they go to").into());
        }
        project.split_code(&study, code, &units, &to, coder)?;
        Ok(Done::to(format!("{}/quotes", address(study.id, code))))
    });
    change.await
}

/// What can be said of a study.
#[derive(Deserialize)]
pub(in crate::workbench) struct About {
    seen: i64,
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    levels: String,
}

/// `POST /study/N/about`.
pub(in crate::workbench) async fn about(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(form): Form<About>,
) -> Answer {
    let t = bench.texts();
    let target = Target::Row(Table::Study, study);
    let change = bench.change(form.seen, [target], move |project, coder| {
        let before = study_of(project, study, t)?;
        let language = form.language.trim();
        let after = Study {
            name: form.name.trim().to_owned(),
            title: form.title.trim().to_owned(),
            method: form.method.trim().to_owned(),
            levels: level_names(&form.levels),
            language: (!language.is_empty()).then(|| Language::new(language)),
            ..before
        };
        project.revise_study(&after, coder)?;
        Ok(Done::to(format!("/study/{study}/codebook")))
    });
    change.await
}

/// The names of levels, one a line.
pub(in crate::workbench) fn level_names(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines.filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

fn row(code: CodeId) -> Target {
    Target::Row(Table::Code, code.0)
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok()
}

fn level(text: &str) -> Option<usize> {
    text.parse().ok()
}

fn address(study: StudyId, code: CodeId) -> String {
    format!("/study/{study}/codebook/{code}")
}
