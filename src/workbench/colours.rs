//! The colour of each code, as a style sheet: the security policy allows no style within a page.
//!
//! A code without a colour of its own gets a hue from its number, a golden angle from the one before, so that it keeps it when
//! others come and go. Lightness is fixed for each of the two themes: all codes are equally legible. Colour never stands alone;
//! the code's name is always beside it or in the list of the turn's codings.

use super::answer::Failure;
use super::bench::Bench;
use crate::study::{Code, StudyId};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::fmt::Write;

/// Degrees between the hues of two codes that follow each other: no two of a few dozen come close.
const GOLDEN_ANGLE: f64 = 137.508;

/// `GET /study/N/colours.css`: classes `a`, `b` and `c` with the code's number set the colours `--a`, `--b` and `--c`.
pub(super) async fn show(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
) -> Result<Response, Failure> {
    let css = bench.read(move |project| {
        let codebook = project.store().codebook(StudyId(study))?;
        Ok(codebook
            .codes()
            .iter()
            .fold(String::new(), |mut css, code| {
                let (id, colour) = (code.id, colour(code));
                // Writing to a String cannot fail.
                let _ = writeln!(
                    css,
                    ".a{id}{{--a:{colour}}}.b{id}{{--b:{colour}}}.c{id}{{--c:{colour}}}"
                );
                css
            }))
    });
    Ok((
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        css.await?,
    )
        .into_response())
}

fn colour(code: &Code) -> String {
    // Whatever a file brought in as a colour, only six digits get into a style sheet.
    let own = code
        .colour
        .strip_prefix('#')
        .filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()));
    match own {
        Some(digits) => format!(
            "light-dark(oklch(from #{digits} .54 min(c, .17) h), oklch(from #{digits} .76 min(c, .14) h))"
        ),
        None => {
            // Identities are far below where floats lose count.
            #[expect(clippy::cast_precision_loss)]
            let hue = (code.id.0 as f64 * GOLDEN_ANGLE).rem_euclid(360.0);
            format!("light-dark(oklch(.54 .14 {hue:.1}), oklch(.76 .12 {hue:.1}))")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::CodeId;

    #[test]
    fn only_colours_get_into_the_style_sheet() {
        let code = |colour: &str| Code {
            id: CodeId(3),
            study: StudyId(1),
            parent: None,
            level: 0,
            name: "High workload".into(),
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            colour: colour.into(),
            position: 0,
        };
        assert!(colour(&code("#1f77b4")).contains("#1f77b4"));
        for wrong in ["", "#12345", "red;}body{display:none}", "#12345}"] {
            assert_eq!(
                colour(&code(wrong)),
                "light-dark(oklch(.54 .14 52.5), oklch(.76 .12 52.5))",
                "{wrong}"
            );
        }
    }
}
