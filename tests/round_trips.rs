//! What goes out as JSONL or CSV comes back the same in what the format carries, whatever the text and the codes are.
//! (QDPX carries all of a study: `exchanging_projects.rs`.)

use emic::project::{Exported, ImportOptions, Project};
use emic::store::{Edit, Store};
use emic::study::{
    Code, CodeId, CoderId, CoderKind, MeaningUnit, Origin, Span, Study, TranscriptId, UnitId,
};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::HashSet;
use std::path::Path;

const STUDY: &str =
    r#"{"name": "ward", "title": "شب 😀", "levels": ["a", "b", "c", "d", "e"], "language": "fa"}"#;

/// As many studies are tried; `PROPTEST_CASES=1000 cargo test round_trips` tries more.
pub fn cases(usual: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: wanted.and_then(|n| n.parse().ok()).unwrap_or(usual),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A unit: of which transcript, from where to where, coded with which codes by whom.
type Unit = (Index, Index, Index, Vec<(Index, usize)>);

proptest! {
    #![proptest_config(cases(6))]
    #[test]
    fn a_study_goes_out_as_tables_and_comes_back_the_same(
        texts in prop::collection::vec("(F2: |Interviewer: |)([a-z😀👩\u{200d}ترس\u{200c}我e\u{301}]{1,6}( |\t|\r\n|\n\n|\n)){1,14}", 1..4),
        codes in prop::collection::vec((0..5_usize, "[a-c;|ترس😀\\\\]{1,3}"), 1..8),
        units in prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>(), prop::collection::vec((any::<Index>(), 0..3_usize), 0..4)), 0..12),
        is_csv in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let first = folder.path().join("first");
        written(&first, &texts, &[]);
        let path = folder.path().join("first.emic");
        taken_in(&mut Project::create(&path).unwrap(), &first);
        filled(&path, &codes, &units);
        let project = Project::open(&path).unwrap();
        let (kind, name) = match is_csv {
            true => (Exported::UnitsCsv, "coded.csv"),
            false => (Exported::UnitsJsonl, "coded.jsonl"),
        };
        let kinds = [(kind, name), (Exported::Codebook, "codebook.csv"), (Exported::Participants, "participants.csv")];
        let out = kinds.map(|(kind, name)| (name, exported(&project, kind)));

        let second = folder.path().join("second");
        written(&second, &texts, &out);
        let mut back = Project::create(folder.path().join("second.emic")).unwrap();
        taken_in(&mut back, &second);
        for ((kind, name), (_, before)) in kinds.iter().zip(&out) {
            prop_assert_eq!(&exported(&back, *kind), before, "{}", name);
        }
        // A second time, nothing comes in.
        let stamp = back.store().content_stamp().unwrap();
        taken_in(&mut back, &second);
        prop_assert_eq!(back.store().content_stamp().unwrap(), stamp);
    }
}

fn written(folder: &Path, texts: &[String], tables: &[(&str, String)]) {
    std::fs::create_dir(folder).unwrap();
    std::fs::write(folder.join("study.json"), STUDY).unwrap();
    for (n, text) in texts.iter().enumerate() {
        std::fs::write(folder.join(format!("مصاحبه {n}.txt")), text).unwrap();
    }
    for (name, table) in tables {
        // A table without a row is nothing to import.
        if table
            .lines()
            .nth(usize::from(name.ends_with(".csv")))
            .is_some()
        {
            std::fs::write(folder.join(name), table).unwrap();
        }
    }
}

fn taken_in(project: &mut Project, folder: &Path) {
    let options = ImportOptions {
        study: None,
        coder: "Mina".into(),
        ..ImportOptions::default()
    };
    let report = project
        .import(&[folder.to_owned()], &options, &|_| {})
        .unwrap();
    let refused: Vec<_> = report.refused().collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(
        report.totals.get("units not placed"),
        None,
        "{:?}",
        report.files
    );
}

fn exported(project: &Project, what: Exported) -> String {
    let study = project.store().study_named("ward").unwrap().unwrap();
    String::from_utf8(project.exported(&[study], what).unwrap()).unwrap()
}

/// Adds a tree of codes and the units of three coders: overlapping, touching and within each other, but no two of the same words.
fn filled(path: &Path, codes: &[(usize, String)], units: &[Unit]) {
    let mut store = Store::open(path).unwrap();
    let study = store.study_named("ward").unwrap().unwrap();
    let ids = store.transcript_ids(study.id).unwrap();
    let transcripts: Vec<(TranscriptId, String)> = ids
        .into_iter()
        .map(|id| (id, store.transcript(id).unwrap().unwrap().text))
        .collect();
    let known = store.coder_named("Mina").unwrap().unwrap().id;
    let done = store.change(None, "fill", |edit| {
        let codes = tree(edit, &study, codes)?;
        let coders = [
            known,
            edit.add_coder("یونس", CoderKind::Person)?,
            edit.add_coder("J. \"Jo\", 我", CoderKind::Person)?,
        ];
        let mut met = HashSet::new();
        for unit in units {
            let (transcript, text) = unit.0.get(&transcripts);
            let bounds: Vec<usize> = text
                .char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect();
            let (a, b) = (*unit.1.get(&bounds), *unit.2.get(&bounds));
            let span = Span::new(a.min(b), a.max(b));
            if !span.is_empty() && met.insert((*transcript, span)) {
                add(
                    edit,
                    (*transcript, span),
                    met.len(),
                    &codes,
                    &coders,
                    &unit.3,
                )?;
            }
        }
        Ok(())
    });
    done.unwrap();
}

fn tree(
    edit: &mut Edit<'_>,
    study: &Study,
    codes: &[(usize, String)],
) -> emic::Result<Vec<CodeId>> {
    let mut added: Vec<(CodeId, usize)> = Vec::new();
    let mut names = HashSet::new();
    for (n, (level, name)) in codes.iter().enumerate() {
        let parent = added
            .iter()
            .rev()
            .find(|(_, above)| above < level)
            .map(|(id, _)| *id);
        if !names.insert((parent, name.clone())) {
            continue;
        }
        let id = edit.add_code(&Code {
            id: CodeId(0),
            study: study.id,
            parent,
            level: *level,
            name: name.clone(),
            definition: format!("what {name}\n\n\"means\""),
            include: "😀".repeat(n),
            exclude: String::new(),
            colour: String::new(),
            position: i64::try_from(n).unwrap(),
        })?;
        added.push((id, *level));
    }
    Ok(added.into_iter().map(|(id, _)| id).collect())
}

fn add(
    edit: &mut Edit<'_>,
    (transcript, span): (TranscriptId, Span),
    n: usize,
    codes: &[CodeId],
    coders: &[CoderId; 3],
    given: &[(Index, usize)],
) -> emic::Result<()> {
    let unit = edit.add_unit(&MeaningUnit {
        id: UnitId(0),
        transcript,
        span,
        condensed: n.is_multiple_of(2).then(|| format!("short, {n}")),
        translation: n.is_multiple_of(3).then(|| "ترجمه".to_owned()),
        external_id: Some(format!("u{n}")),
    })?;
    for (code, coder) in given {
        edit.add_coding(unit, *code.get(codes), coders[*coder], Origin::Hand)?;
    }
    Ok(())
}
