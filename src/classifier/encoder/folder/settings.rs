//! What the folder's JSON files say.

use crate::error::{Error, Result};
use serde_json::Value;
use std::io::ErrorKind;
use std::path::Path;

/// How the vectors of a text's tokens become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Their mean.
    Mean,
    /// The first one's, that of the mark that opens a text.
    First,
    /// For each number the largest.
    Largest,
}

/// How positions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Positions {
    /// From 0, as in BERT.
    FromZero,
    /// From this number on, as in RoBERTa: one after the padding.
    After(u32),
}

/// The shape of the network and how it is used.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub vocabulary: usize,
    pub width: usize,
    pub layers: usize,
    pub heads: usize,
    pub between: usize,
    pub positions: usize,
    pub counting: Positions,
    pub kinds: usize,
    pub least_variance: f64,
    pub padding: u32,
    /// Tokens of a text that are read, marks at its ends included.
    pub longest: usize,
    pub pooling: Pooling,
}

impl Settings {
    /// Reads and checks the files.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("config.json");
        let config = json(&path)?;
        let number = |name: &str| {
            let found = config.get(name).and_then(Value::as_u64).filter(|&n| n > 0);
            found
                .map(|n| n as usize)
                .ok_or_else(|| Error::file(&path, format!("'{name}' is missing or no count")))
        };
        let padding = config.get("pad_token_id").and_then(Value::as_u64);
        let padding = u32::try_from(padding.unwrap_or(0)).unwrap_or(0);
        let kind = text(&config, "model_type");
        let counting = match kind {
            "bert" => Positions::FromZero,
            "xlm-roberta" | "roberta" => Positions::After(padding + 1),
            other => {
                return Err(Error::file(
                    &path,
                    format!(
                        "a model of type '{other}'; emic runs those of type bert and xlm-roberta"
                    ),
                ));
            }
        };
        let act = text(&config, "hidden_act");
        if act != "gelu" {
            return Err(Error::file(
                &path,
                format!("'hidden_act' is '{act}'; emic runs models with gelu"),
            ));
        }
        let positions = number("max_position_embeddings")?;
        let usable = match counting {
            Positions::FromZero => positions,
            Positions::After(first) => positions.saturating_sub(first as usize),
        };
        let (width, heads) = (number("hidden_size")?, number("num_attention_heads")?);
        if !width.is_multiple_of(heads) || usable < 3 {
            return Err(Error::file(&path, "its sizes do not fit together"));
        }
        Ok(Self {
            vocabulary: number("vocab_size")?,
            width,
            layers: number("num_hidden_layers")?,
            heads,
            between: number("intermediate_size")?,
            positions,
            counting,
            kinds: number("type_vocab_size")?,
            least_variance: config
                .get("layer_norm_eps")
                .and_then(Value::as_f64)
                .unwrap_or(1e-12),
            padding,
            longest: longest(folder)?.map_or(usable, |longest| longest.clamp(3, usable)),
            pooling: pooling(folder)?,
        })
    }
}

/// `max_seq_length` of sentence-transformers, where the folder says it.
fn longest(folder: &Path) -> Result<Option<usize>> {
    let path = folder.join("sentence_bert_config.json");
    if !path.exists() {
        return Ok(None);
    }
    let longest = json(&path)?.get("max_seq_length").and_then(Value::as_u64);
    Ok(longest.map(|n| n as usize))
}

fn pooling(folder: &Path) -> Result<Pooling> {
    let modules = folder.join("modules.json");
    let mut path = folder.join("1_Pooling");
    if modules.exists() {
        for module in json(&modules)?.as_array().into_iter().flatten() {
            let kind = text(module, "type").rsplit('.').next().unwrap_or_default();
            match kind {
                "Transformer" | "Normalize" => {}
                "Pooling" => path = folder.join(text(module, "path")),
                other => {
                    return Err(Error::file(
                        &modules,
                        format!("emic cannot run its module '{other}'"),
                    ));
                }
            }
        }
    }
    let path = path.join("config.json");
    if !path.exists() {
        return Ok(Pooling::Mean);
    }
    let config = json(&path)?;
    let says = |name: &str| config.get(name).and_then(Value::as_bool).unwrap_or(false);
    let asked: Vec<Pooling> = [
        ("pooling_mode_mean_tokens", Pooling::Mean),
        ("pooling_mode_cls_token", Pooling::First),
        ("pooling_mode_max_tokens", Pooling::Largest),
    ]
    .into_iter()
    .filter_map(|(name, pooling)| says(name).then_some(pooling))
    .collect();
    match asked[..] {
        [one] => Ok(one),
        _ => Err(Error::file(
            &path,
            "emic pools by mean, by the first token or by the largest numbers, one of them",
        )),
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn json(path: &Path) -> Result<Value> {
    serde_json::from_slice(&bytes(path)?).map_err(|e| Error::file(path, e))
}

/// A file of the folder.
///
/// # Errors
/// [`Error::File`]; of a missing file it says how a folder gets it.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::file(
            path,
            "there is no such file. A model folder has config.json, tokenizer.json and model.safetensors; \
             in Python, SentenceTransformer(MODEL).save(FOLDER) writes all of them",
        ),
        _ => Error::file(path, error),
    })
}
