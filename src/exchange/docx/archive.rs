//! The parts of a Word document.

use crate::error::{Error, Result};
use crate::exchange::package::Package;
use crate::exchange::xml_text::attribute;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::path::Path;

const USUAL_PART: &str = "word/document.xml";

/// The open document and the name of its main part.
pub(super) fn open(path: &Path) -> Result<(Package, String)> {
    let mut package = Package::open(path)?;
    let name = main_part_name(&mut package).ok_or_else(|| {
        Error::file(
            path,
            "has no Word document in it; save it as .docx in Word or LibreOffice",
        )
    })?;
    Ok((package, name))
}

/// Whether there is a Word document in the archive.
pub(super) fn holds_document(path: &Path) -> bool {
    Package::open(path).is_ok_and(|mut package| main_part_name(&mut package).is_some())
}

/// The part that the package names as its document, where it is a Word document; else the usual one.
fn main_part_name(package: &mut Package) -> Option<String> {
    let named = package
        .part("_rels/.rels")
        .ok()
        .and_then(|bytes| document_target(&String::from_utf8_lossy(&bytes)))
        .filter(|name| name.starts_with("word/") && package.has(name));
    named.or_else(|| package.has(USUAL_PART).then(|| USUAL_PART.to_owned()))
}

fn document_target(links: &str) -> Option<String> {
    let mut reader = Reader::from_str(links);
    loop {
        let element = match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => element,
            Event::Eof => return None,
            _ => continue,
        };
        if attribute(&element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
            return attribute(&element, "Target")
                .map(|target| target.trim_start_matches('/').to_owned());
        }
    }
}
