//! Every place of the workbench.

use super::bench::Bench;
use super::pages::{choose, coding, history, learning, overview, panel, read, suggestions, undo};
use super::{answer, assets, changes, guard};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state as layer};
use axum::routing::{get, post};

/// The whole service: guards around the routes, the outermost last.
pub(super) fn router(bench: Bench) -> Router {
    Router::new()
        .route("/enter", get(guard::enter))
        .route("/assets/{name}", get(assets::show))
        .route("/changes", get(changes::show))
        .route("/choose", get(choose::show))
        .route("/undo", post(undo::undo))
        .route("/redo", post(undo::redo))
        .route("/", get(overview::show))
        .route("/study/{study}/read", get(read::list))
        .route("/study/{study}/read/{transcript}", get(read::show))
        .route("/study/{study}/read/{transcript}/turns", get(read::turns))
        .route("/study/{study}/read/{transcript}/panel", get(panel::show))
        .route("/study/{study}/read/{transcript}/ahead", get(read::ahead))
        .route("/study/{study}/read/{transcript}/code", post(coding::code))
        .route(
            "/study/{study}/read/{transcript}/decide",
            post(coding::decide),
        )
        .route(
            "/study/{study}/read/{transcript}/uncode",
            post(coding::uncode),
        )
        .route("/study/{study}/read/{transcript}/note", post(coding::note))
        .route("/study/{study}/learning", get(learning::show))
        .route("/study/{study}/suggestions", get(suggestions::show))
        .route("/study/{study}/suggestions/piece", get(suggestions::piece))
        .route(
            "/study/{study}/suggestions/decide",
            post(suggestions::decide),
        )
        .route(
            "/study/{study}/suggestions/accept",
            post(suggestions::accept_all),
        )
        .route("/study/{study}/colours.css", get(super::colours::show))
        .route("/history", get(history::show))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(layer(bench.clone(), guard::bound))
        .layer(layer(bench.clone(), guard::admit))
        .layer(layer(bench.clone(), answer::present))
        .layer(from_fn(guard::protect))
        .with_state(bench)
}
