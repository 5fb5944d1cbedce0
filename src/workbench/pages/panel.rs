//! The panel beside a transcript: what is coded on a stretch, what emic suggests for it, and what else can be said of it.

use super::learning::Learning;
use super::offer::Offer;
use super::stretch::{Place, Stretch, range};
use super::suggestions::request;
use super::why::Why;
use crate::Project;
use crate::error::Error;
use crate::project::{CodePoints, SuggestRequest};
use crate::store::Store;
use crate::study::{CodeId, Codebook, CoderId, Coding, EventId, MemoTarget, StudyId, TranscriptId};
use crate::suggest::{Evidence, Order, Suggestion};
use crate::workbench::answer::{Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::texts::{Texts, fill};
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Units named that overlap the stretch.
const OVERLAPPING: usize = 6;
/// A code that emic is not sure of is shown from this probability on, if anything speaks for it.
const WORTH_SHOWING: f64 = 0.05;

/// The panel; its element is `panel`.
#[derive(Template)]
#[template(path = "panel.html")]
pub(in crate::workbench) struct Panel {
    t: &'static Texts,
    /// The latest event it knows of.
    at: EventId,
    /// The same as the page carries it.
    seen: EventId,
    base: String,
    stretch: Option<Selected>,
    learning: Option<Learning>,
    /// What is asked of suggestions, where that is not the best balance.
    sure: String,
}

/// The stretch that the panel is about.
struct Selected {
    start: usize,
    end: usize,
    line: String,
    who: String,
    words: String,
    unit: i64,
    offers: Vec<Offer>,
    given: Vec<Given>,
    codings: Vec<CodingMemo>,
    has_coding_memos: bool,
    condensed: String,
    memos: Memos,
    also: Vec<Also>,
    /// The code that was expected, as it was typed.
    expected: String,
    why: Option<Why>,
}

/// A code of the unit.
struct Given {
    code: i64,
    name: String,
    path: String,
    by: String,
    mine: bool,
    remove: String,
}

/// A coding of the unit with what was noted on it.
struct CodingMemo {
    code: i64,
    coding: i64,
    name: String,
    by: String,
    memos: Memos,
}

/// What was noted on a unit or a coding.
#[derive(Default)]
struct Memos {
    /// The memo of who is at the workbench.
    own: String,
    /// Its number, 0 where there is none.
    id: i64,
    /// Of each other: whose, and what.
    others: Vec<(String, String)>,
}

/// A unit that overlaps the stretch.
struct Also {
    start: usize,
    end: usize,
    codes: Vec<(i64, String)>,
    words: String,
}

impl Selected {
    /// Whether codes are offered that emic is not sure of.
    fn is_unsure(&self) -> bool {
        self.offers.iter().any(|offer| !offer.sure)
    }
}

impl Panel {
    /// The panel of no stretch.
    pub(in crate::workbench) fn empty(t: &'static Texts, seen: EventId, place: Place) -> Self {
        Self {
            t,
            at: seen,
            seen,
            base: base(place),
            stretch: None,
            learning: None,
            sure: String::new(),
        }
    }

    /// The panel of a stretch; asks for suggestions.
    ///
    /// # Errors
    /// As [`Stretch::find`].
    pub(in crate::workbench) fn of(
        bench: &Bench,
        project: &Project,
        place: Place,
        at: (usize, usize),
        expected: &str,
    ) -> Result<Self, Failure> {
        let t = bench.texts();
        let stretch = Stretch::find(project, t, place, at)?;
        let (suggestion, learning) = suggested(bench, &stretch)?;
        let mut selected = Selected::of(project, &stretch, suggestion.as_ref(), bench.coder(), t)?;
        if !expected.trim().is_empty() {
            selected.why = Some(Why::of(bench, &stretch, expected.trim())?);
            expected.trim().clone_into(&mut selected.expected);
        }
        let sure = bench.precision(place.0);
        let now = project.store().content_stamp()?;
        Ok(Self {
            t,
            at: now,
            seen: bench.stamp(now),
            base: base(place),
            stretch: Some(selected),
            learning: Some(learning),
            sure: sure.map_or(String::new(), |n| {
                fill(t.suggestions.sure_here, &[("n", &n)])
            }),
        })
    }

    /// Whether nothing is suggested because nothing is learnt yet.
    fn has_nothing_learnt(&self) -> bool {
        let learning = self.learning.as_ref();
        learning.is_some_and(|learning| !learning.has_model && learning.doing == "learning")
    }

    fn has_no_model(&self) -> bool {
        (self.learning.as_ref()).is_some_and(|learning| !learning.has_model)
    }

    /// Its HTML.
    ///
    /// # Errors
    /// [`Error::Internal`] where the template fails.
    pub(in crate::workbench) fn html(&self) -> Result<String, Failure> {
        Ok(self.render().map_err(Error::internal)?)
    }
}

/// The likeliest codes for a stretch, those that emic is sure of first, kept as what was shown last.
pub(in crate::workbench) fn suggested(
    bench: &Bench,
    stretch: &Stretch,
) -> Result<(Option<Suggestion>, Learning), Failure> {
    let request = request_at(bench, stretch);
    let place = (&stretch.transcript, stretch.span);
    let answer = bench.live().suggest_one(&stretch.study, &request, place)?;
    let mut suggestion = answer.suggestions.into_iter().next();
    if let Some(suggestion) = &mut suggestion {
        suggestion.codes.retain(|code| {
            let has_reason = code.evidence.iter().any(|e| *e != Evidence::Common);
            code.accepted || (has_reason && code.probability >= WORTH_SHOWING)
        });
        suggestion.codes.sort_by_key(|code| !code.accepted);
    }
    if let Some(suggestion) = &suggestion {
        let at = (stretch.transcript.id, stretch.start, stretch.end);
        bench.shown().remember(at, suggestion);
        bench.note_shown(suggestion);
    }
    Ok((suggestion, Learning::of(&answer.state, bench.texts())))
}

/// What is asked of the engine for a stretch: what the list of suggestions asks.
pub(in crate::workbench) fn request_at(bench: &Bench, stretch: &Stretch) -> SuggestRequest {
    let transcripts = vec![stretch.transcript.name.clone()];
    let aim = bench.aim(stretch.study.id);
    request(bench.coder(), Order::Transcript, transcripts, true, aim)
}

fn base((study, transcript): Place) -> String {
    format!("/study/{study}/read/{transcript}")
}

impl Selected {
    fn of(
        project: &Project,
        stretch: &Stretch,
        suggestion: Option<&Suggestion>,
        coder: &str,
        t: &Texts,
    ) -> Result<Self, Failure> {
        let store = project.store();
        let codebook = store.codebook(stretch.study.id)?;
        let called = codebook.short_names();
        let coders = store.coders()?;
        let names: HashMap<CoderId, &str> =
            coders.iter().map(|c| (c.id, c.name.as_str())).collect();
        let me = store.coder_named(coder)?.map(|c| c.id);
        let unit = stretch.unit(project)?;
        let unit = unit.as_ref();
        let codings_here = match unit {
            Some(unit) => store.codings_of_unit(unit.id)?,
            None => Vec::new(),
        };
        let given = given(&codings_here, (&codebook, &called), (&names, me), t);
        let mine: Vec<i64> = given.iter().filter(|g| g.mine).map(|g| g.code).collect();
        let mut codings = Vec::new();
        for coding in &codings_here {
            let memos = Memos::of(store, MemoTarget::Coding(coding.id), (&names, me), t)?;
            codings.push(CodingMemo {
                code: coding.code.0,
                coding: coding.id.0,
                name: called.get(&coding.code).cloned().unwrap_or_default(),
                by: names
                    .get(&coding.coder)
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
                memos,
            });
        }
        let memos = match unit {
            Some(unit) => Memos::of(store, MemoTarget::Unit(unit.id), (&names, me), t)?,
            None => Memos::default(),
        };
        let text = &stretch.transcript.text;
        Ok(Self {
            start: stretch.start,
            end: stretch.end,
            line: fill(
                t.suggestions.line,
                &[("n", &(text[..stretch.span.start].matches('\n').count() + 1))],
            ),
            who: stretch
                .transcript
                .turn_at(stretch.span.start)
                .and_then(|turn| turn.speaker.clone())
                .unwrap_or_default(),
            words: stretch.words().to_owned(),
            unit: unit.map_or(0, |unit| unit.id.0),
            offers: suggestion.map_or(Vec::new(), |s| Offer::all(s, &codebook, &mine, t)),
            condensed: unit.and_then(|u| u.condensed.clone()).unwrap_or_default(),
            memos,
            also: also(project, stretch, &called)?,
            given,
            has_coding_memos: codings
                .iter()
                .any(|one| one.memos.id > 0 || !one.memos.others.is_empty()),
            codings,
            expected: String::new(),
            why: None,
        })
    }
}

/// The codes of these codings, each with who gave it.
fn given(
    codings: &[Coding],
    (codebook, called): (&Codebook, &HashMap<CodeId, String>),
    (names, me): (&HashMap<CoderId, &str>, Option<CoderId>),
    t: &Texts,
) -> Vec<Given> {
    let mut by: BTreeMap<CodeId, Vec<CoderId>> = BTreeMap::new();
    for coding in codings {
        by.entry(coding.code).or_default().push(coding.coder);
    }
    let given = by.iter().map(|(code, by)| {
        let path = codebook.path(*code);
        let name = called.get(code).cloned().unwrap_or_default();
        let mine = me.is_some_and(|me| by.contains(&me));
        let names = by.iter().filter_map(|id| names.get(id).copied());
        Given {
            code: code.0,
            // That it is one's own goes without saying.
            by: match mine && by.len() == 1 {
                true => String::new(),
                false => names.collect::<Vec<_>>().join(", "),
            },
            mine,
            remove: fill(t.coding.remove, &[("code", &name)]),
            name,
            path,
        }
    });
    given.collect()
}

impl Memos {
    /// Of what was noted on something, who is at the workbench wrote one; others', each with whose it is.
    fn of(
        store: &Store,
        on: MemoTarget,
        (names, me): (&HashMap<CoderId, &str>, Option<CoderId>),
        t: &Texts,
    ) -> crate::Result<Self> {
        let mut memos = Self::default();
        for memo in store.memos_on(on)? {
            if Some(memo.coder) == me && memos.id == 0 {
                (memos.own, memos.id) = (memo.text, memo.id.0);
            } else {
                let who = names.get(&memo.coder).copied().unwrap_or_default();
                let of = fill(t.coding.memo_of, &[("coder", &who)]);
                memos.others.push((of, memo.text));
            }
        }
        Ok(memos)
    }
}

/// The other units that overlap the stretch.
fn also(
    project: &Project,
    stretch: &Stretch,
    called: &HashMap<CodeId, String>,
) -> crate::Result<Vec<Also>> {
    let points = CodePoints::of(&stretch.transcript.text);
    let units = project
        .store()
        .units_overlapping(stretch.transcript.id, stretch.span)?;
    let others = units.iter().filter(|unit| unit.span != stretch.span);
    let mut found = Vec::new();
    for unit in others.take(OVERLAPPING) {
        let mut codes: Vec<(i64, String)> = project
            .store()
            .codings_of_unit(unit.id)?
            .into_iter()
            .map(|coding| (coding.code, called.get(&coding.code)))
            .map(|(code, name)| (code.0, name.cloned().unwrap_or_default()))
            .collect();
        codes.sort();
        codes.dedup();
        let (start, end) = points.range(unit.span).unwrap_or_default();
        let words = unit.span.of(&stretch.transcript.text).unwrap_or_default();
        found.push(Also {
            start,
            end,
            codes,
            words: words.to_owned(),
        });
    }
    Ok(found)
}

/// Which stretch.
#[derive(Deserialize)]
pub(in crate::workbench) struct Asked {
    #[serde(default)]
    at: String,
    /// A code that was expected there.
    #[serde(default)]
    why: String,
}

/// `GET /study/N/read/M/panel?at=604-782`: the panel of a stretch, for a page that is open.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Done, Failure> {
    let place = (StudyId(study), TranscriptId(transcript));
    let shown = bench.clone();
    let at = range(&asked.at).ok_or_else(|| Failure::refused(bench.texts().coding.outside))?;
    let panel = bench.read(move |project| {
        let panel = Panel::of(&shown, project, place, at, &asked.why)?;
        let mut done = Done::to(base(place));
        done.at = panel.at;
        Ok(done.replacing("panel", panel.html()?))
    });
    panel.await
}
