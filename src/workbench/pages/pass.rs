//! One stretch of the suggested pass: what was said around it, what emic suggests, and what comes next.

use super::judged_anew::judge_anew;
use super::learning::Learning;
use super::offer::Offer;
use super::stretch::Stretch;
use super::suggestions::{only, place_of};
use super::view::{View, Where};
use crate::Project;
use crate::error::Error;
use crate::study::{CodeId, EventId, SpeakerRole, Study, StudyId, TranscriptId, short_names};
use crate::suggest::{Order, Suggestion};
use crate::text::Direction;
use crate::workbench::answer::Failure;
use crate::workbench::bench::{Bench, aim};
use crate::workbench::passes::Pass;
use crate::workbench::texts::{Texts, fill, percent};
use askama::Template;

/// Stretches of the list that are shown, before the one at hand and from it on.
const BEFORE: usize = 2;
const AFTER: usize = 10;
/// Stretches of which more is known than when the list was made, and that are judged anew for a page, at most.
const JUDGED_ANEW: usize = 60;
/// Letters shown before and after the stretch within its turn.
const AROUND: usize = 700;
/// Letters shown of the turns beside it.
const BESIDE: usize = 400;

/// The part of the page that changes; its element is `pass`.
#[derive(Template)]
#[template(path = "pass.html")]
pub(in crate::workbench) struct Piece {
    t: &'static Texts,
    /// The latest event it knows of.
    pub(in crate::workbench) at: EventId,
    /// The same as the page carries it.
    seen: EventId,
    study: StudyId,
    view: View,
    /// The query of this view, at no stretch.
    query: String,
    /// The query of this view at the stretch at hand.
    here: String,
    transcripts: Vec<(TranscriptId, String)>,
    learning: Learning,
    is_made: bool,
    is_older: bool,
    /// Whether it is made anew as soon as probabilities are found.
    is_provisional: bool,
    left: String,
    item: Option<Item>,
    queue: Vec<Waiting>,
    bulk: Bulk,
    /// Nothing is accepted unseen in blind mode, nor where it stands against what is coded.
    has_bulk: bool,
    /// How many codes are never suggested yet, and why which; empty where there is none.
    silent: (String, Vec<String>),
}

/// The stretch at hand.
struct Item {
    /// The query at it.
    query: String,
    nth: String,
    transcript: TranscriptId,
    name: String,
    line: String,
    start: usize,
    end: usize,
    lang: String,
    context: Vec<Said>,
    offers: Vec<Offer>,
    /// The names of those that emic is sure of, where they are several.
    sure: String,
    /// The names of those that it bears already: of a contradiction.
    had: String,
    /// The person's own codes, where they were given blindly.
    own: Option<(Vec<(i64, String)>, &'static str)>,
    previous: Option<String>,
    next: Option<String>,
}

/// A turn, or a part of one.
struct Said {
    speaker: String,
    is_interviewer: bool,
    dir: &'static str,
    before: String,
    here: String,
    after: String,
}

/// A stretch of the list.
struct Waiting {
    query: String,
    is_here: bool,
    name: String,
    words: String,
    code: String,
    percent: String,
}

/// What would be accepted at once.
#[derive(Default)]
struct Bulk {
    stretches: usize,
    codings: usize,
    told: String,
}

/// A list at one moment, around the stretch at hand.
struct List {
    /// Stretches in it.
    total: usize,
    /// The place of the stretch at hand.
    here: usize,
    /// The place of the first stretch shown.
    first: usize,
    /// The stretches shown.
    window: Vec<Suggestion>,
    compared: Option<Suggestion>,
    bulk: Bulk,
}

impl Piece {
    /// The piece for a view, from the list that is there; without one where it is still being made.
    ///
    /// # Errors
    /// A [`Failure`] where there is no such study, or the project file cannot be read.
    pub(in crate::workbench) fn of(
        bench: &Bench,
        project: &Project,
        id: StudyId,
        view: &View,
        is_made: bool,
    ) -> Result<Self, Failure> {
        let t = bench.texts();
        let gone = || Failure::gone(t);
        let study = project.store().study(id)?.ok_or_else(gone)?;
        let at = project.store().content_stamp()?;
        let state = bench.live().state(&study)?;
        let only = only(project, id, view)?;
        let wanted = wanted(project, view)?;
        judge_anew(bench, project, &study, view, |pass| {
            let list = List::of(pass, only.as_deref(), wanted.as_ref(), view, t);
            let mut shown = list.window;
            shown.extend(likely(&chosen(&pass.left, only.as_deref()), view.least()));
            shown.truncate(JUDGED_ANEW);
            shown
        })?;
        let read = |pass: &mut Pass| {
            let list = List::of(pass, only.as_deref(), wanted.as_ref(), view, t);
            (list, pass.is_older(&state), pass.is_provisional())
        };
        let list = bench.passes().with(&view.of(id), at, read);
        let mut piece = Self {
            t,
            at,
            seen: bench.stamp(at),
            study: id,
            view: view.clone(),
            query: view.query(None),
            here: view.query(view.place()),
            transcripts: project.store().transcript_names(id)?,
            learning: Learning::of(&state, t),
            is_made: is_made && list.is_some(),
            is_older: false,
            is_provisional: false,
            left: String::new(),
            item: None,
            queue: Vec::new(),
            bulk: Bulk::default(),
            has_bulk: !view.is_blind() && view.order() != Order::Contradicting,
            silent: silent(bench, &study, view)?,
        };
        if let Some((list, is_older, is_provisional)) = list {
            (piece.is_older, piece.is_provisional) = (is_older, is_provisional);
            piece.show(bench, project, list)?;
        }
        Ok(piece)
    }

    fn show(&mut self, bench: &Bench, project: &Project, list: List) -> Result<(), Failure> {
        self.left = self.t.suggestions.left.of(list.total);
        let places: Vec<Option<Where>> = (list.window.iter())
            .map(|s| place_of(project, self.study, s))
            .collect::<crate::Result<_>>()?;
        let place = |n: usize| *places.get(n.checked_sub(list.first)?)?;
        for (n, suggestion) in (list.first..).zip(&list.window) {
            let is_here = list.compared.is_none() && n == list.here;
            self.queue.push(self.waiting(suggestion, place(n), is_here));
        }
        let (shown, next) = match &list.compared {
            Some(compared) => (Some(compared), list.here),
            None => (list.window.get(list.here - list.first), list.here + 1),
        };
        if let Some(suggestion) = shown {
            let mut item = self.item(bench, project, suggestion, list.compared.is_some())?;
            item.nth = fill(
                self.t.suggestions.nth,
                &[("n", &(list.here + 1)), ("m", &list.total)],
            );
            let link = |at: Option<Where>| at.map(|at| self.view.query(Some(at)));
            item.previous = list.here.checked_sub(1).and_then(|n| link(place(n)));
            item.next = link(place(next));
            if list.compared.is_none() {
                self.here.clone_from(&item.query);
            }
            self.item = Some(item);
        }
        self.bulk = list.bulk;
        Ok(())
    }

    fn waiting(&self, suggestion: &Suggestion, at: Option<Where>, is_here: bool) -> Waiting {
        let first = suggestion.codes.first();
        let is_hidden = self.view.is_blind();
        Waiting {
            query: self.view.query(at),
            is_here,
            name: suggestion.transcript.clone(),
            words: first_letters(&suggestion.text, 90),
            code: first
                .filter(|_| !is_hidden)
                .map_or(String::new(), |c| c.name.clone()),
            percent: first
                .filter(|_| !is_hidden)
                .map_or(String::new(), |c| percent(c.probability)),
        }
    }

    fn item(
        &self,
        bench: &Bench,
        project: &Project,
        suggestion: &Suggestion,
        is_own: bool,
    ) -> Result<Item, Failure> {
        let gone = || Failure::gone(self.t);
        let place = place_of(project, self.study, suggestion)?.ok_or_else(gone)?;
        let stretch = Stretch::find(project, self.t, (self.study, place.0), place.1)?;
        let codebook = project.store().codebook(self.study)?;
        let is_hidden = self.view.is_blind() && !is_own;
        let offers = match is_hidden {
            true => Vec::new(),
            false => {
                bench.note_shown(suggestion);
                Offer::all(suggestion, &codebook, &[], self.t)
            }
        };
        let sure: Vec<&str> = offers
            .iter()
            .filter(|offer| offer.sure)
            .map(|offer| offer.name.as_str())
            .collect();
        Ok(Item {
            query: self.view.query(Some(place)),
            nth: String::new(),
            transcript: place.0,
            name: suggestion.transcript.clone(),
            line: fill(self.t.suggestions.line, &[("n", &suggestion.line)]),
            start: stretch.start,
            end: stretch.end,
            lang: stretch.transcript.language.code().to_owned(),
            context: context(&stretch),
            had: had(bench, project, &stretch, &offers)?,
            sure: match sure.len() {
                0 | 1 => String::new(),
                _ => sure.join(" + "),
            },
            own: match is_own {
                true => Some(own(bench, project, &stretch, &offers)?),
                false => None,
            },
            offers,
            previous: None,
            next: None,
        })
    }

    /// Its HTML.
    ///
    /// # Errors
    /// [`Error::Internal`] where the template fails.
    pub(in crate::workbench) fn html(&self) -> Result<String, Failure> {
        Ok(self.render().map_err(Error::internal)?)
    }
}

/// The names of the codes that the person gave the stretch herself: they can be replaced.
fn had(
    bench: &Bench,
    project: &Project,
    stretch: &Stretch,
    offers: &[Offer],
) -> crate::Result<String> {
    if !offers.iter().any(|offer| offer.given) {
        return Ok(String::new());
    }
    let own = own_codes(bench, project, stretch)?;
    let given = offers
        .iter()
        .filter(|offer| offer.given && own.contains(&CodeId(offer.code)));
    let names: Vec<&str> = given.map(|offer| offer.name.as_str()).collect();
    Ok(names.join(" + "))
}

/// The codes that the person gave the stretch.
fn own_codes(bench: &Bench, project: &Project, stretch: &Stretch) -> crate::Result<Vec<CodeId>> {
    let store = project.store();
    let me = store.coder_named(bench.coder())?.map(|c| c.id);
    let codings = match stretch.unit(project)? {
        Some(unit) => store.codings_of_unit(unit.id)?,
        None => Vec::new(),
    };
    let own = codings.into_iter().filter(|c| Some(c.coder) == me);
    Ok(own.map(|coding| coding.code).collect())
}

/// The codes that are never suggested yet: how many, and a line for each reason.
fn silent(bench: &Bench, study: &Study, view: &View) -> Result<(String, Vec<String>), Failure> {
    let t = &bench.texts().suggestions;
    let silent = bench.live().silent_codes(study, aim(view.precision()))?;
    let unknown = silent.not_recognised.into_iter().map(|code| code.code);
    let reasons = [
        (t.never_so_sure, silent.out_of_reach),
        (t.not_recognised, unknown.collect()),
        (t.without_example, silent.without_example),
    ];
    let count = reasons.iter().map(|(_, codes)| codes.len()).sum::<usize>();
    if count == 0 {
        return Ok(Default::default());
    }
    let told = reasons.iter().filter(|(_, codes)| !codes.is_empty());
    let lines = told.map(|(text, codes)| fill(text, &[("codes", &short_names(codes).join(", "))]));
    Ok((t.silent_codes.of(count), lines.collect()))
}

/// The transcript's name and the code points of the stretch that the view is at.
fn wanted(project: &Project, view: &View) -> crate::Result<Option<(String, (usize, usize))>> {
    let Some((transcript, at)) = view.place() else {
        return Ok(None);
    };
    let transcript = project.store().transcript(transcript)?;
    Ok(transcript.map(|transcript| (transcript.name, at)))
}

impl List {
    fn of(
        pass: &Pass,
        only: Option<&str>,
        wanted: Option<&(String, (usize, usize))>,
        view: &View,
        t: &Texts,
    ) -> Self {
        let left = chosen(&pass.left, only);
        let is_wanted = |s: &Suggestion| {
            wanted.is_some_and(|(name, (start, end))| {
                (&s.transcript, s.start, s.end) == (name, *start, *end)
            })
        };
        let found = left.iter().position(|s| is_wanted(s));
        let compared = pass
            .done
            .iter()
            .rev()
            .find(|s| view.is_own() && is_wanted(s));
        // Where the stretch is gone from the list: the one after it in its transcript.
        let after = || {
            let (name, (start, _)) = wanted?;
            left.iter()
                .position(|s| s.transcript == *name && s.start >= *start)
        };
        let here = found.or_else(after).unwrap_or_default();
        let first = here.saturating_sub(BEFORE);
        let shown = left.iter().skip(first).take(here + AFTER - first);
        Self {
            total: left.len(),
            here,
            window: shown.map(|s| (*s).clone()).collect(),
            first,
            compared: compared.cloned(),
            bulk: Bulk::of(&left, view.least(), t),
        }
    }
}

impl Bulk {
    /// What would be accepted from a probability in percent on.
    fn of(left: &[&Suggestion], least: u8, t: &Texts) -> Self {
        let likely = left.iter().map(|s| s.likely_codes(share(least)).count());
        let (mut stretches, mut codings) = (0, 0);
        for codes in likely.filter(|codes| *codes > 0) {
            stretches += 1;
            codings += codes;
        }
        let told = fill(
            t.suggestions.bulk_count,
            &[
                ("codings", &t.codebook.codings.of(codings)),
                ("stretches", &t.suggestions.bulk_stretches.of(stretches)),
            ],
        );
        Self {
            stretches,
            codings,
            told,
        }
    }
}

/// The suggestions of the only transcript, if one is chosen.
pub(in crate::workbench) fn chosen<'p>(
    left: &'p [Suggestion],
    only: Option<&str>,
) -> Vec<&'p Suggestion> {
    left.iter()
        .filter(|s| only.is_none_or(|name| s.transcript == name))
        .collect()
}

/// What is accepted from a probability in percent on: of each suggestion the codes that emic is sure of and that reach it.
pub(in crate::workbench) fn likely(left: &[&Suggestion], least: u8) -> Vec<Suggestion> {
    left.iter().filter_map(|s| s.likely(share(least))).collect()
}

fn share(percent: u8) -> f64 {
    f64::from(percent) / 100.0
}

/// What the person gave the stretch, and whether emic would have said so, too.
fn own(
    bench: &Bench,
    project: &Project,
    stretch: &Stretch,
    offers: &[Offer],
) -> crate::Result<(Vec<(i64, String)>, &'static str)> {
    let codebook = project.store().codebook(stretch.study.id)?;
    let called = codebook.short_names();
    let codes: Vec<(i64, String)> = own_codes(bench, project, stretch)?
        .into_iter()
        .map(|code| (code.0, called.get(&code).cloned().unwrap_or_default()))
        .collect();
    let is_same = offers
        .iter()
        .any(|offer| codes.iter().any(|(code, _)| *code == offer.code));
    let t = &bench.texts().suggestions;
    Ok((codes, if is_same { t.same } else { t.different }))
}

/// What was said around a stretch: the turn before, its own, and the beginning of the one after.
fn context(stretch: &Stretch) -> Vec<Said> {
    let transcript = &stretch.transcript;
    let (text, turns, span) = (&transcript.text, &transcript.turns, stretch.span);
    let here = turns
        .partition_point(|turn| turn.span.start <= span.start)
        .saturating_sub(1);
    let usual = Direction::of_language(&transcript.language);
    let said = |n: usize, before: String, here: String, after: String| {
        let turn = turns.get(n)?;
        let whole = format!("{before}{here}{after}");
        Some(Said {
            speaker: turn.speaker.clone().unwrap_or_default(),
            is_interviewer: turn.role == SpeakerRole::Interviewer,
            dir: Direction::of(&whole, usual).name(),
            before,
            here,
            after,
        })
    };
    let words = |n: usize| Some(turns.get(n)?.span.of(text)?.trim().to_owned());
    let (from, to) = match turns.get(here) {
        Some(turn) => (turn.span.start.min(span.start), turn.span.end.max(span.end)),
        None => (span.start, span.end),
    };
    let before = text.get(from..span.start).unwrap_or_default();
    let after = text.get(span.end..to).unwrap_or_default();
    let mut context = Vec::new();
    if let Some((n, words)) = here.checked_sub(1).and_then(|n| Some((n, words(n)?))) {
        context.extend(said(
            n,
            last_letters(&words, BESIDE),
            String::new(),
            String::new(),
        ));
    }
    context.extend(said(
        here,
        last_letters(before.trim_start(), AROUND),
        stretch.words().to_owned(),
        first_letters(after.trim_end(), AROUND),
    ));
    if let Some(words) = words(here + 1) {
        let words = first_letters(&words, BESIDE);
        context.extend(said(here + 1, String::new(), String::new(), words));
    }
    context
}

fn first_letters(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn last_letters(text: &str, most: usize) -> String {
    let spare = text.chars().count().saturating_sub(most);
    match text.char_indices().nth(spare) {
        Some((start, _)) if spare > 0 => format!("… {}", text[start..].trim_start()),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_cut_between_characters() {
        assert_eq!(first_letters("学😀学学", 2), "学😀 …");
        assert_eq!(last_letters("学😀学学", 3), "… 😀学学");
        assert_eq!(last_letters("سلام", 4), "سلام");
    }
}
