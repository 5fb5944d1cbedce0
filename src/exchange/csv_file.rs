//! CSV files as emic writes them.

use crate::text::byte_order_mark;
use std::io::Write;

/// Writes what `rows` writes as a table, with a byte order mark where a spreadsheet needs one.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_csv<W: Write>(
    out: &mut W,
    rows: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>,
) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows(&mut writer)?;
    let table = writer.into_inner().map_err(|error| error.into_error())?;
    out.write_all(byte_order_mark(&table).as_bytes())?;
    out.write_all(&table)?;
    out.flush()
}
