//! What leaves the project has no attribute in it that is marked as identifying, whichever way it leaves.

use super::browser::Workbench;
use crate::support::Project;

/// The value that nobody else is to see, and one that everybody may.
const SECRET: &str = "بیمارستان مفید";
const OPEN: &str = "26";

/// Two studies of two participants each; where they work is marked as identifying.
fn marked() -> Project {
    let project = Project::new();
    for study in ["ward", "clinic"] {
        let mut lines = String::new();
        for (n, code) in ["Support", "Fear", "Support", "Fear"].iter().enumerate() {
            let line = serde_json::json!({
                "id": n.to_string(), "participant": format!("P{}", n % 2), "text": format!("we learned from peers {n} 😀"),
                "codes": [code], "attributes": { "age": OPEN, "محل کار": SECRET },
            });
            lines.push_str(&format!("{line}\n"));
        }
        project.write(&format!("{study}.jsonl"), lines);
        project.run(&["import", "--study", study, &format!("{study}.jsonl")]);
        project.run(&["participants", "--study", study, "--identifying", "محل کار"]);
    }
    project
}

#[test]
fn no_way_out_has_identifying_attributes_unless_they_are_asked_for() {
    let project = marked();
    std::fs::create_dir(project.path("out")).unwrap();
    let ways: Vec<Vec<&str>> = [
        "export units --format jsonl",
        "export units --format csv",
        "export codebook --study ward",
        "export participants --study ward",
        "export participants --study ward --format md",
        "export analysis --study ward",
        "export ladder --study ward",
        "export quotes --study ward --format jsonl",
        "export matrix",
        "export tables --study ward --format html",
        "export member-check --study ward --format md",
        "export --study ward -o out/ward.qdpx",
        "search peers --format csv",
        "search peers --format json",
        "search peers --json",
        "compare --format csv",
        "compare --format json",
        "compare --format html",
        "methods --study ward",
        "history --format csv",
        "history --format html",
        "history --decisions --study ward --json",
        "memo --book",
        "saturation --study ward --json",
        "agreement --study ward --engine --json",
    ]
    .iter()
    .map(|way| way.split(' ').collect())
    .collect();
    let mut open = 0;
    for way in &ways {
        let told = project.run(way);
        assert!(
            !told.contains(SECRET) && !told.contains("مفید"),
            "{way:?}: {told}"
        );
        open += usize::from(told.contains(OPEN));
    }
    assert!(open > 8, "what is not marked goes out: {open}");
    let mut archive =
        zip::ZipArchive::new(std::fs::File::open(project.path("out/ward.qdpx")).unwrap()).unwrap();
    for n in 0..archive.len() {
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_index(n).unwrap(), &mut text).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains("مفید"), "{n}");
    }
    for by in [
        "compare ward --by",
        "compare ward --format csv --by",
        "export matrix --study ward --by",
    ] {
        let words: Vec<&str> = by.split(' ').chain(["محل کار"]).collect();
        let done = project.emic(&words).output().unwrap();
        let told = String::from_utf8(done.stdout).unwrap();
        // On the screen one's own project is seen as it is.
        assert_eq!(
            told.contains("مفید"),
            by == "compare ward --by",
            "{by}: {told}"
        );
    }
    for asked in [
        "search peers --format csv",
        "export participants --study ward",
        "methods --study ward",
        "history --format csv",
    ] {
        let words: Vec<&str> = asked.split(' ').chain(["--with-identifying"]).collect();
        assert!(project.run(&words).contains("مفید"), "{asked}");
    }
}

#[test]
fn no_download_of_the_workbench_has_identifying_attributes() {
    let project = marked();
    let workbench = Workbench::of(&project);
    // Every address that hands out a file.
    let routes = include_str!("../../src/workbench/routes.rs");
    let of_files = [
        "/files/{name}",
        "/search/{name}",
        "/methods/{name}",
        "saturation.svg",
        "exchange/tables",
    ];
    let known: usize = of_files
        .iter()
        .map(|part| routes.matches(part).count())
        .sum();
    // Two of them give away whole projects, as `emic copy` and `emic pseudonyms` do: those have what the project has.
    assert_eq!(known, 7 + 2, "a new way out belongs into this test");
    let work = "%D9%85%D8%AD%D9%84%20%DA%A9%D8%A7%D8%B1";
    let mut places: Vec<String> = [
        "/search/quotes.csv?q=peers",
        "/search/quotes.json?q=peers",
        "/compare/files/themes.csv",
        "/compare/files/themes.json",
        "/compare/files/themes.svg",
        "/history/files/audit-trail.html",
        "/history/files/audit-trail.csv",
        "/study/1/methods/methods.html",
        "/study/1/methods/member-check.html",
        "/study/1/methods/memos.html",
        "/study/1/saturation.svg",
        "/exchange/files/units.jsonl",
        "/exchange/files/units.csv",
        "/exchange/files/participants.csv?study=1",
        "/exchange/tables?study=1&what=participants&format=html",
        "/exchange/tables?study=1&what=tables&format=html",
    ]
    .map(str::to_owned)
    .into();
    for by in [
        "/compare/files/themes.csv?study=1&by=",
        "/study/1/saturation.svg?by=",
    ] {
        places.push(format!("{by}{work}"));
    }
    let mut handed_out = 0;
    for place in &places {
        let answer = workbench.get(place);
        assert!(!answer.body.contains("مفید"), "{place}: {answer:?}");
        handed_out += usize::from(answer.status == 200);
        let is_refused = place.ends_with(work);
        assert_eq!(answer.status == 422, is_refused, "{place}: {answer:?}");
    }
    assert_eq!(
        handed_out,
        places.len() - 2,
        "the last two are told apart by what is marked"
    );
}
