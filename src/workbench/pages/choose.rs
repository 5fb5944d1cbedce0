//! The study chooser.

use crate::study::StudyId;
use crate::workbench::answer::{Answer, Done};
use crate::workbench::layout::Tab;
use axum::extract::Query;
use serde::Deserialize;

/// Which study, on which page.
#[derive(Deserialize)]
pub(in crate::workbench) struct Choice {
    study: i64,
    #[serde(default)]
    tab: String,
}

/// `GET /choose?study=N&tab=read`: the same page of another study; where it is of no study, its overview entry.
pub(in crate::workbench) async fn show(Query(choice): Query<Choice>) -> Answer {
    let study = StudyId(choice.study);
    let tab = Tab::called(&choice.tab);
    let place = match tab.href(Some(study)) {
        Some(place) if place.starts_with("/study/") => place,
        Some(place) => format!("{place}?study={study}"),
        None => "/".to_owned(),
    };
    Ok(Done::to(place))
}
