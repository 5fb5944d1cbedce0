//! How fast does emic learn from coded units and score new ones, with words alone and with the sentence encoder?
//!
//! `cargo bench --bench score`, or with `EMIC_BENCH=quick` on fewer units. The units are words of the demo studies, drawn by
//! Zipf's law with a fixed seed, and one planted word a code. Asserts that the planted word decides (recall@1 above 0.95) and
//! that one thread writes the same bytes as two. Prints a Markdown table.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod made_up;

use emic::classifier::Aim;
use emic::project::{Meaning, ScoreOptions, Scorer, on_threads};
use emic::study::{CodedUnit, Language};
use made_up::{Lexicon, Outcome, Random, size};
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

const CODES: usize = 40;
const SEED: u64 = 2026;
/// Share of the units whose first suggestion must be the planted code.
const RECALL: f64 = 0.95;

fn main() -> Outcome<()> {
    let mut random = Random(SEED);
    let lexicon = Lexicon::spoken()?;
    // A word for each code; nobody in the demo studies says it.
    let planted = Lexicon::made_up(CODES, &mut random).into_words();
    let mut draw = |count| units(count, &lexicon, &planted, &mut random);
    let examples = draw(size(5_000, 1_000));
    let asked = draw(size(2_000, 400));
    let texts = examples.iter().map(|unit| unit.text.as_str());
    assert_eq!(
        emic::text::detect_all(texts),
        Language::english(),
        "without a known language the encoder would stay out"
    );
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("units.jsonl");
    write_jsonl(&asked, &file)?;
    println!(
        "{} examples of {CODES} codes, {} units\n",
        examples.len(),
        asked.len()
    );
    println!("| view | threads | learn | score | units/s, scoring | units/s, both | recall@1 |");
    println!("|---|---|---|---|---|---|---|");
    for (name, meaning) in [
        ("words alone", Meaning::Off),
        ("words and meaning", Meaning::Shipped),
    ] {
        let one = run(&examples, &file, meaning.clone(), 1)?;
        let two = run(&examples, &file, meaning, 2)?;
        assert!(one.written == two.written, "{name}: threads change bytes");
        let recall = recall(&one.written, &asked)?;
        for (threads, run) in [(1, &one), (2, &two)] {
            let per_second = |time: Duration| asked.len() as f64 / time.as_secs_f64();
            println!(
                "| {name} | {threads} | {:.2?} | {:.2?} | {:.0} | {:.0} | {recall:.3} |",
                run.learnt,
                run.scored,
                per_second(run.scored),
                per_second(run.learnt + run.scored),
            );
        }
        assert!(recall > RECALL, "{name}: recall@1 {recall}");
    }
    Ok(())
}

/// One pass over everything.
struct Run {
    learnt: Duration,
    scored: Duration,
    written: Vec<u8>,
}

fn run(examples: &[CodedUnit], file: &Path, meaning: Meaning, threads: usize) -> Outcome<Run> {
    let examples = examples.to_vec();
    let options = ScoreOptions {
        aim: Aim::Balanced,
        meaning,
        suggestions: 10,
        rankers: None,
        codebook: Vec::new(),
        without: emic::classifier::Without::default(),
    };
    Ok(on_threads(threads, || {
        let started = Instant::now();
        let scorer = Scorer::from_units(examples, Vec::new(), options)?;
        let learnt = started.elapsed();
        let started = Instant::now();
        let mut written = Vec::new();
        scorer.score(file, &mut written, &|_| {})?;
        Ok(Run {
            learnt,
            scored: started.elapsed(),
            written,
        })
    })?)
}

/// The share of units whose first suggestion is their code.
fn recall(written: &[u8], asked: &[CodedUnit]) -> Outcome<f64> {
    let mut first: HashMap<String, String> = HashMap::new();
    for line in std::str::from_utf8(written)?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        first.insert(text(&line["id"]), text(&line["suggestions"][0]["code"]));
    }
    assert_eq!(first.len(), asked.len(), "a line for every unit");
    let right = asked
        .iter()
        .filter(|unit| first.get(&unit.id) == unit.codes.first());
    Ok(right.count() as f64 / asked.len() as f64)
}

/// Units of 8 to 40 words, each with the word of its code somewhere among them. Twenty participants say them.
fn units(
    count: usize,
    lexicon: &Lexicon,
    planted: &[String],
    random: &mut Random,
) -> Vec<CodedUnit> {
    (0..count)
        .map(|number| {
            let code = random.below(CODES);
            let mut words = lexicon.words(8, 40, random);
            words.insert(random.below(words.len()), &planted[code]);
            CodedUnit {
                id: format!("unit {number}"),
                participant: Some(format!("P{}", number % 20)),
                text: words.join(" "),
                codes: vec![format!("Code {code}")],
                ..CodedUnit::default()
            }
        })
        .collect()
}

fn write_jsonl(units: &[CodedUnit], file: &Path) -> Outcome<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    emic::exchange::write_jsonl(units, &mut out)?;
    Ok(out.flush()?)
}
