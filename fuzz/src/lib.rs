//! What fuzz targets have in common: bytes become a file, as the readers of emic read files.

use std::io::Write;
use std::path::{Path, PathBuf};

pub use libfuzzer_sys::fuzz_target;

/// Reads any bytes as a file of this ending.
#[macro_export]
macro_rules! fuzz_file {
    ($ending:literal, $read:expr) => {
        $crate::fuzz_target!(|bytes: &[u8]| $crate::with_file($ending, bytes, $read));
    };
}

/// Reads any bytes as a transcript of this format.
#[macro_export]
macro_rules! fuzz_transcript {
    ($format:literal) => {
        $crate::fuzz_file!($format, |path| $crate::read_transcript($format, path));
    };
}

/// Reads any bytes as one part of an archive with these other parts; archives as they are.
#[macro_export]
macro_rules! fuzz_packed {
    ($ending:literal, $part:literal, $others:expr, $read:expr) => {
        $crate::fuzz_target!(|bytes: &[u8]| $crate::with_file($ending, &$crate::packed($part, bytes, &$others), $read));
    };
}

/// Reads any bytes as one part of a document of this format.
#[macro_export]
macro_rules! fuzz_part {
    ($format:literal, $part:literal, $others:expr) => {
        $crate::fuzz_packed!($format, $part, $others, |path| $crate::read_transcript($format, path));
    };
}

/// Writes the bytes into a file of this process and reads it.
pub fn with_file(ending: &str, bytes: &[u8], read: impl Fn(&Path)) {
    let path = place(ending);
    std::fs::write(&path, bytes).expect("the temporary folder can be written");
    read(&path);
}

/// Reads a transcript, and cuts it into turns: nothing that comes in may break what follows.
pub fn read_transcript(format: &str, path: &Path) {
    let format = emic::exchange::transcript_formats().iter().find(|known| known.name() == format).expect("a known format");
    if let Ok(read) = format.read(path) {
        for note in &read.notes {
            assert!(read.text.get(note.start..note.end).is_some_and(|words| !words.is_empty()));
        }
        let _ = emic::segment::turns(&read.text, &Default::default());
    }
}

/// The part and the others in an archive.
pub fn packed(part: &str, bytes: &[u8], others: &[(&str, &str)]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut add = |name: &str, content: &[u8]| {
        zip.start_file(name, options).expect("a name");
        zip.write_all(content).expect("memory");
    };
    for (name, content) in others {
        add(name, content.as_bytes());
    }
    add(part, bytes);
    zip.finish().expect("memory").into_inner()
}

/// In memory where the machine has such a place.
fn place(ending: &str) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    folder.join(format!("emic-fuzz-{}.{ending}", std::process::id()))
}
