#![no_main]

use emic_fuzz::fuzz_file;

fuzz_file!("jsonl", |path| {
    if let Ok(units) = emic::exchange::open_jsonl(path) {
        for unit in units {
            let _ = unit;
        }
    }
});
