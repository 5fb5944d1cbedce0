//! What an action answers, and how it reaches the browser: the one place where pages with and without scripts differ.
//!
//! ```text
//! handler returns            plain form                       script (Accept: application/json)
//! Ok(Done)                   303 to the page, which tells     {"at", "to", "told", "undo", "redo", "replace", "remove"}
//!                            what was done (?done=EVENT)
//! Err(Failure)               a page that says what to do      {"error", "changes", "at"} with the same status
//! ```
//! Handlers return [`Answer`] and never ask which of the two it is. `assets/send.js` is the other half: it puts each piece of
//! `replace` in place of the element of that id, takes those in `remove` away, and, where both are empty, fetches the page
//! anew and puts its `<main>` in place of the one shown.

use super::bench::Bench;
use super::layout::{Layout, Step, Tab};
use super::texts::{Texts, on_page};
use crate::error::Error;
use crate::study::{Event, EventId};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;

/// What an action's handler returns.
pub(super) type Answer = Result<Done, Failure>;

/// An action that was carried out.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Done {
    /// The page that shows its outcome.
    pub(super) to: String,
    /// The latest event now; pages rendered from it are fresh.
    pub(super) at: EventId,
    /// What was done, in a line; nothing where nothing had to be.
    pub(super) told: Option<String>,
    /// What undo would take back now.
    pub(super) undo: Option<Step>,
    /// What redo would do again now.
    pub(super) redo: Option<Step>,
    /// HTML by the id of the element it replaces; rendered by a template, so that it is escaped.
    pub(super) replace: BTreeMap<String, String>,
    /// The ids of elements that are gone.
    pub(super) remove: Vec<String>,
}

impl Done {
    /// Done, and shown on this page.
    pub(super) fn to(page: impl Into<String>) -> Self {
        Self {
            to: page.into(),
            at: EventId(0),
            told: None,
            undo: None,
            redo: None,
            replace: BTreeMap::new(),
            remove: Vec::new(),
        }
    }

    /// Puts a piece of the page in place of the element of this id; scripts then need not fetch the whole page.
    pub(super) fn replacing(mut self, id: impl Into<String>, html: String) -> Self {
        self.replace.insert(id.into(), html);
        self
    }

    fn redirect(&self) -> Response {
        // Only what was done now is told: an action that changed nothing has no event.
        let place = match (&self.told, self.to.split_once('#')) {
            (None, _) => self.to.clone(),
            (Some(_), Some((page, part))) => format!("{}#{part}", with_done(page, self.at)),
            (Some(_), None) => with_done(&self.to, self.at),
        };
        (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
    }
}

fn with_done(page: &str, event: EventId) -> String {
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}done={event}")
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// An action or a visit that was refused or failed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Failure {
    #[serde(skip)]
    status: u16,
    /// What is wrong and what to do about it.
    error: String,
    /// What others changed meanwhile, where that is the reason; newest first.
    changes: Vec<String>,
}

impl Failure {
    /// A failure with a text from [`texts`](super::texts).
    pub(super) fn told(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            error: text.into(),
            changes: Vec::new(),
        }
    }

    /// What was sent cannot be done as it is.
    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self::told(StatusCode::UNPROCESSABLE_ENTITY, text)
    }

    /// There is no such thing in the project.
    pub(super) fn gone(t: &Texts) -> Self {
        Self::told(StatusCode::NOT_FOUND, t.errors.not_found)
    }

    /// Refused, since what it is about was changed after the page was made.
    pub(super) fn stale(text: &str, changes: &[Event]) -> Self {
        let mut failure = Self::told(StatusCode::CONFLICT, text);
        failure.changes = changes.iter().map(|event| event.summary.clone()).collect();
        failure
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let status = match error {
            Error::Input(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::File { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::told(status, on_page(&error.to_string()))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Layout,
    error: String,
    changes: Vec<String>,
    back: String,
}

/// Gives each answer the form that was asked for.
pub(super) async fn present(State(bench): State<Bench>, request: Request, next: Next) -> Response {
    let wants_json = wants_json(request.headers());
    let back = came_from(request.headers(), &bench);
    let mut response = next.run(request).await;
    if let Some(mut done) = response.extensions_mut().remove::<Done>() {
        return match wants_json {
            true => {
                done.at = bench.stamp(done.at);
                json(StatusCode::OK, &done)
            }
            false => done.redirect(),
        };
    }
    let status = response.status();
    let failure = response.extensions_mut().remove::<Failure>();
    let Some(failure) = failure.or_else(|| unexplained(&bench, status)) else {
        return response;
    };
    match wants_json {
        true => json(status, &failure),
        false => (status, page(&bench, failure, back)).into_response(),
    }
}

/// A refusal by the framework: an unknown place, a form that is not whole.
fn unexplained(bench: &Bench, status: StatusCode) -> Option<Failure> {
    let t = &bench.texts().errors;
    let text = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => t.not_found,
        _ if status.is_client_error() => t.not_whole,
        _ if status.is_server_error() => t.fault,
        _ => return None,
    };
    Some(Failure::told(status, text))
}

fn page(bench: &Bench, failure: Failure, back: String) -> Html<String> {
    let page = ErrorPage {
        page: Layout::bare(bench, Tab::None),
        error: failure.error,
        changes: failure.changes,
        back,
    };
    // The template writes to a String; if it fails all the same, the words still get through.
    Html(
        page.render()
            .unwrap_or_else(|_| page.page.t.errors.fault.to_owned()),
    )
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    accept.is_some_and(|accept| accept.contains("application/json"))
}

/// The page of this site on which the form stood.
fn came_from(headers: &HeaderMap, bench: &Bench) -> String {
    let referrer = headers.get(header::REFERER).and_then(|v| v.to_str().ok());
    let own = bench.hosts().iter().find_map(|host| {
        referrer?
            .strip_prefix("http://")?
            .strip_prefix(host.as_str())
    });
    super::visit::local(own.unwrap_or("/"))
}

/// How far work of seconds or minutes is, in a line, or that it is not under way; `assets/waiting.js` asks for it.
pub(super) fn working_on(told: Option<impl Serialize>) -> Response {
    json(StatusCode::OK, &serde_json::json!({ "working": told }))
}

/// A value as JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
