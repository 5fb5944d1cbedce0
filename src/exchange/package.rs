//! Documents that are zip archives (DOCX, ODT, EPUB, ...), with limits on what they may unpack to.

use super::encoding::decode;
use super::unpacked::{Unpacking, is_below, unpacked};
use crate::error::{Error, Result};
use std::fs::File;
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Parts in an archive.
const MOST_PARTS: usize = 20_000;
/// Bytes that all parts read from one archive may unpack to.
const MOST_BYTES: u64 = 400 * 1024 * 1024;
const ADVICE: &str = "open it in the program that made it and save it again";

/// What every zip archive begins with.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";

/// An open document.
pub(super) struct Package {
    path: PathBuf,
    zip: ZipArchive<File>,
    unpacked: u64,
}

impl Package {
    /// Opens the archive at `path`.
    ///
    /// # Errors
    /// [`Error::File`] where it is no archive, or one that no program writes: with parts outside of itself, or too many.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::file(path, error))?;
        let zip = ZipArchive::new(file).map_err(|error| {
            Error::file(path, format!("is damaged or cut off ({error}); {ADVICE}"))
        })?;
        if zip.len() > MOST_PARTS {
            let parts = zip.len();
            return Err(Error::file(
                path,
                format!(
                    "has {parts} parts, more than the {MOST_PARTS} that emic reads; it was not read"
                ),
            ));
        }
        for name in zip.file_names() {
            let name = name.map_or_else(|_| "?".to_owned(), |name| name.replace('\\', "/"));
            if !is_below(&name) {
                return Err(Error::file(
                    path,
                    format!(
                        "its part {name} lies outside of the archive, which no program writes by accident; it was not read"
                    ),
                ));
            }
        }
        Ok(Self {
            path: path.to_owned(),
            zip,
            unpacked: 0,
        })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The unpacked bytes of a part; reading stops at the limits, whatever the archive says of its size.
    ///
    /// # Errors
    /// [`Error::File`] naming the part where there is none, it is damaged or too large.
    pub fn part(&mut self, name: &str) -> Result<Vec<u8>> {
        let damaged = |what: &dyn std::fmt::Display| {
            format!("its part {name} cannot be unpacked ({what}); {ADVICE}")
        };
        let entry = self
            .zip
            .by_name(name)
            .map_err(|error| Error::file(&self.path, damaged(&error)))?;
        let packed = entry.compressed_size();
        let too_large = |most: u64| {
            format!(
                "its part {name} unpacks to more than {most} bytes, which no transcript does; it was not read"
            )
        };
        let bytes = unpacked(entry, packed).map_err(|why| match why {
            Unpacking::Damaged(what) => Error::file(&self.path, damaged(&what)),
            Unpacking::TooLarge(most) => Error::file(&self.path, too_large(most)),
        })?;
        self.unpacked += bytes.len() as u64;
        match self.unpacked > MOST_BYTES {
            true => Err(Error::file(&self.path, too_large(MOST_BYTES))),
            false => Ok(bytes),
        }
    }

    /// The text of a part, in any encoding.
    ///
    /// # Errors
    /// As [`Package::part`], and where the part is no text.
    pub fn text(&mut self, name: &str) -> Result<String> {
        let bytes = self.part(name)?;
        Ok(decode(&bytes, &self.path.join(name))?.text)
    }

    /// The text of a part that need not be there.
    ///
    /// # Errors
    /// As [`Package::text`].
    pub fn optional(&mut self, name: &str) -> Result<Option<String>> {
        match self.has(name) {
            true => self.text(name).map(Some),
            false => Ok(None),
        }
    }

    /// What is wrong with a part that could be unpacked.
    pub fn damaged(&self, name: &str, what: &str) -> Error {
        Error::file(
            &self.path,
            format!("its part {name} is damaged ({what}); {ADVICE}"),
        )
    }
}

/// Whether the file is a zip archive whose first words say that it is of this kind (as OpenDocument and EPUB do).
pub(super) fn is_package_of(path: &Path, mimetype: &str) -> bool {
    let read = Package::open(path).and_then(|mut package| package.part("mimetype"));
    read.is_ok_and(|bytes| String::from_utf8_lossy(&bytes).trim().starts_with(mimetype))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    /// A zip archive of these parts.
    pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// A file of this name in a folder of its own.
    pub fn saved(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    #[test]
    fn parts_are_read_and_what_no_program_writes_is_refused() {
        let (_folder, path) = saved(
            "a.odt",
            &packed(&[("mimetype", b"application/x"), ("b.xml", "سلام".as_bytes())]),
        );
        let mut package = Package::open(&path).unwrap();
        assert_eq!(package.text("b.xml").unwrap(), "سلام");
        assert!(package.has("mimetype") && !package.has("c.xml"));
        assert!(is_package_of(&path, "application/x") && !is_package_of(&path, "text"));
        let missing = package.part("c.xml").unwrap_err().to_string();
        assert!(
            missing.contains("a.odt") && missing.contains("c.xml"),
            "{missing}"
        );
        let (_folder, path) = saved("a.odt", &packed(&[("../../etc/passwd", b"x")]));
        let outside = Package::open(&path).err().unwrap().to_string();
        assert!(outside.contains("outside"), "{outside}");
    }

    #[test]
    fn a_bomb_is_refused() {
        let (_folder, path) = saved("a.odt", &packed(&[("content.xml", &vec![b' '; 60 << 20])]));
        let error = Package::open(&path)
            .unwrap()
            .part("content.xml")
            .unwrap_err()
            .to_string();
        assert!(error.contains("unpacks"), "{error}");
    }
}
