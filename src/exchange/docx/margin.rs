//! Footnotes, endnotes and comments, which a Word document keeps apart from its text.

use crate::exchange::xml_text::{attribute, character};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// What the margin says, by its number in the document.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Margin {
    pub footnotes: HashMap<String, String>,
    pub endnotes: HashMap<String, String>,
    pub comments: HashMap<String, Remark>,
}

/// A comment.
#[derive(Debug, Default, Clone)]
pub(in crate::exchange) struct Remark {
    pub author: Option<String>,
    pub at: Option<String>,
    pub text: String,
}

/// The notes (`footnote`, `endnote` or `comment`) of a part, by number; the lines that Word draws above footnotes are none.
///
/// # Errors
/// What is wrong with the XML.
pub(super) fn remarks(xml: &str, element: &str) -> Result<HashMap<String, Remark>, String> {
    let mut reader = Reader::from_str(xml);
    let mut found = HashMap::new();
    let mut open: Option<(String, Remark)> = None;
    let (mut within_text, mut left_out) = (false, 0_usize);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(e) if e.local_name().as_ref() == element => open = begun(&e),
            Event::Start(e) if matches!(e.local_name().as_ref(), "del" | "moveFrom") => {
                left_out += 1
            }
            Event::End(e) if matches!(e.local_name().as_ref(), "del" | "moveFrom") => {
                left_out = left_out.saturating_sub(1)
            }
            Event::Start(e) if e.local_name().as_ref() == "t" => within_text = left_out == 0,
            Event::End(e) if e.local_name().as_ref() == "t" => within_text = false,
            Event::End(e) if e.local_name().as_ref() == "p" => {
                if let Some((_, remark)) = &mut open {
                    remark.text.push('\n');
                }
            }
            Event::End(e) if e.local_name().as_ref() == element => {
                if let Some((id, mut remark)) = open.take() {
                    remark.text = remark.text.trim().to_owned();
                    found.insert(id, remark);
                }
            }
            Event::Text(text) => say(&mut open, within_text, &text.xml10_content()),
            Event::CData(text) => say(&mut open, within_text, &text.xml10_content()),
            Event::GeneralRef(reference) => say(&mut open, within_text, &character(&reference)?),
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn say(open: &mut Option<(String, Remark)>, within_text: bool, text: &str) {
    if let Some((_, remark)) = open.as_mut().filter(|_| within_text) {
        remark.text.push_str(text);
    }
}

fn begun(element: &BytesStart) -> Option<(String, Remark)> {
    let is_line =
        attribute(element, "type").is_some_and(|kind| kind.to_lowercase().contains("separator"));
    let id = attribute(element, "id").filter(|_| !is_line)?;
    let remark = Remark {
        author: attribute(element, "author"),
        at: attribute(element, "date"),
        text: String::new(),
    };
    Some((id, remark))
}
