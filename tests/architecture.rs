//! The arrows between the modules, and the one door of each heavy dependency.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const STEPS: &[&str] = &[
    "text",
    "segment",
    "exchange",
    "store",
    "index",
    "classifier",
    "suggest",
    "compare",
    "trust",
    "pseudonyms",
];

/// What a module may know besides itself.
fn allowed(module: &str) -> Option<Vec<&'static str>> {
    match module {
        "error" => Some(vec![]),
        "study" => Some(vec!["error"]),
        step if STEPS.contains(&step) => Some(vec!["study", "text", "error"]),
        "project" => Some([&["study", "error"], STEPS].concat()),
        "cli" | "workbench" => None,
        other => panic!(
            "src/{other} is in no ring of the design; say in tests/architecture.rs where it belongs"
        ),
    }
}

/// Crates and the modules that alone may name them.
const DOORS: &[(&str, &[&str])] = &[
    ("calamine", &["exchange"]),
    ("rusqlite", &["exchange", "store"]),
    ("tantivy", &["index"]),
    ("linfa", &["classifier"]),
    ("linfa_logistic", &["classifier"]),
    ("ndarray", &["classifier"]),
    ("rayon", &["classifier", "index", "project"]),
    ("candle_core", &["classifier"]),
    ("candle_nn", &["classifier"]),
    ("tokenizers", &["classifier"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
    ("maud", &["compare", "exchange"]),
    ("rust_xlsxwriter", &["exchange"]),
    ("std::net", &["workbench"]),
    ("axum", &["workbench"]),
    ("hyper", &["workbench"]),
    ("hyper_util", &["workbench"]),
    ("tokio", &["workbench"]),
    ("askama", &["workbench"]),
    ("getrandom", &["store", "workbench"]),
    ("pbkdf2", &["store"]),
    ("rpassword", &["cli"]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file by its top module, without comments and tests.
fn files() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![source()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".rs") && !matches!(name.as_str(), "tests.rs" | "sample.rs") {
                let below = path.strip_prefix(source()).unwrap();
                let module = below.iter().next().unwrap().to_str().unwrap();
                let module = module.trim_end_matches(".rs").to_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                let code: Vec<&str> = code
                    .lines()
                    .filter(|l| !l.trim_start().starts_with("//"))
                    .collect();
                found.push((module, path.clone(), code.join("\n")));
            }
        }
    }
    found.retain(|(module, ..)| !matches!(module.as_str(), "lib" | "main"));
    found
}

/// The modules that a file names after `crate::`.
fn named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        let parts = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => rest
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default(),
        };
        for part in parts.split(',') {
            let first: String = part
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            names.insert(first);
        }
    }
    // What lib.rs gives out at the root is of error.
    names
        .into_iter()
        .map(|n| {
            if n == "Error" || n == "Result" {
                "error".into()
            } else {
                n
            }
        })
        .collect()
}

#[test]
fn every_arrow_points_inward() {
    let mut wrong = Vec::new();
    for (module, path, code) in files() {
        let Some(allowed) = allowed(&module) else {
            continue;
        };
        for name in named(&code) {
            let is_fine = name.is_empty() || name == module || allowed.contains(&name.as_str());
            if !is_fine {
                wrong.push(format!("{} knows {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_heavy_dependency_has_one_door() {
    let mut wrong = Vec::new();
    for (module, path, code) in files() {
        for (name, doors) in DOORS {
            let path_of = format!("{name}::");
            let is_used = code.match_indices(&path_of).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if is_used && !doors.contains(&module.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The workbench listens on loopback; nothing reaches out.
#[test]
fn nothing_connects_and_the_listener_is_on_loopback() {
    let mut wrong = Vec::new();
    for (_, path, code) in files() {
        let reaches_out = [
            "TcpStream::connect",
            "TcpSocket",
            "UdpSocket",
            "UnixStream",
            "ToSocketAddrs",
            "lookup_host",
            "UNSPECIFIED",
            "0.0.0.0",
        ];
        if reaches_out.iter().any(|word| code.contains(word)) {
            wrong.push(path.display().to_string());
        }
        let binds = code.matches("::bind(").count();
        if binds > code.matches("(Ipv4Addr::LOCALHOST, ").count() {
            wrong.push(format!("{} listens elsewhere", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the workbench sends must be within it: nothing is fetched from elsewhere, and the security policy would block what is
/// written into a page.
#[test]
fn templates_and_assets_hold_to_the_security_policy() {
    let mut wrong = Vec::new();
    for folder in ["workbench/templates", "workbench/assets"] {
        for entry in std::fs::read_dir(source().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "png") {
                continue; // a picture says no words
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let is_template = path.extension().is_some_and(|e| e == "html");
            let words = match is_template {
                true => &[
                    " style=",
                    "<style",
                    " onclick=",
                    " onload=",
                    " onchange=",
                    "javascript:",
                    "://",
                ][..],
                false => &["://", "eval(", "@import"][..],
            };
            for word in words.iter().filter(|word| text.contains(**word)) {
                wrong.push(format!("{}: {word}", path.display()));
            }
            let scripts = text.matches("<script").count();
            if is_template && scripts > text.matches("></script>").count() {
                wrong.push(format!("{}: a script within the page", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_command_line_prints() {
    let mut wrong = Vec::new();
    for (module, path, code) in files() {
        let prints = [
            "println!",
            "print!(",
            "eprint",
            "io::stdout",
            "io::stderr",
            "dbg!(",
        ];
        if module != "cli" && prints.iter().any(|word| code.contains(word)) {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_map_shows_what_is_there() {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let Ok(map) = std::fs::read_to_string(map) else {
        return;
    };
    let mut modules: BTreeMap<String, bool> =
        files().into_iter().map(|(m, ..)| (m, false)).collect();
    let mut missing = Vec::new();
    for (at, _) in map.match_indices("src/") {
        let name: String = map[at + 4..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if name.is_empty() || matches!(name.as_str(), "lib" | "main") {
            continue;
        }
        match modules.get_mut(&name) {
            Some(seen) => *seen = true,
            None => missing.push(name),
        }
    }
    let untold: Vec<&String> = modules
        .iter()
        .filter(|(_, seen)| !**seen)
        .map(|(m, _)| m)
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md tells of modules that are not there: {missing:?}"
    );
    assert!(
        untold.is_empty(),
        "ARCHITECTURE.md does not tell of: {untold:?}"
    );
}
