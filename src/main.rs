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

struct Set {
    txt: Vec<String>,
    names: Vec<String>,
    codes_of: Vec<Vec<usize>>,
    groups: Vec<usize>,
    neighbours: Vec<Vec<Neighbour>>,
    tn: Vec<Vec<Neighbour>>,
    tet: Vec<String>,
    te: Vec<Value>,
    an: Analyzer,
}
fn load(p: &str, q: Option<&str>, cap: usize) -> Set {
    let mut tr = read(p);
    if tr.len() > cap {
        tr.truncate(cap);
    }
    let te = q.map(read).unwrap_or_default();
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
    let big = if toks.len() > 50 { 4 } else { 1 };
    use rayon::prelude::*;
    let near = |t: &Vec<String>, me: usize| {
        let mut s: HashMap<u32, f32> = HashMap::new();
        let ws: BTreeSet<&String> = t.iter().collect();
        for w in ws {
            if let Some(p) = inv.get(w.as_str()) {
                if p.len() * big > toks.len() && big > 1 {
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
        v.truncate(if me == usize::MAX { 20 } else { 40 });
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
    Set {
        txt: trt,
        names,
        codes_of,
        groups,
        neighbours,
        tn,
        tet,
        te,
        an,
    }
}
impl Set {
    fn lessons(&self) -> Lessons<'_> {
        Lessons {
            analyzer: &self.an,
            texts: self.txt.iter().map(|s| s.as_str()).collect(),
            codes_of: self.codes_of.clone(),
            groups: self.groups.clone(),
            neighbours: self.neighbours.clone(),
            vectors: None,
            codes: self
                .names
                .iter()
                .map(|n| CodeWords {
                    text: n.as_str().into(),
                })
                .collect(),
            code_vectors: None,
        }
    }
}
fn main() {
    use rayon::prelude::*;
    let a: Vec<String> = std::env::args().collect();
    if a[1] == "train" {
        // train OUTDIR DATADIR sets...
        let all: Vec<(String, Vec<Judged>)> = a[4..]
            .iter()
            .map(|s| {
                let t = std::time::Instant::now();
                let set = load(&format!("{}/{s}/train.jsonl", a[3]), None, 4000);
                let mut j = draw(&set.lessons());
                let n = j.len();
                let keep = 30000;
                if n > keep {
                    let e = n.div_ceil(keep);
                    j = j
                        .into_iter()
                        .enumerate()
                        .filter(|(i, _)| (i.wrapping_mul(2654435761) >> 7) % e == 0)
                        .map(|x| x.1)
                        .collect();
                }
                eprintln!("{s} {} pairs {:?}", j.len(), t.elapsed());
                (s.clone(), j)
            })
            .collect();
        for out in std::iter::once(None).chain(a[4..].iter().map(Some)) {
            let pairs: Vec<Judged> = all
                .iter()
                .filter(|(s, _)| Some(s) != out)
                .flat_map(|(_, j)| j.iter().copied())
                .collect();
            let r = Ranker::fit(&pairs).unwrap().unwrap();
            std::fs::write(
                format!("{}/{}.json", a[2], out.map(|s| s.as_str()).unwrap_or("all")),
                serde_json::to_string(&r).unwrap(),
            )
            .unwrap();
        }
        return;
    }
    let t0 = std::time::Instant::now();
    let set = load(&a[1], Some(&a[2]), usize::MAX);
    let default = std::env::var("RANKER")
        .ok()
        .map(|d| {
            let name = std::path::Path::new(&a[1])
                .parent()
                .unwrap()
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let f = format!("{d}/{name}.json");
            let f = if std::path::Path::new(&f).exists() {
                f
            } else {
                format!("{d}/all.json")
            };
            serde_json::from_str(&std::fs::read_to_string(f).unwrap()).unwrap()
        })
        .unwrap_or_else(Ranker::plain);
    eprintln!("load {:?}", t0.elapsed());
    let t1 = std::time::Instant::now();
    let m = Model::fit(set.lessons(), &default).unwrap();
    eprintln!("fit {:?}", t1.elapsed());
    let t2 = std::time::Instant::now();
    let out:Vec<String>=set.te.par_iter().zip(&set.tet).zip(&set.tn).map(|((v,t),nb)|{ let s=m.score(&Question{text:t,neighbours:nb.clone(),vector:None}); serde_json::json!({"id":v["id"],"suggestions":s.iter().take(10).map(|x|serde_json::json!({"code":set.names[x.code],"probability":x.probability,"accepted":x.accepted})).collect::<Vec<_>>()}).to_string()}).collect();
    eprintln!("score {:?}", t2.elapsed());
    let mut f = std::fs::File::create(&a[3]).unwrap();
    for l in out {
        writeln!(f, "{l}").unwrap();
    }
}
