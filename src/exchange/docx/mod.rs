//! Word documents (DOCX): the text of the body, as Word shows it with all changes accepted.

mod archive;
mod body;
mod margin;

use super::package::Package;
use super::text::TranscriptFile;
use crate::error::Result;
use margin::{Margin, Remark};
use std::collections::HashMap;
use std::path::Path;

/// Reads the transcript in a Word document.
///
/// Paragraphs are divided by blank lines. Of tracked changes insertions are taken and deletions left out. The rows of a
/// table come as lines, their cells divided by tabs; two columns speaker and speech come as `Speaker: speech`, as do
/// paragraphs whose style is called after a role or that begin with a recurring name in bold. Footnotes, endnotes and
/// comments are notes on the words they belong to. Headers, footers and pictures are left out; pictures are counted in the
/// warnings.
///
/// # Errors
/// [`crate::Error::File`] where the file cannot be read, is damaged (the part is named), would unpack to more than 200 MB,
/// or is empty.
pub fn read_docx(path: &Path) -> Result<TranscriptFile> {
    let (mut package, part) = archive::open(path)?;
    let xml = package.text(&part)?;
    let margin = margin(&mut package)?;
    let body = body::body(&xml, &margin).map_err(|what| package.damaged(&part, &what))?;
    Ok(TranscriptFile::new(path, body.flowed.text, body.warnings)?.with_notes(body.flowed.notes))
}

/// What stands in the margin: a document without notes has no part for them.
fn margin(package: &mut Package) -> Result<Margin> {
    let mut remarks = |part: &str, element: &str| -> Result<HashMap<String, Remark>> {
        let Some(xml) = package.optional(part)? else {
            return Ok(HashMap::new());
        };
        margin::remarks(&xml, element).map_err(|what| package.damaged(part, &what))
    };
    let texts = |remarks: HashMap<String, Remark>| {
        remarks
            .into_iter()
            .map(|(id, remark)| (id, remark.text))
            .collect()
    };
    Ok(Margin {
        footnotes: texts(remarks("word/footnotes.xml", "footnote")?),
        endnotes: texts(remarks("word/endnotes.xml", "endnote")?),
        comments: remarks("word/comments.xml", "comment")?,
    })
}

/// Whether the file is a zip archive with a Word document in it.
pub(super) fn is_docx(path: &Path) -> bool {
    archive::holds_document(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::tests::{packed, saved};

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn document(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"
        )
    }

    fn read(parts: &[(&str, &[u8])]) -> Result<TranscriptFile> {
        let (_folder, path) = saved("I1.docx", &packed(parts));
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
            let (_folder, path) = saved("I1.docx", &bytes[..length]);
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

    #[test]
    fn footnotes_and_comments_are_notes_on_their_words() {
        let xml = document(
            "<w:p><w:r><w:t xml:space=\"preserve\">M4: من </w:t></w:r><w:commentRangeStart w:id=\"7\"/><w:r><w:t>می‌ترسیدم</w:t></w:r>\
             <w:commentRangeEnd w:id=\"7\"/><w:r><w:commentReference w:id=\"7\"/></w:r><w:r><w:t xml:space=\"preserve\"> in Tehran</w:t>\
             <w:footnoteReference w:id=\"2\"/><w:t> 😀</w:t><w:endnoteReference w:id=\"1\"/><w:footnoteReference w:id=\"99\"/></w:r></w:p>",
        );
        let footnotes = "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote><w:footnote w:id=\"2\">\
             <w:p><w:r><w:t>the &amp; capital</w:t></w:r></w:p></w:footnote></w:footnotes>";
        let endnotes = "<w:endnotes><w:endnote w:id=\"1\"><w:p><w:r><w:t>smiles</w:t></w:r></w:p></w:endnote></w:endnotes>";
        let comments = "<w:comments><w:comment w:id=\"7\" w:author=\"Sara\" w:date=\"2024-05-01T10:00:00Z\"><w:p><w:r><w:t>fear?</w:t></w:r></w:p>\
             <w:p><w:del><w:r><w:t>no</w:t></w:r></w:del><w:r><w:t>ترس</w:t></w:r></w:p></w:comment></w:comments>";
        let file = read(&[
            ("word/document.xml", xml.as_bytes()),
            ("word/footnotes.xml", footnotes.as_bytes()),
            ("word/endnotes.xml", endnotes.as_bytes()),
            ("word/comments.xml", comments.as_bytes()),
        ])
        .unwrap();
        assert_eq!(file.text, "M4: من می‌ترسیدم in Tehran 😀");
        let shown: Vec<(&str, &str)> = file
            .notes
            .iter()
            .map(|n| (&file.text[n.start..n.end], n.text.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("می‌ترسیدم", "fear?\nترس"),
                ("Tehran", "the & capital"),
                ("😀", "smiles")
            ]
        );
        assert_eq!(file.notes[0].author.as_deref(), Some("Sara"));
        assert_eq!(
            file.warnings,
            ["1 footnotes were left out, as the document does not say what they say"]
        );
    }

    #[test]
    fn speakers_told_by_style_or_bold_become_labels() {
        let paragraph = |style: &str, text: &str| {
            format!(
                "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let bold = |name: &str, text: &str| {
            format!(
                "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{name} </w:t></w:r><w:r><w:rPr><w:b w:val=\"0\"/></w:rPr><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let xml = document(&(paragraph("Interviewer", "Why?") + &paragraph("Respondent", "چون.")));
        let file = read(&[("word/document.xml", xml.as_bytes())]).unwrap();
        assert_eq!(file.text, "Interviewer: Why?\n\nRespondent: چون.");
        let xml = document(
            &(bold("Sara", "Why?")
                + &bold("王", "嗯。")
                + &bold("Sara", "So?")
                + &bold("王", "是。")),
        );
        let file = read(&[("word/document.xml", xml.as_bytes())]).unwrap();
        assert_eq!(file.text, "Sara: Why?\n\n王: 嗯。\n\nSara: So?\n\n王: 是。");
    }
}
