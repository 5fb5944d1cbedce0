//! Why, in one line.

use super::Evidence;

/// Letters of a quote shown in one line.
const QUOTE: usize = 90;

/// Quotes in one line, at most; the others are for who asks for more.
const QUOTES: usize = 2;

/// The reasons in one line that a tired person understands: the quotes most responsible, the words, the definition.
pub fn explain(evidence: &[Evidence]) -> String {
    let mut quotes = 0;
    let parts = evidence.iter().filter(|reason| {
        let is_quote = matches!(reason, Evidence::Quote { .. });
        quotes += usize::from(is_quote);
        !is_quote || quotes <= QUOTES
    });
    parts.map(briefly).collect::<Vec<_>>().join(" · ")
}

/// One reason with the whole of its words, and how like a quote is.
pub fn explain_in_full(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Quote {
            participant,
            text,
            likeness,
            ..
        } => {
            let likeness = format!("{:.0} % alike", likeness * 100.0);
            format!("like{} ({likeness}): “{text}”", named(participant))
        }
        Evidence::Words(words) => format!("words that speak for it: {}", words.join(", ")),
        Evidence::Definition(text) => defined(text),
        Evidence::Name(_) | Evidence::Category(_) | Evidence::Common => briefly(evidence),
    }
}

fn briefly(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Quote {
            participant, text, ..
        } => format!("like{} “{}”", named(participant), shortened(text)),
        Evidence::Words(words) => format!("words: {}", words.join(", ")),
        Evidence::Definition(text) => defined(&shortened(text)),
        Evidence::Name(name) => format!("by its name “{name}” alone"),
        Evidence::Category(name) => format!("of all categories “{name}” fits best"),
        Evidence::Common => "nothing in particular speaks for it".to_owned(),
    }
}

fn defined(text: &str) -> String {
    format!("defined as “{text}”")
}

/// The participant behind a space, where there is one.
fn named(participant: &Option<String>) -> String {
    (participant.as_ref()).map_or_else(String::new, |who| format!(" {who}"))
}

fn shortened(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= QUOTE {
        return words;
    }
    let cut: String = words.chars().take(QUOTE).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{whole} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_short_and_whole_words() {
        let line = explain(&[
            Evidence::Quote {
                unit: "3".into(),
                participant: Some("F2".into()),
                text: "we taught ".repeat(40),
                likeness: 0.5,
            },
            Evidence::Words(vec!["taught".into()]),
        ]);
        assert!(line.starts_with("like F2 “we taught"), "{line}");
        assert!(line.contains("taught …” · words: taught"), "{line}");
    }

    #[test]
    fn chinese_without_spaces_is_cut_too() {
        let line = explain(&[Evidence::Definition("学".repeat(200))]);
        assert!(line.chars().count() < 120);
    }
}
