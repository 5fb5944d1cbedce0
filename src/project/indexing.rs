//! The index of a project: kept in its file, brought up to date transcript by transcript, and never trusted further than that.

use super::Project;
use super::passages::{Passages, RULES};
use crate::error::{Error, Result};
use crate::index::{Index, Passage};
use crate::store::{CacheEntry, CachePut, Store};
use crate::study::{EventId, TranscriptId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The caches of the index are named `index/…`.
pub(super) const PREFIX: &str = "index/";
/// This many passages may be indexed anew each time the project is opened, before the index is written to the file again:
/// a few milliseconds' work, where every write costs the disk's.
const UNSAVED: usize = 1_000;
/// Passages handed to the index at once.
const BATCH: usize = 4_096;

/// An index, and what it is of.
pub(super) struct Indexed {
    index: Arc<Index>,
    /// The last event it knows of.
    event: EventId,
    /// How many passages it has that the file's copy has not, or has otherwise.
    unsaved: usize,
}

impl Indexed {
    /// The last event it knows of.
    pub(super) fn event(&self) -> EventId {
        self.event
    }

    /// How many passages it has.
    pub(super) fn passages(&self) -> usize {
        self.index.len()
    }
}

impl Project {
    /// The index of the project as it is now: the one in memory, else the one in the file, with what changed since indexed
    /// anew; built from the content where there is none, or none that can be used.
    ///
    /// It is written to the file when much of it is new. Where the file cannot be written (open for reading only, in use by
    /// another program) it is only kept in memory.
    ///
    /// # Errors
    /// [`Error::File`] where the content cannot be read.
    pub fn index(&mut self) -> Result<Arc<Index>> {
        // Taken out, so that a failed update leaves none behind.
        let known = self.indexed.take();
        let mut indexed = self
            .store
            .snapshot(|moment| match known.or_else(|| load(moment)) {
                Some(indexed) => updated(moment, indexed),
                None => built(moment),
            })?;
        if indexed.unsaved > UNSAVED {
            match save(&mut self.store, &indexed) {
                Ok(()) => indexed.unsaved = 0,
                Err(Error::File { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        let index = Arc::clone(&indexed.index);
        self.indexed = Some(indexed);
        Ok(index)
    }
}

/// The index in the file; `None` where there is none, it is damaged, or another version of emic made it.
pub(super) fn load(store: &Store) -> Option<Indexed> {
    let mut event = None;
    let mut blobs = Vec::new();
    for entry in store.cache_list(PREFIX).ok()? {
        let cached = store.cache_get(&entry.name).ok()??;
        let name = entry.name.strip_prefix(PREFIX)?.to_owned();
        if name == Index::CONTENTS {
            event = read_stamp(&cached.stamp);
        }
        blobs.push((name, cached.data));
    }
    Some(Indexed {
        event: event.filter(|event| store.content_stamp().is_ok_and(|now| *event <= now))?,
        index: Arc::new(Index::from_blobs(blobs).ok()?),
        unsaved: 0,
    })
}

/// Whether the index in the file says that this version of emic made it.
pub(super) fn is_of_today(store: &Store) -> Result<bool> {
    let contents = store.cache_get(&format!("{PREFIX}{}", Index::CONTENTS))?;
    Ok(contents.is_none_or(|cached| read_stamp(&cached.stamp).is_some()))
}

/// The index with every transcript that changed since indexed anew.
fn updated(store: &Store, indexed: Indexed) -> Result<Indexed> {
    let now = store.content_stamp()?;
    if indexed.event == now {
        return Ok(indexed);
    }
    let touched = store.transcripts_touched_since(indexed.event)?;
    if touched.is_empty() {
        return Ok(Indexed {
            event: now,
            ..indexed
        });
    }
    if touched.len() * 2 > transcripts(store)?.len() {
        return built(store);
    }
    let mut index = own(indexed.index)?;
    for transcript in &touched {
        index.remove_transcript(*transcript)?;
    }
    let added = add(store, &mut index, &touched)?;
    Ok(Indexed {
        index: Arc::new(index),
        event: now,
        // Removing is work, too.
        unsaved: indexed.unsaved + added + touched.len(),
    })
}

/// An index of everything.
fn built(store: &Store) -> Result<Indexed> {
    let mut index = Index::new()?;
    add(store, &mut index, &transcripts(store)?)?;
    Ok(Indexed {
        index: Arc::new(index),
        event: store.content_stamp()?,
        unsaved: usize::MAX / 2,
    })
}

/// Adds the passages of `transcripts`; how many they are. No more than a batch and a transcript are in memory at once.
fn add(store: &Store, index: &mut Index, transcripts: &BTreeSet<TranscriptId>) -> Result<usize> {
    let mut passages = Passages::new(store)?;
    let mut waiting: Vec<Passage> = Vec::new();
    let mut added = 0;
    for transcript in transcripts {
        waiting.extend(passages.of(*transcript)?);
        if waiting.len() >= BATCH {
            index.add(&waiting)?;
            added += waiting.len();
            waiting.clear();
        }
    }
    index.add(&waiting)?;
    index.commit()?;
    Ok(added + waiting.len())
}

/// All transcripts of the project.
pub(super) fn transcripts(store: &Store) -> Result<BTreeSet<TranscriptId>> {
    let mut all = BTreeSet::new();
    for study in store.studies()? {
        all.extend(store.transcript_ids(study.id)?);
    }
    Ok(all)
}

/// The index to change: itself, or a copy where someone is searching it still.
fn own(index: Arc<Index>) -> Result<Index> {
    match Arc::try_unwrap(index) {
        Ok(index) => Ok(index),
        Err(shared) => Index::from_blobs(shared.to_blobs()?),
    }
}

/// Writes the parts of the index that the file has not yet and deletes those that are no more. A part never changes under its
/// name but for the few small ones that list the others.
fn save(store: &mut Store, indexed: &Indexed) -> Result<()> {
    let blobs: Vec<(String, Vec<u8>)> = indexed
        .index
        .to_blobs()?
        .into_iter()
        .map(|(name, data)| (format!("{PREFIX}{name}"), data))
        .collect();
    let stamp = stamp(indexed.event);
    let there = store.cache_list(PREFIX)?;
    let put: Vec<CachePut<'_>> = blobs
        .iter()
        .filter(|(name, data)| {
            let lists_others = name.ends_with(".json");
            let same = |entry: &CacheEntry| entry.name == *name && entry.bytes == data.len() as u64;
            lists_others || !there.iter().any(same)
        })
        .map(|(name, data)| CachePut {
            name,
            stamp: &stamp,
            data,
        })
        .collect();
    let gone: Vec<&str> = there
        .iter()
        .map(|entry| entry.name.as_str())
        .filter(|name| blobs.iter().all(|(kept, _)| kept != name))
        .collect();
    store.cache_apply(&put, &gone)
}

fn stamp(event: EventId) -> String {
    format!("{RULES} {event}")
}

fn read_stamp(stamp: &str) -> Option<EventId> {
    let (rules, event) = stamp.split_once(' ')?;
    (rules == RULES.to_string()).then_some(EventId(event.parse().ok()?))
}
