//! Who asks and who answers.

use super::pattern::SpeakerPattern;
use super::speaker_words::{Named, key, named};
use crate::study::SpeakerRole;
use std::collections::HashMap;

/// What the researcher knows of the speakers. Labels are compared without regard to case, dots and joiners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerRules {
    /// Labels of interviewers.
    pub interviewers: Vec<String>,
    /// Labels of participants.
    pub participants: Vec<String>,
    /// How lines that begin a turn are written, where that is not recognised; no other line begins one then.
    pub pattern: Option<SpeakerPattern>,
}

impl SpeakerRules {
    /// The role of the label with this key by the rules alone.
    pub(super) fn role(&self, speaker: &str) -> Option<SpeakerRole> {
        let is_among = |labels: &[String]| labels.iter().any(|label| key(label) == speaker);
        if is_among(&self.interviewers) {
            Some(SpeakerRole::Interviewer)
        } else if is_among(&self.participants) {
            Some(SpeakerRole::Participant)
        } else {
            None
        }
    }
}

/// How one speaker speaks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    letters: usize,
    questions: usize,
}

impl Manner {
    /// Adds one turn.
    pub(super) fn hear(&mut self, speech: &str) {
        // Chinese has no spaces: letters serve as the measure of length in every language.
        self.letters += speech.chars().filter(|c| c.is_alphabetic()).count();
        self.questions += speech
            .chars()
            .filter(|c| matches!(c, '?' | '؟' | '？'))
            .count();
    }

    /// Asks markedly more than the other (twice as often, and twice at least) and says less.
    fn interviews(self, other: Self) -> bool {
        self.questions >= 2.max(2 * other.questions) && self.letters < other.letters
    }
}

/// Each speaker's role: the rules first, then the label's own word, then (of two speakers who are both unknown)
/// the manner of speaking; all others are participants.
pub(super) fn roles(
    speakers: &HashMap<String, Manner>,
    rules: &SpeakerRules,
) -> HashMap<String, SpeakerRole> {
    let mut found: HashMap<String, SpeakerRole> = speakers
        .keys()
        .map(|speaker| {
            let by_word = match named(speaker) {
                Named::Interviewer => SpeakerRole::Interviewer,
                _ => SpeakerRole::Participant,
            };
            (speaker.clone(), rules.role(speaker).unwrap_or(by_word))
        })
        .collect();
    let nobody_asks = !found.values().any(|role| *role == SpeakerRole::Interviewer);
    if nobody_asks && let Some(asker) = asker_of_two(speakers, rules) {
        found.insert(asker, SpeakerRole::Interviewer);
    }
    found
}

fn asker_of_two(speakers: &HashMap<String, Manner>, rules: &SpeakerRules) -> Option<String> {
    let pair: Vec<(&String, &Manner)> = speakers.iter().collect();
    let [(first, one), (second, two)] = pair[..] else {
        return None;
    };
    let asker = if one.interviews(*two) {
        first
    } else if two.interviews(*one) {
        second
    } else {
        return None;
    };
    let known = rules.role(asker).is_some() || named(asker) == Named::Participant;
    (!known).then(|| asker.clone())
}
