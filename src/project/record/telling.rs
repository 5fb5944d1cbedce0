//! Changes of rows → what a person reads: what became of what.

use super::RecordedChange;
use super::names::Names;
use crate::store::{Row, RowChange, Table};
use serde_json::Value;
use std::borrow::Cow;

/// As much of a text is told.
const SHOWN: usize = 300;

/// What these changes of rows made of what. Turns come and go with their transcript and are told by their number.
pub(super) fn lines(changes: &[RowChange], names: &Names) -> Vec<RecordedChange> {
    let mut lines = Vec::new();
    let (mut added, mut changed, mut gone) = (0, 0, 0);
    for change in changes {
        match (change.table, &change.before, &change.after) {
            (Table::Turn, None, _) => added += 1,
            (Table::Turn, _, None) => gone += 1,
            (Table::Turn, ..) => changed += 1,
            _ => lines.extend(of_row(change, names)),
        }
    }
    for (what, count) in [("added", added), ("changed", changed), ("removed", gone)] {
        if count > 0 {
            lines.push(RecordedChange {
                thing: "turns of speech".into(),
                field: what.into(),
                before: String::new(),
                after: count.to_string(),
            });
        }
    }
    lines
}

fn of_row(change: &RowChange, names: &Names) -> Vec<RecordedChange> {
    let change = without_hidden(change, names);
    let change = change.as_ref();
    let line = |field: &str, before: String, after: String| RecordedChange {
        thing: thing(change, names),
        field: field.to_owned(),
        before,
        after,
    };
    let whole = |row: &Row| cut(&described(change.table, row, names));
    match (&change.before, &change.after) {
        (None, Some(row)) => vec![line("", String::new(), whole(row))],
        (Some(row), None) => vec![line("", whole(row), String::new())],
        (Some(before), Some(after)) => {
            // What differs in nothing but what is not told is no line.
            let told = before
                .keys()
                .filter(|column| before.get(*column) != after.get(*column));
            let fields = told.map(|column| {
                let of = |row: &Row| cut(&value(change.table, column, row.get(column), names));
                line(field_name(column), of(before), of(after))
            });
            fields.collect()
        }
        (None, None) => Vec::new(),
    }
}

/// The change without attributes of participants that are not told.
fn without_hidden<'c>(change: &'c RowChange, names: &Names) -> Cow<'c, RowChange> {
    if change.table != Table::Participant {
        return Cow::Borrowed(change);
    }
    let mut told = change.clone();
    for row in [&mut told.before, &mut told.after].into_iter().flatten() {
        if let Some(Value::String(text)) = row.get_mut("attributes")
            && let Ok(Value::Object(mut attributes)) = serde_json::from_str(text)
        {
            attributes.retain(|name, _| !names.is_hidden(change.row, name));
            *text = Value::Object(attributes).to_string();
        }
    }
    Cow::Owned(told)
}

/// A thing as people call it.
fn thing(change: &RowChange, names: &Names) -> String {
    let (table, row) = (change.table, change.row);
    let now = change.after.as_ref().or(change.before.as_ref());
    // Of a row that changed only the changed columns are at hand; the rest is as it is known last.
    let number = |column: &str| {
        let found = now.and_then(|row| row.get(column)?.as_i64());
        found.or_else(|| names.number(table, row, column))
    };
    let called = |column: &str| {
        let found = now.and_then(|row| row.get(column)?.as_str());
        let name = found.or_else(|| names.text(table, row, column));
        format!("{} {}", table.name(), name.unwrap_or("?"))
    };
    match table {
        Table::Study | Table::Coder | Table::Transcript => called("name"),
        Table::Participant => called("label"),
        Table::IdentifyingAttribute => format!(
            "identifying attribute {}",
            now.and_then(|row| row.get("name")?.as_str()).unwrap_or("?")
        ),
        Table::Sampled => format!(
            "sample to be coded again: {}",
            number("unit").map_or_else(String::new, |id| names.unit(id))
        ),
        Table::Turn => "turn of speech".to_owned(),
        Table::Code => format!("code {}", names.path(row)),
        Table::Unit => format!("unit {}", names.unit(row)),
        Table::Coding => format!(
            "coding of {}",
            number("unit").map_or_else(String::new, |id| names.unit(id))
        ),
        Table::Relation => "relation".to_owned(),
        Table::Decision => {
            let place = number("transcript")
                .zip(number("start_byte"))
                .zip(number("end_byte"));
            let place = place.map(|((transcript, start), end)| names.place(transcript, start, end));
            format!("suggestion at {}", place.unwrap_or_default())
        }
        Table::Memo => format!("memo on {}", on(&number, names)),
    }
}

/// What a memo is on.
fn on(number: &dyn Fn(&str) -> Option<i64>, names: &Names) -> String {
    let name = |table: Table, id: i64, column| names.text(table, id, column).unwrap_or("?");
    if let Some(id) = number("study") {
        return format!("study {}", name(Table::Study, id, "name"));
    }
    if let Some(id) = number("participant") {
        return format!("participant {}", name(Table::Participant, id, "label"));
    }
    if let Some(id) = number("transcript") {
        return format!("transcript {}", names.transcript(id));
    }
    if let Some(coding) = number("coding") {
        let code = names.number(Table::Coding, coding, "code");
        let unit = number("unit").map_or_else(String::new, |id| names.unit(id));
        return match code {
            Some(code) => format!("coding {} of {unit}", names.path(code)),
            None => format!("coding of {unit}"),
        };
    }
    if let Some(id) = number("unit") {
        return names.unit(id);
    }
    number("code").map_or_else(String::new, |id| format!("code {}", names.path(id)))
}

/// A whole row in words.
fn described(table: Table, row: &Row, names: &Names) -> String {
    let told = |column: &str| value(table, column, row.get(column), names);
    let number = |column: &str| row.get(column).and_then(Value::as_i64).unwrap_or(0);
    let several = |columns: &[&str]| {
        let parts = columns
            .iter()
            .map(|column| (field_name(column), told(column)));
        let parts = parts.filter(|(_, value)| !value.is_empty());
        parts
            .map(|(name, value)| format!("{name}: {value}"))
            .collect::<Vec<_>>()
            .join("; ")
    };
    match table {
        Table::Study => several(&["title", "method", "levels", "language"]),
        Table::Participant => told("attributes"),
        Table::IdentifyingAttribute => told("name"),
        Table::Coder => told("kind"),
        Table::Sampled => told("coder"),
        Table::Transcript => {
            let text = row.get("text").and_then(Value::as_str).unwrap_or_default();
            format!(
                "{} characters; {}",
                text.chars().count(),
                several(&["kind", "language", "participant"])
            )
        }
        Table::Turn => told("speaker"),
        Table::Unit => {
            let words = names.words(
                number("transcript"),
                number("start_byte"),
                number("end_byte"),
            );
            let notes = several(&["condensed", "translation"]);
            match notes.is_empty() {
                true => words.to_owned(),
                false => format!("{words} — {notes}"),
            }
        }
        Table::Code => several(&["level", "definition", "include", "exclude"]),
        Table::Relation => format!("{} → {} ({})", told("source"), told("target"), told("kind")),
        Table::Coding => format!("{} ({}, {})", told("code"), told("coder"), told("origin")),
        Table::Decision => {
            let code = match (told("code"), told("instead")) {
                (code, instead) if instead.is_empty() => code,
                (code, instead) => format!("{code} → {instead}"),
            };
            let blind = if number("blind") == 1 {
                "chosen before it was shown"
            } else {
                ""
            };
            let parts = [
                told("verdict"),
                code,
                told("probability"),
                told("model"),
                blind.to_owned(),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join("; ")
        }
        Table::Memo => told("text"),
    }
}

/// A value as people read it: a name, where it is the number of a row.
fn value(table: Table, column: &str, value: Option<&Value>, names: &Names) -> String {
    let name = |of: Table, id: i64, column| names.text(of, id, column).unwrap_or("?").to_owned();
    match (column, value) {
        (_, None | Some(Value::Null)) => String::new(),
        ("parent" | "code" | "instead" | "source" | "target", Some(Value::Number(id))) => {
            names.path(id.as_i64().unwrap_or(0))
        }
        ("coder", Some(Value::Number(id))) => name(Table::Coder, id.as_i64().unwrap_or(0), "name"),
        ("participant", Some(Value::Number(id))) => {
            name(Table::Participant, id.as_i64().unwrap_or(0), "label")
        }
        ("transcript", Some(Value::Number(id))) => {
            names.transcript(id.as_i64().unwrap_or(0)).to_owned()
        }
        ("unit", Some(Value::Number(id))) => names.unit(id.as_i64().unwrap_or(0)),
        ("probability", Some(Value::String(text))) => {
            let number: f64 = text.parse().unwrap_or(0.0);
            format!("probability {:.0} %", number * 100.0)
        }
        ("attributes" | "levels", Some(Value::String(text))) => attributes(text),
        ("text", Some(Value::String(text))) if table == Table::Transcript => {
            format!("{} characters", text.chars().count())
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    }
}

/// A list or an object of the file as words.
fn attributes(text: &str) -> String {
    let part = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, v)| format!("{name} {}", part(v)))
                .collect();
            fields.join(", ")
        }
        Ok(Value::Array(items)) => items.iter().map(part).collect::<Vec<_>>().join(", "),
        _ => text.to_owned(),
    }
}

fn field_name(column: &str) -> &str {
    match column {
        "parent" => "above it",
        "include" => "when to use",
        "exclude" => "when not to use",
        "start_byte" => "first byte",
        "end_byte" => "last byte",
        "external_id" => "name in its file",
        "at" => "date",
        other => other,
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
