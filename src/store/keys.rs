//! The keys of encrypted project files.
//!
//! A file is encrypted page by page by SQLCipher 4 with its defaults: AES-256 in CBC mode, HMAC-SHA512 over every page, and a key made
//! from the passphrase by PBKDF2-HMAC-SHA512 with 256,000 rounds and the file's own salt (its first 16 bytes); see
//! <https://www.zetetic.net/sqlcipher/design/>. Whoever has the passphrase can open the file with any program that knows SQLCipher.
//!
//! The key is made here rather than within SQLCipher, once for each file and process: the rounds take a fifth of a second, and the
//! workbench opens a file many times. Keys live in memory alone.

use super::database::Database;
use super::passphrase::Passphrase;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The first bytes of an encrypted file.
pub(super) type Salt = [u8; 16];

/// The keys of the files that were unlocked in this process.
static KNOWN: Mutex<Option<HashMap<Salt, Key>>> = Mutex::new(None);

/// How to get an emic that can encrypt.
pub(super) const NOT_BUILT: &str = "this emic was built without encryption; build one with it, from its source: \
     cargo install --path . --features encryption";

/// A key, and the salt it was made with.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    bytes: [u8; 32],
    salt: Salt,
}

impl Key {
    /// The key of a passphrase for a file with this salt.
    ///
    /// # Errors
    /// [`Error::Input`] where emic was built without encryption.
    #[cfg(feature = "encryption")]
    pub(super) fn derive(passphrase: &Passphrase, salt: Salt) -> Result<Self> {
        const ROUNDS: u32 = 256_000;
        let mut bytes = [0; 32];
        pbkdf2::pbkdf2_hmac::<sha2::Sha512>(passphrase.bytes(), &salt, ROUNDS, &mut bytes);
        Ok(Self { bytes, salt })
    }

    #[cfg(not(feature = "encryption"))]
    pub(super) fn derive(_: &Passphrase, salt: Salt) -> Result<Self> {
        let _ = salt;
        Err(Error::input(NOT_BUILT))
    }

    /// The key of a passphrase for a file that is to be made.
    ///
    /// # Errors
    /// As [`Key::derive`].
    pub(super) fn fresh(passphrase: &Passphrase) -> Result<Self> {
        let mut salt = Salt::default();
        getrandom::fill(&mut salt).map_err(Error::internal)?;
        Self::derive(passphrase, salt)
    }

    /// As SQLCipher takes it: 64 hexadecimal digits of the key, 32 of the salt.
    pub(super) fn literal(&self) -> String {
        let bytes = self.bytes.iter().chain(&self.salt);
        let digits: String = bytes.map(|byte| format!("{byte:02x}")).collect();
        format!("x'{digits}'")
    }

    /// Makes a connection, as yet unused, read and write with this key.
    ///
    /// # Errors
    /// [`Error::Internal`] where the connection is not SQLCipher's: it would write without a key.
    pub(super) fn apply(&self, database: &Database) -> Result<()> {
        // SQLCipher would write to standard error what emic tells in its own words.
        database.batch("PRAGMA cipher_log_level = NONE")?;
        database.batch(&format!("PRAGMA key = \"{}\"", self.literal()))?;
        let cipher = database.row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0))?;
        if cipher.is_none_or(|version| version.is_empty()) {
            return Err(Error::internal("SQLCipher is not there"));
        }
        Ok(())
    }

    /// Keeps it for as long as this process runs, so that the file opens.
    pub(super) fn remember(&self) {
        no_core_dumps();
        with_known(|known| known.insert(self.salt, self.clone()));
    }

    /// The key of the file with this salt, where it was unlocked.
    pub(super) fn known(salt: &Salt) -> Option<Self> {
        with_known(|known| known.get(salt).cloned())
    }
}

fn with_known<T>(work: impl FnOnce(&mut HashMap<Salt, Key>) -> T) -> T {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    work(known.get_or_insert_with(HashMap::new))
}

/// A program that dies may leave its memory on the disk, with key and transcripts in it: not this one from here on. Where the system
/// refuses, it is as it was.
fn no_core_dumps() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = setrlimit(Resource::Core, none);
    }
}

#[cfg(feature = "encryption")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_belongs_to_its_passphrase_and_its_salt() {
        let passphrase = Passphrase::new("correct horse").unwrap();
        let key = Key::derive(&passphrase, [7; 16]).unwrap();
        assert!(key == Key::derive(&passphrase, [7; 16]).unwrap());
        assert!(key.bytes != Key::derive(&passphrase, [8; 16]).unwrap().bytes);
        assert_eq!(key.literal().len(), 96 + 3);
        assert!(key.literal().ends_with(&format!("{}'", "07".repeat(16))));
        assert!(Key::known(&[7; 16]).is_none());
    }
}
