//! Reading a transcript.

use super::Plural;

/// A transcript to read and code.
#[derive(Debug)]
pub(in crate::workbench) struct Read {
    pub(in crate::workbench) pick: &'static str,
    pub(in crate::workbench) participant: &'static str,
    pub(in crate::workbench) language: &'static str,
    pub(in crate::workbench) excerpts: &'static str,
    pub(in crate::workbench) units: Plural,
    pub(in crate::workbench) codings: Plural,
    pub(in crate::workbench) before: &'static str,
    pub(in crate::workbench) after: &'static str,
    pub(in crate::workbench) turn_codings: &'static str,
    pub(in crate::workbench) no_code: &'static str,
    pub(in crate::workbench) by: &'static str,
    pub(in crate::workbench) empty: &'static str,
}

impl Read {
    pub(super) const EN: Self = Self {
        pick: "Transcripts of {study}",
        participant: "Participant",
        language: "Language",
        excerpts: "Separate excerpts",
        units: Plural {
            one: "{n} unit",
            other: "{n} units",
        },
        codings: Plural {
            one: "{n} coding",
            other: "{n} codings",
        },
        before: "Previous transcript",
        after: "Next transcript",
        turn_codings: "Codings of this turn",
        no_code: "no code yet",
        by: "by {coders}",
        empty: "This transcript has no text.",
    };
}
