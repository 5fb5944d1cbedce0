//! Suggestions say why, keep to what nobody has coded, and every verdict on them can be taken back.

use crate::support::{Project, corpora};
use emic::store::Store;
use emic::study::{CoderKind, Coding, MeaningUnit, Origin, Span, UnitId};
use serde_json::{Value, json};

const STUDY: &str = "clinical-empathy-challenges";
/// The code of this study that has no unit.
const WITHOUT_UNIT: &str = "Viewing the patients as customers";

/// The study with those coded units that `keep` wants.
fn study(keep: impl Fn(&Value) -> bool) -> Project {
    let project = Project::new();
    let folder = corpora().join(STUDY);
    for name in ["study.json", "codebook.csv", "participants.csv"] {
        let content = std::fs::read(folder.join(name)).unwrap();
        project.write(&format!("study/{name}"), content);
    }
    for entry in std::fs::read_dir(folder.join("transcripts")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let content = std::fs::read(&path).unwrap();
        project.write(&format!("study/transcripts/{name}"), content);
    }
    let kept: Vec<Value> = units().into_iter().filter(keep).collect();
    let lines: String = kept.iter().map(|unit| format!("{unit}\n")).collect();
    project.write("study/coded.jsonl", lines);
    project.run(&["import", "study"]);
    project
}

fn units() -> Vec<Value> {
    let lines = std::fs::read_to_string(corpora().join(STUDY).join("coded.jsonl")).unwrap();
    let unit = |line| serde_json::from_str(line).unwrap();
    lines.lines().map(unit).collect()
}

fn without_m8() -> Project {
    study(|unit| unit["transcript"] != "M8")
}

fn suggest(project: &Project, args: &[&str]) -> Value {
    let all = ["suggest", "--model", "none", "--limit", "1000"];
    project.json(&[&all, args].concat())
}

fn list(found: &Value) -> &Vec<Value> {
    found["suggestions"].as_array().unwrap()
}

fn place(suggestion: &Value) -> (&str, u64, u64) {
    (
        suggestion["transcript"].as_str().unwrap(),
        suggestion["start"].as_u64().unwrap(),
        suggestion["end"].as_u64().unwrap(),
    )
}

fn codes(suggestion: &Value) -> Vec<&str> {
    let codes = suggestion["codes"].as_array().unwrap();
    codes.iter().map(|c| c["code"].as_str().unwrap()).collect()
}

/// The suggestion for the same stretch in another list.
fn there<'f>(found: &'f Value, suggestion: &Value) -> Option<&'f Value> {
    list(found).iter().find(|s| place(s) == place(suggestion))
}

/// All codings of the project's only study.
fn codings(project: &Project) -> Vec<Coding> {
    let store = Store::open(project.path("p.emic")).unwrap();
    store.codings(store.studies().unwrap()[0].id).unwrap()
}

fn counts(project: &Project) -> [u64; 3] {
    ["units", "codings", "decisions"].map(|kind| project.count(kind))
}

/// A code of the study that the suggestion does not have.
fn another_code(project: &Project, suggestion: &Value) -> String {
    let book = project.json(&["codebook"]);
    let shown = codes(suggestion);
    let mut coded = units().into_iter().flat_map(|unit| {
        let codes = unit["codes"].as_array().unwrap().clone();
        codes.into_iter().map(|c| c.as_str().unwrap().to_owned())
    });
    let other = coded.find(|code| !shown.contains(&code.as_str())).unwrap();
    let known = book.as_array().unwrap();
    assert!(known.iter().any(|c| c["path"] == other.as_str()), "{other}");
    other
}

#[test]
fn only_what_nobody_coded_gets_suggestions_and_each_says_why() {
    let project = without_m8();
    let found = suggest(&project, &["--doubtful"]);
    let coded = units();
    assert!(list(&found).iter().any(|s| s["transcript"] == "M8"));
    for suggestion in list(&found) {
        let (transcript, start, end) = place(suggestion);
        let covers = |unit: &&Value| {
            unit["transcript"] == transcript
                && transcript != "M8"
                && unit["start"].as_u64().unwrap() < end
                && start < unit["end"].as_u64().unwrap()
        };
        assert_eq!(coded.iter().find(covers), None, "{suggestion}");
        for code in suggestion["codes"].as_array().unwrap() {
            assert!(!code["evidence"].as_array().unwrap().is_empty(), "{code}");
        }
    }
    // Without --doubtful each has a code that reaches its threshold.
    let likely = suggest(&project, &[]);
    assert!(!list(&likely).is_empty() && list(&likely).len() < list(&found).len());
    for suggestion in list(&likely) {
        let shown = suggestion["codes"].as_array().unwrap();
        assert!(shown.iter().any(|c| c["accepted"] == true), "{suggestion}");
    }
}

#[test]
fn the_order_is_the_one_asked_for() {
    let project = without_m8();
    let read = suggest(&project, &["--order", "transcript"]);
    assert!(list(&read).is_sorted_by_key(place));
    let certain = suggest(&project, &["--order", "certain"]);
    let likelihood = |s: &Value| s["codes"][0]["probability"].as_f64().unwrap();
    assert!(list(&certain).is_sorted_by(|a, b| likelihood(a) >= likelihood(b)));
    assert_eq!(list(&certain).len(), list(&read).len());
    let complaint = project.refused(2, &["suggest", "--order", "best"]);
    assert!(complaint.contains("certain"), "{complaint}");
}

#[test]
fn what_is_accepted_is_a_coding_and_one_undo_takes_it_back() {
    let project = without_m8();
    let found = suggest(&project, &["M8", "--order", "certain"]);
    let (before, old) = (counts(&project), codings(&project));
    project.run(&["decide", "accept", "1", "2"]);
    let new: Vec<Coding> = codings(&project).split_off(old.len());
    assert!(new.len() >= 2 && new.iter().all(|c| c.origin == Origin::Accepted));
    let store = Store::open(project.path("p.emic")).unwrap();
    let mina = store.coder_named("Mina").unwrap().unwrap();
    assert!(new.iter().all(|c| c.coder == mina.id));
    assert_eq!(project.count("decisions"), before[2] + new.len() as u64);
    let again = suggest(&project, &["M8", "--doubtful"]);
    assert_eq!(there(&again, &list(&found)[0]), None);
    project.run(&["undo"]);
    assert_eq!(counts(&project), before);
    assert_eq!(codings(&project), old);
}

#[test]
fn a_rejected_code_stays_away_from_that_stretch_only() {
    let project = without_m8();
    let found = suggest(&project, &["M8", "--order", "certain"]);
    let first = &list(&found)[0];
    let code = codes(first)[0];
    project.run(&["decide", "reject", "1", "--code", code]);
    let again = suggest(&project, &["--doubtful"]);
    let here = there(&again, first).unwrap();
    assert!(!codes(here).contains(&code), "{here}");
    assert!(list(&again).iter().any(|s| codes(s).contains(&code)));
    project.run(&["undo"]);
    let back = suggest(&project, &["M8", "--doubtful"]);
    assert_eq!(codes(there(&back, first).unwrap())[0], code);
}

#[test]
fn a_corrected_stretch_has_the_right_code_and_a_skipped_one_is_left_alone() {
    let project = without_m8();
    let found = suggest(&project, &["M8", "--order", "certain"]);
    let (first, second) = (&list(&found)[0], &list(&found)[1]);
    let right = another_code(&project, first);
    let old = codings(&project).len();
    let said = project.json(&["decide", "correct", "1", "--code", &right]);
    assert_eq!(said[0]["codes"], json!([right]));
    let new = codings(&project).split_off(old);
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].origin, Origin::Corrected);
    let before = counts(&project);
    project.run(&["decide", "skip", "2"]);
    assert_eq!(counts(&project), [before[0], before[1], before[2] + 1]);
    let again = suggest(&project, &["M8", "--doubtful"]);
    assert_eq!(there(&again, first), None);
    assert_eq!(there(&again, second), None);
}

#[test]
fn a_stretch_is_corrected_by_a_code_that_is_made_on_the_spot() {
    let project = without_m8();
    let found = suggest(&project, &["M8", "--order", "certain"]);
    let (old, name) = (codings(&project).len(), "خستگی از شیفت 😴");
    let complaint = project.refused(2, &["decide", "correct", "1", "--code", name]);
    assert!(complaint.contains("--new"), "{complaint}");
    let said = project.json(&["decide", "correct", "1", "--code", name, "--new"]);
    assert_eq!(said[0]["codes"], json!([name]));
    let new = codings(&project).split_off(old);
    assert_eq!((new.len(), new[0].origin), (1, Origin::Corrected));
    let book = project.json(&["codebook"]);
    let named = |code: &&Value| code["name"] == name;
    assert_eq!(book.as_array().unwrap().iter().filter(named).count(), 1);
    // The engine's first guess is remembered as what was corrected, and one undo takes back the coding and the code.
    let decisions = counts(&project)[2];
    project.run(&["undo"]);
    assert_eq!(codings(&project).len(), old);
    let book = project.json(&["codebook"]);
    assert_eq!(book.as_array().unwrap().iter().filter(named).count(), 0);
    assert_eq!(counts(&project)[2], decisions - 1);
    assert!(there(&suggest(&project, &["M8", "--doubtful"]), &list(&found)[0]).is_some());
}

#[test]
fn a_verdict_that_makes_no_sense_is_refused_and_says_what_to_do() {
    let project = without_m8();
    let complaint = project.refused(2, &["decide", "accept", "1"]);
    assert!(complaint.contains("emic suggest"), "{complaint}");
    let found = suggest(&project, &["M8", "--order", "certain"]);
    let count = list(&found).len();
    for number in [0, count + 1] {
        let complaint = project.refused(2, &["decide", "accept", &number.to_string()]);
        assert!(complaint.contains(&format!("1 to {count}")), "{complaint}");
    }
    let before = counts(&project);
    let other = another_code(&project, &list(&found)[0]);
    let complaint = project.refused(2, &["decide", "accept", "1", "--code", &other]);
    assert!(complaint.contains("emic decide correct"), "{complaint}");
    let complaint = project.refused(2, &["decide", "correct", "1"]);
    assert!(complaint.contains("--code"), "{complaint}");
    let complaint = project.refused(2, &["decide", "correct", "1", "--code", "No such"]);
    assert!(complaint.contains("emic codebook"), "{complaint}");
    // The same number twice: nothing of it is done.
    project.refused(2, &["decide", "accept", "1", "1"]);
    assert_eq!(counts(&project), before);
    project.run(&["decide", "accept", "1"]);
    let after = counts(&project);
    for verdict in ["accept", "reject"] {
        let complaint = project.refused(2, &["decide", verdict, "1"]);
        assert!(complaint.contains("already"), "{complaint}");
        assert!(complaint.contains("emic undo"), "{complaint}");
    }
    assert_eq!(counts(&project), after);
    project.run(&["undo"]);
    project.run(&["decide", "accept", "1"]);
    assert_eq!(counts(&project), after);
}

#[test]
fn by_a_codebook_alone_codes_are_shown_and_one_unit_is_enough_to_learn() {
    let project = study(|_| false);
    let found = project.emic(&["suggest", "--order", "certain"]).assert();
    let told = String::from_utf8_lossy(&found.get_output().stderr).into_owned();
    assert!(told.contains("nothing is coded yet"), "{told}");
    let found = project.json(&["suggest", "--limit", "1000"]);
    assert_eq!(found["learnt_from"], 0);
    assert!(!list(&found).is_empty());
    never_accepted_without_an_example(&found);
    let bare = Project::with_transcript("Ward: I was afraid of the professor.");
    let complaint = bare.refused(2, &["suggest", "--model", "none"]);
    assert!(complaint.contains("emic code"), "{complaint}");
    let project = study(|unit| unit["id"] == "M4-02");
    let found = suggest(&project, &["--doubtful"]);
    assert_eq!(found["learnt_from"], 1);
    let warned = project.emic(&["suggest", "--model", "none"]).assert();
    let warned = String::from_utf8_lossy(&warned.get_output().stderr).into_owned();
    assert!(warned.contains("emic evaluate"), "{warned}");
    never_accepted_without_an_example(&found);
}

/// The first stretch about a thing that a definition names.
#[test]
fn a_codebook_alone_finds_what_its_definitions_say() {
    let project = Project::with_transcript(
        "Interviewer: How was it?\n\nWard: I was afraid of the professor, he shouted at me.\n\nInterviewer: And now?\n\nWard: I cannot sleep after the night shift.",
    );
    project.write(
        "codebook.csv",
        "code,definition\nFear,Being afraid of somebody who shouts\nRest,Sleep and the night shift\n",
    );
    project.run(&["import", "--study", "ward", "codebook.csv"]);
    let found = project.json(&["suggest"]);
    for (word, code) in [("afraid", "Fear"), ("sleep", "Rest")] {
        let about = |s: &&Value| s["text"].as_str().unwrap().contains(word);
        let suggestion = list(&found).iter().find(about).unwrap();
        assert_eq!(codes(suggestion)[0], code, "{suggestion}");
    }
}

#[test]
fn a_name_that_is_all_there_is_is_told_as_such() {
    let project =
        Project::with_transcript("Ward: I was afraid of the professor. Sleep was short that week.");
    project.write("codebook.csv", "code\nSleep\nHospital food\n");
    project.run(&["import", "--study", "ward", "codebook.csv"]);
    let found = project.json(&["suggest"]);
    let about = |s: &&Value| s["text"].as_str().unwrap().contains("Sleep");
    let code = &list(&found).iter().find(about).unwrap()["codes"][0];
    assert_eq!(code["evidence"], json!([{ "name": "Sleep" }]));
    assert_eq!(
        (&code["code"], &code["accepted"]),
        (&json!("Sleep"), &json!(false))
    );
    let shown = project.run(&["suggest"]);
    assert!(shown.contains("by its name “Sleep” alone"), "{shown}");
}

#[test]
fn a_study_with_nothing_coded_is_read_in_the_language_of_its_interviews() {
    for (said, codes, model) in [
        (
            "Ward: از استاد می‌ترسیدم و شب‌ها خوابم نمی‌برد. هیچ کس در بخش به ما کمک نمی‌کرد.",
            "code,definition\nترس,ترسیدن از استاد\nخواب,بی‌خوابی شبانه\n",
            "table",
        ),
        (
            "Ward: 我很害怕主任，夜班以后睡不着觉。科室里没有人帮助我们。",
            "code,definition\n恐惧,害怕主任\n睡眠,夜班以后睡不着\n",
            "use-m",
        ),
    ] {
        let project = Project::with_transcript(said);
        project.write("codebook.csv", codes);
        project.run(&["import", "--study", "ward", "codebook.csv"]);
        let found = project.json(&["suggest"]);
        let named = found["model"].as_str().unwrap();
        assert!(named.contains(model), "{named}");
        assert!(!list(&found).is_empty());
    }
}

#[test]
fn function_words_are_no_reasons() {
    let found = suggest(&without_m8(), &["--doubtful"]);
    let said = |suggestion: &Value| suggestion["codes"].to_string();
    let words: Vec<String> = list(&found).iter().map(said).collect();
    assert!(words.iter().any(|w| w.contains("\"words\"")), "{words:?}");
    for word in ["other", "about", "there", "because"] {
        let quoted = format!("\"{word}\"");
        assert!(!words.iter().any(|w| w.contains(&quoted)), "{word}");
    }
}

#[test]
fn a_probability_that_is_none_is_refused() {
    let project = without_m8();
    for least in ["50", "nan", "1.1"] {
        let complaint = project.refused(2, &["suggest", "--least", least]);
        assert!(complaint.contains("from 0 to 1"), "{complaint}");
    }
}

#[test]
fn a_code_without_an_example_is_never_more_than_shown() {
    let found = suggest(&without_m8(), &["--doubtful"]);
    let without = found["without_example"].as_array().unwrap();
    let is_known = |code: &Value| code.as_str().unwrap().ends_with(WITHOUT_UNIT);
    assert!(without.iter().any(is_known), "{without:?}");
    never_accepted_without_an_example(&found);
}

fn never_accepted_without_an_example(found: &Value) {
    let without = found["without_example"].as_array().unwrap();
    assert!(!without.is_empty());
    for suggestion in list(found) {
        for code in suggestion["codes"].as_array().unwrap() {
            let has_none = without.contains(&code["code"]);
            assert!(!(has_none && code["accepted"] == true), "{suggestion}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let project = without_m8();
    let args = ["suggest", "--doubtful", "--limit", "1000", "--json"];
    let printed = |threads: &str| {
        let mut command = project.emic(&[&args[..], &["--model", "none"]].concat());
        let done = command.env("RAYON_NUM_THREADS", threads).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    assert_eq!(printed("1"), printed("2"));
}

#[test]
fn persian_and_chinese_interviews_are_read_or_passed_in_silence() {
    for (study, language) in [(STUDY, "fa"), ("intern-career-resilience", "zh")] {
        let project = Project::new();
        project.run(&["import", corpora().join(study).to_str().unwrap()]);
        let transcripts = project.json(&["transcripts"]);
        let mut all = transcripts.as_array().unwrap().iter();
        let spoken = all.find(|t| t["language"] == language).unwrap();
        let name = spoken["transcript"].as_str().unwrap();
        for model in ["none", "shipped"] {
            let args = ["suggest", name, "--doubtful", "--model", model];
            for suggestion in list(&project.json(&args)) {
                assert!(!suggestion["text"].as_str().unwrap().trim().is_empty());
                assert!(!codes(suggestion).is_empty());
            }
        }
    }
}

/// Who accepts many at once has not read what lies between them.
#[test]
fn what_lies_before_an_accepted_suggestion_is_not_taken_for_read() {
    let project = without_m8();
    let passed_over = || {
        let card = project.json(&["evaluate", "--model", "none"]);
        card["overall"]["uncoded"].as_u64().unwrap()
    };
    let before = passed_over();
    let above = ["decide", "accept", "--above", "0.3", "--yes"];
    let here = ["--transcript", "M8", "--model", "none"];
    let done = project.json(&[&above[..], &here].concat());
    assert!(done["codes"].as_u64().unwrap() > 0);
    assert_eq!(passed_over(), before);
    let left = suggest(&project, &["M8", "--doubtful"]);
    let last = list(&left).last().unwrap();
    let range = format!("{}-{}", last["start"], last["end"]);
    project.run(&["code", "M8", &range, "Patients' distrust"]);
    assert!(passed_over() > before);
}

#[test]
fn machines_are_not_learnt_from_and_cover_nothing() {
    let project = study(|_| false);
    machine_codes_m8(&project);
    assert!(project.count("codings") == 1);
    assert_eq!(suggest(&project, &[])["learnt_from"], 0);
    let project = without_m8();
    let before = suggest(&project, &["M8", "--doubtful"]);
    machine_codes_m8(&project);
    let after = suggest(&project, &["M8", "--doubtful"]);
    for what in ["coders", "learnt_from", "looked_at"] {
        assert_eq!(before[what], after[what]);
    }
}

/// A machine gives a stretch of M8 a code that people use.
fn machine_codes_m8(project: &Project) {
    let mut store = Store::open(project.path("p.emic")).unwrap();
    let study = store.studies().unwrap()[0].id;
    let transcript = store.transcript_named(study, "M8").unwrap().unwrap();
    let codebook = store.codebook(study).unwrap();
    let code = codebook.find("Patients' distrust")[0].id;
    let coded = store.change(None, "machine", |edit| {
        let machine = edit.add_coder("robot", CoderKind::Machine)?;
        let unit = edit.add_unit(&MeaningUnit {
            id: UnitId(0),
            transcript,
            span: Span::new(100, 300),
            condensed: None,
            translation: None,
            external_id: None,
        })?;
        edit.add_coding(unit, code, machine, Origin::Machine)
    });
    coded.unwrap();
}

/// Twelve people who are asked the same between what they say about the home tab, and then speak of a query.
fn passed_over() -> (Project, String) {
    let project = Project::new();
    let home = [
        "I like the text of the home tab.",
        "The home tab tells me what it is for.",
        "The pictures of the home tab are nice.",
    ];
    let query = [
        "I will select two days and submit the query.",
        "So I choose the mean and submit it.",
        "Now I select the events for the query.",
    ];
    let guide = "Was the information in the home tab enough to understand what it is for?";
    let mut lines = String::new();
    for n in 0..12 {
        let name = format!("P{n:02}");
        let said = [home[n % 3], guide, home[(n + 1) % 3], query[n % 3]];
        let talk = said.map(|said| format!("{name}: {said}\n\n")).concat();
        project.write(&format!("talk/{name}.txt"), talk);
        for (text, code) in [(said[0], "Home"), (said[2], "Home"), (said[3], "Query")] {
            let unit = json!({ "transcript": name, "text": text, "codes": [code] });
            lines += &format!("{unit}\n");
        }
    }
    project.write("coded.jsonl", lines);
    project.run(&["import", "--study", "ward", "talk"]);
    project.run(&["import", "--study", "ward", "coded.jsonl"]);
    (project, guide.to_owned())
}

#[test]
fn passed_over_talk_is_no_likelier_for_standing_between_coded_units() {
    let (project, guide) = passed_over();
    let found = suggest(&project, &["--doubtful"]);
    assert_eq!(list(&found).len(), 12);
    let alone = [
        "suggest",
        "--model",
        "none",
        "--why-not",
        "Home",
        "--text",
        &guide,
    ];
    let alone = project.json(&alone)["code"]["probability"]
        .as_f64()
        .unwrap();
    for suggestion in list(&found) {
        let (first, likely) = (
            &suggestion["codes"][0],
            suggestion["codes"][0]["probability"].as_f64().unwrap(),
        );
        assert_eq!(
            (first["code"].as_str(), first["accepted"].as_bool()),
            (Some("Home"), Some(false))
        );
        assert!((likely - alone).abs() < 0.05, "{likely} {alone}");
    }
}

#[test]
fn the_most_doubtful_are_shown_without_being_asked_for() {
    let (project, _) = passed_over();
    let doubtful = suggest(&project, &["--order", "doubtful"]);
    assert_eq!(list(&doubtful).len(), 12);
    assert!(list(&suggest(&project, &["--order", "certain"])).is_empty());
}

#[test]
fn a_definition_that_has_nothing_in_common_with_the_talk_is_no_reason() {
    let project = Project::new();
    project.write("book.csv", "code,definition\nFear,being afraid\n");
    project.write("talk/M1.txt", "M1: من دیشب نخوابیدم.\n\nM1: 我昨晚没睡。\n");
    project.write("talk/M2.txt", "M2: I was afraid all night.\n");
    project.run(&["import", "--study", "ward", "book.csv"]);
    project.run(&["import", "--study", "ward", "talk"]);
    let found = suggest(&project, &[]);
    let places: Vec<&str> = list(&found).iter().map(|s| place(s).0).collect();
    assert_eq!(places, ["M2"], "{found}");
    assert_eq!(found["looked_at"], 3);
}

#[test]
fn codes_without_definitions_are_guessed_by_their_names() {
    let project = Project::new();
    project.write("book.csv", "code\nFear\nTrust\n");
    project.write("talk/M2.txt", "M2: I felt fear all night.\n");
    project.run(&["import", "--study", "ward", "book.csv"]);
    project.run(&["import", "--study", "ward", "talk"]);
    let found = suggest(&project, &[]);
    assert_eq!(codes(&list(&found)[0])[0], "Fear", "{found}");
}

#[test]
fn an_encoder_has_to_know_what_is_asked_about_not_only_what_is_coded() {
    let project = Project::new();
    project.write(
        "en/M1.txt",
        "M1: I was afraid on the night shift.\n\nM1: My friends stood by me.\n",
    );
    for name in ["M2", "M3"] {
        let talk = format!(
            "{name}: دیشب در شیفت شب خیلی ترسیده بودم.\n\n{name}: دوستانم کنارم بودند و کمکم کردند.\n"
        );
        project.write(&format!("fa/{name}.txt"), talk);
    }
    project.run(&["import", "--study", "ward", "en"]);
    project.run(&[
        "code",
        "M1",
        "--quote",
        "I was afraid on the night shift.",
        "Fear",
        "--new",
    ]);
    project.run(&[
        "code",
        "M1",
        "--quote",
        "My friends stood by me.",
        "Friends",
        "--new",
    ]);
    let model = |found: serde_json::Value| found["model"].as_str().unwrap().to_owned();
    let of_one = model(project.json(&["suggest", "--doubtful"]));
    project.run(&["import", "--study", "ward", "fa"]);
    let of_both = model(project.json(&["suggest", "--doubtful"]));
    assert!(
        of_one.contains("use-m") && !of_both.contains("use-m"),
        "{of_one} {of_both}"
    );

    let unit = |id: &str, text: &str, codes: &[&str]| {
        serde_json::json!({ "id": id, "text": text, "codes": codes }).to_string()
    };
    let coded = [
        unit("1", "I was afraid of the night", &["Fear"]),
        unit("2", "My friends stood by me", &["Friends"]),
    ];
    project.write("coded.jsonl", coded.join("\n"));
    project.write(
        "new.jsonl",
        unit("3", "دیشب در شیفت شب خیلی ترسیده بودم", &[]),
    );
    project.run(&[
        "score",
        "--examples",
        "coded.jsonl",
        "--out",
        "scored.jsonl",
        "new.jsonl",
    ]);
    let scored: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(project.path("scored.jsonl")).unwrap())
            .unwrap();
    assert_eq!(model(scored), of_both);
}
