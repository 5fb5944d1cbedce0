//! Why a code that was expected was not suggested.

/// Verdicts and numbers in plain words.
#[derive(Debug)]
pub(in crate::workbench) struct Why {
    pub(in crate::workbench) ask: &'static str,
    pub(in crate::workbench) code: &'static str,
    pub(in crate::workbench) button: &'static str,
    pub(in crate::workbench) learning: &'static str,
    pub(in crate::workbench) rejected: &'static str,
    pub(in crate::workbench) corrected: &'static str,
    pub(in crate::workbench) skipped: &'static str,
    pub(in crate::workbench) accepted: &'static str,
    pub(in crate::workbench) without_example: &'static str,
    pub(in crate::workbench) not_recognised: &'static str,
    pub(in crate::workbench) out_of_reach: &'static str,
    pub(in crate::workbench) too_little: &'static str,
    pub(in crate::workbench) behind: &'static str,
    pub(in crate::workbench) nothing_speaks: &'static str,
    pub(in crate::workbench) held_out: &'static str,
    pub(in crate::workbench) own_coding: &'static str,
    pub(in crate::workbench) rank: &'static str,
    pub(in crate::workbench) hopeless: &'static str,
    pub(in crate::workbench) towards: &'static str,
    pub(in crate::workbench) away: &'static str,
    pub(in crate::workbench) next: &'static str,
    pub(in crate::workbench) instead: &'static str,
    pub(in crate::workbench) instead_unsure: &'static str,
}

impl Why {
    pub(super) const EN: Self = Self {
        ask: "Why is a code not suggested here?",
        code: "The code you expected",
        button: "Why not?",
        learning: "emic is still learning; ask again in a moment.",
        rejected: "it was rejected here, and stays away.",
        corrected: "it was corrected to another code here, and stays away.",
        skipped: "this stretch was skipped; nothing is suggested for it any more.",
        accepted: "emic is sure of it here.",
        without_example: "no unit bears it yet. It is known by its name and definition alone, and that is never enough: code one or two units with it.",
        not_recognised: "emic does not recognise it yet. {n} units bear it, and when it was tried on them they were not found better than by chance, or all come from one participant or transcript, or every unit bears it.",
        out_of_reach: "as sure as you want emic to be, no probability of this code is enough.",
        too_little: "{percent} is too little; emic is sure of it from {least} on.",
        behind: "likely enough, but another code is likelier, and in this study a unit bears one code.",
        nothing_speaks: "likely enough by how often it is given, but no example is like enough, and neither words nor a definition speak for it.",
        held_out: "This stretch is coded. It is judged here as if it were not, by other units alone.",
        own_coding: "This stretch is coded and was learnt from: its own coding speaks, too.",
        rank: "{percent} likely, number {rank} of {of} codes; {n} units bear it.",
        hopeless: "Not among the 24 likeliest of {of} codes; {n} units bear it.",
        towards: "By these alone it would come first: {views}.",
        away: "By these alone another code would come first: {views}.",
        next: "After it comes {code}, {percent}.",
        instead: "emic is sure of {code} instead, {percent}.",
        instead_unsure: "Likeliest is {code} instead, {percent}, though emic is not sure of it.",
    };
}
