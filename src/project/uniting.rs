//! Lines of one passage → one unit: programs that list highlights write a line for each code.

use crate::study::CodedUnit;
use std::collections::HashMap;

/// Puts the codes of lines together that are of one passage; how many lines went into others.
///
/// Of one passage are lines with the same id, and those with the same text at the same place of one transcript or participant, as
/// long as they bring other codes: the same answer with the same code is given twice.
pub(super) fn united(units: Vec<CodedUnit>) -> (Vec<CodedUnit>, usize) {
    let lines = units.len();
    let mut kept: Vec<CodedUnit> = Vec::with_capacity(lines);
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut by_place: HashMap<Passage, usize> = HashMap::new();
    for unit in units {
        let passage = Passage::of(&unit);
        let known = by_id.get(&unit.id).copied();
        let known = known.filter(|at| kept[*at].text == unit.text);
        let known = known.or_else(|| by_place.get(passage.as_ref()?).copied());
        match known.map(|at| &mut kept[at]) {
            Some(first) if brings_others(&unit, first) => {
                first.codes.extend(unit.codes);
                first.themes.extend(unit.themes);
            }
            _ => {
                by_id.insert(unit.id.clone(), kept.len());
                if let Some(passage) = passage {
                    by_place.insert(passage, kept.len());
                }
                kept.push(unit);
            }
        }
    }
    let united = lines - kept.len();
    (kept, united)
}

/// Where a unit stands, and what it says.
#[derive(PartialEq, Eq, Hash)]
struct Passage {
    of: [Option<String>; 3],
    range: (Option<usize>, Option<usize>),
    text: String,
}

impl Passage {
    /// `None` where nothing is known of where it stands.
    fn of(unit: &CodedUnit) -> Option<Self> {
        (unit.transcript.is_some() || unit.participant.is_some()).then(|| Self {
            of: [
                unit.study.clone(),
                unit.transcript.clone(),
                unit.participant.clone(),
            ],
            range: (unit.start, unit.end),
            text: unit.text.clone(),
        })
    }
}

fn brings_others(unit: &CodedUnit, first: &CodedUnit) -> bool {
    !unit.codes.is_empty()
        && !first.codes.is_empty()
        && unit.codes.iter().all(|code| !first.codes.contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, transcript: Option<&str>, start: Option<usize>, codes: &[&str]) -> CodedUnit {
        CodedUnit {
            id: id.into(),
            transcript: transcript.map(str::to_owned),
            start,
            text: "می‌ترسیدم 😀".into(),
            codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            ..CodedUnit::default()
        }
    }

    fn told(units: Vec<CodedUnit>) -> Vec<(String, String)> {
        let (kept, _) = united(units);
        let told = kept.into_iter().map(|u| (u.id, u.codes.join("+")));
        told.collect()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = of.iter().map(|(id, codes)| ((*id).into(), (*codes).into()));
        pairs.collect()
    }

    #[test]
    fn a_line_for_each_code_is_one_unit() {
        let p1 = Some("P1");
        let lines = vec![
            unit("1", p1, None, &["Fear"]),
            unit("2", p1, None, &["Hope"]),
            unit("3", p1, None, &["Fear"]),
            unit("4", Some("P2"), None, &["Hope"]),
        ];
        assert_eq!(united(lines.clone()).1, 1);
        assert_eq!(
            told(lines),
            pairs(&[("1", "Fear+Hope"), ("3", "Fear"), ("4", "Hope")])
        );
    }

    #[test]
    fn what_stands_elsewhere_or_nowhere_is_another_unit() {
        let p1 = Some("P1");
        for lines in [
            [
                unit("1", p1, Some(0), &["Fear"]),
                unit("2", p1, Some(90), &["Hope"]),
            ],
            [
                unit("1", None, None, &["Fear"]),
                unit("2", None, None, &["Hope"]),
            ],
            [unit("1", p1, None, &["Fear"]), unit("2", p1, None, &[])],
        ] {
            assert_eq!(united(lines.to_vec()).1, 0);
        }
        let same_id = vec![
            unit("1", None, None, &["Fear"]),
            unit("1", None, None, &["Hope"]),
        ];
        assert_eq!(told(same_id), pairs(&[("1", "Fear+Hope")]));
    }
}
