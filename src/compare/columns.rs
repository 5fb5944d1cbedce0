//! What stands at the head of the columns: studies, or what is known of the participants.

use super::quote::CodedQuote;
use crate::error::{Error, Result};
use crate::study::{Study, StudyId};
use crate::text::normalise;
use std::collections::{BTreeMap, BTreeSet};

/// Head of the column for participants of whom the attribute is not known.
pub const NOT_KNOWN: &str = "not known";

/// Numbers with more different values than this are cut into ranges.
const MOST_VALUES: usize = 6;
/// Into so many ranges, each with about the same number of participants.
const RANGES: usize = 3;

/// The columns of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Columns {
    /// One a study.
    Studies,
    /// One a value of this attribute of the participants (`role`), its name in any case. A number with more than six
    /// different values is cut into three ranges of about as many participants each. Whose value is missing comes last,
    /// under [`NOT_KNOWN`].
    Attribute(String),
}

/// Labels and study of each column, and the column of each quote.
pub(super) struct Placed {
    pub heads: Vec<(String, Option<StudyId>)>,
    pub column_of: Vec<Option<usize>>,
}

impl Columns {
    /// Places `quotes` into columns.
    ///
    /// # Errors
    /// [`Error::Input`] where no participant has the attribute; the message names those there are.
    pub(super) fn place(&self, studies: &[&Study], quotes: &[&CodedQuote]) -> Result<Placed> {
        match self {
            Self::Studies => {
                let place = |q: &&CodedQuote| studies.iter().position(|s| s.id == q.study);
                Ok(Placed {
                    heads: (studies.iter())
                        .map(|s| (s.name.clone(), Some(s.id)))
                        .collect(),
                    column_of: quotes.iter().map(place).collect(),
                })
            }
            Self::Attribute(name) => by_attribute(name, quotes),
        }
    }
}

fn by_attribute(name: &str, quotes: &[&CodedQuote]) -> Result<Placed> {
    let values: Vec<Option<String>> = quotes.iter().map(|q| value_of(q, name)).collect();
    let mut of_people: BTreeMap<(StudyId, &str), &str> = BTreeMap::new();
    for (quote, value) in quotes.iter().zip(&values) {
        if let Some(value) = value {
            let person = quote.participant.as_deref().unwrap_or(&quote.transcript);
            of_people.insert((quote.study, person), value);
        }
    }
    if of_people.is_empty() && !quotes.is_empty() {
        return Err(nobody_has(name, quotes));
    }
    let groups = groups(of_people.values().copied().collect());
    let column = |value: &Option<String>| {
        let value = value.as_deref().map(key);
        (value.and_then(|v| groups.iter().position(|g| g.keys.contains(&v))))
            .unwrap_or(groups.len())
    };
    let column_of: Vec<Option<usize>> = values.iter().map(|v| Some(column(v))).collect();
    let mut heads: Vec<_> = groups.iter().map(|g| (g.label.clone(), None)).collect();
    if column_of.contains(&Some(groups.len())) {
        heads.push((NOT_KNOWN.to_owned(), None));
    }
    Ok(Placed { heads, column_of })
}

fn value_of(quote: &CodedQuote, name: &str) -> Option<String> {
    let wanted = key(name);
    let (_, value) = quote.attributes.iter().find(|(n, _)| key(n) == wanted)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// What makes two values one: case, spaces around and ways of writing a letter do not matter.
fn key(value: &str) -> String {
    normalise(value.trim())
}

fn number(value: &str) -> Option<f64> {
    key(value).parse().ok().filter(|n: &f64| n.is_finite())
}

struct Group {
    label: String,
    keys: BTreeSet<String>,
}

/// `values`: one a participant.
fn groups(values: Vec<&str>) -> Vec<Group> {
    let numbers: Option<Vec<f64>> = values.iter().map(|v| number(v)).collect();
    let mut by_key: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for value in values {
        by_key.entry(key(value)).or_insert((value, 0)).1 += 1;
    }
    let single = |(key, (label, _)): (String, (&str, usize))| Group {
        label: label.to_owned(),
        keys: BTreeSet::from([key]),
    };
    let Some(_) = numbers else {
        return by_key.into_iter().map(single).collect();
    };
    let mut ordered: Vec<_> = by_key.into_iter().collect();
    let size = |key: &str| number(key).unwrap_or(f64::INFINITY);
    ordered.sort_by(|a, b| size(&a.0).total_cmp(&size(&b.0)));
    if ordered.len() <= MOST_VALUES {
        return ordered.into_iter().map(single).collect();
    }
    ranges(ordered)
}

/// Cuts at the quantiles of the participants; who has the same value stays together.
fn ranges(ordered: Vec<(String, (&str, usize))>) -> Vec<Group> {
    let people: usize = ordered.iter().map(|(_, (_, n))| n).sum();
    let mut cut: Vec<Vec<(String, &str)>> = vec![Vec::new(); RANGES];
    let mut before = 0;
    for (key, (label, n)) in ordered {
        let middle = before as f64 + n as f64 / 2.0;
        let place = (middle / people as f64 * RANGES as f64) as usize;
        cut[place.min(RANGES - 1)].push((key, label));
        before += n;
    }
    cut.into_iter().filter_map(range).collect()
}

fn range(values: Vec<(String, &str)>) -> Option<Group> {
    let (first, last) = (values.first()?.1, values.last()?.1);
    Some(Group {
        label: if values.len() == 1 {
            first.to_owned()
        } else {
            format!("{first}–{last}")
        },
        keys: values.into_iter().map(|(key, _)| key).collect(),
    })
}

fn nobody_has(name: &str, quotes: &[&CodedQuote]) -> Error {
    let known: BTreeSet<&str> = (quotes.iter())
        .flat_map(|q| q.attributes.keys().map(String::as_str))
        .collect();
    let known: Vec<&str> = known.into_iter().collect();
    Error::input(if known.is_empty() {
        format!(
            "no participant has an attribute '{name}', nor any other: import participants first"
        )
    } else {
        format!(
            "no participant has an attribute '{name}'; there are: {}",
            known.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::quote;

    fn heads(name: &str, values: &[&str]) -> Result<Vec<String>> {
        let quotes: Vec<CodedQuote> = (values.iter().enumerate())
            .map(|(i, value)| {
                let mut q = quote(1, i as i64, &format!("P{i}"), "text", &[]);
                if !value.is_empty() {
                    q.attributes.insert("Role".into(), (*value).to_owned());
                }
                q
            })
            .collect();
        let quotes: Vec<&CodedQuote> = quotes.iter().collect();
        let placed = Columns::Attribute(name.into()).place(&[], &quotes)?;
        assert!(
            placed
                .column_of
                .iter()
                .all(|c| c.unwrap() < placed.heads.len())
        );
        Ok(placed.heads.into_iter().map(|(label, _)| label).collect())
    }

    #[test]
    fn values_are_heads_and_the_missing_come_last() {
        assert_eq!(
            heads("role", &["professor", "Intern", "", "intern "]).unwrap(),
            ["Intern", "professor", NOT_KNOWN]
        );
        assert_eq!(heads("ROLE", &["استاد", "کارورز"]).unwrap().len(), 2);
    }

    #[test]
    fn few_numbers_stay_and_many_become_ranges() {
        assert_eq!(heads("role", &["10", "9", "۹"]).unwrap(), ["9", "10"]);
        let ages = ["31", "24", "25", "26", "27", "40", "55", "28", "25"];
        assert_eq!(heads("role", &ages).unwrap(), ["24–25", "26–28", "31–55"]);
    }

    #[test]
    fn an_attribute_that_nobody_has_is_an_error_that_names_the_others() {
        let message = heads("age", &["intern"]).unwrap_err().to_string();
        assert!(
            message.contains("age") && message.contains("Role"),
            "{message}"
        );
        assert!(heads("age", &[""]).is_err());
        assert!(heads("age", &[]).unwrap().is_empty());
    }
}
