//! Books (EPUB): their chapters in the order of reading.

use super::html::Page;
use super::package::Package;
use super::text::TranscriptFile;
use super::xml_text::attribute;
use crate::error::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::path::Path;

const CONTAINER: &str = "META-INF/container.xml";
/// Chapters of a book.
const MOST_CHAPTERS: usize = 10_000;

/// Reads the text of a book, chapter by chapter.
///
/// # Errors
/// [`Error::File`] where the file cannot be read, is damaged (the part is named), is protected against copying, would
/// unpack to too much, or has no words.
pub fn read_epub(path: &Path) -> Result<TranscriptFile> {
    let mut package = Package::open(path)?;
    if package.has("META-INF/rights.xml") || package.has("META-INF/license.lcpl") {
        return Err(Error::file(
            path,
            "is protected against copying; only the program it was bought for can open it",
        ));
    }
    let container = package.text(CONTAINER)?;
    let listing = first(&container, "rootfile", "full-path")
        .map_err(|what| package.damaged(CONTAINER, &what))?
        .ok_or_else(|| package.damaged(CONTAINER, "it names no book"))?;
    let opf = package.text(&listing)?;
    let chapters = chapters(&opf).map_err(|what| package.damaged(&listing, &what))?;
    let mut page = Page::default();
    let mut warnings = Vec::new();
    for chapter in chapters.iter().take(MOST_CHAPTERS) {
        let Some(part) = below(&listing, chapter) else {
            return Err(package.damaged(
                &listing,
                &format!("the chapter {chapter} lies outside of the book"),
            ));
        };
        match package.has(&part) {
            true => page.read(&package.text(&part)?),
            false => warnings.push(format!("the chapter {part} is missing from the book")),
        }
    }
    TranscriptFile::new(path, page.finish().text, warnings)
}

/// The first value of this attribute of an element.
fn first(xml: &str, element: &str, name: &str) -> std::result::Result<Option<String>, String> {
    let mut found = None;
    for_each(xml, |e| {
        if e.local_name().as_ref() == element && found.is_none() {
            found = attribute(e, name);
        }
    })?;
    Ok(found)
}

/// The addresses of the chapters in the order of reading.
fn chapters(opf: &str) -> std::result::Result<Vec<String>, String> {
    let mut addresses: HashMap<String, String> = HashMap::new();
    let mut order = Vec::new();
    for_each(opf, |element| match element.local_name().as_ref() {
        "item" => {
            let is_page =
                attribute(element, "media-type").is_some_and(|kind| kind.contains("html"));
            let is_menu = attribute(element, "properties")
                .is_some_and(|words| words.split_whitespace().any(|w| w == "nav"));
            if let (Some(id), Some(address)) =
                (attribute(element, "id"), attribute(element, "href"))
                && is_page
                && !is_menu
            {
                addresses.insert(id, address);
            }
        }
        "itemref" => order.extend(attribute(element, "idref")),
        _ => {}
    })?;
    // A chapter that is read twice is a mistake or a bomb.
    Ok(order.iter().filter_map(|id| addresses.remove(id)).collect())
}

fn for_each(xml: &str, mut act: impl FnMut(&BytesStart)) -> std::result::Result<(), String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) | Event::Empty(element) => act(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The part that an address in `listing` means; none where it leads out of the archive.
fn below(listing: &str, address: &str) -> Option<String> {
    let address = address.split('#').next().unwrap_or_default();
    let mut folders: Vec<String> = listing.split('/').map(str::to_owned).collect();
    folders.pop();
    for step in unescaped(address).split('/') {
        match step {
            "" | "." => {}
            ".." => {
                folders.pop()?;
            }
            name => folders.push(name.to_owned()),
        }
    }
    Some(folders.join("/"))
}

/// `%20` and the like.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::tests::{packed, saved};

    const ROOT: &str =
        "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";

    fn read(opf: &str, more: &[(&str, &[u8])]) -> Result<TranscriptFile> {
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("mimetype", b"application/epub+zip"),
            (CONTAINER, ROOT.as_bytes()),
            ("OEBPS/book.opf", opf.as_bytes()),
        ];
        parts.extend(more);
        let (_folder, path) = saved("a.epub", &packed(&parts));
        read_epub(&path)
    }

    fn book(addresses: &[&str]) -> String {
        let items: String = addresses
            .iter()
            .enumerate()
            .map(|(n, a)| {
                format!("<item id=\"i{n}\" href=\"{a}\" media-type=\"application/xhtml+xml\"/>")
            })
            .collect();
        let spine: String = (0..addresses.len())
            .rev()
            .map(|n| format!("<itemref idref=\"i{n}\"/><itemref idref=\"i{n}\"/>"))
            .collect();
        format!("<package><manifest>{items}</manifest><spine>{spine}</spine></package>")
    }

    #[test]
    fn chapters_come_in_the_order_of_reading_once() {
        let file = read(
            &book(&[
                "text/two%20%F0%9F%98%80.xhtml",
                "../one.xhtml",
                "gone.xhtml",
            ]),
            &[
                ("one.xhtml", "<p>M4: چرا؟</p>".as_bytes()),
                (
                    "OEBPS/text/two 😀.xhtml",
                    "<html><head><title>x</title></head><body><p>我 &amp; 你</p></body></html>"
                        .as_bytes(),
                ),
            ],
        )
        .unwrap();
        assert_eq!(file.text, "M4: چرا؟\n\n我 & 你");
        assert!(file.warnings[0].contains("gone.xhtml"));
    }

    #[test]
    fn what_no_book_is_is_refused() {
        for (opf, word) in [
            (book(&[]), "empty"),
            (book(&["../../../etc/passwd"]), "outside"),
            ("<package><manifest".to_owned(), "book.opf"),
        ] {
            let error = read(&opf, &[]).unwrap_err().to_string();
            assert!(error.contains("a.epub") && error.contains(word), "{error}");
        }
        let error = read(
            &book(&["a.html"]),
            &[("META-INF/rights.xml", b"x"), ("OEBPS/a.html", b"x")],
        )
        .unwrap_err();
        assert!(error.to_string().contains("protected"));
        let (_folder, path) = saved("a.epub", b"PK\x03\x04broken");
        assert!(
            read_epub(&path)
                .unwrap_err()
                .to_string()
                .contains("damaged")
        );
        let (_folder, path) = saved("a.epub", &packed(&[("mimetype", b"application/epub+zip")]));
        assert!(
            read_epub(&path)
                .unwrap_err()
                .to_string()
                .contains(CONTAINER)
        );
    }
}
