#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("csv", |path| {
    let _ = emic::exchange::read_participants(path);
    let _ = emic::exchange::read_codebook(path);
    let _ = emic::exchange::read_relations(path);
    let _ = emic::exchange::read_coded_units_csv(path);
});
