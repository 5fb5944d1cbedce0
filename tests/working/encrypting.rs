//! Encryption in the browser. The passphrase is in no page, no address and no file.

use super::browser::Workbench;
use crate::support::Project;

#[cfg(not(feature = "encryption"))]
#[test]
fn without_encryption_the_page_says_so_and_nothing_is_done() {
    let project = Project::with_transcript("F2: Hello.\n");
    let workbench = Workbench::of(&project);
    let page = workbench.get("/safety");
    assert!(
        page.body.contains("was built without encryption")
            && !page.body.contains("type=\"password\""),
        "{}",
        page.body
    );
    let seen = page.seen().to_string();
    for (place, status) in [
        ("encrypt", 422),
        ("passphrase", 409),
        ("decrypt", 409),
        ("remove-plain", 409),
    ] {
        let fields = [
            ("seen", seen.as_str()),
            ("passphrase", "zirkelwein"),
            ("again", "zirkelwein"),
            ("current", "zirkelwein"),
        ];
        let refused = workbench.post(&format!("/safety/{place}"), &fields);
        assert_eq!(refused.status, status, "{place}: {refused:?}");
        assert!(!refused.body.contains("zirkelwein"));
    }
}

#[cfg(feature = "encryption")]
mod encrypted {
    use super::super::browser::Answer;
    use super::*;
    use std::path::Path;

    const FIRST: &str = "zirkelwein quastenflosser رنجنامه";
    const SECOND: &str = "  another one, of seven 词 and blanks ";
    const WORD: &str = "Quellwolkenhimmel";

    /// Every file below a folder that has one of these words in it.
    fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files_with(&path, words));
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let has = |word: &&str| {
                bytes
                    .windows(word.len())
                    .any(|part| part == word.as_bytes())
            };
            if words.iter().any(has) {
                found.push(path.display().to_string());
            }
        }
        found
    }

    fn project() -> Project {
        let project = Project::with_transcript(&format!("F2: I saw the {WORD}, می‌ترسیدم.\n"));
        std::fs::remove_file(project.path("F2.txt")).unwrap();
        project.run(&["code", "F2", "--quote", WORD, "Sky", "--new"]);
        project.run(&["backup", "now"]);
        project
    }

    fn send(workbench: &Workbench, place: &str, fields: &[(&str, &str)]) -> Answer {
        let seen = workbench.get("/safety").seen().to_string();
        let all: Vec<(&str, &str)> = [("seen", seen.as_str())]
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        let answer = workbench.post(&format!("/safety/{place}"), &all);
        for secret in ["zirkelwein", "another one", "%20another"] {
            assert!(
                !answer.body.contains(secret) && !answer.head.contains(secret),
                "{answer:?}"
            );
        }
        answer
    }

    fn told(workbench: &Workbench, done: &Answer) -> String {
        assert_eq!(done.status, 303, "{done:?}");
        let page = workbench.get(done.header("location").unwrap());
        assert_eq!(page.status, 200, "{page:?}");
        for secret in ["zirkelwein", "another one"] {
            assert!(!page.body.contains(secret), "{}", page.body);
        }
        page.body
    }

    fn run(project: &Project, passphrase: &str, args: &[&str]) -> String {
        let done = project
            .emic(args)
            .env("EMIC_PASSPHRASE", passphrase)
            .assert()
            .success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    }

    fn opens(project: &Project, passphrase: &str) -> bool {
        let mut status = project.emic(&["status"]);
        let done = status.env("EMIC_PASSPHRASE", passphrase).output().unwrap();
        done.status.success()
    }

    #[test]
    fn a_project_is_encrypted_gets_another_passphrase_and_is_decrypted() {
        let project = project();
        let history = project.run(&["history", "--json"]);
        let workbench = Workbench::of(&project);
        let old = workbench.get("/study/1/read/1").seen().to_string();
        let both = [("passphrase", FIRST), ("again", FIRST), ("remove", "yes")];
        let page = told(&workbench, &send(&workbench, "encrypt", &both));
        assert!(page.contains("The project is encrypted;"), "{page}");
        assert!(
            page.contains("1 backup that everybody could read was overwritten"),
            "{page}"
        );
        let words = [WORD, "zirkelwein", "quastenflosser"];
        assert_eq!(files_with(&project.path("."), &words), [""; 0]);
        assert_eq!(run(&project, FIRST, &["history", "--json"]), history);
        assert!(!opens(&project, "wrong"));
        // A page that was open goes on: what is in the project is the same.
        let fields = [
            ("seen", old.as_str()),
            ("start", "4"),
            ("end", "9"),
            ("code", "Sky"),
        ];
        let coded = workbench.send("/study/1/read/1/code", &fields);
        assert_eq!(coded.status, 200, "{coded:?}");

        let other = [
            ("current", FIRST),
            ("passphrase", SECOND),
            ("again", SECOND),
        ];
        let page = told(&workbench, &send(&workbench, "passphrase", &other));
        assert!(page.contains("with its new passphrase alone"), "{page}");
        assert!(opens(&project, SECOND) && !opens(&project, FIRST));
        assert!(workbench.get("/study/1/read/1").body.contains(WORD));
        let words = [WORD, "zirkelwein", "another one"];
        assert_eq!(files_with(&project.path("."), &words), [""; 0]);

        let refused = send(&workbench, "decrypt", &[("current", FIRST)]);
        assert_eq!(refused.status, 422, "{refused:?}");
        let page = told(
            &workbench,
            &send(&workbench, "decrypt", &[("current", SECOND)]),
        );
        assert!(page.contains("no longer encrypted"), "{page}");
        assert_eq!(project.count("codings"), 2);
        assert!(project.run(&["check"]).contains("sound"));
    }

    #[test]
    fn what_is_typed_wrongly_changes_nothing() {
        let project = project();
        let workbench = Workbench::of(&project);
        let before = std::fs::read(project.path("p.emic")).unwrap();
        for (passphrase, again) in [(FIRST, SECOND), (FIRST, ""), ("", ""), ("  ", "  ")] {
            let both = [("passphrase", passphrase), ("again", again)];
            let refused = send(&workbench, "encrypt", &both);
            assert_eq!(refused.status, 422, "{refused:?}");
        }
        assert_eq!(std::fs::read(project.path("p.emic")).unwrap(), before);
        for place in ["passphrase", "decrypt", "remove-plain"] {
            let fields = [("current", FIRST), ("passphrase", FIRST), ("again", FIRST)];
            assert_eq!(send(&workbench, place, &fields).status, 409, "{place}");
        }
        assert_eq!(project.json(&["backup"]).as_array().unwrap().len(), 1);

        let short = [("passphrase", "kurz"), ("again", "kurz")];
        let page = told(&workbench, &send(&workbench, "encrypt", &short));
        assert!(page.contains("passphrase is short"), "{page}");
        assert_eq!(send(&workbench, "encrypt", &short).status, 409, "already");
        let before = std::fs::read(project.path("p.emic")).unwrap();
        for current in ["", "Kurz", "kurz "] {
            let fields = [
                ("current", current),
                ("passphrase", FIRST),
                ("again", FIRST),
            ];
            let refused = send(&workbench, "passphrase", &fields);
            assert_eq!(refused.status, 422, "{refused:?}");
            assert!(refused.body.contains("not the passphrase"), "{refused:?}");
            assert_eq!(send(&workbench, "decrypt", &fields).status, 422);
        }
        let differ = [
            ("current", "kurz"),
            ("passphrase", FIRST),
            ("again", SECOND),
        ];
        assert_eq!(send(&workbench, "passphrase", &differ).status, 422);
        assert_eq!(std::fs::read(project.path("p.emic")).unwrap(), before);
        // The backup of before is to be read by everybody until it is removed.
        let page = workbench.get("/safety").body;
        assert!(page.contains("1 backup can still be read"), "{page}");
        assert_eq!(files_with(&project.path("."), &[WORD]).len(), 1);
        let page = told(&workbench, &send(&workbench, "remove-plain", &[]));
        assert!(page.contains("was overwritten and removed"), "{page}");
        assert!(!page.contains("can still be read"), "{page}");
        assert_eq!(files_with(&project.path("."), &[WORD]), [""; 0]);
    }

    /// The name of the newest backup.
    fn newest(project: &Project, passphrase: &str) -> String {
        let told = run(project, passphrase, &["backup", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        told[0]["backup"].as_str().unwrap().to_owned()
    }

    #[test]
    fn going_back_takes_no_protection_away_and_asks_for_the_passphrase_of_then() {
        let project = project();
        let plain = newest(&project, "");
        let workbench = Workbench::of(&project);
        let both = [("passphrase", FIRST), ("again", FIRST)];
        told(&workbench, &send(&workbench, "encrypt", &both));
        let place = |name: &str| format!("backups/{name}/back");
        let page = workbench.get(&format!("/safety/{}", place(&plain))).body;
        assert!(page.contains("take the protection away"), "{page}");
        assert_eq!(send(&workbench, &place(&plain), &[]).status, 422);
        // One with the same passphrase needs none.
        told(&workbench, &send(&workbench, "backup", &[]));
        let first = newest(&project, FIRST);
        assert_ne!(first, plain);
        let page = workbench.get(&format!("/safety/{}", place(&first))).body;
        assert!(!page.contains("type=\"password\""), "{page}");
        // With another passphrase that of then is asked for.
        let other = [
            ("current", FIRST),
            ("passphrase", SECOND),
            ("again", SECOND),
        ];
        told(&workbench, &send(&workbench, "passphrase", &other));
        let page = workbench.get(&format!("/safety/{}", place(&first))).body;
        assert!(page.contains("type=\"password\""), "{page}");
        for wrong in ["", SECOND] {
            let refused = send(&workbench, &place(&first), &[("passphrase", wrong)]);
            assert_eq!(refused.status, 422, "{refused:?}");
        }
        assert!(opens(&project, SECOND));
        let done = send(&workbench, &place(&first), &[("passphrase", FIRST)]);
        let page = told(&workbench, &done);
        assert!(page.contains("that this backup was made with"), "{page}");
        assert!(opens(&project, FIRST) && !opens(&project, SECOND));
        assert!(workbench.get("/study/1/read/1").body.contains(WORD));
    }

    #[test]
    fn a_project_that_cannot_be_closed_to_others_stays_as_it_is() {
        let project = project();
        let workbench = Workbench::of(&project);
        let other = emic::store::Store::open(project.path("p.emic")).unwrap();
        let both = [("passphrase", FIRST), ("again", FIRST), ("remove", "yes")];
        let page = told(&workbench, &send(&workbench, "encrypt", &both));
        assert!(page.contains("is open in another program"), "{page}");
        assert_eq!(other.studies().unwrap().len(), 1);
        assert_eq!(project.count("codings"), 1);
        assert_eq!(project.json(&["backup"]).as_array().unwrap().len(), 1);
        drop(other);
        told(&workbench, &send(&workbench, "encrypt", &both));
        assert!(opens(&project, FIRST));
    }
}
