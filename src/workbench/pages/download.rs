//! Answers that become files.

use super::asked::escaped;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A file of this name to keep.
pub(in crate::workbench) fn file(name: &str, kind: &str, content: impl Into<Vec<u8>>) -> Response {
    // Old browsers get the letters that every system can write; the others the name itself.
    let plain: String = name
        .chars()
        .map(|c| match c.is_ascii_alphanumeric() || "-_.".contains(c) {
            true => c,
            false => '_',
        })
        .collect();
    let place = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        escaped(name)
    );
    let heads = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, place),
    ];
    (heads, content.into()).into_response()
}

/// A CSV table.
pub(in crate::workbench) fn csv(name: &str, content: impl Into<Vec<u8>>) -> Response {
    file(name, "text/csv; charset=utf-8", content)
}

/// A JSON value, written for people too.
pub(in crate::workbench) fn json(
    name: &str,
    value: &impl serde::Serialize,
) -> crate::Result<Response> {
    let text = serde_json::to_vec_pretty(value).map_err(crate::Error::internal)?;
    Ok(file(name, "application/json", text))
}
