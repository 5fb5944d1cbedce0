//! Search across studies.

use super::Plural;

/// The form, what was found, what can be done with it.
#[derive(Debug)]
pub(in crate::workbench) struct Search {
    pub(in crate::workbench) query: &'static str,
    pub(in crate::workbench) query_help: &'static str,
    pub(in crate::workbench) search: &'static str,
    pub(in crate::workbench) more: &'static str,
    pub(in crate::workbench) studies: &'static str,
    pub(in crate::workbench) codes: &'static str,
    pub(in crate::workbench) participants: &'static str,
    pub(in crate::workbench) attributes: &'static str,
    pub(in crate::workbench) attributes_help: &'static str,
    pub(in crate::workbench) speakers: &'static str,
    pub(in crate::workbench) languages: &'static str,
    pub(in crate::workbench) coders: &'static str,
    pub(in crate::workbench) coded: &'static str,
    pub(in crate::workbench) either: &'static str,
    pub(in crate::workbench) only_coded: &'static str,
    pub(in crate::workbench) not_coded: &'static str,
    pub(in crate::workbench) total: Plural,
    pub(in crate::workbench) in_study: &'static str,
    pub(in crate::workbench) nothing: &'static str,
    pub(in crate::workbench) export: &'static str,
    pub(in crate::workbench) csv: &'static str,
    pub(in crate::workbench) json: &'static str,
    pub(in crate::workbench) code_with: &'static str,
    pub(in crate::workbench) code_new: &'static str,
    pub(in crate::workbench) code_it: &'static str,
    pub(in crate::workbench) code_help: &'static str,
}

impl Search {
    pub(super) const EN: Self = Self {
        query: "Words",
        query_help: "Every form of a word is found. \"side by side\", \"fear professor\"~5 for words near each other, communica* for beginnings, fear OR shame, fear -exam without. Empty for every passage.",
        search: "Search",
        more: "Narrow it down",
        studies: "Studies",
        codes: "Code, with all below it",
        participants: "Participant",
        attributes: "What is known of the participant",
        attributes_help: "role=intern, age>30, sex!=male; all must hold",
        speakers: "Speaker's label, interviewers too",
        languages: "Language",
        coders: "Coded by",
        coded: "Coded or not",
        either: "both",
        only_coded: "coded by someone",
        not_coded: "not coded yet",
        total: Plural {
            one: "{n} quote",
            other: "{n} quotes",
        },
        in_study: "{study} {n}",
        nothing: "Nothing was found. Try fewer words, or the beginning of a word: learn*",
        export: "The quotes found, as files",
        csv: "CSV",
        json: "JSON",
        code_with: "Code them as",
        code_new: "Add the code where a study does not have it",
        code_it: "Code",
        code_help: "Choose quotes, then type a part of a code's name. Each gets the code of its own study's codebook.",
    };
}
