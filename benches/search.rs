//! How long does a search over 100,000 units take, beside SQLite's FTS5 and LIKE on the same text?
//!
//! `cargo bench --bench search`, or with `EMIC_BENCH=quick` over 10,000 units. Asserts that all three find the same number of units where they mean the same (single words
//! without inflection, and phrases of them), and that emic's median is under 5 ms for every kind of query. Prints a Markdown table.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod made_up;

use emic::index::{Filter, Index, Matching, Passage, Query};
use emic::study::{Language, ParticipantId, StudyId, TranscriptId, UnitId};
use made_up::{Lexicon, Outcome, Random, size};
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// Distinct words.
const WORDS: usize = 30_000;
const SEED: u64 = 2026;
/// What the median of every kind must stay under.
const MEDIAN: Duration = Duration::from_millis(5);

fn main() -> Outcome<()> {
    let units = size(100_000, 10_000);
    let mut random = Random(SEED);
    let lexicon = Lexicon::made_up(WORDS, &mut random);
    let texts: Vec<String> = (0..units)
        .map(|_| lexicon.words(5, 60, &mut random).join(" "))
        .collect();
    let started = Instant::now();
    let index = emic_index(&texts)?;
    let built = started.elapsed();
    let started = Instant::now();
    let blobs = index.to_blobs()?;
    let bytes: usize = blobs.iter().map(|(_, b)| b.len()).sum();
    let saved = started.elapsed();
    let started = Instant::now();
    let mut index = Index::from_blobs(blobs)?;
    let opened = started.elapsed();
    let middle = units / 2;
    let changed = &passages(&texts)[middle..middle + 100];
    let started = Instant::now();
    index.remove_transcript(changed[0].transcript)?;
    index.add(changed)?;
    index.commit()?;
    let updated = started.elapsed();
    let started = Instant::now();
    let sqlite = sqlite(&texts)?;
    let sqlite_built = started.elapsed();
    println!(
        "{units} units: index built in {built:.1?}, {} MB, to blobs {saved:.1?}, from blobs {opened:.1?}, one transcript of 100 units replaced {updated:.1?}; SQLite with FTS5 {sqlite_built:.1?}\n",
        bytes >> 20
    );
    println!(
        "| query | emic median | emic p95 | FTS5 median | FTS5 p95 | LIKE median | LIKE p95 |"
    );
    println!("|---|---|---|---|---|---|---|");
    let bench = Bench {
        index,
        sqlite,
        texts,
        queries: size(200, 40),
    };
    for kind in kinds() {
        bench.run(&kind, &lexicon, &mut random)?;
    }
    bench.similar(&mut random)
}

/// One kind of query, in the three languages.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    emic: fn(&[&str]) -> String,
    fts: fn(&[&str]) -> String,
    like: fn(&[&str]) -> Vec<String>,
    study: Option<i64>,
    counts: Counts,
}

/// Whether the three mean the same.
#[derive(Clone, Copy, PartialEq)]
enum Counts {
    Equal,
    Differ,
}

fn kinds() -> [Kind; 5] {
    let one = Kind {
        name: "one word",
        emic: |w| w[0].to_owned(),
        fts: |w| w[0].to_owned(),
        like: |w| vec![format!("% {} %", w[0])],
        study: None,
        counts: Counts::Equal,
    };
    [
        Kind {
            name: "two words",
            emic: |w| format!("{} {}", w[0], w[1]),
            fts: |w| format!("{} AND {}", w[0], w[1]),
            like: |w| vec![format!("% {} %", w[0]), format!("% {} %", w[1])],
            ..one
        },
        Kind {
            name: "phrase",
            emic: |w| format!("\"{} {}\"", w[0], w[1]),
            fts: |w| format!("\"{} {}\"", w[0], w[1]),
            like: |w| vec![format!("% {} {} %", w[0], w[1])],
            ..one
        },
        Kind {
            name: "prefix",
            emic: |w| format!("{}*", &w[0][..4]),
            fts: |w| format!("{}*", &w[0][..4]),
            like: |w| vec![format!("% {}%", &w[0][..4])],
            // A prefix also finds words of its stem.
            counts: Counts::Differ,
            ..one
        },
        Kind {
            name: "one word, one study of ten",
            study: Some(3),
            ..one
        },
        one,
    ]
}

struct Bench {
    index: Index,
    sqlite: Connection,
    texts: Vec<String>,
    /// Queries of each kind.
    queries: usize,
}

impl Bench {
    fn run(&self, kind: &Kind, lexicon: &Lexicon, random: &mut Random) -> Outcome<()> {
        let (mut emic, mut fts, mut like) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..self.queries {
            let words = asked(lexicon, random);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let query = (kind.emic)(&words);
            let found = timed(&mut emic, || self.emic(&query, kind.study))?;
            let counted = timed(&mut fts, || self.fts(&(kind.fts)(&words), kind.study))?;
            if kind.counts == Counts::Equal {
                assert_eq!(found, counted, "{query}: emic and FTS5");
            }
            // LIKE is slow; a few say enough.
            if round < self.queries / 20 {
                let patterns = (kind.like)(&words);
                let matched = timed(&mut like, || self.like(&patterns, kind.study))?;
                if kind.counts == Counts::Equal {
                    assert_eq!(found, matched, "{query}: emic and LIKE");
                }
            }
        }
        let median = quantile(&mut emic, 50);
        println!(
            "| {} | {median:.2?} | {:.2?} | {:.2?} | {:.2?} | {:.2?} | {:.2?} |",
            kind.name,
            quantile(&mut emic, 95),
            quantile(&mut fts, 50),
            quantile(&mut fts, 95),
            quantile(&mut like, 50),
            quantile(&mut like, 95),
        );
        assert!(median < MEDIAN, "{}: median {median:?}", kind.name);
        Ok(())
    }

    fn similar(&self, random: &mut Random) -> Outcome<()> {
        let english = Language::english();
        let mut times = Vec::new();
        for _ in 0..self.queries {
            let at = random.below(self.texts.len());
            let near = timed(&mut times, || {
                Ok(self
                    .index
                    .similar(&self.texts[at], &english, 20, &Filter::default())?)
            })?;
            let own = near.first().map(|(key, _)| *key);
            assert_eq!(own, Some(emic::index::PassageKey::Unit(UnitId(at as i64))));
        }
        let median = quantile(&mut times, 50);
        let late = quantile(&mut times, 95);
        println!("| 20 similar units | {median:.2?} | {late:.2?} | | | | |");
        assert!(median < MEDIAN, "similar: median {median:?}");
        Ok(())
    }

    /// The first twenty with marks and snippets, and how many there are.
    fn emic(&self, query: &str, study: Option<i64>) -> Outcome<usize> {
        let filter = Filter {
            studies: study.map(StudyId).into_iter().collect(),
            ..Filter::default()
        };
        let query = Query::parse(query, Matching::All)?;
        Ok(self.index.search(&query, &filter, 20, 0)?.total)
    }

    /// The first twenty with snippets, best first, and how many there are.
    fn fts(&self, query: &str, study: Option<i64>) -> Outcome<usize> {
        let mut best = self.sqlite.prepare_cached(
            "SELECT rowid, snippet(fts, 0, '[', ']', '…', 32) FROM fts WHERE fts MATCH ?1 AND (?2 IS NULL OR study = ?2) ORDER BY rank LIMIT 20",
        )?;
        let rows = best.query_map((query, study), |r| r.get::<_, String>(1))?;
        for row in rows {
            row?;
        }
        let mut count = self.sqlite.prepare_cached(
            "SELECT count(*) FROM fts WHERE fts MATCH ?1 AND (?2 IS NULL OR study = ?2)",
        )?;
        Ok(count.query_row((query, study), |r| r.get::<_, i64>(0))? as usize)
    }

    fn like(&self, patterns: &[String], study: Option<i64>) -> Outcome<usize> {
        let mut count = self.sqlite.prepare_cached(
            "SELECT count(*) FROM units WHERE text LIKE ?1 AND text LIKE ?2 AND (?3 IS NULL OR study = ?3)",
        )?;
        let second = patterns.get(1).unwrap_or(&patterns[0]);
        Ok(count.query_row((&patterns[0], second, study), |r| r.get::<_, i64>(0))? as usize)
    }
}

fn timed<T>(times: &mut Vec<Duration>, job: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let started = Instant::now();
    let result = job()?;
    times.push(started.elapsed());
    Ok(result)
}

fn quantile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100]
}

fn passages(texts: &[String]) -> Vec<Passage> {
    let english = Language::english();
    (0..)
        .zip(texts)
        .map(|(id, text)| Passage {
            study: StudyId(id % 10),
            transcript: TranscriptId(id / 100),
            participant: Some(ParticipantId(id / 100)),
            ..Passage::of_text(UnitId(id), text.as_str(), &english)
        })
        .collect()
}

fn emic_index(texts: &[String]) -> Outcome<Index> {
    let mut index = Index::new()?;
    index.add(&passages(texts))?;
    index.commit()?;
    Ok(index)
}

fn sqlite(texts: &[String]) -> Outcome<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE TABLE units (text TEXT, study INTEGER);
         CREATE VIRTUAL TABLE fts USING fts5(text, study UNINDEXED);",
    )?;
    let transaction = connection.transaction()?;
    for (id, text) in (0_i64..).zip(texts) {
        // The spaces let LIKE find whole words.
        transaction.execute(
            "INSERT INTO units VALUES (' ' || ?1 || ' ', ?2)",
            (text, id % 10),
        )?;
        transaction.execute(
            "INSERT INTO fts (rowid, text, study) VALUES (?1, ?2, ?3)",
            (id, text, id % 10),
        )?;
    }
    transaction.execute("INSERT INTO fts (fts) VALUES ('optimize')", ())?;
    transaction.commit()?;
    Ok(connection)
}

/// Two different words as people ask for them: as common as in the text.
fn asked(lexicon: &Lexicon, random: &mut Random) -> [String; 2] {
    let first = lexicon.word(random).to_owned();
    loop {
        let second = lexicon.word(random);
        if second != first {
            return [first, second.to_owned()];
        }
    }
}
