#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("sqlite3", |path| {
    let _ = emic::exchange::read_taguette(path);
});
