//! Coded units, one JSON object a line: the plainest way in and out.

use super::encoding::decode;
use super::lenient_json::unit_of_json;
use crate::error::{Error, Result};
use crate::study::CodedUnit;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};

/// The units that `input` gives, one after the other and never more than one in memory. `path` is for the messages.
///
/// Empty lines and a byte order mark are passed over. A bad line is an error that names it; the lines after it still come.
pub fn read_jsonl<R: BufRead>(
    input: R,
    path: &Path,
) -> impl Iterator<Item = Result<CodedUnit>> + use<R> {
    Lines {
        input,
        path: path.to_owned(),
        line: 0,
        state: State::Open,
    }
}

/// The units in the file at `path`: streamed where it is UTF-8, as JSON should be; else decoded first.
///
/// # Errors
/// [`Error::File`] where the file cannot be read or is no text.
pub fn open_jsonl(path: &Path) -> Result<Box<dyn Iterator<Item = Result<CodedUnit>>>> {
    const HEAD: usize = 64 * 1024;
    let cannot = |error: std::io::Error| Error::file(path, error);
    let mut file = std::fs::File::open(path).map_err(cannot)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file)
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(cannot)?;
    let is_utf8 = match std::str::from_utf8(&head) {
        Ok(text) => !text.contains('\0'),
        // The head may end within a character.
        Err(error) => error.error_len().is_none() && head.len() == HEAD,
    };
    if is_utf8 {
        let whole = BufReader::new(Cursor::new(head).chain(file));
        return Ok(Box::new(read_jsonl(whole, path)));
    }
    file.read_to_end(&mut head).map_err(cannot)?;
    let text = decode(&head, path)?.text;
    Ok(Box::new(read_jsonl(Cursor::new(text.into_bytes()), path)))
}

/// Writes the units, one a line.
///
/// # Errors
/// Those of `out`.
pub fn write_jsonl<'u>(
    units: impl IntoIterator<Item = &'u CodedUnit>,
    out: &mut impl Write,
) -> std::io::Result<()> {
    for unit in units {
        serde_json::to_writer(&mut *out, unit)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

const NO_OBJECT: &str =
    "is no JSON object; coded units are one {...} a line, or a table (.csv, .tsv, .xlsx, .ods)";

enum State {
    Open,
    /// After an error of the disk there is nothing more to read.
    Broken,
}

struct Lines<R> {
    input: R,
    path: PathBuf,
    line: u64,
    state: State,
}

impl<R: BufRead> Lines<R> {
    /// The unit on the next line; `None` for an empty line.
    fn unit(&self, bytes: &[u8]) -> Option<Result<CodedUnit>> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let found = match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => return None,
            Ok(text) if !text.trim_start().starts_with('{') => Err(NO_OBJECT.into()),
            Ok(text) => unit_of_json(text.trim()),
            Err(_) => Err("is not UTF-8; save the file as UTF-8".into()),
        };
        Some(found.map_err(|what| {
            let line = self.line;
            Error::file(
                &self.path,
                format!("line {line}: {what}; mend or remove this line"),
            )
        }))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<CodedUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        while matches!(self.state, State::Open) {
            bytes.clear();
            match self.input.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {
                    self.line += 1;
                    if let Some(found) = self.unit(&bytes) {
                        return Some(found);
                    }
                }
                Err(error) => {
                    self.state = State::Broken;
                    return Some(Err(Error::file(&self.path, error)));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<CodedUnit>> {
        read_jsonl(bytes, Path::new("u.jsonl")).collect()
    }

    #[test]
    fn a_bad_third_line_is_named_and_the_others_come() {
        let found =
            read(b"\xEF\xBB\xBF{\"id\":\"1\"}\n\n{\"id\":\n{\"id\":\"4\"}\r\n\xFF\n{\"id\":\"6\"}");
        let ids: Vec<_> = found
            .iter()
            .flatten()
            .map(|unit| unit.id.as_str())
            .collect();
        assert_eq!(ids, ["1", "4", "6"]);
        let errors: Vec<String> = found
            .iter()
            .filter_map(|u| u.as_ref().err())
            .map(Error::to_string)
            .collect();
        assert!(errors[0].starts_with("u.jsonl: line 3: "), "{errors:?}");
        assert!(errors[1].contains("line 5") && errors[1].contains("UTF-8"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let unit = CodedUnit {
            id: "a".into(),
            text: "چرا؟ 我😀\n\"\\".into(),
            codes: vec!["A > B".into()],
            attributes: [("role".to_owned(), "intern".to_owned())].into(),
            ..CodedUnit::default()
        };
        let mut out = Vec::new();
        write_jsonl([&unit, &unit], &mut out).unwrap();
        let found: Vec<CodedUnit> = read(&out).into_iter().map(Result::unwrap).collect();
        assert_eq!(found, [unit.clone(), unit]);
    }

    #[test]
    fn empty_input_and_huge_lines() {
        assert!(read(b"").is_empty());
        assert!(read(b" \n\t\n").is_empty());
        let long = format!("{{\"text\":\"{}\"}}", "a".repeat(20 << 20));
        assert_eq!(
            read(long.as_bytes())[0].as_ref().unwrap().text.len(),
            20 << 20
        );
    }

    #[test]
    fn a_file_in_another_encoding_is_decoded_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("u.jsonl");
        let text = "{\"id\": \"1\", \"text\": \"چرا؟\"}\r\n";
        let bytes: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        std::fs::write(&path, bytes).unwrap();
        let found: Vec<CodedUnit> = open_jsonl(&path).unwrap().map(Result::unwrap).collect();
        assert_eq!(found[0].text, "چرا؟");
        let many = format!("{{\"text\": \"{}\"}}\n", "خسته ".repeat(3)).repeat(5000);
        std::fs::write(&path, many).unwrap();
        assert_eq!(
            open_jsonl(&path).unwrap().filter(Result::is_ok).count(),
            5000
        );
        std::fs::write(&path, b"%PDF").unwrap();
        assert!(open_jsonl(&folder.path().join("none")).is_err());
    }
}
