//! The transformer of BERT (Devlin et al. 2019) and XLM-RoBERTa (Conneau et al. 2020), which differ in how positions are counted.

use super::settings::{Positions, Settings};
use candle_core::{DType, Result, Tensor};
use candle_nn::{
    Embedding, LayerNorm, Linear, Module, VarBuilder, embedding, layer_norm, linear, ops,
};

/// What is added to the attention paid to empty places.
const NOWHERE: f64 = -1e9;

/// All weights.
pub(super) struct Network {
    words: Embedding,
    positions: Embedding,
    kinds: Embedding,
    norm: LayerNorm,
    layers: Vec<Layer>,
    counting: Positions,
}

struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    attended_norm: LayerNorm,
    wider: Linear,
    narrower: Linear,
    norm: LayerNorm,
    heads: usize,
}

impl Network {
    /// Takes the weights by their usual names, with or without the model's name before them.
    pub fn read(settings: &Settings, weights: &VarBuilder<'_>) -> Result<Self> {
        let prefixes = ["", "bert", "roberta"].into_iter();
        let named = |prefix: &&str| {
            let first = "embeddings.word_embeddings.weight";
            weights.contains_tensor(&if prefix.is_empty() {
                first.to_owned()
            } else {
                format!("{prefix}.{first}")
            })
        };
        let weights = match prefixes.clone().find(named) {
            None | Some("") => weights.clone(),
            Some(prefix) => weights.pp(prefix),
        };
        let (width, of) = (settings.width, weights.pp("embeddings"));
        let layers = (0..settings.layers)
            .map(|nth| Layer::read(settings, &weights.pp(format!("encoder.layer.{nth}"))));
        Ok(Self {
            words: embedding(settings.vocabulary, width, of.pp("word_embeddings"))?,
            positions: embedding(settings.positions, width, of.pp("position_embeddings"))?,
            kinds: embedding(settings.kinds, width, of.pp("token_type_embeddings"))?,
            norm: layer_norm(width, settings.least_variance, of.pp("LayerNorm"))?,
            layers: layers.collect::<Result<_>>()?,
            counting: settings.counting,
        })
    }

    /// The vectors of all tokens (texts × tokens × width). `mask` is 1 where there is a token and 0 in empty places.
    pub fn forward(&self, ids: &Tensor, kinds: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let (_, tokens) = ids.dims2()?;
        // Empty places come last and count for nothing, so that they may have any position within the table.
        let first = match self.counting {
            Positions::FromZero => 0,
            Positions::After(first) => first,
        };
        let places = Tensor::arange(first, first + tokens as u32, ids.device())?;
        let positions = self.positions.forward(&places)?;
        let sum = (self.words.forward(ids)? + self.kinds.forward(kinds)?)?;
        let mut vectors = self.norm.forward(&sum.broadcast_add(&positions)?)?;
        let nowhere = mask.affine(-NOWHERE, NOWHERE)?.unsqueeze(1)?.unsqueeze(1)?;
        for layer in &self.layers {
            vectors = layer.forward(&vectors, &nowhere)?;
        }
        vectors.to_dtype(DType::F32)
    }
}

impl Layer {
    fn read(settings: &Settings, weights: &VarBuilder<'_>) -> Result<Self> {
        let (width, between) = (settings.width, settings.between);
        let (own, out) = (weights.pp("attention.self"), weights.pp("attention.output"));
        let norm = |of: VarBuilder<'_>| layer_norm(width, settings.least_variance, of);
        Ok(Self {
            query: linear(width, width, own.pp("query"))?,
            key: linear(width, width, own.pp("key"))?,
            value: linear(width, width, own.pp("value"))?,
            attended: linear(width, width, out.pp("dense"))?,
            attended_norm: norm(out.pp("LayerNorm"))?,
            wider: linear(width, between, weights.pp("intermediate.dense"))?,
            narrower: linear(between, width, weights.pp("output.dense"))?,
            norm: norm(weights.pp("output.LayerNorm"))?,
            heads: settings.heads,
        })
    }

    fn forward(&self, vectors: &Tensor, nowhere: &Tensor) -> Result<Tensor> {
        let (texts, tokens, width) = vectors.dims3()?;
        let of_head = width / self.heads;
        let split = |by: &Linear| {
            by.forward(vectors)?
                .reshape((texts, tokens, self.heads, of_head))?
                .transpose(1, 2)?
                .contiguous()
        };
        let (query, key, value) = (split(&self.query)?, split(&self.key)?, split(&self.value)?);
        let likeness = (query.matmul(&key.t()?.contiguous()?)? / (of_head as f64).sqrt())?;
        let attention = ops::softmax_last_dim(&likeness.broadcast_add(nowhere)?)?;
        let heard = attention
            .matmul(&value)?
            .transpose(1, 2)?
            .reshape((texts, tokens, width))?;
        let attended = (self.attended.forward(&heard)? + vectors)?;
        let vectors = self.attended_norm.forward(&attended)?;
        let wide = self.wider.forward(&vectors)?.gelu_erf()?;
        self.norm
            .forward(&(self.narrower.forward(&wide)? + vectors)?)
    }
}
