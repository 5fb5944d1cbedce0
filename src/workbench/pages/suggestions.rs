//! The suggested pass: one stretch after another for which emic has something to say.

use super::coding::own_code;
use super::judged_anew::judge_anew;
use super::learning::Learning;
use super::pass::{Piece, chosen, likely};
use super::view::{View, Where};
use super::{codes, stretch::Stretch};
use crate::Project;
use crate::classifier::Aim;
use crate::error::Error;
use crate::project::{Saying, SuggestRequest};
use crate::segment::Granularity;
use crate::store::Table;
use crate::study::{CodeId, Study, StudyId, TranscriptId};
use crate::suggest::{Order, Suggestion};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::{Bench, aim};
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::passes::{Of, Outcome, Pass};
use crate::workbench::stale::Target;
use crate::workbench::texts::Texts;
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::borrow::Borrow;
use std::time::Duration;

/// How long a visitor waits for a list; then the page says that it is being made.
const PATIENCE: Duration = Duration::from_millis(1500);

#[derive(Template)]
#[template(path = "suggestions.html")]
struct SuggestionsPage {
    page: Layout,
    study: StudyId,
    piece: String,
    codes: String,
    keys: &'static [(&'static str, &'static str)],
}

/// What is asked of the engine: stretches of two sentences, as `emic suggest` has them.
pub(in crate::workbench) fn request(
    coder: &str,
    order: Order,
    transcripts: Vec<String>,
    doubtful_too: bool,
    aim: Aim,
) -> SuggestRequest {
    SuggestRequest {
        coder: coder.to_owned(),
        transcripts,
        granularity: Granularity::Windows {
            sentences: 2,
            step: 2,
        },
        order,
        doubtful_too,
        aim,
        meaning: crate::project::Meaning::default(),
    }
}

/// `GET /study/N/suggestions`: the page.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path(study): Path<i64>,
    Query(view): Query<View>,
) -> Result<Response, Failure> {
    let study = StudyId(study);
    let view = view.settled(&bench, study);
    let is_made = make(&bench, study, &view).await?;
    let shown = bench.clone();
    let page = bench.page(
        visit,
        Tab::Suggestions,
        Some(study),
        move |project, page| {
            let piece = Piece::of(&shown, project, study, &view, is_made)?;
            Ok(SuggestionsPage {
                study,
                piece: piece.html()?,
                codes: codes::html(project, study)?,
                keys: page.t.coding.keys.passing,
                page,
            })
        },
    );
    page.await
}

/// `GET /study/N/suggestions/piece`: the part of the page that changes.
pub(in crate::workbench) async fn piece(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(view): Query<View>,
) -> Answer {
    let study = StudyId(study);
    let view = view.settled(&bench, study);
    let is_made = make(&bench, study, &view).await?;
    let done = Done::to(address(study, &view, view.place()));
    with_piece(&bench, done, study, view, is_made).await
}

async fn with_piece(
    bench: &Bench,
    done: Done,
    study: StudyId,
    view: View,
    is_made: bool,
) -> Answer {
    let shown = bench.clone();
    let read = bench.read(move |project| {
        let piece = Piece::of(&shown, project, study, &view, is_made)?;
        Ok((piece.at, piece.html()?))
    });
    let (at, html) = read.await?;
    let mut done = done.replacing("pass", html);
    done.at = at;
    Ok(done)
}

/// The study and the view whose page this is.
pub(in crate::workbench) fn place(address: &str) -> Option<(StudyId, View)> {
    let path = address.split_once('?').map_or(address, |(path, _)| path);
    let study = path.strip_prefix("/study/")?.strip_suffix("/suggestions")?;
    let Query(view) = Query::<View>::try_from_uri(&address.parse().ok()?).ok()?;
    Some((StudyId(study.parse().ok()?), view))
}

/// The page of a view after an undo: at the stretch that the change undone was about.
pub(in crate::workbench) fn after_undo(
    project: &Project,
    (study, view): (StudyId, View),
    undone: &[(Of, Suggestion)],
) -> Answer {
    let of = view.of(study);
    let here = undone.iter().find(|(list, _)| *list == of);
    let at = match here {
        Some((_, suggestion)) => place_of(project, study, suggestion)?,
        None => view.place(),
    };
    Ok(Done::to(address(study, &view, at)))
}

fn address(study: StudyId, view: &View, at: Option<Where>) -> String {
    format!("/study/{study}/suggestions?{}", view.query(at))
}

/// Sees to it that there is a list as of now; `false` where it is still being made.
async fn make(bench: &Bench, study: StudyId, view: &View) -> Result<bool, Failure> {
    let (maker, view) = (bench.clone(), view.clone());
    // Whoever is not waited for goes on all the same, and the next visit finds the list.
    let made = match view.order() {
        // What is coded already is held against what was learnt from others: that model is not the one at hand.
        Order::Contradicting => {
            let ask = |project: &mut Project, study: &Study, request: &SuggestRequest| {
                Ok(project.suggest(study, request)?.suggestions)
            };
            let making = bench.engine(move |project| made(&maker, project, study, &view, ask));
            tokio::time::timeout(PATIENCE, making).await
        }
        _ => {
            let asked = bench.clone();
            let ask = move |_: &mut &Project, study: &Study, request: &SuggestRequest| {
                Ok(asked.live().suggest(study, request)?.suggestions)
            };
            let making = bench.read(move |mut project| {
                let project = &mut project;
                made(&maker, project, study, &view, ask)
            });
            tokio::time::timeout(PATIENCE, making).await
        }
    };
    made.unwrap_or(Ok(false))
}

fn made<P: Borrow<Project>>(
    bench: &Bench,
    project: &mut P,
    study: StudyId,
    view: &View,
    ask: impl FnOnce(&mut P, &Study, &SuggestRequest) -> Result<Vec<Suggestion>, Failure>,
) -> Result<bool, Failure> {
    let gone = || Failure::gone(bench.texts());
    let store = (*project).borrow().store();
    let found = store.study(study)?.ok_or_else(gone)?;
    let (of, now) = (view.of(study), store.content_stamp()?);
    if view.anew.is_some() {
        bench.passes().forget(&of);
    }
    let mut state = bench.live().state(&found)?;
    let learning = Learning::of(&state, bench.texts());
    if view.order() == Order::Contradicting {
        // It comes from a model of its own, which is learnt and judged here and now.
        (state.learnt_to, state.judged_to) = (Some(now), Some(now));
    }
    bench.passes().forget_provisional(&of, &state);
    if bench.passes().with(&of, now, |_| ()).is_some() {
        return Ok(true);
    }
    let Some(_making) = bench.passes().begin(&of) else {
        return Ok(false);
    };
    let aim = aim(of.precision);
    let request = request(
        bench.coder(),
        view.order(),
        Vec::new(),
        of.doubtful_too,
        aim,
    );
    if !learning.has_model && learning.doing == "learning" {
        return Ok(false);
    }
    let suggestions = match learning.has_model {
        true => ask(project, &found, &request)?,
        false => Vec::new(),
    };
    bench.passes().keep(of, now, &state, suggestions);
    Ok(true)
}

/// What is said to a stretch.
#[derive(Deserialize)]
pub(in crate::workbench) struct Decide {
    seen: i64,
    /// A code; 0 for all that emic is sure of.
    #[serde(default)]
    accept: Option<i64>,
    /// Of a contradiction: the code proposed, which takes the place of the one given.
    #[serde(default)]
    replace: Option<i64>,
    #[serde(default)]
    reject: Option<i64>,
    #[serde(default)]
    skip: Option<String>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    new: Option<String>,
}

impl Decide {
    /// The code whose button was pressed, 0 where it was none of one code.
    fn code_named(&self) -> i64 {
        let named = self.accept.or(self.replace).or(self.reject);
        named.unwrap_or_default()
    }
}

/// `POST /study/N/suggestions/decide?at=...`: accept, reject, correct, skip, or one's own choice; goes on to the next stretch.
pub(in crate::workbench) async fn decide(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(view): Query<View>,
    Form(form): Form<Decide>,
) -> Answer {
    let study = StudyId(study);
    let view = view.settled(&bench, study);
    let t = bench.texts();
    let gone = || Failure::told(StatusCode::CONFLICT, t.suggestions.gone);
    let (transcript, at) = view.place().ok_or_else(gone)?;
    let targets = [
        Target::Row(Table::Transcript, transcript.0),
        Target::Row(Table::Code, form.code_named()),
    ];
    let within = bench.clone();
    let change = bench.change(form.seen, targets, move |project, coder| {
        let before = project.store().content_stamp()?;
        let stretch = Stretch::find(project, t, (study, transcript), at)?;
        let of = view.of(study);
        let only = only(project, study, &view)?;
        let find = |pass: &mut Pass| {
            let left = chosen(&pass.left, only.as_deref());
            let number = left.iter().position(|s| is_at(s, &stretch));
            number.map(|number| (number, left[number].clone()))
        };
        let found = within.passes().with(&of, before, find);
        let (number, suggestion) = found.flatten().ok_or_else(gone)?;
        let outcome = said(project, &form, &view, (&stretch, &suggestion), coder, t)?;
        let after = project.store().content_stamp()?;
        let passes = within.passes();
        passes.decided(&suggestion, &outcome, (before, after));
        let was_own = view.is_blind() && form.skip.is_none() && matches!(outcome, Outcome::Gone);
        let mut done = Done::to(match was_own {
            true => format!("{}&own=1", address(study, &view, view.place())),
            false => {
                let next = passes.with(&of, after, |pass| {
                    let left = chosen(&pass.left, only.as_deref());
                    left.get(number).or(left.last()).map(|s| (*s).clone())
                });
                let next = next.flatten();
                let next = next.and_then(|s| place_of(project, study, &s).transpose());
                address(study, &view, next.transpose()?)
            }
        });
        if form.new.is_some() {
            done = done.replacing("codes", codes::html(project, study)?);
        }
        Ok(done)
    });
    gone_on(&bench, study, change.await?).await
}

/// Adds the part of the page that an action goes on with.
pub(in crate::workbench) async fn gone_on(bench: &Bench, study: StudyId, done: Done) -> Answer {
    let uri = done.to.parse().map_err(Error::internal)?;
    let Query(view) = Query::<View>::try_from_uri(&uri).map_err(Error::internal)?;
    let is_made = make(bench, study, &view).await?;
    let at = done.at;
    let mut done = with_piece(bench, done, study, view, is_made).await?;
    done.at = at;
    Ok(done)
}

/// Carries out what was said.
fn said(
    project: &mut Project,
    form: &Decide,
    view: &View,
    (stretch, suggestion): (&Stretch, &Suggestion),
    coder: &str,
    t: &Texts,
) -> Result<Outcome, Failure> {
    let path = |project: &Project, code: i64| {
        let codebook = project.store().codebook(stretch.study.id)?;
        let code = codebook.get(CodeId(code));
        let gone = || Failure::gone(t);
        code.map(|code| codebook.path(code.id)).ok_or_else(gone)
    };
    let (saying, outcome) = match (&form.skip, form.accept, form.reject) {
        (Some(_), ..) => (Saying::Skip, Outcome::Gone),
        _ if form.replace.is_some() => (Saying::Replace, Outcome::Gone),
        (_, Some(0), _) => (Saying::Accept(Vec::new()), Outcome::Gone),
        (_, Some(code), _) => (Saying::Accept(vec![path(project, code)?]), Outcome::Gone),
        (.., Some(code)) => {
            let path = path(project, code)?;
            (Saying::Reject(vec![path.clone()]), Outcome::Rejected(path))
        }
        _ => {
            let (code, new_codes) =
                own_code(project, &stretch.study, &form.code, form.new.is_some(), t)?;
            let saying = match view.is_blind() {
                true => Saying::Blind(vec![code], new_codes),
                false => Saying::Correct(vec![code], new_codes),
            };
            (saying, Outcome::Gone)
        }
    };
    project.decide(std::slice::from_ref(suggestion), &saying, coder)?;
    Ok(outcome)
}

/// How many are accepted at once.
#[derive(Deserialize)]
pub(in crate::workbench) struct AcceptAll {
    seen: i64,
    /// The numbers that the page gave; what is accepted must be that many.
    stretches: usize,
    codings: usize,
}

/// `POST /study/N/suggestions/accept?least=80`: accepts every code from a probability on; one change, one undo.
pub(in crate::workbench) async fn accept_all(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(view): Query<View>,
    Form(form): Form<AcceptAll>,
) -> Answer {
    let study = StudyId(study);
    let view = view.settled(&bench, study);
    let (within, t) = (bench.clone(), bench.texts());
    let change = bench.change(form.seen, [Target::Everything], move |project, coder| {
        let before = project.store().content_stamp()?;
        let only = only(project, study, &view)?;
        let likely_now = |pass: &Pass| likely(&chosen(&pass.left, only.as_deref()), view.least());
        let asked_in = project.store().study(study)?;
        let asked_in = asked_in.ok_or_else(|| Failure::gone(t))?;
        judge_anew(&within, project, &asked_in, &view, likely_now)?;
        let find = |pass: &mut Pass| likely_now(pass);
        let found = within.passes().with(&view.of(study), before, find);
        let found = found.unwrap_or_default();
        let counted = (found.len(), found.iter().map(|s| s.codes.len()).sum());
        if counted != (form.stretches, form.codings) {
            return Err(Failure::told(
                StatusCode::CONFLICT,
                t.suggestions.bulk_learnt,
            ));
        }
        if found.is_empty() {
            let t = t.suggestions.bulk_none;
            return Err(Failure::refused(t));
        }
        project.decide(&found, &Saying::Accept(Vec::new()), coder)?;
        let after = project.store().content_stamp()?;
        let decided: Vec<&Suggestion> = found.iter().collect();
        within.passes().all_gone(&decided, (before, after));
        Ok(Done::to(address(study, &view, None)))
    });
    gone_on(&bench, study, change.await?).await
}

/// The name of the only transcript, if one is chosen.
pub(in crate::workbench) fn only(
    project: &Project,
    study: StudyId,
    view: &View,
) -> crate::Result<Option<String>> {
    let Some(wanted) = view.within() else {
        return Ok(None);
    };
    let names = project.store().transcript_names(study)?;
    let name = names.into_iter().find(|(id, _)| *id == wanted);
    Ok(name.map(|(_, name)| name))
}

/// Where a suggestion is; nowhere, where its transcript is gone.
pub(in crate::workbench) fn place_of(
    project: &Project,
    study: StudyId,
    suggestion: &Suggestion,
) -> crate::Result<Option<Where>> {
    let id: Option<TranscriptId> = project
        .store()
        .transcript_named(study, &suggestion.transcript)?;
    Ok(id.map(|id| (id, (suggestion.start, suggestion.end))))
}

fn is_at(suggestion: &Suggestion, stretch: &Stretch) -> bool {
    let place = (&suggestion.transcript, suggestion.start, suggestion.end);
    place == (&stretch.transcript.name, stretch.start, stretch.end)
}
