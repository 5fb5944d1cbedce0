//! Word documents (DOCX): the text of the body, as Word shows it with all changes accepted.

mod archive;
mod body;
mod rows;

use super::text::TranscriptFile;
use crate::error::{Error, Result};
use std::path::Path;

/// Reads the transcript in a Word document.
///
/// Paragraphs are divided by blank lines. Of tracked changes insertions are taken and deletions left out. The rows of a
/// table come as lines, their cells divided by tabs; two columns speaker and speech come as `Speaker: speech`. Headers,
/// footers, footnotes, comments and pictures are left out; footnotes and pictures are counted in the warnings.
///
/// # Errors
/// [`Error::File`] where the file cannot be read, is damaged (the part is named), would unpack to more than 200 MB, or
/// is empty.
pub fn read_docx(path: &Path) -> Result<TranscriptFile> {
    let (part, xml) = archive::main_part(path)?;
    let body = body::body(&xml).map_err(|what| {
        let advice = "open the document in Word or LibreOffice and save it again";
        Error::file(
            path,
            format!("its part {part} is damaged ({what}); {advice}"),
        )
    })?;
    TranscriptFile::new(path, body.text, body.warnings)
}

/// Whether the file is a zip archive with a Word document in it.
pub(super) fn is_docx(path: &Path) -> bool {
    archive::holds_document(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::path::PathBuf;
    use zip::write::SimpleFileOptions;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn document(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"
        )
    }

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn saved(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("I1.docx");
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn read(parts: &[(&str, &[u8])]) -> Result<TranscriptFile> {
        let (_folder, path) = saved(&packed(parts));
        read_docx(&path)
    }

    #[test]
    fn a_document_is_read_by_its_stem() {
        let xml = document(
            "<w:p><w:r><w:t>M4: چرا؟</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>我 &amp; 😀</w:t></w:r></w:p>",
        );
        let file = read(&[("word/document.xml", xml.as_bytes())]).unwrap();
        assert_eq!(
            (file.name.as_str(), file.text.as_str()),
            ("I1", "M4: چرا؟\n\n我 & 😀")
        );
    }

    #[test]
    fn the_main_part_may_have_another_name() {
        let xml = document("<w:p><w:r><w:t>hello</w:t></w:r></w:p>");
        let links = "<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
        let file = read(&[
            ("_rels/.rels", links.as_bytes()),
            ("word/document2.xml", xml.as_bytes()),
        ])
        .unwrap();
        assert_eq!(file.text, "hello");
    }

    #[test]
    fn damaged_files_are_named_with_the_part() {
        let whole = document("<w:p><w:r><w:t>hello</w:t></w:r></w:p>");
        let cut = &whole.as_bytes()[..whole.len() - 40];
        let error = read(&[("word/document.xml", cut)]).unwrap_err().to_string();
        assert!(
            error.contains("I1.docx") && error.contains("word/document.xml"),
            "{error}"
        );
        let entity = document("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>");
        assert!(read(&[("word/document.xml", entity.as_bytes())]).is_err());
        assert!(
            read(&[("other.xml", b"x")])
                .unwrap_err()
                .to_string()
                .contains("Word")
        );
        assert!(
            read(&[("word/document.xml", document("").as_bytes())])
                .unwrap_err()
                .to_string()
                .contains("empty")
        );
    }

    #[test]
    fn a_truncated_archive_never_panics() {
        let xml = document("<w:p><w:r><w:t>hello</w:t></w:r></w:p>");
        let bytes = packed(&[("word/document.xml", xml.as_bytes())]);
        for length in 0..bytes.len() {
            let (_folder, path) = saved(&bytes[..length]);
            assert!(read_docx(&path).is_err());
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = document(&" ".repeat(60 << 20));
        let error = read(&[("word/document.xml", bomb.as_bytes())])
            .unwrap_err()
            .to_string();
        assert!(error.contains("unpacks"), "{error}");
    }
}
