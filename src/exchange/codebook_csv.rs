//! The codebook as a table.

use super::column::{
    CATEGORY, CODE, COLOUR, DEFINITION, EXCLUDE, INCLUDE, NAME, PARENT, PATH, SUBCATEGORY, THEME,
};
use super::csv_file::write_csv;
use super::spreadsheet::read_table;
use super::table::{Row, Table};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

/// A node of the codebook as a file carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodebookRow {
    /// The names from the root to the node, each with its level on the ladder (0 the most abstract). Levels may be skipped.
    pub path: Vec<(usize, String)>,
    /// What it means.
    pub definition: String,
    /// When to use it.
    pub include: String,
    /// When not to.
    pub exclude: String,
    /// A colour as `#rrggbb`, or empty.
    pub colour: String,
}

/// What a codebook table holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodebookFile {
    /// Every node once, those above before those below, in the order in which the file first names them.
    pub rows: Vec<CodebookRow>,
    /// What was doubtful, with its line.
    pub warnings: Vec<String>,
}

/// Reads the table at `path`, in any encoding, or in an Excel file.
///
/// # Errors
/// As [`parse_codebook`], and [`Error::File`] where the file cannot be read.
pub fn read_codebook(path: &Path) -> Result<CodebookFile> {
    let read = read_table(path, |table| Place::of(table).map(|_| ()))?;
    let (table, ()) = read.found.ok_or_else(|| no_codebook(path))?;
    let mut file = codebook_of(&table, path)?;
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}

fn no_codebook(path: &Path) -> Error {
    let wanted = "theme,category,subcategory,code,definition";
    Error::file(
        path,
        format!(
            "is no codebook: the header is `{wanted}`, or `path,definition`, or `name,parent,definition`"
        ),
    )
}

/// The nodes in a table. Each row defines the node of its deepest filled cell; nodes above it that have no row of their
/// own come without definition.
///
/// The place of a node is told by `theme,category,subcategory,code` (any of them; levels 0 to 3), or
/// `level1,level2,...`, or `path` (`Barriers > Workload`), or `name,parent`.
///
/// # Errors
/// [`Error::File`] naming `path` where no column tells the place.
pub fn parse_codebook(text: &str, path: &Path) -> Result<CodebookFile> {
    codebook_of(&Table::parse(text, path)?, path)
}

fn codebook_of(table: &Table, path: &Path) -> Result<CodebookFile> {
    let place = Place::of(table).ok_or_else(|| no_codebook(path))?;
    let notes = [DEFINITION, INCLUDE, EXCLUDE, COLOUR].map(|names| table.column(names));
    let mut nodes = Nodes::default();
    let mut warnings = table.warnings.clone();
    for row in &table.rows {
        let node = place.path(row);
        if node.is_empty() {
            let line = row.line;
            warnings.push(format!("line {line}: names no code; the row was left out"));
            continue;
        }
        warnings.extend(nodes.define(node, notes.map(|column| row.cell(column)), row.line));
    }
    warnings.extend(place.warnings(table));
    if notes.iter().all(Option::is_none) {
        warnings.extend(unread(table, &place.columns()));
    }
    Ok(CodebookFile {
        rows: nodes.rows,
        warnings,
    })
}

/// Names the columns that have something to say and are not `read`, in a table of which nothing but the place of nodes is: it may call
/// the definition by another name.
fn unread(table: &Table, read: &[usize]) -> Option<String> {
    let says_something = |column: &usize| {
        let mut cells = table.rows.iter().map(|row| row.cell(Some(*column)));
        cells.any(|cell| !cell.is_empty())
    };
    let others = (0..table.header.len()).filter(|column| !read.contains(column));
    let names: Vec<String> = others
        .filter(says_something)
        .map(|column| format!("{:?}", table.header[column]))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "nothing was read from {}; what a code means is read from definition, include and exclude, its colour from colour",
            names.join(", ")
        )
    })
}

/// The nodes so far.
#[derive(Default)]
struct Nodes {
    rows: Vec<CodebookRow>,
    place: HashMap<Vec<(usize, String)>, usize>,
    /// The line on which a node has a row of its own.
    defined: HashMap<usize, u64>,
}

impl Nodes {
    /// Adds the node and those above it; a warning where it has been defined before.
    fn define(
        &mut self,
        path: Vec<(usize, String)>,
        notes: [&str; 4],
        line: u64,
    ) -> Option<String> {
        let at = (1..=path.len())
            .map(|depth| self.node(&path[..depth]))
            .last()?;
        let row = &mut self.rows[at];
        let texts = [
            &mut row.definition,
            &mut row.include,
            &mut row.exclude,
            &mut row.colour,
        ];
        for (text, note) in texts.into_iter().zip(notes) {
            if text.is_empty() {
                *text = note.to_owned();
            }
        }
        let first = *self.defined.entry(at).or_insert(line);
        let name = path.last().map_or("", |(_, name)| name);
        (first != line).then(|| {
            format!(
                "line {line}: {name:?} is already defined on line {first}; the first one counts"
            )
        })
    }

    fn node(&mut self, path: &[(usize, String)]) -> usize {
        if let Some(&at) = self.place.get(path) {
            return at;
        }
        let at = self.rows.len();
        self.place.insert(path.to_vec(), at);
        self.rows.push(CodebookRow {
            path: path.to_vec(),
            ..CodebookRow::default()
        });
        at
    }
}

/// How the table tells where a node is.
enum Place {
    /// A column a level.
    Levels(Vec<(usize, usize)>),
    /// The whole path in one column.
    Path(usize),
    /// The node's name and its parent's.
    Parent {
        name: usize,
        parent: usize,
        above: HashMap<String, String>,
    },
}

impl Place {
    fn of(table: &Table) -> Option<Self> {
        if let Some(path) = table.column(PATH) {
            return Some(Self::Path(path));
        }
        let upper = [THEME, CATEGORY, SUBCATEGORY].map(|names| table.column(names));
        if upper.iter().all(Option::is_none)
            && let Some(parent) = table.column(PARENT)
            && let Some(name) = table.column(NAME).or_else(|| table.column(CODE))
        {
            return Some(Self::with_parents(table, name, parent));
        }
        let [theme, category, subcategory] = upper;
        let ladder = [theme, category, subcategory, table.column(CODE)];
        let mut levels: Vec<(usize, usize)> = ladder
            .into_iter()
            .enumerate()
            .filter_map(|(level, column)| Some((level, column?)))
            .collect();
        if levels.is_empty() {
            levels = numbered_levels(table);
        }
        if levels.is_empty() {
            levels.extend(table.column(NAME).map(|column| (0, column)));
        }
        (!levels.is_empty()).then_some(Self::Levels(levels))
    }

    fn with_parents(table: &Table, name: usize, parent: usize) -> Self {
        let mut above = HashMap::new();
        for row in &table.rows {
            above
                .entry(row.cell(Some(name)).to_owned())
                .or_insert_with(|| row.cell(Some(parent)).to_owned());
        }
        Self::Parent {
            name,
            parent,
            above,
        }
    }

    fn path(&self, row: &Row) -> Vec<(usize, String)> {
        match self {
            Self::Levels(columns) => columns
                .iter()
                .filter_map(|(level, column)| Some((*level, row.filled(Some(*column))?)))
                .collect(),
            Self::Path(column) => names_of(row.cell(Some(*column)))
                .into_iter()
                .enumerate()
                .collect(),
            Self::Parent {
                name,
                parent,
                above,
            } => {
                let name = row.cell(Some(*name));
                if name.is_empty() {
                    return Vec::new();
                }
                let mut names = vec![name.to_owned()];
                climb(row.cell(Some(*parent)), above, &mut names);
                names.reverse();
                names.into_iter().enumerate().collect()
            }
        }
    }

    /// The columns that tell it.
    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Levels(columns) => columns.iter().map(|(_, column)| *column).collect(),
            Self::Path(column) => vec![*column],
            Self::Parent { name, parent, .. } => vec![*name, *parent],
        }
    }

    /// A ring of parents has no root: the climb ends where it would close.
    fn warnings(&self, table: &Table) -> Vec<String> {
        let Self::Parent { name, above, .. } = self else {
            return Vec::new();
        };
        table
            .rows
            .iter()
            .filter(|row| {
                let mut names = vec![row.cell(Some(*name)).to_owned()];
                climb_ends_in_ring(above, &mut names)
            })
            .map(|row| {
                format!(
                    "line {}: its parents lead back to itself; mend the column `parent`",
                    row.line
                )
            })
            .collect()
    }
}

/// The levels `level1`, `level2`, ... of the header.
fn numbered_levels(table: &Table) -> Vec<(usize, usize)> {
    let mut levels: Vec<(usize, usize)> = table
        .keys()
        .iter()
        .enumerate()
        .filter_map(|(column, key)| {
            let number: usize = key.strip_prefix("level")?.parse().ok()?;
            (1..=100).contains(&number).then(|| (number - 1, column))
        })
        .collect();
    levels.sort_unstable();
    levels
}

fn names_of(path: &str) -> Vec<String> {
    path.split('>')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Adds the names above, nearest first. A parent given as a whole path ends the climb.
fn climb(parent: &str, above: &HashMap<String, String>, names: &mut Vec<String>) {
    let mut next = parent;
    while !next.is_empty() {
        let path = names_of(next);
        if path.len() != 1 {
            names.extend(path.into_iter().rev());
            return;
        }
        if names.iter().any(|name| name == next) {
            return;
        }
        names.push(next.to_owned());
        next = above.get(next).map_or("", String::as_str);
    }
}

fn climb_ends_in_ring(above: &HashMap<String, String>, names: &mut Vec<String>) -> bool {
    let own = names.first().cloned().unwrap_or_default();
    let Some(parent) = above.get(&own) else {
        return false;
    };
    climb(parent, above, names);
    names
        .last()
        .and_then(|top| above.get(top))
        .is_some_and(|next| *next == own && !own.is_empty())
}

/// Writes the nodes as a table that [`parse_codebook`] reads back: `theme,category,subcategory,code` where four levels
/// are enough, else `level1,level2,...`.
///
/// # Errors
/// Those of `out`.
pub fn write_codebook(rows: &[CodebookRow], out: &mut impl Write) -> std::io::Result<()> {
    let deepest = rows
        .iter()
        .flat_map(|row| row.path.iter().map(|(level, _)| *level))
        .max();
    let levels = deepest.map_or(4, |level| level + 1).max(4);
    let ladder = ["theme", "category", "subcategory", "code"]
        .map(str::to_owned)
        .to_vec();
    let names = if levels == 4 {
        ladder
    } else {
        (1..=levels).map(|n| format!("level{n}")).collect()
    };
    write_csv(out, |writer| {
        let notes = ["definition", "include", "exclude", "colour"].map(str::to_owned);
        writer.write_record(names.into_iter().chain(notes))?;
        for row in rows {
            let mut cells = vec![""; levels];
            for (level, name) in &row.path {
                cells[*level] = name;
            }
            cells.extend(
                [&row.definition, &row.include, &row.exclude, &row.colour].map(String::as_str),
            );
            writer.write_record(cells)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> CodebookFile {
        parse_codebook(text, Path::new("c.csv")).unwrap()
    }

    fn check(text: &str, wanted: &[(&[(usize, &str)], &str)]) -> Vec<String> {
        let file = parse(text);
        let shown: Vec<(Vec<(usize, &str)>, &str)> = file
            .rows
            .iter()
            .map(|row| {
                (
                    row.path.iter().map(|(l, n)| (*l, n.as_str())).collect(),
                    row.definition.as_str(),
                )
            })
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(path, definition)| (path.to_vec(), *definition))
            .collect();
        assert_eq!(shown, wanted);
        file.warnings
    }

    #[test]
    fn nodes_above_come_first_and_once() {
        let warnings = check(
            "theme,category,sub-category,code,definition\nA,B,,D,deep\nA,B,,,mid\nA,,,,top\nZ,,,,\n",
            &[
                (&[(0, "A")], "top"),
                (&[(0, "A"), (1, "B")], "mid"),
                (&[(0, "A"), (1, "B"), (3, "D")], "deep"),
                (&[(0, "Z")], ""),
            ],
        );
        assert!(warnings.is_empty());
    }

    #[test]
    fn other_ways_to_tell_the_place() {
        let wanted: &[(&[(usize, &str)], &str)] =
            &[(&[(0, "الف")], ""), (&[(0, "الف"), (1, "b")], "x")];
        check("level1;level2;definition\nالف;b;x\n", wanted);
        check("path,description\nالف > b,x\n", wanted);
        check("name,parent,definition\nb,الف,x\nالف,,\n", wanted);
        check("code,parent,definition\nb,الف,x\n", wanted);
        check(
            "category,code\nB,D\n",
            &[(&[(1, "B")], ""), (&[(1, "B"), (3, "D")], "")],
        );
    }

    #[test]
    fn doubts_are_named() {
        let warnings = check(
            "theme,definition\nA,one\nA,two\n,lost\n",
            &[(&[(0, "A")], "one")],
        );
        assert!(warnings[0].contains("line 3") && warnings[0].contains("line 2"));
        assert!(warnings[1].contains("line 4"));
        let unread = check("name;def;n\nA;what A is;\n", &[(&[(0, "A")], "")]);
        assert!(unread[0].contains("nothing was read from \"def\";"));
        let ring = parse("name,parent\na,b\nb,a\n");
        assert!(
            ring.warnings.iter().any(|w| w.contains("back to itself")),
            "{:?}",
            ring.warnings
        );
        assert!(parse_codebook("x,y\n1,2\n", Path::new("c.csv")).is_err());
        assert!(parse_codebook("", Path::new("c.csv")).is_err());
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "theme,category,code,definition,include,exclude,colour\nA,B,D,\"x, \"\"y\"\"\nz\",i,e,#ff0000\n",
            "path\na > b > c > d > e > f\n",
        ] {
            let rows = parse(text).rows;
            let mut out = Vec::new();
            write_codebook(&rows, &mut out).unwrap();
            let again = parse(&String::from_utf8(out).unwrap());
            assert_eq!(again.rows, rows);
            assert!(again.warnings.is_empty());
        }
    }
}
