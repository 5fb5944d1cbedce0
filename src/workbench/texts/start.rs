//! What the overview offers to begin with, and how good suggestions are by now.

/// Beginning a study, the learning curve.
#[derive(Debug)]
pub(in crate::workbench) struct Start {
    pub(in crate::workbench) new_study: &'static str,
    pub(in crate::workbench) name: &'static str,
    pub(in crate::workbench) add: &'static str,
    pub(in crate::workbench) suggestions: &'static str,
    pub(in crate::workbench) never: &'static str,
    pub(in crate::workbench) headline: &'static str,
    pub(in crate::workbench) interval: &'static str,
    pub(in crate::workbench) one_voice: &'static str,
    pub(in crate::workbench) few_units: &'static str,
    pub(in crate::workbench) curve: &'static str,
    pub(in crate::workbench) curve_participants: &'static str,
    pub(in crate::workbench) curve_units: &'static str,
    pub(in crate::workbench) share: &'static str,
    pub(in crate::workbench) f1: &'static str,
    pub(in crate::workbench) improving: &'static str,
    pub(in crate::workbench) levelling: &'static str,
    pub(in crate::workbench) early: &'static str,
    pub(in crate::workbench) few: &'static str,
    pub(in crate::workbench) hard: &'static str,
    pub(in crate::workbench) table: &'static str,
}

impl Start {
    pub(super) const EN: Self = Self {
        new_study: "Begin a study",
        name: "Short name",
        add: "Begin it",
        suggestions: "How good suggestions are",
        never: "Try out on the study's own coding how often the right code is among the first three suggestions, and whether more coding would help. It takes a while.",
        headline: "Among the first three suggestions is the right code for {right} of codings{interval}; always naming the three most common codes would reach {blind}. The first suggestion is right for {first} of units.",
        interval: "(95 % interval {low} to {high})",
        one_voice: "Held out one by one, because they come from one participant or transcript: for others expect less.",
        few_units: "Fewer than ten coded units tell nothing. Code some more, best from several participants, and try again.",
        curve: "Right code among the first three suggestions",
        curve_participants: "participants learnt from",
        curve_units: "units learnt from, coded or passed over",
        share: "Right",
        f1: "F1",
        improving: "Suggestions are still improving: further transcripts will pay.",
        levelling: "Suggestions have levelled off: more transcripts of the same kind will change little.",
        early: "Too early to tell whether more coding helps: that takes five participants to learn from, beside those it is tried on, fifty coded units, and suggestions of which some are right.",
        few: "Find more examples, of several participants, for: {codes}",
        hard: "Weak so far; read their units side by side and say in the codebook what sets them apart: {codes}",
        table: "As a table",
    };
}
