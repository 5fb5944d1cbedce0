//! Files brought in: put beside the project for as long as it takes, read as `emic import` reads them, and taken away again.

use crate::error::Error;
use crate::project::{ImportOptions, ImportReport};
use crate::segment::SpeakerRules;
use crate::study::{Language, StudyId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::session::secret;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use std::path::{Path, PathBuf};

/// What was sent.
#[derive(Default)]
struct Sent {
    seen: Option<i64>,
    study: Option<i64>,
    new_study: String,
    language: String,
    interviewers: String,
    participants: String,
    /// Where below the folder, and what is in it.
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// `POST /exchange/import`: multipart with `seen`, `files`, and what is known of them.
pub(in crate::workbench) async fn bring_in(
    State(bench): State<Bench>,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Answer {
    let t = bench.texts();
    let refused = |text: &str| Failure::told(StatusCode::UNPROCESSABLE_ENTITY, text);
    let not_whole = || refused(t.errors.not_whole);
    let sent = read(form.map_err(|_| not_whole())?).await;
    let sent = sent.ok_or_else(not_whole)?;
    let seen = sent.seen.ok_or_else(not_whole)?;
    if sent.files.is_empty() {
        return Err(refused(t.exchange.no_file));
    }
    let shared = bench.clone();
    let change = bench.change(seen, [], move |project, coder| {
        let folder = Folder::beside(shared.path())?;
        let paths = folder.keep(&sent.files)?;
        let study = match sent.new_study.trim() {
            "" => {
                let known = sent.study.map(|id| project.store().study(StudyId(id)));
                known.transpose()?.flatten().map(|study| study.name)
            }
            new => Some(new.to_owned()),
        };
        let language = sent.language.trim();
        let options = ImportOptions {
            study,
            coder: coder.to_owned(),
            language: (!language.is_empty()).then(|| Language::new(language)),
            speakers: SpeakerRules {
                interviewers: labels(&sent.interviewers),
                participants: labels(&sent.participants),
                pattern: None,
            },
            ..ImportOptions::default()
        };
        let report = match project.import(&paths, &options, &|_| {}) {
            // It names a flag, and a place that is gone when it is read.
            Err(Error::Input(why)) if why.contains("--study") => {
                let text = shared.texts().exchange.which_study;
                return Err(Failure::told(StatusCode::UNPROCESSABLE_ENTITY, text));
            }
            other => other?,
        };
        shared.keep_imported(folder.without_place(report));
        Ok(Done::to("/exchange?report=1#report"))
    });
    change.await
}

async fn read(mut form: Multipart) -> Option<Sent> {
    let mut sent = Sent::default();
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
            _ => {}
        }
    }
    Some(sent)
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

fn labels(text: &str) -> Vec<String> {
    let labels = text.split([',', '،', '，', '\n']).map(str::trim);
    labels
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A folder that is gone with this value. It is beside the project, so that what participants said goes nowhere else.
struct Folder(PathBuf);

impl Folder {
    fn beside(project: &Path) -> crate::Result<Self> {
        let name = format!(".emic-import-{}", &secret()?[..16]);
        let place = project.parent().unwrap_or(Path::new("")).join(name);
        std::fs::create_dir(&place).map_err(|error| Error::file(&place, error))?;
        Ok(Self(place))
    }

    /// Writes the files; the files and folders that lie right in it.
    fn keep(&self, files: &[(PathBuf, Vec<u8>)]) -> crate::Result<Vec<PathBuf>> {
        let mut kept: Vec<PathBuf> = Vec::new();
        for (n, (name, bytes)) in files.iter().enumerate() {
            let mut name = name.clone();
            if self.0.join(&name).exists() {
                // Two files of one name, from two folders.
                name = PathBuf::from(n.to_string()).join(name);
            }
            let place = self.0.join(&name);
            let failed = |error| Error::file(&name, error);
            if let Some(folder) = place.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            std::fs::write(&place, bytes).map_err(failed)?;
            let first = name.components().next().map(|part| self.0.join(part));
            kept.extend(first.filter(|first| !kept.contains(first)));
        }
        Ok(kept)
    }

    /// The report with the files named as they were sent.
    fn without_place(&self, mut report: ImportReport) -> ImportReport {
        let place = format!("{}/", self.0.display());
        for file in &mut report.files {
            if let Ok(rest) = file.path.strip_prefix(&self.0) {
                file.path = rest.to_owned();
            }
            for text in file.warnings.iter_mut().chain(&mut file.refused) {
                *text = text.replace(&place, "");
            }
        }
        report
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If it cannot be removed there is nobody to tell; the next start does not need it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
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

    #[test]
    fn what_was_kept_is_gone_with_its_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::beside(&place.path().join("p.emic")).unwrap();
        let file = |name: &str| (PathBuf::from(name), b"x".to_vec());
        let kept = folder.keep(&[
            file("a.txt"),
            file("s/b.txt"),
            file("s/c.txt"),
            file("a.txt"),
        ]);
        assert_eq!(kept.unwrap().len(), 3);
        drop(folder);
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
    }
}
