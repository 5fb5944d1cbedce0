//! What comes in from REFI-QDA files, and that what emic writes comes back the same.

use super::tree::Node;
use super::*;
use crate::exchange::coded_project::{
    About, ProjectCode, ProjectCoder, ProjectCoding, ProjectMemo, ProjectParticipant,
    ProjectRelation, ProjectTranscript, ProjectTurn, ProjectUnit,
};
use crate::study::{Span, SpeakerRole, TranscriptKind};
use proptest::prelude::*;
use std::collections::HashSet;
use std::io::Write;
use zip::write::SimpleFileOptions;

const NAMESPACE: &str = "urn:QDA-XML:project:1.0";

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn saved(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ward.qdpx");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read(parts: &[(&str, &[u8])]) -> Result<CodedProjectFile> {
    let (_folder, path) = saved(&packed(parts));
    read_qdpx(&path)
}

fn project(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Project xmlns=\"{NAMESPACE}\" name=\"Ward\" origin=\"Some Program 1\">{body}</Project>"
    )
}

fn told(file: &CodedProjectFile, what: &str) -> bool {
    file.warnings.iter().any(|warning| warning.contains(what))
}

const CODES: &str = "<Users><User guid=\"{AAAAAAAA-0000-0000-0000-000000000001}\" name=\"Mina\"/><User guid=\"AAAAAAAA-0000-0000-0000-000000000002\"
 name=\"Mina\"/></Users><CodeBook><Codes><Code guid=\"B1\" name=\"Fear\" isCodable=\"true\" color=\"#F00\"><Description> of the dark </Description>
 <Code guid=\"B2\" name=\"ترس\" isCodable=\"false\"/><Code guid=\"B3\" name=\"ترس\" isCodable=\"true\"/></Code></Codes></CodeBook>";

/// A project with something of everything.
fn of_everything() -> CodedProjectFile {
    let xml = project(&format!(
        "{CODES}<Variables><Variable guid=\"V1\" name=\"age\" typeOfVariable=\"Integer\"/><Variable guid=\"V2\" name=\"unused\" typeOfVariable=\"Text\"/>
        </Variables><Cases><Case guid=\"C1\" name=\"F2\"><Description>a nurse</Description><VariableValue><VariableRef targetGUID=\"{{v1}}\"/>
        <IntegerValue>31</IntegerValue></VariableValue><SourceRef targetGUID=\"S1\"/></Case></Cases>
        <Sources><TextSource guid=\"s1\" name=\"Interview\" plainTextPath=\"internal://S1.txt\"><PlainTextSelection guid=\"P1\" startPosition=\"0\"
        endPosition=\"4\"><Description>look again</Description><Coding guid=\"K1\" creatingUser=\"aaaaaaaa-0000-0000-0000-000000000001\"
        creationDateTime=\"2020-01-02T03:04:05Z\"><CodeRef targetGUID=\"B3\"/></Coding><Coding guid=\"K2\"><CodeRef targetGUID=\"nobody\"/></Coding>
        <NoteRef targetGUID=\"N1\"/></PlainTextSelection><PlainTextSelection guid=\"P2\" startPosition=\"2\" endPosition=\"99\"/>
        <PlainTextSelection guid=\"P3\" startPosition=\"77\" endPosition=\"99\"/><VariableValue><VariableRef targetGUID=\"V1\"/><TextValue>30</TextValue>
        </VariableValue></TextSource><TextSource guid=\"S2\" name=\"Interview\"><PlainTextContent>one\r\ntwo</PlainTextContent>
        <Coding guid=\"K3\"><CodeRef targetGUID=\"B1\"/></Coding></TextSource><PictureSource guid=\"S3\" name=\"ward.jpg\"/></Sources>
        <Notes><Note guid=\"N1\" name=\"idea\"><PlainTextContent>why?</PlainTextContent></Note></Notes>
        <Links><Link guid=\"L1\" name=\"leads to\" direction=\"Associative\" originGUID=\"B1\" targetGUID=\"B3\"/><Link guid=\"L2\" originGUID=\"N1\"
        targetGUID=\"P1\"/></Links><Sets><Set guid=\"T1\" name=\"nurses\"/></Sets>"
    ));
    read(&[
        ("Project.QDE", xml.as_bytes()),
        ("Sources/s1.TXT", "\u{feff}سلام بر تو".as_bytes()),
    ])
    .unwrap()
}

#[test]
fn a_project_of_another_program_comes_in_whole() {
    let file = of_everything();
    let project = &file.project;
    let names: Vec<&str> = project.coders.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        (project.name.as_str(), names),
        ("Ward", vec!["Mina", "Mina (2)"])
    );
    let codes: Vec<(&str, Option<usize>, &str)> = project
        .codes
        .iter()
        .map(|c| (c.name.as_str(), c.parent, c.colour.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("Fear", None, "#ff0000"),
            ("ترس", Some(0), ""),
            ("ترس (2)", Some(0), "")
        ]
    );
    assert_eq!(project.codes[0].definition, "of the dark");
    let names: Vec<&str> = project
        .transcripts
        .iter()
        .map(|t| t.name.as_str())
        .collect();
    assert_eq!(names, ["Interview", "Interview (2)"]);
    let (first, second) = (&project.transcripts[0], &project.transcripts[1]);
    let words: Vec<&str> = first
        .units
        .iter()
        .map(|u| u.span().of(&first.text).unwrap())
        .collect();
    assert_eq!(words, ["سلام", "ام بر تو"]);
    assert_eq!(
        (
            first.units[0].codings[0].code,
            first.units[0].codings[0].coder
        ),
        (2, Some(0))
    );
    assert_eq!(
        first.units[0].codings[0].at.as_deref(),
        Some("2020-01-02T03:04:05Z")
    );
    assert_eq!(
        (
            second.text.as_str(),
            second.units[0].range,
            second.units[0].codings[0].code
        ),
        ("one\ntwo", (0, 7), 0)
    );
    assert_eq!(
        (first.participant, project.participants[0].label.as_str()),
        (Some(0), "F2")
    );
    assert_eq!(project.participants[0].attributes["age"], "31");
    let memos: Vec<(About, &str)> = project
        .memos
        .iter()
        .map(|m| (m.about, m.text.as_str()))
        .collect();
    let wanted = [
        (About::Unit(0, 0), "look again"),
        (About::Participant(0), "a nurse"),
        (About::Unit(0, 0), "idea\n\nwhy?"),
    ];
    assert_eq!(memos, wanted);
    assert_eq!(
        (project.relations.len(), project.relations[0].kind.as_str()),
        (1, "leads to")
    );
}

#[test]
fn what_has_no_place_is_counted_and_named() {
    let file = of_everything();
    for gap in [
        "1 codings whose code is not in the file",
        "1 selections that lie outside",
        "1 selections that end beyond",
        "1 sources of the name of another",
        "1 pictures (ward.jpg)",
        "1 links between other things",
        "1 sets (nurses)",
        "1 variables without a value (unused)",
        "1 codes meant as headings only",
        "1 links without a direction",
    ] {
        assert!(told(&file, gap), "{gap}: {:?}", file.warnings);
    }
}

#[test]
fn cases_without_a_name_and_variables_of_sources_become_participants() {
    let xml = project(
        "<Variables><Variable guid=\"V1\" name=\"sex\" typeOfVariable=\"Text\"/></Variables><Cases><Case guid=\"C1\"><VariableValue>
        <VariableRef targetGUID=\"V1\"/><TextValue>f</TextValue></VariableValue><SourceRef targetGUID=\"S1\"/></Case></Cases><Sources>
        <TextSource guid=\"S1\" name=\"F1\"><PlainTextContent>a</PlainTextContent></TextSource><TextSource guid=\"S2\" name=\"M2\">
        <PlainTextContent>b</PlainTextContent><VariableValue><VariableRef targetGUID=\"V1\"/><TextValue>m</TextValue></VariableValue>
        </TextSource></Sources>",
    );
    let file = read(&[("project.qde", xml.as_bytes())]).unwrap();
    let people: Vec<(&str, &str)> = file
        .project
        .participants
        .iter()
        .map(|p| (p.label.as_str(), p.attributes["sex"].as_str()))
        .collect();
    assert_eq!(people, [("F1", "f"), ("M2", "m")]);
    assert_eq!(file.project.transcripts[1].participant, Some(1));
}

#[test]
fn where_a_text_is_missing_the_names_of_selections_become_excerpts() {
    let source = |path: &str| {
        project(&format!(
            "{CODES}<Sources><TextSource guid=\"S1\" name=\"a\" plainTextPath=\"{path}\"><PlainTextSelection guid=\"P1\" name=\"I was afraid\"
            startPosition=\"5\" endPosition=\"17\"><Coding guid=\"K1\"><CodeRef targetGUID=\"B1\"/></Coding></PlainTextSelection>
            <PlainTextSelection guid=\"P2\" startPosition=\"5\" endPosition=\"17\"><Coding guid=\"K2\"><CodeRef targetGUID=\"B1\"/></Coding>
            </PlainTextSelection></TextSource></Sources>"
        ))
    };
    for path in [
        "internal://gone.txt",
        "relative:///gone.txt",
        "absolute:///etc/hostname",
    ] {
        let file = read(&[("project.qde", source(path).as_bytes())]).unwrap();
        let transcript = &file.project.transcripts[0];
        assert_eq!(
            (transcript.kind, transcript.text.as_str()),
            (TranscriptKind::Excerpts, "I was afraid")
        );
        assert_eq!(transcript.units.len(), 1);
        assert!(
            told(&file, "1 sources whose text is missing")
                && told(&file, "1 codings of a missing text")
        );
    }
    let (folder, path) = saved(&packed(&[(
        "project.qde",
        source("relative:///beside.txt").as_bytes(),
    )]));
    std::fs::write(folder.path().join("beside.txt"), "Then I was afraid.").unwrap();
    let file = read_qdpx(&path).unwrap();
    let transcript = &file.project.transcripts[0];
    assert_eq!(
        transcript.units[0].span().of(&transcript.text),
        Some("I was afraid")
    );
}

#[test]
fn hostile_archives_are_refused_with_file_and_place() {
    let plain = project("");
    let bomb = project(&" ".repeat(60 << 20));
    let entities = "<!DOCTYPE Project [<!ENTITY a \"b\">]><Project>&a;</Project>";
    let out = project(
        "<Sources><TextSource guid=\"S1\" plainTextPath=\"relative://../secret.txt\"/></Sources>",
    );
    let inside = project(
        "<Sources><TextSource guid=\"S1\" plainTextPath=\"internal://../../etc/passwd\"/></Sources>",
    );
    let many: Vec<(String, Vec<u8>)> = (0..100_001)
        .map(|n| (format!("sources/{n}.txt"), Vec::new()))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    for (parts, wanted) in [
        (
            vec![("project.qde", bomb.as_bytes())],
            "unpacks to more than",
        ),
        (
            vec![("project.qde", entities.as_bytes())],
            "project.qde cannot be read (line 1: it has a document type",
        ),
        (
            vec![
                ("project.qde", plain.as_bytes()),
                ("../evil.txt", b"x".as_slice()),
            ],
            "../evil.txt lies outside",
        ),
        (
            vec![
                ("project.qde", plain.as_bytes()),
                ("a\\..\\..\\evil", b"x".as_slice()),
            ],
            "lies outside",
        ),
        (
            vec![("project.qde", out.as_bytes())],
            "relative://../secret.txt lies outside",
        ),
        (vec![("project.qde", inside.as_bytes())], "lies outside"),
        (
            vec![("project.qde", b"<Project>&lol;</Project>".as_slice())],
            "unknown entity &lol;",
        ),
        (
            vec![("project.qde", b"<CodeBook/>".as_slice())],
            "root element is <CodeBook>",
        ),
        (
            vec![("a.qde", plain.as_bytes()), ("b.qde", plain.as_bytes())],
            "several projects",
        ),
        (vec![("notes.txt", b"x".as_slice())], "has no project"),
        (many, "has 100001 parts"),
    ] {
        let error = read(&parts).unwrap_err().to_string();
        assert!(
            error.contains("ward.qdpx") && error.contains(wanted),
            "{wanted}: {error}"
        );
    }
    assert!(read(&[("project.qde", plain.as_bytes())]).is_ok());
}

#[test]
fn a_cut_archive_never_panics() {
    let project = random(7);
    let bytes = write_qdpx(&project, Positions::CodePoints).unwrap().bytes;
    for length in (0..bytes.len()).step_by(97) {
        let (_folder, path) = saved(&bytes[..length]);
        assert!(read_qdpx(&path).is_err());
    }
}

#[test]
fn a_codebook_goes_out_and_comes_back() {
    let mut project = random(3);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes.qdc");
    std::fs::write(&path, write_qdc(&project).unwrap()).unwrap();
    let back = read_qdc(&path).unwrap().project.codes;
    let plain = |code: &ProjectCode| {
        (
            code.guid.clone(),
            code.parent,
            code.name.clone(),
            super::codebook::description(code),
        )
    };
    assert_eq!(
        back.iter().map(plain).collect::<Vec<_>>(),
        project.codes.iter().map(plain).collect::<Vec<_>>()
    );
    project.codes.clear();
    assert!(
        write_qdc(&project)
            .unwrap_err()
            .to_string()
            .contains("no code")
    );
}

/// What the schema asks for, as far as it can be said without it.
#[test]
fn what_is_written_is_in_the_order_of_the_standard_and_refers_to_what_is_there() {
    const ORDER: &[(&str, &[&str])] = &[
        (
            "Project",
            &[
                "Users",
                "CodeBook",
                "Variables",
                "Cases",
                "Sources",
                "Notes",
                "Links",
                "Description",
                "NoteRef",
            ],
        ),
        ("Code", &["Description", "NoteRef", "Code"]),
        ("Case", &["VariableValue", "SourceRef"]),
        (
            "VariableValue",
            &["VariableRef", "TextValue", "IntegerValue"],
        ),
        ("TextSource", &["PlainTextSelection", "NoteRef"]),
        ("PlainTextSelection", &["Description", "Coding", "NoteRef"]),
        ("Coding", &["CodeRef", "NoteRef"]),
        ("Note", &["PlainTextContent"]),
        ("Link", &["NoteRef"]),
    ];
    fn walk<'n>(node: &'n Node, guids: &mut HashSet<&'n str>, targets: &mut Vec<&'n str>) {
        if let Some((_, order)) = ORDER.iter().find(|(name, _)| *name == node.name) {
            let places: Vec<usize> = node
                .children
                .iter()
                .map(|c| order.iter().position(|o| *o == c.name).unwrap())
                .collect();
            assert!(places.is_sorted(), "{}: {places:?}", node.name);
        }
        for (name, value) in &node.attributes {
            match name.as_str() {
                "guid" => assert!(is_guid(value) && guids.insert(value), "{value}"),
                "targetGUID" | "originGUID" | "creatingUser" => targets.push(value),
                "color" => assert!(super::xml::is_colour(value), "{value}"),
                _ => {}
            }
        }
        node.children
            .iter()
            .for_each(|child| walk(child, guids, targets));
    }
    for seed in 0..20 {
        let (_folder, path) = saved(&write_qdpx(&random(seed), Positions::Utf16).unwrap().bytes);
        let (_, xml) = Archive::open(&path).unwrap().project().unwrap();
        let root = tree::parse(&xml).unwrap();
        let (mut guids, mut targets) = (HashSet::new(), Vec::new());
        walk(&root, &mut guids, &mut targets);
        assert!(
            targets.iter().all(|target| guids.contains(target)),
            "{seed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_written_comes_back_the_same(seed in any::<u64>()) {
        let project = random(seed);
        let bytes = write_qdpx(&project, Positions::CodePoints).unwrap().bytes;
        prop_assert_eq!(&bytes, &write_qdpx(&project, Positions::CodePoints).unwrap().bytes);
        let (_folder, path) = saved(&bytes);
        let back = read_qdpx(&path).unwrap();
        prop_assert_eq!(back.project, project);
        prop_assert!(!back.warnings.iter().any(|w| w.contains("could not")), "{:?}", back.warnings);
    }

    #[test]
    fn no_xml_makes_it_panic(body in "(<(Sources|TextSource|PlainTextSelection|Coding|CodeRef|Code|Codes|CodeBook|Case|Note|Link)( (guid|name|startPosition|targetGUID|plainTextPath)=\"[a-z0-9:/.-]{0,9}\")?/?>|</(Sources|Code|Note)>|[a-z]){0,20}") {
        let _ = read(&[("project.qde", project(&body).as_bytes())]);
    }
}

/// Small numbers that follow from a seed (xorshift64, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }

    fn words(&mut self, most: usize) -> String {
        const WORDS: [&str; 12] = [
            "fear",
            "😀👩‍👩‍👧",
            "می‌ترسیدم",
            "e\u{301}té",
            "我害怕",
            "<&\">'",
            "\n\nInclude: ",
            "\n\nExclude: ",
            "\t",
            "שלום",
            "\u{1F1EE}\u{1F1F7}",
            "line\nend",
        ];
        (0..self.below(most))
            .map(|_| WORDS[self.below(WORDS.len())])
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn maybe(&mut self) -> Option<String> {
        (self.below(2) == 0).then(|| self.words(4))
    }
}

/// A small project of emic: three coders, five levels, units that overlap, touch and are the same.
pub(super) fn random(seed: u64) -> CodedProject {
    let mut making = Making {
        dice: Dice(seed | 1),
        seed,
        count: 0,
    };
    let codes = making.codes();
    let coders: Vec<ProjectCoder> = ["Mina", "یونس 😀", "emic 0.1"]
        .map(|name| ProjectCoder {
            guid: making.guid(),
            name: name.into(),
            is_machine: name.starts_with("emic"),
            is_consensus: name.starts_with("یونس"),
        })
        .into();
    let participants = making.participants();
    let transcripts: Vec<ProjectTranscript> = (0..making.dice.below(4))
        .map(|n| making.transcript(n, codes.len(), participants.len()))
        .collect();
    let memos = making.memos(&codes, &participants, &transcripts);
    let relations = (0..making.dice.below(3).min(codes.len() - 1)).map(|n| ProjectRelation {
        guid: making.guid(),
        from: n,
        to: n + 1,
        kind: format!("leads to {}", making.dice.words(2)),
        note: making.dice.words(3),
    });
    let relations = relations.collect();
    CodedProject {
        guid: making.guid(),
        name: "ward".into(),
        title: making.dice.words(4),
        method: making.dice.words(4),
        levels: ["theme", "category", "sub-category", "code", "concept"]
            .map(str::to_owned)
            .into(),
        language: Some("fa".into()),
        coders,
        codes,
        participants,
        transcripts,
        memos,
        relations,
        kept: Vec::new(),
        by_emic: true,
        units_apart: true,
    }
}

const WHEN: &str = "2024-05-06T07:08:09.123Z";

struct Making {
    dice: Dice,
    seed: u64,
    count: usize,
}

impl Making {
    fn guid(&mut self) -> String {
        self.count += 1;
        derived_guid(&["test", &self.seed.to_string(), &self.count.to_string()])
    }

    fn codes(&mut self) -> Vec<ProjectCode> {
        let mut codes: Vec<ProjectCode> = Vec::new();
        let mut branch: Vec<usize> = Vec::new();
        for n in 0..1 + self.dice.below(12) {
            branch.truncate(self.dice.below(branch.len() + 1));
            let above = branch.last().map(|at| codes[*at].level.unwrap_or_default());
            let level = above.map_or(0, |level| level + 1) + self.dice.below(2);
            let parent = branch.last().copied().filter(|_| level < 5);
            branch.push(n);
            codes.push(ProjectCode {
                guid: self.guid(),
                parent,
                level: Some(if parent.is_some() { level } else { 0 }),
                name: format!("{}{n}", self.dice.words(3)),
                definition: self.dice.words(3),
                include: self.dice.words(3),
                exclude: self.dice.words(3),
                colour: if n % 2 == 0 {
                    "#1a2b3c".into()
                } else {
                    String::new()
                },
            });
        }
        in_tree_order(codes)
    }

    fn participants(&mut self) -> Vec<ProjectParticipant> {
        let participant = |n: usize| ProjectParticipant {
            guid: self.guid(),
            label: format!("F{n}{}", self.dice.words(2)),
            attributes: [
                ("age".to_owned(), n.to_string()),
                ("نقش".to_owned(), self.dice.words(3)),
            ]
            .into(),
        };
        [0, 1, 2]
            .map(participant)
            .into_iter()
            .take(usize::try_from(self.seed % 4).unwrap())
            .collect()
    }

    fn transcript(&mut self, n: usize, codes: usize, people: usize) -> ProjectTranscript {
        let text = format!("{}{n}", self.dice.words(40));
        let bounds: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut units: Vec<ProjectUnit> = (0..self.dice.below(9))
            .map(|_| self.unit(&bounds, codes))
            .collect();
        units.sort_by_key(|unit| unit.range);
        let half = bounds[bounds.len() / 2];
        let person = |making: &mut Self| Some(making.dice.below(people)).filter(|_| people > 0);
        let turns = vec![
            ProjectTurn {
                span: Span::new(0, half),
                speaker: self.dice.maybe(),
                role: SpeakerRole::Interviewer,
                participant: None,
            },
            ProjectTurn {
                span: Span::new(half, text.len()),
                speaker: Some("F1".into()),
                role: SpeakerRole::Participant,
                participant: person(self),
            },
        ];
        ProjectTranscript {
            guid: self.guid(),
            name: format!("{}{n}", self.dice.words(2)),
            kind: if self.dice.below(2) == 0 {
                TranscriptKind::Interview
            } else {
                TranscriptKind::Excerpts
            },
            language: Some("fa".into()),
            text,
            participant: person(self),
            turns: Some(turns),
            units,
        }
    }

    fn unit(&mut self, bounds: &[usize], codes: usize) -> ProjectUnit {
        let (a, b) = (
            bounds[self.dice.below(bounds.len())],
            bounds[self.dice.below(bounds.len())],
        );
        let mut given = HashSet::new();
        let mut codings = Vec::new();
        for _ in 0..self.dice.below(5) {
            let (code, coder) = (self.dice.below(codes), self.dice.below(3));
            if given.insert((code, coder)) {
                codings.push(ProjectCoding {
                    guid: self.guid(),
                    code,
                    coder: Some(coder),
                    at: Some(WHEN.into()),
                });
            }
        }
        ProjectUnit {
            guid: self.guid(),
            range: (a.min(b), a.max(b)),
            condensed: self.dice.maybe(),
            translation: self.dice.maybe(),
            external_id: self.dice.maybe(),
            codings,
        }
    }

    fn memos(
        &mut self,
        codes: &[ProjectCode],
        people: &[ProjectParticipant],
        transcripts: &[ProjectTranscript],
    ) -> Vec<ProjectMemo> {
        let mut memos = Vec::new();
        for n in 0..self.dice.below(8) {
            let about = match (n, transcripts.first()) {
                (1, _) => About::Code(self.dice.below(codes.len())),
                (2, Some(_)) => About::Transcript(0),
                (3 | 4, Some(first)) if !first.units.is_empty() => {
                    About::Unit(0, self.dice.below(first.units.len()))
                }
                (6, Some(first)) => {
                    match first.units.iter().position(|unit| !unit.codings.is_empty()) {
                        Some(unit) => {
                            About::Coding(0, unit, self.dice.below(first.units[unit].codings.len()))
                        }
                        None => About::Study,
                    }
                }
                (5, _) if !people.is_empty() => About::Participant(0),
                _ => About::Study,
            };
            memos.push(ProjectMemo {
                guid: self.guid(),
                about,
                coder: Some(self.dice.below(2)),
                text: format!("{}{n}", self.dice.words(9)),
                at: Some(WHEN.into()),
            });
        }
        memos
    }
}

/// Parents before children and branch after branch, as files list codes.
fn in_tree_order(codes: Vec<ProjectCode>) -> Vec<ProjectCode> {
    let mut order = Vec::new();
    let mut waiting: Vec<usize> = (0..codes.len())
        .rev()
        .filter(|at| codes[*at].parent.is_none())
        .collect();
    while let Some(at) = waiting.pop() {
        order.push(at);
        waiting.extend(
            (0..codes.len())
                .rev()
                .filter(|child| codes[*child].parent == Some(at)),
        );
    }
    let place = |old: usize| order.iter().position(|at| *at == old);
    order
        .iter()
        .map(|at| ProjectCode {
            parent: codes[*at].parent.and_then(place),
            ..codes[*at].clone()
        })
        .collect()
}
