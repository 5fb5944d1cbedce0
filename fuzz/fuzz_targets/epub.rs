#![no_main]

use emic_fuzz::fuzz_part;

fuzz_part!("epub", "book.opf", [
    ("mimetype", "application/epub+zip"),
    ("META-INF/container.xml", "<container><rootfile full-path=\"book.opf\"/></container>"),
    ("a.xhtml", "<p>words</p>"),
]);
