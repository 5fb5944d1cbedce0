//! throw-away harness
use emic::classifier::*;
use emic::text::*;
use serde_json::Value;
use std::collections::*;
use std::io::Write;
fn read(p: &str) -> Vec<Value> {
    std::fs::read_to_string(p)
        .unwrap()
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| serde_json::from_str(&l.replace("NaN", "null")).unwrap())
        .collect()
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let t0 = std::time::Instant::now();
    let tr = read(&a[1]);
    let te = read(&a[2]);
    let txt = |v: &Value| v["text"].as_str().unwrap_or("").to_owned();
    let trt: Vec<String> = tr.iter().map(txt).collect();
    let tet: Vec<String> = te.iter().map(txt).collect();
    let mut names = BTreeSet::new();
    for v in &tr {
        for c in v["codes"].as_array().unwrap() {
            names.insert(c.as_str().unwrap().to_owned());
        }
    }
    let names: Vec<String> = names.into_iter().collect();
    let idx: HashMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(i, n)| (n.as_str(), i))
        .collect();
    let codes_of: Vec<Vec<usize>> = tr
        .iter()
        .map(|v| {
            v["codes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| idx[c.as_str().unwrap()])
                .collect()
        })
        .collect();
    let mut g: HashMap<String, usize> = HashMap::new();
    let groups = tr
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let d = v["doc"]
                .as_str()
                .map(str::to_owned)
                .unwrap_or(i.to_string());
            let n = g.len();
            *g.entry(d).or_insert(n)
        })
        .collect();
    let lang = detect_all(trt.iter().map(|s| s.as_str()));
    let an = Analyzer::new(&lang);
    eprintln!("lang {lang} read {:?}", t0.elapsed());
    // bm25 neighbours, brute inverted
    let toks: Vec<Vec<String>> = trt.iter().map(|t| an.terms(t)).collect();
    let mut inv: HashMap<&str, Vec<(u32, f32)>> = HashMap::new();
    let avg = toks.iter().map(|t| t.len()).sum::<usize>() as f32 / toks.len() as f32;
    for (i, t) in toks.iter().enumerate() {
        let mut c: BTreeMap<&str, f32> = BTreeMap::new();
        for w in t {
            *c.entry(w).or_default() += 1.0;
        }
        for (w, f) in c {
            inv.entry(w).or_default().push((
                i as u32,
                f * 2.2 / (f + 1.2 * (0.25 + 0.75 * t.len() as f32 / avg)),
            ));
        }
    }
    let n = toks.len() as f32;
    use rayon::prelude::*;
    let near = |t: &Vec<String>, me: usize| {
        let mut s: HashMap<u32, f32> = HashMap::new();
        let ws: BTreeSet<&String> = t.iter().collect();
        for w in ws {
            if let Some(p) = inv.get(w.as_str()) {
                if p.len() * 4 > toks.len() && toks.len() > 50 {
                    continue;
                }
                let idf = (1.0 + (n - p.len() as f32 + 0.5) / (p.len() as f32 + 0.5)).ln();
                for (d, x) in p {
                    *s.entry(*d).or_default() += idf * x;
                }
            }
        }
        let mut v: Vec<(u32, f32)> = s.into_iter().filter(|(d, _)| *d as usize != me).collect();
        v.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        v.truncate(40);
        v.into_iter()
            .map(|(u, s)| Neighbour {
                unit: u as usize,
                score: s,
            })
            .collect::<Vec<_>>()
    };
    let neighbours: Vec<Vec<Neighbour>> = toks
        .par_iter()
        .enumerate()
        .map(|(i, t)| near(t, i))
        .collect();
    let tn: Vec<Vec<Neighbour>> = tet
        .par_iter()
        .map(|t| near(&an.terms(t), usize::MAX))
        .collect();
    eprintln!("neighbours {:?}", t0.elapsed());
    let t1 = std::time::Instant::now();
    let codes = names
        .iter()
        .map(|n| CodeWords {
            text: n.as_str().into(),
        })
        .collect();
    let m = Model::fit(Lessons {
        analyzer: &an,
        texts: trt.iter().map(|s| s.as_str()).collect(),
        codes_of,
        groups,
        neighbours,
        vectors: None,
        codes,
        code_vectors: None,
    })
    .unwrap();
    eprintln!("fit {:?}", t1.elapsed());
    let t2 = std::time::Instant::now();
    let out:Vec<String>=te.par_iter().zip(&tet).zip(tn).map(|((v,t),nb)|{ let s=m.score(&Question{text:t,neighbours:nb,vector:None}); serde_json::json!({"id":v["id"],"suggestions":s.iter().take(10).map(|x|serde_json::json!({"code":names[x.code],"probability":x.probability,"accepted":x.accepted})).collect::<Vec<_>>()}).to_string()}).collect();
    eprintln!("score {:?}", t2.elapsed());
    let mut f = std::fs::File::create(&a[3]).unwrap();
    for l in out {
        writeln!(f, "{l}").unwrap();
    }
}
