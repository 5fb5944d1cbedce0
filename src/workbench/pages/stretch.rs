//! The stretch of a transcript that a person points at.

use crate::Project;
use crate::project::CodePoints;
use crate::study::{MeaningUnit, Span, Study, StudyId, Transcript, TranscriptId};
use crate::workbench::answer::Failure;
use crate::workbench::texts::Texts;

/// A transcript of a study, by their numbers.
pub(in crate::workbench) type Place = (StudyId, TranscriptId);

/// A stretch that is there and has words in it.
pub(in crate::workbench) struct Stretch {
    pub(in crate::workbench) study: Study,
    pub(in crate::workbench) transcript: Transcript,
    pub(in crate::workbench) span: Span,
    /// First code point.
    pub(in crate::workbench) start: usize,
    /// One past the last code point.
    pub(in crate::workbench) end: usize,
}

impl Stretch {
    /// The stretch of these code points, without the white space at its ends.
    ///
    /// # Errors
    /// A [`Failure`] where there is no such transcript or stretch, or it has no words.
    pub(in crate::workbench) fn find(
        project: &Project,
        t: &Texts,
        (study, transcript): Place,
        (start, end): (usize, usize),
    ) -> Result<Self, Failure> {
        let gone = || Failure::gone(t);
        let study = project.store().study(study)?.ok_or_else(gone)?;
        let found = project.store().transcript(transcript)?;
        let transcript = found.filter(|of| of.study == study.id).ok_or_else(gone)?;
        let points = CodePoints::of(&transcript.text);
        let span = points
            .span(start, end)
            .and_then(|span| span.trimmed(&transcript.text))
            .ok_or_else(|| Failure::refused(t.coding.outside))?;
        if span.is_empty() {
            return Err(Failure::refused(t.coding.nothing_selected));
        }
        let (start, end) = points.range(span).unwrap_or_default();
        Ok(Self {
            study,
            transcript,
            span,
            start,
            end,
        })
    }

    /// Its words.
    pub(in crate::workbench) fn words(&self) -> &str {
        self.span.of(&self.transcript.text).unwrap_or_default()
    }

    /// The unit of this very span, if there is one.
    pub(in crate::workbench) fn unit(
        &self,
        project: &Project,
    ) -> crate::Result<Option<MeaningUnit>> {
        project.store().unit_at(self.transcript.id, self.span)
    }

    /// The page that shows it.
    pub(in crate::workbench) fn address(&self) -> String {
        let (study, transcript) = (self.study.id, self.transcript.id);
        format!(
            "/study/{study}/read/{transcript}?at={}-{}",
            self.start, self.end
        )
    }
}

/// The code points of `604-782`.
pub(in crate::workbench) fn range(written: &str) -> Option<(usize, usize)> {
    let (start, end) = written.split_once('-')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}
