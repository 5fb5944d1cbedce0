//! Scripts and styles, compiled in: the workbench needs no file beside the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Name, type, content.
const ASSETS: &[(&str, &str, &str)] = &[
    ("base.css", CSS, include_str!("assets/base.css")),
    ("read.css", CSS, include_str!("assets/read.css")),
    ("codebook.css", CSS, include_str!("assets/codebook.css")),
    ("quotes.css", CSS, include_str!("assets/quotes.css")),
    ("search.css", CSS, include_str!("assets/search.css")),
    ("exchange.css", CSS, include_str!("assets/exchange.css")),
    ("import.js", JS, include_str!("assets/import.js")),
    ("compare.css", CSS, include_str!("assets/compare.css")),
    ("charts.js", JS, include_str!("assets/charts.js")),
    ("codebook.js", JS, include_str!("assets/codebook.js")),
    ("choose.js", JS, include_str!("assets/choose.js")),
    ("waiting.js", JS, include_str!("assets/waiting.js")),
    ("theme.js", JS, include_str!("assets/theme.js")),
    ("app.js", JS, include_str!("assets/app.js")),
    ("send.js", JS, include_str!("assets/send.js")),
    ("live.js", JS, include_str!("assets/live.js")),
    ("bars.js", JS, include_str!("assets/bars.js")),
    ("code.css", CSS, include_str!("assets/code.css")),
    ("code.js", JS, include_str!("assets/code.js")),
    ("stretch.js", JS, include_str!("assets/stretch.js")),
    ("find.js", JS, include_str!("assets/find.js")),
    ("keys.js", JS, include_str!("assets/keys.js")),
    ("learning.js", JS, include_str!("assets/learning.js")),
    ("pass.css", CSS, include_str!("assets/pass.css")),
    ("pass.js", JS, include_str!("assets/pass.js")),
];

/// `GET /assets/NAME`.
pub(super) async fn show(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(of, ..)| *of == name) {
        Some((_, kind, content)) => ([(header::CONTENT_TYPE, *kind)], *content).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
