//! The door in front of the pages: closed while the project file is replaced, so that requests wait meanwhile, each on its own
//! connection, and find the pages of the file that is there then.
//!
//! ```text
//! handler ── Door::ask(Work) ──► closed ── the server ends the requests under way, closes the project, does the work,
//!                                          opens the project again ──► Door::open ── requests that waited go on
//! ```

use super::bench::locked;
use super::work::Work;
use axum::Router;
use std::sync::Mutex;
use tokio::sync::{Notify, watch};

/// A door that is closed as long as nobody opens it.
pub(super) struct Door {
    within: watch::Sender<Option<Router>>,
    asked: Mutex<Option<Work>>,
    bell: Notify,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            within: watch::Sender::new(None),
            asked: Mutex::new(None),
            bell: Notify::new(),
        }
    }
}

impl Door {
    /// Lets requests in to these pages.
    pub(super) fn open(&self, pages: Router) {
        self.within.send_replace(Some(pages));
    }

    /// Lets nobody in any more. Whoever is in finishes.
    pub(super) fn close(&self) {
        self.within.send_replace(None);
    }

    /// Closes the door and asks for work that needs the project file alone. Whether it will be done: one at a time.
    pub(super) fn ask(&self, work: Work) -> bool {
        let mut asked = locked(&self.asked);
        if asked.is_some() || self.within.borrow().is_none() {
            return false;
        }
        *asked = Some(work);
        self.close();
        self.bell.notify_one();
        true
    }

    /// The work that was asked for; waits for it.
    pub(super) async fn asked(&self) -> Work {
        loop {
            if let Some(work) = locked(&self.asked).take() {
                return work;
            }
            self.bell.notified().await;
        }
    }

    /// The pages, as soon as the door is open.
    pub(super) async fn enter(&self) -> Router {
        let mut within = self.within.subscribe();
        loop {
            if let Some(pages) = within.borrow_and_update().clone() {
                return pages;
            }
            if within.changed().await.is_err() {
                // Nobody is left to open it: the program ends.
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn opened_and_asked(door: &Door) {
        assert!(!door.ask(Work::Decrypt), "it was never open");
        door.open(Router::new());
        let _pages = door.enter().await;
        assert!(door.ask(Work::Decrypt));
        assert!(!door.ask(Work::Decrypt));
        assert!(matches!(door.asked().await, Work::Decrypt));
        assert!(!door.ask(Work::Decrypt), "it is being done");
        let wait = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(wait, door.enter()).await.is_err());
        door.open(Router::new());
        let _pages = door.enter().await;
        assert!(door.ask(Work::Decrypt));
    }

    #[test]
    fn a_closed_door_takes_no_second_work_and_lets_nobody_in() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().build().unwrap();
        runtime.block_on(opened_and_asked(&Door::default()));
    }
}
