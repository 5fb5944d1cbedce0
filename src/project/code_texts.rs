//! The codes of a file of coded units, with what a codebook file says of them.

use super::teaching::CodeText;
use crate::exchange::CodebookRow;
use crate::study::{CodedUnit, PATH_SEPARATOR};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Codes, and the places among them of each unit's codes.
pub(super) struct Codes {
    pub texts: Vec<CodeText>,
    pub of_units: Vec<Vec<usize>>,
}

/// The codes of a codebook without those that have others below them, in its order; then those that only the units name.
/// A unit may name a code by its path (`Barriers > Workload`) or, where one code is called so, by its name.
pub(super) fn codes_of(units: &[CodedUnit], codebook: &[CodebookRow]) -> Codes {
    let (mut texts, mut places) = of_codebook(codebook);
    let mut others: Vec<&str> = units
        .iter()
        .flat_map(|unit| unit.codes.iter().map(String::as_str))
        .filter(|name| !places.contains_key(*name))
        .collect();
    others.sort_unstable();
    others.dedup();
    for name in others {
        places.insert(name.to_owned(), texts.len());
        texts.push(CodeText {
            words: name.to_owned(),
            name: name.to_owned(),
            definition: String::new(),
            above: above(name),
        });
    }
    for (code, theme) in themes_of(units, &places) {
        texts[code].above.push(theme.to_owned());
    }
    let of_unit = |unit: &CodedUnit| {
        let mut codes: Vec<usize> = unit.codes.iter().map(|name| places[name]).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    Codes {
        of_units: units.iter().map(of_unit).collect(),
        texts,
    }
}

/// The paths of all that a code lies in, and its own.
pub(super) fn above(path: &str) -> Vec<String> {
    let ends = path.match_indices(PATH_SEPARATOR).map(|(end, _)| end);
    let ends = ends.chain(std::iter::once(path.len()));
    ends.map(|end| path[..end].to_owned()).collect()
}

/// For each code the theme that most of its units name beside their codes, the rarest where several do.
fn themes_of<'u>(
    units: &'u [CodedUnit],
    places: &HashMap<String, usize>,
) -> BTreeMap<usize, &'u str> {
    let mut all: HashMap<&str, usize> = HashMap::new();
    let mut beside: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for unit in units {
        let named: BTreeSet<&str> = unit.themes.iter().map(String::as_str).collect();
        for theme in named {
            *all.entry(theme).or_default() += 1;
            for code in &unit.codes {
                *beside.entry((places[code], theme)).or_default() += 1;
            }
        }
    }
    let mut chosen: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
    for ((code, theme), count) in beside {
        let (most, best) = chosen.entry(code).or_insert((count, theme));
        if count > *most || (count == *most && all[theme] < all[best]) {
            (*most, *best) = (count, theme);
        }
    }
    chosen
        .into_iter()
        .map(|(code, (_, theme))| (code, theme))
        .collect()
}

fn of_codebook(codebook: &[CodebookRow]) -> (Vec<CodeText>, HashMap<String, usize>) {
    let inner: HashSet<&[(usize, String)]> = codebook
        .iter()
        .filter_map(|row| row.path.split_last().map(|(_, above)| above))
        .collect();
    let leaves: Vec<&CodebookRow> = codebook
        .iter()
        .filter(|row| !row.path.is_empty() && !inner.contains(row.path.as_slice()))
        .collect();
    let name = |row: &CodebookRow| row.path.last().map_or_else(String::new, |(_, n)| n.clone());
    let path = |row: &CodebookRow| {
        let names: Vec<&str> = row.path.iter().map(|(_, name)| name.as_str()).collect();
        names.join(PATH_SEPARATOR)
    };
    let mut called: HashMap<String, usize> = HashMap::new();
    for row in &leaves {
        *called.entry(name(row)).or_default() += 1;
    }
    let mut places = HashMap::new();
    let mut texts = Vec::with_capacity(leaves.len());
    for (place, row) in leaves.into_iter().enumerate() {
        let (name, path) = (name(row), path(row));
        let words: Vec<&str> = [name.as_str(), &row.definition, &row.include]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        texts.push(CodeText {
            words: words.join(". "),
            name: if called[&name] == 1 {
                name.clone()
            } else {
                path.clone()
            },
            definition: row.definition.clone(),
            above: above(&path),
        });
        if called[&name] == 1 {
            places.insert(name, place);
        }
        places.insert(path, place);
    }
    (texts, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &[&str], definition: &str) -> CodebookRow {
        CodebookRow {
            path: path.iter().map(|n| (*n).to_owned()).enumerate().collect(),
            definition: definition.to_owned(),
            ..CodebookRow::default()
        }
    }

    fn unit(codes: &[&str]) -> CodedUnit {
        CodedUnit {
            codes: codes.iter().map(|c| (*c).to_owned()).collect(),
            ..CodedUnit::default()
        }
    }

    #[test]
    fn codes_are_known_by_path_or_by_a_name_that_is_theirs_alone() {
        let codebook = [
            row(&["Barriers"], "What hinders"),
            row(&["Barriers", "وقت"], "زمان کم"),
            row(&["Barriers", "Other"], ""),
            row(&["Help", "Other"], ""),
        ];
        let units = [
            unit(&["وقت"]),
            unit(&["Barriers > Other", "new"]),
            unit(&["Help > Other", "Help > Other"]),
        ];
        let codes = codes_of(&units, &codebook);
        let names: Vec<&str> = codes.texts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["وقت", "Barriers > Other", "Help > Other", "new"]);
        assert_eq!(codes.of_units, [vec![0], vec![1, 3], vec![2]]);
        assert_eq!(codes.texts[0].words, "وقت. زمان کم");
    }

    #[test]
    fn a_code_lies_in_its_path_and_in_the_theme_that_most_of_its_units_name() {
        let with = |codes: &[&str], themes: &[&str]| CodedUnit {
            themes: themes.iter().map(|t| (*t).to_owned()).collect(),
            ..unit(codes)
        };
        let units = [
            with(&["A > B > c"], &[]),
            with(&["d", "e"], &["everything", "ترس", "joy"]),
            with(&["d"], &["everything", "ترس"]),
            with(&["f"], &["everything"]),
            with(&["h"], &["other", "rare", "rare", "rare"]),
            with(&["h"], &["other"]),
        ];
        let codes = codes_of(&units, &[row(&["A", "g"], "")]);
        let above: Vec<&[String]> = codes.texts.iter().map(|c| c.above.as_slice()).collect();
        assert_eq!(above[0], ["A", "A > g"]);
        assert_eq!(above[1], ["A", "A > B", "A > B > c"]);
        assert_eq!(above[2], ["d", "ترس"]);
        assert_eq!(
            above[3],
            ["e", "joy"],
            "the rarest where all its units name several"
        );
        assert_eq!(above[4], ["f", "everything"]);
        assert_eq!(
            above[5],
            ["h", "other"],
            "lines of one passage may name a theme twice"
        );
    }

    #[test]
    fn without_a_codebook_codes_stand_in_the_order_of_the_alphabet() {
        let codes = codes_of(&[unit(&["b", "a"]), unit(&[])], &[]);
        let names: Vec<&str> = codes.texts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(codes.of_units, [vec![0, 1], vec![]]);
    }
}
