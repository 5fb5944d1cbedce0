//! Search across studies: the form with all filters, and what was found.

use super::asked::Asked;
use super::download;
use super::paging::Paging;
use super::quote::QuoteView;
use crate::Project;
use crate::error::Error;
use crate::exchange::write_coded_units_csv;
use crate::index::Coded;
use crate::project::{InContext, Quote, Quotes, SearchRequest, Stretch};
use crate::study::{AttributeFilter, CodedUnit, CoderKind, StudyId, TranscriptId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, fill, on_page};
use crate::workbench::visit::{Visit, local};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use std::collections::BTreeSet;

/// Quotes on one page.
const SHOWN: usize = 25;
/// Longer quotes show the part that matters.
const LONG: usize = 700;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Layout,
    query: String,
    form: FormView,
    is_narrowed: bool,
    refused: String,
    remarks: Vec<String>,
    total: String,
    studies: Vec<String>,
    quotes: Vec<QuoteView>,
    paging: Paging,
    has_run: bool,
    csv: String,
    json: String,
    back: String,
    colours: Vec<StudyId>,
}

/// What there is to choose, and what was chosen.
struct FormView {
    studies: Vec<(StudyId, String, bool)>,
    /// Values given, and one more place.
    codes: Vec<String>,
    participants: Vec<String>,
    attributes: Vec<String>,
    speakers: Vec<String>,
    languages: Vec<(String, bool)>,
    coders: Vec<(String, bool)>,
    coded: &'static str,
    known_codes: Vec<String>,
    known_participants: Vec<String>,
    known_speakers: Vec<String>,
}

/// `GET /search`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let skip = asked
        .number("skip")
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or_default();
    let found = match asked.is_plain() {
        true => None,
        false => Some(found(&bench, asked.clone(), SHOWN, skip).await?),
    };
    let study = asked
        .all("study")
        .first()
        .and_then(|s| s.parse().ok())
        .map(StudyId);
    let page = bench.page(visit, Tab::Search, study, move |project, page| {
        let form = form(project, &asked)?;
        let t = page.t;
        let mut made = SearchPage {
            query: asked.first("q").unwrap_or_default().to_owned(),
            form,
            is_narrowed: !asked.without(&["q", "skip"]).fields().is_empty(),
            refused: String::new(),
            remarks: Vec::new(),
            total: String::new(),
            studies: Vec::new(),
            quotes: Vec::new(),
            paging: Paging::default(),
            has_run: found.is_some(),
            csv: asked.without(&["skip"]).address("/search/quotes.csv"),
            json: asked.without(&["skip"]).address("/search/quotes.json"),
            back: page.here.clone(),
            colours: project.store().studies()?.iter().map(|s| s.id).collect(),
            page,
        };
        match found {
            None => {}
            Some(Err(why)) => made.refused = why,
            Some(Ok(found)) => {
                made.total = t.search.total.of(found.total);
                made.studies = by_study(&found, t);
                made.remarks = found.remarks;
                made.quotes = views(project, found.quotes, t)?;
                let shown = (skip, made.quotes.len(), found.total);
                made.paging = Paging::of(t, shown, SHOWN, |skip| {
                    asked
                        .without(&["skip"])
                        .with("skip", skip)
                        .address("/search")
                });
            }
        }
        Ok(made)
    });
    page.await
}

/// `GET /search/quotes.csv` and `/search/quotes.json`: all that was found, as `emic search` writes it.
pub(in crate::workbench) async fn export(
    State(bench): State<Bench>,
    Path(name): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let gone = Failure::gone(bench.texts());
    let found = found(&bench, Asked::of(fields), usize::MAX, 0).await?;
    let mut found = found.map_err(Failure::refused)?;
    let read = bench.read(move |project| {
        project.leave_out_identifying(&mut found.quotes)?;
        Ok(found)
    });
    let found = read.await?;
    match name.as_str() {
        "quotes.json" => Ok(download::json("quotes.json", &found)?),
        "quotes.csv" => {
            let units: Vec<CodedUnit> = found.quotes.into_iter().map(|q| q.unit).collect();
            let mut table = Vec::new();
            write_coded_units_csv(&units, &mut table).map_err(Error::internal)?;
            Ok(download::csv("quotes.csv", table))
        }
        _ => Err(gone),
    }
}

/// `POST /search/code`: the fields `seen`, `code`, `new`, `back`, and `chosen` for each stretch.
pub(in crate::workbench) async fn code(
    State(bench): State<Bench>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let asked = Asked::of(fields);
    let whole = || {
        let t = bench.texts();
        Failure::refused(t.errors.not_whole)
    };
    let seen = asked.number("seen").ok_or_else(whole)?;
    let chosen: Option<Vec<Place>> = asked.all("chosen").iter().map(|c| place(c)).collect();
    let chosen = chosen.ok_or_else(whole)?;
    let change = bench.change(seen, [], move |project, coder| {
        let mut stretches = Vec::new();
        for (transcript, start, end) in chosen {
            let text = project.store().transcript(transcript)?.map(|t| t.text);
            let span = text.and_then(|text| crate::study::Span::from_chars(&text, start, end));
            let span = span.ok_or_else(|| Error::input("a quote is gone; search again"))?;
            stretches.push(Stretch { transcript, span });
        }
        let code = asked.first("code").unwrap_or_default();
        project.code_passages(&stretches, code, asked.first("new").is_some(), coder)?;
        Ok(Done::to(local(asked.first("back").unwrap_or("/search"))))
    });
    change.await
}

/// A transcript and the code points of a stretch in it.
type Place = (TranscriptId, usize, usize);

/// A stretch as a form names it: `3:604-782`.
fn place(text: &str) -> Option<Place> {
    let (transcript, range) = text.split_once(':')?;
    let (start, end) = range.split_once('-')?;
    Some((
        TranscriptId(transcript.parse().ok()?),
        start.parse().ok()?,
        end.parse().ok()?,
    ))
}

/// What was found, or why the question was refused.
async fn found(
    bench: &Bench,
    asked: Asked,
    limit: usize,
    offset: usize,
) -> Result<Result<Quotes, String>, Failure> {
    let search = bench.engine(move |project| {
        let found = request(project, &asked).and_then(|request| {
            project.search(&SearchRequest {
                limit,
                offset,
                ..request
            })
        });
        match found {
            Ok(found) => Ok(Ok(found)),
            Err(Error::Input(why)) => Ok(Err(on_page(&why))),
            Err(other) => Err(other.into()),
        }
    });
    search.await
}

fn request(project: &Project, asked: &Asked) -> crate::Result<SearchRequest> {
    let attributes = asked.all("where");
    let attributes = attributes.iter().map(|text| AttributeFilter::parse(text));
    Ok(SearchRequest {
        studies: study_names(project, asked)?,
        codes: asked.all("code"),
        participants: asked.all("participant"),
        attributes: attributes.collect::<crate::Result<_>>()?,
        speakers: asked.all("speaker"),
        languages: asked.all("language"),
        coders: asked.all("coder"),
        coded: match asked.first("coded") {
            Some("yes") => Coded::Only,
            Some("no") => Coded::Not,
            _ => Coded::Either,
        },
        ..SearchRequest::new(asked.first("q").unwrap_or_default())
    })
}

/// The names of the studies asked for by their numbers.
pub(in crate::workbench) fn study_names(
    project: &Project,
    asked: &Asked,
) -> crate::Result<Vec<String>> {
    let wanted = asked.all("study");
    let studies = project.store().studies()?.into_iter();
    let meant = studies.filter(|s| wanted.contains(&s.id.to_string()));
    Ok(meant.map(|s| s.name).collect())
}

fn form(project: &Project, asked: &Asked) -> crate::Result<FormView> {
    let store = project.store();
    let studies = store.studies()?;
    let chosen = asked.all("study");
    let (mut codes, mut labels) = (BTreeSet::new(), BTreeSet::new());
    let (mut speakers, mut languages) = (BTreeSet::new(), BTreeSet::new());
    for study in &studies {
        let codebook = store.codebook(study.id)?;
        codes.extend(codebook.codes().iter().map(|c| codebook.path(c.id)));
        labels.extend(store.participants(study.id)?.into_iter().map(|p| p.label));
        speakers.extend(store.speakers(study.id)?);
        languages.extend(project.languages(study.id)?);
    }
    let coders = store.coders()?.into_iter();
    let is = |field: &str, value: &str| asked.all(field).iter().any(|v| v == value);
    let and_one = |field: &str| {
        let mut values = asked.all(field);
        values.push(String::new());
        values
    };
    Ok(FormView {
        studies: studies
            .into_iter()
            .map(|s| {
                let is_chosen = chosen.contains(&s.id.to_string());
                (s.id, s.name, is_chosen)
            })
            .collect(),
        codes: and_one("code"),
        participants: and_one("participant"),
        attributes: and_one("where"),
        speakers: and_one("speaker"),
        languages: languages
            .into_iter()
            .map(|l| (l.code().to_owned(), is("language", l.code())))
            .collect(),
        coders: coders
            .filter(|c| c.kind == CoderKind::Person)
            .map(|c| {
                let is_chosen = is("coder", &c.name);
                (c.name, is_chosen)
            })
            .collect(),
        coded: match asked.first("coded") {
            Some("yes") => "yes",
            Some("no") => "no",
            _ => "",
        },
        known_codes: codes.into_iter().collect(),
        known_participants: labels.into_iter().collect(),
        known_speakers: speakers.into_iter().collect(),
    })
}

fn by_study(found: &Quotes, texts: &Texts) -> Vec<String> {
    let mut studies: Vec<(&String, &usize)> = found.studies.iter().collect();
    studies.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let told =
        |(study, n): (&String, &usize)| fill(texts.search.in_study, &[("study", study), ("n", n)]);
    studies.into_iter().map(told).collect()
}

fn views(project: &Project, quotes: Vec<Quote>, texts: &Texts) -> crate::Result<Vec<QuoteView>> {
    let stretches = project.stretches_of(&quotes)?;
    let there: Vec<Stretch> = stretches.iter().flatten().copied().collect();
    let in_context = project.in_context(&there)?;
    let quotes = quotes.into_iter().zip(stretches);
    let quotes = quotes.filter_map(|(quote, place)| place.map(|_| quote));
    let view = |(quote, context): (Quote, InContext)| {
        let chosen = format!("{}:{}-{}", context.transcript, context.start, context.end);
        let view = QuoteView::of(shortened(context, &quote), texts);
        let (from, _) = part(&quote);
        let marks: Vec<(usize, usize)> = quote
            .marks
            .iter()
            .filter(|(start, _)| *start >= from)
            .map(|(start, end)| (start - from, end - from))
            .collect();
        QuoteView {
            chosen,
            study_name: quote.unit.study.unwrap_or_default(),
            ..view.marked(&marks)
        }
    };
    Ok(quotes.zip(in_context).map(view).collect())
}

/// The code points of a quote that are shown.
fn part(quote: &Quote) -> (usize, usize) {
    let length = quote.unit.text.chars().count();
    match length > LONG {
        true => quote.snippet,
        false => (0, length),
    }
}

fn shortened(mut context: InContext, quote: &Quote) -> InContext {
    let length = quote.unit.text.chars().count();
    let (from, to) = part(quote);
    let text = quote.unit.text.chars().skip(from).take(to - from);
    context.text = text.collect();
    if from > 0 {
        context.before = "… ".to_owned();
    }
    if to < length {
        context.after = " …".to_owned();
    }
    context
}
