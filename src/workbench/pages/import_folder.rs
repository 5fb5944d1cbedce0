//! Where files lie while they are brought in.

use crate::error::Error;
use crate::exchange::FileOutcome;
use crate::workbench::session::secret;
use std::path::{Path, PathBuf};

/// A folder that is gone with this value. Only its owner can look into it, and it is beside the project, so that what participants said goes nowhere else.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn beside(project: &Path) -> crate::Result<Self> {
        let name = format!(".emic-import-{}", &secret()?[..16]);
        let place = project.parent().unwrap_or(Path::new("")).join(name);
        let mut folder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder
            .create(&place)
            .map_err(|error| Error::file(&place, error))?;
        Ok(Self(place))
    }

    /// The place of a file of this name in it.
    pub fn place(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes the files; the files and folders that lie right in it.
    pub fn keep(&self, files: &[(PathBuf, Vec<u8>)]) -> crate::Result<Vec<PathBuf>> {
        let mut kept: Vec<PathBuf> = Vec::new();
        for (n, (name, bytes)) in files.iter().enumerate() {
            let mut name = name.clone();
            if self.0.join(&name).exists() {
                // Two files of one name, from two folders.
                name = PathBuf::from(n.to_string()).join(name);
            }
            let place = self.0.join(&name);
            let failed = |error| Error::file(&name, error);
            if let Some(folder) = place.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            std::fs::write(&place, bytes).map_err(failed)?;
            let first = name.components().next().map(|part| self.0.join(part));
            kept.extend(first.filter(|first| !kept.contains(first)));
        }
        Ok(kept)
    }

    /// What is said of a file, with the files named as they were sent.
    pub fn without_place(&self, file: &mut FileOutcome) {
        file.path = self.as_sent(&file.path);
        let place = format!("{}/", self.0.display());
        for text in file.warnings.iter_mut().chain(&mut file.refused) {
            *text = text.replace(&place, "");
        }
    }

    /// An error that names files as they were sent; what is wrong with them is for who sent them to mend.
    pub fn named(&self, error: Error) -> Error {
        let place = format!("{}/", self.0.display());
        match error {
            Error::Input(text) => Error::Input(text.replace(&place, "")),
            Error::File { path, reason } if path.starts_with(&self.0) => {
                let reason = reason.replace(&place, "");
                Error::Input(format!("{}: {reason}", self.as_sent(&path).display()))
            }
            other => other,
        }
    }

    /// A path as it was sent.
    pub fn as_sent(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.0).unwrap_or(path).to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If it cannot be removed there is nobody to tell; the next start does not need it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_gone_with_its_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::beside(&place.path().join("p.emic")).unwrap();
        let file = |name: &str| (PathBuf::from(name), b"x".to_vec());
        let kept = folder.keep(&[
            file("a.txt"),
            file("s/b.txt"),
            file("s/c.txt"),
            file("a.txt"),
        ]);
        assert_eq!(kept.unwrap().len(), 3);
        drop(folder);
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
    }
}
