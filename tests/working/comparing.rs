//! The comparison in the browser shows the numbers of `emic compare`, and the quotes behind each.

use super::browser::Workbench;
use crate::support::{Project, corpora};
use serde_json::Value;

const EVIL: &str = "<script>alert(1)</script>";

fn project() -> Project {
    let project = Project::new();
    let all = corpora();
    for study in [
        "clinical-education-resilience",
        "clinical-empathy-challenges",
    ] {
        project.run(&["import", all.join(study).to_str().unwrap()]);
    }
    project
}

/// The addresses behind the numbers of a page.
fn cells(page: &str) -> Vec<String> {
    let cells = page.split("<a href=\"/compare/quotes?").skip(1);
    cells
        .map(|cell| {
            let address = cell.split('"').next().unwrap().replace("&#38;", "&");
            format!("/compare/quotes?{address}")
        })
        .collect()
}

/// How many units the page of a number says there are.
fn units(page: &str) -> u64 {
    let told = page.split("<p class=\"soft\">").nth(1).unwrap();
    told.split(' ').next().unwrap().parse().unwrap()
}

fn matrix_units(found: &Value) -> Vec<u64> {
    let rows = found["matrix"]["rows"].as_array().unwrap();
    let cells = rows.iter().flat_map(|row| row["cells"].as_array().unwrap());
    let units = cells
        .filter(|c| !c.is_null())
        .map(|c| c["tally"]["units"].as_u64().unwrap());
    units.collect()
}

#[test]
fn the_numbers_are_those_of_the_command_line_and_each_leads_to_its_quotes() {
    let project = project();
    let workbench = Workbench::of(&project);
    for (address, args) in [
        ("view=themes", &[][..]),
        (
            "study=2&by=role&level=category",
            &[
                "clinical-empathy-challenges",
                "--by",
                "role",
                "--level",
                "category",
            ],
        ),
        (
            "by=age&coder=Researcher+1",
            &["--by", "age", "--coder-is", "Researcher 1"],
        ),
        (
            "level=all&merge=none&where=sex%3Dmale",
            &["--level", "all", "--merge", "none", "--where", "sex=male"],
        ),
    ] {
        let mut whole = vec!["compare", "--no-align"];
        whole.extend(args);
        let told = project.json(&whole);
        let file = workbench.get(&format!("/compare/files/themes.json?{address}"));
        assert_eq!(file.json(), told, "{address}");
        let page = workbench.get(&format!("/compare?{address}"));
        let wanted: Vec<u64> = matrix_units(&told).into_iter().filter(|n| *n > 0).collect();
        let svg = page
            .body
            .split("<svg ")
            .nth(1)
            .unwrap()
            .split("</svg>")
            .next()
            .unwrap();
        let links = cells(svg);
        assert_eq!(links.len(), wanted.len(), "{address}");
        for (link, n) in links.iter().zip(&wanted).step_by(7) {
            let quotes = workbench.get(link);
            assert_eq!(quotes.status, 200, "{link}");
            assert_eq!(units(&quotes.body), *n, "{link}");
            let shown = quotes.body.matches("<figure class=\"quote\">").count() as u64;
            assert_eq!(shown, (*n).min(40), "{link}");
        }
        whole.extend(["--format", "csv"]);
        let table = workbench.get(&format!("/compare/files/themes.csv?{address}"));
        assert_eq!(table.body.trim_end(), project.run(&whole).trim_end());
    }
}

#[test]
fn a_chart_is_a_picture_a_table_and_a_file() {
    let project = project();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/compare").body;
    for wanted in [
        "<svg ",
        "<table class=\"numbers\">",
        "data-png=\"/compare/files/themes.svg",
        "themes.csv",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    let svg = workbench.get("/compare/files/themes.svg?show=row");
    assert_eq!(svg.header("content-type"), Some("image/svg+xml"));
    assert!(
        svg.body.starts_with("<svg xmlns=") && svg.body.ends_with("</svg>"),
        "{}",
        svg.body
    );
    assert!(
        !svg.body.contains("href") && svg.body.contains(" %"),
        "{}",
        svg.body
    );
    for wrong in ["themes.exe", "alike.svg", "nothing.csv", "together.svg"] {
        let refused = workbench
            .get(&format!("/compare/files/{wrong}?model=none"))
            .status;
        assert!([404, 409].contains(&refused), "{wrong}: {refused}");
    }
    for wrong in [
        "/compare?where=age",
        "/compare?by=shoes",
        "/compare?level=floor",
    ] {
        let page = workbench.get(wrong);
        assert!(
            page.status == 200 && page.body.contains("role=\"alert\""),
            "{wrong}: {}",
            page.body
        );
    }
}

#[test]
fn codes_that_meet_are_counted_and_quoted() {
    let project = project();
    let workbench = Workbench::of(&project);
    let told = project.json(&["compare", "--no-align", "clinical-education-resilience"]);
    let pairs = told["cooccurrences"][0]["pairs"].as_array().unwrap();
    assert!(!pairs.is_empty());
    let page = workbench.get("/compare?view=together&study=1").body;
    let table = page.split("<table class=\"numbers\">").nth(1).unwrap();
    let links = cells(table);
    assert_eq!(links.len(), pairs.len());
    for (link, pair) in links.iter().zip(pairs) {
        let quotes = workbench.get(link);
        assert_eq!(Some(units(&quotes.body)), pair["units"].as_u64(), "{link}");
    }
}

#[test]
fn codes_that_are_alike_come_with_their_quotes_when_they_are_ready() {
    let project = project();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/compare?view=alike&model=none").body;
    assert!(
        page.contains("data-waiting=\"/compare/work?view=alike"),
        "{page}"
    );
    let is_done = |_: &u32| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        workbench.get("/compare/work?view=alike&model=none").json()["working"].is_null()
    };
    assert!((0..600).any(|n| is_done(&n)), "it never ended");
    let page = workbench.get("/compare?view=alike&model=none").body;
    let told = project.json(&["compare", "--align", "--model", "none"]);
    let pairs = told["alignments"][0]["pairs"].as_array().unwrap();
    assert!(!pairs.is_empty());
    assert_eq!(
        page.matches("<article class=\"pair\">").count(),
        pairs.len()
    );
    for pair in pairs {
        let score = format!("<b>{:.2}</b>", pair["score"].as_f64().unwrap());
        assert!(page.contains(&score), "{score}");
    }
    let quotes: usize = pairs
        .iter()
        .map(|p| {
            p["left_quotes"].as_array().unwrap().len() + p["right_quotes"].as_array().unwrap().len()
        })
        .sum();
    assert_eq!(page.matches("<figure class=\"quote\">").count(), quotes);
    let table = workbench
        .get("/compare/files/alike.csv?view=alike&model=none")
        .body;
    let cli = project.run(&[
        "compare", "--align", "--model", "none", "--format", "csv", "--table", "alike",
    ]);
    assert_eq!(table.trim_end(), cli.trim_end());
}

#[test]
fn every_script_is_compared_and_none_is_run() {
    let project = Project::new();
    for (study, text, code) in [
        (
            "بخش",
            "مصاحبه‌گر: چرا؟\n\nم۴: حجم کار زیاد بود.\n",
            "موانع > کار",
        ),
        (
            "病房",
            "访谈者：为什么？\n\n王：工作太多。\n",
            "障碍 > 工作",
        ),
        (
            EVIL,
            "Interviewer: Why?\n\nF2: <script>alert(1)</script> work.\n",
            "<b>Work</b",
        ),
    ] {
        project.write("T.txt", text);
        project.run(&["import", "--study", study, "T.txt"]);
        let quote = text
            .split(['\u{a}', ':', '：'])
            .rfind(|part| !part.trim().is_empty())
            .unwrap();
        project.run(&[
            "code",
            "T",
            "--study",
            study,
            "--quote",
            quote.trim(),
            code,
            "--new",
        ]);
    }
    let workbench = Workbench::of(&project);
    for place in [
        "/compare",
        "/compare?view=together",
        "/compare?by=%3Cscript%3E",
        "/compare/files/themes.svg",
    ] {
        let page = workbench.get(place);
        assert!(page.status == 200, "{place}");
        assert!(
            !page.body.contains("<script>alert") && !page.body.contains("<b>Work"),
            "{place}: {}",
            page.body
        );
    }
    let page = workbench.get("/compare").body;
    assert!(
        page.contains("direction=\"rtl\"") && page.contains("障碍") && page.contains("موانع"),
        "{page}"
    );
    for link in cells(page.split("</svg>").next().unwrap()) {
        let quotes = workbench.get(&link);
        assert_eq!(units(&quotes.body), 1, "{link}");
        assert!(!quotes.body.contains("<script>alert"), "{}", quotes.body);
    }
}
