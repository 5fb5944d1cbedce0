//! Every word of the interface, page by page. Another language is another constant of each struct.
//!
//! A text with values in it names them in braces and is filled by [`fill`]; what is counted is a [`Plural`]. English, Persian and
//! Chinese need no more forms than the two it has. Texts are plain: they are escaped like everything else.

mod agreement;
mod codebook;
mod coding;
mod compare;
mod consistency;
mod errors;
mod exchange;
mod frame;
mod history;
mod methods;
mod overview;
mod pseudonyms;
mod read;
mod refusals;
mod safekeeping;
mod safety;
mod saturation;
mod search;
mod start;
mod suggestions;
mod together;
mod trust;
mod why;

pub(super) use coding::Coding;
pub(super) use read::Read;
pub(super) use refusals::on_page;
pub(super) use safekeeping::Safekeeping;
use std::fmt::Display;
pub(super) use why::Why;

/// The interface in one language.
#[derive(Debug)]
pub(super) struct Texts {
    /// The language, as the attribute `lang` has it.
    pub(super) lang: &'static str,
    /// Its direction, as the attribute `dir` has it.
    pub(super) dir: &'static str,
    pub(super) nav: frame::Nav,
    pub(super) frame: frame::Frame,
    pub(super) errors: errors::Errors,
    pub(super) overview: overview::Overview,
    pub(super) read: read::Read,
    pub(super) coding: coding::Coding,
    pub(super) suggestions: suggestions::Suggestions,
    pub(super) why: why::Why,
    pub(super) history: history::History,
    pub(super) saturation: saturation::Saturation,
    pub(super) methods: methods::Methods,
    pub(super) codebook: codebook::Codebook,
    pub(super) agreement: agreement::Agreement,
    pub(super) trust: trust::Trust,
    pub(super) consistency: consistency::Consistency,
    pub(super) together: together::Together,
    pub(super) safety: safety::Safety,
    pub(super) safekeeping: safekeeping::Safekeeping,
    pub(super) pseudonyms: pseudonyms::Pseudonyms,
    pub(super) search: search::Search,
    pub(super) exchange: exchange::Exchange,
    pub(super) start: start::Start,
    pub(super) compare: compare::Compare,
}

impl Texts {
    /// English.
    pub(super) const EN: Self = Self {
        lang: "en",
        dir: "ltr",
        nav: frame::Nav::EN,
        frame: frame::Frame::EN,
        errors: errors::Errors::EN,
        overview: overview::Overview::EN,
        read: read::Read::EN,
        coding: coding::Coding::EN,
        suggestions: suggestions::Suggestions::EN,
        why: why::Why::EN,
        history: history::History::EN,
        saturation: saturation::Saturation::EN,
        methods: methods::Methods::EN,
        codebook: codebook::Codebook::EN,
        agreement: agreement::Agreement::EN,
        trust: trust::Trust::EN,
        consistency: consistency::Consistency::EN,
        together: together::Together::EN,
        safety: safety::Safety::EN,
        safekeeping: safekeeping::Safekeeping::EN,
        pseudonyms: pseudonyms::Pseudonyms::EN,
        search: search::Search::EN,
        exchange: exchange::Exchange::EN,
        start: start::Start::EN,
        compare: compare::Compare::EN,
    };
}

/// A counted thing: `{n} unit`, `{n} units`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plural {
    /// For one.
    pub(super) one: &'static str,
    /// For every other number.
    pub(super) other: &'static str,
}

impl Plural {
    /// The text for this number.
    pub(super) fn of(&self, n: impl TryInto<u64>) -> String {
        let n = n.try_into().unwrap_or(u64::MAX);
        let text = if n == 1 { self.one } else { self.other };
        fill(text, &[("n", &grouped(n))])
    }
}

/// A text with each `{name}` replaced by its value.
pub(super) fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    // Left to right and once only: a value that looks like a place is left alone.
    while let Some((before, after)) = rest.split_once('{') {
        let named = after.split_once('}');
        let value = named.and_then(|(name, _)| values.iter().find(|(of, _)| *of == name));
        filled.push_str(before);
        match (named, value) {
            (Some((_, behind)), Some((_, value))) => {
                filled.push_str(&value.to_string());
                rest = behind;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A number with thin spaces between thousands, as 12 345.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first && digits.len() > 4 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A share as whole percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once() {
        assert_eq!(fill("{a} of {b}", &[("a", &"{b}"), ("b", &2)]), "{b} of 2");
        assert_eq!(fill("{ {x} }", &[]), "{ {x} }");
    }

    #[test]
    fn counts_are_grouped() {
        let units = Plural {
            one: "{n} unit",
            other: "{n} units",
        };
        assert_eq!(units.of(1_usize), "1 unit");
        assert_eq!(units.of(0_usize), "0 units");
        assert_eq!(units.of(1234_usize), "1234 units");
        assert_eq!(units.of(1_234_567_usize), "1\u{202f}234\u{202f}567 units");
    }
}
