//! A suggested code as it is offered: how likely, and why.

use crate::study::Codebook;
use crate::suggest::{Evidence, SuggestedCode, Suggestion};
use crate::workbench::texts::{Texts, fill, percent};

/// Codes that have a digit of their own.
const MOST: usize = 5;

/// A code that is suggested.
pub(in crate::workbench) struct Offer {
    /// Its digit on the keyboard, from 1.
    pub(in crate::workbench) number: usize,
    pub(in crate::workbench) code: i64,
    pub(in crate::workbench) name: String,
    pub(in crate::workbench) path: String,
    pub(in crate::workbench) percent: String,
    /// Whether it reaches its threshold.
    pub(in crate::workbench) sure: bool,
    /// Whether the stretch bears it already: where the rest of the coding contradicts it.
    pub(in crate::workbench) given: bool,
    /// By whom.
    pub(in crate::workbench) given_by: String,
    pub(in crate::workbench) because: Vec<Because>,
    pub(in crate::workbench) reject: String,
}

/// A reason.
pub(in crate::workbench) struct Because {
    /// What kind of reason: `like F4`.
    pub(in crate::workbench) what: String,
    /// The quote, the words or the definition; empty where there is none.
    pub(in crate::workbench) text: String,
}

impl Offer {
    /// The codes of a suggestion that the codebook has and `given` has not.
    pub(in crate::workbench) fn all(
        suggestion: &Suggestion,
        codebook: &Codebook,
        given: &[i64],
        t: &Texts,
    ) -> Vec<Self> {
        let known = suggestion.codes.iter().filter_map(|code| {
            let mut codes = codebook.codes().iter();
            let id = codes.find(|c| codebook.path(c.id) == code.code)?.id.0;
            (!given.contains(&id)).then_some((id, code))
        });
        known
            .take(MOST)
            .enumerate()
            .map(|(place, (id, code))| Self::of(place + 1, id, code, t))
            .collect()
    }

    fn of(number: usize, id: i64, code: &SuggestedCode, t: &Texts) -> Self {
        let name = code.name.clone();
        let t = &t.coding;
        Self {
            number,
            code: id,
            percent: percent(code.probability),
            sure: code.accepted && !code.given,
            given: code.given,
            given_by: code.given_by.join(", "),
            because: code.evidence.iter().map(|e| Because::of(e, t)).collect(),
            reject: fill(t.reject, &[("code", &name)]),
            name,
            path: code.code.clone(),
        }
    }
}

impl Because {
    /// A reason in words.
    pub(in crate::workbench) fn of(
        evidence: &Evidence,
        t: &crate::workbench::texts::Coding,
    ) -> Self {
        let (what, text) = match evidence {
            Evidence::Quote {
                participant, text, ..
            } => match participant {
                Some(who) => (fill(t.like_who, &[("who", who)]), text.clone()),
                None => (t.like.to_owned(), text.clone()),
            },
            Evidence::Words(words) => (t.words.to_owned(), words.join(" · ")),
            Evidence::Definition(text) => (t.defined.to_owned(), text.clone()),
            Evidence::Name(name) => (t.named.to_owned(), name.clone()),
            Evidence::Category(name) => (t.of_category.to_owned(), name.clone()),
            Evidence::Common => (t.common.to_owned(), String::new()),
        };
        Self { what, text }
    }
}
