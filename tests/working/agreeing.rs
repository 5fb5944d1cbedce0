//! Agreement in the browser: the table, where coders differ, what is settled.

use super::browser::Workbench;
use crate::support::Project;

const TEXT: &str =
    "I: What helped?\nF2: We learned from each other 😀.\nF2: می‌ترسیدم و تنها بودم. 我害怕。\n";

fn coded() -> Project {
    let project = Project::with_transcript(TEXT);
    for (coder, quote, code) in [
        ("Mina", "We learned from each other", "Peers"),
        ("Sara", "We learned from each other", "Peers"),
        ("Mina", "می‌ترسیدم و تنها بودم", "ترس"),
        ("Sara", "تنها بودم", "<تنهایی"),
    ] {
        project.run(&[
            "--coder", coder, "code", "F2", "--quote", quote, code, "--new",
        ]);
    }
    project
}

#[test]
fn what_coders_gave_stands_side_by_side_with_the_table_of_the_command_line() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/agreement").body;
    assert!(
        page.contains("1 stretches alike, 1 to settle, 0 settled"),
        "{page}"
    );
    assert!(page.contains("As Sara") && page.contains("As Mina") && page.contains("ترس"));
    assert!(!page.contains("<تنهایی"), "what was typed is escaped");
    assert!(
        !page.contains("id=\"agreement\""),
        "coefficients only when asked for"
    );
    let page = workbench
        .get("/study/1/agreement?of=Mina&of=Sara&on=units")
        .body;
    let alpha = &project.json(&["agreement", "--on", "units"])["overall"]["krippendorff"]["value"];
    let alpha = format!("<td class=\"n\">{:.2}</td>", alpha.as_f64().unwrap());
    assert!(
        page.contains("id=\"agreement\"") && page.contains(&alpha),
        "{alpha}"
    );
    let some = workbench.get("/study/1/agreement?gave=Peers").body;
    let told = project.json(&["disagreements", "--code", "Peers"]);
    assert_eq!(
        some.matches("class=\"stretch\"").count(),
        told["stretches"].as_array().unwrap().len()
    );
    let unknown = workbench.get("/study/1/agreement?gave=nothing").body;
    assert!(unknown.contains("see the page Codebook"), "{unknown}");
    let alone = workbench.get("/study/1/agreement?of=Mina").body;
    assert!(alone.contains("agreement needs two coders"), "{alone}");
}

#[test]
fn a_disagreement_is_talked_about_settled_and_opened_again() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let stretch = &project.json(&["disagreements"])["stretches"][0];
    let (start, end) = (stretch["start"].to_string(), stretch["end"].to_string());
    let sent = |action: &str, fields: &[(&str, &str)]| {
        let seen = workbench.get("/study/1/agreement").seen().to_string();
        let all = [
            &[
                ("seen", seen.as_str()),
                ("start", &start),
                ("end", &end),
                ("back", "/study/1/agreement"),
            ],
            fields,
        ]
        .concat();
        workbench
            .post(&format!("/study/1/agreement/1/{action}"), &all)
            .status
    };
    let at = format!("{start}-{end}");
    assert_eq!(
        sent("memo", &[("at", &at), ("memo", "ترس یا تنهایی؟ 😀")]),
        303
    );
    assert!(project.run(&["memo"]).contains("ترس یا تنهایی؟ 😀"));
    let before = workbench.get("/study/1/agreement").seen().to_string();
    assert_eq!(
        sent("settle", &[("as", "Sara"), ("why", "see the definition")]),
        303
    );
    let found = project.json(&["disagreements", "--settled"]);
    assert_eq!(found["stretches"][0]["consensus"][0], "<تنهایی");
    assert!(
        workbench
            .get("/study/1/agreement")
            .body
            .contains("Nothing is left to settle")
    );
    let page = workbench.get("/study/1/agreement?settled=yes").body;
    assert!(page.contains("see the definition") && page.contains("Open again"));
    let fields = [
        ("seen", before.as_str()),
        ("start", &start),
        ("end", &end),
        ("as", "Mina"),
    ];
    let stale = workbench.post("/study/1/agreement/1/settle", &fields);
    assert_eq!(stale.status, 409, "what was settled is not overwritten");
    assert_eq!(sent("settle", &[("reopen", "yes")]), 303);
    assert_eq!(sent("settle", &[("as", "*"), ("all", "Mina\nSara\n")]), 303);
    let found = project.json(&["disagreements", "--settled"]);
    assert_eq!(
        found["stretches"][0]["consensus"].as_array().unwrap().len(),
        2
    );
    assert_eq!(sent("settle", &[("code", "Peers")]), 303);
    assert_eq!(sent("settle", &[("code", "unknown")]), 422);
    assert_eq!(sent("settle", &[("nothing", "yes")]), 303);
    let found = project.json(&["disagreements", "--settled"]);
    assert!(
        found["stretches"][0]["consensus"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        project.count("codings"),
        4,
        "everyone's own codings are as they were"
    );
}

#[test]
fn the_engine_takes_part_with_the_figures_of_the_command_line() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let at = "/study/1/agreement?of=Mina&of=Sara&on=units&engine=yes";
    let mut page = workbench.get(at).body;
    for _ in 0..600 {
        if !page.contains("data-waiting") {
            break;
        }
        let waiting = workbench
            .get("/study/1/agreement/engine?of=Mina&of=Sara&on=units&engine=yes")
            .body;
        assert!(waiting.contains("working"), "{waiting}");
        std::thread::sleep(std::time::Duration::from_millis(100));
        page = workbench.get(at).body;
    }
    assert!(page.contains("emic is the engine, version"), "{page}");
    let found = project.json(&[
        "agreement",
        "--of",
        "Mina",
        "--of",
        "Sara",
        "--engine",
        "--on",
        "units",
    ]);
    assert_eq!(found["coders"][2], "emic (engine)");
    let percent = found["overall"]["percent"]["value"].as_f64().unwrap();
    assert!(
        page.contains(&format!("<td class=\"n\">{:.0} %</td>", percent * 100.0)),
        "{percent} {page}"
    );
    assert!(
        !page.contains("value=\"emic\""),
        "it is no coder whose coding can be taken over"
    );
    // What it gave is agreed on by its codes.
    let stretch = &found_stretches(&project)[0];
    let (start, end) = (stretch["start"].to_string(), stretch["end"].to_string());
    let seen = workbench.get("/study/1/agreement").seen().to_string();
    let fields = [
        ("seen", seen.as_str()),
        ("start", &start),
        ("end", &end),
        ("codes", "Peers\r\nترس"),
        ("back", "/"),
    ];
    assert_eq!(
        workbench
            .post("/study/1/agreement/1/settle", &fields)
            .status,
        303
    );
    let settled = project.json(&["disagreements", "--settled"]);
    assert_eq!(
        settled["stretches"][0]["consensus"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

fn found_stretches(project: &Project) -> Vec<serde_json::Value> {
    project.json(&["disagreements"])["stretches"]
        .as_array()
        .unwrap()
        .clone()
}
