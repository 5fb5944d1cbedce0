//! Coded units → lessons → a trained model, the same for a project's study and for files without a project.

use super::look_up::LookUp;
use super::suggesting::NotRecognised;
use crate::classifier::encoder::{Encoder, VectorCache};
use crate::classifier::{
    Beside, Categories, CodeWords, Defaults, Earlier, Judgement, Lessons, Model, Nearest,
    Neighbour, Question, Scored, Stop, Vectors, Without, held_out_units, is_like_definition,
    leads_by_category, leaning, shares_words,
};
use crate::error::Result;
use crate::index::{Filter, Index, PassageKey};
use crate::study::{Language, PATH_SEPARATOR, short_names};
use crate::suggest::{Evidence, Leaning, SuggestedCode};
use crate::text::Analyzer;
use std::path::PathBuf;
use std::sync::Arc;

/// Quotes given as a reason.
const QUOTES: usize = 3;
/// Words given as a reason.
const WORDS: usize = 4;
/// An example that is at least so like a text speaks for its codes.
const LIKE_ENOUGH: f64 = 0.15;

/// Which view of meaning is used beside words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Meaning {
    /// The best within emic for the language: the convolutional encoder where it knows it, else the table.
    #[default]
    Shipped,
    /// The table of word pieces within emic, in every language: nearly as fast as words alone.
    Table,
    /// The user's own sentence-transformers model in this folder.
    Folder(PathBuf),
    /// None: words alone.
    Off,
}

/// Units to learn from. All lists of units are in the same order.
pub(super) struct Examples {
    /// That of most of them: how words are cut and stemmed.
    pub language: Language,
    /// Those that an encoder has to know, of what is learnt from and of what is asked about.
    pub languages: Vec<Language>,
    pub texts: Vec<String>,
    pub condensed: Vec<String>,
    pub questions: Vec<String>,
    /// The unit right before each in the talk.
    pub previous: Vec<Option<usize>>,
    pub codes_of: Vec<Vec<usize>>,
    pub groups: Vec<usize>,
    /// The key of each unit in the index.
    pub keys: Vec<PassageKey>,
    /// Further talk, of which nothing is learnt but how common words are and what all talk has in common.
    pub heard: Vec<String>,
    /// For each code its name, and all its words.
    pub codes: Vec<CodeText>,
    /// Evidence left out on purpose.
    pub without: Without,
}

/// What a code is called and says of itself.
pub(super) struct CodeText {
    /// Name or path, as it is suggested.
    pub name: String,
    /// Name, definition and inclusion notes.
    pub words: String,
    /// The definition alone.
    pub definition: String,
    /// The paths of all that it lies in, and its own, which counts where codes lie below it; themes named beside it in a file.
    pub above: Vec<String>,
}

/// A trained model with what is needed to ask it and to explain its answers.
pub(super) struct Teacher {
    pub model: Model,
    pub look_up: LookUp,
    encoder: Option<&'static Encoder>,
    pub codes: Vec<CodeText>,
    /// What each code is called in a list.
    names: Vec<String>,
}

/// The encoder that serves all of these languages; `None` where words alone were asked for.
///
/// What is learnt in one language is asked about in another where studies are mixed, and the convolutional encoder throws
/// all talk in a language that it does not know into one heap: one such language, and the table takes its place.
pub(super) fn encoder_for<'l>(
    meaning: &Meaning,
    languages: impl IntoIterator<Item = &'l Language>,
) -> Result<Option<&'static Encoder>> {
    let best = Encoder::shipped()?;
    let encoder = match meaning {
        Meaning::Off => return Ok(None),
        Meaning::Shipped if languages.into_iter().all(|l| best.knows(l)) => best,
        Meaning::Shipped | Meaning::Table => Encoder::table()?,
        Meaning::Folder(folder) => Encoder::folder(folder)?,
    };
    Ok(Some(encoder))
}

/// How results name the encoder in use.
pub(super) fn model_name(encoder: Option<&Encoder>) -> String {
    encoder.map_or("none", Encoder::name).to_owned()
}

impl Examples {
    /// The lessons, with neighbours for the units `asked` for and vectors from the encoder.
    pub fn lessons(
        &self,
        asked: &[usize],
        look_up: &LookUp,
        encoder: Option<&'static Encoder>,
        vectors: &mut VectorCache,
    ) -> Result<Lessons> {
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let neighbours = look_up.of_lessons(&self.texts, asked, &Stop::default())?;
        let heard: Vec<&str> = self.heard.iter().map(String::as_str).collect();
        let words: Vec<&str> = self.codes.iter().map(|c| c.words.as_str()).collect();
        Ok(Lessons {
            analyzer: Arc::new(Analyzer::new(&self.language)),
            condensed: self.condensed.clone(),
            questions: self.questions.clone(),
            previous: self.previous.clone(),
            codes_of: self.codes_of.clone(),
            groups: self.groups.clone(),
            neighbours,
            vectors: encoder.map(|e| vectors.encode(e, &texts)).transpose()?,
            heard: self.heard.clone(),
            heard_vectors: encoder.map(|e| vectors.encode(e, &heard)).transpose()?,
            code_vectors: encoder.map(|e| vectors.encode(e, &words)).transpose()?,
            categories: Categories::of(self.codes.iter().map(|code| code.above.as_slice())),
            codes: words
                .iter()
                .map(|words| CodeWords {
                    text: (*words).to_owned(),
                })
                .collect(),
            texts: self.texts.clone(),
            without: self.without.clone(),
        })
    }

    /// Trains a model.
    pub fn teach(
        self,
        index: Arc<Index>,
        filter: Filter,
        encoder: Option<&'static Encoder>,
        vectors: &mut VectorCache,
        defaults: &Defaults,
    ) -> Result<Teacher> {
        let look_up = LookUp::of(&self, index, filter);
        let asked = held_out_units(&self.groups, &self.codes_of);
        let lessons = self.lessons(&asked, &look_up, encoder, vectors)?;
        let model = Model::fit(lessons, defaults)?;
        Ok(self.teacher(model, look_up, encoder))
    }

    /// Trains a model but for its judgement, starting from an `earlier` one, if any, and the places of its codes. `None` after
    /// a `stop`.
    pub fn teach_in_haste(
        self,
        (index, filter): (Arc<Index>, Filter),
        (encoder, vectors): (Option<&'static Encoder>, &mut VectorCache),
        judgement: impl FnOnce(&Lessons) -> Result<Judgement>,
        earlier: Option<(&Teacher, Vec<Option<usize>>)>,
        stop: &Stop,
    ) -> Result<Option<Teacher>> {
        let look_up = LookUp::of(&self, index, filter);
        let lessons = self.lessons(&[], &look_up, encoder, vectors)?;
        let judgement = judgement(&lessons)?;
        let earlier = earlier.filter(|(teacher, _)| *teacher.look_up.language() == self.language);
        let earlier = earlier.map(|(teacher, codes)| {
            let units = self.keys.iter().map(|key| teacher.look_up.place(key));
            Earlier::of(&teacher.model, &lessons, units, codes)
        });
        let model = Model::judged_by(lessons, judgement, earlier.as_ref(), stop);
        Ok(model.map(|model| self.teacher(model, look_up, encoder)))
    }

    fn teacher(self, model: Model, look_up: LookUp, encoder: Option<&'static Encoder>) -> Teacher {
        let paths: Vec<String> = self.codes.iter().map(|code| code.name.clone()).collect();
        Teacher {
            names: short_names(&paths),
            model,
            look_up,
            encoder,
            codes: self.codes,
        }
    }
}

impl Teacher {
    /// The encoder in use.
    pub fn encoder(&self) -> Option<&'static Encoder> {
        self.encoder
    }

    /// How a model fresh from the same units would judge; `None` after a `stop`.
    pub fn judged_anew(&self, stop: &Stop) -> Result<Option<Judgement>> {
        let lessons = self.model.lessons();
        let asked = held_out_units(&lessons.groups, &lessons.codes_of);
        let neighbours = self.look_up.of_lessons(&lessons.texts, &asked, stop)?;
        let defaults = Defaults::shipped(self.encoder)?;
        self.model.judged_anew(&neighbours, &defaults, stop)
    }

    /// The codes that are not recognised yet, those with most units first.
    pub fn not_recognised(&self) -> Vec<NotRecognised> {
        let mut codes = self.model.not_recognised();
        codes.sort_by_key(|&(code, units)| (std::cmp::Reverse(units), code));
        let named = codes.into_iter().map(|(code, units)| NotRecognised {
            code: self.codes[code].name.clone(),
            units,
        });
        named.collect()
    }

    /// What is shown of a code that was judged. A definition with which the text has nothing in common is no reason; a name
    /// that is like it is one where there is no other.
    pub fn suggested(&self, scored: &Scored, mut evidence: Vec<Evidence>) -> SuggestedCode {
        let is_like = is_like_definition(&scored.numbers);
        evidence.retain(|reason| match reason {
            Evidence::Definition(_) => is_like,
            Evidence::Common => false,
            _ => true,
        });
        if evidence.is_empty() {
            evidence.extend(is_like.then(|| Evidence::Name(self.names[scored.code].clone())));
        }
        evidence.extend(self.leading_category(scored));
        if evidence.is_empty() {
            evidence.push(Evidence::Common);
        }
        let [towards, away] =
            leaning(&scored.numbers).map(|views| views.into_iter().map(str::to_owned).collect());
        SuggestedCode {
            accepted: scored.accepted && speaks(scored, &evidence, self.encoder.is_some()),
            leaning: Leaning { towards, away },
            ..self.told(scored.code, scored.probability, scored.threshold, evidence)
        }
    }

    /// The category of a code that was judged, by the last name of its path, where it speaks for the code.
    fn leading_category(&self, scored: &Scored) -> Option<Evidence> {
        let categories = &self.model.lessons().categories;
        let path = (leads_by_category(&scored.numbers))
            .then(|| categories.narrowest(scored.code))
            .flatten()?;
        let is_itself = path == self.codes[scored.code].name;
        let name = path.rsplit(PATH_SEPARATOR).next().unwrap_or(path);
        (!is_itself).then(|| Evidence::Category(name.to_owned()))
    }

    /// What is shown of a code that is so likely, not accepted.
    pub fn told(
        &self,
        code: usize,
        probability: f64,
        threshold: f64,
        evidence: Vec<Evidence>,
    ) -> SuggestedCode {
        let examples = self.model.examples()[code];
        SuggestedCode {
            code: self.codes[code].name.clone(),
            name: self.names[code].clone(),
            probability: rounded(probability),
            accepted: false,
            threshold: if examples == 0 {
                0.0
            } else {
                rounded(threshold)
            },
            examples,
            given: false,
            given_by: Vec::new(),
            leaning: Leaning::default(),
            evidence,
        }
    }

    /// The question about the text at `place` of several, without its context.
    pub fn question<'q>(
        &self,
        text: &'q str,
        neighbours: &[Neighbour],
        vectors: Option<&'q Vectors>,
        place: usize,
    ) -> Question<'q> {
        Question {
            text,
            asked: "",
            before: Beside::Unknown,
            after: Beside::Unknown,
            neighbours: neighbours.to_vec(),
            vector: vectors.map(|v| v.row(place)),
        }
    }

    /// Why a code is suggested. `quoted` tells a unit's name and speaker.
    pub fn evidence(
        &self,
        question: &Question<'_>,
        scored: &Scored,
        quoted: impl Fn(usize) -> (String, Option<String>),
    ) -> Vec<Evidence> {
        self.evidence_of(question, scored.code, &scored.nearest, |_| true, quoted)
    }

    /// The same for a code with these examples nearest in meaning, quoting only units that `may` be.
    pub fn evidence_of(
        &self,
        question: &Question<'_>,
        code: usize,
        nearest: &Nearest,
        may: impl Fn(usize) -> bool,
        quoted: impl Fn(usize) -> (String, Option<String>),
    ) -> Vec<Evidence> {
        let mut reasons = Vec::new();
        let mut texts: Vec<&str> = Vec::new();
        for neighbour in self.model.telling_units(question, code, nearest) {
            let text = self.model.lessons().texts[neighbour.unit].as_str();
            let tells = neighbour.score > 0.1 && may(neighbour.unit);
            if texts.len() < QUOTES && tells && !texts.contains(&text) {
                let (unit, participant) = quoted(neighbour.unit);
                texts.push(text);
                reasons.push(Evidence::Quote {
                    unit,
                    participant,
                    text: text.to_owned(),
                    likeness: f64::from(neighbour.score),
                });
            }
        }
        let words = self.model.telling_words(question.text, code);
        let strong: Vec<String> = words
            .into_iter()
            .filter(|(_, w)| *w > 0.05)
            .take(WORDS)
            .map(|(w, _)| w)
            .collect();
        if !strong.is_empty() {
            reasons.push(Evidence::Words(strong));
        }
        let definition = &self.codes[code].definition;
        if texts.is_empty() && !definition.is_empty() {
            reasons.push(Evidence::Definition(definition.clone()));
        }
        if reasons.is_empty() {
            reasons.push(Evidence::Common);
        }
        reasons
    }
}

/// Whether something that was learnt speaks for a code: an example that is like the text, words, or a definition that shares
/// more words with it than any other. What is like nothing known gets no code, however likely codes are. By words alone
/// likeness is smaller, and any shared part of a word is enough; a name is always too little. Asked of suggestions; the report
/// card counts without it.
fn speaks(scored: &Scored, evidence: &[Evidence], has_meaning: bool) -> bool {
    let by_words = !has_meaning && shares_words(&scored.numbers);
    by_words
        || evidence.iter().any(|reason| match reason {
            Evidence::Quote { likeness, .. } => *likeness >= LIKE_ENOUGH,
            Evidence::Words(_) => true,
            Evidence::Definition(_) => leaning(&scored.numbers)[0].contains(&"codebook"),
            Evidence::Name(_) | Evidence::Category(_) | Evidence::Common => false,
        })
}

/// Four decimals, as probabilities are shown.
fn rounded(probability: f64) -> f64 {
    (probability * 1e4).round() / 1e4
}
