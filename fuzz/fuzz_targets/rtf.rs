#![no_main]

use emic_fuzz::fuzz_transcript;

fuzz_transcript!("rtf");
