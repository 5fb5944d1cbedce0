//! Search from the browser says what `emic search` says, and codes what was found.

use super::browser::{Answer, Workbench};
use crate::support::{Project, corpora};

const EVIL: &str = "<script>alert(1)</script>";

fn project() -> Project {
    let project = Project::new();
    for (study, language, text) in [
        (
            "ward",
            "en",
            "Interviewer: Why?\n\nF2: I learned at night. Then <script>alert(1)</script> came.\n\nF2: We were learning from colleagues.\n",
        ),
        (
            "بخش",
            "fa",
            "مصاحبه‌گر: چرا؟\n\nم۴: شب‌ها از رزیدنت‌ها یاد گرفتم که حرف بزنم.\n",
        ),
        (
            "病房",
            "zh",
            "访谈者：为什么？\n\n王：我晚上自己学习怎么沟通。\n",
        ),
    ] {
        project.write("T.txt", text);
        project.run(&["import", "--study", study, "--language", language, "T.txt"]);
    }
    project
}

fn quotes(page: &Answer) -> usize {
    page.body.matches("<figure class=\"quote\">").count()
}

/// The values of the boxes that choose a quote.
fn boxes(page: &Answer) -> Vec<String> {
    let boxes = page.body.split("name=\"chosen\" value=\"").skip(1);
    boxes
        .map(|b| b.split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn words_are_found_in_every_script_marked_and_in_context() {
    let project = project();
    let workbench = Workbench::of(&project);
    for (query, study, word) in [
        ("learning", "ward", "learned"),
        ("%D8%B4%D8%A8", "بخش", "شب"),
        ("%E5%AD%A6%E4%B9%A0", "病房", "学习"),
    ] {
        let page = workbench.get(&format!("/search?q={query}"));
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains(&format!("<mark class=\"hit\">{word}")),
            "{query}: {}",
            page.body
        );
        assert!(
            page.body
                .contains(&format!("<bdi class=\"of\">{study}</bdi>")),
            "{}",
            page.body
        );
        assert!(page.body.contains("#line-3\""), "{}", page.body);
    }
    let page = workbench.get("/search?q=night");
    assert!(
        !page.body.contains(EVIL) && page.body.contains("script&#62;alert"),
        "{}",
        page.body
    );
}

#[test]
fn the_page_and_its_files_say_what_the_command_line_says() {
    let project = Project::new();
    let all = corpora();
    for study in ["clinical-empathy-challenges", "intern-career-resilience"] {
        project.run(&["import", all.join(study).to_str().unwrap()]);
    }
    let workbench = Workbench::of(&project);
    let two = "clinical-empathy-challenges";
    for (address, args) in [
        ("q=patient", &["patient"][..]),
        ("q=fear+OR+shame", &["fear OR shame"]),
        ("study=1&q=professor*", &["professor*", "--study", two]),
        (
            "code=Patients%27+distrust&coded=yes",
            &["--code", "Patients' distrust", "--coded"],
        ),
        (
            "coded=no&language=en&q=hospital",
            &["hospital", "--uncoded", "--language", "en"],
        ),
    ] {
        let told = project.json(&[&["search"][..], args].concat());
        let page = workbench.get(&format!("/search?{address}"));
        let total = told["total"].as_u64().unwrap();
        assert!(total > 0, "{address}");
        assert!(
            page.body.contains(&format!("<b>{total} quote")),
            "{address} {total}: {}",
            page.body
        );
        let file = workbench.get(&format!("/search/quotes.json?{address}"));
        let mut whole = vec!["search", "--all"];
        whole.extend(args);
        assert_eq!(file.json(), project.json(&whole), "{address}");
        assert!(
            file.header("content-disposition")
                .unwrap()
                .contains("quotes.json")
        );
        let table = workbench.get(&format!("/search/quotes.csv?{address}"));
        whole.extend(["--format", "csv"]);
        assert_eq!(
            table.body.trim_end(),
            project.run(&whole).trim_end(),
            "{address}"
        );
    }
    // Page by page everything is shown once.
    let first = workbench.get("/search?q=patient");
    let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    let second = workbench.get(&next);
    assert_eq!(quotes(&first), 25);
    assert!(quotes(&second) > 0);
    assert!(boxes(&second).iter().all(|b| !boxes(&first).contains(b)));
}

#[test]
fn a_filter_that_is_wrong_is_told_and_the_form_stays() {
    let workbench_project = project();
    let workbench = Workbench::of(&workbench_project);
    for (address, told) in [
        ("code=Nothing", "there is no code"),
        ("where=age", "is no condition"),
        ("participant=X9", "there is no participant"),
        ("q=night&where=role%3Dintern", "there is no attribute"),
    ] {
        let page = workbench.get(&format!("/search?{address}"));
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("role=\"alert\"") && page.body.contains(told),
            "{}",
            page.body
        );
    }
    let page = workbench.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E&code=%3Cscript%3E");
    assert!(
        !page.body.contains(EVIL) && !page.body.contains("value=\"<script>"),
        "{}",
        page.body
    );
    assert_eq!(workbench.get("/search/passwords.txt?q=a").status, 404);
}

#[test]
fn what_was_found_is_coded_as_one_change() {
    let project = project();
    project.run(&["codebook", "add", "Growth > Learning", "--study", "ward"]);
    project.run(&["codebook", "add", "رشد > Learning", "--study", "بخش"]);
    let workbench = Workbench::of(&project);
    let page = workbench.get("/search?q=learning+OR+%D8%B4%D8%A8");
    let chosen = boxes(&page);
    assert_eq!(chosen.len(), 3, "{}", page.body);
    let seen = page.seen().to_string();
    let mut fields = vec![
        ("seen", seen.as_str()),
        ("code", "Learning"),
        ("back", "/search?q=x"),
    ];
    fields.extend(chosen.iter().map(|c| ("chosen", c.as_str())));
    let done = workbench.post("/search/code", &fields);
    assert!(
        done.header("location")
            .unwrap()
            .starts_with("/search?q=x&done="),
        "{done:?}"
    );
    assert_eq!(project.count("codings"), 3);
    let page = workbench.get(done.header("location").unwrap());
    assert!(
        page.body.contains("coded 3 quotes as Learning"),
        "{}",
        page.body
    );
    // Again changes nothing; one undo takes all of it back.
    workbench.post("/search/code", &fields);
    assert_eq!(project.count("codings"), 3);
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), 0);
    // A code that a study does not have is refused, or added where that is asked for.
    let chinese = boxes(&workbench.get("/search?q=%E5%AD%A6%E4%B9%A0"));
    let mut fields = vec![
        ("seen", seen.as_str()),
        ("code", "学习"),
        ("chosen", &chinese[0]),
    ];
    let refused = workbench.post("/search/code", &fields);
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("there is no code"),
        "{}",
        refused.body
    );
    fields.push(("new", "yes"));
    assert_eq!(workbench.post("/search/code", &fields).status, 303);
    let codes = project.json(&["codebook", "--study", "病房"]);
    assert_eq!(
        (&codes[0]["path"], &codes[0]["units"]),
        (&"学习".into(), &1.into())
    );
    for chosen in ["9:0-4", "1:0-99999", "1:x", "1:5-2"] {
        let fields = [("seen", "0"), ("code", "Learning"), ("chosen", chosen)];
        assert_eq!(
            workbench.post("/search/code", &fields).status,
            422,
            "{chosen}"
        );
    }
}
