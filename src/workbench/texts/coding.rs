//! The panel beside a transcript, and the keys for coding.

use super::Plural;

/// Coding a stretch.
#[derive(Debug)]
pub(in crate::workbench) struct Coding {
    pub(in crate::workbench) panel: &'static str,
    pub(in crate::workbench) how: &'static str,
    pub(in crate::workbench) how_keys: &'static str,
    pub(in crate::workbench) nothing_selected: &'static str,
    pub(in crate::workbench) outside: &'static str,
    pub(in crate::workbench) suggestions: &'static str,
    pub(in crate::workbench) none_left: &'static str,
    pub(in crate::workbench) reject: &'static str,
    pub(in crate::workbench) like: &'static str,
    pub(in crate::workbench) like_who: &'static str,
    pub(in crate::workbench) words: &'static str,
    pub(in crate::workbench) defined: &'static str,
    pub(in crate::workbench) common: &'static str,
    pub(in crate::workbench) codes: &'static str,
    pub(in crate::workbench) remove: &'static str,
    pub(in crate::workbench) code: &'static str,
    pub(in crate::workbench) find: &'static str,
    pub(in crate::workbench) new_code: &'static str,
    pub(in crate::workbench) create: &'static str,
    pub(in crate::workbench) found: Plural,
    pub(in crate::workbench) in_vivo: &'static str,
    pub(in crate::workbench) in_vivo_note: &'static str,
    pub(in crate::workbench) too_long: &'static str,
    pub(in crate::workbench) no_code: &'static str,
    pub(in crate::workbench) unknown_code: &'static str,
    pub(in crate::workbench) condensed: &'static str,
    pub(in crate::workbench) memo: &'static str,
    pub(in crate::workbench) memo_of: &'static str,
    pub(in crate::workbench) save: &'static str,
    pub(in crate::workbench) also_here: &'static str,
    pub(in crate::workbench) close: &'static str,
    pub(in crate::workbench) no_suggestion_left: &'static str,
    pub(in crate::workbench) no_uncoded_left: &'static str,
    pub(in crate::workbench) keys: Keys,
    pub(in crate::workbench) learning: Learning,
}

/// The list of shortcuts.
#[derive(Debug)]
pub(in crate::workbench) struct Keys {
    pub(in crate::workbench) title: &'static str,
    pub(in crate::workbench) show: &'static str,
    pub(in crate::workbench) single: &'static str,
    /// Keys and what they do while a transcript is read.
    pub(in crate::workbench) reading: &'static [(&'static str, &'static str)],
    /// Keys and what they do in the pass through the suggestions.
    pub(in crate::workbench) passing: &'static [(&'static str, &'static str)],
}

/// What emic has learnt from.
#[derive(Debug)]
pub(in crate::workbench) struct Learning {
    pub(in crate::workbench) first: &'static str,
    pub(in crate::workbench) newer: Plural,
    pub(in crate::workbench) judging: Plural,
    pub(in crate::workbench) ready: Plural,
}

impl Coding {
    pub(super) const EN: Self = Self {
        panel: "Code the selected words",
        how: "Select words, or click a coding in the margin.",
        how_keys: "Without a mouse: j and k go from sentence to sentence, Shift makes the stretch longer or shorter, ? shows all keys.",
        nothing_selected: "No words are selected there; select some letters.",
        outside: "The transcript has no such stretch any more; load the page anew and select again.",
        suggestions: "Suggested",
        none_left: "Nothing to suggest here.",
        reject: "Not {code}: never suggest it for this stretch again",
        like: "like",
        like_who: "like {who}",
        words: "words",
        defined: "defined as",
        common: "a common code here; nothing in particular speaks for it",
        codes: "Coded as",
        remove: "Remove {code}",
        code: "Code",
        find: "Another code",
        new_code: "a new code",
        create: "Create",
        found: Plural {
            one: "{n} code found",
            other: "{n} codes found",
        },
        in_vivo: "In vivo",
        in_vivo_note: "A new code named by the selected words",
        too_long: "An in-vivo code is named by the selected words, and {n} letters are too many for a name (at most {most}). Select fewer words, or type a name.",
        no_code: "Name a code, or choose one from the list.",
        unknown_code: "The codebook has no code “{code}”. Choose one from the list, or say that it is a new code.",
        condensed: "Condensed",
        memo: "Memo",
        memo_of: "Memo by {coder}",
        save: "Save",
        also_here: "Also coded here",
        close: "Close",
        no_suggestion_left: "No further suggestion in this transcript.",
        no_uncoded_left: "Nothing uncoded is left from here on.",
        keys: Keys {
            title: "Keys",
            show: "All keys",
            single: "Keys without Ctrl are on (switch off if you use speech input)",
            reading: &[
                ("j · ↓", "next sentence"),
                ("k · ↑", "previous sentence"),
                (
                    "Shift + j / k · Shift + ↓ / ↑",
                    "one sentence longer / shorter",
                ),
                ("Shift + ← / →", "one letter, with Ctrl one word"),
                ("t · Shift + t", "next / previous turn as a whole"),
                ("1 – 5", "accept this suggestion"),
                ("Enter", "accept the first suggestion"),
                ("Shift + 1 – 5", "reject this suggestion"),
                ("x", "reject the first suggestion"),
                ("e", "show what speaks for them"),
                ("c", "another code: type to find, or create"),
                ("v", "in-vivo code: named by the selected words"),
                ("s", "condensed unit"),
                ("m", "memo"),
                ("Delete", "remove a code of this unit"),
                ("n · Shift + n", "next / previous suggestion"),
                ("u · Shift + u", "next / previous uncoded sentence"),
                ("g · Shift + g", "next / previous coding"),
                ("z · Ctrl + Z", "undo"),
                ("Shift + z · Ctrl + Y", "redo"),
                ("Esc", "leave a field, then the stretch"),
                ("?", "this list"),
            ],
            passing: &[
                ("Enter", "accept the first code"),
                ("1 – 5", "accept this code"),
                ("x", "reject the first code"),
                ("Shift + 1 – 5", "reject this code"),
                ("c", "another code is right: type to find, or create"),
                ("s", "skip: not asked about again"),
                ("j / k · ↓ / ↑", "next / previous, without a decision"),
                ("e", "show what speaks for them"),
                ("o", "open in the transcript"),
                ("z · Ctrl + Z", "undo"),
                ("Shift + z · Ctrl + Y", "redo"),
                ("?", "this list"),
            ],
        },
        learning: Learning {
            first: "emic is learning from what is coded",
            newer: Plural {
                one: "Learnt from {n} unit; the latest codings are being learnt",
                other: "Learnt from {n} units; the latest codings are being learnt",
            },
            judging: Plural {
                one: "Learnt from {n} unit; probabilities are being refined",
                other: "Learnt from {n} units; probabilities are being refined",
            },
            ready: Plural {
                one: "Learnt from {n} unit",
                other: "Learnt from {n} units",
            },
        },
    };
}
