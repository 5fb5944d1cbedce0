//! Words that tell who somebody is: found by rules and lists for a person to review, and replaced the same way everywhere (pure).
//!
//! ```text
//! "Dr. Ahmadi, call 0912 345 6789"
//!   └─ person: Ahmadi   └─ phone: 0912 345 6789          (rules)
//!   ─► [Person 1]       ─► [phone 1]                     (proposed, then the researcher's)
//! "Dr. [Person 1], call [phone 1]"                       (Replacements)
//! ```
//! Rules miss what no title, list or check digit gives away (a first name alone, a village): nothing here is a proof of anonymity.

mod digits;
mod finding;
mod folded;
mod lists;
mod numbers;
mod persons;
mod places;
mod replacements;

pub use finding::{Finding, Kind, find};
pub use replacements::{Replaced, Replacements};
