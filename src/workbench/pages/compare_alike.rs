//! Codes of two studies that are alike, with their quotes side by side.

use super::quote::QuoteView;
use crate::Project;
use crate::compare::{AlignedCode, AlignedPair, Alignment, Match, Quote};
use crate::project::Stretch;
use crate::study::UnitId;
use crate::workbench::texts::{Texts, fill};
use std::collections::HashMap;

/// The codes of two studies.
pub(in crate::workbench) struct PairsView {
    pub(in crate::workbench) heading: String,
    pub(in crate::workbench) note: String,
    pub(in crate::workbench) pairs: Vec<PairView>,
    pub(in crate::workbench) alone: Vec<(String, Vec<String>)>,
}

/// Two codes.
pub(in crate::workbench) struct PairView {
    pub(in crate::workbench) score: String,
    pub(in crate::workbench) best: &'static str,
    pub(in crate::workbench) views: Vec<(&'static str, String, String)>,
    pub(in crate::workbench) words: String,
    pub(in crate::workbench) sides: [SideView; 2],
}

/// A code of a pair.
pub(in crate::workbench) struct SideView {
    pub(in crate::workbench) id: i64,
    pub(in crate::workbench) name: String,
    pub(in crate::workbench) path: String,
    pub(in crate::workbench) definition: String,
    pub(in crate::workbench) units: String,
    pub(in crate::workbench) first: Option<QuoteView>,
    pub(in crate::workbench) more: String,
    pub(in crate::workbench) others: Vec<QuoteView>,
}

impl PairsView {
    /// # Errors
    /// [`crate::Error::File`] where the project file cannot be read.
    pub(in crate::workbench) fn all(
        project: &Project,
        alignments: &[Alignment],
        texts: &Texts,
    ) -> crate::Result<Vec<Self>> {
        let mut views = Vec::new();
        for alignment in alignments {
            let mut quotes = quotes(project, &alignment.pairs, texts)?;
            let t = &texts.compare;
            let threshold = format!("{:.2}", alignment.threshold);
            let alone = |study: &String, codes: &[AlignedCode]| {
                let name = |code: &AlignedCode| format!("{} ({})", code.name, code.units);
                (study.clone(), codes.iter().map(name).collect::<Vec<_>>())
            };
            views.push(Self {
                heading: fill(
                    t.pair_of,
                    &[("left", &alignment.left), ("right", &alignment.right)],
                ),
                note: fill(t.pairs_note, &[("threshold", &threshold)]),
                pairs: alignment
                    .pairs
                    .iter()
                    .map(|pair| PairView::of(pair, &mut quotes, texts))
                    .collect(),
                alone: [
                    alone(&alignment.left, &alignment.left_alone),
                    alone(&alignment.right, &alignment.right_alone),
                ]
                .into_iter()
                .filter(|(_, codes)| !codes.is_empty())
                .collect(),
            });
        }
        Ok(views)
    }
}

impl PairView {
    fn of(pair: &AlignedPair, quotes: &mut Quotes, texts: &Texts) -> Self {
        let t = &texts.compare;
        let view = |(name, value, _): (&'static str, f64, f64)| {
            (name, format!("{value:.2}"), format!("{value:.3}"))
        };
        Self {
            score: format!("{:.2}", pair.score),
            best: match pair.best {
                Match::Mutual => t.mutual,
                Match::BestOfLeft => t.best_of_left,
                Match::BestOfRight => t.best_of_right,
                Match::Further => t.further,
            },
            views: pair.views.views().into_iter().map(view).collect(),
            words: match pair.shared_words.is_empty() {
                true => String::new(),
                false => fill(t.shared_words, &[("words", &pair.shared_words.join(", "))]),
            },
            sides: [
                side(&pair.left, &pair.left_quotes, quotes, texts),
                side(&pair.right, &pair.right_quotes, quotes, texts),
            ],
        }
    }
}

/// The quotes of the pairs, taken out one after the other.
type Quotes = HashMap<UnitId, Vec<QuoteView>>;

fn quotes(project: &Project, pairs: &[AlignedPair], texts: &Texts) -> crate::Result<Quotes> {
    let all = pairs
        .iter()
        .flat_map(|p| p.left_quotes.iter().chain(&p.right_quotes));
    let (mut units, mut stretches) = (Vec::new(), Vec::new());
    for quote in all {
        if let Some(unit) = project.store().unit(quote.unit)? {
            units.push(unit.id);
            stretches.push(Stretch {
                transcript: unit.transcript,
                span: unit.span,
            });
        }
    }
    let mut found = Quotes::new();
    for (unit, context) in units.into_iter().zip(project.in_context(&stretches)?) {
        let view = QuoteView::of(context, texts);
        found.entry(unit).or_default().push(view);
    }
    Ok(found)
}

fn side(code: &AlignedCode, quotes: &[Quote], known: &mut Quotes, texts: &Texts) -> SideView {
    let mut take = |quote: &Quote| known.get_mut(&quote.unit).and_then(Vec::pop);
    let mut shown: Vec<QuoteView> = quotes.iter().filter_map(&mut take).collect();
    let others = shown.split_off(shown.len().min(1));
    SideView {
        id: code.id.0,
        name: code.name.clone(),
        path: code.path.clone(),
        definition: code.definition.clone(),
        units: texts.compare.unit_count.of(code.units),
        first: shown.pop(),
        more: texts.compare.more_quotes.of(others.len()),
        others,
    }
}
