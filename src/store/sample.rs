//! A small project to test with.

use super::{CodingsOf, Edit, Store, Table};
use crate::error::Result;
use crate::study::*;
use rusqlite::types::Value;

const TEXT: &str = "I: What helped you?\nF2: We learned from each other 😀, می‌ترسیدم. 我害怕。\n";

/// An empty project in a folder of its own.
pub(super) fn empty() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path().join("study.emic")).unwrap();
    (folder, store)
}

/// A project with a bit of everything.
pub(super) fn filled() -> (tempfile::TempDir, Store) {
    let (folder, mut store) = empty();
    fill(&mut store);
    (folder, store)
}

/// One study: 2 participants, 2 transcripts, 3 units (one uncoded), 4 codes, 3 codings of 2 coders, 1 relation,
/// 1 decision, 1 memo, in several events.
pub(super) fn fill(store: &mut Store) {
    fill_with(store, true);
}

/// The same; a file of the first version has no room for today's decisions.
pub(super) fn fill_with(store: &mut Store, decisions: bool) {
    let coders = store
        .change(None, "add coders", |e| {
            Ok([
                e.add_coder("Mina", CoderKind::Person)?,
                e.add_coder("Jonas", CoderKind::Person)?,
            ])
        })
        .unwrap();
    let [mina, jonas] = coders;
    let study = store
        .change(Some(mina), "new study", |e| {
            add_study(e, "clinical-empathy")
        })
        .unwrap();
    let units = store
        .change(Some(mina), "import", |e| {
            let f2 = e.add_participant(study, "F2", &[("role".into(), "intern".into())].into())?;
            let m4 = e.add_participant(study, "M4", &Attributes::new())?;
            let first = e.add_transcript(&transcript(study, "F2", Some(f2)))?;
            let second = e.add_transcript(&transcript(study, "M4", Some(m4)))?;
            let spans = [(first, 24, 50), (first, 20, TEXT.len()), (second, 0, 1)];
            spans
                .into_iter()
                .map(|(transcript, start, end)| {
                    e.add_unit(&unit(transcript, Span::new(start, end)))
                })
                .collect::<Result<Vec<UnitId>>>()
        })
        .unwrap();
    let codes = store
        .change(Some(mina), "codebook", |e| {
            let top = e.add_code(&code(study, None, 0, "Facilitators"))?;
            let middle = e.add_code(&code(study, Some(top), 1, "Learning"))?;
            let leaf = e.add_code(&code(study, Some(middle), 2, "Peer learning"))?;
            let other = e.add_code(&code(study, None, 0, "Barriers"))?;
            e.add_relation(&Relation {
                id: RelationId(0),
                from: other,
                to: leaf,
                kind: "leads to".into(),
                note: String::new(),
            })?;
            Ok([top, leaf, other])
        })
        .unwrap();
    let [top, leaf, other] = codes;
    store
        .change(Some(mina), "code", |e| {
            e.summarise("coded F2 24-50 as Peer learning");
            e.add_coding(units[0], leaf, mina, Origin::Hand)?;
            e.add_coding(units[0], other, jonas, Origin::Imported)?;
            e.add_coding(units[1], top, mina, Origin::Accepted)?;
            let transcript = e.store().transcript_ids(study)?[0];
            if decisions {
                e.add_decision(&decision(transcript, Some(leaf), mina))?;
            }
            e.add_memo(MemoTarget::Unit(units[0]), mina, "strong")
        })
        .unwrap();
}

/// Every content table, row by row.
pub(super) fn dump(store: &Store) -> Vec<(Table, Vec<Value>)> {
    let mut all = Vec::new();
    for table in Table::ALL {
        if super::history::column_names(&store.database, table)
            .unwrap()
            .is_empty()
        {
            // A file of an older version does not have it.
            continue;
        }
        let sql = format!("SELECT * FROM \"{}\" ORDER BY id", table.name());
        let read = |row: &rusqlite::Row<'_>| {
            let width = row.as_ref().column_count();
            (0..width)
                .map(|i| row.get(i))
                .collect::<rusqlite::Result<Vec<Value>>>()
        };
        let mut rows = store.database.rows(&sql, [], read).unwrap();
        if table == Table::Coder {
            // Whether it is a consensus: not known to files of the first versions, where none is.
            rows.iter_mut()
                .for_each(|row| row.resize(4, Value::Integer(0)));
        }
        if table == Table::Memo {
            // On which coding it is: none in the first versions.
            rows.iter_mut().for_each(|row| row.resize(10, Value::Null));
        }
        all.extend(rows.into_iter().map(|row| (table, row)));
    }
    all
}

/// One change that `seed` decides, of one to three edits, among them edits that are refused.
pub(super) fn edit_at_random(store: &mut Store, seed: u64) {
    let mut dice = Dice(seed ^ 0x9E37_79B9_7F4A_7C15);
    let _ = store.change(None, "random", |edit| {
        for _ in 0..=dice.below(3) {
            random_edit(edit, &mut dice)?;
        }
        Ok(())
    });
}

struct Dice(u64);

impl Dice {
    /// A number below `limit` (splitmix64).
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let limit = u64::try_from(from.len()).unwrap();
        (limit > 0).then(|| from[usize::try_from(self.below(limit)).unwrap()].clone())
    }

    fn name(&mut self) -> String {
        let words = ["a", "b", "رنج", "我", "😀", "\u{0}", "\"'", "x y"];
        format!("{}{}", self.pick(&words).unwrap(), self.below(30))
    }
}

fn random_edit(e: &mut Edit<'_>, dice: &mut Dice) -> Result<()> {
    let studies: Vec<StudyId> = e.store().studies()?.iter().map(|s| s.id).collect();
    let Some(study) = dice.pick(&studies) else {
        e.add_coder("Mina", CoderKind::Person)?;
        let study = add_study(e, "first")?;
        e.add_transcript(&transcript(study, "T", None))?;
        return Ok(());
    };
    let codes: Vec<Code> = e.store().codebook(study)?.codes().to_vec();
    let units = e.store().units_of_study(study)?;
    let codings = e.store().codings(study)?;
    let transcripts = e.store().transcript_ids(study)?;
    let coder = e.store().coders()?[0].id;
    let name = dice.name();
    let (chosen, target) = (dice.pick(&codes), dice.pick(&codes));
    match (dice.below(18), chosen, dice.pick(&units)) {
        (0, ..) => add_study(e, &name).map(drop),
        (1, ..) => e
            .add_participant(study, &name, &[(name.clone(), name.clone())].into())
            .map(drop),
        (2, ..) => e.add_transcript(&transcript(study, &name, None)).map(drop),
        (3..=5, parent, _) => {
            let level = parent.as_ref().map_or(0, |p| p.level + 1);
            e.add_code(&code(study, parent.map(|p| p.id), level, &name))
                .map(drop)
        }
        (6 | 7, ..) => match dice.pick(&transcripts) {
            Some(transcript) => e.add_unit(&unit(transcript, Span::new(0, 20))).map(drop),
            None => Ok(()),
        },
        (8 | 9, Some(code), Some(unit)) => e
            .add_coding(unit.id, code.id, coder, Origin::Hand)
            .map(drop),
        (10, Some(code), _) => {
            let level = target.as_ref().map_or(0, |p| p.level + 1);
            e.move_code(code.id, target.map(|p| p.id), level, 3)
        }
        (11, Some(code), _) => e.update_code(&Code { name, ..code }),
        (12, Some(code), _) => {
            e.remove_codings(CodingsOf::Code(code.id))?;
            e.delete_code(code.id)
        }
        (13, _, Some(unit)) => {
            e.remove_codings(CodingsOf::Unit(unit.id))?;
            e.delete_unit(unit.id)
        }
        (14, _, Some(unit)) => e.set_condensed(unit.id, Some(&name)),
        (15, ..) => dice
            .pick(&codings)
            .map_or(Ok(()), |c| e.remove_coding(c.id)),
        (16, chosen, _) => match dice.pick(&transcripts) {
            Some(transcript) => e
                .add_decision(&decision(transcript, chosen.map(|c| c.id), coder))
                .map(drop),
            None => Ok(()),
        },
        _ => e.add_memo(MemoTarget::Study(study), coder, &name).map(drop),
    }
}

fn add_study(e: &mut Edit<'_>, name: &str) -> Result<StudyId> {
    e.add_study(&Study {
        id: StudyId(0),
        name: name.into(),
        title: "Clinical empathy of interns".into(),
        method: "qualitative content analysis".into(),
        levels: Study::CONTENT_ANALYSIS_LEVELS.map(String::from).to_vec(),
        language: Some(Language::english()),
    })
}

fn transcript(study: StudyId, name: &str, participant: Option<ParticipantId>) -> Transcript {
    let turn = |start, end, role, participant| Turn {
        span: Span::new(start, end),
        speaker: None,
        role,
        participant,
    };
    Transcript {
        id: TranscriptId(0),
        study,
        name: name.into(),
        kind: TranscriptKind::Interview,
        participant,
        language: Language::english(),
        text: TEXT.into(),
        turns: vec![
            turn(3, 19, SpeakerRole::Interviewer, None),
            turn(24, TEXT.len(), SpeakerRole::Participant, participant),
        ],
    }
}

fn unit(transcript: TranscriptId, span: Span) -> MeaningUnit {
    MeaningUnit {
        id: UnitId(0),
        transcript,
        span,
        condensed: None,
        translation: None,
        external_id: Some("u".into()),
    }
}

fn code(study: StudyId, parent: Option<CodeId>, level: usize, name: &str) -> Code {
    Code {
        id: CodeId(0),
        study,
        parent,
        level,
        name: name.into(),
        definition: "what it means".into(),
        include: String::new(),
        exclude: String::new(),
        colour: "#aabbcc".into(),
        position: 0,
    }
}

fn decision(transcript: TranscriptId, code: Option<CodeId>, coder: CoderId) -> Decision {
    Decision {
        id: DecisionId(0),
        transcript,
        span: Span::new(24, 50),
        code,
        instead: None,
        coder,
        verdict: Verdict::Accept,
        probability: Some(0.7),
        blind: false,
        model: Some("emic".into()),
        at: String::new(),
    }
}
