#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("json", |path| {
    let _ = emic::exchange::read_study(path);
});
