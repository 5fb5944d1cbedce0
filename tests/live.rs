//! While a person codes, suggestions keep up with her: nothing is lost, nobody waits, and the end is the same in any order.

use crate::support;
use emic::classifier::Aim;
use emic::project::{
    Asked, Doing, JudgedBy, Live, LiveState, Meaning, NewCodes, Project, RangeCoding, Saying,
    SuggestRequest,
};
use emic::segment::Granularity;
use emic::store::Store;
use emic::study::{Span, Study, Transcript};
use emic::suggest::{Evidence, Order, SuggestedCode, Suggestion};
use proptest::prelude::*;
use std::path::PathBuf;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(120);

/// What was said, and its code; the last two of each code are never coded.
const LINES: [(&str, &str); 18] = [
    (
        "We taught one another in the evenings, in small groups.",
        "Peer learning",
    ),
    (
        "My friends taught me what the lecture had left out.",
        "Peer learning",
    ),
    (
        "In our group everyone taught the others one chapter.",
        "Peer learning",
    ),
    ("ما شب‌ها در گروه به همدیگر درس می‌دادیم.", "Peer learning"),
    (
        "A friend and I taught each other before the exam.",
        "Peer learning",
    ),
    ("The group taught me more than any book.", "Peer learning"),
    (
        "I was afraid that the patient would die on my shift.",
        "Fear",
    ),
    (
        "The first night I was so afraid that my hands shook 😱.",
        "Fear",
    ),
    ("Being afraid of the consultant kept me silent.", "Fear"),
    ("我很害怕病人会死，晚上睡不着。", "Fear"),
    ("We were all afraid of making a mistake.", "Fear"),
    (
        "I am still afraid when the telephone rings at night.",
        "Fear",
    ),
    (
        "There was never time to eat, too many patients a day.",
        "Workload",
    ),
    (
        "Forty patients a day, and no time for any of them.",
        "Workload",
    ),
    (
        "The ward was full and there was no time to talk.",
        "Workload",
    ),
    (
        "Too much paper work takes the time from the patients. 📄",
        "Workload",
    ),
    ("No time to sleep after the ward round.", "Workload"),
    ("So many patients that time ran out every day.", "Workload"),
];

/// A study of one interview that nobody has coded.
struct Ward {
    folder: support::Project,
    path: PathBuf,
}

impl Ward {
    fn new() -> Self {
        let text: Vec<String> = LINES
            .iter()
            .map(|(line, _)| format!("F2: {line}\n"))
            .collect();
        let folder = support::Project::with_transcript(&text.join("\n"));
        Self {
            path: folder.path("p.emic"),
            folder,
        }
    }

    fn open(&self) -> (Project, Study, Transcript) {
        let project = Project::open(&self.path).unwrap();
        let study = project.study(None).unwrap();
        let transcript = project.transcript(study.id, "F2").unwrap();
        (project, study, transcript)
    }

    fn start(&self) -> Live {
        Live::start(&self.path, "Mina", Meaning::Off).unwrap()
    }
}

fn span(transcript: &Transcript, line: usize) -> Span {
    let start = transcript.text.find(LINES[line].0).unwrap();
    Span::new(start, start + LINES[line].0.len())
}

fn code(project: &mut Project, study: &Study, transcript: &Transcript, line: usize) {
    let coding = RangeCoding {
        codes: vec![LINES[line].1.to_owned()],
        new_codes: NewCodes::Added,
        ..RangeCoding::default()
    };
    let span = span(transcript, line);
    project
        .code_range(study, transcript, span, &coding, "Mina")
        .unwrap();
}

fn is_to_be_coded(line: &usize) -> bool {
    line % 6 < 4
}

fn request(meaning: Meaning) -> SuggestRequest {
    SuggestRequest {
        coder: "Mina".to_owned(),
        transcripts: Vec::new(),
        granularity: Granularity::Sentences,
        order: Order::Transcript,
        doubtful_too: true,
        aim: Aim::default(),
        meaning,
    }
}

fn uncoded(transcript: &Transcript) -> Vec<(Transcript, Vec<Span>)> {
    let left = (0..LINES.len()).filter(|line| !is_to_be_coded(line));
    vec![(
        transcript.clone(),
        left.map(|line| span(transcript, line)).collect(),
    )]
}

/// Place, codes and probabilities, without the numbers of quoted units, which depend on the order of coding.
fn essence(suggestions: &[Suggestion]) -> Vec<(usize, Vec<(String, f64)>)> {
    let codes = |s: &Suggestion| {
        s.codes
            .iter()
            .map(|c| (c.code.clone(), c.probability))
            .collect()
    };
    suggestions.iter().map(|s| (s.start, codes(s))).collect()
}

/// The suggestions once the lines are coded in this order, with decisions faster than learning.
fn coded_in(order: &[usize]) -> Vec<Suggestion> {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    let live = ward.start();
    for &line in order {
        code(&mut project, &study, &transcript, line);
        live.touch().unwrap();
        live.suggest_at(&study, &uncoded(&transcript)).unwrap();
    }
    let state = live.settled(&study, PATIENCE).unwrap();
    assert_eq!(state.doing, Doing::Ready);
    assert_eq!(
        (state.learnt_to, state.judged_to),
        (Some(state.now), Some(state.now))
    );
    assert_eq!(state.learnt_from, order.len());
    let live = live
        .suggest_at(&study, &uncoded(&transcript))
        .unwrap()
        .suggestions;
    let (mut fresh, ..) = ward.open();
    let request = request(Meaning::Off);
    let anew = fresh
        .suggest_at(&study, &request, &uncoded(&transcript))
        .unwrap();
    assert_eq!(live, anew);
    live
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_end_is_that_of_a_fresh_start_whatever_the_order_of_decisions(
        order in Just((0..LINES.len()).filter(is_to_be_coded).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let sorted: Vec<usize> = (0..LINES.len()).filter(is_to_be_coded).collect();
        let (one, other) = (coded_in(&order), coded_in(&sorted));
        prop_assert!(!one.is_empty());
        prop_assert_eq!(sorted_by_code(&one), sorted_by_code(&other));
    }
}

/// Codes that are equally likely stand in the order of the codebook, which is that of their first use.
fn sorted_by_code(suggestions: &[Suggestion]) -> Vec<(usize, Vec<(String, String)>)> {
    let mut all = essence(suggestions);
    for (_, codes) in &mut all {
        codes.sort_by(|a, b| a.0.cmp(&b.0));
    }
    let written = |(code, p): (String, f64)| (code, format!("{p:.3}"));
    all.into_iter()
        .map(|(at, codes)| (at, codes.into_iter().map(written).collect()))
        .collect()
}

#[test]
fn the_next_suggestion_reflects_the_decision() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    let live = ward.start();
    for line in [0, 1, 6, 7] {
        code(&mut project, &study, &transcript, line);
    }
    let state = live.learnt(&study, PATIENCE).unwrap();
    assert_eq!(state.learnt_from, 4);
    let workload = &[(transcript.clone(), vec![span(&transcript, 16)])];
    let before = live.suggest_at(&study, workload).unwrap();
    assert!(
        before.suggestions[0]
            .codes
            .iter()
            .all(|c| c.code != "Workload")
    );
    code(&mut project, &study, &transcript, 12);
    code(&mut project, &study, &transcript, 14);
    live.touch().unwrap();
    let state = live.learnt(&study, PATIENCE).unwrap();
    assert_eq!(state.learnt_to, Some(state.now));
    let after = live.suggest_at(&study, workload).unwrap();
    assert_eq!(after.suggestions[0].codes[0].code, "Workload");
    assert!(!after.suggestions[0].codes[0].evidence.is_empty());
    assert!(after.state.learnt_to > before.state.learnt_to);
}

#[test]
fn a_rejected_code_and_a_deleted_one_are_gone_at_once() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    for line in (0..LINES.len()).filter(is_to_be_coded) {
        code(&mut project, &study, &transcript, line);
    }
    let live = ward.start();
    live.settled(&study, PATIENCE).unwrap();
    let place = &[(transcript.clone(), vec![span(&transcript, 4)])];
    let found = live.suggest_at(&study, place).unwrap().suggestions;
    let first = found[0].codes[0].code.clone();
    let reject = Saying::Reject(vec![first.clone()]);
    project.decide(&found, &reject, "Mina").unwrap();
    let there = |suggestions: &[Suggestion]| -> Vec<String> {
        let codes = suggestions.iter().flat_map(|s| &s.codes);
        codes.map(|c| c.code.clone()).collect()
    };
    let next = live.suggest_at(&study, place).unwrap();
    assert!(!there(&next.suggestions).contains(&first));
    // A rejection teaches nothing about other stretches: nothing is learnt for it.
    let state = live.settled(&study, PATIENCE).unwrap();
    assert_eq!(
        (state.doing, state.judged_to),
        (Doing::Ready, Some(state.now))
    );
    let mut store = Store::open(&ward.path).unwrap();
    let other = there(&next.suggestions)[0].clone();
    let id = store.codebook(study.id).unwrap().find(&other)[0].id;
    store
        .change(None, "delete", |edit| {
            let codings = edit.store().codings(study.id)?;
            for coding in codings.into_iter().filter(|coding| coding.code == id) {
                edit.remove_coding(coding.id)?;
            }
            edit.delete_code(id)
        })
        .unwrap();
    let next = live.suggest_at(&study, place).unwrap();
    assert!(!there(&next.suggestions).contains(&other));
    assert!(!there(&next.suggestions).is_empty());
}

#[test]
fn one_stretch_is_judged_as_in_the_list_and_so_is_a_code_expected_there() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    let live = ward.start();
    (0..LINES.len())
        .filter(is_to_be_coded)
        .for_each(|line| code(&mut project, &study, &transcript, line));
    live.settled(&study, PATIENCE).unwrap();
    let request = request(Meaning::Off);
    let listed = live.suggest(&study, &request).unwrap().suggestions;
    assert_eq!(
        listed.len(),
        LINES.len() - (0..LINES.len()).filter(is_to_be_coded).count()
    );
    let letters: Vec<(usize, char)> = transcript.text.char_indices().collect();
    for suggestion in listed {
        let span = Span::new(letters[suggestion.start].0, letters[suggestion.end].0);
        let place = (&transcript, span);
        let alone = live.suggest_one(&study, &request, place).unwrap();
        assert_eq!(alone.suggestions, std::slice::from_ref(&suggestion));
        let asked = Asked::At(Box::new(transcript.clone()), span);
        for code in &suggestion.codes {
            let why = live.why_not(&study, &request, &asked, &code.code).unwrap();
            assert_eq!(why.unwrap().code.probability, code.probability);
        }
    }
    let coded = project.store().units(transcript.id).unwrap();
    let codebook = project.store().codebook(study.id).unwrap();
    let path = codebook.path(codebook.codes()[0].id);
    assert!(!coded.is_empty());
    for unit in coded {
        let asked = Asked::At(Box::new(transcript.clone()), unit.span);
        let why = live
            .why_not(&study, &request, &asked, &path)
            .unwrap()
            .unwrap();
        assert_eq!(why.judged_by, JudgedBy::Others);
        let beside = live
            .suggest_one(&study, &request, (&transcript, unit.span))
            .unwrap();
        for code in &beside.suggestions[0].codes {
            let itself = |reason: &Evidence| matches!(reason, Evidence::Quote { likeness, .. } if *likeness > 0.99);
            assert!(!code.evidence.iter().any(itself), "{code:?}");
            let is_asked = code.code == path;
            assert!(
                !is_asked || code.probability == why.code.probability,
                "{code:?}"
            );
        }
        let waited = project.why_not(&study, &request, &asked, &path).unwrap();
        let [why, waited] = [why, waited].map(|why| serde_json::to_value(why).unwrap());
        assert_eq!(why, waited);
    }
}

#[test]
fn nothing_coded_is_said_and_the_first_coding_is_learnt() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    let live = ward.start();
    let state = live.settled(&study, PATIENCE).unwrap();
    let said = |state: &LiveState, what: &str| match &state.doing {
        Doing::Silent(reason) => reason.contains(what),
        _ => false,
    };
    assert!(said(&state, "no coded unit yet"), "{state:?}");
    let answer = live.suggest_at(&study, &uncoded(&transcript)).unwrap();
    assert!(answer.suggestions.is_empty());
    code(&mut project, &study, &transcript, 0);
    let state = live.settled(&study, PATIENCE).unwrap();
    assert_eq!((state.doing, state.learnt_from), (Doing::Ready, 1));
    project.undo_last();
    let state = live.settled(&study, PATIENCE).unwrap();
    assert!(said(&state, "no coded unit yet"), "{state:?}");
    assert_eq!((state.learnt_from, state.learnt_to), (0, None));
}

trait Undo {
    fn undo_last(&mut self);
}

impl Undo for Project {
    fn undo_last(&mut self) {
        let mut store = Store::open(self.store().path()).unwrap();
        store.undo(None).unwrap();
    }
}

/// What is learnt of codes that lie together depends on where they lie.
#[test]
fn codes_put_into_a_category_are_learnt_as_from_a_fresh_start() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    for line in (0..LINES.len()).filter(is_to_be_coded) {
        code(&mut project, &study, &transcript, line);
    }
    let live = ward.start();
    let asked = uncoded(&transcript);
    let shares = |project: &mut Project| {
        live.settled(&study, PATIENCE).unwrap();
        let found = live.suggest_at(&study, &asked).unwrap().suggestions;
        let anew = project.suggest_at(&study, &request(Meaning::Off), &asked);
        assert_eq!(found, anew.unwrap());
        let codes = found.iter().flat_map(|s| &s.codes);
        codes.map(|c| c.probability).collect::<Vec<f64>>()
    };
    let before = shares(&mut project);
    ward.folder.run(&["codebook", "add", "بار"]);
    for code in ["Fear", "Workload"] {
        ward.folder
            .run(&["codebook", "move", code, "--under", "بار"]);
    }
    assert_ne!(shares(&mut project), before);

    let answer = live.suggest_at(&study, &asked).unwrap();
    let named = |reason: &&Evidence| matches!(reason, Evidence::Category(name) if name == "بار");
    let codes = answer.suggestions.iter().flat_map(|s| &s.codes);
    let (of_it, others): (Vec<_>, Vec<_>) = codes.partition(|c| c.code.starts_with("بار > "));
    let told =
        |codes: Vec<&SuggestedCode>| codes.iter().any(|c| c.evidence.iter().any(|e| named(&e)));
    assert!(told(of_it), "what lies together speaks for a code");
    assert!(!told(others), "a category speaks for its own codes alone");
}

#[test]
fn a_project_closed_while_learning_is_whole_and_answers_the_same() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    for line in (0..LINES.len()).filter(is_to_be_coded) {
        code(&mut project, &study, &transcript, line);
        let live = Live::start(&ward.path, "Mina", Meaning::Shipped).unwrap();
        live.state(&study).unwrap();
        drop(live);
    }
    let store = Store::open(&ward.path).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    let live = Live::start(&ward.path, "Mina", Meaning::Shipped).unwrap();
    live.settled(&study, PATIENCE).unwrap();
    let all = live.suggest(&study, &request(Meaning::Shipped)).unwrap();
    let anew = project.suggest(&study, &request(Meaning::Shipped)).unwrap();
    assert!(!anew.suggestions.is_empty());
    assert_eq!(all.suggestions, anew.suggestions);
}

#[test]
fn many_threads_may_ask() {
    let ward = Ward::new();
    let (mut project, study, transcript) = ward.open();
    code(&mut project, &study, &transcript, 0);
    let live = ward.start();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                live.learnt(&study, PATIENCE).unwrap();
                let answer = live.suggest_at(&study, &uncoded(&transcript)).unwrap();
                assert_eq!(answer.suggestions.len(), 6);
            });
        }
        code(&mut project, &study, &transcript, 6);
    });
    assert_eq!(live.settled(&study, PATIENCE).unwrap().learnt_from, 2);
}
