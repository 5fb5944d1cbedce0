//! Themes are compared across studies and across groups of participants, with the quotes.

use crate::support::{Project, corpora};
use emic::study::CoderKind;
use serde_json::Value;

const EMPATHY: &str = "clinical-empathy-challenges";
const RESILIENCE: &str = "clinical-education-resilience";

fn with_corpora() -> Project {
    let project = Project::new();
    project.run(&["import", corpora().to_str().unwrap()]);
    project
}

/// Two small studies; `name` of the first coded unit's code differs between them.
fn two_studies(first: &str) -> Project {
    let project = Project::new();
    let unit = |study: &str, id: usize, who: &str, text: &str, code: &str| {
        serde_json::json!({"id": format!("{study}{id}"), "study": study, "participant": who, "text": text, "codes": [code],
            "attributes": {"role": if id.is_multiple_of(2) { "intern" } else { "professor" }}})
        .to_string()
    };
    let lines = [
        unit("ward", 1, "F1", first, "Support > Peers"),
        unit(
            "ward",
            2,
            "F2",
            "my friends lent me their notes before the exam",
            "Support > Peers",
        ),
        unit(
            "ward",
            3,
            "F3",
            "no sleep, night after night, and the ward full",
            "Burden > Nights",
        ),
        unit(
            "office",
            1,
            "A",
            "friends at the next desk lent me their notes",
            "Support > Colleagues",
        ),
        unit(
            "office",
            2,
            "B",
            "the wage is gone by the tenth",
            "Money > Wages",
        ),
    ];
    project.write("units.jsonl", lines.join("\n"));
    project.run(&["import", "units.jsonl"]);
    project
}

fn row<'v>(matrix: &'v Value, label: &str) -> &'v Value {
    let rows = matrix["rows"].as_array().unwrap();
    let found = rows.iter().find(|row| row["label"] == label);
    found.unwrap_or_else(|| panic!("no row '{label}' in {matrix}"))
}

#[test]
fn four_studies_are_put_side_by_side() {
    let project = with_corpora();
    let found = project.json(&["compare"]);
    let matrix = &found["matrix"];
    assert_eq!(matrix["columns"].as_array().unwrap().len(), 4);
    let units: u64 = matrix["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["total"]["units"].as_u64().unwrap())
        .sum();
    assert_eq!(matrix["total"]["units"], units);
    assert_eq!(found["alignments"].as_array().unwrap().len(), 6);
    let pairs: Vec<&Value> = found["alignments"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|a| a["pairs"].as_array().unwrap())
        .collect();
    assert!(!pairs.is_empty());
    for pair in &pairs {
        assert!(pair["left_quotes"][0]["study"] != pair["right_quotes"][0]["study"]);
        assert!(pair["views"]["meaning"].is_number(), "{pair}");
    }
    assert!(
        pairs
            .iter()
            .any(|p| p["views"]["cross_coding"]["score"].is_number())
    );
    // Asked again, the same: vectors come from the project file now.
    assert_eq!(project.json(&["compare"]), found);

    let csv = project.run(&[
        "compare", "--format", "csv", "--table", "alike", "--model", "none",
    ]);
    assert_eq!(csv.matches("left_study").count(), 1);
    let text = project.run(&["compare", EMPATHY, RESILIENCE, "--level", "sub-category"]);
    assert!(text.contains(
        "What is alike in clinical-empathy-challenges and clinical-education-resilience"
    ));
}

#[test]
fn interns_are_compared_with_professors() {
    let project = with_corpora();
    let found = project.json(&["compare", EMPATHY, "--by", "role"]);
    let labels: Vec<&str> = found["matrix"]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["intern", "professor"]);
    assert_eq!(found["alignments"], serde_json::json!([]));
    let overt = row(&found["matrix"], "Overt challenges");
    for cell in overt["cells"].as_array().unwrap() {
        assert!(cell["tally"]["units"].as_u64().unwrap() > 0);
        assert!(cell["quotes"][0]["text"].as_str().unwrap().len() > 10);
    }
    let text = project.run(&["compare", EMPATHY, "--by", "role"]);
    assert!(text.contains("professor") && text.contains('“'), "{text}");

    let interns = project.json(&["compare", EMPATHY, "--by", "role", "--where", "role=intern"]);
    assert_eq!(interns["matrix"]["columns"].as_array().unwrap().len(), 1);
    let refused = project.refused(2, &["compare", EMPATHY]);
    assert!(refused.contains("--by role"), "{refused}");
}

#[test]
fn a_comparison_goes_out_as_table_csv_json_and_page() {
    let project = two_studies("<script>alert('F1')</script> my friends explained it");
    let text = project.run(&["compare"]);
    assert!(
        text.contains("Peers (2 units)") && text.contains("Colleagues (1 unit)"),
        "{text}"
    );

    project.run(&["compare", "-o", "matrix.csv"]);
    let csv = std::fs::read_to_string(project.path("matrix.csv")).unwrap();
    let support = csv.lines().filter(|line| line.contains(",Support,"));
    assert_eq!(support.count(), 2, "{csv}");

    project.run(&["compare", "--html", "page.html"]);
    let page = std::fs::read_to_string(project.path("page.html")).unwrap();
    assert!(page.contains("&lt;script&gt;alert"));
    assert!(!page.contains("<script"));
    assert!(!page.contains("http://") && !page.contains("https://"));
    let refused = project.refused(3, &["compare", "--html", "page.html"]);
    assert!(refused.contains("--overwrite"), "{refused}");
    project.run(&["compare", "--html", "page.html", "--overwrite"]);
    assert_eq!(
        std::fs::read_to_string(project.path("page.html")).unwrap(),
        page
    );

    let meeting = project.run(&["compare", "--format", "csv", "--table", "meeting"]);
    assert_eq!(meeting, "study,first,second,units,jaccard\n");
}

#[test]
fn themes_of_one_name_are_one_row_unless_told_otherwise() {
    let project = two_studies("my friends explained the rounds");
    let found = project.json(&["compare"]);
    let support = row(&found["matrix"], "Support");
    assert_eq!(support["studies"], serde_json::json!(["ward", "office"]));
    assert_eq!(support["total"]["units"], 3);
    let rows = |merge: &str| {
        let found = project.json(&["compare", "--merge", merge]);
        found["matrix"]["rows"].as_array().unwrap().len()
    };
    assert_eq!((rows("name"), rows("none")), (3, 4));
    assert!(rows("alike") <= 3);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let project = Project::new();
    assert!(project.refused(2, &["compare"]).contains("import"));

    let project = two_studies("😀 کم، 工资");
    project.write("silent.txt", "Interviewer: Well?\nF9: Nothing to say.");
    project.run(&["import", "--study", "silent", "silent.txt"]);
    let done = project
        .emic(&["compare", "--model", "none"])
        .assert()
        .success();
    let told = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(told.contains("'silent' has no codebook yet"), "{told}");
    for (args, remedy) in [
        (&["compare", "nowhere"][..], "ward"),
        (&["compare", "--level", "colour"], "there are"),
        (&["compare", "--by", "colour"], "role"),
        (&["compare", "--where", "colour=red"], "role"),
        (&["compare", "--coder-is", "Nobody"], "there is no coder"),
        (
            &[
                "compare", "ward", "--by", "role", "--format", "csv", "--table", "alike",
            ],
            "two studies",
        ),
        (&["compare", "ward", "ward"], "--by role"),
    ] {
        let refused = project.refused(2, args);
        assert!(refused.contains(remedy), "{refused}");
    }
}

#[test]
fn machines_codings_do_not_count() {
    let project = two_studies("my friends explained the rounds");
    let before = project.json(&["compare"]);
    let mut store = emic::store::Store::open(project.path("p.emic")).unwrap();
    let ward = store.study_named("ward").unwrap().unwrap();
    let code = store.codebook(ward.id).unwrap().find("Nights")[0].id;
    let unit = store.units_of_study(ward.id).unwrap()[0].id;
    store
        .change(None, "auto", |edit| {
            let machine = edit.add_coder("emic auto", CoderKind::Machine)?;
            edit.add_coding(unit, code, machine, emic::study::Origin::Machine)
        })
        .unwrap();
    drop(store);
    assert_eq!(project.json(&["compare"])["matrix"], before["matrix"]);
}
