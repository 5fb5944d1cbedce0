//! Coded units: placed in their transcripts, with their codings.

use super::Import;
use super::codes::Codes;
use super::excerpts::{self, Excerpts};
use super::people::People;
use super::place::{Placed, Places};
use super::speakers::role_of;
use crate::error::Result;
use crate::project::choose::person;
use crate::segment::is_anonymous;
use crate::study::{
    CodeId, CodedUnit, CoderId, Language, MeaningUnit, Origin, ParticipantId, Span, SpeakerRole,
    TranscriptId, TranscriptKind, UnitId,
};
use std::collections::{HashMap, HashSet};

/// As many doubts of one kind are told one by one; the rest is counted.
const TOLD: usize = 20;

/// A unit whose names have become identities.
pub(super) struct Ready<'u> {
    pub unit: &'u CodedUnit,
    pub coder: CoderId,
    pub participant: Option<ParticipantId>,
    codes: Vec<CodeId>,
}

/// What the study has that units may be the same as.
pub(super) struct Units {
    coders: HashMap<String, CoderId>,
    codings: HashSet<(UnitId, CodeId, CoderId)>,
}

/// What is to be said of a file's units once all are in.
struct Doubts {
    file: usize,
    moved: usize,
    several: Vec<String>,
    nowhere: Vec<String>,
    there_already: usize,
}

impl Units {
    pub fn of(import: &Import<'_, '_>) -> Result<Self> {
        let store = import.edit.store();
        let codings = store.codings(import.study.id)?;
        Ok(Self {
            coders: HashMap::new(),
            codings: codings
                .into_iter()
                .map(|c| (c.unit, c.code, c.coder))
                .collect(),
        })
    }

    /// Takes in the units of a file, transcript by transcript.
    pub fn take_in(
        &mut self,
        import: &mut Import<'_, '_>,
        people: &mut People,
        codes: &mut Codes,
        file: usize,
        units: &[CodedUnit],
    ) -> Result<()> {
        let stem = import.outcomes[file].path.file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy().into_owned();
        let before = people.labels().len();
        let mut groups = Groups::default();
        for unit in units {
            let ready = self.ready(import, people, codes, file, unit)?;
            groups.add(&stem, ready);
        }
        codes.warn_of_slips(import, file);
        import.count(file, "participants", people.labels().len() - before);
        let mut doubts = Doubts::of(file);
        for group in groups.all {
            let known = import
                .edit
                .store()
                .transcript_named(import.study.id, &group.transcript)?;
            let known = known.map_or(Ok(None), |id| import.edit.store().transcript(id))?;
            match known {
                Some(t) if t.kind == TranscriptKind::Interview => {
                    self.place_in_interview(import, t.id, &t.text, &group.units, &mut doubts)?;
                }
                _ => self.place_in_excerpts(import, group, &mut doubts)?,
            }
        }
        doubts.tell(import);
        Ok(())
    }

    fn ready<'u>(
        &mut self,
        import: &mut Import<'_, '_>,
        people: &mut People,
        codes: &mut Codes,
        file: usize,
        unit: &'u CodedUnit,
    ) -> Result<Ready<'u>> {
        let coder = match unit.coder.as_deref().map(str::trim) {
            None | Some("") => import.coder,
            Some(name) => match self.coders.get(name) {
                Some(id) => *id,
                None => {
                    let id = person(import.edit, name)?;
                    self.coders.insert(name.to_owned(), id);
                    id
                }
            },
        };
        let label = unit.participant.as_deref().or_else(|| speaking(unit));
        let label = label.map(str::trim).filter(|label| !label.is_empty());
        let participant = match label {
            Some(label) => Some(people.with(import.edit, label, &unit.attributes)?.0),
            None => None,
        };
        let mut meant = Vec::with_capacity(unit.codes.len());
        for code in unit.codes.iter().filter(|code| !code.trim().is_empty()) {
            meant.extend(codes.meant(import, file, code.trim())?);
        }
        Ok(Ready {
            unit,
            coder,
            participant,
            codes: meant,
        })
    }

    fn place_in_interview(
        &mut self,
        import: &mut Import<'_, '_>,
        transcript: TranscriptId,
        text: &str,
        units: &[Ready<'_>],
        doubts: &mut Doubts,
    ) -> Result<()> {
        let mut places = Places::new(text);
        let mut spans = Vec::with_capacity(units.len());
        for ready in units {
            let given = ready.unit.start.zip(ready.unit.end);
            spans.push(match places.place(&ready.unit.text, given, ready.coder) {
                Placed::AsGiven(span) => Some(span),
                Placed::Found(span) => {
                    doubts.moved += usize::from(given.is_some());
                    Some(span)
                }
                Placed::FirstOfSeveral(span) => {
                    doubts.several.push(shown(ready.unit));
                    Some(span)
                }
                Placed::Nowhere => {
                    doubts.nowhere.push(shown(ready.unit));
                    None
                }
            });
        }
        self.write(import, transcript, units, &spans, doubts)
    }

    /// Excerpts that are there already are found again; the rest goes into a transcript of its own.
    fn place_in_excerpts(
        &mut self,
        import: &mut Import<'_, '_>,
        group: Group<'_>,
        doubts: &mut Doubts,
    ) -> Result<()> {
        let mut left = group.units;
        for n in 1.. {
            let name = if n == 1 {
                group.name.clone()
            } else {
                format!("{} ({n})", group.name)
            };
            let Some(id) = import
                .edit
                .store()
                .transcript_named(import.study.id, &name)?
            else {
                return self.make_excerpts(import, &name, group.language.as_ref(), &left, doubts);
            };
            let Some(known) = import.edit.store().transcript(id)? else {
                continue;
            };
            if known.kind != TranscriptKind::Excerpts {
                continue;
            }
            let ids = import.edit.store().units(id)?.into_iter();
            let ids = ids
                .map(|u| (u.span, u.external_id.unwrap_or_default()))
                .collect();
            let mut excerpts = Excerpts::of(&known, &ids);
            let mut places = Places::new(&known.text);
            let mut find = |ready: &Ready<'_>| {
                let given = ready.unit.start.zip(ready.unit.end);
                let by_place =
                    given.map(|given| places.place(&ready.unit.text, Some(given), ready.coder));
                match by_place {
                    Some(Placed::AsGiven(span)) => Some(span),
                    _ => excerpts.take(ready),
                }
            };
            let spans: Vec<Option<Span>> = left.iter().map(&mut find).collect();
            self.write(import, id, &left, &spans, doubts)?;
            let mut found = spans.iter();
            left.retain(|_| found.next().is_some_and(Option::is_none));
            if left.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn make_excerpts(
        &mut self,
        import: &mut Import<'_, '_>,
        name: &str,
        language: Option<&Language>,
        units: &[Ready<'_>],
        doubts: &mut Doubts,
    ) -> Result<()> {
        let silent = units
            .iter()
            .filter(|ready| ready.unit.text.trim().is_empty());
        doubts.nowhere.extend(silent.map(|ready| shown(ready.unit)));
        if units.iter().all(|ready| ready.unit.text.trim().is_empty()) {
            return Ok(());
        }
        let language = language.or(import.options.language.as_ref());
        let (id, spans) = excerpts::make(import.edit, import.study.id, name, language, units)?;
        import.count(doubts.file, "transcripts", 1);
        self.write(import, id, units, &spans, doubts)
    }

    /// Writes the units that have a place, each span once, and their codings.
    fn write(
        &mut self,
        import: &mut Import<'_, '_>,
        transcript: TranscriptId,
        units: &[Ready<'_>],
        spans: &[Option<Span>],
        doubts: &mut Doubts,
    ) -> Result<()> {
        let known = import.edit.store().units(transcript)?;
        let before: HashSet<Span> = known.iter().map(|unit| unit.span).collect();
        let mut known: HashMap<Span, MeaningUnit> =
            known.into_iter().map(|u| (u.span, u)).collect();
        for (ready, span) in units.iter().zip(spans) {
            let Some(span) = *span else { continue };
            let mut news = 0;
            let id = match known.get_mut(&span) {
                Some(unit) => {
                    news += completed(import, unit, ready.unit)?;
                    unit.id
                }
                None => {
                    let unit = add(import, transcript, span, ready.unit)?;
                    import.count(doubts.file, "units", 1);
                    news += 1;
                    let id = unit.id;
                    known.insert(span, unit);
                    id
                }
            };
            for code in &ready.codes {
                if self.codings.insert((id, *code, ready.coder)) {
                    import
                        .edit
                        .add_coding(id, *code, ready.coder, Origin::Imported)?;
                    import.count(doubts.file, "codings", 1);
                    news += 1;
                }
            }
            doubts.there_already += usize::from(news == 0 && before.contains(&span));
        }
        Ok(())
    }
}

/// The speaker's label, where it names a participant.
fn speaking(unit: &CodedUnit) -> Option<&str> {
    let label = unit.speaker.as_deref()?;
    let is_somebody = role_of(label) == SpeakerRole::Participant && !is_anonymous(label);
    is_somebody.then_some(label)
}

fn add(
    import: &mut Import<'_, '_>,
    transcript: TranscriptId,
    span: Span,
    unit: &CodedUnit,
) -> Result<MeaningUnit> {
    let mut unit = MeaningUnit {
        id: UnitId(0),
        transcript,
        span,
        condensed: unit.condensed.clone(),
        translation: unit.translation.clone(),
        external_id: Some(unit.id.clone()).filter(|id| !id.is_empty()),
    };
    unit.id = import.edit.add_unit(&unit)?;
    Ok(unit)
}

/// Gives a unit that is there the condensed unit and the translation it lacks; how many it got.
fn completed(
    import: &mut Import<'_, '_>,
    unit: &mut MeaningUnit,
    with: &CodedUnit,
) -> Result<usize> {
    let mut news = 0;
    if unit.condensed.is_none() && with.condensed.is_some() {
        import
            .edit
            .set_condensed(unit.id, with.condensed.as_deref())?;
        unit.condensed.clone_from(&with.condensed);
        news += 1;
    }
    if unit.translation.is_none() && with.translation.is_some() {
        import
            .edit
            .set_translation(unit.id, with.translation.as_deref())?;
        unit.translation.clone_from(&with.translation);
        news += 1;
    }
    Ok(news)
}

/// The units of a file that go into one transcript.
struct Group<'u> {
    /// The transcript as the file names it.
    transcript: String,
    /// The same, told apart by language where need be.
    name: String,
    language: Option<Language>,
    units: Vec<Ready<'u>>,
}

/// A transcript is in one language: units that say they are in another than the first of their transcript go apart.
#[derive(Default)]
struct Groups<'u> {
    all: Vec<Group<'u>>,
    places: HashMap<(String, Option<String>), usize>,
}

impl<'u> Groups<'u> {
    fn add(&mut self, stem: &str, ready: Ready<'u>) {
        let name = ready
            .unit
            .transcript
            .as_deref()
            .map(str::trim)
            .filter(|n| !n.is_empty());
        let name = name.unwrap_or(stem).to_owned();
        let language = ready.unit.language.as_deref().map(Language::new);
        let code = language.as_ref().map(|l| l.code().to_owned());
        let at = self.places.get(&(name.clone(), code.clone())).copied();
        let at = at.unwrap_or_else(|| self.place(name, code, language));
        self.all[at].units.push(ready);
    }

    fn place(&mut self, name: String, code: Option<String>, language: Option<Language>) -> usize {
        let first = self.all.iter().position(|g| g.name == name);
        let at = match (first, language) {
            (Some(first), None) => first,
            (Some(first), language) if self.all[first].language.is_none() => {
                self.all[first].language = language;
                first
            }
            (None, language) => self.push(&name, name.clone(), language),
            (Some(_), Some(language)) => {
                self.push(&name, format!("{name} ({language})"), Some(language))
            }
        };
        self.places.insert((name, code), at);
        at
    }

    fn push(&mut self, transcript: &str, name: String, language: Option<Language>) -> usize {
        self.all.push(Group {
            transcript: transcript.to_owned(),
            name,
            language,
            units: Vec::new(),
        });
        self.all.len() - 1
    }
}

impl Doubts {
    fn of(file: usize) -> Self {
        Self {
            file,
            moved: 0,
            several: Vec::new(),
            nowhere: Vec::new(),
            there_already: 0,
        }
    }

    fn tell(self, import: &mut Import<'_, '_>) {
        let file = self.file;
        if self.there_already > 0 {
            import.warn(
                file,
                format!("{} units were there already", self.there_already),
            );
        }
        if self.moved > 0 {
            import.warn(
                file,
                format!(
                    "{} units were found by their words, not at the place the file gives",
                    self.moved
                ),
            );
        }
        for which in self.several.iter().take(TOLD) {
            import.warn(
                file,
                format!("the words stand in several places; took the first free one: {which}"),
            );
        }
        if let more @ 1.. = self.several.len().saturating_sub(TOLD) {
            import.warn(
                file,
                format!("{more} more units whose words stand in several places"),
            );
        }
        for which in self.nowhere.iter().take(TOLD) {
            import.warn(
                file,
                format!("not placed, as its words are not in the transcript: {which}"),
            );
        }
        if let more @ 1.. = self.nowhere.len().saturating_sub(TOLD) {
            import.warn(file, format!("{more} more units were not placed"));
        }
        import.count(file, "units not placed", self.nowhere.len());
    }
}

/// Enough of a unit to find it in its file.
fn shown(unit: &CodedUnit) -> String {
    let words: String = unit.text.chars().take(60).collect();
    let dots = if words.len() < unit.text.len() {
        "…"
    } else {
        ""
    };
    let words = words.replace('\n', " ");
    match (unit.id.is_empty(), words.is_empty()) {
        (true, _) => format!("'{words}{dots}'"),
        (false, true) => format!("{} (it has no words)", unit.id),
        (false, false) => format!("{} '{words}{dots}'", unit.id),
    }
}
