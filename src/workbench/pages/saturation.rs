//! Whether interviews still bring new codes.

use super::asked::Asked;
use super::download;
use crate::Project;
use crate::error::Error;
use crate::project::{GroupSaturation, SaturationReport, SaturationRequest};
use crate::study::{Study, StudyId};
use crate::trust::Rule;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::charts::{Curve, CurveStep};
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, on_page, percent};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "saturation.html")]
struct SaturationPage {
    page: Layout,
    study: StudyId,
    name: String,
    base: usize,
    run: usize,
    threshold: String,
    levels: Vec<(usize, String, bool)>,
    attributes: Vec<(String, bool)>,
    refused: String,
    found: Option<Found>,
}

/// What was found.
struct Found {
    svg: String,
    file: String,
    sentence: String,
    rows: Vec<Row>,
    themes: Vec<Group>,
    groups: Vec<Group>,
}

struct Row {
    number: usize,
    name: String,
    new: usize,
    so_far: usize,
    in_run: String,
}

struct Group {
    name: String,
    interviews: usize,
    codes: usize,
    reached: String,
    sentence: String,
}

/// `GET /study/N/saturation?base=4&run=2&threshold=5`, with `level` and `by` where they are wanted.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path(study): Path<i64>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let id = StudyId(study);
    let gone = Failure::gone(bench.texts());
    let page = bench.page(visit, Tab::Saturation, Some(id), move |project, page| {
        let study = project.store().study(id)?.ok_or(gone)?;
        let request = request(&asked);
        let (found, refused) = match project.saturation(&study, &request) {
            Ok(report) => (Some(found(&report, &asked, id, page.t)?), String::new()),
            // What was asked for cannot be told; the form stays.
            Err(error @ Error::Input(_)) => (None, on_page(&error.to_string())),
            Err(error) => return Err(error.into()),
        };
        Ok(SaturationPage {
            study: id,
            base: request.rule.base,
            run: request.rule.run,
            threshold: (request.rule.threshold * 100.0).to_string(),
            levels: levels(project, &study, request.level)?,
            attributes: attributes(project, id, request.by.as_deref())?,
            name: study.name,
            refused,
            found,
            page,
        })
    });
    page.await
}

/// `GET /study/N/saturation.svg`, asked for as the page.
pub(in crate::workbench) async fn file(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let texts = bench.texts();
    let gone = Failure::gone(texts);
    let file = bench.read(move |project| {
        let study = project.store().study(StudyId(study))?.ok_or(gone)?;
        project.refuse_identifying(asked.first("by"))?;
        let report = project.saturation(&study, &request(&asked))?;
        let svg = curve(&report, texts).file()?;
        Ok(download::file(
            &format!("{}-saturation.svg", study.name),
            "image/svg+xml",
            svg,
        ))
    });
    file.await
}

fn request(asked: &Asked) -> SaturationRequest {
    let usual = Rule::default();
    let count = |name: &str, usual: usize| {
        let given = asked.number(name).and_then(|n| usize::try_from(n).ok());
        given.filter(|n| *n > 0).unwrap_or(usual)
    };
    let threshold = asked.first("threshold").and_then(|text| text.parse().ok());
    let threshold: Option<f64> = threshold.filter(|percent: &f64| (0.0..=100.0).contains(percent));
    SaturationRequest {
        order: Vec::new(),
        rule: Rule {
            base: count("base", usual.base),
            run: count("run", usual.run),
            threshold: threshold.map_or(usual.threshold, |percent| percent / 100.0),
        },
        level: asked.number("level").and_then(|n| usize::try_from(n).ok()),
        by: asked.first("by").map(str::to_owned),
    }
}

fn found(
    report: &SaturationReport,
    asked: &Asked,
    study: StudyId,
    texts: &'static Texts,
) -> crate::Result<Found> {
    let group = |of: &GroupSaturation| Group {
        name: of.name.clone(),
        interviews: of.interviews.len(),
        codes: of.new.iter().sum(),
        reached: match &of.saturation {
            None => texts.saturation.too_few.to_owned(),
            Some(found) => found
                .reached
                .map_or(texts.saturation.not_yet.to_owned(), |at| {
                    format!(
                        "{} (+{})",
                        at.saturating_sub(report.rule.run),
                        report.rule.run
                    )
                }),
        },
        sentence: of.sentence.clone(),
    };
    let steps = steps(&report.all);
    let rows = (1..)
        .zip(report.all.interviews.iter().zip(steps))
        .map(|(number, (name, step))| {
            let runs = report.all.saturation.iter().flat_map(|found| &found.runs);
            let run = runs.into_iter().find(|(at, ..)| *at == number);
            Row {
                number,
                name: name.clone(),
                new: step.new,
                so_far: step.so_far,
                in_run: run.map_or(String::new(), |(_, new, share)| {
                    format!("{new} = {}", percent(*share))
                }),
            }
        });
    Ok(Found {
        svg: curve(report, texts).svg()?,
        file: asked.address(&format!("/study/{study}/saturation.svg")),
        sentence: report.all.sentence.clone(),
        rows: rows.collect(),
        themes: report.themes.iter().map(group).collect(),
        groups: report.groups.iter().map(group).collect(),
    })
}

fn steps(of: &GroupSaturation) -> Vec<CurveStep> {
    let mut so_far = 0;
    let step = |new: &usize| {
        so_far += new;
        CurveStep { new: *new, so_far }
    };
    of.new.iter().map(step).collect()
}

fn curve(report: &SaturationReport, texts: &Texts) -> Curve {
    let reached = report
        .all
        .saturation
        .as_ref()
        .and_then(|found| found.reached);
    Curve {
        title: format!("{}: {}", texts.saturation.curve, report.study),
        across: texts.saturation.interviews.to_owned(),
        steps: steps(&report.all),
        mark: reached.map(|at| {
            (
                at.saturating_sub(report.rule.run),
                texts.saturation.reached.to_owned(),
            )
        }),
    }
}

fn levels(
    project: &Project,
    study: &Study,
    chosen: Option<usize>,
) -> crate::Result<Vec<(usize, String, bool)>> {
    let book = project.store().codebook(study.id)?;
    let used: BTreeSet<usize> = book.codes().iter().map(|code| code.level).collect();
    let level = |at: usize| (at, study.level_name(at).to_owned(), Some(at) == chosen);
    Ok(used.into_iter().map(level).collect())
}

fn attributes(
    project: &Project,
    study: StudyId,
    chosen: Option<&str>,
) -> crate::Result<Vec<(String, bool)>> {
    let people = project.store().participants(study)?;
    let names: BTreeSet<String> = people
        .into_iter()
        .flat_map(|p| p.attributes.into_keys())
        .collect();
    Ok(names
        .into_iter()
        .map(|name| (name.clone(), Some(name.as_str()) == chosen))
        .collect())
}
