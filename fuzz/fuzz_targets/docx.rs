#![no_main]

use emic_fuzz::fuzz_part;

fuzz_part!("docx", "word/document.xml", []);
