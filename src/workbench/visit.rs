//! What a page must know of the request it answers.

use crate::study::EventId;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// A visit of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Visit {
    /// Path and query, to come back to after an action.
    pub(super) here: String,
    /// The event of the action that led here, to be told about.
    pub(super) done: Option<EventId>,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let (told, rest): (Vec<&str>, Vec<&str>) = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .partition(|pair| pair.starts_with("done="));
        let done = told
            .first()
            .and_then(|pair| pair.split_once('=')?.1.parse().ok());
        let path = parts.uri.path();
        Ok(Self {
            here: match rest.is_empty() {
                true => path.to_owned(),
                false => format!("{path}?{}", rest.join("&")),
            },
            done: done.map(EventId),
        })
    }
}

/// A place of the workbench to go to: `back` where it is one, else the overview. Keeps redirects on this site.
pub(super) fn local(back: &str) -> String {
    let is_path = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    let is_plain = back.bytes().all(|b| b.is_ascii_graphic());
    match is_path && is_plain {
        true => back.to_owned(),
        false => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(
            local("/study/1/read/2?unit=3#unit-3"),
            "/study/1/read/2?unit=3#unit-3"
        );
        for elsewhere in [
            "//evil.example/",
            "https://evil.example/",
            "/\\evil.example",
            "",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }
}
