//! Codes that meet on one stretch: a map of codes by codes for each study, and the same as a table.

use super::asked::Asked;
use crate::Project;
use crate::compare::{CodePair, Cooccurrence};
use crate::study::{CodeId, Codebook};
use crate::workbench::charts::{Heat, HeatCell, HeatColumn, HeatRow};
use crate::workbench::texts::{Texts, fill};
use std::collections::HashMap;

/// More codes would not be legible.
const DRAWN: usize = 24;

/// The codes of one study that meet.
pub(in crate::workbench) struct MeetingView {
    pub(in crate::workbench) study: String,
    pub(in crate::workbench) svg: String,
    pub(in crate::workbench) file: String,
    pub(in crate::workbench) name: String,
    pub(in crate::workbench) cut: String,
    pub(in crate::workbench) pairs: Vec<PairLine>,
}

/// A pair in the table.
pub(in crate::workbench) struct PairLine {
    pub(in crate::workbench) first: String,
    pub(in crate::workbench) second: String,
    pub(in crate::workbench) units: usize,
    pub(in crate::workbench) jaccard: String,
    pub(in crate::workbench) href: String,
}

impl MeetingView {
    /// # Errors
    /// [`crate::Error::File`] where the project file cannot be read.
    pub(in crate::workbench) fn all(
        project: &Project,
        found: &[Cooccurrence],
        asked: &Asked,
        texts: &Texts,
    ) -> crate::Result<Vec<Self>> {
        let view = |found: &Cooccurrence| {
            let study = project.study(Some(&found.study))?;
            let codebook = project.store().codebook(study.id)?;
            let (heat, all) = heat(found, &codebook, asked, texts);
            let line = |pair: &CodePair| PairLine {
                first: pair.first_path.clone(),
                second: pair.second_path.clone(),
                units: pair.units,
                jaccard: format!("{:.2}", pair.jaccard),
                href: quotes(asked, pair),
            };
            Ok(Self {
                svg: heat.svg()?,
                file: asked
                    .clone()
                    .with("of", study.id)
                    .address("/compare/files/together.svg"),
                name: format!("together-{}", study.name),
                cut: match all > heat.rows.len() {
                    true => fill(texts.compare.met_most, &[("n", &heat.rows.len())]),
                    false => String::new(),
                },
                pairs: found.pairs.iter().map(line).collect(),
                study: found.study.clone(),
            })
        };
        found.iter().map(view).collect()
    }
}

/// The codes that meet most often, by each other; and how many meet at all.
pub(in crate::workbench) fn heat(
    found: &Cooccurrence,
    codebook: &Codebook,
    asked: &Asked,
    texts: &Texts,
) -> (Heat, usize) {
    let mut units: HashMap<CodeId, usize> = HashMap::new();
    for pair in &found.pairs {
        *units.entry(pair.first).or_default() += pair.units;
        *units.entry(pair.second).or_default() += pair.units;
    }
    let mut codes: Vec<CodeId> = codebook.codes().iter().map(|c| c.id).collect();
    codes.retain(|code| units.contains_key(code));
    let all = codes.len();
    if all > DRAWN {
        let mut by_units = codes.clone();
        by_units.sort_by_key(|code| std::cmp::Reverse(units[code]));
        by_units.truncate(DRAWN);
        codes.retain(|code| by_units.contains(code));
    }
    let pairs: HashMap<(CodeId, CodeId), &CodePair> = found
        .pairs
        .iter()
        .flat_map(|pair| {
            [
                ((pair.first, pair.second), pair),
                ((pair.second, pair.first), pair),
            ]
        })
        .collect();
    let most = found.pairs.iter().map(|p| p.jaccard).fold(0.0, f64::max);
    let name = |code: &CodeId| codebook.get(*code).map_or("", |c| c.name.as_str());
    let cell = |a: &CodeId, b: &CodeId| {
        let (number, shade, href, told) = match pairs.get(&(*a, *b)) {
            _ if a == b => return None,
            None => (String::new(), 0.0, None, "0".to_owned()),
            Some(pair) => (
                pair.units.to_string(),
                pair.jaccard / most,
                Some(quotes(asked, pair)),
                texts.codebook.unit_count.of(pair.units),
            ),
        };
        Some(HeatCell {
            number,
            note: String::new(),
            shade,
            href,
            title: format!("{} · {}: {told}", name(a), name(b)),
        })
    };
    let heat = Heat {
        title: format!("{}: {}", texts.compare.met, found.study),
        columns: (1..=codes.len())
            .map(|n| HeatColumn {
                label: n.to_string(),
                note: String::new(),
            })
            .collect(),
        rows: codes
            .iter()
            .enumerate()
            .map(|(n, row)| HeatRow {
                label: format!("{} {}", n + 1, name(row)),
                depth: 0,
                section: None,
                cells: codes.iter().map(|column| cell(row, column)).collect(),
            })
            .collect(),
    };
    (heat, all)
}

fn quotes(asked: &Asked, pair: &CodePair) -> String {
    let of = asked.without(&["again", "show", "merge", "model", "by", "of"]);
    of.with("first", pair.first)
        .with("second", pair.second)
        .address("/compare/quotes")
}
