#![no_main]

use emic_fuzz::fuzz_packed;

fuzz_packed!("qdpx", "project.qde", [("sources/a.txt", "word 😀 word")], |path| {
    let _ = emic::exchange::read_qdpx(path);
});
