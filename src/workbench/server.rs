//! The listener: on loopback only, with a limit on everything that a client can draw out.

use super::bench::Bench;
use super::routes::router;
use super::session::Session;
use crate::error::{Error, Result};
use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections at once; more wait until one ends.
const CONNECTIONS: usize = 256;
/// How long a client may take for the head of a request, and may stay silent between two.
const HEAD: Duration = Duration::from_secs(10);
/// Bytes of the head of a request.
const HEAD_SIZE: usize = 64 * 1024;
/// Threads that read and write the project file.
const WORKERS: usize = 16;
/// How long requests under way may take once the end was asked for.
const FAREWELL: Duration = Duration::from_secs(3);

/// What is served.
#[derive(Debug, Clone)]
pub struct Serve {
    /// The project file.
    pub project: PathBuf,
    /// Who codes.
    pub coder: String,
    /// The port; a free one where none is given.
    pub port: Option<u16>,
}

/// Serves the workbench to this machine until Ctrl-C. `ready` gets the link to open, which holds a secret.
///
/// # Errors
/// As [`Project::open`](crate::Project::open); [`Error::Input`] where the port is taken.
pub fn serve(what: &Serve, ready: impl FnOnce(&str)) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(WORKERS)
        .enable_all()
        .build()
        .map_err(Error::internal)?;
    let served = runtime.block_on(run(what, ready));
    runtime.shutdown_timeout(FAREWELL);
    served
}

async fn run(what: &Serve, ready: impl FnOnce(&str)) -> Result<()> {
    let listener = listen(what.port).await?;
    let port = listener.local_addr().map_err(Error::internal)?.port();
    let session = Session::new(port)?;
    let link = format!("http://127.0.0.1:{port}/enter?token={}", session.token);
    let bench = Bench::open(what, port, session)?;
    ready(&link);
    accept(&listener, &router(bench.clone())).await;
    let _ = bench.keep_noted();
    Ok(())
}

async fn listen(port: Option<u16>) -> Result<TcpListener> {
    let place = (Ipv4Addr::LOCALHOST, port.unwrap_or_default());
    TcpListener::bind(place).await.map_err(|error| {
        Error::input(format!(
            "port {} cannot be used ({error}); choose another one with --port, or leave it out",
            place.1
        ))
    })
}

async fn accept(listener: &TcpListener, router: &Router) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let under_way = GracefulShutdown::new();
    let mut end = std::pin::pin!(asked_to_end());
    loop {
        // Nobody closes the semaphore.
        let Ok(place) = connections.clone().acquire_owned().await else {
            break;
        };
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => attend(stream, router, place, &under_way),
                // Out of file handles, or the client is gone already: what is open must end first.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            () = &mut end => break,
        }
    }
    let _ = tokio::time::timeout(FAREWELL, under_way.shutdown()).await;
}

fn attend(
    stream: TcpStream,
    router: &Router,
    place: OwnedSemaphorePermit,
    under_way: &GracefulShutdown,
) {
    let _ = stream.set_nodelay(true);
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_SIZE)
        .serve_connection(
            TokioIo::new(stream),
            TowerToHyperService::new(router.clone()),
        );
    let connection = under_way.watch(connection);
    tokio::spawn(async move {
        // A client that breaks off is nothing to tell anybody.
        let _ = connection.await;
        drop(place);
    });
}

/// Ends when Ctrl-C is pressed or the system asks the program to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                () = interrupted() => return,
            }
        }
    }
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler the system's own ends the program.
        std::future::pending::<()>().await;
    }
}
