#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    use emic::segment::{SpeakerRules, turns};
    for turn in turns(text, &SpeakerRules::default()) {
        assert!(turn.span.of(text).is_some());
    }
});
