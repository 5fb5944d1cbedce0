//! The program is killed at random moments of what it does; the project opens each time, and nothing is lost that was said to be done.
//!
//! `EMIC_KILLS=200 cargo test --test main killing` kills it two hundred times; with `--features encryption` also while it encrypts, decrypts and
//! changes the passphrase. `-- --nocapture` shows what came of it.

use crate::support::Project;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

const PASSPHRASES: [&str; 2] = [
    "the first of two passphrases",
    "the second of two passphrases",
];
const UNITS: u64 = 1_500;
/// Units in a colleague's copy that is merged.
const MERGED: u64 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Import,
    Code,
    Undo,
    Backup,
    Merge,
    Encrypt,
    Decrypt,
    Passphrase,
}

/// What is known of the project.
struct Scene {
    project: Project,
    /// Which of the two passphrases opens it while it is encrypted.
    passphrase: usize,
    /// The latest change that was said to be done, or was seen to be.
    event: u64,
    made: usize,
}

impl Scene {
    fn new() -> Self {
        let project = Project::with_transcript("F2: One two three, می‌ترسیدم 😀 four five six.\n");
        let mut lines = String::new();
        for n in 0..UNITS {
            writeln!(
                lines,
                r#"{{"id": "u{n}", "participant": "P{}", "text": "word {n} 😀 می‌رود and more", "codes": ["Theme {} > Code {}"]}}"#,
                n % 20,
                n % 3,
                n % 30
            )
            .unwrap();
        }
        project.write("big/coded.jsonl", lines);
        for (name, passphrase) in [("0.key", PASSPHRASES[0]), ("1.key", PASSPHRASES[1])] {
            project.write(name, passphrase);
        }
        let mut scene = Self {
            project,
            passphrase: 0,
            event: 0,
            made: 0,
        };
        scene.event = scene.latest();
        scene
    }

    fn start(&self, args: &[String]) -> std::process::Command {
        let mut command = self.project.program();
        command
            .args(args)
            .env("EMIC_PASSPHRASE", PASSPHRASES[self.passphrase])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn asked(&self, args: &[&str]) -> String {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let done = self.start(&args).output().unwrap();
        let complaint = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{args:?}: {complaint}");
        String::from_utf8(done.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.asked(&[args, &["--json"]].concat())).unwrap()
    }

    fn latest(&self) -> u64 {
        self.json(&["history", "--limit", "1"])[0]["event"]
            .as_u64()
            .unwrap_or_default()
    }

    fn words(&mut self, deed: Deed) -> Vec<String> {
        self.made += 1;
        let new = format!("{}.key", 1 - self.passphrase);
        let words: Vec<String> = match deed {
            Deed::Import => vec![
                "import".into(),
                "big".into(),
                "--study".into(),
                format!("large{}", self.made),
            ],
            Deed::Code => [
                "code",
                "F2",
                "--quote",
                "می‌ترسیدم 😀",
                &format!("code{}", self.made),
                "--new",
            ]
            .map(String::from)
            .to_vec(),
            Deed::Undo => vec!["undo".into()],
            Deed::Backup => ["backup", "now", "--keep"].map(String::from).to_vec(),
            Deed::Merge => {
                self.colleague();
                ["merge", "out/sara.emic"].map(String::from).to_vec()
            }
            Deed::Encrypt => vec!["encrypt".into()],
            Deed::Decrypt => vec!["decrypt".into()],
            Deed::Passphrase => vec!["passphrase".into(), "--new-passphrase-file".into(), new],
        };
        words
    }

    /// A colleague's copy in which units, codings and memos are new.
    fn colleague(&self) {
        let _ = std::fs::remove_dir_all(self.project.path("out"));
        std::fs::create_dir(self.project.path("out")).unwrap();
        let copy = self.project.path("out/sara.emic");
        std::fs::copy(self.project.path("p.emic"), &copy).unwrap();
        let mut lines = String::new();
        for n in 0..MERGED {
            let code = n % 9;
            writeln!(lines, r#"{{"id": "m{n}", "text": "merged {n} می‌رود 😀", "codes": ["Hers > Code {code}"]}}"#).unwrap();
        }
        std::fs::write(self.project.path("out/more.jsonl"), lines).unwrap();
        let study = format!("merged{}", self.made);
        let hers = |args: &[&str]| {
            self.asked(&[&["-p", "out/sara.emic", "--coder", "Sara"], args].concat())
        };
        hers(&["import", "out/more.jsonl", "--study", &study]);
        hers(&["code", "F2", "4-12", "Hers", "--new", "--study", "ward"]);
        let on = ["--transcript", "F2", "--at", "4-12", "--coding", "Hers"];
        hers(&[&["memo", "چرا؟ 😀", "--study", "ward"], &on[..]].concat());
    }

    /// Runs it for as long as it may; how it ended.
    fn killed(&mut self, deed: Deed, after: Duration) -> (ExitStatus, Duration) {
        let words = self.words(deed);
        let begun = Instant::now();
        let mut child = self.start(&words).spawn().unwrap();
        while begun.elapsed() < after {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_micros(300));
        }
        let _ = child.kill();
        (child.wait().unwrap(), begun.elapsed())
    }

    /// Looks at what the dead left behind; fails where anything is lost or half done.
    fn assess(&mut self, deed: Deed, ended: ExitStatus) {
        let is_done = ended.success();
        if deed == Deed::Passphrase {
            // One of the two opens it, and the new one where that was said.
            let new = 1 - self.passphrase;
            let opens = |with: usize| {
                self.start(&["status".into()])
                    .env("EMIC_PASSPHRASE", PASSPHRASES[with])
                    .output()
                    .unwrap()
                    .status
                    .success()
            };
            let (old_opens, new_opens) = (opens(self.passphrase), opens(new));
            assert!(old_opens != new_opens, "{old_opens} {new_opens}");
            assert!(
                new_opens || !is_done,
                "the new passphrase was said to be set"
            );
            if new_opens {
                self.passphrase = new;
            }
        }
        let checked = self.asked(&["check", "--repair"]);
        assert!(checked.contains("is sound"), "{deed:?}: {checked}");
        let event = self.latest();
        let changes = matches!(deed, Deed::Import | Deed::Code | Deed::Undo | Deed::Merge);
        let expected = if changes {
            self.event..=self.event + 1
        } else {
            self.event..=self.event
        };
        assert!(
            expected.contains(&event),
            "{deed:?}: event {event} after {}",
            self.event
        );
        assert!(
            !is_done || !changes || event == self.event + 1,
            "{deed:?} was said to be done"
        );
        self.event = event;
        let mut studies = self.json(&["status"])["studies"].take();
        for study in studies.as_array_mut().unwrap() {
            let named = study["study"].as_str().or(study["name"].as_str());
            if named.is_some_and(|name| name.starts_with("merged")) {
                let of = |kind: &str| study["counts"][kind].as_u64().unwrap();
                assert_eq!(
                    (of("units"), of("codings")),
                    (MERGED, MERGED),
                    "half a merge"
                );
            }
            if study["study"]
                .as_str()
                .or(study["name"].as_str())
                .is_some_and(|name| name.starts_with("large"))
            {
                let of = |kind: &str| study["counts"][kind].as_u64().unwrap();
                assert_eq!(
                    (of("units"), of("codings")),
                    (UNITS, UNITS),
                    "half an import"
                );
            }
        }
        if matches!(deed, Deed::Encrypt | Deed::Decrypt) && is_done {
            assert_eq!(self.is_encrypted(), deed == Deed::Encrypt);
        }
        for backup in self.json(&["backup"]).as_array().unwrap() {
            assert!(backup["bytes"].as_u64().unwrap() > 0);
        }
    }

    fn is_encrypted(&self) -> bool {
        !std::fs::read(self.project.path("p.emic"))
            .unwrap()
            .starts_with(b"SQLite format 3")
    }

    fn possible(&self) -> Vec<Deed> {
        let mut deeds = vec![
            Deed::Import,
            Deed::Code,
            Deed::Code,
            Deed::Undo,
            Deed::Backup,
            Deed::Merge,
        ];
        if cfg!(feature = "encryption") {
            deeds.extend(if self.is_encrypted() {
                [Deed::Decrypt, Deed::Passphrase]
            } else {
                [Deed::Encrypt, Deed::Encrypt]
            });
        }
        deeds
    }
}

/// A number below `limit` (splitmix64).
fn dice(state: &mut u64, limit: u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) % limit
}

#[test]
fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    let kills: usize = std::env::var("EMIC_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(16);
    let mut scene = Scene::new();
    let mut state = 20_261_121;
    let mut lasts: BTreeMap<Deed, Duration> = BTreeMap::new();
    let (mut killed, mut finished) = (
        BTreeMap::<Deed, usize>::new(),
        BTreeMap::<Deed, usize>::new(),
    );
    while killed.values().sum::<usize>() < kills {
        let possible = scene.possible();
        let deed = possible[dice(&mut state, possible.len() as u64) as usize];
        // How long it takes is seen where it is left alone the first time.
        let after = match lasts.get(&deed) {
            None => Duration::from_secs(60),
            Some(lasts) => lasts.mul_f64(dice(&mut state, 1_050) as f64 / 1_000.0),
        };
        let (ended, took) = scene.killed(deed, after);
        if ended.success() {
            lasts.insert(deed, took);
            *finished.entry(deed).or_default() += 1;
        } else {
            *killed.entry(deed).or_default() += 1;
        }
        assert!(
            ended.success() || ended.code().is_none(),
            "{deed:?} failed by itself: {ended}"
        );
        scene.assess(deed, ended);
        // The project stays small enough for many rounds.
        if scene.project.path("p.emic.backups").exists() && scene.made.is_multiple_of(10) {
            let _ = std::fs::remove_dir_all(scene.project.path("p.emic.backups"));
        }
    }
    writeln!(
        std::io::stdout(),
        "killed: {killed:?}; finished before: {finished:?}"
    )
    .unwrap();
}
