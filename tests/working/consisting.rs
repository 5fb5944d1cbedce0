//! Whether a coder agrees with herself, in the browser: the same samples and figures as on the command line.

use super::browser::Workbench;
use crate::support::Project;
use std::time::Duration;

const TEXT: &str = "I: How was it?\nF2: I was tired 😀.\nI: And <i>then</i>?\nF2: می‌ترسیدم.\nI: And?\nF2: 我很累。 Help came late.\n";

fn coded() -> Project {
    let project = Project::with_transcript(TEXT);
    for (quote, code) in [
        ("I was tired", "Strain > Tired"),
        ("می‌ترسیدم", "Strain > ترس"),
        ("我很累", "Tired"),
        ("Help came late", "Help"),
    ] {
        project.run(&["code", "F2", "--quote", quote, code, "--new"]);
    }
    project
}

const PAGE: &str = "/study/1/consistency";

fn seen(workbench: &Workbench) -> String {
    workbench.get(PAGE).seen().to_string()
}

fn field(page: &str, name: &str) -> String {
    let value = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap();
    value.split('"').next().unwrap().to_owned()
}

#[test]
fn a_sample_is_coded_again_without_seeing_the_first_coding() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get(PAGE).body;
    assert!(page.contains("Draw the sample") && !page.contains("name=\"unit\""));
    let draw = |share: &str| {
        let now = seen(&workbench);
        let fields = [("seen", now.as_str()), ("share", share)];
        workbench
            .post("/study/1/consistency/sample", &fields)
            .status
    };
    for wrong in ["0", "101", "lots", ""] {
        assert_eq!(draw(wrong), 422, "{wrong}");
    }
    assert_eq!(draw("100"), 303);
    let sample = project.json(&["recode"]);
    let units = sample["units"].as_array().unwrap();
    assert_eq!(units.len(), 4);
    let page = workbench.get(PAGE).body;
    assert!(page.contains("0 of 4 coded again"), "{page}");
    let first = units[0]["text"].as_str().unwrap();
    assert!(
        page.contains(&format!("<blockquote dir=\"auto\">{first}")),
        "{page}"
    );
    let give = |codes: &[&str]| given(&workbench, codes);
    let now = seen(&workbench);
    let nothing = [("seen", now.as_str()), ("number", "1"), ("unit", "1")];
    assert_eq!(
        workbench
            .post("/study/1/consistency/recode", &nothing)
            .status,
        422
    );
    for n in 0..4 {
        assert!(
            !workbench.get(PAGE).body.contains("id=\"own\""),
            "{n}: not while it goes on"
        );
        assert_eq!(
            give(if n == 0 {
                &[]
            } else {
                &["Strain > Tired", "Help"]
            }),
            303
        );
    }
    assert_eq!(given_outside(&workbench), 409);
    assert_eq!(project.json(&["recode"])["units"][0]["done"], true);
    let page = workbench.get(PAGE).body;
    assert!(page.contains("All of the sample is coded again"), "{page}");
    let told = project.json(&["agreement", "--of", "Mina", "--of", "Mina (2nd)"]);
    let overall = &told["overall"];
    for name in ["krippendorff", "cohen", "f1"] {
        let value = overall[name]["value"].as_f64().unwrap();
        let cell = format!(
            "<td class=\"n\">{:.2}</td>",
            (value * 100.0).round() / 100.0 + 0.0
        );
        assert!(page.contains(&cell), "{name} {cell}: {page}");
    }
    assert!(page.contains("of=Mina&#38;of=Mina%20%282nd%29"), "{page}");
    // One can be gone back to, and is given anew.
    let page = workbench.get(&format!("{PAGE}?unit=1")).body;
    assert!(
        page.contains(&format!("<blockquote dir=\"auto\">{first}")),
        "{page}"
    );
    assert_eq!(workbench.get("/study/9/consistency").status, 404);
}

/// Gives codes, or none, to the unit that the page shows.
fn given(workbench: &Workbench, codes: &[&str]) -> u16 {
    let page = workbench.get(PAGE).body;
    let (now, number, unit) = (
        seen(workbench),
        field(&page, "number"),
        field(&page, "unit"),
    );
    let mut fields = vec![("seen", now.as_str()), ("number", &number), ("unit", &unit)];
    fields.extend(codes.iter().map(|code| ("code", *code)));
    if codes.is_empty() {
        fields.push(("none", "yes"));
    }
    workbench
        .post("/study/1/consistency/recode", &fields)
        .status
}

/// Gives a code to a unit that is not in the sample.
fn given_outside(workbench: &Workbench) -> u16 {
    let now = seen(workbench);
    let fields = [
        ("seen", now.as_str()),
        ("number", "9"),
        ("unit", "999"),
        ("code", "Help"),
    ];
    workbench
        .post("/study/1/consistency/recode", &fields)
        .status
}

#[test]
fn a_unit_that_another_window_coded_again_is_not_overwritten() {
    let project = coded();
    let workbench = Workbench::of(&project);
    project.run(&["recode", "--sample", "100%"]);
    let page = workbench.get(PAGE);
    let (number, unit) = (field(&page.body, "number"), field(&page.body, "unit"));
    project.run(&["recode", &number, "Help"]);
    let now = page.seen().to_string();
    let fields = [
        ("seen", now.as_str()),
        ("number", &number),
        ("unit", &unit),
        ("code", "ترس"),
    ];
    let refused = workbench.post("/study/1/consistency/recode", &fields);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body.contains("a second time"), "{}", refused.body);
}

/// A study in which people speak of one thing early and of another late.
fn drifting() -> Project {
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
            for (text, code) in [
                (told, "Strain"),
                (
                    format!("My <b>colleagues</b> help me {interview} {n}"),
                    "Help",
                ),
            ] {
                lines += &serde_json::json!({ "doc": format!("I{interview}"), "text": text, "codes": [code] }).to_string();
                lines.push('\n');
            }
        }
    }
    project.write("units.jsonl", lines);
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    project
}

#[test]
fn drift_has_the_figures_of_the_command_line() {
    let project = drifting();
    let told = project.json(&["drift"]);
    let workbench = Workbench::of(&project);
    assert!(
        !workbench.get(PAGE).body.contains("id=\"drifting\""),
        "only when asked for"
    );
    let done = workbench.post("/study/1/consistency/drift", &[("order", "")]);
    assert_eq!(done.status, 303, "{done:?}");
    let place = done
        .header("location")
        .unwrap()
        .split('#')
        .next()
        .unwrap()
        .to_owned();
    let shown = |place: &str| {
        for _ in 0..600 {
            let page = workbench.get(place).body;
            if !page.contains("data-waiting") {
                return page;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("it never ended");
    };
    let page = shown(&place);
    for code in told["codes"].as_array().unwrap() {
        let drift = &code["drift"];
        for value in [
            format!("{:.2}", drift["likeness"].as_f64().unwrap()),
            format!("{:.3}", drift["p"].as_f64().unwrap()),
        ] {
            assert!(
                page.contains(&format!("<td class=\"n\">{value}</td>")),
                "{value}: {page}"
            );
        }
    }
    assert!(
        page.contains("salary") && !page.contains("<b>colleagues"),
        "{page}"
    );
    let waiting = workbench.get("/study/1/consistency/drift").json();
    assert!(waiting["working"].is_null(), "{waiting}");
    // Another order is another question; one that cannot be answered says why.
    let order = [("order", "I8\n\n I7 \nnowhere")];
    let done = workbench.post("/study/1/consistency/drift", &order);
    let place = done
        .header("location")
        .unwrap()
        .split('#')
        .next()
        .unwrap()
        .to_owned();
    let page = shown(&place);
    assert!(
        page.contains("nowhere") && page.contains("could not be compared"),
        "{page}"
    );
}
