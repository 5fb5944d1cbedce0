//! What is to be compared, as the address says it, and the comparison: at once where that is quick, else on a thread of its own.

use super::asked::Asked;
use super::search::study_names;
use crate::Project;
use crate::error::Error;
use crate::project::{Aligning, CompareRequest, Comparison, Meaning, Merging};
use crate::study::AttributeFilter;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::kept::{Kept, Look};
use crate::workbench::texts::on_page;
use std::sync::Arc;

/// The three comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workbench) enum View {
    /// Themes by studies or participants.
    Themes,
    /// Codes of two studies that are alike.
    Alike,
    /// Codes of one study that meet.
    Together,
}

impl View {
    pub(in crate::workbench) const ALL: [Self; 3] = [Self::Themes, Self::Alike, Self::Together];

    pub(in crate::workbench) fn of(asked: &Asked) -> Self {
        match asked.first("view") {
            Some("alike") => Self::Alike,
            Some("together") => Self::Together,
            _ => Self::Themes,
        }
    }

    /// Its name in addresses.
    pub(in crate::workbench) fn name(self) -> &'static str {
        match self {
            Self::Themes => "themes",
            Self::Alike => "alike",
            Self::Together => "together",
        }
    }
}

/// How far a comparison is.
pub(in crate::workbench) enum Outcome {
    Found(Arc<Comparison>),
    Working,
    /// The question was refused, or the work failed.
    Refused(String),
}

/// The question.
///
/// # Errors
/// [`Error::Input`] for a condition that is none.
pub(in crate::workbench) fn request(
    project: &Project,
    asked: &Asked,
) -> crate::Result<CompareRequest> {
    let view = View::of(asked);
    let attributes = asked.all("where");
    let attributes = attributes.iter().map(|text| AttributeFilter::parse(text));
    Ok(CompareRequest {
        studies: study_names(project, asked)?,
        level: asked.first("level").map(str::to_owned),
        by: asked
            .first("by")
            .filter(|_| view == View::Themes)
            .map(str::to_owned),
        attributes: attributes.collect::<crate::Result<_>>()?,
        coders: asked.all("coder"),
        aligning: match view {
            View::Alike => Aligning::Always,
            View::Themes | View::Together => Aligning::Never,
        },
        merging: match asked.first("merge").filter(|_| view == View::Themes) {
            Some("alike") => Merging::Alike,
            Some("none") => Merging::Never,
            _ => Merging::ByName,
        },
        meaning: match asked.first("model") {
            Some("none") => Meaning::Off,
            _ => Meaning::Shipped,
        },
        ..CompareRequest::default()
    })
}

/// The name under which the comparison is kept: what it depends on, and nothing else.
pub(in crate::workbench) fn name(asked: &Asked) -> String {
    asked.without(&["show", "again", "of"]).sorted().address("")
}

/// The comparison; begun now, where it takes long and nobody asked for it before.
///
/// # Errors
/// [`Failure`] where the project file cannot be read.
pub(in crate::workbench) async fn compared(
    bench: &Bench,
    asked: &Asked,
) -> Result<Outcome, Failure> {
    let takes_long = View::of(asked) == View::Alike || asked.first("merge") == Some("alike");
    match takes_long {
        true => kept(bench, asked).await,
        false => at_once(bench, asked).await,
    }
}

async fn at_once(bench: &Bench, asked: &Asked) -> Result<Outcome, Failure> {
    let (asked, coder) = (asked.clone(), bench.coder().to_owned());
    let compare = bench.engine(move |project| {
        let request = request(project, &asked);
        match request.and_then(|request| project.compare(&request, &coder)) {
            Ok(found) => Ok(Outcome::Found(Arc::new(found))),
            Err(Error::Input(why)) => Ok(Outcome::Refused(on_page(&why))),
            Err(other) => Err(other.into()),
        }
    });
    compare.await
}

async fn kept(bench: &Bench, asked: &Asked) -> Result<Outcome, Failure> {
    let (shared, asked) = (bench.clone(), asked.clone());
    let look = bench.read(move |project| {
        let name = name(&asked);
        let now = project.store().content_stamp()?;
        match shared.comparisons().look(&name) {
            Look::Ready { found, at } if at == now => return Ok(Outcome::Found(found)),
            Look::Working { .. } => return Ok(Outcome::Working),
            Look::Failed(why) if asked.first("again").is_none() => {
                return Ok(Outcome::Refused(why));
            }
            _ => {}
        }
        let request = match request(project, &asked) {
            Ok(request) => request,
            Err(Error::Input(why)) => return Ok(Outcome::Refused(on_page(&why))),
            Err(other) => return Err(other.into()),
        };
        let coder = shared.coder().to_owned();
        Kept::begin(Bench::comparisons, &shared, &name, move |project, _| {
            project.compare(&request, &coder)
        })?;
        Ok(Outcome::Working)
    });
    look.await
}
