//! A colleague's copy goes out and comes back: nothing is lost, whatever both did meanwhile.

use crate::support::Project;
use emic::error::Result;
use emic::project::{CopyRequest, Settling, Take};
use emic::store::{CodingsOf, Edit, Store};
use emic::study::*;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(crate) const TEXT: &str =
    "I: What helped?\nF2: We learned from each other 😀.\nF2: می‌ترسیدم و تنها بودم. 我害怕。\n";

/// A project on which Mina has begun to code, in a folder of its own.
pub(crate) fn begun() -> Project {
    let project = Project::with_transcript(TEXT);
    // Beside the project, so that it stays the only one in its folder.
    std::fs::create_dir(project.path("out")).unwrap();
    project.run(&["code", "F2", "20-48", "Helpers > Peers", "--new"]);
    project.run(&["code", "F2", "53-75", "Barriers > ترس", "--new"]);
    project
}

/// What the program does as Sara in her copy.
pub(crate) fn sara(project: &Project, args: &[&str]) -> String {
    let args = [&["-p", "out/sara.emic", "--coder", "Sara"], args].concat();
    project.run(&args)
}

fn with(take: Take) -> Settling {
    Settling {
        all: take,
        ..Settling::default()
    }
}

#[test]
fn a_copy_comes_back_with_all_that_was_done_in_it() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    sara(&project, &["code", "F2", "20-48", "Peers"]);
    sara(&project, &["code", "F2", "53-75", "تنهایی", "--new"]);
    sara(&project, &["memo", "یادداشت 😀", "--transcript", "F2"]);
    project.run(&["code", "F2", "10-14", "Peers"]);
    let before = canonical(&project.path("p.emic"));

    let preview = project.json(&["merge", "out/sara.emic", "--dry-run"]);
    assert_eq!(canonical(&project.path("p.emic")), before);
    let report = project.json(&["merge", "out/sara.emic"]);
    assert_eq!(preview, report);
    assert_eq!(report["added"]["codings"], 2);
    assert_eq!(report["added"]["codes"], 1);
    assert_eq!(report["conflicts"].as_array().unwrap().len(), 0);
    assert_eq!(project.count("codings"), 5);
    let merged = canonical(&project.path("p.emic"));

    let again = project.run(&["merge", "out/sara.emic"]);
    assert!(again.contains("nothing to do"), "{again}");
    assert_eq!(canonical(&project.path("p.emic")), merged);
    project.run(&["undo"]);
    assert_eq!(canonical(&project.path("p.emic")), before);
    project.run(&["redo"]);
    assert_eq!(canonical(&project.path("p.emic")), merged);
}

#[test]
fn what_either_side_marks_as_identifying_is_marked() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    let mark = |file: &str, name: &str| {
        let mut store = Store::open(project.path(file)).unwrap();
        let study = store.studies().unwrap()[0].id;
        store
            .change(None, "mark", |edit| {
                edit.mark_identifying(study, name, true)
            })
            .unwrap();
    };
    mark("p.emic", "hospital");
    mark("out/sara.emic", "سن");
    project.run(&["merge", "out/sara.emic"]);
    let store = Store::open_read_only(project.path("p.emic")).unwrap();
    let study = store.studies().unwrap()[0].id;
    let marked = store.identifying_attributes(study).unwrap();
    assert_eq!(marked, ["hospital", "سن"]);
}

#[test]
fn what_both_changed_is_listed_and_settled_singly_or_as_a_whole() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    project.run(&["codebook", "define", "ترس", "--define", "Angst"]);
    sara(
        &project,
        &["codebook", "define", "ترس", "--define", "هراس از آینده"],
    );
    sara(
        &project,
        &["codebook", "define", "Peers", "--define", "Those beside me"],
    );
    project.run(&[
        "merge",
        "out/sara.emic",
        "--dry-run",
        "--list",
        "conflicts.txt",
    ]);
    let list = std::fs::read_to_string(project.path("conflicts.txt")).unwrap();
    assert!(
        list.contains("definition of Barriers > ترس") && list.contains("هراس از آینده"),
        "{list}"
    );
    let id = list.lines().nth(1).unwrap()[..8].to_owned();

    // Mine stays; what only she changed is followed.
    let report = project.json(&["merge", "out/sara.emic"]);
    assert_eq!(report["conflicts"][0]["take"], "mine");
    assert_eq!(report["followed"].as_array().unwrap().len(), 1);
    let book = project.run(&["codebook", "--json"]);
    assert!(book.contains("Angst") && book.contains("Those beside me"));
    project.run(&["undo"]);

    project.write("conflicts.txt", list.replace(" mine ", " theirs "));
    project.run(&["merge", "out/sara.emic", "--settle", "conflicts.txt"]);
    assert!(
        project
            .run(&["codebook", "--json"])
            .contains("هراس از آینده")
    );
    project.run(&["undo"]);

    // Both: mine in place, hers in a memo, once.
    for _ in 0..2 {
        project.run(&["merge", "out/sara.emic", "--settle", &format!("{id}=both")]);
    }
    assert!(project.run(&["codebook", "--json"]).contains("Angst"));
    let store = Store::open_read_only(project.path("p.emic")).unwrap();
    let memos = store.memos().unwrap();
    assert_eq!(memos.len(), 1);
    assert!(memos[0].text.contains("هراس از آینده"));
    let wrong = project.refused(2, &["merge", "out/sara.emic", "--settle", "ab=hers"]);
    assert!(wrong.contains("mine, theirs or both"), "{wrong}");
}

#[test]
fn a_blind_copy_says_nothing_of_the_others_and_takes_nothing_away_when_it_comes_back() {
    let project = begun();
    project.run(&["memo", "پنهان", "--transcript", "F2", "--at", "53-75"]);
    let told = project.run(&["copy", "out/blind.emic", "--for", "Sara", "--blind"]);
    assert!(told.contains("2 codings of others"), "{told}");
    let bytes = std::fs::read(project.path("out/blind.emic")).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("پنهان"));
    std::fs::rename(
        project.path("out/blind.emic"),
        project.path("out/sara.emic"),
    )
    .unwrap();
    let book = sara(&project, &["codebook", "--json"]);
    assert!(book.contains("ترس"), "the codebook stays");
    sara(&project, &["undo", "--times", "9"]);
    let book = sara(&project, &["codebook", "--json"]);
    assert!(
        book.contains("ترس"),
        "what was before the copy is not hers to undo"
    );
    sara(&project, &["code", "F2", "53-75", "Peers"]);

    let report = project.json(&["merge", "out/sara.emic"]);
    assert_eq!(report["conflicts"].as_array().unwrap().len(), 0, "{report}");
    assert_eq!((project.count("codings"), project.count("units")), (3, 2));
    let agreement = project.json(&["agreement", "--of", "Mina", "--of", "Sara"]);
    assert_eq!(agreement["coders"].as_array().unwrap().len(), 2);

    // And the other way round: the blind copy takes all of the project in.
    sara(&project, &["merge", "p.emic"]);
    assert_eq!(
        canonical(&project.path("out/sara.emic")),
        canonical(&project.path("p.emic"))
    );
}

#[test]
fn units_that_were_given_stay_in_a_blind_copy() {
    let project = begun();
    let mut store = Store::open(project.path("p.emic")).unwrap();
    let study = store.studies().unwrap()[0].id;
    let given = MeaningUnit {
        span: Span::new(0, 2),
        ..store.units_of_study(study).unwrap()[0].clone()
    };
    store
        .change(None, "segment", |edit| edit.add_unit(&given))
        .unwrap();
    drop(store);
    let units = project.count("units");
    let copied = project.json(&["copy", "out/sara.emic", "--for", "Sara", "--blind"]);
    assert_eq!(copied["units_kept"], true);
    let hers = Store::open_read_only(project.path("out/sara.emic")).unwrap();
    assert_eq!(hers.units_of_study(study).unwrap().len() as u64, units);
    assert!(hers.codings(study).unwrap().is_empty());
    // She is asked about them as they were given, not about other pieces of the text.
    let given: Vec<Span> = hers
        .units_of_study(study)
        .unwrap()
        .iter()
        .map(|u| u.span)
        .collect();
    let transcripts = hers.transcript_ids(study).unwrap();
    let text = hers.transcript(transcripts[0]).unwrap().unwrap().text;
    drop(hers);
    sara(&project, &["code", "F2", "20-48", "Peers"]);
    let found = sara(
        &project,
        &["suggest", "--doubtful", "--limit", "100", "--json"],
    );
    let found: Value = serde_json::from_str(&found).unwrap();
    let at = |points: &Value| {
        let points = points.as_u64().unwrap() as usize;
        text.chars().take(points).map(char::len_utf8).sum::<usize>()
    };
    let asked: Vec<Span> = (found["suggestions"].as_array().unwrap().iter())
        .map(|s| Span::new(at(&s["start"]), at(&s["end"])))
        .collect();
    let same = asked.iter().filter(|span| given.contains(span)).count();
    let apart = |span: &&Span| given.iter().all(|unit| !unit.overlaps(**span));
    assert!(same > 0);
    assert_eq!(same + asked.iter().filter(apart).count(), asked.len());
}

#[test]
fn a_memo_on_a_coding_comes_along_and_stays_where_the_coding_does_not() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    let on = ["--transcript", "F2", "--at", "53-75", "--coding", "ترس"];
    sara(
        &project,
        &[&["memo", "ترس یا تنهایی؟ 😀"], &on[..], &["--by", "Mina"]].concat(),
    );
    project.run(&[&["memo", "mine"], &on[..]].concat());
    project.run(&["merge", "out/sara.emic"]);
    let told = project.run(&["memo"]);
    assert_eq!(
        told.matches("coding ترس of F2 54-75 by Mina").count(),
        2,
        "{told}"
    );
    assert_eq!(project.json(&["merge", "out/sara.emic"])["changed"], false);
    // Taken away here, the coding stays away, and what was thought of it is on the passage.
    project.run(&["undo"]);
    project.run(&["uncode", "F2", "53-75", "ترس"]);
    project.run(&["merge", "out/sara.emic"]);
    let told = project.run(&["memo"]);
    assert!(
        !told.contains("coding ترس") && told.matches("F2 54-75").count() == 2,
        "{told}"
    );
}

#[test]
fn what_was_shown_there_is_in_the_record_here() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    let study = {
        let mut store = Store::open(project.path("out/sara.emic")).unwrap();
        let study = store.studies().unwrap()[0].id;
        let shown = emic::store::ShownCode {
            transcript: store.transcript_ids(study).unwrap()[0],
            span: Span::new(0, 2),
            code: store.codebook(study).unwrap().codes()[1].id,
            model: "مدل 😀".into(),
        };
        store.keep_shown(&[shown]).unwrap();
        study
    };
    let merged = || project.json(&["merge", "out/sara.emic"]);
    assert_eq!(merged()["shown"], 1);
    let shown = Store::open_read_only(project.path("p.emic"))
        .unwrap()
        .shown(study)
        .unwrap();
    assert_eq!(shown[0].model, "مدل 😀");
    assert!(merged()["shown"].is_null());
    // A blind copy does not tell what was suggested to others.
    project.run(&["copy", "out/blind.emic", "--for", "Jonas", "--blind"]);
    let blind = Store::open_read_only(project.path("out/blind.emic")).unwrap();
    assert!(blind.shown(study).unwrap().is_empty());
}

#[test]
fn another_project_on_the_same_words_is_merged_by_what_things_are() {
    let project = begun();
    project.write("other/F2.txt", TEXT);
    project.run(&["new", "out/sara.emic"]);
    sara(&project, &["import", "--study", "ward", "other/F2.txt"]);
    sara(
        &project,
        &["code", "F2", "20-48", "Helpers > Peers", "--new"],
    );
    let report = project.json(&["merge", "out/sara.emic"]);
    assert_eq!(report["parted"], serde_json::Value::Null);
    assert_eq!(report["added"]["codings"], 1);
    assert!(
        report["added"]["codes"].is_null() && report["added"]["transcripts"].is_null(),
        "{report}"
    );
    assert_eq!(project.count("codings"), 3);
}

#[test]
fn a_transcript_of_other_words_comes_in_beside() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    sara(&project, &["code", "F2", "10-14", "Peers"]);
    project.write("F2.txt", TEXT.replace("helped", "helped you most"));
    project.run(&["import", "--study", "ward", "--replace", "F2.txt"]);
    let report = project.json(&["merge", "out/sara.emic"]);
    assert_eq!(report["added"]["transcripts"], 1);
    let conflict = &report["conflicts"][0];
    assert_eq!(
        (conflict["about"].as_str(), conflict["take"].as_str()),
        (Some("transcript"), Some("both"))
    );
    let names = project.run(&["transcripts"]);
    assert!(names.contains("F2 (2)"), "{names}");
    assert_eq!(project.json(&["merge", "out/sara.emic"])["changed"], false);
}

#[test]
fn a_code_that_is_gone_here_comes_back_with_what_was_coded_there() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    sara(&project, &["code", "F2", "10-14", "ترس"]);
    project.run(&["uncode", "F2", "53-75"]);
    project.run(&["codebook", "delete", "ترس"]);
    assert!(!project.run(&["codebook"]).contains("ترس"));
    let report = project.json(&["merge", "out/sara.emic"]);
    let told = report.to_string();
    assert!(
        told.contains("taken away here") && told.contains("is back"),
        "{told}"
    );
    assert!(project.run(&["codebook"]).contains("ترس"));
    // Mina's own coding stays taken away; Sara's is there.
    assert_eq!(project.count("codings"), 2);
}

#[test]
fn what_cannot_be_merged_is_refused_with_the_remedy() {
    let project = begun();
    let own = project.refused(2, &["merge", "p.emic"]);
    assert!(own.contains("open project itself"), "{own}");
    project.write("out/notes.emic", "my notes");
    assert!(
        project
            .refused(3, &["merge", "out/notes.emic"])
            .contains("not an emic project")
    );
    assert!(
        project
            .refused(3, &["merge", "nowhere.emic"])
            .contains("no such file")
    );
    assert!(
        project
            .refused(3, &["copy", "p.emic", "--for", "Sara"])
            .contains("is there already")
    );
    assert!(
        project
            .refused(2, &["copy", "out/s.emic", "--for", " "])
            .contains("for whom")
    );
}

#[test]
fn their_file_is_not_touched() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    sara(&project, &["code", "F2", "10-14", "Peers"]);
    let bytes = std::fs::read(project.path("out/sara.emic")).unwrap();
    project.run(&["merge", "out/sara.emic"]);
    assert_eq!(std::fs::read(project.path("out/sara.emic")).unwrap(), bytes);
}

/// Cases that went wrong once: codes and units that one side deleted and made again.
#[test]
fn what_was_deleted_and_made_again_is_merged_in_either_order() {
    for (seed, blind, steps) in [
        (5_806_533_544_765_807_398, false, 8),
        (7_556_551_411_560_688_891, true, 17),
        (14_765_694_901_392_932_127, true, 21),
    ] {
        both_orders(seed, blind, steps)
            .unwrap_or_else(|why| panic!("({seed}, {blind}, {steps}): {why}"));
    }
}

/// `EMIC_MERGES=300` tries three hundred; `EMIC_MERGES_FROM=1000` others. Every case that fails is told with its numbers.
#[test]
fn the_order_of_merging_does_not_matter_and_no_coding_is_lost() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let from = number("EMIC_MERGES_FROM").unwrap_or(20);
    let mut failed = Vec::new();
    for case in from..from + number("EMIC_MERGES").unwrap_or(10) {
        let mut dice = Dice(case);
        let (seed, blind, steps) = (
            dice.0.rotate_left(32),
            dice.below(2) == 0,
            1 + dice.below(if case % 4 == 0 { 60 } else { 24 }),
        );
        if let Err(why) = both_orders(seed, blind, steps) {
            failed.push(format!("({seed}, {blind}, {steps}): {why}"));
        }
    }
    assert!(
        failed.is_empty(),
        "{} failed\n{}",
        failed.len(),
        failed.join("\n\n")
    );
}

/// Two copies, random work in both, and both ways of merging them.
fn both_orders(seed: u64, blind: bool, steps: usize) -> std::result::Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut dice = Dice(seed);
    let mut start = Store::create(file("mine.emic")).unwrap();
    for _ in 0..12 {
        random_change(&mut start, "Mina", &mut dice);
    }
    drop(start);
    let request = CopyRequest {
        coder: "Sara".into(),
        blind,
        keep_units: None,
    };
    let mut mine = emic::Project::open(file("mine.emic")).unwrap();
    mine.copy_for(&file("theirs.emic"), &request, "Mina")
        .unwrap();
    drop(mine);
    for (name, coder) in [("mine.emic", "Mina"), ("theirs.emic", "Sara")] {
        let mut store = Store::open(file(name)).unwrap();
        for _ in 0..steps {
            random_change(&mut store, coder, &mut dice);
        }
    }
    for name in ["mine.emic", "theirs.emic"] {
        std::fs::copy(file(name), file(&format!("then-{name}"))).unwrap();
    }
    let merge = |into: &str, from: &str, take: Take| {
        let mut project = emic::Project::open(file(into)).unwrap();
        project.merge(&file(from), &with(take), "Mina").unwrap()
    };
    let report = merge("mine.emic", "then-theirs.emic", Take::Mine);
    let other = merge("theirs.emic", "then-mine.emic", Take::Theirs);
    let (one, two) = (
        canonical(&file("mine.emic")),
        canonical(&file("theirs.emic")),
    );
    prop_assert_eq!(
        differences(&one, &two),
        Vec::<String>::new(),
        "{:#?}\n{:#?}",
        report,
        other
    );
    for name in ["then-mine.emic", "then-theirs.emic"] {
        let missing: Vec<String> = codings(&file(name))
            .into_iter()
            .filter(|c| !present(c, &file("mine.emic"), &report.conflicts))
            .collect();
        prop_assert!(missing.is_empty(), "{:?} {:#?}", missing, report);
    }
    let again = merge("mine.emic", "then-theirs.emic", Take::Mine);
    prop_assert!(!again.changed, "{:#?}", again);
    if report.changed {
        let mut project = emic::Project::open(file("mine.emic")).unwrap();
        project.undo("Mina").unwrap();
        prop_assert!(project.store().check().unwrap().is_empty());
        drop(project);
        prop_assert_eq!(
            canonical(&file("mine.emic")),
            canonical(&file("then-mine.emic"))
        );
    }
    Ok(())
}

fn differences(one: &BTreeMap<String, usize>, two: &BTreeMap<String, usize>) -> Vec<String> {
    let keys: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
    let differ = keys
        .into_iter()
        .filter(|key| one.get(*key) != two.get(*key));
    differ
        .map(|key| format!("{key}: {:?} {:?}", one.get(key), two.get(key)))
        .collect()
}

/// A coding is there under its words and coder, or a conflict names it.
fn present(coding: &str, merged: &Path, conflicts: &[emic::project::Conflict]) -> bool {
    // The code may have another name or place by now: the words and the coder with as many codings are what must be there.
    let (place, coder) = coding.split_once('|').unwrap();
    codings(merged).iter().any(|c| c == coding)
        || conflicts
            .iter()
            .any(|c| c.what.contains(place) && c.what.contains(coder))
}

/// Every coding as the words it stands on, and its coder.
fn codings(path: &Path) -> Vec<String> {
    let store = Store::in_memory(path).unwrap();
    let coders: BTreeMap<CoderId, String> = store
        .coders()
        .unwrap()
        .into_iter()
        .map(|c| (c.id, c.name))
        .collect();
    let mut all = Vec::new();
    for study in store.studies().unwrap() {
        for id in store.transcript_ids(study.id).unwrap() {
            let text = store.transcript(id).unwrap().unwrap().text;
            let units: BTreeMap<UnitId, Span> = store
                .units(id)
                .unwrap()
                .into_iter()
                .map(|u| (u.id, u.span))
                .collect();
            for coding in store.codings_of_transcript(id).unwrap() {
                let (start, end) = units[&coding.unit].to_chars(&text).unwrap();
                all.push(format!("{start}-{end}|{}", coders[&coding.coder]));
            }
        }
    }
    all
}

/// All content in words, each thing with how often it is there; numbers, dates and the order of siblings left out.
// One table after the other: a list is easier to read in one piece.
#[allow(clippy::too_many_lines)]
fn canonical(path: &Path) -> BTreeMap<String, usize> {
    let store = Store::in_memory(path).unwrap();
    let mut all = BTreeMap::new();
    let mut add = |text: String| *all.entry(text).or_default() += 1;
    let coders: BTreeMap<CoderId, String> = store
        .coders()
        .unwrap()
        .into_iter()
        .map(|c| (c.id, c.name))
        .collect();
    for name in coders.values() {
        add(format!("coder {name}"));
    }
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for study in store.studies().unwrap() {
        add(format!(
            "study {} {} {} {:?}",
            study.name, study.title, study.method, study.levels
        ));
        named.insert(
            format!("{:?}", MemoTarget::Study(study.id)),
            study.name.clone(),
        );
        let people: BTreeMap<ParticipantId, String> = store
            .participants(study.id)
            .unwrap()
            .into_iter()
            .map(|p| {
                add(format!("participant {} {:?}", p.label, p.attributes));
                named.insert(
                    format!("{:?}", MemoTarget::Participant(p.id)),
                    p.label.clone(),
                );
                (p.id, p.label)
            })
            .collect();
        let book = store.codebook(study.id).unwrap();
        for c in book.codes() {
            add(format!(
                "code {} {} {} {} {} {}",
                book.path(c.id),
                c.level,
                c.definition,
                c.include,
                c.exclude,
                c.colour
            ));
            named.insert(format!("{:?}", MemoTarget::Code(c.id)), book.path(c.id));
        }
        for r in store.relations(study.id).unwrap() {
            add(format!(
                "relation {} {} {} {}",
                book.path(r.from),
                r.kind,
                book.path(r.to),
                r.note
            ));
        }
        for id in store.transcript_ids(study.id).unwrap() {
            let t = store.transcript(id).unwrap().unwrap();
            let turns: Vec<String> = t
                .turns
                .iter()
                .map(|turn| {
                    format!(
                        "{:?} {:?} {:?}",
                        turn.span,
                        turn.speaker,
                        turn.participant.map(|p| &people[&p])
                    )
                })
                .collect();
            add(format!(
                "transcript {} {:?} {} {:?} {turns:?}",
                t.name,
                t.participant.map(|p| &people[&p]),
                t.language.code(),
                t.text
            ));
            named.insert(format!("{:?}", MemoTarget::Transcript(id)), t.name.clone());
            let codings = store.codings_of_transcript(id).unwrap();
            for unit in store.units(id).unwrap() {
                let place = format!("{} {:?}", t.name, unit.span);
                add(format!(
                    "unit {place} {:?} {:?} {:?}",
                    unit.condensed, unit.translation, unit.external_id
                ));
                for coding in codings.iter().filter(|c| c.unit == unit.id) {
                    named.insert(
                        format!("{:?}", MemoTarget::Coding(coding.id)),
                        format!(
                            "coding {place} {} {}",
                            book.path(coding.code),
                            coders[&coding.coder]
                        ),
                    );
                    add(format!(
                        "coding {place} {} {}",
                        book.path(coding.code),
                        coders[&coding.coder]
                    ));
                }
                named.insert(format!("{:?}", MemoTarget::Unit(unit.id)), place);
            }
            for d in store.decisions_of_transcript(id).unwrap() {
                // Of a code that was deleted and made again a decision may know the one or the other.
                add(format!(
                    "decision {} {:?} {} {:?}",
                    t.name, d.span, coders[&d.coder], d.verdict
                ));
            }
        }
    }
    for memo in store.memos().unwrap() {
        add(format!(
            "memo {} {} {}",
            named[&format!("{:?}", memo.target)],
            coders[&memo.coder],
            memo.text
        ));
    }
    all
}

struct Dice(u64);

impl Dice {
    /// A number below `limit` (splitmix64).
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len())].clone())
    }

    fn word(&mut self) -> String {
        self.pick(&["ترس", "我", "😀", "a", "b", "c > d", "تنهایی"])
            .unwrap()
            .to_owned()
    }
}

fn random_change(store: &mut Store, coder: &str, dice: &mut Dice) {
    // What is refused (a name that is taken, a code in use) is no change.
    let _ = store.change(None, "random", |edit| {
        let coder = match edit.store().coder_named(coder)? {
            Some(known) => known.id,
            None => edit.add_coder(coder, CoderKind::Person)?,
        };
        random_edit(edit, coder, dice)
    });
}

fn random_edit(edit: &mut Edit<'_>, coder: CoderId, dice: &mut Dice) -> Result<()> {
    let Some(study) = edit.store().studies()?.pop() else {
        let study = edit.add_study(&Study {
            id: StudyId(0),
            name: "ward".into(),
            title: String::new(),
            method: String::new(),
            levels: vec!["theme".into(), "code".into()],
            language: None,
        })?;
        return transcript(edit, study, "F2", TEXT).map(drop);
    };
    let book = edit.store().codebook(study.id)?;
    let codes: Vec<Code> = book.codes().to_vec();
    let ids = edit.store().transcript_ids(study.id)?;
    let (some, name) = (dice.pick(&codes), dice.word());
    let Some(id) = dice.pick(&ids) else {
        return Ok(());
    };
    match (dice.below(26), some) {
        (0..=5, Some(code)) => {
            let unit = unit(edit, id, dice)?;
            edit.add_coding(unit, code.id, coder, Origin::Hand)
                .map(drop)
        }
        (6..=8, _) | (0..=5, None) => new_code(edit, &study, dice.pick(&codes), &name),
        (9, Some(code)) => edit.update_code(&Code { name, ..code }),
        (10, Some(code)) => edit.update_code(&Code {
            definition: name,
            ..code
        }),
        (11, Some(code)) => {
            let parent = dice.pick(&codes).filter(|_| dice.below(3) > 0);
            let level = parent.as_ref().map_or(0, |p| p.level + 1);
            edit.move_code(code.id, parent.map(|p| p.id), level, code.position)
        }
        (12, Some(code)) => delete_code(edit, code.id, dice),
        (13, _) => uncode(edit, study.id, coder, dice),
        (14, _) => {
            let unit = unit(edit, id, dice)?;
            edit.set_condensed(unit, Some(&name))
        }
        (15, _) => person(edit, study.id, dice),
        (16, Some(code)) => edit
            .add_memo(MemoTarget::Code(code.id), coder, &name)
            .map(drop),
        (17, _) => memo(edit, coder, dice),
        (18, Some(code)) => relation(edit, study.id, &code, dice),
        (19, _) => {
            let text = dice.pick(&["F9: ترس 😀\n", "F9: other\n"]).unwrap();
            let called = dice.pick(&["F9", "T"]).unwrap();
            transcript(edit, study.id, called, text).map(drop)
        }
        (20, _) => edit.rename_transcript(id, &name),
        (21, Some(code)) => edit
            .add_decision(&Decision {
                id: DecisionId(0),
                transcript: id,
                span: Span::new(0, 3),
                code: Some(code.id),
                instead: None,
                coder,
                verdict: Verdict::Reject,
                probability: None,
                blind: false,
                model: None,
                at: String::new(),
            })
            .map(drop),
        (22 | 23, _) => memo_on_anything(edit, study.id, coder, dice),
        (24, _) => bare_unit(edit, study.id, dice),
        _ => edit.update_study(&Study {
            title: name,
            ..study
        }),
    }
}

fn transcript(edit: &mut Edit<'_>, study: StudyId, name: &str, text: &str) -> Result<TranscriptId> {
    edit.add_transcript(&Transcript {
        id: TranscriptId(0),
        study,
        name: name.into(),
        kind: TranscriptKind::Interview,
        participant: None,
        language: Language::new("fa"),
        text: text.into(),
        turns: Vec::new(),
    })
}

fn unit(edit: &mut Edit<'_>, id: TranscriptId, dice: &mut Dice) -> Result<UnitId> {
    let text = edit.store().transcript(id)?.unwrap().text;
    let points = text.chars().count();
    let start = dice.below(4) * 2;
    let span = Span::from_chars(&text, start, (start + 3).min(points)).unwrap();
    if let Some(there) = edit
        .store()
        .units(id)?
        .into_iter()
        .find(|unit| unit.span == span)
    {
        return Ok(there.id);
    }
    edit.add_unit(&MeaningUnit {
        id: UnitId(0),
        transcript: id,
        span,
        condensed: None,
        translation: None,
        external_id: None,
    })
}

fn new_code(edit: &mut Edit<'_>, study: &Study, parent: Option<Code>, name: &str) -> Result<()> {
    edit.add_code(&Code {
        id: CodeId(0),
        study: study.id,
        level: parent.as_ref().map_or(0, |p| p.level + 1),
        parent: parent.map(|p| p.id),
        name: name.into(),
        definition: String::new(),
        include: String::new(),
        exclude: String::new(),
        colour: String::new(),
        position: 0,
    })
    .map(drop)
}

/// With its codings, as the codebook page does.
fn delete_code(edit: &mut Edit<'_>, id: CodeId, dice: &mut Dice) -> Result<()> {
    if dice.below(2) == 0 {
        edit.remove_codings(CodingsOf::Code(id))?;
    }
    edit.delete_code(id)
}

fn uncode(edit: &mut Edit<'_>, study: StudyId, coder: CoderId, dice: &mut Dice) -> Result<()> {
    let own: Vec<Coding> = edit
        .store()
        .codings(study)?
        .into_iter()
        .filter(|c| c.coder == coder)
        .collect();
    let Some(coding) = dice.pick(&own) else {
        return Ok(());
    };
    edit.remove_coding(coding.id)?;
    let bare = edit.store().codings_of_unit(coding.unit)?.is_empty();
    if bare {
        // One with a note on it stays.
        let _ = edit.delete_unit(coding.unit);
    }
    Ok(())
}

fn person(edit: &mut Edit<'_>, study: StudyId, dice: &mut Dice) -> Result<()> {
    let label = dice.pick(&["P1", "پ۲"]).unwrap();
    let id = match edit.store().participant_labelled(study, label)? {
        Some(known) => known.id,
        None => edit.add_participant(study, label, &Attributes::new())?,
    };
    let mut attributes = edit
        .store()
        .participant_labelled(study, label)?
        .unwrap()
        .attributes;
    let name = dice.pick(&["سن", "role"]).unwrap().to_owned();
    match dice.below(4) {
        0 => drop(attributes.remove(&name)),
        _ => drop(attributes.insert(name, dice.word())),
    }
    edit.set_attributes(id, &attributes)
}

fn memo_on_anything(
    edit: &mut Edit<'_>,
    study: StudyId,
    coder: CoderId,
    dice: &mut Dice,
) -> Result<()> {
    let mut all: Vec<MemoTarget> = Vec::new();
    all.extend(
        edit.store()
            .codings(study)?
            .iter()
            .map(|c| MemoTarget::Coding(c.id)),
    );
    all.extend(
        edit.store()
            .units_of_study(study)?
            .iter()
            .map(|u| MemoTarget::Unit(u.id)),
    );
    all.extend(
        edit.store()
            .participants(study)?
            .iter()
            .map(|p| MemoTarget::Participant(p.id)),
    );
    match dice.pick(&all) {
        Some(target) => edit.add_memo(target, coder, &dice.word()).map(drop),
        None => Ok(()),
    }
}

/// Takes all codings of a unit away, and the unit, if nothing else is said of it.
fn bare_unit(edit: &mut Edit<'_>, study: StudyId, dice: &mut Dice) -> Result<()> {
    if let Some(unit) = dice.pick(&edit.store().units_of_study(study)?) {
        edit.remove_codings(CodingsOf::Unit(unit.id))?;
        let _ = edit.delete_unit(unit.id);
    }
    Ok(())
}

fn memo(edit: &mut Edit<'_>, coder: CoderId, dice: &mut Dice) -> Result<()> {
    let memos = edit.store().memos()?;
    match dice.pick(&memos).filter(|memo| memo.coder == coder) {
        Some(memo) if dice.below(2) == 0 => edit.delete_memo(memo.id),
        Some(memo) => edit.update_memo(memo.id, &dice.word()),
        None => Ok(()),
    }
}

fn relation(edit: &mut Edit<'_>, study: StudyId, code: &Code, dice: &mut Dice) -> Result<()> {
    let there = edit.store().relations(study)?;
    if let Some(one) = dice.pick(&there).filter(|_| dice.below(2) == 0) {
        return edit.remove_relation(one.id);
    }
    let codes = edit.store().codebook(study)?.codes().to_vec();
    let to = dice.pick(&codes).unwrap_or_else(|| code.clone()).id;
    let (from, kind, note) = (code.id, "leads to".to_owned(), dice.word());
    edit.add_relation(&Relation {
        id: RelationId(0),
        from,
        to,
        kind,
        note,
    })
    .map(drop)
}
