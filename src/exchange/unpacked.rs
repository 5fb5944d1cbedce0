//! Parts of archives, with limits on what they may unpack to.

use std::io::Read;
use std::path::{Component, Path};

/// A part may unpack to this many bytes: far above any transcript (the Bible is 4 MB).
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Above [`FREE_BYTES`] a part may unpack to this many times its packed size. Real documents stay below 60; an archive
/// made to fill the memory reaches 1000.
const MOST_RATIO: u64 = 250;
const FREE_BYTES: u64 = 8 * 1024 * 1024;

/// The unpacked bytes of a part of `packed` bytes; reading stops at the limits, whatever the archive says of its size.
///
/// # Errors
/// Why it cannot be unpacked, to be put behind `its part NAME`.
pub(super) fn unpacked(part: impl Read, packed: u64) -> Result<Vec<u8>, Unpacking> {
    let most = MOST_BYTES.min(FREE_BYTES.max(packed.saturating_mul(MOST_RATIO)));
    let mut bytes = Vec::new();
    part.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Unpacking::Damaged(error.to_string()))?;
    match bytes.len() as u64 > most {
        true => Err(Unpacking::TooLarge(most)),
        false => Ok(bytes),
    }
}

/// Why a part could not be unpacked.
#[derive(Debug)]
pub(super) enum Unpacking {
    /// It is not what the archive says.
    Damaged(String),
    /// It unpacks to more than this many bytes.
    TooLarge(u64),
}

/// Whether a part's name stays below the folder it begins in.
pub(super) fn is_below(name: &str) -> bool {
    let is_plain = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    !has_drive && !name.contains('\0') && Path::new(name).components().all(is_plain)
}
