//! History.

/// Who did what.
#[derive(Debug)]
pub(in crate::workbench) struct History {
    pub(in crate::workbench) when: &'static str,
    pub(in crate::workbench) who: &'static str,
    pub(in crate::workbench) what: &'static str,
    pub(in crate::workbench) none: &'static str,
    pub(in crate::workbench) latest: &'static str,
    pub(in crate::workbench) emic: &'static str,
}

impl History {
    pub(super) const EN: Self = Self {
        when: "When (UTC)",
        who: "Who",
        what: "What",
        none: "Nothing has happened yet.",
        latest: "The latest {n} changes, the newest first. Nothing here can be altered; undo adds a line.",
        emic: "emic",
    };
}
