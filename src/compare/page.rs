//! The comparison as one HTML page: no script, nothing fetched, to be read on screen, on paper and without colour.

use super::alignment::Alignment;
use super::cooccurrence::Cooccurrence;
use super::matrix::Matrix;
use super::quote::Quote;
use super::{page_alignment, page_matrix};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");

/// What is on the page.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// The day it was made, as the reader is to see it.
    pub date: &'a str,
    /// Matrices, each under a heading of its own.
    pub matrices: &'a [(&'a str, &'a Matrix)],
    /// Pairs of studies.
    pub alignments: &'a [Alignment],
    /// Codes that meet, by study.
    pub cooccurrences: &'a [Cooccurrence],
}

/// The whole page as HTML. All text is escaped.
pub fn page(page: &Page) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 dir="auto" { (page.title) }
                    p.date { (page.date) }
                    (contents(page))
                }
                main {
                    (page_matrix::studies(page.matrices.iter().map(|(_, matrix)| *matrix)))
                    @for (i, (heading, matrix)) in page.matrices.iter().enumerate() {
                        (page_matrix::section(heading, matrix, i))
                    }
                    @for (i, alignment) in page.alignments.iter().enumerate() {
                        (page_alignment::section(alignment, i))
                    }
                    @for (i, found) in page.cooccurrences.iter().enumerate() {
                        (meeting(found, i))
                    }
                }
                footer { p { "Made by emic. Counts and quotes are what people coded; resemblances are computed and are yours to judge." } }
            }
        }
    }
    .into_string()
}

fn contents(page: &Page) -> Markup {
    html! {
        nav aria-label="On this page" {
            ul {
                @for (i, (heading, _)) in page.matrices.iter().enumerate() {
                    li { a href={ "#matrix-" (i) } { (heading) } }
                }
                @for (i, alignment) in page.alignments.iter().enumerate() {
                    li { a href={ "#pairs-" (i) } { (alignment.left) " and " (alignment.right) } }
                }
                @for (i, found) in page.cooccurrences.iter().enumerate() {
                    li { a href={ "#meet-" (i) } { "Codes that meet in " (found.study) } }
                }
            }
        }
    }
}

/// A quote with who said it where.
pub(super) fn quote(quote: &Quote) -> Markup {
    let lang = quote.language.code();
    html! {
        figure.quote {
            blockquote dir="auto" lang=(lang) { (quote.text) }
            @if let Some(translation) = &quote.translation { p.translation dir="auto" { (translation) } }
            @if let Some(condensed) = &quote.condensed { p.condensed dir="auto" { span dir="ltr" { "Condensed:" } " " (condensed) } }
            figcaption {
                b dir="auto" { (quote.participant.as_deref().unwrap_or("participant not known")) }
                ", " bdi { (quote.study) }
                @if quote.participant.as_deref() != Some(&quote.transcript) { ", " bdi { (quote.transcript) } }
            }
        }
    }
}

fn meeting(found: &Cooccurrence, at: usize) -> Markup {
    html! {
        section id={ "meet-" (at) } {
            h2 { "Codes that meet in " bdi { (found.study) } }
            @if found.pairs.is_empty() {
                p.note { "No two codes meet." }
            } @else {
                p.note { "Jaccard: the units on which two codes meet, out of all that bear either." }
                div.scroll tabindex="0" role="region" aria-label={ "Codes that meet in " (found.study) } {
                    table.plain {
                        thead { tr {
                            th scope="col" { "Code" } th scope="col" { "meets" }
                            th.n scope="col" { "units" } th.n scope="col" { "Jaccard" }
                        } }
                        tbody { @for pair in &found.pairs { tr {
                            td dir="auto" { (pair.first_path) } td dir="auto" { (pair.second_path) }
                            td.n { (pair.units) } td.n { (format!("{:.2}", pair.jaccard)) }
                        } } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{quotes, studies};
    use crate::compare::{
        AlignmentQuestion, MatrixQuestion, Meeting, Rows, align, cooccurrence, matrix,
    };
    use crate::study::Language;

    fn made(change: impl Fn(&mut crate::compare::CodedQuote)) -> String {
        let studies = studies();
        let mut quotes = quotes();
        quotes.iter_mut().for_each(change);
        let matrix = matrix(&studies, &quotes, &MatrixQuestion::default()).unwrap();
        page(&Page {
            title: "Ward & office",
            date: "1 May 2025",
            matrices: &[("Themes by study", &matrix)],
            alignments: &[align(
                &studies[0],
                &studies[1],
                &quotes,
                &AlignmentQuestion::default(),
            )],
            cooccurrences: &[cooccurrence(
                &studies[0],
                &quotes,
                Rows::Every,
                Meeting::SameUnit,
            )],
        })
    }

    #[test]
    fn what_participants_say_is_never_markup() {
        let html = made(|q| {
            q.text = "<script>alert('x')</script>".into();
            q.participant = Some("<b>&\"F1".into());
            q.language = Language::new("\"><script>");
        });
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;alert"));
        assert!(html.contains("Ward &amp; office"));
    }

    #[test]
    fn quotes_carry_language_and_direction() {
        let html = made(|q| {
            (q.text, q.language) = match q.study.0 {
                1 => ("استادم کمک کرد".into(), Language::new("fa")),
                _ => ("同事帮助我".into(), Language::new("zh")),
            };
            q.translation = Some("They helped me".into());
        });
        assert!(html.contains(r#"<blockquote dir="auto" lang="fa">استادم کمک کرد"#));
        assert!(html.contains(r#"<blockquote dir="auto" lang="zh">同事帮助我"#));
        assert!(html.contains("They helped me"));
    }

    #[test]
    fn nothing_is_fetched_and_tables_have_headers() {
        let html = made(|_| ());
        for outside in ["http:", "https:", "src=", "<link", "@import", "url("] {
            assert!(!html.contains(outside), "{outside}");
        }
        for wanted in [
            r#"scope="row""#,
            r#"scope="col""#,
            "<caption",
            "1 May 2025",
            "prefers-color-scheme",
        ] {
            assert!(html.contains(wanted), "{wanted}");
        }
    }

    #[test]
    fn an_empty_page_is_whole() {
        let none = matrix(&[], &[], &MatrixQuestion::default()).unwrap();
        let html = page(&Page {
            title: "",
            date: "",
            matrices: &[("Nothing", &none)],
            alignments: &[],
            cooccurrences: &[],
        });
        assert!(html.contains("Nothing to compare yet") && html.ends_with("</html>"));
    }
}
