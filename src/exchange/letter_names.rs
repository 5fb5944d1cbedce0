//! Letters by name, as pages (`&eacute;`) and fonts (`/eacute`) call them: what both have in common.

use unicode_normalization::UnicodeNormalization;

/// Names of accents at the end of a letter's name, in pages and in fonts.
const ACCENTS: [(&str, char); 21] = [
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("circumflex", '\u{302}'),
    ("circ", '\u{302}'),
    ("tilde", '\u{303}'),
    ("macron", '\u{304}'),
    ("macr", '\u{304}'),
    ("breve", '\u{306}'),
    ("dotaccent", '\u{307}'),
    ("dot", '\u{307}'),
    ("dieresis", '\u{308}'),
    ("uml", '\u{308}'),
    ("ring", '\u{30a}'),
    ("hungarumlaut", '\u{30b}'),
    ("dblac", '\u{30b}'),
    ("caron", '\u{30c}'),
    ("cedilla", '\u{327}'),
    ("cedil", '\u{327}'),
    ("commaaccent", '\u{326}'),
    ("ogonek", '\u{328}'),
    ("ogon", '\u{328}'),
];

/// The Greek letters from alpha on, in the order of their code points.
const GREEK: [&str; 25] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigmaf", "sigma", "tau", "upsilon", "phi",
    "chi", "psi", "omega",
];

/// The letter of this name.
pub(super) fn letter(name: &str) -> Option<String> {
    accented(name).or_else(|| greek(name)).map(String::from)
}

fn accented(name: &str) -> Option<char> {
    let base = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let (_, accent) = ACCENTS.iter().find(|(accent, _)| *accent == &name[1..])?;
    let mut composed = [base, *accent].into_iter().nfc();
    composed.next().filter(|_| composed.next().is_none())
}

fn greek(name: &str) -> Option<char> {
    let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    let at = GREEK
        .iter()
        .position(|known| *known == name.to_ascii_lowercase())?;
    let small = char::from_u32(0x3B1 + u32::try_from(at).ok()?)?;
    match is_capital {
        true => small.to_uppercase().next(),
        false => Some(small),
    }
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn accents_and_greek() {
        for (name, wanted) in [
            ("eacute", Some("é")),
            ("Auml", Some("Ä")),
            ("Adieresis", Some("Ä")),
            ("ccedilla", Some("ç")),
            ("scaron", Some("š")),
            ("alpha", Some("α")),
            ("Omega", Some("Ω")),
            ("sigmaf", Some("ς")),
            ("xcedil", None),
            ("é", None),
            ("", None),
        ] {
            assert_eq!(letter(name).as_deref(), wanted, "{name}");
        }
    }
}
