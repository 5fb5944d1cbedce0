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
    parts.map(one).collect::<Vec<_>>().join(" · ")
}

fn one(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Quote {
            participant, text, ..
        } => match participant {
            Some(who) => format!("like {who} “{}”", shortened(text)),
            None => format!("like “{}”", shortened(text)),
        },
        Evidence::Words(words) => format!("words: {}", words.join(", ")),
        Evidence::Definition(text) => format!("defined as “{}”", shortened(text)),
        Evidence::Name(name) => format!("by its name “{name}” alone"),
        Evidence::Common => "nothing in particular speaks for it".to_owned(),
    }
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
