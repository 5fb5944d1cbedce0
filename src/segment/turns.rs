//! Transcript text to speakers' turns.

use super::label::{Form, Label, is_pseudonym, label};
use super::paragraphs::paragraphs;
use super::roles::{Manner, SpeakerRules, roles};
use super::speaker_words::{Named, key, named};
use crate::study::{Span, SpeakerRole, Turn};
use std::collections::{HashMap, HashSet};

/// The turns of `text` in order, not overlapping, each without its label and never empty; no participant is set.
///
/// A label starts a line: `Name:`, `[Name]`, `M4 -`, `Name 00:12`, times beside it or not. It counts as a speaker when
/// the rules name it, its word does (`Interviewer`, `مصاحبه‌گر`, `受访者`), it is a pseudonym such as `M4`, or it recurs.
/// A turn goes on until the next label, blank lines included. What stands before the first label, and a text without
/// labels, becomes one turn a paragraph with the role [`SpeakerRole::Other`]. Where nobody but interviewers has a label, their turns
/// are one paragraph each, and the paragraphs between them somebody else's.
pub fn turns(text: &str, rules: &SpeakerRules) -> Vec<Turn> {
    let lines = labelled_lines(text, rules);
    let speakers = match rules.pattern {
        Some(_) => lines.iter().map(LabelledLine::identity).collect(),
        None => accepted(&lines, rules),
    };
    let starts: Vec<&LabelledLine> = lines
        .iter()
        .filter(|line| speakers.contains(&line.identity()))
        .collect();
    let first = starts.first().map_or(text.len(), |line| line.at);
    let mut found: Vec<Turn> = paragraphs(text, Span::new(0, first))
        .into_iter()
        .map(unspoken)
        .collect();
    let mut manners: HashMap<String, Manner> = HashMap::new();
    let mut spoken = Vec::new();
    for (i, line) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(text.len(), |next| next.at);
        let speech = Span::new(line.speech, end.max(line.speech));
        if let Some(span) = speech.trimmed(text).filter(|span| !span.is_empty()) {
            manners
                .entry(line.key.clone())
                .or_default()
                .hear(&text[span.start..span.end]);
            spoken.push((span, *line));
        }
    }
    let roles = roles(&manners, rules);
    let only_who_asks = roles.values().all(|role| *role == SpeakerRole::Interviewer);
    for (span, line) in spoken {
        let mut said = match only_who_asks {
            true => paragraphs(text, span),
            false => vec![span],
        }
        .into_iter();
        found.extend(said.next().map(|span| {
            Turn {
                span,
                speaker: Some(line.label.name.to_owned()),
                role: roles
                    .get(&line.key)
                    .copied()
                    .unwrap_or(SpeakerRole::Participant),
                participant: None,
            }
        }));
        found.extend(said.map(unspoken));
    }
    found
}

fn unspoken(span: Span) -> Turn {
    Turn {
        span,
        speaker: None,
        role: SpeakerRole::Other,
        participant: None,
    }
}

/// A line that may start a turn.
struct LabelledLine<'t> {
    /// Byte of the text where the line begins.
    at: usize,
    /// Byte of the text where the speech begins.
    speech: usize,
    label: Label<'t>,
    key: String,
}

impl LabelledLine<'_> {
    fn identity(&self) -> (&str, Form) {
        (&self.key, self.label.form)
    }
}

fn labelled_lines<'t>(text: &'t str, rules: &SpeakerRules) -> Vec<LabelledLine<'t>> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches('\n');
        let found_label = match &rules.pattern {
            Some(pattern) => pattern.label(words),
            None => label(words),
        };
        if let Some(label) = found_label {
            found.push(LabelledLine {
                at,
                speech: at + label.speech,
                label,
                key: key(label.name),
            });
        }
        at += line.len();
    }
    found
}

/// The labels, by key and form, that are speakers.
fn accepted<'l>(lines: &'l [LabelledLine], rules: &SpeakerRules) -> HashSet<(&'l str, Form)> {
    let mut occurrences: HashMap<&str, usize> = HashMap::new();
    for line in lines {
        *occurrences.entry(&line.key).or_default() += 1;
    }
    let distinct: HashMap<(&str, Form), &LabelledLine> =
        lines.iter().map(|line| (line.identity(), line)).collect();
    let accept = |judge: fn(&LabelledLine, usize) -> bool| {
        let is_speaker = |line: &LabelledLine| {
            rules.role(&line.key).is_some() || judge(line, occurrences[line.key.as_str()])
        };
        distinct
            .iter()
            .filter(|(_, line)| is_speaker(line))
            .map(|(identity, _)| *identity)
            .collect::<HashSet<_>>()
    };
    let strict = accept(is_speaker);
    if strict.iter().any(|(_, form)| *form != Form::Dash) {
        strict
    } else {
        accept(|line, occurrences| is_speaker(line, occurrences) || is_dashed(line, occurrences))
    }
}

fn is_speaker(line: &LabelledLine, occurrences: usize) -> bool {
    let recurs = occurrences > 1;
    match (named(&line.key), line.label.form) {
        (Named::Nobody, _) => false,
        (_, Form::Dash) => is_pseudonym(line.label.name),
        (Named::Interviewer | Named::Participant | Named::Speaker, _) => true,
        (Named::Unknown, Form::Bracket | Form::Stamped) => recurs,
        (Named::Unknown, Form::Colon) => recurs || is_pseudonym(line.label.name),
    }
}
/// Whether a word before a dash names a speaker, in a transcript whose labels have dashes. Elsewhere `I - I mean`
/// is hesitation.
fn is_dashed(line: &LabelledLine, occurrences: usize) -> bool {
    let name = line.label.name;
    let is_short = name.chars().count() <= 3 && !name.contains(char::is_lowercase);
    line.label.form == Form::Dash
        && match named(&line.key) {
            Named::Nobody => false,
            Named::Interviewer | Named::Participant | Named::Speaker => {
                is_short || name.chars().count() > 3
            }
            Named::Unknown => is_short && occurrences > 1,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SpeakerRole::{Interviewer, Other, Participant};

    fn check(text: &str, wanted: &[(Option<&str>, SpeakerRole, &str)]) {
        check_with(text, &SpeakerRules::default(), wanted);
    }

    fn check_with(text: &str, rules: &SpeakerRules, wanted: &[(Option<&str>, SpeakerRole, &str)]) {
        let found = turns(text, rules);
        let shown: Vec<_> = found
            .iter()
            .map(|turn| {
                (
                    turn.speaker.as_deref(),
                    turn.role,
                    turn.span.of(text).unwrap(),
                )
            })
            .collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn a_conversation_with_continuations() {
        check(
            "Ward 3, May\n\nInterviewer: Why?\n\nM4: I was tired.\n\nHere is the thing: I left.\nInterviewer: Oh.\n",
            &[
                (None, Other, "Ward 3, May"),
                (Some("Interviewer"), Interviewer, "Why?"),
                (
                    Some("M4"),
                    Participant,
                    "I was tired.\n\nHere is the thing: I left.",
                ),
                (Some("Interviewer"), Interviewer, "Oh."),
            ],
        );
    }

    #[test]
    fn where_only_who_asks_is_named_the_others_answer() {
        check(
            "I was early.\n\nModerator: Why?\n\nI was tired.\n\n从前很累。\n\nModerator: Oh.\nAnd then?\n\nThen I left.",
            &[
                (None, Other, "I was early."),
                (Some("Moderator"), Interviewer, "Why?"),
                (None, Other, "I was tired."),
                (None, Other, "从前很累。"),
                (Some("Moderator"), Interviewer, "Oh.\nAnd then?"),
                (None, Other, "Then I left."),
            ],
        );
    }

    #[test]
    fn brackets_dashes_and_times() {
        check(
            "[id1] hello\n\n[laughs] no\n[id2]\nyes\n[id1] bye\n[id2] bye",
            &[
                (Some("id1"), Participant, "hello\n\n[laughs] no"),
                (Some("id2"), Participant, "yes"),
                (Some("id1"), Participant, "bye"),
                (Some("id2"), Participant, "bye"),
            ],
        );
        check(
            "[00:01] I - Why?\nM4 – Because.\nWell - no\n(00:12) M4 - So.",
            &[
                (Some("I"), Interviewer, "Why?"),
                (Some("M4"), Participant, "Because.\nWell - no"),
                (Some("M4"), Participant, "So."),
            ],
        );
        check(
            "Ann 0:01\nWhy? How?\nBob 0:05\nI do not know.\nAnn 0:09\nNo? Really?\nBob 0:12\nReally not, I am afraid.",
            &[
                (Some("Ann"), Interviewer, "Why? How?"),
                (Some("Bob"), Participant, "I do not know."),
                (Some("Ann"), Interviewer, "No? Really?"),
                (Some("Bob"), Participant, "Really not, I am afraid."),
            ],
        );
    }

    #[test]
    fn persian_and_chinese_labels() {
        check(
            "مصاحبه‌گر: چرا؟\nشرکت‌کننده ۲: خسته بودم.",
            &[
                (Some("مصاحبه‌گر"), Interviewer, "چرا؟"),
                (Some("شرکت‌کننده ۲"), Participant, "خسته بودم."),
            ],
        );
        check(
            "访谈者：为什么？\n王医生：我害怕。😀\n访谈者：嗯。\n王医生：是的。",
            &[
                (Some("访谈者"), Interviewer, "为什么？"),
                (Some("王医生"), Participant, "我害怕。😀"),
                (Some("访谈者"), Interviewer, "嗯。"),
                (Some("王医生"), Participant, "是的。"),
            ],
        );
    }

    #[test]
    fn of_two_nameless_speakers_the_one_who_asks_is_the_interviewer() {
        check(
            "Speaker 1: Why? How?\nSpeaker 2: Because it was so, was it not?",
            &[
                (Some("Speaker 1"), Interviewer, "Why? How?"),
                (
                    Some("Speaker 2"),
                    Participant,
                    "Because it was so, was it not?",
                ),
            ],
        );
        check(
            "Participant 1: Why? How?\nParticipant 2: Because it was so.",
            &[
                (Some("Participant 1"), Participant, "Why? How?"),
                (Some("Participant 2"), Participant, "Because it was so."),
            ],
        );
    }

    #[test]
    fn hesitation_is_no_label() {
        check(
            "I: Why?\nM4: Well.\nI - I mean it.\nFor example: this.\nFor example: that.",
            &[
                (Some("I"), Interviewer, "Why?"),
                (
                    Some("M4"),
                    Participant,
                    "Well.\nI - I mean it.\nFor example: this.\nFor example: that.",
                ),
            ],
        );
    }

    #[test]
    fn rules_override_words_and_manner() {
        let rules = SpeakerRules {
            interviewers: vec!["Sam".into()],
            participants: vec!["researcher 1".into()],
            pattern: None,
        };
        check_with(
            "Researcher 1: Why? How?\nSam: Because it was so.",
            &rules,
            &[
                (Some("Researcher 1"), Participant, "Why? How?"),
                (Some("Sam"), Interviewer, "Because it was so."),
            ],
        );
    }

    #[test]
    fn a_pattern_alone_says_what_a_turn_begins_with() {
        let rules = SpeakerRules {
            interviewers: vec!["q".into()],
            pattern: Some(crate::segment::SpeakerPattern::parse(r"(Q|A)\d*\.").unwrap()),
            ..SpeakerRules::default()
        };
        check_with(
            "Ward 3\n\nQ1. Why? Note: this.\nA. چون.\nNote: that.\nNote: more.",
            &rules,
            &[
                (None, Other, "Ward 3"),
                (Some("Q"), Interviewer, "Why? Note: this."),
                (Some("A"), Participant, "چون.\nNote: that.\nNote: more."),
            ],
        );
    }

    #[test]
    fn a_text_without_speakers_is_one_turn_a_paragraph() {
        check(
            "One: a thought.\n\nTwo. Note: mine.\n",
            &[
                (None, Other, "One: a thought."),
                (None, Other, "Two. Note: mine."),
            ],
        );
        check("", &[]);
        check(" \n\n\t", &[]);
        check("Interviewer:\n", &[]);
    }

    #[test]
    fn twenty_megabytes_are_no_trouble() {
        let long = "word: ".repeat(1 << 20);
        assert_eq!(turns(&long, &SpeakerRules::default()).len(), 1);
        let many = "Interviewer: Why?\nM4: No.\n".repeat(200_000);
        assert_eq!(turns(&many, &SpeakerRules::default()).len(), 400_000);
    }
}
