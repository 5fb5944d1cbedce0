//! Small values for the tests of this step.

use super::quote::CodedQuote;
use crate::study::{Code, CodeId, Codebook, Language, Span, Study, StudyId, UnitId};

pub fn study(id: i64, name: &str) -> Study {
    Study {
        id: StudyId(id),
        name: name.into(),
        title: format!("The study {name}"),
        method: "content analysis".into(),
        levels: vec!["theme".into(), "category".into()],
        language: None,
    }
}

pub fn code(id: i64, parent: Option<i64>, level: usize, name: &str) -> Code {
    Code {
        id: CodeId(id),
        study: StudyId(id / 100),
        parent: parent.map(CodeId),
        level,
        name: name.into(),
        definition: String::new(),
        include: String::new(),
        exclude: String::new(),
        colour: String::new(),
        position: id,
    }
}

pub fn quote(study: i64, unit: i64, participant: &str, text: &str, codes: &[i64]) -> CodedQuote {
    CodedQuote {
        study: StudyId(study),
        unit: UnitId(unit),
        transcript: participant.into(),
        span: Span::new(unit as usize * 100, unit as usize * 100 + 50),
        participant: Some(participant.into()),
        attributes: Default::default(),
        text: text.into(),
        condensed: None,
        translation: None,
        codes: codes.iter().map(|&id| CodeId(id)).collect(),
        language: Language::english(),
    }
}

/// Two studies: one on the ward (themes 101 and 104), one in the office (themes 201 and 203).
pub fn studies() -> Vec<(Study, Codebook)> {
    let ward = Codebook::new(vec![
        code(101, None, 0, "Support"),
        code(102, Some(101), 1, "Peers"),
        code(103, Some(101), 1, "Teachers"),
        code(104, None, 0, "Burden"),
        code(105, Some(104), 1, "Night shifts"),
    ]);
    let office = Codebook::new(vec![
        code(201, None, 0, "Support"),
        code(202, Some(201), 1, "Help from colleagues"),
        code(203, None, 0, "Money"),
    ]);
    vec![(study(1, "ward"), ward), (study(2, "office"), office)]
}

/// Seven coded units and an uncoded one.
pub fn quotes() -> Vec<CodedQuote> {
    vec![
        quote(
            1,
            1,
            "F1",
            "my friends explained the ward rounds to me",
            &[102, 103],
        ),
        quote(
            1,
            2,
            "F1",
            "the friends in my group shared their notes",
            &[102],
        ),
        quote(1, 3, "F2", "our professor sat down with us", &[103]),
        quote(
            1,
            4,
            "F2",
            "awake all night with no sleep, night after night",
            &[105],
        ),
        quote(1, 5, "F2", "the canteen was closed", &[]),
        quote(
            2,
            6,
            "A",
            "friends at the next desk shared their notes with me",
            &[202],
        ),
        quote(2, 7, "B", "the wage is gone by the tenth", &[203]),
        quote(2, 8, "B", "they helped, generally", &[201]),
    ]
}
