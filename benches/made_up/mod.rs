//! What the benches work on: made-up text, the same on every machine, and the talk of the demo studies.

#![allow(dead_code, reason = "each bench uses a part of it")]

use emic::segment::{Granularity, InterviewerTurns, SpeakerRules, candidates, turns};
use emic::study::Language;
use emic::text::Analyzer;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How large a bench is: `full`, or `quick` where the environment says `EMIC_BENCH=quick`.
pub fn size(full: usize, quick: usize) -> usize {
    match std::env::var("EMIC_BENCH").as_deref() {
        Ok("quick") => quick,
        _ => full,
    }
}

/// Words, the commonest first; the n-th is used in proportion to 1/n (Zipf's law).
pub struct Lexicon {
    words: Vec<String>,
    /// Running sums of 1/n.
    sums: Vec<f64>,
}

impl Lexicon {
    /// Of these words.
    pub fn of(words: Vec<String>) -> Self {
        let mut sum = 0.0;
        let sums = (1..=words.len()).map(|n| {
            sum += 1.0 / n as f64;
            sum
        });
        Self {
            sums: sums.collect(),
            words,
        }
    }

    /// Of made-up words that no English stemmer changes.
    pub fn made_up(count: usize, random: &mut Random) -> Self {
        let english = Analyzer::new(&Language::english());
        let mut words = BTreeSet::new();
        let mut order = Vec::new();
        while order.len() < count {
            let syllables = 2 + random.below(2);
            let word: String = (0..syllables).map(|_| syllable(random)).collect();
            if english.terms(&word) == [word.as_str()] && words.insert(word.clone()) {
                order.push(word);
            }
        }
        Self::of(order)
    }

    /// The words of the demo studies' English talk.
    pub fn spoken() -> Outcome<Self> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let english = Analyzer::new(&Language::english());
        for stretch in talk()? {
            for token in english.tokens(&stretch) {
                *counts.entry(token.word).or_default() += 1;
            }
        }
        let mut words: Vec<(String, usize)> = counts.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Self::of(words.into_iter().map(|(word, _)| word).collect()))
    }

    /// One word, as often as it is due.
    pub fn word(&self, random: &mut Random) -> &str {
        let most = self.sums.last().copied().unwrap_or_default();
        let at = random.unit() * most;
        let last = self.words.len() - 1;
        &self.words[self.sums.partition_point(|s| *s < at).min(last)]
    }

    /// All words, the commonest first.
    pub fn into_words(self) -> Vec<String> {
        self.words
    }

    /// From `least` to `most` words.
    pub fn words(&self, least: usize, most: usize, random: &mut Random) -> Vec<&str> {
        let length = least + random.below(most - least + 1);
        (0..length).map(|_| self.word(random)).collect()
    }
}

/// What participants of the demo studies say in English, in stretches of two sentences, each once.
pub fn talk() -> Outcome<Vec<String>> {
    let mut stretches = BTreeSet::new();
    for file in transcripts()? {
        let text = std::fs::read_to_string(file)?;
        if emic::text::detect(&text) != Language::english() {
            continue;
        }
        let turns = turns(&text, &SpeakerRules::default());
        let two = Granularity::Windows {
            sentences: 2,
            step: 2,
        };
        for span in candidates(&text, &turns, two, InterviewerTurns::LeftOut) {
            stretches.extend(span.of(&text).map(str::to_owned));
        }
    }
    Ok(stretches.into_iter().collect())
}

fn transcripts() -> Outcome<Vec<PathBuf>> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    let mut files = Vec::new();
    for study in std::fs::read_dir(corpora)? {
        let folder = study?.path().join("transcripts");
        if folder.is_dir() {
            for file in std::fs::read_dir(folder)? {
                files.push(file?.path());
            }
        }
    }
    Ok(files)
}

fn syllable(random: &mut Random) -> String {
    let pick = |letters: &str, random: &mut Random| {
        let letters: Vec<char> = letters.chars().collect();
        letters[random.below(letters.len())]
    };
    [
        pick("bdfgklmnprtvz", random),
        pick("aou", random),
        pick("kmnprt", random),
    ]
    .iter()
    .collect()
}

/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers on every machine.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number under `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number from 0 up to 1, without it.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
