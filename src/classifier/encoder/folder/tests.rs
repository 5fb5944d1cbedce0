//! A tiny model that the test writes, beside the same sums done plainly here.

use super::super::unit_length::to_unit_length;
use super::*;
use serde_json::json;

const WIDTH: usize = 8;
const HEADS: usize = 2;
const BETWEEN: usize = 12;
const WORDS: [&str; 9] = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "we", "were", "afraid", "##s", "我",
];

/// Numbers that look random and are the same everywhere.
struct Draw(u64);

impl Draw {
    fn matrix(&mut self, rows: usize, columns: usize) -> Vec<Vec<f32>> {
        let mut number = || {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 40) as f32 / (1 << 24) as f32 - 0.5) * 1.5
        };
        (0..rows)
            .map(|_| (0..columns).map(|_| number()).collect())
            .collect()
    }
}

/// All weights by name; a vector is a matrix of one row.
type Weights = HashMap<String, Vec<Vec<f32>>>;

fn weights(positions: usize, kinds: usize) -> Weights {
    let mut draw = Draw(7);
    let mut all = Weights::new();
    let mut put = |name: &str, rows: usize, columns: usize| {
        all.insert(name.to_owned(), draw.matrix(rows, columns));
    };
    put("embeddings.word_embeddings.weight", WORDS.len(), WIDTH);
    put("embeddings.position_embeddings.weight", positions, WIDTH);
    put("embeddings.token_type_embeddings.weight", kinds, WIDTH);
    put("embeddings.LayerNorm.weight", 1, WIDTH);
    put("embeddings.LayerNorm.bias", 1, WIDTH);
    for layer in 0..2 {
        for (name, rows, columns) in [
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("attention.output.LayerNorm", 1, WIDTH),
            ("intermediate.dense", BETWEEN, WIDTH),
            ("output.dense", WIDTH, BETWEEN),
            ("output.LayerNorm", 1, WIDTH),
        ] {
            put(
                &format!("encoder.layer.{layer}.{name}.weight"),
                rows,
                columns,
            );
            let outputs = if rows == 1 { columns } else { rows };
            put(&format!("encoder.layer.{layer}.{name}.bias"), 1, outputs);
        }
    }
    all
}

fn write(folder: &Path, kind: &str, weights: &Weights, pooling: &str) {
    let tensors: HashMap<String, Tensor> = weights
        .iter()
        .map(|(name, rows)| {
            let tensor = Tensor::new(rows.clone(), &Device::Cpu).unwrap();
            let flat = name.ends_with("bias") || name.contains("LayerNorm");
            let tensor = if flat {
                tensor.flatten_all().unwrap()
            } else {
                tensor
            };
            (name.clone(), tensor)
        })
        .collect();
    candle_core::safetensors::save(&tensors, folder.join("model.safetensors")).unwrap();
    let config = json!({
        "model_type": kind, "hidden_act": "gelu", "vocab_size": WORDS.len(), "hidden_size": WIDTH,
        "num_hidden_layers": 2, "num_attention_heads": HEADS, "intermediate_size": BETWEEN,
        "max_position_embeddings": weights["embeddings.position_embeddings.weight"].len(),
        "type_vocab_size": weights["embeddings.token_type_embeddings.weight"].len(),
        "layer_norm_eps": 1e-12, "pad_token_id": 0,
    });
    let vocabulary: HashMap<&str, usize> = WORDS.iter().copied().zip(0..).collect();
    let special = |id: usize| json!({"id": WORDS[id], "ids": [id], "tokens": [WORDS[id]]});
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {"[CLS]": special(2), "[SEP]": special(3)}},
        "decoder": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocabulary},
    });
    let modules = json!([{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "path": "pool", "type": "sentence_transformers.models.Pooling"}]);
    std::fs::create_dir_all(folder.join("pool")).unwrap();
    for (name, value) in [
        ("config.json", config),
        ("tokenizer.json", tokenizer),
        ("modules.json", modules),
        ("pool/config.json", json!({ pooling: true })),
    ] {
        std::fs::write(folder.join(name), value.to_string()).unwrap();
    }
}

fn linear(weights: &Weights, name: &str, rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let (matrix, bias) = (
        &weights[&format!("{name}.weight")],
        &weights[&format!("{name}.bias")][0],
    );
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    rows.iter()
        .map(|row| {
            matrix
                .iter()
                .zip(bias)
                .map(|(of, bias)| dot(of, row) + bias)
                .collect()
        })
        .collect()
}

fn norm(weights: &Weights, name: &str, rows: &mut [Vec<f32>]) {
    let (gain, shift) = (
        &weights[&format!("{name}.weight")][0],
        &weights[&format!("{name}.bias")][0],
    );
    for row in rows {
        let mean = row.iter().sum::<f32>() / WIDTH as f32;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / WIDTH as f32;
        for ((x, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
            *x = (*x - mean) / (variance + 1e-12).sqrt() * gain + shift;
        }
    }
}

fn add(rows: &mut [Vec<f32>], more: &[Vec<f32>]) {
    for (row, more) in rows.iter_mut().zip(more) {
        row.iter_mut().zip(more).for_each(|(x, y)| *x += y);
    }
}

/// The error function by its series (Abramowitz & Stegun 7.1.6), good for the small numbers met here.
fn erf(x: f32) -> f32 {
    let x = f64::from(x.clamp(-4.0, 4.0));
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= 2.0 * x * x / f64::from(2 * n + 1);
        sum += term;
    }
    (sum * (-x * x).exp() * 2.0 / std::f64::consts::PI.sqrt()) as f32
}

/// The vectors of one text's tokens.
fn plainly(weights: &Weights, ids: &[usize], first: usize) -> Vec<Vec<f32>> {
    let table = |name: &str| &weights[&format!("embeddings.{name}_embeddings.weight")];
    let mut rows: Vec<Vec<f32>> = ids.iter().map(|&id| table("word")[id].clone()).collect();
    add(&mut rows, &table("position")[first..]);
    add(&mut rows, &vec![table("token_type")[0].clone(); ids.len()]);
    norm(weights, "embeddings.LayerNorm", &mut rows);
    for layer in 0..2 {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        let [query, key, value] = ["query", "key", "value"]
            .map(|part| linear(weights, &name(&format!("attention.self.{part}")), &rows));
        let mut heard = vec![vec![0.0; WIDTH]; ids.len()];
        let of_head = WIDTH / HEADS;
        for head in (0..HEADS).map(|head| head * of_head..(head + 1) * of_head) {
            for (at, heard) in heard.iter_mut().enumerate() {
                let paid: Vec<f32> = key
                    .iter()
                    .map(|key| {
                        head.clone().map(|i| query[at][i] * key[i]).sum::<f32>()
                            / (of_head as f32).sqrt()
                    })
                    .map(f32::exp)
                    .collect();
                let total: f32 = paid.iter().sum();
                for (value, paid) in value.iter().zip(&paid) {
                    head.clone()
                        .for_each(|i| heard[i] += value[i] * paid / total);
                }
            }
        }
        let mut attended = linear(weights, &name("attention.output.dense"), &heard);
        add(&mut attended, &rows);
        norm(weights, &name("attention.output.LayerNorm"), &mut attended);
        let mut wide = linear(weights, &name("intermediate.dense"), &attended);
        wide.iter_mut()
            .flatten()
            .for_each(|x| *x *= 0.5 * (1.0 + erf(*x / 2f32.sqrt())));
        rows = linear(weights, &name("output.dense"), &wide);
        add(&mut rows, &attended);
        norm(weights, &name("output.LayerNorm"), &mut rows);
    }
    rows
}

fn mean(rows: &[Vec<f32>]) -> Vec<f32> {
    let mut mean = vec![0.0; WIDTH];
    rows.iter().for_each(|row| {
        mean.iter_mut()
            .zip(row)
            .for_each(|(m, x)| *m += x / rows.len() as f32)
    });
    mean
}

/// Texts and their tokens; one of each length, so that places stay empty in the batch.
const TEXTS: [(&str, &[usize]); 3] = [
    ("We were afraids.", &[2, 4, 5, 6, 7, 1, 3]),
    ("我", &[2, 8, 3]),
    ("unheard we", &[2, 1, 4, 3]),
];

fn assert_same(folder: &Folder, text: &str, mut expected: Vec<f32>) {
    to_unit_length(&mut expected);
    let texts = TEXTS.map(|(text, _)| text);
    let at = texts.iter().position(|t| *t == text).unwrap();
    for (found, expected) in folder.encode(&texts).unwrap().row(at).iter().zip(&expected) {
        assert!(
            (found - expected).abs() < 1e-4,
            "{text}: {found} and {expected}"
        );
    }
}

#[test]
fn bert_and_roberta_give_what_plain_sums_give() {
    for (kind, positions, kinds, first) in [("bert", 10, 2, 0), ("xlm-roberta", 11, 1, 1)] {
        let temporary = tempfile::tempdir().unwrap();
        let weights = weights(positions, kinds);
        for pooling in [
            "pooling_mode_mean_tokens",
            "pooling_mode_cls_token",
            "pooling_mode_max_tokens",
        ] {
            write(temporary.path(), kind, &weights, pooling);
            let folder = Folder::read(temporary.path()).unwrap();
            for (text, ids) in TEXTS {
                let rows = plainly(&weights, ids, first);
                let expected = match pooling {
                    "pooling_mode_mean_tokens" => mean(&rows),
                    "pooling_mode_cls_token" => rows[0].clone(),
                    _ => (0..WIDTH)
                        .map(|i| rows.iter().map(|r| r[i]).fold(f32::MIN, f32::max))
                        .collect(),
                };
                assert_same(&folder, text, expected);
            }
        }
    }
}

#[test]
fn long_texts_are_cut_empty_ones_are_zeros_and_the_fingerprint_follows_the_files() {
    let temporary = tempfile::tempdir().unwrap();
    write(
        temporary.path(),
        "bert",
        &weights(10, 2),
        "pooling_mode_mean_tokens",
    );
    let folder = Folder::read(temporary.path()).unwrap();
    let long = "we were ".repeat(50);
    let encoded = folder
        .encode(&[&long, "we were we were we were we were", " \n"])
        .unwrap();
    assert_eq!(encoded.row(0), encoded.row(1));
    assert_eq!(encoded.row(2).sum(), 0.0);
    assert_eq!(folder.encode(&[]).unwrap().dim(), (0, WIDTH));
    std::fs::write(
        temporary.path().join("sentence_bert_config.json"),
        r#"{"max_seq_length": 4}"#,
    )
    .unwrap();
    let shorter = Folder::read(temporary.path()).unwrap();
    assert_ne!(folder.fingerprint(), shorter.fingerprint());
    let cut = shorter.encode(&[&long, "we were"]).unwrap();
    assert_eq!(cut.row(0), cut.row(1));
}

#[test]
fn a_folder_that_cannot_be_run_is_an_error_that_names_the_file() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path();
    let refused = |expected: &str| {
        let error = Folder::read(path).err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
    };
    refused("config.json");
    refused("save(FOLDER)");
    write(
        path,
        "bert",
        &weights(10, 2),
        "pooling_mode_weightedmean_tokens",
    );
    refused("pools by mean");
    write(path, "t5", &weights(10, 2), "pooling_mode_mean_tokens");
    refused("type 't5'");
    let mut lacking = weights(10, 2);
    lacking.remove("encoder.layer.1.output.dense.weight");
    std::fs::remove_file(path.join("model.safetensors")).unwrap();
    write(path, "bert", &lacking, "pooling_mode_mean_tokens");
    refused("model.safetensors");
    std::fs::remove_file(path.join("model.safetensors")).unwrap();
    refused("model.safetensors");
    refused("save(FOLDER)");
    std::fs::write(path.join("tokenizer.json"), "{}").unwrap();
    refused("tokenizer.json");
    std::fs::remove_file(path.join("tokenizer.json")).unwrap();
    refused("tokenizer.json");
    refused("save(FOLDER)");
}
