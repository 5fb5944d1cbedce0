//! What XML says: attributes and characters, of whatever namespace.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart};

/// The attribute of this local name, with its references resolved.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).map(|value| value.into_owned());
    Some(value.unwrap_or_else(|_| found.value.into_owned()))
}

/// The characters that a reference stands for.
///
/// # Errors
/// Entities beyond the five of XML: nothing can expand.
pub(super) fn character(reference: &BytesRef) -> Result<String, String> {
    match reference
        .resolve_char_ref()
        .map_err(|error| error.to_string())?
    {
        Some(c) => Ok(c.to_string()),
        None => resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| format!("unknown entity &{};", &**reference)),
    }
}
