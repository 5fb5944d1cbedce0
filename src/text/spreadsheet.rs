//! What spreadsheets need to read a text file rightly.

/// The byte order mark to put before a CSV file of this content; empty where it is plain ASCII. Without the mark Excel takes
/// Persian and Chinese for the letters of its own country.
pub fn byte_order_mark(content: &[u8]) -> &'static str {
    match content.is_ascii() {
        true => "",
        false => "\u{feff}",
    }
}
