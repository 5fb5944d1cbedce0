//! The zip archive that a Word document is, with limits on what it may unpack to.

use crate::error::{Error, Result};
use crate::exchange::encoding::decode;
use crate::exchange::unpacked::{Unpacking, unpacked};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fs::File;
use std::path::Path;
use zip::ZipArchive;

const USUAL_PART: &str = "word/document.xml";

/// Name and text of the main part.
pub(super) fn main_part(path: &Path) -> Result<(String, String)> {
    let mut archive = open(path)?;
    let name = main_part_name(&mut archive, path).ok_or_else(|| {
        Error::file(
            path,
            "has no Word document in it; save it as .docx in Word or LibreOffice",
        )
    })?;
    let bytes = part(&mut archive, &name, path)?;
    let text = decode(&bytes, path)?.text;
    Ok((name, text))
}

/// Whether there is a Word document in the archive.
pub(super) fn holds_document(path: &Path) -> bool {
    open(path).is_ok_and(|mut archive| main_part_name(&mut archive, path).is_some())
}

fn open(path: &Path) -> Result<ZipArchive<File>> {
    let file = File::open(path).map_err(|error| Error::file(path, error))?;
    ZipArchive::new(file).map_err(|error| {
        Error::file(
            path,
            format!(
                "is damaged or cut off ({error}); open it in Word or LibreOffice and save it again"
            ),
        )
    })
}

/// The part that the package names as its document, where it is a Word document; else the usual one.
fn main_part_name(archive: &mut ZipArchive<File>, path: &Path) -> Option<String> {
    let named = part(archive, "_rels/.rels", path)
        .ok()
        .and_then(|bytes| document_target(&String::from_utf8_lossy(&bytes)))
        .filter(|name| name.starts_with("word/") && archive.index_for_name(name).is_some());
    named.or_else(|| {
        archive
            .index_for_name(USUAL_PART)
            .map(|_| USUAL_PART.to_owned())
    })
}

fn document_target(links: &str) -> Option<String> {
    let mut reader = Reader::from_str(links);
    loop {
        let element = match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => element,
            Event::Eof => return None,
            _ => continue,
        };
        let value = |name: &str| {
            let attribute = element
                .attributes()
                .flatten()
                .find(|a| a.key.as_ref() == name)?;
            Some(attribute.value.into_owned())
        };
        if value("Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
            return value("Target").map(|target| target.trim_start_matches('/').to_owned());
        }
    }
}

/// The unpacked bytes of one part; reading stops at the limits, whatever the archive says of its size.
fn part(archive: &mut ZipArchive<File>, name: &str, path: &Path) -> Result<Vec<u8>> {
    let cannot = |what: &dyn std::fmt::Display| {
        let advice = "open the document in Word or LibreOffice and save it again";
        Error::file(
            path,
            format!("its part {name} cannot be unpacked ({what}); {advice}"),
        )
    };
    let entry = archive.by_name(name).map_err(|error| cannot(&error))?;
    let packed = entry.compressed_size();
    unpacked(entry, packed).map_err(|why| match why {
        Unpacking::Damaged(what) => cannot(&what),
        Unpacking::TooLarge(most) => Error::file(
            path,
            format!(
                "its part {name} unpacks to more than {most} bytes, which no transcript does; it was not read"
            ),
        ),
    })
}
