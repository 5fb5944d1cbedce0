//! What could not be taken in, by kind, with enough names to recognise it.

use std::collections::HashMap;

/// As many names of a kind are told.
const TOLD: usize = 5;

/// Things that emic has no place for.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Kinds in the order in which they were met.
    kinds: Vec<String>,
    counted: HashMap<String, (usize, Vec<String>)>,
}

impl Gaps {
    /// Counts one thing of a kind (`sets`), with its name where it has one.
    pub fn add(&mut self, kind: &str, name: &str) {
        self.add_several(kind, 1, name);
    }

    /// Counts `n` things of a kind; nothing where there is none.
    pub fn add_several(&mut self, kind: &str, n: usize, name: &str) {
        if n == 0 {
            return;
        }
        if !self.counted.contains_key(kind) {
            self.kinds.push(kind.to_owned());
        }
        let (count, names) = self.counted.entry(kind.to_owned()).or_default();
        *count += n;
        let name = name.trim();
        if !name.is_empty() && names.len() <= TOLD && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    /// A line a kind: `16 sets (Mabel, gender: male, ...)`.
    pub fn lines(self) -> Vec<String> {
        let line = |kind: &String| {
            let (count, names) = self.counted.get(kind).cloned().unwrap_or_default();
            let told = names
                .iter()
                .take(TOLD)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            let more = if names.len() > TOLD { ", ..." } else { "" };
            match told.is_empty() {
                true => format!("{count} {kind}"),
                false => format!("{count} {kind} ({told}{more})"),
            }
        };
        self.kinds.iter().map(line).collect()
    }
}
