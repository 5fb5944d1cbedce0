//! Where files lie while they are brought in.

use crate::error::Error;
use crate::exchange::FileOutcome;
use crate::workbench::session::secret;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the names of these folders begin.
const BEGINNING: &str = ".emic-import-";
/// No work with files that were sent takes so long.
const ABANDONED: Duration = Duration::from_secs(6 * 60 * 60);

/// A folder that is gone with this value. Only its owner can look into it, and it is beside the project, so that what participants said goes nowhere else.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn beside(project: &Path) -> crate::Result<Self> {
        let parent = match project.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        sweep(parent);
        let place = parent.join(format!("{BEGINNING}{}", &secret()?[..16]));
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

/// Removes what an emic that was killed left behind.
fn sweep(parent: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let is_ours = entry.file_name().to_string_lossy().starts_with(BEGINNING);
        let modified = entry.metadata().and_then(|about| about.modified());
        let age = modified.ok().and_then(|at| at.elapsed().ok());
        if is_ours && age.is_some_and(|age| age > ABANDONED) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If it cannot be removed there is nobody to tell; a later one sweeps it away.
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

    #[cfg(unix)]
    #[test]
    fn what_was_left_behind_is_swept_away_and_what_is_in_use_stays() {
        let place = tempfile::tempdir().unwrap();
        let project = place.path().join("p.emic");
        let used = Folder::beside(&project).unwrap();
        let old = place.path().join(format!("{BEGINNING}old"));
        let other = place.path().join("interviews");
        for folder in [&old, &other] {
            std::fs::create_dir(folder).unwrap();
            let long_ago = std::time::SystemTime::now() - 2 * ABANDONED;
            let handle = std::fs::File::open(folder).unwrap();
            handle.set_modified(long_ago).unwrap();
        }
        let next = Folder::beside(&project).unwrap();
        assert!(!old.exists() && other.exists() && used.0.exists() && next.0.exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_looks_into_it() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::beside(&place.path().join("p.emic")).unwrap();
        let mode = std::fs::metadata(&folder.0).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
