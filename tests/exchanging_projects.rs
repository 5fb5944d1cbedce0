//! Whole projects come in from other programs and go out to them, and nothing of what emic has is lost on the way.

use crate::support::Project;
use emic::exchange::Positions;
use emic::project::{Exported, ImportOptions, Project as Library};
use emic::store::{Edit, Store};
use emic::study::{
    Code, CodeId, CoderId, CoderKind, Language, MeaningUnit, MemoTarget, Origin, ParticipantId,
    Relation, RelationId, Span, SpeakerRole, Study, StudyId, Transcript, TranscriptId,
    TranscriptKind, Turn, UnitId,
};
use proptest::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A project as NVivo for Windows writes it: UTF-16 units, two characters a line end, byte order mark, a selection a coding.
fn nvivo() -> Vec<u8> {
    let text = "F2: 😀😀 I was afraid.\r\nF2: Nobody came.\r\nF2: می‌ترسیدم 😀 همیشه\r\n";
    let place = |words: &str| {
        let at = text.find(words).unwrap();
        let start = text[..at].encode_utf16().count();
        (start, start + words.encode_utf16().count())
    };
    let selection = |n: usize, words: &str, code: &str| {
        let (start, end) = place(words);
        format!(
            "<PlainTextSelection guid=\"0000000{n}-0000-0000-0000-000000000001\" name=\"\" startPosition=\"{start}\" endPosition=\"{end}\"><Description/>
            <Coding guid=\"0000000{n}-0000-0000-0000-000000000002\" creatingUser=\"00000000-0000-0000-0000-0000000000aa\" creationDateTime=\"2025-06-18T02:06:50Z\">
            <CodeRef targetGUID=\"00000000-0000-0000-0000-0000000000{code}\"/></Coding></PlainTextSelection>"
        )
    };
    let selections = [
        selection(1, "afraid", "c1"),
        selection(2, "afraid", "c2"),
        selection(3, "Nobody came", "c1"),
        selection(4, "می‌ترسیدم", "c1"),
        selection(5, "همیشه", "c2"),
    ];
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"Night shifts\" origin=\"NVivo for Windows 12.6\">
        <Users><User guid=\"00000000-0000-0000-0000-0000000000aa\" name=\"Gergő\"/><User guid=\"00000000-0000-0000-0000-0000000000ab\" name=\"Florian\"/></Users>
        <CodeBook><Codes><Code guid=\"00000000-0000-0000-0000-0000000000c1\" name=\"Fear\" isCodable=\"true\"><Code guid=\"00000000-0000-0000-0000-0000000000c2\"
        name=\"At night\" isCodable=\"true\" color=\"#FF8000\"/></Code></Codes></CodeBook>
        <Sources><TextSource guid=\"00000000-0000-0000-0000-0000000000d1\" name=\"F2\" plainTextPath=\"internal://F2.txt\">{}</TextSource></Sources>
        <Sets><Set guid=\"00000000-0000-0000-0000-0000000000e1\" name=\"nurses\"/></Sets></Project>",
        selections.concat()
    );
    packed(&[
        ("project.qde", xml.as_bytes()),
        ("Sources/F2.txt", format!("\u{feff}{text}").as_bytes()),
    ])
}

#[test]
fn a_project_of_another_program_is_looked_at_taken_in_and_taken_in_again() {
    let project = Project::new();
    project.write("night.qdpx", nvivo());
    let seen = project.run(&["import", "night.qdpx", "--dry-run"]);
    assert!(seen.contains("would be imported into Night shifts: 2 coders, 2 codes, 1 transcript, 4 units, 5 codings"), "{seen}");
    assert!(
        seen.contains("UTF-16 units: 0 of 5 selections begin inside a word")
            && seen.contains("1 sets"),
        "{seen}"
    );
    assert!(
        project.run(&["studies"]).trim().is_empty() || !project.run(&["studies"]).contains("Night")
    );

    project.run(&["import", "night.qdpx"]);
    let units = project.run(&["export"]);
    for words in [
        "\"text\":\"afraid\"",
        "\"text\":\"Nobody came\"",
        "\"text\":\"می‌ترسیدم\"",
        "\"text\":\"همیشه\"",
        "Fear > At night",
        "Gergő",
    ] {
        assert!(units.contains(words), "{words}: {units}");
    }
    assert_eq!(
        (project.count("codings"), project.count("participants")),
        (5, 0)
    );
    assert!(
        project
            .run(&["import", "night.qdpx"])
            .contains("nothing new")
    );
    assert_eq!(project.count("codings"), 5);

    // It is one change, which can be taken back, and come again.
    project.run(&["undo"]);
    assert!(!project.run(&["studies"]).contains("Night"));
    project.run(&["import", "night.qdpx"]);
    assert_eq!(project.count("codings"), 5);
}

#[test]
fn identities_of_other_programs_go_out_again() {
    let project = Project::new();
    project.write("night.qdpx", nvivo());
    project.run(&["import", "night.qdpx"]);
    project.run(&["export", "--format", "qdpx", "-o", "back.qdpx"]);
    let mut zip =
        zip::ZipArchive::new(std::fs::File::open(project.path("back.qdpx")).unwrap()).unwrap();
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "project.qde",
            "sources/00000000-0000-0000-0000-0000000000d1.txt",
            "emic.json"
        ]
    );
    let xml = std::io::read_to_string(zip.by_name("project.qde").unwrap()).unwrap();
    for guid in [
        "0000000000aa",
        "0000000000c2",
        "0000000000d1",
        "00000003-0000-0000-0000-000000000001",
        "00000003-0000-0000-0000-000000000002",
    ] {
        assert!(xml.contains(guid), "{guid}: {xml}");
    }
    // Positions are code points with line feeds: "F2: 😀😀 I was afraid.", a line end and a label stand before "Nobody came".
    assert!(
        xml.contains("startPosition=\"25\" endPosition=\"36\""),
        "{xml}"
    );
    assert!(
        project
            .refused(2, &["export", "--format", "qdpx", "--what", "units"])
            .contains("whole study")
    );
}

/// A project with everything that emic has no place for.
fn with_sets_and_pictures() -> Vec<u8> {
    let guid = |n: &str| format!("00000000-0000-0000-0000-0000000000{n}");
    let code = |n: &str| format!("<CodeRef targetGUID=\"{}\"/>", guid(n));
    let xml = format!(
        "<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"Ward\" origin=\"X\"><Users><User guid=\"{u}\" name=\"Mina\"/></Users>
        <CodeBook><Codes><Code guid=\"{c1}\" name=\"Fear\" isCodable=\"true\"/><Code guid=\"{c2}\" name=\"Joy\" isCodable=\"true\"/></Codes></CodeBook>
        <Variables><Variable guid=\"{v1}\" name=\"age\" typeOfVariable=\"Float\"><Description>in years</Description></Variable>
        <Variable guid=\"{v2}\" name=\"since\" typeOfVariable=\"Date\"/></Variables>
        <Cases><Case guid=\"{p}\" name=\"F2\"><VariableValue><VariableRef targetGUID=\"{v1}\"/><FloatValue>31.5</FloatValue></VariableValue>
        <SourceRef targetGUID=\"{s}\"/></Case></Cases>
        <Sources><TextSource guid=\"{s}\" name=\"F2\"><PlainTextContent>I was afraid 😀, and glad.</PlainTextContent><PlainTextSelection guid=\"{t}\"
        name=\"glad\" startPosition=\"20\" endPosition=\"24\"><Coding guid=\"{k1}\" creatingUser=\"{u}\">{joy}</Coding></PlainTextSelection></TextSource>
        <PictureSource guid=\"{{{P}}}\" name=\"ward\" path=\"internal://ward.jpg\" creatingUser=\"{gone}\"><PictureSelection guid=\"{a}\" firstX=\"1\" firstY=\"2\"
        secondX=\"3\" secondY=\"4\"><Coding guid=\"{k2}\" creatingUser=\"{u}\">{fear}</Coding><Coding guid=\"{k3}\">{lost}</Coding></PictureSelection>
        </PictureSource></Sources>
        <Links><Link guid=\"{l1}\" name=\"leads to\" direction=\"Bidirectional\" color=\"#ff0000\" originGUID=\"{c1}\" targetGUID=\"{c2}\"/>
        <Link guid=\"{l2}\" name=\"shows\" direction=\"OneWay\" originGUID=\"{P}\" targetGUID=\"{c2}\"/></Links>
        <Sets><Set guid=\"{e1}\" name=\"feelings\"><MemberCode targetGUID=\"{c1}\"/><MemberCode targetGUID=\"{c2}\"/><MemberSource targetGUID=\"{gone}\"/></Set>
        <Set guid=\"{e2}\" name=\"gone\"><MemberCode targetGUID=\"{gone}\"/></Set></Sets>
        <Graphs><Graph guid=\"{g}\" name=\"map\"><Vertex guid=\"{x1}\" representedGUID=\"{c1}\" firstX=\"0\" firstY=\"0\" shape=\"Oval\" odd=\"1\"/>
        <Vertex guid=\"{x2}\" firstX=\"9\" firstY=\"9\"/><Edge guid=\"{x3}\" sourceVertex=\"{x1}\" targetVertex=\"{x2}\"/></Graph></Graphs></Project>",
        u = guid("aa"), c1 = guid("c1"), c2 = guid("c2"), v1 = guid("b1"), v2 = guid("b2"), p = guid("d0"), s = guid("d1"), t = guid("d2"),
        k1 = guid("e1"), k2 = guid("e2"), k3 = guid("e3"), P = guid("F0"), a = guid("f1"), l1 = guid("91"), l2 = guid("92"), e1 = guid("81"),
        e2 = guid("82"), g = guid("70"), x1 = guid("71"), x2 = guid("72"), x3 = guid("73"), gone = guid("00"), joy = code("c2"),
        fear = code("c1"), lost = code("00"),
    );
    packed(&[("project.qde", xml.as_bytes())])
}

fn project_xml(file: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    std::io::read_to_string(zip.by_name("project.qde").unwrap()).unwrap()
}

#[test]
fn what_emic_has_no_place_for_goes_out_as_it_came_where_it_still_means_something() {
    let project = Project::new();
    project.write("ward.qdpx", with_sets_and_pictures());
    let seen = project.run(&["import", "ward.qdpx"]);
    assert!(seen.contains("kept as it is, to be written back"), "{seen}");
    let out = project
        .emic(&["export", "--format", "qdpx", "-o", "back.qdpx"])
        .assert()
        .success();
    let told = String::from_utf8(out.get_output().stderr.clone()).unwrap();
    assert!(told.contains("written back: 1 pictures (ward); 1 links between other things than codes (shows); 1 sets (feelings); 1 graphs (map)"), "{told}");
    assert!(
        told.contains("refer to is gone: 1 sets (gone)") && told.contains("--positions utf-16"),
        "{told}"
    );
    let xml = project_xml(&project.path("back.qdpx"));
    for wanted in [
        "<PictureSource guid=\"00000000-0000-0000-0000-0000000000f0\" name=\"ward\">",
        "direction=\"Bidirectional\" color=\"#ff0000\"",
        "name=\"shows\"",
        "typeOfVariable=\"Float\"",
        "<Description>in years</Description>",
        "<FloatValue>31.5</FloatValue>",
        "name=\"since\" typeOfVariable=\"Date\"",
        "shape=\"Oval\"/>",
        "startPosition=\"20\"",
    ] {
        assert!(xml.contains(wanted), "{wanted}: {xml}");
    }
    for unwanted in ["odd", "internal://ward", "-000000000000\"", "0000000000e3"] {
        assert!(!xml.contains(unwanted), "{unwanted}: {xml}");
    }

    let other = Project::new();
    other.write(
        "back.qdpx",
        std::fs::read(project.path("back.qdpx")).unwrap(),
    );
    other.run(&["import", "back.qdpx"]);
    other.run(&["export", "--format", "qdpx", "-o", "again.qdpx"]);
    assert_eq!(project_xml(&other.path("again.qdpx")), xml);

    // Counted in UTF-16 units, an emoji is two, and the file comes back the same.
    project.run(&[
        "export",
        "--format",
        "qdpx",
        "--positions",
        "utf-16",
        "-o",
        "wide.qdpx",
    ]);
    assert!(project_xml(&project.path("wide.qdpx")).contains("startPosition=\"21\""));
    let third = Project::new();
    third.write(
        "wide.qdpx",
        std::fs::read(project.path("wide.qdpx")).unwrap(),
    );
    third.run(&["import", "wide.qdpx"]);
    third.run(&["export", "--format", "qdpx", "-o", "again.qdpx"]);
    assert_eq!(project_xml(&third.path("again.qdpx")), xml);
    project.refused(2, &["export", "--positions", "utf-16"]);
}

#[test]
fn a_codebook_comes_in_and_goes_out() {
    let project = Project::new();
    project.write(
        "codes.qdc",
        "<?xml version=\"1.0\"?><CodeBook xmlns=\"urn:QDA-XML:codebook:0:4\"><Codes><Code guid=\"1\" name=\"ترس\" isCodable=\"true\"><Description>of dark</Description>
        <Code guid=\"2\" name=\"night\" isCodable=\"true\"/></Code></Codes></CodeBook>",
    );
    project.run(&["import", "codes.qdc", "--study", "ward"]);
    let out = project.run(&["export", "--format", "qdc"]);
    assert!(
        out.contains("urn:QDA-XML:codebook:1.0")
            && out.contains("name=\"ترس\"")
            && out.contains("of dark"),
        "{out}"
    );
    // Identities that no program would take are not given on.
    assert!(!out.contains("guid=\"1\""), "{out}");
    project.write(
        "bomb.qdc",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><CodeBook>&b;</CodeBook>",
    );
    let refused = project.refused(3, &["import", "bomb.qdc", "--study", "ward"]);
    assert!(
        refused.contains("bomb.qdc") && refused.contains("line 1"),
        "{refused}"
    );
}

proptest! {
    #![proptest_config(crate::round_trips::cases(24))]
    #[test]
    fn a_study_goes_out_and_comes_back_the_same(
        texts in prop::collection::vec(("[a-z]{1,4}", "([a-z😀\u{301}ترس我]{1,6}( |\r\n|\n)){1,12}"), 1..4),
        units in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6_usize, 0..3_usize), 0..16),
        levels in prop::collection::vec(0..5_usize, 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = filled(folder.path(), &texts, &units, &levels);
        let mut first = Library::open(&path).unwrap();
        let out = exported(&first);
        let mut second = Library::create(folder.path().join("second.emic")).unwrap();
        imported(&mut second, folder.path(), &out);
        prop_assert_eq!(&exported(&second), &out);
        let (a, b) = (plain(&first), plain(&second));
        prop_assert_eq!(a, b);
        // To the project that it came from, it brings nothing new.
        let stamp = first.store().content_stamp().unwrap();
        imported(&mut second, folder.path(), &out);
        prop_assert_eq!(&exported(&second), &out);
        imported(&mut first, folder.path(), &out);
        prop_assert_eq!(exported(&first), out);
        prop_assert!(first.store().content_stamp().unwrap().0 <= stamp.0 + 1);
    }
}

fn exported(project: &Library) -> Vec<u8> {
    let study = project.store().study_named("ward").unwrap().unwrap();
    project
        .exported(&[study], Exported::Qdpx(Positions::CodePoints))
        .unwrap()
}

fn imported(project: &mut Library, folder: &Path, bytes: &[u8]) {
    let file = folder.join("ward.qdpx");
    std::fs::write(&file, bytes).unwrap();
    let options = ImportOptions {
        study: Some("ward".into()),
        coder: "Mina".into(),
        ..ImportOptions::default()
    };
    let report = project.import(&[file], &options, &|_| {}).unwrap();
    assert_eq!(report.refused().count(), 0);
}

/// What a study has, without the numbers of its rows.
fn plain(project: &Library) -> emic::exchange::CodedProject {
    let study = project.store().study_named("ward").unwrap().unwrap();
    project.coded_project(&study).unwrap()
}

type Units = (
    prop::sample::Index,
    prop::sample::Index,
    prop::sample::Index,
    usize,
    usize,
);

/// A project of three coders with a tree of codes, transcripts, units that overlap, touch and are the same, memos and a relation.
fn filled(folder: &Path, texts: &[(String, String)], units: &[Units], levels: &[usize]) -> PathBuf {
    let path = folder.join("first.emic");
    let mut store = Store::create(&path).unwrap();
    let done = store.change(None, "fill", |edit| {
        let study = edit.add_study(&Study {
            id: StudyId(0),
            name: "ward".into(),
            title: "شب 😀".into(),
            method: String::new(),
            levels: ["a", "b", "c", "d", "e"].map(str::to_owned).into(),
            language: Some(Language::new("fa")),
        })?;
        let coders = [
            edit.add_coder("Mina", CoderKind::Person)?,
            edit.add_coder("یونس", CoderKind::Person)?,
            edit.add_coder("emic 0.1", CoderKind::Machine)?,
        ];
        let codes = add_codes(edit, study, levels)?;
        let attributes = [("age".into(), "31".into()), ("نقش".into(), "پرستار".into())].into();
        let person = edit.add_participant(study, "F2", &attributes)?;
        let transcripts = add_transcripts(edit, study, person, texts)?;
        add_units(edit, &transcripts, &codes, coders, units)?;
        let targets = [
            MemoTarget::Study(study),
            MemoTarget::Participant(person),
            MemoTarget::Code(codes[0]),
            MemoTarget::Transcript(transcripts[0].0),
        ];
        for target in targets {
            edit.add_memo(target, coders[0], "یادداشت")?;
        }
        if let [from, to, ..] = codes.as_slice() {
            let (kind, note) = ("leads to".into(), "why".into());
            edit.add_relation(&Relation {
                id: RelationId(0),
                from: *from,
                to: *to,
                kind,
                note,
            })?;
        }
        Ok(())
    });
    done.unwrap();
    path
}

fn add_codes(edit: &mut Edit<'_>, study: StudyId, levels: &[usize]) -> emic::Result<Vec<CodeId>> {
    let mut codes: Vec<(CodeId, usize)> = Vec::new();
    for (n, level) in levels.iter().enumerate() {
        let parent = codes
            .iter()
            .rev()
            .find(|(_, above)| above < level)
            .map(|(id, _)| *id);
        let code = Code {
            id: CodeId(0),
            study,
            parent,
            level: *level,
            name: format!("Code {n} \"&\" ترس"),
            definition: format!("what {n}\n\nmeans"),
            include: "😀".repeat(n),
            exclude: String::new(),
            colour: if n == 0 {
                "#102030".into()
            } else {
                String::new()
            },
            position: i64::try_from(n).unwrap(),
        };
        codes.push((edit.add_code(&code)?, *level));
    }
    Ok(codes.into_iter().map(|(id, _)| id).collect())
}

fn add_transcripts(
    edit: &mut Edit<'_>,
    study: StudyId,
    person: ParticipantId,
    texts: &[(String, String)],
) -> emic::Result<Vec<(TranscriptId, String)>> {
    let mut transcripts = Vec::new();
    for (n, (name, text)) in texts.iter().enumerate() {
        let text = text.replace("\r\n", "\n");
        let turn = Turn {
            span: Span::new(0, text.len()),
            speaker: Some("F2".into()),
            role: SpeakerRole::Participant,
            participant: Some(person),
        };
        let id = edit.add_transcript(&Transcript {
            id: TranscriptId(0),
            study,
            name: format!("{name}{n}"),
            kind: if n % 2 == 0 {
                TranscriptKind::Interview
            } else {
                TranscriptKind::Excerpts
            },
            participant: (n == 0).then_some(person),
            language: Language::new("fa"),
            text: text.clone(),
            turns: vec![turn],
        })?;
        transcripts.push((id, text));
    }
    Ok(transcripts)
}

fn add_units(
    edit: &mut Edit<'_>,
    transcripts: &[(TranscriptId, String)],
    codes: &[CodeId],
    coders: [CoderId; 3],
    units: &[Units],
) -> emic::Result<()> {
    for (n, (which, a, b, code, coder)) in units.iter().enumerate() {
        let (transcript, text) = which.get(transcripts);
        let bounds: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let (a, b) = (*a.get(&bounds), *b.get(&bounds));
        let unit = edit.add_unit(&MeaningUnit {
            id: UnitId(0),
            transcript: *transcript,
            span: Span::new(a.min(b), a.max(b)),
            condensed: (n % 2 == 0).then(|| format!("short {n}")),
            translation: (n % 3 == 0).then(|| "ترجمه".to_owned()),
            external_id: None,
        })?;
        let origin = if *coder == 2 {
            Origin::Machine
        } else {
            Origin::Hand
        };
        edit.add_coding(unit, codes[code % codes.len()], coders[*coder], origin)?;
        edit.add_coding(
            unit,
            codes[(code + 1) % codes.len()],
            coders[0],
            Origin::Hand,
        )?;
        edit.add_memo(
            MemoTarget::Unit(unit),
            coders[1],
            &format!("memo {n}\r\n<b>"),
        )?;
    }
    Ok(())
}
