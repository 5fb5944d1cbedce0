//! Refuses files whose parts unpack to more than any document: the reader of PDF unpacks without limits.

use flate2::read::ZlibDecoder;
use std::io::Read;

/// What all compressed parts together may unpack to, in bytes.
const MOST: u64 = 1024 * 1024 * 1024;
/// What this many bytes unpack to is no danger.
const FREE: usize = 1024 * 1024;
/// Parts within parts.
const LAYERS: usize = 4;

/// Unpacks every part to nowhere, counting.
///
/// # Errors
/// Why the file is not read.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), String> {
    // Packed bytes grow a thousandfold at most, and again where they are packed twice.
    if bytes.len() < FREE && !is_packed_twice(bytes) {
        return Ok(());
    }
    let mut left = MOST;
    for at in places(bytes, b"stream") {
        let part = bytes[at + b"stream".len()..].trim_ascii_start();
        if !measured(part, &mut left, LAYERS) {
            return Err(format!(
                "its parts unpack to more than {MOST} bytes, which no transcript does; it was not read"
            ));
        }
    }
    Ok(())
}

fn is_packed_twice(bytes: &[u8]) -> bool {
    bytes.windows(2).filter(|pair| pair == b"/F").count() > 0
        && places(bytes, b"FlateDecode")
            .zip(places(bytes, b"FlateDecode").skip(1))
            .any(|(one, next)| next - one < 40)
}

fn places<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> {
    bytes
        .windows(word.len())
        .enumerate()
        .filter(move |(_, found)| *found == word)
        .map(|(at, _)| at)
}

/// Whether what the bytes unpack to fits into what is left.
fn measured(packed: &[u8], left: &mut u64, layers: usize) -> bool {
    let mut head = Vec::new();
    let mut decoder = ZlibDecoder::new(packed);
    // The beginning tells whether it is packed again.
    let _ = decoder.by_ref().take(FREE as u64).read_to_end(&mut head);
    let is_packed = head.first() == Some(&0x78);
    let rest = std::io::copy(&mut decoder.take(*left + 1), &mut std::io::sink()).unwrap_or(0);
    let all = head.len() as u64 + rest;
    if all > *left {
        return false;
    }
    *left -= all;
    layers == 0 || !is_packed || measured(&head, left, layers - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    #[test]
    fn ordinary_parts_pass_and_bombs_do_not() {
        let zip = |bytes: &[u8]| {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        assert!(refuse(b"%PDF-1.4 stream\nabc").is_ok());
        let once = zip(&vec![b' '; 64 << 20]);
        let part = |packed: &[u8]| {
            [
                b"<< /Filter /FlateDecode >> stream\r\n".as_slice(),
                packed,
                b"\nendstream\n",
            ]
            .concat()
        };
        assert!(refuse(&part(&once)).is_ok());
        assert!(refuse(&part(&once).repeat(20)).is_err());
    }
}
