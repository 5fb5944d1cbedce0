//! The codebook is changed from the browser, and the project file says so.

use super::browser::Workbench;
use crate::support::{Project, corpora};
use serde_json::Value;

const EVIL: &str = "<script>alert(1)</script>\"'><img src=x>";

fn coded() -> Project {
    let project = Project::with_transcript(
        "Interviewer: Why?\n\nF2: I was tired and alone at night 😀.\n\nInterviewer: And?\n\nF2: 害怕 و تنها بودم.\n",
    );
    for (quote, code) in [
        ("tired", "Costs > Fatigue"),
        ("alone", "Costs > Loneliness"),
        ("害怕", "Costs > Loneliness"),
        ("و تنها بودم", "حمایت > تنهایی"),
    ] {
        project.run(&["code", "F2", "--quote", quote, code, "--new"]);
    }
    project
}

fn paths(project: &Project) -> Vec<String> {
    let codes = project.json(&["codebook"]);
    let path = |code: &Value| code["path"].as_str().unwrap().to_owned();
    codes.as_array().unwrap().iter().map(path).collect()
}

/// The identity of the code of this name on the page.
fn id(page: &str, name: &str) -> String {
    let link = page.split(&format!("\">{name}</a>")).next().unwrap();
    let row = link.rsplit("id=\"code-").next().unwrap();
    row.split('"').next().unwrap().to_owned()
}

/// Sends a form that is about the codebook as it is now.
fn sent(workbench: &Workbench, action: &str, fields: &[(&str, &str)]) -> u16 {
    let seen = workbench.get("/study/1/codebook").seen().to_string();
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    workbench
        .post(&format!("/study/1/codebook/{action}"), &all)
        .status
}

#[test]
fn the_tree_counts_what_the_command_line_counts() {
    let project = Project::new();
    let all = corpora();
    let study = all.join("clinical-empathy-challenges");
    project.run(&["import", study.to_str().unwrap()]);
    let page = Workbench::of(&project).get("/study/1/codebook").body;
    let codes = project.json(&["codebook"]);
    let codes = codes.as_array().unwrap();
    assert_eq!(page.matches("<tr id=\"code-").count(), codes.len());
    for (row, code) in page.split("<tr id=\"code-").skip(1).zip(codes) {
        let numbers: Vec<&str> = row
            .split("<td class=\"n\">")
            .skip(1)
            .map(|cell| {
                let cell = cell.split("</td>").next().unwrap();
                let cell = cell.split("</a>").next().unwrap();
                cell.rsplit('>').next().unwrap()
            })
            .collect();
        let wanted = [code["units"].to_string(), code["participants"].to_string()];
        assert_eq!(numbers, wanted, "{code}");
    }
}

#[test]
fn codes_are_added_named_moved_and_taken_back() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/codebook").body;
    let (costs, fatigue, alone) = (
        id(&page, "Costs"),
        id(&page, "Fatigue"),
        id(&page, "Loneliness"),
    );
    assert_eq!(
        sent(&workbench, "add", &[("name", "Gains"), ("level", "0")]),
        303
    );
    assert_eq!(
        sent(&workbench, "add", &[("name", "学习"), ("under", &costs)]),
        303
    );
    let fields = [
        ("code", fatigue.as_str()),
        ("name", "خستگی"),
        ("definition", EVIL),
        ("include", "نه"),
        ("exclude", "😀"),
        ("colour", "#1f77b4"),
    ];
    assert_eq!(sent(&workbench, "revise", &fields), 303);
    let fields = [
        ("code", alone.as_str()),
        ("under", &costs),
        ("before", &fatigue),
    ];
    assert_eq!(sent(&workbench, "move", &fields), 303);
    assert_eq!(
        paths(&project),
        [
            "Costs",
            "Costs > Loneliness",
            "Costs > خستگی",
            "Costs > 学习",
            "حمایت",
            "حمایت > تنهایی",
            "Gains"
        ]
        .map(str::to_owned)
    );
    let codes = project.json(&["codebook"]);
    assert_eq!(codes[2]["definition"], EVIL);
    assert_eq!(codes[2]["colour"], "#1f77b4");
    let page = workbench.get(&format!("/study/1/codebook/{fatigue}")).body;
    for raw in ["<script>alert", "<img"] {
        assert!(!page.contains(raw), "{page}");
    }
    assert!(page.contains("script&#62;alert(1)"), "{page}");
    // A place that is none, a name that is taken, and a colour that is none.
    assert_eq!(
        sent(&workbench, "move", &[("code", &costs), ("under", &alone)]),
        422
    );
    assert_eq!(
        sent(
            &workbench,
            "add",
            &[("name", "Loneliness"), ("under", &costs)]
        ),
        422
    );
    assert_eq!(
        sent(
            &workbench,
            "revise",
            &[("code", &costs), ("name", "Costs"), ("colour", "red")]
        ),
        422
    );
    project.run(&["undo"]);
    assert_eq!(paths(&project)[1], "Costs > خستگی");
}

#[test]
fn a_code_goes_with_its_codings_or_without_them() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/codebook").body;
    let (costs, fatigue, alone) = (
        id(&page, "Costs"),
        id(&page, "Fatigue"),
        id(&page, "Loneliness"),
    );
    let shown = workbench.get(&format!("/study/1/codebook/{alone}")).body;
    assert!(shown.contains("2 codings hang on it"), "{shown}");
    // While codings hang on it, it must be said what becomes of them; what is below it must go first.
    assert_eq!(sent(&workbench, "delete", &[("code", &alone)]), 422);
    assert_eq!(
        sent(&workbench, "delete", &[("code", &alone), ("fate", "move")]),
        422
    );
    assert_eq!(
        sent(
            &workbench,
            "delete",
            &[("code", &costs), ("fate", "remove")]
        ),
        422
    );
    assert_eq!(project.count("codings"), 4);
    let fields = [
        ("code", alone.as_str()),
        ("fate", "move"),
        ("into", &fatigue),
    ];
    assert_eq!(sent(&workbench, "delete", &fields), 303);
    assert_eq!(project.count("codings"), 4);
    assert_eq!(
        sent(
            &workbench,
            "delete",
            &[("code", &fatigue), ("fate", "remove")]
        ),
        303
    );
    assert_eq!(project.count("codings"), 1);
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), 4);
    // Merged into the code above, what is below goes one step up.
    let support = id(&page, "حمایت");
    assert_eq!(
        sent(&workbench, "merge", &[("code", &support), ("into", &costs)]),
        303
    );
    assert!(paths(&project).contains(&"Costs > تنهایی".to_owned()));
    assert_eq!(
        sent(&workbench, "merge", &[("code", &costs), ("into", &fatigue)]),
        422
    );
}

#[test]
fn a_code_is_split_quote_by_quote() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/codebook").body;
    let (costs, alone) = (id(&page, "Costs"), id(&page, "Loneliness"));
    let quotes = workbench
        .get(&format!("/study/1/codebook/{alone}/quotes"))
        .body;
    assert_eq!(
        quotes.matches("<figure class=\"quote\">").count(),
        2,
        "{quotes}"
    );
    assert!(
        quotes.contains("<span class=\"words\">害怕</span>"),
        "{quotes}"
    );
    assert!(
        quotes.contains("href=\"/study/1/read/1?at=") && quotes.contains("#line-7\""),
        "{quotes}"
    );
    let all = workbench
        .get(&format!("/study/1/codebook/{costs}/quotes"))
        .body;
    assert_eq!(all.matches("<figure class=\"quote\">").count(), 3, "{all}");
    assert_eq!(
        sent(&workbench, "split", &[("code", &alone), ("to", "恐惧")]),
        422
    );
    let fields = [("code", alone.as_str()), ("to", "恐惧"), ("chosen", "3")];
    assert_eq!(sent(&workbench, "split", &fields), 303);
    assert!(paths(&project).contains(&"Costs > 恐惧".to_owned()));
    assert_eq!(project.count("codings"), 4);
    let codes = project.json(&["codebook"]);
    let units = |name: &str| {
        let mut codes = codes.as_array().unwrap().iter();
        codes.find(|c| c["name"] == name).unwrap()["units"].clone()
    };
    assert_eq!((units("Loneliness"), units("恐惧")), (1.into(), 1.into()));
    // The code that the coding left has nothing to move any more.
    assert_eq!(sent(&workbench, "split", &fields), 422);
}

#[test]
fn a_page_that_is_behind_changes_nothing() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/codebook");
    let (seen, alone) = (page.seen().to_string(), id(&page.body, "Loneliness"));
    project.run(&["codebook", "rename", "Loneliness", "Isolation"]);
    project.run(&["code", "F2", "--quote", "at night", "Isolation"]);
    for (action, more) in [
        ("revise", ("name", "Alone")),
        ("delete", ("fate", "remove")),
        ("move", ("under", "")),
    ] {
        let fields = [("seen", seen.as_str()), ("code", &alone), more];
        let refused = workbench.post(&format!("/study/1/codebook/{action}"), &fields);
        assert_eq!(refused.status, 409, "{action}: {refused:?}");
        assert!(refused.body.contains("Isolation"), "{}", refused.body);
    }
    // A coding that came after the number was shown is not deleted unseen.
    let seen = workbench.get("/study/1/codebook").seen().to_string();
    project.run(&["code", "F2", "--quote", "I was", "Isolation"]);
    let fields = [
        ("seen", seen.as_str()),
        ("code", &alone),
        ("fate", "remove"),
    ];
    assert_eq!(
        workbench.post("/study/1/codebook/delete", &fields).status,
        409
    );
    assert_eq!(project.count("codings"), 6);
}

#[test]
fn a_study_names_its_levels() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let seen = workbench.get("/study/1/codebook").seen().to_string();
    let fields = [
        ("seen", seen.as_str()),
        ("name", "بخش"),
        ("title", EVIL),
        ("method", "Grounded theory"),
        (
            "levels",
            "selective code\r\n\r\n axial code \r\nopen code\r\n",
        ),
        ("language", "FA"),
    ];
    assert_eq!(workbench.post("/study/1/about", &fields).status, 303);
    let studies = project.json(&["studies"]);
    assert_eq!(
        studies[0]["levels"],
        serde_json::json!(["selective code", "axial code", "open code"])
    );
    assert_eq!(
        (&studies[0]["name"], &studies[0]["language"]),
        (&"بخش".into(), &"fa".into())
    );
    let page = workbench.get("/study/1/codebook").body;
    assert!(
        page.contains("axial code") && !page.contains("<img"),
        "{page}"
    );
    let none = [("seen", "99"), ("name", "بخش"), ("levels", " \n")];
    assert_eq!(workbench.post("/study/1/about", &none).status, 422);
}

#[test]
fn the_report_card_is_made_when_asked_for_and_says_what_evaluate_says() {
    let project = Project::new();
    let line = |n: usize| {
        let (text, code) = match n % 2 {
            0 => ("I was tired at night and slept badly", "Costs > Fatigue"),
            _ => ("my colleagues helped me and taught me", "Gains > Support"),
        };
        format!(
            "{{\"id\":\"{n}\",\"participant\":\"P{}\",\"text\":\"{text} {n}\",\"codes\":[\"{code}\"]}}\n",
            n % 6
        )
    };
    project.write("units.jsonl", (0..36).map(line).collect::<String>());
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/codebook").body;
    let fatigue = id(&page, "Fatigue");
    assert!(page.contains("action=\"/study/1/evaluation\""), "{page}");
    let place = format!("/study/1/codebook/{fatigue}");
    let begun = workbench.post(
        "/study/1/evaluation",
        &[("back", &place), ("model", "none")],
    );
    assert_eq!(begun.header("location"), Some(place.as_str()));
    let is_done = |_: &u32| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        workbench.get("/study/1/evaluation").json()["working"].is_null()
    };
    assert!((0..1200).any(|n| is_done(&n)), "it never ended");
    let page = workbench.get(&place).body;
    let told = project.json(&["evaluate", "--model", "none"]);
    let mut codes = told["codes"].as_array().unwrap().iter();
    let code = codes.find(|c| c["code"] == "Costs > Fatigue").unwrap();
    let f1 = format!("<td class=\"n\">{:.2}</td>", code["f1"].as_f64().unwrap());
    assert!(page.contains(&f1), "{f1}: {page}");
    assert!(page.contains("among the first three suggestions"), "{page}");
    // The next change makes it old, and that is said.
    project.run(&["memo", "--study", "ward", "note"]);
    let page = workbench.get(&place).body;
    assert!(
        page.contains(&f1) && page.contains("the project has changed since"),
        "{page}"
    );
}
