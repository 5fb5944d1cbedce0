//! Scripts, styles and the icon, compiled in: the workbench needs no file beside the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Name, type, content.
const ASSETS: &[(&str, &str, &[u8])] = &[
    ("base.css", CSS, include_bytes!("assets/base.css")),
    ("read.css", CSS, include_bytes!("assets/read.css")),
    ("codebook.css", CSS, include_bytes!("assets/codebook.css")),
    ("quotes.css", CSS, include_bytes!("assets/quotes.css")),
    ("search.css", CSS, include_bytes!("assets/search.css")),
    ("exchange.css", CSS, include_bytes!("assets/exchange.css")),
    ("import.js", JS, include_bytes!("assets/import.js")),
    ("trust.css", CSS, include_bytes!("assets/trust.css")),
    ("record.css", CSS, include_bytes!("assets/record.css")),
    ("compare.css", CSS, include_bytes!("assets/compare.css")),
    ("charts.js", JS, include_bytes!("assets/charts.js")),
    ("codebook.js", JS, include_bytes!("assets/codebook.js")),
    ("choose.js", JS, include_bytes!("assets/choose.js")),
    ("waiting.js", JS, include_bytes!("assets/waiting.js")),
    // No SVG: those name an address, and nothing that is sent does.
    ("icon.png", "image/png", include_bytes!("assets/icon.png")),
    ("theme.js", JS, include_bytes!("assets/theme.js")),
    ("app.js", JS, include_bytes!("assets/app.js")),
    ("send.js", JS, include_bytes!("assets/send.js")),
    ("live.js", JS, include_bytes!("assets/live.js")),
    ("bars.js", JS, include_bytes!("assets/bars.js")),
    ("code.css", CSS, include_bytes!("assets/code.css")),
    ("code.js", JS, include_bytes!("assets/code.js")),
    ("parts.js", JS, include_bytes!("assets/parts.js")),
    ("stretch.js", JS, include_bytes!("assets/stretch.js")),
    ("find.js", JS, include_bytes!("assets/find.js")),
    ("keys.js", JS, include_bytes!("assets/keys.js")),
    ("learning.js", JS, include_bytes!("assets/learning.js")),
    ("agreement.css", CSS, include_bytes!("assets/agreement.css")),
    ("agreement.js", JS, include_bytes!("assets/agreement.js")),
    ("pass.css", CSS, include_bytes!("assets/pass.css")),
    ("pass.js", JS, include_bytes!("assets/pass.js")),
];

/// `GET /assets/NAME`.
pub(super) async fn show(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(of, ..)| *of == name) {
        Some((_, kind, content)) => ([(header::CONTENT_TYPE, *kind)], *content).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
