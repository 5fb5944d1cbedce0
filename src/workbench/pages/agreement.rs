//! How far coders agree, and where they differ.

use super::agreement_engine::{ByEngine, by_engine};
use crate::Project;
use crate::project::{
    AgreementRequest, Basis, Disagreement, DisagreementRequest, Disagreements, EngineCodings, code,
};
use crate::study::{Codebook, CoderKind, PATH_SEPARATOR, Study, StudyId};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{fill, on_page};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Stretches on one page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage {
    page: Layout,
    study: StudyId,
    coders: Vec<CoderBox>,
    units: Vec<UnitChoice>,
    with_settled: bool,
    /// The code that differences are shown of, as it was asked for.
    gave: String,
    levels: Vec<(usize, String, bool)>,
    with_engine: bool,
    /// Where to ask how far the engine is, while it codes.
    working: Option<String>,
    /// What the engine is and how it judged.
    engine: String,
    table: Option<AgreementTable>,
    confused: Vec<ConfusedPair>,
    summary: String,
    stretches: Vec<StretchView>,
    more: String,
    codes: Vec<String>,
    /// Why there is nothing to show.
    told: String,
}

struct CoderBox {
    name: String,
    shown: String,
    is_chosen: bool,
}

struct UnitChoice {
    value: &'static str,
    name: &'static str,
    is_chosen: bool,
}

struct AgreementTable {
    counted: String,
    coders: Vec<String>,
    rows: Vec<TableRow>,
}

struct TableRow {
    code: String,
    given: Vec<String>,
    cells: [String; 7],
}

struct ConfusedPair {
    times: usize,
    code: String,
    instead: String,
}

struct StretchView {
    id: String,
    action: String,
    href: String,
    place: String,
    start: usize,
    end: usize,
    text: String,
    sides: Vec<SideView>,
    memos: Vec<(String, String)>,
    /// The first unit that a coder made here: memos are on it.
    memo_at: String,
    own_memo: String,
    settled: String,
    /// The names of the persons here, one a line.
    all: String,
    /// The codes of all sides, one a line, where the engine is one of them: it is no coder whose coding can be taken over.
    all_codes: String,
}

struct SideView {
    /// As it is known; a machine's is the name without its mark.
    name: String,
    shown: String,
    button: String,
    given: Vec<(String, String)>,
    /// What the engine gave, one a line; empty for a person.
    codes: String,
}

/// `GET /study/N/agreement?of=Mina&of=Sara&on=sentences&settled=yes&engine=yes`. Coefficients only where `on` says on what: they take
/// a moment. The engine codes on a thread of its own, once for a state of the project.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let study = StudyId(study);
    let shared = bench.clone();
    let page = bench.page(visit, Tab::Agreement, Some(study), move |project, page| {
        let gone = Failure::gone(page.t);
        let study = project.store().study(study)?.ok_or(gone)?;
        view(&shared, project, &study, page, &Asked::of(asked))
    });
    page.await
}

#[derive(Default)]
pub(super) struct Asked {
    pub of: Vec<String>,
    on: Option<Basis>,
    settled: bool,
    /// Only where one gave this code, or one below it.
    gave: String,
    level: Option<usize>,
    engine: bool,
}

impl Asked {
    pub fn of(query: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in query {
            match (name.as_str(), value.as_str()) {
                ("of", _) => asked.of.push(value),
                ("on", "units") => asked.on = Some(Basis::Units),
                ("on", "characters") => asked.on = Some(Basis::Characters),
                ("on", _) => asked.on = Some(Basis::Sentences),
                ("settled", _) => asked.settled = true,
                ("gave", _) => asked.gave = value.trim().to_owned(),
                ("level", _) => asked.level = value.parse().ok(),
                ("engine", _) => asked.engine = true,
                _ => {}
            }
        }
        asked
    }
}

fn view(
    bench: &Bench,
    project: &Project,
    study: &Study,
    page: Layout,
    asked: &Asked,
) -> Result<AgreementPage, Failure> {
    let t = &page.t.agreement;
    let engine = match asked.engine {
        true => by_engine(bench, project, study, (&asked.of, &page.here))?,
        false => ByEngine::default(),
    };
    let codebook = project.store().codebook(study.id)?;
    // One coder alone is no error of the page: it says what is needed.
    let (found, mut told) =
        match differences(project, study, &codebook, (asked, engine.codings.clone())) {
            Ok(found) => (Some(found), String::new()),
            Err(crate::Error::Input(why)) => (None, on_page(&why)),
            Err(error) => return Err(error.into()),
        };
    let table = match (asked.on, &found) {
        (Some(on), Some(_)) => {
            match table(project, study, (asked, engine.codings.as_ref()), on, &page) {
                Ok(table) => Some(table),
                Err(crate::Error::Input(why)) => {
                    told = why;
                    None
                }
                Err(error) => return Err(error.into()),
            }
        }
        _ => None,
    };
    let chosen = found
        .as_ref()
        .map(|found| found.coders.clone())
        .unwrap_or_default();
    let levels = study.levels.iter().enumerate();
    if !engine.refused.is_empty() {
        told = engine.refused;
    }
    Ok(AgreementPage {
        study: study.id,
        coders: boxes(project, study, &chosen)?,
        units: t
            .units
            .map(|(value, name)| UnitChoice {
                value,
                name,
                is_chosen: asked.on.is_some_and(|on| named(on) == value),
            })
            .into(),
        with_settled: asked.settled,
        gave: asked.gave.clone(),
        levels: levels
            .map(|(at, name)| (at, name.clone(), asked.level == Some(at)))
            .collect(),
        with_engine: asked.engine,
        engine: (engine.codings.as_ref()).map_or_else(String::new, |codings| codings.engine.told()),
        working: engine.working,
        table,
        confused: found
            .as_ref()
            .map(|found| confused(found, t.nothing))
            .unwrap_or_default(),
        summary: found
            .as_ref()
            .map_or_else(String::new, |found| summary(found, t.summary)),
        more: match found.as_ref().map_or(0, |found| found.stretches.len()) {
            n if n > SHOWN => fill(t.more, &[("n", &(n - SHOWN))]),
            _ => String::new(),
        },
        stretches: found
            .iter()
            .flat_map(|found| &found.stretches)
            .take(SHOWN)
            .map(|one| stretch(bench, study, one))
            .collect(),
        codes: codebook
            .codes()
            .iter()
            .map(|code| codebook.path(code.id))
            .collect(),
        told,
        page,
    })
}

/// How many stretches are alike, open and settled.
fn summary(found: &Disagreements, words: &str) -> String {
    let open = found
        .stretches
        .iter()
        .filter(|one| one.settled.is_none())
        .count();
    let counts: [(&str, &dyn std::fmt::Display); 3] = [
        ("alike", &found.agreed),
        ("open", &open),
        ("settled", &found.settled),
    ];
    fill(words, &counts)
}

/// Where the coders that were asked for differ, on the code that was asked for.
fn differences(
    project: &Project,
    study: &Study,
    book: &Codebook,
    (asked, engine): (&Asked, Option<Arc<EngineCodings>>),
) -> crate::Result<Disagreements> {
    let code = match asked.gave.as_str() {
        "" => None,
        gave => Some(code(book, gave)?.id),
    };
    let request = DisagreementRequest {
        coders: asked.of.clone(),
        code,
        settled: asked.settled,
        engine,
    };
    project.disagreements(study, &request)
}

fn named(on: Basis) -> &'static str {
    match on {
        Basis::Units => "units",
        Basis::Sentences => "sentences",
        Basis::Characters => "characters",
    }
}

/// Everyone who coded the study; machines and the consensus are marked as such.
fn boxes(project: &Project, study: &Study, chosen: &[String]) -> Result<Vec<CoderBox>, Failure> {
    let coders = project.store().coders_of(study.id)?.into_iter();
    let boxes = coders.map(|coder| {
        let shown = match coder.kind {
            CoderKind::Person => coder.name.clone(),
            CoderKind::Machine => format!("{} (machine)", coder.name),
            CoderKind::Consensus => format!("{} (consensus)", coder.name),
        };
        CoderBox {
            is_chosen: chosen.contains(&shown),
            name: coder.name,
            shown,
        }
    });
    Ok(boxes.collect())
}

fn table(
    project: &Project,
    study: &Study,
    (asked, engine): (&Asked, Option<&Arc<EngineCodings>>),
    on: Basis,
    page: &Layout,
) -> crate::Result<AgreementTable> {
    let request = AgreementRequest {
        coders: asked.of.clone(),
        basis: on,
        level: asked.level,
        engine: engine.cloned(),
    };
    let t = &page.t.agreement;
    let agreement = project.agreement(study, &request)?;
    let mut rows: Vec<TableRow> = agreement
        .codes
        .iter()
        .map(|code| TableRow {
            code: code.code.clone(),
            given: code.given.iter().map(|n| format!("{n:.0}")).collect(),
            cells: code.agreement.printed(code.unitizing),
        })
        .collect();
    rows.push(TableRow {
        code: t.overall.to_owned(),
        given: agreement.coders.iter().map(|_| String::new()).collect(),
        cells: agreement.overall.printed(agreement.unitizing),
    });
    let on = t
        .units
        .iter()
        .find(|(value, _)| *value == named(on))
        .map_or("", |(_, name)| name);
    Ok(AgreementTable {
        counted: fill(
            t.counted,
            &[
                ("units", &format!("{:.0}", agreement.units)),
                ("on", &on),
                ("transcripts", &agreement.transcripts.len()),
            ],
        ),
        coders: agreement.coders,
        rows,
    })
}

fn confused(found: &Disagreements, nothing: &str) -> Vec<ConfusedPair> {
    let own = |path: &str| {
        path.rsplit(PATH_SEPARATOR)
            .next()
            .unwrap_or(path)
            .to_owned()
    };
    let pairs = found.confused.iter().take(10).map(|pair| ConfusedPair {
        times: pair.times,
        code: own(&pair.code),
        instead: pair
            .instead
            .as_deref()
            .map_or_else(|| nothing.to_owned(), own),
    });
    pairs.collect()
}

fn stretch(bench: &Bench, study: &Study, one: &Disagreement) -> StretchView {
    let t = &bench.texts().agreement;
    let sides = one.sides.iter().map(|side| {
        let given = side.given.iter().map(|given| {
            let part = match (given.start, given.end) == (one.start, one.end) {
                true => String::new(),
                false => fill(t.only, &[("start", &given.start), ("end", &given.end)]),
            };
            (given.code.clone(), part)
        });
        SideView {
            name: side.name.clone(),
            codes: match side.is_engine {
                true => lines(side.given.iter().map(|given| given.code.as_str())),
                false => String::new(),
            },
            button: fill(t.as_coder, &[("coder", &side.coder)]),
            shown: side.coder.clone(),
            given: given.collect(),
        }
    });
    let first = one.sides.iter().flat_map(|side| &side.given).next();
    let persons = one.sides.iter().filter(|side| !side.is_engine);
    let all_codes: BTreeSet<&str> = match one.sides.iter().any(|side| side.is_engine) {
        true => (one.sides.iter().flat_map(|side| &side.given))
            .map(|given| given.code.as_str())
            .collect(),
        false => BTreeSet::new(),
    };
    let own = |(coder, _): &&(String, String)| coder == bench.coder();
    StretchView {
        id: format!("s{}-{}-{}", one.transcript_id, one.start, one.end),
        action: format!("/study/{}/agreement/{}", study.id, one.transcript_id),
        href: format!(
            "/study/{}/read/{}?at={}-{}",
            study.id, one.transcript_id, one.start, one.end
        ),
        place: format!("{} {}-{}", one.transcript, one.start, one.end),
        all: lines(persons.map(|side| side.name.as_str())),
        all_codes: lines(all_codes.into_iter()),
        start: one.start,
        end: one.end,
        text: one.text.clone(),
        sides: sides.collect(),
        memo_at: first.map_or_else(String::new, |given| {
            format!("{}-{}", given.start, given.end)
        }),
        own_memo: one
            .memos
            .iter()
            .find(own)
            .map_or_else(String::new, |(_, text)| text.clone()),
        memos: one
            .memos
            .iter()
            .filter(|memo| !own(memo))
            .cloned()
            .collect(),
        settled: one.settled.clone().unwrap_or_default(),
    }
}

fn lines<'l>(each: impl Iterator<Item = &'l str>) -> String {
    each.collect::<Vec<_>>().join("\n")
}
