#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("qda", |path| {
    let _ = emic::exchange::read_qualcoder(path);
});
