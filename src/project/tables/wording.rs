//! How quotes are printed.

use crate::compare::CodedQuote;
use crate::study::Language;

/// In which words quotes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wording {
    /// As they were said.
    Original,
    /// In translation, where there is one.
    Translation,
    /// As they were said, and below that in translation where there is one.
    #[default]
    Both,
}

impl Wording {
    /// The texts of a quote, with their languages where known.
    fn texts(self, quote: &CodedQuote) -> Vec<(&str, Option<&Language>)> {
        let original = (quote.text.trim(), Some(&quote.language));
        let translation = quote.translation.as_deref().map(str::trim);
        let translation = translation.filter(|text| !text.is_empty());
        match (self, translation) {
            (Self::Original, _) | (_, None) => vec![original],
            (Self::Translation, Some(text)) => vec![(text, None)],
            (Self::Both, Some(text)) => vec![original, (text, None)],
        }
    }

    /// The unit's words, and its label after them where there is one.
    pub(in crate::project) fn plain(self, quote: &CodedQuote, label: &str) -> String {
        let texts: Vec<&str> = self
            .texts(quote)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        labelled(texts.join("\n"), label)
    }

    /// The words between quotation marks, and the label after them.
    pub(super) fn quoted(self, quote: &CodedQuote, label: &str) -> String {
        let quoted = |(text, language): (&str, Option<&Language>)| {
            let (opening, closing) = marks(language);
            format!("{opening}{text}{closing}")
        };
        let texts: Vec<String> = self.texts(quote).into_iter().map(quoted).collect();
        labelled(texts.join("\n"), label)
    }
}

fn labelled(text: String, label: &str) -> String {
    match label.is_empty() {
        true => text,
        false => format!("{text} {label}"),
    }
}

fn marks(language: Option<&Language>) -> (char, char) {
    match language {
        Some(language) if language.is_right_to_left() && language.code() != "he" => ('«', '»'),
        _ => ('“', '”'),
    }
}
