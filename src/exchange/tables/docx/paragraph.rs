//! Paragraphs of WordprocessingML.

use crate::text::{Direction, runs};

/// How far one step is set in, in twentieths of a point.
const STEP: usize = 227;

/// A paragraph of this style, set in by so many steps. `usual` is its direction where its letters do not say.
pub(super) fn of(style: &str, text: &str, usual: Direction, depth: usize) -> String {
    let direction = Direction::of(text, usual);
    let bidi = match direction {
        Direction::LeftToRight => "",
        Direction::RightToLeft => "<w:bidi/>",
    };
    // In a right-to-left paragraph "left" means where the line begins.
    let indent = match depth {
        0 => String::new(),
        depth => format!("<w:ind w:left=\"{}\"/>", depth * STEP),
    };
    let mut out = format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}{indent}</w:pPr>");
    for (direction, part) in runs(text, direction) {
        // Word takes fonts and order of a run from this mark, not from its letters.
        let rtl = match direction {
            Direction::LeftToRight => "",
            Direction::RightToLeft => "<w:rPr><w:rtl/></w:rPr>",
        };
        out.push_str(&format!(
            "<w:r>{rtl}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escaped(part)
        ));
    }
    out.push_str("</w:p>");
    out
}

/// The text as XML; what XML cannot carry is left out.
pub(in crate::exchange) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
