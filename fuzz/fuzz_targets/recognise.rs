#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("any", |path| {
    let _ = emic::exchange::recognise(path);
});
