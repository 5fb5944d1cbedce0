//! The files below a path.

use super::qualcoder;
use crate::error::{Error, Result};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The file at `path`, or all files below the folder `path`, in the order of their names; hidden ones are passed over.
/// A folder that is a project of QualCoder is its database.
/// Folders are entered once, so that a link to a folder above ends no walk in a circle.
///
/// # Errors
/// [`Error::File`] where `path` does not exist or a folder cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.exists() {
        return Err(Error::file(
            path,
            "does not exist; check the name and the folder",
        ));
    }
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut entered = HashSet::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(next) = waiting.pop() {
        if !next.is_dir() {
            found.push(next);
            continue;
        }
        let database = next.join(qualcoder::FILE);
        if database.is_file() {
            found.push(database);
            continue;
        }
        let real = next
            .canonicalize()
            .map_err(|error| Error::file(&next, error))?;
        if entered.insert(real) {
            let mut children = visible_children(&next)?;
            children.sort();
            waiting.extend(children.into_iter().rev());
        }
    }
    Ok(found)
}

fn visible_children(folder: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |error: std::io::Error| Error::file(folder, error);
    let mut children = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        // "~$" marks the lock files that Word leaves beside open documents.
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_hidden = name.starts_with('.') || name.starts_with("~$");
        if !is_hidden && entry.path().exists() {
            children.push(entry.path());
        }
    }
    Ok(children)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/.git")).unwrap();
        for name in [
            "c.txt",
            "b/z.txt",
            "b/مصاحبه.txt",
            "b/.hidden",
            "b/.git/x",
            "a.txt",
            "~$a.docx",
        ] {
            std::fs::write(at(name), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), at("b/circle")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("gone"), at("b/broken")).unwrap();
        let wanted = ["a.txt", "b/z.txt", "b/مصاحبه.txt", "c.txt"].map(at);
        assert_eq!(files(folder.path()).unwrap(), wanted);
        assert_eq!(files(&at("a.txt")).unwrap(), [at("a.txt")]);
        assert!(
            files(&at("nothing"))
                .unwrap_err()
                .to_string()
                .contains("does not exist")
        );
    }
}
