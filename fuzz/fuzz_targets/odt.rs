#![no_main]

use emic_fuzz::fuzz_part;

fuzz_part!("odt", "content.xml", [("mimetype", "application/vnd.oasis.opendocument.text")]);
