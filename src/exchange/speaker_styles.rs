//! Speakers that a document tells by its looks, not by `Name:`: paragraphs in a style called after a role, and names
//! in bold at the start of paragraphs. They get a colon, so that speaker detection finds them as in any text.

use super::flow::Paragraph;
use std::collections::HashMap;

/// A name in bold has at most this many words ...
const MOST_WORDS: usize = 4;
/// ... and this many characters.
const MOST_CHARS: usize = 40;
/// A name alone in its paragraph may be a heading; as often as this it is none.
const ALONE: usize = 3;

/// Styles, without digits and spaces at their ends, that are called after who speaks.
const ROLES: [&str; 14] = [
    "interviewer",
    "interviewee",
    "participant",
    "respondent",
    "researcher",
    "moderator",
    "facilitator",
    "informant",
    "speaker",
    "befragte",
    "intervieweur",
    "مصاحبه‌گر",
    "مصاحبه‌شونده",
    "شرکت‌کننده",
];

/// The texts of the paragraphs, with labels where only their looks told the speaker.
pub(super) fn labelled(paragraphs: Vec<Paragraph>) -> Vec<String> {
    let leads = recurring_leads(&paragraphs);
    let mut spoke: Option<String> = None;
    let mut texts = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let by_style = paragraph
            .style
            .as_deref()
            .filter(|style| is_role(style))
            .map(str::to_owned);
        let by_lead = name_in_bold(&paragraph).filter(|(name, _)| {
            let (all, alone) = leads.get(*name).copied().unwrap_or_default();
            all - alone > 1 || all >= ALONE
        });
        let text = match (&by_style, by_lead) {
            (Some(style), _) if by_style != spoke && !has_label(&paragraph.text) => {
                format!("{style}: {}", paragraph.text)
            }
            (_, Some((name, rest))) => format!("{name}: {}", rest.trim_start())
                .trim_end()
                .to_owned(),
            _ => paragraph.text,
        };
        spoke = by_style;
        texts.push(text);
    }
    texts
}

/// How often each name stands in bold at the start of a paragraph: altogether, and alone in it.
fn recurring_leads(paragraphs: &[Paragraph]) -> HashMap<String, (usize, usize)> {
    let mut found: HashMap<String, (usize, usize)> = HashMap::new();
    for (name, rest) in paragraphs.iter().filter_map(name_in_bold) {
        let (all, alone) = found.entry(name.to_owned()).or_default();
        *all += 1;
        *alone += usize::from(rest.trim().is_empty());
    }
    found
}

/// The name in bold at the start and what follows it; none where a colon marks it already.
fn name_in_bold(paragraph: &Paragraph) -> Option<(&str, &str)> {
    let (lead, rest) = (
        paragraph.text.get(..paragraph.lead)?,
        paragraph.text.get(paragraph.lead..)?,
    );
    let name = lead.trim();
    let is_marked = name.ends_with([':', '：', ']', ')', '-', '–'])
        || rest.trim_start().starts_with([':', '：']);
    let is_name = name.chars().count() <= MOST_CHARS
        && (1..=MOST_WORDS).contains(&name.split_whitespace().count())
        && name.contains(char::is_alphabetic)
        && !name.contains([
            '.', '?', '!', ',', ';', '؟', '،', '。', '\n', '\t', ':', '\u{1}',
        ]);
    let is_apart = rest.is_empty()
        || rest.starts_with(char::is_whitespace)
        || lead.ends_with(char::is_whitespace);
    (is_name && !is_marked && is_apart).then_some((name, rest))
}

fn is_role(style: &str) -> bool {
    let name = style.to_lowercase();
    let name = name
        .trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace() || c == '_' || c == '-');
    ROLES.contains(&name)
}

/// Whether a paragraph begins with what may be a label: it is left as it is.
fn has_label(text: &str) -> bool {
    let head: String = text.chars().take(MOST_CHARS).collect();
    head.split('\n')
        .next()
        .is_some_and(|line| line.contains([':', '：']))
        || head.starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str, style: Option<&str>, lead: usize) -> Paragraph {
        let mut paragraph = Paragraph::default();
        paragraph.text = text.into();
        paragraph.style = style.map(str::to_owned);
        paragraph.lead = lead;
        paragraph
    }

    #[test]
    fn styles_called_after_roles_become_labels() {
        let texts = labelled(vec![
            paragraph("Ward 3", Some("Heading1"), 0),
            paragraph("Why?", Some("Interviewer"), 0),
            paragraph("چرا؟", Some("Interviewer"), 0),
            paragraph("So.", Some("Respondent 1"), 0),
            paragraph("I: Oh.", Some("Interviewer"), 0),
        ]);
        assert_eq!(
            texts,
            [
                "Ward 3",
                "Interviewer: Why?",
                "چرا؟",
                "Respondent 1: So.",
                "I: Oh."
            ]
        );
    }

    #[test]
    fn names_in_bold_that_recur_become_labels() {
        let texts = labelled(vec![
            paragraph("Results", None, 7),
            paragraph("Sara Why?", None, 4),
            paragraph("王医生 我害怕。", None, 9),
            paragraph("Sara And then?", None, 5),
            paragraph("王医生 没有。", None, 9),
            paragraph("Once only", None, 4),
            paragraph("Ali: yes", None, 4),
            paragraph("Ali: yes", None, 3),
        ]);
        assert_eq!(
            texts[1..5],
            [
                "Sara: Why?",
                "王医生: 我害怕。",
                "Sara: And then?",
                "王医生: 没有。"
            ]
        );
        assert_eq!(
            (texts[0].as_str(), texts[5].as_str(), texts[6].as_str()),
            ("Results", "Once only", "Ali: yes")
        );
    }
}
