//! Transcript text to turns to candidate meaning units: pure, and linear in the length of the text.
//!
//! ```text
//! "Interviewer: Why?\nM4: I was tired. I left." ─turns─► [Why?] [I was tired. I left.]
//!                                               ─candidates─► [I was tired.] [I left.]
//! ```
//!
//! ```
//! use emic::segment::{Granularity, InterviewerTurns, SpeakerRules, candidates, turns};
//!
//! let text = "Interviewer: Why?\nM4: I was tired. I left.";
//! let turns = turns(text, &SpeakerRules::default());
//! let found = candidates(text, &turns, Granularity::Sentences, InterviewerTurns::LeftOut);
//! let quotes: Vec<&str> = found.iter().filter_map(|span| span.of(text)).collect();
//! assert_eq!(quotes, ["I was tired.", "I left."]);
//! ```

mod abbreviations;
mod candidates;
mod changed_text;
mod label;
mod paragraphs;
mod pattern;
mod roles;
mod sentences;
mod speaker_words;
mod timestamp;
mod turns;
mod uncoded;

pub use candidates::{Granularity, InterviewerTurns, candidates};
pub use changed_text::{ChangedText, Moved};
pub use paragraphs::paragraphs;
pub use pattern::SpeakerPattern;
pub use roles::SpeakerRules;
pub use sentences::sentences;
pub use speaker_words::is_anonymous;
pub use turns::turns;
pub use uncoded::{free, remainders, uncoded};
