//! Lines of JSON as people and other programs really write them, to coded units.

use super::ladder::path_of;
use crate::study::CodedUnit;
use serde_json::{Map, Value};

/// The unit on one line.
///
/// Beyond strict JSON of the right types: bare `NaN` and `Infinity` (as Python writes them) count as null; null counts as
/// missing; a number or truth value stands for its text; `codes` and `themes` may be a single text; and `theme`, `category`,
/// `subcategory`, `code` as fields of their own give one code; beside `codes` all but the last are themes of theirs.
///
/// # Errors
/// What is wrong, and at which column.
pub(super) fn unit_of_json(line: &str) -> Result<CodedUnit, String> {
    // A list would be taken for the unit's fields in their order.
    if !line.starts_with('{') {
        return unit_of_value(line);
    }
    match serde_json::from_str::<CodedUnit>(line) {
        Ok(unit) if !may_have_levels(line) => Ok(unit),
        _ => unit_of_value(line),
    }
}

fn may_have_levels(line: &str) -> bool {
    [
        "\"theme\"",
        "\"category\"",
        "\"subcategory\"",
        "\"sub-category\"",
        "\"code\"",
    ]
    .iter()
    .any(|name| line.contains(name))
}

fn unit_of_value(line: &str) -> Result<CodedUnit, String> {
    let value = match serde_json::from_str::<Value>(line) {
        Ok(value) => value,
        Err(error) => {
            let mended = without_bare_numbers(line).ok_or_else(|| shown(&error))?;
            serde_json::from_str(&mended).map_err(|_| shown(&error))?
        }
    };
    let Value::Object(fields) = value else {
        return Err("is not a JSON object; a unit looks like {\"id\": ..., \"text\": ..., \"codes\": [...]}".into());
    };
    serde_json::from_value(Value::Object(mended(fields))).map_err(|error| error.to_string())
}

/// serde's message with the column but without its line, which is always 1 here.
fn shown(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    format!("{what} at column {}", error.column())
}

/// The fields with every value in the type the unit wants.
fn mended(mut fields: Map<String, Value>) -> Map<String, Value> {
    for (old, new) in [("doc", "transcript"), ("attrs", "attributes")] {
        if let Some(value) = fields.remove(old) {
            fields.entry(new).or_insert(value);
        }
    }
    let level_names = [
        ["theme", ""],
        ["category", ""],
        ["subcategory", "sub-category"],
        ["code", ""],
    ];
    let levels = level_names.map(|names| {
        names
            .iter()
            .find_map(|name| fields.get(*name))
            .and_then(text_of)
    });
    let mut list = |name: &str| -> Vec<String> {
        match fields.remove(name) {
            Some(Value::Array(items)) => items.iter().filter_map(text_of).collect(),
            Some(other) => text_of(&other).into_iter().collect(),
            None => Vec::new(),
        }
    };
    let (mut codes, mut themes) = (list("codes"), list("themes"));
    if codes.is_empty() {
        codes.extend(path_of(levels.iter().flatten().map(String::as_str)));
    } else {
        themes.extend(levels[..3].iter().flatten().cloned());
    }
    let mut mended: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.clone(), field(&name, value)?)))
        .collect();
    mended.insert("codes".into(), codes.into());
    mended.insert("themes".into(), themes.into());
    mended
}

/// A field in the type the unit wants; `None` for null.
fn field(name: &str, value: Value) -> Option<Value> {
    match name {
        "attributes" => value.is_object().then_some(value),
        "start" | "end" => whole_number(&value).map(Value::from),
        _ => text_of(&value).map(Value::from),
    }
}

fn whole_number(value: &Value) -> Option<u64> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    // Python writes the integers of a column with gaps as 12.0.
    number
        .filter(|n| *n >= 0.0 && n.fract() == 0.0 && *n < 9e15)
        .map(|n| n as u64)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The line with bare `NaN`, `Infinity` and `-Infinity` outside strings as `null`; `None` where there is none.
fn without_bare_numbers(line: &str) -> Option<String> {
    let mut mended = String::with_capacity(line.len());
    let mut found = false;
    let mut quoted = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let bare = ["NaN", "-Infinity", "Infinity"]
            .iter()
            .find(|word| !quoted && rest.starts_with(**word));
        if let Some(word) = bare {
            mended.push_str("null");
            found = true;
            rest = &rest[word.len()..];
            continue;
        }
        let length = match c {
            '\\' if quoted => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => c.len_utf8(),
        };
        quoted ^= c == '"';
        mended.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    found.then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_no_unit() {
        for line in ["[4]", "[\"a\", null]", "4", "null"] {
            let refused = unit_of_json(line).unwrap_err();
            assert!(refused.contains("not a JSON object"), "{line}: {refused}");
        }
    }

    #[test]
    fn python_and_nulls_are_survived() {
        let unit = unit_of_json(
            r#"{"id": 7, "text": "say \"NaN\" چرا 😀", "codes": null, "condensed": NaN, "start": 3.0, "end": "9",
                "participant": 4, "attrs": {"age": Infinity, "role": "intern", "n": [1, 2]}}"#,
        )
        .unwrap();
        assert_eq!(
            (unit.id.as_str(), unit.text.as_str()),
            ("7", "say \"NaN\" چرا 😀")
        );
        assert_eq!(
            (unit.start, unit.end, unit.condensed),
            (Some(3), Some(9), None)
        );
        assert_eq!(unit.participant.as_deref(), Some("4"));
        assert_eq!(unit.attributes.len(), 2);
        assert_eq!(unit_of_json(r#"{"text": null}"#).unwrap().text, "");
        assert_eq!(unit_of_json(r#"{"codes": "one"}"#).unwrap().codes, ["one"]);
        assert_eq!(
            unit_of_json(r#"{"codes": ["a", 3, null]}"#).unwrap().codes,
            ["a", "3"]
        );
    }

    #[test]
    fn four_levels_are_one_code() {
        let line = r#"{"id": "x", "text": "t", "theme": "A", "category": "B", "subcategory": null, "code": "D"}"#;
        assert_eq!(unit_of_json(line).unwrap().codes, ["A > B > D"]);
        let beside = r#"{"text": "t", "theme": "A", "category": "B", "code": "D", "codes": ["x"], "themes": "درون‌مایه"}"#;
        let beside = unit_of_json(beside).unwrap();
        assert_eq!(beside.codes, ["x"]);
        assert_eq!(beside.themes, ["درون‌مایه", "A", "B"]);
        let uncoded = r#"{"text": "t", "theme": null, "category": null}"#;
        assert!(unit_of_json(uncoded).unwrap().codes.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_column() {
        assert!(
            unit_of_json(r#"{"text": "a"#)
                .unwrap_err()
                .contains("column")
        );
        assert!(unit_of_json("[1, 2]").unwrap_err().contains("object"));
        assert!(unit_of_json("\"NaN").is_err());
        assert!(unit_of_json("\"a\\").is_err());
    }
}
