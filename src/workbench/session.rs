//! The secret that tells this browser from every other program and page.

use crate::error::{Error, Result};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use std::fmt::Write;

/// Bytes of a secret.
const BYTES: usize = 32;

/// The secrets of one run of the workbench.
pub(super) struct Session {
    /// In the link that is printed.
    pub(super) token: String,
    /// In the cookie the link is exchanged for.
    cookie: String,
    /// Cookies do not know ports: two workbenches at once need two names.
    name: String,
}

impl Session {
    /// New secrets from the system's source of randomness.
    pub(super) fn new(port: u16) -> Result<Self> {
        Ok(Self {
            token: secret()?,
            cookie: secret()?,
            name: format!("emic-{port}"),
        })
    }

    /// Whether this is the token of the link.
    pub(super) fn admits(&self, token: &str) -> bool {
        same(token, &self.token)
    }

    /// The header that sets the cookie: for this site alone, and out of reach of scripts.
    pub(super) fn set_cookie(&self) -> String {
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.name, self.cookie
        )
    }

    /// Whether the request carries the cookie.
    pub(super) fn knows(&self, headers: &HeaderMap) -> bool {
        let cookies = headers
            .get_all(COOKIE)
            .into_iter()
            .filter_map(|c| c.to_str().ok());
        cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == self.name && same(value, &self.cookie))
    }
}

/// Letters that nobody can guess.
pub(super) fn secret() -> Result<String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::internal(format!("no source of randomness: {e}")))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Takes as long for a near miss as for a far one.
fn same(given: &str, wanted: &str) -> bool {
    let differences = given
        .bytes()
        .zip(wanted.bytes())
        .fold(0, |found, (a, b)| found | (a ^ b));
    given.len() == wanted.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_cookie_is_known() {
        let session = Session::new(8080).unwrap();
        assert_ne!(session.token, Session::new(8080).unwrap().token);
        assert!(session.admits(&session.token));
        assert!(!session.admits("") && !session.admits(&session.token[1..]));
        let given = session.set_cookie().split(';').next().unwrap().to_owned();
        for (line, known) in [
            (given.clone(), true),
            (format!("theme=dark; {given}"), true),
            (given.replace("emic-8080", "emic-8081"), false),
            (format!("emic-8080={}", session.token), false),
            ("emic-8080=".to_owned(), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, line.parse().unwrap());
            assert_eq!(session.knows(&headers), known, "{line}");
        }
    }
}
