//! An encrypted project says nothing to those without its passphrase, and nothing of it is anywhere else on the disk.
//!
//! Most of this needs a build with `--features encryption`.

use crate::support::Project;

/// Two words that no program writes by itself, and one that is only within a transcript.
const PASSPHRASE: &str = "zirkelwein quastenflosser رنجنامه";
const WORD: &str = "Quellwolkenhimmel";

#[cfg(not(feature = "encryption"))]
#[test]
fn without_encryption_emic_says_how_to_get_it() {
    let project = Project::with_transcript("F2: Hello.\n");
    let mut random = vec![0; 40_960];
    getrandom::fill(&mut random).unwrap();
    random[0] = 1;
    project.write("secret.emic", random);
    for (code, args) in [
        (2, &["new", "other.emic", "--encrypt"][..]),
        (2, &["encrypt", "p.emic"]),
        (3, &["-p", "secret.emic", "status"]),
        (3, &["decrypt", "secret.emic"]),
        (2, &["passphrase", "secret.emic"]),
        (3, &["serve", "secret.emic"]),
    ] {
        let complaint = project.refused(code, args);
        assert!(
            complaint.contains("--features encryption"),
            "{args:?}: {complaint}"
        );
    }
    assert!(!project.path("other.emic").exists());
    assert!(
        project
            .refused(2, &["decrypt", "p.emic"])
            .contains("is not encrypted")
    );
    let _ = (PASSPHRASE, WORD);
}

#[cfg(feature = "encryption")]
mod encrypted {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::path::Path;
    use std::process::Stdio;

    /// The text with the word, in three scripts.
    fn interview() -> String {
        let answer = format!(
            "I remember the {WORD} over the ward, 那天晚上 می‌ترسیدم, and nobody came to help me with the patients."
        );
        format!(
            "Interviewer: Why?\nP1: {answer}\nInterviewer: And then?\nP1: I was tired and stayed until the morning.\n"
        )
    }

    /// The program with the passphrase in the variable.
    fn with(project: &Project, passphrase: &str, args: &[&str]) -> assert_cmd::Command {
        let mut command = project.emic(args);
        command
            .env("EMIC_PASSPHRASE", passphrase)
            .env("TMPDIR", project.path("tmp"));
        command
    }

    fn run(project: &Project, args: &[&str]) -> String {
        let done = with(project, PASSPHRASE, args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    }

    /// Every file below a folder that has one of these words in it, in UTF-8 or UTF-16.
    fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
        let mut needles: Vec<Vec<u8>> = Vec::new();
        for word in words {
            needles.push(word.as_bytes().to_vec());
            needles.push(word.encode_utf16().flat_map(u16::to_le_bytes).collect());
            needles.push(word.encode_utf16().flat_map(u16::to_be_bytes).collect());
        }
        let mut found = Vec::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap();
                let has = |needle: &Vec<u8>| bytes.windows(needle.len()).any(|part| part == needle);
                if needles.iter().any(has) {
                    found.push(path.display().to_string());
                }
            }
        }
        found
    }

    /// A project of one interview, coded, searched and suggested for, whose file of the interview is gone.
    fn worked_on(new: &[&str]) -> Project {
        let project = Project::new();
        std::fs::remove_file(project.path("p.emic")).unwrap();
        std::fs::create_dir(project.path("tmp")).unwrap();
        run(&project, new);
        project.write("P1.txt", interview());
        run(&project, &["import", "--study", "ward", "P1.txt"]);
        std::fs::remove_file(project.path("P1.txt")).unwrap();
        run(
            &project,
            &[
                "code",
                "P1",
                "--quote",
                "nobody came to help me",
                "Alone",
                "--new",
            ],
        );
        run(&project, &["search", WORD]);
        run(&project, &["suggest", "P1"]);
        project
    }

    #[test]
    fn nothing_is_on_the_disk_but_in_the_encrypted_file() {
        let project = worked_on(&["new", "p.emic", "--encrypt"]);
        run(&project, &["backup", "now"]);
        assert!(run(&project, &["search", WORD]).contains(WORD));
        assert_eq!(
            files_with(
                &project.path("."),
                &[WORD, PASSPHRASE, "zirkelwein", "Alone"]
            ),
            Vec::<String>::new()
        );
        let backups: Vec<_> = std::fs::read_dir(project.path("p.emic.backups"))
            .unwrap()
            .collect();
        assert_eq!(backups.len(), 1);
        // What is searched for would be found, were it there.
        project.write("plain.txt", interview());
        assert_eq!(files_with(&project.path("."), &[WORD]).len(), 1);
    }

    #[test]
    fn nothing_is_revealed_without_the_passphrase() {
        let project = worked_on(&["new", "p.emic", "--encrypt"]);
        let before = std::fs::read(project.path("p.emic")).unwrap();
        for args in [
            &["status"][..],
            &["show", "P1"],
            &["history"],
            &["check"],
            &["undo"],
            &["decrypt"],
        ] {
            let done = with(&project, "wrong passphrase", args).output().unwrap();
            let complaint = String::from_utf8(done.stderr).unwrap();
            assert_eq!(
                (done.status.code(), done.stdout.len()),
                (Some(3), 0),
                "{complaint}"
            );
            assert!(
                complaint.contains("not its passphrase") && complaint.contains("damaged"),
                "{complaint}"
            );
            assert!(
                !complaint.contains("ward") && !complaint.contains(PASSPHRASE),
                "{complaint}"
            );
            let nobody = project.refused(2, args);
            assert!(nobody.contains("--passphrase-file"), "{nobody}");
        }
        assert_eq!(std::fs::read(project.path("p.emic")).unwrap(), before);
        // Never as a word of the command line.
        assert!(
            project
                .refused(2, &["status", "--passphrase", PASSPHRASE])
                .contains("unexpected")
        );
    }

    #[test]
    fn the_passphrase_comes_from_a_file_and_changes() {
        let project = worked_on(&["new", "p.emic", "--encrypt"]);
        project.write("key.txt", format!("{PASSPHRASE}\r\nnotes\n"));
        project.write("new.txt", "another one, of five words\n");
        let status = project.run(&["status", "--passphrase-file", "key.txt"]);
        assert!(status.contains("ward"), "{status}");
        run(&project, &["backup", "now"]);
        let told = project.run(&[
            "passphrase",
            "--passphrase-file",
            "key.txt",
            "--new-passphrase-file",
            "new.txt",
        ]);
        assert!(told.contains("new passphrase"), "{told}");
        assert_eq!(
            project.run(&["status", "--passphrase-file", "new.txt"]),
            status
        );
        project.refused(3, &["status", "--passphrase-file", "key.txt"]);
        let plain = project.run(&["decrypt", "--passphrase-file", "new.txt"]);
        assert!(plain.contains("everybody"), "{plain}");
        assert_eq!(project.run(&["status"]), status);
    }

    #[test]
    fn a_project_that_is_encrypted_later_leaves_no_copy_to_be_read() {
        let project = worked_on(&["new", "p.emic"]);
        run(&project, &["backup", "now"]);
        let dump = run(&project, &["history", "--json"]);
        assert_eq!(files_with(&project.path("."), &[WORD]).len(), 2);
        let done = with(&project, PASSPHRASE, &["encrypt"]).assert().success();
        let told = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(
            told.contains("p.emic.backups") && told.contains("--remove-plaintext-backups"),
            "{told}"
        );
        assert_eq!(files_with(&project.path("."), &[WORD]).len(), 1);
        run(&project, &["encrypt", "--remove-plaintext-backups"]);
        assert_eq!(
            files_with(&project.path("."), &[WORD, PASSPHRASE]),
            Vec::<String>::new()
        );
        assert_eq!(run(&project, &["history", "--json"]), dump);
        assert!(run(&project, &["check"]).contains("sound"));
        let again = with(&project, PASSPHRASE, &["encrypt"]).assert().code(2);
        assert!(String::from_utf8_lossy(&again.get_output().stderr).contains("encrypted already"));
        run(&project, &["undo"]);
    }

    #[test]
    fn encrypted_backups_are_restored_and_plain_ones_are_not() {
        let project = worked_on(&["new", "p.emic", "--encrypt"]);
        let made: serde_json::Value =
            serde_json::from_str(&run(&project, &["backup", "now", "--json"])).unwrap();
        run(&project, &["undo"]);
        run(
            &project,
            &["backup", "restore", made["backup"].as_str().unwrap()],
        );
        assert!(run(&project, &["show", "P1"]).contains("Alone"));
        let plain = Project::with_transcript("F2: Hello.\n");
        let copy = project.write("plain.emic", std::fs::read(plain.path("p.emic")).unwrap());
        let done = with(
            &project,
            PASSPHRASE,
            &["-p", "p.emic", "backup", "restore", copy.to_str().unwrap()],
        )
        .assert()
        .code(2);
        assert!(
            String::from_utf8_lossy(&done.get_output().stderr).contains("encrypt the backup first")
        );
    }

    /// Whatever byte was altered: no command crashes, none works with it in silence, and `emic check` tells.
    #[test]
    fn a_flipped_byte_is_told_with_the_backup() {
        let project = worked_on(&["new", "p.emic", "--encrypt"]);
        run(&project, &["backup", "now"]);
        let whole = std::fs::read(project.path("p.emic")).unwrap();
        // The salt, the first page, its end, and places that a pattern of no meaning picks.
        let places = [3, 100, 4095]
            .into_iter()
            .chain((1..6).map(|n| n * 7919 * 13 % whole.len()));
        for at in places {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            project.write("p.emic", &flipped);
            let done = with(&project, PASSPHRASE, &["check"]).output().unwrap();
            let complaint = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(3), "{at}: {complaint}");
            assert!(complaint.contains("backup"), "{at}: {complaint}");
            let shown = with(&project, PASSPHRASE, &["show", "P1"])
                .output()
                .unwrap();
            let complaint = String::from_utf8(shown.stderr).unwrap();
            assert!(
                matches!(shown.status.code(), Some(0 | 3)) && !complaint.contains("internal"),
                "{at}: {complaint}"
            );
            assert!(
                shown.status.success() || complaint.contains("backup"),
                "{at}: {complaint}"
            );
        }
    }

    #[test]
    fn the_workbench_opens_an_encrypted_project() {
        let project = worked_on(&["new", "p.emic", "--encrypt"]);
        let mut served = project
            .program()
            .args(["serve", "p.emic"])
            .env("EMIC_PASSPHRASE", PASSPHRASE)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut link = String::new();
        BufReader::new(served.stdout.take().unwrap())
            .read_line(&mut link)
            .unwrap();
        served.kill().unwrap();
        served.wait().unwrap();
        assert!(link.starts_with("http://127.0.0.1:"), "{link}");
        assert_eq!(
            files_with(&project.path("."), &[WORD, PASSPHRASE]),
            Vec::<String>::new()
        );
    }
}
