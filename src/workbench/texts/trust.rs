//! What makes the coding trustworthy.

/// The way to its pages.
#[derive(Debug)]
pub(in crate::workbench) struct Trust {
    pub(in crate::workbench) intro: &'static str,
    /// What each page answers, in the order of the pages.
    pub(in crate::workbench) agreement: &'static str,
    pub(in crate::workbench) consistency: &'static str,
    pub(in crate::workbench) saturation: &'static str,
    pub(in crate::workbench) methods: &'static str,
    pub(in crate::workbench) history: &'static str,
    pub(in crate::workbench) together: &'static str,
    pub(in crate::workbench) safety: &'static str,
}

impl Trust {
    pub(super) const EN: Self = Self {
        intro: "What reviewers ask of a qualitative study, and what an ethics board asks of its data.",
        agreement: "How far do coders agree, where do they differ, and what do they agree on after all?",
        consistency: "Do I still code as I did? My codings that the rest contradicts, codes whose meaning drifts, a sample coded a second time.",
        saturation: "Do interviews still bring new codes?",
        methods: "A draft of the methods section, sheets for member checking, and the memo book.",
        history: "Who changed what, and when? The audit trail, and the project as it was.",
        together: "A copy for a colleague, blind if you like, and its way back.",
        safety: "Backups, a check of the file, pseudonyms, identifying attributes, encryption.",
    };
}
