//! Files brought in: put beside the project for as long as it takes, read as `emic import` reads them, and taken away again.

use super::import_folder::Folder;
use super::import_report::{Looked, ReportView};
use super::import_sent::Sent;
use crate::error::Error;
use crate::project::{ImportOptions, ImportReport, Project};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::texts::Texts;
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use std::path::PathBuf;

type Form = Result<Multipart, MultipartRejection>;

/// `POST /exchange/import`: multipart with `seen`, `files`, and what is known of them.
pub(in crate::workbench) async fn bring_in(State(bench): State<Bench>, form: Form) -> Answer {
    let shared = bench.clone();
    let act = move |project: &mut Project, given: &Given| {
        let mut report = told(
            project.import(&given.paths, &given.options, &|_| {}),
            shared.texts(),
        )?;
        given.without_place(&mut report);
        shared.keep_imported(report);
        Ok(Done::to("/exchange?report=1#report"))
    };
    with_files(bench, form, act).await
}

/// `POST /exchange/look`: the same form; says what would come in and who speaks, and writes nothing.
pub(in crate::workbench) async fn look(State(bench): State<Bench>, form: Form) -> Answer {
    let shared = bench.clone();
    let act = move |project: &mut Project, given: &Given| {
        let (paths, options, t) = (&given.paths, &given.options, shared.texts());
        let mut report = told(project.rehearse_import(paths, options, &|_| {}), t)?;
        given.without_place(&mut report);
        let mut speakers = told(project.preview_import(paths, options, &|_| {}), t)?;
        for file in &mut speakers {
            file.path = given.folder.as_sent(&file.path);
        }
        let looked = Looked {
            report: Some(ReportView::rehearsed(&report, &speakers, t)),
        };
        let html = looked.render().map_err(Error::internal)?;
        shared.keep_looked(html.clone());
        Ok(Done::to("/exchange?looked=1#looked").replacing("looked", html))
    };
    with_files(bench, form, act).await
}

/// Files that were sent, and how they are to be read.
struct Given {
    folder: Folder,
    paths: Vec<PathBuf>,
    options: ImportOptions,
}

impl Given {
    fn without_place(&self, report: &mut ImportReport) {
        for file in &mut report.files {
            self.folder.without_place(file);
        }
    }
}

async fn with_files(
    bench: Bench,
    form: Form,
    act: impl FnOnce(&mut Project, &Given) -> Answer + Send + 'static,
) -> Answer {
    let t = bench.texts();
    let not_whole = || Failure::refused(t.errors.not_whole);
    let sent = Sent::read(form.map_err(|_| not_whole())?).await;
    let sent = sent.ok_or_else(not_whole)?;
    let seen = sent.seen.ok_or_else(not_whole)?;
    if sent.files.is_empty() {
        return Err(Failure::refused(t.exchange.no_file));
    }
    let shared = bench.clone();
    let change = bench.change(seen, [], move |project, coder| {
        let options = sent.options(project, coder)?;
        let folder = Folder::beside(shared.path())?;
        let paths = folder.keep(&sent.files)?;
        let given = Given {
            folder,
            paths,
            options,
        };
        act(project, &given)
    });
    change.await
}

/// A refusal names a flag, and a place that is gone when it is read.
fn told<T>(done: crate::Result<T>, t: &Texts) -> Result<T, Failure> {
    match done {
        Err(Error::Input(why)) if why.contains("--study") => {
            Err(Failure::refused(t.exchange.which_study))
        }
        other => Ok(other?),
    }
}
