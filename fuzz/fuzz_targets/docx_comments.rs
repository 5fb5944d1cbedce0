#![no_main]

use emic_fuzz::fuzz_part;

fuzz_part!("docx", "word/comments.xml", [("word/document.xml", DOCUMENT)]);

/// Two comments on a word.
const DOCUMENT: &str = "<w:document><w:body><w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>word</w:t></w:r><w:commentRangeEnd w:id=\"0\"/>\
    <w:commentRangeStart w:id=\"1\"/><w:commentReference w:id=\"1\"/></w:p></w:body></w:document>";
