//! Identities in REFI-QDA files.

/// The identity as emic compares it: in lower case, without the braces that some programs write.
pub(super) fn plain(guid: &str) -> String {
    let bare = guid.trim().trim_start_matches('{').trim_end_matches('}');
    bare.to_ascii_lowercase()
}

/// Whether other programs take it for a GUID: 32 hexadecimal digits in five groups.
pub fn is_guid(guid: &str) -> bool {
    let groups: Vec<&str> = guid.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

/// The GUID that these names always get: the FNV-1a hash of 128 bits of all of them, marked as version 8 (made by rules of one's
/// own, RFC 9562).
///
/// Source of the hash: Fowler, Noll, Vo, RFC 9923.
pub fn derived_guid(names: &[&str]) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let mut hash: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    for name in names {
        // A byte that no text has keeps "ab", "c" and "a", "bc" apart.
        for byte in name.bytes().chain([0xFF]) {
            hash ^= u128::from(byte);
            hash = hash.wrapping_mul(PRIME);
        }
    }
    let marked = hash & !(0xF << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    let digits = format!("{marked:032x}");
    let groups = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_identities_are_stable_and_tell_names_apart() {
        let one = derived_guid(&["code", "1"]);
        assert_eq!(one, derived_guid(&["code", "1"]));
        assert!(
            is_guid(&one) && &one[14..15] == "8" && "89ab".contains(&one[19..20]),
            "{one}"
        );
        assert_ne!(derived_guid(&["ab", "c"]), derived_guid(&["a", "bc"]));
        let many: std::collections::HashSet<String> = (0..10_000)
            .map(|n| derived_guid(&["unit", &n.to_string()]))
            .collect();
        assert_eq!(many.len(), 10_000);
    }

    #[test]
    fn braces_and_capitals_make_no_difference() {
        assert_eq!(
            plain("{A182CD3A-D83C-4D8C-BC80-26D9103EC6D6}"),
            "a182cd3a-d83c-4d8c-bc80-26d9103ec6d6"
        );
        assert!(
            !is_guid("{a182cd3a}")
                && !is_guid("")
                && !is_guid("a182cd3g-d83c-4d8c-bc80-26d9103ec6d6")
        );
    }
}
