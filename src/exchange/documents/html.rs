//! Documents as a page of HTML: no script, nothing fetched.

use super::{Block, DocumentFormat, PrintedDocument, Run};
use crate::error::Result;
use crate::exchange::tables::html::{STYLE, section};
use crate::text::Direction;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const OWN_STYLE: &str = include_str!("documents.css");

pub(super) const FORMAT: DocumentFormat = DocumentFormat {
    endings: &["html", "htm"],
    media_type: "text/html; charset=utf-8",
    is_text: true,
    write,
};

fn write(document: &PrintedDocument) -> Result<Vec<u8>> {
    let usual = document.direction();
    let page = html! {
        (DOCTYPE)
        html lang=(document.language.code()) dir=(usual.name()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (document.title) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body { main {
                h1 { (document.title) }
                @for part in &document.blocks { (block(part, usual)) "\n" }
            } }
        }
    };
    Ok(page.into_string().into_bytes())
}

fn block(block: &Block, usual: Direction) -> Markup {
    let turned = |text: &str| {
        let direction = Direction::of(text, usual);
        (direction != usual).then(|| direction.name())
    };
    html! {
        @match block {
            Block::Heading(1, text) => h2 { (text) },
            Block::Heading(_, text) => h3 { (text) },
            Block::Paragraph(runs) => p dir=[turned(&words(runs))] { (line(runs)) },
            Block::Items(items) => ul { @for item in items { li dir=[turned(&words(item))] { (line(item)) } } },
            Block::Quote(text) => blockquote dir=[turned(text)] { @for line in text.lines() { p { (line) } } },
            Block::Room(lines) => @for _ in 0..*lines { p.room {} },
            Block::Table(table) => (section(table)),
            Block::NewPage => div.page {},
        }
    }
}

fn line(runs: &[Run]) -> Markup {
    html! { @for run in runs { @match run {
        Run::Words(text) => (text),
        Run::Command(text) => code { (text) },
        Run::ToFill(text) => mark { "[" (text) "]" },
    } } }
}

/// What a line's direction goes by.
pub(super) fn words(runs: &[Run]) -> String {
    let words = runs.iter().filter_map(|run| match run {
        Run::Words(text) | Run::ToFill(text) => Some(text.as_str()),
        Run::Command(_) => None,
    });
    words.collect()
}
