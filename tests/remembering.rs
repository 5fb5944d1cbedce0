//! Nothing that happened is lost: everything can be taken back and done again, and every past moment can be read.
//!
//! By sequences of all editing operations of a project, drawn at random.

use emic::Project;
use emic::project::{
    ChangedTranscripts, CodeNotes, CodePlace, CodingsFate, ImportOptions, Moment, NewCodes,
    RangeCoding, RecordRequest, Saying, UnitNotes,
};
use emic::study::{CodeId, EventId, MemoTarget, Span, Study, Transcript, UnitId};
use emic::suggest::{Leaning, SuggestedCode, Suggestion};
use proptest::prelude::*;
use std::fmt::Write;

const TALK: &str = "I: چه شد؟\nF2: خسته بودم 😀. Nobody helped. 我很累。 My mother called me.\nI: And then?\nF2: I learned a lot from others.\n";
const LATER: &str = "I: چه شد؟\nF2: خیلی خسته بودم 😀. Nobody helped. My mother called.\nI: And then?\nF2: I learned from others.\n";
const CODERS: [&str; 3] = ["Mina", "سارا", "明"];

/// Numbers that a seed decides (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len())].clone())
    }
}

/// A project in a folder of its own, and what was in it after each change.
struct Played {
    folder: tempfile::TempDir,
    project: Project,
    moments: Vec<(EventId, String)>,
}

/// All content of a project, every column of every row.
fn content(project: &Project) -> String {
    let store = project.store();
    let mut all = String::new();
    write!(
        all,
        "{:?}\n{:?}\n",
        store.coders().unwrap(),
        store.memos().unwrap()
    )
    .unwrap();
    for study in store.studies().unwrap() {
        writeln!(
            all,
            "{study:?}\n{:?}",
            store.participants(study.id).unwrap()
        )
        .unwrap();
        for id in store.transcript_ids(study.id).unwrap() {
            writeln!(all, "{:?}", store.transcript(id).unwrap()).unwrap();
        }
        writeln!(all, "{:?}", store.codebook(study.id).unwrap().codes()).unwrap();
        writeln!(all, "{:?}", store.relations(study.id).unwrap()).unwrap();
        writeln!(all, "{:?}", store.units_of_study(study.id).unwrap()).unwrap();
        writeln!(all, "{:?}", store.codings(study.id).unwrap()).unwrap();
        writeln!(all, "{:?}", store.decisions(study.id).unwrap()).unwrap();
    }
    all
}

impl Played {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(folder.path().join("p.emic")).unwrap();
        let moments = vec![(EventId(0), content(&project))];
        Self {
            folder,
            project,
            moments,
        }
    }

    /// One operation that the seed decides; one that is refused changes nothing.
    fn play(&mut self, seed: u64) {
        let mut dice = Dice(seed);
        let before = content(&self.project);
        let outcome = self.operation(&mut dice);
        let stamp = self.project.store().content_stamp().unwrap();
        if stamp == self.moments.last().unwrap().0 {
            assert_eq!(
                content(&self.project),
                before,
                "a change without an event: {outcome:?}"
            );
        } else {
            self.moments.push((stamp, content(&self.project)));
        }
    }

    fn file(&self, name: &str, text: &str) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&mut self, name: &str, text: &str, changed: ChangedTranscripts) -> emic::Result<()> {
        let path = self.file(name, text);
        let options = ImportOptions {
            study: Some("ward".into()),
            coder: CODERS[0].into(),
            changed,
            ..ImportOptions::default()
        };
        self.project.import(&[path], &options, &|_| {}).map(drop)
    }

    #[expect(clippy::too_many_lines, reason = "a list: an arm an operation")]
    fn operation(&mut self, dice: &mut Dice) -> emic::Result<()> {
        let coder = dice.pick(&CODERS).unwrap();
        let Some(study) = self.project.store().studies()?.into_iter().next() else {
            return self.import("F2.txt", TALK, ChangedTranscripts::Refused);
        };
        let book = self.project.store().codebook(study.id)?;
        let codes: Vec<CodeId> = book.codes().iter().map(|c| c.id).collect();
        let (code, other) = (dice.pick(&codes), dice.pick(&codes));
        let units: Vec<UnitId> = self
            .project
            .store()
            .units_of_study(study.id)?
            .iter()
            .map(|u| u.id)
            .collect();
        let name = format!(
            "{} {}",
            dice.pick(&["Tired", "یادگیری", "家", "😀"]).unwrap(),
            dice.below(6)
        );
        let transcript = self.transcript(&study, dice);
        let span = transcript.as_ref().and_then(|t| stretch(t, dice));
        let project = &mut self.project;
        match (dice.below(24), transcript, span, code) {
            (0..=4, Some(t), Some(span), _) => {
                let coding = RangeCoding {
                    codes: vec![name],
                    condensed: (dice.below(4) == 0).then(|| "short".into()),
                    new_codes: NewCodes::Added,
                };
                project
                    .code_range(&study, &t, span, &coding, coder)
                    .map(drop)
            }
            (5 | 6, Some(t), ..) => {
                let units = project.store().units(t.id)?;
                let Some(unit) = dice.pick(&units) else {
                    return Ok(());
                };
                project.uncode(&study, &t, unit.span, &[], coder).map(drop)
            }
            (7, Some(t), Some(span), _) => {
                let notes = UnitNotes {
                    condensed: Some(["", "کوتاه"][dice.below(2)].into()),
                    memo: Some(["", "a note", "یادداشت"][dice.below(3)].into()),
                };
                project.annotate(&t, span, &notes, coder).map(drop)
            }
            (8, ..) => project
                .add_code(
                    &study,
                    &format!("Theme {} > {name}", dice.below(2)),
                    &CodeNotes::default(),
                    coder,
                )
                .map(drop),
            (9, _, _, Some(code)) => {
                let notes = CodeNotes {
                    definition: Some(name),
                    colour: Some("#1f77b4".into()),
                    ..CodeNotes::default()
                };
                project.define_code(&study, code, &notes, coder)
            }
            (10, _, _, Some(code)) => project.rename_code(&study, code, &name, coder),
            (11, _, _, Some(code)) => project
                .move_code(
                    &study,
                    code,
                    &CodePlace::under(other.filter(|_| dice.below(3) > 0)),
                    coder,
                )
                .map(drop),
            (12, _, _, Some(code)) => {
                let fate = [
                    CodingsFate::Refuse,
                    CodingsFate::Remove,
                    CodingsFate::MoveTo(other.unwrap_or(code)),
                ];
                project
                    .delete_code(&study, code, &fate[dice.below(3)], coder)
                    .map(drop)
            }
            (13, _, _, Some(code)) => {
                let chosen: Vec<UnitId> = dice.pick(&units).into_iter().collect();
                project
                    .split_code(&study, code, &chosen, &name, coder)
                    .map(drop)
            }
            (14, Some(t), _, code) => {
                let target = match (dice.below(4), code, dice.pick(&units)) {
                    (0, Some(code), _) => MemoTarget::Code(code),
                    (1, _, Some(unit)) => MemoTarget::Unit(unit),
                    (2, ..) => MemoTarget::Transcript(t.id),
                    _ => MemoTarget::Study(study.id),
                };
                project.add_memo(target, &name, coder).map(drop)
            }
            (15..=17, Some(t), Some(span), Some(code)) => {
                let shown = suggestion(&study, &t, span, &book.path(code));
                let sayings = [
                    Saying::Accept(Vec::new()),
                    Saying::Reject(Vec::new()),
                    Saying::Skip,
                    Saying::Correct(vec![name.clone()], NewCodes::Added),
                    Saying::Blind(vec![name], NewCodes::Added),
                ];
                project
                    .decide(&[shown], &sayings[dice.below(5)], coder)
                    .map(drop)
            }
            (18, ..) => project.revise_study(
                &Study {
                    title: name,
                    ..study
                },
                coder,
            ),
            (19, ..) => {
                let row = format!(
                    "participant,age,role\nF2,{},{name}\nM4,40,\n",
                    dice.below(90)
                );
                self.import("participants.csv", &row, ChangedTranscripts::Refused)
            }
            (20, ..) => {
                let text = dice.pick(&[TALK, LATER]).unwrap();
                self.import("F2.txt", text, ChangedTranscripts::Replaced)
            }
            (21, ..) => {
                let line = format!(
                    "{{\"doc\":\"quotes\",\"text\":\"said {name}\",\"codes\":[\"{name}\"],\"coder\":\"{coder}\"}}\n"
                );
                self.import("units.jsonl", &line, ChangedTranscripts::Refused)
            }
            (22, ..) => match dice.below(3) {
                0 => project.redo(coder).map(drop),
                _ => project.undo(coder).map(drop),
            },
            (23, ..) => match dice.below(3) {
                0 => project.redo_of(coder, coder).map(drop),
                _ => project.undo_of(coder, coder).map(drop),
            },
            _ => Ok(()),
        }
    }

    fn transcript(&self, study: &Study, dice: &mut Dice) -> Option<Transcript> {
        let store = self.project.store();
        let id = dice.pick(&store.transcript_ids(study.id).unwrap())?;
        store.transcript(id).unwrap()
    }
}

/// One of the words, or several after it.
fn stretch(transcript: &Transcript, dice: &mut Dice) -> Option<Span> {
    let text = &transcript.text;
    let words: Vec<(usize, usize)> = text
        .split_whitespace()
        .map(|w| {
            let start = w.as_ptr() as usize - text.as_ptr() as usize;
            (start, start + w.len())
        })
        .collect();
    let first = dice.below(words.len().min(8));
    let last = (first + dice.below(3)).min(words.len().checked_sub(1)?);
    Some(Span::new(words[first].0, words[last].1))
}

fn suggestion(study: &Study, transcript: &Transcript, span: Span, code: &str) -> Suggestion {
    let (start, end) = span.to_chars(&transcript.text).unwrap();
    Suggestion {
        study: study.name.clone(),
        transcript: transcript.name.clone(),
        start,
        end,
        line: 1,
        participant: None,
        text: span.of(&transcript.text).unwrap().to_owned(),
        model: "none".into(),
        codes: vec![SuggestedCode {
            name: String::new(),
            code: code.to_owned(),
            probability: 0.25,
            accepted: true,
            threshold: 0.2,
            examples: 3,
            given: false,
            given_by: Vec::new(),
            leaning: Leaning::default(),
            evidence: Vec::new(),
        }],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_goes_back_and_forth_and_every_moment_can_be_read(seeds in prop::collection::vec(any::<u64>(), 5..40)) {
        let mut played = Played::new();
        for seed in seeds {
            played.play(seed);
        }
        let Played { mut project, moments, folder: _folder } = played;
        // As it was: at every change the same as a replay up to there gave.
        for (event, then) in &moments {
            let past = project.as_it_was(&Moment::Event(*event)).unwrap();
            prop_assert_eq!(&content(&past), then, "at {}", event);
        }
        let now = content(&project);
        let waiting = project.store().next_redo().unwrap();
        let mut steps = 0;
        let mut states = vec![now.clone()];
        while project.undo("Mina").unwrap().is_some() {
            steps += 1;
            states.push(content(&project));
        }
        prop_assert_eq!(&content(&project), &moments[0].1);
        for step in (0..steps).rev() {
            prop_assert!(project.redo("Mina").unwrap().is_some());
            prop_assert_eq!(&content(&project), &states[step]);
        }
        prop_assert_eq!(project.store().next_redo().unwrap(), waiting);
        prop_assert_eq!(&content(&project), &now);
        prop_assert!(project.store().check().unwrap().is_empty());
        // The record tells of every change, whatever it was.
        let record = project.record(&RecordRequest::default()).unwrap();
        prop_assert_eq!(record.entries.len(), record.of);
        prop_assert!(record.entries.iter().all(|entry| !entry.changes.is_empty()));
    }
}
