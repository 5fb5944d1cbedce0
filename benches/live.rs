//! While a person codes: how long does a suggestion for a new unit take, and how soon is a decision reflected?
//!
//! `cargo bench --bench live`, or with `EMIC_BENCH=quick` on fewer units. The units are words of the demo studies, drawn by Zipf's
//! law with a fixed seed, and one planted word a code; a hundred of them make an interview. Asserts that the planted word decides
//! (recall@1 above 0.9), that a decision is learnt, and on the smaller study that the end is that of a fresh start. Prints a
//! Markdown table; the bounds are for a machine with nothing else to do, so they are printed and not asserted.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod made_up;

use emic::classifier::Aim;
use emic::project::{Doing, Live, Meaning, Project, Saying, SuggestRequest};
use emic::segment::Granularity;
use emic::store::Store;
use emic::study::{
    Code, CodeId, CoderKind, Language, MeaningUnit, Origin, ParticipantId, Span, SpeakerRole,
    Study, StudyId, Transcript, TranscriptId, TranscriptKind, Turn, UnitId,
};
use emic::suggest::Order;
use made_up::{Lexicon, Outcome, Random, size};
use std::path::Path;
use std::time::{Duration, Instant};

const CODES: usize = 40;
const SEED: u64 = 2026;
/// Units of an interview.
const UNITS: usize = 100;
/// Units of the last interview, all uncoded: what is asked about.
const ASKED: usize = 100;
const DECISIONS: usize = 5;
const RECALL: f64 = 0.9;
const PATIENCE: Duration = Duration::from_secs(1_800);

/// A size of study and its bounds.
struct Bound {
    units: usize,
    suggestion: Duration,
    reflection: Duration,
}

fn main() -> Outcome<()> {
    let bounds = [
        Bound {
            units: size(2_000, 400),
            suggestion: Duration::from_millis(20),
            reflection: Duration::from_secs(1),
        },
        Bound {
            units: size(50_000, 2_000),
            suggestion: Duration::from_millis(50),
            reflection: Duration::from_secs(5),
        },
    ];
    println!("| coded units | what | median | largest | CPU, each | bound | median of bound |");
    println!("|---|---|---|---|---|---|---|");
    for (place, bound) in bounds.iter().enumerate() {
        run(bound, place == 0)?;
    }
    Ok(())
}

fn run(bound: &Bound, compared: bool) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("p.emic");
    let planted = made(&path, bound.units)?;
    let mut project = Project::open(&path)?;
    let study = project.study(None)?;
    let transcript = project.transcript(study.id, "asked")?;
    let mut opened = Timed::default();
    let live = opened.time(|| -> Outcome<Live> {
        let live = Live::start(&path, "Mina", Meaning::Shipped)?;
        live.learnt(&study, PATIENCE)?;
        Ok(live)
    })?;
    opened.row(bound.units, "opened to the first suggestion", None);
    let mut settled = Timed::default();
    settled.time(|| live.settled(&study, PATIENCE))?;
    settled.row(bound.units, "from then to own thresholds", None);
    let spans: Vec<Span> = transcript.turns.iter().map(|turn| turn.span).collect();
    let (first, second) = spans.split_at(ASKED / 2);
    let (ready, right) = ask(&live, &study, &transcript, first, &planted)?;
    ready.row(bound.units, "suggestion, ready", Some(bound.suggestion));
    assert!(right > RECALL, "recall@1 {right}");
    let mut reflected = Timed::default();
    for span in &spans[..DECISIONS] {
        let place = [(transcript.clone(), vec![*span])];
        let shown = live.suggest_at(&study, &place)?;
        let before = shown.state.learnt_from;
        project.decide(&shown.suggestions, &Saying::Accept(Vec::new()), "Mina")?;
        let state = reflected.time(|| {
            live.touch()?;
            live.learnt(&study, PATIENCE)
        })?;
        assert_eq!(state.learnt_from, before + 1, "a decision was lost");
        assert_eq!(state.learnt_to, Some(state.now));
    }
    reflected.row(bound.units, "decision reflected", Some(bound.reflection));
    let (busy, _) = ask(&live, &study, &transcript, second, &planted)?;
    busy.row(
        bound.units,
        "suggestion, while judging anew",
        Some(bound.suggestion),
    );
    if compared {
        same_as_fresh(&live, &path, &study, &transcript, second)?;
    }
    Ok(())
}

/// Asks for one stretch after the other, none of them met before; the times, and the share of right first codes.
fn ask(
    live: &Live,
    study: &Study,
    transcript: &Transcript,
    spans: &[Span],
    planted: &[String],
) -> Outcome<(Timed, f64)> {
    let mut timed = Timed::default();
    let mut right = 0;
    for span in spans {
        let place = [(transcript.clone(), vec![*span])];
        let answer = timed.time(|| live.suggest_at(study, &place))?;
        let suggestion = answer.suggestions.first().ok_or("no suggestion")?;
        let first = suggestion.codes.first().ok_or("no code")?;
        assert!(!first.evidence.is_empty(), "no evidence");
        let code = planted
            .iter()
            .position(|w| suggestion.text.split(' ').any(|t| t == w));
        right += usize::from(code.is_some_and(|code| first.code == format!("Code {code}")));
    }
    Ok((timed, right as f64 / spans.len() as f64))
}

fn same_as_fresh(
    live: &Live,
    path: &Path,
    study: &Study,
    transcript: &Transcript,
    spans: &[Span],
) -> Outcome<()> {
    let state = live.settled(study, PATIENCE)?;
    assert_eq!(state.doing, Doing::Ready);
    let request = SuggestRequest {
        coder: "Mina".to_owned(),
        transcripts: Vec::new(),
        granularity: Granularity::Turns,
        order: Order::Transcript,
        doubtful_too: true,
        aim: Aim::default(),
        meaning: Meaning::Shipped,
    };
    let places = [(transcript.clone(), spans.to_vec())];
    let fresh = Project::open(path)?.suggest_at(study, &request, &places)?;
    let live = live.suggest_at(study, &places)?;
    assert!(live.suggestions == fresh, "not the end of a fresh start");
    Ok(())
}

/// Times of the same thing done several times.
#[derive(Default)]
struct Timed {
    times: Vec<Duration>,
    cpu: Duration,
}

impl Timed {
    fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (started, cpu) = (Instant::now(), cpu());
        let done = work();
        self.times.push(started.elapsed());
        self.cpu += self::cpu().saturating_sub(cpu);
        done
    }

    fn row(mut self, units: usize, what: &str, bound: Option<Duration>) {
        self.times.sort_unstable();
        let median = self.times[self.times.len() / 2];
        let largest = self.times[self.times.len() - 1];
        let cpu = self.cpu / self.times.len() as u32;
        let (bound, ratio) = bound.map_or_else(Default::default, |bound| {
            let ratio = median.as_secs_f64() / bound.as_secs_f64();
            (format!("{bound:.0?}"), format!("{ratio:.2}"))
        });
        println!(
            "| {units} | {what} | {median:.1?} | {largest:.1?} | {cpu:.1?} | {bound} | {ratio} |"
        );
    }
}

/// The processor time of this process so far, learning in the background included; 0 where the system does not tell.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|t| t.parse::<u64>().ok()).sum();
    // Linux counts a hundred of them a second.
    Duration::from_millis(ticks * 10)
}

/// A project with a study of so many coded units, and an uncoded interview `asked`; the planted words.
fn made(path: &Path, units: usize) -> Outcome<Vec<String>> {
    let mut random = Random(SEED);
    let lexicon = Lexicon::spoken()?;
    let planted = Lexicon::made_up(CODES, &mut random).into_words();
    let mut store = Store::create(path)?;
    let (study, coder, codes) = store.change(None, "begin", |edit| {
        let coder = edit.add_coder("Mina", CoderKind::Person)?;
        let study = edit.add_study(&Study {
            id: StudyId(0),
            name: "ward".to_owned(),
            title: String::new(),
            method: String::new(),
            levels: vec!["code".to_owned()],
            language: Some(Language::english()),
        })?;
        let mut codes = Vec::new();
        for code in 0..CODES {
            codes.push(edit.add_code(&named(study, code))?);
        }
        Ok((study, coder, codes))
    })?;
    for number in 0..=units / UNITS {
        let asked = number == units / UNITS;
        let name = if asked {
            "asked".to_owned()
        } else {
            format!("P{number}")
        };
        let drawn: Vec<usize> = (0..UNITS).map(|_| random.below(CODES)).collect();
        let said: Vec<String> = drawn
            .iter()
            .map(|&code| {
                let mut words = lexicon.words(8, 40, &mut random);
                words.insert(random.below(words.len()), &planted[code]);
                words.join(" ")
            })
            .collect();
        store.change(Some(coder), "add", |edit| {
            let participant = edit.add_participant(study, &name, &Default::default())?;
            let interview = interview(study, &name, participant, &said);
            let transcript = edit.add_transcript(&interview)?;
            let coded = interview.turns.iter().zip(&drawn);
            for (turn, &code) in coded.filter(|_| !asked) {
                let unit = edit.add_unit(&MeaningUnit {
                    id: UnitId(0),
                    transcript,
                    span: turn.span,
                    condensed: None,
                    translation: None,
                    external_id: None,
                })?;
                edit.add_coding(unit, codes[code], coder, Origin::Hand)?;
            }
            Ok(())
        })?;
    }
    Ok(planted)
}

fn named(study: StudyId, code: usize) -> Code {
    Code {
        id: CodeId(0),
        study,
        parent: None,
        level: 0,
        name: format!("Code {code}"),
        definition: String::new(),
        include: String::new(),
        exclude: String::new(),
        colour: String::new(),
        position: code as i64,
    }
}

/// An interview of one turn a unit.
fn interview(
    study: StudyId,
    name: &str,
    participant: ParticipantId,
    said: &[String],
) -> Transcript {
    let mut text = String::new();
    let mut turns = Vec::new();
    for words in said {
        let start = text.len();
        text.push_str(words);
        turns.push(Turn {
            span: Span::new(start, text.len()),
            speaker: None,
            role: SpeakerRole::Participant,
            participant: Some(participant),
        });
        text.push_str("\n\n");
    }
    Transcript {
        id: TranscriptId(0),
        study,
        name: name.to_owned(),
        kind: TranscriptKind::Interview,
        participant: Some(participant),
        language: Language::english(),
        text,
        turns,
    }
}
