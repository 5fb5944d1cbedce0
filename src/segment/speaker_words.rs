//! The words by which transcripts call those who ask and those who answer, and the words that only look like speakers.

/// Labels of the one who asks, as [`key`] writes them.
#[rustfmt::skip] // one line a word would hide the list
const INTERVIEWERS: &[&str] = &[
    "interviewer", "int", "iv", "i", "q", "question", "moderator", "mod", "researcher", "facilitator", "host",
    "مصاحبهگر", "مصاحبهکننده", "پرسشگر", "پژوهشگر", "محقق", "سوال", "سؤال", "س", "مجری", "تسهیلگر", "المحاور",
    "محاور", "الباحث", "الباحثة", "باحث", "المقابل", "المیسر", "访谈者", "采访者", "访问者", "访谈员", "主持人", "研究者", "研究员",
    "提问者", "问", "訪談者", "採訪者", "主持", "問", "interviewerin", "befrager", "moderatorin", "forscher", "forscherin",
    "frage", "enquêteur", "enquêtrice", "intervieweur", "intervieweuse", "chercheur", "chercheuse", "animateur",
    "animatrice", "entrevistador", "entrevistadora", "investigador", "investigadora", "moderador", "moderadora",
    "pesquisador", "pesquisadora", "intervistatore", "intervistatrice", "ricercatore", "moderatore",
    "görüşmeci", "araştırmacı", "интервьюер", "исследователь", "модератор", "面接者", "インタビュアー", "聞き手", "면접자",
    "연구자",
];

/// Labels of those who answer.
#[rustfmt::skip] // one line a word would hide the list
const PARTICIPANTS: &[&str] = &[
    "participant", "respondent", "interviewee", "informant", "answer", "a", "p", "r", "patient", "مصاحبهشونده",
    "شرکتکننده", "مشارکتکننده", "پاسخگو", "پاسخ", "جواب", "ج", "المشارک", "المشارکة", "المستجیب", "الضیف",
    "受访者", "被访者", "参与者", "受試者", "受訪者", "回答者", "答", "befragter", "befragte", "teilnehmer", "teilnehmerin",
    "antwort", "enquêté", "enquêtée", "répondant", "répondante", "interviewé", "interviewée", "entrevistado",
    "entrevistada", "participante", "intervistato", "intervistata", "partecipante", "katılımcı", "респондент",
    "участник", "参加者", "참여자",
];

/// Labels of those who speak, whoever they are.
#[rustfmt::skip] // one line a word would hide the list
const SPEAKERS: &[&str] = &[
    "speaker", "voice", "گوینده", "سخنران", "متکلم", "说话人", "发言人", "sprecher", "sprecherin", "locuteur",
    "hablante",
];

/// First words of what stands before a colon or in brackets without being a speaker: headings, notes, noises.
#[rustfmt::skip] // one line a word would hide the list
const NEVER: &[&str] = &[
    "note", "notes", "nb", "ps", "example", "summary", "date", "time", "place", "location", "duration",
    "started", "ended", "start", "end", "title", "topic", "file", "page", "recording", "transcript",
    "transcribed", "transcriber", "transcription", "collector", "language", "keywords", "section", "part",
    "appendix", "table", "figure", "source", "http", "https", "mailto", "laughs", "laugh", "laughter",
    "laughing", "pause", "pauses", "long", "short", "silence", "inaudible", "unclear", "unintelligible",
    "crosstalk", "overlapping", "overlap", "cough", "coughs", "coughing", "sigh", "sighs", "sighing", "crying",
    "cries", "music", "noise", "applause", "phone", "redacted", "anonymised", "anonymized", "interruption",
    "last", "ip", "yes", "no", "well", "first", "second", "third", "finally", "also", "because", "مثلا",
    "مثلاً", "یعنی", "تاریخ", "زمان", "مکان", "نکته", "یادداشت", "خنده", "مکث", "سکوت", "نامفهوم", "مثال",
    "التاریخ", "ملاحظة", "ضحک", "صمت", "例如", "比如", "注", "日期", "时间", "地点", "备注", "笑", "沉默", "停顿", "听不清",
];

/// Words of sentences, which no name contains: a guard against `Here is the thing: ...`.
#[rustfmt::skip] // one line a word would hide the list
const SENTENCE_WORDS: &[&str] = &[
    "is", "are", "was", "were", "be", "the", "for", "it", "that", "this", "these", "those", "my", "your", "our",
    "their", "and", "but", "so", "to", "as", "in", "on", "what", "how", "why", "when", "which", "said", "thing",
    "things", "here", "there", "have", "had", "has", "do", "did", "not", "if", "then", "or", "with", "like",
    "است", "بود", "که", "را", "این", "من", "از",
];

/// What kind of speaker a label names by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// One who asks.
    Interviewer,
    /// One who answers.
    Participant,
    /// One who speaks, asking or answering (`Speaker 1`).
    Speaker,
    /// It does not say.
    Unknown,
    /// No speaker at all.
    Nobody,
}

/// A label as it is compared: lower case, one space between words, without joiners, direction marks and dots,
/// Arabic yeh and kaf as the Persian letters.
pub(super) fn key(label: &str) -> String {
    let plain: String = label
        .chars()
        .filter(|c| !matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '.' | '*'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the label with this [`key`] says of its bearer.
pub(super) fn named(key: &str) -> Named {
    let words: Vec<&str> = key
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    let Some(&first) = words.first() else {
        return Named::Nobody;
    };
    let joined = words.concat();
    // `I` asks, but `I1` and `I2` may be interviewees: a single letter counts only when it is the whole label.
    let is_among = |list: &[&str]| match joined.chars().count() {
        1 => list.contains(&key),
        _ => {
            list.contains(&joined.as_str()) || (first.chars().count() > 2 && list.contains(&first))
        }
    };
    if joined == "q" && key != "q" {
        return Named::Nobody; // Q7: the number of a question, not a person
    }
    if is_among(INTERVIEWERS) {
        Named::Interviewer
    } else if is_among(PARTICIPANTS) {
        Named::Participant
    } else if is_among(SPEAKERS) {
        Named::Speaker
    } else if NEVER.contains(&first) || words.iter().any(|word| SENTENCE_WORDS.contains(word)) {
        Named::Nobody
    } else {
        Named::Unknown
    }
}

/// Whether a label says only that someone answers (`Participant`, `R`, `مصاحبه‌شونده`) or speaks (`Speaker 2`), not who:
/// in another transcript the same label may stand for somebody else.
pub fn is_anonymous(label: &str) -> bool {
    match named(&key(label)) {
        Named::Participant => !label.contains(char::is_numeric),
        Named::Speaker => true,
        Named::Interviewer | Named::Unknown | Named::Nobody => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interviewers_are_known_in_many_languages() {
        for label in [
            "Interviewer",
            "INT",
            "I",
            "Q",
            "Researcher 1",
            "Interviewer (Sara)",
            "مصاحبه‌گر",
            "مصاحبه گر",
            "پرسشگر",
            "访谈者",
            "主持人",
            "问",
            "المحاور",
            "Enquêteur",
            "Entrevistadora",
        ] {
            assert_eq!(named(&key(label)), Named::Interviewer, "{label}");
        }
    }

    #[test]
    fn participants_and_strangers_are_told_apart() {
        for label in ["Participant 3", "R", "مصاحبه‌شونده", "受访者", "Interviewee"]
        {
            assert_eq!(named(&key(label)), Named::Participant, "{label}");
        }
        assert_eq!(named(&key("Speaker 1")), Named::Speaker);
        for label in ["M4", "I2", "P12", "Sam", "علی", "王医生"] {
            assert_eq!(named(&key(label)), Named::Unknown, "{label}");
        }
    }

    #[test]
    fn labels_that_anybody_may_bear_are_anonymous() {
        for label in ["Participant", "R", "مصاحبه‌شونده", "受访者", "Speaker 2"] {
            assert!(is_anonymous(label), "{label}");
        }
        for label in ["Participant 3", "M4", "Sam", "Interviewer", ""] {
            assert!(!is_anonymous(label), "{label}");
        }
    }

    #[test]
    fn headings_noises_and_sentences_are_nobody() {
        for label in [
            "Date",
            "Q7",
            "laughs",
            "long pause",
            "Here is the thing",
            "For example",
            "例如",
            "12",
            "",
        ] {
            assert_eq!(named(&key(label)), Named::Nobody, "{label}");
        }
    }
}
