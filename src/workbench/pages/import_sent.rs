//! What the import form sends: files, where they go, and what is known of them.

use crate::error::Result;
use crate::exchange::ColumnMapping;
use crate::project::{ChangedTranscripts, ImportOptions, Project};
use crate::segment::{SpeakerPattern, SpeakerRules};
use crate::study::{Language, StudyId};
use axum::extract::Multipart;
use std::path::PathBuf;

/// What was sent.
#[derive(Default)]
pub(super) struct Sent {
    /// The latest event the page knew of.
    pub seen: Option<i64>,
    /// Where below the folder, and what is in it.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    study: Option<i64>,
    new_study: String,
    language: String,
    interviewers: String,
    participants: String,
    speakers: String,
    columns: String,
    replaces: bool,
}

impl Sent {
    /// Reads a form; `None` where it is not whole.
    pub async fn read(mut form: Multipart) -> Option<Self> {
        let mut sent = Self::default();
        while let Some(field) = form.next_field().await.ok()? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(file) = field.file_name().map(below) {
                let bytes = field.bytes().await.ok()?;
                // A field without a file comes as a file without a name.
                if let Some(file) = file {
                    sent.files.push((file, bytes.to_vec()));
                }
                continue;
            }
            let text = field.text().await.ok()?;
            match name.as_str() {
                "seen" => sent.seen = text.parse().ok(),
                "study" => sent.study = text.parse().ok(),
                "new_study" => sent.new_study = text,
                "language" => sent.language = text,
                "interviewers" => sent.interviewers = text,
                "participants" => sent.participants = text,
                "speakers" => sent.speakers = text,
                "columns" => sent.columns = text,
                "replace" => sent.replaces = true,
                _ => {}
            }
        }
        Some(sent)
    }

    /// What [`Project::import`] is to do with the files.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) where the speakers' pattern or the columns cannot be understood.
    pub fn options(&self, project: &Project, coder: &str) -> Result<ImportOptions> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let study = match given(&self.new_study) {
            None => {
                let known = self.study.map(|id| project.store().study(StudyId(id)));
                known.transpose()?.flatten().map(|study| study.name)
            }
            new => new,
        };
        let pattern = given(&self.speakers).map(|pattern| SpeakerPattern::parse(&pattern));
        let columns = given(&self.columns).map(|columns| ColumnMapping::parse(&columns));
        Ok(ImportOptions {
            study,
            coder: coder.to_owned(),
            language: given(&self.language).map(|language| Language::new(&language)),
            speakers: SpeakerRules {
                interviewers: labels(&self.interviewers),
                participants: labels(&self.participants),
                pattern: pattern.transpose()?,
            },
            changed: match self.replaces {
                true => ChangedTranscripts::Replaced,
                false => ChangedTranscripts::Refused,
            },
            columns: columns.transpose()?,
        })
    }
}

/// A file's place below the folder it is kept in: no name leads out of it.
fn below(name: &str) -> Option<PathBuf> {
    let is_name = |part: &&str| !part.is_empty() && *part != "." && *part != "..";
    let clean = |part: &str| -> String {
        let letters = part.chars().filter(|c| !c.is_control() && *c != ':');
        letters.collect()
    };
    let parts: Vec<String> = name.split(['/', '\\']).filter(is_name).map(clean).collect();
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.iter().collect())
}

/// The name of a file that was sent, without the folders before it.
pub(super) fn named(name: &str) -> Option<String> {
    Some(below(name)?.file_name()?.to_str()?.to_owned())
}

fn labels(text: &str) -> Vec<String> {
    let labels = text.split([',', '،', '，', '\n']).map(str::trim);
    labels
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for (name, place) in [
            ("F2.txt", Some("F2.txt")),
            ("../../etc/passwd", Some("etc/passwd")),
            ("/etc/passwd", Some("etc/passwd")),
            ("..\\..\\C:\\x.txt", Some("C/x.txt")),
            ("empathy/./study.json", Some("empathy/study.json")),
            ("مصاحبه ۱.txt", Some("مصاحبه ۱.txt")),
            ("..", None),
            ("a\0b\n", Some("ab")),
            ("\n", None),
        ] {
            assert_eq!(below(name), place.map(PathBuf::from), "{name:?}");
        }
    }
}
