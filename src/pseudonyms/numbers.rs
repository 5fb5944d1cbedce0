//! E-mail addresses, telephone numbers, and numbers of identity cards and records.

use super::digits::{Run, runs};
use super::finding::{Finding, Kind};
use crate::study::Span;
use regex::Regex;
use std::sync::LazyLock;

/// Words that tell what the number behind them is.
const RECORD_WORDS: &[&str] = &[
    "mrn",
    "id",
    "ssn",
    "passport",
    "record number",
    "patient number",
    "insurance number",
    "file number",
    "case number",
    "کد ملی",
    "کدملی",
    "شماره ملی",
    "شماره پرونده",
    "شماره شناسنامه",
    "شماره بیمه",
    "身份证",
    "身份证号",
    "身份证号码",
    "病历号",
    "住院号",
    "护照",
    "医保号",
];
const PHONE_WORDS: &[&str] = &[
    "phone",
    "tel",
    "call",
    "mobile",
    "telephone",
    "fax",
    "number is",
    "تلفن",
    "موبایل",
    "همراه",
    "شماره",
    "شماره من",
    "电话",
    "手机",
    "号码",
];

static EMAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+").ok());

/// What is found in a text.
pub(super) fn find(text: &str) -> Vec<Finding> {
    let addresses = EMAIL
        .iter()
        .flat_map(|email| email.find_iter(text))
        .map(|found| Finding {
            span: Span::new(found.start(), found.end()),
            kind: Kind::Email,
            is_sure: true,
        });
    let numbers = runs(text)
        .into_iter()
        .filter_map(|run| classified(text, run));
    addresses.chain(numbers).collect()
}

fn classified(text: &str, run: Run) -> Option<Finding> {
    let found = |span, kind, is_sure| {
        Some(Finding {
            span,
            kind,
            is_sure,
        })
    };
    if let Some(span) = chinese_identity(text, &run) {
        return found(span, Kind::Identification, true);
    }
    let before = words_before(text, run.span.start);
    let told = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    let count = run.digits.len();
    if count >= 4 && told(RECORD_WORDS) {
        return found(run.span, Kind::Identification, true);
    }
    if run.groups == [3, 2, 4] {
        // Social security numbers of the United States.
        return found(run.span, Kind::Identification, true);
    }
    if is_phone(&run) {
        return found(run.span, Kind::Phone, true);
    }
    if is_iranian_code(&run) {
        return found(run.span, Kind::Identification, true);
    }
    if (5..=15).contains(&count) && told(PHONE_WORDS) {
        return found(run.span, Kind::Phone, true);
    }
    None
}

/// The end of what stands before a place, in small letters and without what punctuation lies between.
fn words_before(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let from = before.char_indices().rev().nth(29).map_or(0, |(at, _)| at);
    let words = before.get(from..).unwrap_or_default().to_lowercase();
    let mut words = words
        .trim_end_matches(|c: char| !c.is_alphabetic())
        .to_owned();
    for ending in [" is", " was", " no", " number", " شماره", "是", "为"] {
        let is_whole = words.ends_with(ending)
            && RECORD_WORDS
                .iter()
                .chain(PHONE_WORDS)
                .all(|word| !words.ends_with(word));
        if is_whole {
            words.truncate(words.len() - ending.len());
        }
    }
    words
}

/// Whether it is written like a telephone number: with the country's number, as a mobile number of Iran or China, with a leading zero, or in the
/// groups of North America. Without any of these, digits are not taken for one.
fn is_phone(run: &Run) -> bool {
    let digits = run.digits.as_str();
    let count = digits.len();
    let mobile = |digits: &str| {
        let second = digits.as_bytes().get(1).copied().unwrap_or_default();
        digits.len() == 11 && digits.starts_with('1') && (b'3'..=b'9').contains(&second)
    };
    let is_date = matches!(run.groups.as_slice(), [1 | 2, 1 | 2, 4] | [4, 1 | 2, 1 | 2]);
    if is_date {
        return false;
    }
    (run.is_international && (8..=15).contains(&count))
        || (count == 11 && digits.starts_with("09"))
        || mobile(digits)
        || (digits.starts_with('0')
            && (9..=12).contains(&count)
            && run.groups.iter().all(|group| *group >= 2))
        || run.groups == [3, 3, 4]
        || (run.groups == [1, 3, 3, 4] && digits.starts_with('1'))
}

/// A Chinese identity number within a run: 17 digits and a check digit or X, which fit together (ISO 7064 MOD 11-2, GB 11643-1999), with
/// a month and a day in it.
fn chinese_identity(text: &str, run: &Run) -> Option<Span> {
    if run.groups.len() != 1 {
        return None;
    }
    let values: Vec<u32> = run.digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let (number, check, end) = match values.as_slice() {
        [number @ .., check] if number.len() == 17 => (number, *check, run.span.end),
        number if number.len() == 17 => {
            let x = text
                .get(run.span.end..)?
                .chars()
                .next()
                .filter(|c| matches!(c, 'x' | 'X' | 'Ｘ'))?;
            (number, 10, run.span.end + x.len_utf8())
        }
        _ => return None,
    };
    let two = |at: usize| Some(number.get(at)? * 10 + number.get(at + 1)?);
    let is_date = (1..=12).contains(&two(10)?) && (1..=31).contains(&two(12)?);
    // The weight of a digit is 2 to the power of its distance from the end, modulo 11.
    let sum = number.iter().fold(0, |sum, digit| (sum + digit) * 2 % 11);
    (is_date && (sum + check) % 11 == 1).then_some(Span::new(run.span.start, end))
}

/// An Iranian national code: ten digits whose last one checks the others (weights 10 to 2, modulo 11), written in one or as 3-6-1.
fn is_iranian_code(run: &Run) -> bool {
    let values: Vec<u32> = run.digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let ([number @ .., check], true) = (values.as_slice(), values.len() == 10) else {
        return false;
    };
    let all_same = number.iter().all(|digit| digit == check);
    let is_written_so = matches!(run.groups.as_slice(), [10] | [3, 6, 1]);
    let sum: u32 = number
        .iter()
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    let rest = sum % 11;
    let expected = if rest < 2 { rest } else { 11 - rest };
    is_written_so && !all_same && expected == *check
}

#[cfg(test)]
mod tests {
    use super::super::finding::told;
    use super::*;

    #[test]
    fn numbers_are_told_apart() {
        for (text, expected) in [
            (
                "My number is 030 1234567.",
                Some(("030 1234567", Kind::Phone)),
            ),
            ("phone: 12345", Some(("12345", Kind::Phone))),
            (
                "+1 (212) 555-0123",
                Some(("+1 (212) 555-0123", Kind::Phone)),
            ),
            ("212-555-0123", Some(("212-555-0123", Kind::Phone))),
            ("0912 345 6789", Some(("0912 345 6789", Kind::Phone))),
            ("۰۹۱۲۳۴۵۶۷۸۹", Some(("۰۹۱۲۳۴۵۶۷۸۹", Kind::Phone))),
            ("手机13812345678，", Some(("13812345678", Kind::Phone))),
            (
                "我的身份证是11010519491231002X。",
                Some(("11010519491231002X", Kind::Identification)),
            ),
            (
                "11010519491231002X",
                Some(("11010519491231002X", Kind::Identification)),
            ),
            (
                "440524188001010014",
                Some(("440524188001010014", Kind::Identification)),
            ),
            ("440524188001010015", None),
            (
                "کد ملی ۰۰۸۴۵۷۵۹۴۸",
                Some(("۰۰۸۴۵۷۵۹۴۸", Kind::Identification)),
            ),
            ("7731689956", Some(("7731689956", Kind::Identification))),
            ("7731689957", None),
            ("1111111111", None),
            ("MRN: 48213", Some(("48213", Kind::Identification))),
            (
                "her SSN is 078-05-1120",
                Some(("078-05-1120", Kind::Identification)),
            ),
            ("شماره پرونده: ۱۲۳۴۵", Some(("۱۲۳۴۵", Kind::Identification))),
            ("病历号 20213", Some(("20213", Kind::Identification))),
            ("on 21-11-2026, at 10.30", None),
            ("0.123456789", None),
        ] {
            assert_eq!(
                told(text),
                expected.into_iter().collect::<Vec<_>>(),
                "{text}"
            );
        }
    }
}
