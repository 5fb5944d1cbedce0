//! The codebook: the ladder as a tree with its counts, and beside it one code, or the study.

use super::evaluation::Trial;
use super::learning_curve::told;
use crate::classifier::{CodeReport, Verdict};
use crate::project::{CodeCounts, Evaluation};
use crate::study::{Code, CodeId, Codebook, Study, StudyId};
use crate::text::grouped;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, fill, percent};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

/// Deeper nodes are not set in any further.
const DEEPEST: usize = 8;

#[derive(Template)]
#[template(path = "codebook.html")]
struct CodebookPage {
    page: Layout,
    study: StudyId,
    about: StudyView,
    rows: Vec<Row>,
    has_reports: bool,
    code: Option<CodeView>,
    trial: Trial,
    /// Its outcome for the whole study.
    outcome: Vec<String>,
    levels: Vec<String>,
}

/// What can be said of the study.
struct StudyView {
    name: String,
    title: String,
    method: String,
    language: String,
    levels: String,
}

/// A node of the tree.
struct Row {
    id: CodeId,
    parent: String,
    depth: usize,
    name: String,
    definition: String,
    level: String,
    units: usize,
    participants: usize,
    verdict: &'static str,
    is_branch: bool,
    is_here: bool,
}

/// The code beside the tree.
struct CodeView {
    id: CodeId,
    name: String,
    above: String,
    definition: String,
    include: String,
    exclude: String,
    colour: String,
    facts: Vec<String>,
    has_units: bool,
    up: Option<Place>,
    down: Option<Place>,
    places: Vec<Choice>,
    at_root: bool,
    levels: Vec<(usize, String, bool)>,
    others: Vec<Choice>,
    merge_note: String,
    codings: usize,
    delete_note: String,
    is_branch: bool,
    verdict: &'static str,
    card: Vec<(&'static str, String)>,
    confusions: Vec<String>,
    card_note: &'static str,
    accepted_note: String,
}

/// Where to put a code.
struct Place {
    under: String,
    before: String,
}

/// A code to choose in a list.
struct Choice {
    id: CodeId,
    name: String,
    is_here: bool,
}

/// `GET /study/N/codebook`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path(study): Path<i64>,
) -> Result<Response, Failure> {
    page(bench, visit, StudyId(study), None).await
}

/// `GET /study/N/codebook/C`: with one code beside the tree.
pub(in crate::workbench) async fn show_code(
    State(bench): State<Bench>,
    visit: Visit,
    Path((study, code)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    page(bench, visit, StudyId(study), Some(CodeId(code))).await
}

async fn page(
    bench: Bench,
    visit: Visit,
    study: StudyId,
    chosen: Option<CodeId>,
) -> Result<Response, Failure> {
    let shared = bench.clone();
    let page = bench.page(visit, Tab::Codebook, Some(study), move |project, page| {
        let gone = || Failure::gone(page.t);
        let study = project.store().study(study)?.ok_or_else(gone)?;
        let codebook = project.store().codebook(study.id)?;
        let counts = project.code_counts(&study)?;
        let (trial, evaluation) = Trial::of(&shared, study.id, page.at);
        let seen = Seen {
            t: page.t,
            study: &study,
            codebook: &codebook,
            counts: &counts,
            evaluation: evaluation.as_deref(),
        };
        let code = match chosen {
            Some(id) => Some(seen.code(codebook.get(id).ok_or_else(gone)?)),
            None => None,
        };
        let rows = codebook.codes().iter();
        Ok(CodebookPage {
            rows: rows.map(|code| seen.row(code, chosen)).collect(),
            has_reports: evaluation.is_some(),
            study: study.id,
            about: StudyView {
                name: study.name.clone(),
                title: study.title.clone(),
                method: study.method.clone(),
                language: study.language.as_ref().map_or("", |l| l.code()).to_owned(),
                levels: study.levels.join("\n"),
            },
            levels: study.levels.clone(),
            page: match &code {
                Some(code) => page.titled(&code.name),
                None => page,
            },
            code,
            trial,
            outcome: evaluation.map_or(Vec::new(), |found| told(&found, shared.texts())),
        })
    });
    page.await
}

/// What the page is made from.
struct Seen<'s> {
    t: &'static Texts,
    study: &'s Study,
    codebook: &'s Codebook,
    counts: &'s CodeCounts,
    evaluation: Option<&'s Evaluation>,
}

impl Seen<'_> {
    fn depth(&self, code: &Code) -> usize {
        let above = self.codebook.ancestry(code.id).len().saturating_sub(1);
        above.min(DEEPEST)
    }

    fn row(&self, code: &Code, chosen: Option<CodeId>) -> Row {
        let count = self.counts.of(code.id);
        let report = self.report(code).filter(|r| r.units > 0);
        Row {
            id: code.id,
            parent: code.parent.map(|p| p.to_string()).unwrap_or_default(),
            depth: self.depth(code),
            name: code.name.clone(),
            definition: code.definition.clone(),
            level: self.study.level_name(code.level).to_owned(),
            units: count.units,
            participants: count.participants,
            verdict: report.map_or("", |r| self.verdict(r.verdict)),
            is_branch: !self.codebook.is_leaf(code.id),
            is_here: Some(code.id) == chosen,
        }
    }

    fn code(&self, code: &Code) -> CodeView {
        let t = &self.t.codebook;
        let count = self.counts.of(code.id);
        let below = self.codebook.subtree(code.id);
        let mut above: Vec<&str> = self
            .codebook
            .ancestry(code.id)
            .iter()
            .map(|c| c.name.as_str())
            .collect();
        above.pop();
        let others = || {
            self.codebook
                .codes()
                .iter()
                .filter(|c| !below.contains(&c.id))
        };
        let choice = |c: &Code| Choice {
            id: c.id,
            name: format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(self.depth(c)), c.name),
            is_here: Some(c.id) == code.parent,
        };
        let codings = t.codings.of(count.codings);
        let least = code
            .parent
            .and_then(|p| self.codebook.get(p))
            .map_or(0, |p| p.level + 1);
        let levels = self.study.levels.iter().enumerate().skip(least);
        let (up, down) = self.neighbours(code);
        let report = self.report(code);
        CodeView {
            id: code.id,
            name: code.name.clone(),
            above: above.join(crate::study::PATH_SEPARATOR),
            definition: code.definition.clone(),
            include: code.include.clone(),
            exclude: code.exclude.clone(),
            colour: code.colour.clone(),
            facts: vec![
                self.study.level_name(code.level).to_owned(),
                t.unit_count.of(count.units),
                t.participant_count.of(count.participants),
                fill(t.own, &[("codings", &codings)]),
            ],
            has_units: count.units > 0,
            up,
            down,
            places: others().map(choice).collect(),
            at_root: code.parent.is_none(),
            levels: levels
                .map(|(n, name)| (n, name.clone(), n == code.level))
                .collect(),
            others: others().map(choice).collect(),
            merge_note: fill(t.merge_help, &[("codings", &codings)]),
            codings: count.codings,
            delete_note: match (below.len() - 1, count.codings) {
                (0, 0) => t.delete_free.to_owned(),
                (0, _) => fill(t.delete_codings, &[("codings", &codings)]),
                (n, _) => fill(t.delete_branch, &[("codes", &t.codes.of(n))]),
            },
            is_branch: below.len() > 1,
            verdict: report.map_or("", |r| self.verdict(r.verdict)),
            card: report.map(|r| self.card(r)).unwrap_or_default(),
            confusions: report.map(|r| self.confusions(r)).unwrap_or_default(),
            card_note: match (self.evaluation, report) {
                (None, _) => t.card_none,
                (Some(_), None) if below.len() > 1 => t.card_gathers,
                (Some(_), None) => t.card_unknown,
                (Some(_), Some(report)) if report.units == 0 => t.no_unit,
                _ => "",
            },
            accepted_note: (self
                .evaluation
                .filter(|e| report.is_some() && e.accepted_suggestions > 0))
            .map(|e| t.card_accepted.of(e.accepted_suggestions))
            .unwrap_or_default(),
        }
    }

    /// Where a code stands after one step up or down among its siblings.
    fn neighbours(&self, code: &Code) -> (Option<Place>, Option<Place>) {
        let siblings: Vec<&Code> = self.codebook.children(code.parent).collect();
        let at = siblings.iter().position(|c| c.id == code.id);
        let before = |place: usize| Place {
            under: code.parent.map(|p| p.to_string()).unwrap_or_default(),
            before: siblings
                .get(place)
                .map(|c| c.id.to_string())
                .unwrap_or_default(),
        };
        let up = at.and_then(|at| at.checked_sub(1)).map(before);
        let down = at
            .filter(|at| at + 1 < siblings.len())
            .map(|at| before(at + 2));
        (up, down)
    }

    fn report(&self, code: &Code) -> Option<&CodeReport> {
        let evaluation = self.evaluation?;
        let path = self.codebook.path(code.id);
        let place = evaluation.codes.iter().position(|c| *c == path)?;
        evaluation.card.codes.iter().find(|c| c.code == place)
    }

    fn verdict(&self, verdict: Verdict) -> &'static str {
        let t = &self.t.codebook;
        match verdict {
            Verdict::Reliable => t.reliable,
            Verdict::Useful => t.useful,
            Verdict::Learning => t.learning,
            Verdict::TooFewExamples => t.too_few,
        }
    }

    fn card(&self, report: &CodeReport) -> Vec<(&'static str, String)> {
        let t = &self.t.codebook;
        let number = |value: f64| format!("{value:.2}");
        let lines = [
            (t.tried_on, Some(grouped(report.units))),
            (t.first_3, report.recall_at_3.map(percent)),
            (t.precision, report.precision.map(percent)),
            (t.recall, report.recall.map(percent)),
            (t.f1, report.f1.map(number)),
            (t.threshold, report.threshold.map(percent)),
        ];
        lines
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn confusions(&self, report: &CodeReport) -> Vec<String> {
        let Some(evaluation) = self.evaluation else {
            return Vec::new();
        };
        let name = |code: usize| {
            let path = evaluation.path(code);
            let last = path.rsplit(crate::study::PATH_SEPARATOR).next();
            last.unwrap_or(path).to_owned()
        };
        let of = evaluation
            .card
            .confusions
            .iter()
            .filter(|c| c.code == report.code);
        of.map(|c| {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("code", &name(c.taken_for)),
                ("times", &c.times),
                ("units", &c.units),
            ];
            fill(self.t.codebook.taken_for, &values)
        })
        .collect()
    }
}
