//! Documents as Markdown.

use super::{Block, DocumentFormat, PrintedDocument, Run};
use crate::error::Result;
use crate::exchange::tables::markdown::{escaped, page};
use crate::text::Direction;

pub(super) const FORMAT: DocumentFormat = DocumentFormat {
    endings: &["md", "markdown"],
    media_type: "text/markdown; charset=utf-8",
    is_text: true,
    write,
};

fn write(document: &PrintedDocument) -> Result<Vec<u8>> {
    let mut parts = vec![format!("# {}", escaped(&document.title))];
    parts.extend(document.blocks.iter().map(block));
    let mut out = parts.join("\n\n");
    if document.direction() == Direction::RightToLeft {
        out = format!("<div dir=\"rtl\">\n\n{out}\n\n</div>");
    }
    out.push('\n');
    Ok(out.into_bytes())
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => format!("{} {}", "#".repeat(level + 1), escaped(text)),
        Block::Paragraph(runs) => line(runs),
        Block::Items(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| format!("- {}", line(item)))
                .collect();
            items.join("\n")
        }
        Block::Quote(text) => {
            let lines: Vec<String> = text.lines().map(|l| format!("> {}", escaped(l))).collect();
            lines.join("\n")
        }
        Block::Room(lines) => vec!["\\_".repeat(40); *lines].join("\n\n"),
        Block::Table(table) => page(table).trim_end().to_owned(),
        Block::NewPage => "---".to_owned(),
    }
}

fn line(runs: &[Run]) -> String {
    let run = |run: &Run| match run {
        Run::Words(text) => escaped(text),
        // A backtick within needs two around.
        Run::Command(text) if text.contains('`') => format!("`` {text} ``"),
        Run::Command(text) => format!("`{text}`"),
        Run::ToFill(text) => format!("**\\[{}\\]**", escaped(text)),
    };
    let runs: Vec<String> = runs.iter().map(run).collect();
    runs.concat()
}
