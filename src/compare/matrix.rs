//! Themes × studies, or themes × participants' attribute: how many units and participants, and what they say.

use super::columns::Columns;
use super::counts::{Counts, Units};
use super::examples::examples;
use super::ladder::{Counted, Rows};
use super::plan::{Draft, Plan};
use super::quote::{CodedQuote, Quote};
use crate::error::Result;
use crate::study::{CodeId, Codebook, Study, StudyId};
use serde::Serialize;

/// Which rows of different studies become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// None: each study's rows under its name.
    Separate,
    /// Those of equal name, ignoring case. A name that a study uses twice is merged only where the whole path is equal.
    ByName,
    /// Those in one of these groups (as from [`super::Alignment::groups`]); they come first, the others under their study.
    Groups(Vec<Vec<CodeId>>),
}

/// What the matrix is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixQuestion {
    /// Which nodes are rows; default the most abstract level.
    pub rows: Rows,
    /// Which rows become one; default none.
    pub merge: Merge,
    /// What stands at the head of the columns; default the studies.
    pub columns: Columns,
    /// At most so many quotes a cell, each of another participant; default 3.
    pub examples: usize,
}

impl Default for MatrixQuestion {
    fn default() -> Self {
        Self {
            rows: Rows::Level(0),
            merge: Merge::Separate,
            columns: Columns::Studies,
            examples: 3,
        }
    }
}

/// How much was said, by how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Coded meaning units, each counted once however many codes it bears.
    pub units: usize,
    /// Participants they come from; those not known are not counted.
    pub participants: usize,
}

/// A study in the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StudyNote {
    /// Short name.
    pub name: String,
    /// Full title.
    pub title: String,
    /// Its method.
    pub method: String,
    /// Its coded units and who they come from.
    pub total: Tally,
}

/// A column: the base of its cells' shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The study's name, or the attribute's value.
    pub label: String,
    /// All coded units of the column, in any row, and the participants they come from.
    pub total: Tally,
}

/// One node by one column. Shares are percentages; 0 of nothing is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cell {
    /// Units and participants.
    pub tally: Tally,
    /// Percentage of the column's coded units. Rows may add up to over 100: a unit may bear codes of several.
    pub share_of_units: f64,
    /// Percentage of the column's participants.
    pub share_of_participants: f64,
    /// Percentage of the row's units.
    pub share_of_row: f64,
    /// Quotes that stand for the cell.
    pub quotes: Vec<Quote>,
}

/// A node, or several of equal meaning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its name; `≈` stands between those of a group.
    pub label: String,
    /// Its path in the first of its codebooks.
    pub path: String,
    /// Its definition there.
    pub definition: String,
    /// Name of its level there.
    pub level: String,
    /// How many nodes are above it.
    pub depth: usize,
    /// Whether all below it is counted.
    pub counted: Counted,
    /// The nodes it counts.
    pub nodes: Vec<CodeId>,
    /// Names of the studies they are in.
    pub studies: Vec<String>,
    /// The study under whose name it stands; none for rows that belong to several.
    pub section: Option<String>,
    /// Units and participants in all columns.
    pub total: Tally,
    /// A cell for each column; none where the column's study has no such node, which is not the same as no unit.
    pub cells: Vec<Option<Cell>>,
}

/// Themes × studies, or themes × participants' attribute.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    /// What the columns are: `study`, or the attribute's name.
    pub by: String,
    /// The studies compared.
    pub studies: Vec<StudyNote>,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The rows in the order of the codebooks.
    pub rows: Vec<Row>,
    /// All coded units and who they come from.
    pub total: Tally,
}

/// Counts the `quotes` of the `studies`. Quotes of other studies and codes of other codebooks are passed over.
///
/// # Errors
/// [`crate::Error::Input`] where the columns are an attribute that no participant has.
pub fn matrix(
    studies: &[(Study, Codebook)],
    quotes: &[CodedQuote],
    question: &MatrixQuestion,
) -> Result<Matrix> {
    let coded: Vec<&CodedQuote> = quotes.iter().filter(|q| is_coded(q, studies)).collect();
    let about: Vec<&Study> = studies.iter().map(|(study, _)| study).collect();
    let placed = question.columns.place(&about, &coded)?;
    let rows = Plan::new(studies, &coded, question);
    let mut counts = Counts::new(rows.drafts.len(), placed.heads.len());
    for (quote, column) in coded.iter().zip(&placed.column_of) {
        if let Some(column) = column {
            counts.add(quote, *column, &rows.of(quote));
        }
    }
    let columns: Vec<Column> = (placed.heads.iter().zip(&counts.columns))
        .map(|((label, _), units)| Column {
            label: label.clone(),
            total: units.tally(),
        })
        .collect();
    let heads: Vec<Option<StudyId>> = placed.heads.iter().map(|(_, study)| *study).collect();
    let rows = (rows.drafts.into_iter().enumerate())
        .map(|(i, draft)| row(draft, i, &counts, &columns, &heads, question.examples))
        .collect();
    Ok(Matrix {
        by: match &question.columns {
            Columns::Studies => "study".to_owned(),
            Columns::Attribute(name) => name.clone(),
        },
        studies: about.iter().map(|study| note(study, &coded)).collect(),
        columns,
        rows,
        total: Units::of(coded.iter().copied()).tally(),
    })
}

fn is_coded(quote: &CodedQuote, studies: &[(Study, Codebook)]) -> bool {
    (studies.iter().filter(|(study, _)| study.id == quote.study))
        .any(|(_, book)| quote.codes.iter().any(|&c| book.get(c).is_some()))
}

fn note(study: &Study, coded: &[&CodedQuote]) -> StudyNote {
    StudyNote {
        name: study.name.clone(),
        title: study.title.clone(),
        method: study.method.clone(),
        total: Units::of(coded.iter().copied().filter(|q| q.study == study.id)).tally(),
    }
}

fn row(
    draft: Draft,
    at: usize,
    counts: &Counts,
    columns: &[Column],
    heads: &[Option<StudyId>],
    how_many: usize,
) -> Row {
    let total = counts.rows[at].tally();
    let cells = (counts.cells[at].iter().zip(columns).zip(heads))
        .map(|((units, column), head)| {
            let applies = head.is_none_or(|h| draft.members.iter().any(|(s, _, _)| s.id == h));
            applies.then(|| cell(units, column.total, total, &draft, how_many))
        })
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for (_, _, code) in &draft.members {
        if !names
            .iter()
            .any(|n| n.to_lowercase() == code.name.to_lowercase())
        {
            names.push(&code.name);
        }
    }
    let mut studies: Vec<String> = draft
        .members
        .iter()
        .map(|(s, _, _)| s.name.clone())
        .collect();
    studies.dedup();
    let first = draft.members.first();
    Row {
        label: names.join(" ≈ "),
        path: first
            .map(|(_, book, code)| book.path(code.id))
            .unwrap_or_default(),
        definition: first
            .map(|(_, _, code)| code.definition.clone())
            .unwrap_or_default(),
        level: first
            .map(|(study, _, code)| study.level_name(code.level).to_owned())
            .unwrap_or_default(),
        depth: first.map_or(0, |(_, book, code)| {
            book.ancestry(code.id).len().saturating_sub(1)
        }),
        counted: draft.counted,
        nodes: draft.members.iter().map(|(_, _, code)| code.id).collect(),
        studies,
        section: draft.section,
        total,
        cells,
    }
}

fn cell(units: &Units, column: Tally, row: Tally, draft: &Draft, how_many: usize) -> Cell {
    let tally = units.tally();
    let mut quotes = Vec::new();
    let mut studies: Vec<&Study> = Vec::new();
    for (study, _, _) in &draft.members {
        if !studies.iter().any(|s| s.id == study.id) {
            studies.push(study);
        }
    }
    for study in studies {
        let own: Vec<&CodedQuote> = (units.units.values().copied())
            .filter(|q| q.study == study.id)
            .collect();
        quotes.extend(examples(&own, &study.name, how_many));
    }
    Cell {
        tally,
        share_of_units: percent(tally.units, column.units),
        share_of_participants: percent(tally.participants, column.participants),
        share_of_row: percent(tally.units, row.units),
        quotes,
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{code, quote, quotes, studies, study};

    fn tallies(matrix: &Matrix, row: usize) -> Vec<Option<(usize, usize)>> {
        (matrix.rows[row].cells.iter())
            .map(|c| c.as_ref().map(|c| (c.tally.units, c.tally.participants)))
            .collect()
    }

    fn ask(question: MatrixQuestion) -> Matrix {
        matrix(&studies(), &quotes(), &question).unwrap()
    }

    #[test]
    fn lower_codes_count_for_their_theme_and_a_unit_only_once() {
        let found = ask(MatrixQuestion::default());
        assert_eq!(
            found.total,
            Tally {
                units: 7,
                participants: 4
            }
        );
        assert_eq!(
            found.columns[0].total,
            Tally {
                units: 4,
                participants: 2
            }
        );
        assert_eq!(tallies(&found, 0), [Some((3, 2)), None]);
        assert_eq!(tallies(&found, 1), [Some((1, 1)), None]);
        assert_eq!(tallies(&found, 2), [None, Some((2, 2))]);
        let support = found.rows[0].cells[0].as_ref().unwrap();
        assert_eq!(support.share_of_units, 75.0);
        assert_eq!(support.share_of_participants, 100.0);
        assert_eq!(support.share_of_row, 100.0);
        assert_eq!(support.quotes.len(), 2);
        assert_eq!(found.rows[0].section.as_deref(), Some("ward"));
    }

    #[test]
    fn a_lower_level_shows_what_is_coded_above_it_as_the_rest() {
        let found = ask(MatrixQuestion {
            rows: Rows::Level(1),
            ..Default::default()
        });
        let labels: Vec<&str> = found.rows.iter().map(|r| r.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "Peers",
                "Teachers",
                "Night shifts",
                "Support",
                "Help from colleagues",
                "Money"
            ]
        );
        assert_eq!(found.rows[3].counted, Counted::Rest);
        assert_eq!(tallies(&found, 3)[1], Some((1, 1)));
        assert_eq!(found.rows[0].path, "Support > Peers");
        assert_eq!(found.rows[0].level, "category");
    }

    #[test]
    fn every_level_can_be_shown_at_once() {
        let found = ask(MatrixQuestion {
            rows: Rows::Every,
            ..Default::default()
        });
        let totals: Vec<(usize, usize)> = found
            .rows
            .iter()
            .map(|r| (r.depth, r.total.units))
            .collect();
        assert_eq!(totals[..5], [(0, 3), (1, 2), (1, 2), (0, 1), (1, 1)]);
    }

    #[test]
    fn rows_of_one_name_or_one_group_are_merged() {
        let found = ask(MatrixQuestion {
            merge: Merge::ByName,
            ..Default::default()
        });
        assert_eq!(found.rows.len(), 3);
        assert_eq!(tallies(&found, 0), [Some((3, 2)), Some((2, 2))]);
        assert_eq!(found.rows[0].studies, ["ward", "office"]);
        let grouped = ask(MatrixQuestion {
            merge: Merge::Groups(vec![vec![CodeId(104), CodeId(203)]]),
            ..Default::default()
        });
        assert_eq!(grouped.rows[0].label, "Burden ≈ Money");
        assert_eq!(grouped.rows[0].section, None);
        assert_eq!(tallies(&grouped, 0), [Some((1, 1)), Some((1, 1))]);
        assert_eq!(grouped.rows.len(), 3);
    }

    #[test]
    fn two_codes_of_one_name_in_a_study_stay_two_rows() {
        let book = Codebook::new(vec![
            code(101, None, 0, "A"),
            code(102, Some(101), 1, "Interaction"),
            code(103, None, 0, "B"),
            code(104, Some(103), 1, "Interaction"),
        ]);
        let question = MatrixQuestion {
            rows: Rows::Level(1),
            merge: Merge::ByName,
            ..Default::default()
        };
        let quotes = [quote(1, 1, "F", "x", &[102]), quote(1, 2, "F", "y", &[104])];
        let found = matrix(&[(study(1, "s"), book)], &quotes, &question).unwrap();
        assert_eq!(found.rows.len(), 2);
    }

    #[test]
    fn columns_may_be_what_is_known_of_the_participants() {
        let mut quotes = quotes();
        for q in &mut quotes {
            if q.participant.as_deref() == Some("F1") {
                q.attributes.insert("role".into(), "intern".into());
            }
        }
        let question = MatrixQuestion {
            columns: Columns::Attribute("role".into()),
            ..Default::default()
        };
        let ward = &studies()[..1];
        let found = matrix(ward, &quotes, &question).unwrap();
        let labels: Vec<&str> = found.columns.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels, ["intern", super::super::NOT_KNOWN]);
        assert_eq!(tallies(&found, 0), [Some((2, 1)), Some((1, 1))]);
        assert_eq!(tallies(&found, 1), [Some((0, 0)), Some((1, 1))]);
        assert_eq!(found.by, "role");
    }

    #[test]
    fn a_unit_coded_by_two_counts_once_with_the_codes_of_both() {
        let quotes = [quote(1, 1, "F", "x", &[102]), quote(1, 1, "F", "x", &[105])];
        let found = matrix(&studies()[..1], &quotes, &MatrixQuestion::default()).unwrap();
        assert_eq!(found.total.units, 1);
        assert_eq!(tallies(&found, 0), [Some((1, 1))]);
        assert_eq!(tallies(&found, 1), [Some((1, 1))]);
    }

    #[test]
    fn nothing_coded_and_nothing_at_all_give_an_empty_matrix() {
        let found = matrix(&studies(), &[], &MatrixQuestion::default()).unwrap();
        assert_eq!((found.rows.len(), found.total.units), (4, 0));
        assert_eq!(found.rows[0].cells[0].as_ref().unwrap().share_of_units, 0.0);
        let bare = [(study(1, "bare"), Codebook::default())];
        let found = matrix(&bare, &quotes(), &MatrixQuestion::default()).unwrap();
        assert_eq!(
            (found.rows.len(), found.columns.len(), found.total.units),
            (0, 1, 0)
        );
        assert!(
            matrix(&[], &[], &MatrixQuestion::default())
                .unwrap()
                .columns
                .is_empty()
        );
    }
}
