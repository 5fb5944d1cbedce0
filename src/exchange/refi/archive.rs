//! The zip archive that a QDPX file is, with limits on what it may unpack to.

use crate::error::{Error, Result};
use crate::exchange::encoding::{Decoded, decode, decode_as_is};
use crate::exchange::unpacked::{Unpacking, is_below, unpacked};
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Parts in an archive.
const MOST_PARTS: usize = 100_000;
/// Bytes that all parts read from one archive may unpack to.
const MOST_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// An open QDPX file.
pub(super) struct Archive {
    path: PathBuf,
    zip: ZipArchive<File>,
    /// The parts by their names in lower case with `/` between folders: programs differ in both.
    parts: HashMap<String, usize>,
    unpacked: u64,
}

/// What a source's path leads to.
pub(super) enum Found {
    /// A text, with its line ends as they are.
    Text(Decoded),
    /// Nothing that is read, and why.
    Nothing(String),
}

impl Archive {
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::file(path, error))?;
        let zip = ZipArchive::new(file).map_err(|error| {
            Error::file(
                path,
                format!("is no QDPX archive, or damaged or cut off ({error}); export it again from the program that made it"),
            )
        })?;
        if zip.len() > MOST_PARTS {
            return Err(Error::file(
                path,
                format!(
                    "has {} parts, more than the {MOST_PARTS} that emic reads; it was not read",
                    zip.len()
                ),
            ));
        }
        let mut parts = HashMap::new();
        for at in 0..zip.len() {
            let name = zip.name_for_index(at).transpose();
            let name = name.ok().flatten().unwrap_or_default().replace('\\', "/");
            if !is_below(&name) {
                return Err(Error::file(
                    path,
                    format!(
                        "its part {name} lies outside of the archive, which no program writes by accident; it was not read"
                    ),
                ));
            }
            parts.insert(name.to_lowercase(), at);
        }
        Ok(Self {
            path: path.to_owned(),
            zip,
            parts,
            unpacked: 0,
        })
    }

    /// Name and text of the one project in the archive: `project.qde`, or whatever ends in `.qde`.
    pub fn project(&mut self) -> Result<(String, String)> {
        let is_project = |name: &&String| name.ends_with(".qde") && !name.starts_with("__macosx/");
        let mut found: Vec<String> = self.parts.keys().filter(is_project).cloned().collect();
        found.sort_by_key(|name| (name != "project.qde", name.clone()));
        match found.as_slice() {
            [] => Err(Error::file(
                &self.path,
                "has no project (.qde) in it; export it again as a REFI-QDA project",
            )),
            [first, rest @ ..] if rest.is_empty() || first == "project.qde" => {
                let bytes = self.part(first)?;
                Ok((first.clone(), decode(&bytes, &self.path)?.text))
            }
            several => Err(Error::file(
                &self.path,
                format!(
                    "has several projects in it ({}); leave one",
                    several.join(", ")
                ),
            )),
        }
    }

    /// The bytes of a part of exactly this name (in lower case), if there is one.
    pub fn optional(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.parts.contains_key(name) {
            true => self.part(name).map(Some),
            false => Ok(None),
        }
    }

    /// What a source's path (`internal://NAME`, `relative://NAME`) leads to.
    ///
    /// # Errors
    /// [`Error::File`] for a path that leads out of its folder, and where the text cannot be unpacked or is no text.
    pub fn source(&mut self, reference: &str) -> Result<Found> {
        let (scheme, name) = reference
            .split_once("://")
            .unwrap_or(("internal", reference));
        let name = name.trim_start_matches('/').replace('\\', "/");
        if scheme != "absolute" && !is_below(&name) {
            return Err(Error::file(
                &self.path,
                format!("the source {reference} lies outside of the project; it was not read"),
            ));
        }
        match scheme {
            "internal" => self.internal(&name),
            "relative" => self.beside(&name),
            _ => Ok(Found::Nothing(format!("{reference} is on another machine"))),
        }
    }

    fn internal(&mut self, name: &str) -> Result<Found> {
        let lower = name.to_lowercase();
        let tried = [format!("sources/{lower}"), lower];
        let Some(part) = tried.into_iter().find(|name| self.parts.contains_key(name)) else {
            return Ok(Found::Nothing(format!("{name} is not in the archive")));
        };
        let bytes = self.part(&part)?;
        let place = self.path.join(&part);
        Ok(Found::Text(decode_as_is(&bytes, &place)?))
    }

    fn beside(&self, name: &str) -> Result<Found> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let place = folder.join(name);
        let Ok(file) = File::open(&place) else {
            return Ok(Found::Nothing(format!("{name} is not beside the archive")));
        };
        let length = file
            .metadata()
            .map_err(|error| Error::file(&place, error))?
            .len();
        let bytes = unpacked(file, length).map_err(|why| cannot(&place, "text", &why))?;
        Ok(Found::Text(decode_as_is(&bytes, &place)?))
    }

    fn part(&mut self, name: &str) -> Result<Vec<u8>> {
        let at = self.parts.get(name).copied().unwrap_or(usize::MAX);
        let part = self
            .zip
            .by_index(at)
            .map_err(|error| cannot(&self.path, name, &Unpacking::Damaged(error.to_string())))?;
        let packed = part.compressed_size();
        let bytes = unpacked(part, packed).map_err(|why| cannot(&self.path, name, &why))?;
        self.unpacked += bytes.len() as u64;
        if self.unpacked > MOST_BYTES {
            return Err(cannot(&self.path, name, &Unpacking::TooLarge(MOST_BYTES)));
        }
        Ok(bytes)
    }
}

fn cannot(path: &Path, name: &str, why: &Unpacking) -> Error {
    let reason = match why {
        Unpacking::Damaged(what) => {
            format!(
                "its part {name} cannot be unpacked ({what}); export it again from the program that made it"
            )
        }
        Unpacking::TooLarge(most) => {
            format!(
                "its part {name} unpacks to more than {most} bytes, which no project does; it was not read"
            )
        }
    };
    Error::file(path, reason)
}
