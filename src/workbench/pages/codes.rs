//! The codebook as a list to find a code in while typing.

use crate::Project;
use crate::error::Result;
use crate::study::{CodeId, StudyId};
use askama::Template;
use std::collections::HashMap;

/// The codes of a study; the element is `codes`.
#[derive(Template)]
#[template(path = "codes.html")]
struct Codes {
    codes: Vec<Choice>,
}

struct Choice {
    id: i64,
    path: String,
    /// Units that bear it: the more, the higher it stands among those found.
    units: usize,
}

/// The list's HTML.
///
/// # Errors
/// [`crate::Error::File`] where the project file cannot be read.
pub(in crate::workbench) fn html(project: &Project, study: StudyId) -> Result<String> {
    let mut units: HashMap<CodeId, usize> = HashMap::new();
    for coding in project.store().codings(study)? {
        *units.entry(coding.code).or_default() += 1;
    }
    let codebook = project.store().codebook(study)?;
    let codes = codebook.codes().iter().map(|code| Choice {
        id: code.id.0,
        path: codebook.path(code.id),
        units: units.get(&code.id).copied().unwrap_or_default(),
    });
    let list = Codes {
        codes: codes.collect(),
    };
    list.render().map_err(crate::Error::internal)
}
