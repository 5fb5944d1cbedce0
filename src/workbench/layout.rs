//! What every page has around it: navigation, study chooser, undo and redo, and the event it was rendered from.

use super::bench::Bench;
use super::texts::{Texts, fill};
use super::visit::Visit;
use crate::Project;
use crate::error::Result;
use crate::study::{Event, EventId, StudyId};
use serde::Serialize;

/// The pages that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// None of them: an error.
    None,
    /// How far the project is.
    Overview,
    /// Transcripts, read and coded.
    Read,
    /// The pass through what emic suggests.
    Suggestions,
    /// The codebook.
    Codebook,
    /// Search across studies.
    Search,
    /// Studies side by side.
    Compare,
    /// What makes the coding trustworthy: the pages below.
    Trust,
    /// How far coders agree.
    Agreement,
    /// Whether a coder agrees with herself.
    Consistency,
    /// Whether interviews still bring new codes.
    Saturation,
    /// A draft of the methods section.
    Methods,
    /// Files in and out.
    Exchange,
    /// Who did what.
    History,
    /// A colleague's copy and its way back.
    Together,
    /// Backups, pseudonyms, encryption.
    Safety,
}

/// A line of the navigation.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) name: &'static str,
    /// As the attribute `aria-current` has it: `page`, `true` for what the page is part of, empty for others.
    pub(super) current: &'static str,
    /// What the page is for, where that is to be told.
    pub(super) about: &'static str,
}

/// A study to choose.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) id: StudyId,
    pub(super) name: String,
    pub(super) is_here: bool,
}

/// A change that can be taken back or done again.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Step {
    /// Its event.
    pub(super) event: EventId,
    /// What it did.
    pub(super) summary: String,
    /// Whether it brought in more than a person codes in a day, so that it is not taken back by a key pressed once too often.
    pub(super) is_large: bool,
}

impl Step {
    pub(super) fn of(event: Event) -> Self {
        Self {
            is_large: matches!(event.action.as_str(), "import" | "merge"),
            event: event.id,
            summary: event.summary,
        }
    }
}

/// What the layout template shows.
#[derive(Debug)]
pub(super) struct Layout {
    /// The interface's words.
    pub(super) t: &'static Texts,
    /// The page's name, in the title of the window and, by convention, in its `<h1>`.
    pub(super) title: String,
    pub(super) tabs: Vec<Link>,
    /// The pages of the group that this one belongs to, if any.
    pub(super) group: Vec<Link>,
    /// The tab's name in addresses.
    pub(super) tab: &'static str,
    pub(super) studies: Vec<Choice>,
    /// The latest event this page knows of.
    pub(super) at: EventId,
    /// The same as the page carries it.
    pub(super) seen: EventId,
    pub(super) coder: String,
    pub(super) coder_title: String,
    pub(super) file: String,
    pub(super) undo: Option<Step>,
    pub(super) redo: Option<Step>,
    /// What was just done.
    pub(super) told: Option<String>,
    /// The page's own address.
    pub(super) here: String,
}

impl Layout {
    /// The layout of a page, as of the moment at which the project is read.
    pub(super) fn read(
        bench: &Bench,
        project: &Project,
        visit: Visit,
        tab: Tab,
        study: Option<StudyId>,
    ) -> Result<Self> {
        let store = project.store();
        let studies = store.studies()?;
        let known = |id: &StudyId| studies.iter().any(|s| s.id == *id);
        let last = Some(bench.last_study()).filter(known);
        let shown = study.or(last).or(studies.first().map(|s| s.id));
        let told = visit.done.map(|id| store.event(id)).transpose()?.flatten();
        let at = store.content_stamp()?;
        let choice = |s: crate::Study| Choice {
            is_here: Some(s.id) == shown,
            id: s.id,
            name: s.name,
        };
        Ok(Self {
            tabs: links(bench.texts(), &TABS, tab, shown),
            group: match tab.is_of_trust() {
                true => links(bench.texts(), &TRUST, tab, shown),
                false => Vec::new(),
            },
            studies: studies.into_iter().map(choice).collect(),
            at,
            seen: bench.stamp(at),
            undo: store.next_undo()?.map(Step::of),
            redo: store.next_redo()?.map(Step::of),
            told: told.map(|event| event.summary),
            here: visit.here,
            ..Self::bare(bench, tab)
        })
    }

    /// The layout without the project: for errors, which must show whatever is broken.
    pub(super) fn bare(bench: &Bench, tab: Tab) -> Self {
        Self {
            t: bench.texts(),
            title: tab.title(bench.texts()).to_owned(),
            tabs: Vec::new(),
            group: Vec::new(),
            tab: tab.address(),
            studies: Vec::new(),
            at: EventId(0),
            seen: bench.stamp(EventId(0)),
            coder: bench.coder().to_owned(),
            coder_title: fill(bench.texts().frame.coder, &[("coder", &bench.coder())]),
            file: bench.file_name(),
            undo: None,
            redo: None,
            told: None,
            here: "/".to_owned(),
        }
    }

    /// The same with a title of the page's own.
    pub(super) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}

const TABS: [Tab; 8] = [
    Tab::Overview,
    Tab::Read,
    Tab::Suggestions,
    Tab::Codebook,
    Tab::Search,
    Tab::Compare,
    Tab::Trust,
    Tab::Exchange,
];

/// The pages behind [`Tab::Trust`].
const TRUST: [Tab; 7] = [
    Tab::Agreement,
    Tab::Consistency,
    Tab::Saturation,
    Tab::Methods,
    Tab::History,
    Tab::Together,
    Tab::Safety,
];

fn links(t: &'static Texts, tabs: &[Tab], here: Tab, study: Option<StudyId>) -> Vec<Link> {
    let link = |tab: &Tab| {
        Some(Link {
            href: tab.href(study)?,
            name: tab.title(t),
            current: match *tab == here {
                true => "page",
                false if *tab == Tab::Trust && here.is_of_trust() => "true",
                false => "",
            },
            about: tab.about(t),
        })
    };
    tabs.iter().filter_map(link).collect()
}

impl Tab {
    /// The tab's name in addresses, and the other way round in [`Tab::called`].
    fn address(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Overview => "overview",
            Self::Read => "read",
            Self::Suggestions => "suggestions",
            Self::Codebook => "codebook",
            Self::Search => "search",
            Self::Compare => "compare",
            Self::Trust => "trust",
            Self::Agreement => "agreement",
            Self::Consistency => "consistency",
            Self::Saturation => "saturation",
            Self::Methods => "methods",
            Self::Exchange => "exchange",
            Self::History => "history",
            Self::Together => "together",
            Self::Safety => "safety",
        }
    }

    /// The tab of this name.
    pub(super) fn called(name: &str) -> Self {
        let found = TABS
            .into_iter()
            .chain(TRUST)
            .find(|tab| tab.address() == name);
        found.unwrap_or(Self::Overview)
    }

    fn title(self, t: &'static Texts) -> &'static str {
        match self {
            Self::None => t.errors.title,
            Self::Overview => t.nav.overview,
            Self::Read => t.nav.read,
            Self::Suggestions => t.nav.suggestions,
            Self::Codebook => t.nav.codebook,
            Self::Search => t.nav.search,
            Self::Compare => t.nav.compare,
            Self::Trust => t.nav.trust,
            Self::Agreement => t.nav.agreement,
            Self::Consistency => t.nav.consistency,
            Self::Saturation => t.nav.saturation,
            Self::Methods => t.nav.methods,
            Self::Exchange => t.nav.exchange,
            Self::History => t.nav.history,
            Self::Together => t.nav.together,
            Self::Safety => t.nav.safety,
        }
    }

    /// What a page of the group of trust answers.
    fn about(self, t: &'static Texts) -> &'static str {
        match self {
            Self::Agreement => t.trust.agreement,
            Self::Consistency => t.trust.consistency,
            Self::Saturation => t.trust.saturation,
            Self::Methods => t.trust.methods,
            Self::History => t.trust.history,
            Self::Together => t.trust.together,
            Self::Safety => t.trust.safety,
            _ => "",
        }
    }

    /// Where the tab leads; nowhere while the project has no study that it could be of.
    pub(super) fn href(self, study: Option<StudyId>) -> Option<String> {
        match self {
            Self::None => None,
            Self::Overview => Some("/".to_owned()),
            Self::Read
            | Self::Suggestions
            | Self::Codebook
            | Self::Agreement
            | Self::Consistency
            | Self::Saturation
            | Self::Methods => Some(format!("/study/{}/{}", study?, self.address())),
            Self::Search
            | Self::Compare
            | Self::Trust
            | Self::Exchange
            | Self::History
            | Self::Together
            | Self::Safety => Some(format!("/{}", self.address())),
        }
    }

    fn is_of_trust(self) -> bool {
        self == Self::Trust || TRUST.contains(&self)
    }
}
