//! All that the rules find in a text.

use super::{numbers, persons, places};
use crate::study::Span;

/// What a found word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person's name.
    Person,
    /// A town, a hospital, a street.
    Place,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A number of an identity card or a medical record.
    Identification,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Person,
        Self::Place,
        Self::Phone,
        Self::Email,
        Self::Identification,
    ];

    /// Its name in a list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Phone => "phone",
            Self::Email => "e-mail",
            Self::Identification => "identification",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// A pseudonym for the `number`-th of its kind, in the language of the found word as its letters tell.
    pub fn pseudonym(self, number: usize, found: &str) -> String {
        let is_chinese = found
            .chars()
            .any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        let is_persian = found
            .chars()
            .any(|c| ('\u{0600}'..='\u{06FF}').contains(&c) && c.is_alphabetic());
        let word = match (self, is_chinese, is_persian) {
            (Self::Person, true, _) => "人物",
            (Self::Place, true, _) => "地点",
            (Self::Person, _, true) => "فرد ",
            (Self::Place, _, true) => "مکان ",
            (Self::Person, ..) => "Person ",
            (Self::Place, ..) => "Place ",
            (Self::Phone, ..) => "phone ",
            (Self::Email, ..) => "e-mail ",
            (Self::Identification, ..) => "ID ",
        };
        format!("[{word}{number}]")
    }
}

/// Something found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Where, in bytes.
    pub span: Span,
    /// What it tells.
    pub kind: Kind,
    /// Whether little else can be meant: a title before a name, a check digit that fits.
    pub is_sure: bool,
}

/// What the rules find in a text, in its order; nothing overlaps, the longer of two goes first.
pub fn find(text: &str) -> Vec<Finding> {
    let mut all = numbers::find(text);
    all.extend(persons::find(text));
    all.extend(places::find(text));
    all.sort_by_key(|found| {
        (
            !found.is_sure,
            std::cmp::Reverse(found.span.len()),
            found.span.start,
        )
    });
    let mut kept: Vec<Finding> = Vec::new();
    for found in all {
        if kept.iter().all(|other| !other.span.overlaps(found.span)) {
            kept.push(found);
        }
    }
    kept.sort_by_key(|found| found.span.start);
    kept
}

#[cfg(test)]
pub(super) fn told(text: &str) -> Vec<(&str, Kind)> {
    find(text)
        .iter()
        .map(|found| (found.span.of(text).unwrap(), found.kind))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_of_everything() {
        let text = "Dr. Sara Ahmadi (sara.a@ward.example.org, +49 30 1234567) works at Mofid Hospital. دکتر احمدی ۰۹۱۲۳۴۵۶۷۸۹";
        assert_eq!(
            told(text),
            [
                ("Sara Ahmadi", Kind::Person),
                ("sara.a@ward.example.org", Kind::Email),
                ("+49 30 1234567", Kind::Phone),
                ("Mofid Hospital", Kind::Place),
                ("احمدی", Kind::Person),
                ("۰۹۱۲۳۴۵۶۷۸۹", Kind::Phone),
            ]
        );
    }

    #[test]
    fn ordinary_talk_has_nothing() {
        for text in [
            "",
            "I was tired. We had 24 patients in 2019-2020, at 08:30:15 on 2026-11-21. 😀",
            "P3: The doctor said: Mr. He was right. Dr.",
            "خانم پرستار آمد و گفت که دکتر می‌آید. آقای دکتر رفت.",
            "那天晚上医生很累，老师也是。我们医院有一百个病人，城市很大。",
            "It cost 1 000 000 000 or 12,345,678.90; see pages 1234567-1234569.",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }

    #[test]
    fn pseudonyms_speak_the_language_of_the_word() {
        for (kind, found, expected) in [
            (Kind::Person, "Sara", "[Person 3]"),
            (Kind::Person, "احمدی", "[فرد 3]"),
            (Kind::Person, "王医生", "[人物3]"),
            (Kind::Place, "北京", "[地点3]"),
            (Kind::Phone, "۰۹۱۲۳۴۵۶۷۸۹", "[phone 3]"),
        ] {
            assert_eq!(kind.pseudonym(3, found), expected);
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
    }
}
