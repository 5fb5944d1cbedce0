//! The lessons most like a text, by the full-text index.

use super::teaching::Examples;
use crate::classifier::{Neighbour, Stop};
use crate::error::Result;
use crate::index::{Coded, Filter, Index, PassageKey};
use crate::study::{Language, TranscriptId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Neighbours looked up for a unit to learn from: some of them fall out with their participant.
const OF_LESSONS: usize = 30;
/// Neighbours looked up for a unit to judge.
const OF_OTHERS: usize = 25;
/// Lessons of passed-over talk for a unit, at most: a passage of the index may hold any number of them.
const MOST_SILENT: usize = 100;
/// Units whose neighbours are looked up without a look at whether they are still wanted.
const BETWEEN_STOPS: usize = 128;

/// Where the neighbours of units are looked up: coded units, and talk that was read and passed over.
pub(super) struct LookUp {
    index: Arc<Index>,
    language: Language,
    /// Where coded units are found.
    coded: Filter,
    /// Where passed-over talk is found; `None` where no lesson is such.
    silent: Option<Filter>,
    places: HashMap<PassageKey, usize>,
    /// Passed-over talk by where it begins: a passage of the index may hold several lessons.
    begins: BTreeMap<(TranscriptId, usize), usize>,
}

impl LookUp {
    /// Finds `examples` in an index through a filter, which lets nothing but their coded units through.
    pub fn of(examples: &Examples, index: Arc<Index>, filter: Filter) -> Self {
        let keyed = examples.keys.iter().zip(0..);
        let stretches = keyed.clone().filter_map(|(key, place)| match key {
            PassageKey::Unit(_) => None,
            PassageKey::Stretch { transcript, span } => Some(((*transcript, span.start), place)),
        });
        let begins: BTreeMap<(TranscriptId, usize), usize> = stretches.collect();
        let transcripts = BTreeSet::from_iter(begins.keys().map(|(transcript, _)| *transcript));
        Self {
            index,
            language: examples.language.clone(),
            silent: (!begins.is_empty()).then(|| Filter {
                coded: Coded::Not,
                transcripts: transcripts.into_iter().collect(),
                ..filter.clone()
            }),
            coded: filter,
            places: keyed.map(|(key, place)| (*key, place)).collect(),
            begins,
        }
    }

    /// The language of the lessons.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The lesson that stands at a place of the index.
    pub fn place(&self, key: &PassageKey) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The place in the index of each lesson.
    pub fn keys(&self) -> HashMap<usize, PassageKey> {
        let places = self.places.iter();
        places.map(|(key, place)| (*place, *key)).collect()
    }

    /// The lessons most like each text.
    pub fn of_texts(&self, texts: &[&str]) -> Result<Vec<Vec<Neighbour>>> {
        self.likest(texts, OF_OTHERS)
    }

    /// The lessons most like one of them, with this text, without itself.
    pub fn of_lesson(&self, lesson: usize, text: &str) -> Result<Vec<Neighbour>> {
        let mut found = self.likest(&[text], OF_LESSONS)?.remove(0);
        found.retain(|neighbour| neighbour.unit != lesson);
        Ok(found)
    }

    /// A list for each of the lessons with these texts, empty but for those `asked` for. After a `stop` the answer is of no use.
    pub fn of_lessons(
        &self,
        texts: &[String],
        asked: &[usize],
        stop: &Stop,
    ) -> Result<Vec<Vec<Neighbour>>> {
        let mut neighbours = vec![Vec::new(); texts.len()];
        for piece in asked.chunks(BETWEEN_STOPS) {
            if stop.is_asked() {
                break;
            }
            let looked_up: Vec<&str> = piece.iter().map(|&unit| texts[unit].as_str()).collect();
            for (&unit, mut found) in piece.iter().zip(self.likest(&looked_up, OF_LESSONS)?) {
                found.retain(|neighbour| neighbour.unit != unit);
                neighbours[unit] = found;
            }
        }
        Ok(neighbours)
    }

    fn likest(&self, texts: &[&str], k: usize) -> Result<Vec<Vec<Neighbour>>> {
        let within = |filter| self.index.similar_to_each(texts, &self.language, k, filter);
        let lessons = |(key, score): &(PassageKey, f32)| {
            let score = *score;
            let places = self.lessons_in(key).into_iter();
            places.map(move |unit| Neighbour { unit, score })
        };
        let mut all: Vec<Vec<Neighbour>> = (within(&self.coded)?.iter())
            .map(|found| found.iter().flat_map(lessons).collect())
            .collect();
        if let Some(silent) = &self.silent {
            for (neighbours, found) in all.iter_mut().zip(within(silent)?) {
                neighbours.extend(found.iter().flat_map(lessons).take(MOST_SILENT));
            }
        }
        Ok(all)
    }

    /// The lessons within a passage.
    fn lessons_in(&self, key: &PassageKey) -> Vec<usize> {
        match key {
            PassageKey::Stretch { transcript, span } => {
                let within = (*transcript, span.start)..(*transcript, span.end);
                let begins = self.begins.range(within).take(MOST_SILENT);
                begins.map(|(_, place)| *place).collect()
            }
            PassageKey::Unit(_) => self.place(key).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Without;
    use crate::index::Passage;
    use crate::study::{Span, StudyId, UnitId};

    const SAID: &str = "The home tab again? We went on. And the home tab was clear.";

    fn stretch(transcript: i64, start: usize, end: usize) -> PassageKey {
        PassageKey::Stretch {
            transcript: TranscriptId(transcript),
            span: Span::new(start, end),
        }
    }

    fn examples(keys: Vec<PassageKey>) -> Examples {
        let count = keys.len();
        Examples {
            language: Language::english(),
            languages: Vec::new(),
            texts: vec![String::new(); count],
            condensed: vec![String::new(); count],
            questions: vec![String::new(); count],
            previous: vec![None; count],
            codes_of: vec![Vec::new(); count],
            groups: vec![0; count],
            keys,
            heard: Vec::new(),
            codes: Vec::new(),
            without: Without::default(),
        }
    }

    fn passage(key: PassageKey, transcript: i64, text: &str) -> Passage {
        Passage {
            key,
            study: StudyId(1),
            transcript: TranscriptId(transcript),
            coded: matches!(key, PassageKey::Unit(_)),
            ..Passage::of_text(UnitId(0), text, &Language::english())
        }
    }

    #[test]
    fn passed_over_talk_is_found_within_longer_passages_of_transcripts_that_were_read() {
        let unit = PassageKey::Unit(UnitId(7));
        let whole = stretch(1, 0, SAID.len());
        let mut index = Index::new().unwrap();
        index
            .add(&[
                passage(unit, 1, "The home tab is clear."),
                passage(whole, 1, SAID),
                passage(stretch(2, 0, 9), 2, "Home tab!"),
            ])
            .unwrap();
        index.commit().unwrap();
        let (first, second) = (stretch(1, 0, 31), stretch(1, 32, SAID.len()));
        let filter = Filter {
            studies: vec![StudyId(1)],
            coded: Coded::Only,
            ..Filter::default()
        };
        let look_up = LookUp::of(
            &examples(vec![first, unit, second]),
            Arc::new(index),
            filter,
        );
        let lessons = |found: &[Neighbour]| Vec::from_iter(found.iter().map(|n| n.unit));
        assert_eq!(
            lessons(&look_up.of_texts(&["home tab"]).unwrap()[0]),
            [1, 0, 2]
        );
        assert_eq!(lessons(&look_up.of_lesson(0, "home tab").unwrap()), [1, 2]);
        assert_eq!(look_up.place(&second), Some(2));
        assert_eq!(look_up.keys()[&1], unit);
    }
}
