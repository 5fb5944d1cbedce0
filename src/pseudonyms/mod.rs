//! Words that tell who somebody is: found by rules and lists for a person to review, and replaced the same way everywhere (pure).
//!
//! ```text
//! "Dr. Ahmadi, call 0912 345 6789"
//!   └─ person: Ahmadi   └─ phone: 0912 345 6789          (rules)
//!   ─► [Person 1]       ─► [phone 1]                     (proposed, then the researcher's)
//! "Dr. [Person 1], call [phone 1]"                       (Replacements)
//! ```
//! What no title, greeting, relation, list or check digit gives away is proposed only where it is always capitalised ([`SmallWords`]): nothing
//! here is a proof of anonymity.

mod beside;
mod capitals;
mod digits;
mod finding;
mod folded;
mod lists;
mod numbers;
mod persons;
mod places;
mod relations;
mod replacements;
mod well_known;

pub use capitals::{SmallWords, names_in_label};
pub use finding::{Finding, Kind, find};
pub use replacements::{Replaced, Replacements};
