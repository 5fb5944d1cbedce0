//! Quotes are found across studies, in every script, and the index is never more than a cache.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use assert_cmd::Command;
use emic::index::{Coded, Matching};
use emic::project::{Project, Quotes, SearchRequest};
use emic::store::{Cached, Store};
use emic::study::*;
use std::path::PathBuf;

/// A project file in a folder of its own, filled as each test needs it.
struct Fixture {
    folder: tempfile::TempDir,
    store: Store,
    coder: CoderId,
}

/// What is known of a unit: its text (which the transcript must contain), codes, condensed unit and translation.
type Unit<'a> = (&'a str, &'a [&'a str], Option<&'a str>, Option<&'a str>);

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(folder.path().join("team.emic")).unwrap();
        let coder = store
            .change(None, "add", |e| e.add_coder("Mina", CoderKind::Person))
            .unwrap();
        Self {
            folder,
            store,
            coder,
        }
    }

    /// Two studies in four languages.
    fn filled() -> Self {
        let mut project = Self::new();
        let empathy = project.study(
            "empathy",
            &["Barriers > Workload", "Facilitators > Peer learning"],
        );
        let career = project.study(
            "career",
            &[
                "Growth > Self-directed learning",
                "Growth > Fear",
                "Barriers > Workload",
            ],
        );
        project.transcript(
            empathy,
            ("F2", &[("role", "intern"), ("age", "26")], "en"),
            &[
                ("Interviewer", "What helped you in learning?"),
                (
                    "F2",
                    "We learned from each other 😀. The ward was full, and nobody had time.",
                ),
            ],
            &[
                (
                    "We learned from each other 😀.",
                    &["Peer learning"],
                    Some("learning from peers"),
                    None,
                ),
                ("The ward was full", &["Workload"], None, None),
            ],
        );
        project.transcript(
            empathy,
            ("M4", &[("role", "professor"), ("age", "51")], "en"),
            &[(
                "M4",
                "They learn by themselves.\n\nWorkload kills empathy, I think.",
            )],
            &[("Workload kills empathy", &["Barriers"], None, None)],
        );
        project.transcript(
            career,
            ("س۱", &[("role", "intern"), ("نقش", "کارورز")], "fa"),
            &[
                ("پژوهشگر", "از چه می‌ترسیدی؟"),
                ("س۱", "كتاب‌هاي زیادی می‌خواندم. از استاد می‌ترسیدم."),
            ],
            &[(
                "از استاد می‌ترسیدم.",
                &["Fear"],
                None,
                Some("I was afraid of the professor."),
            )],
        );
        project.transcript(
            career,
            ("王", &[], "zh"),
            &[("王", "我很害怕，在医院实习的时候没有人帮助我。我自主学习。")],
            &[(
                "我自主学习。",
                &["Self-directed learning"],
                None,
                Some("I did self-directed learning."),
            )],
        );
        project
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("team.emic")
    }

    fn open(&self) -> Project {
        Project::open(self.path()).unwrap()
    }

    fn study(&mut self, name: &str, paths: &[&str]) -> StudyId {
        let study = Study {
            id: StudyId(0),
            name: name.into(),
            title: name.into(),
            method: String::new(),
            levels: vec!["theme".into(), "code".into()],
            language: None,
        };
        let add = |e: &mut emic::store::Edit<'_>| {
            let study = e.add_study(&study)?;
            for path in paths {
                let mut parent = None;
                for (level, name) in path.split(PATH_SEPARATOR).enumerate() {
                    let book = e.store().codebook(study)?;
                    let known = book.children(parent).find(|c| c.name == name).map(|c| c.id);
                    parent = Some(match known {
                        Some(id) => id,
                        None => e.add_code(&code(study, parent, level, name))?,
                    });
                }
            }
            Ok(study)
        };
        self.store.change(None, "study", add).unwrap()
    }

    fn transcript(
        &mut self,
        study: StudyId,
        (name, attributes, language): (&str, &[(&str, &str)], &str),
        said: &[(&str, &str)],
        units: &[Unit<'_>],
    ) -> TranscriptId {
        let coder = self.coder;
        let mut text = String::new();
        let mut turns = Vec::new();
        for (speaker, words) in said {
            text.push_str(&format!("{speaker}: "));
            let start = text.len();
            text.push_str(words);
            turns.push(Turn {
                span: Span::new(start, text.len()),
                speaker: Some((*speaker).into()),
                role: if *speaker == name {
                    SpeakerRole::Participant
                } else {
                    SpeakerRole::Interviewer
                },
                participant: None,
            });
            text.push('\n');
        }
        let add = |e: &mut emic::store::Edit<'_>| {
            let attributes = attributes
                .iter()
                .map(|(n, v)| ((*n).into(), (*v).into()))
                .collect();
            let participant = e.add_participant(study, name, &attributes)?;
            let id = e.add_transcript(&Transcript {
                id: TranscriptId(0),
                study,
                name: name.into(),
                kind: TranscriptKind::Interview,
                participant: Some(participant),
                language: Language::new(language),
                text: text.clone(),
                turns: turns.clone(),
            })?;
            let book = e.store().codebook(study)?;
            for (words, codes, condensed, translation) in units {
                let start = text.find(words).unwrap();
                let unit = e.add_unit(&MeaningUnit {
                    id: UnitId(0),
                    transcript: id,
                    span: Span::new(start, start + words.len()),
                    condensed: condensed.map(str::to_owned),
                    translation: translation.map(str::to_owned),
                    external_id: None,
                })?;
                for name in *codes {
                    e.add_coding(unit, book.find(name)[0].id, coder, Origin::Hand)?;
                }
            }
            Ok(id)
        };
        self.store.change(Some(coder), "import", add).unwrap()
    }

    fn emic(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("emic").unwrap();
        command
            .arg("--project")
            .arg(self.path())
            .arg("search")
            .args(arguments);
        command.env_remove("NO_COLOR");
        command
    }

    fn stdout(&self, arguments: &[&str]) -> String {
        let done = self.emic(arguments).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    }
}

fn code(study: StudyId, parent: Option<CodeId>, level: usize, name: &str) -> Code {
    Code {
        id: CodeId(0),
        study,
        parent,
        level,
        name: name.into(),
        definition: String::new(),
        include: String::new(),
        exclude: String::new(),
        colour: String::new(),
        position: 0,
    }
}

fn texts(found: &Quotes) -> Vec<&str> {
    found
        .quotes
        .iter()
        .map(|quote| quote.unit.text.as_str())
        .collect()
}

fn search(project: &mut Project, request: SearchRequest) -> Vec<String> {
    let mut found: Vec<String> = texts(&project.search(&request).unwrap())
        .into_iter()
        .map(str::to_owned)
        .collect();
    found.sort();
    found
}

fn everything(project: &mut Project) -> Vec<Quotes> {
    [
        "",
        "learning",
        "workload OR 害怕",
        "self-directed learning",
        "کتاب",
        "the professor",
    ]
    .map(|query| {
        let request = SearchRequest {
            limit: 1_000,
            ..SearchRequest::new(query)
        };
        project.search(&request).unwrap()
    })
    .into()
}

#[test]
fn words_are_found_in_every_script_with_who_said_them_where() {
    let fixture = Fixture::filled();
    let mut project = fixture.open();
    let found = project.search(&SearchRequest::new("learning")).unwrap();
    assert_eq!(found.total, 4);
    assert_eq!(
        found.studies,
        [("career".to_owned(), 1), ("empathy".to_owned(), 3)].into()
    );
    let quote = found
        .quotes
        .iter()
        .find(|q| q.unit.participant.as_deref() == Some("F2"))
        .unwrap();
    assert_eq!(quote.unit.text, "We learned from each other 😀.");
    assert_eq!(quote.unit.codes, ["Facilitators > Peer learning"]);
    assert_eq!(quote.unit.attributes["role"], "intern");
    assert_eq!(
        (quote.line, quote.coders.as_slice()),
        (2, &["Mina".to_owned()][..])
    );
    let marked: String = quote
        .unit
        .text
        .chars()
        .skip(quote.marks[0].0)
        .take(quote.marks[0].1 - quote.marks[0].0)
        .collect();
    assert_eq!(marked, "learned");
    let start = "Interviewer: What helped you in learning?\nF2: "
        .chars()
        .count();
    assert_eq!(quote.unit.start, Some(start));
    assert_eq!(
        quote.unit.end,
        Some(start + quote.unit.text.chars().count())
    );

    let asked = found
        .quotes
        .iter()
        .find(|q| q.unit.speaker.as_deref() == Some("Interviewer"))
        .unwrap();
    assert_eq!(
        (asked.unit.participant.as_deref(), asked.unit.codes.len()),
        (None, 0)
    );

    for (query, wanted) in [
        ("کتابهای", &["كتاب‌هاي زیادی می‌خواندم."][..]),
        ("می‌ترسیدم", &["از استاد می‌ترسیدم."]),
        ("害怕", &["我很害怕，在医院实习的时候没有人帮助我。"]),
        ("😀", &["We learned from each other 😀."]),
        ("afraid professors", &["از استاد می‌ترسیدم."]),
        ("\"self directed learning\"", &["我自主学习。"]),
        ("peers", &["We learned from each other 😀."]),
    ] {
        let found = project.search(&SearchRequest::new(query)).unwrap();
        let shown: Vec<&str> = texts(&found);
        assert_eq!(shown.len(), wanted.len(), "{query}: {shown:?}");
        assert!(
            shown.iter().zip(wanted).all(|(s, w)| s.contains(w)),
            "{query}: {shown:?}"
        );
    }
}

#[test]
fn every_condition_narrows() {
    let fixture = Fixture::filled();
    let mut project = fixture.open();
    let strings = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let all = SearchRequest {
        limit: 100,
        ..SearchRequest::new("")
    };
    let condition = |text: &str| AttributeFilter::parse(text).unwrap();
    for (request, wanted) in [
        (
            SearchRequest {
                codes: strings(&["barriers"]),
                ..all.clone()
            },
            &["The ward was full", "Workload kills empathy"][..],
        ),
        (
            SearchRequest {
                codes: strings(&["Workload"]),
                ..all.clone()
            },
            &["The ward was full"],
        ),
        (
            SearchRequest {
                codes: strings(&["Growth"]),
                studies: strings(&["Career"]),
                ..all.clone()
            },
            &["از استاد می‌ترسیدم.", "我自主学习。"],
        ),
        (
            SearchRequest {
                attributes: vec![condition("role=intern"), condition("age>25")],
                coded: Coded::Only,
                ..all.clone()
            },
            &["The ward was full", "We learned from each other 😀."],
        ),
        (
            SearchRequest {
                participants: strings(&["m4"]),
                coded: Coded::Not,
                ..all.clone()
            },
            &["I think.", "They learn by themselves."],
        ),
        (
            SearchRequest {
                speakers: strings(&["interviewer"]),
                ..all.clone()
            },
            &["What helped you in learning?"],
        ),
        (
            SearchRequest {
                languages: strings(&["fa"]),
                coders: strings(&["mina"]),
                ..all.clone()
            },
            &["از استاد می‌ترسیدم."],
        ),
    ] {
        assert_eq!(search(&mut project, request), wanted);
    }
}

#[test]
fn coded_and_uncoded_make_the_whole_and_pages_follow_each_other() {
    let fixture = Fixture::filled();
    let mut project = fixture.open();
    let all = SearchRequest {
        limit: 100,
        ..SearchRequest::new("")
    };
    let whole = project.search(&all).unwrap().total;
    let coded = |coded| SearchRequest {
        coded,
        ..all.clone()
    };
    let halves = [Coded::Only, Coded::Not].map(|c| project.search(&coded(c)).unwrap().total);
    assert_eq!(halves.iter().sum::<usize>(), whole);
    let second = SearchRequest {
        limit: 2,
        offset: 1,
        ..all.clone()
    };
    let second = project.search(&second).unwrap();
    let first = project.search(&all).unwrap();
    assert_eq!(second.quotes, first.quotes[1..3]);
    let none = SearchRequest {
        attributes: vec![AttributeFilter::parse("role=nurse").unwrap()],
        ..all
    };
    let none = project.search(&none).unwrap();
    assert_eq!(none.total, 0);
    assert!(
        none.remarks[0].contains("intern | professor"),
        "{:?}",
        none.remarks
    );
}

#[test]
fn names_that_are_not_there_are_answered_with_those_that_are() {
    let fixture = Fixture::filled();
    let mut project = fixture.open();
    let strings = |name: &str| vec![name.to_owned()];
    let any = SearchRequest::new("learning");
    for (request, wanted) in [
        (
            SearchRequest {
                studies: strings("nope"),
                ..any.clone()
            },
            "empathy, career",
        ),
        (
            SearchRequest {
                codes: strings("peer lerning"),
                ..any.clone()
            },
            "did you mean: Peer learning",
        ),
        (
            SearchRequest {
                participants: strings("F9"),
                ..any.clone()
            },
            "F2 | M4 | س۱ | 王",
        ),
        (
            SearchRequest {
                coders: strings("Jonas"),
                ..any.clone()
            },
            "Mina",
        ),
        (
            SearchRequest {
                attributes: vec![AttributeFilter::parse("rôle=x").unwrap()],
                ..any.clone()
            },
            "age | role",
        ),
        (SearchRequest::new("!!!"), "no word"),
    ] {
        let error = project.search(&request).unwrap_err();
        assert!(matches!(error, emic::Error::Input(_)), "{error:?}");
        assert!(error.to_string().contains(wanted), "{error}");
    }
}

#[test]
fn any_word_is_tried_when_no_quote_has_all_and_that_is_said() {
    let fixture = Fixture::filled();
    let mut project = fixture.open();
    let found = project.search(&SearchRequest::new("ward unicorn")).unwrap();
    assert_eq!((found.total, found.matching), (1, Matching::Any));
    assert!(found.remarks[0].contains("some of them"));
    let found = project.search(&SearchRequest::new("unicorn")).unwrap();
    assert_eq!((found.total, found.matching), (0, Matching::All));
    assert!(found.remarks.is_empty() && found.studies.is_empty());
}

#[test]
fn after_any_change_the_index_is_as_if_built_anew() {
    let mut fixture = Fixture::filled();
    let mut project = fixture.open();
    everything(&mut project);
    let career = fixture.store.study_named("career").unwrap().unwrap().id;
    let coder = fixture.coder;
    let book = fixture.store.codebook(career).unwrap();
    let (fear, barriers) = (book.find("Fear")[0].id, book.find("Barriers")[0].id);
    let unit = fixture.store.units_of_study(career).unwrap()[0].clone();
    type Change = Box<dyn FnOnce(&mut Store) -> emic::Result<()>>;
    let changes: Vec<Change> = vec![
        Box::new(move |s| s.change(None, "move", |e| e.move_code(fear, Some(barriers), 1, 0))),
        Box::new(move |s| {
            s.change(None, "uncode", |e| {
                e.remove_codings(emic::store::CodingsOf::Unit(unit.id))
                    .map(drop)
            })
        }),
        Box::new(move |s| s.change(None, "delete", |e| e.delete_unit(unit.id))),
        Box::new(|s| s.undo(None).map(drop)),
        Box::new(|s| s.undo(None).map(drop)),
        Box::new(move |s| {
            s.change(None, "language", |e| {
                let id = e.store().transcript_ids(career)?[1];
                e.set_transcript_language(id, &Language::english())
            })
        }),
        Box::new(move |s| {
            s.change(None, "code", |e| {
                let study = e.store().studies()?[0].id;
                let id = e.store().transcript_ids(study)?[1];
                let unit = e.add_unit(&MeaningUnit {
                    id: UnitId(0),
                    transcript: id,
                    span: Span::new(4, 29),
                    condensed: None,
                    translation: None,
                    external_id: None,
                })?;
                let code = e.store().codebook(study)?.find("Peer learning")[0].id;
                e.add_coding(unit, code, coder, Origin::Hand).map(drop)
            })
        }),
        Box::new(move |s| {
            s.change(None, "speakers", |e| {
                let id = e.store().transcript_ids(career)?[0];
                e.set_turns(id, &[])
            })
        }),
    ];
    for change in changes {
        change(&mut fixture.store).unwrap();
        let kept = everything(&mut project);
        let loaded = everything(&mut fixture.open());
        let copy = fixture.folder.path().join("copy.emic");
        fixture.store.copy_to(&copy).unwrap();
        let mut anew = Store::open(&copy).unwrap();
        for entry in anew.cache_list("index/").unwrap() {
            anew.cache_delete(&entry.name).unwrap();
        }
        drop(anew);
        let built = everything(&mut Project::open(&copy).unwrap());
        std::fs::remove_file(&copy).unwrap();
        assert_eq!(kept, built);
        assert_eq!(loaded, built);
    }
}

#[test]
fn a_damaged_or_foreign_index_is_built_anew() {
    let mut fixture = Fixture::filled();
    let wanted = everything(&mut fixture.open());
    let whole: Vec<(String, Cached)> = caches(&fixture.store);
    assert!(whole.len() > 3, "the index is in the project file");
    for (name, sound) in &whole {
        let middle = sound.data.len() / 2;
        let mut broken = sound.data.clone();
        broken[middle] ^= 0x55;
        for (stamp, data) in [
            (sound.stamp.as_str(), &broken[..]),
            (&sound.stamp, &sound.data[..middle]),
            ("0 1", &sound.data),
            ("1 99999", &sound.data),
        ] {
            let names: Vec<String> = caches(&fixture.store).into_iter().map(|c| c.0).collect();
            for name in names {
                fixture.store.cache_delete(&name).unwrap();
            }
            for (name, sound) in &whole {
                fixture
                    .store
                    .cache_put(name, &sound.stamp, &sound.data)
                    .unwrap();
            }
            fixture.store.cache_put(name, stamp, data).unwrap();
            assert_eq!(everything(&mut fixture.open()), wanted, "{name} {stamp}");
        }
    }
}

fn caches(store: &Store) -> Vec<(String, Cached)> {
    let entries = store.cache_list("index/").unwrap().into_iter();
    entries
        .map(|entry| {
            let cached = store.cache_get(&entry.name).unwrap().unwrap();
            (entry.name, cached)
        })
        .collect()
}

#[test]
fn a_project_open_for_reading_alone_is_searched_and_left_as_it_is() {
    let fixture = Fixture::filled();
    let path = fixture.path();
    let wanted = everything(&mut fixture.open());
    let Fixture {
        mut store,
        folder: _folder,
        ..
    } = fixture;
    for entry in store.cache_list("index/").unwrap() {
        store.cache_delete(&entry.name).unwrap();
    }
    drop(store);
    let mut project = Project::open_read_only(&path).unwrap();
    assert_eq!(everything(&mut project), wanted);
    assert!(project.store().cache_list("index/").unwrap().is_empty());
}

#[test]
fn one_who_searches_keeps_what_she_has_while_the_index_moves_on() {
    let mut fixture = Fixture::filled();
    let mut project = fixture.open();
    let before = project.index().unwrap();
    let passages = before.len();
    let study = fixture.study("third", &[]);
    fixture.transcript(study, ("Z", &[], "en"), &[("Z", "A new voice.")], &[]);
    let after = project.index().unwrap();
    assert_eq!((before.len(), after.len()), (passages, passages + 1));
}

#[test]
fn a_project_with_nothing_in_it_is_searched() {
    let mut fixture = Fixture::new();
    assert_eq!(
        fixture
            .open()
            .search(&SearchRequest::new("x"))
            .unwrap()
            .total,
        0
    );
    let study = fixture.study("empty", &["A"]);
    fixture.transcript(
        study,
        ("E", &[], "en"),
        &[],
        &[("", &["A"], Some("silence"), None)],
    );
    let mut project = fixture.open();
    let found = project.search(&SearchRequest::new("silence")).unwrap();
    assert_eq!(texts(&found), [""]);
    assert!(fixture.stdout(&["silence"]).contains("(no text)"));
}

#[test]
fn the_page_marks_the_hit_and_says_who_spoke() {
    let fixture = Fixture::filled();
    let page = fixture.stdout(&["learning", "--where", "role=intern"]);
    assert!(
        page.contains("We **learned** from each other 😀."),
        "{page}"
    );
    assert!(
        page.contains("empathy · F2 (role intern, age 26) · Peer learning · F2, line 2"),
        "{page}"
    );
    assert!(
        page.contains("2 quotes: career 1, empathy 1") || page.contains("1 quote: empathy 1"),
        "{page}"
    );
    let page = fixture.stdout(&["می‌ترسیدم"]);
    assert!(
        page.contains("\u{2068}از استاد **می‌ترسیدم**.\u{2069}"),
        "{page}"
    );
    assert!(
        page.contains("translation: I was afraid of the professor."),
        "{page}"
    );
    assert!(!page.contains('\u{1b}'));
    let all = fixture.stdout(&["--limit", "1"]);
    assert!(all.contains("shown: 1 to 1"), "{all}");
}

#[test]
fn programs_get_json_and_csv() {
    let fixture = Fixture::filled();
    for json in [
        &["learning", "--json"][..],
        &["learning", "--format", "json"],
    ] {
        let found: serde_json::Value = serde_json::from_str(&fixture.stdout(json)).unwrap();
        assert_eq!(found["total"], 4);
        assert_eq!(found["studies"]["empathy"], 3);
        assert_eq!(found["matching"], "all");
        let quotes = found["quotes"].as_array().unwrap();
        let quote = quotes.iter().find(|q| q["participant"] == "F2").unwrap();
        assert_eq!(quote["codes"][0], "Facilitators > Peer learning");
        assert_eq!(quote["marks"], serde_json::json!([[3, 10]]));
        assert_eq!(quote["attributes"]["age"], "26");
    }
    let table = fixture.stdout(&["--all", "--format", "csv", "--coded"]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    assert!(rows.headers().unwrap().iter().any(|h| h == "translation"));
    assert_eq!(rows.records().map(Result::unwrap).count(), 5);
}

#[test]
fn mistakes_are_explained_and_nothing_found_is_no_mistake() {
    let fixture = Fixture::filled();
    let nothing = fixture.emic(&["unicorn"]).assert().success();
    let told = String::from_utf8(nothing.get_output().stderr.clone()).unwrap();
    assert!(told.contains("nothing was found"), "{told}");
    for (arguments, wanted) in [
        (&["x", "--code", "Workloads"][..], "Workload"),
        (&["x", "--where", "age>old"], "no number"),
        (&["x", "--coded", "--uncoded"], "cannot be used with"),
    ] {
        let failed = fixture.emic(arguments).assert().code(2);
        let told = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
        assert!(told.contains(wanted), "{told}");
    }
    let help = fixture.stdout(&["--help"]);
    assert!(help.contains("emic search learning"), "{help}");
}
