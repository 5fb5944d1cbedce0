#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("rqda", |path| {
    let _ = emic::exchange::read_rqda(path);
});
