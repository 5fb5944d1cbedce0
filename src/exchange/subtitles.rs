//! Subtitles as automatic transcription writes them: WebVTT and SRT, to turns with speakers and times.

use super::encoding::read_text;
use super::html::resolved;
use super::text::TranscriptFile;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::path::Path;

/// Without speakers, a pause of this many seconds begins a new paragraph ...
const PAUSE: u64 = 3;
/// ... as does the end of a sentence after this many bytes.
const LONG: usize = 600;
/// A name before a colon has at most this many words ...
const MOST_WORDS: usize = 4;
/// ... and this many characters.
const MOST_CHARS: usize = 40;
/// As many bad times are told one by one.
const TOLD: usize = 5;

/// Reads a transcript in WebVTT: `<v Name>` or `Name:` tells the speaker, every turn begins with its time.
///
/// # Errors
/// [`Error::File`] where the file cannot be read, is no text, or has no cue.
pub fn read_vtt(path: &Path) -> Result<TranscriptFile> {
    read(path)
}

/// Reads a transcript in SRT: `Name:` tells the speaker, every turn begins with its time.
///
/// # Errors
/// As [`read_vtt`].
pub fn read_srt(path: &Path) -> Result<TranscriptFile> {
    read(path)
}

fn read(path: &Path) -> Result<TranscriptFile> {
    let decoded = read_text(path)?;
    let mut warnings = decoded.warnings();
    let (cues, bad) = cues(&decoded.text);
    if cues.is_empty() {
        let why = match decoded.text.trim().is_empty() {
            true => "is empty; there is nothing to import",
            false => {
                "has no words below a line such as 00:00:01.000 --> 00:00:04.000; if it is no subtitles, rename it to .txt"
            }
        };
        return Err(Error::file(path, why));
    }
    for line in bad.iter().take(TOLD) {
        warnings.push(format!(
            "line {line}: no time that can be read; its words were taken without one"
        ));
    }
    if bad.len() > TOLD {
        warnings.push(format!(
            "{} more lines with no time that can be read",
            bad.len() - TOLD
        ));
    }
    TranscriptFile::new(path, turns(&cues), warnings)
}

/// What is shown at once.
#[derive(Debug)]
struct Cue {
    /// Seconds from the start of the recording, where they can be read.
    start: Option<u64>,
    end: Option<u64>,
    /// Who speaks, where a voice tag says so.
    voice: Option<String>,
    words: String,
}

/// The cues, one for each voice in them, and the lines whose times cannot be read.
fn cues(text: &str) -> (Vec<Cue>, Vec<usize>) {
    let mut cues: Vec<Cue> = Vec::new();
    let mut bad = Vec::new();
    let mut block: Vec<(usize, &str)> = Vec::new();
    for (at, line) in text.lines().chain([""]).enumerate() {
        if !line.trim().is_empty() {
            block.push((at + 1, line));
            continue;
        }
        take(&block, &mut cues, &mut bad);
        block.clear();
    }
    (cues, bad)
}

fn take(block: &[(usize, &str)], cues: &mut Vec<Cue>, bad: &mut Vec<usize>) {
    let Some((_, first)) = block.first() else {
        return;
    };
    let first = first.trim_start_matches('\u{feff}');
    let timing = block
        .iter()
        .take(2)
        .position(|(_, line)| line.contains("-->"));
    let Some(timing) = timing else {
        let is_note = ["WEBVTT", "NOTE", "STYLE", "REGION"]
            .iter()
            .any(|word| first.starts_with(word));
        let is_number = first.trim().chars().all(char::is_numeric) && block.len() == 1;
        // Some programs leave a blank line within a cue: the words below it belong to the one before.
        if let Some(cue) = cues.last_mut().filter(|_| !is_note && !is_number) {
            let words: Vec<&str> = block.iter().map(|(_, line)| *line).collect();
            for (_, words) in voices(&words.join("\n")) {
                append(&mut cue.words, &words);
            }
        }
        return;
    };
    let (number, line) = block[timing];
    let (start, end) = line.split_once("-->").unwrap_or_default();
    let (start, end) = (seconds(start), seconds(end));
    if start.is_none() {
        bad.push(number);
    }
    let words: Vec<&str> = block[timing + 1..].iter().map(|(_, line)| *line).collect();
    for (voice, words) in voices(&words.join("\n")) {
        cues.push(Cue {
            start,
            end,
            voice,
            words,
        });
    }
}

/// Whole seconds of `01:02:03.450`, `02:03,450` or `02:03`.
fn seconds(time: &str) -> Option<u64> {
    let time = time.split_whitespace().next()?;
    let whole = time.split(['.', ',']).next()?;
    let mut total = 0_u64;
    let mut parts = 0;
    for part in whole.split(':') {
        total = total.checked_mul(60)?.checked_add(part.parse().ok()?)?;
        parts += 1;
    }
    (2..=3).contains(&parts).then_some(total)
}

/// The words of a cue without their tags, divided where another voice begins.
fn voices(marked: &str) -> Vec<(Option<String>, String)> {
    let mut found: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut rest = marked;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        say(&mut found, before);
        let closing = if tag.starts_with('<') { '>' } else { '}' };
        // A brace that is no SubStation tag, and a sign that opens nothing, are words.
        let is_tag = closing == '>' || tag.starts_with("{\\");
        let end = tag
            .find(closing)
            .filter(|end| is_tag && !tag[1..*end].contains(['<', '\n']));
        let Some(end) = end else {
            say(&mut found, &tag[..1]);
            rest = &tag[1..];
            continue;
        };
        if let Some(name) = voice(&tag[1..end]) {
            found.push((Some(name), String::new()));
        }
        rest = &tag[end + 1..];
    }
    say(&mut found, rest);
    found.retain(|(_, words)| !words.trim().is_empty());
    found
}

fn say(found: &mut [(Option<String>, String)], words: &str) {
    if let Some((_, said)) = found.last_mut() {
        said.push_str(words);
    }
}

/// The name in `v Name` or `v.loud Name`.
fn voice(tag: &str) -> Option<String> {
    let (kind, name) = tag.split_once(char::is_whitespace)?;
    let is_voice = kind == "v" || kind.starts_with("v.");
    let name = resolved(name).trim().to_owned();
    (is_voice && !name.is_empty()).then_some(name)
}

/// The cues as lines `[00:01:23] Name: words`, those of one speaker together.
fn turns(cues: &[Cue]) -> String {
    let names = names(cues);
    let mut lines: Vec<String> = Vec::new();
    let mut speaking: Option<String> = None;
    let mut last_end: Option<u64> = None;
    for cue in cues {
        let words = squeezed(&resolved(&cue.words));
        let (speaker, words) = match (&cue.voice, labelled(&words)) {
            (Some(voice), _) => (Some(voice.clone()), words.as_str()),
            (None, Some((name, words))) if names.contains_key(name) => {
                (Some(name.to_owned()), words)
            }
            _ => (None, words.as_str()),
        };
        let is_pause = last_end
            .zip(cue.start)
            .is_some_and(|(end, start)| start >= end + PAUSE);
        let is_long = |line: &String| line.len() > LONG && ends_sentence(line);
        let is_new = match (&speaker, &speaking) {
            (Some(new), Some(old)) => new != old,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => is_pause || lines.last().is_none_or(is_long),
        };
        if is_new || lines.is_empty() {
            lines.push(beginning(cue.start, speaker.as_deref()));
            speaking = speaker;
        }
        if let Some(line) = lines.last_mut() {
            append(line, words);
        }
        last_end = cue.end.or(cue.start);
    }
    lines.join("\n\n")
}

fn beginning(start: Option<u64>, speaker: Option<&str>) -> String {
    let time = start.map(|s| format!("[{:02}:{:02}:{:02}]", s / 3600, s / 60 % 60, s % 60));
    let label = speaker.map(|name| format!("{name}:"));
    time.into_iter().chain(label).collect::<Vec<_>>().join(" ")
}

/// Names before a colon that recur.
fn names(cues: &[Cue]) -> HashMap<String, usize> {
    let mut found: HashMap<String, usize> = HashMap::new();
    for cue in cues.iter().filter(|cue| cue.voice.is_none()) {
        let words = squeezed(&resolved(&cue.words));
        if let Some((name, _)) = labelled(&words) {
            *found.entry(name.to_owned()).or_default() += 1;
        }
    }
    found.retain(|_, n| *n > 1);
    found
}

/// `Name: words`.
fn labelled(words: &str) -> Option<(&str, &str)> {
    let (name, rest) = words.split_once([':', '：'])?;
    let name = name.trim().trim_start_matches(['-', '–', '>']).trim();
    let is_name = name.chars().count() <= MOST_CHARS
        && (1..=MOST_WORDS).contains(&name.split_whitespace().count())
        && name.contains(char::is_alphabetic)
        && !name.contains(['.', '?', '!', ',', '؟', '،', '。'])
        && !rest.starts_with("//");
    is_name.then(|| (name, rest.trim()))
}

fn squeezed(words: &str) -> String {
    let mut line = String::with_capacity(words.len());
    for part in words.split_whitespace() {
        append(&mut line, part);
    }
    line
}

/// Adds words behind a space, where the script has spaces.
fn append(line: &mut String, words: &str) {
    let is_dense = |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}');
    let dense = line.ends_with(is_dense) && words.starts_with(is_dense);
    if !line.is_empty() && !words.is_empty() && !dense {
        line.push(' ');
    }
    line.push_str(words.trim());
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '؟', '。', '！', '？', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::tests::saved;

    fn check(text: &str, wanted: &str) -> Vec<String> {
        let (_folder, path) = saved("a.vtt", text.as_bytes());
        let file = read_vtt(&path).unwrap();
        assert_eq!(file.text, wanted);
        file.warnings
    }

    #[test]
    fn voices_and_times_of_webvtt() {
        check(
            "\u{feff}WEBVTT - meeting\nKind: captions\n\nNOTE nobody\nreads this\n\nSTYLE\n::cue { color: red }\n\n1\n00:00:01.000 --> 00:00:04.000 align:start\n\
             <v Sara Otter>Why <i>so</i>?</v>\n\n00:00:04.500 --> 00:00:06.000\n<v Sara Otter>Tell me &amp; us.</v>\n\n\
             01:02:03.450 --> 01:02:05.000\n<v.loud M4>من خسته بودم 😀</v> <v Sara Otter>Oh.\n",
            "[00:00:01] Sara Otter: Why so? Tell me & us.\n\n[01:02:03] M4: من خسته بودم 😀\n\n[01:02:03] Sara Otter: Oh.",
        );
    }

    #[test]
    fn names_before_colons_of_srt() {
        check(
            "1\r\n00:00:01,000 --> 00:00:04,000\r\n王: 我\r\n害怕。\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,000\r\n{\\an8}- 李: 为什么？\r\n\r\n\
             3\r\n00:00:07,000 --> 00:00:09,000\r\n嗯\r\n\r\n4\r\n00:00:10,000 --> 00:00:11,000\r\n王: note: 3 < 4\r\n\r\n5\r\n00:00:12,000 --> 00:00:13,000\r\n李: a\r\n",
            "[00:00:01] 王: 我害怕。\n\n[00:00:05] 李: 为什么？嗯\n\n[00:00:10] 王: note: 3 < 4\n\n[00:00:12] 李: a",
        );
    }

    #[test]
    fn without_speakers_pauses_make_paragraphs() {
        let warnings = check(
            "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:02.100 --> 00:03.000\ntwo\n\n00:09.000 --> 00:10.000\nthree\n\nxx --> yy\nfour\n\nleft <over\n\n7\n",
            "[00:00:01] one two\n\n[00:00:09] three four left <over",
        );
        assert!(warnings[0].contains("line 12"), "{warnings:?}");
    }

    #[test]
    fn what_has_no_cue_is_refused() {
        for (text, word) in [
            ("", "empty"),
            ("WEBVTT\n\nhello\n", "-->"),
            ("1\n2\n", "-->"),
            ("--> \n\n-->", "-->"),
        ] {
            let (_folder, path) = saved("a.srt", text.as_bytes());
            let error = read_srt(&path).unwrap_err().to_string();
            assert!(error.contains(word) && error.contains("a.srt"), "{error}");
        }
        let (_folder, path) = saved("a.srt", b"\x89PNG\r\n\x1a\n");
        assert!(read_srt(&path).is_err());
        let (_folder, path) = saved(
            "a.srt",
            b"1\n00:00:01,000 --> 00:00:02,000\nh\xE4tte \xFCber\n",
        );
        assert_eq!(read_srt(&path).unwrap().text, "[00:00:01] hätte über");
    }
}
