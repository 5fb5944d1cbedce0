#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    use emic::segment::{ChangedText, Moved};
    use emic::study::Span;
    let (old, new) = texts;
    let changed = ChangedText::between(old, new);
    let bounds: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).step_by(3).take(60).collect();
    for start in &bounds {
        for end in bounds.iter().filter(|end| *end >= start) {
            match changed.moved(Span::new(*start, *end)) {
                Moved::Same(span) | Moved::Changed(span) | Moved::Elsewhere(span) => assert!(span.of(new).is_some()),
                Moved::Gone(at) => assert!(new.is_char_boundary(at)),
            }
        }
    }
});
