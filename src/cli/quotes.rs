//! Quotes to read: the words with the hit marked, and under them who said it, under which codes, where.

use super::wrap::{isolated, lines};
use crate::project::{Quote, Quotes};
use crate::study::{PATH_SEPARATOR, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How a hit is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emphasis {
    /// Bold and coloured, by the terminal; what is around the quote is dimmed.
    Terminal,
    /// `**between asterisks**`: in files, pipes and where no colour is wanted.
    Asterisks,
}

/// The page quotes are written on.
pub(super) struct Page {
    /// Columns.
    pub width: usize,
    /// How hits are marked.
    pub emphasis: Emphasis,
    /// Attributes to be told before others, in lower case.
    pub attributes: Vec<String>,
    /// The number of the first quote, from 1.
    pub first: usize,
}

/// Attributes told beside the participant.
const ATTRIBUTES: usize = 3;
/// Columns left of the quote: its number.
const MARGIN: usize = 5;
/// No page is narrower.
const NARROWEST: usize = 30;

impl Page {
    /// The quotes one below the other, and how many each study has.
    pub(super) fn show(&self, found: &Quotes) -> String {
        let names = Names::of(&found.quotes);
        let mut page = String::new();
        for (number, quote) in (self.first..).zip(&found.quotes) {
            page.push_str(&self.quote(number, quote, &names));
            page.push('\n');
        }
        page.push_str(&self.summary(found));
        page
    }

    fn quote(&self, number: usize, quote: &Quote, names: &Names) -> String {
        let mut shown = String::new();
        for (at, line) in self.text(quote).into_iter().enumerate() {
            let number = if at == 0 {
                format!("{number}.")
            } else {
                String::new()
            };
            shown.push_str(&format!("{number:<MARGIN$}{line}\n"));
        }
        let other = |label: &str, text: &Option<String>| {
            text.as_ref()
                .filter(|text| !text.trim().is_empty())
                .map(|text| self.wrapped(&format!("{label}: {}", isolated(text.trim()))))
                .unwrap_or_default()
        };
        let mut below = other("translation", &quote.unit.translation);
        if quote.marks.is_empty() {
            below.extend(other("condensed", &quote.unit.condensed));
        }
        below.extend(self.wrapped(&self.about(quote, names)));
        for line in below {
            shown.push_str(&format!("{:MARGIN$}{}\n", "", self.dimmed(&line)));
        }
        shown
    }

    /// The lines of the quote, with the hits marked.
    fn text(&self, quote: &Quote) -> Vec<String> {
        let text = &quote.unit.text;
        let bytes = |(start, end)| {
            let span = Span::from_chars(text, start, end).unwrap_or(Span::new(0, 0));
            span.start..span.end
        };
        let marks = joined(text, quote.marks.iter().copied().map(bytes));
        let part = bytes(quote.snippet);
        let before = if part.start > 0 { "… " } else { "" };
        let after = if part.end < text.len() { " …" } else { "" };
        let inner = lines(&text[part.clone()], self.columns() - 4);
        let last = inner.len().saturating_sub(1);
        let told = inner.into_iter().enumerate().map(|(at, line)| {
            let line = part.start + line.start..part.start + line.end;
            let before = if at == 0 { before } else { "" };
            let after = if at == last { after } else { "" };
            isolated(&format!(
                "{before}{}{after}",
                self.marked(text, line, &marks)
            ))
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            vec!["(no text)".to_owned()]
        } else {
            told
        }
    }

    fn marked(&self, text: &str, line: Range<usize>, marks: &[Range<usize>]) -> String {
        let (on, off) = match self.emphasis {
            Emphasis::Terminal => ("\u{1b}[1;33m", "\u{1b}[0m"),
            Emphasis::Asterisks => ("**", "**"),
        };
        let mut shown = String::new();
        let mut at = line.start;
        for mark in marks {
            let (start, end) = (mark.start.max(at), mark.end.min(line.end));
            if start < end {
                shown.push_str(&tame(&text[at..start]));
                shown.push_str(&format!("{on}{}{off}", tame(&text[start..end])));
                at = end;
            }
        }
        shown.push_str(&tame(&text[at..line.end]));
        shown
    }

    /// Study · participant · codes · place.
    fn about(&self, quote: &Quote, names: &Names) -> String {
        let unit = &quote.unit;
        let mut parts = vec![isolated(unit.study.as_deref().unwrap_or_default())];
        match (&unit.participant, &unit.speaker) {
            (Some(participant), _) => {
                let known = self.known(&unit.attributes);
                parts.push(format!("{}{known}", isolated(participant)));
            }
            (None, Some(speaker)) => parts.push(isolated(speaker)),
            (None, None) => {}
        }
        let codes: Vec<String> = unit
            .codes
            .iter()
            .map(|path| isolated(names.short(path)))
            .collect();
        parts.push(if codes.is_empty() {
            "not coded".to_owned()
        } else {
            codes.join(", ")
        });
        let transcript = unit.transcript.as_deref().unwrap_or_default();
        parts.push(format!("{}, line {}", isolated(transcript), quote.line));
        tame(&parts.join(" · "))
    }

    /// The attributes that matter: those asked for, then others while there is room.
    fn known(&self, attributes: &BTreeMap<String, String>) -> String {
        let asked = |name: &&String| !self.attributes.contains(&name.to_lowercase());
        let mut names: Vec<&String> = attributes.keys().collect();
        names.sort_by_key(asked);
        let shown: Vec<String> = names
            .into_iter()
            .filter(|name| !attributes[*name].trim().is_empty())
            .take(ATTRIBUTES.max(self.attributes.len()))
            .map(|name| isolated(&format!("{name} {}", attributes[name].trim())))
            .collect();
        if shown.is_empty() {
            String::new()
        } else {
            format!(" ({})", shown.join(", "))
        }
    }

    /// How many quotes there are, the studies with most of them first.
    fn summary(&self, found: &Quotes) -> String {
        let mut studies: Vec<(&String, &usize)> = found.studies.iter().collect();
        studies.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let studies: Vec<String> = studies
            .into_iter()
            .map(|(study, count)| format!("{} {count}", isolated(study)))
            .collect();
        let quotes = match found.total {
            1 => "1 quote".to_owned(),
            n => format!("{n} quotes"),
        };
        let mut summary = match studies.as_slice() {
            [] => quotes,
            _ => format!("{quotes}: {}", studies.join(", ")),
        };
        if found.quotes.len() < found.total && !found.quotes.is_empty() {
            let (first, last) = (self.first, self.first + found.quotes.len() - 1);
            summary.push_str(&format!(
                " (shown: {first} to {last}; more with --limit or --all)"
            ));
        }
        self.wrapped(&summary).join("\n")
    }

    fn wrapped(&self, text: &str) -> Vec<String> {
        let ranges = lines(text, self.columns());
        ranges.into_iter().map(|line| tame(&text[line])).collect()
    }

    fn columns(&self) -> usize {
        self.width.max(NARROWEST) - MARGIN
    }

    fn dimmed(&self, line: &str) -> String {
        match self.emphasis {
            Emphasis::Terminal => format!("\u{1b}[2m{line}\u{1b}[0m"),
            Emphasis::Asterisks => line.to_owned(),
        }
    }
}

/// Paths of codes by their last names, where these tell them apart.
struct Names<'q>(BTreeMap<&'q str, BTreeSet<&'q str>>);

impl<'q> Names<'q> {
    fn of(quotes: &'q [Quote]) -> Self {
        let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for path in quotes.iter().flat_map(|quote| &quote.unit.codes) {
            paths.entry(last(path)).or_default().insert(path);
        }
        Self(paths)
    }

    fn short<'p>(&self, path: &'p str) -> &'p str {
        match self.0.get(last(path)) {
            Some(paths) if paths.len() > 1 => path,
            _ => last(path),
        }
    }
}

fn last(path: &str) -> &str {
    path.rsplit(PATH_SEPARATOR).next().unwrap_or(path)
}

/// Marks with nothing but a space, a hyphen or a joiner between them become one.
fn joined(text: &str, marks: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match joined.last_mut() {
            Some(last)
                if text
                    .get(last.end..mark.start)
                    .is_some_and(|between| between.chars().all(is_joint)) =>
            {
                last.end = mark.end;
            }
            _ => joined.push(mark),
        }
    }
    joined
}

fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '-' | '‐' | '‑' | '\u{200c}' | '\'' | '’')
}

/// Line ends as spaces, and nothing that could steer the terminal: transcripts come from anywhere.
fn tame(text: &str) -> String {
    let shown = |c: char| {
        if c.is_whitespace() {
            Some(' ')
        } else {
            (!c.is_control()).then_some(c)
        }
    };
    text.chars().filter_map(shown).collect()
}
