#![no_main]

use emic_fuzz::fuzz_packed;

fuzz_packed!("ods", "content.xml", [("mimetype", "application/vnd.oasis.opendocument.spreadsheet")], |path| {
    let _ = emic::exchange::read_survey(path);
});
