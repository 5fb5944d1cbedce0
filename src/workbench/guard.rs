//! Who may ask, how much, and what the browser may do with the answer.
//!
//! The listener is on loopback, yet every page of the web that is open in the same browser can reach it. So each request must
//! name this host (a name that was bound to 127.0.0.1 afterwards does not), must not come from another site, and must carry
//! the session's cookie, which other sites' requests do not.

use super::answer::Failure;
use super::bench::Bench;
use super::visit::Visit;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// Bytes of a form.
const FORM: usize = 2 * 1024 * 1024;
/// Bytes of files that are brought in at once.
const FILES: usize = 256 * 1024 * 1024;
/// Where files are brought in, or looked at before.
const IMPORT: [&str; 3] = ["/exchange/import", "/exchange/look", "/together/look"];
/// How long the body of a form may take.
const FORM_TIME: Duration = Duration::from_secs(20);
/// How long files may take.
const FILES_TIME: Duration = Duration::from_secs(300);

/// Everything from this site, nothing within the page, no other page around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not "no-referrer": with that, browsers send forms with the origin "null".
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Puts the headers that protect the page on every answer.
pub(super) async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Lets requests from this machine's browser through, and no others.
pub(super) async fn admit(State(bench): State<Bench>, request: Request, next: Next) -> Response {
    match refusal(&bench, &request) {
        Some(why) => why.into_response(),
        None => next.run(request).await,
    }
}

fn refusal(bench: &Bench, request: &Request) -> Option<Failure> {
    let t = &bench.texts().errors;
    let headers = request.headers();
    let host = only(headers, header::HOST);
    if !host.is_some_and(|host| bench.hosts().iter().any(|own| own == host)) {
        return Some(Failure::told(StatusCode::MISDIRECTED_REQUEST, t.wrong_host));
    }
    if is_foreign(headers, request.method(), host.unwrap_or_default()) {
        return Some(Failure::told(StatusCode::FORBIDDEN, t.foreign_origin));
    }
    let path = request.uri().path();
    let is_open = path == "/enter" || path.starts_with("/assets/");
    if !is_open && !bench.session().knows(headers) {
        return Some(Failure::told(StatusCode::FORBIDDEN, t.no_session));
    }
    None
}

/// Whether a page of another site sends the request. Browsers name the origin of everything that is not a plain visit.
fn is_foreign(headers: &HeaderMap, method: &Method, host: &str) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    let own = format!("http://{host}");
    match headers.get(header::ORIGIN) {
        Some(_) => only(headers, header::ORIGIN) != Some(own.as_str()),
        None if method.is_safe() => false,
        // A form without an origin is no browser's, unless the browser says otherwise.
        None => site.is_some_and(|site| !matches!(site, "same-origin" | "none")),
    }
}

fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).into_iter();
    let first = values.next()?.to_str().ok();
    first.filter(|_| values.next().is_none())
}

/// Reads the body before anything is done with it: as much as the place may take, and no longer than it may take.
pub(super) async fn bound(State(bench): State<Bench>, request: Request, next: Next) -> Response {
    let t = &bench.texts().errors;
    let (most, time) = match IMPORT.contains(&request.uri().path()) {
        true => (FILES, FILES_TIME),
        false => (FORM, FORM_TIME),
    };
    let too_large = || Failure::told(StatusCode::PAYLOAD_TOO_LARGE, t.too_large).into_response();
    let length =
        only(request.headers(), header::CONTENT_LENGTH).and_then(|n| n.parse::<u64>().ok());
    if length.is_some_and(|length| length > most as u64) {
        return too_large();
    }
    // Waits for its turn: only so many requests are worked on at once.
    let Ok(_turn) = bench.turns().acquire().await else {
        return Failure::told(StatusCode::SERVICE_UNAVAILABLE, t.ending).into_response();
    };
    let (head, body) = request.into_parts();
    match tokio::time::timeout(time, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(head, Body::from(bytes))).await,
        Ok(Err(_)) => too_large(),
        Err(_) => Failure::told(StatusCode::REQUEST_TIMEOUT, t.too_slow).into_response(),
    }
}

/// What the link brings.
#[derive(serde::Deserialize)]
pub(super) struct Enter {
    #[serde(default)]
    token: String,
}

/// Exchanges the link's token for the cookie and leaves it behind: it is in no history and no referrer.
pub(super) async fn enter(
    State(bench): State<Bench>,
    _: Visit,
    Query(given): Query<Enter>,
) -> Response {
    let t = &bench.texts().errors;
    if !bench.session().admits(&given.token) {
        return Failure::told(StatusCode::FORBIDDEN, t.no_session).into_response();
    }
    let headers = [
        (header::SET_COOKIE, bench.session().set_cookie()),
        (header::LOCATION, "/".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sites_are_told_by_what_browsers_send() {
        let check = |method: Method, sent: &[(&str, &str)], foreign: bool| {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.append(
                    HeaderName::from_bytes(name.as_bytes()).unwrap(),
                    value.parse().unwrap(),
                );
            }
            assert_eq!(
                is_foreign(&headers, &method, "127.0.0.1:80"),
                foreign,
                "{method} {sent:?}"
            );
        };
        check(Method::GET, &[], false);
        check(Method::GET, &[("sec-fetch-site", "cross-site")], false);
        check(Method::GET, &[("origin", "https://evil.example")], true);
        check(Method::POST, &[("origin", "http://127.0.0.1:80")], false);
        check(Method::POST, &[("origin", "http://127.0.0.1:81")], true);
        check(Method::POST, &[("origin", "null")], true);
        check(
            Method::POST,
            &[
                ("origin", "http://127.0.0.1:80"),
                ("origin", "http://evil.example"),
            ],
            true,
        );
        check(Method::POST, &[], false);
        check(Method::POST, &[("sec-fetch-site", "same-site")], true);
    }
}
