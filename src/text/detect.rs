//! Which language a text is in.

use crate::study::Language;
use whatlang::{Lang, Script};

/// Letters that Persian has and Arabic has not.
const PERSIAN_LETTERS: [char; 6] = ['پ', 'چ', 'ژ', 'گ', 'ک', 'ی'];

/// The language of `text`: by script where that decides it, else by whatlang's trigrams.
///
/// A short Latin text of which nothing certain can be said counts as English. Empty text too.
pub fn detect(text: &str) -> Language {
    let sample: String = text.chars().take(20_000).collect();
    let Some(info) = whatlang::detect(&sample) else {
        return Language::english();
    };
    let code = match info.script() {
        Script::Arabic => arabic_script(&sample),
        Script::Mandarin => "zh",
        Script::Latin if !info.is_reliable() && sample.chars().count() < 400 => "en",
        _ => iso_639_1(info.lang()),
    };
    Language::new(code)
}

/// The language of many short texts that belong together.
pub fn detect_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> Language {
    let mut sample = String::new();
    for text in texts {
        sample.push_str(text);
        sample.push('\n');
        if sample.len() > 60_000 {
            break;
        }
    }
    detect(&sample)
}

fn arabic_script(sample: &str) -> &'static str {
    let letters = sample
        .chars()
        .filter(|c| ('\u{600}'..'\u{700}').contains(c))
        .count();
    let persian = sample
        .chars()
        .filter(|c| PERSIAN_LETTERS.contains(c))
        .count();
    let urdu = sample
        .chars()
        .filter(|c| matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے'))
        .count();
    if urdu * 50 > letters {
        "ur"
    } else if persian * 40 > letters {
        "fa"
    } else {
        "ar"
    }
}

fn iso_639_1(lang: Lang) -> &'static str {
    match lang {
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        _ => "und",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_of_the_first_studies_are_told_apart() {
        for (text, code) in [
            (
                "I was on call that night and nobody came to help me with the ward.",
                "en",
            ),
            ("آن شب من کشیک بودم و هیچ کس برای کمک به بخش نیامد", "fa"),
            ("كنت مناوبا تلك الليلة ولم يأت أحد لمساعدتي في القسم", "ar"),
            ("那天晚上我值班，没有人来病房帮我。", "zh"),
            (
                "Cette nuit-là j'étais de garde et personne n'est venu m'aider dans le service.",
                "fr",
            ),
            ("", "en"),
            ("ok", "en"),
            ("😀😀", "en"),
        ] {
            assert_eq!(detect(text).code(), code, "{text}");
        }
    }
}
