//! The file itself, before SQLite sees it: made private, told from other files, found whole or cut short.

use super::keys::Salt;
use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER_LENGTH: usize = 100;
/// A page of an encrypted file.
const PAGE: usize = 4096;
/// How files begin that are compressed, and so look as random as encrypted ones.
const COMPRESSED: [&[u8]; 10] = [
    b"PK",
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
];

/// Ends the name of a project that is being written with another key.
pub(super) const REWRITING: &str = ".rewriting";
/// Ends the name of a backup that is becoming the project.
pub(super) const RESTORING: &str = ".restoring";
/// The name of a backup that is being made.
pub(super) const MAKING: &str = "making";

/// What a project file looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// SQLite's, to be read by everybody.
    Plain,
    /// Nothing but random bytes: encrypted with this salt, as far as can be told without the key.
    Encrypted(Salt),
}

/// Makes an empty file that only its owner can read: transcripts are confidential.
///
/// # Errors
/// [`Error::File`] where there is a file of that name already; it is left as it is.
pub(super) fn create_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::file(
            path,
            "is there already; choose another name, or open it",
        )),
        Err(error) => Err(Error::file(path, format!("cannot be made: {error}"))),
    }
}

/// Makes a folder that only its owner can enter, where there is none.
///
/// # Errors
/// [`Error::File`] where it cannot be made.
pub(super) fn create_private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| Error::file(path, format!("cannot be made: {error}")))
}

/// Tells what can be told without SQLite: that the file is there, is a SQLite file or an encrypted one, and is as long as it says.
///
/// # Errors
/// [`Error::File`] with the remedy.
pub(super) fn check(path: &Path) -> Result<Kind> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::file(
            path,
            "there is no such file; check the name, or make a new project",
        ),
        _ => Error::file(path, format!("cannot be read: {error}")),
    };
    if path.is_dir() {
        return Err(Error::file(
            path,
            "is a folder; name the project file in it",
        ));
    }
    let mut header = Vec::with_capacity(PAGE);
    let mut file = File::open(path).map_err(unreadable)?;
    file.by_ref()
        .take(PAGE as u64)
        .read_to_end(&mut header)
        .map_err(unreadable)?;
    // Asked after the header: another program may be making the file longer just now.
    let length = file.metadata().map_err(unreadable)?.len();
    if header.is_empty() {
        return Err(damaged(path, "it is empty"));
    }
    if !header.starts_with(MAGIC) {
        return check_encrypted(path, &header, length);
    }
    match promised_length(&header) {
        None => Err(damaged(path, "it ends within its first line")),
        Some(promised) if length < promised && !has_log(path) => Err(damaged(
            path,
            &format!("it is cut short: {length} of {promised} bytes"),
        )),
        Some(_) => Ok(Kind::Plain),
    }
}

fn check_encrypted(path: &Path, page: &[u8], length: u64) -> Result<Kind> {
    let salt = page.first_chunk().copied();
    let Some(salt) = salt.filter(|_| looks_encrypted(page)) else {
        return Err(not_a_project(path));
    };
    if !length.is_multiple_of(PAGE as u64) && !has_log(path) {
        return Err(damaged(
            path,
            &format!("it is encrypted and cut short: {length} bytes are no whole pages"),
        ));
    }
    Ok(Kind::Encrypted(salt))
}

/// Whether a file's first page is as good as random: all byte values are about equally common (chi-square over 256 values; its mean is
/// 255 and its deviation 23, text and tables have thousands), and no compressed format begins like this.
fn looks_encrypted(page: &[u8]) -> bool {
    if page.len() < PAGE || COMPRESSED.iter().any(|magic| page.starts_with(magic)) {
        return false;
    }
    let mut counts = [0_i32; 256];
    for &byte in page {
        counts[usize::from(byte)] += 1;
    }
    let expected = (PAGE / 256) as i32;
    let squares: i32 = counts.iter().map(|n| (n - expected) * (n - expected)).sum();
    squares / expected < 480
}

/// The length the header promises: page size times number of pages (<https://sqlite.org/fileformat2.html#the_database_header>).
/// 0 where the header does not vouch for its own number of pages; `None` where the header is not whole.
fn promised_length(header: &[u8]) -> Option<u64> {
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    if header.len() < HEADER_LENGTH {
        return None;
    }
    let page_size = match u16::from_be_bytes(header.get(16..18)?.try_into().ok()?) {
        1 => 65_536,
        size => u64::from(size),
    };
    let vouched = number(24)? == number(92)?;
    Some(if vouched {
        page_size * u64::from(number(28)?)
    } else {
        0
    })
}

/// Whether a write-ahead log holds pages that the file itself may not have yet.
pub(super) fn has_log(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// The path with something put behind its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The error for a file that is something else.
pub(super) fn not_a_project(path: &Path) -> Error {
    Error::file(
        path,
        "is not an emic project; name a file that emic made (NAME.emic)",
    )
}

/// The error for a file that was once whole, with the backup to restore where there is one.
pub(super) fn damaged(path: &Path, what: &str) -> Error {
    let remedy = match newest_backup(path) {
        Some(backup) => format!("restore the backup {}", backup.display()),
        None => "restore it from your last copy".to_owned(),
    };
    Error::file(path, format!("the file is damaged ({what}); {remedy}"))
}

/// The copy that emic made last.
pub(super) fn newest_backup(path: &Path) -> Option<PathBuf> {
    let age = |path: &PathBuf| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    backups(path).into_iter().max_by_key(age)
}

/// All copies that emic made of this project and that are there still: in its folder of backups, and those of migrations beside it.
pub(super) fn backups(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.file_name() else {
        return Vec::new();
    };
    let prefix = beside(Path::new(name), ".backup-");
    let prefix = prefix.as_os_str().as_encoded_bytes();
    let mut found: Vec<PathBuf> = files(&folder(path))
        .into_iter()
        .filter(|file| {
            let name = file.file_name().map(|name| name.as_encoded_bytes());
            name.is_some_and(|name| name.starts_with(prefix) && !name.ends_with(b"-journal"))
        })
        .chain(
            files(&backup_folder(path))
                .into_iter()
                .filter(|file| file.extension().is_some_and(|e| e == "emic")),
        )
        .collect();
    found.sort();
    found
}

/// What an interrupted rewriting, restoring or backup of this project left.
pub(super) fn leftovers(path: &Path) -> Vec<PathBuf> {
    let endings = [REWRITING, RESTORING];
    let mut all: Vec<PathBuf> = endings
        .iter()
        .flat_map(|ending| with_journal(beside(path, ending)))
        .collect();
    all.extend(with_journal(backup_folder(path).join(MAKING)));
    all.retain(|left| left.is_file());
    all
}

fn with_journal(path: PathBuf) -> [PathBuf; 3] {
    [beside(&path, "-journal"), beside(&path, "-wal"), path]
}

/// Where the backups of a project are: `ward.emic.backups`.
pub(super) fn backup_folder(path: &Path) -> PathBuf {
    beside(path, ".backups")
}

/// The folder a file is in.
pub(super) fn folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// The files of a folder; none where it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Store, sample};
    use super::*;

    fn opening(path: &Path) -> String {
        let error = Store::open(path).err().unwrap();
        assert!(matches!(error, Error::File { .. }), "{error}");
        let read_only = Store::open_read_only(path).err().unwrap();
        assert!(matches!(read_only, Error::File { .. }), "{read_only}");
        error.to_string()
    }

    #[test]
    fn other_files_are_told_from_projects() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        assert!(opening(&path).contains("no such file"));
        assert!(opening(folder.path()).contains("is a folder"));
        for (bytes, message) in [
            (&b""[..], "it is empty"),
            (b"PK\x03\x04 a docx", "not an emic project"),
            (b"SQLite format 3\0", "damaged"),
        ] {
            std::fs::write(&path, bytes).unwrap();
            assert!(opening(&path).contains(message), "{}", opening(&path));
        }
        std::fs::remove_file(&path).unwrap();
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE notes (id)").unwrap();
        drop(other);
        assert!(opening(&path).contains("not an emic project"));
    }

    #[test]
    fn random_bytes_may_be_an_encrypted_project_and_others_are_not() {
        let mut page = vec![0_u8; PAGE];
        getrandom::fill(&mut page).unwrap();
        page[0] = 1;
        assert!(looks_encrypted(&page));
        page[..2].copy_from_slice(b"PK");
        assert!(!looks_encrypted(&page));
        assert!(!looks_encrypted(&page[..PAGE - 1]));
        assert!(!looks_encrypted(&vec![0; PAGE]));
        let text = "می‌ترسیدم، خسته بودم. I was tired. ".repeat(200);
        assert!(!looks_encrypted(&text.as_bytes()[..PAGE]));
    }

    #[test]
    fn a_file_cut_short_anywhere_is_an_error_that_names_the_backup() {
        let (folder, store) = sample::filled();
        drop(store);
        let path = folder.path().join("study.emic");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(folder.path().join("study.emic.backup-v0"), &whole).unwrap();
        let step = 1021;
        for length in (0..whole.len())
            .step_by(step)
            .chain([99, 100, 4096, whole.len() - 1])
        {
            std::fs::write(&path, &whole[..length]).unwrap();
            let message = opening(&path);
            assert!(
                message.contains("study.emic.backup-v0"),
                "{length}: {message}"
            );
        }
        std::fs::write(&path, &whole).unwrap();
        assert!(Store::open(&path).is_ok());
    }

    #[test]
    fn overwritten_pages_never_panic() {
        let (folder, store) = sample::filled();
        drop(store);
        let path = folder.path().join("study.emic");
        let whole = std::fs::read(&path).unwrap();
        for page in 0..whole.len() / 4096 {
            let mut broken = whole.clone();
            broken[page * 4096 + 100..(page + 1) * 4096].fill(0xA5);
            std::fs::write(&path, &broken).unwrap();
            let Ok(mut store) = Store::open(&path) else {
                continue;
            };
            let found = store.studies().and_then(|studies| {
                for study in studies {
                    store.codings(study.id)?;
                    store.units_of_study(study.id)?;
                    store.codebook(study.id)?;
                }
                store.undo(None)
            });
            if let Err(error) = found {
                assert!(!error.to_string().is_empty());
            }
            let _ = store.check();
        }
    }

    #[test]
    fn an_existing_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emic");
        std::fs::write(&path, "my notes").unwrap();
        assert!(Store::create(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes");
        assert!(Store::create(folder.path().join("no such folder").join("a.emic")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn the_project_its_log_and_its_copies_are_private() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, store) = sample::filled();
        store.copy_to(folder.path().join("copy.emic")).unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .collect();
        assert!(files.len() >= 3);
        for file in files {
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
        }
    }

    #[test]
    fn a_project_is_one_file_again_once_it_is_closed() {
        let (folder, store) = sample::filled();
        drop(store);
        let path = folder.path().join("study.emic");
        let mut store = Store::open_read_only(&path).unwrap();
        assert_eq!(store.studies().unwrap().len(), 1);
        let refused = store.undo(None).unwrap_err();
        assert!(refused.to_string().contains("reading only"), "{refused}");
        drop(store);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_copy_is_the_same_project() {
        let (folder, store) = sample::filled();
        let copy = folder.path().join("نسخه.emic");
        store.copy_to(&copy).unwrap();
        assert!(store.copy_to(&copy).is_err());
        let copied = Store::open(&copy).unwrap();
        assert_eq!(sample::dump(&copied), sample::dump(&store));
        assert_eq!(copied.events(99).unwrap(), store.events(99).unwrap());
    }
}
