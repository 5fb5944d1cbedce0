//! Who is let in, and what the server puts up with.

use super::browser::{Workbench, answer};
use crate::support::Project;
use std::io::{Read, Write};
use std::time::Duration;

const TALK: &str = "Interviewer: Why?\n\nF2: I learned it by myself, at night.\n";

fn served() -> (Project, Workbench) {
    let project = Project::with_transcript(TALK);
    let workbench = Workbench::of(&project);
    (project, workbench)
}

#[test]
fn only_this_browser_gets_in() {
    let (_project, workbench) = served();
    let cookie = workbench.cookie.as_str();
    let own = format!("http://{}", workbench.host);
    let ask = |headers: &[(&str, &str)]| workbench.ask("GET", "/", headers, "");
    assert_eq!(ask(&[("Cookie", cookie)]).status, 200);
    assert_eq!(ask(&[("Cookie", cookie), ("Origin", &own)]).status, 200);
    for refused in [
        ask(&[]),
        ask(&[("Cookie", "emic=1")]),
        ask(&[("Cookie", cookie), ("Origin", "https://evil.example")]),
        workbench.ask("GET", "/enter?token=0123", &[], ""),
        workbench.ask("GET", "/enter", &[], ""),
        workbench.ask("GET", "/history", &[], ""),
        workbench.ask("GET", "/changes?since=0", &[], ""),
    ] {
        assert_eq!(refused.status, 403, "{refused:?}");
        assert!(refused.body.contains("terminal"), "{}", refused.body);
        assert!(!refused.body.contains("ward"), "{}", refused.body);
    }
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", ""] {
        let refused = ask(&[("Cookie", cookie), ("Host", host)]);
        assert!([421, 400].contains(&refused.status), "{host}: {refused:?}");
    }
}

#[test]
fn no_other_site_can_send_a_form() {
    let (project, workbench) = served();
    let before = project.run(&["history", "--json"]);
    let form = "application/x-www-form-urlencoded";
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let headers = [
            ("Cookie", workbench.cookie.as_str()),
            ("Origin", origin),
            ("Content-Type", form),
        ];
        let refused = workbench.ask("POST", "/undo", &headers, "seen=9&event=1");
        assert_eq!(refused.status, 403, "{refused:?}");
    }
    assert_eq!(project.run(&["history", "--json"]), before);
}

#[test]
fn every_answer_protects_its_page() {
    let (_project, workbench) = served();
    for path in ["/", "/assets/app.js", "/nothing", "/history"] {
        let page = workbench.get(path);
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn no_file_is_reached_by_its_path() {
    let (_project, workbench) = served();
    for path in [
        "/assets/../../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/p.emic",
        "/../../../etc/passwd",
        "/assets//etc/passwd",
        "/p.emic",
        "/study/1/read/../../../../etc/passwd",
        "/study/1/read/99",
        "/study/-1/read",
        "/study/x/read",
    ] {
        let refused = workbench.get(path);
        assert!([404, 400].contains(&refused.status), "{path}: {refused:?}");
        assert!(refused.body.contains("<h1>"), "{path}: an error is a page");
    }
}

#[test]
fn markup_in_any_text_is_shown_as_text() {
    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let project = Project::new();
    project.write(
        "F2.txt",
        format!("Interviewer: Why?\n\nF2: {EVIL} said I.\n"),
    );
    let study = format!("ward {EVIL}");
    project.run(&["import", "--study", &study, "F2.txt"]);
    let code = EVIL.replace('>', "&gt;");
    project.run(&[
        "code",
        "F2",
        "--quote",
        EVIL,
        &code,
        "--new",
        "--condensed",
        EVIL,
        "--coder",
        EVIL,
    ]);
    project.run(&["memo", "--transcript", "F2", EVIL]);
    let workbench = Workbench::of(&project);
    for path in [
        "/",
        "/study/1/read",
        "/study/1/read/1",
        "/history",
        "/study/1/read/1?done=2",
        "/study/1/read/1?x=%22%3E%3Cscript%3Ealert(1)",
    ] {
        let page = workbench.get(path);
        assert_eq!(page.status, 200, "{path}");
        for raw in ["<script>alert", "<img", "&gt;alert&lt;/script>"] {
            assert!(!page.body.contains(raw), "{path}: {raw}");
        }
    }
    let page = workbench.get("/study/1/read/1");
    assert!(page.body.contains("script&#62;alert(1)"), "{}", page.body);
}

#[test]
fn markup_in_any_field_of_a_form_is_shown_as_text() {
    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    const NAME: &str = "<img src=x onerror=alert(3)>";
    // A > would make a path of a code's name.
    const CODE: &str = "<script src=x";
    let project = Project::new();
    project.write(
        &format!("{NAME}.txt"),
        format!("Interviewer: Why?\n\n{NAME}: {EVIL} said I.\n"),
    );
    project.write(
        "participants.csv",
        format!("id,{NAME}\n{NAME},{NAME}\nF9,<script>alert(4)\n"),
    );
    let workbench = Workbench::of(&project);
    let send = |path: &str, fields: &[(&str, &str)]| {
        let seen = workbench.get("/").seen().to_string();
        let sent = workbench.post(path, &[fields, &[("seen", seen.as_str())]].concat());
        assert_eq!(sent.status, 303, "{path}: {sent:?}");
    };
    let about = [
        ("name", EVIL),
        ("title", EVIL),
        ("method", EVIL),
        ("levels", EVIL),
        ("language", "en"),
    ];
    send("/studies/add", &about);
    send("/study/1/about", &about);
    project.run(&["import", &format!("{NAME}.txt"), "participants.csv"]);
    let code = [("name", "Costs"), ("definition", EVIL), ("level", "0")];
    send("/study/1/codebook/add", &code);
    let revised = [
        ("code", "1"),
        ("name", CODE),
        ("definition", EVIL),
        ("include", EVIL),
        ("exclude", EVIL),
    ];
    send("/study/1/codebook/revise", &revised);
    let text = format!("Interviewer: Why?\n\n{NAME}: ").chars().count();
    let (start, end) = (text.to_string(), (text + EVIL.chars().count()).to_string());
    let stretch = [("start", start.as_str()), ("end", end.as_str())];
    let read = "/study/1/read/1";
    let own = [("code", "<img src=x"), ("new", "1")];
    send(&format!("{read}/code"), &[&stretch[..], &own].concat());
    let words = [
        ("unit", "1"),
        ("memo_id", "0"),
        ("condensed", EVIL),
        ("memo", EVIL),
    ];
    send(&format!("{read}/note"), &[&stretch[..], &words].concat());
    for path in ["/study/1/codebook/1", "/history", "/compare?level=all"] {
        let page = workbench.get(path).body;
        assert!(page.contains("&#60;script src=x"), "{path}: {page}");
    }
    shows_no_markup(&workbench, &format!("{read}?at={start}-{end}"), CODE);
}

/// No page lets a field's markup through: a stretch with its codings, and all others.
fn shows_no_markup(workbench: &Workbench, stretch: &str, code: &str) {
    for path in [
        "/",
        "/study/1/read",
        "/study/1/read/1",
        stretch,
        "/study/1/suggestions",
        "/study/1/codebook",
        "/study/1/codebook/1",
        "/study/1/codebook/2/quotes",
        "/search?q=said&where=%3Cscript%3Ealert(6)&code=%3Cimg",
        "/search?q=%3Cscript%3Ealert(6)",
        "/search?q=said",
        "/compare?level=all",
        "/compare?by=%3Cimg%20src=x%20onerror=alert(3)%3E",
        "/compare?where=%3Cscript%3Ealert(6)",
        "/compare?view=together",
        "/compare/quotes?nodes=2",
        "/exchange",
        "/history",
        "/study/%3Cscript%3Ealert(7)/read",
        "/%3Cscript%3Ealert(7)",
    ] {
        let page = workbench.get(path);
        assert!(
            [200, 400, 404, 422].contains(&page.status),
            "{path}: {page:?}"
        );
        for raw in ["<script>alert", code, "<img", "onerror=alert(2)>"] {
            assert!(!page.body.contains(raw), "{path}: {raw}\n{}", page.body);
        }
    }
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let (_project, mut workbench) = served();
    let gigabyte = format!(
        "POST /undo HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: 1073741824\r\n\r\n",
        workbench.host, workbench.cookie
    );
    let mut stream = workbench.connect();
    stream.write_all(gigabyte.as_bytes()).unwrap();
    let refused = answer(stream);
    assert_eq!(refused.status, 413, "{refused:?}");
    // Where whole folders come in, a gigabyte is too much, too; and nobody without a session sends anything at all.
    let import = gigabyte.replace("/undo", "/exchange/import");
    for (head, status) in [
        (import.clone(), 413),
        (import.replace(&workbench.cookie, "emic=1"), 403),
    ] {
        let mut stream = workbench.connect();
        stream.write_all(head.as_bytes()).unwrap();
        assert_eq!(answer(stream).status, status);
    }
    // The same without saying so beforehand, piece by piece.
    let mut stream = workbench.connect();
    let head = gigabyte.replace("Content-Length: 1073741824", "Transfer-Encoding: chunked");
    stream.write_all(head.as_bytes()).unwrap();
    let piece = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let sent = (0..16384)
        .take_while(|_| stream.write_all(piece.as_bytes()).is_ok())
        .count();
    assert!(sent < 16384, "a gigabyte was taken");
    // A head without end.
    let mut stream = workbench.connect();
    let _ = stream.write_all(format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(1 << 20)).as_bytes());
    assert!(matches!(answer(stream).status, 0 | 400 | 431));
    assert!(workbench.runs());
    assert_eq!(workbench.get("/").status, 200);
}

#[test]
fn two_hundred_at_once_are_all_answered() {
    let (_project, mut workbench) = served();
    std::thread::scope(|scope| {
        let paths = ["/", "/study/1/read/1", "/history", "/changes?since=0"];
        let visits: Vec<_> = (0..200)
            .map(|n| {
                let (workbench, path) = (&workbench, paths[n % paths.len()]);
                scope.spawn(move || workbench.get(path).status)
            })
            .collect();
        assert!(visits.into_iter().all(|visit| visit.join().unwrap() == 200));
    });
    assert!(workbench.runs());
}

#[test]
fn slow_clients_keep_nobody_waiting_and_are_sent_away() {
    let (_project, mut workbench) = served();
    let slow: Vec<_> = (0..40)
        .map(|n| {
            let mut stream = workbench.connect();
            let head = match n % 2 {
                0 => format!("GET / HTTP/1.1\r\nHost: {}\r\nX-Slow:", workbench.host),
                // Without a session nobody waits for a body.
                _ => format!(
                    "POST /undo HTTP/1.1\r\nHost: {}\r\nContent-Length: 100\r\n\r\nse",
                    workbench.host
                ),
            };
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(workbench.get("/").status, 200);
    for mut stream in slow {
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut rest = Vec::new();
        // Ends when the server ends it; a client that is never sent away would run into the timeout.
        let ended = stream.read_to_end(&mut rest);
        assert!(
            ended.is_ok() || ended.is_err_and(|e| e.kind() == std::io::ErrorKind::ConnectionReset)
        );
    }
    assert!(workbench.runs());
    assert_eq!(workbench.get("/").status, 200);
}

#[cfg(unix)]
#[test]
fn it_ends_when_asked_and_leaves_one_file() {
    let (project, mut workbench) = served();
    assert_eq!(workbench.get("/").status, 200);
    let ended = workbench.end();
    assert!(ended.success(), "{ended}");
    assert!(!project.path("p.emic-wal").exists());
}
