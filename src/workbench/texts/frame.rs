//! Around every page.

/// The navigation.
#[derive(Debug)]
pub(in crate::workbench) struct Nav {
    pub(in crate::workbench) label: &'static str,
    pub(in crate::workbench) overview: &'static str,
    pub(in crate::workbench) read: &'static str,
    pub(in crate::workbench) suggestions: &'static str,
    pub(in crate::workbench) codebook: &'static str,
    pub(in crate::workbench) search: &'static str,
    pub(in crate::workbench) compare: &'static str,
    pub(in crate::workbench) trust: &'static str,
    pub(in crate::workbench) agreement: &'static str,
    pub(in crate::workbench) consistency: &'static str,
    pub(in crate::workbench) saturation: &'static str,
    pub(in crate::workbench) methods: &'static str,
    pub(in crate::workbench) exchange: &'static str,
    pub(in crate::workbench) history: &'static str,
    pub(in crate::workbench) together: &'static str,
    pub(in crate::workbench) safety: &'static str,
}

impl Nav {
    pub(super) const EN: Self = Self {
        label: "Pages",
        overview: "Overview",
        read: "Read & code",
        suggestions: "Suggestions",
        codebook: "Codebook",
        search: "Search",
        compare: "Compare",
        trust: "Trust",
        agreement: "Agreement",
        consistency: "Consistency",
        saturation: "Saturation",
        methods: "Methods",
        exchange: "Import & export",
        history: "History",
        together: "Work together",
        safety: "Keep safe",
    };
}

/// Header, notices, buttons that every page has.
#[derive(Debug)]
pub(in crate::workbench) struct Frame {
    pub(in crate::workbench) skip: &'static str,
    pub(in crate::workbench) study: &'static str,
    pub(in crate::workbench) go: &'static str,
    pub(in crate::workbench) undo: &'static str,
    pub(in crate::workbench) redo: &'static str,
    pub(in crate::workbench) nothing_to_undo: &'static str,
    pub(in crate::workbench) sure: &'static str,
    pub(in crate::workbench) nothing_to_redo: &'static str,
    pub(in crate::workbench) theme: &'static str,
    pub(in crate::workbench) coder: &'static str,
    pub(in crate::workbench) changed: &'static str,
    pub(in crate::workbench) show_changes: &'static str,
    pub(in crate::workbench) unreachable: &'static str,
    pub(in crate::workbench) close: &'static str,
}

impl Frame {
    pub(super) const EN: Self = Self {
        skip: "Skip to the content",
        study: "Study",
        go: "Go",
        undo: "Undo",
        redo: "Redo",
        nothing_to_undo: "Nothing to undo",
        sure: "Take all of this back?",
        nothing_to_redo: "Nothing to redo",
        theme: "Light or dark",
        coder: "You code as {coder}",
        changed: "Changed meanwhile, in another window or on the command line:",
        show_changes: "Show the page as it is now",
        unreachable: "emic does not answer. Is it still running in the terminal? Nothing that was confirmed is lost.",
        close: "Close",
    };
}
