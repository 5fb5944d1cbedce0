//! Letters by the names that fonts give them.

use crate::exchange::letter_names::letter;

/// Names that are neither a letter, nor a number of one, nor one with an accent.
const NAMES: &[(&str, &str)] = &[
    ("space", " "),
    ("nbspace", "\u{a0}"),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("sfthyphen", "\u{ad}"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotesinglbase", "‚"),
    ("quotedblbase", "„"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("exclamdown", "¡"),
    ("questiondown", "¿"),
    ("sterling", "£"),
    ("Euro", "€"),
    ("section", "§"),
    ("degree", "°"),
    ("germandbls", "ß"),
    ("dotlessi", "ı"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("lslash", "ł"),
    ("Lslash", "Ł"),
    ("Scaron", "Š"),
    ("scaron", "š"),
    ("Zcaron", "Ž"),
    ("zcaron", "ž"),
    ("minus", "−"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("periodcentered", "·"),
    ("trademark", "™"),
    ("registered", "®"),
    ("copyright", "©"),
    ("dagger", "†"),
    ("daggerdbl", "‡"),
    ("paragraph", "¶"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
];

/// The letters that a glyph's name stands for.
pub(super) fn letter_of(name: &str) -> Option<String> {
    let name = name.split('.').next().filter(|stem| !stem.is_empty())?;
    if name.contains('_') {
        return name.split('_').map(letter_of).collect();
    }
    if name.chars().count() == 1 {
        return Some(name.to_owned());
    }
    if let Some((_, letters)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*letters).to_owned());
    }
    numbered(name).or_else(|| letter(name))
}

/// `uni0645` (or several of four digits each) and `u1F600`.
fn numbered(name: &str) -> Option<String> {
    let of =
        |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?).filter(|c| *c != '\0');
    if let Some(digits) = name
        .strip_prefix("uni")
        .filter(|d| d.len() >= 4 && d.len() % 4 == 0 && d.is_ascii())
    {
        return (0..digits.len() / 4)
            .map(|at| of(&digits[at * 4..at * 4 + 4]))
            .collect();
    }
    let digits = name
        .strip_prefix('u')
        .filter(|d| (4..=6).contains(&d.len()))?;
    of(digits).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::letter_of;

    #[test]
    fn names_of_every_kind() {
        for (name, wanted) in [
            ("A", Some("A")),
            ("eacute", Some("é")),
            ("alpha", Some("α")),
            ("uni06450646", Some("من")),
            ("u1F600", Some("😀")),
            ("f_i", Some("fi")),
            ("comma.alt", Some(",")),
            ("g37", None),
            (".notdef", None),
            ("uniD800", None),
            ("", None),
        ] {
            assert_eq!(letter_of(name).as_deref(), wanted, "{name}");
        }
    }
}
