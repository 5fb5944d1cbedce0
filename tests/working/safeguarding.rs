//! Backups, the check, identifying attributes and pseudonyms, in the browser: the same as on the command line.

use super::browser::Workbench;
use crate::support::Project;
use emic::store::Store;

const TALK: &str = "Interviewer: Where do you work?
Sara: With Dr. Ahmadi at Mofid Hospital 😀. His number is 0912 345 6789.
Sara: آقای دکتر کاظمي گفت که نروید. 我找了王医生。 <b>Brown</b>, Mrs Brown.
";

fn project() -> Project {
    let project = Project::with_transcript(TALK);
    project.run(&[
        "code",
        "F2",
        "--quote",
        "With Dr. Ahmadi at Mofid Hospital",
        "Work",
        "--new",
    ]);
    project
}

fn seen(workbench: &Workbench) -> String {
    workbench.get("/safety").seen().to_string()
}

#[test]
fn a_backup_is_made_listed_and_taken_away() {
    let project = project();
    let workbench = Workbench::of(&project);
    assert!(workbench.get("/safety").body.contains("There is none yet"));
    let now = seen(&workbench);
    let done = workbench.post("/safety/backup", &[("seen", &now), ("keep", "yes")]);
    assert_eq!(done.status, 303, "{done:?}");
    let told = project.json(&["backup"]);
    let name = told[0]["backup"].as_str().unwrap();
    assert!(name.ends_with("-kept"), "{told}");
    let page = workbench.get(done.header("location").unwrap()).body;
    assert!(
        page.contains(&format!("{name} is the same as the project")),
        "{page}"
    );
    assert!(
        page.contains(&format!("/safety/backups/{name}/back")),
        "{page}"
    );
    let file = workbench.get(&format!("/safety/backups/{name}"));
    project.write("elsewhere/copy.emic", &file.bytes);
    let copy = Store::open(project.path("elsewhere/copy.emic")).unwrap();
    assert!(copy.check().unwrap().is_empty());
    for other in ["nothing", "..%2Fp", "%2e%2e%2fp.emic"] {
        assert_eq!(
            workbench.get(&format!("/safety/backups/{other}")).status,
            404,
            "{other}"
        );
    }
    assert!(
        project
            .json(&["history"])
            .to_string()
            .matches("backup")
            .count()
            == 0
    );
}

#[test]
fn the_file_is_checked_and_what_is_left_over_is_removed() {
    let project = project();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/safety?check=yes").body;
    assert!(
        page.contains("p.emic is sound") && !page.contains("Mend it"),
        "{page}"
    );
    // What an interrupted encryption leaves.
    project.write("p.emic.rewriting", "half of it");
    let page = workbench.get("/safety?check=yes").body;
    assert!(
        page.contains("1 fault") && page.contains("Mend it"),
        "{page}"
    );
    let told = project.emic(&["check"]).assert().failure();
    let said = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    assert!(
        page.contains(said.lines().next().unwrap()),
        "{said}: {page}"
    );
    let now = seen(&workbench);
    let done = workbench.post("/safety/repair", &[("seen", &now)]);
    assert_eq!(done.status, 303, "{done:?}");
    let page = workbench.get(done.header("location").unwrap()).body;
    assert!(
        page.contains("1 fault was mended") && page.contains("is sound"),
        "{page}"
    );
    assert!(!project.path("p.emic.rewriting").exists());
    assert_eq!(project.count("codings"), 1);
}

#[test]
fn identifying_attributes_are_marked_and_a_stale_page_takes_no_mark_away() {
    let project = project();
    project.write(
        "people.csv",
        "participant,age,hospital\nSara,34,Mofid\nF9,51,\n",
    );
    project.run(&["import", "--study", "ward", "people.csv"]);
    let workbench = Workbench::of(&project);
    let page = workbench.get("/safety");
    assert!(page.body.contains("value=\"hospital\""), "{}", page.body);
    let mark = |now: &str, names: &[&str]| {
        let mut fields = vec![("seen", now)];
        fields.extend(names.iter().map(|name| ("attribute", *name)));
        workbench.post("/study/1/identifying", &fields).status
    };
    let marked = || project.json(&["participants"])[0]["identifying"].clone();
    let now = page.seen().to_string();
    assert_eq!(mark(&now, &["hospital", "age"]), 303);
    assert_eq!(marked(), serde_json::json!(["age", "hospital"]));
    assert_eq!(mark(&now, &[]), 409, "the page did not know of the marks");
    assert_eq!(mark(&seen(&workbench), &["hospital"]), 303);
    assert_eq!(marked(), serde_json::json!(["hospital"]));
    assert!(!project.run(&["export"]).contains("Mofid\"}"));
    let before = project.json(&["history"]);
    assert_eq!(mark(&seen(&workbench), &["hospital"]), 303);
    assert_eq!(
        project.json(&["history"]),
        before,
        "nothing to change is no change"
    );
    assert_eq!(mark(&seen(&workbench), &["unknown"]), 422);
    project.run(&["undo"]);
    assert_eq!(marked(), serde_json::json!(["age", "hospital"]));
}

fn field(page: &str, name: &str) -> String {
    let value = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap();
    value.split('"').next().unwrap().to_owned()
}

/// Finds the words on the page, which are those of the command line; the list as a form that takes what is proposed.
fn found(project: &Project, workbench: &Workbench) -> Vec<(String, String)> {
    let known = "Sara, Nasrin\nnobody of this name";
    assert_eq!(
        workbench
            .post("/safety/pseudonyms/find", &[("known", known)])
            .status,
        303
    );
    project.write("names.txt", known);
    let told = project.json(&["pseudonyms", "find", "--known", "names.txt"]);
    let rows = told.as_array().unwrap();
    project.run(&[
        "pseudonyms",
        "find",
        "--known",
        "names.txt",
        "-o",
        "list.csv",
    ]);
    let list = std::fs::read(project.path("list.csv")).unwrap();
    assert_eq!(workbench.get("/safety/pseudonyms/list").bytes, list);
    let page = workbench.get("/safety/pseudonyms").body;
    assert!(page.contains(&format!("{} words", rows.len())), "{page}");
    assert!(!page.contains("<b>Brown"), "what was said is escaped");
    for (n, row) in rows.iter().enumerate() {
        let pseudonym = row["pseudonym"].as_str().unwrap();
        assert!(
            page.contains(&format!("name=\"pseudonym-{n}\" value=\"{pseudonym}\"")),
            "{row}"
        );
        let is_checked = page.contains(&format!(
            "name=\"replace-{n}\" value=\"yes\" aria-label=\"Replace {}\" checked",
            row["found"].as_str().unwrap()
        ));
        assert_eq!(is_checked, row["replace"] == true, "{row}");
    }
    let mut fields = vec![
        ("list".to_owned(), field(&page, "list")),
        ("key".to_owned(), "none".to_owned()),
        ("name".to_owned(), "../ward copy".to_owned()),
    ];
    // One pseudonym that is better.
    let ahmadi = rows
        .iter()
        .position(|row| row["found"] == "Ahmadi")
        .unwrap();
    fields.push((format!("pseudonym-{ahmadi}"), "[دکتر 😀]".to_owned()));
    for (n, _) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row["replace"] == true)
    {
        fields.push((format!("replace-{n}"), "yes".to_owned()));
    }
    fields
}

#[test]
fn words_are_found_reviewed_and_replaced_in_a_copy() {
    let project = project();
    let workbench = Workbench::of(&project);
    let mut fields = found(&project, &workbench);
    let apply = |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        workbench.post("/safety/pseudonyms/apply", &fields)
    };
    let before = project.json(&["history"]);
    let done = apply(&fields);
    assert_eq!(done.status, 303, "{}", done.body);
    let page = workbench.get(done.header("location").unwrap()).body;
    assert!(
        page.contains("/safety/pseudonyms/files/ward%20copy.emic\""),
        "{page}"
    );
    assert_eq!(
        project.json(&["history"]),
        before,
        "the project stays as it is"
    );
    let copy = workbench.get("/safety/pseudonyms/files/ward%20copy.emic");
    assert_eq!(copy.status, 200);
    project.write("out/copy.emic", &copy.bytes);
    let text = project.run(&["-p", "out/copy.emic", "show", "F2"]);
    assert!(
        text.contains("[دکتر 😀]") && text.contains("Nasrin"),
        "{text}"
    );
    for gone in ["Ahmadi", "Mofid", "0912", "Sara"] {
        assert!(!text.contains(gone), "{gone}: {text}");
        let is_in = copy
            .bytes
            .windows(gone.len())
            .any(|part| part == gone.as_bytes());
        assert!(!is_in, "{gone} is in the copy");
    }
    // The key as a table, when that is wanted; a list that was made anew is another one.
    fields[1].1 = "plain".into();
    assert_eq!(apply(&fields).status, 303);
    let key = workbench
        .get("/safety/pseudonyms/files/ward%20copy-key.csv")
        .body;
    assert!(key.contains("Ahmadi") && key.contains("[دکتر 😀]"), "{key}");
    workbench.post("/safety/pseudonyms/find", &[("known", "")]);
    assert_eq!(apply(&fields).status, 409);
    assert_eq!(workbench.post("/safety/pseudonyms/forget", &[]).status, 303);
    assert_eq!(
        workbench
            .get("/safety/pseudonyms/files/ward%20copy.emic")
            .status,
        404
    );
    for entry in std::fs::read_dir(project.path(".")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.starts_with(".emic"), "{name} is left over");
    }
}

#[test]
fn a_passphrase_is_never_shown_again_nor_in_an_address() {
    let project = project();
    let workbench = Workbench::of(&project);
    workbench.post("/safety/pseudonyms/find", &[]);
    let page = workbench.get("/safety/pseudonyms").body;
    let list = field(&page, "list");
    let secret = "zirkelwein رنجنامه";
    let apply = |again: &str| {
        let fields = [
            ("list", list.as_str()),
            ("key", "encrypted"),
            ("name", "c"),
            ("replace-0", "yes"),
            ("passphrase", secret),
            ("again", again),
        ];
        workbench.post("/safety/pseudonyms/apply", &fields)
    };
    let differ = apply("zirkelwein");
    assert_eq!(differ.status, 422);
    let done = apply(secret);
    // Where emic was built without encryption it says so.
    let expected = if cfg!(feature = "encryption") {
        303
    } else {
        422
    };
    assert_eq!(done.status, expected, "{}", done.body);
    for answer in [&differ, &done, &workbench.get("/safety/pseudonyms?made=1")] {
        assert!(
            !answer.body.contains("zirkelwein") && !answer.head.contains("zirkelwein"),
            "{answer:?}"
        );
    }
    if cfg!(feature = "encryption") {
        let key = workbench.get("/safety/pseudonyms/files/c.key");
        project.write("c.key", &key.bytes);
        project.write("pass", secret);
        let rows = project.run(&[
            "pseudonyms",
            "key",
            "c.key",
            "--key-passphrase-file",
            "pass",
        ]);
        assert!(rows.contains("Ahmadi"), "{rows}");
        a_key_is_read(&workbench, &key.bytes, secret);
    }
}

/// The same in the browser, until it is put away.
fn a_key_is_read(workbench: &Workbench, key: &[u8], secret: &str) {
    let read = |passphrase: &str, name: &str, bytes: &[u8]| {
        let fields = [("passphrase", passphrase)];
        workbench.upload("/safety/pseudonyms/key", &fields, "file", &[(name, bytes)])
    };
    let shown = || workbench.get("/safety/pseudonyms?read=1").body;
    for refused in [
        read("another one", "c.key", key),
        read(secret, "c.csv", b"found,kind,pseudonym\nAhmadi,name,P1\n"),
        read(secret, "c.key", &key[..700]),
        read("", "c.key", key),
    ] {
        assert!(refused.status >= 400, "{refused:?}");
        assert!(!refused.body.contains(".emic-import"), "{refused:?}");
        assert!(!refused.body.contains("zirkelwein"), "{refused:?}");
    }
    assert!(!shown().contains("This is what the key"));
    assert_eq!(read(secret, "c.key", key).status, 303);
    let page = shown();
    assert!(page.contains("This is what the key c.key says"), "{page}");
    assert!(page.contains("<td dir=\"auto\">Ahmadi"), "{page}");
    let forgotten = workbench.post("/safety/pseudonyms/key/forget", &[]);
    assert_eq!(forgotten.status, 303);
    assert!(!shown().contains("This is what the key"));
}
