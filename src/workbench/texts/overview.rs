//! The overview.

use super::Plural;

/// How far the project is.
#[derive(Debug)]
pub(in crate::workbench) struct Overview {
    pub(in crate::workbench) empty: &'static str,
    pub(in crate::workbench) empty_next: &'static str,
    pub(in crate::workbench) begin: &'static str,
    pub(in crate::workbench) go_on: &'static str,
    pub(in crate::workbench) all_coded: &'static str,
    pub(in crate::workbench) participants: Plural,
    pub(in crate::workbench) transcripts: Plural,
    pub(in crate::workbench) units: Plural,
    pub(in crate::workbench) codes: Plural,
    pub(in crate::workbench) codings: Plural,
    pub(in crate::workbench) coded: &'static str,
    pub(in crate::workbench) coded_note: &'static str,
    pub(in crate::workbench) coder: &'static str,
    pub(in crate::workbench) coder_units: &'static str,
    pub(in crate::workbench) coder_codings: &'static str,
    pub(in crate::workbench) transcript: &'static str,
    pub(in crate::workbench) transcript_units: &'static str,
    pub(in crate::workbench) without_unit: Plural,
    pub(in crate::workbench) and_more: &'static str,
}

impl Overview {
    pub(super) const EN: Self = Self {
        empty: "This project has no study yet.",
        empty_next: "Bring files in, or begin a study and code by hand.",
        begin: "Begin with {transcript}: nothing is coded yet",
        go_on: "Go on with {transcript}, {share} coded",
        all_coded: "Every transcript has codings. Read one again, or compare.",
        participants: Plural {
            one: "{n} participant",
            other: "{n} participants",
        },
        transcripts: Plural {
            one: "{n} transcript",
            other: "{n} transcripts",
        },
        units: Plural {
            one: "{n} unit",
            other: "{n} units",
        },
        codes: Plural {
            one: "{n} code",
            other: "{n} codes",
        },
        codings: Plural {
            one: "{n} coding",
            other: "{n} codings",
        },
        coded: "Text coded",
        coded_note: "Share of what participants said that units with a code cover, by length",
        coder: "Coder",
        coder_units: "Units",
        coder_codings: "Codings",
        transcript: "Transcript",
        transcript_units: "Coded units",
        without_unit: Plural {
            one: "{n} code without a unit",
            other: "{n} codes without a unit",
        },
        and_more: "and {n} more",
    };
}
