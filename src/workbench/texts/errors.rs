//! What went wrong, and what to do.

/// Refusals and failures.
#[derive(Debug)]
pub(in crate::workbench) struct Errors {
    pub(in crate::workbench) title: &'static str,
    pub(in crate::workbench) back: &'static str,
    pub(in crate::workbench) wrong_host: &'static str,
    pub(in crate::workbench) foreign_origin: &'static str,
    pub(in crate::workbench) no_session: &'static str,
    pub(in crate::workbench) too_large: &'static str,
    pub(in crate::workbench) too_slow: &'static str,
    pub(in crate::workbench) ending: &'static str,
    pub(in crate::workbench) not_found: &'static str,
    pub(in crate::workbench) not_whole: &'static str,
    pub(in crate::workbench) fault: &'static str,
    pub(in crate::workbench) stale: &'static str,
    pub(in crate::workbench) changed: &'static str,
    pub(in crate::workbench) went_back: &'static str,
    pub(in crate::workbench) busy: &'static str,
}

impl Errors {
    pub(super) const EN: Self = Self {
        title: "That did not work",
        back: "Back to the page, as it is now",
        wrong_host: "This address is not the workbench's. Open the link that emic printed in the terminal.",
        foreign_origin: "Another site asked for this, so nothing was done. Open the link that emic printed in the terminal.",
        no_session: "This browser is not let in yet. Open the link that emic printed in the terminal; it is valid as long as emic runs there.",
        too_large: "That is too large. A form may have 2 MB and files that are brought in 256 MB; split it, or use emic import on the command line.",
        too_slow: "It took too long until everything had arrived, so nothing was done. Try again.",
        ending: "emic is ending; start it again with emic serve.",
        not_found: "There is nothing here. It may have been deleted or undone; go on from the overview.",
        not_whole: "Something was missing in what the browser sent, so nothing was done. Go back, load the page anew and try again.",
        fault: "This is a fault of emic; your project file is unchanged. Go back and try again.",
        stale: "This was changed after your page was made, so nothing was done. Look at the change, then decide again.",
        changed: "What was changed, the latest first",
        went_back: "The project went back to a backup after this page was made: nothing is done from it any more. Load the page anew.",
        busy: "emic is still at work on something that takes longer, such as trying out suggestions, a comparison or the same as this, so nothing was changed. Try again when that has finished.",
    };
}
