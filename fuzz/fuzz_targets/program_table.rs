#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("csv", |path| {
    let _ = emic::exchange::read_program_table(path);
});
