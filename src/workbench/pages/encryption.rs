//! Encrypting the project, another passphrase, and taking the encryption away. A passphrase is neither kept nor shown again, and in no
//! address.

use crate::project::Project;
use crate::store::{Passphrase, Store};
use crate::workbench::answer::{Answer, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::texts::{Texts, on_page};
use crate::workbench::work::{Became, Work, remove_plain_backups};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use serde::Deserialize;
use std::path::Path as FilePath;

/// What the page shows of it.
pub(super) struct Encryption {
    pub(super) is_on: bool,
    pub(super) can: bool,
    /// Backups that everybody can read, where there are any: to be removed with the encryption, or afterwards.
    pub(super) plain: String,
}

impl Encryption {
    pub(super) fn of(project: &Project, path: &FilePath, texts: &Texts) -> Self {
        let is_on = project.store().has_key();
        let t = &texts.safekeeping;
        let told = if is_on {
            t.plain_backups
        } else {
            t.remove_plain
        };
        Self {
            is_on,
            can: Store::can_encrypt().is_ok(),
            plain: match Store::plain_copies(path).len() {
                0 => String::new(),
                n => told.of(n),
            },
        }
    }
}

/// What is sent: as it was typed, for blanks belong to a passphrase.
#[derive(Deserialize)]
pub(in crate::workbench) struct Sent {
    seen: i64,
    /// The passphrase that the project has.
    #[serde(default)]
    current: String,
    /// The one it is to have, twice.
    #[serde(default)]
    passphrase: String,
    #[serde(default)]
    again: String,
    /// Backups that everybody can read are to go.
    #[serde(default)]
    remove: Option<String>,
}

impl Sent {
    /// The passphrase that the project is to have.
    fn wanted(&self, t: &Texts) -> Result<Passphrase, Failure> {
        match self.passphrase == self.again {
            true => Ok(Passphrase::new(&self.passphrase)?),
            false => Err(Failure::refused(t.safekeeping.differ)),
        }
    }

    /// Refuses who does not know the passphrase of the project.
    fn assure_known(&self, path: &FilePath, t: &Texts) -> Result<(), Failure> {
        let is_known = Passphrase::new(&self.current)
            .and_then(|passphrase| Store::opens_with(path, &passphrase))
            .unwrap_or_default();
        match is_known {
            true => Ok(()),
            false => Err(Failure::refused(t.safekeeping.wrong)),
        }
    }
}

/// `POST /safety/encrypt` with `seen`, `passphrase`, `again` and `remove`.
pub(in crate::workbench) async fn encrypt(
    State(bench): State<Bench>,
    Form(sent): Form<Sent>,
) -> Answer {
    let work = looked(&bench, sent, |sent, is_on, _, t| {
        if is_on {
            return Err(Failure::told(StatusCode::CONFLICT, t.safekeeping.already));
        }
        Store::can_encrypt()?;
        Ok(Work::Encrypt {
            passphrase: sent.wanted(t)?,
            remove_plain: sent.remove.is_some(),
        })
    });
    bench.hand_over(work.await?)
}

/// `POST /safety/passphrase` with `seen`, `current`, `passphrase` and `again`.
pub(in crate::workbench) async fn change_passphrase(
    State(bench): State<Bench>,
    Form(sent): Form<Sent>,
) -> Answer {
    let work = looked(&bench, sent, |sent, is_on, path, t| {
        assure_encrypted(is_on, t)?;
        let wanted = sent.wanted(t)?;
        sent.assure_known(path, t)?;
        Ok(Work::ChangePassphrase(wanted))
    });
    bench.hand_over(work.await?)
}

/// `POST /safety/decrypt` with `seen` and `current`.
pub(in crate::workbench) async fn decrypt(
    State(bench): State<Bench>,
    Form(sent): Form<Sent>,
) -> Answer {
    let work = looked(&bench, sent, |sent, is_on, path, t| {
        assure_encrypted(is_on, t)?;
        sent.assure_known(path, t)?;
        Ok(Work::Decrypt)
    });
    bench.hand_over(work.await?)
}

/// `POST /safety/remove-plain` with `seen`: overwrites and removes the backups that everybody can read.
pub(in crate::workbench) async fn remove_plain(
    State(bench): State<Bench>,
    Form(sent): Form<Sent>,
) -> Answer {
    let removed = looked(&bench, sent, |_, is_on, path, t| {
        // Of a project that is not encrypted these are all there are.
        assure_encrypted(is_on, t)?;
        Ok(remove_plain_backups(
            &Store::plain_copies(path),
            &t.safekeeping,
        ))
    });
    let became = match removed.await? {
        Ok(told) => Became::told(told.into_iter().collect::<Vec<_>>()),
        Err(error) => Became::refused(on_page(&error.to_string())),
    };
    Ok(bench.tell(became))
}

fn assure_encrypted(is_on: bool, t: &Texts) -> Result<(), Failure> {
    match is_on {
        true => Ok(()),
        false => Err(Failure::told(
            StatusCode::CONFLICT,
            t.safekeeping.not_encrypted,
        )),
    }
}

/// Looks at what was sent, and at whether the project is encrypted, while nothing is changed.
async fn looked<T: Send + 'static>(
    bench: &Bench,
    sent: Sent,
    look: impl FnOnce(&Sent, bool, &FilePath, &Texts) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (path, t) = (bench.path().to_owned(), bench.texts());
    bench.seen(sent.seen)?;
    bench
        .read(move |project| look(&sent, project.store().has_key(), &path, t))
        .await
}
