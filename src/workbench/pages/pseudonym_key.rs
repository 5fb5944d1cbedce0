//! Who is who: a key to pseudonyms, read with its passphrase.
//!
//! What it says is shown, and in memory alone until it is put away.

use super::sent_file::{SentForm, Upload};
use crate::store::{KeyRow, Passphrase, Store};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use axum::extract::State;

/// The key that was read last.
pub(in crate::workbench) struct WhoIsWho {
    /// What the file is called.
    pub(super) file: String,
    /// What was found, its kind, and its pseudonym.
    pub(super) rows: Vec<KeyRow>,
}

/// `POST /safety/pseudonyms/key`: multipart with the `file` and its `passphrase`. It changes nothing.
pub(in crate::workbench) async fn read(State(bench): State<Bench>, form: Upload) -> Answer {
    let form = SentForm::read(form, &bench).await?;
    let shared = bench.clone();
    let read = bench.read(move |_| {
        let missing = shared.texts().pseudonyms.no_key;
        let refused = || Failure::refused(missing);
        let file = form.file.as_ref().ok_or_else(refused)?;
        let passphrase = Passphrase::new(form.field("passphrase"))?;
        let rows = file.beside(&shared, |path| Store::read_pseudonym_key(path, &passphrase))?;
        shared.left().who.put(WhoIsWho {
            file: file.name().to_owned(),
            rows,
        });
        Ok(Done::to("/safety/pseudonyms?read=1#who"))
    });
    read.await
}

/// `POST /safety/pseudonyms/key/forget`: puts it away.
pub(in crate::workbench) async fn forget(State(bench): State<Bench>) -> Answer {
    bench.left().who.forget();
    Ok(Done::to("/safety/pseudonyms"))
}
