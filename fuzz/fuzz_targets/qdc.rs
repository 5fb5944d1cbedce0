#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("qdc", |path| {
    let _ = emic::exchange::read_qdc(path);
});
