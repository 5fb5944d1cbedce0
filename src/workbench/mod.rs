//! The workbench: coding in the browser, served from this machine to this machine alone.
//!
//! A way in like the command line: handlers turn a request into one call of [`Project`](crate::Project) and show its answer.
//!
//! ```text
//! request ─► guard (host, origin, session, size, time) ─► routes ─► a page's handler ─► Bench ─► Project
//!                                                                        │
//!   whole page (template) ◄─ answer: page · redirect · JSON · error ◄────┘
//! ```
//!
//! # A page in five steps
//!
//! 1. **Texts**: `texts/NAME.rs`, a struct of `&'static str` with a `const EN`; a field of `texts::Texts` for it. No template
//!    and no handler has words of its own.
//! 2. **Template**: `templates/NAME.html` begins with `{% extends "layout.html" %}` and fills the block `main`. All values are
//!    escaped. No `style="..."` and no `<script>` with content: the security policy forbids them. Every place where words of
//!    a study stand has `dir="auto"`.
//! 3. **Handler**: `pages/NAME.rs` with the view models and `show`, which calls `Bench::page`: the closure gets a
//!    project to read, as it is at one moment, and the `Layout` for the template's field `page`.
//! 4. **Actions**: an ordinary `<form method="post" data-send>` whose first line is `{% call m::seen(page) %}{% endcall %}`; its
//!    handler calls `Bench::change` with the event its page was rendered from and the `Target`s it is about, and
//!    returns `Done`. See `answer`.
//! 5. **Routes**: one line a route in `routes.rs`; the tab in `layout::Tab`. Scripts and styles: a file in `assets/` and a line
//!    in `assets.rs`; the template links them in its block `head`.
//!
//! What needs the project file alone, such as encrypting it, is `work`: the `door` is closed, the `server` closes the project and opens
//! it again afterwards, and what the pages know beside the file (`memory`) goes on. A page says what it has seen by a stamp: the
//! latest event, and how often the project gave way to a backup.
//!
//! What one page leaves for the next, such as a file that was sent, is in `left`. Work of seconds or minutes goes on a thread of its own and is kept (`kept`); `assets/waiting.js` looks again. Pictures are
//! drawn in `charts`. Lists of quotes are `pages/quote.rs` and the macro `quote`.
//!
//! Tests go through plain HTTP (`tests/working/`): whatever a page can do is done without a script first.

mod answer;
mod assets;
mod bench;
mod changes;
mod charts;
mod colours;
mod door;
mod guard;
mod house;
mod kept;
mod layout;
mod left;
mod memory;
mod pages;
mod passes;
mod routes;
mod server;
mod session;
mod shown;
mod stale;
mod texts;
mod visit;
mod work;

pub use server::{Serve, serve};
