//! Beginning a study.

use super::codebook_changes::level_names;
use crate::study::{Language, Study, StudyId};
use crate::workbench::answer::{Answer, Done};
use crate::workbench::bench::Bench;
use axum::extract::{Form, State};
use serde::Deserialize;

/// What is said of it.
#[derive(Deserialize)]
pub(in crate::workbench) struct Add {
    seen: i64,
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    levels: String,
    #[serde(default)]
    language: String,
}

/// `POST /studies/add`.
pub(in crate::workbench) async fn add(State(bench): State<Bench>, Form(form): Form<Add>) -> Answer {
    let change = bench.change(form.seen, [], move |project, coder| {
        let language = form.language.trim();
        let levels = level_names(&form.levels);
        let study = Study {
            id: StudyId(0),
            name: form.name.trim().to_owned(),
            title: form.title.trim().to_owned(),
            method: form.method.trim().to_owned(),
            levels: match levels.is_empty() {
                true => Study::CONTENT_ANALYSIS_LEVELS.map(String::from).to_vec(),
                false => levels,
            },
            language: (!language.is_empty()).then(|| Language::new(language)),
        };
        let study = project.add_study(&study, coder)?;
        Ok(Done::to(format!("/#study-{study}")))
    });
    change.await
}
