//! A running workbench and a client as plain as it gets.

use crate::support::Project;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A workbench that serves a project until it is dropped.
pub struct Workbench {
    program: Child,
    pub host: String,
    pub link: String,
    pub cookie: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
    /// The body as it came, where it is no text.
    pub bytes: Vec<u8>,
}

/// Parts a form with files.
const EDGE: &str = "------edge5f1c";

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", self.head, self.body)
    }
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(of, _)| of.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The event that the page was rendered from.
    pub fn seen(&self) -> i64 {
        let at = self.body.split("data-at=\"").nth(1).unwrap();
        at.split('"').next().unwrap().parse().unwrap()
    }
}

impl Workbench {
    /// Starts one and lets the client in.
    pub fn of(project: &Project) -> Self {
        let mut program = project
            .program()
            .args(["serve", "p.emic"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut link = String::new();
        BufReader::new(program.stdout.take().unwrap())
            .read_line(&mut link)
            .unwrap();
        let link = link.trim().to_owned();
        let rest = link.strip_prefix("http://").unwrap();
        let (host, way) = rest.split_once('/').unwrap();
        let mut workbench = Self {
            program,
            host: host.to_owned(),
            link: format!("/{way}"),
            cookie: String::new(),
        };
        let entered = workbench.get(&workbench.link);
        assert_eq!(entered.status, 303, "{entered:?}");
        assert_eq!(entered.header("location"), Some("/"));
        let cookie = entered.header("set-cookie").unwrap();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        workbench.cookie = cookie.split(';').next().unwrap().to_owned();
        workbench
    }

    /// Visits a page.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Cookie", &self.cookie)], "")
    }

    /// Sends a form, as the page on this host would.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form(path, fields, &[])
    }

    /// Sends a form as the scripts do.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form(path, fields, &[("Accept", "application/json")])
    }

    fn form(&self, path: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
        let origin = format!("http://{}", self.host);
        let mut headers = vec![
            ("Cookie", self.cookie.as_str()),
            ("Origin", &origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        headers.extend(more);
        self.ask("POST", path, &headers, &encoded(fields))
    }

    /// Any request; `Host` is this one's unless it is among the headers.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.ask_with(method, path, headers, body.as_bytes())
    }

    /// Sends files and fields as a browser's form does; `field` is that of the files.
    pub fn upload(
        &self,
        place: &str,
        fields: &[(&str, &str)],
        field: &str,
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.bytes());
        }
        for (name, content) in files {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        let origin = format!("http://{}", self.host);
        let kind = format!("multipart/form-data; boundary={EDGE}");
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Origin", &origin),
            ("Content-Type", &kind),
        ];
        self.ask_with("POST", place, &headers, &body)
    }

    fn ask_with(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = self.connect();
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push_str(&format!("Host: {}\r\n", self.host));
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        let request = [head.as_bytes(), b"\r\n", body].concat();
        stream.write_all(&request).unwrap();
        answer(stream)
    }

    /// A connection on which nothing was said yet.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
    }

    /// Asks it to end, as Ctrl-C and the system do.
    #[cfg(unix)]
    pub fn end(&mut self) -> std::process::ExitStatus {
        let id = self.program.id().to_string();
        let asked = std::process::Command::new("kill")
            .args(["-TERM", &id])
            .status();
        assert!(asked.unwrap().success());
        self.program.wait().unwrap()
    }

    /// Whether the process still runs.
    pub fn runs(&mut self) -> bool {
        self.program.try_wait().unwrap().is_none()
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// What comes back until the connection ends.
pub fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // A refused upload may end in a reset after the answer.
    let _ = stream.read_to_end(&mut bytes);
    let edge = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = match edge {
        Some(at) => (&bytes[..at], &bytes[at + 4..]),
        None => (&bytes[..], &[][..]),
    };
    let head = std::str::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Answer {
        status: status.unwrap_or_default(),
        head: head.to_owned(),
        body: String::from_utf8_lossy(body).into_owned(),
        bytes: body.to_owned(),
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| -> String {
        let letter = |byte: u8| match byte.is_ascii_alphanumeric() {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        };
        text.bytes().map(letter).collect()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    pairs.join("&")
}
