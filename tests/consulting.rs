//! emic answers questions about its suggestions: how sure, why not, and what of my earlier coding does it doubt.

use crate::support::{Project, corpora};
use serde_json::Value;

const STUDY: &str = "clinical-empathy-challenges";

fn study() -> Project {
    let project = Project::new();
    project.run(&["import", corpora().join(STUDY).to_str().unwrap()]);
    project
}

fn json(project: &Project, args: &[&str]) -> Value {
    project.json(&[args, &["--model", "none"]].concat())
}

fn suggest(project: &Project, args: &[&str]) -> Vec<Value> {
    let found = json(project, &[&["suggest", "--limit", "1000"], args].concat());
    found["suggestions"].as_array().unwrap().clone()
}

fn codes(suggestion: &Value) -> &Vec<Value> {
    suggestion["codes"].as_array().unwrap()
}

#[test]
fn a_higher_precision_is_silent_more_often_and_a_senseless_one_refused() {
    let project = study();
    let accepted = |precision: &str| suggest(&project, &["--precision", precision]).len();
    let balanced = suggest(&project, &[]).len();
    assert!(balanced > 0);
    assert!(accepted("0.9") <= accepted("0.6"));
    assert!(accepted("0.9") < balanced);
    assert!(accepted("0.05") <= balanced, "less is no reason to guess");
    for command in ["suggest", "evaluate"] {
        let complaint = project.refused(2, &[command, "--precision", "80"]);
        assert!(complaint.contains("0.8"), "{complaint}");
    }
    let card = json(&project, &["evaluate", "--precision", "70%"]);
    assert_eq!(card["precision_asked"], 0.7);
    let plain = json(&project, &["evaluate"]);
    let recall = |card: &Value| card["overall"]["recall"].as_f64().unwrap();
    assert!(recall(&card) < recall(&plain));
}

#[test]
fn a_code_that_is_not_recognised_is_named_and_never_accepted() {
    let project = study();
    let found = json(&project, &["suggest", "--limit", "1000", "--doubtful"]);
    let named: Vec<&str> = found["not_recognised"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code["code"].as_str().unwrap())
        .collect();
    for suggestion in found["suggestions"].as_array().unwrap() {
        for code in codes(suggestion) {
            let unknown = named.contains(&code["code"].as_str().unwrap());
            assert!(!(unknown && code["accepted"] == true), "{code}");
        }
    }
    let card = json(&project, &["evaluate"]);
    let mut told: Vec<&str> = card["not_recognised"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect();
    let mut named = named.clone();
    told.sort_unstable();
    named.sort_unstable();
    assert_eq!(told, named, "suggest and evaluate tell the same story");
}

#[test]
fn why_not_agrees_with_the_suggestion_at_the_same_place() {
    let project = study();
    let first = suggest(&project, &["--doubtful", "--order", "certain"]).remove(0);
    let best = &codes(&first)[0];
    let name = best["code"].as_str().unwrap();
    let why = json(&project, &["suggest", "--why-not", name, "--of", "1"]);
    assert_eq!(why["rank"], 1);
    for number in [
        "probability",
        "threshold",
        "accepted",
        "examples",
        "evidence",
    ] {
        assert_eq!(why["code"][number], best[number], "{number}");
    }
    let second = codes(&first)[1]["code"].as_str().unwrap();
    let range = format!("{}-{}", first["start"], first["end"]);
    let place = first["transcript"].as_str().unwrap();
    let why = json(
        &project,
        &["suggest", place, "--why-not", second, "--at", &range],
    );
    assert_eq!(why["rank"], 2);
    assert_eq!(why["rival"]["code"], name);
    project.run(&[
        "suggest",
        "--model",
        "none",
        "--order",
        "certain",
        "--doubtful",
    ]);
    project.run(&["decide", "reject", "1", "--code", second]);
    let why = json(
        &project,
        &["suggest", place, "--why-not", second, "--at", &range],
    );
    assert_eq!(why["decided"], "reject");
    let told = project.run(&[
        "suggest",
        place,
        "--why-not",
        second,
        "--at",
        &range,
        "--model",
        "none",
    ]);
    assert!(told.contains("rejected here"), "{told}");
    // What was rejected there is no rival any more.
    let third = codes(&first)[2]["code"].as_str().unwrap();
    project.run(&["decide", "reject", "1", "--code", name]);
    let why = json(
        &project,
        &["suggest", place, "--why-not", third, "--at", &range],
    );
    assert_eq!(why["rank"], 1);
    assert!(![name, second].contains(&why["rival"]["code"].as_str().unwrap()));
}

#[test]
fn why_not_asks_about_the_list_as_it_was_cut() {
    let project = study();
    for size in ["turns", "sentences"] {
        let list = suggest(&project, &["--doubtful", "--by", size]);
        for (number, suggestion) in (1..=3).zip(&list) {
            let best = &codes(suggestion)[0];
            let name = best["code"].as_str().unwrap();
            let number = number.to_string();
            let why = json(&project, &["suggest", "--why-not", name, "--of", &number]);
            assert_eq!(
                why["code"]["probability"], best["probability"],
                "{size} {number}"
            );
        }
    }
}

#[test]
fn why_not_takes_any_words_and_says_what_it_needs() {
    let project = study();
    for words in [
        "خسته بودم",
        "我学会了向同伴求助",
        "🙂",
        "she did not trust the doctor",
    ] {
        let why = json(
            &project,
            &[
                "suggest",
                "--why-not",
                "Patients' distrust",
                "--text",
                words,
            ],
        );
        assert_eq!(why["text"], words);
        assert!(
            why["standing"].is_string() && why["code"]["threshold"].is_f64(),
            "{why}"
        );
    }
    let without = [
        "suggest",
        "--why-not",
        "Viewing the patients as customers",
        "--text",
        "they are customers",
    ];
    assert_eq!(json(&project, &without)["standing"], "without_example");
    let complaint = project.refused(2, &["suggest", "--why-not", "Patients' distrust"]);
    assert!(complaint.contains("--text"), "{complaint}");
    let complaint = project.refused(2, &["suggest", "--why-not", "No such", "--text", "a"]);
    assert!(complaint.contains("emic codebook"), "{complaint}");
    let complaint = project.refused(
        2,
        &["suggest", "--why-not", "Patients' distrust", "--text", " "],
    );
    assert!(complaint.contains("no words"), "{complaint}");
}

#[test]
fn a_coded_unit_is_asked_about_as_if_it_were_not_coded() {
    let project = study();
    let doubt = suggest(&project, &["--order", "contradicting"]).remove(0);
    for side in codes(&doubt) {
        let name = side["code"].as_str().unwrap();
        let why = json(&project, &["suggest", "--why-not", name, "--of", "1"]);
        assert_eq!(why["judged_by"], "others");
        for said in ["probability", "evidence"] {
            assert_eq!(why["code"][said], side[said], "{name}: {said}");
        }
        let is_proposed = side["given"] != true;
        assert_eq!(why["standing"] == "accepted", is_proposed, "{why}");
        assert_ne!(why["rival"]["code"], side["code"]);
    }
    let name = codes(&doubt)[0]["code"].as_str().unwrap();
    let asked = ["suggest", "--why-not", name, "--of", "1", "--model", "none"];
    let told = project.run(&asked);
    assert!(told.contains("judged as if it were not"), "{told}");
}

#[test]
fn what_is_like_nothing_known_gets_no_code() {
    let project = Project::new();
    let line = |place: usize, code: &str, text: &str| {
        format!(r#"{{"id": "{place}", "text": "{text} {place}", "codes": ["{code}"]}}"#)
    };
    let lines: Vec<String> = (0..8)
        .flat_map(|n| {
            [
                line(2 * n, "Fear", "I was afraid on the night shift"),
                line(2 * n + 1, "کمک", "دوستانم به من کمک کردند"),
            ]
        })
        .collect();
    project.write("units.jsonl", lines.join("\n"));
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    for words in ["xyzzy", "🚀", "我们吃饭", "!"] {
        for code in ["Fear", "کمک"] {
            let why = json(&project, &["suggest", "--why-not", code, "--text", words]);
            assert_ne!(why["standing"], "accepted", "{words}: {why}");
            assert_eq!(why["code"]["accepted"], false);
        }
    }
    let why = json(
        &project,
        &["suggest", "--why-not", "Fear", "--text", "afraid at night"],
    );
    assert_eq!(why["standing"], "accepted", "{why}");
}

#[test]
fn codes_of_one_name_are_told_apart_and_the_last_list_knows_its_study() {
    let project = Project::new();
    for study in ["one", "two"] {
        let unit = |n: usize, path: &str, text: &str| {
            let codes = if n < 6 {
                format!("\"{path}\"")
            } else {
                String::new()
            };
            format!(
                r#"{{"id": "{study}{path}{n}", "transcript": "T", "text": "{text}, {n}", "codes": [{codes}]}}"#
            )
        };
        let lines: Vec<String> = (0..8)
            .flat_map(|n| {
                [
                    unit(n, "Work > Trust", "I trust my colleagues on the ward"),
                    unit(n, "Home > Trust", "my family trusts me at home"),
                ]
            })
            .collect();
        let file = format!("{study}.jsonl");
        project.write(&file, lines.join("\n"));
        project.run(&["import", "--study", study, &file]);
    }
    let told = project.run(&["suggest", "--study", "two", "--doubtful", "--model", "none"]);
    assert!(
        told.contains("%  Work > Trust") && told.contains("%  Home > Trust"),
        "{told}"
    );
    let why = json(
        &project,
        &["suggest", "--why-not", "Home > Trust", "--of", "1"],
    );
    assert_eq!(why["study"], "two");
    assert_eq!(why["code"]["name"], "Home > Trust");
}

#[test]
fn a_contradiction_shows_both_sides_and_what_is_kept_is_not_asked_again() {
    let project = study();
    let found = suggest(&project, &["--order", "contradicting"]);
    assert!(!found.is_empty());
    for doubt in &found {
        let (proposed, given) = codes(doubt).split_first().unwrap();
        assert_eq!(proposed["accepted"], true);
        assert!(!given.is_empty());
        for own in given {
            assert_eq!(own["given"], true);
            assert!(!own["given_by"].as_array().unwrap().is_empty(), "{own}");
            let p = |code: &Value| code["probability"].as_f64().unwrap();
            assert!(p(proposed) >= 2.0 * p(own) - 1e-3, "{doubt}");
        }
        for code in codes(doubt) {
            for reason in code["evidence"].as_array().unwrap() {
                let who = &reason["quote"]["participant"];
                assert!(who.is_null() || *who != doubt["participant"], "{doubt}");
            }
        }
    }
    let place = |doubt: &Value| (doubt["transcript"].clone(), doubt["start"].clone());
    let kept = place(&found[0]);
    let before = project.count("codings");
    project.run(&["decide", "keep", "1"]);
    assert_eq!(project.count("codings"), before);
    let left = suggest(&project, &["--order", "contradicting"]);
    assert_eq!(left.len(), found.len() - 1);
    assert!(!left.iter().any(|doubt| place(doubt) == kept));
    project.run(&["undo"]);
    assert_eq!(
        suggest(&project, &["--order", "contradicting"]).len(),
        found.len()
    );
    // Somebody else's coding is not replaced; one's own is, and one undo brings it back.
    let found = suggest(&project, &["--order", "contradicting"]);
    let complaint = project.refused(2, &["decide", "replace", "1"]);
    assert!(complaint.contains("somebody else"), "{complaint}");
    let exported = project.run(&["export"]);
    project.run(&["--coder", "Researcher 1", "decide", "replace", "1"]);
    let name = |code: &Value| code["code"].as_str().unwrap().to_owned();
    let (proposed, given) = codes(&found[0]).split_first().unwrap();
    let shown = project.json(&["show", found[0]["transcript"].as_str().unwrap()]);
    let mut units = shown["units"].as_array().unwrap().iter();
    let unit =
        units.find(|unit| unit["start"] == found[0]["start"] && unit["end"] == found[0]["end"]);
    let bears = |code: &Value| {
        let coders = unit.unwrap()["codes"]
            .get(name(code))
            .and_then(Value::as_array);
        coders.is_some_and(|coders| coders.iter().any(|coder| coder == "Researcher 1"))
    };
    assert!(bears(proposed) && !given.iter().any(bears), "{unit:?}");
    project.run(&["undo"]);
    assert_eq!(project.run(&["export"]), exported);
    suggest(&project, &[]);
    let complaint = project.refused(2, &["decide", "keep", "1"]);
    assert!(complaint.contains("contradicting"), "{complaint}");
}

#[test]
fn many_are_accepted_at_once_and_one_undo_takes_them_back() {
    let project = study();
    let before = project.count("codings");
    let complaint = project.refused(
        2,
        &["decide", "accept", "--above", "0.5", "--model", "none"],
    );
    assert!(complaint.contains("--yes"), "{complaint}");
    assert_eq!(project.count("codings"), before);
    let likely = suggest(&project, &[]);
    let sure =
        |code: &&Value| code["accepted"] == true && code["probability"].as_f64().unwrap() >= 0.5;
    for code in likely.iter().flat_map(codes).filter(sure) {
        let name = code["code"].as_str().unwrap().rsplit(" > ").next().unwrap();
        assert!(complaint.contains(name), "no {name} in {complaint}");
    }
    let expected: usize = likely
        .iter()
        .map(|s| codes(s).iter().filter(sure).count())
        .sum();
    assert!(expected > 0);
    let done = json(&project, &["decide", "accept", "--above", "0.5", "--yes"]);
    assert_eq!(done["codes"], expected);
    assert_eq!(project.count("codings"), before + expected as u64);
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), before);
    let transcript = likely[0]["transcript"].as_str().unwrap();
    let sure = |args: &[&str]| {
        let above = [
            "decide",
            "accept",
            "--above",
            "0.5",
            "--yes",
            "--transcript",
            transcript,
        ];
        let done = json(&project, &[&above[..], args].concat());
        project.run(&["undo"]);
        done["decided"].as_array().unwrap().clone()
    };
    let there = sure(&[]);
    assert!(!there.is_empty() && there.len() < done["decided"].as_array().unwrap().len());
    assert!(there.iter().all(|one| one["transcript"] == transcript));
    assert!(sure(&["--precision", "0.95"]).len() < there.len());
    for wrong in ["0", "1.5"] {
        project.refused(2, &["decide", "accept", "--above", wrong, "--yes"]);
    }
    project.refused(2, &["decide", "reject", "--above", "0.5"]);
}
