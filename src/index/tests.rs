//! What a search finds, from passages to hits.

use super::*;
use crate::study::{CodeId, CoderId, Language, ParticipantId, Span, StudyId, TranscriptId, UnitId};
use std::collections::{BTreeMap, HashSet};

fn unit(id: i64, language: &str, text: &str) -> Passage {
    Passage {
        study: StudyId(1),
        transcript: TranscriptId(1),
        coded: false,
        ..Passage::of_text(UnitId(id), text, &Language::new(language))
    }
}

fn index_of(passages: &[Passage]) -> Index {
    let mut index = Index::new().unwrap();
    index.add(passages).unwrap();
    index.commit().unwrap();
    index
}

fn texts(language: &str, texts: &[&str]) -> Index {
    let units: Vec<Passage> = (1..)
        .zip(texts)
        .map(|(i, t)| unit(i, language, t))
        .collect();
    index_of(&units)
}

fn number(key: PassageKey) -> i64 {
    match key {
        PassageKey::Unit(unit) => unit.0,
        PassageKey::Stretch { span, .. } => -(span.start as i64),
    }
}

fn filtered(index: &Index, query: &str, filter: &Filter) -> Vec<i64> {
    let query = Query::parse(query, Matching::All).unwrap();
    let found = index.search(&query, filter, 100, 0).unwrap();
    assert_eq!(found.total, found.hits.len());
    let mut ids: Vec<i64> = found.hits.iter().map(|h| number(h.key)).collect();
    ids.sort_unstable();
    ids
}

fn ids(index: &Index, query: &str) -> Vec<i64> {
    filtered(index, query, &Filter::default())
}

fn check(index: &Index, expected: &[(&str, &[i64])]) {
    for (query, ids_expected) in expected {
        assert_eq!(&ids(index, query), ids_expected, "{query}");
    }
}

#[test]
fn english_queries_find_what_they_mean() {
    let index = texts(
        "en",
        &[
            "I believe in self-directed learning, we learned everything alone.",
            "Learning was hard; my own self was tired and nothing was directed.",
            "Communication with the professor was impossible 😀",
            "The Café on the ward: communities of practice.",
            "",
        ],
    );
    check(
        &index,
        &[
            ("learn", &[1, 2]),
            ("LEARNED", &[1, 2]),
            ("self-directed learning", &[1]),
            ("\"self directed learning\"", &[1]),
            ("\"learning directed\"", &[]),
            ("self directed learning", &[1, 2]),
            ("\"self learning\"~1", &[1]),
            ("\"self learning\"~3", &[1]),
            ("\"self learning\"~4", &[1, 2]),
            ("\"learning self\"~4", &[1, 2]),
            ("\"self nothing\"~1", &[]),
            ("communica*", &[3]),
            ("commun*", &[3, 4]),
            ("experienc*", &[]),
            ("learning -alone", &[2]),
            ("learning NOT (alone OR tired)", &[]),
            ("professor OR tired", &[2, 3]),
            ("-learning", &[3, 4, 5]),
            ("-\"communication with\"", &[1, 2, 4, 5]),
            ("cafe", &[4]),
            ("CAFÉ*", &[4]),
            ("😀", &[3]),
            ("unicorn", &[]),
            ("learning unicorn", &[]),
            ("", &[1, 2, 3, 4, 5]),
        ],
    );
    let any = Query::parse("learning unicorn", Matching::Any).unwrap();
    assert_eq!(
        index.search(&any, &Filter::default(), 9, 0).unwrap().total,
        2
    );
}

#[test]
fn persian_is_found_in_every_spelling_and_by_its_translation() {
    let mut first = unit(1, "fa", "کتاب‌ها را می‌خواندم و از استاد می‌ترسیدم");
    first.translation = Some("I used to read the books and feared the professor".into());
    first.condensed = Some("fear of the teacher".into());
    let second = unit(2, "fa", "هيچ كتابي نبود و self-directed learning بود");
    let third = unit(3, "en", "Nobody read books.");
    let index = index_of(&[first, second, third]);
    check(
        &index,
        &[
            ("کتاب", &[1, 2]),
            ("كتابها", &[1, 2]),
            ("کتاب‌های", &[1, 2]),
            ("می‌خواندم", &[1]),
            ("\"می خواندم\"", &[1]),
            ("reading", &[1, 3]),
            ("fearing", &[1]),
            ("teachers", &[1]),
            ("self-directed", &[2]),
            ("«هیچ کتابی»", &[2]),
        ],
    );
    let query = Query::parse("book", Matching::All).unwrap();
    let found = index.search(&query, &Filter::default(), 9, 0).unwrap();
    assert_eq!(number(found.hits[0].key), 3, "the text itself counts most");
    assert!(found.hits[1].marks.is_empty());
}

#[test]
fn chinese_and_languages_without_a_stemmer_are_found() {
    let index = index_of(&[
        unit(1, "zh", "我很害怕，在医院实习的时候没有人帮助我。"),
        unit(2, "zh", "实习很好，医院也很好。"),
        unit(3, "pl", "Bałam się pielęgniarki na oddziale."),
        unit(4, "th", "โรงพยาบาลใหญ่มาก"),
        unit(5, "zh", "我第一次站在手术台上，很紧张。"),
    ]);
    check(
        &index,
        &[
            ("医院", &[1, 2]),
            ("医院实习", &[1]),
            ("\"医院 实习\"", &[1]),
            ("实习 医院", &[1, 2]),
            ("害怕 -好", &[1]),
            ("手术台", &[5]),
            ("手术", &[5]),
            ("手术台上 -医院", &[5]),
            ("\"台上很\"", &[]),
            ("张", &[5]),
            ("pielęgniarka", &[3]),
            ("pielegniarki", &[3]),
            ("โรงพยาบาล", &[4]),
        ],
    );
}

#[test]
fn marks_and_snippets_stand_on_the_words_found() {
    let long = format!(
        "{} 𝒳😀 self-directed learning 😀 {}",
        "ward ".repeat(200),
        "ward ".repeat(200)
    );
    let index = texts("en", &[&long]);
    let query = Query::parse("\"self-directed learned\"", Matching::All).unwrap();
    let hit = &index.search(&query, &Filter::default(), 1, 0).unwrap().hits[0];
    let marked: Vec<_> = hit.marks.iter().map(|m| m.of(&hit.text).unwrap()).collect();
    assert_eq!(marked, ["self", "directed", "learning"]);
    assert!(hit.marks.iter().all(|m| hit.snippet.contains(*m)));
    assert!(hit.snippet.len() < 400);
}

/// Eight passages of one text that differ in everything else; the fourth is a stretch.
fn eight() -> Index {
    let mut passages: Vec<Passage> = (1..=8).map(|i| unit(i, "en", "the same words")).collect();
    for passage in &mut passages {
        let id = number(passage.key);
        passage.study = StudyId(id % 2);
        passage.transcript = TranscriptId(id / 3);
        passage.participant = (id != 8).then_some(ParticipantId(id / 2));
        passage.coded = id > 4;
        passage.codes = vec![CodeId(id)];
        passage.codes_with_ancestors = vec![CodeId(id), CodeId(100 + id % 3)];
        passage.coders = vec![CoderId(id % 3)];
        passage.speaker = Some(format!("F{}", id % 2));
    }
    passages[2].language = Language::new("de");
    passages[3].key = PassageKey::Stretch {
        transcript: TranscriptId(1),
        span: Span::new(40, 50),
    };
    index_of(&passages)
}

#[test]
fn filters_combine() {
    let index = eight();
    type Case = (fn(&mut Filter), &'static [i64]);
    let cases: [Case; 10] = [
        (|f| f.studies = vec![StudyId(1)], &[1, 3, 5, 7]),
        (
            |f| f.transcripts = vec![TranscriptId(1), TranscriptId(2)],
            &[-40, 3, 5, 6, 7, 8],
        ),
        (|f| f.codes = vec![CodeId(101)], &[-40, 1, 7]),
        (|f| f.codes = vec![CodeId(7), CodeId(2)], &[2, 7]),
        (
            |f| (f.coders, f.studies) = (vec![CoderId(0)], vec![StudyId(0)]),
            &[6],
        ),
        (
            |f| f.participants = Some(HashSet::from([ParticipantId(3)])),
            &[6, 7],
        ),
        (|f| f.participants = Some(HashSet::new()), &[]),
        (|f| f.languages = vec![Language::new("de")], &[3]),
        (
            |f| (f.speakers, f.coded) = (vec![" f1".into()], Coded::Not),
            &[1, 3],
        ),
        (
            |f| f.without_transcripts = vec![TranscriptId(2), TranscriptId(0)],
            &[-40, 3, 5],
        ),
    ];
    for (narrow, expected) in cases {
        let mut filter = Filter::default();
        narrow(&mut filter);
        for query in ["words", ""] {
            assert_eq!(filtered(&index, query, &filter), expected, "{filter:?}");
        }
    }
    let filter = Filter {
        coded: Coded::Only,
        without_participants: vec![ParticipantId(3)],
        ..Filter::default()
    };
    assert_eq!(filtered(&index, "words", &filter), [5, 8]);
}

#[test]
fn passages_are_counted_by_study_code_and_participant() {
    let index = eight();
    let query = Query::parse("words", Matching::All).unwrap();
    let by = |by| index.count(&query, &Filter::default(), by).unwrap();
    assert_eq!(by(CountBy::Study), BTreeMap::from([(0, 4), (1, 4)]));
    assert_eq!(by(CountBy::Code)[&101], 3);
    assert_eq!(by(CountBy::Participant).values().sum::<usize>(), 7);
}

/// Every hit with its score.
fn everything(index: &Index, query: &str) -> Vec<Hit> {
    let query = Query::parse(query, Matching::Any).unwrap();
    index
        .search(&query, &Filter::default(), 1000, 0)
        .unwrap()
        .hits
}

fn wards(from: i64, to: i64) -> Vec<Passage> {
    (from..to)
        .map(|i| {
            let mut passage = unit(
                i,
                "en",
                &format!(
                    "ward night {} fear{}",
                    "care ".repeat(i as usize % 5 + 50 * usize::from(i % 4 == 0)),
                    i % 7
                ),
            );
            passage.transcript = TranscriptId(i / 10);
            passage.coded = true;
            passage
        })
        .collect()
}

#[test]
fn an_index_updated_often_answers_like_one_built_anew() {
    let mut updated = Index::new().unwrap();
    for start in (0..200).step_by(10) {
        updated.add(&wards(start, start + 10)).unwrap();
        updated.commit().unwrap();
    }
    updated.remove_transcript(TranscriptId(3)).unwrap();
    updated.add(&wards(30, 40)).unwrap();
    updated
        .remove(&[PassageKey::Unit(UnitId(5)), PassageKey::Unit(UnitId(7777))])
        .unwrap();
    updated.commit().unwrap();
    updated.commit().unwrap();
    let mut anew = wards(0, 200);
    anew.retain(|p| number(p.key) != 5);
    let anew = index_of(&anew);
    assert_eq!(updated.len(), 199);
    for query in ["care ward", "fear3 care", "nigh*", "", "\"ward night\""] {
        assert_eq!(
            everything(&updated, query),
            everything(&anew, query),
            "{query}"
        );
    }
    assert!(updated.to_blobs().unwrap().len() < 15, "segments pile up");
}

#[test]
fn equal_scores_go_by_key_also_across_pages() {
    let mut passages: Vec<Passage> = (0..50)
        .map(|i| unit(50 - i, "en", "the same words"))
        .collect();
    passages[7].key = PassageKey::Stretch {
        transcript: TranscriptId(1),
        span: Span::new(3, 9),
    };
    let index = index_of(&passages);
    let query = Query::parse("words", Matching::All).unwrap();
    let mut paged = Vec::new();
    for offset in (0..60).step_by(7) {
        let found = index.search(&query, &Filter::default(), 7, offset).unwrap();
        assert_eq!(found.total, 50);
        paged.extend(found.hits.into_iter().map(|h| h.key));
    }
    let mut keys: Vec<PassageKey> = passages.iter().map(|p| p.key).collect();
    keys.sort_unstable();
    assert_eq!(paged, keys);
    assert_eq!(
        index
            .search(&query, &Filter::default(), 0, 0)
            .unwrap()
            .total,
        50
    );
}

#[test]
fn blobs_bring_the_same_index_back() {
    let mut index = index_of(&wards(0, 100));
    let mut back = Index::from_blobs(index.to_blobs().unwrap()).unwrap();
    assert_eq!(
        everything(&index, "care fear3"),
        everything(&back, "care fear3")
    );
    for either in [&mut index, &mut back] {
        either.remove_transcript(TranscriptId(2)).unwrap();
        either.commit().unwrap();
    }
    assert_eq!(everything(&index, "care"), everything(&back, "care"));
    assert_eq!(
        index.to_blobs().unwrap().len(),
        back.to_blobs().unwrap().len()
    );
    let empty = Index::from_blobs(Index::new().unwrap().to_blobs().unwrap()).unwrap();
    assert!(empty.is_empty());
}

#[test]
fn damaged_blobs_are_an_error_that_says_to_build_anew() {
    let blobs = index_of(&wards(0, 20)).to_blobs().unwrap();
    let refuses = |blobs: Vec<(String, Vec<u8>)>, what: &str| {
        let error = Index::from_blobs(blobs).err().map(|e| e.to_string());
        assert!(error.is_some_and(|e| e.contains("built anew")), "{what}");
    };
    refuses(vec![], "nothing");
    for at in 0..blobs.len() {
        let mut missing = blobs.clone();
        let (name, _) = missing.remove(at);
        refuses(missing, &name);
        let mut short = blobs.clone();
        short[at].1.pop();
        refuses(short, &name);
        let mut flipped = blobs.clone();
        let middle = flipped[at].1.len() / 2;
        flipped[at].1[middle] ^= 0x80;
        refuses(flipped, &name);
    }
    let mut old = blobs;
    for (_, bytes) in &mut old {
        if bytes.starts_with(b"{\"format\":") {
            bytes[10] = b'0';
        }
    }
    refuses(old, "an old format");
}

#[test]
fn similar_units_are_the_coded_ones_that_share_rare_words() {
    let mut passages = vec![
        unit(1, "en", "I was afraid of the professor on the ward"),
        unit(2, "en", "The professor was kind"),
        unit(3, "en", "I was afraid of the night"),
        unit(4, "en", "I was afraid of the professor on the ward"),
        unit(5, "en", "Nothing at all"),
    ];
    for passage in &mut passages[1..] {
        passage.coded = true;
    }
    passages[3].participant = Some(ParticipantId(9));
    let index = index_of(&passages);
    let english = Language::english();
    let all = Filter::default();
    let near = |k, filter: &Filter| -> Vec<i64> {
        let text = "Fear: afraid of professors and wards";
        let found = index.similar(text, &english, k, filter).unwrap();
        found.iter().map(|(key, _)| number(*key)).collect()
    };
    assert_eq!(near(10, &all), [4, 3, 2]);
    assert_eq!(near(1, &all), [4]);
    assert_eq!(near(0, &all), [0; 0]);
    let others = Filter {
        without_participants: vec![ParticipantId(9)],
        ..all.clone()
    };
    assert_eq!(near(10, &others), [3, 2]);
    let asked = ["", "😀", "afraid", "professor"];
    let each = index.similar_to_each(&asked, &english, 5, &all).unwrap();
    for (text, found) in asked.iter().zip(&each) {
        assert_eq!(found, &index.similar(text, &english, 5, &all).unwrap());
    }
    assert_eq!(each.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 2, 2]);
}

#[test]
fn neighbours_need_no_project() {
    let polish = Language::new("pl");
    let texts = [
        (7, "pielęgniarka była miła".to_owned()),
        (8, "nikt nie pomógł".into()),
    ];
    let index = Index::of_texts(&texts, &polish).unwrap();
    let found = index
        .similar("pielęgniarki", &polish, 5, &Filter::default())
        .unwrap();
    assert_eq!(found[0].0, PassageKey::Unit(UnitId(7)));
    assert_eq!(found.len(), 1);
    let none = Index::of_texts(&[], &polish).unwrap();
    assert!(
        none.similar("x", &polish, 5, &Filter::default())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn pruned_and_full_ranking_agree() {
    let index = index_of(&wards(0, 600));
    let any = Query::parse("care ward fear3 night", Matching::Any).unwrap();
    let found = index.search(&any, &Filter::default(), 20, 0).unwrap();
    let full: Vec<PassageKey> = found.hits.iter().map(|h| h.key).collect();
    let pruned = index
        .similar(
            "care ward fear3 night",
            &Language::english(),
            20,
            &Filter::default(),
        )
        .unwrap();
    assert_eq!(pruned.iter().map(|p| p.0).collect::<Vec<_>>(), full);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]
    #[test]
    fn no_query_makes_a_search_panic(text in "[a-d(）)\"~*5 \\-ORNTی我😀\u{200c}.]{0,24}|\\PC{0,12}") {
        static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(|| index_of(&[
            unit(1, "en", "a b c d OR a-b 5"), unit(2, "fa", "ی‌ی a"), unit(3, "zh", "我 我😀"), unit(4, "pl", "abcd abca"),
        ]));
        for matching in [Matching::All, Matching::Any] {
            if let Ok(query) = Query::parse(&text, matching) {
                let found = INDEX.search(&query, &Filter::default(), 9, 0).unwrap();
                for hit in found.hits {
                    for mark in hit.marks {
                        proptest::prop_assert!(mark.of(&hit.text).is_some());
                    }
                }
            }
        }
    }
}

#[test]
fn threads_may_search_at_once_and_find_the_same() {
    let index = index_of(&wards(0, 300));
    let expected = everything(&index, "care fear3");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(everything(&index, "care fear3"), expected));
        }
    });
}

#[test]
fn how_like_units_of_a_study_are_depends_on_no_other_study() {
    let texts = [
        "I was afraid of the professor on the ward",
        "The professor was kind to me",
        "I was afraid of the night and of the ward",
    ];
    let coded = |(id, text): (i64, &&str)| Passage {
        coded: true,
        ..unit(id, "en", text)
    };
    let own: Vec<Passage> = (1..).zip(&texts).map(coded).collect();
    let mut all = own.clone();
    all.extend(
        (100..)
            .zip([&"ward ward ward professor"; 40])
            .map(|unit| Passage {
                study: StudyId(2),
                ..coded(unit)
            }),
    );
    let filter = Filter {
        studies: vec![StudyId(1)],
        ..Filter::default()
    };
    let near = |index: &Index| {
        let text = "afraid of professors and wards";
        index
            .similar(text, &Language::english(), 9, &filter)
            .unwrap()
    };
    let (alone, mut beside) = (near(&index_of(&own)), index_of(&all));
    assert_eq!(alone.len(), 3);
    assert_eq!(near(&beside), alone);
    let more = Passage {
        coded: true,
        ..unit(9, "en", "The ward was full")
    };
    beside.add(std::slice::from_ref(&more)).unwrap();
    beside.commit().unwrap();
    let with_more: Vec<Passage> = own.into_iter().chain([more]).collect();
    assert_eq!(near(&beside), near(&index_of(&with_more)));
}

#[test]
fn units_that_are_equally_like_come_by_their_place_not_by_the_order_in_which_they_were_coded() {
    let stands = |id: i64, start: usize| Passage {
        coded: true,
        span: Span::new(start, start + 20),
        ..unit(id, "en", "I was afraid of nights")
    };
    let near = |passages: &[Passage]| -> Vec<i64> {
        let index = index_of(passages);
        let found = index
            .similar("afraid", &Language::english(), 2, &Filter::default())
            .unwrap();
        found.iter().map(|(key, _)| number(*key)).collect()
    };
    assert_eq!(near(&[stands(1, 0), stands(2, 50), stands(3, 90)]), [1, 2]);
    assert_eq!(near(&[stands(3, 0), stands(1, 50), stands(2, 90)]), [3, 1]);
}
