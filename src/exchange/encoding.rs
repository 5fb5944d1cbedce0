//! Bytes to text, whatever the encoding.

use crate::error::{Error, Result};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::path::Path;

/// A file's text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text with line feeds as line ends and no byte order mark.
    pub text: String,
    /// Name of the encoding (`UTF-8`, `windows-1256`, `GBK`, ...).
    pub encoding: &'static str,
    /// Whether bytes that fit no character became `�`.
    pub replaced: bool,
}

impl Decoded {
    /// What a person should know of how the text was read; nothing for plain UTF-8.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.encoding != UTF_8.name() {
            let encoding = self.encoding;
            warnings.push(format!(
                "read as {encoding}; if letters look wrong, save the file as UTF-8 and import it again"
            ));
        }
        if self.replaced {
            warnings.push("some bytes fit no character and became �; save the file as UTF-8 and import it again".into());
        }
        warnings
    }
}

/// The text of the file at `path`.
///
/// # Errors
/// [`Error::File`] where it cannot be read or is no text.
pub fn read_text(path: &Path) -> Result<Decoded> {
    let bytes = std::fs::read(path).map_err(|error| Error::file(path, error))?;
    decode(&bytes, path)
}

/// The text in `bytes`: by their byte order mark, else as UTF-8, else as the encoding they look most like.
///
/// # Errors
/// [`Error::File`] naming `path` where the bytes are no text (an image, a PDF, an archive, anything with NUL bytes).
pub fn decode(bytes: &[u8], path: &Path) -> Result<Decoded> {
    let decoded = decode_as_is(bytes, path)?;
    Ok(Decoded {
        text: line_feeds(decoded.text),
        ..decoded
    })
}

/// As [`decode`], with the line ends as they are: for files beside which others count characters.
pub(super) fn decode_as_is(bytes: &[u8], path: &Path) -> Result<Decoded> {
    if let Some(what) = known_binary(bytes) {
        return Err(Error::file(path, what));
    }
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guess(bytes), bytes),
    };
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    if text.contains('\0') {
        return Err(Error::file(
            path,
            "is not a text file (it has NUL bytes); if it is a document, give it the ending of its kind, such as .docx",
        ));
    }
    Ok(Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        replaced,
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding;
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    detector.guess(None, false)
}

/// Valid UTF-8, or UTF-8 with a few damaged bytes: guessing another encoding would spoil every other letter.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (bad == 0 && !bytes.contains(&0)) || good > 4 * bad
}

/// UTF-16 of mostly Latin text: every other byte is NUL.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let nuls = |at: usize| {
        head.iter()
            .skip(at)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd, most) = (nuls(0), nuls(1), head.len() / 4);
    if head.len() >= 4 && odd > most && even == 0 {
        Some(UTF_16LE)
    } else if head.len() >= 4 && even > most && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Why these bytes are no text, for kinds of files people do try to import.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF", "is a PDF; give it the ending .pdf"),
        (
            b"PK\x03\x04",
            "is a zip archive of a kind that emic does not know; unpack it, or save it as .docx, .csv or .txt",
        ),
        (
            b"\xD0\xCF\x11\xE0",
            "is an old Word or Excel file; save it as .docx or .csv",
        ),
        (b"{\\rtf", "is rich text; give it the ending .rtf"),
        (b"\x89PNG", "is an image; emic codes text only"),
        (b"\xFF\xD8\xFF", "is an image; emic codes text only"),
        (b"GIF8", "is an image; emic codes text only"),
        (
            b"RIFF",
            "is a recording or an image; emic codes text only: transcribe it first",
        ),
        (
            b"ID3",
            "is a recording; emic codes text only: transcribe it first",
        ),
        (
            b"OggS",
            "is a recording; emic codes text only: transcribe it first",
        ),
        (
            b"fLaC",
            "is a recording; emic codes text only: transcribe it first",
        ),
        (
            b"SQLite format 3\0",
            "is a database; a project is opened with -p, not imported",
        ),
        (b"\x1F\x8B", "is compressed (gzip); unpack it first"),
        (b"7z\xBC\xAF", "is compressed (7z); unpack it first"),
        (b"Rar!", "is compressed (RAR); unpack it first"),
    ];
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("is a recording; emic codes text only: transcribe it first");
    }
    KINDS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, what)| *what)
}

fn line_feeds(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, WINDOWS_1252, WINDOWS_1256};

    fn read(bytes: &[u8]) -> Decoded {
        decode(bytes, Path::new("a.txt")).unwrap()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(read("سلام 😀\r\nb\rc".as_bytes()).text, "سلام 😀\nb\nc");
        assert_eq!(read("\u{feff}a".as_bytes()).text, "a");
        assert_eq!(read(b"").text, "");
        assert!(read(b"abc").warnings().is_empty());
    }

    #[test]
    fn utf16_in_both_orders() {
        let text = "Interviewer: چرا؟";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&[b"\xFF\xFE".as_slice(), &little].concat()).text, text);
        assert_eq!(read(&[b"\xFE\xFF".as_slice(), &big].concat()).text, text);
        let unmarked: Vec<u8> = "Hello there"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&unmarked).text, "Hello there");
    }

    #[test]
    fn older_encodings_are_detected() {
        let persian = "من خيلي خسته بودم و به خانه رفتم، ولي بعد از آن دوباره به بيمارستان برگشتم.";
        let (bytes, _, _) = WINDOWS_1256.encode(persian);
        assert_eq!(read(&bytes).text, persian);
        let chinese = "我觉得实习的时候压力很大，但是老师给了我很多帮助。";
        let (bytes, _, _) = GB18030.encode(chinese);
        let decoded = read(&bytes);
        assert_eq!(decoded.text, chinese);
        assert_eq!(decoded.warnings().len(), 1);
        let (bytes, _, _) =
            WINDOWS_1252.encode("Der Patient hätte früher kommen müssen, sagte sie.");
        assert!(read(&bytes).text.contains("hätte früher"));
    }

    #[test]
    fn a_damaged_byte_costs_one_letter_only() {
        let mut bytes = "خسته بودم و رفتم".as_bytes().to_vec();
        bytes.push(0xFF);
        let decoded = read(&bytes);
        assert!(decoded.text.starts_with("خسته بودم") && decoded.replaced);
        assert_eq!(decoded.encoding, "UTF-8");
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_reason() {
        for (bytes, word) in [
            (b"%PDF-1.7".as_slice(), "PDF"),
            (b"PK\x03\x04rest", "zip"),
            (b"\x89PNG\r\n", "image"),
            (b"a\0b\x01\0\0", "NUL"),
            (b"\0\0\0\x18ftypmp42", "recording"),
        ] {
            let error = decode(bytes, Path::new("x.bin")).unwrap_err().to_string();
            assert!(error.contains("x.bin") && error.contains(word), "{error}");
        }
    }
}
