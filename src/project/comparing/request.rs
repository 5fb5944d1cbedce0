//! What to compare.

use crate::project::Meaning;
use crate::study::AttributeFilter;

/// Whether codes of different studies are put beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aligning {
    /// Those of each two studies, unless participants are compared.
    #[default]
    WhereStudiesAre,
    /// Those of each two studies.
    Always,
    /// Not at all.
    Never,
}

/// Which rows of different studies become one row of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merging {
    /// Those of equal name.
    #[default]
    ByName,
    /// Those of equal name, and those that are each other's best by alignment.
    Alike,
    /// None.
    Never,
}

/// What to compare. An empty list is no condition.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareRequest {
    /// Names of studies; none for all.
    pub studies: Vec<String>,
    /// The level of the rows: the name that any of the studies gives it (`category`), its number from the most abstract (`1`), or
    /// `all`; default themes in the matrix and categories in the alignments.
    pub level: Option<String>,
    /// An attribute of participants as columns, instead of the studies.
    pub by: Option<String>,
    /// Conditions on participants, all of which must hold.
    pub attributes: Vec<AttributeFilter>,
    /// Only codings of these persons.
    pub coders: Vec<String>,
    /// Whether codes are aligned.
    pub aligning: Aligning,
    /// Which rows become one.
    pub merging: Merging,
    /// With [`Meaning::Off`], words alone say what is alike: no vectors, and no study's model codes another study.
    pub meaning: Meaning,
    /// Quotes for each cell and each code of a pair, at most.
    pub quotes: usize,
}

impl Default for CompareRequest {
    /// All studies, theme by study, with three quotes each.
    fn default() -> Self {
        Self {
            studies: Vec::new(),
            level: None,
            by: None,
            attributes: Vec::new(),
            coders: Vec::new(),
            aligning: Aligning::default(),
            merging: Merging::default(),
            meaning: Meaning::default(),
            quotes: 3,
        }
    }
}
