//! Who did what.

use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::fill;
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// Changes on one page.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    page: Layout,
    latest: String,
    events: Vec<Line>,
}

struct Line {
    event: i64,
    at: String,
    when: String,
    who: String,
    what: String,
}

/// `GET /history`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
) -> Result<Response, Failure> {
    let page = bench.page(visit, Tab::History, None, |project, page| {
        let store = project.store();
        let coders = store.coders()?;
        let t = &page.t.history;
        let line = |event: crate::study::Event| Line {
            event: event.id.0,
            when: event.at.get(..16).unwrap_or(&event.at).replace('T', " "),
            who: coders
                .iter()
                .find(|c| Some(c.id) == event.coder)
                .map_or(t.emic, |c| &c.name)
                .to_owned(),
            at: event.at,
            what: event.summary,
        };
        Ok(HistoryPage {
            latest: fill(t.latest, &[("n", &SHOWN)]),
            events: store.events(SHOWN)?.into_iter().map(line).collect(),
            page,
        })
    });
    page.await
}
