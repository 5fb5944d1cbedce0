//! Words that tell who a participant is: found, reviewed by a person, and replaced in a copy of the project.

use super::Project;
use crate::error::{Error, Result};
use crate::exchange::PseudonymRow;
use crate::pseudonyms::{Finding, Kind, Replacements, SmallWords, find, names_in_label};
use crate::store::{Rewriting, Rewritten, Store};
use crate::study::{Memo, MemoTarget};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// So many places of a word are named.
const NAMED_PLACES: usize = 3;
/// A word is proposed to be replaced where a sure rule found at least one in so many of its places.
const SELDOM: usize = 6;
/// So many characters around its first place are shown on each side.
const AROUND: usize = 30;

/// A text of the project and where it is.
struct Written {
    place: String,
    text: String,
    /// Whether it is talk or a note: headings and names of codes are capitalised for other reasons.
    is_prose: bool,
}

/// What is known of a word.
struct Word {
    kind: Kind,
    /// How often a rule that is seldom wrong found it.
    sure: usize,
    /// Whether the researcher named it.
    is_known: bool,
    pseudonym: Option<String>,
}

impl Project {
    /// Every word of the project that tells, by its title, its form or a list of large cities, who or where somebody is, and those that
    /// `known` names (with the pseudonyms it gives them): for a person to review. Those that hardly mean anything else are proposed to be
    /// replaced. Names that nothing gives away, and words that are always capitalised, are proposed to be looked at.
    ///
    /// # Errors
    /// [`Error::File`] where the project cannot be read.
    pub fn identifying_words(
        &self,
        known: &[(String, Option<String>)],
    ) -> Result<Vec<PseudonymRow>> {
        let written = self.everything_written()?;
        let mut words: Vec<String> = Vec::new();
        let mut about: HashMap<String, Word> = HashMap::new();
        let mut add = |text: &str, word: Word| match about.get_mut(text) {
            Some(known) => {
                known.sure += word.sure;
                known.pseudonym = known.pseudonym.take().or(word.pseudonym);
            }
            None => {
                words.push(text.to_owned());
                about.insert(text.to_owned(), word);
            }
        };
        for (text, pseudonym) in known {
            let kind = find(text).first().map_or(Kind::Person, |found| found.kind);
            let pseudonym = pseudonym.clone();
            add(
                text,
                Word {
                    kind,
                    sure: 0,
                    is_known: true,
                    pseudonym,
                },
            );
        }
        let mut small = SmallWords::default();
        written.iter().for_each(|written| small.add(&written.text));
        for Written { text, is_prose, .. } in &written {
            for found in by_rules(&small, text, *is_prose) {
                let word = found.span.of(text).unwrap_or_default();
                add(
                    word,
                    Word {
                        kind: found.kind,
                        sure: usize::from(found.is_sure),
                        is_known: false,
                        pseudonym: None,
                    },
                );
            }
        }
        for name in self.names_of_people()? {
            add(
                &name,
                Word {
                    kind: Kind::Person,
                    sure: 0,
                    is_known: false,
                    pseudonym: None,
                },
            );
        }
        Ok(rows(&words, &about, &written))
    }

    /// What participants and speakers are called, where that looks like a name: as a whole, and word by word.
    fn names_of_people(&self) -> Result<BTreeSet<String>> {
        let mut labels = BTreeSet::new();
        for study in self.store.studies()? {
            let people = self.store.participants(study.id)?;
            labels.extend(people.into_iter().map(|person| person.label));
            labels.extend(self.store.speakers(study.id)?);
        }
        let mut names = BTreeSet::new();
        for label in labels {
            let words = names_in_label(&label);
            if !words.is_empty() {
                names.insert(label.trim().to_owned());
                names.extend(words.into_iter().map(str::to_owned));
            }
        }
        Ok(names)
    }

    /// Writes a copy of the project to `to` in which every word that is to be replaced is replaced, in every text. The copy has no history
    /// before, no caches and nothing of other programs, for they would still have the words; codings, units, turns and memos are where they
    /// were. The copy of an encrypted project has its passphrase. The project itself stays as it is.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing is to be replaced or two names would become one; [`Error::File`] where `to` exists or cannot be written.
    pub fn pseudonymised(&self, words: &[PseudonymRow], to: &Path) -> Result<Rewriting> {
        let wanted: Vec<(&str, &str)> = words
            .iter()
            .filter(|word| word.replace)
            .map(|word| (word.found.as_str(), word.pseudonym.as_str()))
            .collect();
        if wanted.is_empty() {
            return Err(Error::input(
                "no row of the list says yes in the column replace, so there is nothing to do",
            ));
        }
        let replacements = Replacements::new(wanted.iter().copied());
        self.store.copy_to(to)?;
        let done = Store::open(to).and_then(|mut copy| {
            let summary = format!(
                "replaced {} words that tell who somebody is; the history before was left out",
                wanted.len()
            );
            copy.rewrite_for_ever(&summary, &|text| {
                let replaced = replacements.replace(text);
                (replaced.count > 0).then(|| Rewritten {
                    text: replaced.text.clone(),
                    count: replaced.count,
                    moved: Box::new(move |span| replaced.moved(span)),
                })
            })
        });
        if done.is_err() {
            // Half a copy with the words in it is of no use.
            let _ = Store::remove_copies(&[to.to_owned()]);
        }
        done
    }

    /// All texts that people wrote or said, each with where it is.
    fn everything_written(&self) -> Result<Vec<Written>> {
        let mut all = Vec::new();
        let mut add = |place: &str, text: String, is_prose: bool| {
            if !text.is_empty() {
                all.push(Written {
                    place: place.to_owned(),
                    text,
                    is_prose,
                });
            }
        };
        for study in self.store.studies()? {
            add("study", study.title.clone(), false);
            for participant in self.store.participants(study.id)? {
                add("participants", participant.label, false);
                participant
                    .attributes
                    .into_values()
                    .for_each(|value| add("participants", value, false));
            }
            for id in self.store.transcript_ids(study.id)? {
                let Some(transcript) = self.store.transcript(id)? else {
                    continue;
                };
                add(&transcript.name, transcript.text, true);
                for unit in self.store.units(id)? {
                    let notes = [unit.condensed, unit.translation];
                    notes
                        .into_iter()
                        .flatten()
                        .for_each(|note| add("condensed units", note, true));
                }
            }
            for code in self.store.codebook(study.id)?.codes() {
                for text in [&code.name, &code.definition, &code.include, &code.exclude] {
                    add("codebook", text.clone(), false);
                }
            }
        }
        for Memo { target, text, .. } in self.store.memos()? {
            let place = match target {
                MemoTarget::Participant(_) => "memos on participants",
                _ => "memos",
            };
            add(place, text, true);
        }
        Ok(all)
    }
}

/// What the rules find, and after it what is always capitalised, where no rule found anything.
fn by_rules(small: &SmallWords, text: &str, is_prose: bool) -> Vec<Finding> {
    let mut found = find(text);
    if !is_prose {
        return found;
    }
    let names = small.names(text).into_iter();
    let new: Vec<Finding> = names
        .filter(|name| found.iter().all(|other| !other.span.overlaps(name.span)))
        .collect();
    found.extend(new);
    found
}

/// The list: how often each word is there and where, the words as they would be replaced.
fn rows(words: &[String], about: &HashMap<String, Word>, written: &[Written]) -> Vec<PseudonymRow> {
    // Each word stands for itself, so that the longest at a place is counted.
    let counting = Replacements::new(words.iter().map(|word| (word.as_str(), "")));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut places: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
    let mut examples: HashMap<&str, String> = HashMap::new();
    for Written { place, text, .. } in written {
        for span in counting.replace(text).found() {
            let Some(word) = span.of(text).and_then(|word| named(words, word)) else {
                continue;
            };
            *counts.entry(word).or_default() += 1;
            let of = places.entry(word).or_default();
            match of.iter_mut().find(|(known, _)| known == place) {
                Some((_, count)) => *count += 1,
                None => of.push((place, 1)),
            }
            examples
                .entry(word)
                .or_insert_with(|| around(text, span.start, span.end));
        }
    }
    let mut numbers: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for word in words {
        let (Some(about), Some(count)) = (about.get(word), counts.get(word.as_str())) else {
            continue;
        };
        let pseudonym = about.pseudonym.clone().unwrap_or_else(|| {
            let number = numbers.entry(about.kind).or_default();
            *number += 1;
            about.kind.pseudonym(*number, word)
        });
        rows.push(PseudonymRow {
            found: word.clone(),
            kind: about.kind.name().to_owned(),
            count: *count,
            places: told(places.get(word.as_str()).map_or(&[], Vec::as_slice)),
            example: examples.remove(word.as_str()).unwrap_or_default(),
            pseudonym,
            // A word that mostly stands without a title only looked like a name once.
            replace: about.is_known || (about.sure > 0 && about.sure * SELDOM >= *count),
        });
    }
    rows
}

/// The word of the list that a place in a text stands for; digits and letters may be written in another way there.
fn named<'w>(words: &'w [String], found: &str) -> Option<&'w str> {
    let exact = words.iter().find(|word| word.as_str() == found);
    let same = || {
        words.iter().find(|word| {
            Replacements::new([(word.as_str(), "")])
                .replace(found)
                .found()
                .any(|span| span.len() == found.len())
        })
    };
    exact.or_else(same).map(String::as_str)
}

fn told(places: &[(&str, usize)]) -> String {
    let mut all: Vec<String> = places
        .iter()
        .take(NAMED_PLACES)
        .map(|(place, count)| format!("{place} ({count})"))
        .collect();
    if places.len() > NAMED_PLACES {
        all.push(format!("and {} more", places.len() - NAMED_PLACES));
    }
    all.join(", ")
}

fn around(text: &str, start: usize, end: usize) -> String {
    let before = text.get(..start).unwrap_or_default();
    let from = before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(at, _)| at);
    let behind = text.get(end..).unwrap_or_default();
    let to = behind
        .char_indices()
        .nth(AROUND)
        .map_or(behind.len(), |(at, _)| at);
    let shown = text.get(from..end + to).unwrap_or_default();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
