//! Studies side by side: the question, and one of three answers.

use super::asked::Asked;
use super::compare_alike::PairsView;
use super::compare_asked::{Outcome, View, compared, name};
use super::compare_themes::ThemesView;
use super::compare_together::MeetingView;
use crate::Project;
use crate::study::{CoderKind, StudyId};
use crate::workbench::answer::{Failure, working_on};
use crate::workbench::bench::Bench;
use crate::workbench::kept::Look;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    page: Layout,
    view: &'static str,
    views: Vec<(&'static str, String, bool)>,
    form: FormView,
    refused: String,
    /// Where to ask how far it is.
    working: Option<String>,
    again: String,
    remarks: Vec<String>,
    files: Vec<(&'static str, String)>,
    themes: Option<ThemesView>,
    alike: Option<Vec<PairsView>>,
    together: Option<Vec<MeetingView>>,
    colours: Vec<StudyId>,
}

/// What there is to choose, and what was chosen.
struct FormView {
    studies: Vec<(StudyId, String, bool)>,
    levels: Vec<(String, bool)>,
    all_levels: bool,
    attributes: Vec<(String, bool)>,
    conditions: Vec<String>,
    coders: Vec<(String, bool)>,
    merge: String,
    show: String,
    words_only: bool,
}

/// `GET /compare`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let view = View::of(&asked);
    let outcome = compared(&bench, &asked).await?;
    let study = asked.number("study").map(StudyId);
    let page = bench.page(visit, Tab::Compare, study, move |project, page| {
        let t = page.t;
        let names = [t.compare.themes, t.compare.alike, t.compare.together];
        let others = asked.without(&["view", "again"]);
        let tab = |(of, name): (View, &'static str)| {
            let href = others.clone().with("view", of.name()).address("/compare");
            (name, href, of == view)
        };
        let file = |ending| {
            let place = format!("/compare/files/{}.{ending}", view.name());
            asked.without(&["again"]).address(&place)
        };
        let mut made = ComparePage {
            view: view.name(),
            views: View::ALL.into_iter().zip(names).map(tab).collect(),
            form: form(project, &asked)?,
            refused: String::new(),
            working: None,
            again: asked.clone().with("again", 1).address("/compare"),
            remarks: Vec::new(),
            files: vec![(t.compare.csv, file("csv")), (t.compare.json, file("json"))],
            themes: None,
            alike: None,
            together: None,
            colours: project.store().studies()?.iter().map(|s| s.id).collect(),
            page,
        };
        match outcome {
            Outcome::Refused(why) => made.refused = why,
            Outcome::Working => made.working = Some(asked.address("/compare/work")),
            Outcome::Found(found) => {
                made.remarks.clone_from(&found.remarks);
                match view {
                    View::Themes => made.themes = Some(ThemesView::of(&found.matrix, &asked, t)?),
                    View::Alike => {
                        made.alike = Some(PairsView::all(project, &found.alignments, t)?);
                    }
                    View::Together => {
                        made.together =
                            Some(MeetingView::all(project, &found.cooccurrences, &asked, t)?);
                    }
                }
            }
        }
        Ok(made)
    });
    page.await
}

/// `GET /compare/work`: what to tell while it is under way, or null where it is not.
pub(in crate::workbench) async fn work(
    State(bench): State<Bench>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let look = bench.comparisons().look(&name(&Asked::of(fields)));
    let told = matches!(look, Look::Working { .. }).then_some(bench.texts().compare.computing);
    working_on(told)
}

fn form(project: &Project, asked: &Asked) -> crate::Result<FormView> {
    let store = project.store();
    let chosen = asked.all("study");
    let studies = store.studies()?;
    let is = |field: &str, value: &str| asked.first(field) == Some(value);
    let (mut levels, mut attributes) = (Vec::new(), BTreeSet::new());
    for study in &studies {
        let is_in = chosen.is_empty() || chosen.contains(&study.id.to_string());
        for level in study.levels.iter().filter(|_| is_in) {
            if !levels.contains(level) {
                levels.push(level.clone());
            }
        }
        for participant in store.participants(study.id)? {
            attributes.extend(participant.attributes.into_keys());
        }
    }
    let coders = store.coders()?.into_iter();
    let mut conditions = asked.all("where");
    conditions.push(String::new());
    let marked = |field: &'static str| {
        move |value: String| {
            let is_chosen = is(field, &value);
            (value, is_chosen)
        }
    };
    Ok(FormView {
        studies: studies
            .into_iter()
            .map(|s| {
                let is_chosen = chosen.contains(&s.id.to_string());
                (s.id, s.name, is_chosen)
            })
            .collect(),
        levels: levels.into_iter().map(marked("level")).collect(),
        all_levels: is("level", "all"),
        attributes: attributes.into_iter().map(marked("by")).collect(),
        conditions,
        coders: coders
            .filter(|c| c.kind == CoderKind::Person)
            .map(|c| marked("coder")(c.name))
            .collect(),
        merge: asked.first("merge").unwrap_or("name").to_owned(),
        show: asked.first("show").unwrap_or("units").to_owned(),
        words_only: is("model", "none"),
    })
}
