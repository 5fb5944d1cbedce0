use super::*;
use crate::exchange::package::tests::saved;
use std::fmt::Write;

/// A PDF with a page for each of these contents. `F1` is a plain font, `F2` one with a table of letters: byte pair 0001 is
/// `م`, 0002 `ن`, 0003 `我`.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let table = "1 begincodespacerange <0000> <FFFF> endcodespacerange 3 beginbfchar <0001> <0645> <0002> <0646> <0003> <6211> endbfchar";
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [128 /eacute /fi] >> >>".to_owned(),
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 5 0 R /DescendantFonts [<< /Type /Font /DW 600 >>] >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{table}\nendstream", table.len()),
    ];
    let mut kids = String::new();
    for content in pages {
        let number = objects.len() + 1;
        let _ = write!(kids, "{number} 0 R ");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            number + 1
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF",
            places.len() + 1
        )
        .bytes(),
    );
    out
}

fn read(pages: &[&str]) -> Result<TranscriptFile> {
    let (_folder, path) = saved("I1.pdf", &pdf(pages));
    read_pdf(&path)
}

/// A line of plain text at this place.
fn at(x: u32, y: u32, text: &str) -> String {
    format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET ")
}

#[test]
fn letters_of_every_kind_of_font() {
    let page = at(50, 700, "Interviewer: caf\\200, de\\201ne?")
        + "BT /F2 10 Tf 1 0 0 1 50 680 Tm [<00020001> -300 <0003>] TJ ET";
    let file = read(&[&page]).unwrap();
    assert_eq!(file.text, "Interviewer: café, define? 我 من");
    assert!(file.warnings.is_empty(), "{:?}", file.warnings);
}

#[test]
fn turns_columns_and_furniture() {
    let page = |n: u32| {
        let mut page = at(50, 780, "The ward study") + &at(300, 20, &format!("- {n} -"));
        for row in 0..8 {
            let word = ["ward", "night", "shift"][n as usize - 1].repeat(1 + row as usize);
            page += &at(
                50,
                700 - row * 12,
                &format!("left {word} of line {row} that goes"),
            );
            page += &at(
                320,
                700 - row * 12,
                &format!("right {word} of line {row} that goes"),
            );
        }
        page
    };
    let pages: Vec<String> = (1..=3).map(page).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let file = read(&pages).unwrap();
    assert!(
        file.text
            .starts_with("left ward of line 0 that goes left wardward of line 1"),
        "{}",
        file.text
    );
    assert!(
        !file.text.contains("ward study") && !file.text.contains("- 2 -"),
        "{}",
        file.text
    );
    assert_eq!(
        file.warnings,
        ["6 running heads and page numbers were left out"]
    );
}

#[test]
fn a_scan_is_refused_with_advice() {
    let error = read(&["0 0 100 100 re f", ""]).unwrap_err().to_string();
    assert!(
        error.contains("I1.pdf") && error.contains("scan") && error.contains("OCR"),
        "{error}"
    );
    let error = read(&["BT /F2 10 Tf 50 700 Td <00090009> Tj ET"])
        .unwrap_err()
        .to_string();
    assert!(error.contains("fonts do not say"), "{error}");
    let mixed = read(&[&at(50, 700, "words"), ""]).unwrap();
    assert_eq!(mixed.warnings, ["pages without text, perhaps pictures: 2"]);
}

#[test]
fn damaged_files_are_refused_or_read_as_far_as_they_go() {
    for bytes in [
        b"".as_slice(),
        b"%PDF-1.4",
        b"%PDF-1.4\n%%EOF",
        b"no PDF",
        b"\xFF\xFE%PDF",
    ] {
        let (_folder, path) = saved("I1.pdf", bytes);
        let error = read_pdf(&path).unwrap_err().to_string();
        assert!(error.contains("I1.pdf"), "{error}");
    }
    let whole = pdf(&[&at(50, 700, "hello")]);
    for length in (0..whole.len()).step_by(7) {
        let (_folder, path) = saved("I1.pdf", &whole[..length]);
        let _ = read_pdf(&path);
    }
    for place in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[place] = b'9';
        let (_folder, path) = saved("I1.pdf", &bytes);
        let _ = read_pdf(&path);
    }
}

#[test]
fn forms_within_themselves_end() {
    let mut bytes = String::from_utf8(pdf(&[&(at(50, 700, "hello") + "/X Do")])).unwrap();
    bytes = bytes.replace(
        "/Font << /F1 3 0 R /F2 4 0 R >> >>",
        "/Font << /F1 3 0 R >> /XObject << /X 90 0 R >> >>",
    );
    bytes = bytes.replace(
        "trailer",
        "90 0 obj << /Subtype /Form /Resources << /XObject << /X 90 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream\nendobj\ntrailer",
    );
    let (_folder, path) = saved("I1.pdf", bytes.as_bytes());
    assert_eq!(read_pdf(&path).unwrap().text, "hello");
}
