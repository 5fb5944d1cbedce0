//! Every place of the workbench.

use super::bench::Bench;
use super::pages::{
    agreement, agreement_engine, agreement_settling, choose, codebook, codebook_changes,
    codebook_quotes, coding, compare, compare_files, compare_quotes, consistency, drift,
    encryption, evaluation, exchange, export, going_back, history, import, learning,
    learning_curve, methods, overview, panel, past, pseudonym_key, pseudonyms, read, recode,
    safety, saturation, search, studies, suggestions, tables, together, trust, undo,
};
use super::{answer, assets, changes, guard};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state as layer};
use axum::routing::{get, post};

/// The whole service: guards around the routes, the outermost last.
pub(super) fn router(bench: Bench) -> Router {
    frame()
        .merge(reading())
        .merge(codes())
        .merge(across_studies())
        .merge(trust())
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(layer(bench.clone(), guard::bound))
        .layer(layer(bench.clone(), guard::admit))
        .layer(layer(bench.clone(), answer::present))
        .layer(from_fn(guard::protect))
        .with_state(bench)
}

/// What every page needs, and where one begins.
fn frame() -> Router<Bench> {
    Router::new()
        .route("/enter", get(guard::enter))
        .route("/assets/{name}", get(assets::show))
        .route("/changes", get(changes::show))
        .route("/choose", get(choose::show))
        .route("/undo", post(undo::undo))
        .route("/redo", post(undo::redo))
        .route("/undo/by", post(undo::undo_by))
        .route("/redo/by", post(undo::redo_by))
        .route("/", get(overview::show))
        .route("/history", get(history::show))
        .route("/history/at", get(past::show))
        .route("/history/files/{name}", get(history::file))
}

/// A transcript with its codings, and suggestions.
fn reading() -> Router<Bench> {
    Router::new()
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
        .route(
            "/study/{study}/read/{transcript}/coding-memo",
            post(coding::note_coding),
        )
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
}

/// The codes of a study, and how well they are recognised.
fn codes() -> Router<Bench> {
    Router::new()
        .route("/study/{study}/colours.css", get(super::colours::show))
        .route("/study/{study}/codebook", get(codebook::show))
        .route("/study/{study}/codebook/{code}", get(codebook::show_code))
        .route(
            "/study/{study}/codebook/{code}/quotes",
            get(codebook_quotes::show),
        )
        .route("/study/{study}/codebook/add", post(codebook_changes::add))
        .route(
            "/study/{study}/codebook/revise",
            post(codebook_changes::revise),
        )
        .route("/study/{study}/codebook/move", post(codebook_changes::put))
        .route(
            "/study/{study}/codebook/merge",
            post(codebook_changes::merge),
        )
        .route(
            "/study/{study}/codebook/delete",
            post(codebook_changes::delete),
        )
        .route(
            "/study/{study}/codebook/split",
            post(codebook_changes::split),
        )
        .route("/study/{study}/agreement", get(agreement::show))
        .route(
            "/study/{study}/agreement/engine",
            get(agreement_engine::engine),
        )
        .route(
            "/study/{study}/agreement/{transcript}/settle",
            post(agreement_settling::settle),
        )
        .route(
            "/study/{study}/agreement/{transcript}/memo",
            post(agreement_settling::note),
        )
        .route("/study/{study}/about", post(codebook_changes::about))
        .route("/study/{study}/saturation", get(saturation::show))
        .route("/study/{study}/saturation.svg", get(saturation::file))
        .route("/study/{study}/methods", get(methods::show))
        .route("/study/{study}/methods/{name}", get(methods::file))
        .route(
            "/study/{study}/evaluation",
            get(evaluation::show).post(evaluation::begin),
        )
        .route(
            "/study/{study}/learning-curve.svg",
            get(learning_curve::file),
        )
}

/// Search, comparison, files in and out.
fn across_studies() -> Router<Bench> {
    Router::new()
        .route("/search", get(search::show))
        .route("/search/{name}", get(search::export))
        .route("/search/code", post(search::code))
        .route("/compare", get(compare::show))
        .route("/compare/work", get(compare::work))
        .route("/compare/quotes", get(compare_quotes::show))
        .route("/compare/files/{name}", get(compare_files::show))
        .route("/exchange", get(exchange::show))
        .route("/exchange/files/{name}", get(export::show))
        .route("/exchange/tables", get(tables::show))
        .route(
            "/exchange/import",
            // The guard has bounded it already.
            post(import::bring_in).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/exchange/look",
            post(import::look).layer(DefaultBodyLimit::disable()),
        )
        .route("/studies/add", post(studies::add))
}

/// What makes the coding trustworthy and keeps the data safe.
fn trust() -> Router<Bench> {
    Router::new()
        .route("/trust", get(trust::show))
        .route("/study/{study}/consistency", get(consistency::show))
        .route(
            "/study/{study}/consistency/drift",
            get(drift::progress).post(drift::begin),
        )
        .route("/study/{study}/consistency/sample", post(recode::draw))
        .route("/study/{study}/consistency/recode", post(recode::give))
        .route("/together", get(together::show))
        .route("/together/give", post(together::give))
        .route("/together/files/{name}", get(together::file))
        .route(
            "/together/look",
            // The guard has bounded it already.
            post(together::look).layer(DefaultBodyLimit::disable()),
        )
        .route("/together/merge", post(together::merge))
        .route("/together/forget", post(together::forget))
        .route("/safety", get(safety::show))
        .route("/safety/backup", post(safety::back_up))
        .route("/safety/backups/{name}", get(safety::backup))
        .route(
            "/safety/backups/{name}/back",
            get(going_back::show).post(going_back::go_back),
        )
        .route("/safety/encrypt", post(encryption::encrypt))
        .route("/safety/passphrase", post(encryption::change_passphrase))
        .route("/safety/decrypt", post(encryption::decrypt))
        .route("/safety/remove-plain", post(encryption::remove_plain))
        .route("/safety/repair", post(safety::repair))
        .route("/study/{study}/identifying", post(safety::mark))
        .route("/safety/pseudonyms", get(pseudonyms::show))
        .route("/safety/pseudonyms/find", post(pseudonyms::find))
        .route("/safety/pseudonyms/apply", post(pseudonyms::apply))
        .route("/safety/pseudonyms/forget", post(pseudonyms::forget))
        .route("/safety/pseudonyms/list", get(pseudonyms::list))
        .route("/safety/pseudonyms/key", post(pseudonym_key::read))
        .route("/safety/pseudonyms/key/forget", post(pseudonym_key::forget))
        .route("/safety/pseudonyms/files/{name}", get(pseudonyms::file))
}
