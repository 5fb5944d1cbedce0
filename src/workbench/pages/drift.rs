//! Codes whose meaning drifts between early and late interviews: compared when asked for, and kept.

use super::asked::Asked;
use crate::project::{CodeDrift, DriftReport, DriftRequest, Meaning, Project};
use crate::study::{CoderKind, EventId, PATH_SEPARATOR, Study, StudyId};
use crate::workbench::answer::{Answer, Done, Failure, working_on};
use crate::workbench::bench::Bench;
use crate::workbench::kept::{Kept, Look};
use crate::workbench::texts::{Texts, fill};
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;

/// A code counts as striking from here down, as on the command line.
const STRIKING: f64 = 0.05;

/// The part of the page that is about drift.
pub(super) struct DriftView {
    /// Who coded, and whether only what she coded is looked at.
    pub coders: Vec<(String, bool)>,
    pub order: String,
    pub button: &'static str,
    /// It is under way: where to look again.
    pub waiting: Option<String>,
    /// What is to be known of an outcome, or why there is none.
    pub note: String,
    pub codes: Vec<CodeRow>,
    pub summary: String,
    pub too_few: String,
}

/// A code.
pub(super) struct CodeRow {
    pub name: String,
    pub path: String,
    pub early: usize,
    pub late: usize,
    pub likeness: String,
    pub range: String,
    pub p: String,
    /// What the sides are called, and their quotes with the transcripts they are from.
    pub sides: [(&'static str, Vec<(String, String)>); 2],
}

impl DriftView {
    /// How far it is; `now` is the event the page is of.
    pub fn of(
        bench: &Bench,
        project: &Project,
        study: &Study,
        asked: &Asked,
        now: EventId,
    ) -> Result<Self, Failure> {
        let texts = bench.texts();
        let t = &texts.consistency;
        let chosen = asked.all("coder");
        let coders = coders(project, study)?;
        let mut view = Self {
            coders: coders
                .into_iter()
                .map(|name| (name.clone(), chosen.contains(&name)))
                .collect(),
            order: asked.all("order").join("\n"),
            button: t.compare,
            waiting: None,
            note: String::new(),
            codes: Vec::new(),
            summary: String::new(),
            too_few: String::new(),
        };
        match bench.drifts().look(&name(study.id, asked)) {
            Look::Never => {}
            Look::Working { .. } => {
                let place = format!("/study/{}/consistency/drift", study.id);
                view.waiting = Some(meant(asked).address(&place));
            }
            Look::Failed(why) => view.note = fill(t.failed, &[("why", &why)]),
            Look::Ready { found, at } => {
                if at != now {
                    view.note = t.as_of_before.to_owned();
                }
                view.button = t.compare_anew;
                view.show(&found, texts);
            }
        }
        Ok(view)
    }

    fn show(&mut self, report: &DriftReport, texts: &Texts) {
        let t = &texts.consistency;
        self.codes = report.codes.iter().map(|code| row(code, texts)).collect();
        let striking = report.codes.iter().filter(|c| c.drift.p <= STRIKING);
        let expected = format!("{:.1}", report.codes.len() as f64 * STRIKING);
        self.summary = match report.codes.is_empty() {
            true => t.too_rare.to_owned(),
            false => fill(
                t.striking,
                &[
                    ("n", &striking.count()),
                    ("codes", &report.codes.len()),
                    ("expected", &expected),
                    ("model", &report.model),
                ],
            ),
        };
        if !report.codes.is_empty() && !report.too_few.is_empty() {
            self.too_few = t.too_few.of(report.too_few.len());
        }
    }
}

fn row(code: &CodeDrift, texts: &Texts) -> CodeRow {
    let t = &texts.consistency;
    let (low, high) = code.drift.range;
    let (low, high) = (format!("{low:.2}"), format!("{high:.2}"));
    let quotes = |side: &[crate::project::DriftQuote]| {
        side.iter()
            .map(|quote| (quote.text.clone(), quote.transcript.clone()))
            .collect()
    };
    let name = code.code.rsplit(PATH_SEPARATOR).next();
    CodeRow {
        name: name.unwrap_or(&code.code).to_owned(),
        path: code.code.clone(),
        early: code.early.1,
        late: code.late.1,
        likeness: format!("{:.2}", code.drift.likeness),
        range: fill(t.range, &[("low", &low), ("high", &high)]),
        p: format!("{:.3}", code.drift.p),
        sides: [
            (t.early, quotes(&code.early_quotes)),
            (t.late, quotes(&code.late_quotes)),
        ],
    }
}

/// The persons who coded the study.
fn coders(project: &Project, study: &Study) -> crate::Result<Vec<String>> {
    let coders = project.store().coders_of(study.id)?.into_iter();
    let persons = coders.filter(|coder| coder.kind == CoderKind::Person);
    Ok(persons.map(|coder| coder.name).collect())
}

/// What of a page's fields is about drift.
fn meant(asked: &Asked) -> Asked {
    let fields = asked.fields().iter();
    let ours = fields.filter(|(field, _)| field == "coder" || field == "order");
    Asked::of(ours.cloned().collect())
}

fn name(study: StudyId, asked: &Asked) -> String {
    meant(asked).address(&study.to_string())
}

/// `POST /study/N/consistency/drift` with `coder` and `order`: begins to compare. It changes nothing in the project.
pub(in crate::workbench) async fn begin(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let mut asked = Asked::of(fields);
    let lines = asked.all("order").join("\n");
    asked = asked.without(&["order"]);
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        asked = asked.with("order", line);
    }
    let request = DriftRequest {
        order: asked.all("order"),
        code: None,
        coders: asked.all("coder"),
        meaning: Meaning::Shipped,
    };
    let (shared, wanted) = (bench.clone(), meant(&asked));
    let begun = bench.read(move |project| {
        let gone = Failure::gone(shared.texts());
        let study = project.store().study(StudyId(study))?.ok_or(gone)?;
        let name = name(study.id, &asked);
        Kept::begin(Bench::drifts, &shared, &name, move |project, _| {
            project.drift(&study, &request)
        })?;
        Ok(())
    });
    begun.await?;
    let page = wanted.address(&format!("/study/{study}/consistency"));
    Ok(Done::to(format!("{page}#drift")))
}

/// `GET /study/N/consistency/drift`, asked as the page: what to tell while it is under way, or null where it is not.
pub(in crate::workbench) async fn progress(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let look = bench
        .drifts()
        .look(&name(StudyId(study), &Asked::of(fields)));
    let told = matches!(look, Look::Working { .. }).then_some(bench.texts().consistency.comparing);
    working_on(told)
}
