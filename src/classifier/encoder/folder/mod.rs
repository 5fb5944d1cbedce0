//! The user's own sentence-transformers model: a folder with `config.json`, `model.safetensors` and `tokenizer.json`.
//!
//! Models of the types BERT and XLM-RoBERTa, run on the processor by candle. How the vectors of a text's tokens become one is read
//! from `modules.json` and the pooling module's `config.json`; without them it is their mean, as sentence-transformers does.

mod network;
mod settings;

use super::Encoder;
use super::unit_length::to_unit_length;
use crate::error::{Error, Result};
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use ndarray::Array2;
use network::Network;
use settings::{Pooling, Settings};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tokenizers::{PaddingParams, Tokenizer, TruncationParams};

/// To be raised when the code, with the same folder, gives other vectors than before.
const REVISION: u32 = 1;
/// Texts that pass the network together: texts of like length, so that few places are empty.
const BATCH: usize = 16;

/// A model read from a folder.
pub struct Folder {
    name: String,
    fingerprint: String,
    settings: Settings,
    tokenizer: Tokenizer,
    network: Network,
}

/// The encoder of a folder, read once a program and kept to its end, as the encoders within emic are.
pub(super) fn kept(path: &Path) -> Result<&'static Encoder> {
    static KEPT: Mutex<Option<HashMap<PathBuf, &'static Encoder>>> = Mutex::new(None);
    let path = path.canonicalize().map_err(|e| Error::file(path, e))?;
    let mut kept = KEPT.lock().map_err(Error::internal)?;
    let kept = kept.get_or_insert_default();
    if let Some(encoder) = kept.get(&path) {
        return Ok(encoder);
    }
    let folder = Box::new(Folder::read(&path)?);
    let encoder: &Encoder = Box::leak(Box::new(Encoder::Folder(folder)));
    kept.insert(path, encoder);
    Ok(encoder)
}

impl Folder {
    /// Reads a folder and encodes a word, so that what does not fit together is found now.
    ///
    /// # Errors
    /// [`Error::File`] where a file is missing or damaged or the model is of another type.
    pub fn read(folder: &Path) -> Result<Self> {
        let settings = Settings::read(folder)?;
        let tokens = folder.join("tokenizer.json");
        let token_bytes = settings::bytes(&tokens)?;
        let tokenizer = tokenizer(&tokens, &token_bytes, &settings)?;
        let weights = folder.join("model.safetensors");
        let bytes = settings::bytes(&weights)?;
        let fingerprint = fingerprint(&[&bytes, &token_bytes], &settings);
        let tensors = VarBuilder::from_buffered_safetensors(bytes, DType::F32, &Device::Cpu);
        let network = tensors
            .and_then(|tensors| Network::read(&settings, &tensors))
            .map_err(|e| Error::file(&weights, e))?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let read = Self {
            name: format!("folder {name}"),
            fingerprint,
            settings,
            tokenizer,
            network,
        };
        read.encode(&["word"]).map_err(|e| Error::file(folder, e))?;
        Ok(read)
    }

    /// `folder` and the folder's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Changes with every byte of weights and tokenizer and with what the other files say.
    pub fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    /// Numbers in a vector, as the model has them.
    pub fn dimensions(&self) -> usize {
        self.settings.width
    }

    /// A row for each text, of length 1; zeros for an empty one. A text is read up to the model's length.
    ///
    /// # Errors
    /// [`Error::Internal`] where tokenizer or network fail.
    pub fn encode(&self, texts: &[&str]) -> Result<Array2<f32>> {
        let mut order: Vec<usize> = (0..texts.len())
            .filter(|&text| !texts[text].trim().is_empty())
            .collect();
        order.sort_by_key(|&text| texts[text].len());
        let mut encoded = Array2::zeros((texts.len(), self.dimensions()));
        for batch in order.chunks(BATCH) {
            let of_batch: Vec<&str> = batch.iter().map(|&text| texts[text]).collect();
            let rows = self.encode_batch(&of_batch)?;
            for (&text, mut row) in batch.iter().zip(rows) {
                to_unit_length(&mut row);
                encoded.row_mut(text).assign(&ndarray::aview1(&row));
            }
        }
        Ok(encoded)
    }

    fn encode_batch(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let tokens = self
            .tokenizer
            .encode_batch(texts.to_vec(), true)
            .map_err(Error::internal)?;
        let pooled = || {
            let numbers = |of: fn(&tokenizers::Encoding) -> &[u32]| {
                let rows: Vec<&[u32]> = tokens.iter().map(of).collect();
                Tensor::new(rows, &Device::Cpu)
            };
            let ids = numbers(tokenizers::Encoding::get_ids)?;
            let kinds = numbers(tokenizers::Encoding::get_type_ids)?;
            let mask = numbers(tokenizers::Encoding::get_attention_mask)?.to_dtype(DType::F32)?;
            let vectors = self.network.forward(&ids, &kinds, &mask)?;
            self.settings.pooling.pool(&vectors, &mask)?.to_vec2()
        };
        pooled().map_err(Error::internal)
    }
}

impl Pooling {
    /// One vector for each text from those of its tokens (texts × tokens × width).
    fn pool(self, vectors: &Tensor, mask: &Tensor) -> candle_core::Result<Tensor> {
        let of_text = mask.unsqueeze(2)?;
        match self {
            Self::Mean => vectors
                .broadcast_mul(&of_text)?
                .sum(1)?
                .broadcast_div(&mask.sum_keepdim(1)?),
            Self::First => vectors.narrow(1, 0, 1)?.squeeze(1),
            Self::Largest => {
                let nowhere = of_text.affine(1e9, -1e9)?;
                vectors.broadcast_add(&nowhere)?.max(1)
            }
        }
    }
}

fn tokenizer(path: &Path, bytes: &[u8], settings: &Settings) -> Result<Tokenizer> {
    let wrong = |e: &dyn std::fmt::Display| Error::file(path, e);
    let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|e| wrong(&e))?;
    if tokenizer.get_vocab_size(true) > settings.vocabulary {
        return Err(wrong(&format!(
            "it has {} tokens, but config.json says {}; take both from the same model",
            tokenizer.get_vocab_size(true),
            settings.vocabulary
        )));
    }
    tokenizer
        .with_truncation(Some(TruncationParams {
            max_length: settings.longest,
            ..TruncationParams::default()
        }))
        .map_err(|e| wrong(&e))?;
    tokenizer.with_padding(Some(PaddingParams {
        pad_id: settings.padding,
        ..PaddingParams::default()
    }));
    Ok(tokenizer)
}

/// A hash of the large files and of what the small ones say.
fn fingerprint(files: &[&[u8]], settings: &Settings) -> String {
    let mut hasher = DefaultHasher::new();
    files.iter().for_each(|file| hasher.write(file));
    hasher.write(format!("{settings:?}").as_bytes());
    format!("{:016x}-folder-{REVISION}", hasher.finish())
}

#[cfg(test)]
mod tests;
