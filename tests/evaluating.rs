//! What emic says of its own suggestions is honest, and says what to do.

use crate::support::{Project, corpora};
use serde_json::{Value, json};

/// One of the demo studies.
fn demo(study: &str) -> Project {
    let project = Project::new();
    let folder = corpora().join(study);
    project.run(&["import", folder.to_str().unwrap()]);
    project
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn suggestions_for_a_participant_never_met_beat_the_most_common_codes() {
    let project = demo("clinical-empathy-challenges");
    let card = project.json(&["evaluate"]);
    assert_eq!(card["study"], "clinical-empathy-challenges");
    assert_eq!(card["coders"], json!(["Researcher 1"]));
    assert_eq!(card["folds"]["by"], "participant");
    assert_eq!(card["overall"]["units"], 136);
    let codes = card["codes"].as_array().unwrap();
    assert_eq!(codes.len(), 9);
    let mut units: Vec<f64> = codes.iter().map(|c| number(&c["units"])).collect();
    units.sort_by(f64::total_cmp);
    let commonest = units.iter().rev().take(3).sum::<f64>() / units.iter().sum::<f64>();
    let recall = number(&card["overall"]["recall_at_3"]);
    assert!(recall > commonest + 0.05, "{recall} against {commonest}");
    let interval = &card["certainty"]["recall_at_3"];
    assert!(number(&interval["low"]) < recall && recall < number(&interval["high"]));
    assert_eq!(card["certainty"]["groups"], 7);
}

#[test]
fn every_code_is_told_by_its_path() {
    let project = demo("clinical-empathy-challenges");
    let card = project.json(&["evaluate", "--model", "none"]);
    let codes = card["codes"].as_array().unwrap();
    let book = project.json(&["codebook"]);
    let known: Vec<&str> = book
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|code| code["path"].as_str())
        .collect();
    for code in codes {
        assert!(known.contains(&code["code"].as_str().unwrap()), "{code}");
        for share in ["precision", "recall", "f1", "recall_at_3", "threshold"] {
            let value = &code[share];
            assert!(
                value.is_null() || (0.0..=1.0).contains(&number(value)),
                "{share} of {code}"
            );
        }
        assert!(code["verdict"].is_string() && code["participants"].is_u64());
    }
    // A code without a unit has nothing to be measured by.
    let without = codes.iter().find(|c| c["units"] == 0).unwrap();
    assert!(
        without["code"]
            .as_str()
            .unwrap()
            .ends_with("Viewing the patients as customers")
    );
    assert!(without["f1"].is_null());
    assert_eq!(without["verdict"], "too_few_examples");
    let confusions = card["confusions"].as_array().unwrap();
    assert!(!confusions.is_empty());
    for pair in confusions {
        for side in ["code", "taken_for"] {
            assert!(known.contains(&pair[side].as_str().unwrap()), "{pair}");
        }
        assert!(number(&pair["times"]) <= number(&pair["units"]));
    }
    let points = card["learning_curve"]["points"].as_array().unwrap();
    assert!(points.len() > 2);
    assert_eq!(
        points.last().unwrap()["recall_at_3"],
        card["overall"]["recall_at_3"]
    );
}

#[test]
fn a_person_reads_sentences_and_nothing_changes() {
    let project = demo("clinical-empathy-challenges");
    let before = project.json(&["history"]);
    let told = project.run(&["evaluate", "--model", "none"]);
    for part in [
        "Among the first three suggestions is the right code for ",
        "95 % interval",
        "136 coded units by Researcher 1, held out by participant",
        " is taken for ",
        "Does more coding help?",
        "Viewing the patients",
    ] {
        assert!(told.contains(part), "no '{part}' in {told}");
    }
    // The names are enough: no path is needed to tell these codes apart.
    assert!(!told.contains(" > "), "{told}");
    assert!(
        told.lines().all(|line| line.chars().count() <= 100),
        "{told}"
    );
    assert_eq!(project.json(&["history"]), before);
    assert!(project.run(&["check"]).contains("sound"));
}

#[test]
fn what_was_accepted_from_suggestions_is_told_apart() {
    let project = demo("clinical-empathy-challenges");
    let card = project.json(&["evaluate", "--model", "none"]);
    assert_eq!(card["accepted_suggestions"], 0);
    project.run(&["suggest", "--model", "none"]);
    project.run(&["decide", "accept", "1"]);
    let card = project.json(&["evaluate", "--model", "none"]);
    assert_eq!(card["accepted_suggestions"], 1);
    let told = project.run(&["evaluate", "--model", "none"]);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("own suggestions: 1 unit of these"), "{told}");
    project.run(&["undo"]);
    let card = project.json(&["evaluate", "--model", "none"]);
    assert_eq!(card["accepted_suggestions"], 0);
}

#[test]
fn one_thread_and_two_say_the_same() {
    // Some lines of a study, so that a debug build is quick.
    let coded = corpora().join("clinical-empathy-challenges/coded.jsonl");
    let whole = std::fs::read_to_string(coded).unwrap();
    let some: Vec<&str> = whole.lines().step_by(3).collect();
    let project = Project::new();
    project.write("some.jsonl", some.join("\n"));
    project.run(&["import", "some.jsonl"]);
    let on = |threads: &str| {
        let done = project
            .emic(&["evaluate", "--model", "none", "--json"])
            .env("RAYON_NUM_THREADS", threads)
            .assert()
            .success();
        done.get_output().stdout.clone()
    };
    assert_eq!(on("1"), on("2"));
}

const TALK: &str = "Interviewer: Why?\nF2: We learned 😀 from each other. می‌ترسیدم. 我害怕。\n";

#[test]
fn without_coding_it_says_what_to_do() {
    let project = Project::new();
    assert!(project.refused(2, &["evaluate"]).contains("emic import"));
    let project = Project::with_transcript(TALK);
    let complaint = project.refused(2, &["evaluate"]);
    assert!(complaint.contains("emic code TRANSCRIPT"), "{complaint}");
    project.run(&["codebook", "add", "Help > Peers"]);
    let complaint = project.refused(2, &["evaluate", "--study", "WARD", "--model", "none"]);
    assert!(
        complaint.contains("'ward' has no coded unit"),
        "{complaint}"
    );
    for (args, remedy) in [
        (&["evaluate", "--study", "elsewhere"][..], "ward"),
        (&["evaluate", "--model", "large"], "--model none"),
    ] {
        let complaint = project.refused(2, args);
        assert!(complaint.contains(remedy), "{args:?}: {complaint}");
    }
}

#[test]
fn a_few_coded_units_tell_nothing_and_ten_are_judged() {
    let project = Project::with_transcript(TALK);
    project.run(&["code", "F2", "--quote", "learned 😀 from", "Peers", "--new"]);
    project.run(&["codebook", "add", "Fear"]);
    let card = project.json(&["evaluate"]);
    assert_eq!(card["codes"][0]["units"], 1);
    assert_eq!(card["codes"][1]["units"], 0);
    assert_eq!(card["learning_curve"]["trend"], "too_early_to_tell");
    let told = project.run(&["evaluate"]);
    assert!(told.contains("Code some more"), "{told}");
    assert!(told.contains("Peers (1)"), "{told}");
    assert!(told.contains("definition alone: Fear"), "{told}");
    project.run(&["code", "F2", "--quote", "我害怕。", "Fear"]);
    let told = project.run(&["evaluate"]);
    assert!(told.contains("Fewer than ten"), "{told}");
    assert_eq!(project.json(&["evaluate"])["overall"]["units"], 2);
    let talk: String = (0..10).map(|n| format!("F2: 我害怕 {n}。\n")).collect();
    let project = Project::with_transcript(&talk);
    for n in 0..10 {
        let code = ["Peers", "Fear"][n % 2];
        project.run(&[
            "code",
            "F2",
            "--quote",
            &format!("我害怕 {n}"),
            code,
            "--new",
        ]);
    }
    let told = project.run(&["evaluate"]);
    assert!(told.contains("held out one by one"), "{told}");
    assert!(told.contains("Too early to tell"), "{told}");
}

#[test]
fn codes_of_one_name_are_told_apart() {
    let project = Project::with_transcript(TALK);
    for (quote, code) in [
        ("learned 😀 from", "Help > Peers"),
        ("می‌ترسیدم", "Barriers > Peers"),
        ("我害怕。", "Fear"),
    ] {
        project.run(&["code", "F2", "--quote", quote, code, "--new"]);
    }
    let told = project.run(&["evaluate", "--model", "none"]);
    assert!(told.contains("Help > Peers") && told.contains("Barriers > Peers"));
}

#[test]
fn the_coder_who_asks_is_learnt_from_first() {
    let project = Project::with_transcript(TALK);
    for (coder, quote, code) in [
        ("Mina", "learned 😀 from", "Peers"),
        ("Mina", "我害怕。", "Fear"),
        ("Jonas", "我害怕。", "Peers"),
    ] {
        let args = [
            "code", "F2", "--coder", coder, "--quote", quote, code, "--new",
        ];
        project.run(&args);
    }
    let learnt = |coder| {
        let card = project.json(&["evaluate", "--model", "none", "--coder", coder]);
        (card["coders"].clone(), card["codes"][0]["units"].clone())
    };
    assert_eq!(learnt("Jonas"), (json!(["Jonas", "Mina"]), json!(2)));
    // All that Jonas coded, Mina coded too.
    assert_eq!(learnt("Mina"), (json!(["Mina"]), json!(1)));
    assert_eq!(learnt("a stranger"), (json!(["Mina"]), json!(1)));
}
