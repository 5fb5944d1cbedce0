//! What emic says of several coders and of saturation can be checked by hand.

use crate::support::{Project, corpora};
use serde_json::Value;

const TALK: &str = "Interviewer: How was it?\nF2: I was tired. Nobody helped me. I learned a lot. My mother called. من خسته بودم. 我很累。\n";

/// The code points of a piece of the talk, as the command line takes them.
fn place(piece: &str) -> String {
    let start = TALK[..TALK.find(piece).unwrap()].chars().count();
    format!("{start}-{}", start + piece.chars().count())
}

fn code(project: &Project, coder: &str, piece: &str, code: &str) {
    project.run(&["--coder", coder, "code", "F2", &place(piece), code, "--new"]);
}

fn near(value: &Value, wanted: f64) {
    let value = value["value"].as_f64().unwrap_or_else(|| panic!("{value}"));
    assert!((value - wanted).abs() < 1e-9, "{value}, wanted {wanted}");
}

/// Two coders, six sentences: both see tiredness in two, Sara in a third one.
fn two_coders() -> Project {
    let project = Project::with_transcript(TALK);
    for piece in ["I was tired.", "من خسته بودم."] {
        code(&project, "Mina", piece, "Tired");
        code(&project, "Sara", piece, "Tired");
    }
    code(&project, "Sara", "我很累。", "Tired");
    code(&project, "Mina", "My mother called.", "Support");
    project
}

#[test]
fn agreement_counts_what_both_left_out() {
    let project = two_coders();
    let found = project.json(&["agreement"]);
    assert_eq!(found["coders"], serde_json::json!(["Mina", "Sara"]));
    assert_eq!(found["units"], 6.0);
    let tired = &found["codes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["code"] == "Tired")
        .unwrap();
    assert_eq!(tired["given"], serde_json::json!([2.0, 3.0]));
    let agreement = &tired["agreement"];
    near(&agreement["percent"], 5.0 / 6.0);
    // Mina 2 of 6, Sara 3 of 6: by chance 1/3 · 1/2 + 2/3 · 1/2 = 1/2.
    near(&agreement["cohen"], (5.0 / 6.0 - 0.5) / 0.5);
    // Shares 5/12 and 7/12.
    let by_chance = (25.0 + 49.0) / 144.0;
    near(
        &agreement["fleiss"],
        (5.0 / 6.0 - by_chance) / (1.0 - by_chance),
    );
    near(&agreement["f1"], 4.0 / 5.0);
    near(&agreement["jaccard"], 2.0 / 3.0);
    let interval = agreement["krippendorff"]["interval"].as_array().unwrap();
    assert!(interval[0].as_f64() < interval[1].as_f64());
    // Overall: twelve decisions, two of them apart.
    near(&found["overall"]["percent"], 10.0 / 12.0);
    assert_eq!(project.json(&["agreement"]), found, "the same every time");
}

#[test]
fn characters_and_given_units_are_other_questions() {
    let project = two_coders();
    let characters = project.json(&["agreement", "--on", "characters"]);
    let talk = TALK
        .trim_end()
        .split("F2: ")
        .nth(1)
        .unwrap()
        .chars()
        .count() as f64;
    assert_eq!(characters["units"], talk);
    let apart = "我很累。".chars().count() as f64;
    let tired = &characters["codes"][0];
    assert_eq!(tired["code"], "Tired");
    near(&tired["agreement"]["percent"], (talk - apart) / talk);
    assert!(tired["unitizing"]["u"].as_f64().unwrap() > 0.5);
    // Four stretches bear a code of anybody; the others were nobody's unit.
    assert_eq!(project.json(&["agreement", "--on", "units"])["units"], 4.0);
}

#[test]
fn one_coder_or_an_unknown_one_is_refused() {
    let project = Project::with_transcript(TALK);
    code(&project, "Mina", "I was tired.", "Tired");
    let refused = project.refused(2, &["agreement"]);
    assert!(
        refused.contains("was coded by Mina") && refused.contains("two coders"),
        "{refused}"
    );
    let refused = project.refused(2, &["agreement", "--of", "Mina", "--of", "Zahra"]);
    assert!(
        refused.contains("no coder 'Zahra'") && refused.contains("Mina"),
        "{refused}"
    );
}

#[test]
fn saturation_tells_when_interviews_bring_nothing_new() {
    let project = Project::new();
    let mut lines = String::new();
    let codes: [&[&str]; 7] = [
        &["A", "B"],
        &["C"],
        &["D", "A"],
        &["E"],
        &["A"],
        &["B"],
        &["F"],
    ];
    for (number, codes) in (1..).zip(codes) {
        for code in codes {
            lines += &format!(
                "{{\"id\":\"{number}{code}\",\"doc\":\"I{number}\",\"text\":\"said {number} {code}\",\"codes\":[\"{code}\"]}}\n"
            );
        }
    }
    project.write("units.jsonl", lines);
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    let found = project.json(&["saturation"]);
    let all = &found["all"];
    assert_eq!(all["new"], serde_json::json!([2, 1, 1, 1, 0, 0, 1]));
    assert_eq!(all["saturation"]["base"], 5);
    assert_eq!(all["saturation"]["reached"], 6);
    let sentence = all["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("saturation was reached at interview 4") && sentence.contains("2020"),
        "{sentence}"
    );
    // In another order of collection the last interviews still bring something.
    let order: Vec<&str> = ["--order", "I5", "--order", "I6", "--order", "I1"].to_vec();
    let other = project.json(&[&["saturation"], order.as_slice()].concat());
    assert_eq!(other["all"]["interviews"][0], "I5");
    assert_eq!(other["all"]["saturation"]["reached"], Value::Null);
    let refused = project.refused(2, &["saturation", "--order", "I9"]);
    assert!(refused.contains("'I9'"), "{refused}");
}

#[test]
fn a_demo_study_has_its_curve() {
    let project = Project::new();
    let folder = corpora().join("clinical-empathy-challenges");
    project.run(&["import", folder.to_str().unwrap()]);
    let told = project.run(&["saturation"]);
    assert!(
        told.contains("By theme") && told.contains("Guest, Namey & Chen"),
        "{told}"
    );
    let refused = project.refused(2, &["saturation", "--by", "shoe size"]);
    assert!(
        refused.contains("shoe size") && refused.contains("there are:"),
        "{refused}"
    );
}

#[test]
fn a_coder_agrees_with_herself_on_what_she_saw_again() {
    let project = Project::with_transcript(TALK);
    for piece in ["I was tired.", "من خسته بودم.", "我很累。"] {
        code(&project, "Mina", piece, "Tired");
    }
    for piece in ["Nobody helped me.", "I learned a lot.", "My mother called."] {
        code(&project, "Mina", piece, "Support");
    }
    let refused = project.refused(2, &["recode"]);
    assert!(refused.contains("--sample 10%"), "{refused}");
    let sample = project.json(&["recode", "--sample", "100%"]);
    let units = sample["units"].as_array().unwrap();
    assert_eq!(
        (units.len(), sample["second"].as_str()),
        (6, Some("Mina (2nd)"))
    );
    assert_eq!(
        project.json(&["recode"])["units"],
        sample["units"],
        "the sample stays"
    );
    let shown = project.run(&["recode", "--all"]);
    assert!(
        !shown.contains("Tired") && !shown.contains("Support"),
        "blind: {shown}"
    );
    // All as before but one, and one without a code; the last is left.
    for unit in &units[..5] {
        let number = unit["number"].to_string();
        let text = unit["text"].as_str().unwrap();
        let was_tired = ["I was tired.", "من خسته بودم.", "我很累。"].contains(&text);
        let code = if was_tired { "Tired" } else { "Support" };
        project.run(&["recode", &number, code]);
    }
    project.run(&["recode", &units[0]["number"].to_string(), "--none"]);
    let left = project.json(&["recode"]);
    let done = left["units"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|u| u["done"] == true)
        .count();
    assert_eq!(done, 5);
    let found = project.json(&["agreement", "--of", "Mina", "--of", "Mina (2nd)"]);
    assert_eq!(
        (found["basis"].as_str(), found["units"].as_f64()),
        (Some("units"), Some(5.0))
    );
    // Ten decisions about five units and two codes, one of them another.
    near(&found["overall"]["percent"], 9.0 / 10.0);
    // The second pass is nobody else's judgement.
    let refused = project.refused(2, &["agreement"]);
    assert!(refused.contains("two coders"), "{refused}");
    let table = project.run(&["export", "quotes"]);
    assert_eq!(table.matches("I was tired.").count(), 1, "{table}");
    // The sample is work like other work: it goes with a copy, and can be taken back.
    std::fs::create_dir(project.path("out")).unwrap();
    project.run(&["copy", "out/copy.emic", "--for", "Sara"]);
    let copied = project.json(&["-p", "out/copy.emic", "--coder", "Mina", "recode"]);
    assert_eq!(
        copied["units"].as_array().map(Vec::len),
        left["units"].as_array().map(Vec::len)
    );
    let refused = project.refused(2, &["recode", "99", "Tired"]);
    assert!(refused.contains("no unit 99"), "{refused}");
    let refused = project.refused(2, &["recode", "--sample", "lots"]);
    assert!(refused.contains("write 10%"), "{refused}");
}

#[test]
fn drift_is_told_with_quotes_of_both_sides() {
    let project = Project::new();
    let mut lines = String::new();
    for interview in 1..=8 {
        for n in 0..3 {
            let told = match interview <= 4 {
                true => {
                    format!("The night shifts in the ward made me tired, shift after shift {n}")
                }
                false => format!("My salary does not pay the rent of the flat, money is short {n}"),
            };
            lines += &format!(
                "{{\"doc\":\"I{interview}\",\"text\":\"{told}\",\"codes\":[\"Strain\"]}}\n"
            );
            lines += &format!(
                "{{\"doc\":\"I{interview}\",\"text\":\"My colleagues help me whenever I ask {interview} {n}\",\"codes\":[\"Help\"]}}\n"
            );
        }
    }
    lines += "{\"doc\":\"I1\",\"text\":\"seldom said\",\"codes\":[\"Rare\"]}\n";
    project.write("units.jsonl", lines);
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    let found = project.json(&["drift"]);
    let codes = found["codes"].as_array().unwrap();
    assert_eq!(codes[0]["code"], "Strain");
    assert!(codes[0]["drift"]["p"].as_f64().unwrap() < 0.06, "{found}");
    assert!(codes[1]["drift"]["p"].as_f64().unwrap() > 0.06, "{found}");
    assert_eq!(found["too_few"], serde_json::json!(["Rare"]));
    assert!(
        codes[0]["late_quotes"][0]["text"]
            .as_str()
            .unwrap()
            .contains("salary"),
        "{found}"
    );
    let told = project.run(&["drift", "--code", "Strain"]);
    assert!(
        told.contains("night shifts") && told.contains("salary"),
        "{told}"
    );
    assert_eq!(project.json(&["drift"]), found, "the same every time");
    let refused = project.refused(2, &["drift", "--code", "Rare"]);
    assert!(refused.contains("too rare"), "{refused}");
}

/// Six participants who each say that they were tired, and one thing that only one of them says.
fn for_the_engine() -> Project {
    let project = Project::new();
    let mut lines = String::new();
    for participant in 0..6 {
        for (n, (text, code)) in [
            (
                "After the night shift I was exhausted and could hardly sleep.",
                "Tired",
            ),
            (
                "My friends taught each other and we learnt together.",
                "Peers",
            ),
            (
                "I could hardly sleep, exhausted after every shift.",
                "Tired",
            ),
        ]
        .iter()
        .enumerate()
        {
            lines.push_str(&format!(
                r#"{{"id": "p{participant}-{n}", "participant": "P{participant}", "text": "{text}", "codes": ["{code}"]}}"#
            ));
            lines.push('\n');
        }
    }
    lines.push_str(r#"{"id": "once", "participant": "P5", "text": "گرسنه بودم 😀 و غذا نبود", "codes": ["Hunger"]}"#);
    lines.push('\n');
    project.write("coded.jsonl", lines);
    project.run(&["import", "--study", "ward", "coded.jsonl"]);
    project
}

#[test]
fn the_engine_is_one_of_the_coders_and_never_judges_what_it_learnt_from() {
    let project = for_the_engine();
    let before = (
        project.run(&["history"]),
        project.json(&["status"])["studies"].clone(),
    );
    // One person is enough beside it.
    let told = project.refused(2, &["agreement"]);
    assert!(told.contains("agreement needs two coders"), "{told}");
    let found = project.json(&["agreement", "--engine", "--on", "units"]);
    assert_eq!(found["coders"][1], "emic (engine)");
    let engine = &found["engine"];
    assert_eq!(engine["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (engine["held_out_by"].as_str(), engine["folds"].as_u64()),
        (Some("participant"), Some(5))
    );
    assert!(!engine["model"].as_str().unwrap().is_empty());
    let code = |name: &str| {
        let codes = found["codes"].as_array().unwrap();
        codes
            .iter()
            .find(|c| c["code"] == name)
            .unwrap_or_else(|| panic!("{name}: {found}"))["given"]
            .clone()
    };
    // What others say, too, it knows; the only example of a code is none for itself.
    assert_eq!(code("Tired"), serde_json::json!([12.0, 12.0]));
    assert_eq!(code("Hunger"), serde_json::json!([1.0, 0.0]));
    // Kept nowhere: no coder, no coding, no event.
    assert_eq!(
        (
            project.run(&["history"]),
            project.json(&["status"])["studies"].clone()
        ),
        before
    );

    let told = project.run(&["agreement", "--engine", "--on", "units"]);
    assert!(
        told.contains("emic is the engine, version")
            && told.contains("every participant judged by what was learnt from others"),
        "{told}"
    );
    let differ = project.json(&["disagreements", "--engine"]);
    let hunger = differ["stretches"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["text"].as_str().unwrap().contains("گرسنه"));
    let sides = &hunger.unwrap()["sides"];
    assert_eq!(
        (sides[1]["coder"].as_str(), sides[1]["is_engine"].as_bool()),
        (Some("emic (engine)"), Some(true))
    );
    assert!(
        sides[1]["given"]
            .as_array()
            .unwrap()
            .iter()
            .all(|given| given["code"] != "Hunger")
    );
    // The same on any day.
    assert_eq!(
        project.json(&[
            "agreement",
            "--engine",
            "--on",
            "units",
            "--at",
            "2999-01-01"
        ])["overall"],
        found["overall"]
    );
}

#[test]
fn of_one_participant_what_lies_on_each_other_is_held_out_together() {
    let project = Project::with_transcript(TALK);
    // Two coders' units on nearly the same words, and nothing like them elsewhere: neither is known from the other.
    for (coder, piece) in [("Mina", "My mother called."), ("Sara", "mother called.")] {
        code(&project, coder, piece, "Q7");
        code(&project, coder, "I was tired.", "Tired");
        code(&project, coder, "我很累。", "Tired");
    }
    let found = project.json(&["disagreements", "--of", "Mina", "--engine"]);
    assert_eq!(found["engine"]["held_out_by"], "unit");
    let stretches = found["stretches"].as_array().unwrap();
    let own = stretches
        .iter()
        .find(|one| one["text"].as_str().unwrap().contains("mother"))
        .unwrap();
    assert_eq!(own["sides"][0]["given"][0]["code"], "Q7");
    assert!(
        own["sides"][1]["given"]
            .as_array()
            .unwrap()
            .iter()
            .all(|given| given["code"] != "Q7"),
        "{own}"
    );
    let alone = Project::with_transcript(TALK);
    code(&alone, "Mina", "I was tired.", "Tired");
    let told = alone.refused(2, &["disagreements", "--engine", "--of", "Nobody"]);
    assert!(told.contains("no coder 'Nobody'"), "{told}");
}
