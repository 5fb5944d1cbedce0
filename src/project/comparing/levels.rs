//! Which level of abstraction a word means.

use super::Coded;
use crate::compare::Rows;
use crate::error::{Error, Result};
use crate::study::Study;
use std::collections::BTreeSet;

/// The rows that `level` means: the name that any of the studies gives a level, its number from the most abstract (1), or `all`.
/// A name that stands at different heights means that of the first study which has it, and a remark says so.
pub(super) fn rows(
    studies: &[Coded],
    level: Option<&str>,
    remarks: &mut Vec<String>,
) -> Result<Option<Rows>> {
    let Some(asked) = level else {
        return Ok(None);
    };
    let wanted = key(asked);
    if wanted == "all" {
        return Ok(Some(Rows::Every));
    }
    if let Some(number) = wanted.parse::<usize>().ok().filter(|n| *n > 0) {
        return Ok(Some(Rows::Level(number - 1)));
    }
    let heights: Vec<(usize, &Study)> = studies
        .iter()
        .filter_map(|(study, _)| Some((height(&study.levels, &wanted)?, study)))
        .collect();
    let Some((first, study)) = heights.first() else {
        return match height(&Study::CONTENT_ANALYSIS_LEVELS, &wanted) {
            Some(level) => Ok(Some(Rows::Level(level))),
            None => Err(unknown(studies, asked)),
        };
    };
    if heights.iter().any(|(height, _)| height != first) {
        remarks.push(format!(
            "'{asked}' stands at different heights; it is taken as in '{}', level {}",
            study.name,
            first + 1
        ));
    }
    Ok(Some(Rows::Level(*first)))
}

fn height(levels: &[impl AsRef<str>], wanted: &str) -> Option<usize> {
    levels
        .iter()
        .position(|level| key(level.as_ref()) == wanted)
}

/// `Sub-categories`, `subcategory` and `sub category` are one.
fn key(level: &str) -> String {
    let letters = level.chars().filter(|c| c.is_alphanumeric());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.strip_suffix('s').unwrap_or(&name).to_owned(),
    }
}

fn unknown(studies: &[Coded], asked: &str) -> Error {
    let known: BTreeSet<&str> = studies
        .iter()
        .flat_map(|(study, _)| &study.levels)
        .map(String::as_str)
        .collect();
    let known: Vec<&str> = known.into_iter().collect();
    Error::input(format!(
        "there is no level '{asked}'; there are: {}; or write a number, 1 for the most abstract, or all",
        known.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Codebook, StudyId};

    fn studies(levels: &[&[&str]]) -> Vec<Coded> {
        let study = |levels: &&[&str]| Study {
            id: StudyId(1),
            name: "ward".into(),
            title: String::new(),
            method: String::new(),
            levels: levels.iter().map(|l| (*l).to_owned()).collect(),
            language: None,
        };
        let coded = |levels| (study(levels), Codebook::default());
        levels.iter().map(coded).collect()
    }

    #[test]
    fn a_level_is_known_by_its_name_in_any_study_and_by_its_number() {
        let studies = studies(&[
            &["theme", "category", "sub-category"],
            &["selective code", "axial code", "مقوله"],
        ]);
        for (asked, meant) in [
            ("theme", Rows::Level(0)),
            ("Sub-Categories", Rows::Level(2)),
            ("subcategory", Rows::Level(2)),
            ("axial codes", Rows::Level(1)),
            ("مقوله", Rows::Level(2)),
            ("2", Rows::Level(1)),
            ("code", Rows::Level(3)),
            ("ALL", Rows::Every),
        ] {
            let mut remarks = Vec::new();
            let found = rows(&studies, Some(asked), &mut remarks).unwrap();
            assert_eq!(found, Some(meant), "{asked}");
            assert!(remarks.is_empty(), "{asked}");
        }
        for asked in ["colour", "", "0", "😀"] {
            let refused = rows(&studies, Some(asked), &mut Vec::new()).unwrap_err();
            assert!(refused.to_string().contains("axial code"), "{asked}");
        }
        assert_eq!(rows(&studies, None, &mut Vec::new()).unwrap(), None);
    }

    #[test]
    fn one_name_at_two_heights_is_remarked_upon() {
        let studies = studies(&[&["theme", "code"], &["theme", "category", "code"]]);
        let mut remarks = Vec::new();
        let found = rows(&studies, Some("code"), &mut remarks).unwrap();
        assert_eq!(found, Some(Rows::Level(1)));
        assert_eq!(remarks.len(), 1);
    }
}
