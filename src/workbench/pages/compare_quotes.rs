//! The quotes behind a number of a comparison.

use super::asked::Asked;
use super::compare_asked::request;
use super::paging::Paging;
use super::quote::QuoteView;
use crate::error::Error;
use crate::project::Picked;
use crate::study::{CodeId, StudyId};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{fill, on_page};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

/// Quotes on one page.
const SHOWN: usize = 40;

#[derive(Template)]
#[template(path = "compare_quotes.html")]
struct QuotesPage {
    page: Layout,
    heading: String,
    total: String,
    back: String,
    quotes: Vec<QuoteView>,
    paging: Paging,
    colours: Vec<StudyId>,
}

/// `GET /compare/quotes`: the question, with `nodes` and `column`, or `first` and `second`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let page = bench.page(visit, Tab::Compare, None, move |project, page| {
        let t = page.t;
        let gone = || Failure::gone(t);
        let picked = picked(&asked).ok_or_else(gone)?;
        let stretches = match project.compared_stretches(&request(project, &asked)?, &picked) {
            Ok(stretches) => stretches,
            Err(Error::Input(why)) => {
                return Err(Failure::refused(on_page(&why)));
            }
            Err(other) => return Err(other.into()),
        };
        let name = |code: CodeId| -> crate::Result<String> {
            let code = project.store().code(code)?;
            Ok(code.map(|c| c.name).unwrap_or_default())
        };
        let heading = match &picked {
            Picked::Meeting(first, second) => fill(
                t.compare.quotes_met,
                &[("first", &name(*first)?), ("second", &name(*second)?)],
            ),
            Picked::Cell { nodes, column } => {
                let names = nodes.iter().map(|node| name(*node));
                let mut names = names.collect::<crate::Result<Vec<_>>>()?;
                names.dedup();
                let row = names.join(" ≈ ");
                match column {
                    None => row,
                    Some(column) => fill(t.compare.quotes_of, &[("row", &row), ("column", column)]),
                }
            }
        };
        let skip = asked.number("skip").and_then(|n| usize::try_from(n).ok());
        let skip = skip.unwrap_or_default();
        let shown: Vec<_> = stretches.iter().copied().skip(skip).take(SHOWN).collect();
        let studies = project.store().studies()?;
        let view = |quote: crate::project::InContext| {
            let of = studies.iter().find(|s| s.id == quote.study);
            QuoteView {
                study_name: of.map(|s| s.name.clone()).unwrap_or_default(),
                ..QuoteView::of(quote, t)
            }
        };
        let quotes: Vec<QuoteView> = project.in_context(&shown)?.into_iter().map(view).collect();
        let back = asked.without(&["nodes", "row", "column", "first", "second", "skip"]);
        Ok(QuotesPage {
            total: t.codebook.unit_count.of(stretches.len()),
            back: back.address("/compare"),
            paging: Paging::of(t, (skip, quotes.len(), stretches.len()), SHOWN, |skip| {
                asked
                    .without(&["skip"])
                    .with("skip", skip)
                    .address("/compare/quotes")
            }),
            quotes,
            colours: studies.iter().map(|s| s.id).collect(),
            page: page.titled(&heading),
            heading,
        })
    });
    page.await
}

fn picked(asked: &Asked) -> Option<Picked> {
    let code = |text: &str| text.parse().ok().map(CodeId);
    if let (Some(first), Some(second)) = (asked.first("first"), asked.first("second")) {
        return Some(Picked::Meeting(code(first)?, code(second)?));
    }
    let nodes: Option<Vec<CodeId>> = asked.first("nodes")?.split(',').map(code).collect();
    Some(Picked::Cell {
        nodes: nodes?,
        column: asked.first("column").map(str::to_owned),
    })
}
