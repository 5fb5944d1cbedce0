//! The draft of the methods section.

/// The draft of the methods section.
#[derive(Debug)]
pub(in crate::workbench) struct Methods {
    pub(in crate::workbench) order: &'static str,
    pub(in crate::workbench) orders: [(&'static str, &'static str); 2],
    pub(in crate::workbench) show: &'static str,
    pub(in crate::workbench) files: &'static str,
    pub(in crate::workbench) sheets: &'static str,
    pub(in crate::workbench) sheets_help: &'static str,
    pub(in crate::workbench) one_sheet: &'static str,
    pub(in crate::workbench) take_sheet: &'static str,
    pub(in crate::workbench) memos: &'static str,
    pub(in crate::workbench) memos_help: &'static str,
}

impl Methods {
    pub(super) const EN: Self = Self {
        order: "In the order of",
        orders: [
            ("coreq", "COREQ (Tong et al., 2007)"),
            ("srqr", "SRQR (O'Brien et al., 2014)"),
        ],
        show: "Show",
        files: "Keep it as",
        sheets: "Sheets for member checking",
        sheets_help: "What each participant said, in plain words, with room for what she says to it: one file, a new page for each.",
        one_sheet: "Of one participant alone",
        take_sheet: "Keep the sheet",
        memos: "Memo book",
        memos_help: "All memos of the study, by what they are on.",
    };
}
