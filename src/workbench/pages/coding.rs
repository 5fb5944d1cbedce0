//! Coding a stretch of a transcript: decide on a suggestion, give another code, take one away, condense, write a memo.
//!
//! Each action answers with the turns that look different now. The panel of the stretch is asked for once they are painted.

use super::panel::suggested;
use super::read::changed_turns_of;
use super::stretch::{Place, Stretch};
use crate::Project;
use crate::project::{NewCodes, RangeCoding, Saying, UnitNotes};
use crate::store::Table;
use crate::study::{CodeId, Study, StudyId, TranscriptId, UnitId};
use crate::suggest::Suggestion;
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::stale::Target;
use crate::workbench::texts::{Texts, fill};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

/// Letters of the name of an in-vivo code, at most.
const NAME: usize = 120;

/// Accept or reject.
#[derive(Deserialize)]
pub(in crate::workbench) struct Decide {
    seen: i64,
    start: usize,
    end: usize,
    #[serde(default)]
    accept: Option<i64>,
    #[serde(default)]
    reject: Option<i64>,
}

/// `POST /study/N/read/M/decide`: accepts or rejects one of the codes suggested.
pub(in crate::workbench) async fn decide(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Form(form): Form<Decide>,
) -> Answer {
    let place = (StudyId(study), TranscriptId(transcript));
    let code = form.accept.or(form.reject).unwrap_or_default();
    let mut targets = text_of(place);
    targets.push(Target::Row(Table::Code, code));
    let act = Act::on(&bench, place, (form.start, form.end), form.seen);
    act.carry_out(targets, move |bench, project, stretch, coder| {
        let path = path(project, stretch, code, bench.texts())?;
        let at = (stretch.transcript.id, stretch.start, stretch.end);
        let shown = bench.shown().at(at);
        // A code that was renamed since is known by its new name to a fresh suggestion.
        let is_shown =
            |s: &Suggestion| s.text == stretch.words() && s.codes.iter().any(|c| c.code == path);
        let suggestion = match shown.filter(is_shown) {
            Some(shown) => shown,
            None => suggested(bench, stretch)?.0.ok_or_else(|| {
                Failure::told(StatusCode::CONFLICT, bench.texts().coding.none_left)
            })?,
        };
        let saying = match form.accept {
            Some(_) => Saying::Accept(vec![path]),
            None => Saying::Reject(vec![path]),
        };
        project.decide(&[suggestion], &saying, coder)?;
        Ok(())
    })
    .await
}

/// A code of one's own.
#[derive(Deserialize)]
pub(in crate::workbench) struct Code {
    seen: i64,
    start: usize,
    end: usize,
    /// Its name or path.
    #[serde(default)]
    code: String,
    /// It is added where the codebook does not have it.
    #[serde(default)]
    new: Option<String>,
    /// It is named by the selected words.
    #[serde(default)]
    vivo: Option<String>,
}

/// `POST /study/N/read/M/code`: gives a stretch a code that was typed, made on the spot, or is named by its words.
pub(in crate::workbench) async fn code(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Form(form): Form<Code>,
) -> Answer {
    let place = (StudyId(study), TranscriptId(transcript));
    let act = Act::on(&bench, place, (form.start, form.end), form.seen);
    act.carry_out(text_of(place), move |bench, project, stretch, coder| {
        let t = bench.texts();
        let (code, new_codes) = match form.vivo {
            Some(_) => (in_vivo(stretch.words(), t)?, NewCodes::Added),
            None => own_code(project, &stretch.study, &form.code, form.new.is_some(), t)?,
        };
        let coding = RangeCoding {
            codes: vec![code],
            condensed: None,
            new_codes,
        };
        let (study, transcript) = (&stretch.study, &stretch.transcript);
        project.code_range(study, transcript, stretch.span, &coding, coder)?;
        Ok(())
    })
    .await
}

/// A code that was typed: one that there is, or a new one where that is said.
pub(in crate::workbench) fn own_code(
    project: &Project,
    study: &Study,
    typed: &str,
    is_new: bool,
    t: &Texts,
) -> Result<(String, NewCodes), Failure> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Failure::refused(t.coding.no_code));
    }
    let is_known = !project.store().codebook(study.id)?.find(typed).is_empty();
    match (is_known, is_new) {
        (true, _) => Ok((typed.to_owned(), NewCodes::Refused)),
        (false, true) => Ok((typed.to_owned(), NewCodes::Added)),
        (false, false) => Err(Failure::refused(fill(
            t.coding.unknown_code,
            &[("code", &typed)],
        ))),
    }
}

/// The name of an in-vivo code. A `>` would make a path of it.
fn in_vivo(words: &str, t: &Texts) -> Result<String, Failure> {
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name
        .trim_matches(|c: char| !c.is_alphanumeric() && !"()«»“”\"'’‌".contains(c))
        .replace('>', "›");
    let letters = name.chars().count();
    match letters {
        0 => Err(Failure::refused(t.coding.nothing_selected)),
        1..=NAME => Ok(name),
        _ => Err(Failure::refused(fill(
            t.coding.too_long,
            &[("n", &letters), ("most", &NAME)],
        ))),
    }
}

/// A code to be taken away.
#[derive(Deserialize)]
pub(in crate::workbench) struct Uncode {
    seen: i64,
    start: usize,
    end: usize,
    unit: i64,
    code: i64,
}

/// `POST /study/N/read/M/uncode`: takes the coder's code from a unit.
pub(in crate::workbench) async fn uncode(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Form(form): Form<Uncode>,
) -> Answer {
    let place = (StudyId(study), TranscriptId(transcript));
    let act = Act::on(&bench, place, (form.start, form.end), form.seen);
    let targets = vec![Target::Unit(UnitId(form.unit))];
    act.carry_out(targets, move |bench, project, stretch, coder| {
        let path = path(project, stretch, form.code, bench.texts())?;
        let (study, transcript) = (&stretch.study, &stretch.transcript);
        project.uncode(study, transcript, stretch.span, &[path], coder)?;
        Ok(())
    })
    .await
}

/// Notes on a stretch.
#[derive(Deserialize)]
pub(in crate::workbench) struct Note {
    seen: i64,
    start: usize,
    end: usize,
    unit: i64,
    memo_id: i64,
    condensed: String,
    memo: String,
}

/// `POST /study/N/read/M/note`: sets the condensed unit and the coder's memo.
pub(in crate::workbench) async fn note(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Form(form): Form<Note>,
) -> Answer {
    let place = (StudyId(study), TranscriptId(transcript));
    let act = Act::on(&bench, place, (form.start, form.end), form.seen);
    let mut targets = text_of(place);
    targets.push(Target::Row(Table::Unit, form.unit));
    targets.push(Target::Row(Table::Memo, form.memo_id));
    act.carry_out(targets, move |bench, project, stretch, coder| {
        // Of a stretch that was no unit yet nothing was seen that could be written over.
        let is_new = form.unit == 0 && form.memo_id == 0;
        if is_new && has_notes(project, stretch)? {
            let t = bench.texts().errors.stale;
            return Err(Failure::told(StatusCode::CONFLICT, t));
        }
        let notes = UnitNotes {
            // Browsers send line ends as CR LF.
            condensed: Some(form.condensed.replace("\r\n", "\n")),
            memo: Some(form.memo.replace("\r\n", "\n")),
        };
        project.annotate(&stretch.transcript, stretch.span, &notes, coder)?;
        Ok(())
    })
    .await
}

/// A memo on a coding.
#[derive(Deserialize)]
pub(in crate::workbench) struct CodingNote {
    seen: i64,
    start: usize,
    end: usize,
    #[serde(default)]
    unit: i64,
    #[serde(default)]
    memo_id: i64,
    code: i64,
    /// Whose coding it is.
    by: String,
    #[serde(default)]
    memo: String,
}

/// `POST /study/N/read/M/coding-memo`: sets the coder's memo on a coding; an empty one takes it away.
pub(in crate::workbench) async fn note_coding(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Form(form): Form<CodingNote>,
) -> Answer {
    let place = (StudyId(study), TranscriptId(transcript));
    let act = Act::on(&bench, place, (form.start, form.end), form.seen);
    let mut targets = text_of(place);
    targets.push(Target::Row(Table::Unit, form.unit));
    targets.push(Target::Row(Table::Memo, form.memo_id));
    act.carry_out(targets, move |_, project, stretch, coder| {
        let on = (CodeId(form.code), form.by.as_str());
        let text = form.memo.replace("\r\n", "\n");
        project.note_coding(&stretch.transcript, stretch.span, on, &text, coder)?;
        Ok(())
    })
    .await
}

fn has_notes(project: &Project, stretch: &Stretch) -> crate::Result<bool> {
    let unit = stretch.unit(project)?;
    Ok(unit.is_some_and(|unit| unit.condensed.is_some()))
}

/// The text itself: an import that anchors it anew moves every stretch.
fn text_of((_, transcript): Place) -> Vec<Target> {
    vec![Target::Row(Table::Transcript, transcript.0)]
}

/// The path of a code of the stretch's study.
fn path(project: &Project, stretch: &Stretch, code: i64, t: &Texts) -> Result<String, Failure> {
    let codebook = project.store().codebook(stretch.study.id)?;
    match codebook.get(CodeId(code)) {
        Some(code) => Ok(codebook.path(code.id)),
        None => Err(Failure::gone(t)),
    }
}

/// An action on a stretch.
struct Act {
    bench: Bench,
    place: Place,
    at: (usize, usize),
    seen: i64,
}

impl Act {
    fn on(bench: &Bench, place: Place, at: (usize, usize), seen: i64) -> Self {
        Self {
            bench: bench.clone(),
            place,
            at,
            seen,
        }
    }

    /// Does it, and answers with what looks different.
    async fn carry_out(
        self,
        targets: Vec<Target>,
        act: impl FnOnce(&Bench, &mut Project, &Stretch, &str) -> Result<(), Failure> + Send + 'static,
    ) -> Answer {
        let Self {
            bench,
            place,
            at,
            seen,
        } = self;
        let within = bench.clone();
        let change = bench.change(seen, targets, move |project, coder| {
            let stretch = Stretch::find(project, within.texts(), place, at)?;
            let seen = within.seen(seen)?;
            let is_alone = project.store().content_stamp()? == seen;
            act(&within, project, &stretch, coder)?;
            let only = is_alone.then_some(stretch.span);
            let done = Done::to(stretch.address());
            // Its text is what it was: a long one is read once.
            let of = (stretch.study, stretch.transcript);
            changed_turns_of(&within, project, done, of, seen, only)
        });
        change.await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_in_vivo_code_is_named_by_words_and_is_no_path() {
        let t = &Texts::EN;
        for (words, wanted) in [
            ("  nobody\n knew, ", "nobody knew"),
            ("پرستارها > پزشک‌ها؟", "پرستارها › پزشک‌ها"),
            ("“我害怕。”", "“我害怕。”"),
            ("so tired 😀", "so tired"),
        ] {
            assert_eq!(in_vivo(words, t).ok().as_deref(), Some(wanted));
        }
        assert!(in_vivo(" ... ", t).is_err());
        assert!(in_vivo(&"字".repeat(121), t).is_err());
    }
}
