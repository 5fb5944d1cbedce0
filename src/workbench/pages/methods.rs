//! The draft of the methods section, and what goes with the paper.

use super::asked::Asked;
use super::download;
use crate::exchange::{Block, DOCUMENT_FORMATS, DocumentFormat, PrintedTable, Run};
use crate::project::{Guideline, MemberCheckRequest, one_after_another};
use crate::study::{Study, StudyId};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::visit::Visit;
use crate::{Error, Project};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "methods.html")]
struct MethodsPage {
    page: Layout,
    study: StudyId,
    orders: Vec<(&'static str, &'static str, bool)>,
    /// Kind of file, and its address.
    files: Vec<(&'static str, String)>,
    sheets: Vec<(&'static str, String)>,
    /// Who has a sheet.
    people: Vec<String>,
    endings: Vec<&'static str>,
    memos: Vec<(&'static str, String)>,
    title: String,
    parts: Vec<Part>,
}

/// A part of the draft.
enum Part {
    Heading(String),
    Paragraph(Vec<Run>),
    Items(Vec<Vec<Run>>),
    Table(TableView),
}

struct TableView {
    caption: String,
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<(String, bool)>>,
}

/// `GET /study/N/methods?order=coreq`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path(study): Path<i64>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let id = StudyId(study);
    let gone = Failure::gone(bench.texts());
    let page = bench.page(visit, Tab::Methods, Some(id), move |project, page| {
        let study = project.store().study(id)?.ok_or(gone)?;
        let (guideline, order) = guideline(&asked);
        let draft = project.methods(&study, guideline)?;
        let files = |name: &str| {
            let file = |format: &&'static DocumentFormat| {
                let ending = format.endings[0];
                (
                    ending,
                    format!("/study/{id}/methods/{name}.{ending}?order={order}"),
                )
            };
            DOCUMENT_FORMATS.iter().map(file).collect()
        };
        Ok(MethodsPage {
            study: id,
            orders: page
                .t
                .methods
                .orders
                .map(|(name, text)| (name, text, name == order))
                .to_vec(),
            files: files("methods"),
            sheets: files("member-check"),
            people: people(project, &study)?,
            endings: DOCUMENT_FORMATS.iter().map(|f| f.endings[0]).collect(),
            memos: files("memos"),
            title: draft.document.title.clone(),
            parts: draft.document.blocks.into_iter().filter_map(part).collect(),
            page,
        })
    });
    page.await
}

/// Who has a sheet for member checking.
fn people(project: &Project, study: &Study) -> crate::Result<Vec<String>> {
    match project.member_sheets(study, &MemberCheckRequest::default()) {
        Ok(sheets) => Ok(sheets.into_iter().map(|sheet| sheet.participant).collect()),
        // Nobody was coded yet.
        Err(Error::Input(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// `GET /study/N/methods/NAME`: `methods`, `member-check` or `memos` with the ending of a format, or with `?format=`; sheets for member
/// checking also of a `participant` alone.
pub(in crate::workbench) async fn file(
    State(bench): State<Bench>,
    Path((study, name)): Path<(i64, String)>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let gone = || Failure::gone(bench.texts());
    let (what, ending) = match name.rsplit_once('.') {
        Some(parts) => parts,
        None => (name.as_str(), asked.first("format").ok_or_else(gone)?),
    };
    let format = DocumentFormat::find(ending).ok_or_else(gone)?;
    let what = what.to_owned();
    let people = asked.all("participant");
    let missing = gone();
    let file = bench.read(move |project| {
        let Some(study) = project.store().study(StudyId(study))? else {
            return Err(missing);
        };
        let document = match what.as_str() {
            "methods" => project.methods(&study, guideline(&asked).0)?.document,
            "member-check" => {
                let request = MemberCheckRequest {
                    participants: people.clone(),
                    ..MemberCheckRequest::default()
                };
                one_after_another(&project.member_sheets(&study, &request)?)
            }
            "memos" => project.memo_book(std::slice::from_ref(&study))?,
            _ => return Err(missing),
        };
        let of = people.first().map(|who| format!(" {who}"));
        let of = of.unwrap_or_default();
        let name = format!("{}-{what}{of}.{}", study.name, format.endings[0]);
        Ok(download::file(
            &name,
            format.media_type,
            format.write(&document)?,
        ))
    });
    file.await
}

fn guideline(asked: &Asked) -> (Guideline, &'static str) {
    match asked.first("order") {
        Some("srqr") => (Guideline::Srqr, "srqr"),
        _ => (Guideline::Coreq, "coreq"),
    }
}

fn part(block: Block) -> Option<Part> {
    match block {
        Block::Heading(_, text) => Some(Part::Heading(text)),
        Block::Paragraph(runs) => Some(Part::Paragraph(runs)),
        Block::Items(items) => Some(Part::Items(items)),
        Block::Table(table) => Some(Part::Table(view(&table))),
        Block::Quote(_) | Block::Room(_) | Block::NewPage => None,
    }
}

fn view(table: &PrintedTable) -> TableView {
    let numbers: Vec<bool> = (0..table.columns.len())
        .map(|at| table.is_number(at))
        .collect();
    let heads = table.columns.iter().zip(&numbers);
    let row = |cells: &Vec<crate::exchange::Cell>| {
        let cells = cells.iter().zip(&numbers);
        cells
            .map(|(cell, is_number)| (cell.words(), *is_number))
            .collect()
    };
    TableView {
        caption: table.caption.clone(),
        heads: heads
            .map(|(column, is_number)| (column.title.clone(), *is_number))
            .collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}
