//! How many units a second do the sentence encoders within emic read, on one thread and on two?
//!
//! `cargo bench --bench encoder`, or with `EMIC_BENCH=quick` on fewer units. The units are stretches of two sentences from the
//! demo studies' interviews. Asserts that a sentence lies nearer to its paraphrase than to any stranger, that two threads
//! give the same bits as one, and that the table reads at least ten times as fast as the convolutional encoder. Prints a Markdown
//! table; beside the convolutional encoder stands the time that its matrix products take alone, which bounds it from below.
//! `EMIC_BENCH_UNITS=FILE` writes the units to a file, for `benches/encoder_peers.py`.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod made_up;

use emic::Error;
use emic::classifier::encoder::{Convolutional, Encoder, Product};
use emic::project::on_threads;
use made_up::{Outcome, size};
use ndarray::{ArrayView2, ShapeBuilder};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// Pairs that mean the same in other words.
const PARAPHRASES: [[&str; 2]; 4] = [
    [
        "I was afraid that I would lose my job.",
        "I feared being dismissed from work.",
    ],
    [
        "Nobody taught me, so I learned it on my own.",
        "I had no teacher and studied it by myself.",
    ],
    [
        "The patients trust the older doctors more.",
        "Sick people have more confidence in senior physicians.",
    ],
    [
        "We had no time to eat lunch on the ward.",
        "There was never a moment for a meal during our shift.",
    ],
];
/// Rounds of which the fastest counts.
const ROUNDS: usize = 3;

fn main() -> Outcome<()> {
    let talk = made_up::talk()?;
    let units: Vec<&str> = talk
        .iter()
        .map(String::as_str)
        .take(size(usize::MAX, 300))
        .collect();
    if let Some(path) = std::env::var_os("EMIC_BENCH_UNITS") {
        let lines: Vec<String> = units.iter().map(|unit| unit.replace('\n', " ")).collect();
        std::fs::write(path, lines.join("\n"))?;
    }
    let words: usize = units.iter().map(|u| u.split_whitespace().count()).sum();
    println!(
        "{} units of {:.0} words on average\n",
        units.len(),
        words as f64 / units.len() as f64
    );
    println!(
        "| encoder | threads | time | units/s | its matrix products alone | share of the time |"
    );
    println!("|---|---|---|---|---|---|");
    let (shipped, table) = (Encoder::shipped()?, Encoder::table()?);
    let (slow, fast) = (measure(shipped, &units)?, measure(table, &units)?);
    assert!(
        fast > 10.0 * slow,
        "the table reads {fast:.0} units a second, the convolutional encoder {slow:.0}"
    );
    println!();
    for encoder in [shipped, table] {
        alone(encoder, &units)?;
    }
    assert_paraphrases_are_near(shipped)
}

/// Encodes all units on one thread and on two; units a second on one.
fn measure(encoder: &Encoder, units: &[&str]) -> Outcome<f64> {
    let (per_second, one) = run(encoder, units, 1)?;
    let (_, two) = run(encoder, units, 2)?;
    assert!(one == two, "two threads give other bits than one");
    Ok(per_second)
}

/// Encodes all units and prints a row; units a second, and their vectors.
fn run(encoder: &Encoder, units: &[&str], threads: usize) -> Outcome<(f64, Vec<f32>)> {
    let mut best = Duration::MAX;
    let mut vectors = Vec::new();
    for _ in 0..size(ROUNDS, 1) {
        let (time, encoded) = on_threads(threads, || {
            let started = Instant::now();
            let encoded = encoder.encode(units)?;
            Ok((started.elapsed(), encoded))
        })?;
        best = best.min(time);
        vectors = encoded.iter().copied().collect();
    }
    let per_second = units.len() as f64 / best.as_secs_f64();
    let name = encoder.name();
    let products = match encoder {
        Encoder::Convolutional(encoder) => {
            let alone = multiply(encoder, units, threads)?;
            let share = alone.as_secs_f64() / best.as_secs_f64();
            format!("{alone:.2?} | {share:.2}")
        }
        _ => "– | –".to_owned(),
    };
    println!("| {name} | {threads} | {best:.2?} | {per_second:.0} | {products} |");
    Ok((per_second, vectors))
}

/// The time of all matrix products that the units take, without anything between them: the best of several rounds.
fn multiply(encoder: &Convolutional, units: &[&str], threads: usize) -> Outcome<Duration> {
    Ok(on_threads(threads, || {
        let batches = encoder.products(units);
        let most = |size: fn(&Product) -> usize| batches.iter().flatten().map(size).max();
        let left = vec![0.5_f32; most(|[rows, inner, _]| rows * inner).unwrap_or_default()];
        let right = vec![0.5_f32; most(|[_, inner, columns]| inner * columns).unwrap_or_default()];
        let view = |numbers, shape: (usize, usize)| {
            ArrayView2::from_shape(shape.strides((shape.1, 1)), numbers).map_err(Error::internal)
        };
        let mut best = Duration::MAX;
        for _ in 0..size(ROUNDS, 1) {
            let started = Instant::now();
            batches
                .par_iter()
                .flatten_iter()
                .try_for_each(|&[rows, inner, columns]| {
                    let product = view(&left, (rows, inner))?.dot(&view(&right, (inner, columns))?);
                    std::hint::black_box(product);
                    Ok::<_, Error>(())
                })?;
            best = best.min(started.elapsed());
        }
        Ok(best)
    })?)
}

/// The median time of one unit by itself: what a coder waits for.
fn alone(encoder: &Encoder, units: &[&str]) -> Outcome<()> {
    let mut times: Vec<Duration> = units
        .iter()
        .take(100)
        .map(|unit| {
            let started = Instant::now();
            std::hint::black_box(encoder.encode(&[unit])?);
            Ok(started.elapsed())
        })
        .collect::<Outcome<_>>()?;
    times.sort_unstable();
    println!(
        "one unit by itself, {}: {:.2?} (median)",
        encoder.name(),
        times[times.len() / 2]
    );
    Ok(())
}

fn assert_paraphrases_are_near(encoder: &Encoder) -> Outcome<()> {
    let vectors: Vec<_> = PARAPHRASES
        .iter()
        .map(|pair| encoder.encode(pair))
        .collect::<Result<_, _>>()?;
    for (at, pair) in vectors.iter().enumerate() {
        let paraphrase = pair.row(0).dot(&pair.row(1));
        for (other, strangers) in vectors.iter().enumerate() {
            if other != at {
                let stranger = pair.row(0).dot(&strangers.row(1));
                assert!(
                    paraphrase > stranger + 0.1,
                    "{:?}: {paraphrase} to its paraphrase, {stranger} to a stranger",
                    PARAPHRASES[at][0]
                );
            }
        }
    }
    Ok(())
}
