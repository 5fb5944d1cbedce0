//! The listener: on loopback only, with a limit on everything that a client can draw out.

use super::bench::Bench;
use super::house::House;
use super::memory::Memory;
use super::routes::router;
use super::work::{Became, Work};
use crate::error::{Error, Result};
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
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

/// How long work that needs the project file alone waits for requests and background work to let go of it.
const PATIENCE: Duration = Duration::from_secs(10);

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
    let house = Arc::new(House::new(what, port)?);
    let link = format!(
        "http://127.0.0.1:{port}/enter?token={}",
        house.session.token
    );
    let mut bench = Bench::open(house.clone(), Memory::default())?;
    ready(&link);
    let guests = Guests::default();
    let mut end = std::pin::pin!(asked_to_end());
    loop {
        house.door.open(router(bench.clone()));
        tokio::select! {
            biased;
            () = &mut end => break,
            work = house.door.asked() => bench = carried_out(work, bench, &house).await?,
            () = guests.receive(&listener, &house) => {}
        }
    }
    guests.goodbye().await;
    house.door.close();
    let _ = bench.keep_noted();
    Ok(())
}

/// Closes the project, does what needs its file alone, and opens it again. The door is closed meanwhile.
///
/// # Errors
/// Where it cannot be opened any more. What became of the work itself is left for the page.
async fn carried_out(work: Work, bench: Bench, house: &Arc<House>) -> Result<Bench> {
    let number = bench.next_number();
    let texts = bench.texts();
    let mut memory = match bench.close(PATIENCE).await {
        Ok(memory) => memory,
        Err(bench) => {
            let busy = texts.errors.busy;
            bench.keep_became(Became::refused(busy).numbered(number));
            return Ok(bench);
        }
    };
    let place = house.clone();
    let done =
        tokio::task::spawn_blocking(move || work.carried_out(&place.project, &texts.safekeeping));
    // A panic has changed nothing: the file is replaced whole or not at all.
    let became = done
        .await
        .unwrap_or_else(|_| Became::refused(texts.errors.fault));
    if became.is_another {
        memory = memory.of_another();
    }
    memory.became.put(became.numbered(number));
    let house = house.clone();
    let opened = tokio::task::spawn_blocking(move || Bench::open(house, memory));
    opened.await.map_err(Error::internal)?
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

/// Those who are connected.
struct Guests {
    places: Arc<Semaphore>,
    under_way: GracefulShutdown,
}

impl Default for Guests {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(CONNECTIONS)),
            under_way: GracefulShutdown::new(),
        }
    }
}

impl Guests {
    /// Takes connections in, for as long as it is waited for.
    async fn receive(&self, listener: &TcpListener, house: &Arc<House>) {
        // Nobody closes the semaphore.
        while let Ok(place) = self.places.clone().acquire_owned().await {
            match listener.accept().await {
                Ok((stream, _)) => self.attend(stream, house.clone(), place),
                // Out of file handles, or the client is gone already: what is open must end first.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn attend(&self, stream: TcpStream, house: Arc<House>, place: OwnedSemaphorePermit) {
        let _ = stream.set_nodelay(true);
        // Between two requests a connection holds nothing of the project.
        let answer = service_fn(move |request: Request<Incoming>| {
            let house = house.clone();
            async move {
                let pages = house.door.enter().await;
                TowerToHyperService::new(pages).call(request).await
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(HEAD_SIZE)
            .serve_connection(TokioIo::new(stream), answer);
        let connection = self.under_way.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is nothing to tell anybody.
            let _ = connection.await;
            drop(place);
        });
    }

    /// Waits until the requests under way have been answered.
    async fn goodbye(self) {
        let _ = tokio::time::timeout(FAREWELL, self.under_way.shutdown()).await;
    }
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
